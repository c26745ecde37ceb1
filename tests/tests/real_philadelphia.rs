//! Philadelphia's 61 quarterly manager's reports: each report the figures of one round, departments as agencies.
//!
//! Totals equal those of Python's decimal and of DuckDB; what a later report states differently is found by a rule.

use amalkard::consolidation::{Consolidation, Plan, consolidate};
use amalkard::dataset::{Cell, Dataset, Row, rows_of_csv};
use amalkard::rules::Rulebook;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    Rulebook::from_toml(
        r#"
[rulebook]
id = "philadelphia"
title = { fa = "گزارش‌های فصلی", en = "Quarterly reports" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["agency", "fiscal_year", "variable", "time_period"]
fields = [
  { name = "agency", type = "code", required = true, title = { fa = "دستگاه", en = "Department as reported" } },
  { name = "department", type = "code", required = true, title = { fa = "دستگاه اصلی", en = "Department" } },
  { name = "fiscal_year", type = "code", required = true, title = { fa = "سال مالی", en = "Fiscal year" } },
  { name = "variable", type = "code", required = true, title = { fa = "قلم", en = "Variable" } },
  { name = "time_period", type = "code", required = true, title = { fa = "دوره", en = "Period" } },
  { name = "total", type = "number", scale = 2, required = true, title = { fa = "مبلغ (دلار)", en = "Total (dollars)" } },
]
[tables.previous]
title = { fa = "آخرین گزارش پیشین", en = "As last reported" }
like = "lines"
[relations.previous]
from = "lines"
to = "previous"
on = ["agency", "fiscal_year", "variable", "time_period"]

[[rule]]
id = "restated"
severity = "info"
check = 'total == previous.total'
title = { fa = "رقم بازنگری شده است", en = "The figure was restated" }
message = { fa = "{previous.total} ← {total}", en = "{previous.total} -> {total}" }
"#,
    )
    .unwrap_or_else(|error| panic!("{error}"))
});

/// The report that a row stands in: fiscal year and quarter.
type Report = (String, String);

fn reports(folder: &Path) -> BTreeMap<Report, Vec<Row>> {
    let text = std::fs::read_to_string(folder.join("department-obligations.csv")).unwrap();
    let mut reports: BTreeMap<Report, Vec<Row>> = BTreeMap::new();
    for row in rows_of_csv(&text).unwrap() {
        let report = (row["report_fiscal_year"].to_string(), row["report_quarter"].to_string());
        let fields = [
            ("agency", "dept_name_raw"),
            ("department", "dept_major_code"),
            ("fiscal_year", "fiscal_year"),
            ("variable", "variable"),
            ("time_period", "time_period"),
            ("total", "total"),
        ];
        let line = fields.map(|(field, column)| (field.to_owned(), row[column].clone())).into();
        reports.entry(report).or_default().push(line);
    }
    reports
}

fn dataset(lines: &[Row], previous: Vec<Row>) -> Dataset {
    let tables = BTreeMap::from([("lines".to_owned(), lines.to_vec()), ("previous".to_owned(), previous)]);
    let data = Dataset::from_rows(BOOK.schema(), tables).unwrap();
    assert_eq!(data.intake(), [], "every figure is read");
    data
}

/// The python of the workspace, which may have DuckDB; else the one of the system, for decimal alone.
fn oracle(folder: &Path) -> Option<Value> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = tests.join("../.venv/bin/python");
    let python = if own.exists() { own.to_string_lossy().into_owned() } else { "python3".to_owned() };
    let script = tests.join("oracles/philadelphia.py");
    let answer = amalkard_tests::oracle(&python, &[&script.to_string_lossy(), &folder.to_string_lossy()])?;
    Some(serde_json::from_str(&answer).unwrap())
}

const BY: &[&[&str]] = &[&["fiscal_year", "time_period", "variable"], &["department", "variable"]];

/// The sums of a report under the keys that the oracle uses, and how many lines they have.
fn sums(report: &Report, total: &Consolidation, answers: &mut Map<String, Value>) {
    for cell in BY.iter().flat_map(|by| total.cells_by(by).unwrap()) {
        let key: Vec<&str> = cell.key.iter().map(|code| code.as_deref().unwrap_or_default()).collect();
        let sum = cell.measures["total"].sum.map(|sum| sum.to_string());
        let key = format!("{}|{}|{}", report.0, report.1, key.join("|"));
        answers.insert(key, serde_json::json!({ "sum": sum, "lines": cell.lines }));
    }
}

