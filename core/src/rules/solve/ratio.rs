//! Fractions of 128-bit integers, checked.

use std::cmp::Ordering;

/// `above / below` in lowest terms; `below` is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    above: i128,
    below: i128,
}

impl Ratio {
    pub(super) const ZERO: Self = Self { above: 0, below: 1 };

    pub(super) fn whole(value: i128) -> Self {
        Self { above: value, below: 1 }
    }

    fn new(above: i128, below: i128) -> Option<Self> {
        let divisor = i128::try_from(common_divisor(above.unsigned_abs(), below.unsigned_abs())).ok()?;
        let divisor = if below < 0 { divisor.checked_neg()? } else { divisor };
        Some(Self { above: above.checked_div(divisor)?, below: below.checked_div(divisor)? })
    }

    pub(super) fn is_zero(self) -> bool {
        self.above == 0
    }

    pub(super) fn is_positive(self) -> bool {
        0 < self.above
    }

    /// The integer that it is.
    pub(super) fn as_whole(self) -> Option<i128> {
        (self.below == 1).then_some(self.above)
    }

    /// The greatest integer that is not above it.
    pub(super) fn floor(self) -> i128 {
        // `below` is above zero, so there is always a quotient.
        self.above.checked_div_euclid(self.below).unwrap_or(self.above)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.below == 1 && other.below == 1 {
            return Some(Self::whole(self.above.checked_add(other.above)?));
        }
        let divisor = i128::try_from(common_divisor(self.below.unsigned_abs(), other.below.unsigned_abs())).ok()?;
        let (mine, others) = (self.below.checked_div(divisor)?, other.below.checked_div(divisor)?);
        let above = self.above.checked_mul(others)?.checked_add(other.above.checked_mul(mine)?)?;
        Self::new(above, self.below.checked_mul(others)?)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated()?)
    }

    pub(super) fn negated(self) -> Option<Self> {
        Some(Self { above: self.above.checked_neg()?, below: self.below })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        if self.below == 1 && other.below == 1 {
            return Some(Self::whole(self.above.checked_mul(other.above)?));
        }
        // Crosswise first, so that no product is larger than it must be.
        let (left, right) = (Self::new(self.above, other.below)?, Self::new(other.above, self.below)?);
        Some(Self { above: left.above.checked_mul(right.above)?, below: left.below.checked_mul(right.below)? })
    }

    /// One over it; none for zero.
    pub(super) fn inverted(self) -> Option<Self> {
        match self.above.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self { above: self.below, below: self.above }),
            Ordering::Less => Some(Self { above: self.below.checked_neg()?, below: self.above.checked_neg()? }),
        }
    }

    /// How it compares with an integer; never fails.
    pub(super) fn compare(self, whole: i128) -> Ordering {
        match self.floor().cmp(&whole) {
            Ordering::Equal if self.below != 1 => Ordering::Greater,
            order => order,
        }
    }
}

/// The greatest common divisor; that of zero and zero is zero.
pub(super) fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a
}
