//! Opening: what a round is made from.

use super::errors;
use crate::agreement::{Agreement, Terms};
use crate::amount::{Amount, Unit};
use crate::calendar::{FiscalPeriod, IRAN_OFFSET_MINUTES, PersianDate, Window};
use crate::dataset::{self, Cell, Kind, Row};
use crate::error::{Error, Result};
use crate::lifecycle::{Actor, Opened, Process, Role, Stage};
use crate::rules::Rulebook;
use crate::text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a round is made from: period, agreements, the figures approved before, windows, by whom and when.
///
/// # Example
/// ```
/// use amalkard::round::Opening;
/// let opening = Opening::from_json(r#"{"id": "67-1404-6m", "period": "1404/6m", "agreements": [],
///     "by": {"person": "p-1", "role": "consolidation"}, "at": "2025-09-23T05:00:00Z"}"#)?;
/// assert_eq!(opening.process.stages.len(), 4);
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The round's id: unique among the host's rounds, for the log.
    pub id: String,
    /// The fiscal year and period that the agencies report on.
    pub period: FiscalPeriod,
    /// The agreements of the agencies that have to report.
    pub agreements: Vec<Agreement>,
    /// The approved figures of the round before, as rows of the table `previous`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "dataset::rows")]
    pub previous: Vec<Row>,
    /// The day whose terms of the agreements count; else the last day of the period, or the day of opening if earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_on: Option<PersianDate>,
    /// Windows stated instead of the stages' allowances, by stage. The window of `entry` is kept strictly; being past
    /// another makes late.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub windows: BTreeMap<Stage, Window>,
    /// The stages and their allowances.
    #[serde(default)]
    pub process: Process,
    /// By how many minutes the civil day is ahead of UTC: 210 in Iran.
    #[serde(default = "iran")]
    pub utc_offset_minutes: i32,
    /// Who opens it: somebody of the consolidation group, or the group itself where no person is named.
    #[serde(default = "group")]
    pub by: Actor,
    /// When, as the host's clock has it.
    pub at: DateTime<Utc>,
}

/// The consolidation group, no person of it named.
fn group() -> Actor {
    Actor::new("consolidation", Role::Consolidation)
}

fn iran() -> i32 {
    IRAN_OFFSET_MINUTES
}

impl Opening {
    /// What every round must be told; everything else as in the process sheet.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        period: FiscalPeriod,
        agreements: Vec<Agreement>,
        by: Actor,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: id.into(),
            period,
            agreements,
            previous: Vec::new(),
            terms_on: None,
            windows: BTreeMap::new(),
            process: Process::default(),
            utc_offset_minutes: IRAN_OFFSET_MINUTES,
            by,
            at,
        }
    }

    /// The same opening with the approved figures of the round before.
    #[must_use]
    pub fn after(mut self, previous: Vec<Row>) -> Self {
        self.previous = previous;
        self
    }

    /// The same opening with a window stated for a stage.
    #[must_use]
    pub fn with_window(mut self, stage: Stage, window: Window) -> Self {
        self.windows.insert(stage, window);
        self
    }

    /// An opening of JSON.
    ///
    /// # Errors
    /// `lifecycle.unknown_role`, `round.bad_opening`; what an agreement is refused for, at `agreements/` and its position.
    pub fn from_json(json: &str) -> Result<Self> {
        let bad = |error: serde_json::Error| {
            Error::new(
                "round.bad_opening",
                "متن ایجاد دوره خوانده نشد",
                format!("the opening could not be read: {error}"),
            )
            .at(format!("{}:{}", error.line(), error.column()))
            .expected(r#"{"id": "…", "period": "1404/6m", "agreements": […], "by": {…}, "at": "2025-09-23T05:00:00Z"}"#)
            .help("نام و نوع فیلدها را درست کنید", "correct the names and types of the fields")
        };
        let value: Value = serde_json::from_str(json).map_err(bad)?;
        crate::lifecycle::check_names(&value, "/by/role")?;
        for (index, agreement) in value.get("agreements").and_then(Value::as_array).into_iter().flatten().enumerate() {
            // For an agreement's own code and place.
            let place = |error: Error| {
                let own = error.place().map(|place| format!("/{place}")).unwrap_or_default();
                error.at(format!("agreements/{index}{own}"))
            };
            Agreement::from_json(&agreement.to_string()).map_err(place)?;
        }
        serde_json::from_str(json).map_err(bad)
    }

    /// The terms of reference that this makes: checked, and frozen.
    pub(super) fn freeze(self, book: &Rulebook) -> Result<Opened> {
        check(&self.id, &self.by, &self.process, book, !self.previous.is_empty())?;
        let today = PersianDate::of_instant(self.at, self.utc_offset_minutes)?;
        let terms_on = self.terms_on.unwrap_or_else(|| self.period.last_day().min(today));
        let mut agencies = BTreeMap::new();
        let mut agreement = Vec::new();
        let mut lines = BTreeSet::new();
        for item in &self.agreements {
            if item.year() != self.period.year {
                return Err(errors::wrong_year(item, self.period));
            }
            let agency = text::fold(item.agency());
            for terms in item.terms_on(terms_on)? {
                if !lines.insert((agency.clone(), text::fold(&terms.line.line))) {
                    return Err(errors::duplicate_line(
                        item.agency(),
                        &format!("agreements/{}", item.id()),
                        &terms.line.line,
                    ));
                }
                agreement.push(row_of_terms(item, &agency, &terms, book)?);
            }
            agencies.entry(agency).or_insert_with(|| item.agency_title().to_owned());
        }
        if agencies.is_empty() {
            return Err(errors::no_agreements());
        }
        let previous = self.previous.into_iter().enumerate();
        Ok(Opened {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            period: self.period,
            rulebook: book.id().to_owned(),
            rulebook_digest: book.digest().to_owned(),
            process: self.process,
            utc_offset_minutes: self.utc_offset_minutes,
            terms_on,
            windows: self.windows,
            agencies,
            agreement,
            previous: previous.map(|(index, row)| storable("previous", index, row)).collect::<Result<_>>()?,
        })
    }
}

