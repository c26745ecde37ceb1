//! Israel's budgets as a hierarchy of five levels: 1997 to 2000 with stated totals on every level, and 2012 with the
//! changes that were approved during the year. Python's decimal and DuckDB judge independently.

use amalkard::consolidation::{Consolidation, Hierarchy, Parents, Plan, Prefix, Verdict, consolidate};
use amalkard::dataset::{Cell, Dataset, Row, rows_of_csv};
use amalkard::finding::Scalar;
use amalkard::rules::Rulebook;
use amalkard::scaled::Scaled;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const COLUMNS: [&str; 3] = ["original", "revised", "executed"];
const LEVELS: [&str; 5] = ["l2", "l4", "l6", "l8", "l10"];

const BOOK: &str = r#"
[rulebook]
id = "il/hierarchy"
title = { fa = "سلسله‌مراتب", en = "Hierarchy" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["code"]
fields = [
  { name = "code", type = "code", title = { fa = "کد", en = "Code" } },
  { name = "programme", type = "code", title = { fa = "برنامه", en = "Programme" } },
  { name = "origin", type = "code", title = { fa = "منشأ", en = "Origin" } },
  { name = "original", type = "number", title = { fa = "مصوب", en = "Original" } },
  { name = "change", type = "number", title = { fa = "تغییر", en = "Change" } },
  { name = "revised", type = "number", title = { fa = "اصلاحی", en = "Revised" } },
  { name = "executed", type = "number", title = { fa = "عملکرد", en = "Executed" } },
]
"#;

fn oracle(script: &str, folder: &Path) -> Option<Value> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = tests.join("../.venv/bin/python");
    let python = if own.exists() { own.to_string_lossy().into_owned() } else { "python3".to_owned() };
    let script = tests.join("oracles").join(script);
    let answer = amalkard_tests::oracle(&python, &[&script.to_string_lossy(), &folder.to_string_lossy()])?;
    Some(serde_json::from_str(&answer).unwrap())
}

/// The rows of a compressed file, whose columns are named by their place: `c0`, `c1`, …
fn rows(folder: &Path, file: &str, heading: bool) -> Option<Vec<Row>> {
    let text = amalkard_tests::oracle("gzip", &["-dc", &folder.join(file).to_string_lossy()])?;
    let text = text.trim_end_matches(['\u{c}', '\r', '\n']);
    let rest = if heading { text.split_once('\n').unwrap().1 } else { text };
    let columns = if heading { text.split_once('\n').unwrap().0.matches(',').count() + 1 } else { 14 };
    let names: Vec<String> = (0..columns).map(|column| format!("c{column}")).collect();
    Some(rows_of_csv(&format!("{}\n{rest}", names.join(","))).unwrap())
}

fn text(row: &Row, column: usize) -> String {
    row.get(&format!("c{column}")).map(|cell| cell.to_string().trim().to_owned()).unwrap_or_default()
}

fn dataset(lines: Vec<Row>) -> Dataset {
    let book = Rulebook::from_toml(BOOK).unwrap();
    let data = Dataset::from_rows(book.schema(), BTreeMap::from([("lines".to_owned(), lines)])).unwrap();
    let unread = data.intake().iter().filter(|finding| finding.rule != "intake.duplicate_key").count();
    assert_eq!(unread, 0, "every figure is read");
    data
}

fn line(cells: Vec<(&str, String)>) -> Row {
    cells.into_iter().map(|(name, text)| (name.to_owned(), Cell::Text(text))).collect()
}

fn year(folder: &Path, year: u16) -> Option<Consolidation> {
    let rows = rows(folder, &format!("history{year}.csv.gz"), false)?;
    let of = |row: &Row| {
        let code = text(row, 0).split(" - ").next().unwrap_or_default().trim().to_owned();
        let figures = COLUMNS.iter().zip(1..).map(|(name, column)| (*name, text(row, column)));
        line([("code", code)].into_iter().chain(figures).collect())
    };
    let parents = Parents::Prefix(Prefix { digits: vec![2, 4, 6, 8, 10], fill: None });
    let plan = Plan { hierarchies: vec![Hierarchy::new("code", &LEVELS, parents)], ..Plan::new(&[&LEVELS], &COLUMNS) };
    Some(consolidate(&dataset(rows.iter().map(of).collect()), &plan).unwrap())
}

/// Every sum that is not of a code that ends above the level, as the oracle names them.
fn sums(total: &Consolidation) -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    for (length, digits) in (1..=LEVELS.len()).zip([2, 4, 6, 8, 10]) {
        for cell in total.cells_by(&LEVELS[..length]).unwrap() {
            let Some(code) = cell.key.last().cloned().flatten() else { continue };
            for column in COLUMNS {
                let sum = cell.measures[column].sum.unwrap_or(Scaled::ZERO);
                sums.insert(format!("{digits}/{code}/{column}"), sum.to_string());
            }
        }
    }
    sums
}

