//! The rows that an edit touches, and what in them has become another.

use super::kept::{Kept, Moved};
use super::readers::{Input, Readers};
use crate::dataset::{Dataset, Table};
use crate::rules::rulebook::Rulebook;
use std::collections::BTreeMap;

/// The cell that was edited.
#[derive(Clone, Copy)]
pub(super) struct Edited<'a> {
    pub(super) table: &'a str,
    pub(super) row: usize,
    pub(super) field: usize,
}

/// Rows in ascending order with what their rules or findings read and that has become another: a pair for each of it.
pub(super) type Touched = Vec<(usize, Input)>;

/// What an edit touches, for each table of rules.
pub(super) fn touched(
    book: &Rulebook,
    readers: &Readers,
    kept: &Kept,
    data: &Dataset,
    moved: &Moved,
    edited: Edited<'_>,
) -> Vec<Touched> {
    let of_table = |at: usize| -> Option<Touched> {
        let (rules, readers) = (book.tables.get(at)?, readers.get(at)?);
        let own = data.table(&rules.table)?;
        let mut touched = Touched::new();
        let mut touch = |row: usize, input: Input| {
            if readers.reads(input) {
                touched.push((row, input));
            }
        };
        if rules.table == edited.table {
            if is_key(own, edited.field) {
                touch(edited.row, Input::Key);
            }
            // The key of a group is written as the row that stands for it has it.
            for (groups, fields) in rules.groups.iter().enumerate() {
                if fields.contains(&edited.field) {
                    touch(edited.row, Input::Groups(groups));
                }
            }
        }
        for (position, slot) in rules.slots.iter().enumerate() {
            if slot.table == edited.table && slot.field == edited.field {
                match slot.relation {
                    None => touch(edited.row, Input::Slot(position)),
                    Some(relation) => {
                        let leading = kept.link(relation).map(|link| link.leading_to(edited.row));
                        leading.into_iter().flatten().for_each(|row| touch(row, Input::Slot(position)));
                    }
                }
            }
            if let Some(rows) = slot.relation.and_then(|relation| moved.links.get(&relation)) {
                rows.iter().for_each(|row| touch(*row, Input::Slot(position)));
            }
        }
        for (relation, rows) in &moved.links {
            // Only relations that start here have readers here.
            rows.iter().for_each(|row| touch(*row, Input::Relation(*relation)));
        }
        let mut all = |count: usize, moved: &BTreeMap<(usize, usize), Vec<usize>>, input: fn(usize) -> Input| {
            for position in 0..count {
                let rows = moved.get(&(at, position)).into_iter().flatten();
                rows.for_each(|row| touch(*row, input(position)));
            }
        };
        all(rules.aggregates.len(), &moved.aggregates, Input::Aggregate);
        all(rules.uniques.len(), &moved.uniques, Input::Unique);
        all(rules.groups.len(), &moved.heads, Input::Groups);
        touched.sort_by_key(|(row, _)| *row);
        Some(touched)
    };
    (0..book.tables.len()).map(|at| of_table(at).unwrap_or_default()).collect()
}

fn is_key(table: &Table, field: usize) -> bool {
    let name = table.schema().fields().get(field).map(|field| &field.name);
    name.is_some_and(|name| table.schema().key().contains(name))
}
