//! The vectors of consolidation, in Rust.

use amalkard::consolidation::{
    Assumption, Consolidation, LiveConsolidation, MissingChildren, Partial, Plan, StatedTotal, Transfers, consolidate,
};
use amalkard::dataset::{Dataset, rows_of_json};
use amalkard::error::Result;
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case};
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn consolidation() {
    let cases = vectors::run("consolidation", operate);
    assert!(95 <= cases, "only {cases} vectors");
}

/// The answers are those of an implementation in Python's decimal that shares no code with ours.
#[test]
fn the_answers_are_the_oracle_s() {
    for script in ["consolidation.py", "consolidation_questions.py"] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles").join(script);
        if let Some(answer) = amalkard_tests::oracle("python3", &[&script.to_string_lossy()]) {
            assert!(answer.contains("vectors"), "{answer}");
        }
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
        other => asked(case, other)?,
    })
}

/// What a consolidation is asked: its arguments are in `ask`.
fn asked(case: &Case, op: &str) -> Result<Value> {
    let ask = &case.input["ask"];
    let source = if op == "consolidation.changes" { "after" } else { "sample" };
    let total = |tables: &Value, source: &str| consolidate(&dataset(case, tables)?, &plan(case, source));
    let now = || total(&case.input["tables"], source);
    let text = |name: &str| ask[name].as_str();
    let (by, key) = (names(&ask["by"]), codes(&ask["key"]));
    Ok(match op {
        "consolidation.bounds" => {
            let usual = Assumption::default();
            let percent = |name: &str, usual: i64| ask[name].as_i64().unwrap_or(usual);
            let assumption = Assumption { low: percent("low", usual.low), high: percent("high", usual.high) };
            json!(now()?.bounds(&by, assumption)?)
        }
        "consolidation.rollup" => {
            let mode: MissingChildren = serde_json::from_value(ask["mode"].clone()).expect("a policy");
            let expected: Vec<_> = ask["expected"].as_array().into_iter().flatten().map(codes).collect();
            json!(now()?.rollup(&by, mode, &expected)?)
        }
        "consolidation.difference" => json!(now()?.difference(&total(&ask["before"], "before")?)?),
        "consolidation.changes" => json!(now()?.changes(&total(&ask["before"], "before")?, &by, &key)?),
        "consolidation.compare" => json!(now()?.compare(&total(&ask["before"], "before")?, &by)?),
        "consolidation.restatement" => json!(now()?.restatement(&total(&ask["first"], "")?, &total(&ask["now"], "")?)?),
        "consolidation.contributors" => {
            let limit = ask["limit"].as_u64().expect("a limit") as usize;
            json!(now()?.contributors(&by, &key, text("measure").expect("a measure"), &names(&ask["per"]), limit)?)
        }
        "consolidation.compare_stated" => {
            let totals: Vec<StatedTotal> = serde_json::from_value(ask["totals"].clone()).expect("stated totals");
            json!(now()?.compare_stated(&totals, text("unit"))?)
        }
        "consolidation.gaps" => json!(now()?.gaps(&by, &names(&ask["left"]), &names(&ask["right"]))?),
        "consolidation.not_added" => json!(now()?.not_added()),
        "consolidation.eliminations" => {
            let mut names = ask.as_object().expect("names").clone();
            names.remove("by");
            let transfers: Transfers = serde_json::from_value(names.into()).expect("names of transfers");
            json!(now()?.eliminations(&dataset(case, &case.input["tables"])?, &transfers, &by)?)
        }
        // The parts become text and totals again before they are merged.
        "consolidation.partial" => {
            let parts = ask["parts"].as_array().expect("parts").iter();
            let travelled = |tables: &Value| {
                let text = total(tables, "")?.partial(ask["lines"] == true)?.to_json()?;
                Partial::from_json(&text)?.consolidation()
            };
            let parts: Vec<Consolidation> = parts.map(travelled).collect::<Result<_>>()?;
            let (first, rest) = parts.split_first().expect("at least one part");
            records(&rest.iter().try_fold(first.clone(), |sum, part| part.merge(&sum))?)?
        }
        "consolidation.live" => {
            let mut live = LiveConsolidation::new(&dataset(case, &case.input["tables"])?, &plan(case, ""))?;
            let steps = ask["steps"].as_array().expect("steps").iter();
            let updates = steps.map(|step| stepped(case, &mut live, step)).collect::<Result<Vec<_>>>()?;
            json!({ "updates": updates, "total": records(&live.consolidation()?)? })
        }
        other => panic!("no such operation: {other}"),
    })
}

/// One change of a live consolidation, without the number of totals that it has touched.
fn stepped(case: &Case, live: &mut LiveConsolidation, step: &Value) -> Result<Value> {
    let agency = step["agency"].as_str().expect("an agency");
    let update = match (&step["state"], &step["lines"]) {
        (Value::String(state), _) => live.set_status(agency, state)?,
        (_, Value::Null) => live.withdraw(agency)?,
        (_, lines) => live.replace(agency, &dataset(case, &json!({ "lines": lines }))?)?,
    };
    let mut update = json!(update);
    update.as_object_mut().expect("an object").remove("changed");
    Ok(update)
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn codes(list: &Value) -> Vec<Option<&str>> {
    list.as_array().into_iter().flatten().map(Value::as_str).collect()
}

fn dataset(case: &Case, tables: &Value) -> Result<Dataset> {
    let book = Rulebook::from_toml(case.text("rulebook"))?;
    Dataset::from_rows(book.schema(), rows_of_json(&tables.to_string())?)
}

/// The plan is the input without what is not part of it.
fn plan(case: &Case, source: &str) -> Plan {
    let mut plan = case.input.clone();
    for other in ["rulebook", "tables", "parts", "agency", "update", "of", "key", "ask"] {
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
