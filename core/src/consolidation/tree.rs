//! The groups of one list of fields while they grow, level by level.
//!
//! Groups are numbered as they appear: the group so far and the rank of the next field's code lead to the next group,
//! through a plain table while that is small and a hash map where it is not.

use super::codes::NO_CODE;
use super::groups::{Group, Groups, overflow};
use super::pass::{BLOCK, Block, Figure, Lines};
use crate::error::Result;
use rustc_hash::FxHashMap;

/// The largest table from (group, rank) to group; beyond it a hash map is used.
const LARGEST_TABLE: u64 = 1 << 20;
const NONE: u32 = u32::MAX;

/// The groups of one list of fields while they grow.
pub(super) struct Tree {
    levels: Vec<Level>,
    measures: usize,
    /// The group of each row of the block.
    pub(super) groups: Vec<u32>,
    /// Whether there was a row at all.
    any: bool,
    /// Sums in 64 bits since the last carry: for each group the measures, then the lines.
    pub(super) run: Vec<i64>,
    lines: Vec<u64>,
    sums: Vec<i128>,
    missing: Vec<u64>,
}

impl Tree {
    pub(super) fn new(fields: &[usize], lines: &Lines<'_>) -> Self {
        let level = |field: &usize| Level::new(*field, lines.fields.get(*field).map_or(1, |(_, ranks)| *ranks));
        Self {
            levels: fields.iter().map(level).collect(),
            measures: lines.measures.len(),
            groups: Vec::with_capacity(BLOCK),
            any: false,
            run: Vec::new(),
            lines: Vec::new(),
            sums: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The grand total is one group, and none where there is no row.
    pub(super) fn groups_so_far(&self) -> usize {
        self.levels.last().map_or(usize::from(self.any), |level| level.parent.len())
    }

    /// Finds the group of every row of a block.
    pub(super) fn find<T>(&mut self, block: &Block<T>) {
        self.any |= block.rows > 0;
        self.groups.clear();
        self.groups.resize(block.rows, 0);
        for level in &mut self.levels {
            let Some(ranks) = block.ranks.get(level.field) else { continue };
            for (group, rank) in self.groups.iter_mut().zip(ranks) {
                *group = level.next(*group, *rank);
            }
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

    /// The groups by their keys, sorted.
    pub(super) fn sorted(&self) -> Groups {
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
        match self.packed_keys(&keys) {
            Some(packed) => order.sort_unstable_by_key(|index| packed.get(*index).copied()),
            None => order.sort_unstable_by(|a, b| key(*a).cmp(key(*b))),
        }
        let mut groups = Groups::new(width, self.measures);
        groups.reserve(order.len());
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

impl Tree {
    /// The keys as single numbers in the same order, where they fit.
    fn packed_keys(&self, keys: &[u32]) -> Option<Vec<u64>> {
        let radix: Vec<u64> = self.levels.iter().map(|level| level.ranks as u64).collect();
        radix.iter().try_fold(1_u64, |product, ranks| product.checked_mul(*ranks))?;
        let pack = |key: &[u32]| {
            let digits = key.iter().zip(&radix);
            digits.fold(0_u64, |packed, (rank, radix)| packed.wrapping_mul(*radix).wrapping_add(u64::from(*rank)))
        };
        Some(keys.chunks_exact(self.levels.len().max(1)).map(pack).collect())
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
