//! What is known of the rows that a witness can be made of, beyond what holds of all rows.
//!
//! A witness has one row of each table that is led to. So a sum over a group is the figure of that one row, or nothing
//! where it is not taken; and a condition on texts that the candidates do not stand for is answered by the candidates
//! themselves. Ties make a witness likely to be one; nothing is ever concluded from what they rule out.

use super::cells::{Figure, Unknowns};
use crate::rules::language::Measure;
use crate::rules::plan::{AggregatePlan, Comparison, Logic, Number, Reads};
use crate::rules::solve::translate::{Cells, Content, Given, Translation};
use crate::rules::solve::{Bounds, Formula, Sum};

impl Unknowns<'_> {
    /// Ties the figures and the answers that are free otherwise.
    pub(super) fn tie(&mut self) {
        for position in 0..self.rules.aggregates.len() {
            let (Some(plan), Some(figure)) = (self.plan(position), self.figures.get(position).copied()) else {
                continue;
            };
            if let Some(tie) = self.figure_of_one_row(position, plan, figure) {
                self.ties.push((figure.presence, tie));
            }
        }
        for (condition, flag) in self.answers.clone() {
            if matches!(condition, Logic::Text { .. } | Logic::Texts { .. }) {
                let tie = self.answered_by_candidates(&condition, flag);
                self.ties.extend(tie.map(|tie| (flag, tie)));
            }
        }
    }

    /// What an aggregate is where one row at most is taken.
    fn figure_of_one_row(&mut self, position: usize, plan: &AggregatePlan, figure: Figure) -> Option<Formula> {
        let row = self.row_of(plan)?;
        let exists = match row {
            Some(relation) => Self::is(self.relation(relation), true),
            None => Formula::Constant(true),
        };
        let (mut bounds, mut definitions) = (std::mem::take(&mut self.bounds), std::mem::take(&mut self.definitions));
        let mut inner = Inner { unknowns: self, position, figure };
        let mut translation = Translation {
            cells: &mut inner,
            missing_as_zero: plan.missing_as_zero,
            bounds: &mut bounds,
            definitions: &mut definitions,
        };
        let taken = plan.filter.as_ref().map_or(Ok(Formula::Constant(true)), |filter| translation.holds(filter));
        let left = plan.filter.as_ref().map_or(Ok(Formula::Constant(false)), |filter| translation.fails(filter));
        let is = plan.argument.as_ref().map(|argument| {
            // A median has one more decimal place than its figures.
            let factor = if plan.measure == Measure::Median { 10 } else { 1 };
            let left = Number::Multiply(Box::new(argument.number.clone()), Box::new(Number::Constant(factor)));
            // Counted is each row that has the figure, whatever it is.
            let is_counted = plan.measure == Measure::Count;
            let right = if is_counted { left.clone() } else { Number::Aggregate(0) };
            let shown = Box::new((argument.clone(), argument.clone()));
            translation.holds(&Logic::Numbers { comparison: Comparison::Equal, left, right, shown })
        });
        let asks =
            plan.condition.as_ref().map(|condition| (translation.holds(condition), translation.fails(condition)));
        (self.bounds, self.definitions) = (bounds, definitions);
        let value = |value: i128| Formula::equal(&Sum::unknown(figure.content), &Sum::constant(value));
        let present = Self::is(figure.presence, true);
        let (some, none) = match (plan.measure, is, asks) {
            (Measure::Count, is, _) => {
                let known = is.map_or(Some(Formula::Constant(true)), Result::ok)?;
                (Formula::all(vec![value(1)?, known]), vec![present.clone(), value(0)?])
            }
            (Measure::Sum | Measure::Min | Measure::Max | Measure::Median, Some(is), _) => {
                (is.ok()?, vec![Self::is(figure.presence, false)])
            }
            (Measure::Spread, Some(_), _) => (value(0)?, vec![Self::is(figure.presence, false)]),
            (Measure::Any | Measure::All, _, Some((holds, fails))) => {
                let yes = Formula::all(vec![value(1)?, holds.ok()?]);
                let no = Formula::all(vec![value(0)?, fails.ok()?]);
                let of_nothing = value(i128::from(plan.measure == Measure::All))?;
                (Formula::any(vec![yes, no]), vec![present.clone(), of_nothing])
            }
            _ => return None,
        };
        let lacks = exists.negated()?;
        Some(Formula::any(vec![
            Formula::all(vec![exists, taken.ok()?, present, some]),
            Formula::all(std::iter::once(Formula::any(vec![lacks, left.ok()?])).chain(none).collect()),
        ]))
    }

    /// Where a flag is the answer that the candidates give.
    fn answered_by_candidates(&mut self, condition: &Logic, flag: usize) -> Option<Formula> {
        let open = self.take_open();
        let (mut bounds, mut definitions) = (std::mem::take(&mut self.bounds), std::mem::take(&mut self.definitions));
        let mut translation =
            Translation { cells: self, missing_as_zero: false, bounds: &mut bounds, definitions: &mut definitions };
        let (holds, fails) = (translation.holds(condition), translation.fails(condition));
        (self.bounds, self.definitions) = (bounds, definitions);
        self.put_open(open);
        let mut ways = vec![
            Formula::all(vec![Self::is(flag, true), holds.ok()?]),
            Formula::all(vec![Self::is(flag, false), fails.ok()?]),
        ];
        ways.extend(Reads::of(condition).slots.iter().map(|slot| self.slot(*slot).missing));
        Some(Formula::any(ways))
    }
}

/// The one row that an aggregate is taken over; its figure stands as aggregate 0.
struct Inner<'b, 'a> {
    unknowns: &'b Unknowns<'a>,
    position: usize,
    figure: Figure,
}

impl Cells for Inner<'_, '_> {
    fn slot(&self, slot: usize) -> Given {
        self.unknowns.inner_given(self.position, slot)
    }

    fn aggregate(&self, _: usize) -> Given {
        Given::present(Content::Unknown(self.figure.content))
    }

    fn related(&self, _: usize) -> (Formula, Formula) {
        (Formula::Constant(false), Formula::Constant(false))
    }

    fn beyond(&self, _: &Logic) -> Option<(Formula, Formula)> {
        None
    }

    fn answer(&mut self, _: &Logic, _: &mut Vec<Bounds>) -> Option<usize> {
        None
    }
}

/// The bounds of unknowns that are no larger than people write: a witness among them is easier to read.
pub(super) fn modest(bounds: &[Bounds], modest: i128) -> Vec<Bounds> {
    bounds
        .iter()
        .map(|bounds| Bounds::new(bounds.least.max(modest.saturating_neg()), bounds.greatest.min(modest)))
        .collect()
}
