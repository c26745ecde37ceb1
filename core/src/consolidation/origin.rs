//! From the lines of a total to the revision and the events of the round's log that brought them.

use super::consolidated::Consolidation;
use super::lineage::LineageRow;
use crate::error::Result;
use crate::lifecycle::{Action, Actor, Event};
use crate::round::Round;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A line of a total with where its figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TracedRow {
    /// The line.
    #[serde(flatten)]
    pub line: LineageRow,
    /// The agency whose submission it stands in.
    pub agency: String,
    /// The revision of that submission.
    pub revision: u32,
    /// Whether that revision is the approved one.
    pub approved: bool,
    /// The events about that revision, oldest first.
    pub events: Vec<Happened>,
}

/// One event of the log, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Its number in the log.
    pub seq: u64,
    /// Its hash, by which anyone finds it in the log.
    pub hash: String,
    /// What was done.
    pub action: Action,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl Happened {
    fn of(event: &Event) -> Self {
        Self {
            seq: event.seq,
            hash: event.hash.clone(),
            action: event.action,
            actor: event.actor.clone(),
            at: event.at,
        }
    }
}

impl Consolidation {
    /// The lines of a total, each with the revision it stands in and the events that brought, confirmed and approved it.
    /// The consolidation is that of the round as it stands.
    ///
    /// # Errors
    /// As [`Consolidation::lineage`]; `lifecycle.unknown_agency` for a line of an agency that the round does not know.
    pub fn lineage_in(&self, round: &Round, by: &[&str], key: &[Option<&str>]) -> Result<Vec<TracedRow>> {
        let mut traced = Vec::new();
        for (line, agency) in self.lines_of(by, key)? {
            let submission = round.submission(&agency)?;
            let revision = submission.approved().unwrap_or_else(|| submission.revision());
            let about = |event: &&Event| {
                event.agency.as_deref() == Some(submission.agency()) && event.payload.revision == Some(revision)
            };
            traced.push(TracedRow {
                line,
                agency: submission.agency().to_owned(),
                revision,
                approved: submission.approved() == Some(revision),
                events: round.events().iter().filter(about).map(Happened::of).collect(),
            });
        }
        Ok(traced)
    }
}
