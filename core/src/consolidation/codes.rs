//! The codes of one field, sorted, and the rank of every row's code among them.
//!
//! Ranks are what groups are made of: sorting by rank is sorting by code, whatever order the rows came in.

use crate::dataset::{Bitmap, Column, Strings, Table};
use crate::text;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The rank of a row without a code.
pub(crate) const NO_CODE: u32 = 0;

/// The distinct codes of a field in folded form, sorted. Rank 0 is "no code"; the first code has rank 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    codes: Vec<Code>,
}

/// A code, how it was written (the first spelling in alphabetical order) and what it is called, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    folded: String,
    written: String,
    title: Option<String>,
}

impl Codes {
    /// The codes of these texts, folded.
    pub(crate) fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let mut codes: Vec<Code> =
            texts.into_iter().map(|written| Code { folded: text::fold(&written), written, title: None }).collect();
        codes.sort_by(|a, b| (&a.folded, &a.written).cmp(&(&b.folded, &b.written)));
        codes.dedup_by(|later, first| later.folded == first.folded);
        Self { codes }
    }

    /// Folded code, spelling and title of each, in order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
        self.codes.iter().map(|code| (code.folded.as_str(), code.written.as_str(), code.title.as_deref()))
    }

    /// Distinct codes in any order (folded, spelling, title), and the rank that each place has then; the place of no code
    /// is 0, and the first entry's is 1.
    pub(crate) fn of_entries(entries: &[(String, String, Option<String>)]) -> (Self, Vec<u32>) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|at| entries.get(*at).map(|(folded, ..)| folded));
        let mut ranks = vec![NO_CODE; entries.len().saturating_add(1)];
        let mut codes = Vec::with_capacity(entries.len());
        for (at, rank) in order.into_iter().zip(1_u32..) {
            let Some((folded, written, title)) = entries.get(at) else { continue };
            if let Some(slot) = ranks.get_mut(at.saturating_add(1)) {
                *slot = rank;
            }
            codes.push(Code { folded: folded.clone(), written: written.clone(), title: title.clone() });
        }
        (Self { codes }, ranks)
    }

    /// How many ranks there are, the one of "no code" among them.
    pub(crate) fn ranks(&self) -> usize {
        self.codes.len().saturating_add(1)
    }

    fn at(&self, rank: u32) -> Option<&Code> {
        self.codes.get((rank as usize).checked_sub(1)?)
    }

    /// The code of a rank; none for rank 0.
    pub(crate) fn code(&self, rank: u32) -> Option<&str> {
        self.at(rank).map(|code| code.folded.as_str())
    }

    /// How the code of a rank is written.
    pub(crate) fn written(&self, rank: u32) -> Option<&str> {
        self.at(rank).map(|code| code.written.as_str())
    }

    /// What the code of a rank is called, if a title came with it.
    pub(crate) fn title(&self, rank: u32) -> Option<&str> {
        self.at(rank)?.title.as_deref()
    }

    /// Remembers a title of a code; of several, the first in alphabetical order.
    pub(crate) fn entitle(&mut self, rank: u32, title: &str) {
        let code = (rank as usize).checked_sub(1).and_then(|index| self.codes.get_mut(index));
        if let Some(code) = code
            && code.title.as_deref().is_none_or(|known| title < known)
        {
            code.title = Some(title.to_owned());
        }
    }

    /// The rank of a folded code.
    pub(crate) fn rank(&self, folded: &str) -> Option<u32> {
        let index = self.codes.binary_search_by(|code| code.folded.as_str().cmp(folded)).ok()?;
        u32::try_from(index.checked_add(1)?).ok()
    }

    /// All codes of both, and for each of them what its ranks become. Order is kept: what was sorted stays sorted.
    pub(crate) fn union(self, other: Self) -> (Self, Vec<u32>, Vec<u32>) {
        let (mut ours, mut theirs) = (vec![NO_CODE], vec![NO_CODE]);
        let mut codes = Vec::with_capacity(self.codes.len().max(other.codes.len()));
        let (mut left, mut right) = (self.codes.into_iter().peekable(), other.codes.into_iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => a.folded.cmp(&b.folded),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let rank = u32::try_from(codes.len().saturating_add(1)).unwrap_or(u32::MAX);
            let mut taken = None;
            if order != Ordering::Greater {
                ours.push(rank);
                taken = left.next();
            }
            if order != Ordering::Less {
                theirs.push(rank);
                taken = match (taken, right.next()) {
                    (Some(a), Some(b)) => Some(a.or(b)),
                    (a, b) => a.or(b),
                };
            }
            codes.extend(taken);
        }
        (Self { codes }, ours, theirs)
    }
}

impl Code {
    /// The same code from two sides: of spellings and titles, the first in alphabetical order.
    fn or(self, other: Self) -> Self {
        let title = match (self.title, other.title) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { folded: self.folded, written: self.written.min(other.written), title }
    }
}

/// The rank of the code of every row.
#[derive(Clone, Debug)]
pub(crate) enum Ranks<'a> {
    /// All rows are without a code.
    None,
    /// By the number of the row's text in its dictionary.
    Dictionary {
        /// The numbers.
        ids: &'a [u32],
        /// From number to rank.
        rank: Vec<u32>,
        /// Which rows have a code.
        validity: Option<&'a Bitmap>,
    },
    /// One by one.
    Rows(Vec<u32>),
}

