//! R8: capital projects by agency: how many stand where, and physical progress against what was predicted.

use super::Reports;
use super::labels;
use super::missing;
use super::report::Report;
use crate::bilingual::Bilingual;
use crate::consolidation::Ratio;
use crate::dataset::Table;
use crate::error::{Error, Result};
use crate::finding::Scalar;
use crate::report::table::{Column, ReportTable, RowKind, count, text};
use crate::scaled::Scaled;
use crate::text::fold;
use std::collections::BTreeMap;

/// The columns of projects by state, with the states that each counts.
const STATES: [(&str, [&str; 2], &[&str]); 4] = [
    ("finished", ["خاتمه‌یافته", "Finished"], &["finished", "operating", "retention"]),
    ("in_progress", ["در حال اجرا", "In progress"], &["in_progress"]),
    ("stopped", ["متوقف", "Stopped"], &["stopped"]),
    ("not_started", ["شروع‌نشده", "Not started"], &["not_started"]),
];
/// What a visit may find, as the reports of planning organisations grade it.
const QUALITIES: [(&str, [&str; 2]); 4] = [
    ("excellent", ["کیفیت عالی", "Excellent"]),
    ("good", ["کیفیت خوب", "Good"]),
    ("fair", ["کیفیت متوسط", "Fair"]),
    ("poor", ["کیفیت ضعیف", "Poor"]),
];

/// The projects of one agency.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    projects: usize,
    states: BTreeMap<String, usize>,
    qualities: BTreeMap<String, usize>,
    /// Sums of weight times progress, and of the weights: of what is there, of this year, as predicted for this year.
    sums: [Option<(Scaled, Scaled)>; 3],
    unweighted: usize,
}

/// The fields of progress, in the order of the sums.
const PROGRESS: [&str; 3] = ["physical_progress", "progress_this_year", "predicted_this_year"];

impl Reports {
    pub(super) fn projects(&self) -> Result<Vec<ReportTable>> {
        let table = missing::table(&self.data, Report::Projects, "projects")?;
        missing::field(table, Report::Projects, "status")?;
        let (by_agency, whole) = self.standings(table)?;
        let graded = self.data.table("visits").is_some_and(|visits| visits.column_named("quality").is_some());
        let number = |name: &str, [fa, en]: [&str; 2]| Column::number(name, Bilingual::new(fa, en));
        let percent = |name: &str, fa: &str, en: &str| Column::percent(name, Bilingual::new(fa, en)).with_places(1);
        let mut columns = vec![
            Column::text("agency", Bilingual::new("دستگاه", "Agency")).labelled(self.agency_titles()),
            number("projects", ["تعداد پروژه", "Projects"]),
        ];
        columns.extend(STATES.map(|(name, title, _)| number(name, title)));
        columns.push(number("other_states", ["وضعیت دیگر", "Other states"]));
        columns.push(percent("progress", "پیشرفت فیزیکی وزنی", "Weighted physical progress"));
        columns.push(percent("predicted", "پیش‌بینی امسال (وزنی)", "Predicted this year, weighted"));
        columns.push(percent("actual", "پیشرفت امسال (وزنی)", "This year, weighted"));
        columns.push(percent("achievement", "تحقق برنامه", "Plan achievement"));
        if graded {
            columns.extend(QUALITIES.map(|(name, title)| number(name, title)));
        }
        let mut out = ReportTable::new(Report::Projects.title(), columns);
        for (agency, standing) in &by_agency {
            out.push(RowKind::Line, row(text(agency), standing, graded))?;
        }
        out.push(RowKind::Total, row(Scalar::Missing, &whole, graded))?;
        out.note(Bilingual::new(
            "پیشرفت وزنی = جمع (وزن × پیشرفت) ÷ جمع وزن‌ها؛ تحقق برنامه = پیشرفت امسال ÷ پیش‌بینی امسال؛ تا یک رقم اعشار به روش نیم به بالا گرد شده‌اند",
            "Weighted progress = sum of weight × progress ÷ sum of weights; plan achievement = progress of this year ÷ predicted; rounded half up to one decimal place",
        ));
        if whole.unweighted > 0 {
            out.note(super::money::note(
                format!("{} پروژه وزن ندارد و در میانگین وزنی نیست", whole.unweighted),
                format!("projects without a weight, not in the weighted means: {}", whole.unweighted),
            ));
        }
        if !graded {
            out.note(Bilingual::new(
                "کیفیت نیست: داده جدول visits (بازدیدها) با فیلد quality ندارد",
                "No quality: the data has no table visits with the field quality",
            ));
        }
        Ok(vec![labels::titled(out, &["agency"], self.frame.period.year)])
    }

