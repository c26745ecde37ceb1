//! The groups of one grouping with their sums: columns, sorted by key.

use super::sums::{Sign, SumSlice, Sums};
use crate::error::{Error, Result};
use std::cmp::Ordering;

/// A place for each of so many combinations of ranks costs nothing.
const FEW: usize = 4_096;

/// Groups of lines by some fields. A key is one rank for each field; keys are sorted and distinct.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    /// How many fields a key has.
    width: usize,
    /// How many measures are summed.
    measures: usize,
    keys: Vec<u32>,
    lines: Vec<u64>,
    sums: Sums,
    /// As far as the last group that lacks a figure: nearly always none does.
    missing: Vec<u64>,
    /// What groups behind it lack: nothing of any measure.
    complete: Vec<u64>,
}

/// One group of [`Groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    /// The rank of its code in each field.
    pub(crate) key: &'a [u32],
    /// How many lines it has.
    pub(crate) lines: u64,
    /// The sum of each measure.
    pub(crate) sums: SumSlice<'a>,
    /// For each measure how many lines have no figure.
    pub(crate) missing: &'a [u64],
}

impl Groups {
    /// No groups, of keys of `width` fields.
    pub(crate) fn new(width: usize, measures: usize) -> Self {
        Self { width, measures, complete: vec![0; measures], ..Self::default() }
    }

