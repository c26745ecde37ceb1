//! Controlled rounding: a table in another unit whose rows, columns, subtotals and totals still add up.

mod flow;
mod forest;
mod grid;

use super::figure::digits;
use super::table::{Column, ReportTable, Row, unit_words};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::ordered;
use crate::scaled::{Scaled, power_of_ten};
use forest::Forest;
use grid::Grid;
use serde::Serialize;

/// What a rounded table could not keep at one of its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kept {
    /// The figure is not the sum of the rows that it totals.
    Rows,
    /// The figure is not the sum of the columns that it totals.
    Columns,
    /// The figure is a unit or more away from the exact one.
    Unit,
}

/// A figure at which a rounded table does not keep what it promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unkept {
    /// What is not kept.
    pub what: Kept,
    /// The position of the row in the table's rows.
    pub row: usize,
    /// The name of the column.
    pub column: String,
    /// The figure that is shown.
    pub shown: Scaled,
    /// The sum of the shown parts, or the exact figure.
    pub against: Scaled,
    /// Whether the exact figures do not add up there either, so that no rounding could.
    pub inexact: bool,
}

impl ReportTable {
    /// The same table with its amounts in another unit, rounded to `places` decimal places so that they add up: every
    /// subtotal is the sum of its rows, every total of columns the sum of its parts, and no figure is a unit (of the last
    /// place) or more away from the exact one. A figure that needs no rounding is shown as it is; zero stays zero. The
    /// figures lie as near to the exact ones as that allows, totals before lines, and do not depend on the order of
    /// the rows. Percentages stay those of the exact figures. Notes say that figures are rounded.
    ///
    /// It is always possible where sums are nested in one direction only (lines under subtotals, or columns under totals
    /// of totals). Where both are nested it mostly is, and where the exact figures do not add up themselves nothing can
    /// be kept: [`ReportTable::unkept`] lists each such figure, and a note says so.
    ///
    /// # Errors
    /// `report.no_amounts` for a table without a column of amounts; `report.too_large` for figures of more than 128 bits.
    ///
    /// # Example
    /// Three thirds of 1,000 million rials: 334 + 333 + 333 in milliard rials would be 0 each, and their sum 1.
    /// ```
    /// use amalkard::Unit;
    /// use amalkard::bilingual::{Bilingual, Language};
    /// use amalkard::finding::Scalar;
    /// use amalkard::report::{Column, ReportTable, RowKind};
    ///
    /// let title = |words: &str| Bilingual::new(words, words);
    /// let columns = vec![Column::text("line", title("line")), Column::amount("spent", title("spent"), Unit::MillionRial)];
    /// let mut table = ReportTable::new(title("Thirds"), columns);
    /// for (line, spent) in [("a", 334), ("b", 333), ("c", 333)] {
    ///     table.push(RowKind::Line, vec![Scalar::Text(line.into()), Scalar::Number(spent.into())])?;
    /// }
    /// table.push(RowKind::Total, vec![Scalar::Missing, Scalar::Number(1000.into())])?;
    /// let rounded = table.rounded(Unit::MilliardRial, 0)?;
    /// let spent: Vec<String> = rounded.rows().iter().map(|row| row.cells[1].to_string()).collect();
    /// assert_eq!(spent, ["1", "0", "0", "1"]);
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn rounded(&self, unit: Unit, places: u32) -> Result<Self> {
        let amounts: Vec<(usize, Unit)> =
            self.columns().iter().enumerate().filter_map(|(at, column)| Some((at, column.unit?))).collect();
        let Some((_, own)) = amounts.first().copied() else { return Err(no_amounts(self)) };
        let exact = Exact::of(self, &amounts, unit, places)?;
        let figures = exact.rounded();
        let unkept = exact.unkept(&figures, places);
        let mut table = self.clone();
        table.replace_words(&unit_words(own), &unit_words(unit));
        let (columns, rows, notes, list) = table.rounding_parts();
        for (position, (at, _)) in amounts.iter().enumerate() {
            if let Some(column) = columns.get_mut(*at) {
                column.unit = Some(unit);
                column.places = places;
            }
            for (row, figures) in rows.iter_mut().zip(&figures) {
                if let (Some(cell @ Scalar::Number(_)), Some(figure)) = (row.cells.get_mut(*at), figures.get(position))
                {
                    *cell = Scalar::Number(Scaled::new(*figure, places));
                }
            }
        }
        if exact.base > 1 {
            notes.push(rounded_note(unit, places));
        }
        if !unkept.is_empty() {
            notes.push(unkept_note(&unkept));
        }
        *list = unkept;
        Ok(table)
    }
}

