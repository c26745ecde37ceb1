//! How results and refusals cross into JavaScript.

use amalkard::Error;
use serde::Serialize;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

/// What an operation gives to JavaScript; a refusal is the JSON text of the coded error, and is thrown.
pub(crate) type Crossing<T> = Result<T, JsValue>;

/// A refusal as it is thrown.
pub(crate) trait Refusable<T> {
    /// The value, or the refusal as JSON text.
    fn or_throw(self) -> Crossing<T>;
}

impl<T, E: Into<Error>> Refusable<T> for Result<T, E> {
    fn or_throw(self) -> Crossing<T> {
        self.map_err(|error| JsValue::from_str(&serde_json::to_string(&error.into()).unwrap_or_default()))
    }
}

/// A result as JSON text.
pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Crossing<String> {
    serde_json::to_string(value)
        .map_err(|error| {
            Error::new("json.bad_shape", "نتیجه شکل JSON ندارد", format!("the result has no JSON form: {error}"))
        })
        .or_throw()
}

/// Values by name, put in one by one: `collect` brings a sorting algorithm along for each type.
pub(crate) fn by_name<'a, V>(pairs: impl Iterator<Item = (&'a str, V)>) -> BTreeMap<&'a str, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}
