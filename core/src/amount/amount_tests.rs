//! Amounts by hand: what is read, what is refused.

use super::*;

fn code(text: &str) -> &'static str {
    text.parse::<Amount>().map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn what_people_type_is_read_exactly() {
    let cases = [
        ("0", "0"),
        ("-0", "0"),
        ("۱۲۳", "123"),
        ("١٢٣", "123"),
        ("1,234,567", "1234567"),
        ("۱٬۲۳۴٬۵۶۷٫۸۹", "1234567.89"),
        ("1 234 567", "1234567"),
        ("\u{200E}-۹,۰۹۴,۰۰۰,۰۰۰", "-9094000000"),
        ("(1,500)", "-1500"),
        ("1500-", "-1500"),
        ("\u{2212}1.50", "-1.5"),
        ("1.0000000", "1"),
        ("0007", "7"),
    ];
    for (written, read) in cases {
        assert_eq!(written.parse::<Amount>().map(|amount| amount.to_string()).as_deref(), Ok(read), "{written}");
    }
}

#[test]
fn what_is_not_a_number_is_refused_by_its_own_code() {
    for text in [
        "abc", "+1", ".5", "1.", "1_000", "1e3", "NaN", "inf", "--1", "(-1)", "1..2", "1,,000", "٪12", "-", "()",
        "100\n200", "1\t000",
    ] {
        assert_eq!(code(text), "amount.not_a_number", "{text}");
    }
    assert_eq!(code(" \u{200F}\u{00A0}"), "amount.empty");
    assert_eq!(code("12,5"), "amount.grouping");
    assert_eq!(code("1234,567"), "amount.grouping");
    assert_eq!(code("0.1234567"), "amount.too_precise");
    assert_eq!(code("10000000000000000000000"), "amount.too_large");
    assert_eq!(code("9999999999999999999999.999999"), "accepted");
}

#[test]
fn an_ambiguous_figure_keeps_all_its_readings() {
    let cases: [(&str, &[&str]); 4] = [
        ("12/5", &["12.5", "125"]),
        ("1.234,567", &["1234.567", "1234567"]),
        ("1,234٬567", &["1234.567", "1234567"]),
        ("-650/52", &["-650.52", "-65052", "-52650"]),
    ];
    for (written, readings) in cases {
        assert_eq!(written.parse::<Amount>().unwrap_err().readings(), readings, "{written}");
    }
}

#[test]
fn json_carries_text_and_safe_integers_only() {
    let read =
        |json: &str| serde_json::from_str::<Amount>(json).map(|amount| amount.to_string()).map_err(|e| e.to_string());
    assert_eq!(read("\"12345678901234567.89\""), Ok("12345678901234567.89".to_owned()));
    assert_eq!(read("9007199254740991"), Ok("9007199254740991".to_owned()));
    for (json, code) in [
        ("1.5", "amount.float"),
        ("1e3", "amount.float"),
        ("9007199254740992", "amount.unsafe_integer"),
        ("-9007199254740992", "amount.unsafe_integer"),
        ("18446744073709551615", "amount.unsafe_integer"),
        ("\"1e3\"", "amount.not_a_number"),
        ("\"12345678901234567890123456789.01\"", "amount.too_large"),
    ] {
        assert!(read(json).unwrap_err().starts_with(code), "{json}");
    }
    assert!(read("true").is_err());
    assert_eq!(serde_json::to_string(&Amount::from_i64(-5)).unwrap(), "\"-5\"");
}
