//! Rules that can never fail and rules that can never apply.

use super::study::{Asked, Shown, Study};
use super::words;
use super::{Analysis, Idle};
use crate::rules::rulebook::Missing;
use crate::rules::solve::Formula;
use std::collections::BTreeSet;

/// Asks of each rule whether a row can fail it; the answers are rows by rule, none for a rule that never fails.
pub(super) fn idle(study: &mut Study<'_>, analysis: &mut Analysis) -> Vec<Option<Shown>> {
    (0..study.judged.len()).map(|position| failing(study, position, analysis)).collect()
}

fn failing(study: &mut Study<'_>, position: usize, analysis: &mut Analysis) -> Option<Shown> {
    let judged = study.rule(position)?;
    let (id, missing) = (judged.rule.id.clone(), judged.rule.missing);
    let (asked, flags) = (judged.asked.clone(), judged.flags.clone());
    let (applies, fails) = (judged.applies.clone(), judged.failing()?);
    // What is missing makes a rule fail only where it says so; all else that fails fails with every cell there, except
    // for cells that the rule itself asks for.
    let free = if missing == Missing::Fail { flags } else { asked.clone() };
    let mut may_fail = study
        .ask_of(Some(position), &fails, &free, |verdicts| verdicts.get(position).is_some_and(|v| v.fails(missing)));
    if let Asked::Shown(shown) = may_fail {
        return Some(*shown);
    }
    let may_apply = study
        .ask_of(Some(position), &applies, &asked, |verdicts| verdicts.get(position).is_some_and(|v| v.is_applied()));
    match (&may_apply, &mut may_fail) {
        (Asked::Impossible, _) => {
            let reason = words::excluding(&core(study, position, &Formula::Constant(true), &asked));
            analysis.never_applying.push(Idle { rule: id, witness: None, reason });
        }
        (may_apply, Asked::Impossible) => {
            let reason = words::following(&core(study, position, &check_fails(study, position)?, &free));
            let witness = match may_apply {
                Asked::Shown(shown) => Some(shown.witness.clone()),
                _ => None,
            };
            analysis.never_failing.push(Idle { rule: id, witness, reason });
        }
        (Asked::Shown(_), Asked::Unsure(why)) => analysis.undecided.push(words::undecided(&[id], words::FAILS, *why)),
        (Asked::Unsure(why), _) => analysis.undecided.push(words::undecided(&[id], words::APPLIES, *why)),
        (Asked::Shown(_), Asked::Shown(_)) => {}
    }
    None
}

/// Where a rule's check keeps it from passing.
fn check_fails(study: &Study<'_>, position: usize) -> Option<Formula> {
    let judged = study.rule(position)?;
    match judged.rule.missing {
        Missing::Fail => judged.holds.negated(),
        Missing::Skip | Missing::Zero => Some(judged.is_false.clone()),
    }
}

/// The fewest conditions of a rule's `when` that cannot hold together with a formula: each is dropped in turn.
fn core(study: &mut Study<'_>, position: usize, with: &Formula, free: &BTreeSet<usize>) -> Vec<String> {
    let mut parts = study.parts(position);
    let mut at = 0;
    while at < parts.len() {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part.0.clone());
        let formula = Formula::all(others.chain([with.clone()]).collect());
        if study.is_impossible_with(&formula, free) {
            parts.remove(at);
        } else {
            at = at.saturating_add(1);
        }
    }
    parts.into_iter().map(|(_, words)| words).collect()
}
