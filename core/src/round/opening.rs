//! Opening: what a round is made from.

use super::errors;
use crate::agreement::{Agreement, Terms};
use crate::amount::{Amount, Unit};
use crate::calendar::{FiscalPeriod, PersianDate, Window, Zone};
use crate::dataset::{self, Cell, Kind, Row};
use crate::error::{Error, Result};
use crate::lifecycle::{self, Actor, Admitted, LINES, Opened, Process, Role, Stage};
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
    /// The stages, their allowances and the table of moves.
    #[serde(default)]
    pub process: Process,
    /// The tables that an agency fills in, besides `lines`: tables of the rulebook whose rows name the agency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// The time zone by whose Persian days windows and clocks run: `Asia/Tehran`.
    #[serde(default)]
    pub time_zone: Zone,
    /// In place of a time zone: by how many minutes the civil day is ahead of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_minutes: Option<i16>,
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
            forms: Vec::new(),
            time_zone: Zone::default(),
            utc_offset_minutes: None,
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

    /// The same opening for some of the agencies only, such as one that reports apart from the others.
    #[must_use]
    pub fn only(mut self, agencies: &[&str]) -> Self {
        let wanted: Vec<String> = agencies.iter().map(|agency| text::fold(agency)).collect();
        self.agreements.retain(|agreement| wanted.contains(&text::fold(agreement.agency())));
        let own = |row: &Row| row.get("agency").is_some_and(|cell| wanted.contains(&text::fold(&cell.to_string())));
        self.previous.retain(own);
        self
    }

    /// An opening of JSON.
    ///
    /// # Errors
    /// `lifecycle.unknown_role`, `round.bad_opening`; what an agreement is refused for, at `agreements/` and its position;
    /// as [`Process::from_json`].
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
        lifecycle::check_names(&value, "/by/role")?;
        check_agreements(&value)?;
        if let Some(process) = value.get("process") {
            // For the process's own codes and places.
            Process::from_json(&process.to_string())?;
        }
        if let Some(Value::String(zone)) = value.get("time_zone") {
            zone.parse::<Zone>().map_err(|error| Error::from(error).at("time_zone"))?;
        }
        serde_json::from_str(json).map_err(bad)
    }

    /// The terms of reference that this makes: checked, and frozen.
    pub(super) fn freeze(self, book: &Rulebook) -> Result<Opened> {
        check(&self.id, &self.by, &self.process, &self.forms, book, !self.previous.is_empty())?;
        let zone = match self.utc_offset_minutes {
            Some(minutes) => Zone::Fixed(minutes),
            None => self.time_zone,
        };
        let today = zone.day_of(self.at)?;
        let terms_on = self.terms_on.unwrap_or_else(|| self.period.last_day().min(today));
        let frozen = admitted(&self.agreements, self.previous, self.period, terms_on, book)?;
        if frozen.agencies.is_empty() {
            return Err(errors::no_agreements());
        }
        Ok(Opened {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            period: self.period,
            rulebook: book.id().to_owned(),
            rulebook_digest: book.digest().to_owned(),
            process: self.process.pinned(),
            time_zone: Some(zone),
            utc_offset_minutes: None,
            terms_on,
            windows: self.windows,
            forms: self.forms,
            agencies: frozen.agencies,
            agreement: frozen.agreement,
            previous: frozen.previous,
        })
    }
}

/// The terms of agreements on a day, frozen.
pub(super) fn admitted(
    agreements: &[Agreement],
    previous: Vec<Row>,
    period: FiscalPeriod,
    terms_on: PersianDate,
    book: &Rulebook,
) -> Result<Admitted> {
    let mut frozen = Admitted::default();
    let mut lines = BTreeSet::new();
    for item in agreements {
        if item.year() != period.year {
            return Err(errors::wrong_year(item, period));
        }
        let agency = text::fold(item.agency());
        for terms in item.terms_on(terms_on)? {
            if !lines.insert((agency.clone(), text::fold(&terms.line.line))) {
                let place = format!("agreements/{}", item.id());
                return Err(errors::duplicate_line(item.agency(), &place, &terms.line.line));
            }
            frozen.agreement.push(row_of_terms(item, &agency, &terms, book)?);
        }
        frozen.agencies.entry(agency).or_insert_with(|| item.agency_title().to_owned());
    }
    let previous = previous.into_iter().enumerate();
    frozen.previous = previous.map(|(index, row)| storable("previous", index, row)).collect::<Result<_>>()?;
    Ok(frozen)
}

/// What an agreement in JSON is refused for, with its own code and place.
pub(super) fn check_agreements(value: &Value) -> Result<()> {
    for (index, agreement) in value.get("agreements").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let place = |error: Error| {
            let own = error.place().map(|place| format!("/{place}")).unwrap_or_default();
            error.at(format!("agreements/{index}{own}"))
        };
        Agreement::from_json(&agreement.to_string()).map_err(place)?;
    }
    Ok(())
}

/// What every opening must keep, now and when its log is read again.
pub(super) fn check(
    id: &str,
    by: &Actor,
    process: &Process,
    forms: &[String],
    book: &Rulebook,
    has_previous: bool,
) -> Result<()> {
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
    let needed = [LINES].into_iter().chain(has_previous.then_some("previous"));
    let needed = needed.chain(forms.iter().map(String::as_str));
    if let Some(table) = needed.into_iter().find(|table| book.schema().table(table).is_none()) {
        return Err(errors::no_table(table, book.id()));
    }
    let without_agency =
        |table: &&String| book.schema().table(table).is_none_or(|table| table.field("agency").is_none());
    let frozen = |table: &&String| matches!(table.as_str(), "agreement" | "previous");
    match forms.iter().find(|table| frozen(table) || without_agency(table)) {
        Some(table) => Err(errors::no_form(table)),
        None => Ok(()),
    }
}

/// What frozen terms must keep when they are read from a log: the codes of the agencies in folded form, each line of
/// an agency of the round and there once, every row as it is stored.
pub(super) fn check_frozen<'a>(
    agencies: &'a BTreeMap<String, String>,
    agreement: &'a [Row],
    previous: &[Row],
) -> Result<()> {
    if agencies.is_empty() {
        return Err(errors::no_agreements());
    }
    let mut lines = BTreeSet::new();
    for row in agreement {
        let text = |field: &str| match row.get(field) {
            Some(Cell::Text(text)) => text.as_str(),
            _ => "",
        };
        let agency = text("agency");
        if !agencies.contains_key(agency) || text::fold(agency) != agency {
            return Err(lifecycle::refusal::unknown_agency(agency, agencies.keys().map(String::as_str)));
        }
        if !lines.insert((agency, text::fold(text("line")))) {
            return Err(errors::duplicate_line(agency, "log/1/payload/opened/agreement", text("line")));
        }
    }
    for (table, rows) in [("agreement", agreement), ("previous", previous)] {
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
