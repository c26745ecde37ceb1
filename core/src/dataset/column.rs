//! One column: values of one type and which rows have one.

use super::Bitmap;
use crate::text;
use rustc_hash::FxHashMap;

/// A typed column of a table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Column {
    /// Amounts, percents and plain numbers.
    Numbers(Numbers),
    /// Codes and text.
    Strings(Strings),
    /// Dates.
    Dates(Dates),
    /// Truth values.
    Flags(Flags),
}

impl Column {
    /// Which rows have a value; none where all have.
    #[must_use]
    pub fn validity(&self) -> Option<&Bitmap> {
        match self {
            Self::Numbers(numbers) => numbers.validity.as_ref(),
            Self::Strings(strings) => strings.validity.as_ref(),
            Self::Dates(dates) => dates.validity.as_ref(),
            Self::Flags(flags) => flags.validity.as_ref(),
        }
    }

    /// Whether a row has a value.
    #[must_use]
    pub fn is_present(&self, row: usize) -> bool {
        self.validity().is_none_or(|validity| validity.get(row))
    }
}

/// Integers as wide as the largest of them needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integers {
    /// All fit in 64 bits.
    Narrow(Vec<i64>),
    /// At least one does not.
    Wide(Vec<i128>),
}

impl Integers {
    /// The narrowest form of these values.
    #[must_use]
    pub fn of(values: Vec<i128>) -> Self {
        match values.iter().map(|value| i64::try_from(*value)).collect() {
            Ok(narrow) => Self::Narrow(narrow),
            Err(_) => Self::Wide(values),
        }
    }

    /// One value.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i128> {
        match self {
            Self::Narrow(values) => values.get(row).map(|value| i128::from(*value)),
            Self::Wide(values) => values.get(row).copied(),
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(values) => values.len(),
            Self::Wide(values) => values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The largest magnitude.
    fn largest(&self) -> u128 {
        match self {
            Self::Narrow(values) => {
                let (low, high) =
                    values.iter().fold((0_i64, 0_i64), |(low, high), value| (low.min(*value), high.max(*value)));
                u128::from(low.unsigned_abs().max(high.unsigned_abs()))
            }
            Self::Wide(values) => values.iter().map(|value| value.unsigned_abs()).max().unwrap_or(0),
        }
    }
}

/// Numbers as integers at one scale. An empty cell holds 0 and is not valid.
#[derive(Clone, Debug)]
pub struct Numbers {
    values: Integers,
    scale: u32,
    largest: u128,
    validity: Option<Bitmap>,
    unread: Option<Bitmap>,
}

impl Numbers {
    /// Integers that stand for `value / 10^scale`, and which rows have one.
    #[must_use]
    pub fn new(values: Integers, scale: u32, validity: Option<Bitmap>) -> Self {
        let largest = values.largest();
        Self { values, scale, largest, validity, unread: None }
    }

    /// The same numbers with the rows whose cell is not empty but could not be read: never taken for zero.
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

    /// The integer of a row, an empty cell counting as zero; none where the cell could not be read.
    #[must_use]
    pub fn get_or_zero(&self, row: usize) -> Option<i128> {
        let unread = self.unread.as_ref().is_some_and(|unread| unread.get(row));
        if unread { None } else { self.values.get(row) }
    }

    /// The integers.
    #[must_use]
    pub fn values(&self) -> &Integers {
        &self.values
    }

    /// The number of decimal places.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// No value is larger than this in magnitude.
    #[must_use]
    pub fn largest(&self) -> u128 {
        self.largest
    }

    /// The integer of a row that has one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i128> {
        self.validity.as_ref().is_none_or(|validity| validity.get(row)).then(|| self.values.get(row)).flatten()
    }

    /// Which rows have a value; none where all have.
    #[must_use]
    pub fn validity(&self) -> Option<&Bitmap> {
        self.validity.as_ref()
    }
}

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
    dictionary: Dictionary,
    validity: Option<Bitmap>,
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
        Self { ids, dictionary, validity }
    }

    /// Numbers of a dictionary that is already made, as a categorical column has them; `None` where a number is not in
    /// the dictionary.
    #[must_use]
    pub fn from_dictionary(ids: Vec<u32>, values: &[&str], validity: Option<Bitmap>) -> Option<Self> {
        let mut dictionary = Dictionary::default();
        let entered: Vec<u32> = values.iter().map(|value| dictionary.enter(value)).collect();
        let ids = ids
            .into_iter()
            .enumerate()
            .map(|(row, id)| match validity.as_ref().is_none_or(|validity| validity.get(row)) {
                true => entered.get(id as usize).copied(),
                false => Some(0),
            })
            .collect::<Option<Vec<u32>>>()?;
        Some(Self { ids, dictionary, validity })
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

/// Dates as days since 1970-01-01. An empty cell holds 0 and is not valid.
#[derive(Clone, Debug)]
pub struct Dates {
    days: Vec<i32>,
    validity: Option<Bitmap>,
}

impl Dates {
    /// Days since 1970-01-01 by row.
    #[must_use]
    pub fn new(days: Vec<i32>, validity: Option<Bitmap>) -> Self {
        Self { days, validity }
    }

    /// The days of every row.
    #[must_use]
    pub fn days(&self) -> &[i32] {
        &self.days
    }

    /// The day of a row that has one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i32> {
        self.validity.as_ref().is_none_or(|validity| validity.get(row)).then(|| self.days.get(row).copied()).flatten()
    }
}

/// Truth values. An empty cell holds false and is not valid.
#[derive(Clone, Debug)]
pub struct Flags {
    values: Bitmap,
    validity: Option<Bitmap>,
}

impl Flags {
    /// Truth values by row.
    #[must_use]
    pub fn new(values: Bitmap, validity: Option<Bitmap>) -> Self {
        Self { values, validity }
    }

    /// The value of a row that has one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<bool> {
        self.validity.as_ref().is_none_or(|validity| validity.get(row)).then(|| self.values.get(row))
    }
}

/// A whole column as a DataFrame or a database hands it over, before its field's type is applied.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RawColumn {
    /// Integers or exact decimals: `value / 10^scale`.
    Integers {
        /// The integers.
        values: Integers,
        /// The number of decimal places.
        scale: u32,
        /// Which rows have a value; none where all have.
        validity: Option<Bitmap>,
    },
    /// Texts, as a dictionary.
    Strings(Strings),
    /// Days since 1970-01-01.
    Dates(Dates),
    /// Truth values.
    Flags(Flags),
}

impl RawColumn {
    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Integers { values, .. } => values.len(),
            Self::Strings(strings) => strings.ids.len(),
            Self::Dates(dates) => dates.days.len(),
            Self::Flags(flags) => flags.values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
