//! What lines that come and go change: summed among themselves first, then taken to the kept groups.
//!
//! A submission of some hundred lines is in far fewer groups than it has lines, and what replaces it is mostly in the same
//! ones. So the kept sums, which lie far apart in memory, are touched once for each of those groups.

use super::branch::{Branch, LINES, MISSING};
use super::kept::{Kept, LiveSource, Moved};
use crate::consolidation::groups::overflow;
use crate::consolidation::pass::{Figure, add_run};
use crate::dataset::{Column, Integers, NO_GROUP, Numbers};
use crate::error::Result;
use rustc_hash::FxHashMap;

/// So many places for each line, and at least so many, are better than a hash map.
const PLACES_PER_LINE: usize = 16;
const FEW_PLACES: usize = 4_096;

impl Kept {
    /// Gathers what some lines add or take away.
    pub(super) fn gather(&mut self, moved: &[Moved<'_>]) -> Result<()> {
        self.gather_sums(moved)?;
        for moved in moved {
            let Some(live) = self.sources.get(moved.at).and_then(Option::as_ref) else { continue };
            let Some(expected) = &mut self.expected else { continue };
            let key = |row: &u32| live.keys.get(*row as usize).copied().unwrap_or(NO_GROUP);
            moved.rows.iter().for_each(|row| expected.shift(key(row), moved.by, moved.approved, moved.counted));
            let strangers: Vec<u32> = moved.rows.iter().copied().filter(|row| key(row) == NO_GROUP).collect();
            if !strangers.is_empty() {
                self.count_strangers(moved.at, &strangers, moved.by);
            }
        }
        Ok(())
    }

    fn gather_sums(&mut self, moved: &[Moved<'_>]) -> Result<()> {
        let names: Vec<&str> = self.frame.measures().iter().map(|measure| measure.name.as_str()).collect();
        let figures = Figures::of(&self.lines(moved), &names)?;
        let groups = self.groups(moved);
        for (branch, groups) in self.branches.iter_mut().zip(&groups).filter(|(branch, _)| branch.fed_by.is_none()) {
            figures.add_to(branch, groups)?;
        }
        Ok(())
    }

    /// The groups of the lines that count, in every branch; those that are new are made.
    pub(super) fn groups(&mut self, moved: &[Moved<'_>]) -> Vec<NearGroups> {
        let mut places = std::mem::take(&mut self.places);
        let lines = self.lines(moved);
        let count = lines.iter().map(|(_, moved)| moved.rows.len()).sum();
        let fields = self.fields.iter().zip(&mut places).enumerate();
        let codes: Vec<Near> = fields
            .map(|(field, ((_, codes), place))| {
                place.resize(codes.numbers(), 0);
                Near::codes(&lines, field, place)
            })
            .collect();
        self.places = places;
        let mut groups: Vec<NearGroups> = Vec::with_capacity(self.branches.len());
        for branch in &mut self.branches {
            let above = branch.parent.and_then(|parent| groups.get(parent));
            groups.push(match (branch.field().and_then(|field| codes.get(field)), above) {
                (Some(codes), Some(above)) => {
                    let near = Near::below(&above.near, codes);
                    let kept = near.members.iter().map(|(group, code)| {
                        let number = codes.members.get(*code as usize).map_or(0, |(_, number)| *number);
                        branch.enter(above.kept.get(*group as usize).copied().unwrap_or(0), number)
                    });
                    NearGroups { kept: kept.collect(), near }
                }
                _ => NearGroups { kept: vec![0], near: Near::whole(count) },
            });
        }
        groups
    }

    /// The lines that count, with their datasets.
    fn lines<'a>(&'a self, moved: &'a [Moved<'a>]) -> Vec<(&'a LiveSource, &'a Moved<'a>)> {
        let counted = moved.iter().filter(|moved| moved.counted);
        counted.filter_map(|moved| Some((self.sources.get(moved.at)?.as_ref()?, moved))).collect()
    }
}

/// The groups of some lines in one branch.
pub(super) struct NearGroups {
    near: Near,
    /// Which kept group each of them is.
    kept: Vec<u32>,
}

impl NearGroups {
    /// The kept group of each line.
    pub(super) fn of_lines(&self) -> impl Iterator<Item = u32> {
        self.near.of_lines.iter().map(|group| self.kept.get(*group as usize).copied().unwrap_or(0))
    }
}

/// Things that some lines have, counted in the order in which they come: few, so that they have a place each in small
/// tables.
struct Near {
    /// The thing of each line.
    of_lines: Vec<u32>,
    /// What each thing is: a group above and a code of a group; the number of a code.
    members: Vec<(u32, u32)>,
}

impl Near {
    /// All lines are in one group.
    fn whole(lines: usize) -> Self {
        Self { of_lines: vec![0; lines], members: vec![(0, 0)] }
    }

