//! Bits packed in words: which rows have a value, which rows fail.

/// A fixed number of bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    words: Vec<u64>,
    length: usize,
}

impl Bitmap {
    /// `length` bits, all the same.
    #[must_use]
    pub fn new(length: usize, value: bool) -> Self {
        Self { words: vec![if value { u64::MAX } else { 0 }; length.div_ceil(64)], length }
    }

    /// How many bits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it has no bits at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// One bit; false beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> bool {
        index < self.length && self.words.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Sets one bit; nothing beyond the end.
    pub fn set(&mut self, index: usize, value: bool) {
        if index >= self.length {
            return;
        }
        if let Some(word) = self.words.get_mut(index / 64) {
            let bit = 1_u64 << (index % 64);
            if value {
                *word |= bit;
            } else {
                *word &= !bit;
            }
        }
    }

    /// The words, 64 bits each, lowest first; bits beyond the length are unspecified.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many bits are set.
    #[must_use]
    pub fn count_ones(&self) -> usize {
        (0..self.length).filter(|index| self.get(*index)).count()
    }
}

impl Bitmap {
    /// A bit for each value: whether it is one of those that are meant.
    pub(crate) fn of<T>(values: &[T], is_meant: impl Fn(&T) -> bool) -> Self {
        let word = |values: &[T]| {
            values.iter().rev().fold(0_u64, |word, value| word.wrapping_shl(1) | u64::from(is_meant(value)))
        };
        Self { words: values.chunks(64).map(word).collect(), length: values.len() }
    }
}

impl FromIterator<bool> for Bitmap {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Self {
        let bits = bits.into_iter();
        let mut words = Vec::with_capacity(bits.size_hint().0.div_ceil(64));
        let mut length = 0_usize;
        let mut word = 0_u64;
        for bit in bits {
            word |= u64::from(bit) << (length % 64);
            length = length.saturating_add(1);
            if length.is_multiple_of(64) {
                words.push(std::mem::take(&mut word));
            }
        }
        if !length.is_multiple_of(64) {
            words.push(word);
        }
        Self { words, length }
    }
}
