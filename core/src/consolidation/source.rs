//! Where lines come from: the tables of one dataset, shared and not copied, and which of their rows count.

use super::codes::{Codes, Ranks, encode};
use super::derived;
use super::family::Family;
use super::levels::with_levels;
use super::plan::{AGREEMENT, Plan, position, suggest};
use super::roles::Left;
use crate::dataset::{Bitmap, Column, Dataset, Table};
use crate::error::{Error, Result};
use crate::text;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The tables of one dataset.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name in lineage.
    pub(crate) name: String,
    /// The lines, with the levels of their codes.
    pub(crate) lines: Arc<Table>,
    /// What is expected, likewise.
    pub(crate) agreement: Option<Arc<Table>>,
    /// The lines and what is expected, as they came.
    given: (Arc<Table>, Option<Arc<Table>>),
    /// Whether the lines have their figures; a partial may leave them out.
    pub(crate) has_figures: bool,
    /// The rows that are not added, why, and by which hierarchy.
    pub(crate) not_added: Left,
    /// The rows that are still there; none where all are.
    pub(crate) live: Option<Bitmap>,
    /// The rows of approved submissions; none where nothing is known about approval.
    pub(crate) approved: Option<Bitmap>,
    /// Whether rows of other submissions count too.
    pub(crate) preliminary: bool,
}

impl Source {
    /// The tables of a dataset that a plan needs, and which rows are approved by the state of their submissions.
    pub(crate) fn of(data: &Dataset, plan: &Plan, families: &[Family]) -> Result<Self> {
        let lines = data.shared(&plan.table).ok_or_else(|| unknown_table(data, &plan.table))?;
        let lines = derived::lines(data, lines, plan)?;
        let agreement = data.shared(&plan.agreement);
        // Data may come without agreements, but a table that is asked for by a name of its own must be there.
        if agreement.is_none() && !plan.agreement.is_empty() && plan.agreement != AGREEMENT {
            return Err(unknown_table(data, &plan.agreement));
        }
        Self::of_tables(&plan.source, (lines, agreement), true, plan, families)
    }

    /// Tables that are at hand.
    pub(crate) fn of_tables(
        name: &str,
        (lines, agreement): (Arc<Table>, Option<Arc<Table>>),
        has_figures: bool,
        plan: &Plan,
        families: &[Family],
    ) -> Result<Self> {
        let mut source = Self {
            name: name.to_owned(),
            given: (Arc::clone(&lines), agreement.clone()),
            has_figures,
            lines,
            agreement,
            not_added: Left::new(),
            live: None,
            approved: None,
            preliminary: plan.preliminary,
        };
        source.approve(plan)?;
        source.level(plan, families)?;
        Ok(source)
    }

    /// The lines as they came.
    pub(crate) fn given_lines(&self) -> &Table {
        &self.given.0
    }

    /// The agreements as they came.
    pub(crate) fn given_agreement(&self) -> Option<&Arc<Table>> {
        self.given.1.as_ref()
    }

    /// Knows anew which rows are approved.
    pub(crate) fn approve(&mut self, plan: &Plan) -> Result<()> {
        self.approved = match plan.statuses.is_empty() {
            true => None,
            false => Some(self.rows_of(plan, &approved_agencies(plan))?),
        };
        Ok(())
    }

    /// How many of its rows that are there are not there in any of these.
    pub(crate) fn lines_not_in(&self, others: &[Self]) -> u64 {
        let same: Vec<&Self> = others.iter().filter(|other| Arc::ptr_eq(&other.given.0, &self.given.0)).collect();
        let gone = |row: &usize| self.is_there(*row) && !same.iter().any(|other| other.is_there(*row));
        (0..self.lines.rows()).filter(gone).count() as u64
    }

    /// No lines, and these agreements.
    pub(crate) fn with_agreement(&self, agreement: &Arc<Table>) -> Self {
        let mut source = self.clone();
        source.live = Some(Bitmap::new(source.lines.rows(), false));
        source.agreement = Some(Arc::clone(agreement));
        source.given.1 = Some(Arc::clone(agreement));
        source
    }

    /// Gives its tables the levels of their codes.
    pub(crate) fn level(&mut self, plan: &Plan, families: &[Family]) -> Result<()> {
        self.lines = with_levels(&self.given.0, plan, families)?;
        self.agreement = self.given.1.as_ref().map(|table| with_levels(table, plan, families)).transpose()?;
        Ok(())
    }

