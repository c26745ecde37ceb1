//! Decides whether an act is possible, and what it would change. Changes nothing itself.

use super::act::Act;
use super::guards::Asked;
use super::opening::storable;
use super::submission::Submission;
use super::{Round, errors, warnings};
use crate::calendar::{PersianDate, Window};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Move, Payload, Stage, State, find, from_state, refusal};

/// What a possible act changes.
pub(super) struct Decided {
    /// The agency's code as the round has it.
    pub(super) agency: Option<String>,
    pub(super) from: State,
    pub(super) to: State,
    pub(super) payload: Payload,
}

impl Round {
    pub(super) fn decide(&self, agency: Option<&str>, act: &Act) -> Result<Decided> {
        let place = agency.map_or_else(|| "round".to_owned(), |agency| format!("submission/{agency}"));
        let submission = agency.map(|agency| self.submission(agency)).transpose()?;
        let (row, today) = self.permit(submission, act).map_err(|error| placed(error, &place))?;
        if let Some(unused) = act.unused(submission.is_none()) {
            return Err(errors::unused_field(act.action, unused));
        }
        let justifications = match submission {
            Some(submission) => {
                self.tied(submission, act.action, &act.justifications).map_err(|error| placed(error, &place))?
            }
            None => Vec::new(),
        };
        let asked = Asked { submission, act, today, justifications: &justifications };
        for guard in row.guards {
            self.guard(*guard, &asked).map_err(|error| placed(error, &place))?;
        }
        let mut payload = self.payload(&asked)?;
        payload.justifications = justifications;
        Ok(Decided {
            agency: submission.map(|submission| submission.agency.clone()),
            from: row.state,
            to: row.next,
            payload,
        })
    }

    /// The move that the act is, before any guard.
    pub(super) fn permit(&self, submission: Option<&Submission>, act: &Act) -> Result<(&'static Move, PersianDate)> {
        act.by.check()?;
        if let Some(last) = self.events.last().filter(|last| act.at < last.at) {
            return Err(refusal::clock_backwards(act.at, last.at));
        }
        let today = PersianDate::of_instant(act.at, self.opened.utc_offset_minutes)?;
        if let Some(submission) = submission {
            self.expect(submission, act)?;
        }
        let state = submission.map_or(self.standing.state, |submission| submission.state);
        match find(state, act.action, act.by.role) {
            Some(row) => Ok((row, today)),
            None if from_state(state).any(|row| row.action == act.action) => {
                Err(refusal::wrong_role(state, act.action, &act.by))
            }
            None => Err(refusal::illegal_move(state, act.action)),
        }
    }

    /// That nobody was faster, where the actor says what he has seen.
    fn expect(&self, submission: &Submission, act: &Act) -> Result<()> {
        let last = || {
            let event = self.event(submission.last_seq);
            event.map_or_else(String::new, |event| format!("{}: {}", event.action, event.actor.shown()))
        };
        if let Some(expected) = act.expected_revision.filter(|expected| *expected != submission.revision) {
            let (expected, found) = (u64::from(expected), u64::from(submission.revision));
            return Err(refusal::conflict("نسخه", "revision", expected, found, &last()));
        }
        match act.expected_seq.filter(|expected| *expected != submission.last_seq) {
            Some(expected) => Err(refusal::conflict("رویداد", "event", expected, submission.last_seq, &last())),
            None => Ok(()),
        }
    }

    /// What the act brings, completed by what follows from it.
    fn payload(&self, asked: &Asked<'_>) -> Result<Payload> {
        let act = asked.act;
        let mut payload = Payload {
            comment: act.comment.clone(),
            reasons: act.reasons.clone(),
            until: self.until(asked)?,
            ..Payload::default()
        };
        let Some(submission) = asked.submission else { return Ok(payload) };
        let fresh = matches!(submission.state, State::Open | State::Returned);
        let next = submission.revision.saturating_add(u32::from(fresh));
        match act.action {
            Action::Enter => {
                let rows = act.rows.iter().flatten().cloned().enumerate();
                payload.rows = Some(rows.map(|(index, row)| storable("lines", index, row)).collect::<Result<_>>()?);
                payload.revision = Some(next);
            }
            Action::Justify => payload.revision = Some(next),
            Action::Extend => {}
            Action::Confirm | Action::Accept | Action::Approve => {
                payload.revision = Some(submission.revision);
                payload.verdict = Some(warnings::verdict(self.check(submission)?)?);
            }
            _ => payload.revision = Some(submission.revision),
        }
        Ok(payload)
    }

    /// The last day of entry that the act sets, if it sets one.
    fn until(&self, asked: &Asked<'_>) -> Result<Option<PersianDate>> {
        let (act, today) = (asked.act, asked.today);
        let allowed = || Ok::<_, Error>(self.opened.process.allowance(Stage::Entry).from(today)?.to());
        let until = match act.action {
            Action::Publish => match (act.until, self.opened.windows.get(&Stage::Entry)) {
                (Some(until), _) => until,
                (None, Some(stated)) => stated.to(),
                (None, None) => allowed()?,
            },
            // The agency gets the stage's whole allowance again, and never less than the round gives.
            Action::Return | Action::Reopen if asked.submission.is_some() => match act.until {
                Some(until) => until,
                None => allowed()?.max(self.standing.entry.map_or(today, Window::to)),
            },
            Action::Extend => {
                let window = asked.submission.map_or(self.standing.entry, |submission| submission.window);
                let earliest = window.map_or(today, Window::to).add_days(1)?.max(today);
                return match act.until.filter(|until| *until >= earliest) {
                    Some(until) => Ok(Some(until)),
                    None => Err(errors::bad_window(act, earliest)),
                };
            }
            _ => return Ok(None),
        };
        let first = match (act.action, self.opened.windows.get(&Stage::Entry)) {
            (Action::Publish, Some(stated)) => today.max(stated.from()),
            _ => today,
        };
        if until < first { Err(errors::bad_window(act, first)) } else { Ok(Some(until)) }
    }
}

/// The error with a place, where it has none of its own.
fn placed(error: Error, place: &str) -> Error {
    if error.place().is_some() { error } else { error.at(place) }
}
