//! The table of a consolidation: lines by code, subtotals, the grand total, and what there is to know about them.

use super::figure::digits;
use super::table::{Column, ReportTable, RowKind, text, unit_words};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::consolidation::{Cell, Consolidation, Missing, RatioRule, Status};
use crate::error::Result;
use crate::finding::Scalar;
use crate::lifecycle::State;
use crate::scaled::Scaled;

/// As many missing agencies are named below a table.
const NAMED: usize = 12;

impl Consolidation {
    /// The totals of one grouping as a table: a row for each group, a subtotal for each beginning of the grouping, and
    /// the grand total. Notes state the unit, whether the total is preliminary, who is missing, and what was rounded.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping` for fields that the plan does not group by in this order.
    pub fn table(&self, by: &[&str]) -> Result<ReportTable> {
        let mut cells = self.cells_by(by)?;
        for length in 1..by.len() {
            cells.extend(self.cells_by(by.get(..length).unwrap_or_default())?);
        }
        // Groups in the order of their codes, each subtotal behind what it sums: a key that has ended sorts last.
        let depth = |cell: &Cell, at: usize| cell.key.get(at).map_or((1, None), |code| (0, code.clone()));
        cells.sort_by_cached_key(|cell| (0..by.len()).map(|at| depth(cell, at)).collect::<Vec<_>>());
        let whole = self.cell(&[], &[])?;
        let ratios = self.distinct_ratios();
        let covered = whole.as_ref().is_some_and(|cell| cell.coverage.is_some());
        let mut table = ReportTable::new(self.heading(by), self.columns(by, &cells, &ratios, covered));
        // Without fields the grand total is the only row.
        for cell in cells.iter().filter(|cell| !cell.by.is_empty()) {
            let row = self.row(cell, by.len(), &ratios, covered);
            match cell.key.len() < by.len() {
                true => table.push_subtotal(cell.key.len(), row)?,
                false => table.push(RowKind::Line, row)?,
            }
        }
        if let Some(whole) = whole {
            table.push(RowKind::Total, self.row(&whole, by.len(), &ratios, covered))?;
            self.notes(&mut table, &whole, &ratios);
        }
        Ok(table)
    }

    /// The ratios that differ by definition: realisation is absorption where nothing was amended.
    fn distinct_ratios(&self) -> Vec<&RatioRule> {
        let mut distinct: Vec<&RatioRule> = Vec::new();
        for rule in self.ratios() {
            let same = |known: &&RatioRule| known.numerator == rule.numerator && known.denominator == rule.denominator;
            if !distinct.iter().any(same) {
                distinct.push(rule);
            }
        }
        distinct
    }

    fn heading(&self, by: &[&str]) -> Bilingual {
        if by.is_empty() {
            return Bilingual::new("جمع کل", "Grand total");
        }
        let titles: Vec<Bilingual> = by.iter().map(|field| self.field_title(field)).collect();
        let joined = |pick: fn(&Bilingual) -> &str, and: &str| titles.iter().map(pick).collect::<Vec<_>>().join(and);
        Bilingual::new(
            format!("تلفیق به تفکیک {}", joined(|title| &title.fa, " و ")),
            format!("Totals by {}", joined(|title| &title.en, " and ")),
        )
    }

    fn field_title(&self, field: &str) -> Bilingual {
        self.title(field).cloned().unwrap_or_else(|| Bilingual::new(field, field))
    }

    fn columns(&self, by: &[&str], cells: &[Cell], ratios: &[&RatioRule], covered: bool) -> Vec<Column> {
        let mut columns = Vec::new();
        for (at, field) in by.iter().enumerate() {
            let codes = cells.iter().filter_map(|cell| cell.key.get(at)?.as_deref());
            let labels = codes.filter_map(|code| {
                let (written, title) = self.shown(field, code)?;
                // A code stays beside its title: titles repeat, codes do not.
                let label = title.map(|title| format!("{code} {title}"));
                let label = label.or_else(|| (written != code).then(|| written.to_owned()))?;
                // Half a word in other digits is no word: `OIL_1` stays as it is.
                let is_latin = label.bytes().any(|byte| byte.is_ascii_alphabetic());
                let fa = if is_latin { label.clone() } else { digits(&label) };
                Some((code.to_owned(), Bilingual::new(fa, label)))
            });
            columns.push(Column::text(*field, self.field_title(field)).labelled(labels));
        }
        if by.is_empty() {
            columns.push(Column::text("total", Bilingual::new("شرح", "Item")));
        }
        columns.push(Column::number("lines", Bilingual::new("تعداد ردیف", "Lines")));
        let measure = |measure: &crate::consolidation::Measure| {
            let unit = measure.unit.and_then(|unit| Unit::parse(unit).ok());
            Column { unit, ..Column::number(&measure.name, measure.title.clone()) }
        };
        columns.extend(self.measures().iter().map(measure));
        let digits = self.plan().percent_digits;
        let percent = |rule: &&RatioRule| Column::percent(rule.name, rule.title.clone()).with_places(digits);
        columns.extend(ratios.iter().map(percent));
        if covered {
            let title = Bilingual::new("پوشش اعتبار مصوب", "Approved credit covered");
            columns.push(Column::percent("coverage", title).with_places(digits));
        }
        columns
    }

