//! Hints: which slip of the pen would explain what a row fails.
//!
//! Every figure of the row is tried as it would be without a slip ([`slips`]): in another unit, with the other sign,
//! with two digits exchanged, and so on. A hint is given only when all failing rules that read the cell hold with the
//! other figure, at least one of them, and no rule breaks that held. Where a slip could be undone in many ways and the
//! rules do not tell which, none of them is worth showing. Hints are proposed, never applied.

mod slips;
mod words;

pub use slips::HintKind;

use super::evaluate::{Frame, Instead, Links};
use super::rulebook::{CompiledRule, Rulebook};
use super::trial::{Change, Trial};
use crate::amount::Unit;
use crate::calendar::Basis;
use crate::dataset::{Column, Dataset, Field, Kind};
use crate::error::Result;
use crate::finding::Scalar;
use crate::ordered::{self, Ordered as _};
use crate::scaled::Scaled;
use serde::Serialize;
use slips::Slip;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of slip in one cell that could be undone in more ways than this says nothing.
const MOST_READINGS: usize = 3;

/// What may have been meant by one figure if it was written with a slip of the pen, the likelier first.
pub(super) fn likely(written: i128, kind: Kind) -> Vec<i128> {
    slips::of_figure(written, kind).into_iter().map(|slip| slip.meant).collect()
}

/// What may have gone wrong in one cell, or in two that were swapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// The slip.
    pub kind: HintKind,
    /// The cells that would change.
    pub changes: Vec<HintChange>,
    /// The ids of the failing rules that would hold.
    pub repaired: Vec<String>,
    /// The ids of rules for information that would fail.
    pub broken: Vec<String>,
    /// What it says, in Persian.
    pub message_fa: String,
    /// What it says, in English.
    pub message_en: String,
}

/// One cell of a hint: figures as they are typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HintChange {
    /// The field.
    pub field: String,
    /// The figure that stands there.
    pub from: Scalar,
    /// The figure that may have been meant.
    pub to: Scalar,
}

/// A slip that is tried.
struct Reading {
    kind: HintKind,
    changes: Vec<Change>,
    unit: Option<Unit>,
}

impl Reading {
    /// The fields that change.
    fn cells(&self) -> Vec<usize> {
        self.changes.iter().map(|(field, _)| *field).collect()
    }
}

impl Rulebook {
    /// The slips that would explain what a row fails: first those that repair the most rules, then those that leave the
    /// fewest readings of their kind, then the likelier kind of slip, then the order of the fields. None where the row fails nothing or no single slip explains it.
    ///
    /// # Example
    /// ```
    /// # use amalkard::{dataset::Dataset, rules::{HintKind, Rulebook}};
    /// # let book = Rulebook::from_toml(r#"
    /// # [rulebook]
    /// # id = "example"
    /// # title = { fa = "نمونه", en = "Example" }
    /// # [tables.lines]
    /// # title = { fa = "ردیف‌ها", en = "Lines" }
    /// # fields = [
    /// #   { name = "paid", type = "amount", unit = "million_rial", title = { fa = "پرداخت", en = "Paid" } },
    /// #   { name = "secured", type = "amount", unit = "million_rial", title = { fa = "تأمین", en = "Secured" } },
    /// # ]
    /// # [[rule]]
    /// # id = "C05"
    /// # severity = "error"
    /// # check = "paid between 0 and secured"
    /// # title = { fa = "پرداخت بیش از تأمین", en = "Payment above securing" }
    /// # message = { fa = "{paid}", en = "{paid}" }
    /// # "#)?;
    /// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"paid": "1250000000", "secured": "1500"}]}"#)?;
    /// let hints = book.hints(&data, "lines", 0)?;
    /// assert_eq!(hints[0].kind, HintKind::Unit);
    /// assert_eq!(hints[0].message_fa, "پرداخت گویا به ریال نوشته شده است: ۱٬۲۵۰ به‌جای ۱٬۲۵۰٬۰۰۰٬۰۰۰");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`.
    pub fn hints(&self, data: &Dataset, table: &str, row: usize) -> Result<Vec<Hint>> {
        let own = data.row_of(table, row)?;
        let Some(rules) = self.tables.iter().find(|rules| rules.table == table) else { return Ok(Vec::new()) };
        let links = Links::new(&self.declared, data);
        let frame = Frame::new(data, &links, own, &rules.slots, &rules.aggregates, &rules.uniques);
        let trial = Trial::new(self, data, rules, &frame, row);
        Ok(Search::new(&trial).hints())
    }
}

