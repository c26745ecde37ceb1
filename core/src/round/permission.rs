//! What a person can do now, and why the rest is not possible.

use super::guards::Asked;
use super::submission::Submission;
use super::{Act, Round};
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Actor, Guard, State, Subject};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Whether a person can take an action now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// The action.
    pub action: Action,
    /// Whether it is possible: with what it must bring, such as figures or a reason.
    pub possible: bool,
    /// The state it would lead to; none where there is no such move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<State>,
    /// Why it is not possible, who may, until when, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Error>,
}

impl Round {
    /// For every action on an agency's submission, or on the round (`None`): whether a person can take it now, and why
    /// not.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn legal_actions<'a>(
        &self,
        agency: impl Into<Option<&'a str>>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Vec<Permission>> {
        self.legal_actions_for(agency, actor, None, at)
    }

    /// The same for a person who acts in somebody's place.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`.
    pub fn legal_actions_for<'a>(
        &self,
        agency: impl Into<Option<&'a str>>,
        actor: &Actor,
        on_behalf_of: Option<&Actor>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Permission>> {
        let process = &self.opened.process;
        let submission = agency.into().map(|agency| self.submission(agency)).transpose()?;
        let subject = if submission.is_some() { Subject::Submission } else { Subject::Round };
        let state = submission.map_or(self.standing.state, Submission::state);
        let exists =
            |action: Action| process.moves().iter().any(|row| row.action == action && row.state.subject() == subject);
        let permission = |action: Action| {
            let act = Act { on_behalf_of: on_behalf_of.cloned(), ..Act::new(action, actor.clone(), at) };
            let refusal = self.refusal(submission, act).err();
            let next = process.find(state, action, actor.role).map(|row| row.next);
            Permission { action, possible: refusal.is_none(), next, refusal }
        };
        Ok(Action::ALL.iter().copied().filter(|action| exists(*action)).map(permission).collect())
    }

    /// Why an act is not possible, whatever it may bring.
    fn refusal(&self, submission: Option<&Submission>, act: Act) -> Result<()> {
        let (row, today) = self.permit(submission, &act)?;
        let asked = Asked { submission, act: &act, today, justifications: &[] };
        let brought = |guard: &Guard| {
            let of_the_act = [
                Guard::WholeForm,
                Guard::CellsAsSeen,
                Guard::Explained,
                Guard::LinesRemain,
                Guard::SoundDelegation,
                Guard::NewAgencies,
            ];
            of_the_act.contains(guard)
        };
        row.guards.iter().filter(|guard| !brought(guard)).try_for_each(|guard| self.guard(*guard, &asked))
    }
}
