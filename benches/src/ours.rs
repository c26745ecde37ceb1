//! The library as any user runs it: the rules of `rules.toml` through the rule engine, totals through `consolidate`.

use crate::lines::{CODES, FIGURES, Lines, NONE};
use amalkard::consolidation::{Cell, Consolidation, Plan, consolidate};
use amalkard::dataset::{Bitmap, Cell as CellOf, Dataset, Integers, RawColumn, Strings};
use amalkard::rules::Rulebook;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What workload B groups by; the empty one is the nation, the last the full cube. The same as in `columns.py`.
pub const GROUPINGS: [&[&str]; 9] = [
    &["agency"],
    &["province"],
    &[],
    &["kind", "chapter"],
    &["programme"],
    &["affair"],
    &["county"],
    &["source"],
    &["agency", "kind", "chapter", "programme"],
];
/// What is added up.
pub const AMOUNTS: [&str; 6] = ["approved", "notified", "allocated", "received", "committed", "paid"];

/// The rulebook and the data in the library's own form.
pub struct Ours {
    book: Rulebook,
    local: Rulebook,
    data: Dataset,
}

/// The rulebook of workload A.
pub fn twelve_rules() -> Rulebook {
    Rulebook::from_toml(include_str!("../rules.toml")).expect("the rulebook of the benches is valid")
}

/// The same without the rule that looks at another row.
fn eleven_rules() -> Rulebook {
    let (local, _) = include_str!("../rules.toml").split_once("[[rule]]\nid = \"R12\"").expect("R12 is the last rule");
    Rulebook::from_toml(local).expect("the rest of the rulebook is valid")
}

/// The tables of workload A with so many rules, the eleven local ones again and again under other names.
pub fn numbered(rules: usize) -> String {
    let all = include_str!("../rules.toml");
    let (head, rest) = all.split_once("[[rule]]").expect("there are rules");
    let local: Vec<&str> = rest.split("[[rule]]").take(11).collect();
    let body = local.iter().map(|rule| rule.split_once("severity").expect("a rule has an id first").1);
    let rules = body.cycle().take(rules).enumerate();
    rules.fold(head.to_owned(), |mut book, (number, body)| {
        write!(book, "[[rule]]\nid = \"N{number:03}\"\nseverity{body}").expect("text takes any length");
        book
    })
}

/// Lines as the library holds them, taken over column by column, with the dictionaries of all lines.
pub fn dataset(lines: &Lines) -> Dataset {
    let codes = CODES.iter().enumerate().map(|(column, name)| {
        let texts = lines.texts(column);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let ids = lines.codes[column].clone();
        let validity = (*name == "before").then(|| ids.iter().map(|id| *id != NONE).collect::<Bitmap>());
        let strings = Strings::from_dictionary(ids, &texts, validity).expect("every code has a text");
        ((*name).to_owned(), RawColumn::Strings(strings))
    });
    with_codes(lines, codes.collect())
}

/// A submission as it is sent: its texts are those of its own rows, not of all lines.
pub fn submission(lines: &Lines) -> Dataset {
    let codes = CODES.iter().enumerate().map(|(column, name)| {
        let texts = lines.texts(column);
        let text = |id: &u32| (*name != "before" || *id != NONE).then(|| texts[*id as usize].as_str());
        ((*name).to_owned(), RawColumn::Strings(Strings::new(lines.codes[column].iter().map(text))))
    });
    with_codes(lines, codes.collect())
}

fn with_codes(lines: &Lines, codes: Vec<(String, RawColumn)>) -> Dataset {
    let figures = FIGURES.iter().zip(&lines.figures).map(|(name, values)| {
        let scale = if *name == "progress" { 2 } else { 0 };
        ((*name).to_owned(), RawColumn::Integers { values: Integers::Narrow(values.clone()), scale, validity: None })
    });
    let columns = codes.into_iter().chain(figures).collect();
    let schema = twelve_rules();
    let data = Dataset::default().with_columns(schema.schema(), "lines", columns).expect("the columns fit the schema");
    assert!(data.intake().is_empty(), "the generated keys are unique: {:?}", data.intake().first());
    data
}

impl Ours {
    /// Takes the lines over.
    pub fn new(lines: &Lines) -> Self {
        Self { book: twelve_rules(), local: eleven_rules(), data: dataset(lines) }
    }

    /// The same with nothing kept of an earlier check: a cell is typed anew as it was, so the table is another. The rows
    /// by the table's key, among which intake looked for doubled keys, are there.
    pub fn forgetful(&self) -> Self {
        let mut data = self.data.clone();
        let first = data.table("lines").and_then(|lines| lines.number(0, "paid")).expect("there is a first line");
        data.set("lines", 0, "paid", &CellOf::Text(first.to_string())).expect("there is such a cell");
        Self { book: twelve_rules(), local: eleven_rules(), data }
    }

    /// The lines as the library holds them.
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// Workload A: the (row, rule) pairs that fail.
    pub fn check(&self) -> Vec<(usize, usize)> {
        self.book.failures(&self.data, "lines").into_iter().map(|failure| (failure.row, failure.rule)).collect()
    }

    /// The pairs of the rules that look at one row only.
    pub fn check_local(&self) -> Vec<(usize, usize)> {
        self.local.failures(&self.data, "lines").into_iter().map(|failure| (failure.row, failure.rule)).collect()
    }

    /// Workload B: all totals, from which a cell and its ratios are read at once.
    pub fn total(&self) -> Consolidation {
        total(&self.data)
    }
}

/// The totals of workload B over some lines.
pub fn total(data: &Dataset) -> Consolidation {
    consolidate(data, &Plan::new(&GROUPINGS, &AMOUNTS)).expect("the fields of the plan are of the table")
}

/// Every cell of workload B with its codes, totals and ratios, as records.
pub fn cells(total: &Consolidation) -> Vec<Vec<Cell>> {
    GROUPINGS.iter().map(|by| total.cells_by(by).expect("the plan has this grouping")).collect()
}

/// How many cells there are, and the digest of every cell of every grouping in order: its codes, its count and its sums
/// as 64 little-endian bits each.
pub fn digest_of_cells(cells: &[Vec<Cell>]) -> (usize, String) {
    let mut hash = Sha256::new();
    let mut put = |number: i64| hash.update(number.to_le_bytes());
    for cell in cells.iter().flatten() {
        for code in cell.key.iter().flatten() {
            put(code.get(2..).and_then(|digits| digits.parse().ok()).expect("codes are letters and a number"));
        }
        put(cell.lines.try_into().expect("lines fit in 64 bits"));
        for name in AMOUNTS {
            let sum = cell.measures.get(name).and_then(|total| total.sum).expect("every line has every figure");
            put(sum.value().try_into().expect("the totals of the benches fit in 64 bits"));
        }
    }
    (cells.iter().map(Vec::len).sum(), hex(&hash.finalize()))
}

/// The digest of (row, rule) pairs in ascending order: row x 16 + rule as 64 little-endian bits each.
pub fn digest_of_pairs(pairs: &[(usize, usize)]) -> String {
    let mut hash = Sha256::new();
    pairs.iter().for_each(|(row, rule)| hash.update(((row * 16 + rule) as u64).to_le_bytes()));
    hex(&hash.finalize())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text takes any length");
        text
    })
}
