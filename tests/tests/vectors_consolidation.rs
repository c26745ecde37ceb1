//! The vectors of consolidation, in Rust.

use amalkard::consolidation::{Consolidation, Plan, consolidate};
use amalkard::dataset::{Dataset, rows_of_json};
use amalkard::error::Result;
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case};
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn consolidation() {
    let cases = vectors::run("consolidation", operate);
    assert!(35 <= cases, "only {cases} vectors");
}

/// The answers are those of an implementation in Python's decimal that shares no code with ours.
#[test]
fn the_answers_are_the_oracle_s() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/consolidation.py");
    if let Some(answer) = amalkard_tests::oracle("python3", &[&script.to_string_lossy()]) {
        assert!(answer.contains("vectors"), "{answer}");
    }
}

fn operate(case: &Case) -> Result<Value> {
    Ok(match case.op.as_str() {
        "consolidate" => records(&consolidate(&dataset(case, &case.input["tables"])?, &plan(case, ""))?)?,
        // The same lines in parts, each with its own tables.
        "consolidation.merge" => {
            let parts = case.input["parts"].as_array().expect("parts").iter().zip(["a", "b", "c", "d"]);
            let parts: Vec<Consolidation> = parts
                .map(|(tables, source)| consolidate(&dataset(case, tables)?, &plan(case, source)))
                .collect::<Result<_>>()?;
            let (first, rest) = parts.split_first().expect("at least one part");
            records(&rest.iter().try_fold(first.clone(), |sum, part| sum.merge(part))?)?
        }
        "consolidation.update" => {
            let whole = consolidate(&dataset(case, &case.input["tables"])?, &plan(case, ""))?;
            records(&whole.update(case.text("agency"), &dataset(case, &case.input["update"])?)?)?
        }
        "consolidation.lineage" => {
            let total = consolidate(&dataset(case, &case.input["tables"])?, &plan(case, "sample"))?;
            let texts = |name: &str| case.input[name].as_array().expect("a list").iter().map(Value::as_str);
            let by: Vec<&str> = texts("of").map(|field| field.expect("a field")).collect();
            json!(total.lineage(&by, &texts("key").collect::<Vec<_>>())?)
        }
        "consolidation.table" => {
            let total = consolidate(&dataset(case, &case.input["tables"])?, &plan(case, ""))?;
            let of = case.input["of"].as_array().expect("a list of fields");
            let of: Vec<&str> = of.iter().map(|field| field.as_str().expect("a field")).collect();
            json!(total.table(&of)?.records())
        }
        other => panic!("no such operation: {other}"),
    })
}

fn dataset(case: &Case, tables: &Value) -> Result<Dataset> {
    let book = Rulebook::from_toml(case.text("rulebook"))?;
    Dataset::from_rows(book.schema(), rows_of_json(&tables.to_string())?)
}

/// The plan is the input without what is not part of it.
fn plan(case: &Case, source: &str) -> Plan {
    let mut plan = case.input.clone();
    for other in ["rulebook", "tables", "parts", "agency", "update", "of", "key"] {
        plan.remove(other);
    }
    let plan: Plan = serde_json::from_value(plan.into()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    Plan { source: source.to_owned(), ..plan }
}

fn records(total: &Consolidation) -> Result<Value> {
    let mut records = json!(total);
    records["digest"] = total.digest()?.into();
    Ok(records)
}
