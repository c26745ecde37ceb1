//! A row as conditions over those of its cells that may change.

use super::super::evaluate::{Figure, Frame};
use super::super::language::Measure;
use super::super::plan::{AggregatePlan, Comparison, Logic, Number, Quantity, Reads};
use super::super::rulebook::{CompiledRule, Missing};
use super::super::solve::translate::{Cells, Content, Given, Translation, Untranslated};
use super::super::solve::{Bounds, Formula};
use super::super::trial::Trial;
use super::slots::{Slots, given};
use super::{LeftOut, Why};
use crate::ordered::Ordered as _;
use crate::scaled::power_of_ten;
use std::collections::{BTreeMap, BTreeSet};

/// Figures are looked for up to 10^20 in size, far beyond any budget.
const SIZE: u32 = 20;

/// A rule that takes part.
pub(super) struct Considered<'a> {
    pub(super) compiled: &'a CompiledRule,
    /// The changeable fields that it reads.
    pub(super) reads: BTreeSet<usize>,
    /// Whether the row fails it as it is.
    pub(super) fails: bool,
}

/// One row, the fields that may change and the rules that take part.
pub(super) struct Record<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) considered: Vec<Considered<'a>>,
    pub(super) excluded: Vec<(&'a CompiledRule, Why)>,
    aggregates: BTreeMap<usize, Joined<'a>>,
}

/// An aggregate that the row's own figure enters.
struct Joined<'a> {
    plan: &'a AggregatePlan,
    /// The row's own fields that it takes.
    taken: &'a BTreeSet<usize>,
    /// What the other rows make of it.
    rest: Figure,
    /// What its argument and filter read.
    frame: Frame<'a>,
}

/// What must hold of the unknown cells of a set.
pub(super) struct System {
    pub(super) bounds: Vec<Bounds>,
    /// By considered rule.
    pub(super) rules: Vec<Formula>,
    definitions: Vec<Formula>,
}