    fn row(&self, cell: &Cell, width: usize, ratios: &[&RatioRule], covered: bool) -> Vec<Scalar> {
        let number = |number: Option<Scaled>| number.map_or(Scalar::Missing, Scalar::Number);
        let code = |at: usize| cell.key.get(at).and_then(Option::as_deref).map_or(Scalar::Missing, text);
        let mut row: Vec<Scalar> = (0..width.max(1)).map(code).collect();
        row.push(Scalar::Number(Scaled::new(i128::from(cell.lines), 0)));
        let sum = |name: &str| cell.measures.get(name).and_then(|total| total.sum);
        row.extend(self.measures().iter().map(|measure| number(sum(&measure.name))));
        let percent = |name: &str| cell.ratios.get(name).copied().flatten().and_then(|ratio| ratio.percent);
        row.extend(ratios.iter().map(|rule| number(percent(rule.name))));
        if covered {
            let share = cell.coverage.as_ref().and_then(|coverage| coverage.share);
            row.push(number(share.and_then(|share| share.percent)));
        }
        row
    }

    fn notes(&self, table: &mut ReportTable, whole: &Cell, ratios: &[&RatioRule]) {
        if let Some(unit) = self.unit() {
            table.note(unit_words(unit));
        }
        match self.status() {
            Status::Approved => {
                table.note(note("فقط گزارش‌های تأییدشده جمع شده‌اند", "Only approved submissions are summed"))
            }
            Status::Preliminary => table.note(note(
                "این جمع مقدماتی است: گزارش‌های تأییدنشده نیز در آن هست",
                "This total is preliminary: submissions that are not approved are in it",
            )),
            Status::Unstated => {}
        }
        for measure in self.measures() {
            let missing = whole.measures.get(&measure.name).map_or(0, |total| total.missing);
            if missing > 0 {
                let (fa, en) = (&measure.title.fa, &measure.title.en);
                table.note(note(
                    format!("{missing} ردیف برای «{fa}» رقم ندارد و صفر گرفته نشده است"),
                    format!("lines without a figure for {en}: {missing}, not taken as zero"),
                ));
            }
        }
        if let Some(coverage) = &whole.coverage {
            let (come, all) = (coverage.agencies.reported, coverage.agencies.expected);
            table.note(match coverage.agencies.approved {
                // Who has sent something that is not approved may not be in these figures: only approval is known.
                Some(approved) if self.status() == Status::Approved => note(
                    format!("از {all} دستگاه موافقتنامه‌ها گزارش {approved} دستگاه تأیید شده است"),
                    format!("the reports of {approved} of the {all} agencies of the agreements are approved"),
                ),
                _ => note(
                    format!("از {all} دستگاه موافقتنامه‌ها {come} دستگاه گزارش داده‌اند"),
                    format!("{come} of the {all} agencies of the agreements have reported"),
                ),
            });
            if !coverage.missing.is_empty() {
                table.note(missing_note(&coverage.missing));
            }
        }
        for rule in ratios {
            let title = |name: &str| {
                let measure = self.measures().iter().find(|measure| measure.name == name);
                measure.map_or_else(|| Bilingual::new(name, name), |measure| measure.title.clone())
            };
            let (above, below) = (title(&rule.numerator), title(&rule.denominator));
            table.note(note(
                format!("{} = {} ÷ {}", rule.title.fa, above.fa, below.fa),
                format!("{} = {} ÷ {}", rule.title.en, above.en, below.en),
            ));
        }
        if !ratios.is_empty() || whole.coverage.is_some() {
            let digits = self.plan().percent_digits;
            table.note(note(
                format!(
                    "درصدها از جمع‌ها حساب و فقط برای نمایش تا {digits} رقم اعشار به روش نیم به بالا گرد شده‌اند؛ بر پایه صفر تعریف‌نشده‌اند (–)"
                ),
                format!(
                    "Percentages come from sums and are rounded half up for showing only (decimal places: {digits}); on a zero base they are undefined (–)"
                ),
            ));
        }
    }
}

/// A note whose figures are in the digits of its language.
fn note(fa: impl AsRef<str>, en: impl Into<String>) -> Bilingual {
    Bilingual::new(digits(fa.as_ref()), en)
}

/// Who is missing, by name and stage.
fn missing_note(missing: &[Missing]) -> Bilingual {
    let named = |agency: &Missing, stage: fn(&str) -> String| {
        let title = agency.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
        let stage = agency.stage.as_deref().map(|name| format!(" ({})", stage(name))).unwrap_or_default();
        format!("{}{title}{stage}", agency.agency)
    };
    let names = |and: &str, stage: fn(&str) -> String| {
        missing.iter().take(NAMED).map(|agency| named(agency, stage)).collect::<Vec<_>>().join(and)
    };
    let more = missing.len().saturating_sub(NAMED);
    let (fa, en) = match more {
        0 => (String::new(), String::new()),
        more => (format!(" و {more} دستگاه دیگر"), format!(" and {more} more")),
    };
    note(
        format!("نیامده‌ها: {}{fa}", names("، ", |state| stage_title(state).fa)),
        format!("Missing: {}{en}", names(", ", |state| stage_title(state).en)),
    )
}

/// A state of the lifecycle has a title; another office's state is shown as it is called there.
fn stage_title(state: &str) -> Bilingual {
    match state.parse::<State>() {
        Ok(state) => Bilingual::new(state.title_fa(), state.title_en()),
        Err(_) => Bilingual::new(state, state),
    }
}

#[cfg(test)]
#[path = "consolidated_tests.rs"]
mod tests;
