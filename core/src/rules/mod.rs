//! Rules as data: rulebook, expressions, evaluation, findings.
//!
//! A rulebook is TOML text ([`source`]): tables, relations, parameters, lists and rules. Reading it ([`load`]) parses
//! every expression ([`language`]), settles names, types and scales ([`compile`]) into a plan over integers ([`plan`])
//! and refuses the whole book with all its mistakes if there is one. Checking ([`check`]) binds the plans to the
//! columns of a dataset and runs them block by block ([`evaluate`]); only for rows that fail are sides, messages and
//! repairs worked out ([`repair`]). Why a rule says what it says of a row is told as the tree of its expressions with the
//! value of every node ([`explain`]); after an edit only what depends on the changed cell is judged again ([`live`]).
//!
//! A division is never carried out: quotients are compared by cross-multiplication, and a divisor must be proven to be
//! above zero when the rulebook is read. A condition on a missing cell is unknown, neither true nor false; each rule
//! says whether an unknown row is skipped, fails, or counts missing figures as zero.

mod analysis;
mod builtin;
mod canonical;
mod check;
mod cited;
mod compare;
mod compile;
mod declarations;
mod evaluate;
mod explain;
mod format;
mod hints;
mod impact;
mod in_force;
mod language;
mod live;
mod load;
mod localize;
mod plan;
mod problems;
mod repair;
mod rulebook;
mod show;
mod solve;
mod source;
mod toml_text;
mod trial;
mod verdict;
mod waiting;

pub use analysis::{Analysis, Contradiction, Idle, Redundancy, Undecided, Witness};
pub use check::Failure;
pub use cited::Cited;
pub use compare::Change;
pub use declarations::{Definition, Parameter};
pub use explain::{Explanation, Node, Outcome, Part, Parts, Quotient, Side, Unknown};
pub use format::format;
pub use hints::{Hint, HintChange, HintKind};
pub use impact::{DatasetImpact, Impact, Reweighed, RuleImpact, Subject};
pub use live::{LiveCheck, Update};
pub use localize::{Cut, LeftOut, Localization, LocalizeOptions, LocalizedCell, Solution, Why};
pub use rulebook::{Missing, Rule, Rulebook, StatedRepair};
pub use waiting::NotRun;
