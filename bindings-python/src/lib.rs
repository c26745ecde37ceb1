//! The Python package `amalkard`: the core's operations under the same names, nothing decided here.

mod agreement;
mod arrow;
mod calendar;
mod classification;
mod consolidation;
mod convert;
mod dataset;
mod error;
mod explanation;
mod findings;
mod lifecycle;
mod live;
mod live_consolidation;
mod report;
mod reports;
mod round;
mod rules;
mod values;

use mimalloc::MiMalloc;
use pyo3::prelude::*;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Exact, explainable monitoring of public budget performance.
#[pymodule]
fn _amalkard(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    values::register(module)?;
    calendar::register(module)?;
    classification::register(module)?;
    agreement::register(module)?;
    rules::register(module)?;
    dataset::register(module)?;
    findings::register(module)?;
    explanation::register(module)?;
    live::register(module)?;
    lifecycle::register(module)?;
    round::register(module)?;
    consolidation::register(module)?;
    live_consolidation::register(module)?;
    report::register(module)?;
    reports::register(module)
}
