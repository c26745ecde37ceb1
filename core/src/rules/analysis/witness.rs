//! Rows made of a solution, and what the rules really say of them.
//!
//! Nothing that the solver finds is believed before the engine itself has checked a dataset made of it.

use super::Witness;
use super::cells::{Cell, Unknowns};
use super::study::Judged;
use crate::calendar::PersianDate;
use crate::dataset::{self, Dataset, KeyIndex, Kind, Row};
use crate::ordered::{self, Ordered as _};
use crate::rules::declarations::{Declarations, Relation};
use crate::rules::evaluate::{Cells, Figures, Frame, Links, aggregate_values};
use crate::rules::plan::{AggregatePlan, Logic};
use crate::rules::rulebook::{Missing, TableRules};
use crate::scaled::Scaled;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the engine says of a rule and the first row of a dataset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) applies: Option<bool>,
    pub(super) holds: Option<bool>,
}

impl Verdict {
    pub(super) fn is_applied(self) -> bool {
        self.applies == Some(true)
    }

    pub(super) fn passes(self) -> bool {
        self.is_applied() && self.holds == Some(true)
    }

    pub(super) fn fails(self, missing: Missing) -> bool {
        self.is_applied()
            && match missing {
                Missing::Fail => self.holds != Some(true),
                Missing::Skip | Missing::Zero => self.holds == Some(false),
            }
    }
}

/// The rows that these values of the unknowns stand for; none where no rows can.
pub(super) fn rows(unknowns: &Unknowns<'_>, values: &[i128]) -> Option<Witness> {
    let declared = unknowns.declared;
    let is_set = |flag: usize| values.get(flag).copied() == Some(1);
    let mut own = Row::new();
    fill(&mut own, unknowns, None, values)?;
    let mut asked: Vec<(usize, &Relation)> = Vec::new();
    for (position, flag) in &unknowns.relations {
        if is_set(*flag) {
            let relation = declared.relations.get(*position)?;
            if relation.levels.is_some() {
                // A code below another is more than an equal one.
                return None;
            }
            asked.push((*position, relation));
        }
    }
    // The relation that asks most is met first; the others may then lead to the same row.
    ordered::sort_by(&mut asked, |(first, a), (second, b)| b.on.len().cmp(&a.on.len()).then_with(|| first.cmp(second)));
    for (_, relation) in &asked {
        for field in &relation.on {
            ensure(&mut own, unknowns, *field)?;
        }
    }
    for plan in &unknowns.rules.aggregates {
        for field in &plan.found_by {
            ensure(&mut own, unknowns, *field)?;
        }
    }
    for (condition, flag) in &unknowns.answers {
        if let (Logic::Unique { position, .. }, true) = (condition, is_set(*flag)) {
            for field in unknowns.rules.uniques.get(*position)? {
                ensure(&mut own, unknowns, *field)?;
            }
        }
    }
    let mut tables: Witness = declared.schema.tables().map(|table| (table.name().to_owned(), Vec::new())).collect();
    tables.get_mut(&unknowns.rules.table)?.push(own.clone());
    for (position, relation) in &asked {
        let mut row = Row::new();
        fill(&mut row, unknowns, Some(*position), values)?;
        let mut keys = Row::new();
        for (here, there) in relation.on.iter().zip(&relation.equals) {
            let cell = own.get(&name(declared, &relation.from, *here)?)?.clone();
            keys.insert(name(declared, &relation.to, *there)?, cell);
        }
        for plan in &unknowns.rules.aggregates {
            if unknowns.row_of(plan) == Some(Some(*position)) {
                for (there, here) in plan.group_by.iter().zip(&plan.found_by) {
                    let cell = own.get(&name(declared, &relation.from, *here)?)?.clone();
                    row.entry(name(declared, &relation.to, *there)?).or_insert(cell);
                }
            }
        }
        let rows = tables.get_mut(&relation.to)?;
        let known = rows.iter_mut().find(|known| keys.iter().all(|(field, cell)| is_same(known.get(field), cell)));
        row.extend(keys);
        match known {
            Some(known) => {
                for (field, cell) in row {
                    match known.get(&field) {
                        Some(other) if !is_same(Some(other), &cell) => return None,
                        Some(_) => {}
                        None => {
                            known.insert(field, cell);
                        }
                    }
                }
            }
            None => rows.push(row),
        }
    }
    let is_twice = |(condition, flag): &(Logic, usize)| {
        matches!(condition, Logic::Unique { .. }) && values.get(*flag).copied() == Some(0)
    };
    if unknowns.answers.iter().any(is_twice) {
        let rows = tables.get_mut(&unknowns.rules.table)?;
        let first = rows.first()?.clone();
        rows.push(first);
    }
    Some(tables)
}

