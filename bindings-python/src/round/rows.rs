//! The forms of a round as Python gives them.

use crate::arrow;
use crate::convert::json;
use crate::error::Refusable as _;
use amalkard::dataset::Row;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use std::collections::BTreeMap;

/// Tables by name, each Arrow-capable or a list of dicts.
pub(super) fn form_of(tables: &Bound<'_, PyAny>) -> PyResult<BTreeMap<String, Vec<Row>>> {
    let mut form = BTreeMap::new();
    for item in tables.cast::<PyMapping>()?.items()?.iter() {
        let (name, table): (String, Bound<'_, PyAny>) = item.extract()?;
        let rows = if arrow::is_arrow(&table)? {
            arrow::rows(&table, &name)?
        } else {
            let rows = serde_json::json!({ name.as_str(): json(&table, &name)? }).to_string();
            amalkard::dataset::rows_of_json(&rows).or_raise()?.remove(&name).unwrap_or_default()
        };
        form.insert(name, rows);
    }
    Ok(form)
}

/// The rows of an Arrow-capable table; a list of dicts is left to the core, with what else is asked.
pub(super) fn given_rows(
    asked: &Bound<'_, PyDict>,
    name: &str,
    rows: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<Vec<Row>>> {
    match rows {
        Some(table) if arrow::is_arrow(table)? => arrow::rows(table, name).map(Some),
        Some(rows) => asked.set_item(name, rows).map(|()| None),
        None => Ok(None),
    }
}
