//! Sums that are changed in place.

use super::branch::{Branch, hand_on};
use super::codes::{LiveCodes, Numbering};
use super::expected::Expected;
use super::{CellName, LiveUpdate, settled};
use crate::consolidation::change::other_agency;
use crate::consolidation::consolidated::Consolidation;
use crate::consolidation::plan::position;
use crate::consolidation::source::{Source, approved_agencies};
use crate::dataset::{Bitmap, Dataset};
use crate::error::Result;
use crate::text;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that a change needs.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Plan, measures, ratios, families and titles; no groups.
    pub(super) frame: Consolidation,
    /// The fields of the groupings: name and codes.
    pub(super) fields: Vec<(String, LiveCodes)>,
    /// For each of the fields a place for every number of its codes, for lines that number them among themselves.
    pub(super) places: Vec<Vec<u32>>,
    pub(super) branches: Vec<Branch>,
    /// The datasets; a place is free once no line of its dataset is there any more.
    pub(super) sources: Vec<Option<LiveSource>>,
    /// The lines of each agency: place of the dataset, and rows.
    pub(super) held: FxHashMap<String, Vec<(usize, Vec<u32>)>>,
    pub(super) expected: Option<Expected>,
    approved: BTreeSet<String>,
    /// The states of the submissions, by folded code of the agency.
    pub(super) stages: BTreeMap<String, String>,
    /// How many lines count that are not approved.
    pub(super) preliminary: i64,
}

/// A dataset of which lines are there.
#[derive(Clone, Debug)]
pub(super) struct LiveSource {
    pub(super) source: Source,
    /// For each field of the groupings where it stands and how its codes become numbers.
    pub(super) numberings: Vec<(usize, Numbering)>,
    /// For each row the key of the agreements that it reports on.
    pub(super) keys: Vec<u32>,
    pub(super) there: usize,
}

/// Some lines that come or go.
pub(super) struct Moved<'a> {
    pub(super) at: usize,
    pub(super) rows: &'a [u32],
    pub(super) by: i64,
    pub(super) approved: bool,
    pub(super) counted: bool,
}

impl Kept {
    /// The sums of a consolidation.
    pub(super) fn of(total: Consolidation) -> Result<Self> {
        let (frame, groupings, sources) = total.taken_apart();
        let mut fields: Vec<(String, LiveCodes)> =
            frame.fields.iter().map(|field| (field.name.clone(), LiveCodes::of(&field.codes))).collect();
        let mut branches: Vec<Branch> = Vec::with_capacity(groupings.len());
        for grouping in &groupings {
            let above = grouping.names.split_last().map(|(_, above)| above);
            let parent = above.and_then(|above| groupings.iter().position(|other| other.names == above));
            let measures = frame.measures().len();
            let mut branch = Branch::new(grouping.fields.clone(), grouping.names.clone(), parent, measures);
            for group in grouping.groups.iter() {
                let (above, code) = match group.key.split_last() {
                    None => (0, 0),
                    Some((code, above)) => {
                        let groups = parent.and_then(|parent| groupings.get(parent)).map(|parent| &parent.groups);
                        (groups.and_then(|groups| groups.search(above).ok()).unwrap_or(0), *code)
                    }
                };
                branch.push(u32::try_from(above).unwrap_or(u32::MAX), code);
                let at = branch.len().saturating_sub(1);
                branch.set(at, group);
            }
            branches.push(branch);
        }
        for at in 0..branches.len() {
            let fed_by = branches.iter().position(|branch| branch.parent == Some(at));
            if let Some(branch) = branches.get_mut(at) {
                branch.fed_by = fed_by;
            }
        }
        let agreement = sources.iter().find_map(|source| source.agreement.as_ref());
        let expected =
            agreement.map(|table| Expected::of(table, frame.plan(), &mut fields, &mut branches)).transpose()?;
        let stages = frame.plan().statuses.iter().map(|(agency, state)| (text::fold(agency), state.clone())).collect();
        let mut kept = Self {
            approved: approved_agencies(frame.plan()),
            stages,
            frame,
            places: vec![Vec::new(); fields.len()],
            fields,
            branches,
            sources: Vec::new(),
            held: FxHashMap::default(),
            expected,
            preliminary: 0,
        };
        for source in sources {
            kept.take_in(source)?;
        }
        if let Some(expected) = &mut kept.expected {
            expected.commit()?;
        }
        Ok(kept)
    }

