//! Event: one change of a round, as it stands in the log for ever.

use super::action::Action;
use super::actor::Actor;
use super::payload::Payload;
use super::signature::Signature;
use super::state::State;
use crate::digest;
use crate::error::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The form of events that this release writes. Every form ever written stays readable: `tests/golden` holds a log of
/// each.
///
/// | version | what is new in it |
/// |---|---|
/// | 1 | whole forms, justifications, returns, windows |
/// | 2 | the table of moves and the time zone are pinned; edits of cells, forms of several tables, agencies admitted late, delegation, rejected lines, withdrawal, layers of signing, signatures |
pub const EVENT_VERSION: u32 = 2;

/// One change of a round: who did what, when, from which state to which, with what.
///
/// In the log an event is one line of canonical JSON (RFC 8785). Its `hash` is the SHA-256 of that JSON without the
/// fields `hash` and `signature`, and the next event repeats it as `previous`; so anyone can verify a log with the
/// standard library of their language.
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
    /// The host's signature of the hash, where it has signed here: whoever writes the chain anew cannot make it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl Event {
    /// The same event with its hash.
    pub(crate) fn sealed(mut self) -> Result<Self> {
        self.hash.clear();
        self.signature = None;
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
