//! R12: what was amended, moved between chapters and notified, as the registers have it.

use super::Reports;
use super::missing;
use super::report::Report;
use crate::bilingual::Bilingual;
use crate::dataset::{Kind, Table};
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::report::table::{Column, ReportTable, RowKind, unit_words};
use crate::scaled::Scaled;

/// The registers, in the order in which they are shown.
const REGISTERS: [&str; 3] = ["amendments", "transfers", "notices"];

impl Reports {
    pub(super) fn amendments(&self) -> Result<Vec<ReportTable>> {
        let there: Vec<&Table> = REGISTERS.iter().filter_map(|name| self.data.table(name)).collect();
        let Some(_) = there.first() else {
            // The first of them stands for all in the error.
            let [first, ..] = REGISTERS;
            return missing::table(&self.data, Report::Amendments, first).map(|_| Vec::new());
        };
        there.into_iter().map(|table| self.register(table)).collect()
    }

    /// All rows of a table, with the totals of its amounts.
    fn register(&self, table: &Table) -> Result<ReportTable> {
        let given = || table.schema().fields().iter().enumerate().filter(|(at, _)| table.column(*at).is_some());
        let column = |(_, field): (usize, &crate::dataset::Field)| {
            let column = match field.kind {
                Kind::Amount { unit, .. } => Column::amount(&field.name, field.title.clone(), unit),
                Kind::Number { .. } => Column::number(&field.name, field.title.clone()),
                Kind::Percent { .. } => Column::percent(&field.name, field.title.clone()),
                Kind::Date => Column::date(&field.name, field.title.clone()),
                _ => Column::text(&field.name, field.title.clone()),
            };
            if field.name == "agency" { column.labelled(self.agency_titles()) } else { column }
        };
        let mut out = ReportTable::new(table.schema().title().clone(), given().map(column).collect());
        let unit = given().find_map(|(_, field)| match field.kind {
            Kind::Amount { unit, .. } => Some(unit),
            _ => None,
        });
        let mut sums: Vec<Option<Scaled>> = given().map(|_| None).collect();
        for row in (0..table.rows()).filter(|row| self.counts_in(table, *row)) {
            let cells: Vec<Scalar> = given().map(|(at, _)| table.scalar(row, at)).collect();
            for ((sum, cell), (_, field)) in sums.iter_mut().zip(&cells).zip(given()) {
                if let (Kind::Amount { .. }, Scalar::Number(figure)) = (field.kind, cell) {
                    *sum = Some(sum.unwrap_or(Scaled::ZERO).checked_add(*figure).ok_or_else(too_large)?);
                }
            }
            // Codes are known folded, where labels stand too.
            let folded = given().zip(cells).map(|((_, field), cell)| match cell {
                Scalar::Text(code) if field.name == "agency" => Scalar::Text(crate::text::fold(&code)),
                cell => cell,
            });
            out.push(RowKind::Line, folded.collect())?;
        }
        out.push(RowKind::Total, sums.into_iter().map(|sum| sum.map_or(Scalar::Missing, Scalar::Number)).collect())?;
        if out.rows().len() == 1 {
            out.note(Bilingual::new("این دفتر سطری ندارد", "This register has no rows"));
        }
        Ok(unit.map_or(out.clone(), |unit| out.headed(unit_words(unit))))
    }

    /// A register without a field of agencies belongs to nobody's submission.
    fn counts_in(&self, table: &Table, row: usize) -> bool {
        table.schema().field("agency").is_none() || self.counts(table.text(row, "agency"))
    }
}

fn too_large() -> Error {
    Error::new("report.too_large", "جمع مبلغ‌ها از ۱۲۸ بیت بیشتر است", "the sum of the amounts needs more than 128 bits")
}
