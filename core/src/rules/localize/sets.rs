//! The lightest sets of cells that can make all rules hold.

use super::super::solve::{Answer, Effort, Formula, Reason, satisfy};
use super::record::{Record, System};
use super::{Cut, LocalizeOptions};
use crate::ordered::Ordered as _;
use std::collections::BTreeSet;

/// How much effort goes into finding out whether a conflict can spare a rule: a conflict with a rule too many is one
/// still.
const SPARING: u64 = 20_000;

/// What a search has found.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// Fields, in their order, with the sum of their weights; the lightest first.
    pub(super) found: Vec<Set>,
    /// Where there is none: rules (by position) that cannot hold together whatever the cells are.
    pub(super) conflict: Vec<usize>,
    pub(super) cut: Option<Cut>,
}

/// Fields that change together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Set {
    pub(super) weight: u64,
    pub(super) fields: Vec<usize>,
}

/// Rules that cannot hold together while a set changes.
#[derive(Clone, Debug)]
struct Conflict {
    rules: Vec<usize>,
    /// The fields they read that are not in the set: one of them is in every solution that the set is part of.
    others: BTreeSet<usize>,
    /// The fields they read that have no figure now. To change such a cell is to fill it in, so a set with it is not
    /// freer than one without.
    empty: BTreeSet<usize>,
    /// Those of them that are in the set.
    filled: BTreeSet<usize>,
}

impl Conflict {
    /// Whether it shows that another set cannot do either.
    fn rules_out(&self, fields: &[usize]) -> bool {
        let filled = || fields.iter().filter(|field| self.empty.contains(field));
        !fields.iter().any(|field| self.others.contains(field)) && filled().eq(&self.filled)
    }
}

/// Tries sets by weight. A set that does not suffice is followed by those with one more field, taken from the fields of
/// rules that cannot hold together as long as only the set changes: every solution has one of them.
pub(super) fn search(record: &Record<'_>, options: &LocalizeOptions, effort: &mut Effort) -> Sets {
    let mut sets = Sets::default();
    let mut waiting = BTreeSet::from([Set { weight: 0, fields: Vec::new() }]);
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut heaviest: Option<u64> = None;
    while let Some(set) = waiting.pop_first() {
        if heaviest.is_some_and(|heaviest| heaviest < set.weight) {
            break;
        }
        // A set costs even where all that is known of others settles it: there may be more sets than anyone can wait for.
        let known = conflicts.len().saturating_add(sets.found.len()).saturating_add(1);
        if effort.spend(known.saturating_mul(set.fields.len().saturating_add(1))).is_err() {
            sets.cut = Some(Cut::Effort);
            break;
        }
        let contains = |smaller: &Set| smaller.fields.iter().all(|field| set.fields.contains(field));
        if sets.found.iter().any(contains) {
            continue;
        }
        let at = match conflicts.iter().position(|conflict| conflict.rules_out(&set.fields)) {
            Some(at) => Some(at),
            None => match judged(record, &set.fields, effort) {
                Ok(new) => new.map(|new| {
                    conflicts.push(new);
                    conflicts.len().saturating_sub(1)
                }),
                Err(cut) => {
                    sets.cut = Some(cut);
                    break;
                }
            },
        };
        let Some(conflict) = at.and_then(|at| conflicts.get(at)) else {
            if options.most_solutions <= sets.found.len() {
                sets.cut = Some(Cut::Solutions);
                break;
            }
            heaviest = heaviest.or_else(|| set.weight.checked_add(options.extra_weight.into()));
            sets.found.push(set);
            continue;
        };
        for field in conflict.others.iter().filter(|field| !set.fields.contains(field)) {
            let weight = set.weight.saturating_add(options.weight(record.trial.table(), *field));
            let mut larger: Vec<usize> = set.fields.iter().chain([field]).copied().collect();
            larger.sort_unstable();
            waiting.insert(Set { weight, fields: larger });
        }
        if conflict.others.is_empty() && conflict.filled.is_empty() {
            // No cell is left that could help these rules.
            sets.conflict.clone_from(&conflict.rules);
            break;
        }
    }
    if sets.found.is_empty() && sets.conflict.is_empty() && sets.cut.is_none() {
        // Each way to a solution was closed by some of these.
        let rules: BTreeSet<usize> = conflicts.iter().flat_map(|conflict| conflict.rules.iter().copied()).ordered();
        sets.conflict = rules.into_iter().collect();
    }
    sets
}

/// Whether a set can make all rules hold (none), or which of them it cannot.
fn judged(record: &Record<'_>, fields: &[usize], effort: &mut Effort) -> Result<Option<Conflict>, Cut> {
    // Whatever is linear in all cells is linear in some.
    let system = record.system(fields).map_err(|_| Cut::Overflow)?;
    match satisfy(&system.whole(), &system.bounds, effort) {
        Answer::Yes(_) => Ok(None),
        Answer::No => {
            let rules = conflict(&system, effort);
            let reads = rules.iter().filter_map(|at| record.considered.get(*at)).flat_map(|rule| &rule.reads);
            let (inside, others): (BTreeSet<usize>, BTreeSet<usize>) =
                reads.copied().partition(|field| fields.contains(field));
            let is_empty = |field: &&usize| record.trial.figure(**field).is_none();
            let filled: BTreeSet<usize> = inside.iter().filter(is_empty).copied().ordered();
            let empty = filled.iter().chain(others.iter().filter(is_empty)).copied().collect();
            Ok(Some(Conflict { rules, others, empty, filled }))
        }
        Answer::GaveUp(Reason::Effort) => Err(Cut::Effort),
        Answer::GaveUp(Reason::Overflow) => Err(Cut::Overflow),
    }
}

/// Rules (by position) that cannot hold together, none of which can be spared as far as the effort allows to tell.
fn conflict(system: &System, effort: &mut Effort) -> Vec<usize> {
    let broken = system.rules.iter().position(|rule| *rule == Formula::Constant(false));
    if let Some(broken) = broken {
        return vec![broken];
    }
    let open = system.rules.iter().enumerate().filter(|(_, rule)| **rule != Formula::Constant(true));
    let mut kept: Vec<usize> = open.map(|(at, _)| at).collect();
    for at in kept.clone() {
        let without: Vec<usize> = kept.iter().copied().filter(|other| *other != at).collect();
        let formula = system.of(without.iter().filter_map(|at| system.rules.get(*at)));
        let mut portion = effort.portion(SPARING);
        let answer = satisfy(&formula, &system.bounds, &mut portion);
        effort.give_back(portion);
        if answer == Answer::No {
            kept = without;
        }
    }
    kept
}
