//! Persian dates and fiscal periods: both cross as their text, `1404-06-31` and `1404/6m`.

use crate::cross::{Crossing, Refusable as _, json};
use amalkard::calendar::{Basis, CalendarError, FiscalPeriod, FiscalYear, PersianDate};
use chrono::NaiveDate;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A day as JavaScript sees it.
#[derive(Serialize)]
struct Day {
    year: u16,
    month: u8,
    day: u8,
    /// ISO 8601, Gregorian.
    iso: String,
}

/// The parts of a day that is written as `1404-06-31` or `۱۴۰۴/۶/۳۱`.
#[wasm_bindgen(js_name = persianDate)]
pub fn persian_date(text: &str) -> Crossing<String> {
    let date = PersianDate::parse(text).or_throw()?;
    json(&Day { year: date.year(), month: date.month(), day: date.day(), iso: date.to_chrono().to_string() })
}

/// See `PersianDate::from_chrono`; the day is ISO 8601, Gregorian.
#[wasm_bindgen(js_name = persianDateFromIso)]
pub fn persian_date_from_iso(iso: &str) -> Crossing<String> {
    let date = gregorian(iso).ok_or_else(|| invalid(iso)).or_throw()?;
    Ok(PersianDate::from_chrono(date).or_throw()?.to_string())
}

/// See `PersianDate::add_days`; the days are a whole number as text.
#[wasm_bindgen(js_name = addDays)]
pub fn add_days(date: &str, days: &str) -> Crossing<String> {
    let days: i64 = days.parse().map_err(|_| invalid(days)).or_throw()?;
    Ok(PersianDate::parse(date).or_throw()?.add_days(days).or_throw()?.to_string())
}

/// See `PersianDate::day_number`.
#[wasm_bindgen(js_name = dayNumber)]
pub fn day_number(date: &str) -> Crossing<i32> {
    Ok(PersianDate::parse(date).or_throw()?.day_number())
}

fn invalid(text: &str) -> CalendarError {
    CalendarError::InvalidDate { text: text.to_owned(), days_in_month: None }
}

/// A fiscal period as JavaScript sees it.
#[derive(Serialize)]
struct Described {
    year: u16,
    period: String,
    title_fa: &'static str,
    title_en: &'static str,
    previous: Option<FiscalPeriod>,
    first_day: PersianDate,
    last_day: PersianDate,
    cumulative: [PersianDate; 2],
    in_period: [PersianDate; 2],
}

/// The parts of a fiscal period that is written as `1404/6m`.
#[wasm_bindgen(js_name = fiscalPeriod)]
pub fn fiscal_period(text: &str) -> Crossing<String> {
    let period = FiscalPeriod::parse(text).or_throw()?;
    let window = |basis| {
        let window = period.window(basis);
        [window.from(), window.to()]
    };
    json(&Described {
        year: period.year.year(),
        period: period.period.to_string(),
        title_fa: period.period.title_fa(),
        title_en: period.period.title_en(),
        previous: period.previous(),
        first_day: period.first_day(),
        last_day: period.last_day(),
        cumulative: window(Basis::Cumulative),
        in_period: window(Basis::InPeriod),
    })
}

/// See `FiscalYear::is_leap`.
#[wasm_bindgen(js_name = isLeap)]
pub fn is_leap(year: &str) -> Crossing<bool> {
    Ok(fiscal_year(year)?.is_leap())
}

/// A fiscal year of its text: a JavaScript number would be cut to fit.
pub(crate) fn fiscal_year(year: &str) -> Crossing<FiscalYear> {
    year.parse().or_throw()
}

/// A date as ISO 8601 has it; chrono's own parser is of any format, and large.
fn gregorian(iso: &str) -> Option<NaiveDate> {
    let number = |part: &str| if part.bytes().all(|sign| sign.is_ascii_digit()) { part.parse().ok() } else { None };
    let mut parts = iso.split('-').map(number);
    let (year, month, day): (u32, u32, u32) = (parts.next()??, parts.next()??, parts.next()??);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    date.filter(|_| parts.next().is_none())
}
