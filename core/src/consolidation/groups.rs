//! The groups of one grouping with their sums: columns, sorted by key.

use crate::error::{Error, Result};
use std::cmp::Ordering;

/// Groups of lines by some fields. A key is one rank for each field; keys are sorted and distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Groups {
    /// How many fields a key has.
    width: usize,
    /// How many measures are summed.
    measures: usize,
    keys: Vec<u32>,
    lines: Vec<u64>,
    sums: Vec<i128>,
    missing: Vec<u64>,
}

/// One group of [`Groups`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group<'a> {
    /// The rank of its code in each field.
    pub(crate) key: &'a [u32],
    /// How many lines it has.
    pub(crate) lines: u64,
    /// The sum of each measure.
    pub(crate) sums: &'a [i128],
    /// For each measure how many lines have no figure.
    pub(crate) missing: &'a [u64],
}

impl Groups {
    /// No groups, of keys of `width` fields.
    pub(crate) fn new(width: usize, measures: usize) -> Self {
        Self { width, measures, ..Self::default() }
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
            missing: self.missing.get(part(self.measures)?)?,
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

    /// Makes room for so many groups.
    pub(crate) fn reserve(&mut self, groups: usize) {
        self.keys.reserve(groups.saturating_mul(self.width));
        self.lines.reserve(groups);
        self.sums.reserve(groups.saturating_mul(self.measures));
        self.missing.reserve(groups.saturating_mul(self.measures));
    }

    /// Adds a group behind the last; the caller keeps the order.
    pub(crate) fn push(&mut self, group: Group<'_>) {
        self.keys.extend_from_slice(group.key);
        self.lines.push(group.lines);
        self.sums.extend_from_slice(group.sums);
        self.missing.extend_from_slice(group.missing);
    }

    /// Adds to the last group.
    fn add_to_last(&mut self, group: Group<'_>, sign: Sign) -> Result<()> {
        let last = |length: usize| length.saturating_sub(self.measures);
        let (sums, missing) = (last(self.sums.len()), last(self.missing.len()));
        if let Some(lines) = self.lines.last_mut() {
            *lines = sign.count(*lines, group.lines)?;
        }
        for (sum, other) in self.sums.iter_mut().skip(sums).zip(group.sums) {
            *sum = sign.sum(*sum, *other)?;
        }
        for (count, other) in self.missing.iter_mut().skip(missing).zip(group.missing) {
            *count = sign.count(*count, *other)?;
        }
        Ok(())
    }

    /// The groups by the first `width` fields of these.
    pub(crate) fn beginning(&self, width: usize) -> Result<Self> {
        let mut groups = Self::new(width, self.measures);
        for group in self.iter() {
            let key = group.key.get(..width).unwrap_or_default();
            let shorter = Group { key, ..group };
            match groups.len().checked_sub(1).and_then(|last| groups.get(last)) {
                Some(last) if last.key == key => groups.add_to_last(shorter, Sign::Plus)?,
                _ => groups.push(shorter),
            }
        }
        Ok(groups)
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
        let zero = (vec![0; self.measures], vec![0; self.measures]);
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
                    groups.push(Group { key: group.key, lines: 0, sums: &zero.0, missing: &zero.1 });
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
        let zero = (vec![0; self.measures], vec![0; self.measures]);
        let mut others = Self::new(self.width, self.measures);
        for key in keys {
            others.push(Group { key, lines: 0, sums: &zero.0, missing: &zero.1 });
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

/// Whether groups are added or taken away.
#[derive(Clone, Copy)]
enum Sign {
    Plus,
    Minus,
}

impl Sign {
    fn sum(self, a: i128, b: i128) -> Result<i128> {
        match self {
            Self::Plus => a.checked_add(b),
            Self::Minus => a.checked_sub(b),
        }
        .ok_or_else(overflow)
    }

    fn count(self, a: u64, b: u64) -> Result<u64> {
        match self {
            Self::Plus => a.checked_add(b),
            Self::Minus => a.checked_sub(b),
        }
        .ok_or_else(overflow)
    }
}

/// A sum that does not fit in 128 bits.
pub(crate) fn overflow() -> Error {
    Error::new("consolidation.overflow", "جمع از ۱۲۸ بیت بیشتر است", "a sum does not fit in 128 bits")
        .expected("sums below 1.7e38 at the scale of the measure")
        .help("واحد بزرگ‌تری برگزینید", "use a larger unit")
}

#[cfg(test)]
#[path = "groups_tests.rs"]
mod tests;