impl System {
    /// All of some rules.
    pub(super) fn of<'b>(&'b self, rules: impl Iterator<Item = &'b Formula>) -> Formula {
        Formula::all(self.definitions.iter().chain(rules).cloned().collect())
    }

    pub(super) fn whole(&self) -> Formula {
        self.of(self.rules.iter())
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(trial: &'a Trial<'a>, fields: BTreeSet<usize>) -> Self {
        let mut record = Self { trial, considered: Vec::new(), excluded: Vec::new(), aggregates: BTreeMap::new() };
        let nothing = Default::default();
        let concerned = trial.judging.iter().filter_map(|compiled| {
            let reads: BTreeSet<usize> = trial.reads(compiled).intersection(&fields).copied().ordered();
            (!reads.is_empty()).then(|| Considered { compiled, reads, fails: trial.fails(compiled, &nothing) })
        });
        let concerned: Vec<Considered<'a>> = concerned.collect();
        let positions: BTreeSet<usize> = concerned.iter().flat_map(|rule| aggregates_of(rule.compiled)).ordered();
        for position in positions {
            record.join(position, &fields);
        }
        let all: Vec<usize> = fields.into_iter().collect();
        for considered in concerned {
            match record.system_of(&all, &[&considered]) {
                Ok(_) => record.considered.push(considered),
                Err(Untranslated::NotLinear) => record.excluded.push((considered.compiled, Why::NotLinear)),
                Err(Untranslated::TooLarge) => record.excluded.push((considered.compiled, Why::TooLarge)),
            }
        }
        record
    }

    /// The rules' ids.
    pub(super) fn ids<'b>(&self, rules: impl Iterator<Item = &'b CompiledRule>) -> Vec<String> {
        rules.filter_map(|compiled| Some(self.trial.rule(compiled)?.id.clone())).collect()
    }

    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        let named = self.excluded.iter().filter_map(|(compiled, why)| {
            let rule = self.trial.rule(compiled)?.id.clone();
            Some(LeftOut { rule, why: *why })
        });
        named.collect()
    }

    /// What must hold when the cells of these fields are unknown. The unknowns are in the order of the fields.
    pub(super) fn system(&self, fields: &[usize]) -> Result<System, Untranslated> {
        self.system_of(fields, &self.considered.iter().collect::<Vec<_>>())
    }

    fn system_of(&self, fields: &[usize], rules: &[&Considered<'a>]) -> Result<System, Untranslated> {
        let unknowns: BTreeMap<usize, usize> = fields.iter().enumerate().map(|(at, field)| (*field, at)).ordered();
        let mut bounds: Vec<Bounds> = fields.iter().map(|field| self.domain(*field)).collect();
        let mut definitions = Vec::new();
        let read: BTreeSet<usize> = rules.iter().flat_map(|rule| aggregates_of(rule.compiled)).ordered();
        let mut aggregates = vec![Given::unread(); self.trial.rules.aggregates.len()];
        for position in read {
            let found = self.aggregate(position, &unknowns, &mut bounds, &mut definitions)?;
            if let Some(place) = aggregates.get_mut(position) {
                *place = found;
            }
        }
        let mut slots =
            Slots { frame: self.trial.frame, row: self.trial.row, unknowns: &unknowns, aggregates, extra: None };
        let mut formulas = Vec::with_capacity(rules.len());
        for considered in rules {
            let compiled = considered.compiled;
            let missing = self.trial.rule(compiled).map_or(Missing::Skip, |rule| rule.missing);
            let missing_as_zero = missing == Missing::Zero;
            let mut translation =
                Translation { cells: &mut slots, missing_as_zero, bounds: &mut bounds, definitions: &mut definitions };
            let applies = match &compiled.when {
                Some(when) => translation.holds(when)?,
                None => Formula::Constant(true),
            };
            let holds = match missing {
                Missing::Fail => Some(translation.holds(&compiled.check)?),
                Missing::Skip | Missing::Zero => translation.fails(&compiled.check)?.negated(),
            };
            let (spared, holds) = applies.negated().zip(holds).ok_or(Untranslated::TooLarge)?;
            formulas.push(Formula::any(vec![spared, holds]));
        }
        Ok(System { bounds, rules: formulas, definitions })
    }

    /// The figures that a cell may take, as they are stored.
    fn domain(&self, field: usize) -> Bounds {
        let scale = self.trial.table().kind(field).and_then(|kind| kind.stored_scale()).unwrap_or(0);
        let size = power_of_ten(SIZE.saturating_add(scale)).unwrap_or(i128::MAX);
        let described = self.trial.table().schema().fields().get(field);
        let least = if described.is_some_and(|field| field.non_negative) { 0 } else { size.saturating_neg() };
        Bounds::new(least, size)
    }

    /// Whether a figure is so large that no rule can have set it as an end, but only the domain.
    pub(super) fn is_open(&self, field: usize, figure: i128) -> bool {
        let scale = self.trial.table().kind(field).and_then(|kind| kind.stored_scale()).unwrap_or(0);
        let size = power_of_ten(SIZE.saturating_sub(2).saturating_add(scale)).unwrap_or(i128::MAX);
        size.unsigned_abs() < figure.unsigned_abs()
    }

    /// Notes how an aggregate moves with the row's cells, where that can be said.
    fn join(&mut self, position: usize, fields: &BTreeSet<usize>) {
        let trial = self.trial;
        let found = trial.rules.aggregates.get(position).zip(trial.moves.get(position));
        let Some((plan, moves)) = found.filter(|(_, moves)| !moves.taken.is_disjoint(fields)) else { return };
        let frame = Frame::new(trial.data, trial.frame.links, trial.table(), &plan.slots, &[], &plan.uniques);
        self.aggregates.insert(position, Joined { plan, taken: &moves.taken, rest: trial.rest(plan, moves), frame });
    }

    /// A figure over several rows when some cells of the row are unknown.
    fn aggregate(
        &self,
        position: usize,
        unknowns: &BTreeMap<usize, usize>,
        bounds: &mut Vec<Bounds>,
        definitions: &mut Vec<Formula>,
    ) -> Result<Given, Untranslated> {
        let trial = self.trial;
        let touches = |fields: &BTreeSet<usize>| fields.iter().any(|field| unknowns.contains_key(field));
        let moves = trial.moves.get(position);
        if moves.is_some_and(|moves| touches(&moves.beyond)) {
            return Err(Untranslated::NotLinear);
        }
        let joined = self.aggregates.get(&position).filter(|joined| touches(joined.taken));
        let Some(joined) = joined else {
            let numbers = trial.frame.aggregates.get(position);
            return Ok(numbers.map_or_else(Given::unread, |numbers| given(Figure::of(numbers, trial.row))));
        };
        joined.with(trial.row, unknowns, bounds, definitions)
    }
}

