//! Decides whether an act is possible, and what it would change. Changes nothing itself.

use super::act::Act;
use super::edits::storable_edits;
use super::guards::Asked;
use super::merge::Base;
use super::opening::{self, storable};
use super::submission::Submission;
use super::{Round, errors, fold, warnings};
use crate::calendar::{PersianDate, Window};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Admitted, Move, Payload, Stage, State, refusal};
use std::sync::Arc;

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
        for guard in row.guards.iter() {
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
    pub(super) fn permit(&self, submission: Option<&Submission>, act: &Act) -> Result<(&Move, PersianDate)> {
        act.by.check()?;
        if let Some(last) = self.last_at().filter(|last| act.at < *last) {
            return Err(refusal::clock_backwards(act.at, last));
        }
        let today = self.opened.day_of(act.at)?;
        self.expect(submission, act)?;
        let state = submission.map_or(self.standing.state, |submission| submission.state);
        let process = &self.opened.process;
        match process.find(state, act.action, act.by.role) {
            Some(row) => {
                self.delegated(act, today)?;
                Ok((row, today))
            }
            None if process.from_state(state).any(|row| row.action == act.action) => {
                Err(refusal::wrong_role(process, state, act.action, &act.by))
            }
            None => Err(self.not_now(submission, act)),
        }
    }

    /// Why an action is not possible in the state that things are in: what that state is, who brought it about, when, and
    /// until when it lasts.
    fn not_now(&self, submission: Option<&Submission>, act: &Act) -> Error {
        let state = submission.map_or(self.standing.state, |submission| submission.state);
        let seq = submission.map_or(self.standing.state_seq, |submission| submission.state_seq);
        let spells = submission.map_or(&self.standing.spells, |submission| &submission.spells);
        let due = spells.last().filter(|spell| spell.to.is_none()).map(|spell| spell.due);
        let since = refusal::Since { event: self.event(seq), due };
        refusal::illegal_move(&self.opened.process, state, act.action, &since)
    }

    /// That nobody was faster, where the actor says what he has seen.
    fn expect(&self, submission: Option<&Submission>, act: &Act) -> Result<()> {
        let found = submission.map_or(self.standing.last_seq, |submission| submission.last_seq);
        let revision = submission.map_or(0, |submission| submission.revision);
        let last = || match submission {
            Some(submission) => self.last_word(submission),
            None => self.word_of(self.standing.last_seq),
        };
        if let (Some(_), Some(expected)) = (submission, act.expected_revision.filter(|seen| *seen != revision)) {
            return Err(refusal::conflict("نسخه", "revision", u64::from(expected), u64::from(revision), &last()));
        }
        let Some(expected) = act.expected_seq.filter(|expected| *expected != found) else { return Ok(()) };
        let conflict = refusal::conflict("رویداد", "event", expected, found, &last());
        // Whoever sends a whole form is told which cells clash with what was done meanwhile.
        let (Some(submission), Action::Enter) = (submission, act.action) else { return Err(conflict) };
        let mine = fold::entered(&Payload { rows: act.rows.clone(), tables: act.tables.clone(), ..Payload::default() });
        match self.merge(&submission.agency, &Base::Seq(expected), &mine) {
            Ok(merge) if !merge.clashes.is_empty() => Err(self.conflict_of(submission, &merge.clashes)),
            _ => Err(conflict),
        }
    }

    /// The last event about a submission, in words.
    pub(super) fn last_word(&self, submission: &Submission) -> String {
        self.word_of(submission.last_seq)
    }

    fn word_of(&self, seq: u64) -> String {
        self.event(seq).map_or_else(String::new, |event| format!("{}: {}", event.action, event.actor.shown()))
    }

    /// What the act brings, completed by what follows from it.
    fn payload(&self, asked: &Asked<'_>) -> Result<Payload> {
        let act = asked.act;
        let mut payload = Payload {
            comment: act.comment.clone(),
            reasons: act.reasons.clone(),
            until: self.until(asked)?,
            delegation: act.delegation.clone(),
            ..Payload::default()
        };
        if act.action == Action::Admit {
            payload.admitted = Some(self.frozen_for(act)?);
        }
        let Some(submission) = asked.submission else { return Ok(payload) };
        let next = submission.revision.saturating_add(u32::from(submission.state.begins_revision()));
        match act.action {
            Action::Enter => {
                let stored = |table: &str, rows: &[crate::dataset::Row]| {
                    let rows = rows.iter().cloned().enumerate();
                    rows.map(|(index, row)| storable(table, index, row)).collect::<Result<Vec<_>>>()
                };
                payload.rows = Some(stored("lines", act.rows.as_deref().unwrap_or_default())?);
                for (table, rows) in &act.tables {
                    payload.tables.insert(table.clone(), stored(table, rows)?);
                }
                payload.revision = Some(next);
            }
            Action::Edit => {
                payload.edits = storable_edits(&act.edits)?;
                payload.revision = Some(next);
            }
            Action::Justify => payload.revision = Some(next),
            Action::Extend => {}
            Action::Submit | Action::Endorse | Action::Confirm | Action::Accept | Action::Approve => {
                payload.revision = Some(submission.revision);
                payload.verdict = Some(warnings::verdict(self.check(submission)?)?);
            }
            _ => payload.revision = Some(submission.revision),
        }
        Ok(payload)
    }

    /// The terms of the agencies that come in late: of the same day as those of the others.
    fn frozen_for(&self, act: &Act) -> Result<Arc<Admitted>> {
        let frozen = match &act.admitted {
            Some(frozen) => Arc::clone(frozen),
            None => {
                let (period, terms_on) = (self.opened.period, self.opened.terms_on);
                let (agreements, previous) = (&act.agreements, act.previous.clone());
                Arc::new(opening::admitted(agreements, previous, period, terms_on, &self.rulebook)?)
            }
        };
        opening::check_frozen(&frozen.agencies, &frozen.agreement, &frozen.previous)?;
        match frozen.agencies.keys().find(|agency| self.standing.submissions.contains_key(*agency)) {
            Some(known) => Err(errors::known_agency(known)),
            None => Ok(frozen),
        }
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
            // Whoever comes late has the stage's whole allowance, and never less than the round gives.
            Action::Admit if self.standing.state == State::Published => match act.until {
                Some(until) => until,
                None => allowed()?.max(self.standing.entry.map_or(today, Window::to)),
            },
            Action::Admit if act.until.is_some() => return Err(errors::unused_field(act.action, "until")),
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
