//! Clocks: the days that each stage takes, against what it may take.

use super::stage::Stage;
use crate::calendar::PersianDate;
use serde::{Deserialize, Serialize};

/// One stretch of time that a stage had something: from the day it came to the day it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// Which stage.
    pub stage: Stage,
    /// The day it came.
    pub from: PersianDate,
    /// The day it left; none while it is still there.
    pub to: Option<PersianDate>,
    /// The last day in time.
    pub due: PersianDate,
}

impl Spell {
    /// The last day of it so far.
    fn last(&self, today: PersianDate) -> PersianDate {
        self.to.unwrap_or(today)
    }
}

/// How long a stage has had one agency's submission, or the round, against what it may take.
///
/// Days are calendar days, first and last both counted: what comes and goes on one day took one day. A returned
/// submission comes back to a stage; its spells add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The agency; none for the clock of the round itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The stage.
    pub stage: Stage,
    /// How many times it came to this stage.
    pub spells: usize,
    /// The days spent, all spells together.
    pub days: i64,
    /// The days allowed, all spells together.
    pub allowed: i64,
    /// The last day in time of the latest spell.
    pub due: PersianDate,
    /// Whether it is in this stage now.
    pub running: bool,
    /// By how many days the latest spell is, or was, past its last day; 0 when in time.
    pub days_late: i64,
    /// Whether any spell was, or is, past its last day.
    pub late: bool,
}

impl Clock {
    /// Whether it is in this stage now and past the last day.
    #[must_use]
    pub fn late_now(&self) -> bool {
        self.running && self.days_late > 0
    }
}

/// The clocks of some spells, by stage in order; `today` ends those that still run.
pub(crate) fn of_spells(agency: Option<&str>, spells: &[Spell], today: PersianDate) -> Vec<Clock> {
    let of_stage = |stage: Stage| {
        let own: Vec<&Spell> = spells.iter().filter(|spell| spell.stage == stage).collect();
        let latest = *own.last()?;
        Some(Clock {
            agency: agency.map(str::to_owned),
            stage,
            spells: own.len(),
            days: own.iter().map(|spell| days(spell.from, spell.last(today))).fold(0, i64::saturating_add),
            allowed: own.iter().map(|spell| days(spell.from, spell.due)).fold(0, i64::saturating_add),
            due: latest.due,
            running: latest.to.is_none(),
            days_late: latest.due.days_until(latest.last(today)).max(0),
            late: own.iter().any(|spell| spell.due < spell.last(today)),
        })
    };
    Stage::ALL.iter().copied().filter_map(of_stage).collect()
}

/// The days of a stretch, first and last counted; none where it ends before it begins.
fn days(from: PersianDate, to: PersianDate) -> i64 {
    from.days_until(to).saturating_add(1).max(0)
}
