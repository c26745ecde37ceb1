//! Checks a dataset: which rows fail which rules, and why.

use super::evaluate::{BLOCK_ROWS, Block, BoundLogic, Cells, Frame, Links, Mask, Sides, bind_logic, heads};
use super::repair;
use super::rulebook::{CompiledRule, Missing, Rule, Rulebook, TableRules};
use super::show;
use crate::bilingual::Language;
use crate::calendar::PersianDate;
use crate::dataset::{Bitmap, Dataset, Table};
use crate::error::Result;
use crate::finding::{Finding, Findings, Operand, Scalar, Severity};
use crate::ordered::Ordered as _;
use crate::scaled::Scaled;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A row that fails a rule, without the explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The row (0-based) of the rule's table; of a rule that judges groups, the row that stands for the group.
    pub row: usize,
    /// The rule's position in [`Rulebook::rules`].
    pub rule: usize,
}

/// A rule bound to the columns of a dataset.
struct BoundRule<'a> {
    compiled: &'a CompiledRule,
    missing: Missing,
    when: Option<BoundLogic<'a>>,
    check: BoundLogic<'a>,
    /// The rows that stand for the groups it judges; none where it judges each row.
    heads: Option<Arc<Bitmap>>,
}

impl Rulebook {
    /// All findings in a dataset, in their defined order: table, row, rule. What was wrong when the data was read is
    /// among them. A rule that needs a table which the data lacks is not run; one finding for each such table says so.
    ///
    /// # Errors
    /// None at present: what is wrong in the data is a finding.
    pub fn check(&self, data: &Dataset) -> Result<Findings> {
        let links = Links::new(&self.declared, data);
        let mut findings = data.intake().to_vec();
        for rules in &self.tables {
            let Some(table) = data.table(&rules.table) else { continue };
            let frame = Frame::new(data, &links, table, &rules.slots, &rules.aggregates, &rules.uniques);
            let (failures, overflows) = self.run(rules, &frame, data);
            let judging: Vec<&CompiledRule> = rules.judging(data).collect();
            findings.reserve(failures.len().saturating_add(overflows.len()));
            findings.extend(failures.iter().filter_map(|failure| self.finding(&judging, &frame, *failure)));
            findings.extend(overflows.iter().filter_map(|failure| self.overflow(table, *failure)));
        }
        findings.extend(self.waiting(data));
        Ok(Findings::new(findings))
    }

    /// The rows of one table that fail, by row and rule, without explanations: the bare verdict at full speed.
    #[must_use]
    pub fn failures(&self, data: &Dataset, table: &str) -> Vec<Failure> {
        let links = Links::new(&self.declared, data);
        let found = self.tables.iter().find(|rules| rules.table == table).zip(data.table(table));
        found
            .map(|(rules, table)| {
                let frame = Frame::new(data, &links, table, &rules.slots, &rules.aggregates, &rules.uniques);
                self.run(rules, &frame, data).0
            })
            .unwrap_or_default()
    }

    /// The failing rows, and those whose arithmetic left 128 bits.
    pub(super) fn run(&self, rules: &TableRules, frame: &Frame<'_>, data: &Dataset) -> (Vec<Failure>, Vec<Failure>) {
        let heads: Vec<Arc<Bitmap>> = rules.groups.iter().map(|fields| Arc::new(heads(frame.table, fields))).collect();
        let bound: Vec<BoundRule<'_>> = rules
            .judging(data)
            .map(|compiled| {
                let missing = self.rules.get(compiled.rule).map_or(Missing::Skip, |rule| rule.missing);
                let zero = missing == Missing::Zero;
                BoundRule {
                    compiled,
                    missing,
                    when: compiled.when.as_ref().map(|when| bind_logic(when, frame, zero)),
                    check: bind_logic(&compiled.check, frame, zero),
                    heads: compiled.per.and_then(|per| heads.get(per).cloned()),
                }
            })
            .collect();
        let (mut failures, mut overflows) = judged(&bound, frame.table.rows());
        failures.sort_unstable();
        overflows.sort_unstable();
        (failures, overflows)
    }

    /// A failing row as a finding.
    pub(super) fn finding(&self, judging: &[&CompiledRule], frame: &Frame<'_>, failure: Failure) -> Option<Finding> {
        let rule = self.rules.get(failure.rule)?;
        let compiled = judging.iter().find(|compiled| compiled.rule == failure.rule)?;
        let cells = Cells::new(frame, failure.row, rule.missing == Missing::Zero);
        let (left, right, residual) = sides(cells.sides(&compiled.check, true));
        let mut operands: Vec<Operand> =
            compiled.reads.iter().filter_map(|slot| operand(frame, failure.row, *slot)).collect();
        if compiled.per.is_some() {
            // What is said about a group is about none of its rows more than another.
            operands.iter_mut().filter(|operand| operand.table == rule.table).for_each(|operand| operand.row = None);
        }
        let own =
            compiled.reads.iter().filter_map(|slot| frame.slots.get(*slot)).filter(|slot| slot.relation.is_none());
        Some(Finding {
            row: compiled.per.is_none().then_some(failure.row),
            key: key(rule, frame.table, failure.row),
            fields: own.map(|slot| slot.field_name.clone()).collect(),
            left,
            right,
            residual,
            blocks: rule.blocks.clone(),
            law: rule.law.clone(),
            operands,
            message_fa: show::message(&compiled.message.0, &cells, Language::Persian),
            message_en: show::message(&compiled.message.1, &cells, Language::English),
            repairs: repair::ranked(&self.rules, judging, compiled, frame, failure.row),
            ..Finding::about(&rule.table, &rule.id, rule.severity)
        })
    }

