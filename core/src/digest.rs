//! The fingerprint of a result: SHA-256 of its canonical JSON.
//!
//! Canonical JSON is RFC 8785: keys sorted, no spaces, shortest escapes, UTF-8. Amounts are strings, so no number is
//! ever printed by a float formatter, and anyone can recompute a digest with the standard library of their language.

use crate::error::{Error, Result};
use crate::ordered;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The canonical JSON of a value, as RFC 8785 has it.
///
/// # Errors
/// `digest.not_json` when the value has no JSON form, such as a map with keys that are not text.
pub fn canonical_json(value: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|error| {
        Error::new("digest.not_json", "این مقدار شکل JSON ندارد", format!("the value has no JSON form: {error}"))
    })?;
    let mut out = String::new();
    write_canonical(&value, &mut out);
    Ok(out)
}

/// Whether a text is the canonical JSON of an object, and the SHA-256 of it without some of its fields.
///
/// Each field of the object is written once, into the whole and, unless it is left out, into what is hashed.
pub(crate) fn of_canonical_without(text: &str, value: &Value, left_out: &[&str]) -> Option<String> {
    let map = value.as_object()?;
    let (mut whole, mut hashed) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let mut keys: Vec<&String> = map.keys().collect();
    ordered::sort_by(&mut keys, |a, b| a.encode_utf16().cmp(b.encode_utf16()));
    let mut field = String::new();
    for key in keys {
        field.clear();
        write_text(key, &mut field);
        field.push(':');
        write_canonical(map.get(key)?, &mut field);
        let rest = if left_out.contains(&key.as_str()) { None } else { Some(&mut hashed) };
        for out in [Some(&mut whole), rest].into_iter().flatten() {
            out.push(if out.is_empty() { '{' } else { ',' });
            out.push_str(&field);
        }
    }
    for out in [&mut whole, &mut hashed] {
        if out.is_empty() {
            out.push('{');
        }
        out.push('}');
    }
    (whole == text).then(|| of_bytes(hashed.as_bytes()))
}

/// The SHA-256 of the canonical JSON of a value, in lower-case hexadecimal.
///
/// # Errors
/// As [`canonical_json`].
///
/// # Example
/// ```
/// let digest = amalkard::digest::of(&["a"])?;
/// assert_eq!(digest, "0eb5b8d6f81bc677da8a08567cc4fa9a06a57e9ec8da85ed73a7f62727996002");
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn of(value: &impl Serialize) -> Result<String> {
    Ok(of_bytes(canonical_json(value)?.as_bytes()))
}

/// The SHA-256 of bytes, in lower-case hexadecimal.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index != 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            let start = out.len();
            let mut entry = |key: &str, item: &Value| {
                if start < out.len() {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_canonical(item, out);
            };
            // RFC 8785 3.2.3: by UTF-16 code units. The map's own order depends on a feature of serde_json; where it is
            // that order already, as with ASCII keys in a sorted map, nothing is sorted.
            if map.keys().all(|key| key.is_ascii()) && map.keys().is_sorted() {
                map.iter().for_each(|(key, item)| entry(key, item));
            } else {
                let mut entries: Vec<_> = map.iter().collect();
                ordered::sort_by(&mut entries, |a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
                entries.into_iter().for_each(|(key, item)| entry(key, item));
            }
            out.push('}');
        }
        Value::String(text) => write_text(text, out),
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// A text with the shortest escapes; one that needs none is written as it is.
fn write_text(text: &str, out: &mut String) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::canonical_json;
    use serde_json::{Value, json};

    /// The example of RFC 8785, 3.2.3: keys in the order of their UTF-16 code units, and the shortest escapes.
    #[test]
    fn keys_stand_in_the_order_of_the_standard() -> crate::error::Result<()> {
        let text = r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}"#;
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
        assert_eq!(canonical_json(&value)?, expected);
        let escapes = json!(["\u{1}\t\n\"\\/", "\u{7f}", "می\u{200c}شود"]);
        assert_eq!(canonical_json(&escapes)?, "[\"\\u0001\\t\\n\\\"\\\\/\",\"\u{7f}\",\"می\u{200c}شود\"]");
        Ok(())
    }
}