/// The codes of a column and the rank of each row's code.
pub(crate) fn encode<'a>(table: &'a Table, field: usize) -> (Codes, Ranks<'a>) {
    match table.column(field) {
        None => (Codes::default(), Ranks::None),
        Some(Column::Strings(strings)) => encode_strings(strings),
        Some(_) => {
            let texts: Vec<Option<String>> = (0..table.rows())
                .map(|row| match table.scalar(row, field) {
                    crate::finding::Scalar::Missing => None,
                    value => Some(value.to_string()),
                })
                .collect();
            let codes = Codes::of(texts.iter().flatten().collect::<BTreeSet<_>>().into_iter().cloned());
            let rank =
                |text: &Option<String>| text.as_ref().and_then(|text| codes.rank(&text::fold(text))).unwrap_or(NO_CODE);
            let ranks = texts.iter().map(rank).collect();
            (codes, Ranks::Rows(ranks))
        }
    }
}

fn encode_strings(strings: &Strings) -> (Codes, Ranks<'_>) {
    let dictionary = strings.dictionary();
    let values =
        dictionary.keys_of_values().iter().zip(0_u32..).filter_map(|(key, id)| Some((key, dictionary.value(id)?)));
    // Texts of one key are one code; its spelling must not depend on which of them came first.
    let mut written: Vec<Option<&str>> = vec![None; dictionary.keys().len()];
    for (key, value) in values {
        if let Some(slot) = written.get_mut(*key as usize) {
            *slot = Some(slot.map_or(value, |known| known.min(value)));
        }
    }
    let mut keys: Vec<(&str, &str, u32)> = dictionary
        .keys()
        .iter()
        .zip(&written)
        .zip(0_u32..)
        .map(|((folded, written), key)| (folded.as_str(), written.unwrap_or(folded.as_str()), key))
        .collect();
    keys.sort_unstable();
    let mut rank_of_key = vec![NO_CODE; keys.len()];
    for ((_, _, key), rank) in keys.iter().zip(1_u32..) {
        if let Some(slot) = rank_of_key.get_mut(*key as usize) {
            *slot = rank;
        }
    }
    let rank = dictionary
        .keys_of_values()
        .iter()
        .map(|key| rank_of_key.get(*key as usize).copied().unwrap_or(NO_CODE))
        .collect();
    let code = |(folded, written, _): (&str, &str, u32)| Code {
        folded: folded.to_owned(),
        written: written.to_owned(),
        title: None,
    };
    let codes = Codes { codes: keys.into_iter().map(code).collect() };
    (codes, Ranks::Dictionary { ids: strings.ids(), rank, validity: strings.validity() })
}

impl Ranks<'_> {
    /// The rank of one row's code.
    pub(crate) fn of(&self, row: usize) -> u32 {
        match self {
            Self::None => NO_CODE,
            Self::Dictionary { ids, rank, validity } => match ids.get(row) {
                Some(id) if validity.is_none_or(|validity| validity.get(row)) => {
                    rank.get(*id as usize).copied().unwrap_or(NO_CODE)
                }
                _ => NO_CODE,
            },
            Self::Rows(ranks) => ranks.get(row).copied().unwrap_or(NO_CODE),
        }
    }

    /// What is stored for one row.
    pub(crate) fn stored(&self, row: usize) -> u32 {
        match self {
            Self::None => NO_CODE,
            Self::Dictionary { ids, .. } => ids.get(row).copied().unwrap_or(NO_CODE),
            Self::Rows(ranks) => ranks.get(row).copied().unwrap_or(NO_CODE),
        }
    }

    /// The ranks of a dictionary's texts, where every row has one of them and no two are the same code, of `count` ranks.
    pub(crate) fn distinct(&self, count: usize) -> Option<&[u32]> {
        let Self::Dictionary { rank, validity: None, .. } = self else { return None };
        let mut met = vec![false; count];
        let is_new = |rank: &u32| {
            *rank != NO_CODE && met.get_mut(*rank as usize).is_some_and(|met| !std::mem::replace(met, true))
        };
        rank.iter().all(is_new).then_some(rank)
    }
}

/// The rows of a table among the codes of somebody else.
pub(crate) struct Translated<'a> {
    ranks: Ranks<'a>,
    ours: Vec<u32>,
}

impl<'a> Translated<'a> {
    /// The rows of a table among `codes`; a code that is not among them is no code.
    pub(crate) fn new(table: &'a Table, field: usize, codes: &Codes) -> Self {
        let (own, ranks) = encode(table, field);
        let ours = |rank: u32| own.code(rank).and_then(|code| codes.rank(code)).unwrap_or(NO_CODE);
        let ours = (0_u32..).take(own.ranks()).map(ours).collect();
        Self { ranks, ours }
    }

    /// The rank of one row's code.
    pub(crate) fn of(&self, row: usize) -> u32 {
        self.ours.get(self.ranks.of(row) as usize).copied().unwrap_or(NO_CODE)
    }
}
