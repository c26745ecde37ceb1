//! The stages, the states and the moves between them.
//!
//! Nothing here knows figures or rules: this module says *who may do what when*; [`Round`](crate::round::Round) puts it
//! to work on the submissions of a round.
//!
#![doc = include_str!("MOVES.md")]
//!
//! An `approved` submission is at rest; so is a `closed` round. Every move made is an [`Event`] in a log whose entries
//! are chained by SHA-256 and which the host may sign ([`Signature`]); [`verify`] says whether a log is whole.

mod action;
mod actor;
mod allowance;
mod clock;
mod event;
mod forecast;
mod guard;
mod log;
mod moves;
mod named;
mod payload;
mod process;
mod process_check;
mod process_page;
pub(crate) mod refusal;
mod role;
mod signature;
mod stage;
mod state;
mod verify;

pub use action::Action;
pub use actor::Actor;
pub use allowance::Allowance;
pub(crate) use clock::of_spells as clocks_of;
pub use clock::{Clock, Spell};
pub use event::{EVENT_VERSION, Event};
pub(crate) use forecast::Sample;
pub use forecast::{Basis as ForecastBasis, StageTime};
pub use guard::Guard;
pub use log::{GENESIS, read};
pub(crate) use log::{Reader, check_names};
pub use moves::{MOVES, Move, find, from_state};
pub(crate) use payload::LINES;
pub use payload::{Admitted, Delegation, Edit, Justification, Opened, Payload, Reason, Verdict};
pub use process::{Means, Process, StageTerms};
pub use role::Role;
pub use signature::Signature;
pub use stage::Stage;
pub use state::{State, Subject};
pub use verify::{Head, Signed, Trust, Verified, verify};
