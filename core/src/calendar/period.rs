//! Reporting periods.

use super::{CalendarError, FiscalYear, Month, PersianDate, Window, month};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Until the end of this month of the next year, commitments of capital credits may be paid: law of 1401/4/22.
/// It was Tir before; the law of each fiscal year may say otherwise, so this is a default.
pub const CAPITAL_CUT_OFF: Month = Month::Shahrivar;
/// Until the end of this month of the next year, commitments of expense credits may be paid: law of 1379/12/15.
pub const EXPENSE_CUT_OFF: Month = Month::Tir;

/// A reporting period of a fiscal year.
///
/// «نه‌ماهه» is everything from 1 Farvardin to the end of Azar; «سه‌ماهه سوم» is only what happened since Mehr. The period
/// is the first; which of the two a figure means is its [`Basis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Period {
    /// سه‌ماهه: to the end of Khordad.
    M3,
    /// شش‌ماهه: to the end of Shahrivar.
    M6,
    /// نه‌ماهه: to the end of Azar.
    M9,
    /// دوازده‌ماهه: to the end of Esfand.
    M12,
    /// دوره متمم: the twelve months and the payments made in the next year for commitments of this one.
    Supplementary,
    /// One month alone.
    Month(Month),
}

/// Whether a figure counts from the first day of the fiscal year or only since the previous period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// تجمعی: since 1 Farvardin.
    Cumulative,
    /// دوره‌ای: since the end of the previous period.
    InPeriod,
}

impl Period {
    /// Reads `3m`, `6m`, `9m`, `12m`, `supplementary`, `month-1` to `month-12`.
    ///
    /// # Errors
    /// `calendar.unknown_period`.
    pub fn parse(written: &str) -> Result<Self, CalendarError> {
        let folded = text::fold(written);
        let month = |number: &str| Month::of_number(number.parse().ok()?).filter(|_| !number.starts_with(['0', '+']));
        let period = match folded.as_str() {
            "3m" => Some(Self::M3),
            "6m" => Some(Self::M6),
            "9m" => Some(Self::M9),
            "12m" => Some(Self::M12),
            "supplementary" => Some(Self::Supplementary),
            other => other.strip_prefix("month-").and_then(month).map(Self::Month),
        };
        period.ok_or_else(|| CalendarError::UnknownPeriod { text: text::excerpt(written) })
    }

    /// The title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        match self {
            Self::M3 => "سه‌ماهه",
            Self::M6 => "شش‌ماهه",
            Self::M9 => "نه‌ماهه",
            Self::M12 => "دوازده‌ماهه",
            Self::Supplementary => "دوره متمم",
            Self::Month(month) => month.title_fa(),
        }
    }

    /// The title in English.
    #[must_use]
    pub fn title_en(self) -> &'static str {
        match self {
            Self::M3 => "three months",
            Self::M6 => "six months",
            Self::M9 => "nine months",
            Self::M12 => "twelve months",
            Self::Supplementary => "supplementary period",
            Self::Month(month) => month.title_en(),
        }
    }

    /// The period before it in the same fiscal year; none before the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::M3 => None,
            Self::M6 => Some(Self::M3),
            Self::M9 => Some(Self::M6),
            Self::M12 => Some(Self::M9),
            Self::Supplementary => Some(Self::M12),
            Self::Month(month) => Month::of_number(month.number().saturating_sub(1)).map(Self::Month),
        }
    }

    /// How its figures count by default: a month alone, everything else from 1 Farvardin.
    #[must_use]
    pub fn basis(self) -> Basis {
        match self {
            Self::Month(_) => Basis::InPeriod,
            _ => Basis::Cumulative,
        }
    }

    /// Its first day, on its own [`Basis`].
    #[must_use]
    pub fn first_day(self, year: FiscalYear) -> PersianDate {
        match self {
            Self::Month(month) => month.first_day(year),
            _ => year.first_day(),
        }
    }

    /// Its last day; that of the supplementary period is the later of the two default cut-offs.
    #[must_use]
    pub fn last_day(self, year: FiscalYear) -> PersianDate {
        self.last_day_with(year, CAPITAL_CUT_OFF)
    }

    /// Its last day, where the supplementary period lasts to the end of a given month of the next year.
    #[must_use]
    pub fn last_day_with(self, year: FiscalYear, cut_off: Month) -> PersianDate {
        match self {
            Self::M3 => Month::Khordad.last_day(year),
            Self::M6 => Month::Shahrivar.last_day(year),
            Self::M9 => Month::Azar.last_day(year),
            Self::M12 => Month::Esfand.last_day(year),
            Self::Supplementary => month::last_day(year.year().saturating_add(1), cut_off),
            Self::Month(month) => month.last_day(year),
        }
    }

    /// Its days in a fiscal year: from 1 Farvardin, or only those after the previous period.
    #[must_use]
    pub fn window(self, year: FiscalYear, basis: Basis) -> Window {
        let after_previous = self.previous().and_then(|previous| previous.last_day(year).add_days(1).ok());
        let from = match basis {
            Basis::Cumulative => year.first_day(),
            Basis::InPeriod => after_previous.unwrap_or_else(|| year.first_day()),
        };
        Window::known(from, self.last_day(year))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::M3 => f.write_str("3m"),
            Self::M6 => f.write_str("6m"),
            Self::M9 => f.write_str("9m"),
            Self::M12 => f.write_str("12m"),
            Self::Supplementary => f.write_str("supplementary"),
            Self::Month(month) => write!(f, "month-{}", month.number()),
        }
    }
}

impl FromStr for Period {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}
