//! Checks that follow an edit.

use crate::convert::{json, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::findings::PyFindings;
use crate::rules::PyRulebook;
use amalkard::rules::LiveCheck;
use pyo3::prelude::*;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A dataset with its findings, kept up to date edit by edit: only the rules that depend on a changed cell run again.
///
/// The findings are always those of `Rulebook.check`. Each edit gives what it has changed as a dict: findings that are
/// `new` and `gone`, and what it cost: `rules_run`, `rows_run`.
#[pyclass(module = "amalkard", name = "LiveCheck")]
pub(crate) struct PyLiveCheck(LiveCheck);

#[pymethods]
impl PyLiveCheck {
    /// A dataset that is checked once as a whole. It is copied: the one that is given does not change.
    #[new]
    fn new(py: Python<'_>, rulebook: &PyRulebook, data: &PyDataset) -> PyResult<Self> {
        let (book, data) = (Arc::clone(&rulebook.0), Arc::clone(&data.0));
        py.detach(|| LiveCheck::new(book, (*data).clone())).or_raise().map(Self)
    }

    /// Puts a value in place of a cell, read as intake reads it. What is wrong in it is a finding.
    ///
    /// Raises `dataset.unknown_table`, `dataset.unknown_row`, `dataset.unknown_field`.
    fn set<'py>(
        &mut self,
        table: &str,
        row: usize,
        field: &str,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let cell = plain(value, field)?;
        to_python(value.py(), &self.0.set(table, row, field, &cell).or_raise()?)
    }

    /// Adds a row (a dict) below the others; its number is the table's last.
    fn add_row<'py>(&mut self, table: &str, row: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let cells = plain(row, table)?;
        to_python(row.py(), &self.0.add_row(table, &cells).or_raise()?)
    }

    /// Takes a row away; those below it move up, and with them their findings.
    fn remove_row<'py>(&mut self, py: Python<'py>, table: &str, row: usize) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.remove_row(table, row).or_raise()?)
    }

    /// All findings, in order: those of `Rulebook.check` on the data as it now is.
    fn findings(&self) -> PyFindings {
        PyFindings::new(self.0.findings())
    }

    /// The findings of one row, as dicts.
    fn row_findings<'py>(&self, py: Python<'py>, table: &str, row: usize) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.row_findings(table, row))
    }

    /// The data as it now is.
    #[getter]
    fn data(&self) -> PyDataset {
        PyDataset(Arc::new(self.0.data().clone()))
    }

    fn __repr__(&self) -> String {
        format!("<LiveCheck by {} with {} findings>", self.0.rulebook().id(), self.0.findings().len())
    }
}

/// A plain value as the core reads it; a text is itself, not JSON.
fn plain<T: DeserializeOwned>(value: &Bound<'_, PyAny>, place: &str) -> PyResult<T> {
    amalkard::json::read(&json(value, place)?.to_string(), place).or_raise()
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyLiveCheck>()
}
