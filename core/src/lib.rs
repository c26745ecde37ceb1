//! Exact, explainable monitoring of public budget performance (عملکرد بودجه).
#![forbid(unsafe_code)]

// In dependency order, which is also the order to read them in.
pub mod agreement;
pub mod amount;
pub mod bilingual;
pub mod calendar;
pub mod classification;
pub mod consolidation;
pub mod dataset;
pub mod digest;
pub mod error;
pub mod finding;
pub mod json;
pub mod lifecycle;
pub mod report;
pub mod round;
pub mod rules;
pub mod scaled;
pub mod text;

pub use amount::{Amount, Unit};
pub use calendar::{FiscalPeriod, FiscalYear, Period, PersianDate};
pub use error::Error;
