//! Rows grouped by the values of some fields: for keys, relations, `by` and hierarchies.
//!
//! Each field's value becomes a small number (its *code*); the codes of a row are packed into one integer; and a row's
//! group stands at the place of that integer: in a plain array where there are few combinations of codes, in a hash
//! table where there are many.

use super::key_codes::{BLOCK, Encoder, Packed, RowCodes};
use super::{Column, Table};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The group number of a row that has no group: one of its key fields is empty, or the key is not there.
pub const NO_GROUP: u32 = u32::MAX;

/// An array of groups may have this many places for each row: it is then never larger than a hash table would be.
const PLACES_PER_ROW: u64 = 4;
/// However few the rows, an array of this many places costs nothing.
const FEW_PLACES: u64 = 4_096;

/// The rows of a table grouped by some of its fields. Groups are numbered in the order of their first row.
///
/// Codes and text are compared in folded form, so `۶۷` and `67` are one key. A row with an empty key field is in no
/// group.
#[derive(Clone, Debug)]
pub struct KeyIndex {
    encoders: Vec<Encoder>,
    levels: Vec<Level>,
    of_row: Vec<u32>,
    first_row: Vec<u32>,
    /// How many rows each group has; empty where every group has one.
    sizes: Vec<u32>,
}

/// Some of the fields, one after another, as many as pack into 64 bits together with the group by the fields before.
/// Nearly always there is one level.
#[derive(Clone, Debug)]
struct Level {
    fields: Range<usize>,
    places: Places,
}

/// Where the group or row of a packed key stands.
#[derive(Clone, Debug)]
pub(crate) enum Places {
    /// At the place of that number.
    Array(Vec<u32>),
    /// Under its hash.
    Hashed(FxHashMap<u64, u32>),
}

impl KeyIndex {
    /// The rows of `table` grouped by `fields` (positions in its schema).
    #[must_use]
    pub fn build(table: &Table, fields: &[usize]) -> Self {
        let rows = table.rows();
        let (encoders, codes): (Vec<Encoder>, Vec<RowCodes<'_>>) =
            fields.iter().map(|field| Encoder::of(table.column(*field), rows)).unzip();
        // With no fields, all rows are one group.
        let mut index = Self {
            encoders,
            levels: Vec::new(),
            of_row: vec![0; rows],
            first_row: if rows == 0 { Vec::new() } else { vec![0] },
            sizes: Vec::new(),
        };
        let mut next = 0;
        while next < fields.len() {
            next = index.add_level(&codes, next, rows);
        }
        index.count();
        index
    }

    /// Counts the rows of each group, unless no two rows share one.
    fn count(&mut self) {
        let grouped = self.of_row.iter().filter(|group| **group != NO_GROUP).count();
        if grouped == self.first_row.len() {
            return;
        }
        self.sizes = vec![0; self.first_row.len()];
        for group in &self.of_row {
            if let Some(size) = self.sizes.get_mut(*group as usize) {
                *size = size.saturating_add(1);
            }
        }
    }

    /// Divides the groups by as many of the fields from `first` on as can be packed; answers the field after them.
    fn add_level(&mut self, codes: &[RowCodes<'_>], first: usize, rows: usize) -> usize {
        let widths = self.encoders.iter().map(Encoder::codes).skip(first);
        let mut combinations = self.first_row.len() as u64;
        let mut last = first;
        for width in widths {
            let Some(more) = combinations.checked_mul(u64::from(width)) else { break };
            combinations = more;
            last = last.saturating_add(1);
        }
        // 32 bits of group and 32 bits of code always pack: a level has at least one field.
        let last = last.max(first.saturating_add(1));
        let mut places = Places::for_keys(combinations, rows);
        let mut first_row = Vec::new();
        let encoders = self.encoders.get(first..last).unwrap_or_default();
        let codes = codes.get(first..last).unwrap_or_default();
        regroup(encoders, codes, &mut self.of_row, |row, key| {
            let Some(group) = places.of_mut(key) else { return NO_GROUP };
            if *group == NO_GROUP {
                *group = number(first_row.len());
                first_row.push(number(row));
            }
            *group
        });
        self.first_row = first_row;
        self.levels.push(Level { fields: first..last, places });
        last
    }

    /// Whether several rows are in one group.
    pub(crate) fn is_repeated(&self) -> bool {
        !self.sizes.is_empty()
    }

    /// How many groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.first_row.len()
    }

    /// The group of each row, or [`NO_GROUP`].
    #[must_use]
    pub fn of_rows(&self) -> &[u32] {
        &self.of_row
    }

    /// The first row of a group.
    #[must_use]
    pub fn first_row(&self, group: u32) -> Option<u32> {
        self.first_row.get(group as usize).copied()
    }

    /// How many rows a group has; 0 for [`NO_GROUP`].
    #[must_use]
    pub fn size(&self, group: u32) -> u32 {
        match self.sizes.get(group as usize) {
            Some(size) => *size,
            None => u32::from((group as usize) < self.first_row.len()),
        }
    }

    /// For each row of another table the group here that has the same key, or [`NO_GROUP`].
    #[must_use]
    pub fn lookup(&self, other: &Table, fields: &[usize]) -> Vec<u32> {
        let rows = other.rows();
        let codes: Vec<RowCodes<'_>> = self
            .encoders
            .iter()
            .zip(fields)
            .map(|(encoder, field)| encoder.of_other(other.column(*field), rows))
            .collect();
        let mut groups = vec![if self.first_row.is_empty() { NO_GROUP } else { 0 }; rows];
        for level in &self.levels {
            let encoders = self.encoders.get(level.fields.clone()).unwrap_or_default();
            let codes = codes.get(level.fields.clone()).unwrap_or_default();
            regroup(encoders, codes, &mut groups, |_, key| level.places.of(key));
        }
        groups
    }
}

impl Places {
    /// Empty places for packed keys below `combinations`.
    pub(super) fn for_keys(combinations: u64, rows: usize) -> Self {
        let few = combinations <= (rows as u64).saturating_mul(PLACES_PER_ROW).max(FEW_PLACES);
        match usize::try_from(combinations) {
            Ok(combinations) if few => Self::Array(vec![NO_GROUP; combinations]),
            _ => Self::Hashed(FxHashMap::default()),
        }
    }

