//! Findings back from the dicts that they were given out as.

use crate::convert::{decimal_class, plain_decimal};
use crate::error::Refusable as _;
use amalkard::finding::{Finding, Operand, Repair, Scalar, Severity};
use amalkard::scaled::Scaled;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};

/// A finding of a dict.
pub(super) fn finding(dict: &Bound<'_, PyAny>) -> PyResult<Finding> {
    let get = |name: &str| dict.get_item(name);
    Ok(Finding {
        rule: get("rule")?.extract()?,
        severity: severity(&get("severity")?)?,
        table: get("table")?.extract()?,
        row: get("row")?.extract()?,
        key: get("key")?.extract()?,
        fields: get("fields")?.extract()?,
        left: scalar(&get("left")?)?,
        right: scalar(&get("right")?)?,
        residual: scalar(&get("residual")?)?,
        blocks: get("blocks")?.extract()?,
        law: get("law")?.extract()?,
        operands: get("operands")?.try_iter()?.map(|item| operand(&item?)).collect::<PyResult<_>>()?,
        message_fa: get("message_fa")?.extract()?,
        message_en: get("message_en")?.extract()?,
        repairs: get("repairs")?.try_iter()?.map(|item| repair(&item?)).collect::<PyResult<_>>()?,
    })
}

fn operand(dict: &Bound<'_, PyAny>) -> PyResult<Operand> {
    Ok(Operand {
        name: dict.get_item("name")?.extract()?,
        table: dict.get_item("table")?.extract()?,
        row: dict.get_item("row")?.extract()?,
        field: dict.get_item("field")?.extract()?,
        value: scalar(&dict.get_item("value")?)?,
    })
}

fn repair(dict: &Bound<'_, PyAny>) -> PyResult<Repair> {
    Ok(Repair {
        field: dict.get_item("field")?.extract()?,
        from: scalar(&dict.get_item("from")?)?,
        to: scalar(&dict.get_item("to")?)?,
        message_fa: dict.get_item("message_fa")?.extract()?,
        message_en: dict.get_item("message_en")?.extract()?,
    })
}

fn severity(name: &Bound<'_, PyAny>) -> PyResult<Severity> {
    let name: String = name.extract()?;
    amalkard::json::read(&serde_json::Value::from(name).to_string(), "severity").or_raise()
}

fn scalar(value: &Bound<'_, PyAny>) -> PyResult<Scalar> {
    if value.is_none() {
        return Ok(Scalar::Missing);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Scalar::Flag(flag.is_true()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Scalar::Text(text.to_cow()?.into_owned()));
    }
    if value.is_instance(decimal_class(value.py())?)? {
        return scaled(&plain_decimal(value)?).map(Scalar::Number);
    }
    Err(PyValueError::new_err(format!("no value of a finding: {}", value.repr()?)))
}

fn scaled(text: &str) -> PyResult<Scaled> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let value = format!("{whole}{fraction}").parse::<i128>()?;
    Ok(Scaled::new(value, u32::try_from(fraction.len())?))
}
