//! What cells of a column meant when they were read before: codes, dates and flags repeat.

use super::csv_split::{bare_length, end_in, word_of};

/// How many cells are kept of a column: as many as codes of one kind there usually are.
const PLACES: usize = 512;

/// The meanings of cells that were met, each until another cell needs its place.
pub(super) struct Cache<'t, V> {
    /// The first eight bytes of a cell, the cell, its meaning. Empty until one is kept.
    places: Vec<(u64, &'t [u8], Option<V>)>,
}

impl<V> Default for Cache<'_, V> {
    fn default() -> Self {
        Self { places: Vec::new() }
    }
}

impl<'t, V: Copy> Cache<'t, V> {
    /// The meaning of the cell without quotes at the beginning if it was met, and its length.
    #[inline]
    pub(super) fn bare(&self, rest: &[u8]) -> Option<(V, usize)> {
        // What begins with a quote may not end where it seems to.
        let word = Some(word_of(rest)).filter(|_| rest.first() != Some(&b'"'))?;
        match end_in(word) {
            // Beyond the end of the text there are zeros, which end nothing.
            Some(length) => {
                let word = first_bytes(word, length);
                let (kept, cell, meaning) = self.places.get(place(word, length))?;
                (*kept == word && cell.len() == length).then_some((*meaning)?).map(|meaning| (meaning, length))
            }
            None => {
                let length = bare_length(rest);
                self.get(rest.get(..length)?).map(|meaning| (meaning, length))
            }
        }
    }

    /// The meaning of a cell, if it was met.
    pub(super) fn get(&self, cell: &[u8]) -> Option<V> {
        let (word, place) = self.key(cell);
        let (kept, met, meaning) = self.places.get(place)?;
        if *kept == word && *met == cell { *meaning } else { None }
    }

    /// Keeps the meaning of a cell.
    pub(super) fn put(&mut self, cell: &'t [u8], meaning: V) {
        if self.places.is_empty() {
            self.places = vec![(0, &[], None); PLACES];
        }
        let (word, place) = self.key(cell);
        if let Some(kept) = self.places.get_mut(place) {
            *kept = (word, cell, Some(meaning));
        }
    }

    fn key(&self, cell: &[u8]) -> (u64, usize) {
        let word = word_of(cell);
        // Codes of one kind differ at their ends.
        let end = cell.last_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight));
        let place =
            if cell.len() < 8 { place(word, cell.len()) } else { place(word ^ end.rotate_left(29), cell.len()) };
        (word, place)
    }
}

/// The lowest bytes of a word, fewer than eight.
#[inline]
fn first_bytes(word: u64, length: usize) -> u64 {
    let bits = u32::try_from(length.saturating_mul(8)).unwrap_or(0);
    word & (1_u64.checked_shl(bits).unwrap_or(0)).wrapping_sub(1)
}

/// Where a cell stands.
#[inline]
fn place(word: u64, length: usize) -> usize {
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let hash = (word ^ length as u64).wrapping_mul(SPREAD);
    usize::try_from(hash >> 55).unwrap_or(0)
}
