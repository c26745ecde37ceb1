//! What the agreements expect and what of it has come, counted as lines come and go.

use super::branch::Branch;
use super::codes::{LiveCodes, Numbering};
use crate::consolidation::cell::NamedRatio;
use crate::consolidation::codes::NO_CODE;
use crate::consolidation::coverage::{Count, Coverage, Missing, key_of};
use crate::consolidation::groups::overflow;
use crate::consolidation::plan::{Plan, position};
use crate::consolidation::source::entitled;
use crate::dataset::{KeyIndex, NO_GROUP, Table};
use crate::error::Result;
use crate::scaled::Scaled;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of a line: whether it is reported, approved, counted. Numbers of lines, or truth as 0 and 1.
type Seen = [i64; 3];
const COUNTED: usize = 2;

/// The lines of the agreements.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) table: Arc<Table>,
    index: KeyIndex,
    /// The fields of the lines by which they are found.
    key: Vec<String>,
    /// The rows of each key, one after another, and where each key's begin.
    rows: Vec<u32>,
    starts: Vec<usize>,
    credits: Vec<Option<Scaled>>,
    /// How many lines have come of each key.
    seen: Vec<Seen>,
    /// Code and title of each agency.
    agencies: Vec<(String, Option<String>)>,
    /// For each grouping that the agreements know.
    known: Vec<Option<Known>>,
    /// The keys that the change at hand has touched, as they were.
    touched: Vec<(u32, Seen)>,
}

/// One grouping that the agreements know.
#[derive(Clone, Debug)]
struct Known {
    /// The place of each row's group and agency.
    place: Vec<u32>,
    /// An agency in a group, by group and agency.
    places: Vec<AgencyHere>,
    /// Where the agencies of each group begin.
    starts: Vec<usize>,
    groups: Vec<GroupHere>,
}

/// One agency in one group.
#[derive(Clone, Debug)]
struct AgencyHere {
    group: u32,
    agency: u32,
    lines: u64,
    credit: Option<Scaled>,
    seen: Seen,
}

/// One group.
#[derive(Clone, Copy, Debug, Default)]
struct GroupHere {
    lines: u64,
    agencies: u64,
    lines_seen: Seen,
    agencies_seen: Seen,
    credit: Option<Scaled>,
    covered: Option<Scaled>,
}

fn truth(seen: Seen) -> Seen {
    seen.map(|count| i64::from(count > 0))
}

fn plus(a: Option<Scaled>, b: Option<Scaled>) -> Result<Option<Scaled>> {
    match (a, b) {
        (Some(a), Some(b)) => a.checked_add(b).map(Some).ok_or_else(overflow),
        (a, b) => Ok(a.or(b)),
    }
}

impl Expected {
    /// What a table of agreements expects; `fields` are the names and codes of the groupings' fields.
    pub(super) fn of(
        table: &Arc<Table>,
        plan: &Plan,
        fields: &mut [(String, LiveCodes)],
        branches: &mut [Branch],
    ) -> Result<Self> {
        let key = key_of(table, plan);
        let at = key.iter().map(|name| position(table.schema(), name)).collect::<Result<Vec<_>>>()?;
        let index = KeyIndex::build(table, &at);
        let mut of_key: Vec<Vec<u32>> = vec![Vec::new(); index.groups()];
        for (row, group) in (0_u32..).zip(index.of_rows()) {
            if let Some(rows) = of_key.get_mut(*group as usize) {
                rows.push(row);
            }
        }
        let mut starts = vec![0_usize];
        for rows in &of_key {
            starts.push(starts.last().copied().unwrap_or(0).saturating_add(rows.len()));
        }
        let (agencies, ranks) = entitled(table, position(table.schema(), &plan.agency)?);
        let named =
            |rank: u32| (agencies.code(rank).unwrap_or_default().to_owned(), agencies.title(rank).map(str::to_owned));
        let mut expected = Self {
            seen: vec![[0; 3]; index.groups()],
            index,
            key,
            rows: of_key.concat(),
            starts,
            credits: (0..table.rows()).map(|row| table.number(row, &plan.credit)).collect(),
            agencies: (0_u32..).take(agencies.ranks()).map(named).collect(),
            known: Vec::new(),
            touched: Vec::new(),
            table: Arc::clone(table),
        };
        let numberings: Vec<Option<(usize, Numbering)>> = fields
            .iter_mut()
            .map(|(name, codes)| {
                let (at, _) = table.schema().field(name)?;
                Some((at, Numbering::enter(table, at, codes)))
            })
            .collect();
        let mut groups: Vec<Option<Vec<u32>>> = Vec::with_capacity(branches.len());
        for branch in branches.iter_mut() {
            let above = branch.parent.and_then(|parent| groups.get(parent).cloned());
            let of_rows = match (branch.field(), above) {
                (None, _) => Some(vec![0; table.rows()]),
                (Some(field), Some(Some(above))) => {
                    numberings.get(field).and_then(Option::as_ref).map(|(at, numbering)| {
                        let reader = numbering.reader(table, *at);
                        above.iter().enumerate().map(|(row, above)| branch.enter(*above, reader.of(row))).collect()
                    })
                }
                _ => None,
            };
            for group in of_rows.iter().flatten() {
                if let Some(slot) = branch.expected.get_mut(*group as usize) {
                    *slot = true;
                }
            }
            groups.push(of_rows);
        }
        for (branch, of_rows) in branches.iter().zip(&groups) {
            let agency = |row: usize| ranks.of(row);
            let known = of_rows.as_ref().map(|of_rows| Known::of(of_rows, branch.len(), agency, &expected.credits));
            expected.known.push(known.transpose()?);
        }
        Ok(expected)
    }

