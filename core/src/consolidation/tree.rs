//! The groups of one list of fields while they grow.
//!
//! The ranks of a row's codes are packed into one number. Where there are few such numbers, each is a group by itself;
//! where there are more, groups are numbered as they appear, through a plain table or a hash map.

use super::codes::{NO_CODE, Ranks};
use super::groups::{Group, Groups, overflow};
use super::pass::{BLOCK, Block, Figure, Lines};
use super::sums::SumSlice;
use crate::error::Result;
use rustc_hash::FxHashMap;

/// So many packed numbers are groups by themselves: their sums stay in the processor's cache.
const FEW: u64 = 4_096;
/// The same for the groups of one code, which are gone through for each of the codes.
const FEW_OF_A_CODE: u64 = 64;
/// A table from packed numbers to groups may have so many places, of four bytes each, for each row of the lines.
/// Beyond it a hash map is used.
const PLACES_PER_ROW: u64 = 8;
/// Nor is it larger than this many places, 64 MB: pages that are met for the first time cost more than a map then.
const LARGEST_TABLE: u64 = 1 << 24;
/// However few the rows, a table of this many places costs little.
const SMALL_TABLE: u64 = 1 << 16;
const NONE: u32 = u32::MAX;

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
}

impl Tree {
    /// No groups yet. Where the rows come in the order of the codes of the list's first field, it is `lead`.
    pub(super) fn new(fields: &[usize], lead: Option<usize>, lines: &Lines<'_>) -> Self {
        let ranks = |field: &usize| lines.fields.get(*field).map_or(1, |(_, ranks)| *ranks as u64);
        let width = fields.len();
        let led = lead.is_some() && fields.first().copied() == lead;
        let fields: Vec<(usize, u64)> =
            fields.iter().skip(usize::from(led)).map(|field| (*field, ranks(field))).collect();
        let mut rest = fields.as_slice();
        let mut levels = Vec::new();
        // The grand total has a level without fields.
        while !rest.is_empty() || levels.is_empty() {
            // Groups are numbered in 32 bits, and so are ranks: a level has at least one field.
            let before = if levels.is_empty() { 1 } else { 1 << 32 };
            let (own, others) = rest.split_at(packing(rest, before));
            levels.push(Level::new(own, before, lines, if led { FEW_OF_A_CODE } else { FEW }));
            rest = others;
        }
        Self {
            lead: led.then_some(NO_CODE),
            levels,
            measures: lines.measures.len(),
            groups: Vec::with_capacity(BLOCK),
            packed: Vec::with_capacity(BLOCK),
            run: Vec::new(),
            lines: Vec::new(),
            sums: Vec::new(),
            missing: Vec::new(),
            finished: Groups::new(width, lines.measures.len()),
        }
    }

