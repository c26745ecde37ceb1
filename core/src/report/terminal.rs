//! A table as aligned terminal text.
//!
//! In Persian the first column stands at the right. Terminals differ: some reorder right-to-left text, some do not.
//! So the columns are laid out from left to right here, each cell with Persian letters is isolated (RLI ... PDI) and
//! every line begins with LRM: a terminal that reorders does so inside a cell only, and the columns stay in line.

use super::table::{Column, ColumnKind, ReportTable, RowKind};
use super::width::{cells, display_width};
use crate::bilingual::Language;
use std::fmt::{self, Write};

/// The widest a column of words becomes before its cells are wrapped.
const WIDEST: usize = 48;
/// Between two columns.
const GAP: &str = "  ";
const LRM: char = '\u{200e}';
const RLI: char = '\u{2067}';
const PDI: char = '\u{2069}';

/// A cell on paper: its lines.
pub(super) type Lines = Vec<String>;

impl ReportTable {
    /// The table as aligned text for a terminal, ending with a line break.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = Sheet::new(self, language).write(&mut out);
        out
    }
}

/// A table with every cell as it is shown, wrapped, and the width of each column.
struct Sheet<'a> {
    table: &'a ReportTable,
    language: Language,
    widths: Vec<usize>,
    header: Vec<Lines>,
    rows: Vec<(RowKind, Vec<Lines>)>,
}

impl<'a> Sheet<'a> {
    fn new(table: &'a ReportTable, language: Language) -> Self {
        let places = table.places();
        let columns = || table.columns().iter();
        let lines = |(column, text): (&Column, String)| wrap(&clean(&text), room(column));
        let titles = columns().map(|column| (column, column.title.in_language(language).to_owned()));
        let header: Vec<Lines> = titles.map(lines).collect();
        let rows: Vec<(RowKind, Vec<Lines>)> = table
            .shown()
            .map(|row| {
                let cells = table.shown_cells(row, &places, language);
                (row.kind, columns().zip(cells).map(lines).collect())
            })
            .collect();
        let widest = |index: usize| {
            let all = rows.iter().map(|(_, cells)| cells).chain([&header]);
            all.filter_map(|cells| cells.get(index)).flatten().map(|line| display_width(line)).max().unwrap_or(0)
        };
        let widths = (0..table.columns().len()).map(widest).collect();
        Self { table, language, widths, header, rows }
    }

    /// The cells that a whole line takes.
    fn width(&self) -> usize {
        let gaps = self.widths.len().saturating_sub(1).saturating_mul(GAP.len());
        self.widths.iter().sum::<usize>().saturating_add(gaps)
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        self.sentence(out, self.table.title().in_language(self.language))?;
        if let Some(header) = self.table.header() {
            self.sentence(out, header.in_language(self.language))?;
        }
        self.rule(out, '═')?;
        self.row(out, &self.header)?;
        self.rule(out, '─')?;
        let mut before = None;
        for (kind, cells) in &self.rows {
            if *kind == RowKind::Total && before.is_some_and(|kind| kind != RowKind::Total) {
                self.rule(out, '─')?;
            }
            self.row(out, cells)?;
            before = Some(*kind);
        }
        self.rule(out, '═')?;
        for note in self.table.notes() {
            self.sentence(out, note.in_language(self.language))?;
        }
        Ok(())
    }

    /// A title or note: over the whole width, from the side at which the language begins.
    fn sentence(&self, out: &mut String, text: &str) -> fmt::Result {
        let width = self.width().max(WIDEST);
        for line in wrap(&clean(text), width) {
            self.line(out, |out| match self.language {
                Language::Persian => pad(out, &line, self.width(), true),
                Language::English => out.write_str(&line),
            })?;
        }
        Ok(())
    }

    fn rule(&self, out: &mut String, stroke: char) -> fmt::Result {
        self.line(out, |out| (0..self.width()).try_for_each(|_| out.write_char(stroke)))
    }

    /// One row of the table, which is as many lines as its longest cell.
    fn row(&self, out: &mut String, row: &[Lines]) -> fmt::Result {
        let height = row.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let mut cells: Vec<_> = row.iter().zip(&self.widths).zip(self.table.columns()).collect();
            if self.language == Language::Persian {
                cells.reverse();
            }
            self.line(out, |out| {
                for (position, ((lines, width), column)) in cells.iter().enumerate() {
                    if position > 0 {
                        out.write_str(GAP)?;
                    }
                    let text = lines.get(index).map_or("", String::as_str);
                    let last = position.saturating_add(1) == cells.len();
                    let right = self.language == Language::Persian || is_figure(column);
                    // No blanks at the end of a line.
                    pad(out, text, if last && !right { 0 } else { **width }, right)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn line(&self, out: &mut String, content: impl FnOnce(&mut String) -> fmt::Result) -> fmt::Result {
        if self.language == Language::Persian {
            out.write_char(LRM)?;
        }
        content(out)?;
        out.write_char('\n')
    }
}

/// Text filled up with blanks to a width, at its left for figures and for Persian.
fn pad(out: &mut String, text: &str, width: usize, at_left: bool) -> fmt::Result {
    let blanks = width.saturating_sub(display_width(text));
    let fill = |out: &mut String| (0..blanks).try_for_each(|_| out.write_char(' '));
    if at_left {
        fill(out)?;
    }
    if text.chars().any(is_right_to_left) {
        write!(out, "{RLI}{text}{PDI}")?;
    } else {
        out.write_str(text)?;
    }
    if at_left { Ok(()) } else { fill(out) }
}

fn is_figure(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Number | ColumnKind::Percent)
}

/// Figures and dates are never broken; words are.
fn room(column: &Column) -> usize {
    if column.kind == ColumnKind::Text { WIDEST } else { usize::MAX }
}

/// Hebrew and Arabic letters; the digits of Persian are not among them.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{0590}'..='\u{05ff}' | '\u{0600}'..='\u{065f}' | '\u{066e}'..='\u{06ef}'
        | '\u{06fa}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Without what would break a line or a terminal: control characters become blanks (an escape sequence in somebody's
/// text must not reach the terminal), and explicit marks of direction are dropped, for cells bring their own.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

/// The text in lines of at most `room` cells, broken between words, and inside one only where it is longer by itself.
pub(super) fn wrap(text: &str, room: usize) -> Lines {
    if display_width(text) <= room {
        return vec![text.to_owned()];
    }
    let mut lines = Lines::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = display_width(&line).saturating_add(1).saturating_add(display_width(word));
        if !line.is_empty() && room < needed {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for character in word.chars() {
            if room < display_width(&line).saturating_add(cells(character)) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
