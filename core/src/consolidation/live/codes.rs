//! Codes by number, in the order in which they came, and the numbers of a table's rows.

use crate::consolidation::codes::{Codes, NO_CODE};
use crate::dataset::{Bitmap, Column, Table};
use crate::finding::Scalar;
use crate::text;
use rustc_hash::FxHashMap;

/// The codes of one field. Number 0 is "no code".
#[derive(Clone, Debug, Default)]
pub(super) struct LiveCodes {
    numbers: FxHashMap<String, u32>,
    entries: Vec<(String, String, Option<String>)>,
}

impl LiveCodes {
    /// Codes whose numbers are their ranks.
    pub(super) fn of(codes: &Codes) -> Self {
        let mut live = Self::default();
        for (folded, written, title) in codes.entries() {
            live.numbers.insert(folded.to_owned(), live.next());
            live.entries.push((folded.to_owned(), written.to_owned(), title.map(str::to_owned)));
        }
        live
    }

    /// How many numbers there are, 0 among them.
    pub(super) fn numbers(&self) -> usize {
        self.entries.len().saturating_add(1)
    }

    fn next(&self) -> u32 {
        u32::try_from(self.entries.len().saturating_add(1)).unwrap_or(u32::MAX)
    }

    /// The number of a folded code, entered if it is new.
    pub(super) fn enter(&mut self, folded: &str, written: &str) -> u32 {
        if let Some(number) = self.numbers.get(folded) {
            return *number;
        }
        let number = self.next();
        self.numbers.insert(folded.to_owned(), number);
        self.entries.push((folded.to_owned(), written.to_owned(), None));
        number
    }

    /// The number of a folded code.
    pub(super) fn number(&self, folded: &str) -> Option<u32> {
        self.numbers.get(folded).copied()
    }

    /// The code of a number.
    pub(super) fn code(&self, number: u32) -> Option<&str> {
        self.entries.get((number as usize).checked_sub(1)?).map(|(folded, ..)| folded.as_str())
    }

    /// Remembers a title; of several, the first in alphabetical order.
    pub(super) fn entitle(&mut self, number: u32, title: &str) {
        let entry = (number as usize).checked_sub(1).and_then(|at| self.entries.get_mut(at));
        if let Some((_, _, known)) = entry
            && known.as_deref().is_none_or(|known| title < known)
        {
            *known = Some(title.to_owned());
        }
    }

    /// The codes in order, and the rank of each number.
    pub(super) fn sorted(&self) -> (Codes, Vec<u32>) {
        Codes::of_entries(&self.entries)
    }
}

/// How the codes of one field of a table become numbers.
#[derive(Clone, Debug)]
pub(super) enum Numbering {
    /// No row has a code.
    None,
    /// By the number of a row's text in its dictionary.
    Dictionary(Vec<u32>),
    /// Row by row.
    Rows(Vec<u32>),
}

impl Numbering {
    /// The numbers of a field's codes, entered where they are new.
    pub(super) fn enter(table: &Table, field: usize, codes: &mut LiveCodes) -> Self {
        match table.column(field) {
            None => Self::None,
            Some(Column::Strings(strings)) => {
                let dictionary = strings.dictionary();
                let texts = dictionary.values();
                let mut numbers = vec![NO_CODE; texts.len()];
                // A submission has few of the texts that its dictionary may share with others.
                let mut unknown = texts.len();
                let rows = strings.ids().iter().enumerate().filter(|(row, _)| strings.get(*row).is_some());
                for (_, id) in rows {
                    let at = *id as usize;
                    let (Some(slot @ &mut NO_CODE), Some(text)) = (numbers.get_mut(at), texts.get(at)) else {
                        continue;
                    };
                    let key = dictionary.keys_of_values().get(at).and_then(|key| dictionary.keys().get(*key as usize));
                    *slot = codes.enter(key.map(String::as_str).unwrap_or_default(), text);
                    unknown = unknown.saturating_sub(1);
                    if unknown == 0 {
                        break;
                    }
                }
                Self::Dictionary(numbers)
            }
            Some(column) => Self::Rows(
                (0..table.rows())
                    .map(|row| match column.scalar(row) {
                        Scalar::Missing => NO_CODE,
                        value => {
                            let written = value.to_string();
                            codes.enter(&text::fold(&written), &written)
                        }
                    })
                    .collect(),
            ),
        }
    }

    /// What is needed to read rows of the table.
    pub(super) fn reader<'a>(&'a self, table: &'a Table, field: usize) -> Reader<'a> {
        match (self, table.column(field)) {
            (Self::Dictionary(numbers), Some(Column::Strings(strings))) => {
                Reader::Dictionary { ids: strings.ids(), numbers, validity: strings.validity() }
            }
            (Self::Rows(numbers), _) => Reader::Rows(numbers),
            _ => Reader::None,
        }
    }
}

/// Reads the numbers of a field's codes.
pub(super) enum Reader<'a> {
    None,
    Dictionary { ids: &'a [u32], numbers: &'a [u32], validity: Option<&'a Bitmap> },
    Rows(&'a [u32]),
}

impl Reader<'_> {
    #[inline]
    pub(super) fn of(&self, row: usize) -> u32 {
        match self {
            Self::None => NO_CODE,
            Self::Dictionary { ids, numbers, validity } => match ids.get(row) {
                Some(id) if validity.is_none_or(|validity| validity.get(row)) => {
                    numbers.get(*id as usize).copied().unwrap_or(NO_CODE)
                }
                _ => NO_CODE,
            },
            Self::Rows(numbers) => numbers.get(row).copied().unwrap_or(NO_CODE),
        }
    }

    /// Reads those of some rows, behind those that are read already.
    pub(super) fn read(&self, rows: &[u32], numbers: &mut Vec<u32>) {
        match self {
            Self::Dictionary { ids, numbers: of_entry, validity: None } => {
                let id = |row: &u32| ids.get(*row as usize).and_then(|id| of_entry.get(*id as usize));
                numbers.extend(rows.iter().map(|row| id(row).copied().unwrap_or(NO_CODE)));
            }
            _ => numbers.extend(rows.iter().map(|row| self.of(*row as usize))),
        }
    }
}
