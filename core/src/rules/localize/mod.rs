//! Error localization after Fellegi and Holt: the smallest sets of cells of a row whose change makes all its rules hold.
//!
//! The rules that judge the row become linear conditions over its cells ([`record`]): cells that may change are unknown
//! integers, all else is constant; a sum over the row's own table moves with its cells. Sets of cells are tried by
//! weight ([`sets`]); where a set cannot do, the rules that cannot hold together say which other cells one of must
//! change, so that no set is tried that misses them all. For each solution found the exact range of every cell, and one
//! example that the rules themselves have been asked about ([`solution`]). Nothing is ever changed by itself.

mod options;
mod record;
mod sets;
mod slots;
mod solution;
mod strokes;

pub use options::LocalizeOptions;

use super::evaluate::{Frame, Instead, Links};
use super::rulebook::Rulebook;
use super::solve::Effort;
use super::trial::Trial;
use crate::dataset::Dataset;
use crate::error::Result;
use crate::finding::Scalar;
use crate::ordered;
use record::Record;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the errors of a row may lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Localization {
    /// The table.
    pub table: String,
    /// The row (0-based).
    pub row: usize,
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
    /// The ids of the rules that were considered: errors and warnings that judge the row and read a cell that may change.
    pub rules: Vec<String>,
    /// Those of them that the row fails as it is.
    pub failing: Vec<String>,
    /// The rules that would have been considered but cannot be stated as linear conditions.
    pub left_out: Vec<LeftOut>,
    /// The lightest sets of cells, best first. Empty where the row fails nothing, or where no change of the cells that
    /// may change makes all rules hold.
    pub solutions: Vec<Solution>,
    /// Where no change of cells suffices: rules that cannot hold together whatever these cells are.
    pub conflict: Vec<String>,
    /// Whether these are all solutions (as light as the options ask), and each holds for the rules left out too.
    pub complete: bool,
    /// Why not.
    pub reason: Option<Cut>,
}

/// A rule that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its id.
    pub rule: String,
    /// Why.
    pub why: Why,
}

/// Why a rule was left out of a localization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// Cells that may change are multiplied, or decide which rows are summed, or something else that sums cannot say.
    NotLinear,
    /// It falls into too many cases, or its numbers leave 128 bits.
    TooLarge,
}

/// Why a localization is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cut {
    /// There are more solutions than were asked for.
    Solutions,
    /// The effort was spent.
    Effort,
    /// A number on the way left 128 bits.
    Overflow,
    /// A rule that was left out fails: with the example of a solution, or as the row is where nothing else fails.
    NotLinear,
}

/// A set of cells that can make all considered rules hold; no part of it can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Solution {
    /// The sum of the cells' weights.
    pub weight: u64,
    /// How many slips of the pen lie between the figures of the row and those of the example.
    pub strokes: usize,
    /// The cells, in the order of the fields.
    pub cells: Vec<LocalizedCell>,
    /// The ids of left-out rules that the example fails.
    pub still_failing: Vec<String>,
}

/// A cell that is to change, with figures as they are typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocalizedCell {
    /// The field.
    pub field: String,
    /// What stands there; missing where the cell is empty or could not be read.
    pub from: Scalar,
    /// The least figure that it may take together with the others; missing where the rules set no end.
    pub least: Scalar,
    /// The greatest figure that it may take together with the others; missing where the rules set no end.
    pub greatest: Scalar,
    /// The figure, where it is determined.
    pub value: Scalar,
    /// Its figure in an example of all cells that makes every considered rule hold, as near to what was typed as was found.
    pub example: Scalar,
}

