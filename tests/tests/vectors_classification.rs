//! The vectors of classification and agreements, in Rust.

use amalkard::agreement::{Agreement, Amendment, Terms};
use amalkard::classification::{AgencyCode, CodeScheme, MiscRow, PlanCode, lookup, required_list};
use amalkard::error::{Error, Result};
use amalkard::{FiscalYear, PersianDate};
use amalkard_tests::vectors::{self, Case};
use serde_json::{Value, json};

#[test]
fn classification() {
    let cases = vectors::run("classification", operate);
    assert!(90 <= cases, "only {cases} vectors");
}

#[test]
fn agreements() {
    let cases = vectors::run("agreement", operate);
    assert!(45 <= cases, "only {cases} vectors");
}

fn operate(case: &Case) -> Result<Value> {
    Ok(match case.op.as_str() {
        "classification.lookup" => {
            let year = case.input["year"].as_u64().and_then(|year| u16::try_from(year).ok()).expect("a year");
            json!(lookup(case.text("list"), case.text("code"), FiscalYear::new(year)?)?)
        }
        "classification.crosswalk" => {
            let list = required_list(case.optional_text("list").unwrap_or("province"))?;
            json!({ "code": list.crosswalk(case.text("code"), case.text("from"), case.text("to"))? })
        }
        "classification.plan_code" => json!(plan_code(case)?),
        "classification.misc_row" => {
            let row: MiscRow = case.text("text").parse()?;
            json!({ "row": row.to_string(), "group": row.group(), "item": row.item() })
        }
        "classification.agency_code" => json!({ "code": case.text("text").parse::<AgencyCode>()? }),
        "agreement.terms" => {
            let agreement = agreement(case)?;
            terms(&agreement.terms_on(PersianDate::parse(case.text("date"))?)?)
        }
        "agreement.amend" => {
            let amendment = serde_json::from_value::<Amendment>(case.input["amendment"].clone()).expect("an amendment");
            terms(&agreement(case)?.amend(amendment)?.latest_terms()?)
        }
        other => panic!("no such operation: {other}"),
    })
}

fn plan_code(case: &Case) -> Result<PlanCode> {
    let Some(names) = case.input.get("schemes") else { return PlanCode::parse(case.text("text")) };
    let names = names.as_array().expect("names of schemes").iter().map(|name| name.as_str().expect("a name"));
    PlanCode::parse_with(case.text("text"), &names.map(CodeScheme::named).collect::<Result<Vec<_>>>()?)
}

fn agreement(case: &Case) -> std::result::Result<Agreement, Error> {
    Agreement::from_json(&case.input["agreement"].to_string())
}

fn terms(terms: &[Terms]) -> Value {
    json!({ "terms": terms })
}
