//! Tables in: whole columns from data frames, or rows of plain dicts.

use crate::arrow;
use crate::convert::{json, to_python};
use crate::error::Refusable as _;
use crate::rules::PyRulebook;
use amalkard::dataset::{Dataset, Row, rows_of_json};
use amalkard::exchange::{About, from_package, to_package};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyDict, PyType};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables of one report or many, column by column, with what was wrong in them when they were read.
#[pyclass(frozen, module = "amalkard", name = "Dataset")]
pub(crate) struct PyDataset(pub(crate) Arc<Dataset>);

#[pymethods]
impl PyDataset {
    /// A dataset of tables by name: each an Arrow-capable table (polars, pandas, pyarrow, DuckDB) or a list of dicts.
    ///
    /// The types of the fields are those of the rulebook. A cell that cannot be read is a finding, its row stays.
    /// Raises `dataset.float_column` for a column of floats, `dataset.unknown_table`, `dataset.column_type`.
    #[new]
    #[pyo3(signature = (tables, *, rulebook))]
    fn new(tables: &Bound<'_, PyDict>, rulebook: &Bound<'_, PyRulebook>) -> PyResult<Self> {
        let py = tables.py();
        let book = Arc::clone(&rulebook.get().0);
        let of_rows = PyDict::new(py);
        let mut of_columns = Vec::new();
        for (name, table) in tables.iter() {
            let name: String = name.extract()?;
            if arrow::is_arrow(&table)? {
                let columns = arrow::columns(&table, &name)?;
                of_columns.push((name, columns));
            } else {
                of_rows.set_item(name, table)?;
            }
        }
        let of_rows = rows_of_dicts(&of_rows)?;
        py.detach(|| {
            let dataset = Dataset::from_rows(book.schema(), of_rows)?;
            of_columns
                .into_iter()
                .try_fold(dataset, |dataset, (name, columns)| dataset.with_columns(book.schema(), &name, columns))
        })
        .or_raise()
        .map(|dataset| Self(Arc::new(dataset)))
    }

    /// A dataset of JSON text: an object of tables, each a list of objects. Raises `dataset.bad_json` besides.
    ///
    /// Amounts are text or integers within ±(2^53-1): another writer may have lost digits of what is larger.
    #[classmethod]
    #[pyo3(signature = (text, *, rulebook))]
    fn from_json(_class: &Bound<'_, PyType>, text: &str, rulebook: &PyRulebook) -> PyResult<Self> {
        Dataset::from_json(rulebook.0.schema(), text).or_raise().map(|dataset| Self(Arc::new(dataset)))
    }

    /// A dataset of CSV by the names of its tables: text, or the bytes of a UTF-8 file. A header line of field names, a
    /// comma between cells; `۱٬۲۵۰` is read as `1250`. Raises `dataset.bad_csv` besides.
    ///
    /// The bytes are read straight into columns, in one pass: the quickest way in for a file.
    #[classmethod]
    #[pyo3(signature = (tables, *, rulebook))]
    fn from_csv(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        tables: BTreeMap<String, CsvText>,
        rulebook: &PyRulebook,
    ) -> PyResult<Self> {
        let schema = rulebook.0.schema();
        py.detach(|| Dataset::from_csv(schema, tables)).or_raise().map(|dataset| Self(Arc::new(dataset)))
    }

    /// A dataset of the files of a Fiscal Data Package: texts by name, `datapackage.json` among them. Raises `exchange.*`.
    #[classmethod]
    #[pyo3(signature = (files, *, rulebook))]
    fn from_package(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        files: BTreeMap<String, String>,
        rulebook: &PyRulebook,
    ) -> PyResult<Self> {
        let schema = rulebook.0.schema();
        py.detach(|| from_package(schema, &files)).or_raise().map(|dataset| Self(Arc::new(dataset)))
    }

    /// The files of a Fiscal Data Package of these tables: texts by name, `datapackage.json` among them.
    ///
    /// Raises `exchange.bad_name`, and `exchange.unread_cells` where a package would lose something.
    #[pyo3(signature = (*, name, title = "", description = ""))]
    fn to_package(
        &self,
        py: Python<'_>,
        name: &str,
        title: &str,
        description: &str,
    ) -> PyResult<BTreeMap<String, String>> {
        let about = About { name: name.to_owned(), title: title.to_owned(), description: description.to_owned() };
        py.detach(|| to_package(&self.0, &about)).or_raise()
    }

    /// The SHA-256 of the canonical JSON of its tables, in the order of their rows: equal in every language.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.0.digest().or_raise()
    }

    /// The names of its tables with their numbers of rows.
    #[getter]
    fn tables(&self) -> BTreeMap<String, usize> {
        self.0.tables().map(|(name, table)| (name.to_owned(), table.rows())).collect()
    }

    /// What was wrong when the tables were read, as dicts; `Rulebook.check` gives it among its findings.
    #[getter]
    fn intake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.intake())
    }

    fn __repr__(&self) -> String {
        let tables: Vec<String> =
            self.0.tables().map(|(name, table)| format!("{name}: {} rows", table.rows())).collect();
        format!("<Dataset {}>", tables.join(", "))
    }
}

/// CSV as Python holds it; nothing is copied.
#[derive(FromPyObject)]
enum CsvText {
    Text(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl AsRef<[u8]> for CsvText {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// The tables of lists of dicts, as rows.
///
/// By way of JSON text, so that a cell means the same as in every other language.
fn rows_of_dicts(tables: &Bound<'_, PyDict>) -> PyResult<BTreeMap<String, Vec<Row>>> {
    rows_of_json(&json(tables, "tables")?.to_string()).or_raise()
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyDataset>()?;
    module.add_class::<arrow::ArrowTable>()
}
