//! The cells that the rules of a table read, as unknowns.
//!
//! A cell is an unknown content and a flag of its presence; a related row has a flag of its existence; a figure over
//! several rows is an unknown with a flag of its own, tied to the one related row of a witness where that can be said in
//! sums. What cannot be said so is an unknown answer, free to be true or false: whatever is impossible even then is
//! impossible; whatever seems possible is only believed once a row has shown it.

use crate::calendar::PersianDate;
use crate::dataset::Kind;
use crate::ordered::Ordered as _;
use crate::rules::declarations::{Declarations, Relation};
use crate::rules::language::Measure;
use crate::rules::plan::{AggregatePlan, Logic, Reads};
use crate::rules::rulebook::TableRules;
use crate::rules::solve::translate::{Cells, Content, Given};
use crate::rules::solve::{Bounds, Formula, Sum};
use crate::scaled::power_of_ten;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Amounts are smaller than this in size, as [`Amount`](crate::Amount) has it.
const LARGEST: i128 = 10_000_000_000_000_000_000_000;

/// A figure over many rows is smaller than this, at the scale of its cells: of ten thousand of the largest amounts.
const LARGEST_FIGURE: i128 = 100_000_000_000_000_000_000_000_000_000_000;

/// A cell of the judged row or of a related one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) relation: Option<usize>,
    pub(super) table: String,
    pub(super) field: usize,
    /// As rules name it: `spent`, `previous.spent`.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) content: usize,
    pub(super) presence: usize,
    /// The flag that what is written cannot be read, where a rule asks for that.
    pub(super) unread: Option<usize>,
    pub(super) texts: Option<Rc<[String]>>,
}

/// A figure over several rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) content: usize,
    pub(super) presence: usize,
}

/// All unknowns of one table's rules.
#[derive(Debug)]
pub(super) struct Unknowns<'a> {
    pub(super) declared: &'a Declarations,
    pub(super) rules: &'a TableRules,
    pub(super) bounds: Vec<Bounds>,
    /// What unknowns that conditions add are: each is the last that its formula names.
    pub(super) definitions: Vec<Formula>,
    /// What holds of every row in which an unknown has a part.
    pub(super) held: Vec<(usize, Formula)>,
    /// What holds of the rows that a witness can be made of, by the unknown that is tied.
    pub(super) ties: Vec<(usize, Formula)>,
    pub(super) cells: Vec<Cell>,
    /// The cell of each slot.
    pub(super) slots: Vec<usize>,
    /// The cell of each slot of each aggregate, where a witness's rows hold it.
    pub(super) inner: Vec<Vec<Option<usize>>>,
    pub(super) figures: Vec<Figure>,
    /// The flag of each relation's row.
    pub(super) relations: BTreeMap<usize, usize>,
    /// The flags of conditions that are answered as a whole, with the condition.
    pub(super) answers: Vec<(Logic, usize)>,
    /// Conditions on texts whose answers the candidates do not stand for.
    pub(super) open: Vec<Logic>,
}

impl<'a> Unknowns<'a> {
    pub(super) fn new(declared: &'a Declarations, rules: &'a TableRules) -> Self {
        let mut unknowns = Self {
            declared,
            rules,
            bounds: Vec::new(),
            definitions: Vec::new(),
            held: Vec::new(),
            ties: Vec::new(),
            cells: Vec::new(),
            slots: Vec::new(),
            inner: Vec::new(),
            figures: Vec::new(),
            relations: BTreeMap::new(),
            answers: Vec::new(),
            open: Vec::new(),
        };
        for slot in &rules.slots {
            let cell = unknowns.cell(slot.relation, &slot.table, slot.field, &slot.name, slot.kind);
            unknowns.slots.push(cell);
        }
        for condition in rules.rules.iter().flat_map(|rule| rule.when.iter().chain([&rule.check])) {
            for relation in Reads::of(condition).relations {
                unknowns.relation(relation);
            }
            let mut readable = BTreeSet::new();
            each(condition, &mut |part| {
                if let Logic::Readable(slot) = part {
                    readable.insert(*slot);
                }
            });
            for slot in readable {
                unknowns.may_be_unread(slot);
            }
        }
        for plan in &rules.aggregates {
            let figure = Figure { content: unknowns.figure(plan), presence: unknowns.flag() };
            unknowns.figures.push(figure);
            let inner = unknowns.inner_cells(plan);
            unknowns.inner.push(inner);
        }
        unknowns.texts();
        unknowns.define();
        unknowns
    }

