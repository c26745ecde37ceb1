//! A table of a report, as data.

use super::figure::{cell, places};
use super::rounding::Unkept;
use crate::amount::Unit;
use crate::bilingual::{Bilingual, Language};
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::scaled::Scaled;
use crate::text::fold;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the cells of a column are, which decides how they are aligned and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ColumnKind {
    /// Words and codes.
    Text,
    /// Exact figures in the unit that the table's notes name.
    Number,
    /// Percentages: `77.6` is shown as `77.6%` or `۷۷٫۶٪`.
    Percent,
    /// Persian dates, `1404-06-31`.
    Date,
}

/// A column of a [`ReportTable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in records: a field, a measure or a ratio.
    pub name: String,
    /// Its title.
    pub title: Bilingual,
    /// What its cells are.
    pub kind: ColumnKind,
    /// The unit of its figures, where they are amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The columns whose figures add up to its own, where it is their total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// The least number of decimal places that its figures are shown with; more where a figure has more.
    #[serde(skip)]
    pub places: u32,
    /// What codes in its cells are called, where they have a name in each language: `error` is `خطا`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Bilingual>,
}

impl Column {
    /// A column of a kind.
    #[must_use]
    pub fn new(name: impl Into<String>, title: Bilingual, kind: ColumnKind) -> Self {
        Self { name: name.into(), title, kind, unit: None, parts: Vec::new(), places: 0, labels: BTreeMap::new() }
    }

    /// A column of words or codes.
    #[must_use]
    pub fn text(name: impl Into<String>, title: Bilingual) -> Self {
        Self::new(name, title, ColumnKind::Text)
    }

    /// A column of exact figures.
    #[must_use]
    pub fn number(name: impl Into<String>, title: Bilingual) -> Self {
        Self::new(name, title, ColumnKind::Number)
    }

    /// A column of amounts in a unit.
    #[must_use]
    pub fn amount(name: impl Into<String>, title: Bilingual, unit: Unit) -> Self {
        Self { unit: Some(unit), ..Self::number(name, title) }
    }

    /// A column of percentages.
    #[must_use]
    pub fn percent(name: impl Into<String>, title: Bilingual) -> Self {
        Self::new(name, title, ColumnKind::Percent)
    }

    /// A column of Persian dates.
    #[must_use]
    pub fn date(name: impl Into<String>, title: Bilingual) -> Self {
        Self::new(name, title, ColumnKind::Date)
    }

    /// The same column, its figures shown with at least so many decimal places.
    #[must_use]
    pub fn with_places(mut self, places: u32) -> Self {
        self.places = places;
        self
    }

    /// The same column as the total of others of its table.
    #[must_use]
    pub fn summing<P: Into<String>>(mut self, parts: impl IntoIterator<Item = P>) -> Self {
        self.parts = parts.into_iter().map(Into::into).collect();
        self
    }

    /// The same column with names for the codes in its cells.
    #[must_use]
    pub fn labelled<K: Into<String>>(mut self, labels: impl IntoIterator<Item = (K, Bilingual)>) -> Self {
        self.labels.extend(labels.into_iter().map(|(code, title)| (code.into(), title)));
        self
    }
}

/// What a row is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RowKind {
    /// An ordinary row.
    Line,
    /// The total of rows near it: not to be added to them again.
    Subtotal,
    /// The total of the whole table (جمع کل), shown last.
    Total,
}

/// A row of a [`ReportTable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is among the others.
    pub kind: RowKind,
    /// How deep a subtotal stands: it sums the rows before it, back to the last one that stands as high or higher. 1 is
    /// right below the total of the table.
    #[serde(skip)]
    pub level: usize,
    /// One cell for each column.
    pub cells: Vec<Scalar>,
}

/// A table of a report: titles in both languages, exact cells, notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportTable {
    title: Bilingual,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Bilingual>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    notes: Vec<Bilingual>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unkept: Vec<Unkept>,
}

impl ReportTable {
    /// A table without rows.
    #[must_use]
    pub fn new(title: Bilingual, columns: Vec<Column>) -> Self {
        Self { title, header: None, columns, rows: Vec::new(), notes: Vec::new(), unkept: Vec::new() }
    }

    /// Adds a row; rows stay in the order in which they are added, totals of the whole table are shown last.
    ///
    /// # Errors
    /// `report.row_width` when it has more or fewer cells than the table has columns.
    pub fn push(&mut self, kind: RowKind, cells: Vec<Scalar>) -> Result<()> {
        let level = match kind {
            RowKind::Total => 0,
            RowKind::Subtotal => 1,
            RowKind::Line => usize::MAX,
        };
        self.push_row(Row { kind, level, cells })
    }

