//! The sums of a partial as one table of columns, as data frames and Arrow hand tables over.
//!
//! One row is one group of one grouping: `grouping` names its fields with `/` between them, each field of the groupings has
//! a column of codes, `lines` counts its lines, and every measure `m` has `sum:m` and `missing:m`. What is not a sum (the
//! plan, titles, keys of lines, agreements) stays in the partial's head, which is the partial without its sums. Rows may
//! come back in any order.

use super::partial::{Partial, PartialGrouping, bad};
use crate::dataset::{Bitmap, RawColumn};
use crate::error::Result;
use crate::finding::Scalar;
use crate::scaled::Scaled;
use std::collections::BTreeMap;

/// A column of a partial's sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupColumn {
    /// Its name.
    pub name: String,
    /// Whether it holds figures.
    pub figures: bool,
    /// Its cells, group by group.
    pub cells: Vec<Scalar>,
}

impl Partial {
    /// The partial without its sums, and its sums as columns.
    ///
    /// # Errors
    /// `consolidation.bad_partial` where it does not hold together.
    pub fn into_columns(mut self) -> Result<(Self, Vec<GroupColumn>)> {
        let measures = self.measures()?;
        let groupings = std::mem::take(&mut self.groupings);
        let column = |name: String, figures: bool| GroupColumn { name, figures, cells: Vec::new() };
        let mut grouping_column = column("grouping".to_owned(), false);
        let mut codes: Vec<GroupColumn> = self.fields.iter().map(|field| column(field.name.clone(), false)).collect();
        let mut lines = column("lines".to_owned(), true);
        let mut sums: Vec<_> = measures.iter().map(|(name, _)| column(format!("sum:{name}"), true)).collect();
        let mut missing: Vec<_> = measures.iter().map(|(name, _)| column(format!("missing:{name}"), true)).collect();
        let count = |count: u64| Scalar::Number(Scaled::new(i128::from(count), 0));
        for (at, grouping) in groupings.iter().enumerate() {
            let refused = || bad(&format!("groupings/{at}"));
            for (index, key) in grouping.keys.iter().enumerate() {
                grouping_column.cells.push(Scalar::Text(grouping.by.join("/")));
                for (column, field) in codes.iter_mut().zip(&self.fields) {
                    let rank = grouping.by.iter().position(|name| *name == field.name).and_then(|at| key.get(at));
                    let code = rank.and_then(|rank| field.codes.get((*rank as usize).checked_sub(1)?));
                    column.cells.push(code.map_or(Scalar::Missing, |(folded, ..)| Scalar::Text(folded.clone())));
                }
                lines.cells.push(count(grouping.lines.get(index).copied().ok_or_else(refused)?));
                let own = grouping.sums.get(index).ok_or_else(refused)?;
                for ((column, sum), (_, scale)) in sums.iter_mut().zip(own).zip(&measures) {
                    column.cells.push(Scalar::Number(Scaled::new(sum.parse().map_err(|_| refused())?, *scale)));
                }
                let own = grouping.missing.get(index).ok_or_else(refused)?;
                missing.iter_mut().zip(own).for_each(|(column, number)| column.cells.push(count(*number)));
            }
        }
        // The groupings stay, empty: they say which there are.
        let empty =
            |by| PartialGrouping { by, keys: Vec::new(), lines: Vec::new(), sums: Vec::new(), missing: Vec::new() };
        self.groupings = groupings.into_iter().map(|grouping| empty(grouping.by)).collect();
        let mut columns = vec![grouping_column];
        columns.append(&mut codes);
        columns.push(lines);
        columns.append(&mut sums);
        columns.append(&mut missing);
        Ok((self, columns))
    }

    /// The partial of a head and the columns of its sums, whose rows may be in any order.
    ///
    /// # Errors
    /// `consolidation.bad_partial` where they do not fit together.
    pub fn from_columns(mut self, columns: &[(String, RawColumn)]) -> Result<Self> {
        let measures = self.measures()?;
        let named = |name: &str| {
            let found = columns.iter().find(|(known, _)| known == name);
            found.map(|(_, column)| column).ok_or_else(|| bad(name))
        };
        let groupings = named("grouping")?;
        let mut by_name: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        let codes: Vec<&RawColumn> = self.fields.iter().map(|field| named(&field.name)).collect::<Result<_>>()?;
        let lines = named("lines")?;
        let pair = |(name, scale): &(String, u32)| {
            Ok((named(&format!("sum:{name}"))?, *scale, named(&format!("missing:{name}"))?))
        };
        let pairs: Vec<(&RawColumn, u32, &RawColumn)> = measures.iter().map(pair).collect::<Result<_>>()?;
        for row in 0..groupings.len() {
            let refused = || bad(&format!("groups/{row}"));
            let name = text(groupings, row).ok_or_else(refused)?;
            let by = self.groupings.iter().find(|grouping| grouping.by.join("/") == name).ok_or_else(refused)?;
            let mut key = Vec::with_capacity(by.by.len());
            for name in &by.by {
                let at = self.fields.iter().position(|field| field.name == *name).ok_or_else(refused)?;
                let (field, column) = (self.fields.get(at).ok_or_else(refused)?, codes.get(at).ok_or_else(refused)?);
                let rank = match text(column, row) {
                    None => 0,
                    Some(code) => {
                        let found = field.codes.binary_search_by(|(folded, ..)| folded.as_str().cmp(code));
                        found.map_err(|_| refused())?.saturating_add(1)
                    }
                };
                key.push(u32::try_from(rank).map_err(|_| refused())?);
            }
            let count = |column: &RawColumn| figure(column, row, 0).and_then(|count| u64::try_from(count).ok());
            let mut line =
                Line { key, lines: count(lines).ok_or_else(refused)?, sums: Vec::new(), missing: Vec::new() };
            for (sum, scale, missing) in &pairs {
                line.sums.push(figure(sum, row, *scale).ok_or_else(refused)?.to_string());
                line.missing.push(count(missing).ok_or_else(refused)?);
            }
            by_name.entry(name.to_owned()).or_default().push(line);
        }
        for grouping in &mut self.groupings {
            let mut rows = by_name.remove(&grouping.by.join("/")).unwrap_or_default();
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            for line in rows {
                grouping.keys.push(line.key);
                grouping.lines.push(line.lines);
                grouping.sums.push(line.sums);
                grouping.missing.push(line.missing);
            }
        }
        Ok(self)
    }
}

/// One group.
struct Line {
    key: Vec<u32>,
    lines: u64,
    sums: Vec<String>,
    missing: Vec<u64>,
}

fn is_there(validity: Option<&Bitmap>, row: usize) -> bool {
    validity.is_none_or(|validity| validity.get(row))
}

fn text(column: &RawColumn, row: usize) -> Option<&str> {
    match column {
        RawColumn::Strings(strings) => strings.get(row),
        _ => None,
    }
}

/// A figure as a whole number at a scale.
fn figure(column: &RawColumn, row: usize, scale: u32) -> Option<i128> {
    match column {
        RawColumn::Integers { values, scale: own, validity } if is_there(validity.as_ref(), row) => {
            Scaled::new(values.get(row)?, *own).at_scale(scale)
        }
        _ => None,
    }
}
