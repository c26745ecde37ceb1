//! Rows of CSV text (RFC 4180) with a header line.

use super::{Cell, Row};
use crate::error::{Error, Result};
use crate::text;

/// The rows of CSV text. An empty field is an empty cell.
///
/// # Errors
/// `dataset.bad_csv` with the line, when the text is not CSV, a line has more or fewer fields than the header, or the
/// header names a column twice.
pub fn rows_of_csv(text: &str) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(|error| refused(&error))?.clone();
    if let Some(twice) = header.iter().enumerate().find_map(|(at, name)| header.iter().take(at).find(|n| *n == name)) {
        return Err(Error::new(
            "dataset.bad_csv",
            format!("ستون «{twice}» در سطر عنوان دو بار آمده است"),
            format!("column `{twice}` stands twice in the header"),
        )
        .at("1")
        .expected("each column once"));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| refused(&error))?;
        let cells = header.iter().zip(&record).map(|(name, value)| {
            (name.to_owned(), if value.is_empty() { Cell::Null } else { Cell::Text(value.to_owned()) })
        });
        rows.push(cells.collect());
    }
    Ok(rows)
}

fn refused(error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    Error::new(
        "dataset.bad_csv",
        format!("سطر {} متن CSV خوانده نشد", text::persian_digits(&line.to_string())),
        format!("CSV could not be read: {error}"),
    )
    .at(line.to_string())
    .expected("the same number of fields in every line")
}
