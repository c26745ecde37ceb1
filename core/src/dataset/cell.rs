//! A cell as it arrives, before its field's type is known.

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// A row as it arrives: cells by field name.
pub type Row = BTreeMap<String, Cell>;

/// A cell as it arrives from JSON, a dictionary or a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Null,
    /// A truth value.
    Flag(bool),
    /// A whole number.
    Integer(i128),
    /// Text: also how amounts with a fraction arrive.
    Text(String),
    /// A binary float, as printed. Kept only to be refused with its place: its digits may already be lost.
    Float(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Integer(i128::from(value))
    }
}

impl From<crate::amount::Amount> for Cell {
    fn from(amount: crate::amount::Amount) -> Self {
        Self::Text(amount.to_string())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Text(text) | Self::Float(text) => f.write_str(text),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            // As text: a reader in JavaScript would lose digits of a large number.
            Self::Integer(_) | Self::Text(_) | Self::Float(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

/// The largest whole number that every JSON reader keeps: 2^53 - 1 (RFC 7493, I-JSON).
const LARGEST_SAFE: u128 = 9_007_199_254_740_991;

#[expect(clippy::disallowed_types, reason = "a float must be met to be refused")]
impl Visitor<'_> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a whole number, true, false or null")
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Cell, E> {
        Ok(Cell::Flag(flag))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Cell, E> {
        self.visit_i128(i128::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Cell, E> {
        self.visit_i128(i128::from(value))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Cell, E> {
        if value.unsigned_abs() <= LARGEST_SAFE {
            Ok(Cell::Integer(value))
        } else {
            // The writer may have been a language whose numbers end here: its digits cannot be trusted.
            Ok(Cell::Float(value.to_string()))
        }
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Cell, E> {
        // The form that keeps `.0`, so that 1200.0 is told from a whole number.
        if value.is_finite() { Ok(Cell::Float(format!("{value:?}"))) } else { Err(E::custom("not a finite number")) }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Cell, E> {
        Ok(Cell::Text(text))
    }
}
