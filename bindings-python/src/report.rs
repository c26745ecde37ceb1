//! Tables of a report: exact cells, titles in both languages.

use crate::arrow::{self, ArrowTable};
use crate::convert::to_python;
use crate::error::Refusable as _;
use crate::findings::language;
use amalkard::Unit;
use amalkard::bilingual::Language;
use amalkard::finding::Scalar;
use amalkard::report::{ColumnKind, CsvStyle, ReportTable};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;

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

    /// What stands above its columns, such as the unit; `None` where nothing does.
    #[getter]
    fn header<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.header())
    }

    /// What rounding could not keep; empty in a table that was not rounded or that adds up everywhere.
    #[getter]
    fn unkept<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.unkept())
    }

    /// Its columns: name, title, kind; the unit of amounts and the parts of totals.
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

    /// The same table in another unit (`"milliard_rial"`), rounded so that rows, columns and totals still add up.
    ///
    /// No figure is a unit or more away from the exact one. Raises `report.no_amounts`, `report.too_large`.
    #[pyo3(signature = (unit, places = 0))]
    fn rounded(&self, py: Python<'_>, unit: &str, places: u32) -> PyResult<Self> {
        let unit = Unit::parse(unit).or_raise()?;
        py.detach(|| self.0.rounded(unit, places)).or_raise().map(Self)
    }

    /// The table as CSV (RFC 4180). Without a `language` the form for programs: names of columns, codes, `row_kind`.
    ///
    /// `digits` is `"ascii"` or `"persian"`; `bom` marks UTF-8 for spreadsheets.
    #[pyo3(signature = (*, language = None, digits = "ascii", bom = false))]
    fn to_csv(&self, language: Option<&str>, digits: &str, bom: bool) -> PyResult<String> {
        let style = serde_json::json!({ "language": language, "digits": digits, "bom": bom });
        let style: CsvStyle = amalkard::json::read(&style.to_string(), "style").or_raise()?;
        Ok(self.0.to_csv(&style))
    }

    /// The table as the bytes of an Excel workbook, written to `path` where one is given.
    #[pyo3(signature = (path = None, *, language = "fa"))]
    fn to_excel<'py>(&self, py: Python<'py>, path: Option<PathBuf>, language: &str) -> PyResult<Bound<'py, PyBytes>> {
        saved(py, self.0.to_excel(self::language(language)?).or_raise()?, path)
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

/// The bytes of a file, written where they are to stand.
pub(crate) fn saved<'py>(py: Python<'py>, bytes: Vec<u8>, path: Option<PathBuf>) -> PyResult<Bound<'py, PyBytes>> {
    if let Some(path) = path {
        std::fs::write(path, &bytes)?;
    }
    Ok(PyBytes::new(py, &bytes))
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyReportTable>()
}
