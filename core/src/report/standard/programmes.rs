//! R3: money by affair, chapter and programme, read from the digits of programme codes.

use super::Reports;
use super::labels;
use super::missing;
use super::money::note;
use super::report::Report;
use crate::bilingual::Bilingual;
use crate::classification::PlanCode;
use crate::consolidation::{Cell, Consolidation, Ratio};
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::report::table::{Column, ReportTable, RowKind, count, text, unit_words};
use crate::scaled::Scaled;
use std::collections::BTreeMap;

const MEASURES: [&str; 6] = ["approved", "amended", "allocated", "received", "paid", "spent"];

/// What a row sums: lines, and the figures there are.
#[derive(Clone, Debug, Default)]
struct Sums {
    lines: u64,
    figures: BTreeMap<String, Scaled>,
}

impl Sums {
    fn add(&mut self, cell: &Cell) -> Result<()> {
        self.lines = self.lines.saturating_add(cell.lines);
        for (name, total) in &cell.measures {
            let Some(figure) = total.sum else { continue };
            let sum = self.figures.get(name).copied().unwrap_or(Scaled::ZERO).checked_add(figure);
            self.figures.insert(name.clone(), sum.ok_or_else(too_large)?);
        }
        Ok(())
    }
}

/// Affair, chapter and programme of a line; none for what its codes do not say.
type Place = [Option<String>; 3];

impl Reports {
    pub(super) fn programmes(&self) -> Result<Vec<ReportTable>> {
        let lines = self.lines(Report::Programmes)?;
        missing::field(lines, Report::Programmes, "programme")?;
        let (measures, lacking) = self.measures(Report::Programmes, &MEASURES)?;
        let fields: &[&str] =
            if lines.column_named("plan").is_some() { &["programme", "plan"] } else { &["programme"] };
        let total = self.totals(&[fields], &measures)?;
        let mut sums: BTreeMap<Place, Sums> = BTreeMap::new();
        let mut unplaced = 0_u64;
        for cell in total.cells_by(fields)? {
            let place = place(&cell);
            if place.iter().all(Option::is_none) {
                unplaced = unplaced.saturating_add(cell.lines);
            }
            // A place sums into itself, its chapter, its affair and the whole: keys that end early are totals.
            sums.entry(place).or_default().add(&cell)?;
        }
        let mut table = ReportTable::new(Report::Programmes.title(), self.programme_columns(&total));
        let (mut affair, mut chapter, mut whole) = (Sums::default(), Sums::default(), Sums::default());
        let mut rows = sums.iter().filter(|(_, sums)| 0 < sums.lines).peekable();
        while let Some((place, own)) = rows.next() {
            let [of_affair, of_chapter, _] = place;
            for sums in [&mut chapter, &mut affair, &mut whole] {
                sums.lines = sums.lines.saturating_add(own.lines);
                for (name, figure) in &own.figures {
                    let sum = sums.figures.get(name).copied().unwrap_or(Scaled::ZERO).checked_add(*figure);
                    sums.figures.insert(name.clone(), sum.ok_or_else(too_large)?);
                }
            }
            table.push(RowKind::Line, row(&total, place, own))?;
            let next = rows.peek().map(|(place, _)| *place);
            let ends = |depth: usize| next.is_none_or(|next| next.get(..depth) != place.get(..depth));
            if ends(2) {
                let sums = std::mem::take(&mut chapter);
                if of_chapter.is_some() {
                    table.push_subtotal(2, row(&total, &[of_affair.clone(), of_chapter.clone(), None], &sums))?;
                }
            }
            if ends(1) {
                let sums = std::mem::take(&mut affair);
                if of_affair.is_some() {
                    table.push_subtotal(1, row(&total, &[of_affair.clone(), None, None], &sums))?;
                }
            }
        }
        table.push(RowKind::Total, row(&total, &[None, None, None], &whole))?;
        self.programme_notes(&mut table, &total, &lacking, unplaced);
        let table = labels::titled(table, &["affair"], self.frame.period.year);
        Ok(vec![total.unit().map_or(table.clone(), |unit| table.headed(unit_words(unit)))])
    }

    fn programme_columns(&self, total: &Consolidation) -> Vec<Column> {
        let words = |name: &str, fa: &str, en: &str| Column::text(name, Bilingual::new(fa, en));
        let mut columns = vec![
            words("affair", "امور", "Affair"),
            words("chapter", "فصل", "Chapter"),
            words("programme", "برنامه", "Programme"),
            Column::number("lines", Bilingual::new("تعداد ردیف", "Lines")),
        ];
        let amount = |measure: &crate::consolidation::Measure| Column {
            unit: total.unit(),
            ..Column::number(&measure.name, measure.title.clone())
        };
        columns.extend(total.measures().iter().map(amount));
        let digits = total.plan().percent_digits;
        columns.extend(
            total.ratios().iter().map(|rule| Column::percent(rule.name, rule.title.clone()).with_places(digits)),
        );
        columns
    }

    fn programme_notes(&self, table: &mut ReportTable, total: &Consolidation, lacking: &[&str], unplaced: u64) {
        // The notes of the grand total are those of these totals too: status, coverage, definitions, rounding.
        if let Ok(whole) = total.table(&[]) {
            whole.notes().iter().for_each(|note| table.note(note.clone()));
        }
        table.note(Bilingual::new(
            "امور و فصل از رقم‌های کد برنامه خوانده شده‌اند (دو رقم، چهار رقم)؛ ردیف بی‌برنامه با کد طرح خود جای گرفته است",
            "Affair and chapter are read from the digits of the programme (two, four); a line without one is placed by its plan",
        ));
        if 0 < unplaced {
            table.note(note(
                format!("{unplaced} ردیف کد برنامه یا طرح ده‌رقمی ندارد و بی‌امور آمده است"),
                format!("lines without a programme or plan code of ten digits, shown without an affair: {unplaced}"),
            ));
        }
        if !lacking.is_empty() {
            let names = lacking.join(", ");
            table.note(Bilingual::new(format!("در داده نیست: {names}"), format!("Not in the data: {names}")));
        }
    }
}

/// Where the codes of a group place it.
fn place(cell: &Cell) -> Place {
    let code = cell.key.iter().flatten().find_map(|code| PlanCode::parse(code).ok());
    let Some(code) = code else { return [None, None, None] };
    let prefix = |name: &str| code.prefix(name).map(str::to_owned);
    let programme = if code.is_programme() {
        Some(code.as_str().to_owned())
    } else {
        code.parent().map(|code| code.as_str().to_owned())
    };
    [prefix("affair"), prefix("chapter"), programme]
}

fn row(total: &Consolidation, place: &Place, sums: &Sums) -> Vec<Scalar> {
    let number = |number: Option<Scaled>| number.map_or(Scalar::Missing, Scalar::Number);
    let figure = |name: &String| sums.figures.get(name).copied();
    let mut row: Vec<Scalar> = place.iter().map(|code| code.as_deref().map_or(Scalar::Missing, text)).collect();
    row.push(count(usize::try_from(sums.lines).unwrap_or(usize::MAX)));
    row.extend(total.measures().iter().map(|measure| number(figure(&measure.name))));
    let digits = total.plan().percent_digits;
    row.extend(total.ratios().iter().map(|rule| {
        let ratio = figure(&rule.numerator).zip(figure(&rule.denominator)).and_then(|(a, b)| Ratio::of(a, b));
        number(ratio.and_then(|ratio| ratio.percent(digits)))
    }));
    row
}

fn too_large() -> Error {
    Error::new("report.too_large", "جمع‌ها از ۱۲۸ بیت بیشترند", "the sums need more than 128 bits")
}