    /// A row whose arithmetic left 128 bits as a finding.
    pub(super) fn overflow(&self, table: &Table, failure: Failure) -> Option<Finding> {
        let rule = self.rules.get(failure.rule)?;
        Some(Finding {
            row: rule.per.is_empty().then_some(failure.row),
            key: key(rule, table, failure.row),
            blocks: rule.blocks.clone(),
            message_fa: format!("محاسبه قاعده {} در این سطر از اندازه بزرگ‌تر شد؛ رقم‌ها را بررسی کنید", rule.id),
            message_en: format!("the arithmetic of rule {} leaves 128 bits in this row; look at its figures", rule.id),
            ..Finding::about(&rule.table, "rule.overflow", Severity::Error)
        })
    }
}

/// The rows that fail rules, and those whose arithmetic left 128 bits: not in order.
///
/// With the feature `parallel` ranges of rows are judged on several threads.
fn judged(rules: &[BoundRule<'_>], rows: usize) -> (Vec<Failure>, Vec<Failure>) {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        /// Fewer rows are judged before another thread has begun.
        const FEWEST: usize = 1 << 16;
        let each = rows.div_ceil(rayon::current_num_threads().max(1)).max(FEWEST).next_multiple_of(BLOCK_ROWS);
        if each < rows {
            let ranges: Vec<Range<usize>> =
                (0..rows).step_by(each).map(|start| start..start.saturating_add(each).min(rows)).collect();
            let parts: Vec<_> = ranges.into_par_iter().map(|range| judged_in(rules, range, rows)).collect();
            let (failures, overflows): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
            return (failures.concat(), overflows.concat());
        }
    }
    judged_in(rules, 0..rows, rows)
}

/// The same of some rows that begin with a block.
fn judged_in(rules: &[BoundRule<'_>], range: Range<usize>, rows: usize) -> (Vec<Failure>, Vec<Failure>) {
    let (mut failures, mut overflows) = (Vec::new(), Vec::new());
    let mut block = Block::new();
    for start in range.step_by(BLOCK_ROWS) {
        block.turn_to(start, rows);
        for rule in rules {
            let (failing, lost) = rule.run(&mut block);
            let note = |at: usize| Failure { row: start.saturating_add(at), rule: rule.compiled.rule };
            // Nearly always there are none.
            if !failing.is_none() {
                failures.extend(failing.rows(block.length).map(note));
            }
            if !lost.is_none() {
                overflows.extend(lost.rows(block.length).map(note));
            }
        }
    }
    (failures, overflows)
}

impl BoundRule<'_> {
    /// The rows of a block that fail, and those whose arithmetic left 128 bits.
    fn run(&self, block: &mut Block) -> (Mask, Mask) {
        block.take_lost();
        let mut overflow = Mask::NONE;
        let applies = match &self.when {
            Some(when) => {
                let answer = when.run(block);
                overflow = block.take_lost().and(answer.unknown());
                answer.yes
            }
            None => Mask::ALL,
        };
        if applies.is_none() {
            return (Mask::NONE, overflow);
        }
        let check = self.check.run(block);
        let fails = match self.missing {
            Missing::Fail => check.yes.not(),
            Missing::Skip | Missing::Zero => check.no,
        };
        // A row that lost arithmetic leaves undecided has a finding of its own.
        overflow = overflow.or(block.take_lost().and(applies).and(check.unknown()));
        let fails = applies.and(fails).and(overflow.not());
        let Some(heads) = &self.heads else { return (fails, overflow) };
        let heads = Mask::of_words(heads.words(), block.start);
        (fails.and(heads), overflow.and(heads))
    }
}

/// What identifies the row or the group that a rule judges.
pub(super) fn key(rule: &Rule, table: &Table, row: usize) -> BTreeMap<String, String> {
    if rule.per.is_empty() {
        return table.key(row);
    }
    let value = |name: &String| {
        let field = table.schema().field(name).map(|(field, _)| field);
        field.map_or(Scalar::Missing, |field| table.scalar(row, field)).to_string()
    };
    rule.per.iter().map(|name| (name.clone(), value(name))).ordered()
}

pub(super) fn sides(sides: Option<Sides>) -> (Scalar, Scalar, Scalar) {
    let number = |value: Option<Scaled>| value.map_or(Scalar::Missing, Scalar::Number);
    let text = |value: Option<String>| value.map_or(Scalar::Missing, Scalar::Text);
    let day = |value: Option<i32>| {
        text(value.and_then(|day| PersianDate::from_day_number(day).ok()).map(|date| date.to_string()))
    };
    match sides {
        Some(Sides::Numbers(a, b)) => {
            let residual = a.zip(b).and_then(|(a, b)| a.checked_sub(b));
            (number(a), number(b), number(residual))
        }
        Some(Sides::Texts(a, b)) => (text(a), text(b), Scalar::Missing),
        Some(Sides::Days(a, b)) => (day(a), day(b), Scalar::Missing),
        None => (Scalar::Missing, Scalar::Missing, Scalar::Missing),
    }
}

pub(super) fn operand(frame: &Frame<'_>, row: usize, slot: usize) -> Option<Operand> {
    let (input, described) = (frame.inputs.get(slot)?, frame.slots.get(slot)?);
    let found = input.row(row);
    Some(Operand {
        name: described.name.clone(),
        table: described.table.clone(),
        row: found,
        field: described.field_name.clone(),
        value: found.zip(input.column).map_or(Scalar::Missing, |(row, column)| column.scalar(row)),
    })
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
