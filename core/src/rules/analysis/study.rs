//! Questions about the rules of one table, asked of the solver and shown by the engine.

use super::Witness;
use super::cells::{Unknowns, each};
use super::question::{Question, names};
use super::ties::modest;
use super::witness::{Known, Verdict, rows, verdicts};
use crate::ordered::Ordered as _;
use crate::rules::plan::{Logic, Reads};
use crate::rules::rulebook::{CompiledRule, Missing, Rule, Rulebook, TableRules};
use crate::rules::solve::translate::{Cells, Translation};
use crate::rules::solve::{Answer, Bounds, Effort, Formula, Reason};
use std::collections::BTreeSet;

/// The effort of one question, in units of the solver.
const EFFORT: u64 = 100_000;

/// The effort of all questions of one kind about one table.
const EFFORT_OF_KIND: u64 = 3_000_000;

/// What it costs to let the engine check a row.
const EFFORT_OF_ROW: u64 = 3_000;

/// Figures no larger than this are tried first: a million, at the six places of an amount.
const MODEST: i128 = 1_000_000_000_000;

/// One rule as formulas.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) rule: &'a Rule,
    pub(super) compiled: &'a CompiledRule,
    /// Where it applies.
    pub(super) applies: Formula,
    /// Where its check is true.
    pub(super) holds: Formula,
    /// Where its check is false.
    pub(super) is_false: Formula,
    /// Where every cell whose value the check reads is there.
    pub(super) given: Formula,
    /// The flags of presence that it asks for as such.
    pub(super) asked: BTreeSet<usize>,
    /// The flags of presence of all that it reads.
    pub(super) flags: BTreeSet<usize>,
}

impl Judged<'_> {
    /// Where it applies and its check is true.
    pub(super) fn passing(&self) -> Formula {
        Formula::all(vec![self.applies.clone(), self.holds.clone()])
    }

    /// Where it fails; none where that cannot be said.
    pub(super) fn failing(&self) -> Option<Formula> {
        let not = match self.rule.missing {
            Missing::Fail => self.holds.negated()?,
            Missing::Skip | Missing::Zero => self.is_false.clone(),
        };
        Some(Formula::all(vec![self.applies.clone(), not]))
    }

    /// Where it applies and every cell is there.
    pub(super) fn judging(&self) -> Formula {
        Formula::all(vec![self.applies.clone(), self.given.clone()])
    }
}

/// A row that the engine has checked.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) values: Vec<i128>,
    pub(super) witness: Witness,
    pub(super) verdicts: Vec<Verdict>,
}

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unsure {
    /// A row that seems to be an answer could not be made: the conditions ask what sums cannot say.
    NotShown,
    /// The effort is spent.
    Effort,
    /// 128 bits are too few.
    Overflow,
}

/// The answer to a question.
#[derive(Debug)]
pub(super) enum Asked {
    Shown(Box<Shown>),
    Impossible,
    Unsure(Unsure),
}

/// The rules of one table under study.
#[derive(Debug)]
pub(super) struct Study<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) rules: &'a TableRules,
    pub(super) unknowns: Unknowns<'a>,
    pub(super) judged: Vec<Judged<'a>>,
    /// The values of unknowns that a question does not name.
    pub(super) usual: Vec<i128>,
    /// The flags of presence that some rule asks for.
    pub(super) asked: BTreeSet<usize>,
    /// What the engine said of the last row that did not show what it was made for.
    pub(super) failed: Vec<Verdict>,
    left: u64,
    /// What the last rows' figures over several rows were.
    figures: Known,
}

impl<'a> Study<'a> {
    pub(super) fn new(book: &'a Rulebook, rules: &'a TableRules) -> Self {
        let mut unknowns = Unknowns::new(&book.declared, rules);
        let judged: Vec<Judged<'a>> = rules
            .rules
            .iter()
            .filter_map(|compiled| judged(&mut unknowns, book.rules.get(compiled.rule)?, compiled))
            .collect();
        unknowns.tie();
        let asked = judged.iter().flat_map(|judged| judged.asked.iter().copied()).collect();
        let flags = flags(&unknowns);
        let usual = (0..unknowns.bounds.len()).map(|unknown| i128::from(flags.contains(&unknown))).collect();
        Self {
            book,
            rules,
            unknowns,
            judged,
            usual,
            asked,
            failed: Vec::new(),
            left: EFFORT_OF_KIND,
            figures: Known::new(),
        }
    }

    /// Begins with questions of another kind.
    pub(super) fn renew(&mut self) {
        self.left = EFFORT_OF_KIND;
    }

    /// Whether a row can be as the formula says. Every cell is there except where its flag is free.
    pub(super) fn ask(
        &mut self,
        formula: &Formula,
        free: &BTreeSet<usize>,
        is_shown: impl Fn(&[Verdict]) -> bool,
    ) -> Asked {
        self.ask_of(None, formula, free, is_shown)
    }

