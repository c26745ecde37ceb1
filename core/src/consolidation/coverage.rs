//! What is expected by the agreements, what has come, and who is missing.

use super::cell::NamedRatio;
use super::codes::{Codes, NO_CODE, Translated};
use super::groups::{Groups, overflow};
use super::plan::{Plan, position};
use super::source::{Source, entitled};
use crate::dataset::{KeyIndex, NO_GROUP, Table};
use crate::error::{Error, Result};
use crate::scaled::Scaled;
use crate::text;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a total knows of what should be in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Agencies: one has reported when at least one of its expected lines has come.
    pub agencies: Count,
    /// Lines of the agreements.
    pub lines: Count,
    /// Lines that were reported and stand in no agreement.
    pub unexpected: u64,
    /// The approved credit of all expected lines, where the agreements state it.
    pub approved_credit: Option<Scaled>,
    /// The approved credit of the lines that are counted in the total.
    pub covered_credit: Option<Scaled>,
    /// The second as a share of the first; none on a zero base.
    pub share: Option<NamedRatio>,
    /// The agencies of which no line is counted, by code.
    pub missing: Vec<Missing>,
}

/// How many are expected, how many have come and how many of these are approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// By the agreements.
    pub expected: u64,
    /// In the data.
    pub reported: u64,
    /// In the data and approved; none where the states of the submissions are not known.
    pub approved: Option<u64>,
}

/// An agency of which nothing is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its code.
    pub agency: String,
    /// Its title, where the agreements have a field for it.
    pub title: Option<String>,
    /// The state of its submission, where it is known.
    pub stage: Option<String>,
    /// How many of its lines are expected here.
    pub lines: u64,
    /// Their approved credit, where the agreements state it.
    pub credit: Option<Scaled>,
}

/// One line of an agreement.
#[derive(Clone, Copy, Debug)]
struct Expected {
    /// Position of its table and its row there.
    table: usize,
    row: usize,
    /// Rank of its agency.
    agency: u32,
    credit: Option<Scaled>,
    state: Seen,
}

/// What has come of an expected line.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    reported: bool,
    approved: bool,
    counted: bool,
}

impl Seen {
    fn or(self, other: Self) -> Self {
        Self {
            reported: self.reported || other.reported,
            approved: self.approved || other.approved,
            counted: self.counted || other.counted,
        }
    }
}

/// Everything that the agreements of some sources expect, compared with their lines.
pub(crate) struct Expectation {
    tables: Vec<Arc<Table>>,
    expected: Vec<Expected>,
    /// (source, row) of the lines that no agreement has.
    unexpected: Vec<(usize, usize)>,
    /// Code and title of each agency by rank.
    agencies: Vec<(String, Option<String>)>,
    states_known: bool,
}

impl Expectation {
    /// The expectation of these sources; none where not one of them has agreements.
    ///
    /// The same agreement line may come with several sources, and counts once.
    pub(crate) fn of(sources: &[Source], plan: &Plan) -> Result<Option<Self>> {
        let mut tables: Vec<Arc<Table>> = Vec::new();
        for table in sources.iter().filter_map(|source| source.agreement.as_ref()) {
            if !tables.iter().any(|known| Arc::ptr_eq(known, table)) {
                tables.push(Arc::clone(table));
            }
        }
        if tables.is_empty() {
            return Ok(None);
        }
        let keys: Vec<Vec<String>> = tables.iter().map(|table| key_of(table, plan)).collect();
        let indexes: Vec<KeyIndex> = tables
            .iter()
            .zip(&keys)
            .map(|(table, key)| Ok(KeyIndex::build(table, &positions(table, key)?)))
            .collect::<Result<_>>()?;
        let mut seen: Vec<Vec<Seen>> = indexes.iter().map(|index| vec![Seen::default(); index.groups()]).collect();
        let unexpected = compare(sources, &keys, &indexes, &mut seen)?;
        let mut expectation = Self {
            expected: Vec::new(),
            unexpected,
            agencies: Vec::new(),
            states_known: !plan.statuses.is_empty(),
            tables,
        };
        expectation.enter(plan, &keys, &indexes, &seen)?;
        Ok(Some(expectation))
    }

