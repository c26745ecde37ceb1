//! Which rules each row fails, and the findings made of that.

use super::readers::Input;
use super::rule_set::Rules;
use super::touched::{Edited, Touched, touched};
use super::{Changes, Failure, LiveCheck, Said};
use crate::finding::Finding;
use crate::ordered::Ordered as _;
use crate::rules::evaluate::{Cells, Frame};
use crate::rules::rulebook::{CompiledRule, Missing, Rulebook};
use crate::rules::verdict::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The verdicts of the rules of one table.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// The positions of the rules whose tables are all in the data.
    judging: Rules,
    /// How many rows there are.
    pub(super) rows: usize,
    /// The rows with something to say.
    verdicts: BTreeMap<usize, Verdicts>,
}

/// Rules by their position in their table.
#[derive(Debug, Default)]
struct Verdicts {
    failing: BTreeSet<usize>,
    /// Those whose arithmetic left 128 bits.
    lost: BTreeSet<usize>,
}

/// What has become another in one row, and in others alike.
type Alike<'a> = &'a [(usize, Input)];

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
        let position_of = |rule: usize| rules.rules.iter().position(|compiled| compiled.rule == rule);
        let mut verdicts: BTreeMap<usize, Verdicts> = BTreeMap::new();
        for failure in failures {
            verdicts.entry(failure.row).or_default().failing.extend(position_of(failure.rule));
        }
        for overflow in overflows {
            verdicts.entry(overflow.row).or_default().lost.extend(position_of(overflow.rule));
        }
        let places = self.places.entry(rules.table.clone()).or_default();
        for (row, verdicts) in &verdicts {
            let place = places.entry(Some(*row)).or_default();
            let found = verdicts.said().filter_map(|said| {
                Some((said, finding(&book, &judging, rules.rules.get(said.1)?, &frame, *row, said.0)?))
            });
            place.rules = found.ordered();
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
        let (Some(own), Some(readers)) = (self.data.table(&rules.table), self.readers.get(position)) else { return };
        let links = self.kept.links(book, &self.data);
        let frame = self.kept.frame(position, rules, &self.data, &links, own);
        let judging: Vec<&CompiledRule> = judged.judging.iter().filter_map(|rule| rules.rules.get(rule)).collect();
        let places = match self.places.get_mut(&rules.table) {
            Some(places) => places,
            None => self.places.entry(rules.table.clone()).or_default(),
        };
        // Where a sum changes, it does so for many rows alike.
        let mut alike: Option<(Alike<'_>, Rules, Rules)> = None;
        for inputs in touched.chunk_by(|(row, _), (next, _)| row == next) {
            let Some((row, _)) = inputs.first() else { continue };
            let (_, reading, showing) = match alike.take() {
                Some(known) if known.0.iter().map(|(_, input)| input).eq(inputs.iter().map(|(_, input)| input)) => {
                    alike.insert(known)
                }
                _ => {
                    let mut reading = readers.judging(inputs);
                    reading.keep(&judged.judging);
                    alike.insert((inputs, reading, readers.showing(inputs)))
                }
            };
            let mut turned = Rules::default();
            let mut any = false;
            for rule in reading.iter() {
                let Some(compiled) = rules.rules.get(rule) else { continue };
                let is_judged = compiled.per.is_none_or(|groups| self.kept.is_head(position, groups, *row));
                let said = if is_judged { verdict(book, compiled, &frame, *row) } else { Verdict::Nothing };
                if note(&mut judged.verdicts, *row, rule, said) {
                    turned.insert(rule);
                }
                if is_judged {
                    changes.rules.insert(compiled.rule);
                    any = true;
                }
            }
            if any {
                changes.rows = changes.rows.saturating_add(1);
            }
            let verdicts = judged.verdicts.get(row);
            let before = places.get(&Some(*row)).is_some_and(|place| !place.rules.is_empty());
            if turned.is_empty() && !(before && verdicts.is_some_and(|verdicts| verdicts.meets(showing))) {
                continue;
            }
            let place = places.entry(Some(*row)).or_default();
            let said: BTreeSet<Said> = verdicts.into_iter().flat_map(Verdicts::said).ordered();
            place.rules.retain(|known, finding| {
                let stays = said.contains(known);
                if !stays {
                    changes.gone.push(finding.clone());
                }
                stays
            });
            for said in said {
                let stays = place.rules.contains_key(&said) && !showing.contains(said.1) && !turned.contains(said.1);
                let Some(compiled) = rules.rules.get(said.1).filter(|_| !stays) else { continue };
                let Some(now) = finding(book, &judging, compiled, &frame, *row, said.0) else { continue };
                match place.rules.insert(said, now.clone()) {
                    Some(known) if known == now => {}
                    known => {
                        changes.gone.extend(known);
                        changes.new.push(now);
                    }
                }
            }
        }
    }
}

/// Notes what a rule says of a row; whether that is something else than before.
fn note(all: &mut BTreeMap<usize, Verdicts>, row: usize, rule: usize, verdict: Verdict) -> bool {
    match all.get_mut(&row) {
        None if verdict == Verdict::Nothing => false,
        None => all.entry(row).or_default().note(rule, verdict),
        Some(verdicts) => {
            let turned = verdicts.note(rule, verdict);
            if verdicts.failing.is_empty() && verdicts.lost.is_empty() {
                all.remove(&row);
            }
            turned
        }
    }
}

impl Verdicts {
    fn note(&mut self, rule: usize, verdict: Verdict) -> bool {
        let (fails, is_lost) = (verdict == Verdict::Fails, verdict == Verdict::Lost);
        let before = (self.failing.contains(&rule), self.lost.contains(&rule));
        if before == (fails, is_lost) {
            return false;
        }
        self.failing.remove(&rule);
        self.lost.remove(&rule);
        match verdict {
            Verdict::Nothing => {}
            Verdict::Fails => drop(self.failing.insert(rule)),
            Verdict::Lost => drop(self.lost.insert(rule)),
        }
        true
    }

    /// Whether any of these rules has something to say.
    fn meets(&self, rules: &Rules) -> bool {
        self.failing.iter().chain(&self.lost).any(|rule| rules.contains(*rule))
    }

    /// What is said, in the order in which a full check comes upon it.
    fn said(&self) -> impl Iterator<Item = Said> {
        let failing = self.failing.iter().map(|rule| (false, *rule));
        failing.chain(self.lost.iter().map(|rule| (true, *rule)))
    }
}

/// What a rule says of one row.
fn verdict(book: &Rulebook, compiled: &CompiledRule, frame: &Frame<'_>, row: usize) -> Verdict {
    let missing = book.rules.get(compiled.rule).map_or(Missing::Skip, |rule| rule.missing);
    compiled.verdict(missing, &Cells::new(frame, row, missing == Missing::Zero))
}

/// What a rule says of a row, as a finding.
fn finding(
    book: &Rulebook,
    judging: &[&CompiledRule],
    compiled: &CompiledRule,
    frame: &Frame<'_>,
    row: usize,
    is_lost: bool,
) -> Option<Finding> {
    let failure = Failure { row, rule: compiled.rule };
    if is_lost { book.overflow(frame.table, failure) } else { book.finding(judging, frame, failure) }
}