#[test]
fn totals_equal_decimal_and_duckdb() {
    let Some(folder) = amalkard_tests::real_data("philadelphia") else { return };
    let Some(oracle) = oracle(&folder) else { return };
    let reports = reports(&folder);
    assert_eq!(reports.len(), 61);
    let mut answers = Map::new();
    let mut whole: Option<Consolidation> = None;
    for (report, lines) in &reports {
        let plan = Plan { source: format!("{}Q{}", report.0, report.1), ..Plan::new(BY, &["total"]) };
        let total = consolidate(&dataset(lines, Vec::new()), &plan).unwrap();
        sums(report, &total, &mut answers);
        whole = Some(whole.map_or(total.clone(), |whole| whole.merge(&total).unwrap()));
    }
    // Codes are compared folded: in lower case, where the oracle has them as they are written.
    let folded = |sums: &Value| -> Map<String, Value> {
        sums.as_object().unwrap().iter().map(|(key, cell)| (key.to_lowercase(), cell.clone())).collect()
    };
    let decimal = folded(&oracle["decimal"]);
    assert_eq!(decimal.len(), oracle["decimal"].as_object().unwrap().len(), "folding keeps codes apart");
    assert_eq!(answers.len(), decimal.len());
    for (key, cell) in &decimal {
        assert_eq!(answers.get(key), Some(cell), "{key} in decimal");
    }
    match &oracle["duckdb"] {
        Value::Null => eprintln!("ORACLE ABSENT: no DuckDB in this python; sums were compared with decimal alone"),
        duckdb => assert_eq!(answers, folded(duckdb), "in DuckDB"),
    }
    // Merged report by report, the whole is that of all lines at once, and every line can be traced to its report.
    let whole = whole.unwrap();
    let all: Vec<Row> = reports.values().flatten().cloned().collect();
    assert_eq!(all.len() as u64, oracle["rows"].as_u64().unwrap());
    let grand = whole.cell(&[], &[]).unwrap().unwrap();
    assert_eq!(grand.lines, all.len() as u64);
    let pieces = whole.cells_by(&["department"]).unwrap();
    let sum = pieces.iter().filter_map(|cell| cell.measures["total"].sum).reduce(|a, b| a.checked_add(b).unwrap());
    assert_eq!(sum, grand.measures["total"].sum);
    let lineage = whole.lineage(&["department", "variable"], &[Some("34"), Some("actual")]).unwrap();
    let sources: BTreeSet<_> = lineage.iter().map(|row| row.source.as_str()).collect();
    assert_eq!(sources.len(), 61, "the art museum reports in every quarter");
}

#[test]
fn restatements_between_reports_are_found() {
    let Some(folder) = amalkard_tests::real_data("philadelphia") else { return };
    let series = |row: &Row| ["agency", "fiscal_year", "variable", "time_period"].map(|field| row[field].to_string());
    let mut known: BTreeMap<[String; 4], Row> = BTreeMap::new();
    let mut restated = BTreeSet::new();
    let mut changes = 0;
    for lines in reports(&folder).values() {
        let previous = lines.iter().filter_map(|row| known.get(&series(row)).cloned()).collect();
        let findings = BOOK.check(&dataset(lines, previous)).unwrap();
        changes += findings.len();
        for finding in &findings {
            let row = &lines[finding.row.expect("a row")];
            let before = &known[&series(row)];
            assert_ne!(before["total"], row["total"]);
            restated.insert(series(row));
        }
        known.extend(lines.iter().map(|row| (series(row), row.clone())));
    }
    // As the data's README states: 3,519 of 8,188 series change.
    assert_eq!((restated.len(), known.len()), (3_519, 8_188));
    assert!(matches!(known.values().next().map(|row| &row["total"]), Some(Cell::Text(_))));
    if let Some(oracle) = oracle(&folder) {
        for (what, count) in [("series", known.len()), ("restated", restated.len()), ("changes", changes)] {
            assert_eq!(oracle[what].as_u64().unwrap(), count as u64, "{what}");
        }
    }
}
