//! The groups of one grouping, each below a group of the grouping that has one field less, with sums that change in place.
//!
//! A change gathers what it adds and takes away in small arrays first; the sums are written once for each group that it
//! touches, and handed on to the groups above.

use crate::consolidation::groups::overflow;
use crate::error::Result;
use rustc_hash::FxHashMap;

const NONE: u32 = u32::MAX;

/// The groups of one grouping.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// The fields, by position in the consolidation's.
    pub(super) fields: Vec<usize>,
    /// Their names.
    pub(super) names: Vec<String>,
    /// The grouping that has one field less; none for the whole.
    pub(super) parent: Option<usize>,
    /// The grouping with one field more whose changes are handed on to this one; none where lines are added here.
    pub(super) fed_by: Option<usize>,
    measures: usize,
    /// By packed group of the parent and number of the code.
    slots: FxHashMap<u64, u32>,
    /// By number of the code, where the parent is the whole.
    top: Vec<u32>,
    /// The group above each group.
    pub(super) above: Vec<u32>,
    /// The number of each group's code.
    pub(super) code: Vec<u32>,
    /// The sums, group by group.
    pub(super) sums: Vec<i128>,
    /// Lines, lines that no agreement has, and lines without a figure of each measure; group by group.
    pub(super) counts: Vec<i64>,
    /// Whether the agreements expect something of each group.
    pub(super) expected: Vec<bool>,
    change: Change,
}

/// What a change adds to the groups that it touches.
#[derive(Clone, Debug, Default)]
struct Change {
    touched: Vec<u32>,
    /// The place of a group among the touched ones.
    place: Vec<u32>,
    sums: Vec<i128>,
    counts: Vec<i64>,
}

/// The place of the number of lines among a group's counts.
pub(super) const LINES: usize = 0;
/// The place of the number of lines that no agreement has.
pub(super) const UNEXPECTED: usize = 1;
/// The place of the number of lines without a figure of the first measure.
pub(super) const MISSING: usize = 2;