    /// The codes of a field; `place` has a zero for each number, and is left so.
    fn codes(lines: &[(&LiveSource, &Moved<'_>)], field: usize, place: &mut [u32]) -> Self {
        let mut numbers = Vec::with_capacity(lines.iter().map(|(_, moved)| moved.rows.len()).sum());
        for (live, moved) in lines {
            if let Some((at, numbering)) = live.numberings.get(field) {
                numbering.reader(&live.source.lines, *at).read(moved.rows, &mut numbers);
            }
        }
        let mut members = Vec::new();
        for number in &mut numbers {
            if let Some(slot) = place.get_mut(*number as usize) {
                *number = entered(slot, (0, *number), &mut members);
            }
        }
        for (_, number) in &members {
            place.get_mut(*number as usize).into_iter().for_each(|slot| *slot = 0);
        }
        Self { of_lines: numbers, members }
    }

    /// The groups of codes below groups.
    fn below(above: &Self, codes: &Self) -> Self {
        if above.members.len() == 1 {
            // One group above: each code is a group.
            let members = (0..).zip(&codes.members).map(|(code, _)| (0, code)).collect();
            return Self { of_lines: codes.of_lines.clone(), members };
        }
        let mut members = Vec::new();
        let pairs = above.of_lines.iter().copied().zip(codes.of_lines.iter().copied());
        let width = codes.members.len();
        let places = above.members.len().saturating_mul(width);
        let of_lines = if places <= above.of_lines.len().saturating_mul(PLACES_PER_LINE).max(FEW_PLACES) {
            let mut table = vec![0; places];
            let of_pair = |(above, code): (u32, u32)| {
                let at = (above as usize).wrapping_mul(width).wrapping_add(code as usize);
                table.get_mut(at).map_or(0, |slot| entered(slot, (above, code), &mut members))
            };
            pairs.map(of_pair).collect()
        } else {
            let mut map = FxHashMap::default();
            pairs.map(|pair| entered(map.entry(pair).or_insert(0), pair, &mut members)).collect()
        };
        Self { of_lines, members }
    }
}

/// The number of a thing whose place holds that number, counted from 1, or 0 where the thing is new.
#[inline]
fn entered(place: &mut u32, member: (u32, u32), members: &mut Vec<(u32, u32)>) -> u32 {
    if *place == 0 {
        members.push(member);
        *place = u32::try_from(members.len()).unwrap_or(u32::MAX);
    }
    place.wrapping_sub(1)
}

/// What lines add or take away: for each line its figures and, as one more of them, how many lines it is.
struct Figures {
    /// How many figures a line has here.
    stride: usize,
    figures: Integers,
    /// Lines without a figure: line, measure, and whether the line comes or goes.
    missing: Vec<(usize, usize, i64)>,
}

impl Figures {
    fn of(lines: &[(&LiveSource, &Moved<'_>)], measures: &[&str]) -> Result<Self> {
        let count: usize = lines.iter().map(|(_, moved)| moved.rows.len()).sum();
        let columns = lines.iter().flat_map(|(live, _)| measures.iter().filter_map(|name| column(live, name)));
        let largest = columns.clone().map(Numbers::largest).max().unwrap_or(0);
        let are_narrow = columns.map(Numbers::values).all(|values| matches!(values, Integers::Narrow(_)));
        // No sum over these lines leaves 64 bits where so many of the largest figure do not.
        let bound = largest.checked_mul(count as u128);
        let is_narrow = are_narrow && bound.is_some_and(|bound| bound <= u128::from(i64::MAX.unsigned_abs()));
        let stride = measures.len().saturating_add(1);
        let mut missing = Vec::new();
        let mut first = 0_usize;
        for (live, moved) in lines {
            for (measure, name) in measures.iter().enumerate() {
                let numbers = column(live, name);
                if numbers.is_none_or(|numbers| numbers.validity().is_some()) {
                    let absent = |row: &u32| numbers.is_none_or(|numbers| numbers.get(*row as usize).is_none());
                    let absent = moved.rows.iter().zip(first..).filter(|(row, _)| absent(row));
                    missing.extend(absent.map(|(_, line)| (line, measure, moved.by)));
                }
            }
            first = first.saturating_add(moved.rows.len());
        }
        let places = count.saturating_mul(stride);
        let figures = match is_narrow {
            true => Integers::Narrow(line_after_line(lines, measures, vec![0; places])?),
            false => Integers::Wide(line_after_line(lines, measures, vec![0; places])?),
        };
        Ok(Self { stride, figures, missing })
    }

    /// Sums them by their groups and adds the sums to those that a branch gathers.
    fn add_to(&self, branch: &mut Branch, NearGroups { near: groups, kept }: &NearGroups) -> Result<()> {
        let places = groups.members.len().saturating_mul(self.stride);
        match &self.figures {
            Integers::Narrow(figures) => {
                let mut sums = vec![0; places];
                add_run(&groups.of_lines, figures, &mut sums, self.stride);
                for (group, sums) in kept.iter().zip(sums.chunks_exact(self.stride)) {
                    gathered(branch, *group, sums)?;
                }
            }
            Integers::Wide(figures) => {
                let mut sums = vec![0_i128; places];
                for (group, figures) in groups.of_lines.iter().zip(figures.chunks_exact(self.stride)) {
                    let from = (*group as usize).wrapping_mul(self.stride);
                    for (sum, figure) in sums.iter_mut().skip(from).zip(figures) {
                        *sum = sum.checked_add(*figure).ok_or_else(overflow)?;
                    }
                }
                for (group, sums) in kept.iter().zip(sums.chunks_exact(self.stride)) {
                    gathered(branch, *group, sums)?;
                }
            }
        }
        for (line, measure, by) in &self.missing {
            let group = groups.of_lines.get(*line).and_then(|group| kept.get(*group as usize));
            let counts = group.map(|group| branch.touch(*group).1);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(measure.wrapping_add(MISSING))) {
                *count = count.wrapping_add(*by);
            }
        }
        Ok(())
    }
}

/// The figures of lines that come or go, with the sign of that; `places` has room for all of them.
fn line_after_line<T: Signed>(
    lines: &[(&LiveSource, &Moved<'_>)],
    measures: &[&str],
    mut places: Vec<T>,
) -> Result<Vec<T>> {
    let stride = measures.len().saturating_add(1);
    let mut rest = places.as_mut_slice();
    for (live, moved) in lines {
        let (own, others) = rest.split_at_mut(moved.rows.len().saturating_mul(stride).min(rest.len()));
        rest = others;
        let columns = measures.iter().map(|name| column(live, name)).enumerate();
        for (measure, numbers) in columns.filter_map(|(measure, numbers)| Some((measure, numbers?.values()))) {
            let values = T::of(numbers);
            for (line, row) in own.chunks_exact_mut(stride).zip(moved.rows) {
                let value = match values {
                    Some(values) => values.get(*row as usize).copied(),
                    None => Some(T::one(numbers, *row as usize)),
                };
                if let (Some(slot), Some(value)) = (line.get_mut(measure), value) {
                    *slot = if moved.by < 0 { value.negated().ok_or_else(overflow)? } else { value };
                }
            }
        }
        for slot in own.iter_mut().skip(measures.len()).step_by(stride) {
            *slot = T::from(if moved.by < 0 { -1 } else { 1 });
        }
    }
    Ok(places)
}

/// A figure that may be taken away.
trait Signed: Figure {
    fn negated(self) -> Option<Self>;
}

impl Signed for i64 {
    fn negated(self) -> Option<Self> {
        self.checked_neg()
    }
}

impl Signed for i128 {
    fn negated(self) -> Option<Self> {
        self.checked_neg()
    }
}

/// The column of a measure, where the lines have one.
fn column<'a>(live: &'a LiveSource, measure: &str) -> Option<&'a Numbers> {
    match live.source.lines.column_named(measure) {
        Some(Column::Numbers(numbers)) => Some(numbers),
        _ => None,
    }
}

/// Adds the sums of a group, the last of which is its lines, to those that a branch gathers.
fn gathered<T: Copy + Into<i128>>(branch: &mut Branch, group: u32, own: &[T]) -> Result<()> {
    let Some((lines, own)) = own.split_last() else { return Ok(()) };
    let (sums, counts) = branch.touch(group);
    for (sum, part) in sums.iter_mut().zip(own) {
        *sum = sum.checked_add((*part).into()).ok_or_else(overflow)?;
    }
    if let Some(count) = counts.get_mut(LINES) {
        let lines: i128 = (*lines).into();
        *count = count.wrapping_add(i64::try_from(lines).unwrap_or(0));
    }
    Ok(())
}
