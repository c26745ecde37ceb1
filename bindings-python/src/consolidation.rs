//! Consolidation: exact totals that say what is missing.

use crate::convert::{from_python, to_python};
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use crate::report::PyReportTable;
use amalkard::bilingual::Language;
use amalkard::consolidation::{self, Consolidation, Plan};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Exact totals over several groupings, with what is missing and where they come from.
#[pyclass(frozen, module = "amalkard", name = "Consolidation")]
pub(crate) struct PyConsolidation(Consolidation);

#[pymethods]
impl PyConsolidation {
    /// `approved`, `preliminary` or `unstated`.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.status())
    }

    /// The plan: what was asked for.
    #[getter]
    fn plan<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.plan())
    }

    /// The lists of fields that totals exist for, the empty one (the grand total) first.
    #[getter]
    fn groupings(&self) -> Vec<Vec<String>> {
        self.0.groupings().map(<[String]>::to_vec).collect()
    }

    /// Who is missing and what share of the approved credit has reported; `None` where there are no agreements.
    #[getter]
    fn coverage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.coverage())
    }

    /// The SHA-256 of its records: equal in every language, for any order and any partition of the lines.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.0.digest().or_raise()
    }

    /// The totals of a grouping as a table to show. Raises `consolidation.unknown_grouping`.
    fn table(&self, by: Vec<String>) -> PyResult<PyReportTable> {
        self.0.table(&names(&by)).or_raise().map(PyReportTable)
    }

    /// The totals of a grouping, or all of them, as dicts.
    #[pyo3(signature = (by = None))]
    fn cells<'py>(&self, py: Python<'py>, by: Option<Vec<String>>) -> PyResult<Bound<'py, PyAny>> {
        match by {
            Some(by) => to_python(py, &self.0.cells_by(&names(&by)).or_raise()?),
            None => to_python(py, &self.0.cells()),
        }
    }

    /// The total of one group, or `None`: `cell(["kind", "chapter"], ["expense", "1"])`.
    fn cell<'py>(&self, py: Python<'py>, by: Vec<String>, key: Vec<Option<String>>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.cell(&names(&by), &codes(&key)).or_raise()?)
    }

    /// The lines that make the total of a group: their figures sum to it exactly.
    fn lineage<'py>(&self, py: Python<'py>, by: Vec<String>, key: Vec<Option<String>>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.lineage(&names(&by), &codes(&key)).or_raise()?)
    }

    /// The totals after one agency has sent new lines; equal to a full run. Raises `consolidation.other_agency`.
    fn update(&self, py: Python<'_>, agency: &str, data: &PyDataset) -> PyResult<Self> {
        py.detach(|| self.0.update(agency, &data.0)).or_raise().map(Self)
    }

    /// The totals of both: associative and in any order. Raises `consolidation.*` where they do not fit together.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        py.detach(|| self.0.merge(&other.0)).or_raise().map(Self)
    }

    /// All of it as plain data: status, measures, ratios, cells.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        self.0.groupings().map(|by| Ok(self.0.table(&names(by)).or_raise()?.to_html(Language::Persian))).collect()
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        Ok(self.digest()? == other.digest()?)
    }

    fn __hash__(&self) -> PyResult<u64> {
        let mut hasher = DefaultHasher::new();
        self.digest()?.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(&self) -> String {
        let groupings: Vec<String> = self.0.groupings().map(|by| format!("[{}]", by.join(", "))).collect();
        format!("<Consolidation by {}>", groupings.join(" "))
    }
}

/// The totals of a dataset: `by` lists groupings, of which every beginning is a grouping too.
///
/// `statuses` is the state of each agency's submission; only approved ones count unless `preliminary`. Other options are
/// the fields of a plan: `table`, `agreement`, `agency`, `credit`, `approved_state`, `percent_digits`, `source`.
/// Raises `consolidation.*`. The GIL is released.
#[pyfunction]
#[pyo3(signature = (data, *, by, measures, **options))]
fn consolidate(
    data: &Bound<'_, PyDataset>,
    by: Bound<'_, PyAny>,
    measures: Bound<'_, PyAny>,
    options: Option<Bound<'_, PyDict>>,
) -> PyResult<PyConsolidation> {
    let py = data.py();
    let asked = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
    asked.set_item("by", by)?;
    asked.set_item("measures", measures)?;
    let plan: Plan = from_python(&asked, "plan")?;
    let data = data.get();
    py.detach(|| consolidation::consolidate(&data.0, &plan)).or_raise().map(PyConsolidation)
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn codes(codes: &[Option<String>]) -> Vec<Option<&str>> {
    codes.iter().map(Option::as_deref).collect()
}

/// Adds the class and the function to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyConsolidation>()?;
    module.add_function(wrap_pyfunction!(consolidate, module)?)
}
