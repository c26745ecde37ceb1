//! A fiscal year.

use super::{CalendarError, Month, PersianDate, date};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The years that budgets are kept for.
const YEARS: (u16, u16) = (1200, 1600);

/// A fiscal year: 1 Farvardin to the end of Esfand of one Persian year (Public Accounting Act 1366, article 6).
///
/// Serialised as a number.
///
/// # Example
/// ```
/// use amalkard::FiscalYear;
/// let year = FiscalYear::new(1404)?;
/// assert_eq!(year.last_day().to_string(), "1404-12-29");
/// assert_eq!(year.last_day().to_chrono().to_string(), "2026-03-20");
/// assert!(!year.is_leap());
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u16", try_from = "u16")]
pub struct FiscalYear(u16);

impl FiscalYear {
    /// The fiscal year of a Persian year, 1200 to 1600.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn new(year: u16) -> Result<Self, CalendarError> {
        match (YEARS.0..=YEARS.1).contains(&year) {
            true => Ok(Self(year)),
            false => Err(CalendarError::OutOfRange { text: year.to_string(), years: YEARS }),
        }
    }

    /// The Persian year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.0
    }

    /// 1 Farvardin.
    #[must_use]
    pub fn first_day(self) -> PersianDate {
        Month::Farvardin.first_day(self)
    }

    /// 29 Esfand, or 30 in a leap year.
    #[must_use]
    pub fn last_day(self) -> PersianDate {
        Month::Esfand.last_day(self)
    }

    /// Whether Esfand has 30 days.
    #[must_use]
    pub fn is_leap(self) -> bool {
        date::is_leap(self.0)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<FiscalYear> for u16 {
    fn from(year: FiscalYear) -> Self {
        year.0
    }
}

impl FromStr for FiscalYear {
    type Err = CalendarError;

    /// Reads a year in digits of any script; what is no such number is out of range.
    fn from_str(written: &str) -> Result<Self, CalendarError> {
        match text::fold(written).parse() {
            Ok(year) => Self::new(year),
            Err(_) => Err(CalendarError::OutOfRange { text: written.trim().chars().take(60).collect(), years: YEARS }),
        }
    }
}

impl TryFrom<u16> for FiscalYear {
    type Error = CalendarError;

    fn try_from(year: u16) -> Result<Self, CalendarError> {
        Self::new(year)
    }
}
