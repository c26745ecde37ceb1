//! Totals as somebody states them, against those that are computed here: equal, rounded, or wrong.
//!
//! A printed total of n figures that are each rounded to a unit differs from their sum by half a unit at most for each of
//! them and half for itself: by (n + 1) / 2 units. What lies within is rounding, what lies without is an error.

use super::consolidated::{Consolidation, same_length};
use super::groups::overflow;
use crate::dataset::Cell;
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::scaled::Scaled;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a stated total is, beside the computed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is the sum.
    Equal,
    /// It differs by no more than rounding explains.
    Rounding,
    /// It differs by more.
    Wrong,
    /// One of the two has no figure.
    Unknown,
}

impl Verdict {
    /// The verdict on a gap, where `children` figures and their total are rounded to `unit`; none is exact.
    pub(super) fn of(gap: Option<Scaled>, children: u64, unit: Option<Scaled>) -> Result<(Self, Option<Scaled>)> {
        let allowance = match unit {
            None => None,
            Some(unit) => {
                // (n + 1) / 2 units, as n + 1 times five tenths: no division.
                let halves = Scaled::new(i128::from(children).saturating_add(1).saturating_mul(5), 1);
                Some(halves.checked_mul(unit.magnitude()).ok_or_else(overflow)?)
            }
        };
        let verdict = match gap {
            None => Self::Unknown,
            Some(gap) if gap.is_zero() => Self::Equal,
            Some(gap) if allowance.is_some_and(|allowance| gap.magnitude() <= allowance) => Self::Rounding,
            Some(_) => Self::Wrong,
        };
        Ok((verdict, allowance))
    }
}

/// A total as somebody states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedTotal {
    /// The fields of the grouping it is a total of; none for the grand total.
    pub by: Vec<String>,
    /// Its code in each of them.
    pub key: Vec<Option<String>>,
    /// What is summed.
    pub measure: String,
    /// The figure, as exact text.
    #[serde(deserialize_with = "exact")]
    pub amount: String,
    /// How many rounded figures it sums; the lines of the group where it is not said.
    #[serde(default)]
    pub children: Option<u64>,
}

/// A stated total beside the computed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedTotal {
    /// The fields of its grouping.
    pub by: Vec<String>,
    /// Its code in each of them.
    pub key: Vec<Option<String>>,
    /// What is summed.
    pub measure: String,
    /// As it is stated.
    pub stated: Scaled,
    /// As it is computed; none where no line has a figure.
    pub computed: Option<Scaled>,
    /// Stated less computed.
    pub gap: Option<Scaled>,
    /// How many rounded figures it sums.
    pub children: u64,
    /// By how much it may differ for rounding; none where figures are exact.
    pub allowance: Option<Scaled>,
    /// What it is.
    pub verdict: Verdict,
    /// Where the figures stand that do not sum to it, by dataset and row; empty where it is no error.
    pub lines: Vec<(String, usize)>,
}

impl Consolidation {
    /// Totals as a law, a table or another system states them, against those computed here. `unit` is what every figure
    /// is rounded to, in the unit of its measure (`"1"` for whole million rials); without it figures are exact.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`, `consolidation.key_length`, `consolidation.unknown_measure`;
    /// `consolidation.not_a_number` for an amount or unit that is none; `consolidation.overflow`.
    pub fn compare_stated(&self, totals: &[StatedTotal], unit: Option<&str>) -> Result<Vec<ComparedTotal>> {
        let unit = unit.map(|unit| number(unit, "unit")).transpose()?;
        totals.iter().enumerate().map(|(at, total)| self.compared(total, at, unit)).collect()
    }

    fn compared(&self, total: &StatedTotal, at: usize, unit: Option<Scaled>) -> Result<ComparedTotal> {
        self.measure(&total.measure)?;
        let by: Vec<&str> = total.by.iter().map(String::as_str).collect();
        let key: Vec<Option<&str>> = total.key.iter().map(Option::as_deref).collect();
        same_length(&by, &key)?;
        let stated = number(&total.amount, &format!("{at}/amount"))?;
        let cell = self.cell(&by, &key)?;
        let lines = cell.as_ref().map_or(0, |cell| cell.lines);
        let computed = cell.and_then(|cell| cell.measures.get(&total.measure)?.sum);
        let gap = computed.map(|computed| stated.checked_sub(computed).ok_or_else(overflow)).transpose()?;
        let children = total.children.unwrap_or(lines);
        let (verdict, allowance) = Verdict::of(gap, children, unit)?;
        let lines = match verdict {
            Verdict::Wrong => self.lineage(&by, &key)?.into_iter().map(|row| (row.source, row.row)).collect(),
            _ => Vec::new(),
        };
        Ok(ComparedTotal {
            key: total.key.iter().map(|code| code.as_deref().map(text::fold)).collect(),
            by: total.by.clone(),
            measure: total.measure.clone(),
            stated,
            computed,
            gap,
            children,
            allowance,
            verdict,
            lines,
        })
    }

