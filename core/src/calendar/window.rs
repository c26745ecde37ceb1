//! A span of days with a deadline.

use super::{CalendarError, PersianDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The days from one to another, both included: what falls on the last day is in time.
///
/// # Example
/// ```
/// use amalkard::calendar::Window;
/// let entry = Window::new("1404-07-01".parse()?, "1404-07-07".parse()?)?;
/// assert!(entry.contains("1404-07-07".parse()?));
/// assert!(!entry.contains("1404-07-08".parse()?));
/// assert_eq!((entry.days(), entry.extended(3)?.days()), (7, 10));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct Window {
    from: PersianDate,
    to: PersianDate,
}

/// A window as it is serialised, not yet checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    from: PersianDate,
    to: PersianDate,
}

impl Window {
    /// The days from one to another, both included.
    ///
    /// # Errors
    /// `calendar.empty_window` where it would end before it begins.
    pub fn new(from: PersianDate, to: PersianDate) -> Result<Self, CalendarError> {
        match from <= to {
            true => Ok(Self { from, to }),
            false => Err(CalendarError::EmptyWindow { from, to }),
        }
    }

    /// Its first day.
    #[must_use]
    pub fn from(self) -> PersianDate {
        self.from
    }

    /// Its last day.
    #[must_use]
    pub fn to(self) -> PersianDate {
        self.to
    }

    /// How many days it has, at least one.
    #[must_use]
    pub fn days(self) -> i64 {
        self.from.days_until(self.to).saturating_add(1)
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, day: PersianDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The window with its end so many days later (تمدید مهلت).
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn extended(self, days: u32) -> Result<Self, CalendarError> {
        Ok(Self { to: self.to.add_days(i64::from(days))?, ..self })
    }

    /// A window that is known to have days.
    pub(super) fn known(from: PersianDate, to: PersianDate) -> Self {
        Self { from, to }
    }
}

impl TryFrom<Ends> for Window {
    type Error = CalendarError;

    fn try_from(Ends { from, to }: Ends) -> Result<Self, CalendarError> {
        Self::new(from, to)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}
