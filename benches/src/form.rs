//! Workload F: a form of 500 lines by the twelve rules of workload A, of which one cell after another is typed anew.

use crate::contest::Run;
use crate::lines::{FIGURES, Lines, Random};
use crate::ours::{dataset, hex, twelve_rules};
use amalkard::dataset::{Cell, Dataset};
use amalkard::rules::{LiveCheck, Rulebook};
use cpu_time::ProcessTime;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, io};

/// What depends on the cell, and the findings of its line.
pub const LIVE: &str = "amalkard, one cell";
/// All findings of the form once more, explained.
pub const AGAIN: &str = "amalkard, the whole form again";
/// Which lines fail which rules, without explanations.
pub const VERDICTS: &str = "amalkard, the verdicts of the whole form again";

/// Lines of a form.
const LINES: usize = 500;

/// A cell that is typed anew, in rials.
struct Edit {
    row: usize,
    figure: usize,
    rials: i64,
}

/// The form and what is typed into it.
pub struct Form {
    rows: Vec<BTreeMap<String, String>>,
    book: Arc<Rulebook>,
    data: Dataset,
    edits: Vec<Edit>,
}

impl Form {
    /// The first lines, and as many edits as asked for: most of them right, one in eight above what it may be.
    pub fn new(lines: &Lines, edits: usize, seed: u64) -> Self {
        let rows = lines.rows().min(LINES);
        let (book, data) = (Arc::new(twelve_rules()), dataset(&lines.first(rows)));
        let mut random = Random(seed);
        let edit = |_| {
            // Paid within received, committed within allocated.
            let (figure, bound) = if random.below(2) == 0 { (5, 3) } else { (4, 2) };
            let row = random.below(u32::try_from(rows).expect("a form is small")) as usize;
            let wrong = random.below(8) == 0;
            let part = i64::from(random.below(1_000));
            let whole = lines.figures[bound][row].max(0);
            let rials = if wrong { whole + 1 + part } else { whole / 1_000 * part };
            Edit { row, figure, rials }
        };
        let rows = (0..rows).map(|row| lines.typed(row)).collect();
        Self { rows, book, data, edits: (0..edits).map(edit).collect() }
    }

    /// The form, its edits and the rules, for `peers/form/form.mjs`.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let edits: Vec<(usize, &str, String)> =
            self.edits.iter().map(|edit| (edit.row, FIGURES[edit.figure], edit.rials.to_string())).collect();
        let form = json!({ "rows": self.rows, "edits": edits, "rules": include_str!("../rules.toml") });
        fs::write(file, form.to_string())
    }

    /// The form, checked once.
    pub fn live(&self) -> LiveCheck {
        LiveCheck::new(Arc::clone(&self.book), self.data.clone()).expect("a form is checked")
    }

    /// Follows all edits.
    pub fn follow(&self, live: &mut LiveCheck) -> Run {
        self.edited(|edit, cell| {
            live.set("lines", edit.row, FIGURES[edit.figure], cell).expect("the cell is there");
            live.row_findings("lines", edit.row).iter().map(|found| position(&found.rule)).collect()
        })
    }

    /// Lets one of our contenders do all edits; the time is for a thousand, so that its milliseconds are microseconds of
    /// one edit.
    pub fn run(&self, name: &str) -> Run {
        match name {
            LIVE => self.follow(&mut self.live()),
            AGAIN => {
                let mut data = self.data.clone();
                self.edited(|edit, cell| {
                    data.set("lines", edit.row, FIGURES[edit.figure], cell).expect("the cell is there");
                    let findings = self.book.check(&data).expect("a check does not fail");
                    let own = findings.iter().filter(|found| found.row == Some(edit.row));
                    own.map(|found| position(&found.rule)).collect()
                })
            }
            _ => {
                let mut data = self.data.clone();
                self.edited(|edit, cell| {
                    data.set("lines", edit.row, FIGURES[edit.figure], cell).expect("the cell is there");
                    let failures = black_box(self.book.failures(&data, "lines"));
                    failures.iter().filter(|failure| failure.row == edit.row).map(|failure| failure.rule).collect()
                })
            }
        }
    }

    fn edited(&self, mut edit: impl FnMut(&Edit, &Cell) -> Vec<usize>) -> Run {
        let mut hash = Sha256::new();
        let (mut time, mut busy, mut results) = (Duration::ZERO, Duration::ZERO, 0);
        let typed: Vec<Cell> = self.edits.iter().map(|edit| Cell::Text(edit.rials.to_string())).collect();
        for (number, (one, cell)) in self.edits.iter().zip(&typed).enumerate() {
            let (start, processor) = (Instant::now(), ProcessTime::now());
            let mut rules = edit(one, cell);
            time += start.elapsed();
            busy += processor.elapsed();
            rules.sort_unstable();
            results += rules.len();
            rules.iter().for_each(|rule| hash.update(((number * 16 + rule) as u64).to_le_bytes()));
        }
        let (thousand, edits) = (1_000, u32::try_from(self.edits.len()).expect("edits are few"));
        Run { time: time * thousand / edits, busy: busy * thousand / edits, results, digest: hex(&hash.finalize()) }
    }
}

/// The position of a rule in the book: `R01` is the first.
fn position(rule: &str) -> usize {
    rule.get(1..).and_then(|number| number.parse::<usize>().ok()).expect("the rules are numbered") - 1
}
