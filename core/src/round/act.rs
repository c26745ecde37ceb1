//! Act: one request to change a round.

use super::{errors, opening};
use crate::agreement::Agreement;
use crate::calendar::PersianDate;
use crate::dataset::{self, Row};
use crate::error::Result;
use crate::lifecycle::{self, Action, Actor, Admitted, Delegation, Edit, Event, Justification, Reason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody wants to do now: an action with what it brings.
///
/// What an action has no use for must be left empty; it is refused, never dropped.
///
/// # Example
/// ```
/// use amalkard::round::Act;
/// let act = Act::from_json(r#"{"action": "confirm", "by": {"person": "p-2", "role": "agency_head", "agency": "530000"},
///                              "at": "2025-10-01T08:00:00+03:30", "expected_revision": 1}"#)?;
/// assert_eq!(act.at.to_rfc3339(), "2025-10-01T04:30:00+00:00");
/// let error = Act::from_json(r#"{"action": "confrim", "by": {"person": "p-2", "role": "agency_head"}, "at": "2025-10-01T08:00:00Z"}"#);
/// assert_eq!(error.unwrap_err().code(), "lifecycle.unknown_action");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What is to be done.
    pub action: Action,
    /// By whom.
    pub by: Actor,
    /// For whom, where the actor is a delegate: the principal in the same role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Actor>,
    /// When, as the host's clock has it.
    pub at: DateTime<Utc>,
    /// For `enter`: the whole form, as rows of the table `lines`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "dataset::rows_if_any")]
    pub rows: Option<Vec<Row>>,
    /// For `enter`: the other forms of the round, by table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "dataset::tables")]
    pub tables: BTreeMap<String, Vec<Row>>,
    /// For `edit`: the cells, each with what the editor saw there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// For `admit`: the agreements of the agencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
    /// For `admit`: their approved figures of the round before.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "dataset::rows")]
    pub previous: Vec<Row>,
    /// For `delegate` and `revoke`: the delegate, and on which days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
    /// For `return`, `reject`, `withdraw` and `reopen`: why, by line and field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// For `justify`, `submit`, `endorse`, `confirm` and `accept`: explanations of warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub justifications: Vec<Justification>,
    /// A remark; the reason of an extension or of opening again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// For `publish`, `admit`, `extend`, `return` and `reopen`: the last day on which the agency can enter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<PersianDate>,
    /// The revision that the actor has seen: the act is refused when there is another now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_revision: Option<u32>,
    /// The number of the last event about the submission, or about the round itself, that the actor has seen: the act is
    /// refused when there is a later one. Finer than the revision, for two people who work on one draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_seq: Option<u64>,
    /// For `admit`, in place of agreements: the terms as they were frozen, where the act is one of a log.
    #[serde(skip)]
    pub admitted: Option<Arc<Admitted>>,
}

impl Act {
    /// An act that brings nothing but itself.
    #[must_use]
    pub fn new(action: Action, by: Actor, at: DateTime<Utc>) -> Self {
        Self {
            action,
            by,
            on_behalf_of: None,
            at,
            rows: None,
            tables: BTreeMap::new(),
            edits: Vec::new(),
            agreements: Vec::new(),
            previous: Vec::new(),
            delegation: None,
            reasons: Vec::new(),
            justifications: Vec::new(),
            comment: None,
            until: None,
            expected_revision: None,
            expected_seq: None,
            admitted: None,
        }
    }

    /// The same act in somebody's place, who has delegated it.
    #[must_use]
    pub fn on_behalf_of(mut self, principal: Actor) -> Self {
        self.on_behalf_of = Some(principal);
        self
    }

    /// The same act with one more edited cell.
    #[must_use]
    pub fn with_edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// The same act with a delegation.
    #[must_use]
    pub fn with_delegation(mut self, delegation: Delegation) -> Self {
        self.delegation = Some(delegation);
        self
    }

    /// The same act with figures.
    #[must_use]
    pub fn with_rows(mut self, rows: Vec<Row>) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The same act with one more reason.
    #[must_use]
    pub fn with_reason(mut self, reason: Reason) -> Self {
        self.reasons.push(reason);
        self
    }

    /// The same act with one more explanation of a warning.
    #[must_use]
    pub fn with_justification(mut self, justification: Justification) -> Self {
        self.justifications.push(justification);
        self
    }

    /// The same act with a remark.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// The same act with a last day of entry.
    #[must_use]
    pub fn until(mut self, date: PersianDate) -> Self {
        self.until = Some(date);
        self
    }

    /// An act of JSON.
    ///
    /// # Errors
    /// `lifecycle.unknown_action`, `lifecycle.unknown_role`, `lifecycle.bad_act`.
    pub fn from_json(json: &str) -> Result<Self> {
        let value: serde_json::Value = serde_json::from_str(json).map_err(|error| errors::bad_act(&error))?;
        lifecycle::check_names(&value, "/by/role")?;
        opening::check_agreements(&value)?;
        // From the text, not the value: so that a number keeps the digits it was written with.
        serde_json::from_str(json).map_err(|error| errors::bad_act(&error))
    }

    /// The act that an event was.
    pub(super) fn of_event(event: &Event) -> Self {
        let payload = event.payload.clone();
        Self {
            action: event.action,
            by: event.actor.clone(),
            on_behalf_of: event.on_behalf_of.clone(),
            at: event.at,
            rows: payload.rows,
            tables: payload.tables,
            edits: payload.edits,
            agreements: Vec::new(),
            previous: Vec::new(),
            delegation: payload.delegation,
            reasons: payload.reasons,
            justifications: payload.justifications,
            comment: payload.comment,
            until: payload.until,
            expected_revision: None,
            expected_seq: None,
            admitted: payload.admitted,
        }
    }

    /// What it brings though the action has no use for it, by name. A revision and a window that opens again are a
    /// submission's own: the round itself has none.
    pub(super) fn unused(&self, of_round: bool) -> Option<&'static str> {
        let used = uses(self.action);
        let idle =
            |name: &&str| !used.contains(name) || (of_round && self.action == Action::Reopen && *name == "until");
        let seen = (of_round && self.expected_revision.is_some()).then_some("expected_revision");
        self.brings().find(idle).or(seen)
    }

    /// What it brings, by name.
    fn brings(&self) -> impl Iterator<Item = &'static str> {
        [
            ("rows", self.rows.is_some()),
            ("tables", !self.tables.is_empty()),
            ("edits", !self.edits.is_empty()),
            ("agreements", !self.agreements.is_empty()),
            ("previous", !self.previous.is_empty()),
            ("delegation", self.delegation.is_some()),
            ("reasons", !self.reasons.is_empty()),
            ("justifications", !self.justifications.is_empty()),
            ("comment", self.comment.is_some()),
            ("until", self.until.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
    }
}

/// What an action has use for.
pub(super) const fn uses(action: Action) -> &'static [&'static str] {
    match action {
        Action::Enter => &["rows", "tables", "comment"],
        Action::Edit => &["edits", "comment"],
        Action::Admit => &["agreements", "previous", "comment", "until"],
        Action::Delegate | Action::Revoke => &["delegation", "comment"],
        Action::Justify | Action::Submit | Action::Endorse | Action::Confirm | Action::Accept => {
            &["justifications", "comment"]
        }
        Action::Return | Action::Reopen => &["reasons", "comment", "until"],
        Action::Reject | Action::Withdraw => &["reasons", "comment"],
        Action::Publish | Action::Extend => &["comment", "until"],
        Action::Open | Action::BeginControl | Action::Approve | Action::Close => &["comment"],
    }
}
