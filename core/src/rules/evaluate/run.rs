//! Bound conditions over one block of rows: bits and integers, nothing allocated per row.

use super::bind::{Between, BoundLogic, BoundNumber, Codes, NumberNode};
use super::block::{Block, Integers, Mask, Truth};
use super::compare::{between, compare};
use super::frame::Link;
use super::row::Pair;
use super::single::Single;
use crate::dataset::{Bitmap, Column, Dates, Integers as Stored, NO_GROUP, Numbers, is_several};
use crate::rules::plan::Comparison;
use std::borrow::Cow;

impl BoundLogic<'_> {
    /// The answers of a block's rows. Rows whose arithmetic leaves 128 bits are unknown and noted.
    pub(crate) fn run(&self, block: &mut Block) -> Truth {
        match self {
            Self::Constant(value) => Truth::constant(*value),
            Self::Unknown => Truth { yes: Mask::NONE, no: Mask::NONE },
            Self::Not(inner) => inner.run(block).not(),
            Self::And(left, right) => left.run(block).and(right.run(block)),
            Self::Or(left, right) => left.run(block).or(right.run(block)),
            Self::Same(left, right) => left.run(block).same(right.run(block)),
            Self::Between(between) => between.run(block),
            Self::Numbers { comparison, left, right, fits } => {
                let (a, known_a) = left.run(block);
                let (b, known_b) = right.run(block);
                let yes = compare(*comparison, &a, &b, block.length, *fits);
                block.give_back(a);
                block.give_back(b);
                Truth::within(yes, known_a.and(known_b))
            }
            Self::Text { strings, input, answers, known: of_entries } => {
                let bit = |bits: &[bool], id: u32| bits.get(id as usize).copied().unwrap_or(false);
                let answer = |id: u32| bit(answers, id);
                let is_known = |id: u32| of_entries.as_deref().is_none_or(|known| bit(known, id));
                match (input.rows, strings.validity()) {
                    (None, validity) => {
                        let known = validity.map_or(Mask::ALL, |bits| block.bits(bits));
                        let ids = block.of(strings.ids());
                        let known = if of_entries.is_some() { known.and(Mask::of(ids, is_known)) } else { known };
                        Truth::within(Mask::of(ids, answer), known)
                    }
                    _ => each_row(block, |row| {
                        let row = input.row(row)?;
                        let present = strings.validity().is_none_or(|bits| bits.get(row));
                        let id = present.then(|| strings.ids().get(row).copied()).flatten()?;
                        is_known(id).then(|| answer(id))
                    }),
                }
            }
            Self::InYear(in_year) => in_year.run(block),
            Self::Texts { equal, left, right } => {
                each_row(block, |row| Some((left.number(row)? == right.number(row)?) == *equal))
            }
            Self::Flag(input) => each_row(block, |row| match input.column? {
                Column::Flags(flags) => flags.get(input.row(row)?),
                _ => None,
            }),
            Self::Present(input) => match input.column {
                Some(column) if input.rows.is_none() => {
                    let readable = column.unread().map_or(Mask::ALL, |unread| block.bits(unread).not());
                    Truth::within(column.validity().map_or(Mask::ALL, |bits| block.bits(bits)), readable)
                }
                column => each_row(block, |row| match (input.row(row), column) {
                    (Some(row), Some(column)) => column.presence(row),
                    _ => (!input.is_several(row)).then_some(false),
                }),
            },
            Self::Readable(input) if input.rows.is_none() => {
                let unread = input.column.and_then(Column::unread);
                Truth::known(unread.map_or(Mask::ALL, |unread| block.bits(unread).not()))
            }
            Self::Readable(input) => each_row(block, |row| input.is_readable(row)),
            Self::Related(rows) => {
                let answers = |wanted: bool| Mask::of(block.of(rows), |row| Link::is_related(row) == Some(wanted));
                Truth { yes: answers(true), no: answers(false) }
            }
            Self::Unique(index) => each_row(block, |row| match index.of_rows().get(row) {
                Some(group) if *group != NO_GROUP => Some(index.size(*group) == 1),
                _ => None,
            }),
        }
    }
}

