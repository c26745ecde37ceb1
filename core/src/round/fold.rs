//! The fold: the state of a round is what its events, one after the other, make of it.

use super::delegations::Delegated;
use super::form::{Form, Identity};
use super::submission::{Brought, Justified, Rejected, Revision, Submission};
use crate::calendar::{PersianDate, Window};
use crate::dataset::Row;
use crate::error::Result;
use crate::lifecycle::{Action, Event, LINES, Opened, Payload, Spell, Stage, State};
use crate::rules::Rulebook;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a round stands: the round itself and each submission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) state: State,
    /// The event that brought the round into this state, and the last about the round itself.
    pub(super) state_seq: u64,
    pub(super) last_seq: u64,
    /// When the agencies can enter; none before the round is published.
    pub(super) entry: Option<Window>,
    pub(super) spells: Vec<Spell>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) delegations: BTreeMap<String, Delegated>,
    pub(super) submissions: BTreeMap<String, Submission>,
}

/// What folding needs to know besides the event.
pub(super) struct Terms<'a> {
    pub(super) opened: &'a Opened,
    pub(super) rulebook: &'a Rulebook,
    /// What every row leaves to the round, the agency apart.
    pub(super) own: Row,
}

/// The form that an agency has entered as a whole.
pub(super) fn entered(payload: &Payload) -> Form {
    let mut tables = payload.tables.clone();
    tables.insert(LINES.to_owned(), payload.rows.clone().unwrap_or_default());
    Form::new(tables)
}

impl Standing {
    /// Where a round stands once it is opened.
    pub(super) fn opened(opened: &Opened, today: PersianDate) -> Result<Self> {
        let submissions = opened.agencies.iter();
        Ok(Self {
            state: State::Opened,
            state_seq: 1,
            last_seq: 1,
            entry: None,
            spells: vec![spell(opened, Stage::Opening, today, None)?],
            delegations: BTreeMap::new(),
            submissions: submissions.map(|(code, title)| (code.clone(), Submission::new(code, title))).collect(),
        })
    }

    /// Where it stands after one more event, which has been found possible.
    pub(super) fn apply(&mut self, event: &Event, terms: &Terms<'_>) -> Result<()> {
        let today = terms.opened.day_of(event.at)?;
        match event.agency.as_deref() {
            None => self.apply_to_round(event, terms.opened, today),
            Some(agency) => match self.submissions.get_mut(agency) {
                Some(submission) => submission.apply(event, terms, today),
                None => Ok(()),
            },
        }
    }

    fn apply_to_round(&mut self, event: &Event, opened: &Opened, today: PersianDate) -> Result<()> {
        if self.state != event.to {
            self.state_seq = event.seq;
        }
        (self.state, self.last_seq) = (event.to, event.seq);
        let payload = &event.payload;
        match (event.action, payload.until) {
            (Action::Publish, Some(until)) => {
                let first = opened.windows.get(&Stage::Entry).map_or(today, |stated| stated.from());
                let window = Window::new(first, until)?;
                self.entry = Some(window);
                if let Some(running) = self.spells.last_mut() {
                    running.to = Some(today);
                }
                for submission in self.submissions.values_mut() {
                    submission.publish(window, opened, today)?;
                }
            }
            (Action::Extend, Some(until)) => {
                self.entry = extended(self.entry, until)?;
                for submission in self.submissions.values_mut().filter(|item| item.state.stage() == Some(Stage::Entry))
                {
                    submission.extend(until)?;
                }
            }
            (Action::Admit, until) => {
                for (code, title) in payload.admitted.iter().flat_map(|admitted| &admitted.agencies) {
                    let mut submission = Submission::new(code, title);
                    if let Some(until) = until {
                        submission.publish(Window::new(today, until)?, opened, today)?;
                    }
                    self.submissions.insert(code.clone(), submission);
                }
            }
            (Action::Delegate | Action::Revoke, _) => self.pass_on(event),
            _ => {}
        }
        Ok(())
    }
}

impl Submission {
    fn apply(&mut self, event: &Event, terms: &Terms<'_>, today: PersianDate) -> Result<()> {
        let payload = &event.payload;
        // What can fail comes first, so that a failure leaves nothing half done.
        let stage = event.to.stage();
        let next = stage.map(|stage| spell(terms.opened, stage, today, payload.until)).transpose()?;
        let brought = self.brought(event, terms)?;
        let begins = self.state.begins_revision();
        if self.state != event.to {
            self.state_seq = event.seq;
        }
        self.state = event.to;
        self.last_seq = event.seq;
        self.revision = payload.revision.unwrap_or(self.revision);
        if event.actor.role.is_separated() {
            for person in [Some(&event.actor), event.on_behalf_of.as_ref()].into_iter().flatten() {
                self.duties.insert(person.identity(), event.actor.role);
            }
        }
        self.explain(event);
        if let Some(brought) = brought {
            self.figures = Some(brought);
            self.findings.take();
            if begins {
                self.rejected.clear();
            }
        }
        match event.action {
            Action::Confirm => self.confirm(event),
            Action::Return | Action::Reopen | Action::Withdraw => {
                self.reasons.clone_from(&payload.reasons);
                self.approved = None;
                if let Some(until) = payload.until {
                    self.window = Some(Window::new(today, until)?);
                }
                // What one layer of the agency sends back to another never left it.
                if event.action == Action::Return && event.to == State::Returned {
                    self.returns = self.returns.saturating_add(1);
                }
                if event.action != Action::Reopen && event.to.begins_revision() {
                    self.decide(event.to, event);
                }
            }
            Action::Reject => self.reject(event),
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

    /// The figures that an event brings, if it brings any.
    fn brought(&self, event: &Event, terms: &Terms<'_>) -> Result<Option<Brought>> {
        match event.action {
            Action::Enter => Brought::new(event.seq, entered(&event.payload)).map(Some),
            Action::Edit => {
                let mut form = self.form().clone();
                let mut own = terms.own.clone();
                own.insert("agency".to_owned(), self.agency.as_str().into());
                for edit in &event.payload.edits {
                    if let Some(schema) = terms.rulebook.schema().table(&edit.table) {
                        form.apply(edit, &Identity { schema, own: &own });
                    }
                }
                Brought::new(event.seq, Form::new(form.tables)).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn explain(&mut self, event: &Event) {
        for justification in &event.payload.justifications {
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
    }

    fn reject(&mut self, event: &Event) {
        for reason in &event.payload.reasons {
            let Some(line) = &reason.line else { continue };
            let rejected =
                Rejected { line: line.clone(), text: reason.text.clone(), by: event.actor.clone(), at: event.at };
            self.rejected.insert(text::fold(line), rejected);
        }
        if let Some(revision) = self.revisions.last_mut() {
            revision.rejected = self.rejected.values().cloned().collect();
        }
    }

    fn publish(&mut self, window: Window, opened: &Opened, today: PersianDate) -> Result<()> {
        self.window = Some(window);
        self.spells.push(spell(opened, Stage::Entry, today, Some(window.to()))?);
        Ok(())
    }

    fn confirm(&mut self, event: &Event) {
        let Some(figures) = &self.figures else { return };
        self.reasons.clear();
        self.revisions.push(Revision {
            number: self.revision,
            digest: figures.digest.clone(),
            figures: figures.clone(),
            rejected: Vec::new(),
            confirmed_by: event.actor.clone(),
            confirmed_at: event.at,
            outcome: None,
            approved_by: None,
            approved_at: None,
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
