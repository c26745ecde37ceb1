//! Exact totals that say what is missing.

mod ratio;

pub use ratio::Ratio;
