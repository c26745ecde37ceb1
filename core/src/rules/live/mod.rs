//! Checks that follow an edit: after a cell changes only the rules that depend on it run, with the findings of a full
//! check.
//!
//! A [`LiveCheck`] keeps what a full check makes and throws away: where relations lead, the aggregates of every row, the
//! groups of equal keys and the rows that stand for groups ([`kept`]), and the rules that each row fails ([`judged`]). An edit makes anew only what reads the
//! changed column ([`readers`]); a row is looked at again where a value that its rules read has become another
//! ([`touched`]), by the rules that read it.

mod judged;
mod kept;
mod readers;
mod rule_set;
mod touched;

use super::check::Failure;
use super::rulebook::Rulebook;
use crate::dataset::{Cell, Dataset, Row};
use crate::error::Result;
use crate::finding::{Finding, Findings};
use crate::ordered::{self, Ordered as _};
use judged::Judged;
use kept::Kept;
use readers::Readers;
use rule_set::Rules;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an edit has changed in the findings, and what it cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Update {
    /// Findings that were not there before, in their order. One whose figures or repairs changed is new, and the one
    /// before is gone.
    pub new: Vec<Finding>,
    /// Findings that are no longer there, in their order.
    pub gone: Vec<Finding>,
    /// How many rules ran, each counted once.
    pub rules_run: usize,
    /// How many rows of all tables they ran on.
    pub rows_run: usize,
}

/// The findings of one row, or of a table as a whole: of intake first, then of rules.
#[derive(Clone, Debug, Default)]
struct Place {
    intake: Vec<Finding>,
    /// Those of groups of rows stand with the row that stands for the group.
    rules: BTreeMap<Said, Finding>,
}

/// What a rule says: whether its arithmetic left 128 bits (else it fails), and its position in its table.
type Said = (bool, usize);

impl Place {
    fn all(&self) -> Vec<&Finding> {
        let mut all: Vec<&Finding> = self.intake.iter().chain(self.rules.values()).collect();
        ordered::sort_by(&mut all, |a, b| a.order().cmp(&b.order()));
        all
    }
}

/// A dataset with its findings, kept up to date edit by edit. They are always those of [`Rulebook::check`].
///
/// # Example
/// ```
/// use amalkard::dataset::{Cell, Dataset};
/// use amalkard::rules::{LiveCheck, Rulebook};
/// use std::sync::Arc;
///
/// let book = Arc::new(Rulebook::from_toml(r#"
/// [rulebook]
/// id = "example"
/// title = { fa = "نمونه", en = "Example" }
/// [tables.lines]
/// title = { fa = "ردیف‌ها", en = "Lines" }
/// fields = [
///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
///   { name = "allocated", type = "amount", unit = "million_rial", title = { fa = "تخصیص", en = "Allocated" } },
/// ]
/// [[rule]]
/// id = "C06"
/// severity = "error"
/// check = "spent <= allocated"
/// title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
/// message = { fa = "هزینه {spent} از تخصیص {allocated} بیشتر است", en = "spent {spent} exceeds allocated {allocated}" }
/// "#)?);
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"spent": "900", "allocated": "1000"}]}"#)?;
/// let mut live = LiveCheck::new(Arc::clone(&book), data)?;
/// let update = live.set("lines", 0, "spent", &Cell::from("۱٬۲۵۰"))?;
/// assert_eq!(update.new[0].message_en, "spent 1,250 exceeds allocated 1,000");
/// assert_eq!((update.rules_run, update.rows_run), (1, 1));
/// assert_eq!(live.findings(), book.check(live.data())?);
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Debug)]
pub struct LiveCheck {
    rulebook: Arc<Rulebook>,
    data: Dataset,
    readers: Readers,
    kept: Kept,
    /// By table of rules, as in the rulebook.
    judged: Vec<Judged>,
    /// By table and row.
    places: BTreeMap<String, BTreeMap<Option<usize>, Place>>,
}

impl LiveCheck {
    /// A dataset that is checked once as a whole.
    ///
    /// # Errors
    /// As [`Rulebook::check`].
    pub fn new(rulebook: Arc<Rulebook>, data: Dataset) -> Result<Self> {
        let readers = Readers::of(&rulebook);
        let kept = Kept::default();
        let mut live = Self { rulebook, data, readers, kept, judged: Vec::new(), places: BTreeMap::new() };
        live.rebuild();
        Ok(live)
    }

