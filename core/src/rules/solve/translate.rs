//! Conditions of a plan as formulas over integers.
//!
//! The caller says what each cell is: a constant, or an unknown ([`Given`]). A condition is true, false, or unknown where
//! a cell is missing; so it has two formulas, of where it [holds](Translation::holds) and of where it
//! [fails](Translation::fails), which a missing cell keeps from being true both. Least, greatest and sizes become cases; a
//! remainder becomes one more unknown with its definition. What is not linear is refused, unless the caller lends an
//! unknown for the answer of the whole comparison ([`Cells::answer`]).

use super::formula::{Bounds, Formula, Sum};
use super::piecewise::Piecewise;
use crate::ordered::Ordered as _;
use crate::rules::evaluate::{passes, stepped};
use crate::rules::plan::{Comparison, Logic, Number, Reads, TextTest, Words, WordsSource};
use crate::text;
use std::rc::Rc;

/// What a cell holds where it has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A figure at its value scale, a day number, or a flag as 0 or 1.
    Integer(i128),
    Text(String),
    /// An unknown figure, day number or flag.
    Unknown(usize),
    /// A text at an unknown position (from 0) of these.
    OneOf(usize, Rc<[String]>),
}

/// What is given of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// What it holds where it has a value. Where a missing figure counts as zero the caller sees to it that the content
    /// is 0 when the cell is missing.
    pub(crate) content: Content,
    /// Where it has a value.
    pub(crate) present: Formula,
    /// Where it is missing. A cell that could not be read, and one that a relation to several rows leads to, is neither
    /// present nor missing.
    pub(crate) missing: Formula,
}

impl Given {
    /// A cell that has a value.
    pub(crate) fn present(content: Content) -> Self {
        Self { content, present: Formula::Constant(true), missing: Formula::Constant(false) }
    }

    /// An empty cell: a figure that counts as zero where the rule says so.
    pub(crate) fn missing() -> Self {
        Self { content: Content::Integer(0), present: Formula::Constant(false), missing: Formula::Constant(true) }
    }

    /// A cell of which nothing is known.
    pub(crate) fn unread() -> Self {
        Self { content: Content::Integer(0), present: Formula::Constant(false), missing: Formula::Constant(false) }
    }
}

/// What the caller knows of the cells that a plan names by their positions.
pub(crate) trait Cells {
    /// A cell of the row or of a related one.
    fn slot(&self, slot: usize) -> Given;

    /// A figure over several rows.
    fn aggregate(&self, aggregate: usize) -> Given;

    /// Where a related row exists, and where it does not.
    fn related(&self, relation: usize) -> (Formula, Formula);

    /// Where a condition that is no arithmetic of one row (`unique`) holds, and where it fails; none where the caller
    /// does not know.
    fn beyond(&self, condition: &Logic) -> Option<(Formula, Formula)>;

    /// An unknown, 0 or 1, that stands for the answer of a comparison that is not linear; none to refuse it. A new one is
    /// put at the end of the bounds.
    fn answer(&mut self, condition: &Logic, bounds: &mut Vec<Bounds>) -> Option<usize>;

    /// Whether the candidates of its cells answer a condition on texts as all texts would; where they do not, its answer
    /// is lent as that of a comparison that is not linear.
    fn is_represented(&self, _: &Logic) -> bool {
        true
    }
}

/// Why a condition has no formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untranslated {
    /// Unknowns are multiplied, or something else is asked that sums cannot say.
    NotLinear,
    /// Its numbers leave 128 bits, or its cases are too many.
    TooLarge,
}

type Translated<T> = Result<T, Untranslated>;

/// A translation under way: the unknowns so far and the definitions of those that it has added.
#[derive(Debug)]
pub(crate) struct Translation<'a, C> {
    pub(crate) cells: &'a mut C,
    /// Whether a missing figure counts as zero.
    pub(crate) missing_as_zero: bool,
    /// The bounds of all unknowns; those of added ones are put at the end.
    pub(crate) bounds: &'a mut Vec<Bounds>,
    /// What must hold beside every formula made: each added unknown has exactly one value for given cells.
    pub(crate) definitions: &'a mut Vec<Formula>,
}

