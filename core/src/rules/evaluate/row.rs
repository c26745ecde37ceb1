//! One row at a time: says why a row fails, and whether a proposed value would make it pass.

use super::frame::{Frame, Input, Link};
use super::in_year;
use super::run::holds;
use super::single::Single;
use crate::dataset::{Column, NO_GROUP};
use crate::rules::plan::{Logic, Number, Quantity, Ratio, Step, TextTest, Words, WordsSource, Year};
use crate::scaled::Scaled;
use crate::text;
use std::borrow::Cow;
use std::cell::Cell;

/// Arithmetic of two integers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pair {
    Add,
    Subtract,
    Multiply,
    /// Rounded to a whole number; none where the divisor is not above zero.
    Quotient,
    Least,
    Greatest,
}

impl Pair {
    /// The result; `None` where 128 bits are too few.
    pub(super) fn checked(self, a: i128, b: i128) -> Option<i128> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
            Self::Quotient => Some(b).filter(|b| 0 < *b).and_then(|b| Single::Round(b).checked(a)),
            Self::Least => Some(a.min(b)),
            Self::Greatest => Some(a.max(b)),
        }
    }

    /// Whether no result means that there is none, and not that it does not fit.
    pub(super) fn may_lack(self) -> bool {
        matches!(self, Self::Quotient)
    }
}

/// A value put in place of a cell's own, to see what would happen.
#[derive(Clone, Debug)]
pub(crate) enum Override {
    Number(i128),
    Text(String),
}

/// An aggregate as other values would make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// None where it has no rows, or is not known.
    pub(crate) value: Option<i128>,
    /// Whether it is not known, so that it is no zero either.
    pub(crate) is_unknown: bool,
    /// Whether it leaves 128 bits.
    pub(crate) is_lost: bool,
}

/// What stands in place of what a row holds, to see what would happen: by position in its frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Instead {
    pub(crate) cells: Vec<(usize, Override)>,
    pub(crate) aggregates: Vec<(usize, Figure)>,
    pub(crate) uniques: Vec<(usize, Option<bool>)>,
}

impl Instead {
    fn cell(&self, slot: usize) -> Option<&Override> {
        at(&self.cells, slot)
    }
}

fn at<T>(list: &[(usize, T)], position: usize) -> Option<&T> {
    list.iter().find(|(changed, _)| *changed == position).map(|(_, value)| value)
}

/// The two sides of the comparison that decides a failing check.
#[derive(Clone, Debug)]
pub(crate) enum Sides {
    Numbers(Option<Scaled>, Option<Scaled>),
    Texts(Option<String>, Option<String>),
    Days(Option<i32>, Option<i32>),
}

/// The cells of one row of a frame.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    pub(crate) frame: &'a Frame<'a>,
    pub(crate) row: usize,
    pub(crate) missing_as_zero: bool,
    instead: Instead,
    /// Whether arithmetic on known figures has left 128 bits.
    lost: Cell<bool>,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(frame: &'a Frame<'a>, row: usize, missing_as_zero: bool) -> Self {
        Self { frame, row, missing_as_zero, instead: Instead::default(), lost: Cell::new(false) }
    }

    /// The same row with a value in place of one of its cells.
    pub(crate) fn with(self, instead: Option<(usize, Override)>) -> Self {
        self.with_all(Instead { cells: instead.into_iter().collect(), ..Instead::default() })
    }

    /// The same row with values in place of any of what it holds.
    pub(crate) fn with_all(self, instead: Instead) -> Self {
        Self { instead, ..self }
    }

    /// Whether arithmetic has left 128 bits since this was last asked: then an answer is unknown for that reason.
    pub(crate) fn has_lost(&self) -> bool {
        self.lost.take()
    }

    /// A result of arithmetic on known figures, noted where it does not fit.
    fn fitting(&self, value: Option<i128>) -> Option<i128> {
        if value.is_none() {
            self.lost.set(true);
        }
        value
    }
}

