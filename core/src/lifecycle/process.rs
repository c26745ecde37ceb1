//! Process (فرایند): the stages with their owners, means and allowances, as data.

use super::action::Action;
use super::allowance::Allowance;
use super::moves::{self, MOVES, Move};
use super::role::Role;
use super::stage::Stage;
use super::state::State;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// How a stage's work is done: the process sheet's column «رایانه - تلفن - حضور - مکاتبه».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Means {
    /// رایانه
    Computer,
    /// تلفن
    Telephone,
    /// حضور
    Presence,
    /// مکاتبه
    Correspondence,
}

/// One stage as an office carries it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTerms {
    /// Which stage.
    pub stage: Stage,
    /// The roles whose work it is, in the order in which they work.
    pub roles: Vec<Role>,
    /// Whose work it is, in Persian.
    pub owner_fa: String,
    /// Whose work it is, in English.
    pub owner_en: String,
    /// How the work is done.
    pub means: Means,
    /// How long it may take.
    pub allowance: Allowance,
}

/// The process of monitoring in an office: its stages, how long all of it may take, and its table of moves.
///
/// The default is the process sheet of the Ilam planning organisation, to the letter; another office states another, in
/// Rust or as JSON. A round pins the process that it was opened with.
///
/// # Example
/// ```
/// use amalkard::lifecycle::{Action, Allowance, Process, Role, Stage, State};
/// let process = Process::default();
/// assert_eq!(process.allowance(Stage::Control), Allowance::Months(2));
/// assert_eq!(process.total, Allowance::Months(3));
///
/// // An agency whose expert submits, whose manager endorses and whose head confirms.
/// let layered = process.with_layers(&[Role::AgencyExpert, Role::AgencyManager, Role::AgencyHead])?;
/// assert_eq!(layered.find(State::Endorsed, Action::Confirm, Role::AgencyHead).map(|row| row.next), Some(State::Confirmed));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The title in Persian.
    pub title_fa: String,
    /// The title in English.
    pub title_en: String,
    /// The stages, in order.
    pub stages: Vec<StageTerms>,
    /// How long the whole may take.
    pub total: Allowance,
    /// Who may do what when. Where a log of event version 1 states none, it is the process sheet's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<Vec<Move>>,
}

impl Default for Process {
    fn default() -> Self {
        let stage = |stage, roles: &[Role], owner_fa: &str, owner_en: &str, allowance| StageTerms {
            stage,
            roles: roles.to_vec(),
            owner_fa: owner_fa.to_owned(),
            owner_en: owner_en.to_owned(),
            means: Means::Computer,
            allowance,
        };
        let experts =
            ("کارشناسان معاونت هماهنگی برنامه و بودجه", "experts of the deputy for planning and budget coordination");
        Self {
            title_fa: "نظارت بر عملکرد بودجه دستگاه‌های اجرایی استان".to_owned(),
            title_en: "Monitoring of the budget performance of the province's executive agencies".to_owned(),
            stages: vec![
                stage(Stage::Opening, &[Role::Consolidation], "گروه تلفیق", "consolidation group", Allowance::Weeks(2)),
                stage(
                    Stage::Entry,
                    &[Role::AgencyExpert, Role::AgencyHead],
                    "کارشناس دستگاه اجرایی",
                    "the agency's expert",
                    Allowance::Weeks(1),
                ),
                stage(Stage::Control, &[Role::Controller], experts.0, experts.1, Allowance::Months(2)),
                stage(Stage::Approval, &[Role::Approver], experts.0, experts.1, Allowance::Weeks(1)),
            ],
            total: Allowance::Months(3),
            moves: None,
        }
    }
}

impl Process {
    /// A process of JSON, checked. A table of moves may be left out: it is the process sheet's then.
    ///
    /// # Errors
    /// `lifecycle.unknown_state`, `lifecycle.unknown_action`, `lifecycle.unknown_role`, `lifecycle.unknown_guard`,
    /// `lifecycle.unknown_stage`, `json.bad_shape`; as [`Process::check`].
    pub fn from_json(json: &str) -> Result<Self> {
        let process: Self = serde_json::from_str(json).map_err(|error| super::named::refused(&error, "process"))?;
        process.check()?;
        Ok(process)
    }

    /// The same process, but that the agency signs in layers: each of these roles in turn, the last one confirms.
    ///
    /// # Errors
    /// `lifecycle.bad_layers`: none, one twice, one that is not of the agency, or an expert who is not the first.
    pub fn with_layers(mut self, signing: &[Role]) -> Result<Self> {
        let order = [Role::AgencyExpert, Role::AgencyManager, Role::AgencyHead];
        let places: Vec<Option<usize>> =
            signing.iter().map(|role| order.iter().position(|known| known == role)).collect();
        let rises = places.is_sorted_by(|a, b| a.is_some() && a < b) && places.iter().all(Option::is_some);
        if signing.is_empty() || !rises || signing == [Role::AgencyExpert] {
            return Err(Error::new(
                "lifecycle.bad_layers",
                "لایه‌های امضای دستگاه درست نیست",
                "these are no layers in which an agency signs",
            )
            .at("process/layers")
            .expected("some of agency_expert, agency_manager, agency_head in this order, not the expert alone")
            .help("دست‌کم یک نفر جز کارشناس باید تأیید کند", "somebody beside the expert who enters must confirm"));
        }
        self.moves = Some(moves::layered(signing));
        for terms in self.stages.iter_mut().filter(|terms| terms.stage == Stage::Entry) {
            terms.roles = [Role::AgencyExpert].into_iter().chain(signing.iter().copied()).collect();
            terms.roles.dedup();
        }
        Ok(self)
    }

    /// The same process with its table of moves written out, as a log pins it.
    #[must_use]
    pub(crate) fn pinned(mut self) -> Self {
        self.moves.get_or_insert_with(|| MOVES.to_vec());
        self
    }

    /// Its table of moves.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        self.moves.as_deref().unwrap_or(MOVES)
    }

    /// The move for an action by a role in a state, if there is one.
    #[must_use]
    pub fn find(&self, state: State, action: Action, role: Role) -> Option<&Move> {
        self.moves().iter().find(|row| (row.state, row.action, row.role) == (state, action, role))
    }

    /// The moves that lead out of a state, or keep it.
    pub fn from_state(&self, state: State) -> impl Iterator<Item = &Move> + Clone {
        self.moves().iter().filter(move |row| row.state == state)
    }

    /// How long a stage may take; no time at all for a stage that the process does not state.
    #[must_use]
    pub fn allowance(&self, stage: Stage) -> Allowance {
        self.stages.iter().find(|terms| terms.stage == stage).map_or(Allowance::Days(0), |terms| terms.allowance)
    }
}
