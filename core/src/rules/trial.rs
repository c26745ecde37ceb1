//! One row with other figures in some of its cells: which rules would it then fail?
//!
//! The rules themselves are asked, so the answer is theirs whatever they say. An aggregate over the row's own table, and
//! `unique`, depend on the row's cells too: they are found again from the rows of its group, with the cells changed.

use super::evaluate::{Cells, Figure, Figures, Frame, Instead, Links, Override, aggregate_values};
use super::plan::{AggregatePlan, Reads, Slot};
use super::rulebook::{CompiledRule, Missing, Rule, Rulebook, TableRules};
use super::verdict::Verdict;
use crate::dataset::{Column, Dataset, KeyIndex, NO_GROUP, Table};
use crate::finding::Severity;
use crate::ordered::Ordered as _;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// A figure in place of a cell of the row: the position of its field, and the figure as it is stored.
pub(super) type Change = (usize, i128);

/// How an aggregate depends on the cells of the row.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// Whether the row is in the group that it looks at.
    pub(super) is_member: bool,
    /// The row's own fields that the aggregate takes its figure or its filter from; empty unless it is a member.
    pub(super) taken: BTreeSet<usize>,
    /// The row's own fields that it depends on in another way: they say which group a row is in, or are reached through
    /// another table.
    pub(super) beyond: BTreeSet<usize>,
    /// The rows of the group; empty unless the row is a member.
    group: Vec<usize>,
    /// The data with the rows of the group alone.
    narrowed: OnceCell<Dataset>,
}

