//! The rows that an edit touches, and the rules that must look at them again.

use super::kept::{Kept, Moved};
use super::readers::{Readers, Rules};
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

/// Rows, each with the rules that read something in it that has become another. A row may stand here with no rules: what
/// its findings show has changed, and not whether there are any.
pub(super) type Touched = BTreeMap<usize, Rules>;

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
        if rules.table == edited.table && is_key(own, edited.field) {
            touched.entry(edited.row).or_default();
        }
        for (slot, reading) in rules.slots.iter().zip(&readers.of_slot) {
            if slot.table == edited.table && slot.field == edited.field {
                match slot.relation {
                    None => touch(&mut touched, edited.row, reading),
                    Some(relation) => {
                        let rows = kept.link(relation).map_or(&[][..], |link| link.rows());
                        let leading = rows.iter().enumerate().filter(|(_, to)| **to as usize == edited.row);
                        leading.for_each(|(row, _)| touch(&mut touched, row, reading));
                    }
                }
            }
            if let Some(rows) = slot.relation.and_then(|relation| moved.links.get(&relation)) {
                rows.iter().for_each(|row| touch(&mut touched, *row, reading));
            }
        }
        for (relation, rows) in &moved.links {
            // Only relations that start here have readers here.
            if let Some(reading) = readers.of_relation.get(*relation).filter(|reading| !reading.is_empty()) {
                rows.iter().for_each(|row| touch(&mut touched, *row, reading));
            }
        }
        let by_position = [
            (&readers.of_aggregate, &moved.aggregates),
            (&readers.of_unique, &moved.uniques),
            (&readers.of_groups, &moved.heads),
        ];
        for (readers, moved) in by_position {
            for (position, reading) in readers.iter().enumerate() {
                let rows = moved.get(&(at, position));
                rows.into_iter().flatten().for_each(|row| touch(&mut touched, *row, reading));
            }
        }
        Some(touched)
    };
    (0..book.tables.len()).map(|at| of_table(at).unwrap_or_default()).collect()
}

fn touch(touched: &mut Touched, row: usize, rules: &Rules) {
    touched.entry(row).or_default().extend(rules);
}

fn is_key(table: &Table, field: usize) -> bool {
    let name = table.schema().fields().get(field).map(|field| &field.name);
    name.is_some_and(|name| table.schema().key().contains(name))
}