/// What the engine says of the rules of a table and the first row of a witness: of one rule or of all.
pub(super) fn verdicts(
    declared: &Declarations,
    rules: &TableRules,
    judged: &[Judged<'_>],
    only: Option<usize>,
    witness: &Witness,
    known: &mut Known,
) -> Option<Vec<Verdict>> {
    let data = Dataset::from_rows(&declared.schema, witness.clone()).ok()?;
    let links = Links::new(declared, &data);
    let table = data.table(&rules.table)?;
    let is_asked = |position: usize| only.is_none_or(|only| only == position);
    let figures = rules.aggregates.iter().enumerate().map(|(position, plan)| {
        let inputs = inputs(declared, plan, &rules.table, witness)?;
        match known.get(&position) {
            Some((of, figures)) if *of == inputs => Some(Arc::clone(figures)),
            _ => {
                let figures = Arc::new(aggregate_values(plan, &data, &links, table));
                known.insert(position, (inputs, Arc::clone(&figures)));
                Some(figures)
            }
        }
    });
    let figures: Vec<Arc<Figures>> = figures.collect::<Option<_>>()?;
    let uniques = rules.uniques.iter().map(|fields| Arc::new(KeyIndex::build(table, fields))).collect();
    let frame = Frame::of_parts(&data, &links, table, &rules.slots, figures, uniques);
    let verdict = |(position, judged): (usize, &Judged<'_>)| {
        if !is_asked(position) {
            return Verdict::default();
        }
        let cells = Cells::new(&frame, 0, judged.rule.missing == Missing::Zero);
        let applies = judged.compiled.when.as_ref().map_or(Some(true), |when| cells.logic(when));
        Verdict { applies, holds: cells.logic(&judged.compiled.check) }
    };
    Some(judged.iter().enumerate().map(verdict).collect())
}

/// The figures of the rows before, by aggregate, with the cells that they were found from.
pub(super) type Known = BTreeMap<usize, (Vec<Vec<Option<dataset::Cell>>>, Arc<Figures>)>;

/// All cells that a figure depends on: of the rows that it is taken over, of those that they lead to, and of those that
/// it is found for.
fn inputs(
    declared: &Declarations,
    plan: &AggregatePlan,
    own: &str,
    witness: &Witness,
) -> Option<Vec<Vec<Option<dataset::Cell>>>> {
    let related = plan.reads().relations.into_iter().chain(plan.slots.iter().filter_map(|slot| slot.relation));
    let relations: BTreeSet<usize> = related.ordered();
    let mut fields: BTreeSet<usize> = plan.group_by.iter().chain(plan.uniques.iter().flatten()).copied().ordered();
    fields.extend(plan.slots.iter().filter(|slot| slot.relation.is_none()).map(|slot| slot.field));
    let mut cells = Vec::new();
    for relation in relations {
        let relation = declared.relations.get(relation)?;
        fields.extend(&relation.on);
        let all = 0..declared.schema.table(&relation.to)?.fields().len();
        cells.extend(columns(declared, &relation.to, all, witness)?);
    }
    cells.extend(columns(declared, &plan.table, fields, witness)?);
    cells.extend(columns(declared, own, plan.found_by.iter().copied(), witness)?);
    Some(cells)
}

/// The cells of some fields, row by row.
fn columns(
    declared: &Declarations,
    table: &str,
    fields: impl IntoIterator<Item = usize>,
    witness: &Witness,
) -> Option<Vec<Vec<Option<dataset::Cell>>>> {
    let described = declared.schema.table(table)?.fields();
    let names: Vec<&str> = fields.into_iter().filter_map(|field| Some(described.get(field)?.name.as_str())).collect();
    let row = |row: &Row| names.iter().map(|name| row.get(*name).cloned()).collect();
    // A row without cells tells the tables apart.
    Some(witness.get(table)?.iter().map(row).chain([Vec::new()]).collect())
}

/// Puts the cells of one row in.
fn fill(row: &mut Row, unknowns: &Unknowns<'_>, relation: Option<usize>, values: &[i128]) -> Option<()> {
    for cell in unknowns.cells.iter().filter(|cell| cell.relation == relation) {
        let is_unread = cell.unread.is_some_and(|flag| values.get(flag).copied() == Some(1));
        if is_unread {
            row.insert(name(unknowns.declared, &cell.table, cell.field)?, unreadable(cell.kind));
        } else if values.get(cell.presence).copied() == Some(1) {
            let value = values.get(cell.content).copied()?;
            row.insert(name(unknowns.declared, &cell.table, cell.field)?, written(cell, value)?);
        }
    }
    Some(())
}

/// What no cell of a kind can be read from.
fn unreadable(kind: Kind) -> dataset::Cell {
    match kind {
        Kind::Code | Kind::Text => dataset::Cell::Flag(true),
        _ => "?".into(),
    }
}

fn written(cell: &Cell, value: i128) -> Option<dataset::Cell> {
    Some(match (&cell.texts, cell.kind) {
        (Some(texts), _) => texts.get(usize::try_from(value).ok()?)?.as_str().into(),
        (None, Kind::Flag) => dataset::Cell::Flag(value == 1),
        (None, Kind::Date) => PersianDate::from_day_number(i32::try_from(value).ok()?).ok()?.to_string().into(),
        (None, kind) => Scaled::new(value, kind.stored_scale()?).to_string().into(),
    })
}

/// Gives a cell that the row is found by some value, where no rule reads it.
fn ensure(row: &mut Row, unknowns: &Unknowns<'_>, field: usize) -> Option<()> {
    if unknowns.cells.iter().any(|cell| cell.relation.is_none() && cell.field == field) {
        return Some(());
    }
    let field = unknowns.declared.schema.table(&unknowns.rules.table)?.fields().get(field)?;
    let some = || match field.kind {
        Kind::Flag => dataset::Cell::Flag(true),
        Kind::Date => "1404-01-01".into(),
        _ => "1".into(),
    };
    row.entry(field.name.clone()).or_insert_with(some);
    Some(())
}

fn name(declared: &Declarations, table: &str, field: usize) -> Option<String> {
    Some(declared.schema.table(table)?.fields().get(field)?.name.clone())
}

fn is_same(known: Option<&dataset::Cell>, cell: &dataset::Cell) -> bool {
    known.is_some_and(|known| text::fold(&known.to_string()) == text::fold(&cell.to_string()))
}
