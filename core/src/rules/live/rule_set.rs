//! A set of rules by their positions: a few words of bits, made and joined at every edit.

/// The rules of nearly every table fit in so many words, which need no memory of their own.
const WORDS: usize = 3;

/// Positions of rules, in their table or in the rulebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rules {
    first: [u64; WORDS],
    rest: Vec<u64>,
}

impl Rules {
    pub(super) fn insert(&mut self, rule: usize) {
        let (word, bit) = (rule / 64, 1 << (rule % 64));
        let beyond = word.saturating_sub(WORDS);
        if WORDS <= word && self.rest.len() <= beyond {
            self.rest.resize(beyond.saturating_add(1), 0);
        }
        if let Some(word) = if word < WORDS { self.first.get_mut(word) } else { self.rest.get_mut(beyond) } {
            *word |= bit;
        }
    }

    pub(super) fn contains(&self, rule: usize) -> bool {
        let word = rule / 64;
        let word = if word < WORDS { self.first.get(word) } else { self.rest.get(word.saturating_sub(WORDS)) };
        word.is_some_and(|word| word >> (rule % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words().all(|word| word == 0)
    }

    pub(super) fn len(&self) -> usize {
        self.words().map(|word| word.count_ones() as usize).sum()
    }

    /// Takes in all of another set.
    pub(super) fn add(&mut self, other: &Self) {
        if self.rest.len() < other.rest.len() {
            self.rest.resize(other.rest.len(), 0);
        }
        self.first.iter_mut().chain(&mut self.rest).zip(other.words()).for_each(|(own, other)| *own |= other);
    }

    /// Keeps only what is in another set too.
    pub(super) fn keep(&mut self, other: &Self) {
        let others = other.words().chain(std::iter::repeat(0));
        self.first.iter_mut().chain(&mut self.rest).zip(others).for_each(|(own, other)| *own &= other);
    }

    /// In ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words().zip((0_usize..).step_by(64)).flat_map(|(word, first)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left.wrapping_sub(1);
                Some(first.saturating_add(bit))
            })
        })
    }

    fn words(&self) -> impl Iterator<Item = u64> {
        self.first.iter().chain(&self.rest).copied()
    }
}

impl FromIterator<usize> for Rules {
    fn from_iter<I: IntoIterator<Item = usize>>(rules: I) -> Self {
        let mut set = Self::default();
        rules.into_iter().for_each(|rule| set.insert(rule));
        set
    }
}
