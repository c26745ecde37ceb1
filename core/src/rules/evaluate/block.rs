//! Bits and integers of one block of rows.

use crate::dataset::Bitmap;
use std::borrow::Cow;

/// How many rows are looked at together: the columns of a few rules at this length stay in the processor's nearest
/// cache.
pub(crate) const BLOCK_ROWS: usize = 1_024;
const WORDS: usize = BLOCK_ROWS / 64;

/// The rows that are looked at together, what is noted of them, and memory that is used again for the next.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) start: usize,
    pub(crate) length: usize,
    /// The rows whose arithmetic has left 128 bits.
    pub(crate) lost: Mask,
    spare: Vec<Vec<i64>>,
}

impl Block {
    pub(crate) fn new() -> Self {
        Self { start: 0, length: 0, lost: Mask::NONE, spare: Vec::new() }
    }

    /// Turns to the rows from `start` on, of a table of `rows`.
    pub(crate) fn turn_to(&mut self, start: usize, rows: usize) {
        (self.start, self.length) = (start, rows.saturating_sub(start).min(BLOCK_ROWS));
        self.lost = Mask::NONE;
    }

    /// The numbers of its rows in the block.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> + use<> {
        self.start..self.start.saturating_add(self.length)
    }

    /// The part of a column that belongs to it.
    pub(super) fn of<'a, T>(&self, column: &'a [T]) -> &'a [T] {
        let end = self.start.saturating_add(self.length).min(column.len());
        column.get(self.start.min(end)..end).unwrap_or_default()
    }

    /// The part of a bitmap that belongs to it.
    pub(super) fn bits(&self, bits: &Bitmap) -> Mask {
        Mask::of_words(bits.words(), self.start)
    }

    /// Takes and clears what is noted as lost.
    pub(crate) fn take_lost(&mut self) -> Mask {
        std::mem::replace(&mut self.lost, Mask::NONE)
    }

    pub(super) fn note_lost(&mut self, rows: Mask) {
        self.lost = self.lost.or(rows);
    }

    /// Empty memory for the integers of its rows.
    pub(super) fn memory(&mut self) -> Vec<i64> {
        self.spare.pop().unwrap_or_default()
    }

    /// Takes memory back.
    pub(super) fn give_back(&mut self, values: Integers<'_>) {
        if let Integers::Narrow(Cow::Owned(mut memory)) = values {
            memory.clear();
            self.spare.push(memory);
        }
    }
}

/// One bit for each row of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mask([u64; WORDS]);

impl Mask {
    pub(crate) const NONE: Self = Self([0; WORDS]);
    pub(crate) const ALL: Self = Self([u64::MAX; WORDS]);

    pub(crate) fn all(value: bool) -> Self {
        if value { Self::ALL } else { Self::NONE }
    }

    /// The bits of a longer bitmap from a row on that starts a word.
    pub(crate) fn of_words(words: &[u64], start: usize) -> Self {
        let mut mask = Self::NONE;
        for (own, word) in mask.0.iter_mut().zip(words.iter().skip(start / 64)) {
            *own = *word;
        }
        mask
    }

    /// One bit for each value.
    pub(crate) fn of<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Self {
        let mut mask = Self::NONE;
        let (whole, rest) = values.as_chunks::<64>();
        for (word, values) in mask.0.iter_mut().zip(whole) {
            *word = word_of(std::array::from_fn(|place| values.get(place).is_some_and(|value| test(*value))));
        }
        mask.end_with(whole.len(), rest.iter().map(|value| test(*value)));
        mask
    }

    /// One bit for each pair of values.
    pub(crate) fn of_pairs<T: Copy>(left: &[T], right: &[T], test: impl Fn(T, T) -> bool) -> Self {
        let mut mask = Self::NONE;
        let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<64>(), right.as_chunks::<64>());
        for (word, (left, right)) in mask.0.iter_mut().zip(left.iter().zip(right)) {
            *word = word_of(std::array::from_fn(|place| {
                left.get(place).zip(right.get(place)).is_some_and(|(a, b)| test(*a, *b))
            }));
        }
        mask.end_with(left.len(), left_rest.iter().zip(right_rest).map(|(a, b)| test(*a, *b)));
        mask
    }

    /// Puts the bits of the last rows, fewer than 64, behind whole words.
    fn end_with(&mut self, words: usize, bits: impl Iterator<Item = bool>) {
        if let Some(word) = self.0.get_mut(words) {
            *word = bits.enumerate().fold(0, |word, (place, bit)| word | u64::from(bit) << place);
        }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    pub(crate) fn not(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    /// Some words of the mask, in place.
    pub(super) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }

    pub(crate) fn set(&mut self, row: usize) {
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The rows of the first `length` whose bit is set.
    pub(crate) fn rows(self, length: usize) -> impl Iterator<Item = usize> {
        self.0.into_iter().zip((0_usize..).step_by(64)).flat_map(move |(mut word, first)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                (bit < 64).then(|| first.saturating_add(bit as usize))
            })
            .filter(move |row| *row < length)
        })
    }

    fn zip(self, other: Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let mut mask = Self::NONE;
        for (word, (a, b)) in mask.0.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            *word = combine(a, b);
        }
        mask
    }
}

/// The answer of a condition for each row of a block: true, false, or unknown where neither bit is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    pub(crate) yes: Mask,
    pub(crate) no: Mask,
}

impl Truth {
    pub(crate) fn constant(value: bool) -> Self {
        Self { yes: Mask::all(value), no: Mask::all(!value) }
    }

    /// Known everywhere.
    pub(crate) fn known(yes: Mask) -> Self {
        Self { yes, no: yes.not() }
    }

    /// Unknown outside `known`.
    pub(crate) fn within(yes: Mask, known: Mask) -> Self {
        Self { yes: yes.and(known), no: yes.not().and(known) }
    }

    /// The rows that are neither true nor false.
    pub(crate) fn unknown(self) -> Mask {
        self.yes.or(self.no).not()
    }

    pub(crate) fn not(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { yes: self.yes.and(other.yes), no: self.no.or(other.no) }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self { yes: self.yes.or(other.yes), no: self.no.and(other.no) }
    }

    /// Whether both are known and have the same answer.
    pub(crate) fn same(self, other: Self) -> Self {
        Self {
            yes: self.yes.and(other.yes).or(self.no.and(other.no)),
            no: self.yes.and(other.no).or(self.no.and(other.yes)),
        }
    }
}

/// The integers of a block.
#[derive(Clone, Debug)]
pub(crate) enum Integers<'a> {
    Same(i128),
    Narrow(Cow<'a, [i64]>),
    Wide(Cow<'a, [i128]>),
}

impl Integers<'_> {
    /// One value a row, in 128 bits.
    pub(crate) fn widened(&self, length: usize) -> Cow<'_, [i128]> {
        match self {
            Self::Same(value) => Cow::Owned(vec![*value; length]),
            Self::Narrow(values) => Cow::Owned(values.iter().map(|value| i128::from(*value)).collect()),
            Self::Wide(values) => Cow::Borrowed(values),
        }
    }
}

/// 64 bits, lowest first. Eight truth values are eight bytes of 0 or 1; one multiplication moves each to its place in
/// the highest byte of the product (no two meet in any place, so nothing carries).
fn word_of(bits: [bool; 64]) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bits.as_chunks::<8>();
    eights.iter().rev().fold(0, |word, eight| {
        let bytes = u64::from_le_bytes(eight.map(u8::from));
        word << 8 | bytes.wrapping_mul(GATHER) >> 56
    })
}