#[test]
fn five_levels_equal_decimal_and_duckdb() {
    let Some(folder) = amalkard_tests::real_data("israel") else { return };
    let Some(levels) = oracle("israel_levels.py", &folder) else { return };
    let map = |value: &Value| -> BTreeMap<String, String> { serde_json::from_value(value.clone()).unwrap() };
    let mut parents = 0;
    for year_of in 1997..=2000 {
        let Some(total) = year(&folder, year_of) else { return };
        let expected = &levels[year_of.to_string()];
        let ours = sums(&total);
        assert!(ours == map(&expected["decimal"]), "{year_of} in decimal");
        match &expected["duckdb"] {
            Value::Null => eprintln!("ORACLE ABSENT: no DuckDB in this python; compared with decimal alone"),
            duckdb => assert!(ours == map(duckdb), "{year_of} in DuckDB"),
        }
        assert_eq!(total.findings().unwrap().len(), 0, "every code has 2, 4, 6, 8 or 10 digits");
        // Every stated total against the codes right below it: equal, rounded, or wrong.
        let lines = total.stated_lines(Some("1"), true).unwrap();
        for column in COLUMNS {
            let count = |verdict: Verdict| {
                lines.iter().filter(|line| line.measure == column && line.verdict == verdict).count() as u64
            };
            let counted = [Verdict::Equal, Verdict::Rounding, Verdict::Wrong].map(count);
            let stated = &expected["verdicts"][column];
            let expected = ["exact", "rounding", "wrong"].map(|what| stated[what].as_u64().unwrap());
            assert_eq!(counted, expected, "{column} of {year_of}");
            parents += counted.iter().sum::<u64>();
        }
        let rounded = lines.iter().find(|line| line.verdict == Verdict::Rounding).unwrap();
        assert_eq!(rounded.parts.len() as u64, rounded.children, "a gap comes with the lines that it is made of");
    }
    assert_eq!(parents, 26_565);
}

/// Of each programme the revised budget is the original one and all approved changes; what is not so is listed with
/// every regulation and request that it is made of.
#[test]
fn the_revised_budget_is_the_original_and_its_approved_changes() {
    let Some(folder) = amalkard_tests::real_data("israel") else { return };
    let Some(expected) = oracle("israel_changes.py", &folder) else { return };
    let (Some(regulations), Some(requests)) =
        (rows(&folder, "execution2012.csv.gz", true), rows(&folder, "changes-2012.csv.gz", true))
    else {
        return;
    };
    let regulation = |(at, row): (usize, &Row)| {
        line(vec![
            ("code", format!("r{at}")),
            ("programme", text(row, 5)),
            ("origin", "regulation".to_owned()),
            ("original", text(row, 11)),
            ("revised", text(row, 18)),
        ])
    };
    let request = |(at, row): (usize, &Row)| {
        let cells = [
            ("code", format!("c{at}")),
            ("programme", text(row, 9)),
            ("origin", "request".to_owned()),
            ("change", text(row, 11)),
        ];
        line(cells.into())
    };
    let lines: Vec<Row> =
        regulations.iter().enumerate().map(regulation).chain(requests.iter().enumerate().map(request)).collect();
    let plan =
        Plan { source: "2012".into(), ..Plan::new(&[&["programme", "origin"]], &["original", "change", "revised"]) };
    let total = consolidate(&dataset(lines), &plan).unwrap();
    // Requests name a few programmes that no regulation has.
    let budgeted = |key: &[Option<String>]| {
        let place = [key[0].as_deref(), Some("regulation")];
        total.cell(&["programme", "origin"], &place).unwrap().is_some()
    };
    let gaps = total.gaps(&["programme"], &["original", "change"], &["revised"]).unwrap();
    let gaps: Vec<_> = gaps.iter().filter(|gap| budgeted(&gap.key)).collect();
    assert_eq!(gaps.len() as u64, expected["wrong"].as_u64().unwrap());
    let programmes = total.cells_by(&["programme"]).unwrap().iter().filter(|cell| budgeted(&cell.key)).count();
    assert_eq!(programmes as u64, expected["programmes"].as_u64().unwrap());
    for gap in gaps {
        let sum = |names: &[&str]| {
            let figures = gap.lines.iter().flat_map(|line| names.iter().filter_map(|name| line.measures.get(*name)));
            figures.fold(Scaled::ZERO, |sum, figure| match figure {
                Scalar::Number(figure) => sum.checked_add(*figure).unwrap(),
                _ => sum,
            })
        };
        assert_eq!((sum(&["original", "change"]), sum(&["revised"])), (gap.left, gap.right), "{:?}", gap.key);
        assert_eq!(gap.left.checked_sub(gap.right), Some(gap.gap));
    }
}
