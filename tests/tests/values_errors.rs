//! Every refusal of a value says its code, what was expected and what to do, in Persian and in English.

use amalkard::amount::{AmountError, Separators};
use amalkard::calendar::{CalendarError, Window};
use amalkard::{Amount, Error, FiscalPeriod, FiscalYear, PersianDate, Unit};

fn amount(text: &str) -> AmountError {
    text.parse::<Amount>().unwrap_err()
}

fn refusals() -> Vec<(&'static str, Error)> {
    let day = |text: &str| text.parse::<PersianDate>().unwrap();
    let calendar = |error: CalendarError| Error::from(error);
    vec![
        ("amount.empty", amount("").into()),
        ("amount.not_a_number", amount("ده").into()),
        ("amount.ambiguous", amount("12/5").into()),
        ("amount.grouping", amount("12,5").into()),
        ("amount.too_precise", amount("0.1234567").into()),
        ("amount.too_large", amount("99999999999999999999999").into()),
        ("amount.float", AmountError::Float.into()),
        ("amount.unsafe_integer", AmountError::UnsafeInteger.into()),
        ("amount.unit_inexact", Unit::Rial.convert(Amount::from_i64(1), Unit::MilliardToman).unwrap_err().into()),
        ("amount.unknown_unit", Unit::parse("dinar").unwrap_err().into()),
        ("calendar.invalid_date", calendar(PersianDate::parse("1404-12-30").unwrap_err())),
        ("calendar.invalid_date", calendar(PersianDate::parse("دیروز").unwrap_err())),
        ("calendar.unknown_period", calendar(FiscalPeriod::parse("1404/4m").unwrap_err())),
        ("calendar.out_of_range", calendar(FiscalYear::new(2025).unwrap_err())),
        ("calendar.empty_window", calendar(Window::new(day("1404-01-02"), day("1404-01-01")).unwrap_err())),
    ]
}

#[test]
fn every_refusal_is_complete() {
    let persian = |text: &str| text.chars().any(|letter| ('\u{0600}'..='\u{06FF}').contains(&letter));
    for (code, error) in refusals() {
        assert_eq!(error.code(), code);
        assert!(persian(error.message_fa()) && amalkard::text::is_folded_letters(error.message_fa()), "{code}");
        assert!(!error.message_en().is_empty() && !error.message_en().ends_with('.'), "{code}");
        let (fa, en) = error.advice().unwrap_or_else(|| panic!("{code} does not say what to do"));
        assert!(persian(fa) && amalkard::text::is_folded_letters(fa) && !en.is_empty(), "{code}");
        assert!(error.to_string().contains("expected"), "{code}: {error}");
    }
}

#[test]
fn the_day_that_does_not_exist_is_told_how_long_its_month_is() {
    let error = Error::from(PersianDate::parse("1404-12-30").unwrap_err());
    assert!(error.to_string().contains("a day from 1 to 29"), "{error}");
}

#[test]
fn a_refusal_of_something_huge_is_short() {
    for text in ["1,".repeat(100_000) + "1", "9".repeat(100_000), "1/".repeat(100_000) + "1", "الف".repeat(100_000)]
    {
        let profiles = [Separators::default(), Separators::law_1399_web(), Separators::law_1402()];
        for profile in profiles {
            let error = Error::from(Amount::parse_with(&text, &profile).unwrap_err());
            assert!(error.to_string().len() < 1_000, "{}", error.code());
        }
        assert!(Error::from(PersianDate::parse(&text).unwrap_err()).to_string().len() < 1_000);
        assert!(Error::from(FiscalPeriod::parse(&text).unwrap_err()).to_string().len() < 1_000);
        assert!(Error::from(Unit::parse(&text).unwrap_err()).to_string().len() < 1_000);
    }
}
