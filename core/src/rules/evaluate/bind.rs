//! A plan bound to columns: texts are tested once for each distinct value, widths are proven from the largest figure.

use super::aggregate::Figures;
use super::frame::{Frame, Input};
use super::in_year::InYear;
use super::row::{self, Pair};
use super::single::Single;
use crate::dataset::{Bitmap, Column, Dates, Integers, KeyIndex, NO_GROUP, Numbers, Strings};
use crate::rules::plan::{Comparison, Logic, Number, TextTest, Words, WordsSource};

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
    Same(Box<BoundLogic<'a>>, Box<BoundLogic<'a>>),
    Numbers {
        comparison: Comparison,
        left: BoundNumber<'a>,
        right: BoundNumber<'a>,
        /// Whether every difference of the two is known to fit in 64 bits, and that less one as well.
        fits: bool,
    },
    Between(Between<'a>),
    /// The answer for each entry of the dictionary, and which entries have one; none where all have.
    Text {
        strings: &'a Strings,
        input: Input<'a>,
        answers: Vec<bool>,
        known: Option<Vec<bool>>,
    },
    InYear(InYear<'a>),
    /// The comparable number of each entry of the two dictionaries.
    Texts {
        equal: bool,
        left: Codes<'a>,
        right: Codes<'a>,
    },
    Present(Input<'a>),
    Readable(Input<'a>),
    /// The related row of each row.
    Related(&'a [u32]),
    Unique(&'a KeyIndex),
}

/// Whether the figure of the row itself lies between two bounds: what all comparisons with constants come to.
#[derive(Debug)]
pub(crate) struct Between<'a> {
    pub(super) numbers: &'a Numbers,
    pub(super) values: &'a [i64],
    pub(super) bounds: (i64, i64),
    pub(super) missing_as_zero: bool,
}

/// A text column whose entries are numbered so that equal folded texts have equal numbers.
#[derive(Debug)]
pub(crate) struct Codes<'a> {
    pub(super) strings: &'a Strings,
    pub(super) input: Input<'a>,
    /// [`NO_GROUP`] for an entry that has no text after the steps of the rule.
    pub(super) numbers: Vec<u32>,
}

/// A number that is ready to run over blocks, with a bound of its magnitude.
#[derive(Debug)]
pub(crate) struct BoundNumber<'a> {
    pub(super) node: NumberNode<'a>,
    pub(super) largest: u128,
    pub(super) missing_as_zero: bool,
}

#[derive(Debug)]
pub(super) enum NumberNode<'a> {
    Constant(i128),
    /// A column that the data lacks: every cell of it is missing.
    Absent {
        rows: Option<&'a [u32]>,
    },
    /// Known nowhere, and no zero either.
    Unknown,
    Column {
        numbers: &'a Numbers,
    },
    /// The column of a table that a relation leads to, the row there of each row, and which rows lead to one.
    Led {
        numbers: &'a Numbers,
        rows: &'a [u32],
        one: Option<&'a Bitmap>,
    },
    /// Figures over several rows, and the rows whose figure leaves 128 bits.
    Figures(&'a Figures),
    Days {
        dates: &'a Dates,
        rows: Option<&'a [u32]>,
    },
    Single(Single, Box<BoundNumber<'a>>),
    Pair(Pair, Box<BoundNumber<'a>>, Box<BoundNumber<'a>>),
}

/// Binds a condition to the columns of a frame.
pub(crate) fn bind_logic<'a>(logic: &Logic, frame: &'a Frame<'a>, zero: bool) -> BoundLogic<'a> {
    let bind = |inner: &Logic| Box::new(bind_logic(inner, frame, zero));
    let input = |slot: usize| frame.inputs.get(slot).copied().unwrap_or(Input { rows: None, one: None, column: None });
    match logic {
        Logic::Constant(value) => BoundLogic::Constant(*value),
        Logic::Flag(slot) => BoundLogic::Flag(input(*slot)),
        Logic::Not(inner) => BoundLogic::Not(bind(inner)),
        Logic::And(left, right) => bind(left).and(*bind(right)),
        Logic::Or(left, right) => BoundLogic::Or(bind(left), bind(right)),
        Logic::Same(left, right) => BoundLogic::Same(bind(left), bind(right)),
        Logic::Aggregate(position) => compared(
            Comparison::Equal,
            bind_number(&Number::Aggregate(*position), frame, false),
            bind_number(&Number::Constant(1), frame, false),
        ),
        Logic::Numbers { comparison, left, right, .. } | Logic::Days { comparison, left, right } => {
            compared(*comparison, bind_number(left, frame, zero), bind_number(right, frame, zero))
        }
        Logic::Text { words, test } => bind_text(words, test, frame),
        Logic::InYear { words, year, codes } => BoundLogic::InYear(InYear::bind(words, year, codes, frame, zero)),
        Logic::Texts { equal, left, right } => bind_texts(*equal, left, right, frame),
        Logic::Present(slot) => BoundLogic::Present(input(*slot)),
        Logic::Readable(slot) => BoundLogic::Readable(input(*slot)),
        Logic::Related(relation) => match frame.links.get(*relation) {
            Some(link) => BoundLogic::Related(link.rows()),
            None => BoundLogic::Constant(false),
        },
        Logic::Unique { position, .. } => match frame.uniques.get(*position) {
            Some(index) => BoundLogic::Unique(index),
            None => BoundLogic::Unknown,
        },
    }
}

fn compared<'a>(comparison: Comparison, left: BoundNumber<'a>, right: BoundNumber<'a>) -> BoundLogic<'a> {
    if let Some(between) = Between::of(comparison, &left, &right) {
        return match comparison {
            Comparison::Differs => BoundLogic::Not(Box::new(BoundLogic::Between(between))),
            _ => BoundLogic::Between(between),
        };
    }
    let fits = left.largest.saturating_add(right.largest) < u128::from(i64::MAX.unsigned_abs());
    BoundLogic::Numbers { comparison, left, right, fits }
}

impl BoundLogic<'_> {
    /// Both conditions; one where both are about bounds of the same figure.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Between(own), Self::Between(other)) if own.is_of_same(&other) => {
                let bounds = (own.bounds.0.max(other.bounds.0), own.bounds.1.min(other.bounds.1));
                Self::Between(Between { bounds, ..own })
            }
            (own, other) => Self::And(Box::new(own), Box::new(other)),
        }
    }
}

