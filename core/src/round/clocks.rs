//! The clocks of a round: who has had what for how long, and who is late now.

use super::Round;
use crate::calendar::Window;
use crate::error::Result;
use crate::lifecycle::{Clock, clocks_of};
use chrono::{DateTime, Utc};

impl Round {
    /// The time of the whole round: from the day of its opening, as long as the process allows in all.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn term(&self) -> Result<Window> {
        let first = self.standing.spells.first().map_or(self.opened.terms_on, |spell| spell.from);
        self.opened.process.total.from(first)
    }

    /// For the round and each agency, stage by stage: days spent against days allowed, up to a moment.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn clocks(&self, at: DateTime<Utc>) -> Result<Vec<Clock>> {
        let today = self.opened.day_of(at)?;
        let own = clocks_of(None, &self.standing.spells, today);
        let theirs = self.submissions().flat_map(|item| clocks_of(Some(&item.agency), &item.spells, today));
        Ok(own.into_iter().chain(theirs).collect())
    }

    /// What is late at a moment: the stages that have something past its last day.
    ///
    /// # Errors
    /// As [`Round::clocks`].
    pub fn late(&self, at: DateTime<Utc>) -> Result<Vec<Clock>> {
        let mut clocks = self.clocks(at)?;
        clocks.retain(Clock::late_now);
        Ok(clocks)
    }
}
