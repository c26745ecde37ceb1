//! Edits: whether single cells may be changed, and what lies between two states of a form.

use super::form::{Form, Identity, is_empty, same};
use super::opening::storable;
use super::submission::Submission;
use super::{Round, errors};
use crate::dataset::{Cell, Row};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Edit, refusal};
use crate::ordered::Ordered as _;
use crate::text;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A cell, or with no field a row, that two have changed in two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clash {
    /// The table.
    pub table: String,
    /// What identifies the row.
    pub key: BTreeMap<String, String>,
    /// The field; none where one has removed the row and the other has changed it.
    pub field: Option<String>,
    /// What stood there before both; null where nothing did.
    pub base: Cell,
    /// What the one who asks wants there; null for an empty cell or a removed row.
    pub mine: Cell,
    /// What stands there now.
    pub theirs: Cell,
}

impl Clash {
    /// An edit that meets something else than its editor saw.
    pub(super) fn of(edit: &Edit, theirs: Cell) -> Self {
        Self {
            table: edit.table.clone(),
            key: edit.key.clone(),
            field: edit.field.clone(),
            base: edit.from.clone(),
            mine: edit.to.clone(),
            theirs,
        }
    }

    /// The clash as a cause of a refusal.
    pub(super) fn to_error(&self) -> Error {
        let shown = |cell: &Cell| if is_empty(cell) { "–".to_owned() } else { cell.to_string() };
        let (base, mine, theirs) = (shown(&self.base), shown(&self.mine), shown(&self.theirs));
        let place = place(&self.table, &self.key, self.field.as_deref());
        Error::new(
            "lifecycle.cell_conflict",
            format!("{place}: شما «{base}» را به «{mine}» تغییر داده‌اید و اکنون «{theirs}» آنجاست"),
            format!("{place}: you changed `{base}` to `{mine}`, and `{theirs}` stands there now"),
        )
        .at(place)
        .expected(theirs.clone())
        .detail("base", base)
        .detail("mine", mine)
        .detail("theirs", theirs)
        .help("یکی از دو مقدار را برگزینید و دوباره بفرستید", "choose one of the two and send again")
    }
}

fn place(table: &str, key: &BTreeMap<String, String>, field: Option<&str>) -> String {
    let key = key.values().map(String::as_str).collect::<Vec<_>>().join("+");
    field.map_or_else(|| format!("{table}/{key}"), |field| format!("{table}/{key}/{field}"))
}

impl Round {
    /// That every edit is of a cell of the agency's own form, which stands as the editor saw it.
    pub(super) fn cells_as_seen(&self, submission: &Submission, edits: &[Edit]) -> Result<()> {
        if edits.is_empty() {
            return Err(refusal::unexplained(Action::Edit, "خانه‌های تغییریافته", "the edited cells"));
        }
        let own = self.own_cells(&submission.agency);
        let mut seen = BTreeSet::new();
        let mut clashes = Vec::new();
        for edit in edits {
            let identity = Identity { schema: self.form_schema(&edit.table)?, own: &own };
            let at = |error: Error| match error.place() {
                Some(_) => error,
                None => error.at(place(&edit.table, &edit.key, edit.field.as_deref())),
            };
            known_cell(edit, &identity).map_err(at)?;
            let wanted = identity.of_edit(edit);
            if !seen.insert((edit.table.clone(), wanted.clone(), edit.field.clone())) {
                return Err(at(repeated()));
            }
            let row = identity.find(submission.form().rows(&edit.table), &wanted)?;
            match &edit.field {
                None if row.is_none() => return Err(at(no_row())),
                None => {}
                Some(field) => {
                    let present = row.and_then(|row| row.get(field));
                    if !same(present, Some(&edit.from)) {
                        clashes.push(Clash::of(edit, present.cloned().unwrap_or_default()));
                    }
                }
            }
        }
        if clashes.is_empty() { Ok(()) } else { Err(self.conflict_of(submission, &clashes)) }
    }

    /// The refusal of whoever was slower, with both values of every cell that clashes.
    pub(super) fn conflict_of(&self, submission: &Submission, clashes: &[Clash]) -> Error {
        let last = self.last_word(submission);
        refusal::cells_clash(clashes.len(), &last).because(clashes.iter().map(Clash::to_error).collect())
    }

    /// The edits that make one state of an agency's form into another.
    pub(super) fn between(&self, agency: &str, from: &Form, to: &Form) -> Result<Vec<Edit>> {
        let own = self.own_cells(agency);
        let mut edits = Vec::new();
        let tables: BTreeSet<&str> = from.tables().chain(to.tables()).map(|(name, _)| name).ordered();
        for table in tables {
            let identity = Identity { schema: self.form_schema(table)?, own: &own };
            let (before, after) = (indexed(from.rows(table), &identity)?, indexed(to.rows(table), &identity)?);
            for (id, row) in &before {
                if !after.contains_key(id) {
                    let key = identity.key(row);
                    edits.push(Edit { table: table.to_owned(), key, field: None, from: Cell::Null, to: Cell::Null });
                }
            }
            for (id, row) in &after {
                changed_cells(table, &identity, before.get(id).copied(), row, &mut edits);
            }
        }
        Ok(edits)
    }
}

