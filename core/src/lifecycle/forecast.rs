//! When a stage, and with it a round, will end: read off how long stages took before.

use super::allowance::Allowance;
use super::clock::Spell;
use super::stage::Stage;
use crate::calendar::PersianDate;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// How long a stage once had a submission: what a host keeps of past rounds for forecasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTime {
    /// The agency; none for the round itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The stage.
    pub stage: Stage,
    /// The day it came.
    pub from: PersianDate,
    /// The day it left.
    pub to: PersianDate,
    /// The last day in time.
    pub due: PersianDate,
}

impl StageTime {
    /// A spell that has ended.
    pub(crate) fn of(agency: Option<&str>, spell: &Spell) -> Option<Self> {
        let (stage, from, due) = (spell.stage, spell.from, spell.due);
        Some(Self { agency: agency.map(str::to_owned), stage, from, to: spell.to?, due })
    }

    /// The days it took, first and last counted.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.from.days_until(self.to).saturating_add(1).max(1)
    }
}

/// What the end of a stage was read off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// The agency's own past.
    Own,
    /// The past of all agencies.
    All,
    /// The allowance: there is no past long enough.
    Allowance,
}

/// How long stages took: the sample that forecasts are read off.
///
/// Method, exact and in whole days: a stage takes as many days as the given percent of past spells took at most (nearest
/// rank: the smallest time that at least so many percent did not exceed). Of a stage that has run for some days already
/// only those spells count that took at least as long. The agency's own spells are taken where there are three or more
/// of them, else those of all agencies; where none is long enough the stage's allowance stands, or today if that is
/// over. Further returns are not foreseen.
pub(crate) struct Sample<'a> {
    times: &'a [StageTime],
    percent: u8,
}

/// From so many of its own spells on an agency's past is taken and not that of all.
const ENOUGH: usize = 3;

impl<'a> Sample<'a> {
    pub(crate) fn new(times: &'a [StageTime], percent: u8) -> Self {
        Self { times, percent }
    }

    /// The days that a stage will have taken in the end, of which some are over.
    pub(crate) fn days(&self, agency: &str, stage: Stage, over: i64) -> Option<(i64, Basis)> {
        let of_stage = |own: bool| {
            let times = self.times.iter().filter(|time| time.stage == stage);
            let times = times.filter(|time| !own || time.agency.as_deref() == Some(agency));
            let mut days: Vec<i64> = times.map(StageTime::days).collect();
            days.sort_unstable();
            days
        };
        let own = of_stage(true);
        let (days, basis) = if own.len() < ENOUGH { (of_stage(false), Basis::All) } else { (own, Basis::Own) };
        let days = days.get(days.partition_point(|days| *days < over)..).unwrap_or_default();
        // The nearest rank: the least r of n with 100 r >= percent n.
        let rank = days.len().saturating_mul(usize::from(self.percent)).div_ceil(100).max(1);
        days.get(rank.saturating_sub(1)).map(|days| (*days, basis))
    }

    /// The day on which a stage that began some day ends.
    pub(crate) fn end(
        &self,
        agency: &str,
        stage: Stage,
        from: PersianDate,
        today: PersianDate,
        allowance: Allowance,
    ) -> Result<(PersianDate, Basis)> {
        let over = from.days_until(today).saturating_add(1);
        match self.days(agency, stage, over) {
            Some((days, basis)) => Ok((from.add_days(days.saturating_sub(1))?.max(today), basis)),
            None => Ok((allowance.from(from)?.to().max(today), Basis::Allowance)),
        }
    }
}
