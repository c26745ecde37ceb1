//! What some lines add or take away: summed among themselves first, as any lines are, then taken to the kept groups.
//!
//! A submission of some hundred lines is in far fewer groups than it has lines, so the kept sums, which lie far apart in
//! memory, are touched once for each of those groups.

use super::branch::{Branch, LINES, MISSING};
use super::codes::Numbering;
use super::kept::{Kept, LiveSource, Moved};
use crate::consolidation::codes::Ranks;
use crate::consolidation::groups::{Groups, overflow};
use crate::consolidation::pass::Lines;
use crate::dataset::{Bitmap, Column, Integers, NO_GROUP, Numbers};
use crate::error::Result;
use std::borrow::Cow;

impl Kept {
    /// Gathers what some lines add or take away.
    pub(super) fn gather(&mut self, moved: &Moved<'_>) -> Result<()> {
        if moved.counted {
            self.gather_sums(moved)?;
        }
        let Some(live) = self.sources.get(moved.at).and_then(Option::as_ref) else { return Ok(()) };
        let Some(expected) = &mut self.expected else { return Ok(()) };
        let key = |row: &u32| live.keys.get(*row as usize).copied().unwrap_or(NO_GROUP);
        moved.rows.iter().for_each(|row| expected.shift(key(row), moved.by, moved.approved, moved.counted));
        let strangers: Vec<u32> = moved.rows.iter().copied().filter(|row| key(row) == NO_GROUP).collect();
        if !strangers.is_empty() {
            self.count_strangers(moved.at, &strangers, moved.by);
        }
        Ok(())
    }

    fn gather_sums(&mut self, moved: &Moved<'_>) -> Result<()> {
        let Some(live) = self.sources.get(moved.at).and_then(Option::as_ref) else { return Ok(()) };
        let fed_by_lines = |branch: &&Branch| branch.fed_by.is_none();
        let by: Vec<Vec<usize>> = self.branches.iter().filter(fed_by_lines).map(|branch| branch.fields.clone()).collect();
        let numbers = live.numberings.iter().map(|(field, numbering)| numbers_of(live, *field, numbering, moved.rows));
        // The codes of these lines in the order in which they come: few, so that they pack into small tables.
        let (ranks, codes): (Vec<_>, Vec<_>) = numbers.zip(&mut self.places).map(|(of, place)| near(of, place)).unzip();
        let columns: Vec<Option<Cow<'_, Numbers>>> =
            self.frame.measures().iter().map(|measure| figures_of(live, &measure.name, moved.rows)).collect();
        let lines = Lines {
            rows: moved.rows.len(),
            counted: None,
            fields: ranks.into_iter().zip(&codes).map(|(ranks, codes)| (Ranks::Rows(ranks), codes.len())).collect(),
            measures: columns.iter().map(Option::as_deref).collect(),
        };
        let summed = lines.groups(&by)?;
        let from_lines: Vec<usize> = (0..self.branches.len())
            .filter(|at| self.branches.get(*at).is_some_and(|branch| branch.fed_by.is_none()))
            .collect();
        for (at, groups) in from_lines.into_iter().zip(&summed) {
            self.take_over(at, groups, &codes, moved.by)?;
        }
        Ok(())
    }

    /// Takes the sums of some lines to the groups of a branch; `codes` has the number of each of their codes.
    fn take_over(&mut self, at: usize, groups: &Groups, codes: &[Vec<u32>], by: i64) -> Result<()> {
        let road = self.road(at);
        // The groups above the last one: the next group mostly has the same.
        let mut last: Vec<(u32, u32)> = Vec::with_capacity(road.len());
        for group in groups.iter() {
            let same = last.iter().zip(group.key).take_while(|((code, _), other)| code == *other).count();
            last.truncate(same);
            for (level, code) in road.iter().zip(group.key).skip(same) {
                let Some(branch) = self.branches.get_mut(*level) else { continue };
                let number = branch.field().and_then(|field| codes.get(field)?.get(*code as usize));
                let above = last.last().map_or(0, |(_, group)| *group);
                last.push((*code, branch.enter(above, number.copied().unwrap_or(0))));
            }
            let Some(branch) = self.branches.get_mut(at) else { continue };
            let (sums, counts) = branch.touch(last.last().map_or(0, |(_, group)| *group));
            for (sum, part) in sums.iter_mut().zip(group.sums) {
                let part = if by < 0 { part.checked_neg() } else { Some(*part) };
                *sum = part.and_then(|part| sum.checked_add(part)).ok_or_else(overflow)?;
            }
            let parts = [(LINES, &group.lines)].into_iter().chain((MISSING..).zip(group.missing));
            for (place, part) in parts {
                if let Some(count) = counts.get_mut(place) {
                    *count = count.wrapping_add(by.wrapping_mul(i64::try_from(*part).unwrap_or(i64::MAX)));
                }
            }
        }
        Ok(())
    }

    /// The branches from below the whole to one of them.
    fn road(&self, to: usize) -> Vec<usize> {
        let mut road = Vec::new();
        let mut at = Some(to);
        while let Some((place, branch)) = at.and_then(|at| Some((at, self.branches.get(at)?))) {
            if branch.field().is_some() {
                road.push(place);
            }
            at = branch.parent;
        }
        road.reverse();
        road
    }
}

/// The number of the code of each of some rows.
fn numbers_of(live: &LiveSource, field: usize, numbering: &Numbering, rows: &[u32]) -> Vec<u32> {
    let reader = numbering.reader(&live.source.lines, field);
    rows.iter().map(|row| reader.of(*row as usize)).collect()
}

/// Numbers counted among themselves, and which number each of them was. 0, which is no code, stays what it is; `place`
/// has a zero for every number, and is left so.
fn near(mut numbers: Vec<u32>, place: &mut Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    let mut known = vec![0];
    for number in numbers.iter_mut().filter(|number| **number != 0) {
        let at = *number as usize;
        if place.len() <= at {
            place.resize(at.saturating_add(1), 0);
        }
        let Some(slot) = place.get_mut(at) else { continue };
        if *slot == 0 {
            *slot = u32::try_from(known.len()).unwrap_or(u32::MAX);
            known.push(*number);
        }
        *number = *slot;
    }
    for number in &known {
        place.get_mut(*number as usize).into_iter().for_each(|slot| *slot = 0);
    }
    (numbers, known)
}

/// The figures of some rows; none where the lines do not have them.
fn figures_of<'a>(live: &'a LiveSource, measure: &str, rows: &[u32]) -> Option<Cow<'a, Numbers>> {
    let Some(Column::Numbers(numbers)) = live.source.lines.column_named(measure) else { return None };
    if rows.len() == live.source.lines.rows() {
        return Some(Cow::Borrowed(numbers));
    }
    let rows = || rows.iter().map(|row| *row as usize);
    let values = match numbers.values() {
        Integers::Narrow(all) => Integers::Narrow(rows().map(|row| all.get(row).copied().unwrap_or_default()).collect()),
        Integers::Wide(all) => Integers::Wide(rows().map(|row| all.get(row).copied().unwrap_or_default()).collect()),
    };
    let validity = numbers.validity().map(|validity| rows().map(|row| validity.get(row)).collect::<Bitmap>());
    Some(Cow::Owned(Numbers::new(values, numbers.scale(), validity)))
}