    /// For each row of some lines the key that it reports on, or [`NO_GROUP`].
    pub(super) fn keys(&self, lines: &Table) -> Result<Vec<u32>> {
        let at = self.key.iter().map(|name| position(lines.schema(), name)).collect::<Result<Vec<_>>>()?;
        Ok(self.index.lookup(lines, &at))
    }

    /// A line of a key comes (1) or goes (-1).
    pub(super) fn shift(&mut self, key: u32, by: i64, approved: bool, counted: bool) {
        let Some(seen) = self.seen.get_mut(key as usize).filter(|_| key != NO_GROUP) else { return };
        self.touched.push((key, *seen));
        let [reported, passed, summed] = seen;
        *reported = reported.saturating_add(by);
        *passed = passed.saturating_add(if approved { by } else { 0 });
        *summed = summed.saturating_add(if counted { by } else { 0 });
    }

    /// Undoes the change at hand.
    pub(super) fn forget(&mut self) {
        while let Some((key, before)) = self.touched.pop() {
            if let Some(seen) = self.seen.get_mut(key as usize) {
                *seen = before;
            }
        }
    }

    /// Takes the change at hand over into the groups.
    pub(super) fn commit(&mut self) -> Result<()> {
        let touched = std::mem::take(&mut self.touched);
        // The first time that a key was touched, it was as before the change.
        let mut before: BTreeMap<u32, Seen> = BTreeMap::new();
        for (key, seen) in touched {
            before.entry(key).or_insert(seen);
        }
        for (key, before) in before {
            let now = truth(self.seen.get(key as usize).copied().unwrap_or_default());
            let before = truth(before);
            if now == before {
                continue;
            }
            let at = key as usize;
            let range =
                self.starts.get(at).copied().unwrap_or(0)..self.starts.get(at.saturating_add(1)).copied().unwrap_or(0);
            for row in self.rows.get(range).unwrap_or_default() {
                let credit = self.credits.get(*row as usize).copied().flatten();
                for known in self.known.iter_mut().flatten() {
                    known.turn(*row, before, now, credit)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the agreements know a grouping.
    pub(super) fn knows(&self, branch: usize) -> bool {
        self.known.get(branch).is_some_and(Option::is_some)
    }

    /// The coverage of a group; none where the agreements do not know its grouping.
    pub(super) fn coverage(
        &self,
        branch: usize,
        group: usize,
        unexpected: i64,
        plan: &Plan,
        stages: &BTreeMap<String, String>,
    ) -> Option<Coverage> {
        let known = self.known.get(branch)?.as_ref()?;
        let here = known.groups.get(group).copied().unwrap_or_default();
        let states_known = !plan.statuses.is_empty();
        let count = |expected: u64, [reported, approved, _]: Seen| Count {
            expected,
            reported: reported.unsigned_abs(),
            approved: states_known.then_some(approved.unsigned_abs()),
        };
        let covered = here.credit.map(|_| here.covered.unwrap_or(Scaled::ZERO));
        let share = covered.zip(here.credit);
        let starts = |at: usize| known.starts.get(at).copied().unwrap_or(known.places.len());
        let agencies = known.places.get(starts(group)..starts(group.saturating_add(1))).unwrap_or_default();
        let missing = agencies.iter().filter(|here| here.agency != NO_CODE && here.seen.get(COUNTED) == Some(&0));
        let missing = missing.filter_map(|here| {
            let (code, title) = self.agencies.get(here.agency as usize)?;
            Some(Missing {
                agency: code.clone(),
                title: title.clone(),
                stage: stages.get(code).cloned(),
                lines: here.lines,
                credit: here.credit,
            })
        });
        Some(Coverage {
            agencies: count(here.agencies, here.agencies_seen),
            lines: count(here.lines, here.lines_seen),
            unexpected: unexpected.unsigned_abs(),
            approved_credit: here.credit,
            covered_credit: covered,
            share: share.and_then(|(part, whole)| NamedRatio::of(part, whole, plan.percent_digits)),
            missing: missing.collect(),
        })
    }
}

impl Known {
    fn of(of_rows: &[u32], groups: usize, agency: impl Fn(usize) -> u32, credits: &[Option<Scaled>]) -> Result<Self> {
        let pairs: Vec<(u32, u32)> = of_rows.iter().enumerate().map(|(row, group)| (*group, agency(row))).collect();
        let mut distinct = pairs.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let place =
            |pair: &(u32, u32)| u32::try_from(distinct.partition_point(|other| other < pair)).unwrap_or(u32::MAX);
        let places = distinct.iter().map(|(group, agency)| AgencyHere {
            group: *group,
            agency: *agency,
            lines: 0,
            credit: None,
            seen: [0; 3],
        });
        let mut known = Self {
            place: pairs.iter().map(place).collect(),
            places: places.collect(),
            starts: (0..=groups)
                .map(|group| distinct.partition_point(|(other, _)| (*other as usize) < group))
                .collect(),
            groups: vec![GroupHere::default(); groups],
        };
        for ((place, group), credit) in known.place.iter().zip(of_rows).zip(credits) {
            if let (Some(here), Some(all)) =
                (known.places.get_mut(*place as usize), known.groups.get_mut(*group as usize))
            {
                all.agencies = all.agencies.saturating_add(u64::from(here.lines == 0 && here.agency != NO_CODE));
                here.lines = here.lines.saturating_add(1);
                here.credit = plus(here.credit, *credit)?;
                all.lines = all.lines.saturating_add(1);
                all.credit = plus(all.credit, *credit)?;
            }
        }
        Ok(known)
    }

    /// A row is seen in another way than before.
    fn turn(&mut self, row: u32, before: Seen, now: Seen, credit: Option<Scaled>) -> Result<()> {
        let Some(here) = self.place.get(row as usize).and_then(|place| self.places.get_mut(*place as usize)) else {
            return Ok(());
        };
        let Some(all) = self.groups.get_mut(here.group as usize) else { return Ok(()) };
        let was = truth(here.seen);
        for at in 0..before.len() {
            let (Some(before), Some(now)) = (before.get(at), now.get(at)) else { continue };
            let turn = now.saturating_sub(*before);
            let slots = (here.seen.get_mut(at), all.lines_seen.get_mut(at));
            if let (Some(own), Some(lines)) = slots {
                *own = own.saturating_add(turn);
                *lines = lines.saturating_add(turn);
            }
            if at == COUNTED && turn != 0 {
                let credit = if turn < 0 { credit.and_then(Scaled::checked_neg) } else { credit };
                all.covered = plus(all.covered, credit)?;
            }
        }
        if here.agency != NO_CODE {
            for (slot, (is, was)) in all.agencies_seen.iter_mut().zip(truth(here.seen).into_iter().zip(was)) {
                *slot = slot.saturating_add(is.saturating_sub(was));
            }
        }
        Ok(())
    }
}
