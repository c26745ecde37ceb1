//! The one row of each key: what a relation leads to.
//!
//! Less than a [`KeyIndex`] knows and so faster to make: no groups, only rows, at the places of the packed keys.

use super::Table;
use super::key_codes::{BLOCK, Encoder, Packed, RowCodes};
use super::key_index::{KeyIndex, NO_GROUP, Places};

/// A key that several rows have, and so none in particular; like [`NO_GROUP`] beyond every row number.
const SEVERAL: u32 = NO_GROUP - 1;

/// A row whose key could not be read, so that it is not known where it leads.
pub(crate) const UNREAD_KEY: u32 = NO_GROUP - 2;

/// The rows of a table by the values of some of its fields.
#[derive(Debug)]
pub(crate) enum KeyRows {
    /// By the codes of all fields packed into one integer.
    Packed(Vec<Encoder>, Places),
    /// By groups, where the codes do not pack.
    Grouped(KeyIndex),
}

impl KeyRows {
    /// The rows of `table` by `fields` (positions in its schema).
    pub(crate) fn build(table: &Table, fields: &[usize]) -> Self {
        let rows = table.rows();
        let (encoders, codes): (Vec<Encoder>, Vec<RowCodes<'_>>) =
            fields.iter().map(|field| Encoder::of(table.column(*field), rows)).unzip();
        let combinations = encoders.iter().try_fold(1_u64, |all, encoder| all.checked_mul(encoder.codes()));
        let Some(combinations) = combinations else { return Self::Grouped(KeyIndex::build(table, fields)) };
        let mut places = Places::for_keys(combinations, rows);
        each_key(&encoders, &codes, rows, |row, key| {
            if let Some(place) = key.and_then(|key| places.of_mut(key)) {
                *place = if *place == NO_GROUP { u32::try_from(row).unwrap_or(SEVERAL) } else { SEVERAL };
            }
        });
        Self::Packed(encoders, places)
    }

    /// For each row of another table the one row here that has the same key, [`NO_GROUP`] where none has, or a number
    /// for which [`is_one`] is false where several have.
    pub(crate) fn lookup(&self, other: &Table, fields: &[usize]) -> Vec<u32> {
        let rows = other.rows();
        match self {
            Self::Packed(encoders, places) => {
                let codes: Vec<RowCodes<'_>> = encoders
                    .iter()
                    .zip(fields)
                    .map(|(encoder, field)| encoder.of_other(other.column(*field), rows))
                    .collect();
                let mut found = Vec::with_capacity(rows);
                each_key(encoders, &codes, rows, |_, key| {
                    found.push(key.map_or(NO_GROUP, |key| places.of(key)));
                });
                found
            }
            Self::Grouped(index) => {
                let mut found = index.lookup(other, fields);
                for row in &mut found {
                    *row = match (*row, index.size(*row)) {
                        (NO_GROUP, _) => NO_GROUP,
                        (group, 1) => index.first_row(group).unwrap_or(NO_GROUP),
                        _ => SEVERAL,
                    };
                }
                found
            }
        }
    }
}

/// Whether an answer of [`KeyRows::lookup`] is one row.
pub(crate) fn is_one(row: u32) -> bool {
    row < UNREAD_KEY
}

/// Whether an answer of [`KeyRows::lookup`] stands for several rows, none of which is meant more than another, or for
/// one that is not known.
pub(crate) fn is_several(row: u32) -> bool {
    row == SEVERAL || row == UNREAD_KEY
}

/// The packed key of every row, in order; none where a field is empty.
fn each_key(encoders: &[Encoder], codes: &[RowCodes<'_>], rows: usize, mut take: impl FnMut(usize, Option<u64>)) {
    let mut packed = Packed::default();
    for start in (0..rows).step_by(BLOCK) {
        let length = rows.saturating_sub(start).min(BLOCK);
        packed.restart(std::iter::repeat_n((0, false), length));
        packed.put(start, encoders, codes);
        (start..).zip(packed.keys()).for_each(|(row, key)| take(row, key));
    }
}
