//! One day of the Persian calendar.

use super::CalendarError;
use crate::text;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use icu_calendar::cal::Persian;
use icu_calendar::types::RataDie;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Iran's offset from UTC since 1401/7/1 (2022-09-22), when summer time was abolished: +03:30.
pub const IRAN_OFFSET_MINUTES: i32 = 210;

/// The years that are kept.
const YEARS: (u16, u16) = (1, 9000);
/// 1970-01-01 counted from 0001-01-01, which is day 1.
const UNIX_EPOCH: i32 = 719_163;
const SECONDS_IN_DAY: i64 = 86_400;

/// A day of the Persian (Solar Hijri) calendar; it exists, or there is no value.
///
/// Written and serialised as `1404-06-31`. Days are ordered, counted and converted exactly.
///
/// # Example
/// ```
/// use amalkard::PersianDate;
/// let due: PersianDate = "۱۴۰۴/۶/۳۱".parse()?;
/// assert_eq!(due.to_string(), "1404-06-31");
/// assert_eq!(due.to_chrono().to_string(), "2025-09-22");
/// assert_eq!(due.add_days(1)?.to_string(), "1404-07-01");
/// assert_eq!(PersianDate::new(1404, 12, 30).unwrap_err().code(), "calendar.invalid_date");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PersianDate {
    year: u16,
    month: u8,
    day: u8,
}

impl PersianDate {
    /// The day of a year (1 to 9000), a month (1 to 12) and a day of the month.
    ///
    /// # Errors
    /// `calendar.invalid_date` where there is no such day; `calendar.out_of_range` where the year is not kept.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, CalendarError> {
        let text = || format!("{year:04}-{month:02}-{day:02}");
        if !(YEARS.0..=YEARS.1).contains(&year) {
            return Err(CalendarError::OutOfRange { text: text(), years: YEARS });
        }
        let days_in_month = days_in_month(year, month);
        if day == 0 || days_in_month.is_none_or(|days| days < day) {
            return Err(CalendarError::InvalidDate { text: text(), days_in_month });
        }
        Ok(Self { year, month, day })
    }

    /// Reads year, month and day in this order, between `-` or `/`, with digits of any script.
    ///
    /// # Errors
    /// `calendar.invalid_date` (also where the year has not four digits); `calendar.out_of_range`.
    pub fn parse(written: &str) -> Result<Self, CalendarError> {
        Self::read(&text::fold(written))
            .unwrap_or_else(|| Err(CalendarError::InvalidDate { text: text::excerpt(written), days_in_month: None }))
    }

    /// `None` where the text has not the form of a date.
    fn read(folded: &str) -> Option<Result<Self, CalendarError>> {
        let mark = if folded.contains('/') { '/' } else { '-' };
        let mut parts = folded.split(mark).map(str::trim);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let numeric = |part: &str, most: usize| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|sign| sign.is_ascii_digit())
        };
        let sound =
            parts.next().is_none() && year.len() == 4 && numeric(year, 4) && numeric(month, 2) && numeric(day, 2);
        sound.then_some(())?;
        Some(Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
    }

    /// The year, 1 to 9000.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 (Farvardin) to 12 (Esfand).
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The same day of the Gregorian calendar.
    #[must_use]
    pub fn to_chrono(self) -> NaiveDate {
        let from_year_one = self.day_number().saturating_add(UNIX_EPOCH);
        // chrono's years reach to 262,000, so the default is never taken.
        NaiveDate::from_num_days_from_ce_opt(from_year_one).unwrap_or_default()
    }

    /// The Persian day of a Gregorian date.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn from_chrono(date: NaiveDate) -> Result<Self, CalendarError> {
        Self::from_day_number(date.num_days_from_ce().saturating_sub(UNIX_EPOCH))
    }

    /// The days since 1970-01-01.
    #[must_use]
    pub fn day_number(self) -> i32 {
        let rata_die = icu_calendar::Date::try_new_persian(i32::from(self.year), self.month, self.day)
            .map_or(0, |date| date.to_rata_die().to_i64_date());
        // Within the years 1 to 9000 the number is below 3.6 million.
        i32::try_from(rata_die).unwrap_or(0).saturating_sub(UNIX_EPOCH)
    }

    /// The day that lies so many days after 1970-01-01.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn from_day_number(days: i32) -> Result<Self, CalendarError> {
        let rata_die = RataDie::new(i64::from(days).saturating_add(i64::from(UNIX_EPOCH)));
        let date = icu_calendar::Date::from_rata_die(rata_die, Persian);
        match u16::try_from(date.year().extended_year()) {
            Ok(year) if (YEARS.0..=YEARS.1).contains(&year) => {
                Self::new(year, date.month().ordinal, date.day_of_month().0)
            }
            _ => Err(CalendarError::OutOfRange { text: format!("day {days}"), years: YEARS }),
        }
    }

    /// The day so many days later, or earlier where negative.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn add_days(self, days: i64) -> Result<Self, CalendarError> {
        let sum = i64::from(self.day_number()).saturating_add(days);
        let number = i32::try_from(sum);
        number.map_or_else(
            |_| Err(CalendarError::OutOfRange { text: format!("{self} + {days}"), years: YEARS }),
            Self::from_day_number,
        )
    }

    /// The days from this day to another; negative where the other is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        i64::from(other.day_number()).saturating_sub(i64::from(self.day_number()))
    }

    /// The day that an instant falls on, at a place whose clocks are so many minutes ahead of UTC.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn of_instant(instant: DateTime<Utc>, offset_minutes: i32) -> Result<Self, CalendarError> {
        let seconds = instant.timestamp().saturating_add(i64::from(offset_minutes).saturating_mul(60));
        let days = i32::try_from(seconds.div_euclid(SECONDS_IN_DAY));
        days.map_or_else(
            |_| Err(CalendarError::OutOfRange { text: instant.to_string(), years: YEARS }),
            Self::from_day_number,
        )
    }

    /// A day that is known to exist, such as the first of a month.
    pub(super) fn known(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }
}

/// How many days a month has; `None` where there is no such month.
pub(super) fn days_in_month(year: u16, month: u8) -> Option<u8> {
    match month {
        1..=6 => Some(31),
        7..=11 => Some(30),
        12 if is_leap(year) => Some(30),
        12 => Some(29),
        _ => None,
    }
}

/// Whether Esfand has 30 days.
pub(super) fn is_leap(year: u16) -> bool {
    icu_calendar::Date::try_new_persian(i32::from(year), 12, 30).is_ok()
}

impl fmt::Display for PersianDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for PersianDate {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl From<PersianDate> for String {
    fn from(date: PersianDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PersianDate {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}
