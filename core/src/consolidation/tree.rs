//! The groups of one list of fields while they grow, and their sums.

use super::codes::NO_CODE;
use super::groups::{Group, Groups, overflow};
use super::level::{Level, NONE};
use super::pass::{BLOCK, Block, Figure, Lines};
use super::sums::SumSlice;
use crate::error::Result;

/// So many packed numbers are groups by themselves: their sums stay in the processor's cache.
const FEW: u64 = 4_096;
/// The same for the groups of one code, which are gone through for each of the codes.
const FEW_OF_A_CODE: u64 = 64;

/// The groups of one list of fields while they grow.
pub(super) struct Tree {
    /// The code of the leading field that is summed now, where the rows come in the order of its codes.
    lead: Option<u32>,
    /// The fields, the leading one left out.
    levels: Vec<Level>,
    measures: usize,
    /// The group of each row of the block.
    pub(super) groups: Vec<u32>,
    /// The packed number of each row of the block.
    packed: Vec<u64>,
    /// Sums in 64 bits since the last carry: for each group the measures, then the lines.
    pub(super) run: Vec<i64>,
    lines: Vec<u64>,
    sums: Vec<i128>,
    missing: Vec<u64>,
    /// The groups that no row can be added to any more, sorted.
    finished: Groups,
    /// How many rows were taken so far, and how many there are.
    taken: (usize, usize),
}

impl Tree {
    /// No groups yet of so many rows. Where the rows come in the order of the codes of the list's first field, it is `lead`.
    pub(super) fn new(fields: &[usize], lead: Option<usize>, lines: &Lines<'_>, rows: usize) -> Self {
        let led = lead.is_some() && fields.first().copied() == lead;
        let (own, few) = if led { (fields.get(1..), FEW_OF_A_CODE) } else { (Some(fields), FEW) };
        Self {
            lead: led.then_some(NO_CODE),
            levels: Level::all(own.unwrap_or_default(), lines, few),
            measures: lines.measures.len(),
            groups: Vec::with_capacity(BLOCK),
            packed: Vec::with_capacity(BLOCK),
            run: Vec::new(),
            lines: Vec::new(),
            sums: Vec::new(),
            missing: Vec::new(),
            finished: Groups::new(fields.len(), lines.measures.len()),
            taken: (0, rows),
        }
    }

    /// How many groups there are, some of them without a row where all packed numbers are groups.
    pub(super) fn groups_so_far(&self) -> usize {
        self.levels.last().map_or(0, Level::groups)
    }

    /// Rows of this code of the leading field come next: those of another are finished.
    pub(super) fn begin(&mut self, code: u32) -> Result<()> {
        if self.lead.is_some_and(|lead| lead != code) {
            self.finish()?;
            self.lead = Some(code);
        }
        Ok(())
    }

    /// Finds the group of every row of a block.
    pub(super) fn find<T>(&mut self, lines: &Lines<'_>, block: &Block<T>) {
        self.taken.0 = self.taken.0.saturating_add(block.taken());
        self.groups.clear();
        self.groups.resize(block.rows, 0);
        for level in &mut self.levels {
            level.find(lines, block, &mut self.groups, &mut self.packed);
        }
    }

    /// Makes room for the groups there are now.
    fn grow(&mut self) {
        let groups = self.groups_so_far();
        self.lines.resize(groups, 0);
        self.sums.resize(groups.saturating_mul(self.measures), 0);
        self.missing.resize(groups.saturating_mul(self.measures), 0);
    }

    /// Takes the sums of a run over to 128 bits.
    pub(super) fn carry(&mut self) -> Result<()> {
        self.grow();
        let mut run = self.run.iter();
        let mut sums = self.sums.iter_mut();
        for lines in &mut self.lines {
            for (sum, part) in sums.by_ref().take(self.measures).zip(&mut run) {
                *sum = sum.checked_add(i128::from(*part)).ok_or_else(overflow)?;
            }
            let count = run.next().copied().unwrap_or(0);
            *lines = lines.saturating_add(count.unsigned_abs());
        }
        self.run.fill(0);
        Ok(())
    }

