//! The pass over the lines: every row finds its group and adds its figures to it.
//!
//! Groups are numbered as they appear, level by level: the group so far and the rank of the next field's code lead to
//! the next group, through a plain table while that is small and a hash map where it is not. Rows are taken in blocks
//! that fit the cache; nothing is allocated per row. The order of rows leaves no trace: groups are sorted at the end.

use super::codes::{NO_CODE, Ranks};
use super::groups::{Group, Groups, overflow};
use crate::dataset::{Bitmap, Integers, Numbers};
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Rows taken at a time.
const BLOCK: usize = 2048;
/// The largest table from (group, rank) to group; beyond it a hash map is used.
const LARGEST_TABLE: u64 = 1 << 20;
const NONE: u32 = u32::MAX;

/// What the pass reads.
pub(crate) struct Lines<'a> {
    /// How many rows there are.
    pub(crate) rows: usize,
    /// Which of them count; none where all do.
    pub(crate) counted: Option<&'a Bitmap>,
    /// For each field the ranks of its codes, and how many ranks there are.
    pub(crate) fields: Vec<(Ranks<'a>, usize)>,
    /// For each measure its column, where the data has one.
    pub(crate) measures: Vec<Option<&'a Numbers>>,
}

impl Lines<'_> {
    /// The groups of the lines for each list of fields (positions in `fields`).
    ///
    /// With the feature `parallel` ranges of rows are summed on several threads; sums are exact, so the answer is the same.
    pub(crate) fn groups(&self, by: &[Vec<usize>]) -> Result<Vec<Groups>> {
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            let chunk = self.rows.div_ceil(rayon::current_num_threads().max(1)).max(1 << 16);
            let ranges: Vec<_> =
                (0..self.rows).step_by(chunk).map(|from| from..from.saturating_add(chunk).min(self.rows)).collect();
            if ranges.len() > 1 {
                let parts: Vec<_> =
                    ranges.into_par_iter().map(|range| self.of_range(range, by)).collect::<Result<_>>()?;
                let mut parts = parts.into_iter();
                let first = parts.next().unwrap_or_default();
                return parts.try_fold(first, |sum, part| sum.iter().zip(&part).map(|(a, b)| a.plus(b)).collect());
            }
        }
        self.of_range(0..self.rows, by)
    }

    fn of_range(&self, range: Range<usize>, by: &[Vec<usize>]) -> Result<Vec<Groups>> {
        let narrow = self.measures.iter().flatten().all(|numbers| matches!(numbers.values(), Integers::Narrow(_)));
        let mut trees: Vec<Tree> = by.iter().map(|fields| Tree::new(fields, self)).collect();
        if narrow {
            self.pass::<i64>(range, &mut trees)?
        } else {
            self.pass::<i128>(range, &mut trees)?
        }
        Ok(trees.iter().map(Tree::sorted).collect())
    }

    /// Whether no sum over these rows can leave 128 bits: the largest figure times the number of rows does not.
    fn cannot_overflow(&self) -> bool {
        let rows = self.rows as u128;
        let fits = |numbers: &&Numbers| {
            numbers.largest().checked_mul(rows).is_some_and(|bound| bound <= i128::MAX.unsigned_abs())
        };
        self.measures.iter().flatten().all(fits)
    }

    fn pass<T: Figure>(&self, range: Range<usize>, trees: &mut [Tree]) -> Result<()> {
        let safe = self.cannot_overflow();
        let mut block = Block::<T>::new(self);
        let mut start = range.start;
        while start < range.end {
            let end = start.saturating_add(BLOCK).min(range.end);
            block.load(self, start..end);
            for tree in &mut *trees {
                tree.take(&block);
                if safe {
                    tree.add(&block, |sum, figure| Some(sum.wrapping_add(figure)))?
                } else {
                    tree.add(&block, i128::checked_add)?
                }
            }
            start = end;
        }
        Ok(())
    }
}

/// A figure as wide as the columns need.
trait Figure: Copy + Into<i128> + Default {
    /// The figures of a column, if it is of this width.
    fn of(values: &Integers) -> Option<&[Self]>;
    /// One figure of a column of any width that fits.
    fn one(values: &Integers, row: usize) -> Self;
}

impl Figure for i64 {
    fn of(values: &Integers) -> Option<&[Self]> {
        match values {
            Integers::Narrow(values) => Some(values),
            Integers::Wide(_) => None,
        }
    }

    fn one(values: &Integers, row: usize) -> Self {
        Self::of(values).and_then(|values| values.get(row).copied()).unwrap_or_default()
    }
}

impl Figure for i128 {
    fn of(values: &Integers) -> Option<&[Self]> {
        match values {
            Integers::Narrow(_) => None,
            Integers::Wide(values) => Some(values),
        }
    }