    /// Where the projects of each agency stand, and those of all.
    pub(super) fn standings(&self, table: &Table) -> Result<(BTreeMap<String, Standing>, Standing)> {
        let (mut by_agency, mut whole): (BTreeMap<String, Standing>, Standing) = Default::default();
        let mut agencies: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in (0..table.rows()).filter(|row| self.counts(table.text(*row, "agency"))) {
            let agency = fold(table.text(row, "agency").unwrap_or_default());
            for standing in [by_agency.entry(agency.clone()).or_default(), &mut whole] {
                standing.add(table, row)?;
            }
            let project = fold(table.text(row, "project").unwrap_or_default());
            agencies.insert((agency.clone(), project), agency);
        }
        if let Some(visits) = self.data.table("visits") {
            for row in 0..visits.rows() {
                let key = ["agency", "project"].map(|field| fold(visits.text(row, field).unwrap_or_default()));
                let (Some(agency), Some(quality)) = (agencies.get(&key.into()), visits.text(row, "quality")) else {
                    continue;
                };
                for standing in [by_agency.entry(agency.clone()).or_default(), &mut whole] {
                    let count = standing.qualities.entry(fold(quality)).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        Ok((by_agency, whole))
    }

    /// Whether the figures of an agency count: all do where nothing is known about approval.
    pub(super) fn counts(&self, agency: Option<&str>) -> bool {
        let frame = &self.frame;
        let wanted = agency.map(fold).unwrap_or_default();
        let approved = || frame.statuses.iter().any(|(code, state)| state == "approved" && fold(code) == wanted);
        frame.preliminary || frame.statuses.is_empty() || approved()
    }

    /// Agencies by the titles that the agreements or the register give them.
    pub(super) fn agency_titles(&self) -> Vec<(String, Bilingual)> {
        let sources = [("agreement", "agency_title"), ("agencies", "title")];
        let tables = sources.iter().filter_map(|(table, field)| Some((self.data.table(table)?, *field)));
        let mut titles = BTreeMap::new();
        for (table, field) in tables {
            for row in 0..table.rows() {
                if let (Some(agency), Some(title)) = (table.text(row, "agency"), table.text(row, field)) {
                    let label = || {
                        let shown = format!("{agency} {title}");
                        Bilingual::new(crate::report::figure::digits(&shown), shown)
                    };
                    titles.entry(fold(agency)).or_insert_with(label);
                }
            }
        }
        titles.into_iter().collect()
    }
}

impl Standing {
    fn add(&mut self, table: &Table, row: usize) -> Result<()> {
        self.projects = self.projects.saturating_add(1);
        let state = self.states.entry(fold(table.text(row, "status").unwrap_or_default())).or_default();
        *state = state.saturating_add(1);
        let Some(weight) = table.number(row, "weight") else {
            self.unweighted = self.unweighted.saturating_add(1);
            return Ok(());
        };
        for (sum, field) in self.sums.iter_mut().zip(PROGRESS) {
            let Some(progress) = table.number(row, field) else { continue };
            let (above, below) = sum.unwrap_or((Scaled::ZERO, Scaled::ZERO));
            let added =
                weight.checked_mul(progress).and_then(|part| above.checked_add(part)).zip(below.checked_add(weight));
            let added = added.ok_or_else(|| {
                Error::new(
                    "report.too_large",
                    "وزن‌ها و پیشرفت‌ها از ۱۲۸ بیت بیشترند",
                    "weights and progress need more than 128 bits",
                )
            })?;
            *sum = Some(added);
        }
        Ok(())
    }

    /// The mean of a progress by weight, in percent.
    fn mean(&self, which: usize) -> Option<Ratio> {
        let (above, below) = self.sums.get(which).copied().flatten()?;
        // Progress is in percent already, and a ratio is shown in percent.
        Ratio::of(above, below.checked_mul(Scaled::new(100, 0))?)
    }

    /// Actual and predicted progress of this year, in percent.
    pub(super) fn gap(&self) -> [Option<Scaled>; 2] {
        [1, 2].map(|which| self.mean(which).and_then(|mean| mean.percent(1)))
    }

    /// Actual against predicted progress, of the projects that have both.
    fn achievement(&self) -> Option<Scaled> {
        let [_, actual, predicted] = self.sums;
        // The weights are the same where every project has both; else the means are compared.
        let (actual, predicted) = actual.zip(predicted)?;
        let above = actual.0.checked_mul(predicted.1)?;
        let below = predicted.0.checked_mul(actual.1)?;
        Ratio::of(above, below)?.percent(1)
    }
}

fn row(agency: Scalar, standing: &Standing, graded: bool) -> Vec<Scalar> {
    let of = |states: &[&str]| {
        states
            .iter()
            .filter_map(|state| standing.states.get(*state))
            .fold(0_usize, |sum, count| sum.saturating_add(*count))
    };
    let counted: Vec<usize> = STATES.iter().map(|(_, _, states)| of(states)).collect();
    let known = counted.iter().fold(0_usize, |sum, count| sum.saturating_add(*count));
    let percent = |percent: Option<Scaled>| percent.map_or(Scalar::Missing, Scalar::Number);
    let mean = |which: usize| percent(standing.mean(which).and_then(|mean| mean.percent(1)));
    let mut row = vec![agency, count(standing.projects)];
    row.extend(counted.into_iter().map(count));
    row.push(count(standing.projects.saturating_sub(known)));
    row.extend([mean(0), mean(2), mean(1), percent(standing.achievement())]);
    if graded {
        row.extend(QUALITIES.map(|(name, _)| count(standing.qualities.get(name).copied().unwrap_or(0))));
    }
    row
}
