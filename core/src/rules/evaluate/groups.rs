//! The rows that stand for the groups of a rule that is judged once for each group.

use crate::dataset::{Bitmap, Column, KeyIndex, NO_GROUP, Table};
use std::cmp::Ordering;

/// One row of each group of equal values in `fields`: that whose values are written least, so that the order of the
/// rows changes nothing that is said about the group.
pub(crate) fn heads(table: &Table, fields: &[usize]) -> Bitmap {
    let index = KeyIndex::build(table, fields);
    let mut least: Vec<usize> = vec![usize::MAX; index.groups()];
    for (row, group) in index.of_rows().iter().enumerate().filter(|(_, group)| **group != NO_GROUP) {
        if let Some(head) = least.get_mut(*group as usize)
            && (*head == usize::MAX || written(table, fields, row, *head) == Ordering::Less)
        {
            *head = row;
        }
    }
    let mut heads = Bitmap::new(table.rows(), false);
    least.into_iter().for_each(|row| heads.set(row, true));
    heads
}

/// How the values of two rows of a group compare as they are written. Figures, dates and flags of a group are equal.
fn written(table: &Table, fields: &[usize], row: usize, other: usize) -> Ordering {
    let texts = fields.iter().filter_map(|field| match table.column(*field) {
        Some(Column::Strings(strings)) => Some(strings),
        _ => None,
    });
    texts
        .map(|strings| strings.get(row).cmp(&strings.get(other)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}
