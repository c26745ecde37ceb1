//! Tables of a report: exact cells, titles in both languages.

use crate::arrow::{self, ArrowTable};
use crate::convert::to_python;
use crate::findings::language;
use amalkard::bilingual::Language;
use amalkard::finding::Scalar;
use amalkard::report::{ColumnKind, ReportTable};
use pyo3::prelude::*;

/// A table of a report, as data: a notebook shows it, a data frame takes it.
#[pyclass(frozen, eq, module = "amalkard", name = "ReportTable")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyReportTable(pub(crate) ReportTable);

#[pymethods]
impl PyReportTable {
    /// Its title in Persian and English.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.title())
    }

    /// Its columns: name, title, kind.
    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.columns())
    }

    /// Its notes: the unit, what is missing, how figures are rounded.
    #[getter]
    fn notes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.notes())
    }

    /// Its rows as dicts by column name; `row_kind` is `line`, `subtotal` or `total`.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.records())
    }

    /// Its rows for a data frame: figures as decimals, `row_kind` first.
    fn to_arrow(&self) -> PyResult<ArrowTable> {
        let records = self.0.records();
        let cells =
            |name: &str| records.iter().map(|record| record.get(name).cloned().unwrap_or(Scalar::Missing)).collect();
        let kind = arrow::Field { name: "row_kind".to_owned(), figures: false, cells: cells("row_kind") };
        let columns = self.0.columns().iter().map(|column| arrow::Field {
            name: column.name.clone(),
            figures: matches!(column.kind, ColumnKind::Number | ColumnKind::Percent),
            cells: cells(&column.name),
        });
        arrow::table(std::iter::once(kind).chain(columns).collect())
    }

    /// The table for a terminal, in Persian (`"fa"`) or English (`"en"`).
    #[pyo3(signature = (language = "fa"))]
    fn to_text(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_text(self::language(language)?))
    }

    /// The table as a fragment of HTML.
    #[pyo3(signature = (language = "fa"))]
    fn to_html(&self, language: &str) -> PyResult<String> {
        Ok(self.0.to_html(self::language(language)?))
    }

    fn _repr_html_(&self) -> String {
        self.0.to_html(Language::Persian)
    }

    fn __len__(&self) -> usize {
        self.0.rows().len()
    }

    fn __repr__(&self) -> String {
        self.0.to_text(Language::English)
    }
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyReportTable>()
}
