//! Narrows the bounds of unknowns by what must hold of their sums.

use super::formula::{Bounds, Formula, Sum};
use super::ratio::common_divisor;
use super::{Effort, Reason};

/// How often all demands are gone through again: bounds can creep, and then the simplex method is the better judge.
const ROUNDS: usize = 12;

/// A demand on a sum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Linear {
    pub(super) sum: Sum,
    /// Whether it is to be zero; otherwise zero or less.
    pub(super) equal: bool,
}

impl Linear {
    /// The same demand with the smallest coefficients. `Err` holds the answer where there is nothing left to demand.
    pub(super) fn normal(&self) -> Result<Self, bool> {
        let divisor = self
            .sum
            .terms
            .iter()
            .fold(0, |divisor, (_, coefficient)| common_divisor(divisor, coefficient.unsigned_abs()));
        let constant = self.sum.constant;
        let Some(divisor) = i128::try_from(divisor).ok().filter(|divisor| *divisor != 0) else {
            return match self.sum.terms.is_empty() {
                true => Err(if self.equal { constant == 0 } else { constant <= 0 }),
                false => Ok(self.clone()),
            };
        };
        if divisor == 1 {
            return Ok(self.clone());
        }
        if self.equal && constant.checked_rem_euclid(divisor) != Some(0) {
            return Err(false);
        }
        // Rounding up is what whole numbers allow: 3x + 1 <= 0 says x + 1 <= 0.
        let Some(constant) = rounded_up(constant, divisor) else { return Ok(self.clone()) };
        let terms = self.sum.terms.iter();
        let terms = terms.map(|(unknown, factor)| (*unknown, factor.checked_div(divisor).unwrap_or(*factor))).collect();
        Ok(Self { sum: Sum { terms, constant }, equal: self.equal })
    }

    /// Whether it holds whatever the unknowns are.
    pub(super) fn is_sure(&self, bounds: &[Bounds]) -> bool {
        match span(&self.sum, bounds) {
            Some((least, greatest)) => greatest <= 0 && (!self.equal || least == 0 && greatest == 0),
            None => false,
        }
    }
}

/// The least and the greatest value that a sum can have within the bounds; none on overflow.
pub(super) fn span(sum: &Sum, bounds: &[Bounds]) -> Option<(i128, i128)> {
    sum.terms.iter().try_fold((sum.constant, sum.constant), |(least, greatest), (unknown, coefficient)| {
        let (low, high) = term(*unknown, *coefficient, bounds)?;
        Some((least.checked_add(low)?, greatest.checked_add(high)?))
    })
}

fn term(unknown: usize, coefficient: i128, bounds: &[Bounds]) -> Option<(i128, i128)> {
    let bounds = bounds.get(unknown)?;
    let (a, b) = (bounds.least.checked_mul(coefficient)?, bounds.greatest.checked_mul(coefficient)?);
    Some((a.min(b), a.max(b)))
}

/// Narrows the bounds until nothing changes or that goes on for too long; false where some unknown has no value left.
pub(super) fn narrow(demands: &[Linear], bounds: &mut [Bounds], effort: &mut Effort) -> Result<bool, Reason> {
    if bounds.iter().any(|bounds| bounds.is_empty()) {
        return Ok(false);
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        for demand in demands {
            effort.spend(demand.sum.terms.len().saturating_add(1))?;
            let down = narrow_one(&demand.sum, bounds);
            let turned = demand.equal.then(|| demand.sum.times(-1)).flatten();
            let up = turned.map_or(Some(false), |turned| narrow_one(&turned, bounds));
            match (down, up) {
                (Some(down), Some(up)) => changed |= down || up,
                _ => return Ok(false),
            }
        }
        if !changed {
            break;
        }
    }
    Ok(true)
}

/// Narrows by `sum <= 0`; whether anything changed, or none where it cannot hold.
fn narrow_one(sum: &Sum, bounds: &mut [Bounds]) -> Option<bool> {
    let low = |(unknown, coefficient): &(usize, i128), bounds: &[Bounds]| {
        term(*unknown, *coefficient, bounds).map(|(low, _)| low)
    };
    let all = sum.terms.iter().try_fold(sum.constant, |least, term| least.checked_add(low(term, bounds)?));
    // On overflow nothing is concluded.
    let Some(least) = all else { return Some(false) };
    if 0 < least {
        return None;
    }
    let mut changed = false;
    for one in &sum.terms {
        // What the others at least take leaves this much for the term.
        let room = low(one, bounds).and_then(|low| low.checked_sub(least));
        let (unknown, coefficient) = *one;
        let (Some(room), Some(bounds)) = (room, bounds.get_mut(unknown)) else { continue };
        if 0 < coefficient {
            let greatest = room.checked_div_euclid(coefficient).unwrap_or(bounds.greatest);
            changed |= greatest < bounds.greatest;
            bounds.greatest = bounds.greatest.min(greatest);
        } else {
            let least = room.checked_neg().zip(coefficient.checked_neg());
            let least = least.and_then(|(room, size)| rounded_up(room, size)).unwrap_or(bounds.least);
            changed |= bounds.least < least;
            bounds.least = bounds.least.max(least);
        }
        if bounds.is_empty() {
            return None;
        }
    }
    Some(changed)
}

/// `value / divisor` towards the greater number, for a divisor above zero.
fn rounded_up(value: i128, divisor: i128) -> Option<i128> {
    let below = value.checked_div_euclid(divisor)?;
    if value.checked_rem_euclid(divisor)? == 0 { Some(below) } else { below.checked_add(1) }
}

/// What is sure of a formula within the bounds.
pub(super) fn sure(formula: &Formula, bounds: &[Bounds]) -> Option<bool> {
    match formula {
        Formula::Constant(value) => Some(*value),
        Formula::AtMostZero(sum) => match span(sum, bounds)? {
            (_, greatest) if greatest <= 0 => Some(true),
            (least, _) if 0 < least => Some(false),
            _ => None,
        },
        Formula::Zero(sum) => match span(sum, bounds)? {
            (0, 0) => Some(true),
            (least, greatest) if 0 < least || greatest < 0 => Some(false),
            _ => None,
        },
        Formula::All(parts) => {
            let mut all = Some(true);
            for part in parts {
                match sure(part, bounds) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => all = None,
                }
            }
            all
        }
        Formula::Any(parts) => {
            let mut any = Some(false);
            for part in parts {
                match sure(part, bounds) {
                    Some(false) => {}
                    Some(true) => return Some(true),
                    None => any = None,
                }
            }
            any
        }
    }
}
