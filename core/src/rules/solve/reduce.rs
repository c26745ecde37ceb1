//! Eliminates equations over the integers: what is left are inequalities of fewer unknowns.
//!
//! An equation with a coefficient of one (or minus one) says what its unknown is. Any other is made smaller as Euclid
//! did: `7x + 5y = 3` with a new unknown `z = y + x` is `2x + 5z = 3`, and so on until a coefficient is one. No integer
//! solution is lost and none is gained.

use super::formula::{Bounds, Sum};
use super::interval::{Linear, span};
use super::{Effort, Reason};

/// Inequalities (each sum zero or less) that have a solution exactly where the demands had one.
#[derive(Clone, Debug)]
pub(super) struct Reduced {
    pub(super) inequalities: Vec<Linear>,
    /// Of the unknowns and of those that were added.
    pub(super) bounds: Vec<Bounds>,
    /// What an eliminated unknown is, in the order of elimination: in terms of those that were left then.
    eliminated: Vec<(usize, Sum)>,
    unknowns: usize,
}

impl Reduced {
    /// Reduces demands; none where there is no solution.
    pub(super) fn new(demands: &[Linear], bounds: &[Bounds], effort: &mut Effort) -> Result<Option<Self>, Reason> {
        let mut equations = Vec::new();
        let mut reduced =
            Self { inequalities: Vec::new(), bounds: bounds.to_vec(), eliminated: Vec::new(), unknowns: bounds.len() };
        for demand in demands {
            match demand.normal() {
                Ok(demand) if demand.equal => equations.push(demand),
                Ok(demand) => reduced.inequalities.push(demand),
                Err(true) => {}
                Err(false) => return Ok(None),
            }
        }
        while let Some(equation) = next(&mut equations) {
            effort.spend(equations.len().saturating_add(reduced.inequalities.len()).saturating_add(1))?;
            let equation = match equation.normal() {
                Ok(equation) => equation,
                Err(true) => continue,
                Err(false) => return Ok(None),
            };
            let Some((unknown, value, rest)) = reduced.solved(&equation.sum)? else { continue };
            equations.extend(rest);
            if !reduced.eliminate(unknown, value, &mut equations)? {
                return Ok(None);
            }
        }
        reduced.inequalities.sort();
        reduced.inequalities.dedup();
        Ok(Some(reduced))
    }

    /// An unknown of an equation, what it is, and what is left of the equation if that brought in a new unknown.
    fn solved(&mut self, sum: &Sum) -> Result<Option<(usize, Sum, Option<Linear>)>, Reason> {
        let smallest = sum.terms.iter().min_by_key(|(_, coefficient)| coefficient.unsigned_abs());
        let Some((unknown, coefficient)) = smallest.copied() else { return Ok(None) };
        let turned = if coefficient < 0 { sum.times(-1) } else { Some(sum.clone()) };
        let (turned, coefficient) = turned.zip(coefficient.checked_abs()).ok_or(Reason::Overflow)?;
        let others = Sum {
            terms: turned.terms.iter().filter(|(other, _)| *other != unknown).copied().collect(),
            constant: turned.constant,
        };
        if coefficient == 1 {
            let value = others.times(-1).ok_or(Reason::Overflow)?;
            return Ok(Some((unknown, value, None)));
        }
        // a·x + Σ b·y + c = 0 with z = x + Σ ⌊b/a⌋·y is a·z + Σ (b mod a)·y + c = 0.
        let divided = |part: fn(i128, i128) -> Option<i128>| {
            let terms = others.terms.iter().map(|(other, factor)| Some((*other, part(*factor, coefficient)?)));
            terms.collect::<Option<Vec<_>>>().ok_or(Reason::Overflow)
        };
        let quotients = divided(i128::checked_div_euclid)?;
        let remainders = divided(i128::checked_rem_euclid)?;
        let added = self.bounds.len();
        let whole = |terms: Vec<(usize, i128)>, constant| Sum::of(&terms, constant).ok_or(Reason::Overflow);
        let meaning = whole(quotients.iter().copied().chain([(unknown, 1)]).collect(), 0)?;
        let (least, greatest) = span(&meaning, &self.bounds).ok_or(Reason::Overflow)?;
        self.bounds.push(Bounds::new(least, greatest));
        let value = whole(quotients, 0)?.times(-1).and_then(|sum| sum.plus(&Sum::unknown(added)));
        let rest = whole(remainders.into_iter().chain([(added, coefficient)]).collect(), others.constant)?;
        Ok(Some((unknown, value.ok_or(Reason::Overflow)?, Some(Linear { sum: rest, equal: true }))))
    }

    /// Puts a value in place of an unknown everywhere; false where that cannot be.
    fn eliminate(&mut self, unknown: usize, value: Sum, equations: &mut [Linear]) -> Result<bool, Reason> {
        for demand in equations.iter_mut().chain(&mut self.inequalities) {
            let factor = demand.sum.coefficient(unknown);
            if factor != 0 {
                demand.sum = replaced(&demand.sum, unknown, factor, &value).ok_or(Reason::Overflow)?;
            }
        }
        // Its bounds are demands on what it is.
        let Some(bounds) = self.bounds.get(unknown).copied() else { return Ok(true) };
        let greatest = bounds.greatest.checked_neg().and_then(|most| value.clone().raised(most));
        let least = value.times(-1).and_then(|value| value.raised(bounds.least));
        let (greatest, least) = greatest.zip(least).ok_or(Reason::Overflow)?;
        self.inequalities.extend([greatest, least].map(|sum| Linear { sum, equal: false }));
        self.eliminated.push((unknown, value));
        let mut possible = true;
        self.inequalities.retain_mut(|demand| match demand.normal() {
            Ok(normal) => {
                *demand = normal;
                true
            }
            Err(holds) => {
                possible &= holds;
                false
            }
        });
        Ok(possible)
    }

    /// The values of the first unknowns from those that are left.
    pub(super) fn restored(&self, mut values: Vec<i128>) -> Option<Vec<i128>> {
        for (unknown, value) in self.eliminated.iter().rev() {
            let found = value.value(&values)?;
            *values.get_mut(*unknown)? = found;
        }
        values.truncate(self.unknowns);
        Some(values)
    }
}

/// The equation that is easiest to solve: one with a coefficient of one, if there is any.
fn next(equations: &mut Vec<Linear>) -> Option<Linear> {
    let ease = |equation: &Linear| {
        let smallest = equation.sum.terms.iter().map(|(_, coefficient)| coefficient.unsigned_abs()).min();
        (smallest, equation.sum.terms.len())
    };
    let (position, _) = equations.iter().enumerate().min_by_key(|(_, equation)| ease(equation))?;
    Some(equations.swap_remove(position))
}

fn replaced(sum: &Sum, unknown: usize, factor: i128, value: &Sum) -> Option<Sum> {
    let others = Sum {
        terms: sum.terms.iter().filter(|(other, _)| *other != unknown).copied().collect(),
        constant: sum.constant,
    };
    others.plus(&value.times(factor)?)
}
