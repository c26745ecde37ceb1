//! Where the agencies of a round stand, for the completeness table.

use super::AgencyProgress;
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::round::Round;
use chrono::{DateTime, Utc};

/// Where each agency of a round stands at a moment, by the agency's code.
///
/// # Errors
/// As [`Round::clocks`].
pub fn progress_of(round: &Round, at: DateTime<Utc>) -> Result<Vec<AgencyProgress>> {
    let clocks = round.clocks(at)?;
    round
        .submissions()
        .map(|submission| {
            let code = submission.agency();
            let running = clocks.iter().find(|clock| clock.running && clock.agency.as_deref() == Some(code));
            let lines = round.rows(code)?.len();
            Ok(AgencyProgress {
                agency: code.to_owned(),
                title: Bilingual::new(submission.title(), submission.title()),
                stage: Bilingual::new(submission.state().title_fa(), submission.state().title_en()),
                due: round.due_lines(code),
                received: lines,
                approved: if submission.approved().is_some() { lines } else { 0 },
                returns: usize::try_from(submission.returns()).unwrap_or(usize::MAX),
                late_days: running.map(|clock| clock.days_late),
            })
        })
        .collect()
}
