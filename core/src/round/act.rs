//! Act: one request to change a round.

use crate::calendar::PersianDate;
use crate::dataset::{self, Row};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Actor, Event, Justification, Reason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What is to be done.
    pub action: Action,
    /// By whom.
    pub by: Actor,
    /// When, as the host's clock has it.
    pub at: DateTime<Utc>,
    /// For `enter`: the whole form, as rows of the table `lines`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "dataset::rows_if_any")]
    pub rows: Option<Vec<Row>>,
    /// For `return` and `reopen`: why, by line and field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// For `justify`, `confirm` and `accept`: explanations of warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub justifications: Vec<Justification>,
    /// A remark; the reason of an extension or of opening again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// For `publish`, `extend`, `return` and `reopen`: the last day on which the agency can enter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<PersianDate>,
    /// The revision that the actor has seen: the act is refused when there is another now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_revision: Option<u32>,
    /// The number of the submission's last event that the actor has seen: the act is refused when there is a later one.
    /// Finer than the revision, for two people who work on one draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_seq: Option<u64>,
}

impl Act {
    /// An act that brings nothing but itself.
    #[must_use]
    pub fn new(action: Action, by: Actor, at: DateTime<Utc>) -> Self {
        Self {
            action,
            by,
            at,
            rows: None,
            reasons: Vec::new(),
            justifications: Vec::new(),
            comment: None,
            until: None,
            expected_revision: None,
            expected_seq: None,
        }
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
        let value: serde_json::Value = serde_json::from_str(json).map_err(|error| bad(&error))?;
        crate::lifecycle::check_names(&value, "/by/role")?;
        // From the text, not the value: so that a number keeps the digits it was written with.
        serde_json::from_str(json).map_err(|error| bad(&error))
    }

    /// The act that an event was.
    pub(super) fn of_event(event: &Event) -> Self {
        let payload = event.payload.clone();
        Self {
            action: event.action,
            by: event.actor.clone(),
            at: event.at,
            rows: payload.rows,
            reasons: payload.reasons,
            justifications: payload.justifications,
            comment: payload.comment,
            until: payload.until,
            expected_revision: None,
            expected_seq: None,
        }
    }

    /// What it brings though the action has no use for it, by name. What an agency has seen and a window that opens again
    /// are a submission's own: the round itself has none.
    pub(super) fn unused(&self, of_round: bool) -> Option<&'static str> {
        let used = uses(self.action);
        let idle =
            |name: &&str| !used.contains(name) || (of_round && self.action == Action::Reopen && *name == "until");
        let seen =
            [("expected_revision", self.expected_revision.is_some()), ("expected_seq", self.expected_seq.is_some())];
        let seen = seen.into_iter().find_map(|(name, there)| (of_round && there).then_some(name));
        self.brings().find(idle).or(seen)
    }

    /// What it brings, by name.
    fn brings(&self) -> impl Iterator<Item = &'static str> {
        [
            ("rows", self.rows.is_some()),
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
        Action::Enter => &["rows", "comment"],
        Action::Justify | Action::Confirm | Action::Accept => &["justifications", "comment"],
        Action::Return | Action::Reopen => &["reasons", "comment", "until"],
        Action::Publish | Action::Extend => &["comment", "until"],
        Action::Open | Action::BeginControl | Action::Approve | Action::Close => &["comment"],
    }
}

fn bad(error: &serde_json::Error) -> Error {
    Error::new("lifecycle.bad_act", "این درخواست خواندنی نیست", format!("the act could not be read: {error}"))
        .at(format!("{}:{}", error.line(), error.column()))
        .expected(r#"{"action": "…", "by": {"person": "…", "role": "…"}, "at": "2025-10-01T08:00:00Z", …}"#)
        .help("نام و نوع فیلدها را درست کنید", "correct the names and types of the fields")
}
