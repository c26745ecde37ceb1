//! The calendar against the official table of the University of Tehran and against Node's Intl, day by day.

use amalkard::calendar::{FiscalYear, PersianDate, Zone};
use amalkard_tests::{oracle, real_data};
use proptest::prelude::*;

/// The years of the official table.
const FIRST: u16 = 1206;
const LAST: u16 = 1498;

#[test]
fn the_293_official_years() {
    let Some(folder) = real_data("persian-calendar") else { return };
    let table = std::fs::read_to_string(folder.join("kabise.txt")).unwrap();
    let mut years = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (year, first_day) = line.split_once(' ').unwrap();
        let leap = year.ends_with('*');
        let number: u16 = year.trim_end_matches('*').parse().unwrap();
        let fiscal = FiscalYear::new(number).unwrap();
        assert_eq!(fiscal.first_day().to_chrono().to_string(), first_day, "{number}");
        assert_eq!(fiscal.is_leap(), leap, "{number}");
        assert_eq!(fiscal.last_day().day(), if leap { 30 } else { 29 }, "{number}");
        assert_eq!(PersianDate::new(number, 12, 30).is_ok(), leap, "{number}");
        years.push(number);
    }
    assert_eq!(years, (FIRST..=LAST).collect::<Vec<_>>(), "each year once");
}

#[test]
fn every_day_of_293_years_is_nodes_day() {
    let first = PersianDate::new(FIRST, 1, 1).unwrap();
    let last = FiscalYear::new(LAST).unwrap().last_day();
    let script = "
        const [from, to] = process.argv.slice(1).map(Number);
        const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn',
            { timeZone: 'UTC', year: 'numeric', month: '2-digit', day: '2-digit' });
        const lines = [];
        for (let day = from; day <= to; day++) {
            const date = new Date(day * 86400000);
            const part = Object.fromEntries(format.formatToParts(date).map(p => [p.type, p.value]));
            lines.push(`${part.year}-${part.month}-${part.day} ${date.toISOString().slice(0, 10)}`);
        }
        console.log(lines.join('\\n'));";
    let [from, to] = [first, last].map(|day| day.day_number().to_string());
    let Some(lines) = oracle("node", &["-e", script, "--", &from, &to]) else { return };
    let mut day = first;
    let mut days = 0;
    for line in lines.lines() {
        assert_eq!(format!("{day} {}", day.to_chrono()), line);
        assert_eq!(PersianDate::from_chrono(day.to_chrono()), Ok(day));
        assert_eq!(PersianDate::from_day_number(day.day_number()), Ok(day));
        day = day.add_days(1).unwrap();
        days += 1;
    }
    assert_eq!(day, PersianDate::new(LAST + 1, 1, 1).unwrap());
    // 293 years of 365 days and the 71 leap days that the official table marks.
    assert_eq!(days, 293 * 365 + 71);
}

#[test]
fn leap_years_by_hand() {
    for year in 1380..=1420 {
        let leap = [1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420].contains(&year);
        assert_eq!(FiscalYear::new(year).unwrap().is_leap(), leap, "{year}");
    }
}

/// The 33-year rule is right for all fiscal years but two: the leap day of 1502 comes a year later.
#[test]
fn leap_years_by_the_33_year_rule() {
    for year in 1200..=1600_u16 {
        let by_rule = (25 * u32::from(year) + 11) % 33 < 8;
        let moved = [1502, 1503].contains(&year);
        assert_eq!(FiscalYear::new(year).unwrap().is_leap(), by_rule != moved, "{year}");
    }
}

proptest! {
    #[test]
    fn days_count_both_ways(a in -492_000_i32..2_500_000, b in -492_000_i32..2_500_000) {
        let (x, y) = (PersianDate::from_day_number(a).unwrap(), PersianDate::from_day_number(b).unwrap());
        prop_assert_eq!(x.day_number(), a);
        prop_assert_eq!(x.days_until(y), i64::from(b) - i64::from(a));
        prop_assert_eq!(x.add_days(x.days_until(y)), Ok(y));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.to_string().parse(), Ok(x));
        prop_assert_eq!(PersianDate::from_chrono(x.to_chrono()), Ok(x));
    }

    #[test]
    fn no_text_panics(text in "[0-9۰-۹/ -]{0,12}|\\PC{0,16}") {
        if let Ok(date) = PersianDate::parse(&text) {
            prop_assert_eq!(PersianDate::parse(&date.to_string()), Ok(date));
        }
        let _ = amalkard::FiscalPeriod::parse(&text);
    }
}

/// Every change of offset between 1371 and 1420 in Iran and Afghanistan, as Python's `zoneinfo` has them (the IANA
/// database): the day of the minute before, at and after it.
#[test]
fn days_by_time_zone_are_those_of_the_iana_database() {
    let script = r#"
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
for name in ["Asia/Tehran", "Asia/Kabul"]:
    zone, at, minute = ZoneInfo(name), datetime(1992, 3, 21, tzinfo=timezone.utc), timedelta(minutes=1)
    while at < datetime(2042, 1, 1, tzinfo=timezone.utc):
        # The half hours around local midnight, where a day or an offset can change.
        for half in range(36, 44):
            moment = at + timedelta(minutes=30 * half)
            for one in (moment - minute, moment):
                print(name, one.strftime("%Y-%m-%dT%H:%M:%SZ"), one.astimezone(zone).date())
        at += timedelta(days=1)
"#;
    let Some(answer) = amalkard_tests::oracle("python3", &["-c", script]) else { return };
    let mut compared = 0;
    for line in answer.lines() {
        let [zone, instant, day] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let ours = zone.parse::<Zone>().unwrap().day_of(instant.parse().unwrap()).unwrap();
        assert_eq!(ours.to_chrono().to_string(), day, "{line}");
        compared += 1;
    }
    assert!(550_000 < compared, "{compared}");
}

#[test]
fn time_zones_are_read_and_written_back() {
    for text in ["Asia/Tehran", "Asia/Kabul", "UTC", "+03:30", "-05:00", "+14:00"] {
        assert_eq!(text.parse::<Zone>().unwrap().to_string(), text);
    }
    for text in ["Iran/Tehran", "", "03:30", "+3:30", "+03:60", "+25:00", "+-1:00"] {
        assert_eq!(text.parse::<Zone>().unwrap_err().code(), "calendar.unknown_zone", "{text}");
    }
    let early = Zone::Tehran.day_of("1990-01-01T00:00:00Z".parse().unwrap()).unwrap_err();
    assert_eq!(early.code(), "calendar.out_of_range");
}
