//! Time zones: on which Persian day an instant falls at a place.

use super::{CalendarError, PersianDate};
use crate::text;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A time zone by its name in the IANA database, or a fixed offset from UTC such as `+03:30`.
///
/// Named are the zones of the countries whose civil calendar is the Persian one; a host elsewhere states its offset.
/// Kept here and not taken from a library of all zones: a whole database would be a third of what a browser downloads,
/// and two releases of it would put one event of a log on two days. Python's `zoneinfo` confirms every change of offset.
///
/// # Example
/// ```
/// use amalkard::calendar::Zone;
/// let tehran: Zone = "Asia/Tehran".parse()?;
/// let minute_to_midnight = "2025-10-03T20:29:00Z".parse().unwrap();
/// assert_eq!(tehran.day_of(minute_to_midnight)?.to_string(), "1404-07-11");
/// // Summer time, abolished in 1401: midnight came an hour earlier.
/// assert_eq!(tehran.day_of("2021-07-01T19:30:00Z".parse().unwrap())?.to_string(), "1400-04-11");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Zone {
    /// Iran: +03:30, in summers until 1401 +04:30. Instants before 1371 are refused.
    #[default]
    Tehran,
    /// Afghanistan: +04:30.
    Kabul,
    /// So many minutes ahead of UTC all the time.
    Fixed(i16),
}

/// The standard offset of Iran in minutes, and the minute of that time at which a summer's last day ended.
const IRAN: i64 = 210;
const LAST_MINUTE_OF_SUMMER: i64 = 23 * 60;
/// The years of summer time in Iran; by the law of 1401 there is none any more, in two years there was none.
const SUMMERS: std::ops::RangeInclusive<u16> = 1371..=1401;
const WITHOUT: [u16; 2] = [1385, 1386];
/// No place is further ahead of UTC, or behind it (ISO 8601; the farthest in use is +14:00).
const FARTHEST: u16 = 18 * 60;

impl Zone {
    /// The Persian day that an instant falls on.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn day_of(self, instant: DateTime<Utc>) -> Result<PersianDate, CalendarError> {
        let on = |minutes: i64| {
            let local = instant.checked_add_signed(TimeDelta::minutes(minutes)).unwrap_or(instant);
            PersianDate::from_chrono(local.date_naive())
        };
        match self {
            Self::Fixed(minutes) => on(i64::from(minutes)),
            Self::Kabul => on(270),
            Self::Tehran => {
                let day = on(IRAN)?;
                if day.year() < *SUMMERS.start() {
                    let years = (*SUMMERS.start(), 9000);
                    return Err(CalendarError::OutOfRange { text: format!("{instant} {self}"), years });
                }
                if is_summer(day, minute_of_day(instant)) { on(IRAN.saturating_add(60)) } else { Ok(day) }
            }
        }
    }

    /// Reads `Asia/Tehran`, `Asia/Kabul`, `UTC`, or an offset such as `+03:30`.
    ///
    /// # Errors
    /// `calendar.unknown_zone`.
    pub fn parse(written: &str) -> Result<Self, CalendarError> {
        let unknown = || CalendarError::UnknownZone { text: text::excerpt(written) };
        match written.trim() {
            "Asia/Tehran" | "Iran" => Ok(Self::Tehran),
            "Asia/Kabul" => Ok(Self::Kabul),
            "UTC" | "Z" => Ok(Self::Fixed(0)),
            offset => fixed(offset).ok_or_else(unknown),
        }
    }
}

/// The minute of the day by Iran's standard time.
fn minute_of_day(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(60).saturating_add(IRAN).rem_euclid(24 * 60)
}

/// Whether clocks in Iran are an hour ahead: from the end of 1 Farvardin to the end of 30 Shahrivar.
fn is_summer(day: PersianDate, minute: i64) -> bool {
    let date = (day.month(), day.day());
    let ends = date == (6, 30) && LAST_MINUTE_OF_SUMMER <= minute;
    SUMMERS.contains(&day.year()) && !WITHOUT.contains(&day.year()) && ((1, 2)..=(6, 30)).contains(&date) && !ends
}

/// An offset such as `+03:30`.
fn fixed(text: &str) -> Option<Zone> {
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |part: &str| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten();
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    let ahead = number(hours)?.checked_mul(60)?.checked_add(minutes)?;
    (ahead <= FARTHEST).then(|| i16::try_from(ahead).ok()?.checked_mul(sign)).flatten().map(Zone::Fixed)
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tehran => f.write_str("Asia/Tehran"),
            Self::Kabul => f.write_str("Asia/Kabul"),
            Self::Fixed(0) => f.write_str("UTC"),
            Self::Fixed(minutes) => {
                let ahead = minutes.unsigned_abs();
                let sign = if *minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", ahead.wrapping_div(60), ahead.wrapping_rem(60))
            }
        }
    }
}

impl FromStr for Zone {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        Self::parse(text)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.to_string()
    }
}

impl TryFrom<String> for Zone {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        Self::parse(&text)
    }
}