impl<'a> Between<'a> {
    /// A comparison of a column in 64 bits with a constant as bounds of the column: for [`Comparison::Differs`], those
    /// that it lies outside of.
    fn of(comparison: Comparison, left: &BoundNumber<'a>, right: &BoundNumber<'a>) -> Option<Self> {
        use NumberNode::{Column, Constant};
        let (column, (low, high)) = match (comparison, &left.node, &right.node) {
            (Comparison::Less, Column { .. }, Constant(end)) => (left, (i128::MIN, end.saturating_sub(1))),
            (Comparison::Less, Constant(end), Column { .. }) => (right, (end.saturating_add(1), i128::MAX)),
            (Comparison::AtMost, Column { .. }, Constant(end)) => (left, (i128::MIN, *end)),
            (Comparison::AtMost, Constant(end), Column { .. }) => (right, (*end, i128::MAX)),
            (Comparison::Equal | Comparison::Differs, Column { .. }, Constant(value)) => (left, (*value, *value)),
            (Comparison::Equal | Comparison::Differs, Constant(value), Column { .. }) => (right, (*value, *value)),
            _ => return None,
        };
        let (Column { numbers }, missing_as_zero) = (&column.node, column.missing_as_zero) else { return None };
        let Integers::Narrow(values) = numbers.values() else { return None };
        // Bounds beyond every figure are as good as those right behind the largest.
        let beyond = i64::try_from(numbers.largest().checked_add(1)?).ok().filter(|beyond| *beyond <= i64::MAX / 2)?;
        let bound = |bound: i128| i64::try_from(bound.clamp(i128::from(beyond.wrapping_neg()), beyond.into())).ok();
        let bounds = (bound(low)?, bound(high)?);
        Some(Self { numbers, values, bounds, missing_as_zero })
    }

