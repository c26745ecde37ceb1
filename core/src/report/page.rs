//! A report as one self-contained page: HTML without scripts, or text for a terminal.

use super::chart::Chart;
use super::html::{Html, document, spoken};
use super::table::{Column, ColumnKind, ReportTable, RowKind};
use crate::bilingual::{Bilingual, Language};
use serde::Serialize;

/// The style of the page. Font names are of fonts that show Persian well where they are installed; nothing is fetched.
pub(super) const STYLE: &str = include_str!("page.css");
/// What pages of figures add to it.
const FIGURES: &str = include_str!("figures.css");

/// A part of a [`Page`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Block {
    /// The heading of what follows.
    Heading(Bilingual),
    /// A paragraph of text.
    Paragraph(Bilingual),
    /// A table.
    Table(ReportTable),
    /// A chart.
    Chart(Chart),
}

/// A report of several tables under headings.
///
/// # Example
/// ```
/// use amalkard::bilingual::{Bilingual, Language};
/// use amalkard::report::Page;
/// let page = Page::new(Bilingual::new("گزارش تلفیق", "Consolidated report"))
///     .heading(Bilingual::new("کل استان", "Whole province"))
///     .paragraph(Bilingual::new("مبالغ به میلیون ریال", "Amounts in million rials"));
/// let html = page.to_html(Language::Persian);
/// assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<html lang=\"fa\" dir=\"rtl\">"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    title: Bilingual,
    blocks: Vec<Block>,
}

impl Page {
    /// A page with its title and nothing else.
    #[must_use]
    pub fn new(title: Bilingual) -> Self {
        Self { title, blocks: Vec::new() }
    }

    /// The page with one more heading.
    #[must_use]
    pub fn heading(mut self, heading: Bilingual) -> Self {
        self.blocks.push(Block::Heading(heading));
        self
    }

    /// The page with one more paragraph.
    #[must_use]
    pub fn paragraph(mut self, paragraph: Bilingual) -> Self {
        self.blocks.push(Block::Paragraph(paragraph));
        self
    }

    /// The page with one more table.
    #[must_use]
    pub fn table(mut self, table: ReportTable) -> Self {
        self.blocks.push(Block::Table(table));
        self
    }

    /// The page with one more chart.
    #[must_use]
    pub fn chart(mut self, chart: Chart) -> Self {
        self.blocks.push(Block::Chart(chart));
        self
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &ReportTable> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Its parts, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The page as text for a terminal.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let mut parts = vec![format!("{}\n", self.title.in_language(language))];
        parts.extend(self.blocks.iter().map(|block| match block {
            Block::Heading(text) => format!("■ {}\n", text.in_language(language)),
            Block::Paragraph(text) => format!("{}\n", text.in_language(language)),
            Block::Table(table) => table.to_text(language),
            Block::Chart(chart) => chart.to_text(language),
        }));
        parts.join("\n")
    }

    /// The page as one HTML document: no script, nothing fetched, right to left in Persian, with a style for print.
    #[must_use]
    pub fn to_html(&self, language: Language) -> String {
        let title = self.title.in_language(language);
        let mut html = document(title, &[STYLE, FIGURES], language);
        self.write_blocks(&mut html, language);
        html.finish_document()
    }

    /// The page as a fragment of HTML, as notebooks show it.
    #[must_use]
    pub fn to_fragment(&self, language: Language) -> String {
        let mut html = Html::default();
        html.open("div", &spoken(language)).element("h1", &[], self.title.in_language(language));
        self.write_blocks(&mut html, language);
        html.close("div");
        html.finish()
    }

    fn write_blocks(&self, html: &mut Html, language: Language) {
        for block in &self.blocks {
            match block {
                Block::Heading(text) => _ = html.element("h2", &[], text.in_language(language)),
                Block::Paragraph(text) => _ = html.element("p", &[], text.in_language(language)),
                Block::Table(table) => write_table(html, table, language),
                Block::Chart(chart) => {
                    html.open("div", &[("class", "chart")]).embed(&chart.to_svg(language)).close("div");
                }
            }
        }
    }
}

impl ReportTable {
    /// The table alone as a fragment of HTML, as notebooks show it.
    #[must_use]
    pub fn to_html(&self, language: Language) -> String {
        let mut html = Html::default();
        html.open("div", &spoken(language));
        write_table(&mut html, self, language);
        html.close("div");
        html.finish()
    }
}

fn write_table(html: &mut Html, table: &ReportTable, language: Language) {
    let title = table.title().in_language(language);
    // A wide table scrolls by itself; a region that scrolls must be reachable by keyboard and have a name.
    html.open("div", &[("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", title)])
        .open("table", &[]);
    match table.header() {
        Some(header) => {
            html.open("caption", &[]).text(title);
            html.inline("span", &[("class", "unit")], header.in_language(language)).close("caption")
        }
        None => html.element("caption", &[], title),
    };
    html.markup("<thead><tr>\n");
    for column in table.columns() {
        html.element("th", &[("scope", "col"), ("class", class(column))], column.title.in_language(language));
    }
    html.markup("</tr></thead>\n<tbody>\n");
    let places = table.places();
    let mut in_total = false;
    for row in table.shown() {
        if row.kind == RowKind::Total && !in_total {
            html.markup("</tbody>\n<tfoot>\n");
            in_total = true;
        }
        write_row(html, row.kind, table.columns(), &table.shown_cells(row, &places, language));
    }
    html.markup(if in_total { "</tfoot>\n" } else { "</tbody>\n" }).close("table").close("div");
    for note in table.notes() {
        html.element("p", &[("class", "note")], note.in_language(language));
    }
}

fn write_row(html: &mut Html, kind: RowKind, columns: &[Column], cells: &[String]) {
    let kind = match kind {
        RowKind::Line => "line",
        RowKind::Subtotal => "subtotal",
        RowKind::Total => "total",
    };
    html.open("tr", &[("class", kind)]);
    for (index, (shown, column)) in cells.iter().zip(columns).enumerate() {
        match (index, column.kind) {
            (0, _) => html.element("th", &[("scope", "row"), ("class", class(column))], shown),
            // A figure reads from left to right in Persian too: the minus stands before it.
            (_, ColumnKind::Number | ColumnKind::Percent | ColumnKind::Date) => {
                html.element("td", &[("class", class(column)), ("dir", "ltr")], shown)
            }
            (_, ColumnKind::Text) => html.element("td", &[("class", class(column)), ("dir", "auto")], shown),
        };
    }
    html.close("tr");
}

fn class(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Text => "t",
        ColumnKind::Number | ColumnKind::Percent => "n",
        ColumnKind::Date => "d",
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
