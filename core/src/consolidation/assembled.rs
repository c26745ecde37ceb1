//! A consolidation taken apart into what is summed and what is known, and put together again.

use super::codes::Codes;
use super::consolidated::{Consolidation, Grouping, Status};
use super::family::Family;
use super::hierarchy::ParentRows;
use super::measure::{Measure, mixed_units};
use super::source::Source;
use crate::error::Result;
use std::mem::take;

impl Consolidation {
    /// The same without groups and lines, its groups, and its lines; one source stays in it as a pattern.
    pub(super) fn taken_apart(mut self) -> (Self, Vec<Grouping>, Vec<Source>) {
        let (groupings, sources) = (take(&mut self.groupings), take(&mut self.sources));
        self.sources = sources.first().cloned().into_iter().collect();
        (self, groupings, sources)
    }

    /// The same with groups and lines again.
    pub(super) fn put_together(
        &self,
        status: Status,
        codes: Vec<Codes>,
        groupings: Vec<Grouping>,
        sources: Vec<Source>,
    ) -> Self {
        let mut total = self.clone();
        for (field, codes) in total.fields.iter_mut().zip(codes) {
            field.codes = codes;
        }
        total.status = status;
        total.groupings = groupings;
        total.sources = sources;
        total
    }

    /// Whether which lines are added depends on which others there are, or the agreements are more than one table.
    pub(super) fn may_leave_lines_out(&self) -> bool {
        let plan = &self.plan;
        let states = plan.hierarchies.iter().any(|hierarchy| hierarchy.parent_rows == ParentRows::Stated);
        let mut tables = self.sources.iter().filter_map(|source| source.agreement.as_ref());
        let first = tables.next();
        let several = tables.any(|table| !first.is_some_and(|first| std::sync::Arc::ptr_eq(first, table)));
        let marked = !plan.totals_marked_by.is_empty() || plan.until.is_some();
        states || several || marked || self.families.iter().any(Family::leaves_out)
    }

    /// Refuses lines whose measures have another unit or scale.
    pub(super) fn fits(&self, source: &Source) -> Result<()> {
        let theirs = Measure::all(source.lines.schema(), &self.plan)?;
        for (ours, theirs) in self.measures().iter().zip(&theirs) {
            if ours.kind != theirs.kind {
                return Err(mixed_units(ours, theirs));
            }
            if ours.scale != theirs.scale {
                return Err(super::change::plan_mismatch().at(ours.name.as_str()));
            }
        }
        Ok(())
    }
}
