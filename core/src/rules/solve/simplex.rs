//! The simplex method for bounded unknowns (Dutertre and de Moura), in exact fractions.
//!
//! Each inequality is a row whose value is bounded above. Unknowns outside the basis always keep to their bounds; a row
//! that breaks its bound is exchanged for an unknown that can still give way, until none breaks or none can. The lowest
//! position goes first (Bland), so it ends.

use super::formula::Bounds;
use super::interval::Linear;
use super::ratio::Ratio;
use super::{Effort, Reason};
use std::cmp::Ordering;

/// Rows over unknowns. A variable is an unknown (its position) or a row (after all unknowns).
#[derive(Clone, Debug)]
pub(super) struct Simplex {
    /// The coefficient of each variable outside the basis, for each in it.
    rows: Vec<Vec<Ratio>>,
    /// The variable of each row.
    inside: Vec<usize>,
    /// The variable of each column.
    outside: Vec<usize>,
    /// The least and the greatest value of each variable.
    limits: Vec<(Option<i128>, i128)>,
    values: Vec<Ratio>,
}

impl Simplex {
    /// Rows for inequalities; none on overflow.
    pub(super) fn new(inequalities: &[Linear], bounds: &[Bounds]) -> Option<Self> {
        let start = |bounds: &Bounds| 0.clamp(bounds.least, bounds.greatest.max(bounds.least));
        let starts: Vec<i128> = bounds.iter().map(start).collect();
        let mut values: Vec<Ratio> = starts.iter().map(|value| Ratio::whole(*value)).collect();
        let mut limits: Vec<(Option<i128>, i128)> =
            bounds.iter().map(|bounds| (Some(bounds.least), bounds.greatest)).collect();
        let mut rows = Vec::with_capacity(inequalities.len());
        for Linear { sum, .. } in inequalities {
            limits.push((None, sum.constant.checked_neg()?));
            values.push(Ratio::whole(sum.value(&starts)?.checked_sub(sum.constant)?));
            let mut row = vec![Ratio::ZERO; bounds.len()];
            for (unknown, coefficient) in &sum.terms {
                *row.get_mut(*unknown)? = Ratio::whole(*coefficient);
            }
            rows.push(row);
        }
        let inside = (bounds.len()..values.len()).collect();
        Some(Self { rows, inside, outside: (0..bounds.len()).collect(), limits, values })
    }

    /// Narrows the bounds of an unknown.
    pub(super) fn bound(&mut self, unknown: usize, bounds: Bounds) -> Result<(), Reason> {
        if let Some(limits) = self.limits.get_mut(unknown) {
            *limits = (Some(bounds.least), bounds.greatest);
        }
        let column = self.outside.iter().position(|variable| *variable == unknown);
        let value = self.values.get(unknown).copied().unwrap_or(Ratio::ZERO);
        if let Some(column) = column {
            let target = if value.compare(bounds.least) == Ordering::Less {
                bounds.least
            } else if value.compare(bounds.greatest) == Ordering::Greater {
                bounds.greatest
            } else {
                return Ok(());
            };
            let by = Ratio::whole(target).minus(value).ok_or(Reason::Overflow)?;
            self.shift(column, by, None).ok_or(Reason::Overflow)?;
        }
        Ok(())
    }

    /// Whether all bounds can be kept when fractions are allowed.
    pub(super) fn solve(&mut self, effort: &mut Effort) -> Result<bool, Reason> {
        let size = self.rows.len().saturating_mul(self.outside.len()).saturating_add(1);
        loop {
            effort.spend(size)?;
            let broken = self.inside.iter().enumerate().filter_map(|(row, variable)| {
                let (value, (least, greatest)) = (self.values.get(*variable)?, self.limits.get(*variable)?);
                match least {
                    Some(least) if value.compare(*least) == Ordering::Less => Some((*variable, row, *least, true)),
                    _ if value.compare(*greatest) == Ordering::Greater => Some((*variable, row, *greatest, false)),
                    _ => None,
                }
            });
            let Some((variable, row, target, rising)) = broken.min_by_key(|(variable, ..)| *variable) else {
                return Ok(true);
            };
            let Some(column) = self.giving_way(row, rising) else { return Ok(false) };
            self.exchange(variable, row, column, target).ok_or(Reason::Overflow)?;
        }
    }

    /// The values of the unknowns.
    pub(super) fn point(&self, unknowns: usize) -> &[Ratio] {
        self.values.get(..unknowns).unwrap_or(&self.values)
    }

    /// The column that can move so that a row's value rises (or falls).
    fn giving_way(&self, row: usize, rising: bool) -> Option<usize> {
        let coefficients = self.rows.get(row)?;
        let able = self.outside.iter().enumerate().zip(coefficients).filter_map(|((column, variable), coefficient)| {
            let (value, (least, greatest)) = (self.values.get(*variable)?, self.limits.get(*variable)?);
            let up = coefficient.is_positive() == rising;
            let room = match (up, least) {
                (true, _) => value.compare(*greatest) == Ordering::Less,
                (false, Some(least)) => value.compare(*least) == Ordering::Greater,
                (false, None) => true,
            };
            (room && !coefficient.is_zero()).then_some((*variable, column))
        });
        able.min().map(|(_, column)| column)
    }

    /// Moves the variable of a column, and with it all rows but one.
    fn shift(&mut self, column: usize, by: Ratio, but: Option<usize>) -> Option<()> {
        for (row, (coefficients, variable)) in self.rows.iter().zip(&self.inside).enumerate() {
            let coefficient = coefficients.get(column)?;
            if Some(row) != but && !coefficient.is_zero() {
                let value = self.values.get_mut(*variable)?;
                *value = value.plus(coefficient.times(by)?)?;
            }
        }
        let value = self.values.get_mut(*self.outside.get(column)?)?;
        *value = value.plus(by)?;
        Some(())
    }

    /// Gives the variable of a row its target value and exchanges it for that of a column.
    fn exchange(&mut self, variable: usize, row: usize, column: usize, target: i128) -> Option<()> {
        let pivot = self.rows.get(row)?.get(column)?.inverted()?;
        let target = Ratio::whole(target);
        let by = target.minus(*self.values.get(variable)?)?.times(pivot)?;
        self.shift(column, by, Some(row))?;
        *self.values.get_mut(variable)? = target;
        // The row, solved for the column's variable.
        let mut solved = self.rows.get(row)?.clone();
        for (at, coefficient) in solved.iter_mut().enumerate() {
            *coefficient = if at == column { pivot } else { coefficient.times(pivot)?.negated()? };
        }
        for (at, other) in self.rows.iter_mut().enumerate().filter(|(at, _)| *at != row) {
            debug_assert_ne!(at, row);
            let factor = *other.get(column)?;
            if factor.is_zero() {
                continue;
            }
            for (place, (coefficient, solved)) in other.iter_mut().zip(&solved).enumerate() {
                let moved = factor.times(*solved)?;
                *coefficient = if place == column { moved } else { coefficient.plus(moved)? };
            }
        }
        *self.rows.get_mut(row)? = solved;
        std::mem::swap(self.inside.get_mut(row)?, self.outside.get_mut(column)?);
        Some(())
    }
}
