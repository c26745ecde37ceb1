//! A plan bound to columns: texts are tested once for each distinct value, widths are proven from the largest figure.

use super::block::{BLOCK_ROWS, Integers, Mask, Truth};
use super::frame::{Frame, Input};
use super::row::{self, Pair};
use crate::dataset::{Bitmap, Column, Integers as Stored, NO_GROUP, Numbers, Strings};
use crate::rules::plan::{Comparison, Day, Logic, Number, TextTest, Words, WordsSource};
use std::borrow::Cow;

/// A condition that is ready to run over blocks.
#[derive(Debug)]
pub(crate) enum BoundLogic<'a> {
    Constant(bool),
    /// Unknown everywhere: a column is absent.
    Unknown,
    Flag(Input<'a>),
    Not(Box<BoundLogic<'a>>),
    And(Box<BoundLogic<'a>>, Box<BoundLogic<'a>>),
    Or(Box<BoundLogic<'a>>, Box<BoundLogic<'a>>),
    Numbers {
        comparison: Comparison,
        left: BoundNumber<'a>,
        right: BoundNumber<'a>,
    },
    /// The answer for each entry of the dictionary.
    Text {
        strings: &'a Strings,
        input: Input<'a>,
        answers: Vec<bool>,
    },
    /// The comparable number of each entry of the two dictionaries.
    Texts {
        equal: bool,
        left: Codes<'a>,
        right: Codes<'a>,
    },
    Days {
        comparison: Comparison,
        left: BoundDay<'a>,
        right: BoundDay<'a>,
    },
    Present(Input<'a>),
    Related(&'a Bitmap),
    Unique(&'a crate::dataset::KeyIndex),
}

/// A text column whose entries are numbered so that equal folded texts have equal numbers.
#[derive(Debug)]
pub(crate) struct Codes<'a> {
    strings: &'a Strings,
    input: Input<'a>,
    numbers: Vec<u32>,
}

#[derive(Debug)]
pub(crate) enum BoundDay<'a> {
    Constant(i32),
    Column(Input<'a>),
}

/// A number that is ready to run over blocks, with a bound of its magnitude.
#[derive(Debug)]
pub(crate) struct BoundNumber<'a> {
    node: NumberNode<'a>,
    largest: u128,
    missing_as_zero: bool,
}

#[derive(Debug)]
enum NumberNode<'a> {
    Constant(i128),
    Absent,
    Column { numbers: &'a Numbers, rows: Option<&'a [u32]> },
    Negate(Box<BoundNumber<'a>>),
    Abs(Box<BoundNumber<'a>>),
    Remainder(Box<BoundNumber<'a>>, i128),
    Pair(Pair, Box<BoundNumber<'a>>, Box<BoundNumber<'a>>),
}

/// Binds a condition to the columns of a frame.
pub(crate) fn bind_logic<'a>(logic: &Logic, frame: &'a Frame<'a>, zero: bool) -> BoundLogic<'a> {
    let bind = |inner: &Logic| Box::new(bind_logic(inner, frame, zero));
    let input = |slot: usize| frame.inputs.get(slot).copied().unwrap_or(Input { rows: None, column: None });
    match logic {
        Logic::Constant(value) => BoundLogic::Constant(*value),
        Logic::Flag(slot) => BoundLogic::Flag(input(*slot)),
        Logic::Not(inner) => BoundLogic::Not(bind(inner)),
        Logic::And(left, right) => BoundLogic::And(bind(left), bind(right)),
        Logic::Or(left, right) => BoundLogic::Or(bind(left), bind(right)),
        Logic::Numbers { comparison, left, right, .. } => BoundLogic::Numbers {
            comparison: *comparison,
            left: bind_number(left, frame, zero),
            right: bind_number(right, frame, zero),
        },
        Logic::Text { words, test } => bind_text(words, test, frame),
        Logic::Texts { equal, left, right } => bind_texts(*equal, left, right, frame),
        Logic::Days { comparison, left, right } => {
            let day = |day: &Day| match day {
                Day::Constant(day) => BoundDay::Constant(*day),
                Day::Slot(slot) => BoundDay::Column(input(*slot)),
            };
            BoundLogic::Days { comparison: *comparison, left: day(left), right: day(right) }
        }
        Logic::Present(slot) => BoundLogic::Present(input(*slot)),
        Logic::Related(relation) => match frame.links.get(*relation) {
            Some(link) => BoundLogic::Related(&link.exists),
            None => BoundLogic::Constant(false),
        },
        Logic::Unique(position) => match frame.uniques.get(*position) {
            Some(index) => BoundLogic::Unique(index),
            None => BoundLogic::Unknown,
        },
    }
}

/// Binds a number to the columns of a frame.
pub(crate) fn bind_number<'a>(number: &Number, frame: &'a Frame<'a>, zero: bool) -> BoundNumber<'a> {
    let bind = |inner: &Number| Box::new(bind_number(inner, frame, zero));
    let pair = |pair: Pair, left: &Number, right: &Number| {
        let (left, right) = (bind(left), bind(right));
        let largest = match pair {
            Pair::Add | Pair::Subtract => left.largest.saturating_add(right.largest),
            Pair::Multiply => left.largest.saturating_mul(right.largest),
            Pair::Least | Pair::Greatest => left.largest.max(right.largest),
        };
        (NumberNode::Pair(pair, left, right), largest)
    };
    let (node, largest) = match number {
        Number::Constant(value) => (NumberNode::Constant(*value), value.unsigned_abs()),
        Number::Slot(slot) => match frame.inputs.get(*slot) {
            Some(Input { rows, column: Some(Column::Numbers(numbers)) }) => {
                (NumberNode::Column { numbers, rows: *rows }, numbers.largest())
            }
            _ => (NumberNode::Absent, 0),
        },
        Number::Aggregate(position) => match frame.aggregates.get(*position) {
            Some(numbers) => (NumberNode::Column { numbers, rows: None }, numbers.largest()),
            None => (NumberNode::Absent, 0),
        },
        Number::Negate(inner) => {
            let inner = bind(inner);
            let largest = inner.largest;
            (NumberNode::Negate(inner), largest)
        }
        Number::Abs(inner) => {
            let inner = bind(inner);
            let largest = inner.largest;
            (NumberNode::Abs(inner), largest)
        }
        Number::Remainder(inner, whole) => {
            let inner = bind(inner);
            let largest = inner.largest.max(whole.unsigned_abs());
            (NumberNode::Remainder(inner, *whole), largest)
        }
        Number::Add(left, right) => pair(Pair::Add, left, right),
        Number::Subtract(left, right) => pair(Pair::Subtract, left, right),
        Number::Multiply(left, right) => pair(Pair::Multiply, left, right),
        Number::Least(left, right) => pair(Pair::Least, left, right),
        Number::Greatest(left, right) => pair(Pair::Greatest, left, right),
    };
    BoundNumber { node, largest, missing_as_zero: zero }
}

fn bind_text<'a>(words: &Words, test: &TextTest, frame: &'a Frame<'a>) -> BoundLogic<'a> {
    match &words.source {
        WordsSource::Constant(text) => BoundLogic::Constant(row::passes(&row::stepped(text, &words.steps), test)),
        WordsSource::Slot(slot) => match frame.inputs.get(*slot) {
            Some(input @ Input { column: Some(Column::Strings(strings)), .. }) => {
                let answer = |text: &String| row::passes(&row::stepped(text, &words.steps), test);
                let answers = strings.dictionary().values().iter().map(answer).collect();
                BoundLogic::Text { strings, input: *input, answers }
            }
            _ => BoundLogic::Unknown,
        },
    }
}

fn bind_texts<'a>(equal: bool, left: &Words, right: &Words, frame: &'a Frame<'a>) -> BoundLogic<'a> {
    let mut known = rustc_hash::FxHashMap::default();
    let mut codes = |words: &Words| match &words.source {
        WordsSource::Slot(slot) => match frame.inputs.get(*slot) {
            Some(input @ Input { column: Some(Column::Strings(strings)), .. }) => {
                let numbers = strings
                    .dictionary()
                    .values()
                    .iter()
                    .map(|text| {
                        let next = u32::try_from(known.len()).unwrap_or(NO_GROUP);
                        *known.entry(crate::text::fold(&row::stepped(text, &words.steps))).or_insert(next)
                    })
                    .collect();
                Some(Codes { strings, input: *input, numbers })
            }
            _ => None,
        },
        WordsSource::Constant(_) => None,
    };
    match (codes(left), codes(right)) {
        (Some(left), Some(right)) => BoundLogic::Texts { equal, left, right },
        _ => BoundLogic::Unknown,
    }
}

impl BoundLogic<'_> {
    /// The answers of the rows from `start` on. Rows whose arithmetic leaves 128 bits are unknown and noted.
    pub(crate) fn run(&self, start: usize, length: usize, overflow: &mut Mask) -> Truth {
        match self {
            Self::Constant(value) => Truth::constant(*value),
            Self::Unknown => Truth { yes: Mask::NONE, no: Mask::NONE },
            Self::Not(inner) => inner.run(start, length, overflow).not(),
            Self::And(left, right) => left.run(start, length, overflow).and(right.run(start, length, overflow)),
            Self::Or(left, right) => left.run(start, length, overflow).or(right.run(start, length, overflow)),
            Self::Numbers { comparison, left, right } => {
                let (a, known_a) = left.run(start, length, overflow);
                let (b, known_b) = right.run(start, length, overflow);
                Truth::within(compare(*comparison, a, b, length), known_a.and(known_b))
            }
            Self::Text { strings, input, answers } => {
                let answer = |id: u32| answers.get(id as usize).copied().unwrap_or(false);
                match (input.rows, strings.validity()) {
                    (None, validity) => {
                        let known = validity.map_or(Mask::ALL, |bits| Mask::of_words(bits.words(), start));
                        Truth::within(Mask::of(slice(strings.ids(), start, length), answer), known)
                    }
                    _ => each_row(start, length, |row| {
                        let row = input.row(row)?;
                        let present = strings.validity().is_none_or(|bits| bits.get(row));
                        present.then(|| strings.ids().get(row).map(|id| answer(*id))).flatten()
                    }),
                }
            }
            Self::Texts { equal, left, right } => {
                each_row(start, length, |row| Some((left.number(row)? == right.number(row)?) == *equal))
            }
            Self::Flag(input) => each_row(start, length, |row| match input.column? {
                Column::Flags(flags) => flags.get(input.row(row)?),
                _ => None,
            }),
            Self::Days { comparison, left, right } => each_row(start, length, |row| {
                let (a, b) = (left.day(row)?, right.day(row)?);
                Some(holds(*comparison, &a, &b))
            }),
            Self::Present(input) => match (input.rows, input.column.map(Column::validity)) {
                (None, Some(None)) => Truth::constant(true),
                (None, Some(Some(bits))) => Truth::known(Mask::of_words(bits.words(), start)),
                _ => each_row(start, length, |row| {
                    Some(input.row(row).is_some_and(|row| input.column.is_some_and(|column| column.is_present(row))))
                }),
            },
            Self::Related(exists) => Truth::known(Mask::of_words(exists.words(), start)),
            Self::Unique(index) => each_row(start, length, |row| match index.of_rows().get(row) {
                Some(group) if *group != NO_GROUP => Some(index.size(*group) == 1),
                _ => None,
            }),
        }
    }
}

impl Codes<'_> {
    fn number(&self, row: usize) -> Option<u32> {
        let row = self.input.row(row)?;
        let present = self.strings.validity().is_none_or(|bits| bits.get(row));
        let id = present.then(|| self.strings.ids().get(row)).flatten()?;
        self.numbers.get(*id as usize).copied()
    }
}

impl BoundDay<'_> {
    fn day(&self, row: usize) -> Option<i32> {
        match self {
            Self::Constant(day) => Some(*day),
            Self::Column(input) => match input.column? {
                Column::Dates(dates) => dates.get(input.row(row)?),
                _ => None,
            },
        }
    }
}

impl<'a> BoundNumber<'a> {
    /// The integers of the rows from `start` on, and which of them are known.
    pub(crate) fn run(&self, start: usize, length: usize, overflow: &mut Mask) -> (Integers<'a>, Mask) {
        match &self.node {
            NumberNode::Constant(value) => (Integers::Same(*value), Mask::ALL),
            NumberNode::Absent => (Integers::Same(0), Mask::all(self.missing_as_zero)),
            NumberNode::Column { numbers, rows: None } => {
                let known = match numbers.validity() {
                    Some(bits) if !self.missing_as_zero => Mask::of_words(bits.words(), start),
                    _ => Mask::ALL,
                };
                let values = match numbers.values() {
                    Stored::Narrow(values) => Integers::Narrow(Cow::Borrowed(slice(values, start, length))),
                    Stored::Wide(values) => Integers::Wide(Cow::Borrowed(slice(values, start, length))),
                };
                (values, known)
            }
            NumberNode::Column { numbers, rows: Some(rows) } => self.gathered(numbers, slice(rows, start, length)),
            NumberNode::Negate(inner) => {
                let (values, known) = inner.run(start, length, overflow);
                (self.each(values, length, i64::wrapping_neg, i128::checked_neg, overflow), known)
            }
            NumberNode::Abs(inner) => {
                let (values, known) = inner.run(start, length, overflow);
                (self.each(values, length, i64::wrapping_abs, i128::checked_abs, overflow), known)
            }
            NumberNode::Remainder(inner, whole) => {
                let (values, known) = inner.run(start, length, overflow);
                // In the narrow case the bound covers the divisor too.
                let narrow = |value: i64| match i64::try_from(*whole) {
                    Ok(whole) => value.checked_rem(whole).unwrap_or(0),
                    Err(_) => value,
                };
                (self.each(values, length, narrow, |value| value.checked_rem(*whole), overflow), known)
            }
            NumberNode::Pair(pair, left, right) => {
                let (a, known_a) = left.run(start, length, overflow);
                let (b, known_b) = right.run(start, length, overflow);
                let mut lost = Mask::NONE;
                let values = self.paired(*pair, a, b, length, &mut lost);
                let known = known_a.and(known_b).and(lost.not());
                *overflow = overflow.or(lost.and(known_a).and(known_b));
                (values, known)
            }
        }
    }

    /// Whether every value of this number fits in 64 bits.
    fn is_narrow(&self) -> bool {
        self.largest <= u128::from(i64::MAX.unsigned_abs())
    }

    fn gathered(&self, numbers: &Numbers, rows: &[u32]) -> (Integers<'a>, Mask) {
        let mut known = Mask::all(self.missing_as_zero);
        let validity = numbers.validity();
        let mut found = |at: usize, row: u32| {
            let present = row != NO_GROUP && validity.is_none_or(|bits| bits.get(row as usize));
            if present {
                known.set(at);
            }
            present.then_some(row as usize)
        };
        let values = match numbers.values() {
            Stored::Narrow(values) => Integers::Narrow(Cow::Owned(
                rows.iter()
                    .enumerate()
                    .map(|(at, row)| found(at, *row).and_then(|row| values.get(row).copied()).unwrap_or(0))
                    .collect(),
            )),
            Stored::Wide(values) => Integers::Wide(Cow::Owned(
                rows.iter()
                    .enumerate()
                    .map(|(at, row)| found(at, *row).and_then(|row| values.get(row).copied()).unwrap_or(0))
                    .collect(),
            )),
        };
        (values, known)
    }

    fn each(
        &self,
        values: Integers<'a>,
        length: usize,
        narrow: impl Fn(i64) -> i64,
        wide: impl Fn(i128) -> Option<i128>,
        overflow: &mut Mask,
    ) -> Integers<'a> {
        match values {
            Integers::Narrow(values) if self.is_narrow() => {
                Integers::Narrow(Cow::Owned(values.iter().map(|value| narrow(*value)).collect()))
            }
            other => Integers::Wide(Cow::Owned(
                other
                    .widened(length)
                    .iter()
                    .enumerate()
                    .map(|(row, value)| {
                        wide(*value).unwrap_or_else(|| {
                            overflow.set(row);
                            0
                        })
                    })
                    .collect(),
            )),
        }
    }

    fn paired(&self, pair: Pair, a: Integers<'a>, b: Integers<'a>, length: usize, lost: &mut Mask) -> Integers<'a> {
        let (a, b) = if self.is_narrow() {
            match (a.narrowed(length), b.narrowed(length)) {
                (Ok(a), Ok(b)) => {
                    // The bound of the result, and so of each operand, is within 64 bits: nothing wraps.
                    let combine: fn(i64, i64) -> i64 = match pair {
                        Pair::Add => i64::wrapping_add,
                        Pair::Subtract => i64::wrapping_sub,
                        Pair::Multiply => i64::wrapping_mul,
                        Pair::Least => i64::min,
                        Pair::Greatest => i64::max,
                    };
                    let values = a.iter().zip(b.iter()).map(|(a, b)| combine(*a, *b)).collect();
                    return Integers::Narrow(Cow::Owned(values));
                }
                (a, b) => {
                    (a.map_or_else(|other| other, Integers::Narrow), b.map_or_else(|other| other, Integers::Narrow))
                }
            }
        } else {
            (a, b)
        };
        let (a, b) = (a.widened(length), b.widened(length));
        let values = a.iter().zip(b.iter()).enumerate().map(|(row, (a, b))| {
            pair.checked(*a, *b).unwrap_or_else(|| {
                lost.set(row);
                0
            })
        });
        Integers::Wide(Cow::Owned(values.collect()))
    }
}

