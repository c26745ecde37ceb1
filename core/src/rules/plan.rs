//! What an expression becomes once its names and types are known: nodes over integers at fixed scales.
//!
//! All scales are aligned when a rule is compiled, so evaluation only adds, multiplies and compares integers.

use super::language::Measure;
use crate::dataset::Kind;
use crate::text;
use std::collections::BTreeSet;

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
    Aggregate(usize),
    Negate(Box<Number>),
    Abs(Box<Number>),
    /// What is left after whole multiples of a number.
    Remainder(Box<Number>, i128),
    Add(Box<Number>, Box<Number>),
    Subtract(Box<Number>, Box<Number>),
    Multiply(Box<Number>, Box<Number>),
    Least(Box<Number>, Box<Number>),
    Greatest(Box<Number>, Box<Number>),
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The first characters of the folded text.
    Prefix(usize),
    /// Persian letters for Arabic ones.
    Normalize,
}

impl Step {
    /// The text after the step.
    pub(crate) fn of(self, text: &str) -> String {
        match self {
            Self::Prefix(length) => text::fold(text).chars().take(length).collect(),
            Self::Normalize => text::normalize(text),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    Constant(i32),
    Slot(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
}

/// What a text is tested for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    /// Its folded form is one of these.
    Among(BTreeSet<String>),
    /// Its folded form has one of these shapes; `#` is a digit.
    Shaped(Vec<String>),
    /// It needs no repair of its letters.
    WellWritten,
}

/// A condition: true, false, or unknown where a cell is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Logic {
    Constant(bool),
    Flag(usize),
    Not(Box<Logic>),
    And(Box<Logic>, Box<Logic>),
    Or(Box<Logic>, Box<Logic>),
    Numbers {
        comparison: Comparison,
        left: Number,
        right: Number,
        shown: Box<(Quantity, Quantity)>,
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
    Days {
        comparison: Comparison,
        left: Day,
        right: Day,
    },
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
    pub(crate) argument: Option<Quantity>,
    pub(crate) filter: Option<Logic>,
    /// What the argument and the filter read.
    pub(crate) slots: Vec<Slot>,
    /// The fields that the filter asks to be unique.
    pub(crate) uniques: Vec<Vec<usize>>,
    pub(crate) missing_as_zero: bool,
}

/// A value that a message shows or a repair proposes.
#[derive(Clone, Debug)]
pub(crate) enum Shown {
    Ratio(Ratio),
    Words(Words),
    Day(Day),
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
            Logic::And(left, right) | Logic::Or(left, right) => {
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
            Logic::Texts { left, right, .. } => {
                self.words(left);
                self.words(right);
            }
            Logic::Days { left, right, .. } => {
                for day in [left, right] {
                    if let Day::Slot(slot) = day {
                        note(&mut self.slots, *slot);
                    }
                }
            }
        }
    }

    pub(crate) fn number(&mut self, number: &Number) {
        match number {
            Number::Constant(_) => {}
            Number::Slot(slot) => note(&mut self.slots, *slot),
            Number::Aggregate(aggregate) => note(&mut self.aggregates, *aggregate),
            Number::Negate(inner) | Number::Abs(inner) | Number::Remainder(inner, _) => self.number(inner),
            Number::Add(left, right)
            | Number::Subtract(left, right)
            | Number::Multiply(left, right)
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
