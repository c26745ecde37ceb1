//! Text and amounts: `decimal.Decimal` in Python, `Amount` in the core.

use crate::convert::{decimal, decimal_class, from_python, json, plain_decimal};
use crate::error::{self, Refusable as _};
use amalkard::Error;
use amalkard::amount::{Amount, AmountError, Separators, Unit};
use amalkard::{digest, text};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

/// The form in which two spellings of the same text are equal; for comparing, never for showing or storing.
#[pyfunction]
fn fold(text: &str) -> String {
    text::fold(text)
}

/// The text as it should be stored: Persian ye and kaf and digits, no presentation forms, no invisible marks.
#[pyfunction]
fn normalize(text: &str) -> String {
    text::normalize(text)
}

/// Whether `normalize` would leave the text as it is.
#[pyfunction]
fn is_folded_letters(text: &str) -> bool {
    text::is_folded_letters(text)
}

/// The text with Persian and Arabic-Indic digits as ASCII digits.
#[pyfunction]
fn ascii_digits(text: &str) -> String {
    text::ascii_digits(text)
}

/// A number written in ASCII, as Persian readers see it.
#[pyfunction]
fn persian_digits(number: &str) -> String {
    text::persian_digits(number)
}

/// A plain ASCII number with a comma between groups of three digits.
#[pyfunction]
fn group(number: &str) -> String {
    text::group(number)
}

/// The candidate that the word was probably meant to be, if one is near enough.
#[pyfunction]
fn closest(word: &str, candidates: Vec<String>) -> Option<String> {
    text::closest(word, candidates.iter().map(String::as_str)).map(str::to_owned)
}

/// Reads an amount exactly: digits of three scripts, groups of three, `-` before or after, or parentheses.
///
/// `separators` names what the source uses: a preset (`"law_1399"`, `"law_1399_web"`, `"law_1401"`, `"law_1402"`,
/// `"percent"`) or a dict (`{"group": [","], "decimal": ["/"]}`). An ambiguous figure is refused with its readings in
/// the error's details, never guessed.
///
/// Raises `AmalkardError`: `amount.ambiguous`, `amount.grouping`, `amount.not_a_number`, `amount.too_precise`, ...
#[pyfunction]
#[pyo3(signature = (text, *, separators = None))]
fn parse_amount<'py>(text: &Bound<'py, PyAny>, separators: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    let amount = match (text.cast::<PyString>(), separators) {
        (Ok(text), Some(separators)) => {
            Amount::parse_with(text.to_cow()?.as_ref(), &named_or_given(separators)?).or_raise()?
        }
        _ => amount(text, "amount")?,
    };
    decimal(text.py(), &amount.to_string())
}

/// Reads a percentage: as `parse_amount`, but `12/5` can only mean 12.5.
#[pyfunction]
fn parse_percent<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    decimal(py, &Amount::parse_percent(text).or_raise()?.to_string())
}

/// Converts an amount between units, exactly.
///
/// Units: `rial`, `thousand_rial`, `million_rial`, `milliard_rial`, `toman`, `million_toman`, `milliard_toman`, `new_rial`.
///
/// Raises `AmalkardError`: `amount.unit_inexact` where digits would be lost, `amount.unknown_unit`.
#[pyfunction]
fn convert<'py>(amount: &Bound<'py, PyAny>, unit: &str, to: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = amount.py();
    let converted = Unit::parse(unit).or_raise()?.convert(self::amount(amount, "amount")?, Unit::parse(to).or_raise()?);
    decimal(py, &converted.or_raise()?.to_string())
}

/// The sum of two amounts; exact, or refused with `amount.too_large`.
#[pyfunction]
fn add<'py>(a: &Bound<'py, PyAny>, b: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    decimal(a.py(), &amount(a, "a")?.checked_add(amount(b, "b")?).or_raise()?.to_string())
}

/// The difference of two amounts; exact, or refused with `amount.too_large`.
#[pyfunction]
fn subtract<'py>(a: &Bound<'py, PyAny>, b: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    decimal(a.py(), &amount(a, "a")?.checked_sub(amount(b, "b")?).or_raise()?.to_string())
}

/// An `Amount` of what Python gives: `Decimal`, `int` or text, never a float.
pub(crate) fn amount(object: &Bound<'_, PyAny>, place: &str) -> PyResult<Amount> {
    if object.is_instance_of::<PyFloat>() {
        return Err(error::raised(&Error::from(AmountError::Float).at(place)));
    }
    let text = if object.is_instance(decimal_class(object.py())?)? {
        plain_decimal(object)?
    } else if object.is_instance_of::<PyString>()
        || (object.is_instance_of::<PyInt>() && !object.is_instance_of::<PyBool>())
    {
        object.str()?.to_string()
    } else {
        return Err(PyTypeError::new_err(format!(
            "an amount is a Decimal, an int or text, not {}",
            object.get_type().name()?
        )));
    };
    text.parse::<Amount>().or_raise()
}

fn named_or_given(separators: &Bound<'_, PyAny>) -> PyResult<Separators> {
    let Ok(name) = separators.cast::<PyString>() else { return from_python(separators, "separators") };
    Separators::named(name.to_cow()?.as_ref()).or_raise()
}

/// The SHA-256 of the canonical JSON (RFC 8785) of plain data.
#[pyfunction]
fn digest_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    digest::of(&json(value, "value")?).or_raise()
}

/// Adds these functions to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(fold, module)?)?;
    module.add_function(wrap_pyfunction!(normalize, module)?)?;
    module.add_function(wrap_pyfunction!(is_folded_letters, module)?)?;
    module.add_function(wrap_pyfunction!(ascii_digits, module)?)?;
    module.add_function(wrap_pyfunction!(persian_digits, module)?)?;
    module.add_function(wrap_pyfunction!(group, module)?)?;
    module.add_function(wrap_pyfunction!(closest, module)?)?;
    module.add_function(wrap_pyfunction!(parse_amount, module)?)?;
    module.add_function(wrap_pyfunction!(parse_percent, module)?)?;
    module.add_function(wrap_pyfunction!(add, module)?)?;
    module.add_function(wrap_pyfunction!(subtract, module)?)?;
    module.add_function(wrap_pyfunction!(convert, module)?)?;
    module.add_function(wrap_pyfunction!(digest_of, module)?)
}