    /// Adds a subtotal of a level: 1 right below the total of the table, 2 below that, and so on.
    ///
    /// # Errors
    /// As [`ReportTable::push`].
    pub fn push_subtotal(&mut self, level: usize, cells: Vec<Scalar>) -> Result<()> {
        self.push_row(Row { kind: RowKind::Subtotal, level: level.max(1), cells })
    }

    fn push_row(&mut self, row: Row) -> Result<()> {
        let cells = &row.cells;
        if cells.len() != self.columns.len() {
            let (has, expected) = (cells.len(), self.columns.len());
            return Err(Error::new(
                "report.row_width",
                format!("ردیف {has} خانه دارد ولی جدول {expected} ستون"),
                format!("the row has {has} cells but the table has {expected} columns"),
            )
            .expected(format!("{expected} cells"))
            .help("برای مقداری که نیست خانه خالی بگذارید", "give a missing value for a cell without one"));
        }
        self.rows.push(row);
        Ok(())
    }

    /// Adds a column behind the others, with a cell for each row.
    ///
    /// # Errors
    /// `report.row_width` when there are not as many cells as rows.
    pub fn push_column(&mut self, column: Column, cells: Vec<Scalar>) -> Result<()> {
        if cells.len() != self.rows.len() {
            let (has, expected) = (cells.len(), self.rows.len());
            return Err(Error::new(
                "report.row_width",
                format!("ستون {has} خانه دارد ولی جدول {expected} ردیف"),
                format!("the column has {has} cells but the table has {expected} rows"),
            )
            .at(column.name)
            .expected(format!("{expected} cells")));
        }
        self.columns.push(column);
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.cells.push(cell);
        }
        Ok(())
    }

    /// Adds a note below the table: the unit, what is missing, how figures are rounded.
    pub fn note(&mut self, note: Bilingual) {
        self.notes.push(note);
    }

    /// The same table under another title.
    #[must_use]
    pub fn titled(mut self, title: Bilingual) -> Self {
        self.title = title;
        self
    }

    /// The same table with words above its columns, such as the unit of its amounts; a note that says the same is dropped.
    #[must_use]
    pub fn headed(mut self, header: Bilingual) -> Self {
        self.notes.retain(|note| *note != header);
        self.header = Some(header);
        self
    }

    /// The same table with only some of its columns, in the order given; names that it does not have are passed over.
    #[must_use]
    pub fn only(self, columns: &[&str]) -> Self {
        let kept: Vec<usize> =
            columns.iter().filter_map(|name| self.columns.iter().position(|column| column.name == *name)).collect();
        let rows = self.rows.into_iter().map(|row| Row {
            kind: row.kind,
            level: row.level,
            cells: kept.iter().filter_map(|at| row.cells.get(*at).cloned()).collect(),
        });
        Self {
            title: self.title,
            header: self.header,
            unkept: self.unkept,
            columns: kept.iter().filter_map(|at| self.columns.get(*at).cloned()).collect(),
            rows: rows.collect(),
            notes: self.notes,
        }
    }

    /// The same table with names for the codes in one column, such as the provinces of a code list.
    ///
    /// A code names the cells that hold it in another letter form, too: totals know `OIL_1` as `oil_1`.
    #[must_use]
    pub fn labelled<K: Into<String>>(mut self, column: &str, labels: impl IntoIterator<Item = (K, Bilingual)>) -> Self {
        if let Some(column) = self.columns.iter_mut().find(|known| known.name == column) {
            for (code, title) in labels {
                let code = code.into();
                column.labels.insert(fold(&code), title.clone());
                column.labels.insert(code, title);
            }
        }
        self
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// What stands above its columns.
    #[must_use]
    pub fn header(&self) -> Option<&Bilingual> {
        self.header.as_ref()
    }

    /// What rounding could not keep: sums that do not hold among the shown figures, figures that are too far from the
    /// exact ones. Empty in a table that was not rounded.
    #[must_use]
    pub fn unkept(&self) -> &[Unkept] {
        &self.unkept
    }

    /// Its columns, first to last (in Persian the first stands at the right).
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its rows as added.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Its notes.
    #[must_use]
    pub fn notes(&self) -> &[Bilingual] {
        &self.notes
    }

    /// Its rows as plain records by column name, as a DataFrame takes them. The kind of each row stands under
    /// `row_kind` (`line`, `subtotal`, `total`), because adding a subtotal to its lines would count them twice.
    #[must_use]
    pub fn records(&self) -> Vec<BTreeMap<String, Scalar>> {
        let record = |row: &Row| {
            let kind = match row.kind {
                RowKind::Line => "line",
                RowKind::Subtotal => "subtotal",
                RowKind::Total => "total",
            };
            let cells = self.columns.iter().zip(&row.cells).map(|(column, cell)| (column.name.clone(), cell.clone()));
            [("row_kind".to_owned(), Scalar::Text(kind.to_owned()))].into_iter().chain(cells).collect()
        };
        self.rows.iter().map(record).collect()
    }

    /// The cells of a row as they are read. In a total the first cell without words says what the row is, and the
    /// others without words stay blank: a total has no code of its own, which is not the same as a missing one.
    pub(crate) fn shown_cells(&self, row: &Row, places: &[u32], language: Language) -> Vec<String> {
        let mut name = match (row.kind, language) {
            (RowKind::Line, _) => None,
            (RowKind::Subtotal, Language::Persian) => Some("جمع"),
            (RowKind::Subtotal, Language::English) => Some("Subtotal"),
            (RowKind::Total, Language::Persian) => Some("جمع کل"),
            (RowKind::Total, Language::English) => Some("Total"),
        };
        let shown = |((value, column), places): ((&Scalar, &Column), &u32)| {
            let blank = row.kind != RowKind::Line && column.kind == ColumnKind::Text && *value == Scalar::Missing;
            if blank { name.take().unwrap_or_default().to_owned() } else { cell(value, column, *places, language) }
        };
        row.cells.iter().zip(&self.columns).zip(places).map(shown).collect()
    }

    /// The cells of a row in words, figures ungrouped: codes by their titles, totals by their name.
    pub(crate) fn words_of(&self, row: &Row, language: Language) -> Vec<String> {
        self.shown_cells(row, &vec![0; self.columns.len()], language)
    }

    /// The decimal places of each column, so that its figures stand under each other.
    pub(crate) fn places(&self) -> Vec<u32> {
        let needed = |(index, column): (usize, &Column)| {
            places(self.rows.iter().filter_map(|row| row.cells.get(index))).max(column.places)
        };
        self.columns.iter().enumerate().map(needed).collect()
    }

    /// For each row the row that sums it: a subtotal those before it, back to the last one that stands as high or higher,
    /// the total of the table what is left.
    pub(crate) fn summed_by(&self) -> Vec<Option<usize>> {
        let mut above = vec![None; self.rows.len()];
        let mut waiting: Vec<usize> = Vec::new();
        let level = |at: &usize| self.rows.get(*at).map_or(0, |row| row.level);
        let rows = || self.rows.iter().enumerate();
        let ordered = rows().filter(|(_, row)| row.kind != RowKind::Total);
        for (at, row) in ordered.chain(rows().filter(|(_, row)| row.kind == RowKind::Total)) {
            if row.kind != RowKind::Line {
                let first = waiting.iter().rposition(|other| level(other) <= row.level);
                for part in waiting.drain(first.map_or(0, |first| first.saturating_add(1))..) {
                    if let Some(slot) = above.get_mut(part) {
                        *slot = Some(at);
                    }
                }
            }
            waiting.push(at);
        }
        above
    }

    /// Keeps only some rows, which may become another kind of row.
    pub(super) fn keep_rows(&mut self, keep: impl FnMut(&mut Row) -> bool) {
        self.rows.retain_mut(keep);
    }

    /// The parts of a table that rounding replaces.
    pub(super) fn rounding_parts(&mut self) -> (&mut [Column], &mut [Row], &mut Vec<Bilingual>, &mut Vec<Unkept>) {
        (&mut self.columns, &mut self.rows, &mut self.notes, &mut self.unkept)
    }

    /// Replaces words that stand above the columns or among the notes.
    pub(super) fn replace_words(&mut self, old: &Bilingual, new: &Bilingual) {
        for words in self.header.iter_mut().chain(&mut self.notes).filter(|words| *words == old) {
            words.clone_from(new);
        }
    }

    /// The rows in the order in which they are shown: totals of the whole table last.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Row> {
        let (total, rest): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.kind == RowKind::Total);
        rest.into_iter().chain(total)
    }
}

/// What a table says of the unit of its amounts.
pub(crate) fn unit_words(unit: Unit) -> Bilingual {
    Bilingual::new(format!("مبالغ به {}", unit.title_fa()), format!("Amounts in {}", unit.title_en()))
}

/// A cell of text.
pub(crate) fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

/// A cell that counts things.
pub(crate) fn count(count: usize) -> Scalar {
    // No address space holds more things than an `i128` counts.
    Scalar::Number(Scaled::new(i128::try_from(count).unwrap_or(i128::MAX), 0))
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