    /// What lines that come or go change, or nothing where that is refused.
    fn change(&mut self, moved: &[Moved<'_>]) -> Result<LiveUpdate> {
        let mut gathered = self.gather(moved);
        gathered = gathered.and_then(|()| hand_on(&mut self.branches));
        gathered = gathered.and_then(|()| self.branches.iter().try_for_each(Branch::check));
        if let Err(refused) = gathered {
            self.branches.iter_mut().for_each(Branch::forget);
            self.expected.iter_mut().for_each(Expected::forget);
            return Err(refused);
        }
        if let Some(expected) = &mut self.expected {
            expected.commit()?;
        }
        let mut update = LiveUpdate::default();
        for Moved { rows, by, approved, counted, .. } in moved {
            let lines = rows.len() as u64;
            match *by < 0 {
                true => update.lines_out = update.lines_out.saturating_add(lines),
                false => update.lines_in = update.lines_in.saturating_add(lines),
            }
            let known = !self.frame.plan().statuses.is_empty();
            if known && *counted && !approved {
                self.preliminary =
                    self.preliminary.saturating_add(by.saturating_mul(i64::try_from(lines).unwrap_or(i64::MAX)));
            }
        }
        for at in 0..self.branches.len() {
            let changed = self.branches.get_mut(at).map(Branch::commit).unwrap_or_default();
            update.changed = update.changed.saturating_add(changed.len() as u64);
            for (group, was_there) in changed {
                let is_there = self.branches.get(at).is_some_and(|branch| branch.is_there(group as usize));
                if is_there != was_there {
                    let names = if is_there { &mut update.new } else { &mut update.vanished };
                    names.push(self.name(at, group));
                }
            }
        }
        update.new.sort();
        update.vanished.sort();
        Ok(update)
    }

    fn name(&self, branch: usize, group: u32) -> CellName {
        let by = self.branches.get(branch).map(|branch| branch.names.clone()).unwrap_or_default();
        CellName { by, key: self.key(branch, group) }
    }

    /// The codes of a group.
    pub(super) fn key(&self, branch: usize, group: u32) -> Vec<Option<String>> {
        let mut key = Vec::new();
        let (mut at, mut group) = (branch, group as usize);
        while let Some(branch) = self.branches.get(at)
            && let Some(field) = branch.field()
        {
            let number = branch.code.get(group).copied().unwrap_or(0);
            key.push(self.fields.get(field).and_then(|(_, codes)| codes.code(number)).map(str::to_owned));
            group = branch.above.get(group).copied().unwrap_or(0) as usize;
            let Some(parent) = branch.parent else { break };
            at = parent;
        }
        key.reverse();
        key
    }

    /// Whether lines of an agency are approved, and whether they count.
    fn standing(&self, agency: &str) -> (bool, bool) {
        let plan = self.frame.plan();
        let approved = self.approved.contains(agency);
        (approved && !plan.statuses.is_empty(), plan.preliminary || plan.statuses.is_empty() || approved)
    }

    /// Whether a dataset brings agreements of its own.
    pub(super) fn brings_agreements(&self, data: &Dataset) -> bool {
        let known = self.expected.as_ref().map(|expected| &expected.table);
        let brought = data.shared(&self.frame.plan().agreement);
        brought.is_some_and(|table| table.rows() > 0 && !known.is_some_and(|known| Arc::ptr_eq(known, &table)))
    }

    pub(super) fn replace(&mut self, agency: &str, data: &Dataset) -> Result<LiveUpdate> {
        let source = Source::of(data, self.frame.plan(), &self.frame.families)?;
        let field = position(source.lines.schema(), &self.frame.plan().agency)?;
        let folded = text::fold(agency);
        let mut codes = LiveCodes::default();
        let own = codes.enter(&folded, agency);
        let numbering = Numbering::enter(&source.lines, field, &mut codes);
        let reader = numbering.reader(&source.lines, field);
        if let Some(row) = (0..source.lines.rows()).find(|row| reader.of(*row) != own) {
            return Err(other_agency(self.frame.plan(), row, agency));
        }
        self.frame.fits(&source)?;
        let rows: Vec<u32> = (0_u32..).take(source.lines.rows()).collect();
        let at = self.enter(source)?;
        let old = self.held.remove(&folded).unwrap_or_default();
        let (approved, counted) = self.standing(&folded);
        let moved = |(at, rows, by): (usize, &'_ [u32], i64)| (at, rows.to_vec(), by);
        let mut all: Vec<(usize, Vec<u32>, i64)> = old.iter().map(|(at, rows)| moved((*at, rows, -1))).collect();
        all.push(moved((at, &rows, 1)));
        let moves: Vec<Moved<'_>> =
            all.iter().map(|(at, rows, by)| Moved { at: *at, rows, by: *by, approved, counted }).collect();
        match self.change(&moves) {
            Ok(update) => {
                self.drop_rows(&old);
                if rows.is_empty() {
                    self.free(at);
                } else {
                    self.held.insert(folded, vec![(at, rows)]);
                }
                Ok(update)
            }
            Err(refused) => {
                self.free(at);
                if !old.is_empty() {
                    self.held.insert(folded, old);
                }
                Err(refused)
            }
        }
    }

    pub(super) fn withdraw(&mut self, agency: &str) -> Result<LiveUpdate> {
        let folded = text::fold(agency);
        let Some(old) = self.held.remove(&folded) else { return Ok(LiveUpdate::default()) };
        let (approved, counted) = self.standing(&folded);
        let moves: Vec<Moved<'_>> =
            old.iter().map(|(at, rows)| Moved { at: *at, rows, by: -1, approved, counted }).collect();
        match self.change(&moves) {
            Ok(update) => {
                self.drop_rows(&old);
                Ok(update)
            }
            Err(refused) => {
                self.held.insert(folded, old);
                Err(refused)
            }
        }
    }

    pub(super) fn set_status(&mut self, agency: &str, state: &str) -> Result<LiveUpdate> {
        let plan = self.frame.plan().clone().with_status(agency, state);
        // The first state that is known at all turns all other lines into lines that are not approved.
        if self.frame.plan().statuses.is_empty() {
            let mut total = self.consolidation()?;
            let update = settled(&mut total, |total| total.with_status(agency, state))?;
            *self = Self::of(total)?;
            return Ok(LiveUpdate { lines_in: 0, lines_out: 0, ..update });
        }
        let folded = text::fold(agency);
        let held = self.held.remove(&folded).unwrap_or_default();
        let (before, approved) = (self.standing(&folded), state == plan.approved_state);
        let now = (approved, plan.preliminary || approved);
        let moved = |by: i64, (approved, counted): (bool, bool)| {
            held.iter().map(move |(at, rows)| Moved { at: *at, rows, by, approved, counted })
        };
        let moves: Vec<Moved<'_>> = moved(-1, before).chain(moved(1, now)).collect();
        let changed = self.change(&moves);
        drop(moves);
        if changed.is_ok() {
            for (at, rows) in &held {
                let live = self.sources.get_mut(*at).and_then(Option::as_mut);
                if let Some(bits) = live.and_then(|live| live.source.approved.as_mut()) {
                    rows.iter().for_each(|row| bits.set(*row as usize, approved));
                }
            }
            match approved {
                true => _ = self.approved.insert(folded.clone()),
                false => _ = self.approved.remove(&folded),
            }
            self.stages.insert(folded.clone(), state.to_owned());
            self.frame.plan = plan;
        }
        if !held.is_empty() {
            self.held.insert(folded, held);
        }
        changed.map(|update| LiveUpdate { lines_in: 0, lines_out: 0, ..update })
    }

    /// Takes rows out of their datasets; a dataset without rows gives its place up.
    fn drop_rows(&mut self, held: &[(usize, Vec<u32>)]) {
        for (at, rows) in held {
            let Some(live) = self.sources.get_mut(*at).and_then(Option::as_mut) else { continue };
            live.there = live.there.saturating_sub(rows.len());
            if live.there == 0 {
                self.free(*at);
                continue;
            }
            let total = live.source.lines.rows();
            let bits = live.source.live.get_or_insert_with(|| Bitmap::new(total, true));
            rows.iter().for_each(|row| bits.set(*row as usize, false));
        }
    }

    fn free(&mut self, at: usize) {
        if let Some(place) = self.sources.get_mut(at) {
            *place = None;
        }
    }
}