    /// What stands at the place of a key; [`NO_GROUP`] where nothing does.
    pub(super) fn of(&self, key: u64) -> u32 {
        let found = match self {
            Self::Array(places) => places.get(usize::try_from(key).unwrap_or(usize::MAX)),
            Self::Hashed(places) => places.get(&key),
        };
        found.copied().unwrap_or(NO_GROUP)
    }

    /// What stands at the place of each key, behind what was found before.
    pub(super) fn all(&self, keys: impl Iterator<Item = Option<u64>>, found: &mut Vec<u32>) {
        match self {
            Self::Array(places) => {
                let of = |key: u64| places.get(usize::try_from(key).unwrap_or(usize::MAX)).copied();
                found.extend(keys.map(|key| key.and_then(of).unwrap_or(NO_GROUP)));
            }
            Self::Hashed(_) => found.extend(keys.map(|key| key.map_or(NO_GROUP, |key| self.of(key)))),
        }
    }

    /// The place of a key; none beyond the keys that were said to come.
    pub(super) fn of_mut(&mut self, key: u64) -> Option<&mut u32> {
        match self {
            Self::Array(places) => places.get_mut(usize::try_from(key).unwrap_or(usize::MAX)),
            Self::Hashed(places) => Some(places.entry(key).or_insert(NO_GROUP)),
        }
    }
}

/// Gives each row that has a group the one that `place` says for its packed key.
fn regroup(encoders: &[Encoder], codes: &[RowCodes<'_>], groups: &mut [u32], mut place: impl FnMut(usize, u64) -> u32) {
    let mut packed = Packed::<u64>::new();
    for (block, start) in groups.chunks_mut(BLOCK).zip((0..).step_by(BLOCK)) {
        packed.restart(block.iter().map(|group| (u64::from(*group), *group == NO_GROUP)));
        packed.put(start, encoders, codes);
        for (group, (row, key)) in block.iter_mut().zip((start..).zip(packed.keys())) {
            *group = key.map_or(NO_GROUP, |key| place(row, key));
        }
    }
}

/// Rows are numbered in 32 bits.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NO_GROUP)
}

/// Numbers of values that are not text: dates, flags and scaled integers.
pub(super) fn integer(column: Option<&Column>, row: usize) -> Option<i128> {
    match column? {
        Column::Numbers(numbers) => numbers.get(row),
        Column::Dates(dates) => dates.get(row).map(i128::from),
        Column::Flags(flags) => flags.get(row).map(i128::from),
        Column::Strings(_) => None,
    }
}

#[cfg(test)]
#[path = "key_index_tests.rs"]
mod tests;