impl Branch {
    pub(super) fn new(fields: Vec<usize>, names: Vec<String>, parent: Option<usize>, measures: usize) -> Self {
        Self {
            fields,
            names,
            parent,
            fed_by: None,
            measures,
            slots: FxHashMap::default(),
            top: Vec::new(),
            above: Vec::new(),
            code: Vec::new(),
            sums: Vec::new(),
            counts: Vec::new(),
            expected: Vec::new(),
            change: Change::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.above.len()
    }

    pub(super) fn stride(&self) -> usize {
        self.measures.saturating_add(MISSING)
    }

    /// The last field's position; none for the whole.
    pub(super) fn field(&self) -> Option<usize> {
        self.fields.last().copied()
    }

    /// The group of a code below a group, if there is one.
    #[inline]
    pub(super) fn find(&self, above: u32, code: u32) -> Option<u32> {
        if self.fields.len() == 1 {
            return self.top.get(code as usize).copied().filter(|group| *group != NONE);
        }
        self.slots.get(&packed(above, code)).copied()
    }

    /// The group of a code below a group, made if it is new.
    #[inline]
    pub(super) fn enter(&mut self, above: u32, code: u32) -> u32 {
        match self.find(above, code) {
            Some(group) => group,
            None => self.push(above, code),
        }
    }

    #[cold]
    pub(super) fn push(&mut self, above: u32, code: u32) -> u32 {
        let group = u32::try_from(self.above.len()).unwrap_or(NONE);
        self.above.push(above);
        self.code.push(code);
        self.expected.push(false);
        self.sums.resize(self.sums.len().saturating_add(self.measures), 0);
        self.counts.resize(self.counts.len().saturating_add(self.stride()), 0);
        self.change.place.push(NONE);
        if self.fields.len() == 1 {
            let at = code as usize;
            if self.top.len() <= at {
                self.top.resize(at.saturating_add(1), NONE);
            }
            if let Some(slot) = self.top.get_mut(at) {
                *slot = group;
            }
        } else {
            self.slots.insert(packed(above, code), group);
        }
        group
    }

    pub(super) fn sums_of(&self, group: usize) -> &[i128] {
        part(&self.sums, group, self.measures)
    }

    pub(super) fn counts_of(&self, group: usize) -> &[i64] {
        part(&self.counts, group, self.stride())
    }

    pub(super) fn lines(&self, group: usize) -> i64 {
        self.counts_of(group).get(LINES).copied().unwrap_or(0)
    }

    /// Whether a group is one of the totals: it has lines, or some are expected.
    pub(super) fn is_there(&self, group: usize) -> bool {
        self.lines(group) > 0 || self.expected.get(group).copied().unwrap_or(false) || self.fields.is_empty()
    }

    /// What a change adds to a group so far.
    #[inline]
    pub(super) fn touch(&mut self, group: u32) -> (&mut [i128], &mut [i64]) {
        let change = &mut self.change;
        let place = match change.place.get(group as usize) {
            Some(place) if *place != NONE => *place,
            _ => {
                let place = u32::try_from(change.touched.len()).unwrap_or(NONE);
                change.touched.push(group);
                if let Some(slot) = change.place.get_mut(group as usize) {
                    *slot = place;
                }
                change.sums.resize(change.sums.len().saturating_add(self.measures), 0);
                change.counts.resize(change.counts.len().saturating_add(self.measures).saturating_add(MISSING), 0);
                place
            }
        } as usize;
        let (sums, counts) = (self.measures, self.measures.saturating_add(MISSING));
        let (from, at) = (place.wrapping_mul(sums), place.wrapping_mul(counts));
        (
            change.sums.get_mut(from..from.wrapping_add(sums)).unwrap_or_default(),
            change.counts.get_mut(at..at.wrapping_add(counts)).unwrap_or_default(),
        )
    }

    /// The groups that the change touches, each with what it adds: (group, sums, counts).
    pub(super) fn touched(&self) -> impl Iterator<Item = (u32, &[i128], &[i64])> {
        let change = &self.change;
        change.touched.iter().enumerate().map(|(place, group)| {
            (*group, part(&change.sums, place, self.measures), part(&change.counts, place, self.stride()))
        })
    }

    /// Whether every sum still fits with the change.
    pub(super) fn check(&self) -> Result<()> {
        for (group, sums, _) in self.touched() {
            for (sum, delta) in self.sums_of(group as usize).iter().zip(sums) {
                sum.checked_add(*delta).ok_or_else(overflow)?;
            }
        }
        Ok(())
    }

    /// Takes the change over, and says which groups it has changed, and which were there before.
    pub(super) fn commit(&mut self) -> Vec<(u32, bool)> {
        let change = std::mem::take(&mut self.change);
        let mut changed = Vec::new();
        let (measures, stride) = (self.measures, self.stride());
        for (place, group) in change.touched.iter().enumerate() {
            let (sums, counts) = (part(&change.sums, place, measures), part(&change.counts, place, stride));
            if sums.iter().all(|delta| *delta == 0) && counts.iter().all(|delta| *delta == 0) {
                continue;
            }
            let at = *group as usize;
            changed.push((*group, self.is_there(at)));
            for (sum, delta) in part_mut(&mut self.sums, at, measures).iter_mut().zip(sums) {
                *sum = sum.wrapping_add(*delta);
            }
            for (count, delta) in part_mut(&mut self.counts, at, stride).iter_mut().zip(counts) {
                *count = count.wrapping_add(*delta);
            }
        }
        self.change = change;
        self.forget();
        changed
    }

    /// Drops the change.
    pub(super) fn forget(&mut self) {
        for group in &self.change.touched {
            if let Some(place) = self.change.place.get_mut(*group as usize) {
                *place = NONE;
            }
        }
        self.change.touched.clear();
        self.change.sums.clear();
        self.change.counts.clear();
    }
}

/// Hands the change of each branch on to the branch above it that it feeds.
pub(super) fn hand_on(branches: &mut [Branch]) -> Result<()> {
    for at in (0..branches.len()).rev() {
        let Some(feeder) = branches.get(at).and_then(|branch| branch.fed_by) else { continue };
        // A branch stands before those with more fields.
        let (before, after) = branches.split_at_mut(feeder);
        let (Some(to), Some(from)) = (before.get_mut(at), after.first()) else { continue };
        for (group, sums, counts) in from.touched() {
            let above = from.above.get(group as usize).copied().unwrap_or(0);
            let (to_sums, to_counts) = to.touch(above);
            for (sum, delta) in to_sums.iter_mut().zip(sums) {
                *sum = sum.checked_add(*delta).ok_or_else(overflow)?;
            }
            for (count, delta) in to_counts.iter_mut().zip(counts) {
                *count = count.wrapping_add(*delta);
            }
        }
    }
    Ok(())
}

fn part<T>(all: &[T], at: usize, width: usize) -> &[T] {
    let from = at.wrapping_mul(width);
    all.get(from..from.wrapping_add(width)).unwrap_or_default()
}

fn part_mut<T>(all: &mut [T], at: usize, width: usize) -> &mut [T] {
    let from = at.wrapping_mul(width);
    all.get_mut(from..from.wrapping_add(width)).unwrap_or_default()
}

fn packed(above: u32, code: u32) -> u64 {
    u64::from(above) << 32 | u64::from(code)
}
