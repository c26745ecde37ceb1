//! Bound conditions over one block of rows: bits and integers, nothing allocated per row.

use super::bind::{BoundLogic, BoundNumber, Codes, NumberNode};
use super::block::{BLOCK_ROWS, Integers, Mask, Truth};
use super::frame::Link;
use super::row::Pair;
use super::single::Single;
use crate::dataset::{Bitmap, Column, Dates, Integers as Stored, NO_GROUP, Numbers, is_several};
use crate::rules::plan::Comparison;
use std::borrow::Cow;

impl BoundLogic<'_> {
    /// The answers of the rows from `start` on. Rows whose arithmetic leaves 128 bits are unknown and noted.
    pub(crate) fn run(&self, start: usize, length: usize, overflow: &mut Mask) -> Truth {
        match self {
            Self::Constant(value) => Truth::constant(*value),
            Self::Unknown => Truth { yes: Mask::NONE, no: Mask::NONE },
            Self::Not(inner) => inner.run(start, length, overflow).not(),
            Self::And(left, right) => left.run(start, length, overflow).and(right.run(start, length, overflow)),
            Self::Or(left, right) => left.run(start, length, overflow).or(right.run(start, length, overflow)),
            Self::Same(left, right) => left.run(start, length, overflow).same(right.run(start, length, overflow)),
            Self::Numbers { comparison, left, right } => {
                let (a, known_a) = left.run(start, length, overflow);
                let (b, known_b) = right.run(start, length, overflow);
                Truth::within(compare(*comparison, a, b, length), known_a.and(known_b))
            }
            Self::Text { strings, input, answers, known: of_entries } => {
                let bit = |bits: &[bool], id: u32| bits.get(id as usize).copied().unwrap_or(false);
                let answer = |id: u32| bit(answers, id);
                let is_known = |id: u32| of_entries.as_deref().is_none_or(|known| bit(known, id));
                match (input.rows, strings.validity()) {
                    (None, validity) => {
                        let known = validity.map_or(Mask::ALL, |bits| Mask::of_words(bits.words(), start));
                        let ids = slice(strings.ids(), start, length);
                        let known = if of_entries.is_some() { known.and(Mask::of(ids, is_known)) } else { known };
                        Truth::within(Mask::of(ids, answer), known)
                    }
                    _ => each_row(start, length, |row| {
                        let row = input.row(row)?;
                        let present = strings.validity().is_none_or(|bits| bits.get(row));
                        let id = present.then(|| strings.ids().get(row).copied()).flatten()?;
                        is_known(id).then(|| answer(id))
                    }),
                }
            }
            Self::InYear(in_year) => in_year.run(start, length, overflow),
            Self::Texts { equal, left, right } => {
                each_row(start, length, |row| Some((left.number(row)? == right.number(row)?) == *equal))
            }
            Self::Flag(input) => each_row(start, length, |row| match input.column? {
                Column::Flags(flags) => flags.get(input.row(row)?),
                _ => None,
            }),
            Self::Present(input) => match input.column {
                Some(column) if input.rows.is_none() => {
                    let bits = |bits: &Bitmap| Mask::of_words(bits.words(), start);
                    let readable = column.unread().map_or(Mask::ALL, |unread| bits(unread).not());
                    Truth::within(column.validity().map_or(Mask::ALL, bits), readable)
                }
                column => each_row(start, length, |row| match (input.row(row), column) {
                    (Some(row), Some(column)) => column.presence(row),
                    _ => (!input.is_several(row)).then_some(false),
                }),
            },
            Self::Readable(input) if input.rows.is_none() => {
                let unread = input.column.and_then(Column::unread);
                Truth::known(unread.map_or(Mask::ALL, |unread| Mask::of_words(unread.words(), start).not()))
            }
            Self::Readable(input) => each_row(start, length, |row| input.is_readable(row)),
            Self::Related(rows) => {
                let answers =
                    |wanted: bool| Mask::of(slice(rows, start, length), |row| Link::is_related(row) == Some(wanted));
                Truth { yes: answers(true), no: answers(false) }
            }
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
        self.numbers.get(*id as usize).copied().filter(|number| *number != NO_GROUP)
    }
}

