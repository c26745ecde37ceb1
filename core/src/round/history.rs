//! The past of a round: where it stood after any event, or at any time.

use super::merge::unknown_event;
use super::{Form, Round};
use crate::error::Result;
use crate::lifecycle::{Event, GENESIS};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A moment of a round's past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// After the event with this number.
    Seq(u64),
    /// After the last event that is not later than this.
    At(DateTime<Utc>),
}

/// What lies before the events at hand: nothing, or what a snapshot tells.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// How many events.
    pub(super) seq: u64,
    /// The hash and time of the last of them.
    pub(super) head: String,
    pub(super) at: Option<DateTime<Utc>>,
    /// The hash of the first event of the round.
    pub(super) opened: String,
    /// What each agency had entered.
    pub(super) forms: BTreeMap<String, Arc<Form>>,
}

impl Before {
    pub(super) fn nothing(opened: String) -> Self {
        Self { seq: 0, head: GENESIS.to_owned(), at: None, opened, forms: BTreeMap::new() }
    }
}

impl Round {
    /// The round as it stood at a moment of its past.
    ///
    /// What was found possible then is not asked again: only the events are folded.
    ///
    /// # Errors
    /// `lifecycle.unknown_event` for a moment before the round was opened, after its last event by number, or before the
    /// snapshot that it was resumed from.
    pub fn as_of(&self, moment: Moment) -> Result<Self> {
        let length = match moment {
            Moment::Seq(seq) => usize::try_from(seq.saturating_sub(self.before.seq)).unwrap_or(usize::MAX),
            Moment::At(at) => self.events.partition_point(|event| event.at <= at),
        };
        let asked = match moment {
            Moment::Seq(seq) => seq,
            Moment::At(_) => self.before.seq.saturating_add(u64::try_from(length).unwrap_or(u64::MAX)),
        };
        let earlier = || unknown_event(asked, self.before.seq.max(1), self.last_seq());
        let events = self.events.get(..length).ok_or_else(earlier)?;
        let (first, rest) = match (self.before.seq, events.split_first()) {
            (0, Some(split)) => split,
            _ => return Err(earlier()),
        };
        let mut past = Self::from_first(first.clone(), Arc::clone(&self.rulebook))?;
        for event in rest {
            past.append(event.clone())?;
        }
        Ok(past)
    }

    /// Every event about an agency's submission at hand, in order.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn events_of(&self, agency: &str) -> Result<impl Iterator<Item = &Event>> {
        let agency = self.submission(agency)?.agency.as_str();
        Ok(self.events.iter().filter(move |event| event.agency.as_deref() == Some(agency)))
    }
}
