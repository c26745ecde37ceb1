//! Foreign systems in the rule language, with no change in the engine: quarterly reports shaped after those of
//! Philippine agencies, and Israel's change requests of 2012. Python's decimal judges independently.

use amalkard::dataset::{Cell, Dataset, Row, rows_of_csv};
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

/// The columns of one of the files of 2012, by our names.
fn rows_2012(folder: &Path, file: &str, columns: &[(&str, usize)]) -> Option<Vec<Row>> {
    let text = amalkard_tests::oracle("gzip", &["-dc", &folder.join(file).to_string_lossy()])?;
    // Headings are Hebrew and long: columns are taken by their place.
    let (heading, rest) = text.split_once('\n').unwrap();
    let names: Vec<String> = (0..heading.matches(',').count() + 1).map(|column| format!("c{column}")).collect();
    let rows = rows_of_csv(&format!("{}\n{rest}", names.join(","))).unwrap();
    let row = |row: &Row| -> Row {
        columns.iter().map(|(name, at)| ((*name).to_owned(), row[&format!("c{at}")].clone())).collect()
    };
    Some(rows.iter().map(row).collect())
}

/// What approved change requests made of Israel's budget of 2012: 12,270 regulations, 10,109 requests, 1,647 programmes.
#[test]
fn the_revised_budget_is_the_original_and_its_approved_changes() {
    let Some(folder) = amalkard_tests::real_data("israel") else { return };
    let Some(answer) = oracle("israel_changes.py", &[&folder.to_string_lossy()]) else { return };
    let expected: Value = serde_json::from_str(&answer).unwrap();
    let columns = [("programme", 5), ("regulation", 7), ("original", 11), ("revised", 18)];
    let Some(mut regulations) = rows_2012(&folder, "execution2012.csv.gz", &columns) else { return };
    let Some(changes) =
        rows_2012(&folder, "changes-2012.csv.gz", &[("programme", 9), ("committee", 7), ("amount", 11)])
    else {
        return;
    };
    let book = book("israel-changes.toml");
    let failing = |regulations: &[Row], rule: &str| -> BTreeSet<String> {
        let tables = [("regulations".to_owned(), regulations.to_vec()), ("changes".to_owned(), changes.clone())];
        let data = Dataset::from_rows(book.schema(), tables.into()).unwrap();
        assert_eq!(data.intake(), [], "every figure is read");
        let findings = book.check(&data).unwrap();
        findings.iter().filter(|found| found.rule == rule).map(|found| found.key["programme"].clone()).collect()
    };
    let programmes: BTreeSet<String> = regulations.iter().map(|row| row["programme"].to_string()).collect();
    assert_eq!(programmes.len() as u64, expected["programmes"].as_u64().unwrap());
    assert_eq!(failing(&regulations, "CHANGED").len() as u64, expected["wrong"].as_u64().unwrap());
    let changed = programmes.len() - failing(&regulations, "UNCHANGED").len();
    assert_eq!(changed as u64, expected["changed"].as_u64().unwrap());
    // One thousand shekels more in one regulation, and its programme is found.
    let spoilt = regulations.len() / 2;
    let programme = regulations[spoilt]["programme"].to_string();
    let revised: i64 = regulations[spoilt]["revised"].to_string().replace(',', "").parse().unwrap_or(0);
    regulations[spoilt].insert("revised".to_owned(), Cell::from((revised + 1).to_string()));
    assert_eq!(failing(&regulations, "CHANGED"), BTreeSet::from([programme]));
}
