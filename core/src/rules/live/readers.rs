//! Which rules read what: found once for a rulebook.

use crate::rules::plan::{AggregatePlan, Reads};
use crate::rules::rulebook::{Rulebook, TableRules};
use std::collections::BTreeSet;

/// Positions of rules in their [`TableRules`].
pub(super) type Rules = BTreeSet<usize>;

/// For each table of rules, who reads what.
#[derive(Debug)]
pub(super) struct Readers(Vec<TableReaders>);

/// The rules of one table by what their `when` and `check` read.
#[derive(Debug)]
pub(super) struct TableReaders {
    pub(super) of_slot: Vec<Rules>,
    pub(super) of_aggregate: Vec<Rules>,
    pub(super) of_unique: Vec<Rules>,
    pub(super) of_relation: Vec<Rules>,
    /// The rules that judge groups, by where their groups stand.
    pub(super) of_groups: Vec<Rules>,
    /// What each aggregate is made of.
    pub(super) aggregates: Vec<Sources>,
}

/// The columns and relations that an aggregate is made of.
#[derive(Debug)]
pub(super) struct Sources {
    /// By table and position of the field.
    columns: BTreeSet<(String, usize)>,
    relations: BTreeSet<usize>,
}

impl Sources {
    fn of(plan: &AggregatePlan, own: &str) -> Self {
        let fields = |table: &str, fields: &[usize]| -> Vec<(String, usize)> {
            fields.iter().map(|field| (table.to_owned(), *field)).collect()
        };
        let mut columns = BTreeSet::new();
        columns.extend(fields(&plan.table, &plan.group_by));
        columns.extend(fields(own, &plan.found_by));
        columns.extend(plan.uniques.iter().flat_map(|unique| fields(&plan.table, unique)));
        columns.extend(plan.slots.iter().map(|slot| (slot.table.clone(), slot.field)));
        let reads = plan.reads();
        let slots = plan.slots.iter().filter_map(|slot| slot.relation);
        Self { columns, relations: slots.chain(reads.relations).collect() }
    }

    /// Whether it may be another figure after an edit of a column that has moved these relations.
    pub(super) fn include(&self, table: &str, field: usize, mut moved: impl Iterator<Item = usize>) -> bool {
        self.columns.contains(&(table.to_owned(), field)) || moved.any(|relation| self.relations.contains(&relation))
    }
}

impl Readers {
    pub(super) fn of(book: &Rulebook) -> Self {
        let relations = book.declared.relations.len();
        Self(book.tables.iter().map(|rules| TableReaders::of(rules, relations)).collect())
    }

    pub(super) fn get(&self, position: usize) -> Option<&TableReaders> {
        self.0.get(position)
    }
}

impl TableReaders {
    fn of(rules: &TableRules, relations: usize) -> Self {
        let mut readers = Self {
            of_slot: vec![Rules::new(); rules.slots.len()],
            of_aggregate: vec![Rules::new(); rules.aggregates.len()],
            of_unique: vec![Rules::new(); rules.uniques.len()],
            of_relation: vec![Rules::new(); relations],
            of_groups: vec![Rules::new(); rules.groups.len()],
            aggregates: rules.aggregates.iter().map(|plan| Sources::of(plan, &rules.table)).collect(),
        };
        for (position, compiled) in rules.rules.iter().enumerate() {
            let mut reads = Reads::of(&compiled.check);
            if let Some(when) = &compiled.when {
                reads.logic(when);
            }
            enter(&mut readers.of_slot, &reads.slots, position);
            enter(&mut readers.of_aggregate, &reads.aggregates, position);
            enter(&mut readers.of_unique, &reads.uniques, position);
            enter(&mut readers.of_relation, &reads.relations, position);
            enter(&mut readers.of_groups, compiled.per.as_slice(), position);
        }
        readers
    }
}

/// Enters a rule with each of the things that it reads.
fn enter(readers: &mut [Rules], read: &[usize], rule: usize) {
    for thing in read {
        if let Some(rules) = readers.get_mut(*thing) {
            rules.insert(rule);
        }
    }
}