    /// How many groups there are, some of them without a row where all packed numbers are groups.
    pub(super) fn groups_so_far(&self) -> usize {
        self.levels.last().map_or(0, |level| level.keys.len())
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
        self.finished.reserve(order.len());
        let led = usize::from(self.lead.is_some());
        let mut key = vec![self.lead.unwrap_or(NO_CODE); self.finished.width()];
        let none = vec![0; self.measures];
        for index in order {
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
                self.unpack(index, key.get_mut(led..).unwrap_or_default());
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

    /// The groups in the order of their keys.
    fn order(&self) -> Vec<usize> {
        if let [level] = self.levels.as_slice() {
            // Packed numbers are in the order of the ranks that are packed.
            let mut order: Vec<(u64, usize)> = level.keys.iter().copied().zip(0..).collect();
            order.sort_unstable();
            return order.into_iter().map(|(_, index)| index).collect();
        }
        let key = |index: usize| {
            let mut key = vec![NO_CODE; self.finished.width()];
            self.unpack(index, &mut key);
            key
        };
        let mut order: Vec<usize> = (0..self.groups_so_far()).collect();
        order.sort_by_cached_key(|index| key(*index));
        order
    }

    /// The ranks of a group's key.
    fn unpack(&self, index: usize, key: &mut [u32]) {
        let mut group = index as u64;
        let mut slots = key.iter_mut().rev();
        for level in self.levels.iter().rev() {
            let mut packed = level.keys.get(usize::try_from(group).unwrap_or(usize::MAX)).copied().unwrap_or(0);
            for (field, slot) in level.fields.iter().rev().zip(&mut slots) {
                *slot = packed.checked_rem(field.ranks).and_then(|rank| u32::try_from(rank).ok()).unwrap_or(NO_CODE);
                packed = packed.checked_div(field.ranks).unwrap_or(0);
            }
            group = packed;
        }
    }
}

/// How many of some fields, at least one, pack into 64 bits together with what is packed before.
fn packing(fields: &[(usize, u64)], before: u64) -> usize {
    let packed = fields.iter().scan(before, |all, (_, ranks)| {
        *all = all.checked_mul(*ranks)?;
        Some(())
    });
    packed.count().max(1).min(fields.len())
}

/// From the groups by the fields before to those by some more. Nearly always there is one level.
struct Level {
    /// Whether there is no group before.
    is_first: bool,
    fields: Vec<Digit>,
    slots: Slots,
    /// The packed number of each group: the group before, then the ranks of the fields.
    keys: Vec<u64>,
}

/// A field within the packed number.
struct Digit {
    /// Its position in the fields of the lines.
    field: usize,
    ranks: u64,
    /// What each rank is multiplied by.
    weight: u64,
    /// That product for each entry of the field's dictionary, if it has one.
    of_entry: Vec<u64>,
}

enum Slots {
    /// Each packed number is a group.
    Same,
    /// The group of each packed number, counted from 1; 0 where there is none yet.
    Table(Vec<u32>),
    /// The same for numbers that are many or large.
    Map(FxHashMap<u64, u32>),
}

impl Level {
    fn new(fields: &[(usize, u64)], before: u64, lines: &Lines<'_>, few: u64) -> Self {
        let numbers = fields.iter().try_fold(before, |all, (_, ranks)| all.checked_mul(*ranks)).unwrap_or(u64::MAX);
        let largest = (lines.rows as u64).saturating_mul(PLACES_PER_ROW).clamp(SMALL_TABLE, LARGEST_TABLE);
        let (slots, keys) = match usize::try_from(numbers) {
            Ok(_) if numbers <= few => (Slots::Same, (0..numbers).collect()),
            Ok(places) if numbers <= largest => (Slots::Table(vec![0; places]), Vec::new()),
            _ => (Slots::Map(FxHashMap::default()), Vec::new()),
        };
        let mut weight = 1_u64;
        let mut digits = Vec::with_capacity(fields.len());
        for (field, ranks) in fields.iter().rev() {
            let of_entry = match lines.fields.get(*field) {
                Some((Ranks::Dictionary { rank, .. }, _)) => {
                    rank.iter().map(|rank| u64::from(*rank).wrapping_mul(weight)).collect()
                }
                _ => Vec::new(),
            };
            digits.push(Digit { field: *field, ranks: *ranks, weight, of_entry });
            weight = weight.wrapping_mul(*ranks);
        }
        digits.reverse();
        Self { is_first: before == 1, fields: digits, slots, keys }
    }

    /// No groups any more, but for those that are packed numbers by themselves.
    fn forget(&mut self) {
        match &mut self.slots {
            Slots::Same => return,
            Slots::Table(table) => {
                for packed in &self.keys {
                    if let Some(place) = table.get_mut(usize::try_from(*packed).unwrap_or(usize::MAX)) {
                        *place = 0;
                    }
                }
            }
            Slots::Map(map) => map.clear(),
        }
        self.keys.clear();
    }

    /// From the groups so far to those of this level.
    fn find<T>(&mut self, lines: &Lines<'_>, block: &Block<T>, groups: &mut [u32], packed: &mut Vec<u64>) {
        let whole = self.fields.first().map_or(1, |digit| digit.weight.wrapping_mul(digit.ranks));
        packed.clear();
        if self.is_first {
            packed.resize(groups.len(), 0);
        } else {
            packed.extend(groups.iter().map(|group| u64::from(*group).wrapping_mul(whole)));
        }
        let mut plain = Vec::with_capacity(self.fields.len());
        for digit in &self.fields {
            match (lines.fields.get(digit.field), block.whole()) {
                (Some((Ranks::Dictionary { ids, validity: None, .. }, _)), Some(rows)) => {
                    plain.push((ids.get(rows).unwrap_or_default(), digit.of_entry.as_slice()));
                }
                (Some((ranks, _)), _) => digit.put(ranks, block, packed),
                (None, _) => {}
            }
        }
        for some in plain.chunks(4) {
            match *some {
                [a] => put_entries([a], packed),
                [a, b] => put_entries([a, b], packed),
                [a, b, c] => put_entries([a, b, c], packed),
                [a, b, c, d] => put_entries([a, b, c, d], packed),
                _ => {}
            }
        }
        match &mut self.slots {
            Slots::Same => {
                for (group, packed) in groups.iter_mut().zip(packed) {
                    *group = u32::try_from(*packed).unwrap_or(NONE);
                }
            }
            Slots::Table(table) => {
                for (group, packed) in groups.iter_mut().zip(packed) {
                    let Some(place) = table.get_mut(usize::try_from(*packed).unwrap_or(usize::MAX)) else { continue };
                    if *place == 0 {
                        *place = entered(&mut self.keys, *packed).saturating_add(1);
                    }
                    *group = place.wrapping_sub(1);
                }
            }
            Slots::Map(map) => {
                for (group, packed) in groups.iter_mut().zip(packed) {
                    *group = match map.get(packed) {
                        Some(known) => *known,
                        None => *map.entry(*packed).or_insert_with(|| entered(&mut self.keys, *packed)),
                    };
                }
            }
        }
    }
}

impl Digit {
    /// Adds its rank to the packed number of each row.
    fn put<T>(&self, ranks: &Ranks<'_>, block: &Block<T>, packed: &mut [u64]) {
        let part = |row: usize| u64::from(ranks.of(row)).wrapping_mul(self.weight);
        let put = |(packed, row): (&mut u64, usize)| *packed = packed.wrapping_add(part(row));
        match block.whole() {
            Some(rows) => packed.iter_mut().zip(rows).for_each(put),
            None => packed.iter_mut().zip(block.chosen().iter().copied()).for_each(put),
        }
    }
}

/// Adds what the entries of several columns stand for to the packed number of each row, all columns in one go.
fn put_entries<const N: usize>(columns: [(&[u32], &[u64]); N], packed: &mut [u64]) {
    let columns = columns.map(|(ids, of_entry)| (ids.get(..packed.len()).unwrap_or_default(), of_entry));
    for (row, packed) in packed.iter_mut().enumerate() {
        for (ids, of_entry) in &columns {
            let part = ids.get(row).and_then(|id| of_entry.get(*id as usize));
            *packed = packed.wrapping_add(part.copied().unwrap_or_default());
        }
    }
}

/// The number of a new group.
#[cold]
fn entered(keys: &mut Vec<u64>, packed: u64) -> u32 {
    let new = u32::try_from(keys.len()).unwrap_or(NONE);
    keys.push(packed);
    new
}
