//! What an expression becomes once its names and types are known: nodes over integers at fixed scales.
//!
//! All scales are aligned when a rule is compiled, so evaluation only adds, multiplies and compares integers.

use super::declarations::{Levels, YearlyCodes};
use super::language::Measure;
use crate::dataset::Kind;
use crate::text;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A cell that a rule reads: a field of its own row or of a related one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The relation it is reached by (position in the rulebook); none for the row itself.
    pub(crate) relation: Option<usize>,
    pub(crate) table: String,
    /// The position of the field in its table.
    pub(crate) field: usize,
    pub(crate) field_name: String,
    /// As written in the rule: `spent`, `previous.spent`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// A whole number at a scale that is known beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Constant(i128),
    Slot(usize),
    /// The day number of a cell that holds a date: where there is none, it is never zero.
    Date(usize),
    Aggregate(usize),
    Negate(Box<Number>),
    Abs(Box<Number>),
    /// What is left after whole multiples of a number above zero.
    Remainder(Box<Number>, i128),
    /// How many whole multiples of a number above zero stand below it.
    Floor(Box<Number>, i128),
    /// How many multiples of a number above zero come nearest, half away from zero.
    Round(Box<Number>, i128),
    /// The first digit that is not zero; unknown for zero.
    FirstDigit(Box<Number>),
    /// A part of the date with a day number; unknown beyond the calendar.
    Calendar(Part, Box<Number>),
    Add(Box<Number>, Box<Number>),
    Subtract(Box<Number>, Box<Number>),
    Multiply(Box<Number>, Box<Number>),
    /// The whole number nearest to a quotient, half away from zero; unknown where the divisor is not above zero.
    Quotient(Box<Number>, Box<Number>),
    Least(Box<Number>, Box<Number>),
    Greatest(Box<Number>, Box<Number>),
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Year,
    Month,
    Day,
}

/// A number with the scale of its integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    pub(crate) number: Number,
    pub(crate) scale: u32,
    /// Whether people read it as a percentage.
    pub(crate) percent: bool,
}

/// A quotient that is never computed: it is compared by cross-multiplication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) numerator: Quantity,
    pub(crate) denominator: Option<Quantity>,
}

/// A text: a cell or a constant, with what is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) source: WordsSource,
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WordsSource {
    Constant(String),
    Slot(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// So many characters of the folded text, after so many.
    Slice(usize, usize),
    /// Persian letters for Arabic ones.
    Normalize,
    /// The code above it.
    Parent(Levels),
}

impl Step {
    /// The text after the step; none where a code has no parent.
    pub(crate) fn of(&self, text: &str) -> Option<String> {
        match self {
            Self::Slice(after, length) => Some(text::fold(text).chars().skip(*after).take(*length).collect()),
            Self::Normalize => Some(text::normalize(text)),
            Self::Parent(levels) => levels.parent(&text::fold(text)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
}

/// A fiscal year: a text or a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Year {
    Words(Words),
    Number(Number),
}

/// What a text is tested for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    /// Its folded form is one of these.
    Among(BTreeSet<String>),
    /// Its folded form has one of these shapes; `#` is a digit.
    Shaped(Vec<String>),
    /// One of these stands in its folded form.
    Contains(Vec<String>),
    /// Its folded form starts with one of these.
    StartsWith(Vec<String>),
    /// It needs no repair of its letters.
    WellWritten,
    /// It has no invisible mark and no presentation form.
    Plain,
}

/// A condition: true, false, or unknown where a cell is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Logic {
    Constant(bool),
    Flag(usize),
    Not(Box<Logic>),
    And(Box<Logic>, Box<Logic>),
    Or(Box<Logic>, Box<Logic>),
    /// Whether two conditions have the same answer.
    Same(Box<Logic>, Box<Logic>),
    Numbers {
        comparison: Comparison,
        left: Number,
        right: Number,
        shown: Box<(Quantity, Quantity)>,
    },
    /// Whether a code is in a list in a fiscal year; unknown where the year is none.
    InYear {
        words: Words,
        year: Year,
        codes: Arc<YearlyCodes>,
    },
    Texts {
        equal: bool,
        left: Words,
        right: Words,
    },
    Text {
        words: Words,
        test: TextTest,
    },
    /// Dates by their day numbers.
    Days {
        comparison: Comparison,
        left: Number,
        right: Number,
    },
    /// A condition over several rows: its figure is 1 where it holds and 0 where it fails.
    Aggregate(usize),
    /// Whether the cell has a value.
    Present(usize),
    /// Whether the cell is empty or holds what could be read.
    Readable(usize),
    /// Whether the related row exists.
    Related(usize),
    /// Whether no other row has the same values in these fields.
    Unique {
        /// The fields' position in [`Scope::uniques`](super::compile::Scope).
        position: usize,
        /// Their cells.
        slots: Vec<usize>,
    },
}

impl Logic {
    /// Whether the answers of two conditions are compared anywhere in it.
    pub(crate) fn compares_conditions(&self) -> bool {
        match self {
            Self::Same(..) => true,
            Self::Not(inner) => inner.compares_conditions(),
            Self::And(left, right) | Self::Or(left, right) => left.compares_conditions() || right.compares_conditions(),
            _ => false,
        }
    }
}

/// A figure over several rows, found once for each group before the rows are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AggregatePlan {
    pub(crate) measure: Measure,
    /// The table whose rows are taken.
    pub(crate) table: String,
    /// The fields of that table that make the groups.
    pub(crate) group_by: Vec<usize>,
    /// The fields of the rule's own table that find the group.
    pub(crate) found_by: Vec<usize>,
    /// The place in `group_by` of a code that is grouped by the code above it.
    pub(crate) climb: Option<(usize, Levels)>,
    pub(crate) argument: Option<Quantity>,
    /// Whether the argument is a day number.
    pub(crate) of_days: bool,
    /// What `any` and `all` ask.
    pub(crate) condition: Option<Logic>,
    pub(crate) filter: Option<Logic>,
    /// What the argument, the condition and the filter read.
    pub(crate) slots: Vec<Slot>,
    /// The fields that the filter asks to be unique.
    pub(crate) uniques: Vec<Vec<usize>>,
    pub(crate) missing_as_zero: bool,
}

