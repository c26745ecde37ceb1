//! A round as it was known at a moment of its past.

use crate::error::{Error, Result};
use crate::lifecycle::Event;
use crate::round::Round;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A moment of a round: the number of an event of its log, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// After the event with this number.
    Seq(u64),
    /// After all events up to this instant.
    At(DateTime<Utc>),
}

impl Moment {
    fn includes(self, event: &Event) -> bool {
        match self {
            Self::Seq(seq) => event.seq <= seq,
            Self::At(at) => event.at <= at,
        }
    }
}

/// The round as it was known at a moment: its log up to there, replayed. A log is a chain, so its beginning is whole.
///
/// # Errors
/// `consolidation.before_the_round` for a moment before the round was opened; as [`Round::replay`].
pub fn round_as_known(round: &Round, moment: Moment) -> Result<Round> {
    let mut log = String::new();
    for event in round.events().iter().take_while(|event| moment.includes(event)) {
        log.push_str(&event.to_line()?);
        log.push('\n');
    }
    if log.is_empty() {
        return Err(Error::new(
            "consolidation.before_the_round",
            "دوره در این لحظه هنوز باز نشده بود",
            "the round had not been opened by that moment",
        )
        .at(round.id())
        .help("لحظه‌ای پس از ایجاد دوره بدهید", "give a moment after the round was opened"));
    }
    Round::replay(&log, Some(round.shared_rulebook()))
}
