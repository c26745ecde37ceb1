//! Between which sums a total must lie once everybody has reported, and under which assumption that is said.

use super::cell::Cell;
use super::consolidated::Consolidation;
use super::groups::overflow;
use super::measure::Measure;
use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::scaled::Scaled;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is assumed of a figure that is missing: it lies between two percentages of the approved credit of its line.
///
/// The usual assumption is 0 to 100 percent: nobody spends less than nothing, nor more than was approved (Public
/// Accounting Act 1366, article 93). Special revenue and carried-over credit may need another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assumption {
    /// The least, in percent of the approved credit.
    pub low: i64,
    /// The most, in percent of the approved credit.
    pub high: i64,
}

impl Default for Assumption {
    fn default() -> Self {
        Self { low: 0, high: 100 }
    }
}

impl Assumption {
    /// The assumption in words.
    #[must_use]
    pub fn stated(self) -> Bilingual {
        let Self { low, high } = self;
        Bilingual::new(
            format!("هر رقم گزارش‌نشده میان {low} و {high} درصد اعتبار مصوب ردیف خود است"),
            format!(
                "every figure that is missing lies between {low} and {high} percent of the approved credit of its line"
            ),
        )
    }

    fn check(self) -> Result<()> {
        if self.low <= self.high {
            return Ok(());
        }
        Err(Error::new(
            "consolidation.bad_assumption",
            format!("کران پایین ({}) از کران بالا ({}) بیشتر است", self.low, self.high),
            format!("the lower bound ({}) is above the upper one ({})", self.low, self.high),
        )
        .at("low")
        .help(
            "کمترین درصد را در low و بیشترین را در high بنویسید",
            "give the least percentage as low and the most as high",
        ))
    }
}

/// The bounds of every total of a grouping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// What is assumed, in numbers.
    pub assumption: Assumption,
    /// What is assumed, in words.
    pub stated: Bilingual,
    /// The totals with their bounds, by code.
    pub cells: Vec<BoundedCell>,
}

/// One total with its bounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoundedCell {
    /// Its code in each field of the grouping.
    pub key: Vec<Option<String>>,
    /// For each measure the sum there is and the bounds of the sum there will be.
    pub measures: BTreeMap<String, Bound>,
}

/// The bounds of one sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// The sum of the figures there are.
    pub sum: Option<Scaled>,
    /// No complete total is below it; none where that cannot be said.
    pub lower: Option<Scaled>,
    /// No complete total is above it; none where that cannot be said.
    pub upper: Option<Scaled>,
}

impl Consolidation {
    /// Between which sums each total of a grouping must lie once every expected line has its figure.
    ///
    /// What is missing is what the agreements expect and nobody has reported, and the figures that reported lines leave
    /// empty. Where credit is not known there is no bound: nothing is guessed. The measure that is the credit itself is
    /// known for all expected lines, so its bounds meet.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`; `consolidation.bad_assumption`; `consolidation.overflow`.
    pub fn bounds(&self, by: &[&str], assumption: Assumption) -> Result<Bounds> {
        assumption.check()?;
        self.with_lines()?;
        let cells = self.cells_by(by)?;
        let gaps = self.credit_of_gaps(by)?;
        let bounded = |cell: &Cell| -> Result<BoundedCell> {
            let mut measures = BTreeMap::new();
            for measure in self.measures() {
                measures.insert(measure.name.clone(), self.bound(cell, measure, &gaps, assumption)?);
            }
            Ok(BoundedCell { key: cell.key.clone(), measures })
        };
        let cells = cells.iter().map(bounded).collect::<Result<_>>()?;
        Ok(Bounds { assumption, stated: assumption.stated(), cells })
    }

    fn bound(&self, cell: &Cell, measure: &Measure, gaps: &Gaps, assumption: Assumption) -> Result<Bound> {
        let Some(total) = cell.measures.get(&measure.name).copied() else {
            return Ok(Bound { sum: None, lower: None, upper: None });
        };
        let sum = total.sum;
        let open = Bound { sum, lower: None, upper: None };
        let Some(coverage) = &cell.coverage else { return Ok(open) };
        // Percentages of a credit bound amounts of its own unit, and nothing else.
        if measure.kind.is_none() || measure.kind != self.credit_unit() {
            return Ok(open);
        }
        let (Some(whole), Some(covered)) = (coverage.approved_credit, coverage.covered_credit) else { return Ok(open) };
        let absent = whole.checked_sub(covered).ok_or_else(overflow)?;
        let credit = match gaps.get(&(cell.key.clone(), measure.name.clone())) {
            Some(None) => return Ok(open),
            Some(Some(more)) => absent.checked_add(*more).ok_or_else(overflow)?,
            None => absent,
        };
        let known = sum.unwrap_or(Scaled::ZERO);
        let add = |percent: i64| {
            let part = credit.checked_mul(Scaled::new(i128::from(percent), 2)).ok_or_else(overflow)?;
            known.checked_add(part).ok_or_else(overflow)
        };
        let (low, high) = match measure.name == self.plan().credit {
            true => (add(100)?, add(100)?),
            false => (add(assumption.low)?, add(assumption.high)?),
        };
        Ok(Bound { sum, lower: Some(low.min(high)), upper: Some(low.max(high)) })
    }

    fn credit_unit(&self) -> Option<crate::amount::Unit> {
        let table = self.sources.iter().find_map(|source| source.agreement.as_ref())?;
        match table.schema().field(&self.plan().credit)?.1.kind {
            crate::dataset::Kind::Amount { unit, .. } => Some(unit),
            _ => None,
        }
    }

    /// The credit of the lines that count and leave a figure empty: none where one of them does not state it.
    fn credit_of_gaps(&self, by: &[&str]) -> Result<Gaps> {
        let mut gaps = Gaps::new();
        for source in &self.sources {
            let keys = source.keys_by(by)?;
            for measure in self.measures() {
                for row in (0..source.lines.rows()).filter(|row| source.counts(*row)) {
                    if source.lines.number(row, &measure.name).is_some() {
                        continue;
                    }
                    let key = keys.iter().map(|(codes, ranks)| codes.code(ranks.of(row)).map(str::to_owned)).collect();
                    let credit = source.lines.number(row, &self.plan().credit);
                    let slot = gaps.entry((key, measure.name.clone())).or_insert(Some(Scaled::ZERO));
                    *slot = match (*slot, credit) {
                        (Some(sum), Some(credit)) => Some(sum.checked_add(credit).ok_or_else(overflow)?),
                        _ => None,
                    };
                }
            }
        }
        Ok(gaps)
    }
}

/// The credit of lines without a figure, by the key of their group and the measure.
type Gaps = BTreeMap<(Vec<Option<String>>, String), Option<Scaled>>;

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
