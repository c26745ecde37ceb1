//! The one row of each key: what a relation leads to.
//!
//! Less than a [`KeyIndex`] knows and so faster to make: no groups, only rows, at the places of the packed keys.

use super::Table;
use super::key_codes::{BLOCK, Encoder, Key, Packed, RowCodes};
use super::key_index::{KeyIndex, NO_GROUP, Places};

/// A key that several rows have, and so none in particular; like [`NO_GROUP`] beyond every row number.
const SEVERAL: u32 = NO_GROUP - 1;

/// A row whose key could not be read, so that it is not known where it leads.
pub(crate) const UNREAD_KEY: u32 = NO_GROUP - 2;

/// The rows of a table by the values of some of its fields.
#[derive(Debug)]
pub(crate) enum KeyRows {
    /// By the codes of all fields packed into one integer, of so many.
    Packed {
        /// From the values of each field to its codes.
        encoders: Vec<Encoder>,
        /// How many packed keys there may be.
        combinations: u64,
        /// The row of each packed key.
        places: Places,
        /// Whether several rows have one key.
        repeated: bool,
    },
    /// By groups, where the codes do not pack.
    Grouped(KeyIndex),
}

impl KeyRows {
    /// The rows of `table` by `fields` (positions in its schema).
    pub(crate) fn build(table: &Table, fields: &[usize]) -> Self {
        let rows = table.rows();
        let (encoders, codes): (Vec<Encoder>, Vec<RowCodes<'_>>) =
            fields.iter().map(|field| Encoder::of(table.column(*field), rows)).unzip();
        let combinations = encoders.iter().try_fold(1_u64, |all, encoder| all.checked_mul(encoder.codes().into()));
        let Some(combinations) = combinations else { return Self::Grouped(KeyIndex::build(table, fields)) };
        let mut places = Places::for_keys(combinations, rows);
        let mut repeated = false;
        let mut enter = |row: usize, key: Option<u64>| {
            if let Some(place) = key.and_then(|key| places.of_mut(key)) {
                let is_new = *place == NO_GROUP;
                repeated |= !is_new;
                *place = if is_new { u32::try_from(row).unwrap_or(SEVERAL) } else { SEVERAL };
            }
        };
        if is_narrow(combinations) {
            each_block::<u32>(&encoders, &codes, rows, |start, packed| {
                (start..).zip(packed.keys()).for_each(|(row, key)| enter(row, key));
            });
        } else {
            each_block::<u64>(&encoders, &codes, rows, |start, packed| {
                (start..).zip(packed.keys()).for_each(|(row, key)| enter(row, key));
            });
        }
        Self::Packed { encoders, combinations, places, repeated }
    }

    /// Whether several rows have one key.
    pub(crate) fn is_repeated(&self) -> bool {
        match self {
            Self::Packed { repeated, .. } => *repeated,
            Self::Grouped(index) => index.is_repeated(),
        }
    }

    /// For each row of another table the one row here that has the same key, [`NO_GROUP`] where none has, or a number
    /// for which [`is_one`] is false where several have.
    pub(crate) fn lookup(&self, other: &Table, fields: &[usize]) -> Vec<u32> {
        let rows = other.rows();
        match self {
            Self::Packed { encoders, combinations, places, .. } => {
                let codes: Vec<RowCodes<'_>> = encoders
                    .iter()
                    .zip(fields)
                    .map(|(encoder, field)| encoder.of_other(other.column(*field), rows))
                    .collect();
                let mut found = Vec::with_capacity(rows);
                if is_narrow(*combinations) {
                    each_block::<u32>(encoders, &codes, rows, |_, packed| places.all(packed.keys(), &mut found));
                } else {
                    each_block::<u64>(encoders, &codes, rows, |_, packed| places.all(packed.keys(), &mut found));
                }
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

/// Whether 32 bits are enough for packed keys.
fn is_narrow(combinations: u64) -> bool {
    combinations <= u64::from(u32::MAX)
}

/// The packed keys of all rows, block by block, with the row that each block begins with.
fn each_block<K: Key>(
    encoders: &[Encoder],
    codes: &[RowCodes<'_>],
    rows: usize,
    mut take: impl FnMut(usize, &Packed<K>),
) {
    let mut packed = Packed::<K>::new();
    for start in (0..rows).step_by(BLOCK) {
        let length = rows.saturating_sub(start).min(BLOCK);
        packed.restart(std::iter::repeat_n((K::from(0), false), length));
        packed.put(start, encoders, codes);
        take(start, &packed);
    }
}
