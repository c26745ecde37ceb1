//! R9: the figures beside those of the same period of last year.

use super::Reports;
use super::labels;
use super::missing;
use super::report::Report;
use crate::bilingual::Bilingual;
use crate::consolidation::{Cell, Plan, Ratio, consolidate};
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::ordered::{self, Ordered as _};
use crate::report::table::{Column, ReportTable, RowKind, unit_words};
use crate::scaled::Scaled;
use std::collections::BTreeMap;

/// What is compared, as far as both years have it.
const MEASURES: [&str; 3] = ["amended", "allocated", "paid"];

impl Reports {
    pub(super) fn comparison(&self) -> Result<Vec<ReportTable>> {
        let Some(earlier) = &self.earlier else {
            let (fa, en) = ("داده همین دوره در سال پیش", "the data of the same period of last year");
            return Err(missing::input(Report::Comparison, "earlier", fa, en));
        };
        let before = missing::table(earlier, Report::Comparison, "lines")?;
        let (measures, _) = self.measures(Report::Comparison, &MEASURES)?;
        let measures: Vec<&str> = measures.into_iter().filter(|name| before.column_named(name).is_some()).collect();
        ["kind", "agency"].iter().map(|field| self.beside(field, &measures)).collect()
    }

    /// The totals by one field, of both years.
    fn beside(&self, field: &str, measures: &[&str]) -> Result<ReportTable> {
        for data in [Some(&self.data), self.earlier.as_ref()].into_iter().flatten() {
            missing::field(missing::table(data, Report::Comparison, "lines")?, Report::Comparison, field)?;
        }
        let by: [&[&str]; 1] = [&[field]];
        let now = self.totals(&by, measures)?;
        // All figures of last year count: they are of a round that is over.
        let before = consolidate(self.earlier.as_ref().unwrap_or(&self.data), &Plan::new(&by, measures))?;
        if now.unit() != before.unit() {
            return Err(other_units());
        }
        let named = labels::titled(now.table(&[field])?, &[field], self.frame.period.year);
        let mut columns: Vec<Column> = named.columns().first().cloned().into_iter().collect();
        if let Some(column) = columns.first_mut() {
            // Agencies of last year alone have their titles there.
            let then = labels::titled(before.table(&[field])?, &[field], self.frame.period.year);
            for (code, title) in then.columns().first().map(|column| column.labels.clone()).unwrap_or_default() {
                column.labels.entry(code).or_insert(title);
            }
        }
        for measure in now.measures() {
            let title = &measure.title;
            let amount = |name: &str, fa: &str, en: &str| Column {
                unit: now.unit(),
                ..Column::number(
                    format!("{}{name}", measure.name),
                    Bilingual::new(format!("{}{fa}", title.fa), format!("{}{en}", title.en)),
                )
            };
            columns.push(amount("_before", "، سال پیش", ", last year"));
            let parts = ["_before", "_change"].map(|part| format!("{}{part}", measure.name));
            columns.push(amount("", "", "").summing(parts));
            columns.push(amount("_change", "، تغییر", ", change"));
            let growth = Bilingual::new(format!("{}، رشد", title.fa), format!("{}, growth", title.en));
            columns.push(Column::percent(format!("{}_growth", measure.name), growth).with_places(1));
        }
        let title = named.columns().first().map(|column| column.title.clone()).unwrap_or_default();
        let own = Report::Comparison.title();
        let mut table = ReportTable::new(
            Bilingual::new(format!("{} به تفکیک {}", own.fa, title.fa), format!("{}, by {}", own.en, title.en)),
            columns,
        );
        let keyed =
            |cells: Vec<Cell>| cells.into_iter().map(|cell| (cell.key.clone(), cell)).ordered::<BTreeMap<_, _>>();
        let (ours, theirs) = (keyed(now.cells_by(&[field])?), keyed(before.cells_by(&[field])?));
        let mut keys: Vec<_> = ours.keys().chain(theirs.keys()).collect();
        ordered::sort_by(&mut keys, Ord::cmp);
        keys.dedup();
        for key in keys {
            let name = key.first().cloned().flatten().map_or(Scalar::Missing, Scalar::Text);
            table.push(RowKind::Line, row(name, ours.get(key), theirs.get(key), measures)?)?;
        }
        let whole = [now.cell(&[], &[])?, before.cell(&[], &[])?];
        let [ours, theirs] = whole.each_ref().map(Option::as_ref);
        table.push(RowKind::Total, row(Scalar::Missing, ours, theirs, measures)?)?;
        table.note(Bilingual::new(
            "رشد = تغییر ÷ رقم سال پیش، تا یک رقم اعشار به روش نیم به بالا گرد شده؛ بر پایه صفر تعریف‌نشده است (–)",
            "Growth = change ÷ last year's figure, rounded half up to one decimal place; on a zero base it is undefined (–)",
        ));
        Ok(now.unit().map_or(table.clone(), |unit| table.headed(unit_words(unit))))
    }
}

fn row(name: Scalar, now: Option<&Cell>, before: Option<&Cell>, measures: &[&str]) -> Result<Vec<Scalar>> {
    let mut row = vec![name];
    for measure in measures {
        let sum = |cell: Option<&Cell>| cell.and_then(|cell| cell.measures.get(*measure)?.sum);
        let (ours, theirs) = (sum(now), sum(before));
        // A change needs both figures: a group that is not there is not a group of zero.
        let change = match ours.zip(theirs) {
            Some((ours, theirs)) => Some(ours.checked_sub(theirs).ok_or_else(too_large)?),
            None => None,
        };
        let growth = change.zip(theirs).and_then(|(change, theirs)| Ratio::of(change, theirs)?.percent(1));
        row.extend(
            [theirs, ours, change, growth].map(|number: Option<Scaled>| number.map_or(Scalar::Missing, Scalar::Number)),
        );
    }
    Ok(row)
}

fn other_units() -> Error {
    Error::new(
        "report.other_units",
        "مبالغ دو سال به یک یکا نیستند",
        "the amounts of the two years are not in one unit",
    )
    .at("earlier")
    .help("پیش از مقایسه هر دو را به یک یکا برگردانید", "convert both to one unit before comparing")
}

fn too_large() -> Error {
    Error::new("report.too_large", "تفاوت از ۱۲۸ بیت بیشتر است", "the difference needs more than 128 bits")
}
