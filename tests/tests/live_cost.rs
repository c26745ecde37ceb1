//! What an edit costs beside a full check: printed, never asserted.
//!
//! `cargo nextest run -p amalkard-tests --cargo-profile ci --run-ignored only --no-capture live_cost`

use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::rules::LiveCheck;
use amalkard_tests::{iran_1404, vectors};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROWS: usize = 500;

/// A form of 500 lines of one agency, its agreement and the period before: the lines of the vectors, numbered.
fn form(book: &amalkard::rules::Rulebook) -> Dataset {
    let case = vectors::read("rules").into_iter().flat_map(|(_, vectors)| vectors.cases);
    let case = case.into_iter().find(|case| case.name.starts_with("C06 ")).expect("a vector of C06");
    let mut tables = amalkard::dataset::rows_of_json(&case.input["tables"].to_string()).unwrap();
    for rows in tables.values_mut().filter(|rows| rows.iter().any(|row| row.contains_key("line"))) {
        let sample: Row = rows[0].clone();
        *rows = (1..=ROWS)
            .map(|number| {
                let mut row = sample.clone();
                row.insert("line".to_owned(), Cell::Text(number.to_string()));
                if row.contains_key("title") {
                    row.insert("title".to_owned(), Cell::Text(format!("طرح شماره {number}")));
                }
                row
            })
            .collect();
    }
    Dataset::from_rows(book.schema(), tables).unwrap()
}

#[test]
#[ignore = "for measuring, by hand"]
fn of_one_edit() {
    let book = Arc::new(iran_1404());
    let data = form(&book);
    let full = |data: &Dataset| {
        let start = Instant::now();
        let findings = book.check(data).unwrap();
        (start.elapsed(), findings.len())
    };
    let mut live = LiveCheck::new(Arc::clone(&book), data.clone()).unwrap();
    println!("{} rules, {} findings", book.rules().len(), live.findings().len());
    let fields = ["spent", "allocated", "paid", "received", "secured", "committed", "title", "kind", "line", "agency"];
    for field in fields {
        let before = live.data().table("lines").unwrap().schema().field(field).unwrap().0;
        let (mut edits, mut checks, mut rules, mut rows) = (Vec::new(), Vec::new(), 0, 0);
        for step in 0..20 {
            let row = step * 23 % ROWS;
            let old = live.data().table("lines").unwrap().scalar(row, before).to_string();
            for text in [format!("{}", 301 + step), old] {
                let start = Instant::now();
                let update = live.set("lines", row, field, &Cell::Text(text)).unwrap();
                edits.push(start.elapsed());
                rules = rules.max(update.rules_run);
                rows = rows.max(update.rows_run);
                let (time, count) = full(live.data());
                assert_eq!(count, live.findings().len());
                checks.push(time);
            }
        }
        let median = |times: &mut Vec<Duration>| {
            times.sort();
            times[times.len() / 2]
        };
        let (edit, check) = (median(&mut edits), median(&mut checks));
        println!(
            "{field:10} edit {edit:>10.1?}, full check {check:>10.1?}: 1/{}; at most {rules} rules on {rows} rows",
            check.as_nanos() / edit.as_nanos().max(1)
        );
    }
}
