//! Totals in time: as they were known, this period beside another, and what a correction of the past does to the present.

use super::cell::{Cell, NamedRatio};
use super::change::plan_mismatch;
use super::consolidate_round;
use super::consolidated::Consolidation;
use super::difference::ChangedSum;
use super::groups::overflow;
use super::plan::Plan;
use crate::calendar::PersianDate;
use crate::error::Result;
use crate::round::{Include, Moment, Round};
use crate::scaled::Scaled;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The lines that had happened by a day: what is dated later is left out. A line without a date counts.
///
/// This is the time of what figures are about. The time at which they were known is that of the round's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Until {
    /// The field of the lines' date.
    pub field: String,
    /// The last day that counts.
    pub day: PersianDate,
}

/// The totals of a round as they were known at a moment.
///
/// # Errors
/// As [`Round::as_of`] and [`consolidate_round`].
pub fn consolidate_as_known(round: &Round, plan: &Plan, include: Include, moment: Moment) -> Result<Consolidation> {
    consolidate_round(&round.as_of(moment)?, plan, include)
}

/// A total beside that of another period or year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedCell {
    /// Its code in each field of the grouping.
    pub key: Vec<Option<String>>,
    /// How many lines it had and has.
    pub lines: (u64, u64),
    /// The sums of both.
    pub measures: BTreeMap<String, ComparedSum>,
    /// The ratios of both; none where one is undefined.
    pub ratios: BTreeMap<String, (Option<NamedRatio>, Option<NamedRatio>)>,
}

/// A sum beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedSum {
    /// Of the other period.
    pub before: Option<Scaled>,
    /// Of this period.
    pub after: Option<Scaled>,
    /// After less before; none where one of them has no figure.
    pub delta: Option<Scaled>,
    /// That as a share of the sum before; none where that is zero or has no figure.
    pub growth: Option<NamedRatio>,
}

/// What a correction of an earlier period does to a later one, in one sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restated {
    /// The fields of the grouping.
    pub by: Vec<String>,
    /// The code in each of them.
    pub key: Vec<Option<String>>,
    /// The measure.
    pub measure: String,
    /// The earlier period's cumulative sum as it was stated first.
    pub before: Option<Scaled>,
    /// As it is stated now.
    pub after: Option<Scaled>,
    /// By how much it was corrected.
    pub delta: Scaled,
    /// The later period's cumulative sum, which stands.
    pub later: Option<Scaled>,
    /// What the later period alone had by the first statement: later less before.
    pub own_before: Option<Scaled>,
    /// What it has now: later less after.
    pub own_after: Option<Scaled>,
    /// Whether the later cumulative sum is now below the earlier one, which no cumulative figure may be.
    pub falls: bool,
}

impl Consolidation {
    /// Every total of a grouping beside that of another consolidation: the period before, the same period of last year,
    /// another fiscal year. Groups that only one of them has are there too.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`, `consolidation.plan_mismatch`, `consolidation.mixed_units`,
    /// `consolidation.overflow`.
    pub fn compare(&self, before: &Self, by: &[&str]) -> Result<Vec<ComparedCell>> {
        self.same_measures(before)?;
        let keyed = |total: &Self| -> Result<BTreeMap<Vec<Option<String>>, Cell>> {
            Ok(total.cells_by(by)?.into_iter().map(|cell| (cell.key.clone(), cell)).collect())
        };
        let (old, new) = (keyed(before)?, keyed(self)?);
        let mut cells = Vec::new();
        for key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let (was, is) = (old.get(key), new.get(key));
            let sum = |cell: Option<&Cell>, name: &str| cell.and_then(|cell| cell.measures.get(name)?.sum);
            let ratio = |cell: Option<&Cell>, name: &str| cell.and_then(|cell| *cell.ratios.get(name)?);
            let mut measures = BTreeMap::new();
            for measure in self.measures() {
                let (before, after) = (sum(was, &measure.name), sum(is, &measure.name));
                let delta = match (before, after) {
                    (Some(before), Some(after)) => Some(after.checked_sub(before).ok_or_else(overflow)?),
                    _ => None,
                };
                let growth = delta.zip(before);
                let growth =
                    growth.and_then(|(delta, before)| NamedRatio::of(delta, before, self.plan().percent_digits));
                measures.insert(measure.name.clone(), ComparedSum { before, after, delta, growth });
            }
            let names = self.ratios().iter().map(|rule| rule.name);
            cells.push(ComparedCell {
                key: key.clone(),
                lines: (was.map_or(0, |cell| cell.lines), is.map_or(0, |cell| cell.lines)),
                ratios: names.map(|name| (name.to_owned(), (ratio(was, name), ratio(is, name)))).collect(),
                measures,
            });
        }
        Ok(cells)
    }

    /// What a correction of an earlier period does to a later one. `self` is the later period's cumulative consolidation,
    /// `first` and `now` are the earlier period's, as first stated and as corrected. Sums that were not corrected are not
    /// in the list.
    ///
    /// # Errors
    /// As [`Consolidation::difference`].
    pub fn restatement(&self, first: &Self, now: &Self) -> Result<Vec<Restated>> {
        self.comparable(now)?;
        let later: BTreeMap<_, Cell> =
            self.cells().into_iter().map(|cell| ((cell.by.clone(), cell.key.clone()), cell)).collect();
        let mut restated = Vec::new();
        for changed in now.difference(first)? {
            let place = (changed.by, changed.key);
            let cell = later.get(&place);
            for (measure, ChangedSum { before, after, delta, .. }) in changed.measures {
                let sum = cell.and_then(|cell| cell.measures.get(&measure)?.sum);
                let own = |earlier: Option<Scaled>| match (sum, earlier) {
                    (Some(sum), Some(earlier)) => sum.checked_sub(earlier).map(Some).ok_or_else(overflow),
                    _ => Ok(None),
                };
                let (own_before, own_after) = (own(before)?, own(after)?);
                restated.push(Restated {
                    by: place.0.clone(),
                    key: place.1.clone(),
                    measure,
                    before,
                    after,
                    delta,
                    later: sum,
                    own_before,
                    own_after,
                    falls: own_after.is_some_and(|own| own < Scaled::ZERO),
                });
            }
        }
        Ok(restated)
    }

    /// Refuses to compare other measures or units; groupings may differ.
    fn same_measures(&self, other: &Self) -> Result<()> {
        if self.measures().len() != other.measures().len() {
            return Err(plan_mismatch());
        }
        for (ours, theirs) in self.measures().iter().zip(other.measures()) {
            if ours.name != theirs.name {
                return Err(plan_mismatch().at(ours.name.as_str()));
            }
            if ours.kind != theirs.kind {
                return Err(super::measure::mixed_units(ours, theirs));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