    /// Puts what was typed in place of a cell, reads it as intake does, and runs the rules that depend on it.
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`, `dataset.unknown_field`. What is wrong in the cell is a finding.
    pub fn set(&mut self, table: &str, row: usize, field: &str, cell: &Cell) -> Result<Update> {
        let edit = self.data.edit(table, row, field, cell)?;
        let mut update = Changes::default();
        // A column that was not there: what leads to several rows of it was missing and is unknown now, and more.
        if edit.column {
            return Ok(self.check_again());
        }
        if edit.findings {
            self.take_intake(table, &mut update);
        }
        if edit.cell {
            self.follow(table, row, edit.field, &mut update);
        }
        Ok(update.summed_up())
    }

    /// Adds a row below the others and checks the whole again; the row's number is the table's last.
    ///
    /// # Errors
    /// `dataset.unknown_table`.
    pub fn add_row(&mut self, table: &str, row: &Row) -> Result<Update> {
        self.data.add_row(self.rulebook.schema(), table, row)?;
        Ok(self.check_again())
    }

    /// Takes a row away and checks the whole again; the rows below it move up, and with them their findings.
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.unknown_row`.
    pub fn remove_row(&mut self, table: &str, row: usize) -> Result<Update> {
        self.data.remove_row(table, row)?;
        Ok(self.check_again())
    }

    /// All findings, in their defined order: those of [`Rulebook::check`] on [`LiveCheck::data`].
    #[must_use]
    pub fn findings(&self) -> Findings {
        Findings::new(self.places.values().flat_map(BTreeMap::values).flat_map(Place::all).cloned().collect())
    }

    /// The findings of one row, in order.
    #[must_use]
    pub fn row_findings(&self, table: &str, row: usize) -> Vec<&Finding> {
        let place = self.places.get(table).and_then(|rows| rows.get(&Some(row)));
        let mut all = place.map(Place::all).unwrap_or_default();
        all.retain(|finding| finding.row.is_some());
        all
    }

    /// The data as it now is.
    #[must_use]
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// The rulebook that it is checked by.
    #[must_use]
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.rulebook
    }
}

/// Findings before and after, of the places that an edit has changed.
#[derive(Debug, Default)]
struct Changes {
    gone: Vec<Finding>,
    new: Vec<Finding>,
    rules: Rules,
    rows: usize,
}

impl Changes {
    /// Notes what differs between two lists of findings.
    fn note(&mut self, before: &[Finding], after: &[Finding]) {
        let lacking = |of: &[Finding], other: &[Finding]| -> Vec<Finding> {
            let mut left: Vec<&Finding> = other.iter().collect();
            let mut lacking = Vec::new();
            for finding in of {
                match left.iter().position(|other| *other == finding) {
                    Some(at) => drop(left.swap_remove(at)),
                    None => lacking.push(finding.clone()),
                }
            }
            lacking
        };
        self.new.extend(lacking(after, before));
        self.gone.extend(lacking(before, after));
    }

    fn summed_up(mut self) -> Update {
        ordered::sort_by(&mut self.new, |a, b| a.order().cmp(&b.order()));
        ordered::sort_by(&mut self.gone, |a, b| a.order().cmp(&b.order()));
        Update { new: self.new, gone: self.gone, rules_run: self.rules.len(), rows_run: self.rows }
    }
}

impl LiveCheck {
    /// Makes everything anew from the data.
    fn rebuild(&mut self) {
        self.kept = Kept::of(&self.rulebook, &self.data);
        self.places = BTreeMap::new();
        for finding in self.data.intake() {
            self.places
                .entry(finding.table.clone())
                .or_default()
                .entry(finding.row)
                .or_default()
                .intake
                .push(finding.clone());
        }
        let mut judged = Vec::with_capacity(self.rulebook.tables.len());
        for position in 0..self.rulebook.tables.len() {
            judged.push(self.judge(position));
        }
        self.judged = judged;
        for finding in self.rulebook.waiting(&self.data) {
            let place = self.places.entry(finding.table.clone()).or_default().entry(finding.row).or_default();
            // No rule of its own says it.
            place.intake.push(finding);
        }
    }

    /// Makes everything anew, and says what that has changed.
    fn check_again(&mut self) -> Update {
        let before = self.findings();
        self.rebuild();
        let mut changes = Changes::default();
        changes.note(before.as_slice(), self.findings().as_slice());
        for (rules, judged) in self.rulebook.tables.iter().zip(&self.judged) {
            rules.judging(&self.data).for_each(|compiled| changes.rules.insert(compiled.rule));
            changes.rows = changes.rows.saturating_add(judged.rows);
        }
        changes.summed_up()
    }

    /// Takes over the findings of intake of a table that have changed.
    fn take_intake(&mut self, table: &str, changes: &mut Changes) {
        let mut now: BTreeMap<Option<usize>, Vec<&Finding>> = BTreeMap::new();
        for finding in self.data.intake().iter().filter(|finding| finding.table == table) {
            now.entry(finding.row).or_default().push(finding);
        }
        let places = self.places.entry(table.to_owned()).or_default();
        let all: BTreeSet<Option<usize>> = places.keys().chain(now.keys()).copied().ordered();
        for row in all {
            let place = places.entry(row).or_default();
            let after = now.remove(&row).unwrap_or_default();
            if place.intake.iter().ne(after.iter().copied()) {
                let after: Vec<Finding> = after.into_iter().cloned().collect();
                changes.note(&place.intake, &after);
                place.intake = after;
            }
        }
    }
}