    /// Gives a slot's cell a flag for what cannot be read.
    fn may_be_unread(&mut self, slot: usize) {
        let Some(position) = self.slots.get(slot).copied() else { return };
        if self.cells.get(position).is_some_and(|cell| cell.unread.is_none()) {
            let flag = self.flag();
            if let Some(cell) = self.cells.get_mut(position) {
                cell.unread = Some(flag);
            }
        }
    }

    /// The cells that an aggregate reads of the one row that a witness has of its table.
    fn inner_cells(&mut self, plan: &AggregatePlan) -> Vec<Option<usize>> {
        let Some(row) = self.row_of(plan) else { return vec![None; plan.slots.len()] };
        let cells = plan.slots.iter().map(|slot| match (row, slot.relation) {
            (row, None) => Some(self.cell(row, &slot.table, slot.field, &slot.name, slot.kind)),
            (None, Some(relation)) => Some(self.cell(Some(relation), &slot.table, slot.field, &slot.name, slot.kind)),
            (Some(_), Some(_)) => None,
        });
        cells.collect()
    }

    /// Which row of a witness an aggregate is taken over: the judged row itself or that of a relation; none where it is
    /// neither.
    pub(super) fn row_of(&self, plan: &AggregatePlan) -> Option<Option<usize>> {
        if plan.climb.is_some() {
            return None;
        }
        if plan.table == self.rules.table && plan.group_by == plan.found_by {
            return Some(None);
        }
        let relations = self.declared.relations.iter();
        let leads = relations.enumerate().find(|(_, relation)| {
            relation.from == self.rules.table
                && relation.to == plan.table
                && plan.group_by.starts_with(&relation.equals)
                && plan.found_by.starts_with(&relation.on)
        });
        leads.map(|(position, _)| Some(position))
    }

    /// The relations that ask all that a relation asks and more: where they find a row it finds one.
    pub(super) fn finding(&self, relation: usize) -> Vec<usize> {
        let Some(found) = self.declared.relations.get(relation) else { return Vec::new() };
        let asks = |other: &Relation| {
            let pairs: Vec<(usize, usize)> = equal_fields(other).collect();
            other.from == found.from
                && other.to == found.to
                && found.levels.is_none()
                && equal_fields(found).all(|pair| pairs.contains(&pair))
        };
        let others = self.relations.keys().copied().filter(|other| *other != relation);
        others.filter(|other| self.declared.relations.get(*other).is_some_and(asks)).collect()
    }

    /// What holds of every row: an empty figure counts as zero where it counts, and what a relation finds is equal.
    fn define(&mut self) {
        let zero = |content: usize| Formula::Zero(Sum::unknown(content));
        for cell in &self.cells {
            if cell.kind.value_scale().is_some() {
                let (present, _) = self.presence(cell);
                self.held.push((cell.content, Formula::any(vec![present, zero(cell.content)])));
            }
        }
        for figure in &self.figures {
            let counts = Formula::any(vec![Self::is(figure.presence, true), zero(figure.content)]);
            self.held.push((figure.content, counts));
        }
        let relations: Vec<usize> = self.relations.keys().copied().collect();
        for found in &relations {
            for finds in self.finding(*found) {
                if let (Some(found), Some(finds)) = (self.relations.get(found), self.relations.get(&finds)) {
                    let follows = Formula::any(vec![Self::is(*finds, false), Self::is(*found, true)]);
                    self.held.push((*found, follows));
                }
            }
        }
        for (relation, flag) in &self.relations {
            let Some(declared) = self.declared.relations.get(*relation) else { continue };
            for (here, there) in equal_fields(declared) {
                let cell = |relation: Option<usize>, field: usize| {
                    self.cells.iter().find(|cell| cell.relation == relation && cell.field == field)
                };
                let (own, other) = (cell(None, here), cell(Some(*relation), there));
                let mut held = Vec::new();
                held.extend(own.map(|own| Self::is(own.presence, true)));
                held.extend(other.map(|other| Self::is(other.presence, true)));
                if let Some((own, other)) = own.zip(other)
                    && own.texts == other.texts
                {
                    let folds: BTreeSet<String> =
                        own.texts.iter().flat_map(|texts| texts.iter()).map(|text| crate::text::fold(text)).ordered();
                    // Two spellings of one text would be told apart by their places.
                    if own.texts.as_ref().is_none_or(|texts| texts.len() == folds.len()) {
                        held.extend(Formula::equal(&Sum::unknown(own.content), &Sum::unknown(other.content)));
                    }
                }
                self.held.push((*flag, Formula::any(vec![Self::is(*flag, false), Formula::all(held)])));
            }
        }
    }

