//! Submission (گزارش دستگاه): one agency's report in a round.

use super::form::Form;
use crate::calendar::{PersianDate, Window};
use crate::error::Result;
use crate::finding::{Finding, Findings};
use crate::lifecycle::{Actor, Reason, Role, Spell, State};
use crate::text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

/// One agency's report in a round, as it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submission {
    pub(super) agency: String,
    pub(super) title: String,
    pub(super) state: State,
    /// The event that brought it into this state.
    pub(super) state_seq: u64,
    /// The number of the revision that is being worked on; 0 before anything is entered.
    pub(super) revision: u32,
    /// The event that brought the present figures, and their digest.
    pub(super) figures: Option<Brought>,
    pub(super) revisions: Vec<Revision>,
    pub(super) approved: Option<u32>,
    /// Who has had which duty, by the person's identity.
    pub(super) duties: BTreeMap<String, Role>,
    /// Explanations, by the fingerprint of the finding.
    pub(super) justified: BTreeMap<String, Justified>,
    pub(super) reasons: Vec<Reason>,
    /// The lines of the present revision that are left out, by their folded code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) rejected: BTreeMap<String, Rejected>,
    pub(super) returns: u32,
    pub(super) window: Option<Window>,
    pub(super) spells: Vec<Spell>,
    pub(super) last_seq: u64,
    /// What the rules find in the present figures; worked out once.
    #[serde(skip)]
    pub(super) findings: OnceLock<Findings>,
}

/// Figures: where they stand in the log, their fingerprint, and they themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Brought {
    pub(super) seq: u64,
    pub(super) digest: String,
    /// Left out of the digest of a round, because the fingerprint stands for it.
    #[serde(skip)]
    pub(super) form: Arc<Form>,
}

impl Brought {
    pub(super) fn new(seq: u64, form: Form) -> Result<Self> {
        Ok(Self { seq, digest: form.digest()?, form: Arc::new(form) })
    }
}

/// A line that is left out of what is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The line's code.
    pub line: String,
    /// Why.
    pub text: String,
    /// Who rejected it.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Figures that an agency has confirmed, and what became of them. Never changes once decided, never disappears.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revision {
    /// Its number, from 1.
    pub number: u32,
    /// The digest of its figures.
    pub digest: String,
    /// Who confirmed it.
    pub confirmed_by: Actor,
    /// When.
    pub confirmed_at: DateTime<Utc>,
    /// How control and approval ended: `withdrawn`, `returned`, `accepted`, `approved`; none while a controller has it.
    pub outcome: Option<State>,
    /// Who approved it.
    pub approved_by: Option<Actor>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// The lines that were left out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Rejected>,
    pub(super) figures: Brought,
}

/// The explanation of one warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Justified {
    /// The rule that warns.
    pub rule: String,
    /// The explanation.
    pub text: String,
    /// Who gave it.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl Submission {
    /// A submission of which nothing is there yet.
    pub(super) fn new(agency: &str, title: &str) -> Self {
        Self {
            agency: agency.to_owned(),
            title: title.to_owned(),
            state: State::Open,
            state_seq: 0,
            revision: 0,
            figures: None,
            revisions: Vec::new(),
            approved: None,
            duties: BTreeMap::new(),
            justified: BTreeMap::new(),
            reasons: Vec::new(),
            rejected: BTreeMap::new(),
            returns: 0,
            window: None,
            spells: Vec::new(),
            last_seq: 0,
            findings: OnceLock::new(),
        }
    }

    /// The agency's code.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The agency's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// The number of the present revision; 0 before anything is entered.
    ///
    /// Entering again replaces the draft of the same revision; what is entered after a return is the next one.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The revisions that the agency has confirmed, oldest first.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The revision whose approval stands; none while the submission is reopened.
    #[must_use]
    pub fn approved(&self) -> Option<u32> {
        self.approved
    }

    /// Who has had which duty on it, by the person's identity.
    #[must_use]
    pub fn duties(&self) -> &BTreeMap<String, Role> {
        &self.duties
    }

    /// Explanations of warnings, by the fingerprint of the finding.
    #[must_use]
    pub fn justified(&self) -> &BTreeMap<String, Justified> {
        &self.justified
    }

    /// Why it was returned or reopened last.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// What the agency has entered last; empty before anything is entered.
    #[must_use]
    pub fn form(&self) -> &Form {
        static NOTHING: LazyLock<Form> = LazyLock::new(Form::default);
        self.figures.as_ref().map_or(&NOTHING, |figures| figures.form.as_ref())
    }

    /// The lines of the present revision that are left out of what is approved.
    pub fn rejected(&self) -> impl Iterator<Item = &Rejected> {
        self.rejected.values()
    }

    /// Whether a line, by its code, is left out.
    #[must_use]
    pub fn is_rejected(&self, line: &str) -> bool {
        !self.rejected.is_empty() && self.rejected.contains_key(&text::fold(line))
    }

    /// Whether a finding is about a line that is left out: it neither blocks nor needs an explanation.
    pub(super) fn leaves_out(&self, finding: &Finding) -> bool {
        finding.key.get("line").is_some_and(|line| self.is_rejected(line))
    }

    /// How many times it was returned.
    #[must_use]
    pub fn returns(&self) -> u32 {
        self.returns
    }

    /// When the agency can enter, both days included; none before the round is published.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        self.window
    }

    /// The stretches of time that each stage had it, oldest first.
    #[must_use]
    pub fn spells(&self) -> &[Spell] {
        &self.spells
    }

    /// The number of the last event about it; 0 before there was one.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Moves it from the clock of one stage to that of another, if the new state belongs to another.
    pub(super) fn turn_clock(&mut self, next: Option<Spell>, today: PersianDate) {
        let running = self.spells.last_mut().filter(|spell| spell.to.is_none());
        match (running, next) {
            (Some(running), Some(next)) if running.stage == next.stage => {}
            (running, next) => {
                if let Some(running) = running {
                    running.to = Some(today);
                }
                self.spells.extend(next);
            }
        }
    }
}
