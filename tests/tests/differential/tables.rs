//! Random tables, as they are written and as the naive interpreter has them.

use super::naive::{Row, Value, folded};
use super::random::Random;
use amalkard::dataset::{Bitmap, Cell, Dataset, Field, Flags, Integers, Kind, RawColumn, Strings};
use amalkard::rules::Rulebook;
use bigdecimal::BigDecimal;
use std::collections::BTreeMap;

/// How the cells of a column are drawn.
#[derive(Clone, Copy)]
struct Shape {
    size: usize,
    /// In hundredths.
    empty: usize,
    smudged: usize,
}

pub type Written = BTreeMap<&'static str, Cell>;

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

const CODES: [(&str, &str); 12] = [
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
    ("OIL_1", "oil_1"),
];
const NAMES: [&str; 6] = ["يک", "یک", "67", "AB", "67\u{200f}", "1404"];
/// What stands in a cell that cannot be read.
const SMUDGE: &str = "?";
const DAYS: [&str; 5] = ["1404-01-01", "1404-06-31", "1404-07-01", "1403-12-30", "1403-12-29"];

pub struct Drawn {
    pub written: Vec<Written>,
    pub plain: Vec<Row>,
}

pub fn table(seed: u64, stream: u64, rows: usize, fields: &[&'static str]) -> Drawn {
    let mut random = Random::new(seed, stream);
    let shapes: Vec<Shape> = fields
        .iter()
        .map(|_| Shape {
            size: random.below(5),
            empty: random.one_of(&[0, 0, 15, 60, 100]),
            smudged: random.one_of(&[0, 0, 0, 0, 10, 50]),
        })
        .collect();
    let many = random.below(4) == 0;
    // Columns of text are read as they are: such data is compared as rows alone.
    let smudges = random.below(4) == 0;
    let mut drawn = Drawn { written: Vec::new(), plain: Vec::new() };
    for row in 0..rows {
        // A stream of its own for each row, so that a failing case shrinks by its rows.
        let mut random = Random::new(seed, stream + 1 + row as u64);
        let (mut written, mut plain) = (Written::new(), Row::new());
        for (field, shape) in fields.iter().zip(&shapes) {
            if random.below(100) < shape.empty {
                if random.flag() {
                    written.insert(field, Cell::Null);
                }
                continue;
            }
            if ["line", "group", "name"].contains(field) && random.below(100) < shape.smudged && smudges {
                written.insert(field, Cell::Float("1.5".to_owned()));
                plain.insert(field, Value::Unread);
                continue;
            }
            let kinds = ["a", "b", "c", "d", "p", "x", "y", "day", "due"];
            if kinds.contains(field) && random.below(100) < shape.smudged {
                written.insert(field, Cell::Text(SMUDGE.to_owned()));
                plain.insert(field, Value::Unread);
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
                    plain.insert("written", Value::Text(name.to_owned()));
                    (Cell::Text(name.to_owned()), Value::Text(folded(name)))
                }
                "day" | "due" => {
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

pub fn dataset(book: &Rulebook, lines: &[Written], others: &[Written]) -> Dataset {
    let rows = |rows: &[Written]| {
        rows.iter().map(|row| row.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect()).collect()
    };
    let tables = [("lines".to_owned(), rows(lines)), ("others".to_owned(), rows(others))];
    let data = Dataset::from_rows(book.schema(), tables.into()).unwrap();
    let expected = |text: &str| text == SMUDGE || text == "1.5";
    assert!(data.intake().iter().all(|finding| expected(&finding.left.to_string())), "{:?}", data.intake());
    data
}

/// The same data as whole columns, as a DataFrame has them: figures as integers at a scale of their own, texts numbered,
/// and anything at all where a cell is empty.
pub fn dataset_of_columns(book: &Rulebook, lines: &[Written], others: &[Written]) -> Dataset {
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
        // Only texts can hold what cannot be read.
        _ if texts().any(|text| text == Some(SMUDGE)) => RawColumn::Strings(Strings::new(texts())),
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
