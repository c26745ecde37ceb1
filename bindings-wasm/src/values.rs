//! Text and amounts: amounts cross as text.

use crate::cross::{Crossing, Refusable as _};
use amalkard::amount::{Amount, Separators, Unit};
use amalkard::text;
use wasm_bindgen::prelude::*;

/// See `text::fold`.
#[wasm_bindgen]
#[must_use]
pub fn fold(text: &str) -> String {
    text::fold(text)
}

/// See `text::normalize`.
#[wasm_bindgen]
#[must_use]
pub fn normalize(text: &str) -> String {
    text::normalize(text)
}

/// See `text::is_folded_letters`.
#[wasm_bindgen(js_name = isFoldedLetters)]
#[must_use]
pub fn is_folded_letters(text: &str) -> bool {
    text::is_folded_letters(text)
}

/// See `text::ascii_digits`.
#[wasm_bindgen(js_name = asciiDigits)]
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text::ascii_digits(text)
}

/// See `text::persian_digits`.
#[wasm_bindgen(js_name = persianDigits)]
#[must_use]
pub fn persian_digits(number: &str) -> String {
    text::persian_digits(number)
}

/// See `text::group`.
#[wasm_bindgen]
#[must_use]
pub fn group(number: &str) -> String {
    text::group(number)
}

/// See `text::closest`.
#[wasm_bindgen]
#[must_use]
pub fn closest(word: &str, candidates: Vec<String>) -> Option<String> {
    text::closest(word, candidates.iter().map(String::as_str)).map(str::to_owned)
}

/// See `Amount::parse_with`; `separators` is JSON, or the name of a preset.
#[wasm_bindgen(js_name = parseAmount)]
pub fn parse_amount(text: &str, separators: Option<String>) -> Crossing<String> {
    let amount = match separators {
        None => text.parse::<Amount>().or_throw()?,
        Some(given) if given.starts_with('{') => {
            let separators: Separators = amalkard::json::read(&given, "separators").or_throw()?;
            Amount::parse_with(text, &separators).or_throw()?
        }
        Some(name) => Amount::parse_with(text, &Separators::named(&name).or_throw()?).or_throw()?,
    };
    Ok(amount.to_string())
}

/// See `Amount::parse_percent`.
#[wasm_bindgen(js_name = parsePercent)]
pub fn parse_percent(text: &str) -> Crossing<String> {
    Ok(Amount::parse_percent(text).or_throw()?.to_string())
}

/// See `Unit::convert`.
#[wasm_bindgen]
pub fn convert(amount: &str, unit: &str, to: &str) -> Crossing<String> {
    let amount: Amount = amount.parse().or_throw()?;
    let converted = Unit::parse(unit).or_throw()?.convert(amount, Unit::parse(to).or_throw()?);
    Ok(converted.or_throw()?.to_string())
}

/// See `Amount::checked_add`.
#[wasm_bindgen]
pub fn add(a: &str, b: &str) -> Crossing<String> {
    Ok(amount(a)?.checked_add(amount(b)?).or_throw()?.to_string())
}

/// See `Amount::checked_sub`.
#[wasm_bindgen]
pub fn subtract(a: &str, b: &str) -> Crossing<String> {
    Ok(amount(a)?.checked_sub(amount(b)?).or_throw()?.to_string())
}

fn amount(text: &str) -> Crossing<Amount> {
    text.parse().or_throw()
}

/// See `digest::of`; the value is JSON.
#[wasm_bindgen(js_name = digestOf)]
pub fn digest_of(value: &str) -> Crossing<String> {
    let value: serde_json::Value = amalkard::json::read(value, "value").or_throw()?;
    amalkard::digest::of(&value).or_throw()
}
