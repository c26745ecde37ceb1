//! Rows of CSV text (RFC 4180) with a header line, and what is wrong with text that is none.

use super::csv_split::{Doubt, Sink, read_csv};
use super::{Cell, Row};
use crate::error::{Error, Result};
use crate::text;
use std::borrow::Cow;

/// The rows of CSV text. An empty field is an empty cell.
///
/// A whole table is read several times faster by [`Dataset::from_csv`](super::Dataset::from_csv), which makes no rows.
///
/// # Errors
/// `dataset.bad_csv` with the line, when the text is not CSV, a line has more or fewer fields than the header, or the
/// header names a column twice.
pub fn rows_of_csv(text: &str) -> Result<Vec<Row>> {
    let (names, columns) = texts_of_csv(text)?;
    let rows = columns.first().map_or(0, Vec::len);
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    let cell = |text: Cow<'_, str>| if text.is_empty() { Cell::Null } else { Cell::Text(text.into_owned()) };
    let row = |_| {
        let cells = columns.iter_mut().filter_map(Iterator::next).map(cell);
        names.iter().cloned().zip(cells).collect()
    };
    Ok((0..rows).map(row).collect())
}

/// The cells of a column.
pub(crate) type ColumnOfTexts<'t> = Vec<Cow<'t, str>>;

/// The names of the columns of CSV text, and the cells of each: an empty one is an empty text.
///
/// # Errors
/// As [`rows_of_csv`].
pub(crate) fn texts_of_csv(text: &str) -> Result<(Vec<String>, Vec<ColumnOfTexts<'_>>)> {
    let mut names = Vec::new();
    let (columns, _) = read_csv(text.as_bytes(), |header| {
        names.clone_from(&header.names);
        names.iter().map(|_| Texts(Vec::new())).collect()
    })?;
    Ok((names, columns.into_iter().map(|texts| texts.0).collect()))
}

/// The cells of a column as they are: parts of the whole text, but where two quotes stood for one.
struct Texts<'t>(ColumnOfTexts<'t>);

impl<'t> Sink<'t> for Texts<'t> {
    fn bare(&mut self, _: &'t [u8]) -> Option<usize> {
        None
    }

    fn cell(&mut self, cell: Cow<'t, [u8]>) -> std::result::Result<(), Doubt> {
        self.0.push(match cell {
            Cow::Borrowed(bytes) => Cow::Borrowed(str::from_utf8(bytes).map_err(|_| Doubt)?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| Doubt)?),
        });
        Ok(())
    }
}

/// The first line of CSV text.
pub(crate) struct Header {
    /// The names of the columns: no two the same.
    pub(crate) names: Vec<String>,
    /// How many bytes it takes.
    pub(super) length: usize,
}

impl Header {
    pub(super) fn read(text: &[u8]) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().from_reader(text);
        let header = reader.headers().map_err(|error| refused(&error))?;
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        if let Some(twice) = names.iter().enumerate().find_map(|(at, name)| names.iter().take(at).find(|n| *n == name))
        {
            return Err(Error::new(
                "dataset.bad_csv",
                format!("ستون «{twice}» در سطر عنوان دو بار آمده است"),
                format!("column `{twice}` stands twice in the header"),
            )
            .at("1")
            .expected("each column once"));
        }
        let length = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        Ok(Self { names, length })
    }
}

/// Why text that could not be read into columns is refused: the first line that is wrong.
pub(super) fn refusal(text: &[u8]) -> Error {
    let mut reader = csv::ReaderBuilder::new().from_reader(text);
    // The places of lines are told right only when the header was asked for.
    let header = reader.headers().err();
    let wrong = header.or_else(|| reader.records().find_map(std::result::Result::err));
    wrong.map_or_else(|| bad(0, "the lines are not sound"), |error| refused(&error))
}

fn refused(error: &csv::Error) -> Error {
    bad(error.position().map_or(0, csv::Position::line), &error.to_string())
}

fn bad(line: u64, reason: &str) -> Error {
    Error::new(
        "dataset.bad_csv",
        format!("سطر {} متن CSV خوانده نشد", text::persian_digits(&line.to_string())),
        format!("CSV could not be read: {reason}"),
    )
    .at(line.to_string())
    .expected("the same number of fields in every line")
}
