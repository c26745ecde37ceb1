//! Which of the frozen rows are whose: found once, so that one agency's check does not read all others' rows.

use crate::dataset::{Cell, Row};
use crate::lifecycle::Opened;
use crate::text;
use std::collections::BTreeMap;

/// The positions of the rows of `agreement` and `previous`, by agency.
#[derive(Clone, Debug, Default)]
pub(super) struct Frozen {
    agreement: BTreeMap<String, Vec<usize>>,
    previous: BTreeMap<String, Vec<usize>>,
}

impl Frozen {
    pub(super) fn of(opened: &Opened) -> Self {
        Self { agreement: by_agency(&opened.agreement), previous: by_agency(&opened.previous) }
    }

    /// The credit lines of an agency.
    pub(super) fn agreement<'a>(&'a self, opened: &'a Opened, agency: &str) -> impl Iterator<Item = &'a Row> {
        rows(&opened.agreement, self.agreement.get(agency))
    }

    /// The figures of an agency in the round before.
    pub(super) fn previous<'a>(&'a self, opened: &'a Opened, agency: &str) -> impl Iterator<Item = &'a Row> {
        rows(&opened.previous, self.previous.get(agency))
    }
}

fn rows<'a>(rows: &'a [Row], own: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Row> {
    own.into_iter().flatten().filter_map(|index| rows.get(*index))
}

fn by_agency(rows: &[Row]) -> BTreeMap<String, Vec<usize>> {
    let mut own: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Some(Cell::Text(agency)) = row.get("agency") {
            own.entry(text::fold(agency)).or_default().push(index);
        }
    }
    own
}
