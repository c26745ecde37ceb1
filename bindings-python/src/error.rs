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

/// A float where an exact value is needed.
pub(crate) fn float(place: &str) -> PyErr {
    let error = Error::new(
        "amount.float",
        "عدد اعشاری ممیز شناور پذیرفته نمی‌شود، چون مقدار آن دقیق نیست",
        "a float is refused: its value is not exact",
    );
    raised(
        &error
            .at(place)
            .expected("decimal.Decimal, int or text")
            .help("مقدار را به صورت Decimal یا متن بدهید", "give it as Decimal or text: Decimal(\"12.5\")"),
    )
}

/// An object that is not of the expected shape.
pub(crate) fn bad_shape(place: &str, reason: &serde_json::Error) -> PyErr {
    let error = Error::new("input.bad_shape", "شکل ورودی درست نیست", format!("the input has another shape: {reason}"));
    raised(&error.at(place))
}
