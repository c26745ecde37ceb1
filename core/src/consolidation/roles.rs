//! Lines that are not added: they state the total of others, or stand beside all totals.

use super::consolidated::Consolidation;
use super::family::Family;
use super::hierarchy::{Hierarchy, ParentRows};
use super::levels::Placed;
use super::plan::{Plan, position};
use super::source::{FieldCodes, Source, keys_by};
use crate::dataset::{Bitmap, Column, Kind, Table};
use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a line is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAdded {
    /// Lines whose codes stand below its own are there: it states their total.
    Parent,
    /// It is marked as a total, or its code only sums others.
    Heading,
    /// Its code is printed beside the totals and stands in no sum.
    Outside,
    /// It is dated after the last day that counts.
    Later,
}

/// A line that is not added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineNotAdded {
    /// The name of its dataset.
    pub source: String,
    /// Its row there.
    pub row: usize,
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
    /// Why it is not added.
    pub why: NotAdded,
    /// The field of the hierarchy, or the mark, by which that is known.
    pub field: String,
}

/// A code with the codes of what its hierarchy is read within.
pub(super) type Node = (String, Vec<Option<String>>);

/// One hierarchy among the rows of one table.
pub(super) struct Standings<'a> {
    pub(super) placed: Placed<'a>,
    within: Vec<FieldCodes<'a>>,
}

impl<'a> Standings<'a> {
    pub(super) fn of(table: &'a Table, hierarchy: &Hierarchy, family: &Family) -> Result<Self> {
        Ok(Self {
            placed: Placed::of(table, hierarchy, family)?,
            within: keys_by(table, &hierarchy.context_fields().collect::<Vec<_>>())?,
        })
    }

    /// What tells one row from another here: equal for rows that stand at the same place.
    fn place(&self, row: usize) -> Place {
        (self.placed.at(row), self.within.iter().map(|(_, ranks)| ranks.of(row)).collect())
    }

    /// The codes of what the hierarchy is read within.
    pub(super) fn context(&self, row: usize) -> Vec<Option<String>> {
        self.within.iter().map(|(codes, ranks)| codes.code(ranks.of(row)).map(str::to_owned)).collect()
    }
}

/// Ranks of code and year, and of what the hierarchy is read within.
type Place = ((u32, u32), Vec<u32>);

/// Rows that are not added: why, and by which hierarchy of the plan; by its mark where there is no such hierarchy.
pub(crate) type Left = BTreeMap<usize, (NotAdded, usize)>;

/// Settles which lines of these sources are not added, and why; of the agreements, rows that are not added are left out.
pub(super) fn settle(sources: &mut [Source], plan: &Plan, families: &[Family]) -> Result<()> {
    if !plan.has_totals() {
        return Ok(());
    }
    let lines: Vec<_> =
        sources.iter().map(|source| Rows { table: &source.lines, live: source.live.as_ref() }).collect();
    let of_lines = roles(&lines, plan, families)?;
    let agreed = sources.iter().filter_map(|source| source.agreement.as_deref());
    let agreed: Vec<_> = agreed.map(|table| Rows { table, live: None }).collect();
    let mut of_agreements = roles(&agreed, plan, families)?.into_iter();
    for (source, left) in sources.iter_mut().zip(of_lines) {
        source.not_added = left;
        if let Some(table) = &source.agreement
            && let Some(left) = of_agreements.next().filter(|left| !left.is_empty())
        {
            let rows: Vec<_> = (0..table.rows()).filter(|row| !left.contains_key(row)).map(Some).collect();
            source.agreement = Some(Arc::new(table.gathered(&rows)));
        }
    }
    Ok(())
}

/// A table and which of its rows are there.
struct Rows<'a> {
    table: &'a Table,
    live: Option<&'a Bitmap>,
}

impl Rows<'_> {
    fn there(&self) -> impl Iterator<Item = usize> {
        (0..self.table.rows()).filter(|row| self.live.is_none_or(|live| live.get(*row)))
    }
}

