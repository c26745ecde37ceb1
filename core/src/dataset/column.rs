//! One column: values of one type and which rows have one.

use super::zones::Zones;
use super::{Bitmap, Strings};
use crate::calendar::PersianDate;
use crate::finding::Scalar;
use crate::scaled::Scaled;

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
            Self::Strings(strings) => strings.validity(),
            Self::Dates(dates) => dates.validity.as_ref(),
            Self::Flags(flags) => flags.validity.as_ref(),
        }
    }

    /// The value of a row, as findings and reports show it: a figure as it is typed (45% is 45).
    #[must_use]
    pub fn scalar(&self, row: usize) -> Scalar {
        let found = match self {
            Self::Numbers(numbers) => numbers.get(row).map(|value| Scalar::Number(Scaled::new(value, numbers.scale()))),
            Self::Strings(strings) => strings.get(row).map(|text| Scalar::Text(text.to_owned())),
            Self::Dates(dates) => dates
                .get(row)
                .and_then(|day| PersianDate::from_day_number(day).ok())
                .map(|date| Scalar::Text(date.to_string())),
            Self::Flags(flags) => flags.get(row).map(Scalar::Flag),
        };
        found.unwrap_or(Scalar::Missing)
    }

    /// Which rows have a cell that is not empty but could not be read.
    #[must_use]
    pub fn unread(&self) -> Option<&Bitmap> {
        match self {
            Self::Numbers(numbers) => numbers.unread.as_ref(),
            Self::Dates(dates) => dates.unread.as_ref(),
            Self::Flags(flags) => flags.unread.as_ref(),
            Self::Strings(strings) => strings.unread(),
        }
    }

    /// Whether a row has a value; unknown where its cell could not be read.
    #[must_use]
    pub fn presence(&self, row: usize) -> Option<bool> {
        let unread = self.unread().is_some_and(|unread| unread.get(row));
        (!unread).then(|| self.is_present(row))
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
}

/// Numbers as integers at one scale. An empty cell holds 0 and is not valid.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub(super) values: Integers,
    scale: u32,
    pub(super) largest: u128,
    pub(super) zones: Zones,
    pub(super) validity: Option<Bitmap>,
    pub(super) unread: Option<Bitmap>,
}

impl Numbers {
    /// Integers that stand for `value / 10^scale`, and which rows have one.
    #[must_use]
    pub fn new(values: Integers, scale: u32, validity: Option<Bitmap>) -> Self {
        let zones = Zones::of(&values);
        let largest = match &values {
            Integers::Narrow(_) => zones.largest().into(),
            Integers::Wide(values) => values.iter().map(|value| value.unsigned_abs()).max().unwrap_or(0),
        };
        Self { values, scale, largest, zones, validity, unread: None }
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

    /// The bounds of every few rows.
    pub(crate) fn zones(&self) -> &Zones {
        &self.zones
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

/// Dates as days since 1970-01-01. An empty cell holds 0 and is not valid.
#[derive(Clone, Debug)]
pub struct Dates {
    pub(super) days: Vec<i32>,
    pub(super) validity: Option<Bitmap>,
    pub(super) unread: Option<Bitmap>,
}

impl Dates {
    /// Days since 1970-01-01 by row.
    #[must_use]
    pub fn new(days: Vec<i32>, validity: Option<Bitmap>) -> Self {
        Self { days, validity, unread: None }
    }

    /// The same with the rows whose cell is not empty but could not be read.
    #[must_use]
    pub fn with_unread(mut self, unread: Option<Bitmap>) -> Self {
        self.unread = unread;
        self
    }

    /// Which rows have a value; none where all have.
    #[must_use]
    pub fn validity(&self) -> Option<&Bitmap> {
        self.validity.as_ref()
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
    pub(super) values: Bitmap,
    pub(super) validity: Option<Bitmap>,
    pub(super) unread: Option<Bitmap>,
}

impl Flags {
    /// Truth values by row.
    #[must_use]
    pub fn new(values: Bitmap, validity: Option<Bitmap>) -> Self {
        Self { values, validity, unread: None }
    }

    /// The same with the rows whose cell is not empty but could not be read.
    #[must_use]
    pub fn with_unread(mut self, unread: Option<Bitmap>) -> Self {
        self.unread = unread;
        self
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
            Self::Strings(strings) => strings.ids().len(),
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