/// The exact amounts of a table as integers, `base` of which make the last place that is shown; and what sums what.
struct Exact {
    rows: Forest,
    columns: Forest,
    names: Vec<String>,
    /// By row and column; none where the cell has no figure.
    values: Vec<Vec<Option<i128>>>,
    base: i128,
    exponent: u32,
    /// The rows and columns in an order that does not depend on how they were handed in.
    order: (Vec<usize>, Vec<usize>),
}

impl Exact {
    fn of(table: &ReportTable, amounts: &[(usize, Unit)], unit: Unit, places: u32) -> Result<Self> {
        let zeros = |unit: Unit| unit.rials().checked_ilog10().unwrap_or(0);
        let figure = |row: &Row, at: usize| match row.cells.get(at) {
            Some(Scalar::Number(number)) => Some(*number),
            _ => None,
        };
        // Decimal places of a figure that stand behind the last one shown.
        let behind = |figure: Scaled, own: Unit| {
            let scale = i64::from(figure.scale()).saturating_add(i64::from(zeros(unit)));
            scale.saturating_sub(i64::from(zeros(own))).saturating_sub(i64::from(places))
        };
        let cells = || {
            table
                .rows()
                .iter()
                .flat_map(|row| amounts.iter().filter_map(move |(at, own)| Some((figure(row, *at)?, *own))))
        };
        let exponent = cells().map(|(figure, own)| behind(figure, own)).max().unwrap_or(0).max(0);
        let integer = |number: Scaled, own: Unit| -> Result<i128> {
            let up = u32::try_from(exponent.saturating_sub(behind(number, own))).ok().and_then(power_of_ten);
            up.and_then(|up| number.value().checked_mul(up)).ok_or_else(too_large)
        };
        let mut values = Vec::with_capacity(table.rows().len());
        for row in table.rows() {
            let row = amounts.iter().map(|(at, own)| figure(row, *at).map(|figure| integer(figure, *own)).transpose());
            values.push(row.collect::<Result<Vec<_>>>()?);
        }
        let exponent = u32::try_from(exponent).map_err(|_| too_large())?;
        let column = |at: &(usize, Unit)| table.columns().get(at.0);
        let names: Vec<String> = amounts.iter().filter_map(column).map(|column| column.name.clone()).collect();
        let summed: Vec<&Column> = amounts.iter().filter_map(column).collect();
        let total_of = |name: &String| {
            let sums =
                |column: &&Column| column.parts.contains(name) && column.parts.iter().all(|part| names.contains(part));
            summed.iter().position(sums)
        };
        let rows = Forest::new(&table.summed_by());
        let columns = Forest::new(&names.iter().map(total_of).collect::<Vec<_>>());
        let order = (ordered(table, &rows), sorted(&names));
        let base = power_of_ten(exponent).ok_or_else(too_large)?;
        Ok(Self { rows, columns, names, values, base, exponent, order })
    }

