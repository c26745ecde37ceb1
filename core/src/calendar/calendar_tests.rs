//! Dates and periods by hand, from the facts of the calendar centre and the laws.

use super::*;

#[test]
fn boundaries_of_the_years_around_1404() {
    for (persian, gregorian) in [
        ("1403-12-30", "2025-03-20"),
        ("1404-01-01", "2025-03-21"),
        ("1404-12-29", "2026-03-20"),
        ("1405-01-01", "2026-03-21"),
        ("1408-12-30", "2030-03-20"),
    ] {
        let date = PersianDate::parse(persian).unwrap();
        assert_eq!(date.to_chrono().to_string(), gregorian);
        assert_eq!(PersianDate::from_chrono(date.to_chrono()), Ok(date));
    }
}

#[test]
fn dates_that_do_not_exist_are_refused() {
    for text in ["1404-12-30", "1404-07-31", "1404-13-01", "1404-00-01", "1404-01-00", "1404-01-32"] {
        assert_eq!(PersianDate::parse(text).unwrap_err().code(), "calendar.invalid_date", "{text}");
    }
    for text in ["", "1404", "1404-01", "04-01-01", "31/06/1404", "1404-1-1-1", "1404-01-+1", "1404/01-01", "14040101"]
    {
        assert_eq!(PersianDate::parse(text).unwrap_err().code(), "calendar.invalid_date", "{text}");
    }
    assert_eq!(PersianDate::parse("0000-01-01").unwrap_err().code(), "calendar.out_of_range");
    assert_eq!(PersianDate::parse("9001-01-01").unwrap_err().code(), "calendar.out_of_range");
}

#[test]
fn the_whole_range_counts_day_by_day() {
    let first = PersianDate::new(1, 1, 1).unwrap();
    let last = PersianDate::new(9000, 12, 29).unwrap();
    assert!(first.add_days(-1).is_err());
    assert!(last.add_days(2).is_err());
    for far in [i64::MIN, i64::MAX, -4_000_000, 4_000_000] {
        assert_eq!(first.add_days(far).unwrap_err().code(), "calendar.out_of_range");
    }
    for number in [i32::MIN, i32::MAX] {
        assert_eq!(PersianDate::from_day_number(number).unwrap_err().code(), "calendar.out_of_range");
    }
}

#[test]
fn periods_have_their_days() {
    let year = FiscalYear::new(1404).unwrap();
    let cases = [
        ("3m", "1404-01-01..1404-03-31", "1404-01-01..1404-03-31"),
        ("6m", "1404-01-01..1404-06-31", "1404-04-01..1404-06-31"),
        ("9m", "1404-01-01..1404-09-30", "1404-07-01..1404-09-30"),
        ("12m", "1404-01-01..1404-12-29", "1404-10-01..1404-12-29"),
        ("supplementary", "1404-01-01..1405-06-31", "1405-01-01..1405-06-31"),
        ("month-7", "1404-01-01..1404-07-30", "1404-07-01..1404-07-30"),
    ];
    for (text, cumulative, in_period) in cases {
        let period = Period::parse(text).unwrap();
        assert_eq!(period.to_string(), text);
        assert_eq!(period.window(year, Basis::Cumulative).to_string(), cumulative);
        assert_eq!(period.window(year, Basis::InPeriod).to_string(), in_period);
    }
    assert_eq!(Period::Supplementary.last_day_with(year, EXPENSE_CUT_OFF).to_string(), "1405-04-31");
    for text in ["", "7m", "month-0", "month-13", "month-07", "month-", "1404/6m"] {
        assert_eq!(Period::parse(text).unwrap_err().code(), "calendar.unknown_period", "{text}");
    }
}

#[test]
fn the_day_changes_at_midnight_in_iran() {
    let day = |text: &str| PersianDate::of_instant(text.parse().unwrap(), IRAN_OFFSET_MINUTES).unwrap().to_string();
    assert_eq!(day("2025-09-22T20:29:59Z"), "1404-06-31");
    assert_eq!(day("2025-09-22T20:30:00Z"), "1404-07-01");
    assert_eq!(day("1969-12-31T20:30:00Z"), "1348-10-11");
}

#[test]
fn everything_crosses_json_as_text() {
    let period: FiscalPeriod = serde_json::from_str("\"1404/month-7\"").unwrap();
    assert_eq!(serde_json::to_string(&period).unwrap(), "\"1404/month-7\"");
    assert_eq!(serde_json::to_string(&period.year).unwrap(), "1404");
    assert!(serde_json::from_str::<PersianDate>("\"1404-12-30\"").is_err());
    let window = Window::new(period.first_day(), period.last_day()).unwrap();
    assert_eq!(serde_json::to_string(&window).unwrap(), r#"{"from":"1404-07-01","to":"1404-07-30"}"#);
    assert!(serde_json::from_str::<Window>(r#"{"from":"1404-07-02","to":"1404-07-01"}"#).is_err());
}