fn compare(comparison: Comparison, a: Integers<'_>, b: Integers<'_>, length: usize) -> Mask {
    match (a, b) {
        (Integers::Same(a), Integers::Same(b)) => Mask::all(holds(comparison, &a, &b)),
        (Integers::Narrow(a), Integers::Narrow(b)) => pairs(comparison, &a, &b),
        (Integers::Narrow(a), Integers::Same(b)) => match i64::try_from(b) {
            Ok(b) => match comparison {
                Comparison::Equal => Mask::of(&a, |a| a == b),
                Comparison::Differs => Mask::of(&a, |a| a != b),
                Comparison::Less => Mask::of(&a, |a| a < b),
                Comparison::AtMost => Mask::of(&a, |a| a <= b),
            },
            Err(_) => Mask::of(&a, |a| holds(comparison, &i128::from(a), &b)),
        },
        (Integers::Same(a), Integers::Narrow(b)) => match i64::try_from(a) {
            Ok(a) => match comparison {
                Comparison::Equal => Mask::of(&b, |b| a == b),
                Comparison::Differs => Mask::of(&b, |b| a != b),
                Comparison::Less => Mask::of(&b, |b| a < b),
                Comparison::AtMost => Mask::of(&b, |b| a <= b),
            },
            Err(_) => Mask::of(&b, |b| holds(comparison, &a, &i128::from(b))),
        },
        (a, b) => pairs(comparison, &a.widened(length), &b.widened(length)),
    }
}

