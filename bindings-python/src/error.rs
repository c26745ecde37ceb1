//! The core's coded error as Python's `amalkard.AmalkardError`.

use crate::convert::to_python;
use amalkard::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// A refusal of the core, raised: `coded(py, &error)`.
pub(crate) fn raised(error: &Error) -> PyErr {
    Python::attach(|py| exception(py, error).unwrap_or_else(|trouble| trouble))
}

/// The result of an operation of the core, as Python has it.
pub(crate) trait Refusable<T> {
    /// The value, or the refusal raised as `AmalkardError`.
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: Into<Error>> Refusable<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| raised(&error.into()))
    }
}

fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = CLASS.import(py, "amalkard._error", "AmalkardError")?;
    Ok(PyErr::from_value(class.call1((to_python(py, error)?,))?))
}
