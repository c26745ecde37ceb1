//! Totals that follow their submissions.

use crate::consolidation::{PyConsolidation, codes, names, plan_of};
use crate::convert::to_python;
use crate::dataset::PyDataset;
use crate::error::Refusable as _;
use amalkard::consolidation::LiveConsolidation;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A consolidation that follows its submissions: replacing one touches only the totals that its lines are in, and leaves
/// what a full run leaves, to the digest.
///
/// Each change gives what it has done as a dict: `lines_out`, `lines_in`, `changed`, and the totals that are `new` and
/// `vanished`. Nothing has changed when it raises.
#[pyclass(module = "amalkard", name = "LiveConsolidation")]
pub(crate) struct PyLiveConsolidation(LiveConsolidation);

#[pymethods]
impl PyLiveConsolidation {
    /// The totals of a dataset by a plan, as `consolidate` takes it, to be kept up to date.
    #[new]
    #[pyo3(signature = (data, *, by, measures, **options))]
    fn new(
        data: &Bound<'_, PyDataset>,
        by: Bound<'_, PyAny>,
        measures: Bound<'_, PyAny>,
        options: Option<Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let py = data.py();
        let plan = plan_of(py, by, measures, options)?;
        let data = data.get();
        py.detach(|| LiveConsolidation::new(&data.0, &plan)).or_raise().map(Self)
    }

    /// Puts the lines of `data` in the place of those that an agency has so far. Raises `consolidation.other_agency`.
    fn replace<'py>(&mut self, py: Python<'py>, agency: &str, data: &PyDataset) -> PyResult<Bound<'py, PyAny>> {
        let update = py.detach(|| self.0.replace(agency, &data.0)).or_raise()?;
        to_python(py, &update)
    }

    /// Takes the lines of an agency out.
    fn withdraw<'py>(&mut self, py: Python<'py>, agency: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.withdraw(agency).or_raise()?)
    }

    /// Says in which state an agency's submission is now.
    fn set_status<'py>(&mut self, py: Python<'py>, agency: &str, state: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.set_status(agency, state).or_raise()?)
    }

    /// The total of one group as it is now, or `None`.
    fn cell<'py>(&self, py: Python<'py>, by: Vec<String>, key: Vec<Option<String>>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.cell(&names(&by), &codes(&key)).or_raise()?)
    }

    /// `approved`, `preliminary` or `unstated`.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.status())
    }

    /// Who is missing and what share of the approved credit has reported; `None` where there are no agreements.
    #[getter]
    fn coverage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.coverage())
    }

    /// The digest of the totals as they are now: that of a full run.
    #[getter]
    fn digest(&self) -> PyResult<String> {
        self.0.digest().or_raise()
    }

    /// All totals as they are now, as a consolidation that stays as it is.
    fn consolidation(&self, py: Python<'_>) -> PyResult<PyConsolidation> {
        py.detach(|| self.0.consolidation()).or_raise().map(PyConsolidation)
    }

    fn __repr__(&self) -> String {
        "<LiveConsolidation>".to_owned()
    }
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyLiveConsolidation>()
}
