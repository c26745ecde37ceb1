//! The four stages, the states and the moves between them.
//!
//! Nothing here knows figures or rules: this module says *who may do what when*; [`Round`](crate::round::Round) puts it
//! to work on the submissions of a round.
//!
//! | stage | owner | allowance | states |
//! |---|---|---|---|
//! | 1 opening | consolidation group | 2 weeks | round `opened` |
//! | 2 entry | the agency's expert, confirmed by the agency | 1 week | `open`, `entering`, `returned` |
//! | 3 control | experts of the organisation | 2 months | `confirmed`, `control` |
//! | 4 approval | experts of the organisation | 1 week | `accepted` |
//!
//! ```text
//! round       opened ──publish─▶ published ──close─▶ closed
//!                                    ▲────reopen───────┘
//! submission  open ──enter─▶ entering ──confirm─▶ confirmed ──begin_control─▶ control ──accept─▶ accepted ──approve─▶ approved
//!                               ▲                                                │                  │                   │
//!                               └──enter, justify── returned ◀─────return────────┴──────return──────┴──────reopen───────┘
//! ```
//!
//! An `approved` submission is at rest; so is a `closed` round. The whole takes three months at most. All moves are in
//! one table, [`MOVES`]; every move made is an [`Event`] in a log whose entries are chained by SHA-256.

mod action;
mod actor;
mod allowance;
mod clock;
mod event;
mod guard;
mod log;
mod moves;
mod named;
mod process;
pub(crate) mod refusal;
mod role;
mod stage;
mod state;

pub use action::Action;
pub use actor::Actor;
pub use allowance::Allowance;
pub(crate) use clock::of_spells as clocks_of;
pub use clock::{Clock, Spell};
pub use event::{EVENT_VERSION, Event, Justification, Opened, Payload, Reason, Verdict};
pub use guard::Guard;
pub(crate) use log::check_names;
pub use log::{GENESIS, read};
pub use moves::{MOVES, Move, find, from_state};
pub use process::{Means, Process, StageTerms};
pub use role::Role;
pub use stage::Stage;
pub use state::{State, Subject};
