//! Exact totals that say what is missing.