    fn one(values: &Integers, row: usize) -> Self {
        values.get(row).unwrap_or_default()
    }
}

/// The rows of one block: ranks by field, figures row by row, and which figures are missing.
struct Block<T> {
    rows: usize,
    ranks: Vec<Vec<u32>>,
    measures: usize,
    /// The figures of all measures, row after row.
    figures: Vec<T>,
    /// (row in the block, measure).
    missing: Vec<(u32, u32)>,
    /// The rows that count, where not all do.
    chosen: Vec<usize>,
}

impl<T: Figure> Block<T> {
    fn new(lines: &Lines<'_>) -> Self {
        Self {
            rows: 0,
            ranks: vec![Vec::with_capacity(BLOCK); lines.fields.len()],
            measures: lines.measures.len(),
            figures: vec![T::default(); BLOCK.saturating_mul(lines.measures.len())],
            missing: Vec::new(),
            chosen: Vec::with_capacity(BLOCK),
        }
    }

    fn load(&mut self, lines: &Lines<'_>, range: Range<usize>) {
        self.chosen.clear();
        self.missing.clear();
        let all = match lines.counted {
            None => true,
            Some(counted) => {
                self.chosen.extend(range.clone().filter(|row| counted.get(*row)));
                self.chosen.len() == range.len()
            }
        };
        self.rows = if all { range.len() } else { self.chosen.len() };
        for (ranks, (field, _)) in self.ranks.iter_mut().zip(&lines.fields) {
            if all {
                field.fill(range.clone(), ranks);
            } else {
                ranks.clear();
                ranks.extend(self.chosen.iter().map(|row| field.of(*row)));
            }
        }
        for (measure, numbers) in (0_u32..).zip(&lines.measures) {
            let slots = self.figures.iter_mut().skip(measure as usize).step_by(self.measures.max(1));
            let Some(numbers) = numbers else {
                slots.take(self.rows).for_each(|slot| *slot = T::default());
                self.missing.extend((0_u32..).take(self.rows).map(|row| (row, measure)));
                continue;
            };
            let validity = numbers.validity();
            if all {
                match T::of(numbers.values()).and_then(|values| values.get(range.clone())) {
                    Some(values) => slots.zip(values).for_each(|(slot, value)| *slot = *value),
                    None => slots.zip(range.clone()).for_each(|(slot, row)| *slot = T::one(numbers.values(), row)),
                }
                if let Some(validity) = validity {
                    let absent = range.clone().zip(0_u32..).filter(|(row, _)| !validity.get(*row));
                    self.missing.extend(absent.map(|(_, row)| (row, measure)));
                }
            } else {
                slots.zip(&self.chosen).for_each(|(slot, row)| *slot = T::one(numbers.values(), *row));
                if let Some(validity) = validity {
                    let absent = self.chosen.iter().zip(0_u32..).filter(|(row, _)| !validity.get(**row));
                    self.missing.extend(absent.map(|(_, row)| (row, measure)));
                }
            }
        }
    }
}

/// The groups of one list of fields while they grow.
struct Tree {
    levels: Vec<Level>,
    measures: usize,
    /// The group of each row of the block.
    groups: Vec<u32>,
    lines: Vec<u64>,
    sums: Vec<i128>,
    missing: Vec<u64>,
}

