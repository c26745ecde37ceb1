//! Whether a code is in a list in the fiscal year of its row.

use super::bind::{BoundNumber, bind_number};
use super::block::{Block, Mask, Truth};
use super::frame::{Frame, Input};
use super::row;
use crate::calendar::FiscalYear;
use crate::dataset::{Column, Strings};
use crate::rules::declarations::YearlyCodes;
use crate::rules::plan::{Words, WordsSource, Year};
use crate::text;

/// A code list in a year, bound to columns: each distinct code has its years, each distinct text its year.
#[derive(Debug)]
pub(crate) struct InYear<'a> {
    codes: OfTexts<'a, Vec<(u16, u16)>>,
    year: BoundYear<'a>,
}

/// What is known of each entry of a dictionary, or of one text.
#[derive(Debug)]
enum OfTexts<'a, T> {
    Same(Option<T>),
    Column { strings: &'a Strings, input: Input<'a>, entries: Vec<Option<T>> },
}

#[derive(Debug)]
enum BoundYear<'a> {
    Texts(OfTexts<'a, u16>),
    Number(BoundNumber<'a>),
}

/// The fiscal year that a text states.
pub(super) fn year_of_text(text: &str) -> Option<u16> {
    year_of_number(text::fold(text).parse().ok()?)
}

/// The fiscal year that a number states.
pub(super) fn year_of_number(number: i128) -> Option<u16> {
    u16::try_from(number).ok().filter(|year| FiscalYear::new(*year).is_ok())
}

/// Whether a year is among some.
pub(super) fn is_among(years: &[(u16, u16)], year: u16) -> bool {
    years.iter().any(|(first, last)| (*first..=*last).contains(&year))
}

impl<'a> InYear<'a> {
    pub(super) fn bind(words: &Words, year: &Year, codes: &YearlyCodes, frame: &'a Frame<'a>, zero: bool) -> Self {
        let codes = OfTexts::bind(words, frame, |text| Some(codes.years(&text::fold(text)).to_vec()));
        let year = match year {
            Year::Words(words) => BoundYear::Texts(OfTexts::bind(words, frame, year_of_text)),
            Year::Number(number) => BoundYear::Number(bind_number(number, frame, zero)),
        };
        Self { codes, year }
    }

    /// The answers of a block's rows.
    pub(super) fn run(&self, block: &mut Block) -> Truth {
        let mut truth = Truth { yes: Mask::NONE, no: Mask::NONE };
        let (start, rows) = (block.start, block.rows());
        let mut answer = |at: usize, year: Option<u16>| {
            if let (Some(years), Some(year)) = (self.codes.get(start.saturating_add(at)), year) {
                if is_among(years, year) { truth.yes.set(at) } else { truth.no.set(at) }
            }
        };
        match &self.year {
            BoundYear::Texts(texts) => rows.enumerate().for_each(|(at, row)| answer(at, texts.get(row).copied())),
            BoundYear::Number(number) => {
                let (values, known) = number.run(block);
                let values = values.widened(block.length);
                known.rows(block.length).for_each(|at| answer(at, values.get(at).copied().and_then(year_of_number)));
            }
        }
        truth
    }
}

impl<'a, T> OfTexts<'a, T> {
    fn bind(words: &Words, frame: &'a Frame<'a>, known: impl Fn(&str) -> Option<T>) -> Self {
        let entry = |text: &str| known(&row::stepped(text, &words.steps)?);
        match &words.source {
            WordsSource::Constant(text) => Self::Same(entry(text)),
            WordsSource::Slot(slot) => match frame.inputs.get(*slot) {
                Some(input @ Input { column: Some(Column::Strings(strings)), .. }) => {
                    let entries = strings.dictionary().values().iter().map(|text| entry(text)).collect();
                    Self::Column { strings, input: *input, entries }
                }
                _ => Self::Same(None),
            },
        }
    }

    fn get(&self, row: usize) -> Option<&T> {
        match self {
            Self::Same(known) => known.as_ref(),
            Self::Column { strings, input, entries } => {
                let row = input.row(row)?;
                let present = strings.validity().is_none_or(|validity| validity.get(row));
                let id = present.then(|| strings.ids().get(row)).flatten()?;
                entries.get(*id as usize)?.as_ref()
            }
        }
    }
}
