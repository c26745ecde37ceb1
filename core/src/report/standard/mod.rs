//! The reports of a consolidation group (R1 to R13), each a function from figures to tables.

mod compared;
mod crossed;
mod labels;
mod leftovers;
mod missing;
mod money;
mod programmes;
mod projects;
mod ranks;
mod register;
mod report;
mod stages;

pub use report::Report;
pub use stages::stage_table;

use super::chart::{Chart, bars_of, gaps, stages};
use super::completeness::{AgencyProgress, completeness_table};
use super::findings::{findings_list, findings_summary};
use super::page::Page;
use super::progress::progress_of;
use super::table::ReportTable;
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::calendar::FiscalPeriod;
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::finding::Findings;
use crate::lifecycle::Clock;
use crate::ordered::Ordered as _;
use crate::round::{Include, Round};
use crate::rules::Rulebook;
use crate::text::persian_digits;
use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Whose reports these are, of which period, and which submissions count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Whose figures: «استان ایلام».
    pub scope: Bilingual,
    /// The fiscal year and period: `1404/6m`.
    #[serde(deserialize_with = "period")]
    pub period: FiscalPeriod,
    /// The state of each agency's submission; where it is empty nothing is known about approval.
    #[serde(default)]
    pub statuses: BTreeMap<String, String>,
    /// Whether submissions that are not approved count too; the reports then say that they are preliminary.
    #[serde(default)]
    pub preliminary: bool,
    /// The unit in which amounts are shown, rounded so that they add up ([`ReportTable::rounded`]); that of the data, exact,
    /// where none is asked for.
    #[serde(default)]
    pub unit: Option<Unit>,
}

/// The reports R1 to R13 of one set of figures.
///
/// Every table has a title with the fiscal year and the period, states the unit of its amounts above its columns, prints
/// the definition of each ratio below it, and ends with the total (جمع کل). What a report needs and the data lacks is an
/// error with its place, or a column less with a note that says so: nothing is made up.
///
/// # Example
/// ```
/// use amalkard::bilingual::{Bilingual, Language};
/// use amalkard::dataset::Dataset;
/// use amalkard::report::{Frame, Report, Reports};
/// use amalkard::rules::Rulebook;
///
/// let book = Rulebook::builtin("ir", 1404)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [
///   {"agency": "129000", "line": "1", "kind": "expense", "approved": 1000, "amended": 1200, "allocated": 600, "paid": 450, "spent": 400},
///   {"agency": "127500", "line": "1", "kind": "expense", "approved": 3000, "amended": 3000, "allocated": 900, "paid": 900, "spent": 900}
/// ]}"#)?;
/// let frame = Frame {
///     scope: Bilingual::new("استان ایلام", "Ilam"),
///     period: "1404/6m".parse()?,
///     statuses: [].into(),
///     preliminary: false,
///     unit: None,
/// };
/// let reports = Reports::new(frame, data);
/// let agencies = &reports.tables(Report::Agencies)?[0];
/// assert!(agencies.to_text(Language::English).contains("R2 Performance by agency, Ilam, six months of 1404"));
/// assert_eq!(reports.tables(Report::Instruments).unwrap_err().code(), "report.missing_table");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reports {
    frame: Frame,
    data: Dataset,
    earlier: Option<Dataset>,
    findings: Option<Findings>,
    progress: Option<(Vec<AgencyProgress>, Vec<Clock>)>,
}

impl Reports {
    /// The reports of a dataset.
    #[must_use]
    pub fn new(frame: Frame, data: Dataset) -> Self {
        Self { frame, data, earlier: None, findings: None, progress: None }
    }

