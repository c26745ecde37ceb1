//! A form that is being filled in: one cell is set, the findings of its row come back.

use crate::cross::{Crossing, Refusable as _, json};
use crate::rules::{RulebookHandle, found};
use amalkard::Error;
use amalkard::dataset::{Cell, Dataset, Row, rows_of_json};
use amalkard::finding::{Finding, Findings};
use amalkard::rules::Rulebook;
use amalkard::text;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The rows of one table as a person types them, beside the tables that they are compared with.
#[wasm_bindgen(js_name = Form)]
pub struct FormHandle {
    rulebook: Arc<Rulebook>,
    tables: BTreeMap<String, Vec<Row>>,
    table: String,
    findings: Findings,
}

#[wasm_bindgen(js_class = Form)]
impl FormHandle {
    /// A form of the rows of `table`; the tables are JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(rulebook: &RulebookHandle, tables: &str, table: &str) -> Crossing<Self> {
        let mut tables = rows_of_json(tables).or_throw()?;
        tables.entry(table.to_owned()).or_default();
        let rulebook = Arc::clone(&rulebook.0);
        let mut form = Self { rulebook, tables, table: table.to_owned(), findings: Findings::default() };
        form.check()?;
        Ok(form)
    }

    /// Sets a cell to what was typed (empty text empties it) and gives the findings of its row.
    pub fn set(&mut self, row: u32, field: &str, text: &str) -> Crossing<String> {
        let declared = self.rulebook.schema().table(&self.table);
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
        cells.insert(field.to_owned(), cell);
        self.check()?;
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
        let rows = self.tables.entry(self.table.clone()).or_default();
        rows.push(row);
        let number = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_sub(1);
        self.check()?;
        Ok(number)
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
        self.check()
    }

    /// The findings of a row.
    #[wasm_bindgen(js_name = rowFindings)]
    pub fn row_findings(&self, row: u32) -> Crossing<String> {
        let of_row = |finding: &&Finding| finding.table == self.table && finding.row == Some(index(row));
        json(&self.findings.iter().filter(of_row).collect::<Vec<_>>())
    }

    /// All findings: of the rows, and of what is missing among them.
    pub fn findings(&self) -> Crossing<String> {
        found(&self.findings)
    }

    /// The rows as they are now, for sending.
    #[wasm_bindgen(js_name = toRows)]
    pub fn to_rows(&self) -> Crossing<String> {
        json(self.rows())
    }

    fn rows(&self) -> &[Row] {
        self.tables.get(&self.table).map(Vec::as_slice).unwrap_or_default()
    }

    fn check(&mut self) -> Crossing<()> {
        let data = Dataset::from_rows(self.rulebook.schema(), self.tables.clone()).or_throw()?;
        self.findings = self.rulebook.check(&data).or_throw()?;
        Ok(())
    }
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
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
