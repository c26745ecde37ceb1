//! What is given of the cells that a plan reads, some of them unknown.

use super::super::evaluate::{Figure, Frame, Link};
use super::super::plan::{Logic, Slot};
use super::super::solve::translate::{Cells, Content, Given};
use super::super::solve::{Bounds, Formula};
use crate::dataset::{Column, NO_GROUP};
use std::collections::BTreeMap;

/// The cells of one row, with the unknowns that stand for some of its own.
pub(super) struct Slots<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) row: usize,
    /// The unknown of each field of the row that is to change.
    pub(super) unknowns: &'a BTreeMap<usize, usize>,
    /// By position.
    pub(super) aggregates: Vec<Given>,
    /// An unknown under the slot after the last.
    pub(super) extra: Option<usize>,
}

impl Slots<'_> {
    /// The row's own field that a slot reads, directly or by a relation that leads back to the row.
    fn own_field(&self, slot: &Slot, position: usize) -> Option<usize> {
        let leads_back = || -> Option<bool> {
            let reached = self.frame.inputs.get(position)?.row(self.row)?;
            Some(slot.table == self.frame.table.name() && reached == self.row)
        };
        (slot.relation.is_none() || leads_back() == Some(true)).then_some(slot.field)
    }

    fn constant(&self, position: usize) -> Given {
        let Some(input) = self.frame.inputs.get(position) else { return Given::unread() };
        if input.is_several(self.row) {
            return Given::unread();
        }
        let (Some(row), Some(column)) = (input.row(self.row), input.column) else { return Given::missing() };
        let content = match column {
            Column::Numbers(numbers) => numbers.get(row).map(Content::Integer),
            Column::Strings(strings) => strings.get(row).map(|text| Content::Text(text.to_owned())),
            Column::Dates(dates) => dates.get(row).map(|day| Content::Integer(day.into())),
            Column::Flags(flags) => flags.get(row).map(|flag| Content::Integer(flag.into())),
        };
        match (column.presence(row), content) {
            (Some(true), Some(content)) => Given::present(content),
            (Some(false), _) => Given::missing(),
            _ => Given::unread(),
        }
    }
}

impl Cells for Slots<'_> {
    fn slot(&self, position: usize) -> Given {
        let Some(slot) = self.frame.slots.get(position) else {
            return self.extra.map_or_else(Given::unread, |unknown| Given::present(Content::Unknown(unknown)));
        };
        match self.own_field(slot, position).and_then(|field| self.unknowns.get(&field)) {
            Some(unknown) => Given::present(Content::Unknown(*unknown)),
            None => self.constant(position),
        }
    }

    fn aggregate(&self, aggregate: usize) -> Given {
        self.aggregates.get(aggregate).cloned().unwrap_or_else(Given::unread)
    }

    fn related(&self, relation: usize) -> (Formula, Formula) {
        let rows = self.frame.links.get(relation).and_then(|link| link.rows().get(self.row));
        let exists = rows.map_or(Some(false), |row| Link::is_related(*row));
        (Formula::Constant(exists == Some(true)), Formula::Constant(exists == Some(false)))
    }

    fn beyond(&self, condition: &Logic) -> Option<(Formula, Formula)> {
        let Logic::Unique { position, slots } = condition else { return None };
        let changes = |slot: &usize| {
            let field = self.frame.slots.get(*slot).map(|slot| slot.field);
            field.is_some_and(|field| self.unknowns.contains_key(&field))
        };
        if slots.iter().any(changes) {
            return None;
        }
        let index = self.frame.uniques.get(*position)?;
        let group = *index.of_rows().get(self.row)?;
        let answer = (group != NO_GROUP).then(|| index.size(group) == 1);
        Some((Formula::Constant(answer == Some(true)), Formula::Constant(answer == Some(false))))
    }

    fn answer(&mut self, _: &Logic, _: &mut Vec<Bounds>) -> Option<usize> {
        None
    }
}

/// A figure over several rows as it is given.
pub(super) fn given(figure: Figure) -> Given {
    match (figure.value, figure.is_unknown) {
        (Some(value), false) => Given::present(Content::Integer(value)),
        (None, false) => Given::missing(),
        (_, true) => Given::unread(),
    }
}
