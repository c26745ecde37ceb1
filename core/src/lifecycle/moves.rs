//! The moves: which action leads from which state to which, by whom, under which guards.
//!
//! [`MOVES`] is the process sheet's table; another office states its own in its [`Process`](super::Process). Nothing else
//! says who may do what when: what is not in the table of a round's process is refused.

use super::action::Action;
use super::guard::Guard;
use super::role::Role;
use super::state::State;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One row of a table of moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The state it starts from.
    pub state: State,
    /// The action.
    pub action: Action,
    /// The role that may take it.
    pub role: Role,
    /// The state it leads to.
    pub next: State,
    /// What must hold besides, in the order in which it is asked.
    #[serde(default)]
    pub guards: Cow<'static, [Guard]>,
}

#[rustfmt::skip]
mod table {
    use super::{Guard::{self, *}, Move};
    use super::{Action::*, Role::*};
    use super::State::{Accepted, Approved, Closed, Confirmed, Control, Endorsed, Entering, Open, Opened, Published, Returned, Submitted, Withdrawn};
    use super::{Action, Cow, Role, State};

    pub(super) const fn row(state: State, action: Action, role: Role, next: State, guards: &'static [Guard]) -> Move {
        Move { state, action, role, next, guards: Cow::Borrowed(guards) }
    }

    const TYPING: &[Guard] = &[RoundPublished, OwnAgency, OneDuty, WindowOpen, WholeForm];
    const CELLS: &[Guard] = &[RoundPublished, OwnAgency, OneDuty, WindowOpen, CellsAsSeen];
    const WORDS: &[Guard] = &[RoundPublished, OwnAgency, OneDuty, WindowOpen, Explained];
    const SIGNING: &[Guard] = &[RoundPublished, OwnAgency, OneDuty, WindowOpen, NothingBlocks];
    const CONTROL: &[Guard] = &[RoundPublished, OtherAgency, OneDuty];
    const REASONS: &[Guard] = &[RoundPublished, OtherAgency, OneDuty, Explained];
    const LINES: &[Guard] = &[RoundPublished, OtherAgency, OneDuty, Explained, LinesRemain];
    const CLEAN: &[Guard] = &[RoundPublished, OtherAgency, OneDuty, NothingBlocks, WarningsJustified];
    const GROUP: &[Guard] = &[RoundPublished, Explained];
    const PASSING_ON: &[Guard] = &[SoundDelegation];