    /// The reports of a round as it stands at a moment: its figures, findings and clocks.
    ///
    /// # Errors
    /// As [`Round::dataset`], [`Round::findings`] and [`Round::clocks`].
    pub fn of_round(round: &Round, scope: Bilingual, include: Include, at: DateTime<Utc>) -> Result<Self> {
        let statuses = round.submissions().map(|item| (item.agency().to_owned(), item.state().name().to_owned()));
        let frame = Frame {
            scope,
            period: round.opened().period,
            statuses: statuses.collect(),
            preliminary: include != Include::Approved,
            unit: None,
        };
        let mut findings = Vec::new();
        for submission in round.submissions().filter(|item| item.revision() > 0) {
            findings.extend(round.findings(submission.agency())?.iter().cloned());
        }
        let reports = Self::new(frame, round.dataset(include)?.dataset).with_findings(Findings::new(findings));
        Ok(reports.with_progress(progress_of(round, at)?, round.clocks(at)?))
    }

    /// The same with the figures of the same period of last year (for R9).
    #[must_use]
    pub fn with_earlier(mut self, earlier: Dataset) -> Self {
        self.earlier = Some(earlier);
        self
    }

    /// The same with what the rules have found (for R11).
    #[must_use]
    pub fn with_findings(mut self, findings: Findings) -> Self {
        self.findings = Some(findings);
        self
    }

    /// The same with what a rulebook finds in the data (for R11).
    ///
    /// # Errors
    /// As [`Rulebook::check`].
    pub fn checked(self, rulebook: &Rulebook) -> Result<Self> {
        let findings = rulebook.check(&self.data)?;
        Ok(self.with_findings(findings))
    }

    /// The same with where the agencies stand and how long each stage has taken (for R10).
    #[must_use]
    pub fn with_progress(mut self, agencies: Vec<AgencyProgress>, clocks: Vec<Clock>) -> Self {
        self.progress = Some((agencies, clocks));
        self
    }

    /// The same with amounts shown in another unit, rounded so that they add up.
    #[must_use]
    pub fn in_unit(mut self, unit: Unit) -> Self {
        self.frame.unit = Some(unit);
        self
    }

    /// Whose reports these are, and of which period.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The tables of one report.
    ///
    /// # Errors
    /// `report.missing_table`, `report.missing_field` or `report.missing_input` for what it needs and the data lacks;
    /// `report.too_large` beyond 128 bits; `consolidation.*`.
    pub fn tables(&self, report: Report) -> Result<Vec<ReportTable>> {
        let tables = match report {
            Report::Summary => self.money(report, &["kind"]).map(|table| vec![table]),
            Report::Agencies => self.agencies(),
            Report::Programmes => self.programmes(),
            Report::Counties => self.counties(),
            Report::Sources => self.sources(),
            Report::Chapters => self.chapters(),
            Report::Instruments => self.instruments(),
            Report::Projects => self.projects(),
            Report::Comparison => self.comparison(),
            Report::Completeness => self.completeness(),
            Report::Findings => self.found(),
            Report::Amendments => self.amendments(),
            Report::Leftovers => self.leftovers(),
        }?;
        let finished = |table: ReportTable| {
            let title = self.title(report, table.title());
            let has_amounts = table.columns().iter().any(|column| column.unit.is_some());
            match self.frame.unit.filter(|_| has_amounts) {
                Some(unit) => Ok(table.rounded(unit, 0)?.titled(title)),
                None => Ok(table.titled(title)),
            }
        };
        tables.into_iter().map(finished).collect()
    }