    /// Enters the lines of all agreements, each once.
    fn enter(&mut self, plan: &Plan, keys: &[Vec<String>], indexes: &[KeyIndex], seen: &[Vec<Seen>]) -> Result<()> {
        let mut codes = Codes::default();
        let mut ranks = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            let (own, of_row) = entitled(table, position(table.schema(), &plan.agency)?);
            let (all, renamed, theirs) = codes.union(own);
            for known in &mut ranks {
                let known: &mut Vec<u32> = known;
                known.iter_mut().for_each(|rank| *rank = renamed.get(*rank as usize).copied().unwrap_or(*rank));
            }
            codes = all;
            let rank = |row| theirs.get(of_row.of(row) as usize).copied().unwrap_or(0);
            ranks.push((0..table.rows()).map(rank).collect::<Vec<u32>>());
        }
        let named = |rank: u32| {
            let code = codes.code(rank).unwrap_or_default();
            (code.to_owned(), codes.title(rank).map(str::to_owned))
        };
        self.agencies = (0_u32..).take(codes.ranks()).map(named).collect();
        for (table, (index, seen)) in indexes.iter().zip(seen).enumerate() {
            let Some(rows) = self.tables.get(table) else { continue };
            let earlier = indexes.iter().zip(&self.tables).take(table);
            let earlier: Vec<(Vec<u32>, &KeyIndex, &Arc<Table>)> = earlier
                .map(|(other, other_rows)| {
                    let fields = keys.get(table).map_or(Ok(Vec::new()), |key| positions(rows, key))?;
                    Ok((other.lookup(rows, &fields), other, other_rows))
                })
                .collect::<Result<_>>()?;
            let mut expected = Vec::new();
            for (row, group) in index.of_rows().iter().enumerate() {
                let credit = rows.number(row, &plan.credit);
                if known_already(&earlier, rows, (row, index.size(*group)), credit, plan)? {
                    continue;
                }
                expected.push(Expected {
                    table,
                    row,
                    agency: ranks.get(table).and_then(|ranks| ranks.get(row)).copied().unwrap_or(0),
                    credit,
                    state: seen.get(*group as usize).copied().unwrap_or_default(),
                });
            }
            self.expected.append(&mut expected);
        }
        Ok(())
    }

    /// The tables of agreements.
    pub(crate) fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The distinct keys of the expected lines in a grouping: `ranks` gives the ranks of its fields for each table.
    pub(crate) fn keys(&self, ranks: &[Vec<Translated<'_>>]) -> Vec<Vec<u32>> {
        let mut keys: Vec<_> = self.expected.iter().map(|expected| key(ranks, expected.table, expected.row)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The coverage of each group: `expected` and `lines` give the ranks of the grouping's fields for each table of
    /// agreements and for each source's lines.
    pub(crate) fn of_groups(
        &self,
        groups: &Groups,
        plan: &Plan,
        expected: &[Vec<Translated<'_>>],
        lines: &[Vec<Translated<'_>>],
    ) -> Result<Vec<Coverage>> {
        let states = self.states_known.then_some(0);
        let empty = Coverage {
            agencies: Count { approved: states, ..Count::default() },
            lines: Count { approved: states, ..Count::default() },
            ..Coverage::default()
        };
        let mut cells = vec![empty; groups.len()];
        let mut agencies: BTreeMap<(usize, u32), (Seen, u64, Option<Scaled>)> = BTreeMap::new();
        for line in &self.expected {
            let Ok(index) = groups.search(&key(expected, line.table, line.row)) else { continue };
            let Some(cell) = cells.get_mut(index) else { continue };
            count(&mut cell.lines, line.state);
            cell.approved_credit = sum(cell.approved_credit, line.credit)?;
            let covered = if line.state.counted { line.credit } else { line.credit.map(|_| Scaled::ZERO) };
            cell.covered_credit = sum(cell.covered_credit, covered)?;
            let agency = agencies.entry((index, line.agency)).or_default();
            *agency = (agency.0.or(line.state), agency.1.saturating_add(1), sum(agency.2, line.credit)?);
        }
        let stages: BTreeMap<String, &String> =
            plan.statuses.iter().map(|(agency, state)| (text::fold(agency), state)).collect();
        for ((index, agency), (seen, lines, credit)) in agencies {
            let (Some(cell), Some((code, title))) = (cells.get_mut(index), self.agencies.get(agency as usize)) else {
                continue;
            };
            // A line without an agency is nobody's: it is expected, but there is nobody to name.
            if agency == NO_CODE {
                continue;
            }
            count(&mut cell.agencies, seen);
            if !seen.counted {
                cell.missing.push(Missing {
                    agency: code.clone(),
                    title: title.clone(),
                    stage: stages.get(code).map(|stage| (*stage).clone()),
                    lines,
                    credit,
                });
            }
        }
        for (source, row) in &self.unexpected {
            if let Some(cell) = groups.search(&key(lines, *source, *row)).ok().and_then(|index| cells.get_mut(index)) {
                cell.unexpected = cell.unexpected.saturating_add(1);
            }
        }
        for cell in &mut cells {
            if let (Some(whole), Some(part)) = (cell.approved_credit, cell.covered_credit) {
                cell.share = NamedRatio::of(part, whole, plan.percent_digits);
            }
        }
        Ok(cells)
    }
}

/// Marks what has come of each agreement line; returns the lines that no agreement has.
fn compare(
    sources: &[Source],
    keys: &[Vec<String>],
    indexes: &[KeyIndex],
    seen: &mut [Vec<Seen>],
) -> Result<Vec<(usize, usize)>> {
    let mut unexpected = Vec::new();
    for (source_index, source) in sources.iter().enumerate() {
        let mut matched = vec![false; source.lines.rows()];
        for ((key, index), seen) in keys.iter().zip(indexes).zip(seen.iter_mut()) {
            let groups = index.lookup(&source.lines, &positions(&source.lines, key)?);
            for (row, group) in groups.iter().enumerate() {
                if *group == NO_GROUP || !source.is_live(row) {
                    continue;
                }
                if let (Some(seen), Some(matched)) = (seen.get_mut(*group as usize), matched.get_mut(row)) {
                    *matched = true;
                    let (approved, counted) = (source.is_approved(row), source.counts(row));
                    *seen = seen.or(Seen { reported: true, approved, counted });
                }
            }
        }
        let strangers = matched.iter().enumerate().filter(|(row, matched)| !**matched && source.is_live(*row));
        unexpected.extend(strangers.map(|(row, _)| (source_index, row)));
    }
    Ok(unexpected)
}

/// Whether an earlier table has the same agreement line; both must state the same credit.
fn known_already(
    earlier: &[(Vec<u32>, &KeyIndex, &Arc<Table>)],
    rows: &Table,
    (row, twins): (usize, u32),
    credit: Option<Scaled>,
    plan: &Plan,
) -> Result<bool> {
    for (groups, index, table) in earlier {
        let group = groups.get(row).copied().unwrap_or(NO_GROUP);
        let Some(first) = index.first_row(group) else { continue };
        let known = table.number(first as usize, &plan.credit);
        if known != credit || index.size(group) != twins {
            let shown = |credit: Option<Scaled>| credit.map_or_else(|| "–".to_owned(), |credit| credit.to_string());
            let (a, b) = (shown(known), shown(credit));
            let key = rows.key(row).into_values().collect::<Vec<_>>().join("/");
            return Err(Error::new(
                "consolidation.agreement_conflict",
                format!("ردیف موافقتنامه {key} یک بار با {a} و یک بار با {b} آمده است"),
                format!("agreement line {key} comes with {a} and with {b}"),
            )
            .at(format!("{}/{key}/{}", plan.agreement, plan.credit))
            .help(
                "همه بخش‌ها را با یک نسخه از موافقتنامه‌ها تلفیق کنید",
                "consolidate all parts with the same agreements",
            ));
        }
        return Ok(true);
    }
    Ok(false)
}

/// The fields by which a line is found in its agreement: the agreement's key, or the agency where it has none.
pub(crate) fn key_of(agreement: &Table, plan: &Plan) -> Vec<String> {
    match agreement.schema().key() {
        [] => vec![plan.agency.clone()],
        key => key.to_vec(),
    }
}

fn positions(table: &Table, names: &[String]) -> Result<Vec<usize>> {
    names.iter().map(|name| position(table.schema(), name)).collect()
}

fn key(ranks: &[Vec<Translated<'_>>], table: usize, row: usize) -> Vec<u32> {
    ranks.get(table).map(Vec::as_slice).unwrap_or_default().iter().map(|field| field.of(row)).collect()
}

fn count(count: &mut Count, seen: Seen) {
    count.expected = count.expected.saturating_add(1);
    count.reported = count.reported.saturating_add(u64::from(seen.reported));
    if let Some(approved) = &mut count.approved {
        *approved = approved.saturating_add(u64::from(seen.approved));
    }
}

fn sum(a: Option<Scaled>, b: Option<Scaled>) -> Result<Option<Scaled>> {
    match (a, b) {
        (Some(a), Some(b)) => a.checked_add(b).map(Some).ok_or_else(overflow),
        (a, b) => Ok(a.or(b)),
    }
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