    pub(super) const MOVES: &[Move] = &[
        // The round.      action        role           leads to    guards
        row(Opened,        Publish,      Consolidation, Published,  &[]),
        row(Opened,        Admit,        Consolidation, Opened,     &[NewAgencies]),
        row(Published,     Admit,        Consolidation, Published,  &[NewAgencies]),
        row(Published,     Extend,       Consolidation, Published,  &[Explained]),
        row(Published,     Close,        Consolidation, Closed,     &[]),
        row(Closed,        Reopen,       Consolidation, Published,  &[Explained]),
        // Whoever has a duty in it can pass it on for some days.
        row(Published,     Delegate,     AgencyExpert,  Published,  PASSING_ON),
        row(Published,     Delegate,     AgencyHead,    Published,  PASSING_ON),
        row(Published,     Delegate,     Controller,    Published,  PASSING_ON),
        row(Published,     Delegate,     Approver,      Published,  PASSING_ON),
        row(Published,     Revoke,       AgencyExpert,  Published,  PASSING_ON),
        row(Published,     Revoke,       AgencyHead,    Published,  PASSING_ON),
        row(Published,     Revoke,       Controller,    Published,  PASSING_ON),
        row(Published,     Revoke,       Approver,      Published,  PASSING_ON),
        // Entry by the agency's expert: the first draft, its correction, the answer to a return.
        row(Open,          Enter,        AgencyExpert,  Entering,   TYPING),
        row(Entering,      Enter,        AgencyExpert,  Entering,   TYPING),
        row(Returned,      Enter,        AgencyExpert,  Entering,   TYPING),
        row(Withdrawn,     Enter,        AgencyExpert,  Entering,   TYPING),
        row(Open,          Edit,         AgencyExpert,  Entering,   CELLS),
        row(Entering,      Edit,         AgencyExpert,  Entering,   CELLS),
        row(Returned,      Edit,         AgencyExpert,  Entering,   CELLS),
        row(Withdrawn,     Edit,         AgencyExpert,  Entering,   CELLS),
        row(Entering,      Justify,      AgencyExpert,  Entering,   WORDS),
        row(Returned,      Justify,      AgencyExpert,  Entering,   WORDS),
        row(Withdrawn,     Justify,      AgencyExpert,  Entering,   WORDS),
        // Confirmation by the agency.
        row(Entering,      Confirm,      AgencyHead,    Confirmed,  SIGNING),
        row(Confirmed,     Withdraw,     AgencyHead,    Withdrawn,  WORDS),
        // Control by the organisation.
        row(Confirmed,     BeginControl, Controller,    Control,    CONTROL),
        row(Control,       Justify,      Controller,    Control,    REASONS),
        row(Control,       Reject,       Controller,    Control,    LINES),
        row(Control,       Return,       Controller,    Returned,   REASONS),
        row(Control,       Accept,       Controller,    Accepted,   CLEAN),
        // Final approval.
        row(Accepted,      Reject,       Approver,      Accepted,   LINES),
        row(Accepted,      Return,       Approver,      Returned,   REASONS),
        row(Accepted,      Approve,      Approver,      Approved,   CLEAN),
        row(Approved,      Reopen,       Consolidation, Returned,   GROUP),
        // A window can be extended for one agency while the agency has the form, or may still take it back.
        row(Open,          Extend,       Consolidation, Open,       GROUP),
        row(Entering,      Extend,       Consolidation, Entering,   GROUP),
        row(Returned,      Extend,       Consolidation, Returned,   GROUP),
        row(Withdrawn,     Extend,       Consolidation, Withdrawn,  GROUP),
        row(Confirmed,     Extend,       Consolidation, Confirmed,  GROUP),
    ];

    /// What stands in the place of the one row `confirm` where an agency signs in layers: the expert submits, the manager
    /// endorses, the head confirms; each can send it back to the draft.
    pub(super) fn layers(signing: &[Role]) -> Vec<Move> {
        let mut rows = Vec::new();
        let mut at = Entering;
        for (index, role) in signing.iter().enumerate() {
            let last = index.saturating_add(1) == signing.len();
            let (action, next) = match (last, *role) {
                (true, _) => (Confirm, Confirmed),
                (false, AgencyExpert) => (Submit, Submitted),
                (false, _) => (Endorse, Endorsed),
            };
            rows.push(row(at, action, *role, next, SIGNING));
            if at != Entering {
                rows.push(row(at, Return, *role, Entering, WORDS));
                rows.push(row(at, Extend, Consolidation, at, GROUP));
            }
            at = next;
        }
        if signing.contains(&AgencyManager) {
            rows.push(row(Published, Delegate, AgencyManager, Published, PASSING_ON));
            rows.push(row(Published, Revoke, AgencyManager, Published, PASSING_ON));
        }
        rows
    }
}

/// The moves of the process sheet's four stages.
///
/// # Example
/// ```
/// use amalkard::lifecycle::{Action, MOVES, Role, State};
/// let mut approving = MOVES.iter().filter(|row| row.next == State::Approved);
/// assert!(approving.all(|row| (row.state, row.action, row.role) == (State::Accepted, Action::Approve, Role::Approver)));
/// ```
pub const MOVES: &[Move] = table::MOVES;

/// The moves of the process sheet, but with an agency that signs in layers. The last of the roles confirms.
pub(super) fn layered(signing: &[Role]) -> Vec<Move> {
    let mut moves = Vec::new();
    for row in MOVES {
        if row.action == Action::Confirm {
            moves.extend(table::layers(signing));
        } else {
            moves.push(row.clone());
        }
    }
    moves
}

/// The move for an action by a role in a state, if the process sheet's table has one.
#[must_use]
pub fn find(state: State, action: Action, role: Role) -> Option<&'static Move> {
    MOVES.iter().find(|row| (row.state, row.action, row.role) == (state, action, role))
}

/// The process sheet's moves that lead out of a state, or keep it.
pub fn from_state(state: State) -> impl Iterator<Item = &'static Move> {
    MOVES.iter().filter(move |row| row.state == state)
}
