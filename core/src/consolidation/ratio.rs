//! A ratio of two sums, exact.

use crate::scaled::{self, Scaled, power_of_ten};
use serde::Serialize;

/// A ratio of two sums, kept as a fraction: rounding is for showing it and for nothing else.
///
/// Serialised as its numerator and denominator.
///
/// # Example
/// Ilam 1401: of 1,603 notified, 1,244 were allocated (milliard tomans), 77.6 percent.
/// ```
/// use amalkard::consolidation::Ratio;
/// let rate = Ratio::of(1_244.into(), 1_603.into()).unwrap();
/// assert_eq!(rate.percent(1).unwrap().to_string(), "77.6");
/// assert_eq!(Ratio::of(1.into(), 0.into()), None); // undefined on a zero base, not zero
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Ratio {
    numerator: Scaled,
    denominator: Scaled,
}

impl Ratio {
    /// The ratio of a sum to its base; `None` where the base is zero and the ratio is undefined.
    #[must_use]
    pub fn of(numerator: Scaled, denominator: Scaled) -> Option<Self> {
        (!denominator.is_zero()).then_some(Self { numerator, denominator })
    }

    /// The sum above the line.
    #[must_use]
    pub fn numerator(self) -> Scaled {
        self.numerator
    }

    /// The sum below the line, never zero.
    #[must_use]
    pub fn denominator(self) -> Scaled {
        self.denominator
    }

    /// The ratio in percent, rounded half away from zero to `digits` decimal places (گرد کردن نیم به بالا).
    ///
    /// For showing only. `None` where the percentage has more digits than 128 bits hold.
    #[must_use]
    pub fn percent(self, digits: u32) -> Option<Scaled> {
        // No percentage has more places than 128 bits have digits.
        if scaled::MAX_SCALE < digits {
            return None;
        }
        let negative = (self.numerator.value() < 0) != (self.denominator.value() < 0);
        let above = self.numerator.value().unsigned_abs();
        let below = self.denominator.value().unsigned_abs();
        // A percentage is the fraction moved by two places; the scales of both sums move it further.
        let places = i64::from(digits)
            .saturating_add(2)
            .saturating_add(i64::from(self.denominator.scale()))
            .saturating_sub(i64::from(self.numerator.scale()));
        let rounded = match u32::try_from(places) {
            Ok(places) => divide(above, below, places)?,
            Err(_) => {
                let divisor = u32::try_from(places.unsigned_abs()).ok().and_then(power_of_ten);
                match divisor {
                    // A half of the divisor is exact, and what `divide` left below one unit cannot reach over it.
                    Some(divisor) => {
                        let (whole, unit) = (above.checked_div(below)?, divisor.unsigned_abs());
                        let up = unit.checked_div(2)? <= whole.checked_rem(unit)?;
                        whole.checked_div(unit)?.checked_add(u128::from(up))?
                    }
                    None => 0,
                }
            }
        };
        let value = i128::try_from(rounded).ok()?;
        Some(Scaled::new(if negative { value.checked_neg()? } else { value }, digits))
    }
}

/// `above / below` to a number of decimal places, half up, as an integer of that scale; `None` on overflow.
///
/// Long division by hand: the remainder times ten need not fit in 128 bits, so ten is reached by adding.
fn divide(above: u128, below: u128, places: u32) -> Option<u128> {
    let (mut quotient, mut rest) = (above.checked_div(below)?, above.checked_rem(below)?);
    for _ in 0..places {
        let (mut digit, mut next) = (0_u128, 0_u128);
        for _ in 0..10 {
            // next + rest, less `below` where it reaches it; neither `next` nor `rest` is as large as `below`.
            let room = below.checked_sub(rest)?;
            if room <= next {
                next = next.checked_sub(room)?;
                digit = digit.checked_add(1)?;
            } else {
                next = next.checked_add(rest)?;
            }
        }
        quotient = quotient.checked_mul(10)?.checked_add(digit)?;
        rest = next;
    }
    let up = below.checked_sub(rest)? <= rest;
    quotient.checked_add(u128::from(up))
}

#[cfg(test)]
#[path = "ratio_tests.rs"]
mod tests;
