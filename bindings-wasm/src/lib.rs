//! The npm package `amalkard`: the core's operations under the same names, nothing decided here.
//!
//! What crosses is text: results as JSON in which every amount is a string, refusals as JSON of the coded error. The
//! TypeScript around it (`ts/`) turns them into values and exceptions.

pub mod agreement;
pub mod calendar;
pub mod classification;
pub mod consolidation;
mod cross;
pub mod form;
pub mod lifecycle;
pub mod live;
pub mod report;
pub mod reports;
pub mod round;
pub mod rules;
pub mod values;

use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