/// One row and the rules that judge it.
pub(super) struct Trial<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) data: &'a Dataset,
    pub(super) rules: &'a TableRules,
    pub(super) frame: &'a Frame<'a>,
    pub(super) row: usize,
    /// The rules that are more than information, in the rulebook's order.
    pub(super) judging: Vec<&'a CompiledRule>,
    /// The rules that inform.
    pub(super) informing: Vec<&'a CompiledRule>,
    /// How each aggregate depends on the row.
    pub(super) moves: Vec<Moves>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(
        book: &'a Rulebook,
        data: &'a Dataset,
        rules: &'a TableRules,
        frame: &'a Frame<'a>,
        row: usize,
    ) -> Self {
        // A rule that judges groups of rows says nothing of one row.
        let rule = |compiled: &CompiledRule| book.rules.get(compiled.rule).filter(|rule| rule.per.is_empty());
        let of_row = rules.judging(data).filter(|compiled| rule(compiled).is_some());
        let (informing, judging) =
            of_row.partition(|compiled| rule(compiled).is_some_and(|rule| rule.severity == Severity::Info));
        let moves = rules.aggregates.iter().map(|plan| Moves::of(plan, frame, row)).collect();
        Self { book, data, rules, frame, row, judging, informing, moves }
    }

    pub(super) fn table(&self) -> &'a Table {
        self.frame.table
    }

    pub(super) fn rule(&self, compiled: &CompiledRule) -> Option<&'a Rule> {
        self.book.rules.get(compiled.rule)
    }

    /// The figure of a cell, where it has one.
    pub(super) fn figure(&self, field: usize) -> Option<i128> {
        match self.table().column(field)? {
            Column::Numbers(numbers) => numbers.get(self.row),
            _ => None,
        }
    }

    /// The row's own fields with figures that may be changed: those that are no part of a key or relation.
    pub(super) fn changeable(&self) -> Vec<usize> {
        let schema = self.table().schema();
        let relations = &self.book.declared.relations;
        let leads = |field: &usize| {
            relations.iter().any(|relation| {
                relation.from == schema.name() && relation.on.contains(field)
                    || relation.to == schema.name() && relation.equals.contains(field)
            })
        };
        let fields = schema.fields().iter().enumerate();
        let figures =
            fields.filter(|(_, field)| field.kind.stored_scale().is_some() && !schema.key().contains(&field.name));
        figures.map(|(position, _)| position).filter(|position| !leads(position)).collect()
    }

    /// The row's own field that a slot reads, directly or by a relation that leads back to the row.
    pub(super) fn own_field(&self, slot: &Slot, position: usize) -> Option<usize> {
        let leads_back = || {
            let reached = self.frame.inputs.get(position)?.row(self.row)?;
            (slot.table == self.table().name() && reached == self.row).then_some(slot.field)
        };
        if slot.relation.is_none() { Some(slot.field) } else { leads_back() }
    }

    /// The row's own fields that a rule's verdict depends on, in its `when` as in its check.
    pub(super) fn reads(&self, compiled: &CompiledRule) -> BTreeSet<usize> {
        let mut reads = Reads::of(&compiled.check);
        if let Some(when) = &compiled.when {
            reads.logic(when);
        }
        let slots = reads.slots.iter().filter_map(|at| self.own_field(self.rules.slots.get(*at)?, *at));
        let moves = reads.aggregates.iter().filter_map(|at| self.moves.get(*at));
        slots.chain(moves.flat_map(|moves| moves.taken.iter().chain(&moves.beyond)).copied()).ordered()
    }

    /// Whether a rule reads nothing but cells.
    pub(super) fn is_plain(&self, compiled: &CompiledRule) -> bool {
        let mut reads = Reads::of(&compiled.check);
        if let Some(when) = &compiled.when {
            reads.logic(when);
        }
        reads.aggregates.is_empty() && !reads.slots.iter().any(|slot| self.is_unique(*slot))
    }

    /// Whether a slot's field is one that some `unique` reads.
    fn is_unique(&self, slot: usize) -> bool {
        let field = self.rules.slots.get(slot).filter(|slot| slot.relation.is_none()).map(|slot| slot.field);
        field.is_some_and(|field| self.rules.uniques.iter().any(|unique| unique.contains(&field)))
    }

    /// Whether the row, as it would be, fails a rule. Arithmetic that leaves 128 bits is a failure too.
    pub(super) fn fails(&self, compiled: &CompiledRule, instead: &Instead) -> bool {
        let missing = self.rule(compiled).map_or(Missing::Skip, |rule| rule.missing);
        let cells = Cells::new(self.frame, self.row, missing == Missing::Zero).with_all(instead.clone());
        compiled.verdict(missing, &cells) != Verdict::Nothing
    }

    /// What stands in place of what the row holds, with these changes.
    pub(super) fn instead(&self, changes: &[Change]) -> Instead {
        let mut instead = self.cells(changes);
        let changed: BTreeSet<usize> = changes.iter().map(|(field, _)| *field).ordered();
        let touched = |fields: &BTreeSet<usize>| !fields.is_disjoint(&changed);
        let mut whole: Option<Dataset> = None;
        let mut edited = || whole.get_or_insert_with(|| self.edited(self.data.bare(), self.row, changes)).clone();
        for (position, (plan, moves)) in self.rules.aggregates.iter().zip(&self.moves).enumerate() {
            let found = if touched(&moves.beyond) {
                self.aggregate(plan, &edited(), self.row)
            } else if touched(&moves.taken) {
                let (group, at) = self.group(moves);
                self.aggregate(plan, &self.edited(group, at, changes), at)
            } else {
                continue;
            };
            instead.aggregates.push((position, found));
        }
        for (position, fields) in self.rules.uniques.iter().enumerate() {
            if !fields.iter().any(|field| changed.contains(field)) {
                continue;
            }
            let answer = edited().table(self.table().name()).and_then(|table| {
                let index = KeyIndex::build(table, fields);
                let group = *index.of_rows().get(self.row)?;
                (group != NO_GROUP).then(|| index.size(group) == 1)
            });
            instead.uniques.push((position, answer));
        }
        instead
    }

    /// The changes as cells alone: right for a rule that reads no aggregate and no `unique`.
    pub(super) fn cells(&self, changes: &[Change]) -> Instead {
        let slots = self.rules.slots.iter().enumerate().filter_map(|(position, slot)| {
            let field = self.own_field(slot, position)?;
            let (_, value) = changes.iter().find(|(changed, _)| *changed == field)?;
            Some((position, Override::Number(*value)))
        });
        Instead { cells: slots.collect(), ..Instead::default() }
    }

    /// The data with the rows of a group alone, and where the row is among them.
    fn group(&self, moves: &Moves) -> (Dataset, usize) {
        let at = moves.group.iter().position(|row| *row == self.row).unwrap_or(0);
        (moves.narrowed.get_or_init(|| self.data.narrowed(self.table().name(), &moves.group)).clone(), at)
    }

    /// What the other rows of its group make of an aggregate, as the row finds it.
    pub(super) fn rest(&self, plan: &AggregatePlan, moves: &Moves) -> Figure {
        let others: Vec<usize> = moves.group.iter().copied().filter(|row| *row != self.row).collect();
        let data = self.data.narrowed(self.table().name(), &others);
        let links = Links::new(&self.book.declared, &data);
        Figure::of(&aggregate_values(plan, &data, &links, self.table()), self.row)
    }

    fn edited(&self, mut data: Dataset, row: usize, changes: &[Change]) -> Dataset {
        for (field, value) in changes {
            data.put_figure(self.table().name(), row, *field, *value);
        }
        data
    }

    /// What a row of a changed dataset finds.
    pub(super) fn aggregate(&self, plan: &AggregatePlan, data: &Dataset, row: usize) -> Figure {
        let links = Links::new(&self.book.declared, data);
        let Some(own) = data.table(self.table().name()) else {
            return Figure { value: None, is_unknown: true, is_lost: false };
        };
        Figure::of(&aggregate_values(plan, data, &links, own), row)
    }
}

impl Figure {
    /// The figure of a row.
    pub(super) fn of(figures: &Figures, row: usize) -> Self {
        let unread = figures.numbers.unread().is_some_and(|unread| unread.get(row));
        Self { value: figures.numbers.get(row), is_unknown: unread, is_lost: figures.is_lost(row) }
    }
}

impl Moves {
    fn of(plan: &AggregatePlan, frame: &Frame<'_>, row: usize) -> Self {
        let table = frame.table;
        let is_own = plan.table == table.name();
        let mut moves = Self::default();
        if is_own {
            let index = plan.index(table);
            let found = index.lookup(table, &plan.found_by);
            let (wanted, own) = (found.get(row), index.of_rows().get(row));
            moves.is_member = wanted == own && wanted.is_some_and(|group| *group != NO_GROUP);
            if moves.is_member {
                let rows = index.of_rows().iter().enumerate();
                moves.group = rows.filter(|(_, group)| Some(*group) == wanted).map(|(row, _)| row).collect();
                let slots = plan.slots.iter().filter(|slot| slot.relation.is_none());
                moves.taken = slots.map(|slot| slot.field).collect();
            }
            moves.beyond.extend(plan.group_by.iter().chain(plan.uniques.iter().flatten()));
        }
        moves.beyond.extend(&plan.found_by);
        let back = plan.slots.iter().filter(|slot| slot.relation.is_some() && slot.table == table.name());
        moves.beyond.extend(back.map(|slot| slot.field));
        moves
    }
}
