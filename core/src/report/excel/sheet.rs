//! One table on its sheet.

use super::number::exact;
use crate::bilingual::Language;
use crate::finding::Scalar;
use crate::report::figure::MISSING;
use crate::report::table::{Column, ColumnKind, ReportTable, Row, RowKind};
use crate::report::width::display_width;
use crate::scaled::Scaled;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError, utility::row_col_to_cell};

/// The rows above the first one of the table: title, unit, headings.
const ABOVE: u32 = 3;
/// A4.
const PAPER: u8 = 9;
/// The widest a column becomes; what is longer breaks.
const WIDEST: usize = 44;
/// As many pieces a formula sums; one of more is written as its figure.
const PIECES: usize = 200;

/// A figure as a spreadsheet keeps it: a percentage is so many hundredths.
fn stored(column: &Column, figure: Scaled) -> Scaled {
    match column.kind {
        ColumnKind::Percent => Scaled::new(figure.value(), figure.scale().saturating_add(2)),
        _ => figure,
    }
}

/// One table on its way to a sheet.
pub(super) struct Sheet<'a> {
    table: &'a ReportTable,
    language: Language,
    /// The positions of the rows in the order in which they are shown.
    order: Vec<usize>,
    /// For each row the rows that it sums.
    parts: Vec<Vec<usize>>,
    places: Vec<u32>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(table: &'a ReportTable, language: Language) -> Self {
        let kind = |at: &usize| table.rows().get(*at).map(|row| row.kind);
        let (totals, mut order): (Vec<usize>, Vec<usize>) =
            (0..table.rows().len()).partition(|at| kind(at) == Some(RowKind::Total));
        order.extend(totals);
        let mut parts = vec![Vec::new(); table.rows().len()];
        for (part, total) in table.summed_by().into_iter().enumerate() {
            if let Some(parts) = total.and_then(|total| parts.get_mut(total)) {
                parts.push(part);
            }
        }
        Self { table, language, order, parts, places: table.places() }
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, name: &str) -> Result<(), XlsxError> {
        let persian = self.language == Language::Persian;
        sheet.set_name(name)?.set_right_to_left(persian).set_landscape().set_paper_size(PAPER);
        sheet.set_print_fit_to_pages(1, 0);
        let direction = if persian { 2 } else { 1 };
        let words = Format::new().set_reading_direction(direction).set_align(FormatAlign::Top);
        let in_language = |text: &crate::bilingual::Bilingual| text.in_language(self.language).to_owned();
        sheet.write_with_format(0, 0, in_language(self.table.title()), &words.clone().set_bold().set_font_size(14))?;
        if let Some(header) = self.table.header() {
            sheet.write_with_format(1, 0, in_language(header), &words)?;
        }
        let heading = words
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_background_color(0x00F2_F4F7)
            .set_border_bottom(FormatBorder::Thin);
        for (at, column) in (0_u16..).zip(self.table.columns()) {
            sheet.write_with_format(ABOVE.saturating_sub(1), at, in_language(&column.title), &heading)?;
            sheet.set_column_width(at, self.width(usize::from(at), column))?;
        }
        let names = self.table.columns().iter().take_while(|column| column.kind == ColumnKind::Text).count();
        sheet.set_freeze_panes(ABOVE, u16::try_from(names).unwrap_or(1))?;
        sheet.set_repeat_rows(ABOVE.saturating_sub(1), ABOVE.saturating_sub(1))?;
        for (place, at) in (ABOVE..).zip(&self.order) {
            let Some(row) = self.table.rows().get(*at) else { continue };
            self.row(sheet, place, *at, row)?;
        }
        let below = ABOVE.saturating_add(u32::try_from(self.order.len()).unwrap_or(u32::MAX));
        for (place, note) in (below.saturating_add(1)..).zip(self.table.notes()) {
            sheet.write_with_format(place, 0, in_language(note), &words)?;
        }
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, place: u32, at: usize, row: &Row) -> Result<(), XlsxError> {
        let words = self.table.words_of(row, self.language);
        for (column_at, (column, cell)) in (0_u16..).zip(self.table.columns().iter().zip(&row.cells)) {
            let format = self.format(usize::from(column_at), column, row.kind);
            match cell {
                Scalar::Number(figure) => match exact(stored(column, *figure)) {
                    Some(number) => match self.formula(at, usize::from(column_at), *figure) {
                        Some(formula) => sheet.write_formula_with_format(place, column_at, formula, &format)?,
                        None => sheet.write_number_with_format(place, column_at, number, &format)?,
                    },
                    // Too many digits for a spreadsheet's number: the exact figure as text.
                    None => sheet.write_string_with_format(place, column_at, figure.to_string(), &format)?,
                },
                Scalar::Missing if column.kind != ColumnKind::Text => {
                    sheet.write_string_with_format(place, column_at, MISSING, &format)?
                }
                _ => {
                    let shown = words.get(usize::from(column_at)).map_or("", String::as_str);
                    sheet.write_string_with_format(place, column_at, shown, &format)?
                }
            };
        }
        Ok(())
    }

    /// The sum that a total is, where its parts are numbers that add up to it exactly; the kept result is the exact figure.
    fn formula(&self, row: usize, column: usize, figure: Scaled) -> Option<Formula> {
        let cell = |(row, column): (usize, usize)| self.table.rows().get(row).and_then(|row| row.cells.get(column));
        let own = self.table.columns().get(column)?;
        if own.kind != ColumnKind::Number {
            return None;
        }
        let position = |name: &String| self.table.columns().iter().position(|column| column.name == *name);
        let by_rows: Vec<(usize, usize)> = self.parts.get(row)?.iter().map(|part| (*part, column)).collect();
        let parts = if by_rows.is_empty() {
            own.parts.iter().map(|name| Some((row, position(name)?))).collect::<Option<Vec<_>>>()?
        } else {
            by_rows
        };
        let mut sum = Scaled::ZERO;
        let mut numbers = 0_usize;
        for part in &parts {
            match cell(*part)? {
                Scalar::Number(number) => {
                    exact(*number)?;
                    sum = sum.checked_add(*number)?;
                    numbers = numbers.saturating_add(1);
                }
                // A missing cell is words on the sheet, which a sum passes over.
                Scalar::Missing => {}
                _ => return None,
            }
        }
        let pieces = self.pieces(&parts)?;
        let adds_up = 0 < numbers && sum == figure && pieces.len() <= PIECES;
        adds_up.then(|| Formula::new(format!("=SUM({})", pieces.join(","))).set_result(figure.to_string()))
    }

    /// Cells as a spreadsheet names them: neighbours below each other as one piece.
    fn pieces(&self, parts: &[(usize, usize)]) -> Option<Vec<String>> {
        let place = |row: usize| {
            let place = self.order.iter().position(|at| *at == row)?;
            Some(ABOVE.saturating_add(u32::try_from(place).ok()?))
        };
        let mut places = parts
            .iter()
            .map(|(row, column)| Some((u16::try_from(*column).ok()?, place(*row)?)))
            .collect::<Option<Vec<_>>>()?;
        places.sort_unstable();
        let mut pieces: Vec<(u16, u32, u32)> = Vec::new();
        for (column, row) in places {
            match pieces.last_mut() {
                Some((of, _, last)) if *of == column && last.saturating_add(1) == row => *last = row,
                _ => pieces.push((column, row, row)),
            }
        }
        let name = |(column, first, last): (u16, u32, u32)| match first == last {
            true => row_col_to_cell(first, column),
            false => format!("{}:{}", row_col_to_cell(first, column), row_col_to_cell(last, column)),
        };
        Some(pieces.into_iter().map(name).collect())
    }

    /// How a cell looks: digits of the language, decimal places of its column, totals bold.
    fn format(&self, at: usize, column: &Column, kind: RowKind) -> Format {
        let places = self.places.get(at).copied().unwrap_or(0).min(30);
        let decimals = match usize::try_from(places) {
            Ok(places) if 0 < places => format!(".{}", "0".repeat(places)),
            _ => String::new(),
        };
        // The numeral shapes of Persian, for programs that know them; others show the same number in ASCII digits.
        let digits = if self.language == Language::Persian { "[$-3000429]" } else { "" };
        let format = Format::new().set_align(FormatAlign::Top);
        let format = match column.kind {
            ColumnKind::Number => {
                format.set_num_format(format!("{digits}#,##0{decimals}")).set_align(FormatAlign::Right)
            }
            ColumnKind::Percent => format.set_num_format(format!("{digits}0{decimals}%")).set_align(FormatAlign::Right),
            ColumnKind::Text | ColumnKind::Date => format.set_text_wrap(),
        };
        match kind {
            RowKind::Line => format,
            RowKind::Subtotal => format.set_bold().set_background_color(0x00F2_F4F7),
            RowKind::Total => {
                format.set_bold().set_border_top(FormatBorder::Thin).set_border_bottom(FormatBorder::Thin)
            }
        }
    }

    /// Wide enough for what stands in the column; headings and words break above a limit.
    fn width(&self, at: usize, column: &Column) -> u32 {
        let shown = |row: &Row| {
            self.table.shown_cells(row, &self.places, self.language).get(at).map_or(0, |cell| display_width(cell))
        };
        let cells = self.table.rows().iter().map(shown).max().unwrap_or(0);
        let title = column.title.in_language(self.language).split(' ').map(display_width).max().unwrap_or(0);
        u32::try_from(cells.max(title).clamp(6, WIDEST)).unwrap_or(10).saturating_add(3)
    }
}
