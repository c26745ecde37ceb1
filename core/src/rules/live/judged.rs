//! Which rules each row fails, and the findings made of that.

use super::touched::{Edited, Touched, touched};
use super::{Changes, Failure, LiveCheck};
use crate::finding::Finding;
use crate::rules::evaluate::{Cells, Frame};
use crate::rules::rulebook::{CompiledRule, Missing, Rulebook};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The verdicts of the rules of one table.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// The positions of the rules whose tables are all in the data.
    judging: Vec<usize>,
    /// How many rows there are.
    pub(super) rows: usize,
    /// The rows with something to say.
    verdicts: BTreeMap<usize, Verdicts>,
}

/// Rules by their position in [`Rulebook::rules`].
#[derive(Debug, Default)]
struct Verdicts {
    failing: BTreeSet<usize>,
    /// Those whose arithmetic left 128 bits.
    lost: BTreeSet<usize>,
}

/// What a rule says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Nothing,
    Fails,
    Lost,
}

impl LiveCheck {
    /// Judges all rows of a table of rules, as a full check does, and puts their findings in place.
    pub(super) fn judge(&mut self, position: usize) -> Judged {
        let book = Arc::clone(&self.rulebook);
        let Some(rules) = book.tables.get(position) else { return Judged::default() };
        let Some(table) = self.data.table(&rules.table) else { return Judged::default() };
        let judging: Vec<&CompiledRule> = rules.judging(&self.data).collect();
        let links = self.kept.links(&book, &self.data);
        let frame = self.kept.frame(position, rules, &self.data, &links, table);
        let (failures, overflows) = book.run(rules, &frame, &self.data);
        let mut verdicts: BTreeMap<usize, Verdicts> = BTreeMap::new();
        for failure in failures {
            verdicts.entry(failure.row).or_default().failing.insert(failure.rule);
        }
        for overflow in overflows {
            verdicts.entry(overflow.row).or_default().lost.insert(overflow.rule);
        }
        let places = self.places.entry(rules.table.clone()).or_default();
        for (row, verdicts) in &verdicts {
            places.entry(Some(*row)).or_default().rules = findings(&book, &judging, &frame, *row, verdicts);
        }
        let runs = |compiled: &CompiledRule| judging.iter().any(|other| other.rule == compiled.rule);
        let positions = rules.rules.iter().enumerate().filter(|(_, compiled)| runs(compiled));
        Judged { judging: positions.map(|(position, _)| position).collect(), rows: table.rows(), verdicts }
    }

    /// Runs what depends on a cell that has changed.
    pub(super) fn follow(&mut self, table: &str, row: usize, field: usize, changes: &mut Changes) {
        let book = Arc::clone(&self.rulebook);
        let moved = self.kept.follow(&book, &self.readers, &self.data, table, field);
        let edited = Edited { table, row, field };
        let all = touched(&book, &self.readers, &self.kept, &self.data, &moved, edited);
        for (position, touched) in all.iter().enumerate().filter(|(_, touched)| !touched.is_empty()) {
            self.judge_again(&book, position, touched, changes);
        }
    }

    fn judge_again(&mut self, book: &Rulebook, position: usize, touched: &Touched, changes: &mut Changes) {
        let (Some(rules), Some(judged)) = (book.tables.get(position), self.judged.get_mut(position)) else { return };
        let Some(own) = self.data.table(&rules.table) else { return };
        let links = self.kept.links(book, &self.data);
        let frame = self.kept.frame(position, rules, &self.data, &links, own);
        let judging: Vec<&CompiledRule> = judged.judging.iter().filter_map(|rule| rules.rules.get(*rule)).collect();
        let places = self.places.entry(rules.table.clone()).or_default();
        for (row, reading) in touched {
            let runs = |rule: &&usize| judged.judging.binary_search(rule).is_ok();
            let verdicts = judged.verdicts.entry(*row).or_default();
            let mut any = false;
            for compiled in reading.iter().filter(runs).filter_map(|rule| rules.rules.get(*rule)) {
                let is_judged = compiled.per.is_none_or(|groups| self.kept.is_head(position, groups, *row));
                let verdict = if is_judged { verdict(book, compiled, &frame, *row) } else { Verdict::Nothing };
                verdicts.note(compiled.rule, verdict);
                changes.rules.insert(compiled.rule);
                any = true;
            }
            if any {
                changes.rows = changes.rows.saturating_add(1);
            }
            let place = places.entry(Some(*row)).or_default();
            if !verdicts.is_empty() || !place.rules.is_empty() {
                let now = findings(book, &judging, &frame, *row, verdicts);
                changes.note(&place.rules, &now);
                place.rules = now;
            }
        }
    }
}

impl Verdicts {
    fn note(&mut self, rule: usize, verdict: Verdict) {
        self.failing.remove(&rule);
        self.lost.remove(&rule);
        match verdict {
            Verdict::Nothing => {}
            Verdict::Fails => drop(self.failing.insert(rule)),
            Verdict::Lost => drop(self.lost.insert(rule)),
        }
    }

    fn is_empty(&self) -> bool {
        self.failing.is_empty() && self.lost.is_empty()
    }
}

/// What a rule says of one row: the same that whole blocks are told.
fn verdict(book: &Rulebook, compiled: &CompiledRule, frame: &Frame<'_>, row: usize) -> Verdict {
    let missing = book.rules.get(compiled.rule).map_or(Missing::Skip, |rule| rule.missing);
    let cells = Cells::new(frame, row, missing == Missing::Zero);
    if let Some(when) = &compiled.when {
        match cells.logic(when) {
            Some(true) => {}
            None if cells.has_lost() => return Verdict::Lost,
            _ => return Verdict::Nothing,
        }
    }
    // What `when` could do without is no matter of the check.
    cells.has_lost();
    match cells.logic(&compiled.check) {
        Some(true) => Verdict::Nothing,
        Some(false) => Verdict::Fails,
        None if cells.has_lost() => Verdict::Lost,
        None if missing == Missing::Fail => Verdict::Fails,
        None => Verdict::Nothing,
    }
}

/// The findings of a row, in the order in which a full check comes upon them.
fn findings(
    book: &Rulebook,
    judging: &[&CompiledRule],
    frame: &Frame<'_>,
    row: usize,
    verdicts: &Verdicts,
) -> Vec<Finding> {
    let failing = verdicts.failing.iter().filter_map(|rule| book.finding(judging, frame, Failure { row, rule: *rule }));
    let lost = verdicts.lost.iter().filter_map(|rule| book.overflow(frame.table, Failure { row, rule: *rule }));
    failing.chain(lost).collect()
}