    /// How many fields a key has.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// One of them.
    pub(crate) fn get(&self, index: usize) -> Option<Group<'_>> {
        let part = |width: usize| {
            let from = index.checked_mul(width)?;
            Some(from..from.checked_add(width)?)
        };
        Some(Group {
            key: self.keys.get(part(self.width)?)?,
            lines: *self.lines.get(index)?,
            sums: self.sums.get(part(self.measures)?)?,
            missing: self.missing.get(part(self.measures)?).unwrap_or(&self.complete),
        })
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Group<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The position of a key, or where it would stand.
    pub(crate) fn search(&self, key: &[u32]) -> std::result::Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).map_or(Ordering::Greater, |group| group.key.cmp(key)) {
                Ordering::Less => low = middle.saturating_add(1),
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }

    /// For how many more groups there is room.
    pub(crate) fn room(&self) -> usize {
        self.lines.capacity().saturating_sub(self.len())
    }

    /// Makes room for so many groups.
    pub(crate) fn reserve(&mut self, groups: usize) {
        self.keys.reserve(groups.saturating_mul(self.width));
        self.lines.reserve(groups);
        self.sums.reserve(groups.saturating_mul(self.measures));
    }

    /// Adds a group behind the last; the caller keeps the order.
    pub(crate) fn push(&mut self, group: Group<'_>) {
        self.keys.extend_from_slice(group.key);
        self.lines.push(group.lines);
        self.sums.extend(group.sums);
        if group.missing.iter().any(|missing| *missing != 0) {
            let last = self.lines.len().saturating_sub(1);
            self.missing_of(last).iter_mut().zip(group.missing).for_each(|(slot, missing)| *slot = *missing);
        }
    }

    /// The counts of missing figures of a group, to be changed.
    fn missing_of(&mut self, index: usize) -> &mut [u64] {
        let from = index.saturating_mul(self.measures);
        let end = from.saturating_add(self.measures);
        if self.missing.len() < end {
            self.missing.resize(end, 0);
        }
        self.missing.get_mut(from..end).unwrap_or_default()
    }

    /// Adds to the last group.
    fn add_to_last(&mut self, group: Group<'_>, sign: Sign) -> Result<()> {
        self.add_at(self.len().saturating_sub(1), group, sign)
    }

    /// Adds to a group.
    fn add_at(&mut self, index: usize, group: Group<'_>, sign: Sign) -> Result<()> {
        if let Some(lines) = self.lines.get_mut(index) {
            *lines = sign.count(*lines, group.lines)?;
        }
        self.sums.add(index.saturating_mul(self.measures), group.sums, sign)?;
        if group.missing.iter().any(|missing| *missing != 0) {
            for (count, other) in self.missing_of(index).iter_mut().zip(group.missing) {
                *count = sign.count(*count, *other)?;
            }
        }
        Ok(())
    }

    /// The groups by the first `width` fields of these.
    pub(crate) fn beginning(&self, width: usize) -> Result<Self> {
        let mut groups = Self::new(width, self.measures);
        for group in self.iter() {
            let key = group.key.get(..width).unwrap_or_default();
            groups.add(Group { key, ..group })?;
        }
        Ok(groups)
    }

    /// The groups by some of the fields of these, by their places in the key, where no sum leaves 128 bits.
    pub(crate) fn rolled_up(&self, places: &[usize]) -> Result<Self> {
        if places.iter().copied().eq(0..places.len()) {
            return self.beginning(places.len());
        }
        let ranks: Vec<usize> = places.iter().map(|place| self.ranks(*place)).collect();
        let numbers = ranks.iter().try_fold(1_usize, |all, ranks| all.checked_mul(*ranks));
        let key = |group: &Group<'_>| -> Vec<u32> {
            places.iter().map(|place| group.key.get(*place).copied().unwrap_or_default()).collect()
        };
        match numbers {
            // Each combination of ranks has its place.
            Some(numbers) if numbers <= self.len().max(FEW) => {
                let mut groups = Self::of_all(&ranks, numbers, self.measures);
                for group in self.iter() {
                    let packed = places.iter().zip(&ranks).fold(0_usize, |packed, (place, ranks)| {
                        let rank = group.key.get(*place).copied().unwrap_or_default();
                        packed.wrapping_mul(*ranks).wrapping_add(rank as usize)
                    });
                    groups.add_at(packed, group, Sign::Plus)?;
                }
                Ok(groups.with_lines())
            }
            _ => {
                let mut order: Vec<(Vec<u32>, usize)> = self.iter().map(|group| key(&group)).zip(0..).collect();
                order.sort_unstable();
                let mut groups = Self::new(places.len(), self.measures);
                for (key, index) in order {
                    if let Some(group) = self.get(index) {
                        groups.add(Group { key: &key, ..group })?;
                    }
                }
                Ok(groups)
            }
        }
    }

    /// How many ranks a field may have, by its place in the key.
    fn ranks(&self, place: usize) -> usize {
        let ranks = self.iter().filter_map(|group| group.key.get(place).copied());
        ranks.max().map_or(0, |rank| (rank as usize).saturating_add(1))
    }

    /// All combinations of ranks, `numbers` in all, without lines.
    fn of_all(ranks: &[usize], numbers: usize, measures: usize) -> Self {
        let width = ranks.len();
        let mut groups = Self::new(width, measures);
        groups.keys = vec![0; numbers.saturating_mul(width)];
        for (index, key) in groups.keys.chunks_exact_mut(width.max(1)).enumerate() {
            let mut packed = index;
            for (rank, ranks) in key.iter_mut().zip(ranks).rev() {
                *rank = packed.checked_rem(*ranks).and_then(|rank| u32::try_from(rank).ok()).unwrap_or_default();
                packed = packed.checked_div(*ranks).unwrap_or_default();
            }
        }
        groups.lines = vec![0; numbers];
        groups.sums = Sums::zeros(numbers.saturating_mul(measures));
        groups
    }

    /// Adds a group whose key is that of the last, or stands behind it.
    fn add(&mut self, group: Group<'_>) -> Result<()> {
        match self.len().checked_sub(1).and_then(|last| self.get(last)) {
            Some(last) if last.key == group.key => self.add_to_last(group, Sign::Plus),
            _ => {
                self.push(group);
                Ok(())
            }
        }
    }

    /// These groups with those of another, which stand behind them as a rule.
    pub(crate) fn joined(mut self, other: &Self) -> Result<Self> {
        let last = self.len().checked_sub(1).and_then(|last| self.get(last));
        if let (Some(last), Some(first)) = (last, other.get(0))
            && first.key <= last.key
        {
            return self.plus(other);
        }
        self.reserve(other.len());
        other.iter().for_each(|group| self.push(group));
        Ok(self)
    }

    /// The groups of both, added where they have the same key.
    pub(crate) fn plus(&self, other: &Self) -> Result<Self> {
        self.combined(other, Sign::Plus)
    }

    /// These groups less the lines of others; groups that lose all their lines vanish.
    pub(crate) fn minus(&self, other: &Self) -> Result<Self> {
        Ok(self.combined(other, Sign::Minus)?.with_lines())
    }

    fn combined(&self, other: &Self, sign: Sign) -> Result<Self> {
        let mut groups = Self::new(self.width, self.measures);
        let (sums, missing) = (vec![0; self.measures], vec![0; self.measures]);
        let nothing = Group { key: &[], lines: 0, sums: SumSlice::Narrow(&sums), missing: &missing };
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => a.key.cmp(b.key),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Ok(groups),
            };
            if order != Ordering::Greater {
                left.next().into_iter().for_each(|group| groups.push(group));
            }
            if order != Ordering::Less
                && let Some(group) = right.next()
            {
                if order == Ordering::Greater {
                    groups.push(Group { key: group.key, ..nothing });
                }
                groups.add_to_last(group, sign)?;
            }
        }
    }

    /// Only the groups that have lines.
    pub(crate) fn with_lines(self) -> Self {
        if !self.lines.contains(&0) {
            return self;
        }
        let mut groups = Self::new(self.width, self.measures);
        self.iter().filter(|group| group.lines > 0).for_each(|group| groups.push(group));
        groups
    }

    /// The groups together with further keys, which have no lines.
    pub(crate) fn with_keys(&self, keys: &[Vec<u32>]) -> Result<Self> {
        let (sums, missing) = (vec![0; self.measures], vec![0; self.measures]);
        let mut others = Self::new(self.width, self.measures);
        for key in keys {
            others.push(Group { key, lines: 0, sums: SumSlice::Narrow(&sums), missing: &missing });
        }
        self.plus(&others)
    }

    /// The same groups under other ranks, which keep the order of the codes.
    pub(crate) fn renamed(&self, ranks: &[&[u32]]) -> Self {
        let mut groups = self.clone();
        for (index, rank) in groups.keys.iter_mut().enumerate() {
            let field = index.checked_rem(self.width).unwrap_or(0);
            if let Some(renamed) = ranks.get(field).and_then(|ranks| ranks.get(*rank as usize)) {
                *rank = *renamed;
            }
        }
        groups
    }
}

impl PartialEq for Groups {
    fn eq(&self, other: &Self) -> bool {
        (self.width, self.measures) == (other.width, other.measures) && self.iter().eq(other.iter())
    }
}

impl Eq for Groups {}

/// A sum that does not fit in 128 bits.
pub(crate) fn overflow() -> Error {
    Error::new("consolidation.overflow", "جمع از ۱۲۸ بیت بیشتر است", "a sum does not fit in 128 bits")
        .expected("sums below 1.7e38 at the scale of the measure")
        .help("واحد بزرگ‌تری برگزینید", "use a larger unit")
}

#[cfg(test)]
#[path = "groups_tests.rs"]
mod tests;