    /// As [`ask`](Self::ask), the engine being asked of one rule only.
    pub(super) fn ask_of(
        &mut self,
        only: Option<usize>,
        formula: &Formula,
        free: &BTreeSet<usize>,
        is_shown: impl Fn(&[Verdict]) -> bool,
    ) -> Asked {
        let bounds = self.bounds(free);
        let mut facts = self.facts();
        let untied = Question::new(formula, &facts);
        facts.extend(self.unknowns.ties.iter().map(|(of, tie)| (*of, tie)));
        let tied = Question::new(formula, &facts);
        let has_ties = tied.formula != untied.formula;
        let mut tries = vec![(&tied, modest(&bounds, MODEST)), (&tied, bounds.clone())];
        if has_ties {
            tries.push((&untied, bounds));
        }
        let mut unsure = Unsure::NotShown;
        let last = tries.len().saturating_sub(1);
        for (position, (question, bounds)) in tries.into_iter().enumerate() {
            match self.answer(question, &bounds) {
                Answer::Yes(all) => {
                    self.left = self.left.saturating_sub(EFFORT_OF_ROW);
                    match self.shown(all, only) {
                        Some(shown) if is_shown(&shown.verdicts) => return Asked::Shown(Box::new(shown)),
                        shown => self.failed = shown.map(|shown| shown.verdicts).unwrap_or_default(),
                    }
                    unsure = Unsure::NotShown;
                }
                Answer::No if position == last => return Asked::Impossible,
                Answer::No => {}
                Answer::GaveUp(Reason::Effort) => unsure = Unsure::Effort,
                Answer::GaveUp(Reason::Overflow) => unsure = Unsure::Overflow,
            }
        }
        Asked::Unsure(unsure)
    }

    /// Whether no row can be as the formula says, every cell being there that no rule asks for.
    pub(super) fn is_impossible(&mut self, formula: &Formula) -> bool {
        let free = self.asked.clone();
        self.is_impossible_with(formula, &free)
    }

    /// Whether no row can be as the formula says, every cell being there except where its flag is free.
    pub(super) fn is_impossible_with(&mut self, formula: &Formula, free: &BTreeSet<usize>) -> bool {
        let question = Question::new(formula, &self.facts());
        self.answer(&question, &self.bounds(free)) == Answer::No
    }

    fn answer(&mut self, question: &Question, bounds: &[Bounds]) -> Answer {
        let allowed = EFFORT.min(self.left);
        let mut effort = Effort::new(allowed);
        let answer = question.answer(bounds, &self.usual, &mut effort);
        self.left = self.left.saturating_sub(allowed.saturating_sub(effort.left()));
        answer
    }

    /// The bounds of all unknowns, every cell being there except where its flag is free.
    fn bounds(&self, free: &BTreeSet<usize>) -> Vec<Bounds> {
        let mut bounds = self.unknowns.bounds.clone();
        for flag in flags(&self.unknowns).difference(free) {
            if let Some(bounds) = bounds.get_mut(*flag) {
                *bounds = Bounds::new(1, 1);
            }
        }
        for flag in self.unknowns.cells.iter().filter_map(|cell| cell.unread).filter(|flag| !free.contains(flag)) {
            if let Some(bounds) = bounds.get_mut(flag) {
                *bounds = Bounds::new(0, 0);
            }
        }
        bounds
    }

    /// What holds of every row, by the unknown that it is about.
    fn facts(&self) -> Vec<(usize, &Formula)> {
        let last_of = |definition: &Formula| {
            let mut named = BTreeSet::new();
            names(definition, &mut named);
            named.last().copied().unwrap_or(0)
        };
        let definitions = self.unknowns.definitions.iter().map(|definition| (last_of(definition), definition));
        definitions.chain(self.unknowns.held.iter().map(|(of, fact)| (*of, fact))).collect()
    }

    /// The ids of some rules.
    pub(super) fn ids(&self, set: &[usize]) -> Vec<String> {
        set.iter().filter_map(|position| self.rule(*position)).map(|judged| judged.rule.id.clone()).collect()
    }

    /// What the engine says of a row.
    pub(super) fn shown(&mut self, values: Vec<i128>, only: Option<usize>) -> Option<Shown> {
        let witness = rows(&self.unknowns, &values)?;
        let verdicts = verdicts(&self.book.declared, self.rules, &self.judged, only, &witness, &mut self.figures)?;
        Some(Shown { values, witness, verdicts })
    }

