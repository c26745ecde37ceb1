//! The terms of a round, as they were frozen: which rows are whose, found once, so that one agency's check does not read
//! all others' rows.

use crate::dataset::{Cell, Row};
use crate::lifecycle::Opened;
use crate::text;
use std::collections::BTreeMap;

/// The rows of `agreement` and `previous`: those that the round was opened with, then those of agencies admitted late.
#[derive(Clone, Debug, Default)]
pub(super) struct Frozen {
    agreement: Rows,
    previous: Rows,
}

/// Rows, and their positions by agency.
#[derive(Clone, Debug, Default)]
struct Rows {
    rows: Vec<Row>,
    by_agency: BTreeMap<String, Vec<usize>>,
}

impl Frozen {
    pub(super) fn of(opened: &Opened) -> Self {
        let mut frozen = Self::default();
        frozen.add(&opened.agreement, &opened.previous);
        frozen
    }

    /// The rows of agencies that come in.
    pub(super) fn add(&mut self, agreement: &[Row], previous: &[Row]) {
        self.agreement.add(agreement);
        self.previous.add(previous);
    }

    /// The credit lines of an agency.
    pub(super) fn agreement(&self, agency: &str) -> impl Iterator<Item = &Row> {
        self.agreement.of(agency)
    }

    /// The figures of an agency in the round before.
    pub(super) fn previous(&self, agency: &str) -> impl Iterator<Item = &Row> {
        self.previous.of(agency)
    }

    /// The credit lines of all agencies.
    pub(super) fn all_agreement(&self) -> &[Row] {
        &self.agreement.rows
    }

    /// The figures of all agencies in the round before.
    pub(super) fn all_previous(&self) -> &[Row] {
        &self.previous.rows
    }
}

impl Rows {
    fn add(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(Cell::Text(agency)) = row.get("agency") {
                self.by_agency.entry(text::fold(agency)).or_default().push(self.rows.len());
            }
            self.rows.push(row.clone());
        }
    }

    fn of(&self, agency: &str) -> impl Iterator<Item = &Row> {
        self.by_agency.get(agency).into_iter().flatten().filter_map(|index| self.rows.get(*index))
    }
}
