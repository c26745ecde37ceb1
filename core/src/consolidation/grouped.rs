//! Which groups are summed from the lines, and which from those groups.

use super::consolidated::{Field, Grouping};
use super::groups::Groups;
use super::pass::Lines;
use super::plan::Plan;
use crate::error::Result;
use std::collections::BTreeMap;

/// The groups of every grouping: the longest lists of fields are summed from the lines, their beginnings from them.
pub(super) fn grouped(lines: &Lines<'_>, plan: &Plan, fields: &[Field]) -> Result<Vec<Grouping>> {
    let names = plan.groupings();
    let position = |name: &String| fields.iter().position(|field| field.name == *name);
    let places: Vec<Vec<usize>> = names.iter().map(|names| names.iter().filter_map(position).collect()).collect();
    // Sorted lists: a list is the beginning of another exactly if it is the beginning of the next one.
    let is_longest = |index: usize| match (names.get(index), names.get(index.saturating_add(1))) {
        (Some(list), Some(next)) => !next.starts_with(list),
        _ => true,
    };
    let longest: Vec<usize> = (0..names.len()).filter(|index| is_longest(*index)).collect();
    let trees: Vec<Vec<usize>> = longest.iter().filter_map(|index| places.get(*index).cloned()).collect();
    let mut summed = longest.into_iter().zip(lines.groups(&trees)?).collect::<BTreeMap<_, _>>();
    let mut groupings = Vec::with_capacity(names.len());
    for (index, (names, fields)) in names.into_iter().zip(places).enumerate().rev() {
        let groups = match summed.remove(&index) {
            Some(groups) => groups,
            // The list after it begins with it, and is the last that was entered.
            None => match groupings.last() {
                Some(Grouping { groups, .. }) => Groups::beginning(groups, fields.len())?,
                None => Groups::new(fields.len(), lines.measures.len()),
            },
        };
        groupings.push(Grouping { fields, names, groups, coverage: None });
    }
    groupings.reverse();
    Ok(groupings)
}
