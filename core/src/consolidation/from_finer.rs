//! Which groupings are summed row by row, and which are rolled up from the groups of a finer one.
//!
//! The groups by kind and chapter are sums of the groups by agency, kind, chapter and programme; and three groupings by
//! one field of few codes each are cheaper as one pass by all three fields, whose few groups are then rolled up three
//! times. Sums are exact, so the answer is the same.

use super::groups::Groups;
use super::pass::Lines;
use crate::error::Result;

/// A grouping by several fields together that nobody asked for has no more groups than this: their sums stay in the
/// processor's cache.
const MOST_TOGETHER: usize = 4_096;
/// A grouping is rolled up from groups that are fewer than the rows by this factor.
const FEWER: usize = 4;

impl Lines<'_> {
    /// The groups of the lines for each list of fields (positions in `fields`).
    pub(crate) fn groups(&self, by: &[Vec<usize>]) -> Result<Vec<Groups>> {
        // Where a sum might leave 128 bits on the way, every grouping must come upon it in its own order of rows.
        if !self.cannot_overflow() {
            return self.summed(by);
        }
        let finest: Vec<Vec<usize>> = self.together(by.iter().enumerate().filter_map(|(at, fields)| {
            let finer = |(other, more): (usize, &Vec<usize>)| {
                other != at && is_within(fields, more) && (fields.len() < more.len() || other < at)
            };
            (!by.iter().enumerate().any(finer)).then(|| fields.clone())
        }));
        let mut sums = self.summed(&finest)?;
        // From which of them a grouping is rolled up; from none where that would cost more than its rows.
        let source = |fields: &Vec<usize>| {
            let all = finest.iter().zip(&sums).enumerate().filter(|(_, (more, _))| is_within(fields, more));
            let few = all.filter(|(_, (more, sums))| *more == fields || sums.len() <= self.rows / FEWER);
            few.min_by_key(|(_, (more, sums))| (*more != fields, sums.len())).map(|(at, _)| at)
        };
        let sources: Vec<Option<usize>> = by.iter().map(source).collect();
        let left = by.iter().zip(&sources).filter(|(_, source)| source.is_none());
        let mut left = self.summed(&left.map(|(fields, _)| fields.clone()).collect::<Vec<_>>())?.into_iter();
        let mut found = vec![Groups::default(); by.len()];
        for ((place, fields), source) in found.iter_mut().zip(by).zip(&sources) {
            let more = source.and_then(|at| Some((finest.get(at)?, sums.get(at)?)));
            *place = match more {
                None => left.next().unwrap_or_default(),
                Some((more, _)) if more == fields => continue,
                Some((more, groups)) => {
                    let places = fields.iter().filter_map(|field| more.iter().position(|other| other == field));
                    groups.rolled_up(&places.collect::<Vec<usize>>())?
                }
            };
        }
        // Those that are asked for as they were summed are handed over when nothing is rolled up from them any more.
        for (index, (place, (fields, source))) in found.iter_mut().zip(by.iter().zip(&sources)).enumerate() {
            let exact = source.filter(|at| finest.get(*at) == Some(fields));
            let Some(groups) = exact.and_then(|at| sums.get_mut(at)) else { continue };
            let again = by.iter().skip(index.saturating_add(1)).any(|other| other == fields);
            *place = if again { groups.clone() } else { std::mem::take(groups) };
        }
        Ok(found)
    }

    /// The same lists of fields, those of few codes put together while their groups are few.
    fn together(&self, lists: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
        let ranks = |field: &usize| self.fields.get(*field).map_or(1, |(_, ranks)| *ranks);
        let groups =
            |fields: &[usize]| fields.iter().map(ranks).try_fold(1_usize, usize::checked_mul).unwrap_or(usize::MAX);
        let mut lists: Vec<Vec<usize>> = lists.collect();
        lists.sort_by_key(|fields| groups(fields));
        let mut put: Vec<Vec<usize>> = Vec::new();
        for fields in lists {
            let joined = put.last().map(|last| {
                let more = fields.iter().filter(|field| !last.contains(field));
                last.iter().chain(more).copied().collect::<Vec<usize>>()
            });
            let few = |fields: &Vec<usize>| groups(fields) <= MOST_TOGETHER.min(self.rows / FEWER);
            match (put.last_mut(), joined.filter(few)) {
                (Some(last), Some(joined)) => *last = joined,
                _ => put.push(fields),
            }
        }
        put
    }
}

/// Whether all fields of one list are in another.
fn is_within(fields: &[usize], more: &[usize]) -> bool {
    fields.iter().all(|field| more.contains(field))
}
