//! The vectors of text, amounts and the calendar, in Rust.

use amalkard::calendar::{Basis, CalendarError};
use amalkard::error::Result;
use amalkard::text::{fold, normalize};
use amalkard::{Amount, FiscalPeriod, FiscalYear, PersianDate, Unit};
use amalkard_tests::vectors::{self, Case};
use serde_json::{Value, json};

#[test]
fn values() {
    let cases = vectors::run("values", operate);
    assert!(60 <= cases, "only {cases} vectors");
}

fn operate(case: &Case) -> Result<Value> {
    Ok(match case.op.as_str() {
        "text.fold" => json!({ "text": fold(case.text("text")) }),
        "text.normalize" => json!({ "text": normalize(case.text("text")) }),
        "amount.parse" => parse(case)?,
        "amount.add" => {
            let (a, b): (Amount, Amount) = (case.text("a").parse()?, case.text("b").parse()?);
            json!({ "amount": a.checked_add(b)?.to_string() })
        }
        "amount.convert" => {
            let (from, to) = (Unit::parse(case.text("from"))?, Unit::parse(case.text("to"))?);
            json!({ "amount": from.convert(case.text("amount").parse()?, to)?.to_string() })
        }
        "calendar.parse_date" => json!({ "date": PersianDate::parse(case.text("text"))?.to_string() }),
        "calendar.to_gregorian" => {
            json!({ "gregorian": PersianDate::parse(case.text("date"))?.to_chrono().to_string() })
        }
        "calendar.from_gregorian" => {
            let gregorian = case.text("gregorian").parse().expect("a Gregorian date");
            json!({ "date": PersianDate::from_chrono(gregorian)?.to_string() })
        }
        "calendar.period_bounds" => {
            let basis: Basis = serde_json::from_value(json!(case.text("basis"))).expect("a basis");
            let window = FiscalPeriod::parse(case.text("period"))?.window(basis);
            json!({ "first": window.from().to_string(), "last": window.to().to_string() })
        }
        "calendar.is_leap" => json!({ "leap": year(case)?.is_leap() }),
        other => panic!("no such operation: {other}"),
    })
}

fn parse(case: &Case) -> Result<Value> {
    let amount: Amount = case.text("text").parse()?;
    let Some(unit) = case.optional_text("unit") else { return Ok(json!({ "amount": amount.to_string() })) };
    let rials = Unit::parse(unit)?.convert(amount, Unit::Rial)?;
    Ok(json!({ "amount": amount.to_string(), "rials": rials.to_string() }))
}

fn year(case: &Case) -> std::result::Result<FiscalYear, CalendarError> {
    FiscalYear::new(case.input["year"].as_u64().and_then(|year| u16::try_from(year).ok()).expect("a year"))
}
