//! Which rules read what: found once for a rulebook.

use super::rule_set::Rules;
use crate::ordered::Ordered as _;
use crate::rules::plan::{AggregatePlan, Piece, Reads};
use crate::rules::rulebook::{CompiledRule, Rulebook, TableRules};
use std::collections::BTreeSet;

/// For each table of rules, who reads what.
#[derive(Debug)]
pub(super) struct Readers(Vec<TableReaders>);

/// Something that rules read, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Slot(usize),
    Aggregate(usize),
    Unique(usize),
    /// Whether there is a related row.
    Relation(usize),
    /// Which row stands for a group, and how its key is written.
    Groups(usize),
    /// The key of the row, which findings carry.
    Key,
}

/// The rules of one table by what they read.
#[derive(Debug)]
pub(super) struct TableReaders {
    /// By their `when` and `check`.
    judging: ByInput,
    /// By their messages and repairs.
    showing: ByInput,
    /// Those whose findings rank several repairs, and so hang on all that the rules of the row read.
    pub(super) ranking: Rules,
    /// What each aggregate is made of.
    pub(super) aggregates: Vec<Sources>,
}

/// Rules by what they read.
#[derive(Debug)]
struct ByInput {
    slots: Vec<Rules>,
    aggregates: Vec<Rules>,
    uniques: Vec<Rules>,
    relations: Vec<Rules>,
    groups: Vec<Rules>,
    key: Rules,
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
        Self { columns, relations: slots.chain(reads.relations).ordered() }
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
        let mut judging = ByInput::new(rules, relations);
        let mut showing = ByInput::new(rules, relations);
        let mut ranking = Rules::default();
        for (position, compiled) in rules.rules.iter().enumerate() {
            let mut reads = Reads::of(&compiled.check);
            if let Some(when) = &compiled.when {
                reads.logic(when);
            }
            judging.enter(&reads, position);
            enter(&mut judging.groups, compiled.per.as_slice(), position);
            showing.enter(&shown(compiled), position);
            enter(&mut showing.groups, compiled.per.as_slice(), position);
            showing.key.insert(position);
            if 1 < compiled.repairs.len() {
                ranking.insert(position);
            }
        }
        let aggregates = rules.aggregates.iter().map(|plan| Sources::of(plan, &rules.table)).collect();
        Self { judging, showing, ranking, aggregates }
    }

    /// Whether any rule or finding reads it.
    pub(super) fn reads(&self, input: Input) -> bool {
        [self.judging.rules(input), self.showing.rules(input)].into_iter().flatten().any(|rules| !rules.is_empty())
    }

    /// The rules that must judge a row again in which these have become others, each given with the row.
    pub(super) fn judging(&self, inputs: &[(usize, Input)]) -> Rules {
        let mut rules = Rules::default();
        inputs.iter().filter_map(|(_, input)| self.judging.rules(*input)).for_each(|read| rules.add(read));
        rules
    }

    /// The rules whose findings say something else where these have become others.
    pub(super) fn showing(&self, inputs: &[(usize, Input)]) -> Rules {
        let read = |(_, input): &(usize, Input)| [self.judging.rules(*input), self.showing.rules(*input)];
        let mut rules = self.ranking.clone();
        inputs.iter().flat_map(read).flatten().for_each(|read| rules.add(read));
        rules
    }
}

impl ByInput {
    fn new(rules: &TableRules, relations: usize) -> Self {
        Self {
            slots: vec![Rules::default(); rules.slots.len()],
            aggregates: vec![Rules::default(); rules.aggregates.len()],
            uniques: vec![Rules::default(); rules.uniques.len()],
            relations: vec![Rules::default(); relations],
            groups: vec![Rules::default(); rules.groups.len()],
            key: Rules::default(),
        }
    }

    fn enter(&mut self, reads: &Reads, rule: usize) {
        enter(&mut self.slots, &reads.slots, rule);
        enter(&mut self.aggregates, &reads.aggregates, rule);
        enter(&mut self.uniques, &reads.uniques, rule);
        enter(&mut self.relations, &reads.relations, rule);
    }

    fn rules(&self, input: Input) -> Option<&Rules> {
        match input {
            Input::Slot(position) => self.slots.get(position),
            Input::Aggregate(position) => self.aggregates.get(position),
            Input::Unique(position) => self.uniques.get(position),
            Input::Relation(position) => self.relations.get(position),
            Input::Groups(position) => self.groups.get(position),
            Input::Key => Some(&self.key),
        }
    }
}

/// What the messages and repairs of a rule read.
fn shown(compiled: &CompiledRule) -> Reads {
    let mut reads = Reads::default();
    let repairs = compiled.repairs.iter();
    for (fa, en) in std::iter::once(&compiled.message).chain(repairs.clone().map(|repair| &repair.message)) {
        for piece in fa.iter().chain(en) {
            if let Piece::Value(value) = piece {
                reads.shown(value);
            }
        }
    }
    for (slot, value) in repairs.filter_map(|repair| repair.change.as_ref()) {
        reads.slots.push(*slot);
        reads.shown(value);
    }
    reads
}

/// Enters a rule with each of the things that it reads.
fn enter(readers: &mut [Rules], read: &[usize], rule: usize) {
    for thing in read {
        if let Some(rules) = readers.get_mut(*thing) {
            rules.insert(rule);
        }
    }
}
