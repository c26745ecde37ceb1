//! Tables as an Excel workbook: a sheet for each, right to left in Persian, numbers that are numbers, totals that are sums.
//!
//! A spreadsheet keeps binary numbers of 53 bits. A figure is written as a number where that number is exactly it, and as
//! text where it is not: nothing is rounded in silence.

mod number;
mod sheet;

use super::page::Page;
use super::table::ReportTable;
use crate::bilingual::Language;
use crate::error::{Error, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::Sheet;
use std::collections::BTreeSet;

/// The tables as the bytes of one `.xlsx` file, a sheet for each; the same tables give the same bytes.
///
/// Above the columns stand the title and the unit, frozen with the headings; below the rows the notes. A total is a formula
/// over its parts wherever they add up to it exactly, and its kept result is that exact sum; where they do not (a total
/// that leaves something out) it is the figure itself. Percentages are real percentages.
///
/// # Errors
/// `report.excel` when a table has more rows or columns than a sheet.
///
/// # Example
/// ```
/// use amalkard::bilingual::{Bilingual, Language};
/// use amalkard::report::{Column, ReportTable, workbook};
/// let table = ReportTable::new(Bilingual::new("عنوان", "Title"), vec![Column::number("n", Bilingual::new("ن", "N"))]);
/// let bytes = workbook(&[&table], Language::Persian)?;
/// assert_eq!(bytes.get(..2), Some(b"PK".as_slice()));
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn workbook(tables: &[&ReportTable], language: Language) -> Result<Vec<u8>> {
    let written = || {
        let mut book = Workbook::new();
        // There is no clock in the core, and the same tables are the same bytes.
        let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        let title = tables.first().map(|table| table.title().in_language(language)).unwrap_or_default();
        book.set_properties(&properties.set_title(title));
        let mut names = BTreeSet::new();
        for table in tables {
            Sheet::new(table, language).write(book.add_worksheet(), &name(table, language, &mut names))?;
        }
        book.save_to_buffer()
    };
    written().map_err(|error: XlsxError| {
        Error::new(
            "report.excel",
            format!("کارپوشه اکسل ساخته نشد: {error}"),
            format!("no workbook could be made: {error}"),
        )
        .expected("at most 1,048,576 rows and 16,384 columns in a table")
        .help("جدول را کوچک‌تر کنید", "make the table smaller")
    })
}

/// The name of a sheet: the beginning of the table's title, without the signs that a sheet's name must not have.
fn name(table: &ReportTable, language: Language, taken: &mut BTreeSet<String>) -> String {
    let title: String = table
        .title()
        .in_language(language)
        .chars()
        .map(|sign| if "[]:*?/\\'".contains(sign) { ' ' } else { sign })
        .collect();
    let short = |length: usize| title.chars().take(length).collect::<String>().trim().to_owned();
    let first = if short(31).is_empty() { "1".to_owned() } else { short(31) };
    let numbered = |number: usize| if number == 1 { first.clone() } else { format!("{} {number}", short(26)) };
    let free = (1_usize..).map(numbered).find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

impl ReportTable {
    /// The table alone as an Excel workbook.
    ///
    /// # Errors
    /// As [`workbook`].
    pub fn to_excel(&self, language: Language) -> Result<Vec<u8>> {
        workbook(&[self], language)
    }
}

impl Page {
    /// The tables of the page as an Excel workbook, a sheet for each. Headings, paragraphs and charts are of the page alone.
    ///
    /// # Errors
    /// As [`workbook`].
    pub fn to_excel(&self, language: Language) -> Result<Vec<u8>> {
        workbook(&self.tables().collect::<Vec<_>>(), language)
    }
}

#[cfg(test)]
#[path = "../excel_tests.rs"]
mod tests;
