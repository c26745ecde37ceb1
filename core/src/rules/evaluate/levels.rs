//! Rows grouped by the code above their own.

use crate::dataset::{Bitmap, Column, KeyIndex, KeyRows, Strings, Table};
use crate::rules::declarations::{Levels, Relation};
use crate::rules::plan::AggregatePlan;
use crate::text;
use std::sync::Arc;

impl AggregatePlan {
    /// The rows of its table by the groups that it takes its figures of.
    pub(crate) fn index(&self, table: &Table) -> KeyIndex {
        match &self.climb {
            None => KeyIndex::build(table, &self.group_by),
            Some((place, levels)) => {
                let (above, fields) = above(table, &self.group_by, *place, levels);
                KeyIndex::build(&above, &fields)
            }
        }
    }
}

impl Relation {
    /// The rows that it leads to, by what is equal.
    pub(crate) fn rows(&self, to: &Table) -> Arc<KeyRows> {
        match &self.levels {
            None => to.rows_by(&self.equals),
            Some(levels) => {
                let last = self.equals.len().saturating_sub(1);
                let (above, fields) = above(to, &self.equals, last, levels);
                above.rows_by(&fields)
            }
        }
    }
}

/// A table with nothing but the key columns, the code at `place` among them being the one above, and their positions.
fn above(table: &Table, fields: &[usize], place: usize, levels: &Levels) -> (Table, Vec<usize>) {
    let columns = fields.iter().enumerate().map(|(at, field)| match table.column(*field) {
        Some(Column::Strings(strings)) if at == place => Some(Column::Strings(parents(strings, levels))),
        column => column.cloned(),
    });
    let columns = columns.collect();
    (Table::new(table.schema().clone(), columns, table.rows()), (0..fields.len()).collect())
}

/// The code above each row's: found once for each distinct code.
fn parents(strings: &Strings, levels: &Levels) -> Strings {
    let found = strings.dictionary().values().iter().map(|code| levels.parent(&text::fold(code)));
    let found: Vec<Option<String>> = found.collect();
    let parent = |id: u32| found.get(id as usize).and_then(Option::as_deref);
    let present = |row: usize| strings.validity().is_none_or(|validity| validity.get(row));
    let rows = strings.ids().iter().enumerate();
    let validity: Bitmap = rows.map(|(row, id)| present(row) && parent(*id).is_some()).collect();
    let values: Vec<&str> = found.iter().map(|parent| parent.as_deref().unwrap_or_default()).collect();
    let ids = strings.ids().to_vec();
    Strings::from_dictionary(ids, &values, Some(validity)).unwrap_or_else(|| Strings::new([]))
}