impl Between<'_> {
    fn run(&self, block: &Block) -> Truth {
        let within = between(block.of(self.values), self.numbers.zones().since(block.start), self.bounds);
        Truth::within(within, known(self.numbers, self.missing_as_zero, block))
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
    /// The integers of a block's rows, and which of them are known.
    pub(crate) fn run(&self, block: &mut Block) -> (Integers<'a>, Mask) {
        match &self.node {
            NumberNode::Constant(value) => (Integers::Same(*value), Mask::ALL),
            NumberNode::Absent { rows } => {
                let of_one = |rows: &[u32]| Mask::of(block.of(rows), |row| !is_several(row));
                let zero = if self.missing_as_zero { rows.map_or(Mask::ALL, of_one) } else { Mask::NONE };
                (Integers::Same(0), zero)
            }
            NumberNode::Unknown => (Integers::Same(0), Mask::NONE),
            NumberNode::Column { numbers } => self.column(numbers, block),
            NumberNode::Figures(figures) => {
                if let Some(lost) = &figures.lost {
                    block.note_lost(block.bits(lost));
                }
                self.column(&figures.numbers, block)
            }
            NumberNode::Days { dates, rows } => days(dates, *rows, block),
            NumberNode::Led { numbers, rows, one } => self.gathered(numbers, rows, *one, block),
            NumberNode::Single(single, inner) => {
                let (values, known) = inner.run(block);
                let mut lacking = Mask::NONE;
                let values = self.each(*single, values, block, &mut lacking);
                // Where a figure has no first digit, nothing is lost.
                if !single.may_lack() {
                    block.note_lost(lacking.and(known));
                }
                (values, known.and(lacking.not()))
            }
            NumberNode::Pair(pair, left, right) => {
                let (a, known_a) = left.run(block);
                let (b, known_b) = right.run(block);
                let mut lost = Mask::NONE;
                let values = self.paired(*pair, a, b, block, &mut lost);
                let known = known_a.and(known_b).and(lost.not());
                if !pair.may_lack() {
                    block.note_lost(lost.and(known_a).and(known_b));
                }
                (values, known)
            }
        }
    }

    /// The figures of the rows themselves.
    fn column(&self, numbers: &'a Numbers, block: &Block) -> (Integers<'a>, Mask) {
        let values = match numbers.values() {
            Stored::Narrow(values) => Integers::Narrow(Cow::Borrowed(block.of(values))),
            Stored::Wide(values) => Integers::Wide(Cow::Borrowed(block.of(values))),
        };
        (values, known(numbers, self.missing_as_zero, block))
    }

    /// Whether every value of this number fits in 64 bits.
    fn is_narrow(&self) -> bool {
        self.largest <= u128::from(i64::MAX.unsigned_abs())
    }

    /// The figures of the rows that the rows lead to.
    fn gathered(
        &self,
        numbers: &Numbers,
        rows: &[u32],
        one: Option<&Bitmap>,
        block: &mut Block,
    ) -> (Integers<'a>, Mask) {
        // A row that leads nowhere is beyond all rows; a cell without a value holds 0.
        fn cells<'a, T: Copy + Default>(values: &'a [T], rows: &'a [u32]) -> impl Iterator<Item = T> + 'a {
            rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or_default())
        }
        let rows = block.of(rows);
        let known = match (self.missing_as_zero, numbers.validity(), numbers.unread()) {
            // Of several rows none is meant, so their figure is no zero either.
            (true, _, None) => Mask::of(rows, |row| !is_several(row)),
            (true, _, Some(unread)) => Mask::of(rows, |row| !is_several(row) && !unread.get(row as usize)),
            (false, None, _) => one.map_or(Mask::NONE, |one| block.bits(one)),
            (false, Some(validity), _) => Mask::of(rows, |row| validity.get(row as usize)),
        };
        let values = match numbers.values() {
            Stored::Narrow(values) => {
                let mut memory = block.memory();
                memory.extend(cells(values, rows));
                Integers::Narrow(Cow::Owned(memory))
            }
            Stored::Wide(values) => Integers::Wide(Cow::Owned(cells(values, rows).collect())),
        };
        (values, known)
    }

    fn each(&self, single: Single, values: Integers<'a>, block: &mut Block, lacking: &mut Mask) -> Integers<'a> {
        if let Integers::Narrow(narrow) = &values
            && self.is_narrow()
            && !single.may_lack()
        {
            let mut memory = block.memory();
            memory.extend(narrow.iter().map(|value| single.narrow(*value)));
            block.give_back(values);
            return Integers::Narrow(Cow::Owned(memory));
        }
        let values = values.widened(block.length);
        let values = values.iter().enumerate().map(|(row, value)| {
            single.checked(*value).unwrap_or_else(|| {
                lacking.set(row);
                0
            })
        });
        Integers::Wide(Cow::Owned(values.collect()))
    }

    fn paired(&self, pair: Pair, a: Integers<'a>, b: Integers<'a>, block: &mut Block, lost: &mut Mask) -> Integers<'a> {
        // The bound of the result, and so of each operand, is within 64 bits: nothing wraps.
        if self.is_narrow() && !pair.may_lack() {
            let one = |value: &Integers<'_>| match value {
                Integers::Same(value) => i64::try_from(*value).ok(),
                _ => None,
            };
            let mut memory = block.memory();
            let done = match (&a, &b, one(&a), one(&b)) {
                (Integers::Narrow(a), Integers::Narrow(b), ..) => {
                    combine(pair, a.iter().zip(b.iter()).map(|(a, b)| (*a, *b)), &mut memory);
                    true
                }
                (Integers::Narrow(a), _, _, Some(b)) => {
                    combine(pair, a.iter().map(|a| (*a, b)), &mut memory);
                    true
                }
                (_, Integers::Narrow(b), Some(a), _) => {
                    combine(pair, b.iter().map(|b| (a, *b)), &mut memory);
                    true
                }
                _ => false,
            };
            let values = Integers::Narrow(Cow::Owned(memory));
            if done {
                block.give_back(a);
                block.give_back(b);
                return values;
            }
            block.give_back(values);
        }
        let (a, b) = (a.widened(block.length), b.widened(block.length));
        let values = a.iter().zip(b.iter()).enumerate().map(|(row, (a, b))| {
            pair.checked(*a, *b).unwrap_or_else(|| {
                lost.set(row);
                0
            })
        });
        Integers::Wide(Cow::Owned(values.collect()))
    }
}

