//! Foreign systems in the rule language, with no change in the engine: quarterly reports shaped after those of
//! Philippine agencies. Python's decimal judges independently.

use amalkard::dataset::Dataset;
use amalkard::rules::Rulebook;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn book(name: &str) -> Rulebook {
    let text = std::fs::read_to_string(here("rulebooks").join(name)).unwrap();
    Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{error:#?}"))
}

fn oracle(script: &str, arguments: &[&str]) -> Option<String> {
    let script = here("oracles").join(script);
    amalkard_tests::oracle("python3", &[&[script.to_str().unwrap()], arguments].concat())
}

/// 240 statements of 40 agencies, a third of them spoilt in one figure, most by one centavo: exactly what is wrong is found.
#[test]
fn quarterly_reports_are_judged_as_by_the_columns_of_the_form() {
    let Some(answer) = oracle("foreign.py", &[]) else { return };
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let book = book("foreign.toml");
    let data = Dataset::from_json(book.schema(), &answer["tables"].to_string()).unwrap();
    assert_eq!(data.intake(), [], "every cell is read");
    let failing = |found: &Value| {
        (found[0].as_str().unwrap().to_owned(), found[1].as_u64().unwrap(), found[2].as_str().unwrap().to_owned())
    };
    let expected: BTreeSet<_> = answer["failing"].as_array().unwrap().iter().map(failing).collect();
    let findings = book.check(&data).unwrap();
    let found: BTreeSet<_> =
        findings.iter().map(|found| (found.table.clone(), found.row.unwrap() as u64, found.rule.clone())).collect();
    assert_eq!(found, expected);
    let rules: BTreeSet<&str> = expected.iter().map(|(_, _, rule)| rule.as_str()).collect();
    assert_eq!(rules.len(), book.rules().len(), "the invented data breaks every rule somewhere: {rules:?}");
}

/// What the vectors state, which every language runs, is recomputed too.
#[test]
fn the_vectors_are_judged_by_the_form_as_well() {
    if let Some(said) = oracle("foreign.py", &[here("vectors/rules/foreign.json").to_str().unwrap()]) {
        println!("{said}");
    }
}