impl AggregatePlan {
    /// The number of decimal places of its figure: a median may lie between two figures, and a spread between two
    /// distances from it.
    pub(crate) fn scale(&self) -> u32 {
        let own = self.argument.as_ref().map_or(0, |argument| argument.scale);
        match self.measure {
            Measure::Sum | Measure::Min | Measure::Max => own,
            Measure::Median => own.saturating_add(1),
            Measure::Spread => own.saturating_add(2),
            Measure::Count | Measure::Any | Measure::All => 0,
        }
    }

    /// What its own rows are asked for.
    pub(crate) fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        self.filter.iter().chain(&self.condition).for_each(|logic| reads.logic(logic));
        self.argument.iter().for_each(|argument| reads.number(&argument.number));
        reads
    }
}

/// A value that a message shows or a repair proposes.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    Ratio(Ratio),
    Words(Words),
    Day(Number),
    Logic(Logic),
}

/// A message: words and values in turn.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Words(String),
    Value(Shown),
}

/// What a plan reads, in the order it names it.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub(crate) slots: Vec<usize>,
    pub(crate) aggregates: Vec<usize>,
    pub(crate) relations: Vec<usize>,
    pub(crate) uniques: Vec<usize>,
}

impl Reads {
    pub(crate) fn of(logic: &Logic) -> Self {
        let mut reads = Self::default();
        reads.logic(logic);
        reads
    }

    pub(crate) fn logic(&mut self, logic: &Logic) {
        match logic {
            Logic::Constant(_) => {}
            Logic::Unique { position, slots } => {
                note(&mut self.uniques, *position);
                slots.iter().for_each(|slot| note(&mut self.slots, *slot));
            }
            Logic::Flag(slot) | Logic::Present(slot) | Logic::Readable(slot) => note(&mut self.slots, *slot),
            Logic::Related(relation) => note(&mut self.relations, *relation),
            Logic::Not(inner) => self.logic(inner),
            Logic::And(left, right) | Logic::Or(left, right) | Logic::Same(left, right) => {
                self.logic(left);
                self.logic(right);
            }
            Logic::Numbers { shown, left, right, .. } => {
                self.number(&shown.0.number);
                self.number(&shown.1.number);
                self.number(left);
                self.number(right);
            }
            Logic::Text { words, .. } => self.words(words),
            Logic::InYear { words, year, .. } => {
                self.words(words);
                match year {
                    Year::Words(words) => self.words(words),
                    Year::Number(number) => self.number(number),
                }
            }
            Logic::Texts { left, right, .. } => {
                self.words(left);
                self.words(right);
            }
            Logic::Days { left, right, .. } => {
                self.number(left);
                self.number(right);
            }
            Logic::Aggregate(aggregate) => note(&mut self.aggregates, *aggregate),
        }
    }

    pub(crate) fn shown(&mut self, shown: &Shown) {
        match shown {
            Shown::Ratio(ratio) => {
                self.number(&ratio.numerator.number);
                ratio.denominator.iter().for_each(|denominator| self.number(&denominator.number));
            }
            Shown::Words(words) => self.words(words),
            Shown::Day(day) => self.number(day),
            Shown::Logic(logic) => self.logic(logic),
        }
    }

    pub(crate) fn number(&mut self, number: &Number) {
        match number {
            Number::Constant(_) => {}
            Number::Slot(slot) | Number::Date(slot) => note(&mut self.slots, *slot),
            Number::Aggregate(aggregate) => note(&mut self.aggregates, *aggregate),
            Number::Negate(inner)
            | Number::Abs(inner)
            | Number::Remainder(inner, _)
            | Number::Floor(inner, _)
            | Number::Round(inner, _)
            | Number::FirstDigit(inner)
            | Number::Calendar(_, inner) => self.number(inner),
            Number::Add(left, right)
            | Number::Subtract(left, right)
            | Number::Multiply(left, right)
            | Number::Quotient(left, right)
            | Number::Least(left, right)
            | Number::Greatest(left, right) => {
                self.number(left);
                self.number(right);
            }
        }
    }

    fn words(&mut self, words: &Words) {
        if let WordsSource::Slot(slot) = words.source {
            note(&mut self.slots, slot);
        }
    }
}

fn note(list: &mut Vec<usize>, position: usize) {
    if !list.contains(&position) {
        list.push(position);
    }
}
