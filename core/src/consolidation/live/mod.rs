//! A consolidation that follows its submissions: replacing one touches only the totals that its lines are in.
//!
//! [`LiveConsolidation`] keeps what a full run throws away: for every grouping a tree of its groups with their sums, the
//! rows of each agency, and what has come of each agreement line. A replacement costs as much as it has lines, however
//! many lines there are in all; what it leaves is that of a full run, to the digest.

mod branch;
mod codes;
mod expected;
mod gather;
mod kept;
mod lines;
mod snapshot;

use super::cell::Cell;
use super::consolidated::{Consolidation, Status};
use super::coverage::Coverage;
use super::plan::Plan;
use crate::dataset::Dataset;
use crate::error::Result;
use kept::Kept;
use serde::Serialize;
use std::collections::BTreeSet;

/// Totals that follow their submissions.
///
/// Where lines may state the totals of others (a plan with hierarchies of stated parents, a mark of totals or a last day)
/// which lines are added is settled over all of them after every change, and that costs a full run.
///
/// # Example
/// ```
/// use amalkard::consolidation::{LiveConsolidation, Plan, consolidate};
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
/// let book = Rulebook::builtin("ir", 1404)?;
/// let data = |lines: &str| Dataset::from_json(book.schema(), &format!(r#"{{"lines": [{lines}]}}"#));
/// let roads = r#"{"agency": "530000", "line": "1", "kind": "expense", "spent": "400"}"#;
/// let health = r#"{"agency": "530100", "line": "2", "kind": "expense", "spent": "50"}"#;
/// let plan = Plan::new(&[&["kind"], &["agency"]], &["spent"]);
/// let mut live = LiveConsolidation::new(&data(roads)?, &plan)?;
/// let update = live.replace("530100", &data(health)?)?;
/// assert_eq!(update.new[0].key, [Some("530100".to_owned())]);
/// assert_eq!(live.digest()?, consolidate(&data(&format!("{roads}, {health}"))?, &plan)?.digest()?);
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LiveConsolidation(Inner);

#[derive(Clone, Debug)]
enum Inner {
    /// Sums that are changed in place.
    Kept(Box<Kept>),
    /// Which lines are added is settled anew each time.
    Settled(Box<Consolidation>),
}

/// What a change has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LiveUpdate {
    /// How many lines went out.
    pub lines_out: u64,
    /// How many lines came in.
    pub lines_in: u64,
    /// How many totals are different now, those that are new or have vanished among them.
    pub changed: u64,
    /// The totals that were not there before.
    pub new: Vec<CellName>,
    /// The totals that are not there any more.
    pub vanished: Vec<CellName>,
}

/// Which total.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CellName {
    /// The fields of its grouping.
    pub by: Vec<String>,
    /// Its code in each of them.
    pub key: Vec<Option<String>>,
}

impl LiveConsolidation {
    /// The totals of a dataset by a plan, to be kept up to date.
    ///
    /// # Errors
    /// As [`consolidate`](super::consolidate).
    pub fn new(data: &Dataset, plan: &Plan) -> Result<Self> {
        Self::of(Consolidation::of(data, plan)?)
    }

    /// The same totals, to be kept up to date from here on.
    ///
    /// # Errors
    /// As [`consolidate`](super::consolidate).
    pub fn of(total: Consolidation) -> Result<Self> {
        total.with_lines()?;
        Ok(Self(match total.may_leave_lines_out() {
            true => Inner::Settled(Box::new(total)),
            false => Inner::Kept(Box::new(Kept::of(total)?)),
        }))
    }

