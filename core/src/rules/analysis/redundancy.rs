//! Rules whose every failure another rule finds as well.

use super::study::{Asked, Judged, Shown, Study, Unsure};
use super::words;
use super::{Analysis, Redundancy};
use crate::finding::Severity;
use crate::ordered::Ordered as _;
use crate::rules::rulebook::{Missing, Rule};
use crate::rules::solve::Formula;
use std::collections::{BTreeMap, BTreeSet};

/// Finds rules that the others imply. Of rules that say the same the first is kept: what is found redundant implies
/// nothing further, so that all that are found can be dropped together. Nor do rules that contradict each other: from
/// them everything would follow.
pub(super) fn redundancies(study: &mut Study<'_>, analysis: &mut Analysis, failing: &[Option<Shown>]) {
    let contrary: BTreeSet<&String> = analysis.contradictory.iter().flat_map(|found| &found.rules).ordered();
    let contrary: BTreeSet<usize> = (0..study.judged.len())
        .filter(|position| study.rule(*position).is_some_and(|judged| contrary.contains(&judged.rule.id)))
        .ordered();
    let mut dropped = BTreeSet::new();
    let mut doubts: BTreeMap<Unsure, BTreeSet<usize>> = BTreeMap::new();
    for position in (0..study.judged.len()).rev() {
        let Some(Some(shown)) = failing.get(position) else { continue };
        let Some(shown) = study.shown(shown.values.clone(), None) else { continue };
        let others: Vec<usize> = (0..study.judged.len())
            .filter(|other| *other != position && !dropped.contains(other) && !contrary.contains(other))
            .collect();
        let as_heavy: Vec<usize> =
            others.iter().copied().filter(|other| is_as_heavy(study, *other, position)).collect();
        let free = free(study, position);
        match implying(study, position, &as_heavy, &shown, &free) {
            Implied::By(rules) => {
                dropped.insert(position);
                let found = redundancy(study, position, (&as_heavy, &rules), &shown, false);
                analysis.redundant.extend(found);
            }
            Implied::ByNone if as_heavy.len() < others.len() => {
                if let Implied::By(rules) = implying(study, position, &others, &shown, &free) {
                    let found = redundancy(study, position, (&others, &rules), &shown, true);
                    analysis.stricter.extend(found);
                }
            }
            Implied::ByNone => {}
            Implied::Unsure(why) => {
                doubts.entry(why).or_default().insert(position);
            }
        }
    }
    for (why, rules) in doubts {
        let ids = study.ids(&rules.into_iter().collect::<Vec<_>>());
        analysis.undecided.push(words::undecided(&ids, words::REPEATS, why));
    }
}

/// How many rules more are demanded of a row at a time.
const FEW: usize = 4;

enum Implied {
    By(Vec<usize>),
    ByNone,
    Unsure(Unsure),
}

/// The fewest rules of which one fails wherever a rule fails, every cell being there except where its flag is free.
fn implying(study: &mut Study<'_>, position: usize, among: &[usize], shown: &Shown, free: &BTreeSet<usize>) -> Implied {
    let mut demanded: BTreeSet<usize> = BTreeSet::new();
    let mut failed = failed(study, shown, among);
    loop {
        if failed.is_empty() {
            return Implied::ByNone;
        }
        let before = demanded.len();
        demanded.extend(failed.into_iter().take(FEW));
        if demanded.len() == before {
            // A row was made that the formulas do not describe.
            return Implied::Unsure(Unsure::NotShown);
        }
        let set: Vec<usize> = demanded.iter().copied().collect();
        let Some(formula) = alone(study, position, &set) else {
            return Implied::Unsure(Unsure::Overflow);
        };
        let missing = study.rule(position).map_or(Missing::Skip, |judged| judged.rule.missing);
        let answer = study.ask(&formula, free, |verdicts| verdicts.get(position).is_some_and(|v| v.fails(missing)));
        failed = match answer {
            Asked::Shown(shown) => self::failed(study, &shown, among),
            Asked::Impossible => break,
            Asked::Unsure(why) => return Implied::Unsure(why),
        };
    }
    let mut kept: Vec<usize> = demanded.into_iter().collect();
    for dropped in kept.clone().into_iter().rev() {
        let others: Vec<usize> = kept.iter().copied().filter(|other| *other != dropped).collect();
        if let Some(formula) = alone(study, position, &others)
            && study.is_impossible_with(&formula, free)
        {
            kept = others;
        }
    }
    Implied::By(kept)
}

