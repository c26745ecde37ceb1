//! Measures that the lines do not have as such: figures of another basis, and sums of products that ratios are made of.

use super::measure::unit_conflict;
use super::plan::{Plan, position};
use super::source::unknown_table;
use crate::bilingual::Bilingual;
use crate::calendar::Basis;
use crate::dataset::{Bitmap, Column, Dataset, Field, Integers, KeyIndex, Kind, NO_GROUP, Numbers, Table};
use crate::error::{Error, Result};
use crate::scaled::Scaled;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Figures of the lines on another basis than they are reported on.
///
/// A cumulative figure less that of the period before is the period's own; a period's own figure and those of all periods
/// before it are cumulative. The figures before are a table of the dataset. Fields without a basis stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// The basis that totals are wanted on.
    pub to: Basis,
    /// The table of the figures before: of one earlier period for in-period totals, of all of them for cumulative ones.
    #[serde(default = "previous")]
    pub previous: String,
    /// The fields of the lines' key that are another in an earlier period.
    #[serde(default = "period")]
    pub apart_from: Vec<String>,
    /// What a line is that was not there before.
    #[serde(default)]
    pub absent: Absent,
}

/// What a line is in a conversion that has no figure before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Its figure on the other basis is not known: it is missing, and counted as such.
    #[default]
    Missing,
    /// It had nothing before: as in the first period of a year.
    Zero,
}

fn previous() -> String {
    "previous".to_owned()
}

fn period() -> Vec<String> {
    vec!["period".to_owned()]
}

impl Conversion {
    /// A conversion with the table `previous`.
    #[must_use]
    pub fn new(to: Basis) -> Self {
        Self { to, previous: previous(), apart_from: period(), absent: Absent::Missing }
    }
}

/// A measure made of fields: its name, its titles, the fields, and what it is made by.
type Definition = (&'static str, [&'static str; 2], &'static [&'static str], Made);

/// How a measure is made of fields; a line that lacks one of them has no figure.
#[derive(Clone, Copy)]
enum Made {
    /// The fields added.
    Sum,
    /// The first times the second.
    Product,
    /// The first, over lines that have all of them.
    First,
}

/// Weights and percentages of projects as ratios need them: the sum over lines that have both, so that a project whose
/// progress is not known weighs nothing.
const DEFINITIONS: [Definition; 5] = [
    ("spent_to_date", ["هزینه از آغاز", "Spent to date"], &["previous_years", "spent"], Made::Sum),
    (
        "weighted_progress",
        ["پیشرفت فیزیکی × وزن", "Progress × weight"],
        &["weight", "physical_progress"],
        Made::Product,
    ),
    ("progress_weight", ["وزن", "Weight"], &["weight", "physical_progress"], Made::First),
    (
        "weighted_made",
        ["پیشرفت امسال × وزن", "Progress of the year × weight"],
        &["weight", "progress_this_year", "predicted_this_year"],
        Made::Product,
    ),
    (
        "weighted_predicted",
        ["پیشرفت پیش‌بینی‌شده × وزن", "Predicted progress × weight"],
        &["weight", "predicted_this_year", "progress_this_year"],
        Made::Product,
    ),
];

/// The lines of a dataset with the measures that the plan wants and the lines lack.
pub(super) fn lines(data: &Dataset, lines: Arc<Table>, plan: &Plan) -> Result<Arc<Table>> {
    let mut table = lines;
    if let Some(conversion) = &plan.conversion {
        table = converted(data, &table, plan, conversion)?;
    }
    let mut added = Vec::new();
    for definition in DEFINITIONS {
        let wanted = plan.measures.iter().any(|name| name == definition.0);
        if wanted && table.schema().field(definition.0).is_none() {
            added.push(made(&table, definition)?);
        }
    }
    Ok(if added.is_empty() { table } else { Arc::new(table.with_columns(added)) })
}

/// One made measure.
fn made(table: &Table, (name, [fa, en], fields, by): Definition) -> Result<(Field, Option<Column>)> {
    let mut columns = Vec::with_capacity(fields.len());
    let mut kind = Kind::Number { scale: 0 };
    let mut scales = Vec::with_capacity(fields.len());
    for (at, field) in fields.iter().enumerate() {
        let position = position(table.schema(), field)?;
        let own = table.kind(position).unwrap_or(Kind::Text);
        let Some(scale) = own.value_scale() else { return Err(super::measure::not_a_measure(table, field)) };
        match (kind, own) {
            (Kind::Amount { unit, .. }, Kind::Amount { unit: other, .. }) if unit != other => {
                return Err(unit_conflict((field, other.name()), (name, unit.name())));
            }
            (Kind::Number { .. }, Kind::Amount { .. }) if at == 0 => kind = own,
            _ => {}
        }
        scales.push(scale);
        columns.push(match table.column(position) {
            Some(Column::Numbers(numbers)) => Some(numbers),
            _ => None,
        });
    }
    let first_two = |combine: fn(u32, u32) -> u32| match scales.as_slice() {
        [a, b, ..] => combine(*a, *b),
        _ => 0,
    };
    let scale = match by {
        Made::Sum => first_two(u32::max),
        Made::Product => first_two(u32::saturating_add),
        Made::First => scales.first().copied().unwrap_or(0),
    };
    let figure = |row: usize| -> Result<Option<i128>> {
        let mut figures = Vec::with_capacity(columns.len());
        for (column, scale) in columns.iter().zip(&scales) {
            match column.and_then(|numbers| numbers.get(row)) {
                Some(value) => figures.push(Scaled::new(value, *scale)),
                None => return Ok(None),
            }
        }
        let made = match (by, figures.as_slice()) {
            (Made::Sum, [a, b, ..]) => a.checked_add(*b),
            (Made::Product, [a, b, ..]) => a.checked_mul(*b),
            (_, figures) => figures.first().copied(),
        };
        made.and_then(|made| made.at_scale(scale)).map(Some).ok_or_else(super::groups::overflow)
    };
    let kind = match kind {
        Kind::Amount { unit, .. } => Kind::Amount { unit, scale },
        _ => Kind::Number { scale },
    };
    let column = numbers((0..table.rows()).map(figure).collect::<Result<_>>()?, scale);
    let field = Field {
        name: name.to_owned(),
        kind,
        required: false,
        non_negative: false,
        basis: None,
        title: Bilingual::new(fa, en),
        law: None,
    };
    Ok((field, Some(column)))
}

