//! The moves: which action leads from which state to which, by whom, under which guards.
//!
//! This table is the only place that says so. What is not in it is refused.

use super::action::Action;
use super::guard::Guard;
use super::role::Role;
use super::state::State;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub guards: &'static [Guard],
}

#[rustfmt::skip]
mod table {
    use super::{Guard::{self, *}, Move};
    use super::{Action::*, Role::*};
    use super::State::{Accepted, Approved, Closed, Confirmed, Control, Entering, Open, Opened, Published, Returned};
    use super::{Action, Role, State};

    const fn row(state: State, action: Action, role: Role, next: State, guards: &'static [Guard]) -> Move {
        Move { state, action, role, next, guards }
    }

    pub(super) const MOVES: &[Move] = &[
        // The round.      action        role           leads to    guards
        row(Opened,        Publish,      Consolidation, Published,  &[]),
        row(Published,     Extend,       Consolidation, Published,  &[Explained]),
        row(Published,     Close,        Consolidation, Closed,     &[]),
        row(Closed,        Reopen,       Consolidation, Published,  &[Explained]),
        // Entry by the agency's expert: the first draft, its correction, the answer to a return.
        row(Open,          Enter,        AgencyExpert,  Entering,   &[RoundPublished, OwnAgency, OneDuty, WindowOpen, WholeForm]),
        row(Entering,      Enter,        AgencyExpert,  Entering,   &[RoundPublished, OwnAgency, OneDuty, WindowOpen, WholeForm]),
        row(Returned,      Enter,        AgencyExpert,  Entering,   &[RoundPublished, OwnAgency, OneDuty, WindowOpen, WholeForm]),
        row(Entering,      Justify,      AgencyExpert,  Entering,   &[RoundPublished, OwnAgency, OneDuty, WindowOpen, Explained]),
        row(Returned,      Justify,      AgencyExpert,  Entering,   &[RoundPublished, OwnAgency, OneDuty, WindowOpen, Explained]),
        // Confirmation by the agency.
        row(Entering,      Confirm,      AgencyHead,    Confirmed,  &[RoundPublished, OwnAgency, OneDuty, WindowOpen, NothingBlocks]),
        // Control by the organisation.
        row(Confirmed,     BeginControl, Controller,    Control,    &[RoundPublished, OtherAgency, OneDuty]),
        row(Control,       Justify,      Controller,    Control,    &[RoundPublished, OtherAgency, OneDuty, Explained]),
        row(Control,       Return,       Controller,    Returned,   &[RoundPublished, OtherAgency, OneDuty, Explained]),
        row(Control,       Accept,       Controller,    Accepted,   &[RoundPublished, OtherAgency, OneDuty, NothingBlocks, WarningsJustified]),
        // Final approval.
        row(Accepted,      Return,       Approver,      Returned,   &[RoundPublished, OtherAgency, OneDuty, Explained]),
        row(Accepted,      Approve,      Approver,      Approved,   &[RoundPublished, OtherAgency, OneDuty, NothingBlocks, WarningsJustified]),
        row(Approved,      Reopen,       Consolidation, Returned,   &[RoundPublished, Explained]),
        // A window can be extended for one agency while the agency has the form.
        row(Open,          Extend,       Consolidation, Open,       &[RoundPublished, Explained]),
        row(Entering,      Extend,       Consolidation, Entering,   &[RoundPublished, Explained]),
        row(Returned,      Extend,       Consolidation, Returned,   &[RoundPublished, Explained]),
    ];
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

/// The move for an action by a role in a state, if there is one.
#[must_use]
pub fn find(state: State, action: Action, role: Role) -> Option<&'static Move> {
    MOVES.iter().find(|row| (row.state, row.action, row.role) == (state, action, role))
}

/// The moves that lead out of a state, or keep it.
pub fn from_state(state: State) -> impl Iterator<Item = &'static Move> {
    MOVES.iter().filter(move |row| row.state == state)
}
