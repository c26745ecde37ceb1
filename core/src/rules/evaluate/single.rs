//! What is done to one integer.

use crate::calendar::PersianDate;
use crate::rules::plan::Part;

/// Arithmetic of one integer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Single {
    Negate,
    Abs,
    Remainder(i128),
    /// How many multiples of a number above zero stand below it.
    Floor(i128),
    /// How many multiples of a number above zero come nearest, half away from zero.
    Round(i128),
    FirstDigit,
    Calendar(Part),
}

impl Single {
    /// The result; `None` where there is none, or where 128 bits are too few.
    pub(super) fn checked(self, value: i128) -> Option<i128> {
        match self {
            Self::Negate => value.checked_neg(),
            Self::Abs => value.checked_abs(),
            Self::Remainder(whole) => value.checked_rem(whole),
            Self::Floor(by) => value.checked_div_euclid(by),
            Self::Round(by) => {
                let (whole, left) = (value.checked_div(by)?, value.checked_rem(by)?);
                let away = by.unsigned_abs() <= left.unsigned_abs().saturating_mul(2);
                whole.checked_add(if away { value.signum() } else { 0 })
            }
            Self::FirstDigit => {
                let mut size = value.unsigned_abs();
                while 10 <= size {
                    size /= 10;
                }
                (size != 0).then_some(size).and_then(|digit| i128::try_from(digit).ok())
            }
            Self::Calendar(part) => {
                let date = PersianDate::from_day_number(i32::try_from(value).ok()?).ok()?;
                Some(match part {
                    Part::Year => date.year().into(),
                    Part::Month => date.month().into(),
                    Part::Day => date.day().into(),
                })
            }
        }
    }

    /// The result where it is known to fit in 64 bits.
    pub(super) fn narrow(self, value: i64) -> i64 {
        let wide = || self.checked(value.into()).and_then(|value| i64::try_from(value).ok()).unwrap_or(0);
        match self {
            Self::Negate => value.wrapping_neg(),
            Self::Abs => value.wrapping_abs(),
            Self::Remainder(by) => i64::try_from(by).map_or_else(|_| wide(), |by| value.checked_rem(by).unwrap_or(0)),
            Self::Floor(by) => {
                i64::try_from(by).map_or_else(|_| wide(), |by| value.checked_div_euclid(by).unwrap_or(0))
            }
            Self::Round(_) | Self::FirstDigit | Self::Calendar(_) => wide(),
        }
    }

    /// The largest magnitude of the results, where that of the operands is known.
    pub(super) fn largest(self, operand: u128) -> u128 {
        match self {
            Self::Negate | Self::Abs => operand,
            Self::Remainder(whole) => operand.min(whole.unsigned_abs()),
            Self::Floor(_) | Self::Round(_) => operand.saturating_add(1),
            Self::FirstDigit => 9,
            Self::Calendar(_) => u128::from(u16::MAX),
        }
    }

    /// Whether no result means that there is none, and not that it does not fit.
    pub(super) fn may_lack(self) -> bool {
        matches!(self, Self::FirstDigit | Self::Calendar(_))
    }
}
