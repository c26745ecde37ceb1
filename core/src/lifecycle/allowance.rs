//! Allowance (زمان مجاز): how long a stage may take, in Persian calendar days.

use crate::calendar::{PersianDate, Window};
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long something may take. Calendar days count, holidays too; months are Persian months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Allowance {
    /// So many days.
    Days(u16),
    /// So many times seven days.
    Weeks(u16),
    /// So many Persian months.
    Months(u16),
}

impl Allowance {
    /// The window of exactly this length whose first day is given: both ends belong to it.
    ///
    /// A week from Saturday ends on Friday. Two months from 7 Tir end on 6 Shahrivar; where the last month has no such
    /// day they end on its last day, so a month is never shorter for having started on a 31st. No time at all still
    /// holds the first day.
    ///
    /// # Errors
    /// `calendar.out_of_range` past the last year that the calendar knows.
    ///
    /// # Example
    /// ```
    /// use amalkard::{calendar::PersianDate, lifecycle::Allowance};
    /// let window = Allowance::Weeks(1).from(PersianDate::parse("1404-07-05")?)?;
    /// assert_eq!(window.to().to_string(), "1404-07-11");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn from(self, first: PersianDate) -> Result<Window> {
        let last = match self {
            Self::Days(days) => after_days(first, i64::from(days))?,
            Self::Weeks(weeks) => after_days(first, i64::from(weeks).saturating_mul(7))?,
            Self::Months(0) => first,
            Self::Months(months) => after_months(first, months)?,
        };
        Ok(Window::new(first, last)?)
    }

    /// In Persian: «۲ هفته».
    #[must_use]
    pub fn title_fa(self) -> String {
        let (count, unit) = match self {
            Self::Days(days) => (days, "روز"),
            Self::Weeks(weeks) => (weeks, "هفته"),
            Self::Months(months) => (months, "ماه"),
        };
        format!("{} {unit}", crate::text::persian_digits(&count.to_string()))
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Weeks(weeks) => (weeks, "week"),
            Self::Months(months) => (months, "month"),
        };
        write!(f, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}

/// The last of `days` days of which `first` is the first.
fn after_days(first: PersianDate, days: i64) -> Result<PersianDate> {
    Ok(first.add_days(days.saturating_sub(1).max(0))?)
}

/// The day before the same day `months` months later; the last day of that month where it has no such day.
fn after_months(first: PersianDate, months: u16) -> Result<PersianDate> {
    let (year, month) = months_later(first, months);
    let same_day = PersianDate::new(year, month, first.day()).or_else(|_| {
        let (year, month) = months_later(first, months.saturating_add(1));
        PersianDate::new(year, month, 1)
    })?;
    Ok(same_day.add_days(-1)?)
}

/// The year and month so many months later.
fn months_later(first: PersianDate, months: u16) -> (u16, u8) {
    let index = u16::from(first.month()).saturating_sub(1).saturating_add(months);
    let year = first.year().saturating_add(index / 12);
    (year, u8::try_from(index % 12).unwrap_or(11).saturating_add(1))
}
