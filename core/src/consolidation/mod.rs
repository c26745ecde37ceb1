//! Exact totals that say what is missing.
//!
//! [`consolidate`] sums the lines of a dataset over several groupings at once. Every grouping brings its subtotals and
//! the grand total; a cell without a figure is counted, never taken as zero; ratios are computed from sums and are
//! undefined on a zero base; and where the dataset has the agreements, every total says who is missing and how much of
//! the approved credit has reported.
//!
//! A [`Consolidation`] is columnar: codes are ranks in sorted dictionaries, groups are sorted by them, sums are 128-bit
//! integers. So two of them merge in one pass, in any order and any partition, to the same data and the same digest.

mod assembled;
mod bounds;
mod cell;
mod change;
mod codes;
mod consolidated;
mod contributors;
mod coverage;
mod derived;
mod difference;
mod eliminations;
mod family;
mod grouped;
mod from_finer;
mod groups;
mod hierarchy;
mod level;
mod levels;
mod lineage;
mod live;
mod measure;
mod origin;
mod partial;
mod partial_columns;
mod partial_table;
mod pass;
mod plan;
mod ratio;
mod roles;
mod rollup;
#[cfg(test)]
mod samples;
mod source;
mod stated;
mod stated_lines;
mod stretches;
mod sums;
mod time;
mod tree;

pub use bounds::{Assumption, Bound, BoundedCell, Bounds};
pub use cell::{Cell, NamedRatio, Total};
pub use consolidated::{Consolidation, Status};
pub use contributors::{Contributor, Contributors};
pub use coverage::{Count, Coverage, Missing};
pub use derived::{Absent, Conversion};
pub use difference::{ChangeKind, ChangedCell, ChangedLine, ChangedSum};
pub use eliminations::{EliminatedCell, Eliminations, Sides, Transfer, Transfers};
pub use hierarchy::{Hierarchy, Link, ParentRows, ParentTable, Parents, Prefix};
pub use lineage::LineageRow;
pub use live::{CellName, LiveConsolidation, LiveUpdate};
pub use measure::{Measure, RatioRule};
pub use origin::{Happened, TracedRow};
pub use partial::{Partial, PartialField, PartialGrouping, PartialSource, partial};
pub use partial_columns::GroupColumn;
pub use partial_table::{PartialColumn, PartialTable};
pub use plan::Plan;
pub use ratio::Ratio;
pub use roles::{LineNotAdded, NotAdded};
pub use rollup::{MissingChildren, RolledUp};
pub use stated::{ComparedTotal, Gap, GapLine, StatedTotal, Verdict};
pub use stated_lines::StatedLine;
pub use time::{ComparedCell, ComparedSum, Restated, Until, consolidate_as_known};

use crate::dataset::Dataset;
use crate::error::Result;
use crate::round::{Include, Round};

/// The totals of a dataset by a plan.
///
/// # Errors
/// `consolidation.unknown_table`, `consolidation.unknown_field` (both with the nearest known name),
/// `consolidation.repeated_field`, `consolidation.too_many_digits`, `consolidation.not_a_measure`, `consolidation.mixed_units` and
/// `consolidation.overflow` (beyond 128 bits). Empty tables are no error.
///
/// # Example
/// Credits of two funding sources of Ilam, 1404 budget law, table 10-c (million rials).
/// ```
/// use amalkard::consolidation::{Plan, consolidate};
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
///
/// let book = Rulebook::from_toml(r#"
/// [rulebook]
/// id = "example"
/// title = { fa = "نمونه", en = "Example" }
/// [tables.lines]
/// title = { fa = "ردیف‌ها", en = "Lines" }
/// key = ["source"]
/// fields = [
///   { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
///   { name = "source", type = "code", title = { fa = "منبع", en = "Source" } },
///   { name = "approved", type = "amount", unit = "million_rial", title = { fa = "مصوب", en = "Approved" } },
/// ]
/// "#)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [
///   {"province": "67", "source": "OIL_1", "approved": "4962450"},
///   {"province": "67", "source": "OIL_2", "approved": "5282700"}
/// ]}"#)?;
/// let total = consolidate(&data, &Plan::new(&[&["province", "source"]], &["approved"]))?;
/// let ilam = total.cell(&["province"], &[Some("67")])?.expect("Ilam has lines");
/// assert_eq!(ilam.measures["approved"].sum, Some(10_245_150.into()));
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn consolidate(data: &Dataset, plan: &Plan) -> Result<Consolidation> {
    Consolidation::of(data, plan)
}

/// The totals of a round: of its approved submissions, or with [`Include::Entered`] of whatever is entered, which is a
/// preliminary total. Every agency of the round that is not in them is named with the state of its submission.
///
/// # Errors
/// As [`consolidate`].
pub fn consolidate_round(round: &Round, plan: &Plan, include: Include) -> Result<Consolidation> {
    consolidate(&round.dataset(include)?.dataset, &plan.clone().for_round(round, include))
}
