//! Texts as TOML writes them.

use std::fmt::Write as _;

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control if control.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// An expression: in single quotes, so that its own double quotes need no escapes, unless it holds a single one.
pub(super) fn expression_text(text: &str) -> String {
    let plain = |c: char| c != '\'' && (c == '\t' || !c.is_control());
    if text.chars().all(plain) { format!("'{text}'") } else { quoted(text) }
}

/// A key: bare where it may be.
pub(super) fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}
