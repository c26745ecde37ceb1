//! One question to the solver, made as small as it can be before it is asked.

use crate::ordered::Ordered as _;
use crate::rules::solve::{Answer, Bounds, Effort, Formula, Sum, satisfy};
use std::collections::{BTreeMap, BTreeSet};

/// How often bounds are tightened by what must hold before the solver takes over.
const ROUNDS: usize = 6;

/// The effort of a first try that changes only what fails.
const EFFORT_NEAR: u64 = 10_000;

/// A formula with what holds of the unknowns that it names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) formula: Formula,
}

impl Question {
    /// The formula with the facts about the unknowns that it names, and about those that these name.
    pub(super) fn new(formula: &Formula, facts: &[(usize, &Formula)]) -> Self {
        let mut named = BTreeSet::new();
        names(formula, &mut named);
        let mut parts = vec![formula.clone()];
        let mut waiting = facts.to_vec();
        loop {
            let (taken, others): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(of, _)| named.contains(of));
            waiting = others;
            if taken.is_empty() {
                break;
            }
            for (_, fact) in taken {
                names(fact, &mut named);
                parts.push(fact.clone());
            }
        }
        Self { formula: Formula::all(parts) }
    }

    /// The answer for unknowns within these bounds; of those that do not matter the usual values are taken.
    pub(super) fn answer(&self, bounds: &[Bounds], usual: &[i128], effort: &mut Effort) -> Answer {
        let mut bounds = bounds.to_vec();
        let Some(formula) = tightened(self.formula.clone(), &mut bounds) else { return Answer::No };
        let mut values: Vec<i128> =
            bounds.iter().zip(usual).map(|(bounds, usual)| (*usual).min(bounds.greatest).max(bounds.least)).collect();
        for parts in apart(formula) {
            match settled(&parts, &bounds, &values, effort) {
                Answer::Yes(found) => values = found,
                answer => return answer,
            }
        }
        Answer::Yes(values)
    }
}

/// Values with which all parts hold: the usual ones where they do; else, as far as that goes, only what fails is changed,
/// or what that touches, before all is asked of the solver.
fn settled(parts: &[Formula], bounds: &[Bounds], usual: &[i128], effort: &mut Effort) -> Answer {
    let failing: Vec<&Formula> = parts.iter().filter(|part| part.holds(usual) != Some(true)).collect();
    if failing.is_empty() {
        return Answer::Yes(usual.to_vec());
    }
    let mut near = BTreeSet::new();
    failing.iter().for_each(|part| names(part, &mut near));
    for _ in 0..2 {
        let mut pinned = bounds.to_vec();
        for (unknown, (bounds, value)) in pinned.iter_mut().zip(usual).enumerate() {
            if !near.contains(&unknown) {
                *bounds = Bounds::new(*value, *value);
            }
        }
        let allowed = effort.left().min(EFFORT_NEAR);
        let mut little = Effort::new(allowed);
        let answer = whole(parts, &pinned, usual, &mut little);
        // What is spent here is spent of the whole.
        let spent = usize::try_from(allowed.saturating_sub(little.left())).unwrap_or(usize::MAX);
        if let Err(reason) = effort.spend(spent) {
            return Answer::GaveUp(reason);
        }
        if matches!(answer, Answer::Yes(_)) {
            return answer;
        }
        let mut wider = near.clone();
        for part in parts {
            let mut of = BTreeSet::new();
            names(part, &mut of);
            if !of.is_disjoint(&near) {
                wider.extend(of);
            }
        }
        near = wider;
    }
    whole(parts, bounds, usual, effort)
}

/// The solver's answer over no more unknowns than there are.
fn whole(parts: &[Formula], bounds: &[Bounds], usual: &[i128], effort: &mut Effort) -> Answer {
    let mut bounds = bounds.to_vec();
    let Some(formula) = tightened(Formula::all(parts.to_vec()), &mut bounds) else { return Answer::No };
    let mut named = BTreeSet::new();
    names(&formula, &mut named);
    let unknowns: Vec<usize> = named.into_iter().collect();
    let places: BTreeMap<usize, usize> =
        unknowns.iter().enumerate().map(|(place, unknown)| (*unknown, place)).ordered();
    let own: Vec<Bounds> = unknowns.iter().filter_map(|unknown| bounds.get(*unknown).copied()).collect();
    match satisfy(&renamed(&formula, &places), &own, effort) {
        Answer::Yes(found) => {
            let mut values: Vec<i128> = bounds
                .iter()
                .zip(usual)
                .map(|(bounds, usual)| (*usual).min(bounds.greatest).max(bounds.least))
                .collect();
            for (unknown, value) in unknowns.iter().zip(found) {
                if let Some(known) = values.get_mut(*unknown) {
                    *known = value;
                }
            }
            Answer::Yes(values)
        }
        answer => answer,
    }
}

/// The formula made simpler and the bounds tighter by each other; none where nothing can hold.
fn tightened(mut formula: Formula, bounds: &mut [Bounds]) -> Option<Formula> {
    for _ in 0..ROUNDS {
        let smaller = simpler(&formula, bounds);
        let is_tighter = tighten(&smaller, bounds)?;
        let is_done = smaller == formula && !is_tighter;
        formula = smaller;
        if is_done {
            break;
        }
    }
    Some(formula)
}

