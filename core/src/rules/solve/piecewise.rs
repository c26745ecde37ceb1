//! Sums with cases: what least, greatest and sizes are made of.

use super::formula::{Bounds, Formula, Sum};

/// No comparison may fall into more cases than this.
const MOST_CASES: usize = 4_096;

/// A sum, plus multiples of the greater of two such sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piecewise {
    sum: Sum,
    cases: Vec<(i128, Box<(Piecewise, Piecewise)>)>,
}

impl Piecewise {
    pub(super) fn constant(value: i128) -> Self {
        Self { sum: Sum::constant(value), cases: Vec::new() }
    }

    pub(super) fn unknown(unknown: usize) -> Self {
        Self { sum: Sum::unknown(unknown), cases: Vec::new() }
    }

    /// The greater of two.
    pub(super) fn greatest(left: Self, right: Self) -> Self {
        match (left.known(), right.known()) {
            (Some(a), Some(b)) => Self::constant(a.max(b)),
            _ if left == right => left,
            _ => Self { sum: Sum::constant(0), cases: vec![(1, Box::new((left, right)))] },
        }
    }

    /// The lesser of two; none on overflow.
    pub(super) fn least(left: &Self, right: &Self) -> Option<Self> {
        Self::greatest(left.times(-1)?, right.times(-1)?).times(-1)
    }

    /// Its value, where no unknown is in it.
    pub(super) fn known(&self) -> Option<i128> {
        self.cases.is_empty().then(|| self.sum.known()).flatten()
    }

    /// The sum of two; none on overflow.
    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let mut cases = self.cases.clone();
        for (coefficient, choice) in &other.cases {
            match cases.iter_mut().find(|(_, known)| known == choice) {
                Some((known, _)) => *known = known.checked_add(*coefficient)?,
                None => cases.push((*coefficient, choice.clone())),
            }
        }
        cases.retain(|(coefficient, _)| *coefficient != 0);
        Some(Self { sum: self.sum.plus(&other.sum)?, cases })
    }

    /// A multiple; none on overflow.
    pub(super) fn times(&self, factor: i128) -> Option<Self> {
        if factor == 0 {
            return Some(Self::constant(0));
        }
        let cases =
            self.cases.iter().map(|(coefficient, choice)| Some((coefficient.checked_mul(factor)?, choice.clone())));
        Some(Self { sum: self.sum.times(factor)?, cases: cases.collect::<Option<_>>()? })
    }

    /// The same, raised; none on overflow.
    pub(super) fn raised(&self, by: i128) -> Option<Self> {
        Some(Self { sum: self.sum.clone().raised(by)?, cases: self.cases.clone() })
    }

    /// Between which values it stays; none on overflow.
    pub(super) fn bounds(&self, of: &[Bounds]) -> Option<Bounds> {
        let mut span = Bounds::new(self.sum.constant, self.sum.constant);
        let mut add = |coefficient: i128, least: i128, greatest: i128| {
            let (a, b) = (coefficient.checked_mul(least)?, coefficient.checked_mul(greatest)?);
            span = Bounds::new(span.least.checked_add(a.min(b))?, span.greatest.checked_add(a.max(b))?);
            Some(())
        };
        for (unknown, coefficient) in &self.sum.terms {
            let bounds = of.get(*unknown)?;
            add(*coefficient, bounds.least, bounds.greatest)?;
        }
        for (coefficient, choice) in &self.cases {
            let (left, right) = (choice.0.bounds(of)?, choice.1.bounds(of)?);
            add(*coefficient, left.least.max(right.least), left.greatest.max(right.greatest))?;
        }
        Some(span)
    }

    /// Where it is zero or less; none on overflow or where there are too many cases.
    pub(super) fn at_most_zero(&self) -> Option<Formula> {
        let mut left = MOST_CASES;
        self.split(&mut left)
    }

    /// Where it is zero; none on overflow or where there are too many cases.
    pub(super) fn zero(&self) -> Option<Formula> {
        if self.cases.is_empty() {
            return Formula::equal(&self.sum, &Sum::constant(0));
        }
        Some(Formula::all(vec![self.at_most_zero()?, self.times(-1)?.at_most_zero()?]))
    }

    /// A sum with the greater of two in it is at most zero where it is with both; with the lesser, where it is with one.
    fn split(&self, left: &mut usize) -> Option<Formula> {
        *left = left.checked_sub(1)?;
        let Some(((coefficient, choice), others)) = self.cases.split_first() else {
            return Formula::at_most(&self.sum, &Sum::constant(0));
        };
        let rest = Self { sum: self.sum.clone(), cases: others.to_vec() };
        let first = rest.plus(&choice.0.times(*coefficient)?)?.split(left)?;
        let second = rest.plus(&choice.1.times(*coefficient)?)?.split(left)?;
        let parts = vec![first, second];
        Some(if 0 < *coefficient { Formula::all(parts) } else { Formula::any(parts) })
    }
}