    /// A new unknown that is 0 or 1.
    fn flag(&mut self) -> usize {
        self.unknown(Bounds::new(0, 1))
    }

    fn figure(&mut self, plan: &AggregatePlan) -> usize {
        let largest = LARGEST_FIGURE;
        self.unknown(match plan.measure {
            Measure::Any | Measure::All => Bounds::new(0, 1),
            Measure::Count | Measure::Spread => Bounds::new(0, largest),
            _ => Bounds::new(largest.saturating_neg(), largest),
        })
    }

    fn unknown(&mut self, bounds: Bounds) -> usize {
        self.bounds.push(bounds);
        self.bounds.len().saturating_sub(1)
    }

    /// The flag of a relation's row.
    pub(super) fn relation(&mut self, relation: usize) -> usize {
        match self.relations.get(&relation) {
            Some(flag) => *flag,
            None => {
                let flag = self.flag();
                self.relations.insert(relation, flag);
                flag
            }
        }
    }

    /// A cell, made where it is new.
    fn cell(&mut self, relation: Option<usize>, table: &str, field: usize, name: &str, kind: Kind) -> usize {
        let known = self.cells.iter().position(|cell| cell.relation == relation && cell.field == field);
        if let Some(known) = known {
            return known;
        }
        if let Some(relation) = relation {
            self.relation(relation);
        }
        let content = self.unknown(bounds(kind));
        let presence = self.flag();
        let name = name.to_owned();
        let table = table.to_owned();
        self.cells.push(Cell { relation, table, field, name, kind, content, presence, unread: None, texts: None });
        self.cells.len().saturating_sub(1)
    }

    /// Where a flag is as wanted.
    pub(super) fn is(flag: usize, wanted: bool) -> Formula {
        let sum = Sum { terms: vec![(flag, 1)], constant: if wanted { -1 } else { 0 } };
        Formula::Zero(sum)
    }

    pub(super) fn cell_of(&self, slot: usize) -> Option<&Cell> {
        self.cells.get(*self.slots.get(slot)?)
    }

    /// What a flag of presence is of, as rules name it.
    pub(super) fn name_of(&self, flag: usize) -> String {
        let cell = self.cells.iter().find(|cell| cell.presence == flag).map(|cell| cell.name.clone());
        let relation = || {
            let (position, _) = self.relations.iter().find(|(_, known)| **known == flag)?;
            self.declared.relations.get(*position).map(|relation| relation.name.clone())
        };
        let figure = || {
            let position = self.figures.iter().position(|figure| figure.presence == flag)?;
            self.plan(position).map(|plan| format!("{}({})", plan.measure.name(), plan.table))
        };
        cell.or_else(relation).or_else(figure).unwrap_or_default()
    }

