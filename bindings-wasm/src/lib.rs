//! The npm package `amalkard`: the core's operations under the same names, nothing decided here.
//!
//! What crosses is text: results as JSON in which every amount is a string, refusals as JSON of the coded error. The
//! TypeScript around it (`ts/`) turns them into values and exceptions.

#[cfg(feature = "full")]
pub mod agreement;
pub mod calendar;
pub mod classification;
#[cfg(feature = "full")]
pub mod consolidation;
mod cross;
#[cfg(feature = "full")]
pub mod evidence;
pub mod form;
pub mod lifecycle;
pub mod live;
#[cfg(feature = "full")]
pub mod report;
#[cfg(feature = "full")]
pub mod reports;
#[cfg(feature = "full")]
pub mod round;
pub mod rules;
#[cfg(feature = "full")]
pub mod studies;
pub mod values;

use wasm_bindgen::prelude::*;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
