//! Rows grouped by the values of some fields: for keys, relations, `by` and hierarchies.

use super::{Column, Table};
use rustc_hash::FxHashMap;

/// The group number of a row that has no group: one of its key fields is empty, or the key is not there.
pub const NO_GROUP: u32 = u32::MAX;

/// The rows of a table grouped by some of its fields. Groups are numbered in the order of their first row.
///
/// Codes and text are compared in folded form, so `۶۷` and `67` are one key. A row with an empty key field is in no
/// group.
#[derive(Clone, Debug)]
pub struct KeyIndex {
    /// For each field after the first: (group so far, code of the field) packed, to the next group.
    levels: Vec<FxHashMap<u64, u32>>,
    encoders: Vec<Encoder>,
    of_row: Vec<u32>,
    first_row: Vec<u32>,
    size: Vec<u32>,
}

/// How one field's values become small numbers.
#[derive(Clone, Debug)]
enum Encoder {
    /// Folded text to number.
    Text(FxHashMap<String, u32>),
    /// Scale and integer to number.
    Number(u32, FxHashMap<i128, u32>),
}

impl KeyIndex {
    /// The rows of `table` grouped by `fields` (positions in its schema).
    #[must_use]
    pub fn build(table: &Table, fields: &[usize]) -> Self {
        let mut encoders = Vec::with_capacity(fields.len());
        let mut levels = Vec::with_capacity(fields.len());
        let mut groups = vec![0_u32; table.rows()];
        for field in fields {
            let (encoder, codes) = encode(table.column(*field), table.rows());
            let mut level = FxHashMap::default();
            for (group, code) in groups.iter_mut().zip(&codes) {
                *group = match (*group, *code) {
                    (NO_GROUP, _) | (_, NO_GROUP) => NO_GROUP,
                    (before, code) => {
                        let next = u32::try_from(level.len()).unwrap_or(NO_GROUP);
                        *level.entry(packed(before, code)).or_insert(next)
                    }
                };
            }
            encoders.push(encoder);
            levels.push(level);
        }
        let count = levels.last().map_or(usize::from(table.rows() > 0), FxHashMap::len);
        let mut first_row = vec![NO_GROUP; count];
        let mut size = vec![0_u32; count];
        for (row, group) in groups.iter().enumerate() {
            if let (Some(first), Some(size)) = (first_row.get_mut(*group as usize), size.get_mut(*group as usize)) {
                if *size == 0 {
                    *first = u32::try_from(row).unwrap_or(NO_GROUP);
                }
                *size = size.saturating_add(1);
            }
        }
        Self { levels, encoders, of_row: groups, first_row, size }
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
        self.size.get(group as usize).copied().unwrap_or(0)
    }

    /// For each row of another table the group here that has the same key, or [`NO_GROUP`].
    #[must_use]
    pub fn lookup(&self, other: &Table, fields: &[usize]) -> Vec<u32> {
        let mut groups = vec![0_u32; other.rows()];
        for ((field, encoder), level) in fields.iter().zip(&self.encoders).zip(&self.levels) {
            let codes = encoder.encode_other(other.column(*field), other.rows());
            for (group, code) in groups.iter_mut().zip(&codes) {
                *group = match (*group, *code) {
                    (NO_GROUP, _) | (_, NO_GROUP) => NO_GROUP,
                    (before, code) => level.get(&packed(before, code)).copied().unwrap_or(NO_GROUP),
                };
            }
        }
        groups
    }
}

fn packed(group: u32, code: u32) -> u64 {
    u64::from(group) << 32 | u64::from(code)
}

/// The small number of each row's value, and how others get the same.
fn encode(column: Option<&Column>, rows: usize) -> (Encoder, Vec<u32>) {
    match column {
        Some(Column::Strings(strings)) => {
            let keys = strings.dictionary().keys();
            let map = keys.iter().zip(0_u32..).map(|(key, id)| (key.clone(), id)).collect();
            let codes = by_key(strings, |key| key);
            (Encoder::Text(map), codes)
        }
        other => {
            let mut map = FxHashMap::default();
            let codes = (0..rows)
                .map(|row| match integer(other, row) {
                    Some(value) => {
                        let next = u32::try_from(map.len()).unwrap_or(NO_GROUP);
                        *map.entry(value).or_insert(next)
                    }
                    None => NO_GROUP,
                })
                .collect();
            (Encoder::Number(scale(other), map), codes)
        }
    }
}

impl Encoder {
    /// The numbers that the same values have here.
    fn encode_other(&self, column: Option<&Column>, rows: usize) -> Vec<u32> {
        match (self, column) {
            (Self::Text(map), Some(Column::Strings(strings))) => {
                let keys = strings.dictionary().keys();
                let translated: Vec<u32> =
                    keys.iter().map(|key| map.get(key.as_str()).copied().unwrap_or(NO_GROUP)).collect();
                by_key(strings, |key| translated.get(key as usize).copied().unwrap_or(NO_GROUP))
            }
            (Self::Number(own, map), column) if *own == scale(column) => (0..rows)
                .map(|row| integer(column, row).and_then(|value| map.get(&value).copied()).unwrap_or(NO_GROUP))
                .collect(),
            // A rulebook joins fields of one type only; anything else matches nothing.
            _ => vec![NO_GROUP; rows],
        }
    }
}

fn by_key(strings: &super::Strings, number: impl Fn(u32) -> u32) -> Vec<u32> {
    let of_value: Vec<u32> = strings.dictionary().keys_of_values().iter().map(|key| number(*key)).collect();
    let code = |id: &u32| of_value.get(*id as usize).copied().unwrap_or(NO_GROUP);
    match strings.validity() {
        None => strings.ids().iter().map(code).collect(),
        Some(validity) => strings
            .ids()
            .iter()
            .enumerate()
            .map(|(row, id)| if validity.get(row) { code(id) } else { NO_GROUP })
            .collect(),
    }
}

fn scale(column: Option<&Column>) -> u32 {
    match column {
        Some(Column::Numbers(numbers)) => numbers.scale(),
        _ => 0,
    }
}

fn integer(column: Option<&Column>, row: usize) -> Option<i128> {
    match column? {
        Column::Numbers(numbers) => numbers.get(row),
        Column::Dates(dates) => dates.get(row).map(i128::from),
        Column::Flags(flags) => flags.get(row).map(i128::from),
        Column::Strings(_) => None,
    }
}
