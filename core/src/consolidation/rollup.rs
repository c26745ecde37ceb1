//! Totals of a hierarchy under a stated policy for children that are missing.
//!
//! The six policies are those of the hierarchical rollup of SDMX-VTL. A child is *missing* where it is expected and has
//! no line, *without a figure* where its lines have none, and else has its sum. Each level is made of the results of the
//! level below it.

use super::consolidated::{Consolidation, same_length};
use super::groups::overflow;
use crate::error::Result;
use crate::scaled::Scaled;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What to do with a parent of which children are missing or have no figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingChildren {
    /// A parent is there only where every child has a figure.
    #[default]
    NonNull,
    /// A parent is there where at least one child has a figure other than zero; a missing child is zero.
    NonZero,
    /// A parent is there where at least one child is; a missing child makes it a parent without a figure.
    PartialNull,
    /// A parent is there where at least one child is; a missing child is zero.
    PartialZero,
    /// A parent is always there; a missing child makes it a parent without a figure.
    AlwaysNull,
    /// A parent is always there; a missing child is zero.
    AlwaysZero,
}

/// One node of a rollup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RolledUp {
    /// The fields of its grouping; none for the whole.
    pub by: Vec<String>,
    /// Its code in each of them.
    pub key: Vec<Option<String>>,
    /// For each measure under which the node is there, its figure; none where it has no figure.
    pub measures: BTreeMap<String, Option<Scaled>>,
    /// How many children it is made of: those that are there and those that are missing; none for the lowest level.
    pub children: Option<u64>,
    /// How many of them are missing.
    pub missing: Option<u64>,
}

/// A node's figures: by measure, none where it has no figure. A measure under which it is not there is not in it.
type Figures = BTreeMap<String, Option<Scaled>>;
type Key = Vec<Option<String>>;

impl MissingChildren {
    /// The parent of these children, of which `missing` more are expected; `None` where there is none.
    fn parent(self, children: &[Option<Scaled>], missing: u64) -> Result<Option<Option<Scaled>>> {
        let any = !children.is_empty();
        let there = match self {
            Self::NonNull => any && missing == 0 && children.iter().all(Option::is_some),
            Self::NonZero => children.iter().flatten().any(|figure| !figure.is_zero()),
            Self::PartialNull | Self::PartialZero => any,
            Self::AlwaysNull | Self::AlwaysZero => true,
        };
        if !there {
            return Ok(None);
        }
        let missing_is_null = matches!(self, Self::NonNull | Self::PartialNull | Self::AlwaysNull);
        if missing_is_null && missing > 0 {
            return Ok(Some(None));
        }
        let mut sum = Some(Scaled::ZERO);
        for child in children {
            sum = match (sum, child) {
                (Some(sum), Some(figure)) => Some(sum.checked_add(*figure).ok_or_else(overflow)?),
                // Zero is for what is missing; a line that leaves its figure empty is never taken as zero.
                _ => None,
            };
        }
        Ok(Some(sum))
    }
}

impl Consolidation {
    /// The totals along a grouping, level by level up to the whole, under a policy for missing children.
    ///
    /// Expected children are those of the agreements, where they know the grouping, and those that `expected` names:
    /// keys with one code for each field of `by`. The lowest level holds the groups themselves.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`; `consolidation.key_length` for an expected key with another number of codes;
    /// `consolidation.overflow`.
    pub fn rollup(&self, by: &[&str], mode: MissingChildren, expected: &[Vec<Option<&str>>]) -> Result<Vec<RolledUp>> {
        let mut level: BTreeMap<Key, Figures> = BTreeMap::new();
        let mut awaited: BTreeSet<Key> = BTreeSet::new();
        for cell in self.cells_by(by)? {
            if cell.lines == 0 {
                awaited.insert(cell.key);
            } else {
                level.insert(cell.key, cell.measures.into_iter().map(|(name, total)| (name, total.sum)).collect());
            }
        }
        for key in expected {
            same_length(by, key)?;
            let key: Key = key.iter().map(|code| code.map(text::fold)).collect();
            if !level.contains_key(&key) {
                awaited.insert(key);
            }
        }
        let named = |length: usize| by.iter().take(length).map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let node = |(key, measures): (&Key, &Figures)| RolledUp {
            by: named(by.len()),
            key: key.clone(),
            measures: measures.clone(),
            children: None,
            missing: None,
        };
        let mut levels: Vec<Vec<RolledUp>> = vec![level.iter().map(node).collect()];
        for length in (0..by.len()).rev() {
            let mut nodes = Vec::new();
            let mut above: BTreeMap<Key, Figures> = BTreeMap::new();
            let mut absent: BTreeSet<Key> = BTreeSet::new();
            let parents: BTreeSet<Key> =
                level.keys().chain(&awaited).map(|key| key.iter().take(length).cloned().collect()).collect();
            // The whole is asked for even where nothing is there.
            let parents = if length == 0 { BTreeSet::from([Key::new()]) } else { parents };
            for parent in parents {
                let mut figures = Figures::new();
                let below = || level.iter().filter(|(key, _)| key.starts_with(&parent));
                let gone = awaited.iter().filter(|key| key.starts_with(&parent)).count() as u64;
                let all = (below().count() as u64).saturating_add(gone);
                let mut most_missing = gone;
                for measure in self.measures() {
                    let there: Vec<Option<Scaled>> =
                        below().filter_map(|(_, figures)| figures.get(&measure.name).copied()).collect();
                    let missing = all.saturating_sub(there.len() as u64);
                    most_missing = most_missing.max(missing);
                    if let Some(figure) = mode.parent(&there, missing)? {
                        figures.insert(measure.name.clone(), figure);
                    }
                }
                nodes.push(RolledUp {
                    by: named(length),
                    key: parent.clone(),
                    measures: figures.clone(),
                    children: Some(all),
                    missing: Some(most_missing),
                });
                if figures.is_empty() && !self.measures().is_empty() {
                    absent.insert(parent);
                } else {
                    above.insert(parent, figures);
                }
            }
            levels.push(nodes);
            (level, awaited) = (above, absent);
        }
        Ok(levels.into_iter().rev().flatten().collect())
    }
}

#[cfg(test)]
#[path = "rollup_tests.rs"]
mod tests;
