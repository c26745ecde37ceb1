//! The Python package `amalkard`: the core's operations under the same names, nothing decided here.

mod convert;
mod error;

use pyo3::prelude::*;

/// Exact, explainable monitoring of public budget performance.
#[pymodule]
fn _amalkard(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
