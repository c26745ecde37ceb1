//! Figures over groups of rows, found once before the rows are looked at.

use super::bind::{bind_logic, bind_number};
use super::block::{BLOCK_ROWS, Mask};
use super::frame::{Frame, Links};
use crate::dataset::{Bitmap, Dataset, Integers, KeyIndex, Numbers, Table};
use crate::rules::language::Measure;
use crate::rules::plan::AggregatePlan;

/// The state of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// The figure so far; `None` once it has left 128 bits.
    value: Option<i128>,
    rows: u32,
    /// Whether a row of the group has no figure, so that its sum is not known.
    unknown: bool,
}

/// The figure of its group for each row of the rule's table.
pub(crate) fn values(plan: &AggregatePlan, data: &Dataset, links: &Links<'_>, own: &Table) -> Numbers {
    let Some(table) = data.table(&plan.table) else {
        return absent(own.rows());
    };
    let index = KeyIndex::build(table, &plan.group_by);
    let groups = grouped(plan, data, links, table, &index);
    let found = index.lookup(own, &plan.found_by);
    let figure = |group: &u32| {
        let empty = Group { value: Some(0), ..Group::default() };
        let group = groups.get(*group as usize).copied().unwrap_or(empty);
        match plan.measure {
            Measure::Count => Some(i128::from(group.rows)),
            _ if group.rows == 0 || group.unknown => None,
            _ => group.value,
        }
    };
    // A sum beyond 128 bits is as little known as one with a figure that could not be read: neither is zero.
    let unknown = |group: &u32| {
        let lost = |group: &Group| group.rows > 0 && group.value.is_none() && plan.measure != Measure::Count;
        groups.get(*group as usize).is_some_and(|group| group.unknown || lost(group))
    };
    let unread: Bitmap = found.iter().map(unknown).collect();
    let figures: Vec<Option<i128>> = found.iter().map(figure).collect();
    let validity: Bitmap = figures.iter().map(Option::is_some).collect();
    let scale = plan.argument.as_ref().map_or(0, |argument| argument.scale);
    Numbers::new(
        Integers::of(figures.into_iter().map(Option::unwrap_or_default).collect()),
        if plan.measure == Measure::Count { 0 } else { scale },
        Some(validity),
    )
    .with_unread(Some(unread))
}

fn absent(rows: usize) -> Numbers {
    Numbers::new(Integers::Narrow(vec![0; rows]), 0, Some(Bitmap::new(rows, false)))
}

fn grouped(plan: &AggregatePlan, data: &Dataset, links: &Links<'_>, table: &Table, index: &KeyIndex) -> Vec<Group> {
    let frame = Frame::new(data, links, table, &plan.slots, &[], &plan.uniques);
    let filter = plan.filter.as_ref().map(|filter| bind_logic(filter, &frame, plan.missing_as_zero));
    let argument = plan.argument.as_ref().map(|argument| bind_number(&argument.number, &frame, plan.missing_as_zero));
    let mut groups = vec![Group::default(); index.groups()];
    for start in (0..table.rows()).step_by(BLOCK_ROWS) {
        let length = table.rows().saturating_sub(start).min(BLOCK_ROWS);
        let mut overflow = Mask::NONE;
        let taken = filter.as_ref().map_or(Mask::ALL, |filter| filter.run(start, length, &mut overflow).yes);
        let (figures, known) = match &argument {
            Some(argument) => {
                let (values, known) = argument.run(start, length, &mut overflow);
                (values.widened(length), known)
            }
            None => (vec![1; length].into(), Mask::ALL),
        };
        let missing: Vec<usize> = taken.and(known.not()).rows(length).collect();
        for at in taken.rows(length) {
            let row = start.saturating_add(at);
            let group = index.of_rows().get(row).and_then(|group| groups.get_mut(*group as usize));
            let (Some(group), Some(figure)) = (group, figures.get(at)) else { continue };
            if missing.binary_search(&at).is_ok() {
                match plan.measure {
                    Measure::Sum => {
                        group.unknown = true;
                        group.rows = group.rows.saturating_add(1);
                    }
                    // A row without a figure is not counted and is neither smallest nor largest.
                    Measure::Count | Measure::Min | Measure::Max => {}
                }
                continue;
            }
            group.value = match (plan.measure, group.rows, group.value) {
                (_, 0, _) => Some(*figure),
                (Measure::Sum, _, Some(sum)) => sum.checked_add(*figure),
                (Measure::Min, _, Some(least)) => Some(least.min(*figure)),
                (Measure::Max, _, Some(greatest)) => Some(greatest.max(*figure)),
                (_, _, value) => value,
            };
            group.rows = group.rows.saturating_add(1);
        }
    }
    groups
}
