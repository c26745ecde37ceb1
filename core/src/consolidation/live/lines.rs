//! Lines on their way into the kept sums: where their datasets are held, and which groups they are in.

use super::branch::{UNEXPECTED, hand_on};
use super::codes::{LiveCodes, Numbering};
use super::kept::{Kept, LiveSource, Moved};
use crate::consolidation::plan::position;
use crate::consolidation::source::Source;
use crate::dataset::{Column, NO_GROUP};
use crate::error::Result;

impl Kept {
    /// Takes a dataset in whose lines are in the sums already.
    pub(super) fn take_in(&mut self, source: Source) -> Result<()> {
        let at = self.enter(source)?;
        let Some(live) = self.sources.get(at).and_then(Option::as_ref) else { return Ok(()) };
        let source = &live.source;
        let there: Vec<u32> =
            (0_u32..).take(source.lines.rows()).filter(|row| source.is_there(*row as usize)).collect();
        let mut of_agency: Vec<Vec<u32>> = Vec::new();
        let mut agencies = LiveCodes::default();
        if let Some((field, _)) = source.lines.schema().field(&self.frame.plan().agency) {
            let numbering = Numbering::enter(&source.lines, field, &mut agencies);
            let reader = numbering.reader(&source.lines, field);
            for row in &there {
                let agency = reader.of(*row as usize) as usize;
                if of_agency.len() <= agency {
                    of_agency.resize(agency.saturating_add(1), Vec::new());
                }
                of_agency.get_mut(agency).into_iter().for_each(|rows| rows.push(*row));
            }
        }
        let mut unexpected = Vec::new();
        for row in &there {
            let key = live.keys.get(*row as usize).copied().unwrap_or(NO_GROUP);
            let (approved, counted) = (source.is_approved(*row as usize), source.counts(*row as usize));
            match &mut self.expected {
                Some(_) if key == NO_GROUP => unexpected.push(*row),
                Some(expected) => expected.shift(key, 1, approved, counted),
                None => {}
            }
            let known = source.approved.is_some();
            self.preliminary = self.preliminary.saturating_add(i64::from(known && counted && !approved));
        }
        for (agency, rows) in (0_u32..).zip(of_agency) {
            let code = agencies.code(agency).unwrap_or_default();
            if !rows.is_empty() {
                self.held.entry(code.to_owned()).or_default().push((at, rows));
            }
        }
        self.strangers(at, &unexpected)
    }

    /// Counts lines of a dataset that no agreement has.
    fn strangers(&mut self, at: usize, rows: &[u32]) -> Result<()> {
        self.count_strangers(at, rows, 1);
        hand_on(&mut self.branches)?;
        self.branches.iter_mut().for_each(|branch| _ = branch.commit());
        Ok(())
    }

    /// Gathers that lines which no agreement has come (1) or go (-1).
    pub(super) fn count_strangers(&mut self, at: usize, rows: &[u32], by: i64) {
        let groups = self.groups(&[Moved { at, rows, by, approved: false, counted: true }]);
        for (branch, groups) in self.branches.iter_mut().zip(&groups).filter(|(branch, _)| branch.fed_by.is_none()) {
            for group in groups.of_lines() {
                if let Some(count) = branch.touch(group).1.get_mut(UNEXPECTED) {
                    *count = count.wrapping_add(by);
                }
            }
        }
    }

    /// Gives a dataset a place.
    pub(super) fn enter(&mut self, source: Source) -> Result<usize> {
        let mut numberings = Vec::with_capacity(self.fields.len());
        for (name, codes) in &mut self.fields {
            let field = position(source.lines.schema(), name)?;
            let numbering = Numbering::enter(&source.lines, field, codes);
            let titles = source.lines.column_named(&format!("{name}_title"));
            if let Some(Column::Strings(titles)) = titles {
                let reader = numbering.reader(&source.lines, field);
                let mut last = None;
                for (row, id) in titles.ids().iter().enumerate() {
                    let pair = (reader.of(row), *id);
                    if last != Some(pair)
                        && let Some(title) = titles.get(row)
                    {
                        codes.entitle(pair.0, title);
                    }
                    last = Some(pair);
                }
            }
            numberings.push((field, numbering));
        }
        let keys = self.expected.as_ref().map(|expected| expected.keys(&source.lines)).transpose()?.unwrap_or_default();
        let there = (0..source.lines.rows()).filter(|row| source.is_there(*row)).count();
        let live = LiveSource { source, numberings, keys, there };
        match self.sources.iter().position(Option::is_none) {
            Some(free) => {
                if let Some(place) = self.sources.get_mut(free) {
                    *place = Some(live);
                }
                Ok(free)
            }
            None => {
                self.sources.push(Some(live));
                Ok(self.sources.len().saturating_sub(1))
            }
        }
    }
}