    pub(super) fn plan(&self, position: usize) -> Option<&'a AggregatePlan> {
        self.rules.aggregates.get(position)
    }

    pub(super) fn take_open(&mut self) -> Vec<Logic> {
        std::mem::take(&mut self.open)
    }

    pub(super) fn put_open(&mut self, open: Vec<Logic>) {
        self.open = open;
    }

    /// A slot of an aggregate, where a witness's rows hold it.
    pub(super) fn inner_given(&self, aggregate: usize, slot: usize) -> Given {
        let cell = self.inner.get(aggregate).and_then(|cells| cells.get(slot).copied().flatten());
        cell.and_then(|cell| self.cells.get(cell)).map_or_else(Given::unread, |cell| self.given(cell))
    }

    fn given(&self, cell: &Cell) -> Given {
        let (present, missing) = self.presence(cell);
        let content = match &cell.texts {
            Some(texts) => Content::OneOf(cell.content, Rc::clone(texts)),
            None => Content::Unknown(cell.content),
        };
        Given { content, present, missing }
    }

    /// Where a cell has a value, and where it is missing.
    pub(super) fn presence(&self, cell: &Cell) -> (Formula, Formula) {
        let (own, lacks) = match cell.unread {
            None => (Self::is(cell.presence, true), Self::is(cell.presence, false)),
            Some(unread) => (
                Formula::all(vec![Self::is(cell.presence, true), Self::is(unread, false)]),
                Formula::all(vec![Self::is(cell.presence, false), Self::is(unread, false)]),
            ),
        };
        match cell.relation.and_then(|relation| self.relations.get(&relation)) {
            Some(row) => {
                (Formula::all(vec![Self::is(*row, true), own]), Formula::any(vec![Self::is(*row, false), lacks]))
            }
            None => (own, lacks),
        }
    }
}

impl Cells for Unknowns<'_> {
    fn slot(&self, slot: usize) -> Given {
        self.cell_of(slot).map_or_else(Given::unread, |cell| self.given(cell))
    }

    fn aggregate(&self, aggregate: usize) -> Given {
        let Some(figure) = self.figures.get(aggregate) else { return Given::unread() };
        Given {
            content: Content::Unknown(figure.content),
            present: Self::is(figure.presence, true),
            missing: Self::is(figure.presence, false),
        }
    }

    fn related(&self, relation: usize) -> (Formula, Formula) {
        match self.relations.get(&relation) {
            Some(flag) => (Self::is(*flag, true), Self::is(*flag, false)),
            None => (Formula::Constant(false), Formula::Constant(false)),
        }
    }

    fn beyond(&self, _: &Logic) -> Option<(Formula, Formula)> {
        None
    }

    fn answer(&mut self, condition: &Logic, bounds: &mut Vec<Bounds>) -> Option<usize> {
        let known = self.answers.iter().find(|(known, _)| known == condition).map(|(_, flag)| *flag);
        Some(known.unwrap_or_else(|| {
            let flag = bounds.len();
            // 2 stands for an answer that is unknown though every cell is known, such as the first digit of zero.
            let most = if matches!(condition, Logic::Unique { .. }) { 1 } else { 2 };
            bounds.push(Bounds::new(0, most));
            self.answers.push((condition.clone(), flag));
            flag
        }))
    }

    fn is_represented(&self, condition: &Logic) -> bool {
        !self.open.contains(condition)
    }
}

/// The fields that a relation holds equal: here, there.
pub(super) fn equal_fields(relation: &Relation) -> impl Iterator<Item = (usize, usize)> + '_ {
    let count = relation.on.len().saturating_sub(usize::from(relation.levels.is_some()));
    relation.on.iter().copied().zip(relation.equals.iter().copied()).take(count)
}

/// What a field of a kind may hold.
fn bounds(kind: Kind) -> Bounds {
    match kind {
        Kind::Flag => Bounds::new(0, 1),
        Kind::Date => {
            let day = |year, month, day| PersianDate::new(year, month, day).map_or(0, |date| date.day_number());
            Bounds::new(i128::from(day(1, 1, 1)), i128::from(day(9_000, 12, 29)))
        }
        Kind::Code | Kind::Text => Bounds::new(0, 0),
        _ => {
            let places = kind.stored_scale().and_then(power_of_ten).unwrap_or(1);
            let largest = LARGEST.saturating_mul(places).saturating_sub(1);
            Bounds::new(largest.saturating_neg(), largest)
        }
    }
}

/// Looks at a condition and all conditions in it.
pub(super) fn each(condition: &Logic, look: &mut impl FnMut(&Logic)) {
    look(condition);
    match condition {
        Logic::Not(inner) => each(inner, look),
        Logic::And(left, right) | Logic::Or(left, right) | Logic::Same(left, right) => {
            each(left, look);
            each(right, look);
        }
        _ => {}
    }
}