impl<'a> BoundNumber<'a> {
    /// The integers of the rows from `start` on, and which of them are known.
    pub(crate) fn run(&self, start: usize, length: usize, overflow: &mut Mask) -> (Integers<'a>, Mask) {
        match &self.node {
            NumberNode::Constant(value) => (Integers::Same(*value), Mask::ALL),
            NumberNode::Absent { rows } => {
                let of_one = |rows: &[u32]| Mask::of(slice(rows, start, length), |row| !is_several(row));
                let zero = if self.missing_as_zero { rows.map_or(Mask::ALL, of_one) } else { Mask::NONE };
                (Integers::Same(0), zero)
            }
            NumberNode::Unknown => (Integers::Same(0), Mask::NONE),
            NumberNode::Column { numbers, rows: None } => self.column(numbers, start, length),
            NumberNode::Figures(figures) => {
                if let Some(lost) = &figures.lost {
                    *overflow = overflow.or(Mask::of_words(lost.words(), start));
                }
                self.column(&figures.numbers, start, length)
            }
            NumberNode::Days { dates, rows } => days(dates, *rows, start, length),
            NumberNode::Column { numbers, rows: Some(rows) } => self.gathered(numbers, slice(rows, start, length)),
            NumberNode::Single(single, inner) => {
                let (values, known) = inner.run(start, length, overflow);
                let mut lacking = Mask::NONE;
                let values = self.each(*single, values, length, &mut lacking);
                // Where a figure has no first digit, nothing is lost.
                if !single.may_lack() {
                    *overflow = overflow.or(lacking.and(known));
                }
                (values, known.and(lacking.not()))
            }
            NumberNode::Pair(pair, left, right) => {
                let (a, known_a) = left.run(start, length, overflow);
                let (b, known_b) = right.run(start, length, overflow);
                let mut lost = Mask::NONE;
                let values = self.paired(*pair, a, b, length, &mut lost);
                let known = known_a.and(known_b).and(lost.not());
                if !pair.may_lack() {
                    *overflow = overflow.or(lost.and(known_a).and(known_b));
                }
                (values, known)
            }
        }
    }

    /// The figures of the rows themselves.
    fn column(&self, numbers: &'a Numbers, start: usize, length: usize) -> (Integers<'a>, Mask) {
        let known = match (self.missing_as_zero, numbers.validity(), numbers.unread()) {
            (false, Some(present), _) => Mask::of_words(present.words(), start),
            (true, _, Some(unread)) => Mask::of_words(unread.words(), start).not(),
            _ => Mask::ALL,
        };
        let values = match numbers.values() {
            Stored::Narrow(values) => Integers::Narrow(Cow::Borrowed(slice(values, start, length))),
            Stored::Wide(values) => Integers::Wide(Cow::Borrowed(slice(values, start, length))),
        };
        (values, known)
    }

    /// Whether every value of this number fits in 64 bits.
    fn is_narrow(&self) -> bool {
        self.largest <= u128::from(i64::MAX.unsigned_abs())
    }

