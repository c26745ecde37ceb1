//! Form: what an agency has entered, by table; which row is which; cells changed one by one.

use super::Round;
use crate::dataset::{self, Cell, Row, TableSchema};
use crate::digest;
use crate::error::{Error, Result};
use crate::lifecycle::{Edit, LINES};
use crate::ordered::Ordered as _;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an agency has entered, by table: `lines`, and the other forms of the round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form {
    #[serde(deserialize_with = "dataset::tables")]
    pub(super) tables: BTreeMap<String, Vec<Row>>,
}

impl Form {
    /// A form of tables. Tables without a row are left out, but for `lines`: it is there and may be empty.
    #[must_use]
    pub fn new(mut tables: BTreeMap<String, Vec<Row>>) -> Self {
        tables.retain(|name, rows| name == LINES || !rows.is_empty());
        tables.entry(LINES.to_owned()).or_default();
        Self { tables }
    }

    /// The rows of a table; none where nothing is entered.
    #[must_use]
    pub fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of every table, by the table's name.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &[Row])> {
        self.tables.iter().map(|(name, rows)| (name.as_str(), rows.as_slice()))
    }

    /// The digest of its figures: of the rows alone where `lines` is the only table.
    pub(super) fn digest(&self) -> Result<String> {
        if self.tables.keys().all(|name| name == LINES) { digest::of(&self.rows(LINES)) } else { digest::of(self) }
    }

    /// Makes one change, which has been found possible.
    pub(super) fn apply(&mut self, edit: &Edit, identity: &Identity<'_>) {
        let wanted = identity.of_edit(edit);
        let rows = self.tables.entry(edit.table.clone()).or_default();
        let place = rows.iter().position(|row| identity.of_row(row) == wanted);
        match (&edit.field, place) {
            (None, Some(place)) => _ = rows.remove(place),
            (None, None) => {}
            (Some(field), Some(place)) => {
                if let Some(row) = rows.get_mut(place) {
                    put(row, field, &edit.to);
                }
            }
            (Some(field), None) => {
                let mut row = identity.new_row(edit);
                put(&mut row, field, &edit.to);
                rows.push(row);
            }
        }
        if rows.is_empty() && edit.table != LINES {
            self.tables.remove(&edit.table);
        }
    }
}

fn put(row: &mut Row, field: &str, cell: &Cell) {
    if is_empty(cell) {
        row.remove(field);
    } else {
        row.insert(field.to_owned(), cell.clone());
    }
}

/// Whether nothing stands in a cell.
pub(super) fn is_empty(cell: &Cell) -> bool {
    match cell {
        Cell::Null => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Whether the same stands in two cells, as typed. An absent cell is an empty one.
pub(super) fn same(a: Option<&Cell>, b: Option<&Cell>) -> bool {
    let shown =
        |cell: Option<&Cell>| cell.filter(|cell| !is_empty(cell)).map(|cell| cell.to_string().trim().to_owned());
    shown(a) == shown(b)
}

/// What tells the rows of a table apart: its key, with what the round itself says left to the round.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    pub(super) schema: &'a TableSchema,
    /// The agency, and the fiscal year and period as far as the form asks for them.
    pub(super) own: &'a Row,
}

impl Identity<'_> {
    /// What identifies a row, field by field in folded form.
    pub(super) fn of_row(&self, row: &Row) -> Vec<String> {
        let part = |field: &String| {
            let stated = row.get(field).filter(|cell| !is_empty(cell));
            text::fold(&stated.or_else(|| self.own.get(field)).map(Cell::to_string).unwrap_or_default())
        };
        self.schema.key().iter().map(part).collect()
    }

    /// What identifies the row of an edit.
    pub(super) fn of_edit(&self, edit: &Edit) -> Vec<String> {
        let part = |field: &String| match edit.key.get(field) {
            Some(stated) => text::fold(stated),
            None => text::fold(&self.own.get(field).map(Cell::to_string).unwrap_or_default()),
        };
        self.schema.key().iter().map(part).collect()
    }

    /// The key of a row as an edit states it: without what the round itself says.
    pub(super) fn key(&self, row: &Row) -> BTreeMap<String, String> {
        let fields = self.schema.key().iter().filter(|field| !self.own.contains_key(*field));
        fields.map(|field| (field.clone(), row.get(field).map(Cell::to_string).unwrap_or_default())).ordered()
    }

    /// The row that comes to be by an edit: its key, and whose it is.
    fn new_row(&self, edit: &Edit) -> Row {
        let key = edit.key.iter().map(|(field, value)| (field.clone(), Cell::Text(value.clone())));
        let agency = self.own.get_key_value("agency").map(|(field, cell)| (field.clone(), cell.clone()));
        agency.into_iter().chain(key).collect()
    }

    /// The one row with an identity; an error where there are several, because none can be meant.
    pub(super) fn find<'r>(&self, rows: &'r [Row], wanted: &[String]) -> Result<Option<&'r Row>> {
        let mut found = rows.iter().filter(|row| self.of_row(row) == wanted);
        let first = found.next();
        match found.next() {
            Some(_) => Err(ambiguous(self.schema.name(), wanted)),
            None => Ok(first),
        }
    }
}

fn ambiguous(table: &str, key: &[String]) -> Error {
    let key = key.join("+");
    Error::new(
        "lifecycle.ambiguous_row",
        format!("در جدول «{table}» چند سطر با کلید «{key}» هست و روشن نیست کدام منظور است"),
        format!("several rows of `{table}` have the key `{key}`: which is meant is not known"),
    )
    .at(format!("{table}/{key}"))
    .expected("one row with this key")
    .help("فرم را یک‌جا و بدون سطر تکراری بفرستید", "send the whole form, without the duplicate")
}

impl Round {
    /// What an agency has entered last, by table; empty before anything is entered.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn form(&self, agency: &str) -> Result<&Form> {
        Ok(self.submission(agency)?.form())
    }

    /// What an agency had entered in a revision that it has confirmed: also one that was returned or reopened since.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`, `lifecycle.unknown_revision`.
    pub fn revision_form(&self, agency: &str, number: u32) -> Result<&Form> {
        let submission = self.submission(agency)?;
        let revision = submission.revisions.iter().find(|revision| revision.number == number);
        revision
            .map(|revision| revision.figures.form.as_ref())
            .ok_or_else(|| super::errors::unknown_revision(submission, number))
    }

    /// What every row of an agency says or leaves to the round: the agency itself, fiscal year and period.
    pub(super) fn own_cells(&self, agency: &str) -> Row {
        let mut own = self.own_fields();
        own.insert("agency".to_owned(), Cell::Text(agency.to_owned()));
        own
    }

    /// The schema of a form of the round.
    ///
    /// # Errors
    /// `lifecycle.unknown_form`.
    pub(super) fn form_schema(&self, table: &str) -> Result<&TableSchema> {
        let is_form = self.opened.forms().any(|form| form == table);
        self.rulebook.schema().table(table).filter(|_| is_form).ok_or_else(|| {
            let error = Error::new(
                "lifecycle.unknown_form",
                format!("فرم «{table}» در این دوره نیست"),
                format!("the round has no form `{table}`"),
            )
            .at(format!("tables/{table}"))
            .expected(self.opened.forms().collect::<Vec<_>>().join(", "));
            match text::closest(table, self.opened.forms()) {
                Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
                None => error.help("یکی از فرم‌های دوره را بنویسید", "use one of the round's forms"),
            }
        })
    }
}
