//! Workload E: CSV with Persian digits and separators into exact columns.

use crate::contest::Run;
use crate::growth::digest_of_numbers;
use crate::lines::{FIGURES, Lines};
use crate::ours::twelve_rules;
use amalkard::dataset::{Column, Dataset};
use amalkard::rules::Rulebook;
use cpu_time::ProcessTime;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

pub const OURS: &str = "amalkard, columns of CSV";

/// The text and the rulebook that says what its columns are.
pub struct CsvFile {
    text: String,
    book: Rulebook,
}

impl CsvFile {
    /// The first of some lines as text: every figure in Persian digits, grouped.
    pub fn new(lines: &Lines, rows: usize) -> Self {
        let rows = lines.rows().min(rows);
        let mut text = String::new();
        let names: Vec<String> = lines.typed(0).keys().cloned().chain(["before".to_owned()]).collect();
        let names: Vec<String> = std::collections::BTreeSet::from_iter(names).into_iter().collect();
        writeln!(text, "{}", names.join(",")).expect("text takes any length");
        for row in 0..rows {
            let typed = lines.typed(row);
            let cells = names.iter().map(|name| {
                let cell = typed.get(name).map(String::as_str).unwrap_or_default();
                if FIGURES.contains(&name.as_str()) { persian(cell) } else { cell.to_owned() }
            });
            writeln!(text, "{}", cells.collect::<Vec<_>>().join(",")).expect("text takes any length");
        }
        Self { text, book: twelve_rules() }
    }

    /// Writes the text for the peers.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        fs::write(file, &self.text)
    }

    pub fn describe(&self) -> String {
        format!(
            "CSV of {} KB: a wall or processor time of T ms is {} / T MB/s",
            self.text.len() / 1_000,
            self.text.len() / 1_000
        )
    }

    /// Reads it once.
    pub fn run(&self) -> Run {
        let (start, processor) = (Instant::now(), ProcessTime::now());
        let data = Dataset::from_csv(self.book.schema(), BTreeMap::from([("lines".to_owned(), self.text.as_str())]));
        let data = data.expect("the text is CSV");
        let (time, busy) = (start.elapsed(), processor.elapsed());
        let lines = data.table("lines").expect("the table was read");
        let column = |name: &&str| match lines.column_named(name) {
            Some(Column::Numbers(numbers)) => {
                (0..lines.rows()).map(|row| numbers.get(row).expect("every cell is read"))
            }
            _ => unreachable!("figures are numbers"),
        };
        let numbers =
            FIGURES.iter().flat_map(column).map(|value| i64::try_from(value).expect("figures fit in 64 bits"));
        Run { time, busy, results: lines.rows() * FIGURES.len(), digest: digest_of_numbers(numbers) }
    }
}

/// Digits and separators as Persian office software writes them.
fn persian(figure: &str) -> String {
    let (whole, rest) = figure.split_once('.').map_or((figure, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let digit = |digit: char| digit.to_digit(10).and_then(|digit| char::from_u32('۰' as u32 + digit)).unwrap_or(digit);
    let mut text = sign.to_owned();
    for (place, figure) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push('٬');
        }
        text.push(digit(figure));
    }
    if let Some(rest) = rest {
        text.push('٫');
        text.extend(rest.chars().map(digit));
    }
    text
}