impl Tree {
    fn new(fields: &[usize], lines: &Lines<'_>) -> Self {
        let level = |field: &usize| Level::new(*field, lines.fields.get(*field).map_or(1, |(_, ranks)| *ranks));
        Self {
            levels: fields.iter().map(level).collect(),
            measures: lines.measures.len(),
            groups: Vec::with_capacity(BLOCK),
            lines: Vec::new(),
            sums: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Finds the group of every row of a block and makes room for new ones.
    fn take<T>(&mut self, block: &Block<T>) {
        self.groups.clear();
        self.groups.resize(block.rows, 0);
        for level in &mut self.levels {
            let Some(ranks) = block.ranks.get(level.field) else { continue };
            for (group, rank) in self.groups.iter_mut().zip(ranks) {
                *group = level.next(*group, *rank);
            }
        }
        // The grand total is one group, and has none where there is no row.
        let count = match self.levels.last() {
            Some(level) => level.parent.len(),
            None => usize::from(block.rows > 0 || !self.lines.is_empty()),
        };
        let cells = count.saturating_mul(self.measures);
        self.lines.resize(count, 0);
        self.sums.resize(cells, 0);
        self.missing.resize(cells, 0);
    }

    fn add<T: Figure>(&mut self, block: &Block<T>, add: impl Fn(i128, i128) -> Option<i128>) -> Result<()> {
        for group in &self.groups {
            if let Some(lines) = self.lines.get_mut(*group as usize) {
                *lines = lines.wrapping_add(1);
            }
        }
        if self.measures == 0 {
            return Ok(());
        }
        for (group, figures) in self.groups.iter().zip(block.figures.chunks_exact(self.measures)) {
            let from = (*group as usize).wrapping_mul(self.measures);
            if let Some(sums) = self.sums.get_mut(from..from.wrapping_add(self.measures)) {
                for (sum, figure) in sums.iter_mut().zip(figures) {
                    *sum = add(*sum, (*figure).into()).ok_or_else(overflow)?;
                }
            }
        }
        for (row, measure) in &block.missing {
            let group = self.groups.get(*row as usize).copied().unwrap_or(NONE) as usize;
            let cell = group.wrapping_mul(self.measures).wrapping_add(*measure as usize);
            if let Some(count) = self.missing.get_mut(cell) {
                *count = count.wrapping_add(1);
            }
        }
        Ok(())
    }

    /// The groups by their keys, sorted.
    fn sorted(&self) -> Groups {
        let width = self.levels.len();
        let mut keys = vec![NO_CODE; self.lines.len().saturating_mul(width)];
        if width > 0 {
            for (leaf, key) in (0_u32..).zip(keys.chunks_exact_mut(width)) {
                let mut group = leaf as usize;
                for (slot, level) in key.iter_mut().zip(&self.levels).rev() {
                    *slot = level.rank.get(group).copied().unwrap_or(NO_CODE);
                    group = level.parent.get(group).copied().unwrap_or(NONE) as usize;
                }
            }
        }
        let key = |index: usize| {
            let from = index.saturating_mul(width);
            keys.get(from..from.saturating_add(width)).unwrap_or_default()
        };
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_unstable_by(|a, b| key(*a).cmp(key(*b)));
        let mut groups = Groups::new(width, self.measures);
        for index in order {
            let from = index.saturating_mul(self.measures);
            let cells = from..from.saturating_add(self.measures);
            groups.push(Group {
                key: key(index),
                lines: self.lines.get(index).copied().unwrap_or(0),
                sums: self.sums.get(cells.clone()).unwrap_or_default(),
                missing: self.missing.get(cells).unwrap_or_default(),
            });
        }
        groups
    }
}

/// From the groups by the fields before to those with one more field.
struct Level {
    field: usize,
    ranks: usize,
    slots: Slots,
    /// The group before, of each group.
    parent: Vec<u32>,
    /// The rank of this level's code, of each group.
    rank: Vec<u32>,
}

enum Slots {
    /// By group × ranks + rank.
    Table(Vec<u32>),
    /// By group and rank packed together.
    Map(FxHashMap<u64, u32>),
}

impl Level {
    fn new(field: usize, ranks: usize) -> Self {
        Self { field, ranks, slots: Slots::Table(Vec::new()), parent: Vec::new(), rank: Vec::new() }
    }

    /// The group of a rank below a group.
    #[inline]
    fn next(&mut self, group: u32, rank: u32) -> u32 {
        let known = match &self.slots {
            Slots::Table(table) => {
                let slot = (group as usize).wrapping_mul(self.ranks).wrapping_add(rank as usize);
                table.get(slot).copied().unwrap_or(NONE)
            }
            Slots::Map(map) => map.get(&packed(group, rank)).copied().unwrap_or(NONE),
        };
        if known == NONE { self.enter(group, rank) } else { known }
    }

    #[cold]
    fn enter(&mut self, group: u32, rank: u32) -> u32 {
        let new = u32::try_from(self.parent.len()).unwrap_or(NONE);
        self.parent.push(group);
        self.rank.push(rank);
        if let Slots::Table(table) = &mut self.slots {
            let end = u64::from(group).saturating_add(1).saturating_mul(self.ranks as u64);
            match usize::try_from(end) {
                Ok(length) if end <= LARGEST_TABLE => {
                    if table.len() < length {
                        table.resize(length, NONE);
                    }
                }
                _ => {
                    let known = self.parent.iter().zip(&self.rank).zip(0_u32..);
                    self.slots = Slots::Map(known.map(|((group, rank), id)| (packed(*group, *rank), id)).collect());
                }
            }
        }
        match &mut self.slots {
            Slots::Table(table) => {
                let slot = (group as usize).wrapping_mul(self.ranks).wrapping_add(rank as usize);
                if let Some(slot) = table.get_mut(slot) {
                    *slot = new;
                }
            }
            Slots::Map(map) => _ = map.insert(packed(group, rank), new),
        }
        new
    }
}

fn packed(group: u32, rank: u32) -> u64 {
    u64::from(group) << 32 | u64::from(rank)
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