    /// The figures in units, by row and column of the table.
    fn rounded(&self) -> Vec<Vec<i128>> {
        let (rows, columns) = (&self.order.0, &self.order.1);
        let forest = |order: &[usize], forest: &Forest| {
            let mut places = vec![0_usize; order.len()];
            for (place, member) in order.iter().enumerate() {
                if let Some(slot) = places.get_mut(*member) {
                    *slot = place;
                }
            }
            let above = |member: &usize| forest.above(*member).and_then(|total| places.get(total).copied());
            Forest::new(&order.iter().map(above).collect::<Vec<_>>())
        };
        let (mut row_forest, mut column_forest) = (forest(rows, &self.rows), forest(columns, &self.columns));
        let value = |row: &usize, column: &usize| self.values.get(*row).and_then(|row| *row.get(*column)?).unwrap_or(0);
        let mut values: Vec<Vec<i128>> =
            rows.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect();
        // What a stated total has beyond its parts is one part more, which nobody sees: so every sum holds, and where the
        // rest is zero it stays zero.
        for total in
            (0..columns.len()).filter(|column| !self.columns.is_leaf(columns.get(*column).copied().unwrap_or(0)))
        {
            let rest = |row: &Vec<i128>| rest_of(|at| row.get(at).copied(), total, column_forest.below(total));
            let rests: Vec<i128> = values.iter().map(rest).collect();
            if rests.iter().any(|rest| *rest != 0) {
                column_forest.add_part(total);
                values.iter_mut().zip(rests).for_each(|(row, rest)| row.push(rest));
            }
        }
        for total in (0..rows.len()).filter(|row| !self.rows.is_leaf(rows.get(*row).copied().unwrap_or(0))) {
            let across =
                |column: usize| rest_of(|at| values.get(at)?.get(column).copied(), total, row_forest.below(total));
            let rests: Vec<i128> = (0..column_forest.len()).map(across).collect();
            if rests.iter().any(|rest| *rest != 0) {
                row_forest.add_part(total);
                values.push(rests);
            }
        }
        let grid = Grid { rows: &row_forest, columns: &column_forest, values: &values, base: self.base };
        let rounded = grid.rounded();
        let mut figures = vec![vec![0_i128; columns.len()]; rows.len()];
        for (row, of_row) in rows.iter().zip(&rounded) {
            for (column, figure) in columns.iter().zip(of_row) {
                if let Some(slot) = figures.get_mut(*row).and_then(|row| row.get_mut(*column)) {
                    *slot = *figure;
                }
            }
        }
        figures
    }

    /// Every figure looked at again: whether it is near enough, and the sum of what it totals.
    fn unkept(&self, figures: &[Vec<i128>], places: u32) -> Vec<Unkept> {
        let exact = |row: usize, column: usize| self.values.get(row).and_then(|row| *row.get(column)?);
        let figure = |row: usize, column: usize| {
            exact(row, column)?;
            figures.get(row).and_then(|row| row.get(column)).copied()
        };
        let mut found = Vec::new();
        for row in 0..figures.len() {
            for column in 0..self.names.len() {
                let (Some(value), Some(shown)) = (exact(row, column), figure(row, column)) else { continue };
                let mut add = |what, against: Scaled, inexact| {
                    let (column, shown) =
                        (self.names.get(column).cloned().unwrap_or_default(), Scaled::new(shown, places));
                    found.push(Unkept { what, row, column, shown, against, inexact });
                };
                let off =
                    shown.checked_mul(self.base).and_then(|shown| shown.checked_sub(value)).map(i128::unsigned_abs);
                if off.is_none_or(|off| self.base.unsigned_abs() <= off) {
                    add(Kept::Unit, Scaled::new(value, self.exponent.saturating_add(places)), false);
                }
                let by_rows: Vec<(usize, usize)> = self.rows.below(row).iter().map(|part| (*part, column)).collect();
                let by_columns: Vec<(usize, usize)> =
                    self.columns.below(column).iter().map(|part| (row, *part)).collect();
                for (what, parts) in [(Kept::Rows, by_rows), (Kept::Columns, by_columns)] {
                    // Parts of which nobody knows a figure sum to nothing, not to zero.
                    if parts.iter().all(|(row, column)| exact(*row, *column).is_none()) {
                        continue;
                    }
                    let sum = |of: &dyn Fn(usize, usize) -> Option<i128>| -> i128 {
                        parts.iter().filter_map(|(row, column)| of(*row, *column)).fold(0, i128::saturating_add)
                    };
                    let sum_shown = sum(&figure);
                    if sum_shown != shown {
                        add(what, Scaled::new(sum_shown, places), sum(&exact) != value);
                    }
                }
            }
        }
        found
    }
}

