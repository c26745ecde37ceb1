//! The fingerprint of a result: SHA-256 of its canonical JSON.
//!
//! Canonical JSON is RFC 8785: keys sorted, no spaces, shortest escapes, UTF-8. Amounts are strings, so no number is
//! ever printed by a float formatter, and anyone can recompute a digest with the standard library of their language.

use crate::error::{Error, Result};
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
            // RFC 8785 3.2.3: by UTF-16 code units. The map's own order depends on a feature of serde_json.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index != 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
