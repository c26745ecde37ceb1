//! Codes and text: numbers of a dictionary, compared by their folded form.

use super::Bitmap;
use crate::text;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The distinct texts of a column: each as it was written, and the folded key that it is compared by.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    values: Vec<String>,
    key_of_value: Vec<u32>,
    keys: Vec<String>,
    value_ids: FxHashMap<String, u32>,
    key_ids: FxHashMap<String, u32>,
}

impl Dictionary {
    /// The number of a text, entered if it is new.
    pub fn enter(&mut self, value: &str) -> u32 {
        if let Some(id) = self.value_ids.get(value) {
            return *id;
        }
        let folded = text::fold(value);
        let key = match self.key_ids.get(&folded) {
            Some(key) => *key,
            None => {
                let key = number(self.keys.len());
                self.keys.push(folded.clone());
                self.key_ids.insert(folded, key);
                key
            }
        };
        let id = number(self.values.len());
        self.values.push(value.to_owned());
        self.key_of_value.push(key);
        self.value_ids.insert(value.to_owned(), id);
        id
    }

    /// The text as it was written.
    #[must_use]
    pub fn value(&self, id: u32) -> Option<&str> {
        self.values.get(id as usize).map(String::as_str)
    }

    /// All texts as they were written, by number.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The number of the folded key of a text's number.
    #[must_use]
    pub fn key_of(&self, id: u32) -> Option<u32> {
        self.key_of_value.get(id as usize).copied()
    }

    /// The number of the folded key of every text.
    #[must_use]
    pub fn keys_of_values(&self) -> &[u32] {
        &self.key_of_value
    }

    /// All folded keys, by number.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The number of a folded key.
    #[must_use]
    pub fn key_id(&self, folded: &str) -> Option<u32> {
        self.key_ids.get(folded).copied()
    }
}

/// Row numbers and dictionary numbers are 32 bits wide: four billion distinct texts do not fit in memory.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Codes or text as numbers of a dictionary. An empty cell holds number 0 and is not valid.
#[derive(Clone, Debug)]
pub struct Strings {
    ids: Vec<u32>,
    /// Shared with the indexes that are made of the column.
    dictionary: Arc<Dictionary>,
    validity: Option<Bitmap>,
    unread: Option<Bitmap>,
}

impl Strings {
    /// Texts by row.
    pub fn new<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut dictionary = Dictionary::default();
        let mut present = Vec::new();
        let ids = values
            .into_iter()
            .map(|value| {
                present.push(value.is_some());
                value.map_or(0, |value| dictionary.enter(value))
            })
            .collect();
        let validity = present.contains(&false).then(|| present.into_iter().collect());
        Self { ids, dictionary: Arc::new(dictionary), validity, unread: None }
    }

    /// Numbers of a dictionary's entries; 0 where there is none.
    #[cfg(feature = "csv")]
    pub(super) fn of_entries(ids: Vec<u32>, dictionary: Dictionary, validity: Option<Bitmap>) -> Self {
        Self { ids, dictionary: Arc::new(dictionary), validity, unread: None }
    }

    /// The same with the rows whose cell is not empty but could not be read.
    #[must_use]
    pub fn with_unread(mut self, unread: Option<Bitmap>) -> Self {
        self.unread = unread;
        self
    }

    /// Which rows have a cell that could not be read.
    #[must_use]
    pub fn unread(&self) -> Option<&Bitmap> {
        self.unread.as_ref()
    }

    /// Numbers of a dictionary that is already made, as a categorical column has them; `None` where a number is not in
    /// the dictionary.
    #[must_use]
    pub fn from_dictionary(ids: Vec<u32>, values: &[&str], validity: Option<Bitmap>) -> Option<Self> {
        let mut dictionary = Dictionary::default();
        let entered: Vec<u32> = values.iter().map(|value| dictionary.enter(value)).collect();
        // Each text is there once, as in a dictionary that was made well: the numbers stand as they are.
        if entered.len() == dictionary.values.len() && !entered.is_empty() {
            let mut ids = ids;
            for (rows, valid) in ids.chunks_mut(64).zip(validity.iter().flat_map(Bitmap::words)) {
                if *valid != u64::MAX {
                    let empty = rows.iter_mut().enumerate().filter(|(bit, _)| valid >> bit & 1 == 0);
                    empty.for_each(|(_, id)| *id = 0);
                }
            }
            let largest = ids.iter().fold(0, |largest, id| *id.max(&largest));
            let known = (largest as usize) < entered.len();
            return known.then(|| Self { ids, dictionary: Arc::new(dictionary), validity, unread: None });
        }
        let ids = ids
            .into_iter()
            .enumerate()
            .map(|(row, id)| match validity.as_ref().is_none_or(|validity| validity.get(row)) {
                true => entered.get(id as usize).copied(),
                false => Some(0),
            })
            .collect::<Option<Vec<u32>>>()?;
        Some(Self { ids, dictionary: Arc::new(dictionary), validity, unread: None })
    }

    pub(super) fn unread_mut(&mut self) -> &mut Option<Bitmap> {
        &mut self.unread
    }

    /// The same texts, a row of nothing but white space being empty: as in a row that is typed.
    pub(super) fn without_blanks(self) -> Self {
        let blank: Vec<bool> = self.dictionary.values.iter().map(|value| value.trim().is_empty()).collect();
        if !blank.contains(&true) {
            return self;
        }
        Self::new((0..self.ids.len()).map(|row| self.get(row).filter(|text| !text.trim().is_empty())))
    }

    /// Puts a text, or nothing, in place of a row's; whether it is another. The dictionary grows by a new text, and is
    /// made anew before the texts that no row has any more outnumber the others.
    pub(super) fn put(&mut self, row: usize, value: Option<&str>) -> bool {
        const FEW: usize = 64;
        if self.get(row) == value {
            return false;
        }
        let id = match value {
            None => 0,
            Some(value) => match self.dictionary.value_ids.get(value) {
                Some(id) => *id,
                None => Arc::make_mut(&mut self.dictionary).enter(value),
            },
        };
        let rows = self.ids.len();
        if let Some(place) = self.ids.get_mut(row) {
            *place = id;
        }
        match (&mut self.validity, value) {
            (Some(validity), value) => validity.set(row, value.is_some()),
            (None, Some(_)) => {}
            (None, None) => self.validity.insert(Bitmap::new(rows, true)).set(row, false),
        }
        if self.dictionary.values.len() > rows.saturating_mul(2).saturating_add(FEW) {
            *self = Self::new((0..rows).map(|row| self.get(row))).with_unread(self.unread.take());
        }
        true
    }

    /// The dictionary number of every row.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// The dictionary.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The dictionary, to be kept longer than the column.
    pub(super) fn shared_dictionary(&self) -> Arc<Dictionary> {
        Arc::clone(&self.dictionary)
    }

    /// Which rows have a value; none where all have.
    #[must_use]
    pub fn validity(&self) -> Option<&Bitmap> {
        self.validity.as_ref()
    }

    /// The text of a row as it was written.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let id = *self.ids.get(row)?;
        self.validity.as_ref().is_none_or(|validity| validity.get(row)).then(|| self.dictionary.value(id)).flatten()
    }

    /// The folded key of a row.
    #[must_use]
    pub fn key(&self, row: usize) -> Option<&str> {
        let id = *self.ids.get(row)?;
        self.get(row)?;
        self.dictionary.keys().get(self.dictionary.key_of(id)? as usize).map(String::as_str)
    }
}
