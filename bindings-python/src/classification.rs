//! Codes and code lists, as plain dicts.

use crate::calendar::fiscal_year;
use crate::convert::to_python;
use crate::error::Refusable as _;
use amalkard::classification::{self, AgencyCode, ChapterScheme, CodeScheme, CreditKind, MiscRow, PlanCode};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::de::DeserializeOwned;

/// The names of the code lists that come with the library.
#[pyfunction]
fn code_lists() -> Vec<&'static str> {
    classification::lists().iter().map(classification::CodeList::id).collect()
}

/// Every entry of a code list: code, titles, parent, years of validity, links to other systems.
///
/// Raises `code.unknown_list`.
#[pyfunction]
fn code_list<'py>(py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, classification::required_list(id).or_raise()?.entries())
}

/// The entry of a code of a list in a fiscal year. Raises `code.unknown_list`, `code.unknown`, `code.not_in_year`.
#[pyfunction]
fn lookup<'py>(py: Python<'py>, list: &str, code: &str, year: i64) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, classification::lookup(list, code, fiscal_year(year)?).or_raise()?)
}

/// Whether a line of a fiscal year may carry the code of a list.
#[pyfunction]
fn contains(list: &str, code: &str, year: i64) -> PyResult<bool> {
    Ok(classification::contains(list, code, fiscal_year(year)?))
}

/// The code that another system has for a code of a list: a province in `budget` (51 to 81), `sci` (00 to 30), `iso`.
///
/// Raises `code.unknown_system`, `code.unknown`, `code.not_one_to_one`.
#[pyfunction]
#[pyo3(signature = (code, source, to, *, list = "province"))]
fn crosswalk(code: &str, source: &str, to: &str, list: &str) -> PyResult<String> {
    Ok(classification::required_list(list).or_raise()?.crosswalk(code, source, to).or_raise()?.to_owned())
}

/// The chapter of a code, which means something only with its kind of credit (`expense` or `capital`) and scheme.
#[pyfunction]
#[pyo3(signature = (kind, scheme, code, year))]
fn chapter<'py>(py: Python<'py>, kind: &str, scheme: &str, code: &str, year: i64) -> PyResult<Bound<'py, PyAny>> {
    let kind: CreditKind = named(kind, "kind")?;
    let scheme: ChapterScheme = named(scheme, "scheme")?;
    to_python(py, classification::chapter(kind, scheme, code, fiscal_year(year)?).or_raise()?)
}

/// The code of an agency (دستگاه اجرایی), six digits, as it should be stored. Raises `code.bad_form`.
#[pyfunction]
fn agency_code(text: &str) -> PyResult<String> {
    Ok(text.parse::<AgencyCode>().or_raise()?.as_str().to_owned())
}

/// A row of miscellaneous credits, `530000-1` or `1-530000`: its one form, its group and its item.
///
/// Raises `code.bad_form`.
#[pyfunction]
fn misc_row<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyDict>> {
    let row: MiscRow = text.parse().or_raise()?;
    let dict = PyDict::new(py);
    dict.set_item("row", row.to_string())?;
    dict.set_item("group", row.group())?;
    dict.set_item("item", row.item())?;
    Ok(dict)
}

/// The code of a plan or programme: its scheme, its segments and the codes above it.
///
/// `schemes` names the schemes to try, such as `["plan-10"]`. Raises `code.bad_form`, `code.unknown`.
#[pyfunction]
#[pyo3(signature = (text, *, schemes = None))]
fn plan_code<'py>(py: Python<'py>, text: &str, schemes: Option<Vec<String>>) -> PyResult<Bound<'py, PyAny>> {
    let Some(names) = schemes else { return to_python(py, &PlanCode::parse(text).or_raise()?) };
    let schemes: Vec<_> = names.iter().map(|name| CodeScheme::named(name).or_raise()).collect::<PyResult<_>>()?;
    to_python(py, &PlanCode::parse_with(text, &schemes).or_raise()?)
}

/// A value of the core that is written as one word.
fn named<T: DeserializeOwned>(word: &str, place: &str) -> PyResult<T> {
    amalkard::json::read(&serde_json::Value::from(word).to_string(), place).or_raise()
}

/// Adds these functions to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(code_lists, module)?)?;
    module.add_function(wrap_pyfunction!(code_list, module)?)?;
    module.add_function(wrap_pyfunction!(lookup, module)?)?;
    module.add_function(wrap_pyfunction!(contains, module)?)?;
    module.add_function(wrap_pyfunction!(crosswalk, module)?)?;
    module.add_function(wrap_pyfunction!(chapter, module)?)?;
    module.add_function(wrap_pyfunction!(agency_code, module)?)?;
    module.add_function(wrap_pyfunction!(misc_row, module)?)?;
    module.add_function(wrap_pyfunction!(plan_code, module)?)
}