/// Which rows of a column have a figure, or zero for one.
fn known(numbers: &Numbers, missing_as_zero: bool, block: &Block) -> Mask {
    match (missing_as_zero, numbers.validity(), numbers.unread()) {
        (false, Some(present), _) => block.bits(present),
        (true, _, Some(unread)) => block.bits(unread).not(),
        _ => Mask::ALL,
    }
}

/// The day numbers of dates: a row without one is known by no number.
fn days<'a>(dates: &Dates, rows: Option<&[u32]>, block: &mut Block) -> (Integers<'a>, Mask) {
    let mut memory = block.memory();
    let known = match rows {
        None => {
            memory.extend(block.of(dates.days()).iter().map(|day| i64::from(*day)));
            dates.validity().map_or(Mask::ALL, |bits| block.bits(bits))
        }
        Some(rows) => {
            let rows = block.of(rows);
            let day = |row: &u32| dates.days().get(*row as usize).copied().unwrap_or_default();
            memory.extend(rows.iter().map(|row| i64::from(day(row))));
            Mask::of(rows, |row| dates.get(row as usize).is_some())
        }
    };
    (Integers::Narrow(Cow::Owned(memory)), known)
}

/// Sums, differences and so on that are known to fit.
fn combine(pair: Pair, operands: impl Iterator<Item = (i64, i64)>, results: &mut Vec<i64>) {
    match pair {
        Pair::Add => results.extend(operands.map(|(a, b)| a.wrapping_add(b))),
        Pair::Subtract => results.extend(operands.map(|(a, b)| a.wrapping_sub(b))),
        Pair::Multiply => results.extend(operands.map(|(a, b)| a.wrapping_mul(b))),
        Pair::Least => results.extend(operands.map(|(a, b)| a.min(b))),
        Pair::Greatest => results.extend(operands.map(|(a, b)| a.max(b))),
        // Never taken this way: where the divisor is not above zero there is no result.
        Pair::Quotient => {}
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

fn each_row(block: &Block, answer: impl Fn(usize) -> Option<bool>) -> Truth {
    let mut truth = Truth { yes: Mask::NONE, no: Mask::NONE };
    for (at, row) in block.rows().enumerate() {
        match answer(row) {
            Some(true) => truth.yes.set(at),
            Some(false) => truth.no.set(at),
            None => {}
        }
    }
    truth
}
