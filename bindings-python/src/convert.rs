//! Values between Python and the core, the same way for every type.
//!
//! Outwards: whatever the core serialises becomes plain Python objects, and its exact numbers `decimal.Decimal`.
//! Inwards: plain Python objects become JSON values; a `Decimal` or a large `int` is text there, a `float` is refused.

use crate::calendar::of_date;
use crate::error::{Refusable as _, raised};
use amalkard::Error;
use chrono::{DateTime, FixedOffset, Utc};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDate, PyDateTime, PyFloat, PyInt, PyMapping, PySequence, PyString, PyType};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

mod outwards;

pub(crate) use outwards::to_python;

/// Integers up to this magnitude are the same in every JSON reader (RFC 8259 6).
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// `decimal.Decimal`.
pub(crate) fn decimal_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "decimal", "Decimal")
}

/// A `decimal.Decimal` of an exact number's text.
pub(crate) fn decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    decimal_class(py)?.call1((text,))
}

/// A type of the core from plain Python objects: dicts, lists, text, `int`, `Decimal`, `datetime.date`.
///
/// # Errors
/// `amount.float`, `json.bad_shape` and what else the core refuses it with.
pub(crate) fn from_python<T: DeserializeOwned>(object: &Bound<'_, PyAny>, place: &str) -> PyResult<T> {
    amalkard::json::read(&text(object, place)?, place).or_raise()
}

/// JSON text of plain Python objects, or the text that is given.
pub(crate) fn text(object: &Bound<'_, PyAny>, place: &str) -> PyResult<String> {
    match object.cast::<PyString>() {
        Ok(text) => Ok(text.to_cow()?.into_owned()),
        Err(_) => Ok(json(object, place)?.to_string()),
    }
}

/// Plain Python objects as a JSON value.
pub(crate) fn json(object: &Bound<'_, PyAny>, place: &str) -> PyResult<Value> {
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Value::String(text.to_cow()?.into_owned()));
    }
    if object.is_instance_of::<PyInt>() {
        let safe =
            object.extract::<i64>().ok().filter(|number| number.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs());
        return Ok(safe.map_or_else(|| Value::String(object.to_string()), Value::from));
    }
    if object.is_instance_of::<PyFloat>() {
        return float(object);
    }
    if object.is_instance(decimal_class(object.py())?)? {
        return Ok(Value::String(plain_decimal(object)?));
    }
    if let Ok(date) = object.cast::<PyDate>() {
        return text_of_date(date).map(Value::String);
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        let mut map = Map::new();
        for item in mapping.items()?.iter() {
            let (key, item): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let key = key.str()?.to_string();
            let value = json(&item, &format!("{place}/{key}"))?;
            map.insert(key, value);
        }
        return Ok(Value::Object(map));
    }
    if let Ok(sequence) = object.cast::<PySequence>() {
        let items = sequence.try_iter()?.enumerate().map(|(index, item)| json(&item?, &format!("{place}/{index}")));
        return items.collect::<PyResult<_>>().map(Value::Array);
    }
    // Values of this package are their text: a date, a period.
    if object.get_type().module()? == "amalkard" {
        return Ok(Value::String(object.str()?.to_string()));
    }
    // Integers of numpy and the like; its floats have no such method.
    if let Ok(index) = object.call_method0("__index__") {
        return json(&index, place);
    }
    let kind = object.get_type().qualname()?;
    let fa = format!("مقداری از نوع {kind} پذیرفته نمی‌شود");
    let error = Error::new("json.bad_shape", fa, format!("a value of type {kind} is not taken")).at(place);
    Err(raised(&error.expected("None, bool, int, Decimal, text, a date, a dict or a list")))
}

/// A float as JSON has it, so that the core meets it and refuses it in its own words.
#[expect(clippy::disallowed_types, reason = "a float must be handed over to be refused")]
fn float(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let number = serde_json::Number::from_f64(object.extract::<f64>()?);
    Ok(number.map_or_else(|| Value::String(object.to_string()), Value::Number))
}

/// A `datetime.date` as a Persian date, a `datetime.datetime` as the instant it is.
pub(crate) fn text_of_date(date: &Bound<'_, PyDate>) -> PyResult<String> {
    match date.cast::<PyDateTime>() {
        Ok(instant) => instant.call_method0("isoformat")?.extract(),
        Err(_) => Ok(of_date(date)?.to_string()),
    }
}

/// A `Decimal` without an exponent: `Decimal("1E+3")` is `1000`.
pub(crate) fn plain_decimal(decimal: &Bound<'_, PyAny>) -> PyResult<String> {
    decimal.call_method1("__format__", ("f",))?.extract()
}

/// An instant of a `datetime.datetime` that knows its offset, or of ISO 8601 text with one.
pub(crate) fn instant(object: &Bound<'_, PyAny>) -> PyResult<DateTime<Utc>> {
    let read = match object.extract::<DateTime<FixedOffset>>() {
        Ok(instant) => Some(instant),
        Err(_) => object.str()?.extract().ok().and_then(|text: String| DateTime::parse_from_rfc3339(&text).ok()),
    };
    read.map(|instant| instant.to_utc()).ok_or_else(|| {
        let shown = object.str().map(|text| text.to_string()).unwrap_or_default();
        let error = Error::new(
            "lifecycle.bad_time",
            format!("«{shown}» لحظه‌ای با اختلاف ساعت از UTC نیست"),
            format!("`{shown}` is not an instant with its UTC offset"),
        );
        let help = ("منطقه زمانی را به datetime بدهید", "give the datetime its time zone");
        raised(&error.at("at").expected("2025-09-23T09:00:00+03:30, or a datetime with tzinfo").help(help.0, help.1))
    })
}
