//! Figures of a round: what the rules find in one agency's, and all of them together for consolidation.

use super::Round;
use super::submission::{Rejected, Submission};
use crate::calendar::FiscalPeriod;
use crate::dataset::{Cell, Dataset, Kind, Row};
use crate::error::Result;
use crate::finding::Findings;
use crate::lifecycle::{LINES, Stage, State};
use crate::ordered::Ordered as _;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose figures to take together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Include {
    /// Approved submissions only.
    #[default]
    Approved,
    /// Whatever is entered, approved or not: a preliminary total.
    Entered,
}

/// Figures of several agencies together, and whose are not among them.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The round's forms, `previous` and `agreement`, as far as the rulebook declares them.
    pub dataset: Dataset,
    /// The agencies whose lines are in it, by code.
    pub agencies: Vec<String>,
    /// The agencies whose lines are not, and why.
    pub missing: Vec<Missing>,
    /// The lines of agencies that are in it which are left out, and why.
    pub rejected: Vec<LeftOut>,
}

/// A rejected line, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The agency's code.
    pub agency: String,
    /// The line, and why it was rejected by whom.
    #[serde(flatten)]
    pub rejected: Rejected,
}

/// An agency whose figures are not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its code.
    pub agency: String,
    /// Its title.
    pub title: String,
    /// Where its submission stands.
    pub state: State,
    /// The stage that has it; none for one of a round not yet published.
    pub stage: Option<Stage>,
    /// How many credit lines it has to report.
    pub lines: usize,
}

impl Round {
    /// What the rules find in the figures that an agency has entered last, completed from its agreement.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`; what the rules cannot compute.
    pub fn findings(&self, agency: &str) -> Result<&Findings> {
        self.check(self.submission(agency)?)
    }

    /// One agency's figures as its findings see them: completed from its agreement, beside that and its figures of the
    /// round before. What [`Rulebook::explain`](crate::rules::Rulebook::explain) and its like are asked about.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`; as [`Dataset::from_rows`].
    pub fn data(&self, agency: &str) -> Result<Dataset> {
        self.dataset_of(self.submission(agency)?)
    }

