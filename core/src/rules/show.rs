//! Values in messages, for people: grouped digits, Persian where Persian is read.

use super::evaluate::Cells;
use super::plan::{Piece, Shown};
use crate::bilingual::Language;
use crate::calendar::PersianDate;
use crate::scaled::{Scaled, power_of_ten};
use crate::text;

/// What stands where there is no value.
const NOTHING: &str = "–";
/// Bytes of a message; longer ones grow.
const USUAL_LENGTH: usize = 128;

/// A message for a row, in one language.
pub(super) fn message(pieces: &[Piece], cells: &Cells<'_>, language: Language) -> String {
    let mut message = String::with_capacity(USUAL_LENGTH);
    for piece in pieces {
        match piece {
            Piece::Words(words) => message.push_str(words),
            Piece::Value(value) => message.push_str(&shown(value, cells, language)),
        }
    }
    message
}

fn shown(value: &Shown, cells: &Cells<'_>, language: Language) -> String {
    let found = match value {
        Shown::Ratio(ratio) => cells
            .ratio(ratio)
            .and_then(|(numerator, denominator)| quotient(numerator, denominator, ratio.numerator.percent, language)),
        Shown::Words(words) => cells.words(words),
        Shown::Day(day) => {
            cells.day(day).and_then(|day| PersianDate::from_day_number(day).ok()).map(|day| date(day, language))
        }
        Shown::Logic(logic) => cells.logic(logic).map(|holds| answer(holds, language).to_owned()),
    };
    found.unwrap_or_else(|| NOTHING.to_owned())
}

pub(super) fn date(date: PersianDate, language: Language) -> String {
    match language {
        Language::Persian => text::persian_digits(&date.to_string().replace('-', "/")),
        Language::English => date.to_string(),
    }
}

pub(super) fn answer(answer: bool, language: Language) -> &'static str {
    match (language, answer) {
        (Language::Persian, true) => "بله",
        (Language::Persian, false) => "خیر",
        (Language::English, true) => "yes",
        (Language::English, false) => "no",
    }
}

/// A number as people read it; none where it cannot be shown.
pub(super) fn quotient(numerator: Scaled, denominator: Scaled, percent: bool, language: Language) -> Option<String> {
    let numerator = if percent { numerator.checked_mul(Scaled::from(100))? } else { numerator };
    let (value, near) = match exact_quotient(numerator, denominator) {
        Some(exact) => (exact, ""),
        // Rounded for reading only, and marked so.
        None => (rounded_quotient(numerator, denominator, if percent { 1 } else { 2 })?, "≈"),
    };
    let digits = text::group(&value.to_string());
    let (digits, sign) = match language {
        Language::Persian => (text::persian_digits(&digits), "٪"),
        Language::English => (digits, "%"),
    };
    Some(if near.is_empty() && !percent { digits } else { [near, &digits, if percent { sign } else { "" }].concat() })
}

/// The quotient where it ends within six decimal places.
pub(super) fn exact_quotient(numerator: Scaled, denominator: Scaled) -> Option<Scaled> {
    const PLACES: u32 = 6;
    if denominator.value() == 1 && denominator.scale() == 0 {
        return Some(numerator);
    }
    let (above, below) = integers(numerator, denominator, PLACES)?;
    (above.checked_rem(below)? == 0).then(|| above.checked_div(below)).flatten().map(|value| Scaled::new(value, PLACES))
}

fn rounded_quotient(numerator: Scaled, denominator: Scaled, places: u32) -> Option<Scaled> {
    let (above, below) = integers(numerator, denominator, places)?;
    // Half away from zero.
    let half = below.checked_abs()?.checked_div(2)?;
    let towards = if (above < 0) == (below < 0) { half } else { half.checked_neg()? };
    let towards = if below < 0 { towards.checked_neg()? } else { towards };
    above.checked_add(towards)?.checked_div(below).map(|value| Scaled::new(value, places))
}

/// Numerator and denominator as integers of one scale, the numerator with `places` more.
fn integers(numerator: Scaled, denominator: Scaled, places: u32) -> Option<(i128, i128)> {
    let scale = numerator.scale().max(denominator.scale());
    let above = numerator.at_scale(scale)?.checked_mul(power_of_ten(places)?)?;
    Some((above, denominator.at_scale(scale)?)).filter(|(_, below)| *below != 0)
}
