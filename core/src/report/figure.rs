//! What a value looks like in a language.

use super::table::{Column, ColumnKind};
use crate::bilingual::Language;
use crate::finding::Scalar;
use crate::scaled::Scaled;
use crate::text;

/// What stands for a missing value, in both languages: never an empty cell, never a zero.
pub(crate) const MISSING: &str = "–";

/// An exact number as it is read: `77,225,918.5` or `۷۷٬۲۲۵٬۹۱۸٫۵`.
///
/// At least `places` decimal places are shown, so that the figures of a column stand under each other; none is ever
/// rounded away.
///
/// # Example
/// ```
/// use amalkard::bilingual::Language;
/// use amalkard::report::figure;
/// use amalkard::scaled::Scaled;
/// assert_eq!(figure(Scaled::new(-12_345, 1), 2, Language::English), "-1,234.50");
/// assert_eq!(figure(Scaled::new(1_234, 0), 0, Language::Persian), "۱٬۲۳۴");
/// ```
#[must_use]
pub fn figure(number: Scaled, places: u32, language: Language) -> String {
    let mut plain = number.to_string();
    let missing = places.saturating_sub(number.scale());
    if missing > 0 {
        if number.scale() == 0 {
            plain.push('.');
        }
        plain.extend((0..missing).map(|_| '0'));
    }
    let grouped = text::group(&plain);
    match language {
        Language::English => grouped,
        Language::Persian => text::persian_digits(&grouped).replace('-', "\u{2212}"),
    }
}

/// A cell as it is read in its column.
pub(crate) fn cell(value: &Scalar, column: &Column, places: u32, language: Language) -> String {
    match value {
        Scalar::Missing => MISSING.to_owned(),
        Scalar::Flag(flag) => match (language, flag) {
            (Language::Persian, true) => "بله",
            (Language::Persian, false) => "خیر",
            (Language::English, true) => "yes",
            (Language::English, false) => "no",
        }
        .to_owned(),
        Scalar::Number(number) => {
            let mut shown = figure(*number, places, language);
            if column.kind == ColumnKind::Percent {
                shown.push(match language {
                    Language::Persian => '٪',
                    Language::English => '%',
                });
            }
            shown
        }
        Scalar::Text(text) => word(text, column, language),
    }
}

/// Text of a cell: by its label where the column has one. Text that is nothing but digits (a code, a date) gets the
/// digits of the language; any other text is somebody's own and stays as it is.
fn word(text: &str, column: &Column, language: Language) -> String {
    if let Some(label) = column.labels.get(text) {
        return label.in_language(language).to_owned();
    }
    match (language, column.kind) {
        (Language::English, _) => text.to_owned(),
        (Language::Persian, ColumnKind::Date) => digits(&text.replace('-', "/")),
        (Language::Persian, _) if text.bytes().all(|byte| byte.is_ascii_digit()) => digits(text),
        (Language::Persian, _) => text.to_owned(),
    }
}

/// ASCII digits as Persian ones; everything else kept.
pub(crate) fn digits(text: &str) -> String {
    text.chars()
        .map(|character| match character.to_digit(10) {
            Some(digit) => char::from_u32(0x06f0_u32.saturating_add(digit)).unwrap_or(character),
            None => character,
        })
        .collect()
}

/// The decimal places that the figures of one column need.
pub(crate) fn places<'a>(cells: impl Iterator<Item = &'a Scalar>) -> u32 {
    cells
        .map(|cell| match cell {
            Scalar::Number(number) => number.scale(),
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}