    /// The verdict of each judged rule is at its own place.
    pub(super) fn rule(&self, position: usize) -> Option<&Judged<'a>> {
        self.judged.get(position)
    }

    /// The conditions that make up a rule's `when`, as formulas, with their words.
    pub(super) fn parts(&mut self, position: usize) -> Vec<(Formula, String)> {
        let Some(judged) = self.judged.get(position) else { return Vec::new() };
        let compiled = judged.compiled;
        let zero = judged.rule.missing == Missing::Zero;
        let (Some(when), Some(stated)) = (&compiled.when, &compiled.stated.when) else { return Vec::new() };
        let mut conditions = Vec::new();
        conjuncts(when, &mut conditions);
        let stated = crate::rules::compile::conjuncts(stated);
        if stated.len() != conditions.len() {
            return vec![(judged.applies.clone(), judged.rule.when.clone().unwrap_or_default())];
        }
        conditions
            .into_iter()
            .zip(&stated)
            .map(|(condition, words)| {
                let formula =
                    translated(&mut self.unknowns, condition, zero).map_or(Formula::Constant(true), |(holds, _)| holds);
                (formula, crate::rules::language::printed(words))
            })
            .collect()
    }
}

fn judged<'a>(unknowns: &mut Unknowns<'_>, rule: &'a Rule, compiled: &'a CompiledRule) -> Option<Judged<'a>> {
    let zero = rule.missing == Missing::Zero;
    let applies = match &compiled.when {
        Some(when) => translated(unknowns, when, zero)?.0,
        None => Formula::Constant(true),
    };
    let (holds, is_false) = translated(unknowns, &compiled.check, zero)?;
    let mut asked = BTreeSet::new();
    let mut given = Vec::new();
    let mut flags = BTreeSet::new();
    for condition in compiled.when.iter().chain([&compiled.check]) {
        each(condition, &mut |part| match part {
            Logic::Present(slot) => asked.extend(flags_of(unknowns, *slot)),
            Logic::Readable(slot) => asked.extend(unknowns.cell_of(*slot).and_then(|cell| cell.unread)),
            Logic::Related(relation) => {
                let finding = unknowns.finding(*relation);
                let relations = finding.iter().chain([relation]);
                asked.extend(relations.filter_map(|relation| unknowns.relations.get(relation)));
            }
            _ => {}
        });
        let reads = Reads::of(condition);
        flags.extend(reads.slots.iter().flat_map(|slot| flags_of(unknowns, *slot)));
        let figures = reads.aggregates.iter().filter_map(|figure| unknowns.figures.get(*figure));
        flags.extend(figures.map(|figure| figure.presence));
    }
    each(&compiled.check, &mut |part| {
        if matches!(
            part,
            Logic::Not(_) | Logic::And(..) | Logic::Or(..) | Logic::Same(..) | Logic::Present(_) | Logic::Readable(_)
        ) {
            return;
        }
        let reads = Reads::of(part);
        given.extend(reads.slots.iter().map(|slot| unknowns.slot(*slot).present));
        given.extend(reads.aggregates.iter().map(|figure| Cells::aggregate(unknowns, *figure).present));
    });
    Some(Judged { rule, compiled, applies, holds, is_false, given: Formula::all(given), asked, flags })
}

/// Where a condition is true and where it is false; none where 128 bits are too few even for that.
fn translated(unknowns: &mut Unknowns<'_>, condition: &Logic, zero: bool) -> Option<(Formula, Formula)> {
    let (mut bounds, mut definitions) =
        (std::mem::take(&mut unknowns.bounds), std::mem::take(&mut unknowns.definitions));
    let mut translation =
        Translation { cells: unknowns, missing_as_zero: zero, bounds: &mut bounds, definitions: &mut definitions };
    let (holds, is_false) = (translation.holds(condition), translation.fails(condition));
    (unknowns.bounds, unknowns.definitions) = (bounds, definitions);
    Some((holds.ok()?, is_false.ok()?))
}

/// The flags that say whether a slot's cell is there.
fn flags_of(unknowns: &Unknowns<'_>, slot: usize) -> Vec<usize> {
    let Some(cell) = unknowns.cell_of(slot) else { return Vec::new() };
    let row = cell.relation.and_then(|relation| unknowns.relations.get(&relation)).copied();
    std::iter::once(cell.presence).chain(row).collect()
}

/// The flags of all cells, related rows and figures.
fn flags(unknowns: &Unknowns<'_>) -> BTreeSet<usize> {
    let cells = unknowns.cells.iter().map(|cell| cell.presence);
    let figures = unknowns.figures.iter().map(|figure| figure.presence);
    cells.chain(figures).chain(unknowns.relations.values().copied()).ordered()
}

/// The conditions that must all hold for this one to hold.
fn conjuncts<'b>(condition: &'b Logic, parts: &mut Vec<&'b Logic>) {
    match condition {
        Logic::And(left, right) => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        part => parts.push(part),
    }
}
