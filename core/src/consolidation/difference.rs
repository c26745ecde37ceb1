//! What is different between two consolidations, and which lines make the difference.

use super::cell::{Cell, NamedRatio};
use super::change::plan_mismatch;
use super::consolidated::Consolidation;
use super::groups::overflow;
use super::lineage::LineageRow;
use super::measure::mixed_units;
use crate::error::Result;
use crate::finding::Scalar;
use crate::scaled::Scaled;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What has become of a total or a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// It is not there any more.
    Vanished,
    /// It is another.
    Changed,
}

/// A total that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedCell {
    /// The fields of its grouping.
    pub by: Vec<String>,
    /// Its code in each of them.
    pub key: Vec<Option<String>>,
    /// What has become of it.
    pub kind: ChangeKind,
    /// How many lines it had and has.
    pub lines: (u64, u64),
    /// The measures whose sum is different.
    pub measures: BTreeMap<String, ChangedSum>,
    /// The ratios that are different, before and after; none where one is undefined.
    pub ratios: BTreeMap<String, (Option<NamedRatio>, Option<NamedRatio>)>,
}

/// A sum that is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedSum {
    /// Before; none where there was no figure.
    pub before: Option<Scaled>,
    /// After; none where there is no figure.
    pub after: Option<Scaled>,
    /// What it adds to a total, in which a figure that is not there counts nothing.
    pub delta: Scaled,
    /// The difference as a share of the sum before; none where that is zero or not there.
    pub growth: Option<NamedRatio>,
}

/// A line that makes a total different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedLine {
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
    /// What has become of it.
    pub kind: ChangeKind,
    /// Where it stood: dataset and row, of each line with this key.
    pub before: Vec<(String, usize)>,
    /// Where it stands.
    pub after: Vec<(String, usize)>,
    /// The measures whose figure is different.
    pub measures: BTreeMap<String, ChangedSum>,
}

impl ChangedSum {
    /// The change between two sums; none where they are equal.
    pub(crate) fn of(before: Option<Scaled>, after: Option<Scaled>, digits: u32) -> Result<Option<Self>> {
        if before == after {
            return Ok(None);
        }
        let there = |sum: Option<Scaled>| sum.unwrap_or(Scaled::ZERO);
        let delta = there(after).checked_sub(there(before)).ok_or_else(overflow)?;
        let growth = before.and_then(|before| NamedRatio::of(delta, before, digits)).filter(|_| after.is_some());
        Ok(Some(Self { before, after, delta, growth }))
    }
}

impl Consolidation {
    /// The totals that are different from an earlier consolidation of the same measures and groupings, such as the last
    /// report or the state of the log at another date. Totals that are equal are not in the list.
    ///
    /// # Errors
    /// `consolidation.plan_mismatch` where the two have other groupings or measures; `consolidation.mixed_units`;
    /// `consolidation.overflow`.
    pub fn difference(&self, before: &Self) -> Result<Vec<ChangedCell>> {
        self.comparable(before)?;
        let keyed = |total: &Self| -> BTreeMap<(Vec<String>, Vec<Option<String>>), Cell> {
            total.cells().into_iter().map(|cell| ((cell.by.clone(), cell.key.clone()), cell)).collect()
        };
        let (old, new) = (keyed(before), keyed(self));
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let digits = self.plan().percent_digits;
        let mut changed = Vec::new();
        for key in keys {
            let (was, is) = (old.get(key), new.get(key));
            let there = |cell: Option<&Cell>| cell.map_or(0, |cell| cell.lines);
            let sum = |cell: Option<&Cell>, name: &str| cell.and_then(|cell| cell.measures.get(name)?.sum);
            let ratio = |cell: Option<&Cell>, name: &str| cell.and_then(|cell| *cell.ratios.get(name)?);
            let mut measures = BTreeMap::new();
            for measure in self.measures() {
                let name = measure.name.as_str();
                if let Some(change) = ChangedSum::of(sum(was, name), sum(is, name), digits)? {
                    measures.insert(name.to_owned(), change);
                }
            }
            let lines = (there(was), there(is));
            if measures.is_empty() && lines.0 == lines.1 {
                continue;
            }
            let names = self.ratios().iter().map(|rule| rule.name);
            let ratios = names.filter_map(|name| {
                let pair = (ratio(was, name), ratio(is, name));
                (pair.0 != pair.1).then(|| (name.to_owned(), pair))
            });
            let kind = match lines {
                (0, _) => ChangeKind::New,
                (_, 0) => ChangeKind::Vanished,
                _ => ChangeKind::Changed,
            };
            let (by, key) = key.clone();
            changed.push(ChangedCell { by, key, kind, lines, measures, ratios: ratios.collect() });
        }
        Ok(changed)
    }

