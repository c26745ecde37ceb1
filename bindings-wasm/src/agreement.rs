//! Agreements: the whole agreement crosses as JSON, both ways.

use crate::cross::{Crossing, Refusable as _, json};
use amalkard::agreement::{Agreement, Amendment};
use amalkard::calendar::PersianDate;
use amalkard::digest;
use wasm_bindgen::prelude::*;

/// The agreement as canonical JSON, once it is known to be one.
#[wasm_bindgen]
pub fn agreement(content: &str) -> Crossing<String> {
    digest::canonical_json(&Agreement::from_json(content).or_throw()?).or_throw()
}

/// See `Agreement::terms_on`; without a date `Agreement::latest_terms`.
#[wasm_bindgen(js_name = agreementTerms)]
pub fn agreement_terms(agreement: &str, date: Option<String>) -> Crossing<String> {
    let agreement = Agreement::from_json(agreement).or_throw()?;
    json(&match date {
        Some(date) => agreement.terms_on(PersianDate::parse(&date).or_throw()?).or_throw()?,
        None => agreement.latest_terms().or_throw()?,
    })
}

/// See `Agreement::amend`.
#[wasm_bindgen]
pub fn amend(agreement: &str, amendment: &str) -> Crossing<String> {
    let amendment: Amendment = amalkard::json::read(amendment, "amendment").or_throw()?;
    digest::canonical_json(&Agreement::from_json(agreement).or_throw()?.amend(amendment).or_throw()?).or_throw()
}
