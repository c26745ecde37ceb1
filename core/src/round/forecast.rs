//! Punctuality and forecast of a round.

use super::{Round, Submission};
use crate::calendar::PersianDate;
use crate::error::{Error, Result};
use crate::lifecycle::{ForecastBasis, Sample, Spell, Stage, StageTime, State};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many spells of a stage were in time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Punctuality {
    /// The agency; none for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The stage; none for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Spells that ended on their last day or before.
    pub in_time: u64,
    /// Spells that ended late, or run and are late now.
    pub late: u64,
    /// Spells that run and still have time.
    pub open: u64,
    /// The days spent, all spells together; first and last day counted.
    pub days: i64,
    /// The days allowed, all spells together.
    pub allowed: i64,
    /// How often the submissions were returned; not told by stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<u64>,
}

/// When a round will end, and each submission of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// So many percent of past spells took no longer than what is forecast.
    pub percent: u8,
    /// The day it was made for.
    pub today: PersianDate,
    /// When the last submission will be approved; none where all are.
    pub ends: Option<PersianDate>,
    /// The last day of the round by its process.
    pub due: PersianDate,
    /// The submissions that are not approved yet.
    pub agencies: Vec<AgencyForecast>,
}

/// When one submission will be approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyForecast {
    /// The agency's code.
    pub agency: String,
    /// Its title.
    pub title: String,
    /// The stage that has it.
    pub stage: Stage,
    /// The day on which that stage will end.
    pub stage_ends: PersianDate,
    /// The day of approval.
    pub ends: PersianDate,
    /// The weakest of what the days were read off.
    pub basis: ForecastBasis,
}

impl Round {
    /// How many spells of each agency and each stage were in time, up to a moment: by agency and stage, by agency, by
    /// stage, and all together.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn punctuality(&self, at: DateTime<Utc>) -> Result<Vec<Punctuality>> {
        let today = self.opened.day_of(at)?;
        let mut rows: BTreeMap<(Option<&str>, Option<Stage>), Punctuality> = BTreeMap::new();
        for submission in self.submissions() {
            let agency = Some(submission.agency());
            for spell in submission.spells() {
                let stage = Some(spell.stage);
                for key in [(agency, stage), (agency, None), (None, stage), (None, None)] {
                    rows.entry(key).or_default().add(spell, today);
                }
            }
            for key in [(agency, None), (None, None)] {
                let returns = &mut rows.entry(key).or_default().returns;
                *returns = Some(returns.unwrap_or(0).saturating_add(u64::from(submission.returns())));
            }
        }
        let named = rows.into_iter().map(|((agency, stage), row)| Punctuality {
            agency: agency.map(str::to_owned),
            stage,
            ..row
        });
        Ok(named.collect())
    }

    /// How long each stage had each submission, as far as it has ended: what later rounds forecast from.
    #[must_use]
    pub fn stage_times(&self) -> Vec<StageTime> {
        let own = self.standing.spells.iter().filter_map(|spell| StageTime::of(None, spell));
        let theirs = self.submissions().flat_map(|submission| {
            submission.spells().iter().filter_map(|spell| StageTime::of(Some(submission.agency()), spell))
        });
        own.chain(theirs).collect()
    }

    /// When each submission will be approved and the round will end, read off how long stages took in past rounds
    /// ([`Round::stage_times`]) and so far in this one.
    ///
    /// A stage is taken to take as many days as `percent` percent of past spells took at most (nearest rank, in whole
    /// days; of a stage that runs, only spells that took as long at least). The agency's own past counts from three
    /// spells on, else that of all; without any the allowance stands. Further returns are not foreseen.
    ///
    /// # Errors
    /// `lifecycle.bad_percent` unless 1 to 100; `calendar.out_of_range`.
    pub fn forecast(&self, past: &[StageTime], percent: u8, at: DateTime<Utc>) -> Result<Forecast> {
        if !(1..=100).contains(&percent) {
            return Err(Error::new(
                "lifecycle.bad_percent",
                format!("«{percent}» درصد پیش‌بینی نمی‌شود"),
                format!("a forecast by {percent} percent of the past is not possible"),
            )
            .at("percent")
            .expected("1 to 100")
            .help("عددی مانند ۵۰ یا ۹۰ بدهید", "give a number such as 50 or 90"));
        }
        let today = self.opened.day_of(at)?;
        let times: Vec<StageTime> = past.iter().cloned().chain(self.stage_times()).collect();
        let sample = Sample::new(&times, percent);
        let waiting = self.submissions().filter(|submission| submission.state() != State::Approved);
        let forecasts = waiting.map(|submission| self.forecast_of(submission, &sample, today));
        let agencies = forecasts.collect::<Result<Vec<_>>>()?;
        let ends = agencies.iter().map(|agency| agency.ends).max();
        Ok(Forecast { percent, today, ends, due: self.term()?.to(), agencies })
    }

    fn forecast_of(&self, submission: &Submission, sample: &Sample<'_>, today: PersianDate) -> Result<AgencyForecast> {
        let running = submission.spells().last().filter(|spell| spell.to.is_none());
        let first = running.map_or(Stage::Opening, |spell| spell.stage);
        let mut from = match running {
            Some(spell) => spell.from,
            // Not published yet: the round's own stage runs.
            None => self.standing.spells.last().map_or(today, |spell| spell.from),
        };
        let mut forecast = AgencyForecast {
            agency: submission.agency().to_owned(),
            title: submission.title().to_owned(),
            stage: first,
            stage_ends: today,
            ends: today,
            basis: ForecastBasis::Own,
        };
        let process = &self.opened.process;
        let left = process.stages.iter().filter(|terms| first <= terms.stage);
        for terms in left {
            let upto = if terms.stage == first { today } else { from };
            let (end, basis) = sample.end(submission.agency(), terms.stage, from, upto, terms.allowance)?;
            if terms.stage == first {
                forecast.stage_ends = end;
            }
            forecast.basis = forecast.basis.max(basis);
            forecast.ends = end;
            // What leaves one stage comes to the next on the same day.
            from = end;
        }
        Ok(forecast)
    }
}

impl Punctuality {
    fn add(&mut self, spell: &Spell, today: PersianDate) {
        let last = spell.to.unwrap_or(today);
        let counter = match (spell.due < last, spell.to) {
            (true, _) => &mut self.late,
            (false, Some(_)) => &mut self.in_time,
            (false, None) => &mut self.open,
        };
        *counter = counter.saturating_add(1);
        let days = |to: PersianDate| spell.from.days_until(to).saturating_add(1).max(0);
        self.days = self.days.saturating_add(days(last));
        self.allowed = self.allowed.saturating_add(days(spell.due));
    }
}