    /// All reports as one page. A report that the data does not allow is named with the reason.
    ///
    /// # Errors
    /// As [`Reports::tables`], but for what is missing.
    pub fn page(&self) -> Result<Page> {
        let title = Bilingual::new("گزارش تلفیقی عملکرد بودجه", "Consolidated performance of the budget");
        let mut page = Page::new(self.with_scope(&title));
        for report in Report::ALL {
            let own = report.title();
            let heading = Bilingual::new(
                format!("{} · {}", persian_digits(&report.number().to_string()), own.fa),
                format!("{report} · {}", own.en),
            );
            page = page.heading(heading);
            match self.tables(report) {
                Ok(tables) => {
                    page = tables.into_iter().fold(page, Page::table);
                    if let Some(chart) = self.chart(report)? {
                        page = page.chart(chart);
                    }
                }
                Err(error) if is_missing(&error) => {
                    page = page.paragraph(Bilingual::new(error.message_fa(), error.message_en()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(page)
    }

    /// The chart of a report: absorption by agency (R2), physical progress against what was predicted (R8), the time of
    /// the stages against their allowance (R10); none of the others, and none where nothing is to be drawn.
    ///
    /// # Errors
    /// As [`Reports::tables`].
    pub fn chart(&self, report: Report) -> Result<Option<Chart>> {
        let titled = |fa: &str, en: &str| self.with_scope(&Bilingual::new(fa, en));
        let chart = match report {
            Report::Agencies => {
                let title = titled("درصد جذب از تخصیص به تفکیک دستگاه", "Absorption of the allocation by agency");
                self.agencies()?.first().map(|table| bars_of(table, "agency", "absorption_of_allocation", title))
            }
            Report::Projects => {
                let title =
                    titled("پیشرفت فیزیکی واقعی در برابر پیش‌بینی", "Physical progress against what was predicted");
                let (by_agency, _) = self.standings(missing::table(&self.data, report, "projects")?)?;
                let names: BTreeMap<String, Bilingual> = self.agency_titles().into_iter().ordered();
                let name = |agency: &String| {
                    names.get(agency).cloned().unwrap_or_else(|| Bilingual::new(persian_digits(agency), agency))
                };
                Some(gaps(by_agency.iter().map(|(agency, standing)| (name(agency), standing.gap())), title))
            }
            Report::Completeness => {
                let title = titled("زمان هر مرحله در برابر مهلت آن", "Time of each stage against its allowance");
                self.progress.as_ref().map(|(_, clocks)| stages(clocks, title)).transpose()?
            }
            _ => None,
        };
        Ok(chart.filter(|chart| !chart.bars().is_empty()))
    }

    /// The title of a table of a report: its number, what it is about, whose it is, the period and the year.
    fn title(&self, report: Report, own: &Bilingual) -> Bilingual {
        let with_scope = self.with_scope(own);
        Bilingual::new(with_scope.fa, format!("{report} {}", with_scope.en))
    }

    fn with_scope(&self, own: &Bilingual) -> Bilingual {
        let FiscalPeriod { year, period } = self.frame.period;
        let Bilingual { fa, en } = &self.frame.scope;
        let comma = |scope: &str, comma: &str| if scope.is_empty() { String::new() } else { format!("{comma}{scope}") };
        Bilingual::new(
            format!("{}{}، {} {}", own.fa, comma(fa, "، "), period.title_fa(), persian_digits(&year.to_string())),
            format!("{}{}, {} of {year}", own.en, comma(en, ", "), period.title_en()),
        )
    }

    /// R10.
    fn completeness(&self) -> Result<Vec<ReportTable>> {
        let Some((agencies, clocks)) = &self.progress else {
            let (fa, en) = ("وضعیت و زمان‌سنج‌های یک دوره", "the progress and clocks of a round");
            return Err(missing::input(Report::Completeness, "progress", fa, en));
        };
        Ok(vec![completeness_table(agencies)?, stage_table(clocks)?])
    }

    /// R11.
    fn found(&self) -> Result<Vec<ReportTable>> {
        let Some(findings) = &self.findings else {
            return Err(missing::input(Report::Findings, "findings", "یافته‌های قاعده‌ها", "the findings of the rules"));
        };
        Ok(vec![findings_summary(findings)?, findings_list(findings)?])
    }
}

/// A period, refused with its own code.
fn period<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<FiscalPeriod, D::Error> {
    let written = String::deserialize(deserializer)?;
    FiscalPeriod::parse(&written).map_err(|error| D::Error::custom(format!("{}: {error}", error.code())))
}

/// Whether an error says that the data lacks what a report needs.
fn is_missing(error: &Error) -> bool {
    ["report.missing_table", "report.missing_field", "report.missing_input"].contains(&error.code())
}

#[cfg(test)]
#[path = "../standard_tests.rs"]
mod tests;
