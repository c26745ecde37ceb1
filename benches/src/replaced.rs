//! Workload C: one agency's submission of a period is replaced, and all totals of B are there again.

use crate::clock::Clock;
use crate::contest::Run;
use crate::lines::Lines;
use crate::ours::{cells, dataset, digest_of_cells, submission, total};
use amalkard::consolidation::{Consolidation, LiveConsolidation};
use amalkard::dataset::Dataset;
use std::hint::black_box;
use std::io;
use std::path::Path;

/// Totals that are kept live, and one of them read.
pub const LIVE: &str = "amalkard, kept live";
/// `Consolidation::update`: other totals, made from those before.
pub const UPDATED: &str = "amalkard, update";

/// Why a replacement is not refused.
const OWN: &str = "the lines are of this agency";
const PAID: usize = 5;
/// Agencies that send their lines anew in a round, from all over the data.
const AGENCIES: usize = 10;

/// A submission as it was and as it is sent anew.
struct Submission {
    agency: String,
    given: Dataset,
    changed: Dataset,
}

/// Totals of which some agencies' lines are replaced, one agency after the other.
pub struct Replaced {
    total: Consolidation,
    live: LiveConsolidation,
    submissions: Vec<Submission>,
    lines: usize,
}

impl Replaced {
    /// Totals of lines of one period, of which each agency has one submission.
    pub fn new(lines: &Lines) -> Self {
        let total = total(&dataset(lines));
        let live = LiveConsolidation::of(total.clone()).expect("the totals have their lines");
        let mut count = 0;
        let submissions = agencies(lines).into_iter().map(|agency| {
            let given = lines.of_agency(agency);
            count += given.rows();
            Submission {
                agency: lines.texts(0)[agency as usize].clone(),
                changed: submission(&changed(&given)),
                given: submission(&given),
            }
        });
        let submissions = submissions.collect();
        Self { total, live, submissions, lines: count / AGENCIES }
    }

    /// Replaces all submissions in the totals that are kept live, and puts them back.
    pub fn follow(&mut self) {
        for Submission { agency, given, changed } in &self.submissions {
            for data in [changed, given] {
                self.live.replace(agency, data).expect("the lines are of this agency");
            }
        }
    }

    /// How many lines a submission has.
    pub fn describe(&self) -> String {
        format!("a submission has {} lines", self.lines)
    }

    /// Lets one of our contenders replace all submissions, one by one; the time is for a thousand, so that its
    /// milliseconds are microseconds of one. Afterwards everything is as it was.
    pub fn run(&mut self, name: &str) -> Run {
        let mut total = self.total.clone();
        let by = &["agency"];
        let clock = Clock::start();
        for Submission { agency, changed, .. } in &self.submissions {
            let cell = if name == UPDATED {
                total = total.update(agency, changed).expect(OWN);
                total.cell(by, &[Some(agency)])
            } else {
                self.live.replace(agency, changed).expect(OWN);
                self.live.cell(by, &[Some(agency)])
            };
            black_box(cell.expect("a grouping of the plan"));
        }
        let (time, busy) = clock.stop();
        if name != UPDATED {
            total = self.live.consolidation().expect("live totals are totals");
            for Submission { agency, given, .. } in &self.submissions {
                self.live.replace(agency, given).expect(OWN);
            }
        }
        let (results, digest) = digest_of_cells(&cells(&total));
        let (thousand, count) = (1_000, u32::try_from(self.submissions.len()).expect("submissions are few"));
        Run { time: time * thousand / count, busy: busy * thousand / count, results, digest }
    }
}

/// The agencies that send their lines anew.
fn agencies(lines: &Lines) -> Vec<u32> {
    let step = lines.rows() / AGENCIES;
    (0..AGENCIES).map(|number| lines.codes[0][number * step + step / 2]).collect()
}

/// The same submission with what was paid a tenth higher, and without one line of twenty.
fn changed(given: &Lines) -> Lines {
    let mut changed = given.without(20);
    changed.figures[PAID].iter_mut().for_each(|paid| *paid += *paid / 10);
    changed
}

/// Writes the lines for the peers, and below `anew` those that are sent anew.
pub fn write(lines: &Lines, folder: &Path) -> io::Result<()> {
    lines.write(folder)?;
    let mut anew = Lines { agencies: lines.agencies, ..Lines::default() };
    agencies(lines).into_iter().for_each(|agency| anew.append(&changed(&lines.of_agency(agency))));
    anew.write(&folder.join("anew"))
}