/// The rows of these tables that are not added.
fn roles(tables: &[Rows<'_>], plan: &Plan, families: &[Family]) -> Result<Vec<Left>> {
    let mut left = vec![Left::new(); tables.len()];
    for (rows, left) in tables.iter().zip(&mut left) {
        left.extend(marked(rows.table, plan)?.into_iter().map(|row| (row, (NotAdded::Heading, usize::MAX))));
        left.extend(later(rows.table, plan)?.into_iter().map(|row| (row, (NotAdded::Later, usize::MAX))));
    }
    for (at, (hierarchy, family)) in plan.hierarchies.iter().zip(families).enumerate() {
        // The agreements may know nothing of it.
        let mut needed = hierarchy.context_fields().chain([hierarchy.field.as_str()]);
        if needed.any(|name| {
            tables.iter().any(|rows| rows.table.name() != plan.table && rows.table.schema().field(name).is_none())
        }) {
            continue;
        }
        let all: Vec<Standings<'_>> =
            tables.iter().map(|rows| Standings::of(rows.table, hierarchy, family)).collect::<Result<_>>()?;
        let mut above: FxHashSet<Node> = FxHashSet::default();
        for ((rows, standings), left) in tables.iter().zip(&all).zip(&left) {
            let mut seen: FxHashSet<Place> = FxHashSet::default();
            for row in rows.there().filter(|row| !left.contains_key(row)) {
                let place = standings.place(row);
                if seen.contains(&place) {
                    continue;
                }
                let path = standings.placed.path(place.0);
                let ancestors = path.split_last().map(|(_, ancestors)| ancestors).unwrap_or_default();
                above.extend(ancestors.iter().map(|code| (code.clone(), standings.context(row))));
                seen.insert(place);
            }
        }
        for ((rows, standings), left) in tables.iter().zip(&all).zip(&mut left) {
            let mut known: FxHashMap<Place, Option<NotAdded>> = FxHashMap::default();
            for row in rows.there() {
                let role = || role(standings, row, (hierarchy, family), &above);
                if let Some(why) = *known.entry(standings.place(row)).or_insert_with(role) {
                    left.entry(row).or_insert((why, at));
                }
            }
        }
    }
    Ok(left)
}

/// Why a row is not added; none where it is.
fn role(
    standings: &Standings<'_>,
    row: usize,
    (hierarchy, family): (&Hierarchy, &Family),
    above: &FxHashSet<Node>,
) -> Option<NotAdded> {
    let at = standings.placed.at(row);
    let (code, year) = (standings.placed.path(at).last()?, standings.placed.year(at.1));
    if family.is_outside(code, year) {
        return Some(NotAdded::Outside);
    }
    if family.is_heading(code, year) {
        return Some(NotAdded::Heading);
    }
    let is_parent =
        hierarchy.parent_rows == ParentRows::Stated && above.contains(&(code.clone(), standings.context(row)));
    is_parent.then_some(NotAdded::Parent)
}

/// The lines that are dated after the last day that counts.
fn later(table: &Table, plan: &Plan) -> Result<Vec<usize>> {
    let Some(until) = plan.until.as_ref().filter(|_| table.name() == plan.table) else { return Ok(Vec::new()) };
    let at = position(table.schema(), &until.field)?;
    let last = until.day.day_number();
    match (table.kind(at), table.column(at)) {
        (Some(Kind::Date), Some(Column::Dates(dates))) => {
            Ok((0..table.rows()).filter(|row| dates.get(*row).is_some_and(|day| last < day)).collect())
        }
        (Some(Kind::Date), _) => Ok(Vec::new()),
        _ => Err(Error::new(
            "consolidation.not_a_date",
            format!("«{}» تاریخ نیست", until.field),
            format!("`{}` is not a date", until.field),
        )
        .at(format!("{}/{}", table.name(), until.field))
        .expected("a field of type date")
        .help("فیلدی از نوع date را نام ببرید", "name a field of type date")),
    }
}

/// The rows that the plan's mark says are totals.
fn marked(table: &Table, plan: &Plan) -> Result<Vec<usize>> {
    let name = plan.totals_marked_by.as_str();
    let Some((at, field)) = table.schema().field(name) else {
        // The agreements need not have the mark.
        let needed = !name.is_empty() && table.name() == plan.table;
        return if needed { position(table.schema(), name).map(|_| Vec::new()) } else { Ok(Vec::new()) };
    };
    match (field.kind, table.column(at)) {
        (Kind::Flag, Some(Column::Flags(flags))) => {
            Ok((0..table.rows()).filter(|row| flags.get(*row) == Some(true)).collect())
        }
        (Kind::Flag, _) => Ok(Vec::new()),
        _ => Err(Error::new(
            "consolidation.not_a_flag",
            format!("«{name}» درست یا نادرست نیست و سطر جمع را نشان نمی‌دهد"),
            format!("`{name}` is not true or false and cannot mark totals"),
        )
        .at(format!("{}/{name}", table.name()))
        .expected("a field of type flag")
        .help("فیلدی از نوع flag را نام ببرید", "name a field of type flag")),
    }
}

impl Consolidation {
    /// The lines that are not added, and why: those that state the total of others, and those that stand in no sum. By
    /// source, then row.
    #[must_use]
    pub fn not_added(&self) -> Vec<LineNotAdded> {
        let mut lines = Vec::new();
        for source in &self.sources {
            for (row, (why, at)) in source.not_added.iter().filter(|(row, _)| source.is_there(**row)) {
                let hierarchy = self.plan.hierarchies.get(*at);
                let until = self.plan.until.as_ref().filter(|_| *why == NotAdded::Later).map(|until| &until.field);
                let mark = until.unwrap_or(&self.plan.totals_marked_by);
                let field = hierarchy.map_or(mark, |hierarchy| &hierarchy.field);
                lines.push(LineNotAdded {
                    source: source.name.clone(),
                    row: *row,
                    key: source.lines.key(*row),
                    why: *why,
                    field: field.clone(),
                });
            }
        }
        lines.sort_by(|a, b| (&a.source, a.row).cmp(&(&b.source, b.row)));
        lines
    }
}