impl Rulebook {
    /// The lightest sets of cells of a row whose change makes all its rules hold: errors and warnings that judge the
    /// row, as far as they are linear in the cells that may change. Ranked by weight, then by how few rules that were
    /// left out the example fails, then by how few slips of the pen lead to it, then by the order of the fields.
    ///
    /// # Example
    /// ```
    /// # use amalkard::{dataset::Dataset, rules::{LocalizeOptions, Rulebook}};
    /// # let book = Rulebook::from_toml(r#"
    /// # [rulebook]
    /// # id = "example"
    /// # title = { fa = "نمونه", en = "Example" }
    /// # [tables.lines]
    /// # title = { fa = "ردیف‌ها", en = "Lines" }
    /// # fields = [
    /// #   { name = "total", type = "amount", unit = "million_rial", title = { fa = "جمع", en = "Total" } },
    /// #   { name = "wages", type = "amount", unit = "million_rial", title = { fa = "حقوق", en = "Wages" } },
    /// #   { name = "goods", type = "amount", unit = "million_rial", title = { fa = "کالا", en = "Goods" } },
    /// #   { name = "limit", type = "amount", unit = "million_rial", title = { fa = "سقف", en = "Limit" } },
    /// # ]
    /// # [[rule]]
    /// # id = "S1"
    /// # severity = "error"
    /// # check = "total == wages + goods"
    /// # title = { fa = "جمع", en = "Sum" }
    /// # message = { fa = "{total}", en = "{total}" }
    /// # [[rule]]
    /// # id = "S2"
    /// # severity = "error"
    /// # check = "wages between 0 and limit"
    /// # title = { fa = "سقف", en = "Limit" }
    /// # message = { fa = "{wages}", en = "{wages}" }
    /// # "#)?;
    /// // total == wages + goods, and wages between 0 and limit
    /// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"total": "640", "wages": "900", "goods": "40", "limit": "700"}]}"#)?;
    /// let found = book.localize(&data, "lines", 0, &LocalizeOptions::default())?;
    /// assert_eq!(found.failing, ["S1", "S2"]);
    /// // One cell explains both.
    /// let cell = &found.solutions[0].cells[0];
    /// assert_eq!((cell.field.as_str(), cell.value.to_string()), ("wages", "600".to_owned()));
    /// assert!(found.complete && found.solutions.len() == 1);
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`, and `dataset.unknown_field` for a field of the options.
    pub fn localize(&self, data: &Dataset, table: &str, row: usize, options: &LocalizeOptions) -> Result<Localization> {
        let own = data.row_of(table, row)?;
        options.fields_are_known(own)?;
        let mut found = Localization {
            table: table.to_owned(),
            row,
            key: own.key(row),
            rules: Vec::new(),
            failing: Vec::new(),
            left_out: Vec::new(),
            solutions: Vec::new(),
            conflict: Vec::new(),
            complete: true,
            reason: None,
        };
        let Some(rules) = self.tables.iter().find(|rules| rules.table == table) else { return Ok(found) };
        let links = Links::new(&self.declared, data);
        let frame = Frame::new(data, &links, own, &rules.slots, &rules.aggregates, &rules.uniques);
        let trial = Trial::new(self, data, rules, &frame, row);
        let fields = trial.changeable().into_iter().filter(|field| !options.is_frozen(own, *field)).collect();
        let record = Record::new(&trial, fields);
        found.rules = record.ids(record.considered.iter().map(|considered| considered.compiled));
        found.left_out = record.left_out();
        let failing = record.considered.iter().filter(|considered| considered.fails).map(|rule| rule.compiled);
        found.failing = record.ids(failing);
        if found.failing.is_empty() {
            let nothing = Instead::default();
            let fails = record.excluded.iter().any(|(compiled, _)| trial.fails(compiled, &nothing));
            found.reason = fails.then_some(Cut::NotLinear);
            found.complete = !fails;
            return Ok(found);
        }
        let mut effort = Effort::new(options.effort);
        let sets = sets::search(&record, options, &mut effort);
        found.conflict = record.ids(sets.conflict.iter().filter_map(|at| record.considered.get(*at)?.compiled.into()));
        found.reason = sets.cut;
        for set in &sets.found {
            match solution::of(&record, set, &mut effort) {
                Ok(solution) => found.solutions.push(solution),
                Err(cut) => found.reason = found.reason.or(Some(cut)),
            }
        }
        // The cells stand in the order of the fields, so equals keep the order of their fields.
        let order = |solution: &Solution| (solution.weight, solution.still_failing.len(), solution.strokes);
        ordered::sort_by(&mut found.solutions, |a, b| order(a).cmp(&order(b)));
        if found.solutions.iter().any(|solution| !solution.still_failing.is_empty()) {
            found.reason = found.reason.or(Some(Cut::NotLinear));
        }
        found.complete = found.reason.is_none();
        Ok(found)
    }
}