impl<C: Cells> Translation<'_, C> {
    /// Where a condition is known to be true.
    pub(crate) fn holds(&mut self, condition: &Logic) -> Translated<Formula> {
        self.answered(condition, true)
    }

    /// Where a condition is known to be false.
    pub(crate) fn fails(&mut self, condition: &Logic) -> Translated<Formula> {
        self.answered(condition, false)
    }

    fn answered(&mut self, condition: &Logic, wanted: bool) -> Translated<Formula> {
        match condition {
            Logic::Constant(value) => Ok(Formula::Constant(*value == wanted)),
            Logic::Not(inner) => self.answered(inner, !wanted),
            Logic::And(left, right) | Logic::Or(left, right) => {
                let parts = vec![self.answered(left, wanted)?, self.answered(right, wanted)?];
                let all = matches!(condition, Logic::And(..)) == wanted;
                Ok(if all { Formula::all(parts) } else { Formula::any(parts) })
            }
            Logic::Present(slot) => {
                let given = self.cells.slot(*slot);
                Ok(if wanted { given.present } else { given.missing })
            }
            Logic::Readable(slot) => {
                let Given { present, missing, .. } = self.cells.slot(*slot);
                let readable = Formula::any(vec![present, missing]);
                Ok(if wanted { readable } else { readable.negated().ok_or(Untranslated::TooLarge)? })
            }
            Logic::Related(relation) => {
                let (exists, lacks) = self.cells.related(*relation);
                Ok(if wanted { exists } else { lacks })
            }
            Logic::Unique { .. } => match self.cells.beyond(condition) {
                Some((holds, fails)) => Ok(if wanted { holds } else { fails }),
                None => self.lent(condition, wanted, Untranslated::NotLinear),
            },
            Logic::Same(left, right) => {
                let alike = vec![self.answered(left, true)?, self.answered(right, wanted)?];
                let other = vec![self.answered(left, false)?, self.answered(right, !wanted)?];
                Ok(Formula::any(vec![Formula::all(alike), Formula::all(other)]))
            }
            Logic::Flag(_)
            | Logic::Aggregate(_)
            | Logic::Numbers { .. }
            | Logic::Text { .. }
            | Logic::InYear { .. }
            | Logic::Texts { .. }
            | Logic::Days { .. } => match self.compared(condition, wanted) {
                Ok(formula) => Ok(Formula::all(vec![self.known(condition), formula])),
                Err(why) => self.lent(condition, wanted, why),
            },
        }
    }

    /// The formula of a comparison, its cells being known.
    fn compared(&mut self, condition: &Logic, wanted: bool) -> Translated<Formula> {
        match condition {
            Logic::Flag(slot) => {
                let flag = self.integer(*slot)?;
                compare(Comparison::Equal, &flag, &Piecewise::constant(i128::from(wanted)), true)
            }
            Logic::Aggregate(aggregate) => {
                let answer = piecewise(&self.cells.aggregate(*aggregate))?;
                compare(Comparison::Equal, &answer, &Piecewise::constant(i128::from(wanted)), true)
            }
            Logic::Numbers { comparison, left, right, .. } | Logic::Days { comparison, left, right } => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                compare(*comparison, &left, &right, wanted)
            }
            Logic::Text { .. } | Logic::Texts { .. } if !self.cells.is_represented(condition) => {
                Err(Untranslated::NotLinear)
            }
            Logic::Text { words, test } => self.tested(words, test, wanted),
            Logic::Texts { equal, left, right } => self.same(left, right, *equal == wanted),
            _ => Err(Untranslated::NotLinear),
        }
    }

    /// The answer of a comparison as an unknown of its own, if the caller lends one.
    fn lent(&mut self, condition: &Logic, wanted: bool, why: Untranslated) -> Translated<Formula> {
        let answer = self.cells.answer(condition, self.bounds).ok_or(why)?;
        let is =
            compare(Comparison::Equal, &Piecewise::unknown(answer), &Piecewise::constant(i128::from(wanted)), true)?;
        Ok(Formula::all(vec![self.known(condition), is]))
    }

    /// Where every cell that a comparison reads has a value, or counts as zero.
    fn known(&self, condition: &Logic) -> Formula {
        let reads = Reads::of(condition);
        let slots = reads.slots.iter().map(|slot| self.cells.slot(*slot));
        let aggregates = reads.aggregates.iter().map(|aggregate| self.cells.aggregate(*aggregate));
        let zero = self.missing_as_zero && matches!(condition, Logic::Numbers { .. });
        let known = slots.chain(aggregates).map(|given| match zero {
            true => Formula::any(vec![given.present, given.missing]),
            false => given.present,
        });
        Formula::all(known.collect())
    }

    fn integer(&self, slot: usize) -> Translated<Piecewise> {
        piecewise(&self.cells.slot(slot))
    }

    fn number(&mut self, number: &Number) -> Translated<Piecewise> {
        let too_large = Untranslated::TooLarge;
        match number {
            Number::Constant(value) => Ok(Piecewise::constant(*value)),
            Number::Slot(slot) | Number::Date(slot) => self.integer(*slot),
            Number::Floor(..)
            | Number::Round(..)
            | Number::Quotient(..)
            | Number::FirstDigit(_)
            | Number::Calendar(..) => Err(Untranslated::NotLinear),
            Number::Aggregate(aggregate) => piecewise(&self.cells.aggregate(*aggregate)),
            Number::Negate(inner) => self.number(inner)?.times(-1).ok_or(too_large),
            Number::Abs(inner) => {
                let inner = self.number(inner)?;
                let turned = inner.times(-1).ok_or(too_large)?;
                Ok(Piecewise::greatest(inner, turned))
            }
            Number::Remainder(inner, whole) => {
                let inner = self.number(inner)?;
                self.remainder(&inner, *whole)
            }
            Number::Add(left, right) => self.number(left)?.plus(&self.number(right)?).ok_or(too_large),
            Number::Subtract(left, right) => {
                let subtracted = self.number(right)?.times(-1).ok_or(too_large)?;
                self.number(left)?.plus(&subtracted).ok_or(too_large)
            }
            Number::Multiply(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                match (left.known(), right.known()) {
                    (Some(factor), _) => right.times(factor).ok_or(too_large),
                    (_, Some(factor)) => left.times(factor).ok_or(too_large),
                    _ => Err(Untranslated::NotLinear),
                }
            }
            Number::Greatest(left, right) => Ok(Piecewise::greatest(self.number(left)?, self.number(right)?)),
            Number::Least(left, right) => Piecewise::least(&self.number(left)?, &self.number(right)?).ok_or(too_large),
        }
    }

    /// What is left of a number after whole multiples of `whole`, with the number's own sign: `number - whole · times`,
    /// where `times` is one more unknown.
    fn remainder(&mut self, number: &Piecewise, whole: i128) -> Translated<Piecewise> {
        let too_large = Untranslated::TooLarge;
        if let Some(known) = number.known() {
            return known.checked_rem(whole).map(Piecewise::constant).ok_or(too_large);
        }
        let span = number.bounds(self.bounds).ok_or(too_large)?;
        let whole = whole.checked_abs().filter(|whole| *whole != 0).ok_or(too_large)?;
        let (least, greatest) = (span.least.checked_div(whole), span.greatest.checked_div(whole));
        let (least, greatest) = least.zip(greatest).ok_or(too_large)?;
        let times = self.bounds.len();
        self.bounds.push(Bounds::new(least, greatest));
        let multiple = Piecewise::unknown(times).times(whole).ok_or(too_large)?;
        let left = number.plus(&multiple.times(-1).ok_or(too_large)?).ok_or(too_large)?;
        let (zero, most) = (Piecewise::constant(0), whole.checked_sub(1).ok_or(too_large)?);
        let at_most = |a: &Piecewise, b: &Piecewise| compare(Comparison::AtMost, a, b, true);
        let above = vec![at_most(&zero, number)?, at_most(&zero, &left)?, at_most(&left, &Piecewise::constant(most))?];
        let least_left = Piecewise::constant(most.checked_neg().ok_or(too_large)?);
        let below =
            vec![compare(Comparison::Less, number, &zero, true)?, at_most(&left, &zero)?, at_most(&least_left, &left)?];
        self.definitions.push(Formula::any(vec![Formula::all(above), Formula::all(below)]));
        Ok(left)
    }

    fn tested(&self, words: &Words, test: &TextTest, wanted: bool) -> Translated<Formula> {
        let answer = |text: &str| stepped(text, &words.steps).is_some_and(|text| passes(&text, test) == wanted);
        match self.text(words)? {
            Content::Text(text) => Ok(Formula::Constant(answer(&text))),
            Content::OneOf(unknown, candidates) => {
                let taken: Vec<bool> = candidates.iter().map(|text| answer(text)).collect();
                Ok(among(unknown, &taken))
            }
            _ => Err(Untranslated::NotLinear),
        }
    }

    /// Where two texts are the same, or are not, as they are compared.
    fn same(&self, left: &Words, right: &Words, wanted: bool) -> Translated<Formula> {
        // A code without a parent has no text: it is neither the same as another nor different from it.
        let form = |text: &str, words: &Words| stepped(text, &words.steps).map(|text| text::fold(&text));
        let is = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && (a == b) == wanted;
        let (a, left, b, right) = match (self.text(left)?, self.text(right)?) {
            (Content::Text(a), Content::Text(b)) => {
                return Ok(Formula::Constant(is(&form(&a, left), &form(&b, right))));
            }
            (Content::Text(text), Content::OneOf(unknown, candidates)) => {
                let text = form(&text, left);
                let taken = candidates.iter().map(|other| is(&form(other, right), &text));
                return Ok(among(unknown, &taken.collect::<Vec<_>>()));
            }
            (Content::OneOf(unknown, candidates), Content::Text(text)) => {
                let text = form(&text, right);
                let taken = candidates.iter().map(|other| is(&form(other, left), &text));
                return Ok(among(unknown, &taken.collect::<Vec<_>>()));
            }
            (Content::OneOf(a, left_texts), Content::OneOf(b, right_texts)) => {
                let left: Vec<Option<String>> = left_texts.iter().map(|text| form(text, left)).collect();
                let right: Vec<Option<String>> = right_texts.iter().map(|text| form(text, right)).collect();
                (a, left, b, right)
            }
            _ => return Err(Untranslated::NotLinear),
        };
        let forms: std::collections::BTreeSet<&Option<String>> = left.iter().ordered();
        if left == right && forms.len() == left.len() && !left.contains(&None) {
            // The same texts in the same order: the same place.
            let comparison = if wanted { Comparison::Equal } else { Comparison::Differs };
            return compare(comparison, &Piecewise::unknown(a), &Piecewise::unknown(b), true);
        }
        let cases = forms.into_iter().map(|form| {
            let here: Vec<bool> = left.iter().map(|other| other == form).collect();
            let there: Vec<bool> = right.iter().map(|other| is(other, form)).collect();
            Formula::all(vec![among(a, &here), among(b, &there)])
        });
        Ok(Formula::any(cases.collect()))
    }

    fn text(&self, words: &Words) -> Translated<Content> {
        match &words.source {
            WordsSource::Constant(text) => Ok(Content::Text(text.clone())),
            WordsSource::Slot(slot) => match self.cells.slot(*slot).content {
                // Only an empty cell of text is given as a figure: where it is missing its text does not matter.
                Content::Integer(_) => Ok(Content::Text(String::new())),
                content => Ok(content),
            },
        }
    }
}

