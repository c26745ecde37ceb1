//! What an event carries besides who did what when.

use super::actor::Actor;
use super::process::Process;
use super::stage::Stage;
use crate::calendar::{FiscalPeriod, PersianDate, Window, Zone};
use crate::dataset::{Cell, Row};
use crate::error::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an action brought and what was found; an action leaves empty what it has no use for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// What the round was opened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Arc<Opened>>,
    /// The revision that the action made or was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// The figures entered: the whole form. There and empty where an agency has nothing to report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Row>>,
    /// The figures entered in the other tables of the round's forms, by table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, Vec<Row>>,
    /// The cells edited, each with what stood there before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// The agencies taken in after the round was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitted: Option<Arc<Admitted>>,
    /// Who may act in the actor's place, or no longer may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    /// Why it was returned, by line and field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Explanations of warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub justifications: Vec<Justification>,
    /// A remark in the actor's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The last day on which the agency can enter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<PersianDate>,
    /// What the rules found in the figures at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// What a round is opened with and never changes: its terms of reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The version of this library that opened the round.
    pub engine: String,
    /// The fiscal year and period that the agencies report on.
    pub period: FiscalPeriod,
    /// The rulebook's id.
    pub rulebook: String,
    /// The rulebook's digest: the round is checked by exactly these rules.
    pub rulebook_digest: String,
    /// The stages and their allowances.
    pub process: Process,
    /// The time zone by whose days windows and clocks run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Zone>,
    /// In its place in events of version 1: by how many minutes the civil day is ahead of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_minutes: Option<i16>,
    /// The day whose terms of the agreements are frozen.
    pub terms_on: PersianDate,
    /// Windows stated instead of the stages' allowances.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub windows: BTreeMap<Stage, Window>,
    /// The tables that an agency fills in; none stated where `lines` is the only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// The agencies that have to report, with their titles, by code.
    pub agencies: BTreeMap<String, String>,
    /// The credit lines in force on that day: rows of the table `agreement`.
    pub agreement: Vec<Row>,
    /// The approved figures of the round before: rows of the table `previous`.
    pub previous: Vec<Row>,
}

impl Opened {
    /// The Persian day that an instant falls on where the round is held.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn day_of(&self, instant: DateTime<Utc>) -> Result<PersianDate> {
        let zone = self.time_zone.unwrap_or(Zone::Fixed(self.utc_offset_minutes.unwrap_or(0)));
        Ok(zone.day_of(instant)?)
    }

    /// The tables that an agency fills in, `lines` first.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        [LINES].into_iter().chain(self.forms.iter().map(String::as_str).filter(|name| *name != LINES))
    }
}

/// The agencies taken into a round after it was opened, as they are frozen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admitted {
    /// The agencies, with their titles, by code.
    pub agencies: BTreeMap<String, String>,
    /// Their credit lines: rows of the table `agreement`.
    pub agreement: Vec<Row>,
    /// Their approved figures of the round before: rows of the table `previous`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous: Vec<Row>,
}

/// One change of a draft: a cell with what stood there before and what stands there now.
///
/// A row that is not there yet comes to be with its first cell. Without a `field` the edit is about the row itself,
/// which it removes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The table.
    #[serde(default = "lines", skip_serializing_if = "is_lines")]
    pub table: String,
    /// What identifies the row, by field; the agency, the fiscal year and the period of the round need not be said.
    pub key: BTreeMap<String, String>,
    /// The field; none where the row is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What the editor saw there; null where the cell was empty.
    #[serde(default, skip_serializing_if = "is_null")]
    pub from: Cell,
    /// What is to stand there; null empties the cell.
    #[serde(default, skip_serializing_if = "is_null")]
    pub to: Cell,
}

fn is_null(cell: &Cell) -> bool {
    *cell == Cell::Null
}

/// Who may act in the place of whoever delegates, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// The delegate, in the role that is passed on.
    pub delegate: Actor,
    /// The days on which the delegate may act, both ends included; none where the delegation ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

/// Why something was returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The credit line; none where the reason is about the whole submission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The field; none where the reason is about the whole line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The rule that shows it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What is to be corrected, in the controller's words.
    pub text: String,
}

/// The explanation of a warning.
///
/// It is tied to the figures that the warning is about: when they change, the warning needs another explanation; while
/// they are the same, it stands in later revisions too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Justification {
    /// The rule that warns.
    pub rule: String,
    /// The table of the finding.
    #[serde(default = "lines", skip_serializing_if = "is_lines")]
    pub table: String,
    /// The key of the row of the finding, by field; empty for a finding about the whole table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub key: BTreeMap<String, String>,
    /// The explanation.
    pub text: String,
    /// The fingerprints of the findings that it explains. Worked out; whoever justifies leaves it empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

/// The table that every round has.
pub(crate) const LINES: &str = "lines";

fn lines() -> String {
    LINES.to_owned()
}

fn is_lines(table: &str) -> bool {
    table == LINES
}

/// What the rules found in the figures when somebody answered for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The digest of what they are about, in order: rule, severity and fingerprint of each, not its sentences.
    pub findings: String,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
}
