//! A dataset after edits is the dataset of its rows as they now are: cells, unreadable ones, and findings of intake.

#[path = "differential/random.rs"]
mod random;

use amalkard::dataset::{Cell, Dataset, Row, Schema};
use amalkard::rules::Rulebook;
use proptest::prelude::*;
use random::Random;
use std::collections::BTreeMap;

const BOOK: &str = r#"
rulebook = { id = "edits", title = { fa = "آ", en = "A" } }
[tables.a]
title = { fa = "آ", en = "A" }
key = ["code", "day"]
fields = [
  { name = "code", type = "code", required = true, title = { fa = "کد", en = "Code" } },
  { name = "day", type = "date", required = true, title = { fa = "روز", en = "Day" } },
  { name = "amount", type = "amount", unit = "rial", scale = 2, required = true, title = { fa = "مبلغ", en = "Amount" } },
  { name = "share", type = "percent", scale = 1, title = { fa = "سهم", en = "Share" } },
  { name = "done", type = "flag", required = true, title = { fa = "شد", en = "Done" } },
  { name = "words", type = "text", title = { fa = "شرح", en = "Words" } },
]
[tables.b]
title = { fa = "ب", en = "B" }
key = ["code"]
fields = [
  { name = "code", type = "code", required = true, title = { fa = "کد", en = "Code" } },
  { name = "amount", type = "amount", unit = "rial", title = { fa = "مبلغ", en = "Amount" } },
]
"#;
const FIELDS: [(&str, &[&str]); 2] =
    [("a", &["code", "day", "amount", "share", "done", "words"]), ("b", &["code", "amount"])];

/// Anything that may be typed, whatever the field: half of it is unreadable somewhere.
fn cell(random: &mut Random) -> Cell {
    const TEXTS: [&str; 20] = [
        "",
        "  ",
        "67",
        "۶۷",
        "٦٧",
        "1404-06-31",
        "۱۴۰۴/۰۶/۳۱",
        "1404-13-01",
        "12/5",
        "12.5",
        "۱۲٫۵",
        "-3",
        "yes",
        "خیر",
        "یک",
        "يک",
        "9999999999999999999999",
        "0.001",
        "45%",
        "1404-07-01",
    ];
    match random.below(10) {
        0 => Cell::Null,
        1 => Cell::Flag(random.flag()),
        2 => Cell::Integer(i128::from(random.next() as i32)),
        3 => Cell::Float("1.5".to_owned()),
        4 => Cell::Text(format!("L{}", random.below(1000))),
        _ => Cell::from(random.one_of(&TEXTS)),
    }
}

fn row(random: &mut Random, fields: &[&str], complete: bool) -> Row {
    let mut row = Row::new();
    for field in fields {
        if complete || random.below(4) != 0 {
            row.insert((*field).to_owned(), cell(random));
        }
    }
    if random.below(12) == 0 {
        row.insert("cods".to_owned(), cell(random));
    }
    row
}

/// All that can be told of a dataset.
fn told(data: &Dataset) -> String {
    let mut told = format!("{:#?}\n", data.intake());
    for (name, table) in data.tables() {
        told += &format!("{name}: {} rows\n", table.rows());
        for (position, field) in table.schema().fields().iter().enumerate() {
            let column = table.column(position);
            let cells: Vec<String> = (0..table.rows())
                .map(|row| {
                    let presence = column.map(|column| (column.is_present(row), column.presence(row)));
                    format!("{} {presence:?}", table.scalar(row, position))
                })
                .collect();
            told += &format!("  {} {} {cells:?}\n", field.name, column.is_some());
        }
    }
    told
}

fn dataset(schema: &Schema, rows: &BTreeMap<String, Vec<Row>>) -> Dataset {
    Dataset::from_rows(schema, rows.clone()).unwrap()
}

fn edits(seed: u64, steps: usize, removing: bool) {
    let book = Rulebook::from_toml(BOOK).unwrap();
    let schema = book.schema();
    let mut random = Random::new(seed, 0);
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (table, fields) in FIELDS {
        let count = random.below(6);
        // Where rows are removed every column is there to begin with, so that it stays.
        let of_table = (0..count).map(|_| row(&mut random, fields, removing)).collect();
        rows.insert(table.to_owned(), of_table);
    }
    let mut data = dataset(schema, &rows);
    for step in 0..steps {
        let (table, fields) = random.one_of(&FIELDS);
        let own = rows.get_mut(table).unwrap();
        match random.below(6) {
            0 => {
                let row = row(&mut random, fields, removing);
                assert_eq!(data.add_row(schema, table, &row).unwrap(), own.len());
                own.push(row);
            }
            1 if removing && 1 < own.len() && !own.iter().any(|row| row.contains_key("cods")) => {
                let at = random.below(own.len());
                own.remove(at);
                data.remove_row(table, at).unwrap();
            }
            _ if own.is_empty() => continue,
            _ => {
                let (at, field, cell) = (random.below(own.len()), random.one_of(fields), cell(&mut random));
                data.set(table, at, field, &cell).unwrap();
                own[at].insert(field.to_owned(), cell);
            }
        }
        assert_eq!(told(&data), told(&dataset(schema, &rows)), "step {step}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_dataset_is_the_dataset_of_its_rows(seed in any::<u64>(), removing in any::<bool>()) {
        edits(seed, 40, removing);
    }
}

#[test]
fn what_is_not_there_is_refused() {
    let book = Rulebook::from_toml(BOOK).unwrap();
    let mut data = Dataset::from_json(book.schema(), r#"{"a": [{"code": "1"}]}"#).unwrap();
    let code = |result: amalkard::error::Result<bool>| result.unwrap_err().code().to_owned();
    assert_eq!(code(data.set("b", 0, "code", &Cell::Null)), "dataset.unknown_table");
    assert_eq!(code(data.set("a", 1, "code", &Cell::Null)), "dataset.unknown_row");
    assert_eq!(code(data.set("a", 0, "cods", &Cell::Null)), "dataset.unknown_field");
    assert_eq!(data.add_row(book.schema(), "c", &Row::new()).unwrap_err().code(), "dataset.unknown_table");
    assert_eq!(data.remove_row("a", 1).unwrap_err().code(), "dataset.unknown_row");
}
