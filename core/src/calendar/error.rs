//! Why a date or a period is refused.

use super::PersianDate;
use crate::error::Error;
use crate::text;

/// Why a date, a period or a window is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// `calendar.invalid_date`: no such day, or not a date at all.
    #[error("`{text}` is not a date of the Persian calendar")]
    InvalidDate {
        /// What was given.
        text: String,
        /// How many days its month has, where it is the day that does not exist.
        days_in_month: Option<u8>,
    },
    /// `calendar.unknown_period`: not a reporting period.
    #[error("`{text}` is not a reporting period")]
    UnknownPeriod {
        /// What was given.
        text: String,
    },
    /// `calendar.out_of_range`: beyond the years that are kept.
    #[error("`{text}` is beyond the calendar's range")]
    OutOfRange {
        /// What was given.
        text: String,
        /// The first and last year that are kept.
        years: (u16, u16),
    },
    /// `calendar.unknown_zone`: no time zone that is known by name, and no offset.
    #[error("`{text}` is no time zone that is known here")]
    UnknownZone {
        /// What was given.
        text: String,
    },
    /// `calendar.empty_window`: the window ends before it begins.
    #[error("the window from {from} to {to} has no day")]
    EmptyWindow {
        /// Its first day.
        from: PersianDate,
        /// Its last day.
        to: PersianDate,
    },
}

impl CalendarError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidDate { .. } => "calendar.invalid_date",
            Self::UnknownPeriod { .. } => "calendar.unknown_period",
            Self::OutOfRange { .. } => "calendar.out_of_range",
            Self::UnknownZone { .. } => "calendar.unknown_zone",
            Self::EmptyWindow { .. } => "calendar.empty_window",
        }
    }
}

impl From<CalendarError> for Error {
    fn from(error: CalendarError) -> Self {
        let coded = |fa: String| Self::new(error.code(), fa, error.to_string());
        match &error {
            CalendarError::InvalidDate { text, days_in_month } => {
                let expected = match days_in_month {
                    Some(days) => format!("a day from 1 to {days}"),
                    None => "a date as 1404-06-31 or ۱۴۰۴/۶/۳۱".to_owned(),
                };
                coded(format!("«{text}» در تقویم هجری شمسی نیست"))
                    .expected(expected)
                    .help("سال چهاررقمی، ماه و روز را بازبینی کنید", "check the four-digit year, the month and the day")
            }
            CalendarError::UnknownPeriod { text } => coded(format!("«{text}» دوره گزارش نیست"))
                .expected("3m, 6m, 9m, 12m, supplementary or month-1 to month-12")
                .help("یکی از دوره‌ها را بنویسید", "use one of the periods"),
            CalendarError::OutOfRange { text, years: (first, last) } => {
                coded(format!("«{text}» بیرون از بازه تقویم است"))
                    .expected(format!("a year from {first} to {last}"))
                    .help("سال را بازبینی کنید", "check the year")
            }
            CalendarError::UnknownZone { text } => coded(format!("منطقه زمانی «{text}» شناخته نیست"))
                .expected("Asia/Tehran, Asia/Kabul, UTC, or an offset such as +03:30")
                .help("نام منطقه یا فاصله از ساعت جهانی را بنویسید", "give the zone's name, or its offset from UTC"),
            CalendarError::EmptyWindow { from, to } => {
                let day = |date: &PersianDate| text::persian_digits(&date.to_string());
                coded(format!("بازه {} تا {} هیچ روزی ندارد", day(from), day(to)))
                    .expected("a last day on or after the first")
                    .help("آغاز و پایان را بازبینی کنید", "check the first and the last day")
            }
        }
    }
}