fn piecewise(given: &Given) -> Translated<Piecewise> {
    match &given.content {
        Content::Integer(value) => Ok(Piecewise::constant(*value)),
        Content::Unknown(unknown) => Ok(Piecewise::unknown(*unknown)),
        Content::Text(_) | Content::OneOf(..) => Err(Untranslated::NotLinear),
    }
}

/// Where a comparison of two numbers is as wanted.
fn compare(comparison: Comparison, left: &Piecewise, right: &Piecewise, wanted: bool) -> Translated<Formula> {
    let too_large = Untranslated::TooLarge;
    let minus = |a: &Piecewise, b: &Piecewise| b.times(-1).and_then(|b| a.plus(&b)).ok_or(too_large);
    let below = |difference: Piecewise| difference.raised(1).and_then(|d| d.at_most_zero()).ok_or(too_large);
    match (comparison, wanted) {
        (Comparison::AtMost, true) => minus(left, right)?.at_most_zero().ok_or(too_large),
        (Comparison::AtMost, false) => below(minus(right, left)?),
        (Comparison::Less, true) => below(minus(left, right)?),
        (Comparison::Less, false) => minus(right, left)?.at_most_zero().ok_or(too_large),
        (Comparison::Equal, true) | (Comparison::Differs, false) => minus(left, right)?.zero().ok_or(too_large),
        (Comparison::Equal, false) | (Comparison::Differs, true) => {
            Ok(Formula::any(vec![below(minus(left, right)?)?, below(minus(right, left)?)?]))
        }
    }
}

/// Where an unknown position is one of those taken: as few runs of positions as there are.
pub(crate) fn among(unknown: usize, taken: &[bool]) -> Formula {
    let position = |at: usize| Sum::constant(i128::try_from(at).unwrap_or(i128::MAX));
    let at = Sum::unknown(unknown);
    let mut runs = Vec::new();
    let mut start = None;
    for (place, is_taken) in taken.iter().copied().chain([false]).enumerate() {
        match (start, is_taken) {
            (None, true) => start = Some(place),
            (Some(first), false) => {
                start = None;
                let last = place.saturating_sub(1);
                if first == 0 && place == taken.len() {
                    return Formula::Constant(true);
                }
                let run = if first == last {
                    vec![Formula::equal(&at, &position(first))]
                } else {
                    vec![Formula::at_most(&position(first), &at), Formula::at_most(&at, &position(last))]
                };
                // Positions are far below 128 bits.
                runs.push(Formula::all(run.into_iter().flatten().collect()));
            }
            _ => {}
        }
    }
    Formula::any(runs)
}

#[cfg(test)]
#[path = "translate_tests.rs"]
mod tests;