impl<'a> Cells<'a> {
    fn input(&self, slot: usize) -> Option<(Input<'a>, usize)> {
        let input = *self.frame.inputs.get(slot)?;
        let row = input.row(self.row)?;
        Some((input, row))
    }

    fn cell_number(&self, slot: usize) -> Option<i128> {
        if let Some(Override::Number(value)) = self.instead.cell(slot) {
            return Some(*value);
        }
        match self.input(slot) {
            Some((Input { column: Some(Column::Numbers(numbers)), .. }, row)) => {
                if self.missing_as_zero {
                    numbers.get_or_zero(row)
                } else {
                    numbers.get(row)
                }
            }
            _ => (self.missing_as_zero && !self.leads_to_several(slot)).then_some(0),
        }
    }

    /// Whether a slot's relation leads to several rows, so that its cell is unknown rather than missing.
    fn leads_to_several(&self, slot: usize) -> bool {
        self.frame.inputs.get(slot).is_some_and(|input| input.is_several(self.row))
    }

    /// The text of a cell as it was written.
    pub(crate) fn cell_text(&self, slot: usize) -> Option<&str> {
        if let Some(Override::Text(value)) = self.instead.cell(slot) {
            return Some(value);
        }
        let input = self.frame.inputs.get(slot)?;
        match input.column? {
            Column::Strings(strings) => strings.get(input.row(self.row)?),
            _ => None,
        }
    }

    /// The integer of a number at its scale; `None` where a cell is missing or 128 bits are too few.
    pub(crate) fn number(&self, number: &Number) -> Option<i128> {
        // Both sides are looked at even where one is unknown, as whole blocks are: what does not fit is noted either way.
        let pair = |pair: Pair, left: &Number, right: &Number| {
            let (left, right) = (self.number(left), self.number(right));
            let result = pair.checked(left?, right?);
            if pair.may_lack() { result } else { self.fitting(result) }
        };
        match number {
            Number::Constant(value) => Some(*value),
            Number::Slot(slot) => self.cell_number(*slot),
            Number::Aggregate(position) => self.aggregate(*position, self.missing_as_zero),
            Number::Date(slot) => self.cell_day(*slot),
            Number::Negate(inner) => self.single(Single::Negate, inner),
            Number::Abs(inner) => self.single(Single::Abs, inner),
            Number::Remainder(inner, whole) => self.single(Single::Remainder(*whole), inner),
            Number::Floor(inner, by) => self.single(Single::Floor(*by), inner),
            Number::Round(inner, by) => self.single(Single::Round(*by), inner),
            Number::FirstDigit(inner) => self.single(Single::FirstDigit, inner),
            Number::Calendar(part, inner) => self.single(Single::Calendar(*part), inner),
            Number::Add(left, right) => pair(Pair::Add, left, right),
            Number::Subtract(left, right) => pair(Pair::Subtract, left, right),
            Number::Multiply(left, right) => pair(Pair::Multiply, left, right),
            Number::Quotient(left, right) => pair(Pair::Quotient, left, right),
            Number::Least(left, right) => pair(Pair::Least, left, right),
            Number::Greatest(left, right) => pair(Pair::Greatest, left, right),
        }
    }

    /// The figure of an aggregate; noted where that of this row leaves 128 bits.
    fn aggregate(&self, position: usize, zero: bool) -> Option<i128> {
        if let Some(figure) = at(&self.instead.aggregates, position) {
            if figure.is_lost {
                self.lost.set(true);
            }
            return figure.value.or((zero && !figure.is_unknown).then_some(0));
        }
        let figures = self.frame.aggregates.get(position)?;
        if figures.is_lost(self.row) {
            self.lost.set(true);
        }
        if zero { figures.numbers.get_or_zero(self.row) } else { figures.numbers.get(self.row) }
    }

    fn single(&self, single: Single, inner: &Number) -> Option<i128> {
        let result = single.checked(self.number(inner)?);
        if single.may_lack() { result } else { self.fitting(result) }
    }

