//! JSON as it comes in from other languages and services: read strictly, refused with a code and a place.

use crate::amount::AmountError;
use crate::error::{Error, Result};
use serde::de::DeserializeOwned;

/// The codes that values refuse with; serde carries them as the first word of a message.
const CODES: [&str; 13] = [
    "amount.empty",
    "amount.not_a_number",
    "amount.ambiguous",
    "amount.grouping",
    "amount.too_precise",
    "amount.too_large",
    "amount.float",
    "amount.unsafe_integer",
    "amount.unknown_unit",
    "calendar.invalid_date",
    "calendar.unknown_period",
    "calendar.out_of_range",
    "calendar.unknown_zone",
];

/// Reads a value of the library from JSON text. `what` names the text in the error's place: `amendment:3:14`.
///
/// # Errors
/// The code of the value that is refused, such as `amount.float`; `json.bad_shape` for everything else, such as a field
/// that is missing or unknown.
///
/// # Example
/// ```
/// use amalkard::{Amount, json};
/// let error = json::read::<Vec<Amount>>("[1.5]", "amounts").unwrap_err();
/// assert_eq!((error.code(), error.place()), ("amount.float", Some("amounts:1:4")));
/// ```
pub fn read<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| refused(&error, what))
}

/// The coded error of a text that serde could not read.
pub(crate) fn refused(error: &serde_json::Error, what: &str) -> Error {
    let place = format!("{what}:{}:{}", error.line(), error.column());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let coded = message.split_once(": ").and_then(|(first, rest)| {
        let code = CODES.iter().find(|code| **code == first)?;
        Some((*code, rest))
    });
    match coded {
        Some(("amount.float", _)) => Error::from(AmountError::Float).at(place),
        Some(("amount.unsafe_integer", _)) => Error::from(AmountError::UnsafeInteger).at(place),
        Some((code, reason)) => Error::new(code, format!("مقدار پذیرفتنی نیست: {reason}"), reason).at(place),
        None => {
            let fa = format!("شکل ورودی درست نیست: {message}");
            let help = ("نام و نوع فیلدها را بازبینی کنید", "check the names and types of the fields");
            Error::new("json.bad_shape", fa, format!("the input has another shape: {message}"))
                .at(place)
                .help(help.0, help.1)
        }
    }
}
