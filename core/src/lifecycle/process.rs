//! Process (فرایند): the stages with their owners, means and allowances, as data.

use super::allowance::Allowance;
use super::role::Role;
use super::stage::Stage;
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

/// The process of monitoring in an office: its stages, and how long all of it may take.
///
/// The default is the process sheet of the Ilam planning organisation, to the letter; another office states another.
///
/// # Example
/// ```
/// use amalkard::lifecycle::{Allowance, Process, Stage};
/// let process = Process::default();
/// assert_eq!(process.allowance(Stage::Control), Allowance::Months(2));
/// assert_eq!(process.total, Allowance::Months(3));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The title in Persian.
    pub title_fa: String,
    /// The title in English.
    pub title_en: String,
    /// Each of the four stages, in order.
    pub stages: Vec<StageTerms>,
    /// How long the whole may take.
    pub total: Allowance,
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
        }
    }
}

impl Process {
    /// How long a stage may take; no time at all for a stage that a process does not state (which [`check`](Self::check)
    /// refuses).
    #[must_use]
    pub fn allowance(&self, stage: Stage) -> Allowance {
        self.stages.iter().find(|terms| terms.stage == stage).map_or(Allowance::Days(0), |terms| terms.allowance)
    }

    /// That each stage is stated once, in order.
    ///
    /// # Errors
    /// `lifecycle.bad_process`.
    pub fn check(&self) -> Result<()> {
        if self.stages.iter().map(|terms| terms.stage).eq(Stage::ALL.iter().copied()) {
            return Ok(());
        }
        let names: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
        Err(Error::new(
            "lifecycle.bad_process",
            "فرایند باید هر چهار مرحله را یک بار و به ترتیب داشته باشد",
            "a process must state each of the four stages once, in order",
        )
        .at("process/stages")
        .expected(names.join(", "))
        .help("مرحله‌ها را کامل و مرتب کنید", "complete and order the stages"))
    }
}
