//! The Persian calendar of a few years, counted by hand: days since the first of 1400.

/// Of the years from 1399 to 1407 these have a thirtieth of Esfand (official table: 1399, 1403; next 1408).
const LEAP: [i64; 3] = [1399, 1403, 1408];

fn days_of_year(year: i64) -> i64 {
    if LEAP.contains(&year) { 366 } else { 365 }
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => days_of_year(year) - 336,
    }
}

/// The number of a date that is written `1404-06-31`.
pub fn number(written: &str) -> i64 {
    let parts: Vec<i64> = written.split('-').map(|part| part.parse().unwrap()).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    let years: i64 = (1400..year).map(days_of_year).sum();
    years + (1..month).map(|month| days_of_month(year, month)).sum::<i64>() + day - 1
}

/// Year, month and day of a number, between 1399 and 1408.
pub fn date(number: i64) -> Option<(i64, i64, i64)> {
    let (mut year, mut rest) = (1400, number);
    while rest < 0 {
        year -= 1;
        rest += days_of_year(year);
    }
    while days_of_year(year) <= rest {
        rest -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days_of_month(year, month) <= rest {
        rest -= days_of_month(year, month);
        month += 1;
    }
    Some((year, month, rest + 1))
}
