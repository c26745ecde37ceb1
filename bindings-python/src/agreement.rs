//! Agreements and the terms in force on a date.

use crate::calendar::date;
use crate::convert::{from_python, text, to_python};
use crate::error::Refusable as _;
use amalkard::agreement::{Agreement, Amendment};
use amalkard::digest;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// An agreement between an agency and the planning organisation, with its amendments; every change keeps its history.
#[pyclass(frozen, eq, module = "amalkard", name = "Agreement")]
#[derive(PartialEq, Eq)]
pub(crate) struct PyAgreement(pub(crate) Agreement);

#[pymethods]
impl PyAgreement {
    /// An agreement from a dict, or from JSON text. Raises `agreement.*` and `amount.*`.
    #[new]
    fn new(content: &Bound<'_, PyAny>) -> PyResult<Self> {
        of(content)
    }

    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    #[getter]
    fn agency(&self) -> &str {
        self.0.agency()
    }

    #[getter]
    fn agency_title(&self) -> &str {
        self.0.agency_title()
    }

    #[getter]
    fn province(&self) -> &str {
        self.0.province()
    }

    #[getter]
    fn year(&self) -> u16 {
        self.0.year().year()
    }

    /// Each line with its approved and amended credit on a date, and what changed it. Raises `agreement.not_in_force`.
    fn terms_on<'py>(&self, py: Python<'py>, date: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.terms_on(self::date(date)?).or_raise()?)
    }

    /// The terms after all amendments.
    fn latest_terms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.latest_terms().or_raise()?)
    }

    /// The agreement with one more amendment; this one stays as it is. Raises `agreement.*`.
    fn amend(&self, amendment: &Bound<'_, PyAny>) -> PyResult<Self> {
        let amendment: Amendment = from_python(amendment, "amendment")?;
        self.0.amend(amendment).or_raise().map(Self)
    }

    /// All of it as a dict; amounts are `Decimal`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// All of it as canonical JSON (RFC 8785).
    fn to_json(&self) -> PyResult<String> {
        digest::canonical_json(&self.0).or_raise()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0.id(), self.0.amendments().len()).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("<Agreement {} of {} with {} lines>", self.0.id(), self.0.agency(), self.0.lines().len())
    }

    fn __getnewargs__(&self) -> PyResult<(String,)> {
        Ok((self.to_json()?,))
    }
}

/// An agreement of what Python gives: an `Agreement`, a dict, or JSON text.
pub(crate) fn of(content: &Bound<'_, PyAny>) -> PyResult<PyAgreement> {
    if let Ok(agreement) = content.cast::<PyAgreement>() {
        return Ok(PyAgreement(agreement.get().0.clone()));
    }
    Agreement::from_json(&text(content, "agreement")?).or_raise().map(PyAgreement)
}

/// An agreement as plain objects, not yet read: the core says what is wrong in it, and in which one.
pub(crate) fn plain<'py>(content: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(agreement) = content.cast::<PyAgreement>() {
        return agreement.get().to_dict(content.py());
    }
    match content.cast::<PyString>() {
        Ok(text) => content.py().import("json")?.call_method1("loads", (text,)),
        Err(_) => Ok(content.clone()),
    }
}

/// Adds the class to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyAgreement>()
}