    /// Adds the figures of a block to the sums.
    pub(super) fn add<T: Figure>(&mut self, block: &Block<T>, add: impl Fn(i128, i128) -> Option<i128>) -> Result<()> {
        self.grow();
        for group in &self.groups {
            if let Some(lines) = self.lines.get_mut(*group as usize) {
                *lines = lines.wrapping_add(1);
            }
        }
        for (group, figures) in self.groups.iter().zip(block.figures.chunks_exact(block.stride.max(1))) {
            let from = (*group as usize).wrapping_mul(self.measures);
            let sums = self.sums.get_mut(from..from.wrapping_add(self.measures)).unwrap_or_default();
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum = add(*sum, (*figure).into()).ok_or_else(overflow)?;
            }
        }
        Ok(())
    }

    /// Counts the figures that a block lacks.
    pub(super) fn count_missing<T>(&mut self, block: &Block<T>) {
        if block.missing.is_empty() {
            return;
        }
        self.grow();
        for (row, measure) in &block.missing {
            let group = self.groups.get(*row as usize).copied().unwrap_or(NONE) as usize;
            let cell = group.wrapping_mul(self.measures).wrapping_add(*measure as usize);
            if let Some(count) = self.missing.get_mut(cell) {
                *count = count.wrapping_add(1);
            }
        }
    }

    /// All groups by their keys, sorted.
    pub(super) fn finished(mut self) -> Result<Groups> {
        self.finish()?;
        Ok(self.finished)
    }

    /// Puts the groups so far, in order, behind those that are finished, and begins anew.
    fn finish(&mut self) -> Result<()> {
        // What was summed in one run stays in it, unless something was carried over before.
        if !self.lines.is_empty() {
            self.carry()?;
        }
        let order = self.order();
        self.make_room(order.len());
        let mut key = vec![self.lead.unwrap_or(NO_CODE); self.finished.width()];
        let none = vec![0; self.measures];
        for group in order {
            let index = group as usize;
            let run = index.saturating_mul(self.measures.saturating_add(1));
            let cells = index.saturating_mul(self.measures);
            let cells = cells..cells.saturating_add(self.measures);
            let (lines, sums) = if self.lines.is_empty() {
                let lines = run.saturating_add(self.measures);
                let sums = SumSlice::Narrow(self.run.get(run..lines).unwrap_or_default());
                (self.run.get(lines).map_or(0, |lines| lines.unsigned_abs()), sums)
            } else {
                let sums = SumSlice::Wide(self.sums.get(cells.clone()).unwrap_or_default());
                (self.lines.get(index).copied().unwrap_or(0), sums)
            };
            if lines != 0 {
                self.unpack(group, &mut key);
                let missing = self.missing.get(cells).unwrap_or(&none);
                self.finished.push(Group { key: &key, lines, sums, missing });
            }
        }
        self.levels.iter_mut().for_each(Level::forget);
        self.run.clear();
        self.lines.clear();
        self.sums.clear();
        self.missing.clear();
        Ok(())
    }

    /// Makes room for more groups, and where there was none, for as many as the rest of the rows may have: memory that
    /// is asked for once need not be moved.
    fn make_room(&mut self, groups: usize) {
        if self.finished.room() < groups {
            let (taken, rows) = self.taken;
            let so_far = self.finished.len().saturating_add(groups) as u128;
            let in_all = so_far.saturating_mul(rows as u128).checked_div(taken as u128).unwrap_or(0);
            let in_all = usize::try_from(in_all).unwrap_or(0).min(rows);
            self.finished.reserve(in_all.saturating_sub(self.finished.len()).max(groups));
        }
    }

    /// The groups in the order of their keys.
    fn order(&self) -> Vec<u32> {
        let groups = 0..u32::try_from(self.groups_so_far()).unwrap_or(NONE);
        if let [level] = self.levels.as_slice() {
            let mut order: Vec<(u64, u32)> = groups.map(|group| (level.standing(group), group)).collect();
            order.sort_unstable();
            return order.into_iter().map(|(_, group)| group).collect();
        }
        let key = |group: &u32| {
            let mut key = vec![NO_CODE; self.finished.width()];
            self.unpack(*group, &mut key);
            key
        };
        let mut order: Vec<u32> = groups.collect();
        order.sort_by_cached_key(key);
        order
    }

    /// The ranks of a group's key, the leading field left out, into the end of a key.
    fn unpack(&self, mut group: u32, mut key: &mut [u32]) {
        for level in self.levels.iter().rev() {
            let (before, own) = key.split_at_mut(key.len().saturating_sub(level.width()));
            group = level.unpack(group, own);
            key = before;
        }
    }
}
