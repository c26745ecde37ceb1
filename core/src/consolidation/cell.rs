//! One total, as data.

use super::coverage::Coverage;
use super::ratio::Ratio;
use crate::scaled::Scaled;
use serde::Serialize;
use std::collections::BTreeMap;

/// The total of one group of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The fields of its grouping; none for the grand total.
    pub by: Vec<String>,
    /// Its code in each of these fields, in folded form; none where the lines have no code there.
    pub key: Vec<Option<String>>,
    /// How many lines it sums; zero where lines are expected and none has come.
    pub lines: u64,
    /// The sums.
    pub measures: BTreeMap<String, Total>,
    /// The ratios of the sums; none where a ratio is undefined.
    pub ratios: BTreeMap<String, Option<NamedRatio>>,
    /// What is expected and what has come, where the agreements know the fields of the grouping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
}

/// The sum of one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The sum of the figures there are; none where there is not one.
    pub sum: Option<Scaled>,
    /// How many lines have no figure. They are not taken as zero.
    pub missing: u64,
}

/// A ratio of two sums with its percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NamedRatio {
    /// The sum above the line.
    pub numerator: Scaled,
    /// The sum below the line, never zero.
    pub denominator: Scaled,
    /// In percent, rounded half away from zero to the digits that the plan states. For showing only.
    pub percent: Option<Scaled>,
}

impl NamedRatio {
    /// The ratio of two sums; none on a zero base.
    pub(crate) fn of(numerator: Scaled, denominator: Scaled, digits: u32) -> Option<Self> {
        let ratio = Ratio::of(numerator, denominator)?;
        Some(Self { numerator, denominator, percent: ratio.percent(digits) })
    }

    /// The exact fraction.
    #[must_use]
    pub fn ratio(&self) -> Option<Ratio> {
        Ratio::of(self.numerator, self.denominator)
    }
}
