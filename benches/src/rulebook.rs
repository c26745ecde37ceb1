//! The library's side of the workloads on the rulebook `ir/1404`: the whole book, the part of it that the peers state
//! too, and forms of which one cell is edited.

use crate::book::{self, Edit, FIGURES, FORM, Line};
use crate::clock::Clock;
use crate::contest::Run;
use crate::ours::hex;
use amalkard::dataset::{Cell, Dataset};
use amalkard::finding::Finding;
use amalkard::rules::{LiveCheck, Rulebook};
use amalkard::scaled::Scaled;
use cpu_time::ProcessTime;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The rules that the peers state by hand, in `peers/book.py`.
pub const STATED: [&str; 18] = [
    "B01", "B02", "B04", "B05", "C01b", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C16",
    "C21", "D02",
];
pub const PART: &str = "amalkard, the rules that peers state";
pub const PART_TWO: &str = "amalkard, the rules that peers state, two threads";
pub const WHOLE: &str = "amalkard, the whole book, with messages and repairs";
pub const WHOLE_TWO: &str = "amalkard, the whole book, with messages and repairs, two threads";
pub const LIVE: &str = "amalkard, the whole book, what depends on the cell";
pub const AGAIN: &str = "amalkard, the whole book, the whole form again";

/// Rulebooks and data in the library's own form.
pub struct Book {
    whole: Arc<Rulebook>,
    part: Rulebook,
    data: Dataset,
    form: Dataset,
    edits: Vec<Edit>,
}

impl Book {
    /// Takes the lines over.
    pub fn new(lines: &[Line], edits: Vec<Edit>) -> Self {
        let whole = Arc::new(Rulebook::builtin("ir", 1404).expect("the library has this book"));
        let files: Vec<(String, String)> =
            whole.files().iter().map(|(name, text)| (name.clone(), only(text, &STATED))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let part = Rulebook::from_files(&files).expect("a part of the book is a book");
        assert_eq!(part.rules().len(), STATED.len(), "every stated rule is in the book");
        let data = book::dataset(&whole, lines);
        let form = book::dataset(&whole, &lines[..lines.len().min(FORM)]);
        Self { whole, part, data, form, edits }
    }

    /// How many rules the whole book has, and how many findings in the data.
    pub fn describe(&self) -> String {
        let findings = self.whole.check(&self.data).expect("a check does not fail");
        let mut by_rule = std::collections::BTreeMap::<&str, usize>::new();
        findings.iter().for_each(|finding| *by_rule.entry(&finding.rule).or_default() += 1);
        let most = by_rule.iter().map(|(rule, count)| format!("{rule} {count}")).collect::<Vec<_>>().join(", ");
        format!(
            "{} rules; {} findings in {} lines: {most}",
            self.whole.rules().len(),
            findings.len(),
            self.data.table("lines").map_or(0, |lines| lines.rows())
        )
    }

    /// Lets one of our contenders do a workload once.
    pub fn run(&self, name: &str) -> Run {
        match name {
            PART | PART_TWO => timed(
                || self.part.failures(&self.data, "lines"),
                |failures| {
                    let position = |rule: usize| stated(&self.part.rules()[rule].id);
                    failures.iter().filter_map(|failure| Some((failure.row, position(failure.rule)?))).collect()
                },
            ),
            WHOLE | WHOLE_TWO => timed(
                || self.whole.check(&self.data).expect("a check does not fail"),
                |findings| findings.iter().filter(|found| found.table == "lines").filter_map(pair).collect(),
            ),
            LIVE => {
                let mut live = LiveCheck::new(Arc::clone(&self.whole), self.form.clone()).expect("a form is checked");
                self.edited(|edit, pairs| {
                    live.set("lines", edit.row, FIGURES[edit.figure], &typed(edit.rials)).expect("the cell is there");
                    pairs.extend(live.row_findings("lines", edit.row).into_iter().filter_map(pair));
                })
            }
            _ => {
                // The engine without its memory.
                let mut data = self.form.clone();
                self.edited(|edit, pairs| {
                    data.set("lines", edit.row, FIGURES[edit.figure], &typed(edit.rials)).expect("the cell is there");
                    let findings = self.whole.check(&data).expect("a check does not fail");
                    let own = |found: &&Finding| found.table == "lines" && found.row == Some(edit.row);
                    pairs.extend(findings.iter().filter(own).filter_map(pair));
                })
            }
        }
    }

    /// All edits in turn; the time is for a thousand, so that its milliseconds are microseconds of one edit.
    fn edited(&self, mut edit: impl FnMut(&Edit, &mut Vec<(usize, usize)>)) -> Run {
        let mut hash = Sha256::new();
        let (mut time, mut busy, mut results) = (Duration::ZERO, Duration::ZERO, 0);
        for (number, one) in self.edits.iter().enumerate() {
            let mut pairs = Vec::new();
            let (start, processor) = (Instant::now(), ProcessTime::now());
            edit(one, &mut pairs);
            time += start.elapsed();
            busy += processor.elapsed();
            pairs.sort_unstable();
            results += pairs.len();
            pairs.iter().for_each(|(_, rule)| hash.update(((number * 64 + rule) as u64).to_le_bytes()));
        }
        let (thousand, edits) = (1_000, u32::try_from(self.edits.len()).expect("edits are few"));
        Run { time: time * thousand / edits, busy: busy * thousand / edits, results, digest: hex(&hash.finalize()) }
    }
}

fn timed<T>(work: impl FnOnce() -> T, pairs: impl FnOnce(&T) -> Vec<(usize, usize)>) -> Run {
    let clock = Clock::start();
    let done = work();
    let (time, busy) = clock.stop();
    let mut pairs = pairs(&done);
    pairs.sort_unstable();
    let mut hash = Sha256::new();
    pairs.iter().for_each(|(row, rule)| hash.update(((row * 64 + rule) as u64).to_le_bytes()));
    Run { time, busy, results: pairs.len(), digest: hex(&hash.finalize()) }
}

fn stated(rule: &str) -> Option<usize> {
    STATED.iter().position(|id| *id == rule)
}

fn pair(finding: &Finding) -> Option<(usize, usize)> {
    Some((finding.row?, stated(&finding.rule)?))
}

/// A figure as it is typed into a form: million rials.
fn typed(rials: i64) -> Cell {
    Cell::Text(Scaled::new(i128::from(rials), 6).to_string())
}

/// A file of a rulebook with some of its rules.
fn only(text: &str, rules: &[&str]) -> String {
    let mut kept = String::new();
    let (mut rule, mut within) = (String::new(), false);
    let mut finish = |rule: &mut String| {
        let id = rule.lines().find_map(|line| line.strip_prefix("id = \"")).and_then(|id| id.strip_suffix('"'));
        if id.is_some_and(|id| rules.contains(&id)) {
            kept.push_str(rule);
        }
        rule.clear();
    };
    let mut rest = String::new();
    for line in text.lines() {
        if line.starts_with('[') {
            finish(&mut rule);
            within = line.starts_with("[[rule]]");
        }
        let target = if within { &mut rule } else { &mut rest };
        target.push_str(line);
        target.push('\n');
    }
    finish(&mut rule);
    rest + &kept
}
