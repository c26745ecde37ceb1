//! Checks that follow an edit.

use crate::cross::{Crossing, Refusable as _, json};
use crate::rules::{DatasetHandle, RulebookHandle, found, index};
use amalkard::dataset::{Cell, Row};
use amalkard::rules::LiveCheck;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A dataset with its findings, kept up to date edit by edit.
#[wasm_bindgen(js_name = LiveCheck)]
pub struct LiveCheckHandle(LiveCheck);

#[wasm_bindgen(js_class = LiveCheck)]
impl LiveCheckHandle {
    /// See `LiveCheck::new`.
    #[wasm_bindgen(constructor)]
    pub fn new(rulebook: &RulebookHandle, data: &DatasetHandle) -> Crossing<Self> {
        Ok(Self(LiveCheck::new(Arc::clone(&rulebook.0), data.0.clone()).or_throw()?))
    }

    /// See `LiveCheck::set`; the value is JSON.
    pub fn set(&mut self, table: &str, row: u32, field: &str, value: &str) -> Crossing<String> {
        let cell: Cell = amalkard::json::read(value, field).or_throw()?;
        json(&self.0.set(table, index(row), field, &cell).or_throw()?)
    }

    /// See `LiveCheck::add_row`; the row is JSON.
    #[wasm_bindgen(js_name = addRow)]
    pub fn add_row(&mut self, table: &str, row: &str) -> Crossing<String> {
        let row: Row = amalkard::json::read(row, table).or_throw()?;
        json(&self.0.add_row(table, &row).or_throw()?)
    }

    /// See `LiveCheck::remove_row`.
    #[wasm_bindgen(js_name = removeRow)]
    pub fn remove_row(&mut self, table: &str, row: u32) -> Crossing<String> {
        json(&self.0.remove_row(table, index(row)).or_throw()?)
    }

    /// See `LiveCheck::findings`.
    pub fn findings(&self) -> Crossing<String> {
        found(&self.0.findings())
    }

    /// See `LiveCheck::row_findings`.
    #[wasm_bindgen(js_name = rowFindings)]
    pub fn row_findings(&self, table: &str, row: u32) -> Crossing<String> {
        json(&self.0.row_findings(table, index(row)))
    }

    /// See `LiveCheck::data`.
    pub fn data(&self) -> DatasetHandle {
        DatasetHandle(self.0.data().clone())
    }
}