/// Where a rule fails and none of these does.
fn alone(study: &Study<'_>, position: usize, others: &[usize]) -> Option<Formula> {
    let mut parts = vec![study.rule(position)?.failing()?];
    for other in others {
        parts.push(study.rule(*other)?.failing()?.negated()?);
    }
    Some(Formula::all(parts))
}

/// The flags of presence that are not taken for set: those that rules ask for, and those of a rule that fails where a
/// cell is missing.
fn free(study: &Study<'_>, position: usize) -> BTreeSet<usize> {
    let mut free = study.asked.clone();
    if let Some(judged) = study.rule(position).filter(|judged| judged.rule.missing == Missing::Fail) {
        free.extend(judged.flags.iter().copied());
    }
    free
}

fn failed(study: &Study<'_>, shown: &Shown, among: &[usize]) -> Vec<usize> {
    let fails = |position: &usize| {
        let missing = study.rule(*position).map_or(Missing::Skip, |judged| judged.rule.missing);
        shown.verdicts.get(*position).is_some_and(|verdict| verdict.fails(missing))
    };
    among.iter().copied().filter(fails).collect()
}

fn redundancy(
    study: &mut Study<'_>,
    position: usize,
    (among, implied_by): (&[usize], &[usize]),
    shown: &Shown,
    is_stricter: bool,
) -> Option<Redundancy> {
    let rule = study.rule(position)?.rule.id.clone();
    let mut implied_by = implied_by.to_vec();
    let mut given = given(study, position, &implied_by);
    if !given.is_empty() {
        // Other rules may imply it whatever is missing.
        let all = study.judged.iter().flat_map(|judged| judged.flags.iter().copied()).collect();
        if let Implied::By(rules) = implying(study, position, among, shown, &all) {
            (implied_by, given) = (rules, Vec::new());
        }
    }
    let implied_by = study.ids(&implied_by);
    let reason = words::repetition(&rule, &implied_by, &given, is_stricter);
    Some(Redundancy { rule, implied_by, given, reason })
}

/// The cells that must be there for the other rules to fail: the fewest, each being let go in turn.
fn given(study: &mut Study<'_>, position: usize, implied_by: &[usize]) -> Vec<String> {
    let Some(formula) = alone(study, position, implied_by) else { return Vec::new() };
    let rules = implied_by.iter().chain([&position]).filter_map(|rule| study.rule(*rule));
    let flags: BTreeSet<usize> = rules.flat_map(|judged: &Judged<'_>| judged.flags.iter().copied()).ordered();
    let mut free = free(study, position);
    let all: BTreeSet<usize> = free.union(&flags).copied().ordered();
    if study.is_impossible_with(&formula, &all) {
        return Vec::new();
    }
    let mut needed = BTreeMap::new();
    for flag in flags {
        if free.contains(&flag) {
            continue;
        }
        free.insert(flag);
        if !study.is_impossible_with(&formula, &free) {
            free.remove(&flag);
            needed.insert(flag, study.unknowns.name_of(flag));
        }
    }
    needed.into_values().collect()
}

/// Whether a rule weighs as much as another and blocks as early.
fn is_as_heavy(study: &Study<'_>, rule: usize, than: usize) -> bool {
    let weight = |rule: &Rule| {
        let stage = match rule.blocks.as_deref() {
            Some("confirm") => 0,
            Some("accept") => 1,
            Some(_) => 2,
            None => 3,
        };
        let severity = match rule.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        (severity, stage)
    };
    match (study.rule(rule), study.rule(than)) {
        (Some(rule), Some(than)) => {
            let (a, b) = (weight(rule.rule), weight(than.rule));
            a.0 <= b.0 && a.1 <= b.1
        }
        _ => false,
    }
}
