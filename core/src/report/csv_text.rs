//! A table as CSV (RFC 4180): exact for programs, or as it is read for people.

use super::table::{Column, ReportTable, RowKind};
use crate::bilingual::Language;
use crate::finding::Scalar;
use serde::{Deserialize, Serialize};

/// The digits in which figures are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Digits {
    /// `1234.5`, which every program reads.
    #[default]
    Ascii,
    /// `۱۲۳۴٫۵`.
    Persian,
}

/// How a table is written as CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CsvStyle {
    /// The language of titles and words. Without one the header holds the names of the columns, codes stand as they are and
    /// the kind of each row comes first, in `row_kind`: the form for programs.
    pub language: Option<Language>,
    /// The digits of figures; nothing is grouped, and nothing is rounded.
    pub digits: Digits,
    /// Whether the text begins with the mark (BOM) by which spreadsheets know UTF-8. Words that a spreadsheet would take
    /// for a formula (`=`, `+`, `-`, `@` at their beginning) then stand behind an apostrophe.
    pub bom: bool,
}

/// The signs at which a spreadsheet begins to compute.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

impl ReportTable {
    /// The table as CSV: lines end with CRLF, a missing value is an empty field.
    ///
    /// # Example
    /// ```
    /// use amalkard::bilingual::{Bilingual, Language};
    /// use amalkard::finding::Scalar;
    /// use amalkard::report::{Column, CsvStyle, Digits, ReportTable, RowKind};
    /// let columns = vec![Column::number("spent", Bilingual::new("هزینه", "Spent"))];
    /// let mut table = ReportTable::new(Bilingual::new("عنوان", "Title"), columns);
    /// table.push(RowKind::Line, vec![Scalar::Number(1250.into())])?;
    /// assert_eq!(table.to_csv(&CsvStyle::default()), "row_kind,spent\r\nline,1250\r\n");
    /// let persian = CsvStyle { language: Some(Language::Persian), digits: Digits::Persian, bom: true };
    /// assert_eq!(table.to_csv(&persian), "\u{feff}هزینه\r\n۱۲۵۰\r\n");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn to_csv(&self, style: &CsvStyle) -> String {
        let mut out = String::new();
        if style.bom {
            out.push('\u{feff}');
        }
        let titles = self.columns().iter().map(|column| match style.language {
            Some(language) => column.title.in_language(language).to_owned(),
            None => column.name.clone(),
        });
        let first = |word: &str| style.language.is_none().then(|| word.to_owned());
        line(&mut out, first("row_kind").into_iter().chain(titles));
        for row in self.shown() {
            let kind = match row.kind {
                RowKind::Line => "line",
                RowKind::Subtotal => "subtotal",
                RowKind::Total => "total",
            };
            let words = style.language.map(|language| self.words_of(row, language));
            let cells = self.columns().iter().zip(&row.cells).enumerate().map(|(at, (column, cell))| {
                let words = words.as_ref().and_then(|words| words.get(at)).map(String::as_str);
                field(cell, column, words, style)
            });
            line(&mut out, first(kind).into_iter().chain(cells));
        }
        out
    }
}

/// A cell as a field. `words` is how it is read where it is no figure.
fn field(cell: &Scalar, column: &Column, words: Option<&str>, style: &CsvStyle) -> String {
    match (cell, words) {
        (Scalar::Number(number), _) => digits(&number.to_string(), style.digits),
        (Scalar::Missing, None | Some(super::figure::MISSING)) => String::new(),
        (_, Some(words)) => guarded(words, style),
        (cell, None) if column.labels.is_empty() => digits_of_codes(&cell.to_string(), style),
        (cell, None) => guarded(&cell.to_string(), style),
    }
}

fn digits_of_codes(text: &str, style: &CsvStyle) -> String {
    let code = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if code { digits(text, style.digits) } else { guarded(text, style) }
}

fn digits(number: &str, digits: Digits) -> String {
    match digits {
        Digits::Ascii => number.to_owned(),
        Digits::Persian => crate::text::persian_digits(number),
    }
}

fn guarded(words: &str, style: &CsvStyle) -> String {
    let computes = style.bom && words.starts_with(FORMULA);
    if computes { format!("'{words}") } else { words.to_owned() }
}

/// One line; a field with a comma, a quotation mark or a line break stands in quotation marks.
fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        quoted(out, &field);
    }
    out.push_str("\r\n");
}

/// A field as RFC 4180 has it.
pub(crate) fn quoted(out: &mut String, field: &str) {
    if field.contains([',', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

#[cfg(test)]
#[path = "csv_text_tests.rs"]
mod tests;
