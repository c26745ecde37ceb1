//! A form that is being filled in: one cell is set, the findings of its row come back.

use crate::cross::{Crossing, Refusable as _, json};
use crate::rules::{RulebookHandle, explained, found, index};
use amalkard::Error;
use amalkard::dataset::{Cell, Dataset, Row, rows_of_json};
use amalkard::rules::{LiveCheck, Rulebook};
use amalkard::text;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The rows of one table as a person types them, beside the tables that they are compared with.
#[wasm_bindgen(js_name = Form)]
pub struct FormHandle {
    /// The findings, kept up to date cell by cell.
    pub(crate) live: LiveCheck,
    /// What was typed.
    tables: BTreeMap<String, Vec<Row>>,
    pub(crate) table: String,
}

#[wasm_bindgen(js_class = Form)]
impl FormHandle {
    /// A form of the rows of `table`; the tables are JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(rulebook: &RulebookHandle, tables: &str, table: &str) -> Crossing<Self> {
        let mut tables = rows_of_json(tables).or_throw()?;
        tables.entry(table.to_owned()).or_default();
        let live = checked(Arc::clone(&rulebook.0), &tables)?;
        Ok(Self { live, tables, table: table.to_owned() })
    }

    /// Sets a cell to what was typed (empty text empties it) and gives the findings of its row.
    pub fn set(&mut self, row: u32, field: &str, text: &str) -> Crossing<String> {
        let declared = self.live.rulebook().schema().table(&self.table);
        if declared.is_some_and(|table| table.field(field).is_none()) {
            let known: Vec<&str> =
                declared.iter().flat_map(|table| table.fields()).map(|field| field.name.as_str()).collect();
            let near = text::closest(field, known.iter().copied()).map(str::to_owned);
            return Err(unknown_field(field, near)).or_throw();
        }
        let place = index(row);
        let rows = self.tables.entry(self.table.clone()).or_default();
        let cells = rows.get_mut(place).ok_or_else(|| unknown_row(row)).or_throw()?;
        let cell = if text.trim().is_empty() { Cell::Null } else { Cell::from(text) };
        self.live.set(&self.table, place, field, &cell).or_throw()?;
        cells.insert(field.to_owned(), cell);
        self.row_findings(row)
    }

    /// What a cell holds now.
    pub fn get(&self, row: u32, field: &str) -> String {
        self.rows().get(index(row)).and_then(|cells| cells.get(field)).map(Cell::to_string).unwrap_or_default()
    }

    /// Adds a row of JSON; gives its number.
    #[wasm_bindgen(js_name = addRow)]
    pub fn add_row(&mut self, row: &str) -> Crossing<u32> {
        let row: Row = amalkard::json::read(row, "row").or_throw()?;
        self.live.add_row(&self.table, &row).or_throw()?;
        let rows = self.tables.entry(self.table.clone()).or_default();
        rows.push(row);
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_sub(1))
    }

    /// Takes a row away; those below it move up.
    #[wasm_bindgen(js_name = removeRow)]
    pub fn remove_row(&mut self, row: u32) -> Crossing<()> {
        let place = index(row);
        let rows = self.tables.entry(self.table.clone()).or_default();
        if rows.len() <= place {
            return Err(unknown_row(row)).or_throw();
        }
        rows.remove(place);
        // With its row a column may go that no other row has: read as if it had never been there.
        self.live = checked(Arc::clone(self.live.rulebook()), &self.tables)?;
        Ok(())
    }

    /// The findings of a row.
    #[wasm_bindgen(js_name = rowFindings)]
    pub fn row_findings(&self, row: u32) -> Crossing<String> {
        json(&self.live.row_findings(&self.table, index(row)))
    }

    /// All findings: of the rows, and of what is missing among them.
    pub fn findings(&self) -> Crossing<String> {
        found(&self.live.findings())
    }

    /// See `Rulebook::explain`, or without a row `Rulebook::explain_group`; the key is JSON.
    pub fn explain(&self, rule: &str, row: Option<u32>, key: &str) -> Crossing<String> {
        explained(self.live.rulebook(), self.live.data(), rule, row, key)
    }

    /// See `Rulebook::hints`.
    pub fn hints(&self, row: u32) -> Crossing<String> {
        json(&self.live.rulebook().hints(self.live.data(), &self.table, index(row)).or_throw()?)
    }

    /// The rows as they are now, for sending.
    #[wasm_bindgen(js_name = toRows)]
    pub fn to_rows(&self) -> Crossing<String> {
        json(self.rows())
    }

    fn rows(&self) -> &[Row] {
        self.tables.get(&self.table).map(Vec::as_slice).unwrap_or_default()
    }
}

fn checked(rulebook: Arc<Rulebook>, tables: &BTreeMap<String, Vec<Row>>) -> Crossing<LiveCheck> {
    let data = Dataset::from_rows(rulebook.schema(), tables.clone()).or_throw()?;
    LiveCheck::new(rulebook, data).or_throw()
}

fn unknown_row(row: u32) -> Error {
    Error::new("form.unknown_row", format!("ردیف {row} در فرم نیست"), format!("the form has no row {row}"))
        .at(row.to_string())
}

fn unknown_field(field: &str, near: Option<String>) -> Error {
    let fa = format!("فرم فیلدی به نام «{field}» ندارد");
    let error = Error::new("form.unknown_field", fa, format!("the form has no field `{field}`")).at(field);
    match near {
        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
        None => error,
    }
}