fn numbers(figures: Vec<Option<i128>>, scale: u32) -> Column {
    let validity: Option<Bitmap> =
        figures.iter().any(Option::is_none).then(|| figures.iter().map(Option::is_some).collect());
    let values = figures.into_iter().map(Option::unwrap_or_default).collect();
    Column::Numbers(Numbers::new(Integers::of(values), scale, validity))
}

/// The lines with the measures of another basis converted.
fn converted(data: &Dataset, lines: &Arc<Table>, plan: &Plan, conversion: &Conversion) -> Result<Arc<Table>> {
    let before = data.table(&conversion.previous).ok_or_else(|| unknown_table(data, &conversion.previous))?;
    let key: Vec<&str> = lines.schema().key().iter().map(String::as_str).collect();
    let key: Vec<&str> =
        key.into_iter().filter(|name| !conversion.apart_from.iter().any(|other| other == name)).collect();
    if key.is_empty() {
        return Err(Error::new(
            "consolidation.no_key",
            format!("جدول «{}» کلیدی ندارد که ردیف دوره پیش با آن یافته شود", lines.name()),
            format!("table `{}` has no key by which a line of the period before is found", lines.name()),
        )
        .at(lines.name())
        .help("کلید جدول را در دفتر قواعد اعلام کنید", "declare the table's key in the rulebook"));
    }
    let at = |table: &Table| key.iter().map(|name| position(table.schema(), name)).collect::<Result<Vec<_>>>();
    let index = KeyIndex::build(before, &at(before)?);
    let groups = index.lookup(lines, &at(lines)?);
    let mut table = Table::clone(lines);
    for name in &plan.measures {
        let Some((position, field)) = lines.schema().field(name) else { continue };
        if field.basis.is_none_or(|basis| basis == conversion.to) {
            continue;
        }
        let (Some(scale), Some((_, other))) = (field.kind.stored_scale(), before.schema().field(name)) else {
            continue;
        };
        if let (Kind::Amount { unit, .. }, Kind::Amount { unit: theirs, .. }) = (field.kind, other.kind)
            && unit != theirs
        {
            return Err(unit_conflict((name, theirs.name()), (name, unit.name())));
        }
        let scale = scale.max(other.kind.stored_scale().unwrap_or(scale));
        let earlier = sums(before, &index, name, conversion.to == Basis::InPeriod)?;
        let figure = |row: usize| -> Result<Option<i128>> {
            let Some(now) = lines.number(row, name) else { return Ok(None) };
            let before = match groups.get(row).copied().unwrap_or(NO_GROUP) {
                NO_GROUP if conversion.absent == Absent::Zero => Some(Scaled::ZERO),
                group => earlier.get(group as usize).copied().flatten(),
            };
            let Some(before) = before else { return Ok(None) };
            let result = match conversion.to {
                Basis::InPeriod => now.checked_sub(before),
                Basis::Cumulative => now.checked_add(before),
            };
            result.and_then(|result| result.at_scale(scale)).map(Some).ok_or_else(super::groups::overflow)
        };
        let column = numbers((0..lines.rows()).map(figure).collect::<Result<_>>()?, scale);
        let kind = match field.kind {
            Kind::Amount { unit, .. } => Kind::Amount { unit, scale },
            kind => kind,
        };
        table = table.with_column(position, Field { basis: Some(conversion.to), kind, ..field.clone() }, column);
    }
    Ok(Arc::new(table))
}

/// The figures before of each key: their sum, or where only one period is wanted, the figure of the only line. None where
/// one of them is empty, or several lines stand where one must.
fn sums(table: &Table, index: &KeyIndex, name: &str, only_one: bool) -> Result<Vec<Option<Scaled>>> {
    let mut sums = vec![Some(Scaled::ZERO); index.groups()];
    for (row, group) in index.of_rows().iter().enumerate() {
        let Some(slot) = sums.get_mut(*group as usize) else { continue };
        *slot = match (*slot, table.number(row, name)) {
            _ if only_one && 1 < index.size(*group) => None,
            (Some(sum), Some(figure)) => Some(sum.checked_add(figure).ok_or_else(super::groups::overflow)?),
            _ => None,
        };
    }
    Ok(sums)
}

#[cfg(test)]
#[path = "derived_tests.rs"]
mod tests;