impl Joined<'_> {
    /// The aggregate as the rest and the row's own figure make it.
    fn with(
        &self,
        row: usize,
        unknowns: &BTreeMap<usize, usize>,
        bounds: &mut Vec<Bounds>,
        definitions: &mut Vec<Formula>,
    ) -> Result<Given, Untranslated> {
        let (plan, rest) = (self.plan, self.rest);
        if plan.of_days || !matches!(plan.measure, Measure::Sum | Measure::Count | Measure::Min | Measure::Max) {
            return Err(Untranslated::NotLinear);
        }
        if rest.is_unknown {
            return Ok(Given::unread());
        }
        let unknown = bounds.len();
        let mut slots = Slots { frame: &self.frame, row, unknowns, aggregates: Vec::new(), extra: Some(unknown) };
        let mut translation = Translation {
            cells: &mut slots,
            missing_as_zero: plan.missing_as_zero,
            bounds: &mut *bounds,
            definitions: &mut *definitions,
        };
        if let Some(filter) = &plan.filter {
            match (translation.holds(filter)?, translation.fails(filter)?) {
                (Formula::Constant(true), _) => {}
                (_, Formula::Constant(true)) => return Ok(given(rest)),
                (Formula::Constant(false), Formula::Constant(false)) => return Ok(Given::unread()),
                _ => return Err(Untranslated::NotLinear),
            }
        }
        let own = plan.argument.as_ref().map_or(Number::Constant(1), |argument| argument.number.clone());
        let span = interval(&own, &slots, bounds).ok_or(Untranslated::NotLinear)?;
        let pair = |number: fn(Box<Number>, Box<Number>) -> Number, value: i128| {
            number(Box::new(Number::Constant(value)), Box::new(own.clone()))
        };
        let (whole, span) = match (plan.measure, rest.value) {
            (Measure::Sum, value) => {
                let value = value.unwrap_or(0);
                (pair(Number::Add, value), add(Bounds::new(value, value), span).ok_or(Untranslated::TooLarge)?)
            }
            (Measure::Count, _) | (_, None) => (own.clone(), span),
            (Measure::Min, Some(value)) => {
                (pair(Number::Least, value), Bounds::new(span.least.min(value), span.greatest.min(value)))
            }
            (_, Some(value)) => {
                (pair(Number::Greatest, value), Bounds::new(span.least.max(value), span.greatest.max(value)))
            }
        };
        bounds.push(span);
        let nothing = || Quantity { number: Number::Constant(0), scale: 0, percent: false };
        let equation = Logic::Numbers {
            comparison: Comparison::Equal,
            left: Number::Slot(self.frame.slots.len()),
            right: whole,
            shown: Box::new((nothing(), nothing())),
        };
        let mut translation = Translation {
            cells: &mut slots,
            missing_as_zero: plan.missing_as_zero,
            bounds,
            definitions: &mut *definitions,
        };
        let equation = translation.holds(&equation)?;
        let is_unknown = equation == Formula::Constant(false);
        let is_unread = |slot: &usize| slots.slot(*slot) == Given::unread();
        let argument = plan.argument.as_ref().map(|_| plan.reads().slots).unwrap_or_default();
        Ok(match (plan.measure, is_unknown) {
            // A row without a figure is not counted, and is neither least nor greatest; a sum with it is not known, nor
            // anything with a figure that could not be read.
            (Measure::Sum, true) => Given::unread(),
            (_, true) if argument.iter().any(is_unread) => Given::unread(),
            (_, true) => given(rest),
            (Measure::Count, false) => {
                let counted = rest.value.unwrap_or(0).checked_add(1).ok_or(Untranslated::TooLarge)?;
                Given::present(Content::Integer(counted))
            }
            (_, false) => {
                definitions.push(equation);
                Given::present(Content::Unknown(unknown))
            }
        })
    }
}

/// The aggregates that a rule reads.
fn aggregates_of(compiled: &CompiledRule) -> Vec<usize> {
    let mut reads = Reads::of(&compiled.check);
    if let Some(when) = &compiled.when {
        reads.logic(when);
    }
    reads.aggregates
}

/// Between which values a number stays; none where that is not known.
fn interval(number: &Number, slots: &Slots<'_>, bounds: &[Bounds]) -> Option<Bounds> {
    let of = |number: &Number| interval(number, slots, bounds);
    match number {
        Number::Constant(value) => Some(Bounds::new(*value, *value)),
        Number::Slot(slot) => match slots.slot(*slot).content {
            Content::Integer(value) => Some(Bounds::new(value, value)),
            Content::Unknown(unknown) => bounds.get(unknown).copied(),
            _ => None,
        },
        Number::Negate(inner) => times(of(inner)?, -1),
        Number::Abs(inner) => {
            let inner = of(inner)?;
            let size = inner.least.checked_abs()?.max(inner.greatest.checked_abs()?);
            Some(Bounds::new(0, size))
        }
        Number::Add(left, right) => add(of(left)?, of(right)?),
        Number::Subtract(left, right) => add(of(left)?, times(of(right)?, -1)?),
        Number::Multiply(left, right) => {
            let (left, right) = (of(left)?, of(right)?);
            match (left.single(), right.single()) {
                (Some(factor), _) => times(right, factor),
                (_, Some(factor)) => times(left, factor),
                _ => None,
            }
        }
        Number::Least(left, right) => {
            let (left, right) = (of(left)?, of(right)?);
            Some(Bounds::new(left.least.min(right.least), left.greatest.min(right.greatest)))
        }
        Number::Greatest(left, right) => {
            let (left, right) = (of(left)?, of(right)?);
            Some(Bounds::new(left.least.max(right.least), left.greatest.max(right.greatest)))
        }
        _ => None,
    }
}

fn add(left: Bounds, right: Bounds) -> Option<Bounds> {
    Some(Bounds::new(left.least.checked_add(right.least)?, left.greatest.checked_add(right.greatest)?))
}

fn times(bounds: Bounds, factor: i128) -> Option<Bounds> {
    let (a, b) = (bounds.least.checked_mul(factor)?, bounds.greatest.checked_mul(factor)?);
    Some(Bounds::new(a.min(b), a.max(b)))
}