fn pairs<T: Copy + Ord>(comparison: Comparison, a: &[T], b: &[T]) -> Mask {
    match comparison {
        Comparison::Equal => Mask::of_pairs(a, b, |a, b| a == b),
        Comparison::Differs => Mask::of_pairs(a, b, |a, b| a != b),
        Comparison::Less => Mask::of_pairs(a, b, |a, b| a < b),
        Comparison::AtMost => Mask::of_pairs(a, b, |a, b| a <= b),
    }
}

/// Whether a comparison holds.
pub(super) fn holds<T: Ord>(comparison: Comparison, a: &T, b: &T) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::Differs => a != b,
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
    }
}

fn each_row(start: usize, length: usize, answer: impl Fn(usize) -> Option<bool>) -> Truth {
    let mut truth = Truth { yes: Mask::NONE, no: Mask::NONE };
    for at in 0..length.min(BLOCK_ROWS) {
        match answer(start.saturating_add(at)) {
            Some(true) => truth.yes.set(at),
            Some(false) => truth.no.set(at),
            None => {}
        }
    }
    truth
}

fn slice<T>(values: &[T], start: usize, length: usize) -> &[T] {
    let end = start.saturating_add(length).min(values.len());
    values.get(start.min(end)..end).unwrap_or_default()
}
