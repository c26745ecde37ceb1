//! Israel's executed budgets of 1997 to 2000: five levels of stated totals against the sums of their children.
//!
//! Rules of the rule language and a consolidation judge every parent; Python's decimal counts independently.

use amalkard::consolidation::{Plan, consolidate};
use amalkard::dataset::{Cell, Dataset, Row, rows_of_csv};
use amalkard::finding::Findings;
use amalkard::rules::Rulebook;
use amalkard::scaled::Scaled;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

const COLUMNS: [&str; 3] = ["original", "revised", "executed"];

/// For each column a rule that wants the exact sum of the codes right below and one that knows the rounding interval.
static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let text = include_str!("../rulebooks/israel-totals.toml");
    Rulebook::from_toml(text).unwrap_or_else(|error| panic!("{error:#?}"))
});

/// The rows of a year: code, parent (for the consolidation only) and three figures in thousands of shekels.
fn rows(folder: &Path, year: u16) -> Option<Vec<Row>> {
    let file = folder.join(format!("history{year}.csv.gz"));
    let text = amalkard_tests::oracle("gzip", &["-dc", &file.to_string_lossy()])?;
    // No header, and a form feed as the last line.
    let names: Vec<String> = (0..14).map(|column| format!("c{column}")).collect();
    let text = format!("{}\n{}", names.join(","), text.trim_end_matches(['\u{c}', '\r', '\n']));
    let cell = |row: &Row, name: &str| match row.get(name) {
        Some(Cell::Text(text)) => text.trim().to_owned(),
        _ => String::new(),
    };
    let line = |row: &Row| -> Row {
        let code = cell(row, "c0").split(" - ").next().unwrap_or_default().trim().to_owned();
        let parent = code.get(..code.len() - 2).unwrap_or_default().to_owned();
        let figures =
            COLUMNS.iter().zip(["c1", "c2", "c3"]).map(|(column, at)| ((*column).to_owned(), cell(row, at).into()));
        [("code".to_owned(), Cell::Text(code)), ("parent".to_owned(), Cell::Text(parent))]
            .into_iter()
            .chain(figures)
            .collect()
    };
    Some(rows_of_csv(&text).unwrap().iter().map(line).collect())
}

fn dataset(rows: Vec<Row>) -> Dataset {
    let data = Dataset::from_rows(BOOK.schema(), BTreeMap::from([("lines".to_owned(), rows)])).unwrap();
    assert_eq!(data.intake(), [], "every figure is read");
    data
}

fn failing(findings: &Findings, rule: &str) -> usize {
    findings.iter().filter(|finding| finding.rule == rule).count()
}

#[test]
fn stated_totals_agree_with_their_children_up_to_rounding() {
    let Some(folder) = amalkard_tests::real_data("israel") else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/israel.py");
    let Some(answer) = amalkard_tests::oracle("python3", &[&script.to_string_lossy(), &folder.to_string_lossy()])
    else {
        return;
    };
    let oracle: Value = serde_json::from_str(&answer).unwrap();
    let (mut parents, mut rounding) = (0, 0);
    for year in 1997..=2000 {
        let Some(rows) = rows(&folder, year) else { return };
        let expected = &oracle[year.to_string()];
        assert_eq!(rows.len() as u64, expected["rows"].as_u64().unwrap());
        let data = dataset(rows);
        let findings = BOOK.check(&data).unwrap();
        let by_sums = compare(&data);
        for column in COLUMNS {
            let expected = |what: &str| usize::try_from(expected[column][what].as_u64().unwrap()).unwrap();
            let place = format!("{column} of {year}");
            // By rules: exact comparison fails for what is rounded and for what is wrong, the interval for what is wrong.
            let (inexact, wrong) =
                (failing(&findings, &format!("exact-{column}")), failing(&findings, &format!("rounded-{column}")));
            assert_eq!(inexact - wrong, expected("rounding"), "{place}");
            assert_eq!(wrong, expected("wrong"), "{place}");
            // By consolidation of the children.
            let [exact, rounded, wrong] = by_sums[column];
            assert_eq!(
                [exact, rounded, wrong],
                [expected("exact"), expected("rounding"), expected("wrong")],
                "{place}"
            );
            parents += exact + rounded + wrong;
            rounding += rounded;
        }
    }
    // Of 26,565 stated totals exact comparison would reject 2,258, and not one of them is wrong.
    assert_eq!((parents, rounding), (26_565, 2_258));
}

/// How many parents equal the sums of their children exactly, by rounding, and not at all.
fn compare(data: &Dataset) -> BTreeMap<&'static str, [usize; 3]> {
    let total = consolidate(data, &Plan::new(&[&["parent"]], &COLUMNS)).unwrap();
    let lines = data.table("lines").unwrap();
    let mut counts: BTreeMap<&str, [usize; 3]> = COLUMNS.map(|column| (column, [0; 3])).into();
    for row in 0..lines.rows() {
        let code = lines.text(row, "code");
        let Some(children) = total.cell(&["parent"], &[code]).unwrap() else { continue };
        for column in COLUMNS {
            let stated = lines.number(row, column).unwrap_or(Scaled::ZERO);
            let sum = children.measures[column].sum.unwrap_or(Scaled::ZERO);
            let gap = stated.checked_sub(sum).unwrap().value().unsigned_abs();
            let kind = if gap == 0 {
                0
            } else if gap * 2 <= u128::from(children.lines) + 1 {
                1
            } else {
                2
            };
            counts.get_mut(column).unwrap()[kind] += 1;
        }
    }
    counts
}

#[test]
fn a_total_that_is_wrong_is_told_from_one_that_is_rounded() {
    let Some(folder) = amalkard_tests::real_data("israel") else { return };
    let Some(mut rows) = rows(&folder, 2000) else { return };
    // The ministries' totals: raised by more than the rounding of their children allows, and just by as much.
    let parent = rows.iter().position(|row| row["code"] == Cell::from("0004")).unwrap();
    let children = rows.iter().filter(|row| row["parent"] == Cell::from("0004")).count() as i64;
    let sum: i64 = rows.iter().filter(|row| row["parent"] == Cell::from("0004")).map(executed).sum();
    for (executed, wrong) in [(sum + (children + 1) / 2, false), (sum + (children + 1) / 2 + 1, true)] {
        rows[parent].insert("executed".to_owned(), Cell::from(executed.to_string()));
        let findings = BOOK.check(&dataset(rows.clone())).unwrap();
        let found = findings.iter().any(|finding| {
            finding.rule == "rounded-executed" && finding.key.get("code").is_some_and(|code| code == "0004")
        });
        assert_eq!(found, wrong, "{executed} of {children} children that sum to {sum}");
    }
}

fn executed(row: &Row) -> i64 {
    match &row["executed"] {
        Cell::Text(text) if !text.is_empty() => text.parse().unwrap(),
        _ => 0,
    }
}
