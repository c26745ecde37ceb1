//! Codes and code lists; entries cross as JSON.

use crate::calendar::fiscal_year;
use crate::cross::{Crossing, Refusable as _, json};
use amalkard::classification::{self, AgencyCode, ChapterScheme, CodeScheme, CreditKind, MiscRow, PlanCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// See `classification::lists`.
#[wasm_bindgen(js_name = codeLists)]
pub fn code_lists() -> Vec<String> {
    classification::lists().iter().map(|list| list.id().to_owned()).collect()
}

/// See `classification::required_list`.
#[wasm_bindgen(js_name = codeList)]
pub fn code_list(id: &str) -> Crossing<String> {
    json(classification::required_list(id).or_throw()?.entries())
}

/// See `classification::lookup`.
#[wasm_bindgen]
pub fn lookup(list: &str, code: &str, year: &str) -> Crossing<String> {
    json(classification::lookup(list, code, fiscal_year(year)?).or_throw()?)
}

/// See `classification::contains`.
#[wasm_bindgen]
pub fn contains(list: &str, code: &str, year: &str) -> Crossing<bool> {
    Ok(classification::contains(list, code, fiscal_year(year)?))
}

/// See `CodeList::crosswalk`.
#[wasm_bindgen]
pub fn crosswalk(list: &str, code: &str, source: &str, to: &str) -> Crossing<String> {
    Ok(classification::required_list(list).or_throw()?.crosswalk(code, source, to).or_throw()?.to_owned())
}

/// See `classification::chapter`.
#[wasm_bindgen]
pub fn chapter(kind: &str, scheme: &str, code: &str, year: &str) -> Crossing<String> {
    let kind: CreditKind = named(kind, "kind")?;
    let scheme: ChapterScheme = named(scheme, "scheme")?;
    json(classification::chapter(kind, scheme, code, fiscal_year(year)?).or_throw()?)
}

/// See `AgencyCode`.
#[wasm_bindgen(js_name = agencyCode)]
pub fn agency_code(text: &str) -> Crossing<String> {
    Ok(text.parse::<AgencyCode>().or_throw()?.as_str().to_owned())
}

/// A row of miscellaneous credits as JavaScript sees it.
#[derive(Serialize)]
struct Row<'a> {
    row: String,
    group: &'a str,
    item: u16,
}

/// See `MiscRow`.
#[wasm_bindgen(js_name = miscRow)]
pub fn misc_row(text: &str) -> Crossing<String> {
    let row: MiscRow = text.parse().or_throw()?;
    json(&Row { row: row.to_string(), group: row.group(), item: row.item() })
}

/// See `PlanCode::parse` and `PlanCode::parse_with`.
#[wasm_bindgen(js_name = planCode)]
pub fn plan_code(text: &str, schemes: Option<Vec<String>>) -> Crossing<String> {
    let Some(names) = schemes else { return json(&PlanCode::parse(text).or_throw()?) };
    let schemes: Vec<_> = names.iter().map(|name| CodeScheme::named(name).or_throw()).collect::<Crossing<_>>()?;
    json(&PlanCode::parse_with(text, &schemes).or_throw()?)
}

/// A value of the core that is written as one word.
fn named<T: DeserializeOwned>(word: &str, place: &str) -> Crossing<T> {
    amalkard::json::read(&json(word)?, place).or_throw()
}
