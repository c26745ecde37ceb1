//! Random datasets and random expressions: the columnar engine against a naive interpreter on big decimals.

#[path = "differential/expression.rs"]
mod expression;
#[path = "differential/naive.rs"]
mod naive;
#[path = "differential/random.rs"]
mod random;

use amalkard::dataset::{Bitmap, Cell, Dataset, Field, Flags, Integers, Kind, RawColumn, Strings};
use amalkard::rules::Rulebook;
use bigdecimal::BigDecimal;
use expression::{Logic, Place, logic};
use naive::{At, Tables, Value, folded};
use proptest::prelude::*;
use random::Random;
use std::collections::{BTreeMap, BTreeSet};

const TABLES: &str = r#"
rulebook = { id = "random", title = { fa = "آ", en = "A" } }
[tables.lines]
title = { fa = "آ", en = "A" }
fields = [
  { name = "line", type = "code", title = { fa = "آ", en = "A" } },
  { name = "group", type = "code", title = { fa = "آ", en = "A" } },
  { name = "name", type = "text", title = { fa = "آ", en = "A" } },
  { name = "a", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "b", type = "amount", unit = "rial", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "c", type = "number", title = { fa = "آ", en = "A" } },
  { name = "d", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "p", type = "percent", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "day", type = "date", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[tables.others]
title = { fa = "آ", en = "A" }
fields = [
  { name = "line", type = "code", title = { fa = "آ", en = "A" } },
  { name = "group", type = "text", title = { fa = "آ", en = "A" } },
  { name = "x", type = "amount", unit = "rial", scale = 3, title = { fa = "آ", en = "A" } },
  { name = "y", type = "number", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[relations.peer]
from = "lines"
to = "others"
on = ["line"]
[relations.kin]
from = "lines"
to = "others"
on = ["group"]
"#;

/// A rule with its plain meaning.
#[derive(Debug)]
struct Rule {
    missing: &'static str,
    when: Option<Logic>,
    check: Logic,
}

fn rules(seed: u64, count: usize) -> Vec<Rule> {
    let place = Place { other: false, aggregates: true };
    let rule = |at: usize| {
        let mut random = Random::new(seed, 1_000_000 + at as u64);
        let missing = random.one_of(&["skip", "fail", "zero"]);
        let when = (random.below(3) == 0).then(|| logic(&mut random, 1, place));
        Rule { missing, when, check: logic(&mut random, 3, place) }
    };
    (0..count).map(rule).collect()
}

fn book(rules: &[Rule]) -> Rulebook {
    let mut text = TABLES.to_owned();
    for (at, rule) in rules.iter().enumerate() {
        let when = rule.when.as_ref().map(|when| format!("when = '{when}'\n")).unwrap_or_default();
        text += &format!(
            "[[rule]]\nid = \"R{at}\"\nseverity = \"error\"\nmissing = \"{}\"\n{when}check = '{}'\n\
             title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n",
            rule.missing, rule.check
        );
    }
    Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// How the cells of a column are drawn.
#[derive(Clone, Copy)]
struct Shape {
    size: usize,
    /// In hundredths.
    empty: usize,
}

type Written = BTreeMap<&'static str, Cell>;

/// A figure as it is written, with at most `places` decimals.
fn figure(random: &mut Random, shape: Shape, places: u32) -> String {
    let whole: i128 = match shape.size {
        0 => 0,
        1 => i128::from(random.next() % 7) - 3,
        2 => i128::from(random.next() as i32),
        3 => i128::from(random.next() as i64),
        // Beyond 64 bits, and below the largest amount, 10^22.
        _ => (i128::from(random.next() as i64) * 1_000)
            .clamp(-9_999_999_999_999_999_999_999, 9_999_999_999_999_999_999_999),
    };
    match places {
        0 => whole.to_string(),
        _ if random.flag() => format!("{whole}.{}", random.next() % 10_u64.pow(places)),
        _ => whole.to_string(),
    }
}

const CODES: [(&str, &str); 11] = [
    ("67", "67"),
    ("۶۷", "67"),
    ("٦٧", "67"),
    ("67\u{200f}", "67"),
    (" 67", "67"),
    ("كد", "کد"),
    ("کد", "کد"),
    ("AB", "ab"),
    ("Ab", "ab"),
    ("1۲", "12"),
    ("12", "12"),
];
const NAMES: [&str; 4] = ["يک", "یک", "67", "AB"];
const DAYS: [&str; 5] = ["1404-01-01", "1404-06-31", "1404-07-01", "1403-12-30", "1403-12-29"];

struct Drawn {
    written: Vec<Written>,
    plain: Vec<naive::Row>,
}

fn table(seed: u64, stream: u64, rows: usize, fields: &[&'static str]) -> Drawn {
    let mut random = Random::new(seed, stream);
    let shapes: Vec<Shape> =
        fields.iter().map(|_| Shape { size: random.below(5), empty: random.one_of(&[0, 0, 15, 60, 100]) }).collect();
    let many = random.below(4) == 0;
    let mut drawn = Drawn { written: Vec::new(), plain: Vec::new() };
    for row in 0..rows {
        // A stream of its own for each row, so that a failing case shrinks by its rows.
        let mut random = Random::new(seed, stream + 1 + row as u64);
        let (mut written, mut plain) = (Written::new(), naive::Row::new());
        for (field, shape) in fields.iter().zip(&shapes) {
            if random.below(100) < shape.empty {
                if random.flag() {
                    written.insert(field, Cell::Null);
                }
                continue;
            }
            let number = |random: &mut Random, shape: Shape, places: u32, divisor: u32| {
                let text = figure(random, shape, places);
                let value = text.parse::<BigDecimal>().unwrap() / BigDecimal::from(divisor);
                (Cell::Text(text), Value::Number(value))
            };
            let (cell, value) = match *field {
                "line" | "group" if many || *field == "line" && random.below(3) != 0 => {
                    let text = format!("L{}", random.below(rows.max(1)));
                    (Cell::Text(text.clone()), Value::Text(text.to_lowercase()))
                }
                "line" | "group" => {
                    let (code, form) = random.one_of(&CODES);
                    (Cell::Text(code.to_owned()), Value::Text(form.to_owned()))
                }
                "name" => {
                    let name = random.one_of(&NAMES);
                    (Cell::Text(name.to_owned()), Value::Text(folded(name)))
                }
                "day" => {
                    let day = random.one_of(&DAYS);
                    (Cell::Text(day.to_owned()), Value::Day(day.to_owned()))
                }
                "done" => {
                    let flag = random.flag();
                    (Cell::Flag(flag), Value::Flag(flag))
                }
                // Divisors and factors stay small, so that no product leaves 128 bits.
                "c" | "y" => number(&mut random, Shape { size: shape.size.min(2), ..*shape }, 0, 1),
                "p" => number(&mut random, Shape { size: shape.size.min(2), ..*shape }, 2, 100),
                "b" => number(&mut random, *shape, 2, 1),
                "x" => number(&mut random, *shape, 3, 1),
                _ => number(&mut random, *shape, 6, 1),
            };
            written.insert(field, cell);
            plain.insert(field, value);
        }
        drawn.written.push(written);
        drawn.plain.push(plain);
    }
    drawn
}

fn dataset(book: &Rulebook, lines: &[Written], others: &[Written]) -> Dataset {
    let rows = |rows: &[Written]| {
        rows.iter().map(|row| row.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect()).collect()
    };
    let tables = [("lines".to_owned(), rows(lines)), ("others".to_owned(), rows(others))];
    let data = Dataset::from_rows(book.schema(), tables.into()).unwrap();
    assert!(data.intake().is_empty(), "{:?}", data.intake());
    data
}

/// The same data as whole columns, as a DataFrame has them: figures as integers at a scale of their own, texts numbered,
/// and anything at all where a cell is empty.
fn dataset_of_columns(book: &Rulebook, lines: &[Written], others: &[Written]) -> Dataset {
    let columns = |table: &str, rows: &[Written]| {
        let fields = book.schema().table(table).unwrap().fields();
        fields.iter().map(|field| (field.name.clone(), column(field, rows))).collect()
    };
    let data = Dataset::default().with_columns(book.schema(), "lines", columns("lines", lines)).unwrap();
    data.with_columns(book.schema(), "others", columns("others", others)).unwrap()
}

fn column(field: &Field, rows: &[Written]) -> RawColumn {
    let cells: Vec<Option<&Cell>> =
        rows.iter().map(|row| row.get(field.name.as_str()).filter(|cell| **cell != Cell::Null)).collect();
    let validity = Some(cells.iter().map(Option::is_some).collect::<Bitmap>());
    let texts = || {
        cells.iter().map(|cell| match cell {
            Some(Cell::Text(text)) => Some(text.as_str()),
            None => None,
            Some(other) => panic!("{other:?}"),
        })
    };
    match field.kind {
        Kind::Code | Kind::Text => {
            let words: Vec<&str> = CODES.iter().map(|(code, _)| *code).chain(NAMES).collect();
            let number = |text: &str| words.iter().position(|word| *word == text).map(|at| at as u32);
            // A categorical column has its dictionary ready; other texts come one by one.
            match texts().map(|text| text.map_or(Some(u32::MAX), number)).collect() {
                Some(ids) => RawColumn::Strings(Strings::from_dictionary(ids, &words, validity).unwrap()),
                None => RawColumn::Strings(Strings::new(texts())),
            }
        }
        Kind::Date => RawColumn::Strings(Strings::new(texts())),
        Kind::Flag => {
            let flags = cells.iter().map(|cell| **cell.as_ref().unwrap_or(&&Cell::Flag(true)) == Cell::Flag(true));
            RawColumn::Flags(Flags::new(flags.collect(), validity))
        }
        // At the field's own scale or a finer one.
        kind => {
            let scale = if field.name == "a" { 6 } else { kind.stored_scale().unwrap() + 1 };
            let integer = |text: &str| {
                let value = text.parse::<BigDecimal>().unwrap() * BigDecimal::from(10_i64.pow(scale));
                value.with_scale(0).to_string().parse::<i128>().unwrap()
            };
            let values = texts().map(|text| text.map_or(-987_654_321_987_654_321_987, integer)).collect();
            RawColumn::Integers { values: Integers::of(values), scale, validity }
        }
    }
}

/// The failing rows of each rule as `check` has them, after `failures` has been compared.
fn found(book: &Rulebook, data: &Dataset) -> BTreeSet<(usize, usize)> {
    let findings = book.check(data).unwrap();
    let of = |rule: &str| book.rules().iter().position(|known| known.id == rule).unwrap_or_else(|| panic!("{rule}"));
    let checked: Vec<(usize, usize)> =
        findings.iter().map(|finding| (finding.row.unwrap(), of(&finding.rule))).collect();
    let bare: Vec<(usize, usize)> =
        book.failures(data, "lines").iter().map(|failure| (failure.row, failure.rule)).collect();
    assert_eq!(checked, bare, "`check` and `failures` differ");
    checked.into_iter().collect()
}

fn agree(seed: u64, rows: usize, rule_count: usize) {
    let rules = rules(seed, rule_count);
    let book = book(&rules);
    let lines = table(seed, 1 << 40, rows, &["line", "group", "name", "a", "b", "c", "d", "p", "day", "done"]);
    let others = table(seed, 1 << 41, rows.min(70), &["line", "group", "x", "y", "done"]);
    let data = dataset(&book, &lines.written, &others.written);
    let engine = found(&book, &data);

    let tables = Tables { lines: lines.plain, others: others.plain };
    // The naive interpreter looks at every row for every row of a sum: of many rows some are looked at.
    let looked_at = |row: &usize| rows <= 200 || row.is_multiple_of(61) || [2047, 2048, 2049, rows - 1].contains(row);
    for (at, rule) in rules.iter().enumerate() {
        for row in (0..rows).filter(looked_at) {
            let place = At { tables: &tables, row: &tables.lines[row], zero: rule.missing == "zero" };
            let applies = rule.when.as_ref().is_none_or(|when| place.logic(when) == Some(true));
            let answer = place.logic(&rule.check);
            let fails = applies && if rule.missing == "fail" { answer != Some(true) } else { answer == Some(false) };
            assert_eq!(
                engine.contains(&(row, at)),
                fails,
                "row {row} {:?}\n of rule {at}, missing {}, when {:?}, check {}, answer {answer:?}",
                tables.lines[row],
                rule.missing,
                rule.when.as_ref().map(ToString::to_string),
                rule.check
            );
        }
    }

    let columns = dataset_of_columns(&book, &lines.written, &others.written);
    assert_eq!(found(&book, &columns), engine, "the same data as columns");

    // The same rows in another order: the same verdicts, moved.
    let moved = |row: usize| (row * 7 + 3) % rows;
    if !rows.is_multiple_of(7) && rows > 1 {
        let mut shuffled = lines.written.clone();
        for (row, written) in lines.written.iter().enumerate() {
            shuffled[moved(row)] = written.clone();
        }
        let mut turned = others.written.clone();
        turned.reverse();
        let again = found(&book, &dataset(&book, &shuffled, &turned));
        assert_eq!(again, engine.iter().map(|(row, rule)| (moved(*row), *rule)).collect());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn few_rows(seed in any::<u64>(), rows in 0_usize..40, rules in 1_usize..8) {
        agree(seed, rows, rules);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn word_boundaries(seed in any::<u64>(), rows in 60_usize..132, rules in 1_usize..5) {
        agree(seed, rows, rules);
    }

    #[test]
    fn block_boundaries(seed in any::<u64>(), rows in prop::sample::select(vec![2047_usize, 2048, 2049, 4096, 4097, 6145])) {
        agree(seed, rows, 3);
    }
}

/// The random cases are not vacuous: rules fail, hold and are undecided, each often.
#[test]
fn all_answers_occur() {
    let (mut fails, mut holds, mut unknown) = (0, 0, 0);
    for seed in 0..150 {
        let rules = rules(seed, 6);
        let lines = table(seed, 1 << 40, 12, &["line", "group", "name", "a", "b", "c", "d", "p", "day", "done"]);
        let others = table(seed, 1 << 41, 12, &["line", "group", "x", "y", "done"]);
        let tables = Tables { lines: lines.plain, others: others.plain };
        for (rule, row) in rules.iter().flat_map(|rule| tables.lines.iter().map(move |row| (rule, row))) {
            match (At { tables: &tables, row, zero: rule.missing == "zero" }).logic(&rule.check) {
                Some(true) => holds += 1,
                Some(false) => fails += 1,
                None => unknown += 1,
            }
        }
    }
    println!("{holds} hold, {fails} fail, {unknown} are undecided");
    assert!(2_000 < fails && 2_000 < holds && 1_000 < unknown, "{holds} {fails} {unknown}");
}