    /// Puts the lines of `data` in the place of those that an agency has so far; an agency that has none is added.
    /// Nothing has changed when this fails.
    ///
    /// # Errors
    /// `consolidation.other_agency` when `data` has lines of another agency; `consolidation.overflow`; as
    /// [`consolidate`](super::consolidate) besides.
    pub fn replace(&mut self, agency: &str, data: &Dataset) -> Result<LiveUpdate> {
        if let Inner::Kept(kept) = &self.0
            && kept.brings_agreements(data)
        {
            // What is expected is another now: that is a full run.
            let mut total = kept.consolidation()?;
            let update = settled(&mut total, |total| total.update(agency, data))?;
            *self = Self::of(total)?;
            return Ok(update);
        }
        match &mut self.0 {
            Inner::Kept(kept) => kept.replace(agency, data),
            Inner::Settled(total) => settled(total, |total| total.update(agency, data)),
        }
    }

    /// Takes the lines of an agency out; what the agreements expect of it is missing again.
    ///
    /// # Errors
    /// `consolidation.overflow`.
    pub fn withdraw(&mut self, agency: &str) -> Result<LiveUpdate> {
        match &mut self.0 {
            Inner::Kept(kept) => kept.withdraw(agency),
            Inner::Settled(total) => settled(total, |total| total.withdraw(agency)),
        }
    }

    /// Says in which state an agency's submission is now: whether its lines count depends on it.
    ///
    /// # Errors
    /// `consolidation.overflow`.
    pub fn set_status(&mut self, agency: &str, state: &str) -> Result<LiveUpdate> {
        match &mut self.0 {
            Inner::Kept(kept) => kept.set_status(agency, state),
            Inner::Settled(total) => settled(total, |total| total.with_status(agency, state)),
        }
    }

    /// The total of one group as it is now.
    ///
    /// # Errors
    /// As [`Consolidation::cell`].
    pub fn cell(&self, by: &[&str], key: &[Option<&str>]) -> Result<Option<Cell>> {
        match &self.0 {
            Inner::Kept(kept) => kept.cell(by, key),
            Inner::Settled(total) => total.cell(by, key),
        }
    }

    /// The coverage of the whole as it is now; none where there are no agreements.
    #[must_use]
    pub fn coverage(&self) -> Option<Coverage> {
        match &self.0 {
            Inner::Kept(kept) => kept.coverage(),
            Inner::Settled(total) => total.coverage().cloned(),
        }
    }

    /// Whether everything that is summed has been approved.
    #[must_use]
    pub fn status(&self) -> Status {
        match &self.0 {
            Inner::Kept(kept) => kept.status(),
            Inner::Settled(total) => total.status(),
        }
    }

    /// All totals as they are now, as a consolidation that stays as it is: for tables, lineage and comparison.
    ///
    /// # Errors
    /// `consolidation.overflow`.
    pub fn consolidation(&self) -> Result<Consolidation> {
        match &self.0 {
            Inner::Kept(kept) => kept.consolidation(),
            Inner::Settled(total) => Ok(Consolidation::clone(total)),
        }
    }

    /// The digest of the totals as they are now: that of a full run.
    ///
    /// # Errors
    /// As [`Consolidation::digest`].
    pub fn digest(&self) -> Result<String> {
        self.consolidation()?.digest()
    }
}

/// A change that is a full run, and what it has done.
fn settled(
    total: &mut Consolidation,
    change: impl FnOnce(&Consolidation) -> Result<Consolidation>,
) -> Result<LiveUpdate> {
    let next = change(total)?;
    let names = |total: &Consolidation| -> BTreeSet<CellName> {
        total.cells().into_iter().map(|cell| CellName { by: cell.by, key: cell.key }).collect()
    };
    let (before, after) = (names(total), names(&next));
    let rows = |from: &Consolidation, to: &Consolidation| {
        from.sources.iter().map(|source| source.lines_not_in(&to.sources)).sum()
    };
    let update = LiveUpdate {
        lines_out: rows(total, &next),
        lines_in: rows(&next, total),
        changed: next.difference(total)?.len() as u64,
        new: after.difference(&before).cloned().collect(),
        vanished: before.difference(&after).cloned().collect(),
    };
    *total = next;
    Ok(update)
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
