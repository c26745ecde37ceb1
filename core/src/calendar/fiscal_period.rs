//! A reporting period of a given fiscal year.

use super::{Basis, CalendarError, FiscalYear, Period, PersianDate, Window};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A period of a fiscal year, written and serialised as `1404/6m`.
///
/// # Example
/// ```
/// use amalkard::calendar::{Basis, FiscalPeriod};
/// let nine_months: FiscalPeriod = "1404/9m".parse()?;
/// assert_eq!(nine_months.window(Basis::Cumulative).to_string(), "1404-01-01..1404-09-30");
/// assert_eq!(nine_months.window(Basis::InPeriod).to_string(), "1404-07-01..1404-09-30");
/// assert_eq!(nine_months.previous().map(|period| period.to_string()).as_deref(), Some("1404/6m"));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FiscalPeriod {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The period of that year.
    pub period: Period,
}

impl FiscalPeriod {
    /// A period of a fiscal year.
    #[must_use]
    pub fn new(year: FiscalYear, period: Period) -> Self {
        Self { year, period }
    }

    /// Reads `1404/6m`.
    ///
    /// # Errors
    /// `calendar.unknown_period`; `calendar.out_of_range` where the year is not kept.
    pub fn parse(written: &str) -> Result<Self, CalendarError> {
        let unknown = || CalendarError::UnknownPeriod { text: text::excerpt(written) };
        let folded = text::fold(written);
        let (year, period) = folded.split_once('/').ok_or_else(unknown)?;
        if year.len() != 4 || !year.bytes().all(|sign| sign.is_ascii_digit()) {
            return Err(unknown());
        }
        let period = Period::parse(period).map_err(|_| unknown())?;
        Ok(Self { year: FiscalYear::new(year.parse().map_err(|_| unknown())?)?, period })
    }

    /// The period before it in the same fiscal year; none before the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Some(Self { period: self.period.previous()?, ..self })
    }

    /// Its first day, on its period's own [`Basis`].
    #[must_use]
    pub fn first_day(self) -> PersianDate {
        self.period.first_day(self.year)
    }

    /// Its last day; that of the supplementary period is the later of the two default cut-offs.
    #[must_use]
    pub fn last_day(self) -> PersianDate {
        self.period.last_day(self.year)
    }

    /// Its days: from 1 Farvardin, or only those after the previous period.
    #[must_use]
    pub fn window(self, basis: Basis) -> Window {
        self.period.window(self.year, basis)
    }
}

impl fmt::Display for FiscalPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.year, self.period)
    }
}

impl FromStr for FiscalPeriod {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl From<FiscalPeriod> for String {
    fn from(period: FiscalPeriod) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for FiscalPeriod {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}
