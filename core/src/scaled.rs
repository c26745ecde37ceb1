//! An integer at a decimal scale: the number inside a dataset, a rule or a total.
//!
//! [`Amount`](crate::Amount) is what people type and read; inside columns the same numbers are plain integers at one
//! declared scale. `Scaled` is one such number with its scale, exact in 128 bits.

use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// The largest scale that a [`Scaled`] takes part in: 10^38 is the last power of ten in an `i128`. A finer number is still
/// compared exactly, and shown as `1e-40`.
pub const MAX_SCALE: u32 = 38;

/// `value / 10^scale`, exactly.
#[derive(Clone, Copy, Debug)]
pub struct Scaled {
    value: i128,
    scale: u32,
}

impl Scaled {
    /// Zero.
    pub const ZERO: Self = Self { value: 0, scale: 0 };

    /// `value / 10^scale`; trailing zeros of the fraction are dropped, so equal numbers are the same data.
    #[must_use]
    pub fn new(mut value: i128, mut scale: u32) -> Self {
        if value == 0 {
            return Self::ZERO;
        }
        while scale > 0 && value % 10 == 0 {
            value /= 10;
            scale = scale.saturating_sub(1);
        }
        Self { value, scale }
    }

    /// The integer.
    #[must_use]
    pub fn value(self) -> i128 {
        self.value
    }

    /// The number of decimal places.
    #[must_use]
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The integer at another scale; `None` where digits would be lost or 128 bits are too few.
    #[must_use]
    pub fn at_scale(self, scale: u32) -> Option<i128> {
        if self.value == 0 {
            return Some(0);
        }
        match scale.checked_sub(self.scale) {
            Some(up) => self.value.checked_mul(power_of_ten(up)?),
            None => {
                let divisor = power_of_ten(self.scale.checked_sub(scale)?)?;
                (self.value.checked_rem(divisor)? == 0).then(|| self.value.checked_div(divisor)).flatten()
            }
        }
    }

    /// The sum; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self::new(self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?, scale))
    }

    /// The difference; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// The product; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Some(Self::new(self.value.checked_mul(other.value)?, self.scale.checked_add(other.scale)?))
    }

    /// The number with its sign turned; `None` for the one value whose negation does not fit.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { value: self.value.checked_neg()?, scale: self.scale })
    }

    /// The number without its sign; the one value whose negation does not fit stays one below it.
    #[must_use]
    pub fn magnitude(self) -> Self {
        Self { value: self.value.saturating_abs(), scale: self.scale }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.value == 0
    }
}

/// 10 to a power, where it fits in 128 bits.
#[must_use]
pub fn power_of_ten(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

impl From<i64> for Scaled {
    fn from(value: i64) -> Self {
        Self::new(i128::from(value), 0)
    }
}

impl PartialEq for Scaled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scaled {}

impl PartialOrd for Scaled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scaled {
    /// Exact for any two numbers: where one does not fit at the other's scale, its whole part already decides.
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Only the one with the smaller scale can overflow, and then it is the larger in magnitude.
            (None, _) => self.value.cmp(&0),
            (_, None) => 0.cmp(&other.value),
        }
    }
}

impl std::hash::Hash for Scaled {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Equal numbers are the same data because `new` drops trailing zeros.
        (self.value, self.scale).hash(state);
    }
}

impl fmt::Display for Scaled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Dividing 128 bits for each digit is slow, and nearly every figure fits in 64.
        let magnitude = self.value.unsigned_abs();
        let digits = u64::try_from(magnitude).map_or_else(|_| magnitude.to_string(), |narrow| narrow.to_string());
        let places = usize::try_from(self.scale).unwrap_or(usize::MAX);
        let sign = if self.value < 0 { "-" } else { "" };
        if places == 0 {
            f.write_str(sign)?;
            return f.write_str(&digits);
        }
        match digits.len().checked_sub(places) {
            Some(whole) if whole > 0 => {
                let (whole, fraction) = digits.split_at(whole);
                write!(f, "{sign}{whole}.{fraction}")
            }
            _ if places <= MAX_SCALE as usize => write!(f, "{sign}0.{digits:0>places$}"),
            // Finer than any figure here: written so that its text stays short.
            _ => write!(f, "{sign}{digits}e-{}", self.scale),
        }
    }
}

impl Serialize for Scaled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The name lets a layer with a decimal type of its own (Python) recognise a number.
        serializer.serialize_newtype_struct(NUMBER, &self.to_string())
    }
}

/// The serde name under which exact numbers are serialised: text in JSON, `decimal.Decimal` in Python.
pub const NUMBER: &str = "amalkard::Number";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_finer_than_any_power_of_ten_are_still_told_from_zero() {
        let finest = Scaled::new(1, 40);
        assert!(Scaled::ZERO < finest && finest < Scaled::from(1));
        assert!(Scaled::new(-1, 40) < Scaled::ZERO);
        assert_eq!(Scaled::new(0, u32::MAX), Scaled::ZERO);
    }

    #[test]
    fn a_number_of_any_scale_has_a_short_text() {
        for (value, scale, text) in
            [(-5, 1, "-0.5"), (1_234, 2, "12.34"), (-12, 2, "-0.12"), (1, 5, "0.00001"), (7, 70_000, "7e-70000")]
        {
            assert_eq!(Scaled::new(value, scale).to_string(), text);
        }
    }
}
