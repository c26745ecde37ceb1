//! Sums, group after group: in 64 bits while every one of them fits, in 128 from the first that does not.

use super::groups::overflow;
use crate::error::Result;
use std::mem::take;
use std::ops::Range;

/// The sums of many groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    /// All of them, while they fit.
    narrow: Vec<i64>,
    /// All of them, from when some did not.
    wide: Option<Vec<i128>>,
}

/// Some of these sums, such as those of one group. Equal where the numbers are, however wide they are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SumSlice<'a> {
    /// In 64 bits.
    Narrow(&'a [i64]),
    /// In 128.
    Wide(&'a [i128]),
}

/// Whether sums are added or taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

impl Sums {
    /// So many sums of nothing.
    pub(crate) fn zeros(count: usize) -> Self {
        Self { narrow: vec![0; count], wide: None }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, count: usize) {
        match &mut self.wide {
            None => self.narrow.reserve(count),
            Some(wide) => wide.reserve(count),
        }
    }

    /// Those of a range of places.
    pub(crate) fn get(&self, places: Range<usize>) -> Option<SumSlice<'_>> {
        match &self.wide {
            None => self.narrow.get(places).map(SumSlice::Narrow),
            Some(wide) => wide.get(places).map(SumSlice::Wide),
        }
    }

    /// Puts more behind the last.
    pub(crate) fn extend(&mut self, more: SumSlice<'_>) {
        match (&mut self.wide, more) {
            (None, SumSlice::Narrow(more)) => self.narrow.extend_from_slice(more),
            (None, SumSlice::Wide(sums)) => {
                let before = self.narrow.len();
                self.narrow.extend(sums.iter().map_while(|sum| i64::try_from(*sum).ok()));
                if self.narrow.len().wrapping_sub(before) < sums.len() {
                    self.narrow.truncate(before);
                    self.widened().extend_from_slice(sums);
                }
            }
            (Some(wide), more) => wide.extend(more.iter()),
        }
    }

    /// Adds to those from a place on, or takes away.
    pub(crate) fn add(&mut self, from: usize, others: SumSlice<'_>, sign: Sign) -> Result<()> {
        let places = from..from.saturating_add(others.len());
        if let (None, SumSlice::Narrow(others)) = (&self.wide, others) {
            let sums = self.narrow.get_mut(places.clone()).unwrap_or_default();
            let fits = sign.wrapping(sums, others);
            if fits {
                return Ok(());
            }
            // What has wrapped wraps back.
            sign.opposite().wrapping(sums, others);
        }
        let sums = self.widened().get_mut(places).unwrap_or_default();
        for (sum, other) in sums.iter_mut().zip(others.iter()) {
            *sum = sign.wide(*sum, other)?;
        }
        Ok(())
    }

    /// All of them in 128 bits from now on.
    fn widened(&mut self) -> &mut Vec<i128> {
        let narrow = &mut self.narrow;
        self.wide.get_or_insert_with(|| take(narrow).into_iter().map(i128::from).collect())
    }
}

impl<'a> SumSlice<'a> {
    /// How many.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Narrow(sums) => sums.len(),
            Self::Wide(sums) => sums.len(),
        }
    }

    /// All of them, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = i128> + 'a {
        let (narrow, wide): (&[i64], &[i128]) = match self {
            Self::Narrow(sums) => (sums, &[]),
            Self::Wide(sums) => (&[], sums),
        };
        narrow.iter().copied().map(i128::from).chain(wide.iter().copied())
    }
}

impl PartialEq for SumSlice<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for SumSlice<'_> {}

impl Sign {
    fn opposite(self) -> Self {
        match self {
            Self::Plus => Self::Minus,
            Self::Minus => Self::Plus,
        }
    }

    /// Adds to sums or takes away from them, modulo 2^64; whether none has left 64 bits.
    fn wrapping(self, sums: &mut [i64], others: &[i64]) -> bool {
        let mut fits = true;
        for (sum, other) in sums.iter_mut().zip(others) {
            let (result, left) = match self {
                Self::Plus => sum.overflowing_add(*other),
                Self::Minus => sum.overflowing_sub(*other),
            };
            *sum = result;
            fits &= !left;
        }
        fits
    }

    fn wide(self, a: i128, b: i128) -> Result<i128> {
        match self {
            Self::Plus => a.checked_add(b),
            Self::Minus => a.checked_sub(b),
        }
        .ok_or_else(overflow)
    }

    /// Adds counts, or takes one away from the other.
    pub(crate) fn count(self, a: u64, b: u64) -> Result<u64> {
        match self {
            Self::Plus => a.checked_add(b),
            Self::Minus => a.checked_sub(b),
        }
        .ok_or_else(overflow)
    }
}

#[cfg(test)]
#[path = "sums_tests.rs"]
mod tests;
