//! Exact answers about linear conditions over whole numbers: can they all hold, and how small or large may one be?
//!
//! A [`Formula`] says what must hold of unknown integers, each within its [`Bounds`]. [`satisfy`] finds values or proves
//! that there are none; [`range`] finds the least and the greatest value that one unknown may take. Every step is exact:
//! intervals narrow ([`interval`]), equations are eliminated over the integers ([`reduce`]), what is left is tried
//! without the demand for whole numbers ([`simplex`]) and split where that gives a fraction ([`whole`]); alternatives
//! are tried one after another ([`search`]). An answer of yes carries values that have been put into the formula; where
//! the effort is spent or 128 bits are too few the answer is that there is none, never a wrong one.

mod formula;
mod interval;
mod piecewise;
mod range;
mod ratio;
mod reduce;
mod search;
mod simplex;
pub(crate) mod translate;
mod whole;

pub(crate) use formula::Sum;
pub(crate) use formula::{Bounds, Formula};
pub(crate) use range::{nearest, range};
pub(crate) use search::satisfy;

/// How much work may be done before giving up: about one unit for each number that is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effort {
    left: u64,
}

impl Effort {
    pub(crate) fn new(units: u64) -> Self {
        Self { left: units }
    }

    /// What is left of it.
    pub(crate) fn left(self) -> u64 {
        self.left
    }

    /// Sets some of it aside for one question; what is left over is given back.
    pub(crate) fn portion(&mut self, units: u64) -> Self {
        let portion = units.min(self.left);
        self.left = self.left.saturating_sub(portion);
        Self { left: portion }
    }

    /// Takes back what is left of a portion.
    pub(crate) fn give_back(&mut self, portion: Self) {
        self.left = self.left.saturating_add(portion.left);
    }

    /// Takes some of it away.
    pub(crate) fn spend(&mut self, units: usize) -> Result<(), Reason> {
        let units = u64::try_from(units).unwrap_or(u64::MAX);
        match self.left.checked_sub(units) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Reason::Effort)
            }
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The effort is spent.
    Effort,
    /// 128 bits are too few for a number on the way.
    Overflow,
}

/// Whether a formula can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It holds with these values of the unknowns.
    Yes(Vec<i128>),
    /// It holds with none.
    No,
    /// Not known.
    GaveUp(Reason),
}

#[cfg(test)]
#[path = "solve_tests.rs"]
mod tests;
