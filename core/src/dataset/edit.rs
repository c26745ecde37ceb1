//! A dataset of which a cell or a row changes: read again as intake reads it, with the findings that belong to it.

use super::column_edit::{Read, Value};
use super::flaws::{DUPLICATE_KEY, MISSING_COLUMN, MISSING_REQUIRED, NEGATIVE, UNKNOWN_FIELD};
use super::flaws::{duplicate_keys, empty, negative, required, unreadable};
use super::{Cell, Dataset, Row, Schema, Table, TableSchema, declared, reading};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::ordered;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the edit of a cell has changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edit {
    /// The field's position.
    pub(crate) field: usize,
    /// Whether the cell holds another value.
    pub(crate) cell: bool,
    /// Whether the table has a column for it now that it had not before.
    pub(crate) column: bool,
    /// Whether findings of intake may have changed.
    pub(crate) findings: bool,
}

impl Dataset {
    /// Puts what was typed in place of a cell and reads it by its field's type, as the whole table was read. Answers
    /// whether that changed anything. A table that is held elsewhere ([`Dataset::shared`]) stays there as it was.
    ///
    /// # Example
    /// ```
    /// # use amalkard::{dataset::{Cell, Dataset}, rules::Rulebook};
    /// # let book = Rulebook::from_toml(r#"
    /// # [rulebook]
    /// # id = "example"
    /// # title = { fa = "نمونه", en = "Example" }
    /// # [tables.lines]
    /// # title = { fa = "ردیف‌ها", en = "Lines" }
    /// # fields = [{ name = "spent", type = "amount", unit = "rial", title = { fa = "هزینه", en = "Spent" } }]
    /// # "#)?;
    /// let mut data = Dataset::from_json(book.schema(), r#"{"lines": [{"spent": "12/5"}]}"#)?;
    /// assert_eq!(data.intake()[0].rule, "amount.ambiguous");
    /// data.set("lines", 0, "spent", &Cell::from("۱۲"))?;
    /// assert!(data.intake().is_empty());
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`, `dataset.unknown_field`. What is wrong in the cell is a finding.
    pub fn set(&mut self, table: &str, row: usize, field: &str, cell: &Cell) -> Result<bool> {
        self.edit(table, row, field, cell).map(|edit| edit.cell)
    }

    /// As [`Dataset::set`], with all that it has changed.
    pub(crate) fn edit(&mut self, table: &str, row: usize, field: &str, cell: &Cell) -> Result<Edit> {
        let Some(shared) = self.tables.get_mut(table) else { return Err(self.unknown_table(table)) };
        let (position, described) = shared.schema().field(field).ok_or_else(|| unknown_field(shared, field))?;
        if shared.rows() <= row {
            return Err(shared.unknown_row(row));
        }
        let (read, flaw) = reading::cell(described, cell);
        let is_new_column = shared.column(position).is_none();
        let changed = Arc::make_mut(shared).put(row, position, &read) || is_new_column;
        let own: &Table = shared;
        let Some(described) = own.schema().fields().get(position) else { return Err(unknown_field(own, field)) };
        let is_key = own.schema().key().contains(&described.name);
        let of_cell = |finding: &Finding| {
            finding.table == table
                && finding.row == Some(row)
                && finding.rule != DUPLICATE_KEY
                && finding.fields.first().is_some_and(|name| name == field)
        };
        let is_empty = described.required && own.column(position).is_some_and(|column| !column.is_present(row));
        let below_zero = negative(own, row, described);
        let is_sound = flaw.is_none() && !is_empty && below_zero.is_none();
        if is_sound && !is_key && !is_new_column && !self.intake.iter().any(of_cell) {
            return Ok(Edit { field: position, cell: changed, column: is_new_column, findings: false });
        }
        let (described, own) = (described.clone(), Arc::clone(shared));
        let (at, mut findings) = self.take_intake(table);
        findings.retain(|finding| !of_cell(finding));
        match flaw {
            Some((text, error)) => findings.push(unreadable(&own, row, &described, &text, &error)),
            None if is_empty && !is_new_column => findings.push(empty(&own, row, &described)),
            None => findings.extend(below_zero),
        }
        if is_new_column {
            findings = with_required(&own, findings);
        }
        if is_key {
            findings = with_keys(&own, findings);
        }
        self.put_intake(&own, at, findings);
        Ok(Edit { field: position, cell: changed, column: is_new_column, findings: true })
    }

    /// Adds a row below the others; gives its number. A table that the data lacks begins with it.
    ///
    /// # Errors
    /// `dataset.unknown_table` for a table that the schema does not know. What is wrong in a cell is a finding.
    pub fn add_row(&mut self, schema: &Schema, table: &str, row: &Row) -> Result<usize> {
        let described = declared(schema, table)?;
        let (one, read) = reading::table_of_rows(described, std::slice::from_ref(row));
        let Some(shared) = self.tables.get_mut(table) else {
            self.put(one, read);
            return Ok(0);
        };
        let number = shared.rows();
        let order: Vec<Option<usize>> = (0..number).map(Some).chain([None]).collect();
        let mut grown = shared.gathered(&order);
        for position in 0..described.fields().len() {
            if let Some(column) = one.column(position) {
                grown.put(number, position, &column.read(0));
            }
        }
        *shared = Arc::new(grown);
        let own = Arc::clone(shared);
        let (at, mut findings) = self.take_intake(table);
        for finding in read.into_iter().filter(|finding| !is_of_whole_table(finding)) {
            let known = |other: &Finding| other.rule == UNKNOWN_FIELD && other.fields == finding.fields;
            if finding.rule != UNKNOWN_FIELD || !findings.iter().any(known) {
                let row = finding.row.map(|_| number);
                findings.push(Finding { row, ..finding });
            }
        }
        findings = with_keys(&own, with_required(&own, findings));
        self.put_intake(&own, at, findings);
        Ok(number)
    }

    /// Takes a row away; those below it move up. Its columns stay.
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`.
    pub fn remove_row(&mut self, table: &str, row: usize) -> Result<()> {
        let Some(shared) = self.tables.get_mut(table) else { return Err(self.unknown_table(table)) };
        if shared.rows() <= row {
            return Err(shared.unknown_row(row));
        }
        let order: Vec<Option<usize>> = (0..shared.rows()).filter(|other| *other != row).map(Some).collect();
        *shared = Arc::new(shared.gathered(&order));
        let own = Arc::clone(shared);
        let (at, mut findings) = self.take_intake(table);
        findings.retain(|finding| finding.row != Some(row));
        for finding in &mut findings {
            finding.row = finding.row.map(|other| if row < other { other.saturating_sub(1) } else { other });
        }
        findings = with_keys(&own, with_required(&own, findings));
        self.put_intake(&own, at, findings);
        Ok(())
    }

