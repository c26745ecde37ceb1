//! The small number ("code") of each row's value in a key field.

use super::key_index::{NO_GROUP, integer};
use super::{Bitmap, Column, Dictionary, Strings};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many rows are packed together, so that they stay in the processor's cache.
pub(super) const BLOCK: usize = 4_096;
/// Rows of one word of a bitmap.
const WORD: usize = 64;

/// A packed key: in 32 bits where all keys fit, which is faster, or in 64.
pub(super) trait Key: Copy + From<u32> + Into<u64> {
    /// This key with one code more, of so many: `key × codes + code`.
    fn with(self, codes: Self, code: u32) -> Self;
}

impl Key for u32 {
    fn with(self, codes: Self, code: u32) -> Self {
        self.wrapping_mul(codes).wrapping_add(code)
    }
}

impl Key for u64 {
    fn with(self, codes: Self, code: u32) -> Self {
        self.wrapping_mul(codes).wrapping_add(Self::from(code))
    }
}

/// The packed codes of some rows, and which of the rows lack one.
#[derive(Debug)]
pub(super) struct Packed<K> {
    keys: Vec<K>,
    missing: Vec<bool>,
}

impl<K: Key> Packed<K> {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self { keys: Vec::new(), missing: Vec::new() }
    }

    /// Begins with other rows: what is packed for each of them already, and whether it lacks something.
    pub(super) fn restart(&mut self, rows: impl Iterator<Item = (K, bool)> + Clone) {
        self.keys.clear();
        self.keys.extend(rows.clone().map(|(key, _)| key));
        self.missing.clear();
        self.missing.extend(rows.map(|(_, missing)| missing));
    }

    /// Packs the codes of some fields for the rows from `start` on.
    pub(super) fn put(&mut self, start: usize, encoders: &[Encoder], codes: &[RowCodes<'_>]) {
        for (encoder, codes) in encoders.iter().zip(codes) {
            codes.pack(start, K::from(encoder.codes()), self);
        }
    }

    /// The packed key of each row that has one.
    pub(super) fn keys(&self) -> impl Iterator<Item = Option<u64>> {
        self.keys.iter().zip(&self.missing).map(|(key, missing)| (!missing).then_some((*key).into()))
    }
}

/// How one field's values become codes.
#[derive(Clone, Debug)]
pub(crate) enum Encoder {
    /// By the folded keys of a dictionary.
    Text(Arc<Dictionary>),
    /// Scale, and integer to code.
    Number(u32, FxHashMap<i128, u32>),
}

/// The code of every row of a column.
#[derive(Debug)]
pub(super) enum RowCodes<'a> {
    /// The entry of each row, which all rows have, and whose number is its code.
    Same(&'a [u32]),
    /// The entry of each row, which all rows have, and the code of each entry, which all entries have.
    Complete { ids: &'a [u32], of_value: Vec<u32> },
    /// The entry of each row that has one, and the code of each entry that has one.
    Partial { ids: &'a [u32], of_value: Vec<u32>, validity: Option<&'a Bitmap> },
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
    pub(super) fn codes(&self) -> u32 {
        let codes = match self {
            Self::Text(dictionary) => dictionary.keys().len(),
            Self::Number(_, map) => map.len(),
        };
        u32::try_from(codes.max(1)).unwrap_or(u32::MAX)
    }

    /// The codes that another column's values have here.
    pub(super) fn of_other<'a>(&self, column: Option<&'a Column>, rows: usize) -> RowCodes<'a> {
        match (self, column) {
            (Self::Text(own), Some(Column::Strings(strings))) if Arc::ptr_eq(own, &strings.shared_dictionary()) => {
                text_codes(strings, |key| key)
            }
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
    /// Packs the codes of the rows from `start` on behind what is packed already: a key so far of `k` becomes
    /// `k × codes + code`, within its bits by the choice of a level's fields.
    pub(super) fn pack<K: Key>(&self, start: usize, codes: K, packed: &mut Packed<K>) {
        let put = |key: &mut K, code: u32| *key = key.with(codes, code);
        let put_or_miss = |((key, missing), code): ((&mut K, &mut bool), u32)| {
            *missing |= code == NO_GROUP;
            put(key, code);
        };
        let places = packed.keys.iter_mut().zip(&mut packed.missing);
        match self {
            Self::Same(ids) => {
                let ids = ids.get(start..).unwrap_or_default();
                packed.keys.iter_mut().zip(ids).for_each(|(key, id)| put(key, *id));
            }
            Self::Complete { ids, of_value } => {
                let ids = ids.get(start..).unwrap_or_default();
                for (key, id) in packed.keys.iter_mut().zip(ids) {
                    put(key, of_value.get(*id as usize).copied().unwrap_or_default());
                }
            }
            Self::Partial { ids, of_value, validity } => {
                let ids = ids.get(start..).unwrap_or_default().iter();
                let codes = ids.map(|id| of_value.get(*id as usize).copied().unwrap_or(NO_GROUP));
                places.zip(codes).for_each(put_or_miss);
                // Blocks begin where a word of the bitmap does.
                let words = validity.iter().flat_map(|validity| validity.words()).skip(start / WORD);
                for (missing, word) in packed.missing.chunks_mut(WORD).zip(words).filter(|(_, word)| **word != u64::MAX)
                {
                    for (bit, missing) in missing.iter_mut().enumerate() {
                        *missing |= word >> bit & 1 == 0;
                    }
                }
            }
            Self::Plain(codes) => places.zip(codes.iter().skip(start).copied()).for_each(put_or_miss),
            Self::None => packed.missing.fill(true),
        }
    }
}

fn text_codes(strings: &Strings, number: impl Fn(u32) -> u32) -> RowCodes<'_> {
    let of_value: Vec<u32> = strings.dictionary().keys_of_values().iter().map(|key| number(*key)).collect();
    match strings.validity() {
        None if (0..).zip(&of_value).all(|(own, code)| own == *code) => RowCodes::Same(strings.ids()),
        None if !of_value.contains(&NO_GROUP) => RowCodes::Complete { ids: strings.ids(), of_value },
        validity => RowCodes::Partial { ids: strings.ids(), of_value, validity },
    }
}

fn scale(column: Option<&Column>) -> u32 {
    match column {
        Some(Column::Numbers(numbers)) => numbers.scale(),
        _ => 0,
    }
}
