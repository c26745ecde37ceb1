//! What the kept sums say: one total, or all of them as a consolidation.

use super::branch::{Branch, MISSING, UNEXPECTED};
use super::kept::Kept;
use crate::consolidation::cell::Cell;
use crate::consolidation::codes::{Codes, NO_CODE};
use crate::consolidation::consolidated::{Consolidation, Grouping, Status, same_length};
use crate::consolidation::coverage::Coverage;
use crate::consolidation::groups::{Group, Groups};
use crate::consolidation::sums::SumSlice;
use crate::error::Result;
use crate::text;

impl Branch {
    /// Sets the sums of a group to those of a full run.
    pub(super) fn set(&mut self, group: usize, from: Group<'_>) {
        let (measures, stride) = (from.sums.len(), self.stride());
        let at = group.wrapping_mul(measures);
        let sums = self.sums.get_mut(at..at.wrapping_add(measures)).unwrap_or_default();
        sums.iter_mut().zip(from.sums.iter()).for_each(|(slot, sum)| *slot = sum);
        let at = group.wrapping_mul(stride);
        let counts = self.counts.get_mut(at..at.wrapping_add(stride)).unwrap_or_default();
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for (slot, number) in counts.iter_mut().zip([from.lines, 0].iter().chain(from.missing)) {
            *slot = count(*number);
        }
    }

    /// How many lines of a group have no figure, for each measure.
    fn missing_of(&self, group: usize) -> Vec<u64> {
        self.counts_of(group).iter().skip(MISSING).map(|count| count.unsigned_abs()).collect()
    }
}

impl Kept {
    pub(super) fn status(&self) -> Status {
        match (self.frame.plan().statuses.is_empty(), self.preliminary > 0) {
            (true, _) => Status::Unstated,
            (false, true) => Status::Preliminary,
            (false, false) => Status::Approved,
        }
    }

    pub(super) fn cell(&self, by: &[&str], key: &[Option<&str>]) -> Result<Option<Cell>> {
        let Some(at) = self.branches.iter().position(|branch| branch.names == by) else {
            // The refusal is that of any consolidation.
            return self.consolidation()?.cell(by, key);
        };
        same_length(by, key)?;
        let mut group = Some(0_u32);
        for (length, code) in (1..=by.len()).zip(key) {
            let branch = self.branches.iter().find(|branch| branch.names == by.get(..length).unwrap_or_default());
            let Some(branch) = branch else { return Ok(None) };
            let codes = branch.field().and_then(|field| self.fields.get(field));
            let number = match code {
                None => Some(NO_CODE),
                Some(code) => codes.and_then(|(_, codes)| codes.number(&text::fold(code))),
            };
            group = group.zip(number).and_then(|(above, number)| branch.find(above, number));
        }
        let there = group.map(|group| group as usize).filter(|group| {
            self.branches.get(at).is_some_and(|branch| branch.is_there(*group) && *group < branch.len().max(1))
        });
        Ok(there.map(|group| self.cell_of(at, group)))
    }

    fn cell_of(&self, at: usize, group: usize) -> Cell {
        let branch = self.branches.get(at);
        let missing = branch.map(|branch| branch.missing_of(group)).unwrap_or_default();
        let own = Group {
            key: &[],
            lines: branch.map_or(0, |branch| branch.lines(group).unsigned_abs()),
            sums: SumSlice::Wide(branch.map(|branch| branch.sums_of(group)).unwrap_or_default()),
            missing: &missing,
        };
        let names = branch.map(|branch| branch.names.as_slice()).unwrap_or_default();
        let key = self.key(at, u32::try_from(group).unwrap_or(u32::MAX));
        self.frame.cell_with(names, key, own, self.coverage_of(at, group))
    }

    fn coverage_of(&self, at: usize, group: usize) -> Option<Coverage> {
        let counts = self.branches.get(at).map(|branch| branch.counts_of(group)).unwrap_or_default();
        let unexpected = counts.get(UNEXPECTED).copied().unwrap_or(0);
        self.expected.as_ref()?.coverage(at, group, unexpected, self.frame.plan(), &self.stages)
    }

    pub(super) fn coverage(&self) -> Option<Coverage> {
        self.coverage_of(self.branches.iter().position(|branch| branch.names.is_empty())?, 0)
    }

    /// All totals as they are now.
    pub(super) fn consolidation(&self) -> Result<Consolidation> {
        let (codes, ranks): (Vec<Codes>, Vec<Vec<u32>>) = self.fields.iter().map(|(_, codes)| codes.sorted()).unzip();
        let mut keys: Vec<Vec<Vec<u32>>> = Vec::with_capacity(self.branches.len());
        let mut groupings = Vec::with_capacity(self.branches.len());
        for (at, branch) in self.branches.iter().enumerate() {
            let above = branch.parent.and_then(|parent| keys.get(parent));
            let rank = |group: usize| {
                let number = branch.code.get(group).copied().unwrap_or(0) as usize;
                branch.field().and_then(|field| ranks.get(field)?.get(number).copied()).unwrap_or(NO_CODE)
            };
            let key = |group: usize| -> Vec<u32> {
                let above = above.and_then(|above| above.get(branch.above.get(group).copied().unwrap_or(0) as usize));
                let mut key = above.cloned().unwrap_or_default();
                key.extend(branch.field().map(|_| rank(group)));
                key
            };
            let of_groups: Vec<Vec<u32>> = (0..branch.len()).map(key).collect();
            let mut order: Vec<usize> = (0..branch.len()).filter(|group| branch.is_there(*group)).collect();
            order.sort_by(|a, b| of_groups.get(*a).cmp(&of_groups.get(*b)));
            let mut groups = Groups::new(branch.fields.len(), self.frame.measures().len());
            groups.reserve(order.len());
            for group in &order {
                groups.push(Group {
                    key: of_groups.get(*group).map(Vec::as_slice).unwrap_or_default(),
                    lines: branch.lines(*group).unsigned_abs(),
                    sums: SumSlice::Wide(branch.sums_of(*group)),
                    missing: &branch.missing_of(*group),
                });
            }
            let known = self.expected.as_ref().is_some_and(|expected| expected.knows(at));
            let coverage = known.then(|| order.iter().filter_map(|group| self.coverage_of(at, *group)).collect());
            groupings.push(Grouping { fields: branch.fields.clone(), names: branch.names.clone(), groups, coverage });
            keys.push(of_groups);
        }
        let mut sources: Vec<_> = self.sources.iter().flatten().map(|live| live.source.clone()).collect();
        // The agreements are kept even where no dataset that brought them has a line left.
        if let (Some(expected), false) = (&self.expected, sources.iter().any(|source| source.agreement.is_some())) {
            sources.extend(self.frame.sources.first().map(|frame| frame.with_agreement(&expected.table)));
        }
        Ok(self.frame.put_together(self.status(), codes, groupings, sources))
    }
}