    fn gathered(&self, numbers: &Numbers, rows: &[u32]) -> (Integers<'a>, Mask) {
        // A row that leads nowhere is beyond all rows; a cell without a value holds 0.
        fn cells<T: Copy + Default>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or_default()).collect()
        }
        let end = numbers.values().len();
        let known = match (self.missing_as_zero, numbers.validity(), numbers.unread()) {
            // Of several rows none is meant, so their figure is no zero either.
            (true, _, None) => Mask::of(rows, |row| !is_several(row)),
            (true, _, Some(unread)) => Mask::of(rows, |row| !is_several(row) && !unread.get(row as usize)),
            (false, None, _) => Mask::of(rows, |row| (row as usize) < end),
            (false, Some(validity), _) => Mask::of(rows, |row| validity.get(row as usize)),
        };
        let values = match numbers.values() {
            Stored::Narrow(values) => Integers::Narrow(Cow::Owned(cells(values, rows))),
            Stored::Wide(values) => Integers::Wide(Cow::Owned(cells(values, rows))),
        };
        (values, known)
    }

    fn each(&self, single: Single, values: Integers<'a>, length: usize, lacking: &mut Mask) -> Integers<'a> {
        let values = match values {
            Integers::Narrow(values) if self.is_narrow() && !single.may_lack() => {
                return Integers::Narrow(Cow::Owned(values.iter().map(|value| single.narrow(*value)).collect()));
            }
            other => other.widened(length),
        };
        let values = values.iter().enumerate().map(|(row, value)| {
            single.checked(*value).unwrap_or_else(|| {
                lacking.set(row);
                0
            })
        });
        Integers::Wide(Cow::Owned(values.collect()))
    }

    fn paired(&self, pair: Pair, a: Integers<'a>, b: Integers<'a>, length: usize, lost: &mut Mask) -> Integers<'a> {
        let is_narrow = self.is_narrow() && !pair.may_lack();
        let (a, b) = match (a, b) {
            // The bound of the result, and so of each operand, is within 64 bits: nothing wraps.
            (Integers::Narrow(a), Integers::Narrow(b)) if is_narrow => {
                return Integers::Narrow(Cow::Owned(combined(pair, a.iter().zip(b.iter()).map(|(a, b)| (*a, *b)))));
            }
            (Integers::Narrow(a), Integers::Same(b)) if is_narrow => match i64::try_from(b) {
                Ok(b) => return Integers::Narrow(Cow::Owned(combined(pair, a.iter().map(|a| (*a, b))))),
                Err(_) => (Integers::Narrow(a), Integers::Same(b)),
            },
            (Integers::Same(a), Integers::Narrow(b)) if is_narrow => match i64::try_from(a) {
                Ok(a) => return Integers::Narrow(Cow::Owned(combined(pair, b.iter().map(|b| (a, *b))))),
                Err(_) => (Integers::Same(a), Integers::Narrow(b)),
            },
            other => other,
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

/// The day numbers of dates: a row without one is known by no number.
fn days<'a>(dates: &'a Dates, rows: Option<&'a [u32]>, start: usize, length: usize) -> (Integers<'a>, Mask) {
    let (values, known) = match rows {
        None => {
            let values = slice(dates.days(), start, length).iter().map(|day| i64::from(*day)).collect();
            (values, dates.validity().map_or(Mask::ALL, |bits| Mask::of_words(bits.words(), start)))
        }
        Some(rows) => {
            let rows = slice(rows, start, length);
            let day = |row: &u32| dates.days().get(*row as usize).copied().unwrap_or_default();
            let values = rows.iter().map(|row| i64::from(day(row))).collect();
            (values, Mask::of(rows, |row| dates.get(row as usize).is_some()))
        }
    };
    (Integers::Narrow(Cow::Owned(values)), known)
}

/// Sums, differences and so on that are known to fit.
fn combined(pair: Pair, operands: impl Iterator<Item = (i64, i64)>) -> Vec<i64> {
    match pair {
        Pair::Add => operands.map(|(a, b)| a.wrapping_add(b)).collect(),
        Pair::Subtract => operands.map(|(a, b)| a.wrapping_sub(b)).collect(),
        Pair::Multiply => operands.map(|(a, b)| a.wrapping_mul(b)).collect(),
        Pair::Least => operands.map(|(a, b)| a.min(b)).collect(),
        Pair::Greatest => operands.map(|(a, b)| a.max(b)).collect(),
        // Never taken this way: where the divisor is not above zero there is no result.
        Pair::Quotient => Vec::new(),
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