    /// The same tables without what was wrong when they were read.
    pub(crate) fn bare(&self) -> Self {
        Self { tables: self.tables.clone(), intake: Vec::new(), leads: Arc::clone(&self.leads) }
    }

    /// A copy in which a table has only these rows, in this order, to look at them by themselves: without findings.
    pub(crate) fn narrowed(&self, table: &str, rows: &[usize]) -> Self {
        let mut narrowed = self.bare();
        if let Some(shared) = narrowed.tables.get_mut(table) {
            let order: Vec<Option<usize>> = rows.iter().copied().map(Some).collect();
            *shared = Arc::new(shared.gathered(&order));
        }
        narrowed
    }

    /// Puts a figure in place of a cell, as it is stored, to see what would happen; findings stay as they were.
    pub(crate) fn put_figure(&mut self, table: &str, row: usize, field: usize, value: i128) {
        let Some(shared) = self.tables.get_mut(table) else { return };
        let figure = Read { value: Value::Number(Some(value)), unread: false };
        Arc::make_mut(shared).put(row, field, &figure);
    }

    /// A table and one of its rows, which must be there.
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`.
    pub(crate) fn row_of(&self, table: &str, row: usize) -> Result<&Table> {
        let found = self.table(table).ok_or_else(|| self.unknown_table(table))?;
        if row < found.rows() { Ok(found) } else { Err(found.unknown_row(row)) }
    }

    /// The findings of a table, and where they stood.
    fn take_intake(&mut self, table: &str) -> (usize, Vec<Finding>) {
        let first = self.intake.iter().position(|finding| finding.table == table);
        let before = || self.intake.iter().filter(|finding| finding.table.as_str() < table).count();
        let at = first.unwrap_or_else(before);
        let intake = std::mem::take(&mut self.intake);
        let (own, others) = intake.into_iter().partition(|finding| finding.table == table);
        self.intake = others;
        (at, own)
    }

    fn put_intake(&mut self, table: &Table, at: usize, mut findings: Vec<Finding>) {
        ordered::sort_by(&mut findings, |a, b| place(table.schema(), a).cmp(&place(table.schema(), b)));
        self.intake.splice(at..at, findings);
    }

    fn unknown_table(&self, table: &str) -> Error {
        let known: Vec<&str> = self.tables.keys().map(String::as_str).collect();
        let error = Error::new(
            "dataset.unknown_table",
            format!("جدول «{table}» در داده‌ها نیست"),
            format!("the data has no table `{table}`"),
        )
        .at(table)
        .expected(known.join(", "));
        match text::closest(table, known.iter().copied()) {
            Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
            None => error,
        }
    }
}

/// Where a finding stands among those of its table: unknown columns, cells by field and row, figures below zero,
/// required fields, keys.
fn place(schema: &TableSchema, finding: &Finding) -> (u8, usize, usize) {
    let field = finding.fields.first().and_then(|name| schema.field(name)).map_or(0, |(position, _)| position);
    let row = finding.row.unwrap_or(0);
    match finding.rule.as_str() {
        UNKNOWN_FIELD => (0, 0, 0),
        NEGATIVE => (2, field, row),
        MISSING_COLUMN | MISSING_REQUIRED => (3, field, row),
        DUPLICATE_KEY => (4, 0, row),
        _ => (1, field, row),
    }
}

/// Whether a finding is made from the table as it stands, not from a cell as it was written.
fn is_of_whole_table(finding: &Finding) -> bool {
    [MISSING_COLUMN, MISSING_REQUIRED, DUPLICATE_KEY].contains(&finding.rule.as_str())
}

/// The findings with those of required fields found again.
fn with_required(table: &Table, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| ![MISSING_COLUMN, MISSING_REQUIRED].contains(&finding.rule.as_str()));
    let unread: BTreeSet<(usize, &str)> = findings
        .iter()
        .filter(|finding| !is_of_whole_table(finding))
        .filter_map(|finding| Some((finding.row?, finding.fields.first()?.as_str())))
        .collect();
    let found = required(table, &unread);
    findings.extend(found);
    findings
}

/// The findings with those of keys found again, each with the key that its row has now.
fn with_keys(table: &Table, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| finding.rule != DUPLICATE_KEY);
    let mut keys: BTreeMap<usize, BTreeMap<String, String>> = BTreeMap::new();
    for finding in &mut findings {
        if let Some(row) = finding.row {
            finding.key.clone_from(keys.entry(row).or_insert_with(|| table.key(row)));
        }
    }
    findings.extend(duplicate_keys(table));
    findings
}

pub(crate) fn unknown_field(table: &Table, field: &str) -> Error {
    let names = table.schema().fields().iter().map(|field| field.name.as_str());
    let error = Error::new(
        "dataset.unknown_field",
        format!("جدول «{}» فیلدی به نام «{field}» ندارد", table.name()),
        format!("table `{}` has no field `{field}`", table.name()),
    )
    .at(format!("{}/{field}", table.name()));
    match text::closest(field, names) {
        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
        None => error,
    }
}
