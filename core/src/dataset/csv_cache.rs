//! What cells of a column meant when they were met before: codes, dates and flags repeat.

use super::csv_split::{bare_length, end_in, word_of};

/// How many cells are kept of a column: few at first, so that a small table costs little; more where they do not do, up
/// to as many as codes of one kind there usually are.
const FEW: usize = 64;
const MANY: usize = 4_096;

/// The meanings of cells that were met, each until another cell needs its place.
pub(super) struct Cache<'t, V> {
    places: Vec<Option<Kept<'t, V>>>,
    /// What of a cell's hash does not tell its place.
    shift: u32,
    /// How many cells were kept since there are so many places.
    kept: usize,
}

struct Kept<'t, V> {
    words: Words,
    cell: &'t [u8],
    meaning: V,
}

/// What tells a cell from nearly all others, and from all where it has fewer than sixteen bytes: its length, its first
/// eight bytes, and the next or the last eight.
#[derive(Clone, Copy, PartialEq)]
struct Words {
    first: u64,
    second: u64,
    length: usize,
}

impl<V> Default for Cache<'_, V> {
    fn default() -> Self {
        Self { places: Vec::new(), shift: 0, kept: 0 }
    }
}

impl<'t, V: Copy> Cache<'t, V> {
    /// The meaning of the cell without quotes at the beginning if it was met, and its length.
    #[inline]
    pub(super) fn bare(&self, rest: &[u8]) -> Option<(V, usize)> {
        if rest.first() == Some(&b'"') {
            return None;
        }
        let first = word_of(rest);
        if let Some(length) = end_in(first) {
            let words = Words { first: beginning(first, length), second: 0, length };
            return Some((self.place(words)?.meaning, length));
        }
        let second = word_of(rest.get(8..)?);
        if let Some(more) = end_in(second) {
            let length = more.wrapping_add(8);
            let words = Words { first, second: beginning(second, more), length };
            return Some((self.place(words)?.meaning, length));
        }
        let length = bare_length(rest);
        Some((self.get(rest.get(..length)?)?, length))
    }

    /// The meaning of a cell, if it was met.
    pub(super) fn get(&self, cell: &[u8]) -> Option<V> {
        self.place(Words::of(cell)).filter(|kept| kept.cell == cell).map(|kept| kept.meaning)
    }

    /// Keeps the meaning of a cell.
    pub(super) fn put(&mut self, cell: &'t [u8], meaning: V) {
        if self.kept == self.places.len() && self.places.len() < MANY {
            let places = self.places.len().saturating_mul(4).clamp(FEW, MANY);
            self.places = std::iter::repeat_with(|| None).take(places).collect();
            self.shift = (places as u64).leading_zeros().saturating_add(1);
            self.kept = 0;
        }
        self.kept = self.kept.saturating_add(1);
        let words = Words::of(cell);
        if let Some(place) = self.places.get_mut(words.place(self.shift)) {
            *place = Some(Kept { words, cell, meaning });
        }
    }

    /// What is kept under these words.
    #[inline]
    fn place(&self, words: Words) -> Option<&Kept<'t, V>> {
        self.places.get(words.place(self.shift))?.as_ref().filter(|kept| kept.words == words)
    }
}

impl Words {
    fn of(cell: &[u8]) -> Self {
        let second = match cell.last_chunk::<8>() {
            Some(last) if 16 <= cell.len() => u64::from_le_bytes(*last),
            _ => word_of(cell.get(8..).unwrap_or_default()),
        };
        Self { first: word_of(cell), second, length: cell.len() }
    }

    #[inline]
    fn place(self, shift: u32) -> usize {
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = self.first ^ self.second.rotate_left(29) ^ self.length as u64;
        usize::try_from(mixed.wrapping_mul(SPREAD) >> shift).unwrap_or(usize::MAX)
    }
}

/// The lowest bytes of eight, the others being zeros.
#[inline]
fn beginning(word: u64, length: usize) -> u64 {
    const LOWEST: [u64; 8] =
        [0, 0xFF, 0xFFFF, 0xFF_FFFF, 0xFFFF_FFFF, 0xFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF, 0xFF_FFFF_FFFF_FFFF];
    LOWEST.get(length).map_or(word, |mask| word & mask)
}
