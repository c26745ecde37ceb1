//! What is kept between edits: where relations lead, the aggregates of every row, the groups of equal keys.

use super::readers::Readers;
use crate::dataset::{Bitmap, Dataset, KeyIndex, NO_GROUP, Table};
use crate::rules::evaluate::{Figures, Frame, Link, Links, aggregate_values, heads};
use crate::rules::rulebook::{Rulebook, TableRules};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a full check makes before it looks at rows.
#[derive(Debug, Default)]
pub(super) struct Kept {
    links: Vec<Option<Arc<Link>>>,
    /// By table of rules.
    tables: Vec<KeptTable>,
}

#[derive(Debug, Default)]
struct KeptTable {
    aggregates: Vec<Arc<Figures>>,
    uniques: Vec<Arc<KeyIndex>>,
    /// The rows that stand for the groups which rules judge.
    heads: Vec<Bitmap>,
}

/// The rows for which something has become another, by what it is.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// By relation: rows of the table that it starts from.
    pub(super) links: BTreeMap<usize, Vec<usize>>,
    /// By table of rules and position: rows of that table.
    pub(super) aggregates: BTreeMap<(usize, usize), Vec<usize>>,
    pub(super) uniques: BTreeMap<(usize, usize), Vec<usize>>,
    pub(super) heads: BTreeMap<(usize, usize), Vec<usize>>,
}

impl Kept {
    pub(super) fn of(book: &Rulebook, data: &Dataset) -> Self {
        let relations = book.declared.relations.iter();
        let links: Vec<Option<Arc<Link>>> = relations.map(|relation| Link::new(relation, data).map(Arc::new)).collect();
        let made = Links::made(&book.declared, data, &links);
        let tables = book.tables.iter().map(|rules| match data.table(&rules.table) {
            Some(own) => KeptTable {
                aggregates: rules
                    .aggregates
                    .iter()
                    .map(|plan| Arc::new(aggregate_values(plan, data, &made, own)))
                    .collect(),
                uniques: rules.uniques.iter().map(|fields| Arc::new(KeyIndex::build(own, fields))).collect(),
                heads: rules.groups.iter().map(|fields| heads(own, fields)).collect(),
            },
            None => KeptTable::default(),
        });
        let tables = tables.collect();
        Self { links, tables }
    }

    /// The links of all relations.
    pub(super) fn links<'a>(&self, book: &'a Rulebook, data: &'a Dataset) -> Links<'a> {
        Links::made(&book.declared, data, &self.links)
    }

    /// The link of one relation.
    pub(super) fn link(&self, relation: usize) -> Option<&Link> {
        self.links.get(relation)?.as_deref()
    }

    /// Whether a row stands for the group that a rule judges, by the position of the rule's groups.
    pub(super) fn is_head(&self, position: usize, groups: usize, row: usize) -> bool {
        let heads = self.tables.get(position).and_then(|kept| kept.heads.get(groups));
        heads.is_some_and(|heads| heads.get(row))
    }

    /// What the rules of a table look at.
    pub(super) fn frame<'a>(
        &self,
        position: usize,
        rules: &'a TableRules,
        data: &'a Dataset,
        links: &'a Links<'a>,
        table: &'a Table,
    ) -> Frame<'a> {
        let kept = self.tables.get(position);
        let aggregates = kept.map(|kept| kept.aggregates.clone()).unwrap_or_default();
        let uniques = kept.map(|kept| kept.uniques.clone()).unwrap_or_default();
        Frame::of_parts(data, links, table, &rules.slots, aggregates, uniques)
    }

    /// Makes anew what reads a column of which a cell has changed, and says for which rows it has become another.
    pub(super) fn follow(
        &mut self,
        book: &Rulebook,
        readers: &Readers,
        data: &Dataset,
        table: &str,
        field: usize,
    ) -> Moved {
        let mut moved = Moved::default();
        for (position, (relation, link)) in book.declared.relations.iter().zip(&mut self.links).enumerate() {
            let from = relation.from == table && relation.on.contains(&field);
            let to = relation.to == table && relation.equals.contains(&field);
            if from || to {
                let now = Link::new(relation, data).map(Arc::new);
                let rows = |link: &Option<Arc<Link>>| link.as_ref().map_or(&[][..], |link| link.rows()).to_vec();
                moved.links.insert(position, differing(&rows(link), &rows(&now)));
                *link = now;
            }
        }
        let links = OnceCell::new();
        for (at, (rules, kept)) in book.tables.iter().zip(&mut self.tables).enumerate() {
            let (Some(own), Some(readers)) = (data.table(&rules.table), readers.get(at)) else { continue };
            let plans = rules.aggregates.iter().zip(&readers.aggregates).zip(&mut kept.aggregates);
            for (position, ((plan, sources), figures)) in plans.enumerate() {
                if sources.include(table, field, moved.links.keys().copied()) {
                    let links = links.get_or_init(|| Links::made(&book.declared, data, &self.links));
                    let now = aggregate_values(plan, data, links, own);
                    let rows = (0..own.rows()).filter(|row| figure(figures, *row) != figure(&now, *row));
                    moved.aggregates.insert((at, position), rows.collect());
                    *figures = Arc::new(now);
                }
            }
            if rules.table == table {
                for (position, (fields, index)) in rules.uniques.iter().zip(&mut kept.uniques).enumerate() {
                    if fields.contains(&field) {
                        let now = KeyIndex::build(own, fields);
                        let rows = (0..own.rows()).filter(|row| is_only(index, *row) != is_only(&now, *row));
                        moved.uniques.insert((at, position), rows.collect());
                        *index = Arc::new(now);
                    }
                }
                for (position, (fields, kept)) in rules.groups.iter().zip(&mut kept.heads).enumerate() {
                    if fields.contains(&field) {
                        let now = heads(own, fields);
                        let rows = (0..own.rows()).filter(|row| kept.get(*row) != now.get(*row));
                        moved.heads.insert((at, position), rows.collect());
                        *kept = now;
                    }
                }
            }
        }
        moved
    }
}

/// What a rule can tell of a figure.
fn figure(figures: &Figures, row: usize) -> (Option<i128>, Option<i128>, bool) {
    (figures.numbers.get(row), figures.numbers.get_or_zero(row), figures.is_lost(row))
}

/// Whether no other row has the same key; none where the key is not complete.
fn is_only(index: &KeyIndex, row: usize) -> Option<bool> {
    let group = *index.of_rows().get(row)?;
    (group != NO_GROUP).then(|| index.size(group) == 1)
}

fn differing(before: &[u32], after: &[u32]) -> Vec<usize> {
    before.iter().zip(after).enumerate().filter(|(_, (before, after))| before != after).map(|(row, _)| row).collect()
}