/// The rows of a table by what identifies them.
fn indexed<'a>(rows: &'a [Row], identity: &Identity<'_>) -> Result<BTreeMap<Vec<String>, &'a Row>> {
    let mut index = BTreeMap::new();
    for row in rows {
        let id = identity.of_row(row);
        // Says which rows it is about.
        identity
            .find(rows, &id)
            .map(|_| ())
            .or_else(|error| if index.contains_key(&id) { Err(error) } else { Ok(()) })?;
        index.insert(id, row);
    }
    Ok(index)
}

fn changed_cells(table: &str, identity: &Identity<'_>, before: Option<&Row>, after: &Row, edits: &mut Vec<Edit>) {
    let names: BTreeSet<&String> = before.into_iter().flat_map(|row| row.keys()).chain(after.keys()).ordered();
    let is_key = |field: &str| identity.schema.key().iter().any(|key| key == field) || field == "agency";
    let start = edits.len();
    for field in names.into_iter().filter(|field| !is_key(field)) {
        let (old, new) = (before.and_then(|row| row.get(field)), after.get(field));
        if !same(old, new) {
            edits.push(Edit {
                table: table.to_owned(),
                key: identity.key(after),
                field: Some(field.clone()),
                from: old.cloned().unwrap_or_default(),
                to: new.cloned().unwrap_or_default(),
            });
        }
    }
    // A row that is new and has nothing but its key is still a row: any cell of it, left empty, says so.
    let first = identity.schema.fields().iter().find(|field| !is_key(&field.name));
    if let (None, true, Some(field)) = (before, edits.len() == start, first) {
        edits.push(Edit {
            table: table.to_owned(),
            key: identity.key(after),
            field: Some(field.name.clone()),
            from: Cell::Null,
            to: Cell::Null,
        });
    }
}

/// Edits as the log keeps them: whole numbers as text, no float.
pub(super) fn storable_edits(edits: &[Edit]) -> Result<Vec<Edit>> {
    let cell = |index: usize, name: &str, cell: &Cell| -> Result<Cell> {
        let row = storable("edits", index, Row::from([(name.to_owned(), cell.clone())]))?;
        Ok(row.into_values().next().unwrap_or_default())
    };
    let edits = edits.iter().enumerate();
    edits
        .map(|(index, edit)| {
            Ok(Edit { from: cell(index, "from", &edit.from)?, to: cell(index, "to", &edit.to)?, ..edit.clone() })
        })
        .collect()
}

/// That the key is whole and the field is one of the form and no part of the key.
fn known_cell(edit: &Edit, identity: &Identity<'_>) -> Result<()> {
    let schema = identity.schema;
    let unknown = |field: &str| {
        let known = schema.fields().iter().map(|field| field.name.as_str());
        errors::unknown_place("lifecycle.unknown_field", "فیلد", "field", field, known)
    };
    for (field, value) in &edit.key {
        if !schema.key().contains(field) {
            return Err(unknown(field));
        }
        if let Some(own) = identity.own.get(field)
            && text::fold(&own.to_string()) != text::fold(value)
        {
            return Err(bad_key(schema.key(), format!("{field} = {own}")));
        }
    }
    if let Some(absent) = schema.key().iter().find(|field| {
        let stated = edit.key.get(*field).map(|value| text::fold(value)).unwrap_or_default();
        stated.is_empty() && !identity.own.contains_key(*field)
    }) {
        return Err(bad_key(schema.key(), absent.clone()));
    }
    let Some(field) = &edit.field else {
        let idle = is_empty(&edit.from) && is_empty(&edit.to);
        return if idle { Ok(()) } else { Err(unknown("")) };
    };
    if schema.field(field).is_none() {
        return Err(unknown(field));
    }
    if schema.key().contains(field) || field == "agency" {
        return Err(Error::new(
            "lifecycle.key_field",
            format!("«{field}» کلید سطر است و ویرایش نمی‌شود"),
            format!("`{field}` identifies the row and is not edited"),
        )
        .expected("a field that is no part of the key")
        .help("سطر را حذف و سطر تازه‌ای بیفزایید", "remove the row and add another"));
    }
    Ok(())
}

fn bad_key(fields: &[String], what: String) -> Error {
    Error::new(
        "lifecycle.bad_key",
        format!("کلید سطر کامل یا از این گزارش نیست: {what}"),
        format!("the row's key is not whole, or not of this submission: {what}"),
    )
    .expected(fields.join(", "))
    .help("همه فیلدهای کلید را بدهید", "give every field of the key")
}

fn repeated() -> Error {
    Error::new(
        "lifecycle.repeated_edit",
        "این خانه در یک اقدام دو بار ویرایش شده است",
        "the cell is edited twice in one act",
    )
    .expected("each cell once")
    .help("فقط مقدار آخر را بفرستید", "send the last value only")
}

fn no_row() -> Error {
    Error::new("lifecycle.no_row", "چنین سطری در فرم نیست", "the form has no such row")
        .expected("the key of a row that is there")
        .help("سطرهای کنونی فرم را بخوانید", "read the present rows of the form")
}