    fn cell_day(&self, slot: usize) -> Option<i128> {
        if let Some(Override::Number(value)) = self.instead.cell(slot) {
            return Some(*value);
        }
        match self.input(slot) {
            Some((Input { column: Some(Column::Dates(dates)), .. }, row)) => dates.get(row).map(i128::from),
            _ => None,
        }
    }

    fn year(&self, year: &Year) -> Option<u16> {
        match year {
            Year::Words(words) => in_year::year_of_text(&self.words(words)?),
            Year::Number(number) => in_year::year_of_number(self.number(number)?),
        }
    }

    /// A date by its day number.
    pub(crate) fn day(&self, day: &Number) -> Option<i32> {
        i32::try_from(self.number(day)?).ok()
    }

    pub(crate) fn quantity(&self, quantity: &Quantity) -> Option<Scaled> {
        self.number(&quantity.number).map(|value| Scaled::new(value, quantity.scale))
    }

    /// Numerator and denominator.
    pub(crate) fn ratio(&self, ratio: &Ratio) -> Option<(Scaled, Scaled)> {
        let denominator = match &ratio.denominator {
            Some(denominator) => self.quantity(denominator)?,
            None => Scaled::from(1),
        };
        Some((self.quantity(&ratio.numerator)?, denominator))
    }

    pub(crate) fn words(&self, words: &Words) -> Option<String> {
        let text = match &words.source {
            WordsSource::Constant(text) => text,
            WordsSource::Slot(slot) => self.cell_text(*slot)?,
        };
        stepped(text, &words.steps)
    }