/// The rules of a row as they stand.
struct Search<'a> {
    trial: &'a Trial<'a>,
    /// The fields that each rule reads, and whether the row fails it.
    judged: Vec<(&'a CompiledRule, BTreeSet<usize>, bool)>,
    information: Vec<(&'a CompiledRule, BTreeSet<usize>, bool)>,
}

impl<'a> Search<'a> {
    fn new(trial: &'a Trial<'a>) -> Self {
        let nothing = Instead::default();
        let judged = |rules: &[&'a CompiledRule]| {
            rules.iter().map(|rule| (*rule, trial.reads(rule), trial.fails(rule, &nothing))).collect()
        };
        Self { trial, judged: judged(&trial.judging), information: judged(&trial.informing) }
    }

    fn hints(&self) -> Vec<Hint> {
        let fields = self.trial.changeable();
        let failing: BTreeSet<usize> =
            self.judged.iter().filter(|(.., fails)| *fails).flat_map(|(_, reads, _)| reads.iter().copied()).ordered();
        let figures: Vec<(usize, i128)> =
            fields.iter().filter_map(|field| Some((*field, self.trial.figure(*field)?))).collect();
        let mut found: Vec<(Reading, Hint)> = Vec::new();
        for (at, (field, written)) in figures.iter().enumerate() {
            if failing.contains(field) {
                let readings = self.of_cell(*field, *written).into_iter();
                found.extend(telling(readings.filter_map(|reading| self.tried(reading)).collect()));
            }
            for (other, theirs) in figures.iter().skip(at.saturating_add(1)) {
                let concerned = failing.contains(field) || failing.contains(other);
                if concerned && written != theirs && self.are_alike(*field, *other) {
                    let changes = vec![(*field, *theirs), (*other, *written)];
                    found.extend(self.tried(Reading { kind: HintKind::Swap, changes, unit: None }));
                }
            }
        }
        let slips: Vec<_> = found.iter().map(|(reading, _)| (reading.kind, reading.cells())).collect();
        let place = |(reading, hint): &(Reading, Hint)| {
            let slip = (reading.kind, reading.cells());
            let readings = slips.iter().filter(|other| **other == slip).count();
            (std::cmp::Reverse(hint.repaired.len()), readings, slip)
        };
        ordered::sort_by(&mut found, |a, b| place(a).cmp(&place(b)));
        found.into_iter().map(|(_, hint)| hint).collect()
    }

    fn field(&self, position: usize) -> Option<&'a Field> {
        self.trial.table().schema().fields().get(position)
    }

    /// Only figures of the same kind, unit included, are written in each other's cell.
    fn are_alike(&self, field: usize, other: usize) -> bool {
        self.field(field).map(|field| field.kind) == self.field(other).map(|field| field.kind)
    }

    /// What may have been meant by one cell.
    fn of_cell(&self, position: usize, written: i128) -> Vec<Reading> {
        let Some(field) = self.field(position) else { return Vec::new() };
        let one = |kind, meant, unit| Reading { kind, changes: vec![(position, meant)], unit };
        let slips = slips::of_figure(written, field.kind);
        let mut readings: Vec<Reading> = self
            .before(field)
            .into_iter()
            .filter_map(|before| match field.basis? {
                Basis::Cumulative => written.checked_add(before),
                Basis::InPeriod => written.checked_sub(before),
            })
            .filter(|meant| *meant != written)
            .map(|meant| one(HintKind::InPeriod, meant, None))
            .collect();
        readings.extend(slips.into_iter().map(|Slip { kind, meant, unit }| one(kind, meant, unit)));
        readings
    }

    /// The cumulative figures of the same field in the rows that the row's relations lead to.
    fn before(&self, field: &Field) -> Option<i128> {
        let trial = self.trial;
        let own = trial.table().schema();
        let relations = trial.book.declared.relations.iter().enumerate();
        let mut found = relations.filter(|(_, relation)| relation.from == own.name()).filter_map(|(at, relation)| {
            let there = trial.data.table(&relation.to)?;
            // A table of another period is like the row's own: it holds the same figure, on the same basis.
            let (position, same) = there.schema().field(&field.name)?;
            if same.kind != field.kind || same.basis.is_none() || there.schema().key() != own.key() {
                return None;
            }
            let row = usize::try_from(*trial.frame.links.get(at)?.rows().get(trial.row)?).ok()?;
            match there.column(position)? {
                Column::Numbers(numbers) if row < there.rows() => numbers.get(row),
                _ => None,
            }
        });
        found.next()
    }

    /// Whether a field may hold a figure at all.
    fn is_possible(&self, (position, meant): Change) -> bool {
        self.field(position).is_some_and(|field| !field.non_negative || 0 <= meant)
    }

    /// A hint, if all failing rules that read the changed cells hold with the reading and none breaks.
    fn tried(&self, reading: Reading) -> Option<(Reading, Hint)> {
        let trial = self.trial;
        if !reading.changes.iter().all(|change| self.is_possible(*change)) {
            return None;
        }
        let concerned = |reads: &BTreeSet<usize>| reading.changes.iter().any(|(field, _)| reads.contains(field));
        let cells = trial.cells(&reading.changes);
        // What reads no aggregate is asked first: it costs next to nothing.
        let (plain, others): (Vec<_>, Vec<_>) =
            self.judged.iter().filter(|(_, reads, _)| concerned(reads)).partition(|(rule, ..)| trial.is_plain(rule));
        // Most readings do not even repair what fails, so that is asked before anything else.
        let still = |wanted: bool| plain.iter().any(|(rule, _, fails)| *fails == wanted && trial.fails(rule, &cells));
        if still(true) || still(false) {
            return None;
        }
        let informing = self.information.iter().filter(|(_, reads, fails)| concerned(reads) && !fails);
        let informing: Vec<_> = informing.collect();
        let instead = match others.is_empty() && informing.is_empty() {
            true => cells,
            false => trial.instead(&reading.changes),
        };
        if others.iter().any(|(rule, ..)| trial.fails(rule, &instead)) {
            return None;
        }
        let id = |rule: &CompiledRule| trial.rule(rule).map(|rule| rule.id.clone());
        let repaired: Vec<String> =
            plain.iter().chain(&others).filter(|(.., fails)| *fails).filter_map(|(rule, ..)| id(rule)).collect();
        if repaired.is_empty() {
            return None;
        }
        let broken =
            informing.iter().filter(|(rule, ..)| trial.fails(rule, &instead)).filter_map(|(rule, ..)| id(rule));
        let described: Vec<&Field> = reading.changes.iter().filter_map(|(field, _)| self.field(*field)).collect();
        let changes: Vec<HintChange> = reading.changes.iter().filter_map(|change| self.change(*change)).collect();
        let titles: Vec<_> = described.iter().map(|field| &field.title).collect();
        let (message_fa, message_en) = words::of(reading.kind, reading.unit, &titles, &changes);
        let broken = broken.collect();
        let kind = reading.kind;
        Some((reading, Hint { kind, changes, repaired, broken, message_fa, message_en }))
    }

    fn change(&self, (position, meant): Change) -> Option<HintChange> {
        let field = self.field(position)?;
        let scale = field.kind.stored_scale()?;
        let number = |value: i128| Scalar::Number(Scaled::new(value, scale));
        let from = self.trial.figure(position).map_or(Scalar::Missing, number);
        Some(HintChange { field: field.name.clone(), from, to: number(meant) })
    }
}

/// The hints of one cell without those slips that could be undone in too many ways.
fn telling(found: Vec<(Reading, Hint)>) -> Vec<(Reading, Hint)> {
    let mut readings: BTreeMap<HintKind, usize> = BTreeMap::new();
    for (reading, _) in &found {
        let count = readings.entry(reading.kind).or_default();
        *count = count.saturating_add(1);
    }
    found
        .into_iter()
        .filter(|(reading, _)| readings.get(&reading.kind).is_none_or(|count| *count <= MOST_READINGS))
        .collect()
}
