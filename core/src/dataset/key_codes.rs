//! The small number ("code") of each row's value in a key field.

use super::key_index::{NO_GROUP, integer};
use super::{Bitmap, Column, Dictionary, Strings};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many rows are packed together, so that they stay in the processor's cache.
pub(super) const BLOCK: usize = 2_048;
/// What a row without a code packs to; every packed key is below it.
pub(super) const MISSING: u64 = u64::MAX;

/// How one field's values become codes.
#[derive(Clone, Debug)]
pub(super) enum Encoder {
    /// By the folded keys of a dictionary.
    Text(Arc<Dictionary>),
    /// Scale, and integer to code.
    Number(u32, FxHashMap<i128, u32>),
}

/// The code of every row of a column.
#[derive(Debug)]
pub(super) enum RowCodes<'a> {
    /// The code of each entry of a dictionary, and the entry of each row.
    Text { ids: &'a [u32], of_value: Vec<u32>, validity: Option<&'a Bitmap> },
    /// The codes themselves.
    Plain(Vec<u32>),
    /// No row has any.
    None,
}

impl Encoder {
    /// The encoder of a column's own values, and their codes.
    pub(super) fn of(column: Option<&Column>, rows: usize) -> (Self, RowCodes<'_>) {
        match column {
            Some(Column::Strings(strings)) => {
                let codes = text_codes(strings, |key| key);
                (Self::Text(strings.shared_dictionary()), codes)
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
                (Self::Number(scale(other), map), RowCodes::Plain(codes))
            }
        }
    }

    /// How many codes there are; at least one, so that what they are multiplied with keeps its size.
    pub(super) fn codes(&self) -> u64 {
        let codes = match self {
            Self::Text(dictionary) => dictionary.keys().len(),
            Self::Number(_, map) => map.len(),
        };
        codes.max(1) as u64
    }

    /// The codes that another column's values have here.
    pub(super) fn of_other<'a>(&self, column: Option<&'a Column>, rows: usize) -> RowCodes<'a> {
        match (self, column) {
            (Self::Text(own), Some(Column::Strings(strings))) => {
                let translated: Vec<u32> =
                    strings.dictionary().keys().iter().map(|key| own.key_id(key).unwrap_or(NO_GROUP)).collect();
                text_codes(strings, |key| translated.get(key as usize).copied().unwrap_or(NO_GROUP))
            }
            (Self::Number(own, map), column) if *own == scale(column) => RowCodes::Plain(
                (0..rows)
                    .map(|row| integer(column, row).and_then(|value| map.get(&value).copied()).unwrap_or(NO_GROUP))
                    .collect(),
            ),
            // A rulebook joins fields of one type only; anything else matches nothing.
            _ => RowCodes::None,
        }
    }
}

impl RowCodes<'_> {
    /// Packs the codes of the rows from `start` on behind what is packed already.
    pub(super) fn pack(&self, start: usize, codes: u64, packed: &mut [u64]) {
        let put = |packed: &mut u64, code: u32| {
            // Below 2^64 by the choice of a level's fields.
            *packed = match (*packed, code) {
                (MISSING, _) | (_, NO_GROUP) => MISSING,
                (before, code) => before.wrapping_mul(codes).wrapping_add(u64::from(code)),
            };
        };
        match self {
            Self::Text { ids, of_value, validity } => {
                let code = |id: u32| of_value.get(id as usize).copied().unwrap_or(NO_GROUP);
                let ids = ids.get(start..).unwrap_or_default();
                match validity {
                    None => packed.iter_mut().zip(ids).for_each(|(packed, id)| put(packed, code(*id))),
                    Some(validity) => packed.iter_mut().zip(ids).zip(start..).for_each(|((packed, id), row)| {
                        put(packed, if validity.get(row) { code(*id) } else { NO_GROUP });
                    }),
                }
            }
            Self::Plain(codes) => {
                let codes = codes.get(start..).unwrap_or_default();
                packed.iter_mut().zip(codes).for_each(|(packed, code)| put(packed, *code));
            }
            Self::None => packed.fill(MISSING),
        }
    }
}

fn text_codes(strings: &Strings, number: impl Fn(u32) -> u32) -> RowCodes<'_> {
    let of_value = strings.dictionary().keys_of_values().iter().map(|key| number(*key)).collect();
    RowCodes::Text { ids: strings.ids(), of_value, validity: strings.validity() }
}

fn scale(column: Option<&Column>) -> u32 {
    match column {
        Some(Column::Numbers(numbers)) => numbers.scale(),
        _ => 0,
    }
}
