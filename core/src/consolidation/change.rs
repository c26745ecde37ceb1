//! How totals come together, and what changes when one agency sends new lines.

use super::consolidated::Consolidation;
use super::measure::mixed_units;
use super::plan::Plan;
use crate::dataset::{Bitmap, Dataset};
use crate::error::{Error, Result};
use crate::text;
use std::collections::BTreeSet;
use std::mem::take;

impl Consolidation {
    /// Both together, as if their lines had been one dataset: associative, commutative, exact.
    ///
    /// # Errors
    /// `consolidation.plan_mismatch` when they do not sum the same things in the same way;
    /// `consolidation.mixed_units`; `consolidation.agreement_conflict` when both have the same agreement line with
    /// different credit; `consolidation.overflow`.
    pub fn merge(&self, other: &Self) -> Result<Self> {
        self.merged(other)?.covered()
    }

    fn merged(&self, other: &Self) -> Result<Self> {
        self.agrees_with(other)?;
        if self.plan.has_totals() {
            // A line of one may stand above lines of the other: which lines are added is settled anew.
            let families = self.families.iter().zip(other.families.iter()).zip(&self.plan.hierarchies);
            let families = families.map(|((ours, theirs), hierarchy)| ours.union(theirs, &hierarchy.field));
            let sources = self.sources.iter().chain(&other.sources).cloned().collect();
            return Self::of_sources(&self.plan, families.collect::<Result<_>>()?, sources);
        }
        let mut sum = self.added(other)?;
        sum.sources.extend(other.sources.iter().cloned());
        Ok(sum)
    }

    /// The sums of both, without coverage.
    pub(super) fn added(&self, other: &Self) -> Result<Self> {
        self.agrees_with(other)?;
        let (mut sum, mut other) = (self.clone(), other.clone());
        align(&mut sum, &mut other);
        for (ours, theirs) in sum.groupings.iter_mut().zip(&mut other.groupings) {
            ours.groups = take(&mut ours.groups).with_lines().plus(&take(&mut theirs.groups).with_lines())?;
        }
        Ok(sum)
    }

    fn agrees_with(&self, other: &Self) -> Result<()> {
        if !self.plan.agrees_with(&other.plan) {
            return Err(plan_mismatch());
        }
        for (ours, theirs) in self.measures.iter().zip(&other.measures) {
            if ours.kind != theirs.kind {
                return Err(mixed_units(ours, theirs));
            }
            if ours.scale != theirs.scale {
                return Err(plan_mismatch().at(ours.name.as_str()));
            }
        }
        Ok(())
    }

    /// The totals after one agency has sent new lines: its lines so far are taken out, those of `data` are put in.
    /// Only what they touch is summed again; the result equals a full run. To follow many submissions, a
    /// [`LiveConsolidation`](super::LiveConsolidation) is faster.
    ///
    /// # Errors
    /// `consolidation.other_agency` when `data` has lines of another agency; as [`Consolidation::merge`] besides.
    pub fn update(&self, agency: &str, data: &Dataset) -> Result<Self> {
        let wanted = BTreeSet::from([text::fold(agency)]);
        let new = Self::of_known(data, &self.plan, &self.families)?;
        for source in &new.sources {
            let own = source.rows_of(&self.plan, &wanted)?;
            if let Some(row) = (0..source.lines.rows()).find(|row| !own.get(*row)) {
                return Err(other_agency(&self.plan, row, agency));
            }
        }
        self.rest(agency)?.merge(&new)
    }

    /// The totals after one agency's lines were taken out; what the agreements expect of it is missing.
    ///
    /// # Errors
    /// `consolidation.overflow`.
    pub fn withdraw(&self, agency: &str) -> Result<Self> {
        self.rest(agency)?.settled()?.covered()
    }

    /// The totals with another state of one agency's submission.
    pub(super) fn with_status(&self, agency: &str, state: &str) -> Result<Self> {
        let plan = self.plan.clone().with_status(agency, state);
        let mut sources = self.sources.clone();
        sources.iter_mut().try_for_each(|source| source.approve(&plan))?;
        Self::of_sources(&plan, self.families.to_vec(), sources)?.covered()
    }

    /// The same totals, of which it is settled anew which lines are added, where that can change.
    fn settled(self) -> Result<Self> {
        match self.plan.has_totals() {
            true => Self::of_sources(&self.plan, self.families.to_vec(), self.sources),
            false => Ok(self),
        }
    }

    /// These totals without the lines of an agency; without coverage.
    fn rest(&self, agency: &str) -> Result<Self> {
        self.with_lines()?;
        let wanted = BTreeSet::from([text::fold(agency)]);
        let mut rest = self.clone();
        let mut sources = take(&mut rest.sources);
        for source in &mut sources {
            let leaving = source.rows_of(&self.plan, &wanted)?;
            let rows = source.lines.rows();
            if !(0..rows).any(|row| leaving.get(row) && source.is_there(row)) {
                continue;
            }
            if !self.plan.has_totals() {
                let summed: Bitmap = (0..rows).map(|row| leaving.get(row) && source.counts(row)).collect();
                rest = rest.without(&Self::summed(source, &self.plan, Some(&summed))?)?;
            }
            source.live = Some((0..rows).map(|row| source.is_there(row) && !leaving.get(row)).collect());
        }
        rest.sources = sources;
        Ok(rest)
    }

    /// These totals less those of some of their lines.
    fn without(&self, part: &Self) -> Result<Self> {
        let mut part = part.clone();
        let mut rest = self.clone();
        align(&mut rest, &mut part);
        for (ours, theirs) in rest.groupings.iter_mut().zip(&part.groupings) {
            ours.groups = take(&mut ours.groups).with_lines().minus(&theirs.groups)?;
        }
        Ok(rest)
    }
}

/// Gives both the codes of both, so that equal ranks are equal codes.
fn align(one: &mut Consolidation, other: &mut Consolidation) {
    for field in 0..one.fields.len() {
        if let (Some(ours), Some(theirs)) = (one.fields.get_mut(field), other.fields.get_mut(field)) {
            let (all, our_ranks, their_ranks) = take(&mut ours.codes).union(take(&mut theirs.codes));
            ours.codes = all.clone();
            theirs.codes = all;
            one.rename(field, &our_ranks);
            other.rename(field, &their_ranks);
        }
    }
}

/// A line of another agency among those of one.
pub(super) fn other_agency(plan: &Plan, row: usize, agency: &str) -> Error {
    Error::new(
        "consolidation.other_agency",
        format!("ردیف {row} از دستگاه {agency} نیست"),
        format!("row {row} is not of agency {agency}"),
    )
    .at(format!("{}/{row}/{}", plan.table, plan.agency))
    .expected(agency)
    .help("فقط ردیف‌های همین دستگاه را بدهید", "give the lines of this agency alone")
}

pub(super) fn plan_mismatch() -> Error {
    Error::new(
        "consolidation.plan_mismatch",
        "این دو تلفیق یک چیز را به یک شیوه جمع نکرده‌اند",
        "these two consolidations do not sum the same things in the same way",
    )
    .expected("the same groupings, measures, scales and statuses")
    .help("هر دو را با یک برنامه بسازید", "make both with one plan")
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