/// The parts of a formula in groups that share no unknown.
fn apart(formula: Formula) -> Vec<Vec<Formula>> {
    let parts = match formula {
        Formula::All(parts) => parts,
        part => vec![part],
    };
    let mut groups: Vec<(BTreeSet<usize>, Vec<Formula>)> = Vec::new();
    for part in parts {
        let mut of = BTreeSet::new();
        names(&part, &mut of);
        let mut joined = vec![part];
        let (touched, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(known, _)| !known.is_disjoint(&of));
        groups = others;
        for (known, parts) in touched {
            of.extend(known);
            joined.extend(parts);
        }
        groups.push((of, joined));
    }
    groups.into_iter().map(|(_, parts)| parts).collect()
}

/// The unknowns that a formula names.
pub(super) fn names(formula: &Formula, found: &mut BTreeSet<usize>) {
    match formula {
        Formula::Constant(_) => {}
        Formula::AtMostZero(sum) | Formula::Zero(sum) => found.extend(sum.terms.iter().map(|(unknown, _)| *unknown)),
        Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| names(part, found)),
    }
}

/// The formula without what the bounds alone decide, each part once.
fn simpler(formula: &Formula, bounds: &[Bounds]) -> Formula {
    match formula {
        Formula::Constant(_) => formula.clone(),
        Formula::AtMostZero(sum) => match span(sum, bounds) {
            Some(span) if span.greatest <= 0 => Formula::Constant(true),
            Some(span) if 0 < span.least => Formula::Constant(false),
            _ => formula.clone(),
        },
        Formula::Zero(sum) => match span(sum, bounds) {
            Some(span) if span.least == 0 && span.greatest == 0 => Formula::Constant(true),
            Some(span) if 0 < span.least || span.greatest < 0 => Formula::Constant(false),
            _ => formula.clone(),
        },
        Formula::All(parts) => {
            let all = Formula::all(parts.iter().map(|part| simpler(part, bounds)).collect());
            if let Formula::All(parts) = all { Formula::all(once(parts)) } else { all }
        }
        Formula::Any(parts) => {
            let any = Formula::any(parts.iter().map(|part| simpler(part, bounds)).collect());
            if let Formula::Any(parts) = any { Formula::any(once(parts)) } else { any }
        }
    }
}

fn once(parts: Vec<Formula>) -> Vec<Formula> {
    parts.into_iter().ordered::<BTreeSet<Formula>>().into_iter().collect()
}

/// Between which values a sum stays; none on overflow.
fn span(sum: &Sum, bounds: &[Bounds]) -> Option<Bounds> {
    sum.terms.iter().try_fold(Bounds::new(sum.constant, sum.constant), |span, (unknown, factor)| {
        let of = bounds.get(*unknown)?;
        let (a, b) = (of.least.checked_mul(*factor)?, of.greatest.checked_mul(*factor)?);
        Some(Bounds::new(span.least.checked_add(a.min(b))?, span.greatest.checked_add(a.max(b))?))
    })
}

/// Takes what must hold of one unknown alone into its bounds; whether any became tighter, none where one is left empty.
fn tighten(formula: &Formula, bounds: &mut [Bounds]) -> Option<bool> {
    let (sum, equal) = match formula {
        Formula::Constant(holds) => return holds.then_some(false),
        Formula::All(parts) => {
            return parts.iter().try_fold(false, |any, part| Some(tighten(part, bounds)? || any));
        }
        Formula::Any(_) => return Some(false),
        Formula::AtMostZero(sum) => (sum, false),
        Formula::Zero(sum) => (sum, true),
    };
    let [(unknown, factor)] = sum.terms.as_slice() else { return Some(false) };
    // Larger factors are left to the solver.
    if factor.unsigned_abs() != 1 {
        return Some(false);
    }
    let Some(limit) = sum.constant.checked_neg().and_then(|limit| limit.checked_mul(*factor)) else {
        return Some(false);
    };
    let Some(known) = bounds.get_mut(*unknown) else { return Some(false) };
    let before = *known;
    if equal || *factor == 1 {
        known.greatest = known.greatest.min(limit);
    }
    if equal || *factor == -1 {
        known.least = known.least.max(limit);
    }
    (known.least <= known.greatest).then_some(*known != before)
}

fn renamed(formula: &Formula, places: &BTreeMap<usize, usize>) -> Formula {
    let sum = |sum: &Sum| Sum {
        terms: sum
            .terms
            .iter()
            .map(|(unknown, factor)| (places.get(unknown).copied().unwrap_or(*unknown), *factor))
            .collect(),
        constant: sum.constant,
    };
    match formula {
        Formula::Constant(value) => Formula::Constant(*value),
        Formula::AtMostZero(inner) => Formula::AtMostZero(sum(inner)),
        Formula::Zero(inner) => Formula::Zero(sum(inner)),
        Formula::All(parts) => Formula::All(parts.iter().map(|part| renamed(part, places)).collect()),
        Formula::Any(parts) => Formula::Any(parts.iter().map(|part| renamed(part, places)).collect()),
    }
}
