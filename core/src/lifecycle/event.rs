//! Event: one change of a round, as it stands in the log for ever.

use super::action::Action;
use super::actor::Actor;
use super::process::Process;
use super::stage::Stage;
use super::state::State;
use crate::calendar::{FiscalPeriod, PersianDate, Window};
use crate::dataset::Row;
use crate::digest;
use crate::error::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The form of events that this release writes. Every form ever written stays readable.
pub const EVENT_VERSION: u32 = 1;

/// One change of a round: who did what, when, from which state to which, with what.
///
/// In the log an event is one line of canonical JSON (RFC 8785). Its `hash` is the SHA-256 of that JSON without the
/// field `hash`, and the next event repeats it as `previous`; so anyone can verify a log with the standard library of
/// their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The form of this event: [`EVENT_VERSION`].
    pub version: u32,
    /// Its number in the log, from 1.
    pub seq: u64,
    /// When, as the host's clock had it.
    pub at: DateTime<Utc>,
    /// The round's id.
    pub round: String,
    /// The agency whose submission changes; none where the whole round does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who did it.
    pub actor: Actor,
    /// For whom, where the actor was a delegate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Actor>,
    /// What was done.
    pub action: Action,
    /// The state before; none before the round was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// What the action brought and what was found.
    pub payload: Payload,
    /// The hash of the event before; [`GENESIS`](super::GENESIS) for the first.
    pub previous: String,
    /// The hash of this event.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl Event {
    /// The same event with its hash.
    pub(crate) fn sealed(mut self) -> Result<Self> {
        self.hash.clear();
        self.hash = digest::of(&self)?;
        Ok(self)
    }

    /// The line of the log that it is, without the line's end.
    ///
    /// # Errors
    /// As [`digest::canonical_json`].
    pub fn to_line(&self) -> Result<String> {
        digest::canonical_json(self)
    }
}

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
    /// By how many minutes the civil day is ahead of UTC.
    pub utc_offset_minutes: i32,
    /// The day whose terms of the agreements are frozen.
    pub terms_on: PersianDate,
    /// Windows stated instead of the stages' allowances.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub windows: BTreeMap<Stage, Window>,
    /// The agencies that have to report, with their titles, by code.
    pub agencies: BTreeMap<String, String>,
    /// The credit lines in force on that day: rows of the table `agreement`.
    pub agreement: Vec<Row>,
    /// The approved figures of the round before: rows of the table `previous`.
    pub previous: Vec<Row>,
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

fn lines() -> String {
    "lines".to_owned()
}

fn is_lines(table: &str) -> bool {
    table == "lines"
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