/// What every opening must keep, now and when its log is read again.
pub(super) fn check(id: &str, by: &Actor, process: &Process, book: &Rulebook, has_previous: bool) -> Result<()> {
    by.check()?;
    process.check()?;
    if id.trim().is_empty() {
        return Err(Error::new("round.no_id", "دوره شناسه ندارد", "the round has no id")
            .at("id")
            .expected("text that is unique among your rounds")
            .help("شناسه‌ای مانند 67-1404-6m بدهید", "give an id such as 67-1404-6m"));
    }
    if by.role != Role::Consolidation {
        return Err(errors::not_consolidation(by));
    }
    let absent = ["lines"].into_iter().chain(has_previous.then_some("previous"));
    match absent.into_iter().find(|table| book.schema().table(table).is_none()) {
        Some(table) => Err(errors::no_table(table, book.id())),
        None => Ok(()),
    }
}

/// What frozen terms must keep when they are read from a log: the codes of the agencies in folded form, each line of
/// an agency of the round and there once, every row as it is stored.
pub(super) fn check_frozen(opened: &Opened) -> Result<()> {
    if opened.agencies.is_empty() {
        return Err(errors::no_agreements());
    }
    let mut lines = BTreeSet::new();
    for row in &opened.agreement {
        let text = |field: &str| match row.get(field) {
            Some(Cell::Text(text)) => text.as_str(),
            _ => "",
        };
        let agency = text("agency");
        if !opened.agencies.contains_key(agency) || text::fold(agency) != agency {
            return Err(crate::lifecycle::refusal::unknown_agency(agency, opened.agencies.keys().map(String::as_str)));
        }
        if !lines.insert((agency, text::fold(text("line")))) {
            return Err(errors::duplicate_line(agency, "log/1/payload/opened/agreement", text("line")));
        }
    }
    for (table, rows) in [("agreement", &opened.agreement), ("previous", &opened.previous)] {
        for (index, row) in rows.iter().enumerate() {
            storable(table, index, row.clone())?;
        }
    }
    Ok(())
}

/// A row of the table `agreement`: the terms of one credit line, as text.
fn row_of_terms(agreement: &Agreement, agency: &str, terms: &Terms, book: &Rulebook) -> Result<Row> {
    let line = &terms.line;
    let place = |field: &str| format!("agreements/{}/{}/{field}", agreement.id(), line.line);
    let amount = |field: &str, amount: Amount| -> Result<Cell> {
        let kind = book.schema().table("agreement").and_then(|table| table.field(field)).map(|(_, field)| field.kind);
        match kind {
            Some(Kind::Amount { unit, .. }) => in_unit(amount, line.unit, unit).map_err(|error| error.at(place(field))),
            _ => Ok(Cell::from(amount)),
        }
    };
    let mut row = Row::new();
    let mut put = |field: &str, text: Option<String>| {
        if let Some(text) = text {
            row.insert(field.to_owned(), Cell::Text(text));
        }
    };
    put("agency", Some(agency.to_owned()));
    put("agency_title", Some(agreement.agency_title().to_owned()));
    put("province", Some(agreement.province().to_owned()));
    put("year", Some(agreement.year().to_string()));
    put("line", Some(line.line.clone()));
    put("kind", Some(line.kind.code().to_owned()));
    put("source", line.source.clone());
    put("chapter", line.chapter.clone());
    put("programme", line.programme.clone());
    put("plan", line.plan.clone());
    put("project", line.project.clone());
    put("county", line.county.clone());
    put("title", Some(line.title.clone()));
    row.insert("approved".to_owned(), amount("approved", terms.approved)?);
    row.insert("amended".to_owned(), amount("amended", terms.amended)?);
    Ok(row)
}

fn in_unit(amount: Amount, from: Unit, to: Unit) -> Result<Cell> {
    Ok(Cell::from(from.convert(amount, to)?))
}

/// A row as the log keeps it: whole numbers as text. A float is refused with its place.
pub(super) fn storable(table: &str, index: usize, row: Row) -> Result<Row> {
    row.into_iter()
        .map(|(field, cell)| match cell {
            Cell::Integer(value) => Ok((field, Cell::Text(value.to_string()))),
            Cell::Float(text) => Err(errors::float(&format!("{table}/{index}/{field}"), &text)),
            other => Ok((field, other)),
        })
        .collect()
}
