//! Amount and Unit: exact, checked, never a float.
