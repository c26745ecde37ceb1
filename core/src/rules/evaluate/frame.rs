//! The columns that the rules of one table read, and the rows that relations lead to.

use super::aggregate;
use crate::dataset::{Bitmap, Column, Dataset, KeyIndex, NO_GROUP, Numbers, Table};
use crate::rules::declarations::Declarations;
use crate::rules::plan::{AggregatePlan, Slot};
use std::collections::BTreeMap;

/// Where a relation leads from each row.
#[derive(Debug)]
pub(crate) struct Link {
    /// The one row with the same key, or [`NO_GROUP`] where there is none or more than one.
    pub(crate) rows: Vec<u32>,
    /// Whether there is any.
    pub(crate) exists: Bitmap,
}

/// The links of all relations between tables that the data has.
#[derive(Debug, Default)]
pub(crate) struct Links(BTreeMap<usize, Link>);

impl Links {
    pub(crate) fn new(declared: &Declarations, data: &Dataset) -> Self {
        let links = declared.relations.iter().enumerate().filter_map(|(position, relation)| {
            let (from, to) = (data.table(&relation.from)?, data.table(&relation.to)?);
            let index = KeyIndex::build(to, &relation.equals);
            let groups = index.lookup(from, &relation.on);
            let only = |group: &u32| match index.size(*group) {
                1 => index.first_row(*group).unwrap_or(NO_GROUP),
                _ => NO_GROUP,
            };
            let rows = groups.iter().map(only).collect();
            let exists = groups.iter().map(|group| *group != NO_GROUP).collect();
            Some((position, Link { rows, exists }))
        });
        Self(links.collect())
    }

    pub(crate) fn get(&self, relation: usize) -> Option<&Link> {
        self.0.get(&relation)
    }
}

/// What the rules of one table look at.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) table: &'a Table,
    pub(crate) links: &'a Links,
    pub(crate) slots: &'a [Slot],
    pub(crate) inputs: Vec<Input<'a>>,
    /// A figure for each row, found beforehand.
    pub(crate) aggregates: Vec<Numbers>,
    pub(crate) uniques: Vec<KeyIndex>,
}

/// How a slot's cell is reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    /// The related row for each row; none for the row itself.
    pub(crate) rows: Option<&'a [u32]>,
    pub(crate) column: Option<&'a Column>,
}

impl Input<'_> {
    /// The row of the column that a row of the table leads to.
    pub(crate) fn row(&self, row: usize) -> Option<usize> {
        match self.rows {
            None => Some(row),
            Some(rows) => rows.get(row).filter(|row| **row != NO_GROUP).map(|row| *row as usize),
        }
    }
}

impl<'a> Frame<'a> {
    /// The frame of a table. A table that the data lacks leaves every cell of it missing.
    pub(crate) fn new(
        data: &'a Dataset,
        links: &'a Links,
        table: &'a Table,
        slots: &'a [Slot],
        aggregates: &[AggregatePlan],
        uniques: &[Vec<usize>],
    ) -> Self {
        let inputs = slots
            .iter()
            .map(|slot| Input {
                rows: slot.relation.map(|relation| links.get(relation).map_or(&[][..], |link| &link.rows)),
                column: data.table(&slot.table).and_then(|table| table.column(slot.field)),
            })
            .collect();
        let aggregates = aggregates.iter().map(|plan| aggregate::values(plan, data, links, table)).collect();
        let uniques = uniques.iter().map(|fields| KeyIndex::build(table, fields)).collect();
        Self { table, links, slots, inputs, aggregates, uniques }
    }
}
