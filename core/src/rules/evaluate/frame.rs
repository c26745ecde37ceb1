//! The columns that the rules of one table read, and the rows that relations lead to.

use super::aggregate::{self, Figures};
use crate::dataset::{Bitmap, Column, Dataset, KeyIndex, Led, NO_GROUP, Table, UNREAD_KEY, is_one, is_several};
use crate::rules::declarations::{Declarations, Relation};
use crate::rules::plan::{AggregatePlan, Slot};
use std::sync::{Arc, OnceLock};

/// Where a relation leads from each row: to the one row with the same key, or beyond all rows where there is none
/// ([`NO_GROUP`]) or more than one.
#[derive(Debug)]
pub(crate) struct Link(Arc<Led>);

impl Link {
    /// None where the data lacks one of the two tables.
    pub(crate) fn new(relation: &Relation, data: &Dataset) -> Option<Self> {
        let made = |from: &Table, to: &Table| {
            let mut rows = relation.rows(to).lookup(from, &relation.on);
            for unread in relation.on.iter().filter_map(|field| from.column(*field)?.unread()) {
                let unread = rows.iter_mut().enumerate().filter(|(row, _)| unread.get(*row));
                unread.for_each(|(_, row)| *row = UNREAD_KEY);
            }
            rows
        };
        match relation.levels {
            None => data.lead((&relation.from, &relation.on), (&relation.to, &relation.equals), made).map(Self),
            Some(_) => Some(Self(Arc::new(Led::new(made(data.table(&relation.from)?, data.table(&relation.to)?))))),
        }
    }

    /// The related row of each row.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.0.rows
    }

    /// The rows that lead to a row, in ascending order.
    pub(crate) fn leading_to(&self, row: usize) -> impl Iterator<Item = usize> {
        self.0.leading_to(row).iter().map(|row| *row as usize)
    }

    /// Which rows lead to one row.
    fn one(&self) -> &Bitmap {
        &self.0.one
    }

    /// Whether a row of [`Link::rows`] stands for any row at all; unknown where the key could not be read.
    pub(crate) fn is_related(row: u32) -> Option<bool> {
        (row != UNREAD_KEY).then_some(row != NO_GROUP)
    }
}

/// The links of relations between tables that the data has, each made when it is first needed.
#[derive(Debug)]
pub(crate) struct Links<'a> {
    declared: &'a Declarations,
    data: &'a Dataset,
    links: Vec<OnceLock<Option<Arc<Link>>>>,
}

impl<'a> Links<'a> {
    pub(crate) fn new(declared: &'a Declarations, data: &'a Dataset) -> Self {
        Self { declared, data, links: declared.relations.iter().map(|_| OnceLock::new()).collect() }
    }

    /// Links that were made before.
    pub(crate) fn made(declared: &'a Declarations, data: &'a Dataset, links: &[Option<Arc<Link>>]) -> Self {
        Self { declared, data, links: links.iter().map(|link| OnceLock::from(link.clone())).collect() }
    }

    pub(crate) fn get(&self, relation: usize) -> Option<&Link> {
        let declared = self.declared.relations.get(relation)?;
        self.links.get(relation)?.get_or_init(|| Link::new(declared, self.data).map(Arc::new)).as_deref()
    }
}

/// What the rules of one table look at.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) table: &'a Table,
    pub(crate) links: &'a Links<'a>,
    pub(crate) slots: &'a [Slot],
    pub(crate) inputs: Vec<Input<'a>>,
    /// A figure for each row, found beforehand.
    pub(crate) aggregates: Vec<Arc<Figures>>,
    pub(crate) uniques: Vec<Arc<KeyIndex>>,
}

/// How a slot's cell is reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    /// The related row for each row; none for the row itself.
    pub(crate) rows: Option<&'a [u32]>,
    /// Which rows lead to one row; none where the relation leads nowhere.
    pub(crate) one: Option<&'a Bitmap>,
    pub(crate) column: Option<&'a Column>,
}

impl Input<'_> {
    /// The row of the column that a row of the table leads to.
    pub(crate) fn row(&self, row: usize) -> Option<usize> {
        match self.rows {
            None => Some(row),
            Some(rows) => rows.get(row).filter(|row| is_one(**row)).map(|row| *row as usize),
        }
    }

    /// Whether the cell of a row is empty or could be read; unknown where several rows are meant.
    pub(crate) fn is_readable(&self, row: usize) -> Option<bool> {
        let unread = self.column.and_then(Column::unread);
        match self.row(row) {
            Some(row) => Some(unread.is_none_or(|unread| !unread.get(row))),
            None => (!self.is_several(row)).then_some(true),
        }
    }

    /// Whether the key by which a row leads to another could not be read.
    pub(crate) fn has_unread_key(&self, row: usize) -> bool {
        self.rows.and_then(|rows| rows.get(row)).is_some_and(|row| *row == UNREAD_KEY)
    }

    /// Whether a row leads to several rows: what their cell holds is unknown, not missing.
    pub(crate) fn is_several(&self, row: usize) -> bool {
        self.rows.and_then(|rows| rows.get(row)).is_some_and(|row| is_several(*row))
    }
}

impl<'a> Frame<'a> {
    /// The frame of a table. A table that the data lacks leaves every cell of it missing.
    pub(crate) fn new(
        data: &'a Dataset,
        links: &'a Links<'a>,
        table: &'a Table,
        slots: &'a [Slot],
        aggregates: &[AggregatePlan],
        uniques: &[Vec<usize>],
    ) -> Self {
        let aggregates = aggregates.iter().map(|plan| Arc::new(aggregate::values(plan, data, links, table))).collect();
        let uniques = uniques.iter().map(|fields| Arc::new(KeyIndex::build(table, fields))).collect();
        Self::of_parts(data, links, table, slots, aggregates, uniques)
    }

    /// The frame of a table whose aggregates and indexes were made before.
    pub(crate) fn of_parts(
        data: &'a Dataset,
        links: &'a Links<'a>,
        table: &'a Table,
        slots: &'a [Slot],
        aggregates: Vec<Arc<Figures>>,
        uniques: Vec<Arc<KeyIndex>>,
    ) -> Self {
        let inputs = slots
            .iter()
            .map(|slot| {
                let link = slot.relation.map(|relation| links.get(relation));
                Input {
                    rows: link.map(|link| link.map_or(&[][..], Link::rows)),
                    one: link.flatten().map(Link::one),
                    column: data.table(&slot.table).and_then(|table| table.column(slot.field)),
                }
            })
            .collect();
        Self { table, links, slots, inputs, aggregates, uniques }
    }
}
