//! The fold: the state of a round is what its events, one after the other, make of it.

use super::submission::{Brought, Justified, Revision, Submission};
use crate::calendar::{PersianDate, Window};
use crate::digest;
use crate::error::Result;
use crate::lifecycle::{Action, Event, Opened, Spell, Stage, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a round stands: the round itself and each submission.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Standing {
    pub(super) state: State,
    /// When the agencies can enter; none before the round is published.
    pub(super) entry: Option<Window>,
    pub(super) spells: Vec<Spell>,
    pub(super) submissions: BTreeMap<String, Submission>,
}

impl Standing {
    /// Where a round stands once it is opened.
    pub(super) fn opened(opened: &Opened, today: PersianDate) -> Result<Self> {
        let submissions = opened.agencies.iter();
        Ok(Self {
            state: State::Opened,
            entry: None,
            spells: vec![spell(opened, Stage::Opening, today, None)?],
            submissions: submissions.map(|(code, title)| (code.clone(), Submission::new(code, title))).collect(),
        })
    }

    /// Where it stands after one more event, which has been found possible.
    pub(super) fn apply(&mut self, event: &Event, opened: &Opened) -> Result<()> {
        let today = PersianDate::of_instant(event.at, opened.utc_offset_minutes)?;
        match event.agency.as_deref() {
            None => self.apply_to_round(event, opened, today),
            Some(agency) => match self.submissions.get_mut(agency) {
                Some(submission) => submission.apply(event, opened, today),
                None => Ok(()),
            },
        }
    }

    fn apply_to_round(&mut self, event: &Event, opened: &Opened, today: PersianDate) -> Result<()> {
        self.state = event.to;
        let until = event.payload.until;
        match (event.action, until) {
            (Action::Publish, Some(until)) => {
                let first = opened.windows.get(&Stage::Entry).map_or(today, |stated| stated.from());
                let window = Window::new(first, until)?;
                self.entry = Some(window);
                if let Some(running) = self.spells.last_mut() {
                    running.to = Some(today);
                }
                for submission in self.submissions.values_mut() {
                    submission.window = Some(window);
                    submission.spells.push(spell(opened, Stage::Entry, today, Some(until))?);
                }
            }
            (Action::Extend, Some(until)) => {
                self.entry = extended(self.entry, until)?;
                for submission in self.submissions.values_mut().filter(|item| item.state.stage() == Some(Stage::Entry))
                {
                    submission.extend(until)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Submission {
    fn apply(&mut self, event: &Event, opened: &Opened, today: PersianDate) -> Result<()> {
        let payload = &event.payload;
        // What can fail comes first, so that a failure leaves nothing half done.
        let stage = event.to.stage();
        let next = stage.map(|stage| spell(opened, stage, today, payload.until)).transpose()?;
        self.state = event.to;
        self.last_seq = event.seq;
        self.revision = payload.revision.unwrap_or(self.revision);
        if event.actor.role.is_separated() {
            self.duties.insert(event.actor.identity(), event.actor.role);
        }
        for justification in &payload.justifications {
            for finding in &justification.findings {
                let justified = Justified {
                    rule: justification.rule.clone(),
                    text: justification.text.clone(),
                    by: event.actor.clone(),
                    at: event.at,
                };
                self.justified.insert(finding.clone(), justified);
            }
        }
        match event.action {
            Action::Enter => {
                let rows = payload.rows.as_deref().unwrap_or_default();
                self.figures = Some(Brought { seq: event.seq, digest: digest::of(&rows)? });
                self.findings.take();
            }
            Action::Confirm => self.confirm(event),
            Action::Return | Action::Reopen => {
                self.reasons.clone_from(&payload.reasons);
                self.returns = self.returns.saturating_add(u32::from(event.action == Action::Return));
                self.approved = None;
                if let Some(until) = payload.until {
                    self.window = Some(Window::new(today, until)?);
                }
                if event.action == Action::Return {
                    self.decide(State::Returned, event);
                }
            }
            Action::Accept => self.decide(State::Accepted, event),
            Action::Approve => {
                self.approved = Some(self.revision);
                self.decide(State::Approved, event);
            }
            Action::Extend => {
                if let Some(until) = payload.until {
                    self.extend(until)?;
                }
            }
            _ => {}
        }
        self.turn_clock(next, today);
        Ok(())
    }

    fn confirm(&mut self, event: &Event) {
        let Some(figures) = &self.figures else { return };
        self.reasons.clear();
        self.revisions.push(Revision {
            number: self.revision,
            digest: figures.digest.clone(),
            confirmed_by: event.actor.clone(),
            confirmed_at: event.at,
            outcome: None,
            approved_by: None,
            approved_at: None,
            seq: figures.seq,
        });
    }

    fn decide(&mut self, outcome: State, event: &Event) {
        if let Some(revision) = self.revisions.last_mut() {
            revision.outcome = Some(outcome);
            if outcome == State::Approved {
                revision.approved_by = Some(event.actor.clone());
                revision.approved_at = Some(event.at);
            }
        }
    }

    fn extend(&mut self, until: PersianDate) -> Result<()> {
        self.window = extended(self.window, until)?;
        let running = self.spells.last_mut().filter(|spell| spell.to.is_none() && spell.stage == Stage::Entry);
        if let Some(running) = running {
            running.due = running.due.max(until);
        }
        Ok(())
    }
}

/// A window whose last day is this one, or later if it was.
fn extended(window: Option<Window>, until: PersianDate) -> Result<Option<Window>> {
    match window {
        Some(window) => Ok(Some(Window::new(window.from(), window.to().max(until))?)),
        None => Ok(None),
    }
}

/// A stage's spell that starts today: due on the day that is given, else stated for the stage, else allowed.
fn spell(opened: &Opened, stage: Stage, today: PersianDate, until: Option<PersianDate>) -> Result<Spell> {
    let stated = opened.windows.get(&stage).map(|window| window.to());
    let due = match until.or(stated) {
        Some(due) => due,
        None => opened.process.allowance(stage).from(today)?.to(),
    };
    Ok(Spell { stage, from: today, to: None, due })
}
