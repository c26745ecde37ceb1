//! Amounts in JSON and other formats: text out; text or a safe integer in; never a float.

use super::{Amount, AmountError};
use crate::scaled;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// The largest integer that every reader of JSON keeps exactly: 2^53-1.
const SAFE_INTEGER: i64 = 9_007_199_254_740_991;

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(scaled::NUMBER, &self.to_string())
    }
}

impl<'de> Deserialize<'de> for Amount {
    /// Text as [`Amount::from_str`](std::str::FromStr) reads it, or an integer within ±(2^53-1).
    ///
    /// Messages begin with the code: `amount.float`, `amount.unsafe_integer` and those of parsing.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount as text, or an integer within ±(2^53-1)")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        text.parse().map_err(refused)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
        match value.unsigned_abs() <= SAFE_INTEGER.unsigned_abs() {
            true => Ok(Amount::from_i64(value)),
            false => Err(refused(AmountError::UnsafeInteger)),
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
        self.visit_i64(i64::try_from(value).map_err(|_| refused(AmountError::UnsafeInteger))?)
    }

    #[expect(clippy::disallowed_types, reason = "the one place where a float arrives, to be refused")]
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Amount, E> {
        Err(refused(AmountError::Float))
    }
}

/// The refusal as a deserialiser's error, which is text only: the code first.
fn refused<E: de::Error>(error: AmountError) -> E {
    E::custom(format_args!("{}: {error}", error.code()))
}