/// A total less its parts.
fn rest_of(figure: impl Fn(usize) -> Option<i128>, total: usize, parts: &[usize]) -> i128 {
    let of = |at: usize| figure(at).unwrap_or(0);
    parts.iter().fold(of(total), |rest, part| rest.saturating_sub(of(*part)))
}

/// The rows by what stands in them and in the totals above them.
fn ordered(table: &ReportTable, rows: &Forest) -> Vec<usize> {
    let words =
        |row: usize| table.rows().get(row).map(|row| row.cells.iter().map(ToString::to_string).collect::<Vec<_>>());
    let key = |row: usize| {
        let mut path: Vec<_> = rows.ancestors(row).map(words).collect();
        path.reverse();
        path
    };
    let mut order: Vec<(_, usize)> = (0..table.rows().len()).map(|row| (key(row), row)).collect();
    ordered::sort_by(&mut order, Ord::cmp);
    order.into_iter().map(|(_, row)| row).collect()
}

fn sorted(names: &[String]) -> Vec<usize> {
    let mut order: Vec<(&String, usize)> = names.iter().zip(0..).collect();
    ordered::sort_by(&mut order, Ord::cmp);
    order.into_iter().map(|(_, at)| at).collect()
}

fn rounded_note(unit: Unit, places: u32) -> Bilingual {
    let (fa, en) = (unit.title_fa(), unit.title_en());
    let (more_fa, more_en) = match places {
        0 => (String::new(), String::new()),
        places => (digits(&format!(" تا {places} رقم اعشار")), format!(" to {places} decimal places")),
    };
    Bilingual::new(
        format!(
            "ارقام به {fa}{more_fa} گرد شده‌اند، چنان که جمع سطرها و ستون‌ها برقرار بماند؛ هیچ رقمی به اندازه یک واحد یا بیشتر از رقم دقیق دور نیست و درصدها از ارقام دقیق‌اند"
        ),
        format!(
            "Figures are rounded to {en}{more_en} so that they add up; none is a unit or more away from the exact figure, and percentages are of the exact figures"
        ),
    )
}

fn unkept_note(unkept: &[Unkept]) -> Bilingual {
    let count = unkept.len();
    let inexact = unkept.iter().filter(|place| place.inexact).count();
    Bilingual::new(
        digits(&format!("در {count} جا چنین گرد کردنی نشد؛ در {inexact} جای آن رقم‌های دقیق نیز جمع نمی‌شوند")),
        format!(
            "Places where that could not be kept: {count}; in {inexact} of them the exact figures do not add up either"
        ),
    )
}

fn no_amounts(table: &ReportTable) -> Error {
    let names = table.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    Error::new("report.no_amounts", "جدول ستونی از مبلغ ندارد", "the table has no column of amounts")
        .at(names)
        .expected("a column with a unit")
        .help("جدولی بدهید که ستون مبلغ دارد", "give a table that has a column of amounts")
}

fn too_large() -> Error {
    Error::new(
        "report.too_large",
        "رقم‌ها در این یکا از ۱۲۸ بیت بیشترند",
        "the figures need more than 128 bits in this unit",
    )
    .help("یکای بزرگ‌تر یا اعشار کمتر بخواهید", "ask for a larger unit or fewer decimal places")
}

#[cfg(test)]
#[path = "../rounding_tests.rs"]
mod tests;