    /// For each row whether its agency is one of these (folded codes).
    pub(crate) fn rows_of(&self, plan: &Plan, agencies: &BTreeSet<String>) -> Result<Bitmap> {
        let field = position(self.lines.schema(), &plan.agency)?;
        let (codes, ranks) = encode(&self.lines, field);
        let chosen: Vec<bool> = (0_u32..)
            .take(codes.ranks())
            .map(|rank| codes.code(rank).is_some_and(|code| agencies.contains(code)))
            .collect();
        Ok((0..self.lines.rows()).map(|row| chosen.get(ranks.of(row) as usize).copied().unwrap_or(false)).collect())
    }

    /// Whether a row is still there.
    pub(crate) fn is_there(&self, row: usize) -> bool {
        self.live.as_ref().is_none_or(|live| live.get(row))
    }

    /// Whether a row is still there and is a line of its own, not the total of others.
    pub(crate) fn is_live(&self, row: usize) -> bool {
        self.is_there(row) && (self.not_added.is_empty() || !self.not_added.contains_key(&row))
    }

    /// Whether a row belongs to an approved submission; false where that is not known.
    pub(crate) fn is_approved(&self, row: usize) -> bool {
        self.approved.as_ref().is_some_and(|approved| approved.get(row))
    }

    /// Whether a row counts.
    pub(crate) fn counts(&self, row: usize) -> bool {
        self.is_live(row) && (self.preliminary || self.approved.as_ref().is_none_or(|approved| approved.get(row)))
    }

    /// The rows that count; none where all do.
    pub(crate) fn counted(&self) -> Option<Bitmap> {
        let all = self.live.is_none() && self.not_added.is_empty() && (self.preliminary || self.approved.is_none());
        (!all).then(|| (0..self.lines.rows()).map(|row| self.counts(row)).collect())
    }

    /// Whether a row counts whose submission is not approved.
    pub(crate) fn is_preliminary(&self) -> bool {
        self.approved.is_some() && (0..self.lines.rows()).any(|row| self.counts(row) && !self.is_approved(row))
    }

    /// The codes of several fields of the lines and the rank of each row's code among them.
    pub(crate) fn keys_by(&self, by: &[&str]) -> Result<Vec<FieldCodes<'_>>> {
        keys_by(&self.lines, by)
    }

    /// The codes of a field of the lines with the titles that stand beside them: `agency_title` beside `agency`.
    pub(crate) fn codes(&self, field: usize) -> (Codes, Ranks<'_>) {
        entitled(&self.lines, field)
    }
}

/// The codes of a field and the rank of each row's code.
pub(crate) type FieldCodes<'a> = (Codes, Ranks<'a>);

/// The codes of several fields of a table and the rank of each row's code among them.
pub(crate) fn keys_by<'a>(table: &'a Table, by: &[&str]) -> Result<Vec<FieldCodes<'a>>> {
    by.iter().map(|name| Ok(encode(table, position(table.schema(), name)?))).collect()
}

/// The codes of a field, with titles from the field whose name is the same with `_title` behind it.
pub(crate) fn entitled(table: &Table, field: usize) -> (Codes, Ranks<'_>) {
    let (mut codes, ranks) = encode(table, field);
    let name = table.schema().fields().get(field).map(|field| format!("{}_title", field.name));
    let Some(Column::Strings(titles)) = name.and_then(|name| table.column_named(&name)) else { return (codes, ranks) };
    // Rows repeat their titles: each pair of code and title is looked at once.
    let mut seen = FxHashSet::default();
    let mut last = None;
    for (row, id) in titles.ids().iter().enumerate() {
        let pair = (ranks.of(row), *id);
        if last != Some(pair)
            && seen.insert(pair)
            && let Some(title) = titles.get(row)
        {
            codes.entitle(pair.0, title);
        }
        last = Some(pair);
    }
    (codes, ranks)
}

/// The agencies whose submissions are approved, folded.
pub(crate) fn approved_agencies(plan: &Plan) -> BTreeSet<String> {
    let approved = plan.statuses.iter().filter(|(_, state)| **state == plan.approved_state);
    approved.map(|(agency, _)| text::fold(agency)).collect()
}

pub(crate) fn unknown_table(data: &Dataset, name: &str) -> Error {
    let known: Vec<_> = data.tables().map(|(name, _)| name).collect();
    let error = Error::new(
        "consolidation.unknown_table",
        format!("داده جدولی به نام «{name}» ندارد"),
        format!("the data has no table `{name}`"),
    )
    .at(name);
    suggest(error, name, &known)
}
