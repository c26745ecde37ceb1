//! The slips that people make in a figure, undone: what they may have meant.

use crate::amount::Unit;
use crate::dataset::Kind;
use crate::ordered::Ordered as _;
use crate::scaled::{Scaled, power_of_ten};
use serde::Serialize;
use std::collections::BTreeSet;

/// How a figure went wrong. The order is the order of likelihood: of hints that repair as much the first is shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HintKind {
    /// Written in another unit: 10, 10^3 or 10^6 times too large or too small, or by the ratio of two units.
    Unit,
    /// Written with the other sign.
    Sign,
    /// A cumulative figure given for the period alone, or the other way round.
    InPeriod,
    /// Written in each other's cell.
    Swap,
    /// Two neighbouring digits exchanged.
    Transposition,
    /// One digit wrong.
    Digit,
    /// One digit left out.
    DroppedDigit,
    /// One digit written twice.
    DoubledDigit,
}

/// A figure that may have been meant, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) kind: HintKind,
    pub(super) meant: i128,
    /// What it was written in, where that is a unit.
    pub(super) unit: Option<Unit>,
}

/// What may have been meant by one figure, the likelier first; each value once.
pub(super) fn of_figure(written: i128, kind: Kind) -> Vec<Slip> {
    if written == 0 {
        return Vec::new();
    }
    let mut slips = of_units(written, kind);
    let one = |kind| move |meant| Slip { kind, meant, unit: None };
    slips.extend(written.checked_neg().map(one(HintKind::Sign)));
    let digits = Digits::of(written, kind.stored_scale().unwrap_or(0));
    slips.extend(digits.transposed().into_iter().map(one(HintKind::Transposition)));
    slips.extend(digits.replaced().into_iter().map(one(HintKind::Digit)));
    slips.extend(digits.completed().into_iter().map(one(HintKind::DroppedDigit)));
    slips.extend(digits.undoubled().into_iter().map(one(HintKind::DoubledDigit)));
    let mut seen = [written].into_iter().ordered::<BTreeSet<_>>();
    slips.retain(|slip| seen.insert(slip.meant));
    slips
}

/// The powers of ten first that people slip by, then the ratios to other units.
fn of_units(written: i128, kind: Kind) -> Vec<Slip> {
    let own = match kind {
        Kind::Amount { unit, .. } => Some(unit),
        _ => None,
    };
    let powers: &[u32] = if matches!(kind, Kind::Percent { .. }) { &[2] } else { &[6, 3, 1] };
    let mut slips = Vec::new();
    for power in powers {
        let Some(factor) = power_of_ten(*power) else { continue };
        for (above, below) in [(1, factor), (factor, 1)] {
            // Of the units of that ratio the one that is listed first.
            let unit = own.and_then(|own| {
                Unit::ALL.into_iter().find(|unit| unit.rials().checked_mul(below) == own.rials().checked_mul(above))
            });
            slips.extend(scaled(written, above, below).map(|meant| Slip { kind: HintKind::Unit, meant, unit }));
        }
    }
    if let Some(own) = own {
        let others = Unit::ALL.into_iter().filter(|unit| *unit != own);
        slips.extend(others.filter_map(|unit| {
            let meant = scaled(written, unit.rials(), own.rials())?;
            Some(Slip { kind: HintKind::Unit, meant, unit: Some(unit) })
        }));
    }
    slips
}

fn scaled(written: i128, above: i128, below: i128) -> Option<i128> {
    let product = written.checked_mul(above)?;
    (product.checked_rem(below)? == 0).then(|| product.checked_div(below)).flatten()
}

/// The digits of a figure as it is written: without the zeros that end its fraction.
struct Digits {
    digits: Vec<u8>,
    negative: bool,
    /// What one unit of the last digit is worth in the stored figure.
    worth: i128,
}

impl Digits {
    fn of(written: i128, scale: u32) -> Self {
        let shown = Scaled::new(written, scale);
        let text = shown.value().unsigned_abs().to_string();
        let worth = power_of_ten(scale.saturating_sub(shown.scale())).unwrap_or(1);
        Self { digits: text.bytes().map(|digit| digit.saturating_sub(b'0')).collect(), negative: written < 0, worth }
    }

    /// The figure with other digits; none where it would begin with a zero, as nobody writes it.
    fn value(&self, digits: &[u8]) -> Option<i128> {
        if digits.first() == Some(&0) {
            return None;
        }
        let value =
            digits.iter().try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add((*digit).into()))?;
        let value = value.checked_mul(self.worth)?;
        if self.negative { value.checked_neg() } else { Some(value) }
    }

    fn transposed(&self) -> Vec<i128> {
        let places = 1..self.digits.len();
        let swapped = places.filter_map(|place| {
            let mut digits = self.digits.clone();
            digits.swap(place.saturating_sub(1), place);
            self.value(&digits)
        });
        swapped.collect()
    }

    fn replaced(&self) -> Vec<i128> {
        let mut found = Vec::new();
        for place in 0..self.digits.len() {
            for digit in 0..=9 {
                let mut digits = self.digits.clone();
                if let Some(old) = digits.get_mut(place) {
                    *old = digit;
                }
                found.extend(self.value(&digits));
            }
        }
        found
    }

    /// With a digit that was left out.
    fn completed(&self) -> Vec<i128> {
        let mut found = Vec::new();
        for place in 0..=self.digits.len() {
            for digit in 0..=9 {
                let mut digits = self.digits.clone();
                digits.insert(place, digit);
                found.extend(self.value(&digits));
            }
        }
        found
    }

    /// Without one of two equal digits that stand side by side.
    fn undoubled(&self) -> Vec<i128> {
        let pairs = self.digits.windows(2).enumerate().filter(|(_, pair)| pair.first() == pair.last());
        let without = pairs.filter_map(|(place, _)| {
            let mut digits = self.digits.clone();
            digits.remove(place);
            self.value(&digits)
        });
        without.collect()
    }
}
