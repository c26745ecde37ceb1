//! Linear sums of unknown integers, and what must hold of them.

use std::collections::BTreeMap;

/// The values that an unknown may take, both ends included; none where the least is above the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: i128,
    pub(crate) greatest: i128,
}

impl Bounds {
    pub(crate) fn new(least: i128, greatest: i128) -> Self {
        Self { least, greatest }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.greatest < self.least
    }

    /// The one value that is left.
    pub(crate) fn single(self) -> Option<i128> {
        (self.least == self.greatest).then_some(self.least)
    }
}

/// `Σ coefficient · unknown + constant`. In its normal form, which all functions here keep, the unknowns ascend and no
/// coefficient is zero.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sum {
    pub(crate) terms: Vec<(usize, i128)>,
    pub(crate) constant: i128,
}

impl Sum {
    pub(crate) fn constant(constant: i128) -> Self {
        Self { terms: Vec::new(), constant }
    }

    pub(crate) fn unknown(unknown: usize) -> Self {
        Self { terms: vec![(unknown, 1)], constant: 0 }
    }

    /// The normal form of any terms; none on overflow.
    pub(crate) fn of(terms: &[(usize, i128)], constant: i128) -> Option<Self> {
        let mut all: BTreeMap<usize, i128> = BTreeMap::new();
        for (unknown, coefficient) in terms {
            let known = all.entry(*unknown).or_insert(0);
            *known = known.checked_add(*coefficient)?;
        }
        let terms = all.into_iter().filter(|(_, coefficient)| *coefficient != 0).collect();
        Some(Self { terms, constant })
    }

    /// The sum of two; none on overflow.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        let mut terms = Vec::with_capacity(self.terms.len().saturating_add(other.terms.len()));
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let term = match (left.peek(), right.peek()) {
                (Some((a, m)), Some((b, n))) if a == b => {
                    let both = (*a, m.checked_add(*n)?);
                    left.next();
                    right.next();
                    both
                }
                (Some((a, _)), Some((b, _))) if b < a => *right.next()?,
                (Some(_), _) => *left.next()?,
                (None, Some(_)) => *right.next()?,
                (None, None) => break,
            };
            if term.1 != 0 {
                terms.push(term);
            }
        }
        Some(Self { terms, constant: self.constant.checked_add(other.constant)? })
    }

    /// The difference of two; none on overflow.
    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.times(-1)?)
    }

    /// A multiple; none on overflow.
    pub(crate) fn times(&self, factor: i128) -> Option<Self> {
        if factor == 0 {
            return Some(Self::constant(0));
        }
        let terms = self.terms.iter().map(|(unknown, coefficient)| Some((*unknown, coefficient.checked_mul(factor)?)));
        Some(Self { terms: terms.collect::<Option<_>>()?, constant: self.constant.checked_mul(factor)? })
    }

    /// The same with its constant raised; none on overflow.
    pub(crate) fn raised(mut self, by: i128) -> Option<Self> {
        self.constant = self.constant.checked_add(by)?;
        Some(self)
    }

    /// The coefficient of an unknown; zero where it does not occur.
    pub(crate) fn coefficient(&self, unknown: usize) -> i128 {
        let found = self.terms.iter().find(|(other, _)| *other == unknown);
        found.map_or(0, |(_, coefficient)| *coefficient)
    }

    /// The constant, where there is no unknown.
    pub(crate) fn known(&self) -> Option<i128> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// Its value; none on overflow or where an unknown has no value.
    pub(crate) fn value(&self, values: &[i128]) -> Option<i128> {
        self.terms.iter().try_fold(self.constant, |sum, (unknown, coefficient)| {
            sum.checked_add(values.get(*unknown)?.checked_mul(*coefficient)?)
        })
    }
}

/// What must hold of the unknowns. There is no negation: [`Formula::negated`] turns every comparison round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Formula {
    Constant(bool),
    /// The sum is zero or less.
    AtMostZero(Sum),
    /// The sum is zero.
    Zero(Sum),
    /// All of these; true where there is none.
    All(Vec<Formula>),
    /// At least one of these; false where there is none.
    Any(Vec<Formula>),
}

impl Formula {
    /// `left <= right`; none on overflow.
    pub(crate) fn at_most(left: &Sum, right: &Sum) -> Option<Self> {
        Some(Self::AtMostZero(left.minus(right)?).simple())
    }

    /// `left == right`; none on overflow.
    pub(crate) fn equal(left: &Sum, right: &Sum) -> Option<Self> {
        Some(Self::Zero(left.minus(right)?).simple())
    }

    /// All of these, made simple.
    pub(crate) fn all(parts: Vec<Self>) -> Self {
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Constant(true) => {}
                Self::Constant(false) => return part,
                Self::All(inner) => kept.extend(inner),
                part => kept.push(part),
            }
        }
        match kept.len() {
            0 => Self::Constant(true),
            1 => kept.swap_remove(0),
            _ => Self::All(kept),
        }
    }

    /// Any of these, made simple.
    pub(crate) fn any(parts: Vec<Self>) -> Self {
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Constant(false) => {}
                Self::Constant(true) => return part,
                Self::Any(inner) => kept.extend(inner),
                part => kept.push(part),
            }
        }
        match kept.len() {
            0 => Self::Constant(false),
            1 => kept.swap_remove(0),
            _ => Self::Any(kept),
        }
    }

    /// What holds exactly where this does not; none on overflow.
    pub(crate) fn negated(&self) -> Option<Self> {
        Some(match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::AtMostZero(sum) => Self::AtMostZero(sum.times(-1)?.raised(1)?).simple(),
            Self::Zero(sum) => {
                let below = Self::AtMostZero(sum.clone().raised(1)?).simple();
                Self::any(vec![below, Self::AtMostZero(sum.times(-1)?.raised(1)?).simple()])
            }
            Self::All(parts) => Self::any(parts.iter().map(Self::negated).collect::<Option<_>>()?),
            Self::Any(parts) => Self::all(parts.iter().map(Self::negated).collect::<Option<_>>()?),
        })
    }

    /// Whether it holds with these values; none on overflow or where an unknown has no value.
    pub(crate) fn holds(&self, values: &[i128]) -> Option<bool> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::AtMostZero(sum) => Some(sum.value(values)? <= 0),
            Self::Zero(sum) => Some(sum.value(values)? == 0),
            Self::All(parts) => {
                parts.iter().try_fold(true, |all, part| if all { part.holds(values) } else { Some(false) })
            }
            Self::Any(parts) => {
                parts.iter().try_fold(false, |any, part| if any { Some(true) } else { part.holds(values) })
            }
        }
    }

    /// A comparison of constants as what it is.
    fn simple(self) -> Self {
        match &self {
            Self::AtMostZero(sum) => sum.known().map_or(self, |value| Self::Constant(value <= 0)),
            Self::Zero(sum) => sum.known().map_or(self, |value| Self::Constant(value == 0)),
            _ => self,
        }
    }
}