    /// Why a total is different from an earlier consolidation: the lines of it that came, went or have other figures.
    /// Their differences sum to the difference of the total, measure by measure. The largest difference in the first
    /// measure comes first; lines are told apart by the key of their table.
    ///
    /// # Errors
    /// As [`Consolidation::difference`] and [`Consolidation::lineage`].
    pub fn changes(&self, before: &Self, by: &[&str], key: &[Option<&str>]) -> Result<Vec<ChangedLine>> {
        self.comparable(before)?;
        let old = by_line(before.lineage(by, key)?);
        let new = by_line(self.lineage(by, key)?);
        let none = Vec::new();
        let digits = self.plan().percent_digits;
        let mut changed = Vec::new();
        for key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let (was, is) = (old.get(key).unwrap_or(&none), new.get(key).unwrap_or(&none));
            let mut measures = BTreeMap::new();
            for measure in self.measures() {
                let change = ChangedSum::of(sum_of(was, &measure.name)?, sum_of(is, &measure.name)?, digits)?;
                measures.extend(change.map(|change| (measure.name.clone(), change)));
            }
            let kind = match (was.is_empty(), is.is_empty()) {
                (true, _) => ChangeKind::New,
                (_, true) => ChangeKind::Vanished,
                _ if measures.is_empty() && was.len() == is.len() => continue,
                _ => ChangeKind::Changed,
            };
            let places = |rows: &[LineageRow]| rows.iter().map(|row| (row.source.clone(), row.row)).collect();
            changed.push(ChangedLine { key: key.clone(), kind, before: places(was), after: places(is), measures });
        }
        let weight = |line: &ChangedLine| {
            let first = self.measures().first().and_then(|measure| line.measures.get(&measure.name));
            first.map_or(Scaled::ZERO, |change| change.delta.magnitude())
        };
        changed.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.key.cmp(&b.key)));
        Ok(changed)
    }

    /// Refuses to compare what does not sum the same things by the same groupings.
    pub(super) fn comparable(&self, other: &Self) -> Result<()> {
        if self.measures().len() != other.measures().len() || !self.groupings().eq(other.groupings()) {
            return Err(plan_mismatch());
        }
        for (ours, theirs) in self.measures().iter().zip(other.measures()) {
            if ours.name != theirs.name {
                return Err(plan_mismatch().at(ours.name.as_str()));
            }
            if ours.kind != theirs.kind {
                return Err(mixed_units(ours, theirs));
            }
        }
        Ok(())
    }
}

fn by_line(rows: Vec<LineageRow>) -> BTreeMap<BTreeMap<String, String>, Vec<LineageRow>> {
    let mut lines: BTreeMap<_, Vec<LineageRow>> = BTreeMap::new();
    for mut row in rows {
        // A code is the same however it is written.
        row.key.values_mut().for_each(|code| *code = crate::text::fold(code));
        lines.entry(row.key.clone()).or_default().push(row);
    }
    lines
}

/// The sum of a measure over some lines; none where not one of them has a figure.
pub(super) fn sum_of(rows: &[LineageRow], measure: &str) -> Result<Option<Scaled>> {
    let figures = rows.iter().filter_map(|row| match row.measures.get(measure) {
        Some(Scalar::Number(number)) => Some(*number),
        _ => None,
    });
    let mut sum: Option<Scaled> = None;
    for figure in figures {
        sum = Some(sum.unwrap_or(Scaled::ZERO).checked_add(figure).ok_or_else(overflow)?);
    }
    Ok(sum)
}

#[cfg(test)]
#[path = "difference_tests.rs"]
mod tests;
