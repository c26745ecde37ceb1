//! The table of separators measured in the official texts of the budget laws, row by row (domain.md 6.2).

use amalkard::Amount;
use amalkard::amount::{AmountError, Separators};
use amalkard::text::{fold, is_folded_letters};

fn read(text: &str, profile: &Separators) -> String {
    Amount::parse_with(text, profile).map_or_else(|error| error.code().to_owned(), |amount| amount.to_string())
}

fn readings(text: &str) -> Vec<String> {
    match text.parse::<Amount>() {
        Err(AmountError::Ambiguous { readings } | AmountError::Grouping { readings, .. }) => readings,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn group_separators() {
    assert_eq!(read("۲۰,۲۶۶,۵۳۴,۳۷۱", &Separators::law_1399()), "20266534371");
    assert_eq!(read("۲۰.۲۶۶.۵۳۴.۳۷۱", &Separators::law_1401()), "20266534371");
    assert_eq!(read("۲۰.۲۶۶.۵۳۴.۳۷۱", &Separators::law_1402()), "20266534371");
    assert_eq!(read("۲۰،۲۶۶،۵۳۴،۳۷۱", &Separators::law_1402()), "20266534371");
    assert_eq!(read("۲۰٫۲۶۶٫۵۳۴٫۳۷۱", &Separators::law_1402()), "20266534371");
    assert_eq!(read("(000 /000 /371 /534 /266 /20)", &Separators::law_1399_web()), "20266534371000000");
    assert_eq!(read("۱.۲۵۰،۰۰۰", &Separators::law_1402()), "1250000");
}

#[test]
fn the_same_figures_without_their_profile_are_never_guessed() {
    assert_eq!(read("۲۰,۲۶۶", &Separators::law_1401()), "amount.ambiguous");
    assert_eq!(readings("۲۰.۲۶۶.۵۳۴"), ["20266.534", "20266534"]);
    assert_eq!(readings("۲۰٫۲۶۶٫۵۳۴"), ["20266.534", "20266534"]);
    assert_eq!(readings("۱.۲۵۰،۰۰۰"), ["1250", "1250000"]);
    assert_eq!(readings("000 /000 /20"), ["0.2", "20", "20000000"]);
    // The decimal sign used for grouping, once: by the default profile it is what it is, a decimal sign.
    assert_eq!(read("۲۰٫۲۶۶", &Separators::default()), "20.266");
    assert_eq!(read("۲۰٫۲۶۶", &Separators::law_1402()), "20266");
}

#[test]
fn decimal_marks() {
    assert_eq!(Amount::parse_percent("۱۴/۵ درصد").unwrap().to_string(), "14.5");
    assert_eq!(Amount::parse_percent("۰/۵٪").unwrap().to_string(), "0.5");
    assert_eq!(read("۱۴/۵", &Separators::law_1401()), "14.5");
    // The corrigenda of 1401 put «۲/۵» in the place of «۲،۵».
    assert_eq!(read("۲/۵", &Separators::law_1401()), "2.5");
    assert_eq!(read("۲،۵", &Separators::law_1401()), "amount.ambiguous");
    assert_eq!(readings("۲،۵"), ["2.5", "25"]);
    assert_eq!(readings("12/5"), ["12.5", "125"]);
}

#[test]
fn digits_of_three_scripts() {
    for text in ["1,234.5", "۱,۲۳۴.۵", "١,٢٣٤.٥", "۱٬۲۳۴٫۵", "١٬٢٣٤٫٥", "۱٢3٤.۵"] {
        assert_eq!(read(text, &Separators::default()), "1234.5", "{text}");
    }
}

#[test]
fn letters_and_invisible_marks() {
    assert_eq!(fold("كتابي"), fold("کتابی"));
    assert!(!is_folded_letters("كتابي"));
    for mark in [
        '\u{200C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{0640}', '\u{00A0}',
        '\u{202F}',
    ] {
        assert_eq!(read(&format!("{mark}12{mark},{mark}500{mark}"), &Separators::default()), "12500", "{mark:?}");
        assert_eq!(fold(&format!("سال{mark}")), "سال", "{mark:?}");
    }
}

#[test]
fn negatives() {
    assert_eq!(read("\u{200E}-۹,۰۹۴,۰۰۰,۰۰۰", &Separators::default()), "-9094000000");
    assert_eq!(read("\u{2212}۹۰", &Separators::default()), "-90");
    assert_eq!(read("۹۰ -", &Separators::default()), "-90");
    assert_eq!(read("(۹۰)", &Separators::default()), "-90");
    // In the laws a figure in parentheses only follows the same number in words.
    assert_eq!(read("(۹۰)", &Separators::law_1401()), "90");
    assert_eq!(read("۶۵۰ /۵۲ -", &Separators::law_1399_web()), "-52650");
    assert_eq!(readings("۶۵۰ /۵۲ -"), ["-650.52", "-65052", "-52650"]);
    for piled in ["--1", "-1-", "(-1)", "-(1)", "((1))", "(1", "1)"] {
        assert_eq!(read(piled, &Separators::default()), "amount.not_a_number", "{piled}");
    }
}

#[test]
fn percents() {
    for text in ["12.5%", "%12.5", "۱۲/۵٪", "٪۱۲٫۵", "۱۲٫۵ درصد", "12/5"] {
        assert_eq!(Amount::parse_percent(text).unwrap().to_string(), "12.5", "{text}");
    }
    assert_eq!(Amount::parse_percent("5%%").unwrap_err().code(), "amount.not_a_number");
    assert_eq!(Amount::parse_percent("%").unwrap_err().code(), "amount.empty");
    assert_eq!(read("12.5%", &Separators::default()), "amount.not_a_number");
}

#[test]
fn groups_are_of_three_digits() {
    for text in ["12,5", "1,23", "1,2345", "1234,567", "1,234,56", "12 5", "1,23.5"] {
        assert_eq!(read(text, &Separators::default()), "amount.grouping", "{text}");
    }
    assert_eq!(readings("12 5"), ["12.5", "125"]);
}

#[test]
fn a_profile_that_gives_one_sign_two_jobs_is_never_resolved_by_luck() {
    let torn = Separators { group: vec![','], decimal: vec![','], ..Separators::default() };
    assert_eq!(read("1,234", &torn), "amount.ambiguous");
}

#[test]
fn a_profile_is_data() {
    let profile: Separators = serde_json::from_str(r#"{"group": ["."], "decimal": ["/"]}"#).unwrap();
    assert_eq!(read("1.234/5", &profile), "1234.5");
    assert!(serde_json::from_str::<Separators>(r#"{"grouping": ["."]}"#).is_err());
}