    /// The same as it is compared. A column has its texts folded already.
    fn folded(&self, words: &Words) -> Option<Cow<'_, str>> {
        if let (WordsSource::Slot(slot), []) = (&words.source, words.steps.as_slice())
            && self.instead.cell(*slot).is_none()
        {
            let (input, row) = self.input(*slot)?;
            return match input.column? {
                Column::Strings(strings) => strings.key(row).map(Cow::Borrowed),
                _ => None,
            };
        }
        self.words(words).map(|text| Cow::Owned(text::fold(&text)))
    }

    /// The answer of a condition; `None` where it is unknown.
    pub(crate) fn logic(&self, logic: &Logic) -> Option<bool> {
        match logic {
            Logic::Constant(value) => Some(*value),
            Logic::Flag(slot) => {
                let (input, row) = self.input(*slot)?;
                match input.column? {
                    Column::Flags(flags) => flags.get(row),
                    _ => None,
                }
            }
            Logic::Not(inner) => self.logic(inner).map(|answer| !answer),
            Logic::And(left, right) => match (self.logic(left), self.logic(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Logic::Or(left, right) => match (self.logic(left), self.logic(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Logic::Same(left, right) => {
                let (left, right) = (self.logic(left), self.logic(right));
                Some(left? == right?)
            }
            Logic::Aggregate(position) => self.aggregate(*position, false).map(|figure| figure == 1),
            Logic::Numbers { comparison, left, right, .. } | Logic::Days { comparison, left, right } => {
                let (left, right) = (self.number(left), self.number(right));
                Some(holds(*comparison, &left?, &right?))
            }
            Logic::Text { words, test: test @ (TextTest::WellWritten | TextTest::Plain) } => {
                Some(passes(&self.words(words)?, test))
            }
            Logic::Text { words, test } => Some(passes_folded(&self.folded(words)?, test)),
            Logic::InYear { words, year, codes } => {
                let (code, year) = (self.folded(words), self.year(year));
                Some(in_year::is_among(codes.years(&code?), year?))
            }
            Logic::Texts { equal, left, right } => Some((self.folded(left)? == self.folded(right)?) == *equal),
            Logic::Present(slot) => match (self.instead.cell(*slot), self.input(*slot)) {
                (Some(_), _) => Some(true),
                (_, Some((Input { column: Some(column), .. }, row))) => column.presence(row),
                _ => (!self.leads_to_several(*slot)).then_some(false),
            },
            Logic::Readable(slot) => match self.instead.cell(*slot) {
                Some(_) => Some(true),
                _ => self.frame.inputs.get(*slot)?.is_readable(self.row),
            },
            Logic::Related(relation) => {
                let row = self.frame.links.get(*relation).and_then(|link| link.rows().get(self.row));
                row.map_or(Some(false), |row| Link::is_related(*row))
            }
            Logic::Unique { position, .. } => {
                if let Some(answer) = at(&self.instead.uniques, *position) {
                    return *answer;
                }
                let index = self.frame.uniques.get(*position)?;
                let group = *index.of_rows().get(self.row)?;
                (group != NO_GROUP).then(|| index.size(group) == 1)
            }
        }
    }

    /// The sides of the first comparison that keeps a condition from having the answer wanted.
    pub(crate) fn sides(&self, logic: &Logic, wanted: bool) -> Option<Sides> {
        match logic {
            Logic::Not(inner) => self.sides(inner, !wanted),
            Logic::And(left, right) | Logic::Or(left, right) => {
                let fails = |part: &Logic| self.logic(part) != Some(wanted);
                // Of a conclusion and its premise the conclusion is what people look at: the right side first
                // where both fail in an `or`.
                let order = if matches!(logic, Logic::Or(..)) { [right, left] } else { [left, right] };
                order.into_iter().filter(|part| fails(part)).find_map(|part| self.sides(part, wanted))
            }
            Logic::Numbers { shown, .. } => Some(Sides::Numbers(self.quantity(&shown.0), self.quantity(&shown.1))),
            Logic::Text { words, test } => {
                let wanted = match test {
                    TextTest::Among(among) if among.len() == 1 => among.first().cloned(),
                    TextTest::Shaped(shapes) => Some(shapes.join("|")),
                    TextTest::Contains(parts) | TextTest::StartsWith(parts) => Some(parts.join("|")),
                    TextTest::WellWritten => self.words(words).map(|text| text::normalize(&text)),
                    TextTest::Plain => self.words(words).map(|text| text::plain(&text)),
                    TextTest::Among(_) => None,
                };
                Some(Sides::Texts(self.words(words), wanted))
            }
            Logic::InYear { words, .. } => Some(Sides::Texts(self.words(words), None)),
            Logic::Texts { left, right, .. } => Some(Sides::Texts(self.words(left), self.words(right))),
            Logic::Days { left, right, .. } => Some(Sides::Days(self.day(left), self.day(right))),
            Logic::Constant(_)
            | Logic::Flag(_)
            | Logic::Present(_)
            | Logic::Readable(_)
            | Logic::Related(_)
            | Logic::Same(..)
            | Logic::Aggregate(_)
            | Logic::Unique { .. } => None,
        }
    }
}

/// A text after the steps that a rule takes with it; none where a code has no parent.
pub(crate) fn stepped(text: &str, steps: &[Step]) -> Option<String> {
    steps.iter().try_fold(text.to_owned(), |text, step| step.of(&text))
}

/// Whether a text passes a test.
pub(crate) fn passes(text: &str, test: &TextTest) -> bool {
    match test {
        TextTest::WellWritten => text::is_folded_letters(text),
        TextTest::Plain => text::is_plain(text),
        _ => passes_folded(&text::fold(text), test),
    }
}

/// The same of a text that is folded already.
fn passes_folded(folded: &str, test: &TextTest) -> bool {
    match test {
        TextTest::Among(among) => among.contains(folded),
        TextTest::Shaped(shapes) => shapes.iter().any(|shape| is_shaped(folded, shape)),
        TextTest::Contains(parts) => parts.iter().any(|part| folded.contains(part.as_str())),
        TextTest::StartsWith(parts) => parts.iter().any(|part| folded.starts_with(part.as_str())),
        TextTest::WellWritten | TextTest::Plain => passes(folded, test),
    }
}

fn is_shaped(text: &str, shape: &str) -> bool {
    let mut characters = text.chars();
    let all = shape.chars().all(|wanted| match (wanted, characters.next()) {
        ('#', Some(found)) => found.is_ascii_digit(),
        (wanted, Some(found)) => wanted == found,
        (_, None) => false,
    });
    all && characters.next().is_none()
}
