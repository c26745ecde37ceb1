//! Lines that state the total of the lines below them in a hierarchy, against those lines.

use super::consolidated::Consolidation;
use super::groups::overflow;
use super::roles::{Node, NotAdded, Standings};
use super::stated::{Verdict, number};
use crate::error::Result;
use crate::scaled::Scaled;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A line that states a total, beside the lines right below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatedLine {
    /// The field of the hierarchy.
    pub field: String,
    /// The code whose total is stated.
    pub code: String,
    /// The codes of what the hierarchy is read within, by field.
    pub within: BTreeMap<String, Option<String>>,
    /// What is summed.
    pub measure: String,
    /// As it is stated; none where the line leaves it empty.
    pub stated: Option<Scaled>,
    /// The sum of the lines right below, each as it is stated itself.
    pub computed: Option<Scaled>,
    /// Stated less computed; none where one of them is not known.
    pub gap: Option<Scaled>,
    /// How many lines stand right below.
    pub children: u64,
    /// How many of them leave the figure empty.
    pub empty: u64,
    /// By how much it may differ for rounding; none where figures are exact.
    pub allowance: Option<Scaled>,
    /// What it is.
    pub verdict: Verdict,
    /// Where the total is stated: dataset and row.
    pub rows: Vec<(String, usize)>,
    /// Where the figures stand that it is the total of; empty where it is their sum.
    pub parts: Vec<(String, usize)>,
}

/// Place of the dataset, and row.
type Row = (usize, usize);

/// The lines of one context of a hierarchy: by code the (source, row) of its lines, and the codes right below it.
#[derive(Default)]
struct Lines {
    of_code: BTreeMap<String, Vec<Row>>,
    below: BTreeMap<String, BTreeSet<String>>,
}

impl Lines {
    /// The lines right below a code: of each code below it, or where it has no line, of those below that.
    fn parts(&self, code: &str, parts: &mut Vec<Row>) {
        for child in self.below.get(code).into_iter().flatten() {
            match self.of_code.get(child) {
                Some(rows) => parts.extend(rows),
                None => self.parts(child, parts),
            }
        }
    }
}

impl Consolidation {
    /// The totals that lines of the data state of the lines below them in a hierarchy: equal, rounded, or wrong, each with
    /// the lines it comes from. `unit` is what every figure is rounded to (`"1"`); without it figures are exact. A figure
    /// that is left empty makes a total unknown, or with `empty_is_zero` counts as nothing.
    ///
    /// # Errors
    /// `consolidation.not_a_number` for a unit that is none; `consolidation.overflow`.
    pub fn stated_lines(&self, unit: Option<&str>, empty_is_zero: bool) -> Result<Vec<StatedLine>> {
        self.with_lines()?;
        let unit = unit.map(|unit| number(unit, "unit")).transpose()?;
        let mut found = Vec::new();
        for (at, hierarchy) in self.plan.hierarchies.iter().enumerate() {
            let Some(family) = self.families.get(at) else { continue };
            let mut contexts: BTreeMap<Vec<Option<String>>, Lines> = BTreeMap::new();
            for (source_at, source) in self.sources.iter().enumerate() {
                let standings = Standings::of(&source.lines, hierarchy, family)?;
                for row in (0..source.lines.rows()).filter(|row| source.is_there(*row)) {
                    // What stands in no sum is nobody's part; what another mark says is a total is not this hierarchy's.
                    let outside = |(why, by): &(NotAdded, usize)| *why == NotAdded::Outside || *by == usize::MAX;
                    if source.not_added.get(&row).is_some_and(outside) {
                        continue;
                    }
                    let path = standings.placed.path(standings.placed.at(row));
                    let Some(code) = path.last() else { continue };
                    let lines = contexts.entry(standings.context(row)).or_default();
                    lines.of_code.entry(code.clone()).or_default().push((source_at, row));
                    for pair in path.windows(2) {
                        if let [above, below] = pair {
                            lines.below.entry(above.clone()).or_default().insert(below.clone());
                        }
                    }
                }
            }
            for (context, lines) in &contexts {
                for code in lines.of_code.keys() {
                    let mut parts = Vec::new();
                    lines.parts(code, &mut parts);
                    if parts.is_empty() {
                        continue;
                    }
                    let names = hierarchy.context_fields().zip(context);
                    let within = names.map(|(name, code)| (name.to_owned(), code.clone())).collect();
                    let node: Node = (code.clone(), context.clone());
                    let rows = lines.of_code.get(code).map(Vec::as_slice).unwrap_or_default();
                    self.state(&hierarchy.field, &node, &within, (rows, &parts), (unit, empty_is_zero), &mut found)?;
                }
            }
        }
        Ok(found)
    }

    /// One stated total, measure by measure.
    fn state(
        &self,
        field: &str,
        (code, _): &Node,
        within: &BTreeMap<String, Option<String>>,
        (rows, parts): (&[Row], &[Row]),
        (unit, empty_is_zero): (Option<Scaled>, bool),
        found: &mut Vec<StatedLine>,
    ) -> Result<()> {
        let children = parts.len() as u64;
        for measure in self.measures() {
            let ((stated, bare), (computed, empty)) = (self.sum(rows, &measure.name)?, self.sum(parts, &measure.name)?);
            let known = empty_is_zero || (bare == 0 && empty == 0);
            let or_zero = |sum: Option<Scaled>| if empty_is_zero { sum.or(Some(Scaled::ZERO)) } else { sum };
            let gap = match (or_zero(stated), or_zero(computed)) {
                (Some(stated), Some(computed)) if known => Some(stated.checked_sub(computed).ok_or_else(overflow)?),
                _ => None,
            };
            let (verdict, allowance) = Verdict::of(gap, children, unit)?;
            let places = |rows: &[Row]| -> Vec<(String, usize)> {
                let mut places: Vec<_> = rows
                    .iter()
                    .filter_map(|(source, row)| Some((self.sources.get(*source)?.name.clone(), *row)))
                    .collect();
                places.sort();
                places
            };
            found.push(StatedLine {
                field: field.to_owned(),
                code: code.clone(),
                within: within.clone(),
                measure: measure.name.clone(),
                stated,
                computed,
                gap,
                children,
                empty,
                allowance,
                verdict,
                rows: places(rows),
                parts: if verdict == Verdict::Equal { Vec::new() } else { places(parts) },
            });
        }
        Ok(())
    }

    /// The sum of a measure over some rows, and how many of them leave it empty.
    fn sum(&self, rows: &[Row], measure: &str) -> Result<(Option<Scaled>, u64)> {
        let (mut sum, mut empty) = (None::<Scaled>, 0_u64);
        for (source, row) in rows {
            match self.sources.get(*source).and_then(|source| source.lines.number(*row, measure)) {
                Some(figure) => sum = Some(sum.unwrap_or(Scaled::ZERO).checked_add(figure).ok_or_else(overflow)?),
                None => empty = empty.saturating_add(1),
            }
        }
        Ok((sum, empty))
    }
}
