//! One measure by two fields: the codes of one down, of the other across, with the totals of both.

use super::labels;
use crate::bilingual::Bilingual;
use crate::calendar::FiscalYear;
use crate::consolidation::{Cell, Consolidation};
use crate::error::Result;
use crate::finding::Scalar;
use crate::ordered::Ordered as _;
use crate::report::table::{Column, ReportTable, RowKind, unit_words};
use std::collections::BTreeMap;

/// The table of a measure, from totals by both fields in this order and by the second alone.
///
/// A cell without a line is missing, not zero; the last column and the last row are the exact totals.
pub(super) fn crossed(
    total: &Consolidation,
    [down, across]: [&str; 2],
    measure: &str,
    year: FiscalYear,
) -> Result<ReportTable> {
    let sum =
        |cell: &Cell| cell.measures.get(measure).and_then(|total| total.sum).map_or(Scalar::Missing, Scalar::Number);
    let last = |cell: &Cell| cell.key.last().cloned().flatten();
    let by_both: BTreeMap<Vec<Option<String>>, Scalar> =
        total.cells_by(&[down, across])?.iter().map(|cell| (cell.key.clone(), sum(cell))).ordered();
    // The titles of codes are those of the tables by one field.
    let titles_of = |field: &str| -> Result<ReportTable> { Ok(labels::titled(total.table(&[field])?, &[field], year)) };
    let (rows, columns) = (titles_of(down)?, titles_of(across)?);
    let across_cells: Vec<Cell> = total.cells_by(&[across])?.into_iter().filter(|cell| 0 < cell.lines).collect();
    let label = |table: &ReportTable, code: &Option<String>| {
        let known = table.columns().first().and_then(|column| column.labels.get(code.as_deref()?).cloned());
        known.unwrap_or_else(|| match code {
            Some(code) => Bilingual::new(code, code),
            None => Bilingual::new("بدون کد", "without a code"),
        })
    };
    let title = total
        .measures()
        .iter()
        .find(|known| known.name == measure)
        .map(|known| known.title.clone())
        .unwrap_or_default();
    let amount = |name: &str, words: Bilingual| Column { unit: total.unit(), ..Column::number(name, words) };
    let names: Vec<String> = across_cells.iter().map(|cell| last(cell).unwrap_or_else(|| "none".to_owned())).collect();
    let mut all: Vec<Column> = rows.columns().first().cloned().into_iter().collect();
    all.extend(across_cells.iter().zip(&names).map(|(cell, name)| amount(name, label(&columns, &last(cell)))));
    all.push(amount("total", Bilingual::new("جمع", "Total")).summing(names));
    let mut table = ReportTable::new(
        Bilingual::new(
            format!("{} به تفکیک {} و {}", title.fa, heading(&rows).fa, heading(&columns).fa),
            format!("{} by {} and {}", title.en, heading(&rows).en, heading(&columns).en),
        ),
        all,
    );
    for cell in total.cells_by(&[down])?.iter().filter(|cell| 0 < cell.lines) {
        let code = last(cell);
        let own = across_cells
            .iter()
            .map(|other| by_both.get(&vec![code.clone(), last(other)]).cloned().unwrap_or(Scalar::Missing));
        let name = code.clone().map_or(Scalar::Missing, Scalar::Text);
        table.push(RowKind::Line, [name].into_iter().chain(own).chain([sum(cell)]).collect())?;
    }
    if let Some(whole) = total.cell(&[], &[])? {
        let own = across_cells.iter().map(sum);
        table.push(RowKind::Total, [Scalar::Missing].into_iter().chain(own).chain([sum(&whole)]).collect())?;
    }
    Ok(total.unit().map_or(table.clone(), |unit| table.headed(unit_words(unit))))
}

fn heading(table: &ReportTable) -> Bilingual {
    table.columns().first().map(|column| column.title.clone()).unwrap_or_default()
}