    /// The findings of a submission at hand; worked out once for the same figures.
    pub(super) fn check<'a>(&self, submission: &'a Submission) -> Result<&'a Findings> {
        if let Some(findings) = submission.findings.get() {
            return Ok(findings);
        }
        let findings = self.rulebook.check(&self.dataset_of(submission)?)?;
        Ok(submission.findings.get_or_init(|| findings))
    }

    fn dataset_of(&self, submission: &Submission) -> Result<Dataset> {
        let forms = self.completed(submission);
        let previous = self.frozen.previous(&submission.agency).cloned().collect();
        let agreement = self.frozen.agreement(&submission.agency).cloned().collect();
        self.dataset_from(forms, previous, agreement)
    }

    /// The form as entered, its lines with what they leave empty as the round has it (fiscal year, period) and as their
    /// credit line was agreed (province, source, chapter, credit): an agency reports figures, and need not repeat what is
    /// frozen. So no rule about a period is passed by leaving the period out.
    fn completed(&self, submission: &Submission) -> BTreeMap<String, Vec<Row>> {
        let line = |row: &Row| row.get("line").map(|cell| text::fold(&cell.to_string()));
        let agreed: BTreeMap<String, &Row> =
            self.frozen.agreement(&submission.agency).filter_map(|row| Some((line(row)?, row))).ordered();
        let fields = self.rulebook.schema().table(LINES).map(|table| table.fields()).unwrap_or_default();
        let mut forms = submission.form().tables.clone();
        let own = self.own_fields();
        for row in forms.entry(LINES.to_owned()).or_default() {
            let terms = line(row).and_then(|line| agreed.get(&line)).copied();
            for field in fields {
                let known = || own.get(&field.name).or_else(|| terms?.get(&field.name));
                let empty = row.get(&field.name).is_none_or(|cell| cell.to_string().trim().is_empty());
                if let Some(cell) = empty.then(known).flatten() {
                    row.insert(field.name.clone(), cell.clone());
                }
            }
        }
        forms
    }

    /// The completed form without the lines that are left out of what is approved.
    fn counted(&self, submission: &Submission) -> BTreeMap<String, Vec<Row>> {
        let mut forms = self.completed(submission);
        let out = |row: &Row| row.get("line").is_some_and(|line| submission.is_rejected(&line.to_string()));
        for rows in forms.values_mut() {
            rows.retain(|row| !out(row));
        }
        forms
    }

    /// What every row of the round says of itself or leaves to the round, as far as the form asks for it: fiscal year and
    /// period.
    pub(super) fn own_fields(&self) -> Row {
        let FiscalPeriod { year, period } = self.opened.period;
        let form = self.rulebook.schema().table("lines");
        let asked = |name: &str| {
            let field = form.and_then(|form| form.field(name));
            field.is_some_and(|(_, field)| matches!(field.kind, Kind::Code | Kind::Text))
        };
        let own = [("year", year.to_string()), ("period", period.to_string())].into_iter();
        own.filter(|(name, _)| asked(name)).map(|(name, text)| (name.to_owned(), Cell::Text(text))).collect()
    }

    fn dataset_from(
        &self,
        mut tables: BTreeMap<String, Vec<Row>>,
        previous: Vec<Row>,
        agreement: Vec<Row>,
    ) -> Result<Dataset> {
        let schema = self.rulebook.schema();
        // An empty form says that there is nothing to report; an absent one would say that it was not asked for.
        for form in self.opened.forms() {
            tables.entry(form.to_owned()).or_default();
        }
        if schema.table("previous").is_some() {
            tables.insert("previous".to_owned(), previous);
        }
        if let Some(table) = schema.table("agreement") {
            // The frozen terms may say more than this rulebook reads.
            let declared = |mut row: Row| {
                row.retain(|field, _| table.field(field).is_some());
                row
            };
            tables.insert("agreement".to_owned(), agreement.into_iter().map(declared).collect());
        }
        Dataset::from_rows(schema, tables)
    }

    /// How many credit lines an agency has to report.
    #[must_use]
    pub fn due_lines(&self, agency: &str) -> usize {
        self.frozen.agreement(agency).count()
    }

    /// The figures of all agencies that are in, for consolidation, and which are missing. What a row leaves empty of its
    /// credit line (province, source, chapter, approved credit) is as agreed. Rejected lines are left out and listed.
    ///
    /// The tables `agreement` and `previous` are whole, also for agencies that are missing: so that a consolidation can
    /// tell what share has reported.
    ///
    /// # Errors
    /// As [`Dataset::from_rows`].
    pub fn dataset(&self, include: Include) -> Result<Figures> {
        let mut forms: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        let (mut agencies, mut missing, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
        for submission in self.submissions() {
            let there = match include {
                Include::Approved => submission.approved.is_some(),
                Include::Entered => submission.figures.is_some(),
            };
            if !there {
                missing.push(self.missing(submission));
                continue;
            }
            for (table, rows) in self.counted(submission) {
                forms.entry(table).or_default().extend(rows);
            }
            agencies.push(submission.agency.clone());
            let left_out = |one: &Rejected| LeftOut { agency: submission.agency.clone(), rejected: one.clone() };
            rejected.extend(submission.rejected().map(left_out));
        }
        let (previous, agreement) = (self.frozen.all_previous().to_vec(), self.frozen.all_agreement().to_vec());
        let dataset = self.dataset_from(forms, previous, agreement)?;
        Ok(Figures { dataset, agencies, missing, rejected })
    }

    /// The approved figures, as the rows of the table `previous` that the next round is opened with: completed from the
    /// agreement as in [`Round::dataset`], so that nothing the table requires is missing there.
    #[must_use]
    pub fn approved_rows(&self) -> Vec<Row> {
        let table = self.rulebook.schema().table("previous");
        let declared = |field: &str| table.is_none_or(|table| table.field(field).is_some());
        let mut rows = Vec::new();
        for submission in self.submissions().filter(|submission| submission.approved.is_some()) {
            let lines = self.completed(submission).remove(LINES).unwrap_or_default();
            for (mut row, entered) in lines.into_iter().zip(submission.form().rows(LINES)) {
                let out = row.get("line").is_some_and(|line| submission.is_rejected(&line.to_string()));
                if !out {
                    row.retain(|field, _| entered.contains_key(field) || declared(field));
                    rows.push(row);
                }
            }
        }
        rows
    }

    fn missing(&self, submission: &Submission) -> Missing {
        Missing {
            agency: submission.agency.clone(),
            title: submission.title.clone(),
            state: submission.state,
            stage: submission.spells.last().filter(|spell| spell.to.is_none()).map(|spell| spell.stage),
            lines: self.due_lines(&submission.agency),
        }
    }
}