    fn is_of_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.numbers, other.numbers) && self.missing_as_zero == other.missing_as_zero
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
            Pair::Quotient => left.largest,
            Pair::Least | Pair::Greatest => left.largest.max(right.largest),
        };
        (NumberNode::Pair(pair, left, right), largest)
    };
    let single = |single: Single, inner: &Number| {
        let inner = bind(inner);
        let largest = single.largest(inner.largest);
        (NumberNode::Single(single, inner), largest)
    };
    let (node, largest) = match number {
        Number::Constant(value) => (NumberNode::Constant(*value), value.unsigned_abs()),
        Number::Slot(slot) => match frame.inputs.get(*slot) {
            Some(Input { rows, one, column: Some(Column::Numbers(numbers)) }) => match rows {
                None => (NumberNode::Column { numbers }, numbers.largest()),
                Some(rows) => (NumberNode::Led { numbers, rows, one: *one }, numbers.largest()),
            },
            input => (NumberNode::Absent { rows: input.and_then(|input| input.rows) }, 0),
        },
        Number::Aggregate(position) => match frame.aggregates.get(*position) {
            Some(figures) => (NumberNode::Figures(figures), figures.numbers.largest()),
            None => (NumberNode::Unknown, 0),
        },
        Number::Date(slot) => match frame.inputs.get(*slot) {
            Some(Input { rows, column: Some(Column::Dates(dates)), .. }) => {
                (NumberNode::Days { dates, rows: *rows }, u128::from(i32::MIN.unsigned_abs()))
            }
            _ => (NumberNode::Unknown, 0),
        },
        Number::Negate(inner) => single(Single::Negate, inner),
        Number::Abs(inner) => single(Single::Abs, inner),
        Number::Remainder(inner, whole) => single(Single::Remainder(*whole), inner),
        Number::Floor(inner, by) => single(Single::Floor(*by), inner),
        Number::Round(inner, by) => single(Single::Round(*by), inner),
        Number::FirstDigit(inner) => single(Single::FirstDigit, inner),
        Number::Calendar(part, inner) => single(Single::Calendar(*part), inner),
        Number::Add(left, right) => pair(Pair::Add, left, right),
        Number::Subtract(left, right) => pair(Pair::Subtract, left, right),
        Number::Multiply(left, right) => pair(Pair::Multiply, left, right),
        Number::Quotient(left, right) => pair(Pair::Quotient, left, right),
        Number::Least(left, right) => pair(Pair::Least, left, right),
        Number::Greatest(left, right) => pair(Pair::Greatest, left, right),
    };
    BoundNumber { node, largest, missing_as_zero: zero }
}

fn bind_text<'a>(words: &Words, test: &TextTest, frame: &'a Frame<'a>) -> BoundLogic<'a> {
    match &words.source {
        WordsSource::Constant(text) => match row::stepped(text, &words.steps) {
            Some(text) => BoundLogic::Constant(row::passes(&text, test)),
            None => BoundLogic::Unknown,
        },
        WordsSource::Slot(slot) => match frame.inputs.get(*slot) {
            Some(input @ Input { column: Some(Column::Strings(strings)), .. }) => {
                let answer = |text: &String| Some(row::passes(&row::stepped(text, &words.steps)?, test));
                let answers: Vec<Option<bool>> = strings.dictionary().values().iter().map(answer).collect();
                let known = answers.contains(&None).then(|| answers.iter().map(Option::is_some).collect());
                let answers = answers.into_iter().map(|answer| answer == Some(true)).collect();
                BoundLogic::Text { strings, input: *input, answers, known }
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
                        let Some(text) = row::stepped(text, &words.steps) else { return NO_GROUP };
                        let next = u32::try_from(known.len()).unwrap_or(NO_GROUP);
                        *known.entry(crate::text::fold(&text)).or_insert(next)
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
