//! The Python package `amalkard`: the core's operations under the same names, nothing decided here.

mod agreement;
mod calendar;
mod classification;
mod convert;
mod error;
mod values;

use pyo3::prelude::*;

/// Exact, explainable monitoring of public budget performance.
#[pymodule]
fn _amalkard(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    values::register(module)?;
    calendar::register(module)?;
    classification::register(module)?;
    agreement::register(module)
}
