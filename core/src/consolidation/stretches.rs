//! In which order rows are summed: those of one code together, where they lie together already.
//!
//! An agency's submissions are a few stretches of neighbouring rows. Taken agency by agency, the groups of one agency
//! are all that has to be looked up at a time, and they are finished, in order, before those of the next one begin; and
//! threads that take different agencies have no group in common.

use super::codes::Ranks;
use super::pass::Lines;
use std::ops::Range;

/// Stretches are of so many rows on the average, or the order of the rows is left as it is.
const SHORTEST: usize = 64;
/// A list of fields with no more packed numbers than this gains nothing.
const FEW: usize = 4_096;

/// Neighbouring rows of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The rank of their code in the leading field; 0 where no field leads.
    pub(super) code: u32,
    pub(super) rows: Range<usize>,
}

/// All rows, in the order in which they are summed.
#[derive(Debug)]
pub(super) struct Stretches {
    /// The field by whose codes the stretches are sorted, if they are.
    pub(super) lead: Option<usize>,
    sorted: Vec<Stretch>,
}

impl Stretches {
    /// The order of the rows for lists of fields: that of the first field of one of them, where this helps.
    pub(super) fn of(lines: &Lines<'_>, by: &[Vec<usize>]) -> Self {
        let ranks = |field: &usize| lines.fields.get(*field).map_or(1, |(_, ranks)| *ranks);
        let many = |fields: &&Vec<usize>| {
            let numbers = fields.iter().try_fold(1_usize, |all, field| all.checked_mul(ranks(field)));
            numbers.is_none_or(|numbers| FEW < numbers)
        };
        let mut leads: Vec<usize> = by.iter().filter(many).filter_map(|fields| fields.first().copied()).collect();
        leads.sort_by_key(|field| (usize::MAX.wrapping_sub(ranks(field)), *field));
        leads.dedup();
        // Where a sum might leave 128 bits on the way, the order of the rows decides whether it does: it stays as given.
        if !lines.cannot_overflow() {
            leads.clear();
        }
        let most = lines.rows / SHORTEST;
        let sorted = leads.into_iter().find_map(|field| {
            let mut sorted = lines.fields.get(field)?.0.stretches(lines.rows, most)?;
            sorted.sort_by_key(|stretch| (stretch.code, stretch.rows.start));
            Some((field, sorted))
        });
        match sorted {
            Some((field, sorted)) if !sorted.is_empty() => Self { lead: Some(field), sorted },
            _ => Self { lead: None, sorted: vec![Stretch { code: 0, rows: 0..lines.rows }] },
        }
    }

    /// All of them in so many parts of about the same size, or fewer, but at least one; no code of the leading field is in
    /// two of them.
    pub(super) fn parts(mut self, parts: usize, least: usize) -> Vec<Vec<Stretch>> {
        let rows = self.sorted.iter().map(|stretch| stretch.rows.len()).sum::<usize>();
        let size = rows.div_ceil(parts.max(1)).max(least).max(1);
        if self.lead.is_none() {
            let cut = |from: usize| Stretch { code: 0, rows: from..from.saturating_add(size).min(rows) };
            return (0..rows.max(1)).step_by(size).map(|from| vec![cut(from)]).collect();
        }
        let mut all = Vec::new();
        while !self.sorted.is_empty() {
            let (mut rows, mut last) = (0_usize, None);
            let within = |stretch: &Stretch| {
                let within = rows < size || last == Some(stretch.code);
                rows = rows.saturating_add(stretch.rows.len());
                last = Some(stretch.code);
                within
            };
            let cut = self.sorted.iter().map(within).take_while(|within| *within).count();
            let rest = self.sorted.split_off(cut);
            all.push(std::mem::replace(&mut self.sorted, rest));
        }
        all
    }
}

impl Ranks<'_> {
    /// Neighbouring rows of one code, in the order of the rows; none where there would be more than so many.
    fn stretches(&self, rows: usize, most: usize) -> Option<Vec<Stretch>> {
        let mut all: Vec<Stretch> = Vec::new();
        let mut put = |rows: Range<usize>| {
            let code = self.of(rows.start);
            match all.last_mut() {
                Some(last) if last.code == code => last.rows.end = rows.end,
                _ => all.push(Stretch { code, rows }),
            }
            (all.len() <= most).then_some(())
        };
        let mut row = 0_usize;
        match self {
            // Few numbers have to be looked at: only where they change.
            Self::Dictionary { ids, validity: None, .. } => {
                for same in ids.get(..rows)?.chunk_by(PartialEq::eq) {
                    let end = row.saturating_add(same.len());
                    put(row..end)?;
                    row = end;
                }
            }
            _ => (0..rows).try_for_each(|row| put(row..row.saturating_add(1)))?,
        }
        Some(all)
    }
}

#[cfg(test)]
#[path = "stretches_tests.rs"]
mod tests;