    /// Two measures whose sums should be equal, group by group, such as original plus approved changes and revised. Each
    /// side is a list of measures that are added. Groups that agree are not in the list; each gap comes with its lines.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`, `consolidation.unknown_measure`, `consolidation.overflow`.
    pub fn gaps(&self, by: &[&str], left: &[&str], right: &[&str]) -> Result<Vec<Gap>> {
        left.iter().chain(right).try_for_each(|name| self.measure(name).map(|_| ()))?;
        let mut gaps = Vec::new();
        for cell in self.cells_by(by)? {
            let side = |names: &[&str]| {
                let mut sums = names.iter().filter_map(|name| cell.measures.get(*name)?.sum);
                sums.try_fold(Scaled::ZERO, |sum, figure| sum.checked_add(figure)).ok_or_else(overflow)
            };
            let (left_sum, right_sum) = (side(left)?, side(right)?);
            if left_sum == right_sum {
                continue;
            }
            let key: Vec<Option<&str>> = cell.key.iter().map(Option::as_deref).collect();
            let names: BTreeSet<&str> = left.iter().chain(right).copied().collect();
            let there = |value: &Scalar| *value != Scalar::Missing;
            let figures = self.lineage(by, &key)?.into_iter().map(|row| GapLine {
                source: row.source,
                row: row.row,
                measures: row
                    .measures
                    .into_iter()
                    .filter(|(name, value)| names.contains(name.as_str()) && there(value))
                    .collect(),
            });
            let lines = figures.filter(|line| !line.measures.is_empty()).collect();
            let gap = left_sum.checked_sub(right_sum).ok_or_else(overflow)?;
            gaps.push(Gap { key: cell.key.clone(), left: left_sum, right: right_sum, gap, lines });
        }
        Ok(gaps)
    }
}

/// A group in which two sides that should be equal are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Its code in each field of the grouping.
    pub key: Vec<Option<String>>,
    /// The sum of the left side.
    pub left: Scaled,
    /// The sum of the right side.
    pub right: Scaled,
    /// Left less right.
    pub gap: Scaled,
    /// The lines that both sides are made of.
    pub lines: Vec<GapLine>,
}

/// A line of a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapLine {
    /// The name of its dataset.
    pub source: String,
    /// Its row there.
    pub row: usize,
    /// Its figures in the measures of both sides.
    pub measures: BTreeMap<String, Scalar>,
}

/// For serde: text or a whole number, as text; a float is refused.
fn exact<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    match Cell::deserialize(deserializer)? {
        Cell::Float(text) => Err(serde::de::Error::custom(format!("amount.float: {text} is a float"))),
        cell => Ok(cell.to_string()),
    }
}

/// A number as exact text: digits of any script, a sign, a decimal point.
pub(super) fn number(written: &str, place: &str) -> Result<Scaled> {
    let refused = || {
        Error::new(
            "consolidation.not_a_number",
            format!("«{}» عدد نیست", text::excerpt(written)),
            format!("`{}` is not a number", text::excerpt(written)),
        )
        .at(place)
        .expected("an exact decimal such as 1250 or -0.5")
        .help(
            "عدد را بدون جداکننده و با نقطه اعشار بنویسید",
            "write the number without separators, with a decimal point",
        )
    };
    let folded = text::fold(written);
    let (sign, digits) = match folded.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, folded.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || (digits.contains('.') && fraction.is_empty())
    {
        return Err(refused());
    }
    let value: i128 = format!("{whole}{fraction}").parse().map_err(|_| refused())?;
    let scale = u32::try_from(fraction.len()).map_err(|_| refused())?;
    Ok(Scaled::new(value.saturating_mul(sign), scale))
}

#[cfg(test)]
#[path = "stated_tests.rs"]
mod tests;
