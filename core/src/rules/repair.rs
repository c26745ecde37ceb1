//! Repairs: what a rule proposes, tried before it is proposed, best first.

use super::check::operand;
use super::evaluate::{Cells, Frame, Override};
use super::plan::{Shown, Slot};
use super::rulebook::{CompiledRepair, CompiledRule, Missing, Rule};
use super::show;
use super::verdict::Verdict;
use crate::bilingual::Language;
use crate::finding::{Repair, Scalar, Severity};
use crate::ordered;
use crate::scaled::Scaled;

/// The repairs of a failing row that make its rule hold: first those that leave the fewest rules of the row failing,
/// then in the order in which the rule states them.
pub(super) fn ranked(
    rules: &[Rule],
    judging: &[&CompiledRule],
    compiled: &CompiledRule,
    frame: &Frame<'_>,
    row: usize,
) -> Vec<Repair> {
    let Some(rule) = rules.get(compiled.rule) else { return Vec::new() };
    let tried = compiled.repairs.iter().filter_map(|repair| proposed(rule, compiled, repair, frame, row));
    let tried: Vec<(Option<(usize, Override)>, Repair)> = tried.collect();
    // One alone is the best, whatever it does to other rules.
    if tried.len() < 2 {
        return tried.into_iter().map(|(_, repair)| repair).collect();
    }
    let mut tried: Vec<(usize, Repair)> = tried
        .into_iter()
        .map(|(changed, repair)| {
            let failing = |other: &&&CompiledRule| fails(rules, other, frame, row, changed.as_ref());
            (judging.iter().filter(failing).count(), repair)
        })
        .collect();
    ordered::sort_by(&mut tried, |(a, _), (b, _)| a.cmp(b));
    tried.into_iter().map(|(_, repair)| repair).collect()
}

/// Whether a row fails a rule that is more than information, with a value in place of one of its cells; arithmetic that
/// leaves 128 bits is a failure too.
fn fails(
    rules: &[Rule],
    compiled: &CompiledRule,
    frame: &Frame<'_>,
    row: usize,
    changed: Option<&(usize, Override)>,
) -> bool {
    let Some(rule) = rules.get(compiled.rule).filter(|rule| rule.severity != Severity::Info) else { return false };
    let cells = Cells::new(frame, row, rule.missing == Missing::Zero).with(changed.cloned());
    compiled.verdict(rule.missing, &cells) != Verdict::Nothing
}

/// A repair with the cell that it changes, if with it the rule no longer fails.
fn proposed(
    rule: &Rule,
    compiled: &CompiledRule,
    repair: &CompiledRepair,
    frame: &Frame<'_>,
    row: usize,
) -> Option<(Option<(usize, Override)>, Repair)> {
    let missing_as_zero = rule.missing == Missing::Zero;
    let cells = Cells::new(frame, row, missing_as_zero);
    let message_fa = show::message(&repair.message.0, &cells, Language::Persian);
    let message_en = show::message(&repair.message.1, &cells, Language::English);
    let Some((slot, value)) = &repair.change else {
        let words = Repair { field: None, from: Scalar::Missing, to: Scalar::Missing, message_fa, message_en };
        return Some((None, words));
    };
    let described = frame.slots.get(*slot)?;
    let (to, changed) = new_value(value, described, &cells)?;
    let from = operand(frame, row, *slot)?.value;
    let changed = Some((*slot, changed));
    let after = Cells::new(frame, row, missing_as_zero).with(changed.clone());
    let applies = compiled.when.as_ref().is_none_or(|when| after.logic(when) == Some(true));
    let holds = !applies || after.logic(&compiled.check) == Some(true);
    (holds && from != to).then(|| {
        let field = Some(described.field_name.clone());
        (changed, Repair { field, from, to, message_fa, message_en })
    })
}

fn new_value(value: &Shown, slot: &Slot, cells: &Cells<'_>) -> Option<(Scalar, Override)> {
    match value {
        Shown::Ratio(ratio) => {
            let (numerator, denominator) = cells.ratio(ratio)?;
            let exact = show::exact_quotient(numerator, denominator)?;
            let stored = exact.at_scale(slot.kind.value_scale()?)?;
            Some((Scalar::Number(Scaled::new(stored, slot.kind.stored_scale()?)), Override::Number(stored)))
        }
        Shown::Words(words) => {
            let text = cells.words(words)?;
            Some((Scalar::Text(text.clone()), Override::Text(text)))
        }
        Shown::Day(_) | Shown::Logic(_) => None,
    }
}
