//! A consolidation as plain data: what a part of the lines comes to, to be merged elsewhere and later.
//!
//! `partial(batch)` on many machines, then a merge in any order, gives what one run over all lines gives, to the digest.
//! A partial has the sums of every group and, as far as coverage needs them, the keys of its lines and the agreements;
//! with `lines` it has the lines' figures too, so that lineage, updates and stated totals work on it. It is JSON here;
//! the Python package hands its columns over as Arrow tables.

use super::codes::Codes;
use super::consolidated::{Consolidation, Grouping};
use super::family::Family;
use super::groups::{Group, Groups};
use super::hierarchy::Parents;
use super::measure::Measure;
use super::partial_table::PartialTable;
use super::plan::Plan;
use super::source::Source;
use super::sums::SumSlice;
use crate::dataset::{Dataset, Table};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The form of partials that this release writes.
const VERSION: u32 = 1;

/// What a part of the lines comes to, as plain data.
///
/// # Example
/// ```
/// use amalkard::consolidation::{Consolidation, Partial, Plan, consolidate};
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
/// let book = Rulebook::builtin("ir", 1404)?;
/// let plan = Plan::new(&[&["agency"]], &["spent"]);
/// let part = |agency: &str, spent: &str| -> amalkard::error::Result<String> {
///     let lines = format!(r#"{{"lines": [{{"agency": "{agency}", "line": "1", "spent": "{spent}"}}]}}"#);
///     consolidate(&Dataset::from_json(book.schema(), &lines)?, &plan)?.partial(false)?.to_json()
/// };
/// let parts = [part("530000", "400")?, part("530100", "50")?];
/// let read = |text: &String| Partial::from_json(text)?.consolidation();
/// let total = read(&parts[0])?.merge(&read(&parts[1])?)?;
/// assert_eq!(total.cell(&[], &[])?.unwrap().measures["spent"].sum, Some(450.into()));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partial {
    /// The form: 1.
    pub version: u32,
    /// What is summed, by which groupings. Parents that stood in a table are written out as codes.
    pub plan: Plan,
    /// The codes of each field of the groupings, sorted; keys of groups count them from 1.
    pub fields: Vec<PartialField>,
    /// The sums of each grouping.
    pub groupings: Vec<PartialGrouping>,
    /// The lines of each dataset.
    pub sources: Vec<PartialSource>,
    /// The agreements, each table once.
    pub agreements: Vec<PartialTable>,
}

/// The codes of a field: folded, as written, and title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialField {
    /// Its name.
    pub name: String,
    /// Its codes.
    pub codes: Vec<(String, String, Option<String>)>,
}

/// The groups of one grouping, column by column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialGrouping {
    /// Its fields.
    pub by: Vec<String>,
    /// For each group the numbers of its codes; 0 where it has none.
    pub keys: Vec<Vec<u32>>,
    /// How many lines each group has.
    pub lines: Vec<u64>,
    /// For each group the sum of each measure, as whole numbers at the measure's scale.
    pub sums: Vec<Vec<String>>,
    /// For each group how many lines have no figure of each measure.
    pub missing: Vec<Vec<u64>>,
}

/// The lines of one dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialSource {
    /// Its name in lineage.
    pub name: String,
    /// Its lines, as far as they are needed.
    pub lines: PartialTable,
    /// Whether the lines have their figures.
    pub figures: bool,
    /// The place of its agreements.
    pub agreement: Option<usize>,
}

impl Consolidation {
    /// These totals as plain data. With `lines`, or where a plan's lines may state the totals of others, it has the
    /// figures of all lines; else only what sums and coverage need.
    ///
    /// # Errors
    /// `consolidation.no_lines` where figures are asked for that a partial had left out.
    pub fn partial(&self, lines: bool) -> Result<Partial> {
        let figures = lines || self.plan.has_totals();
        if figures {
            self.with_lines()?;
        }
        let mut plan = self.plan.clone();
        for (hierarchy, family) in plan.hierarchies.iter_mut().zip(self.families.iter()) {
            if let (Parents::Table(_), Some(links)) = (&hierarchy.parents, family.links()) {
                hierarchy.parents = Parents::Codes(links);
            }
        }
        let entry = |(folded, written, title): (&str, &str, Option<&str>)| {
            (folded.to_owned(), written.to_owned(), title.map(str::to_owned))
        };
        let field = |field: &super::consolidated::Field| PartialField {
            name: field.name.clone(),
            codes: field.codes.entries().map(entry).collect(),
        };
        let grouping = |grouping: &Grouping| {
            let mut partial = PartialGrouping {
                by: grouping.names.clone(),
                keys: Vec::new(),
                lines: Vec::new(),
                sums: Vec::new(),
                missing: Vec::new(),
            };
            // Groups that are only expected come back with the agreements.
            for group in grouping.groups.iter().filter(|group| group.lines > 0) {
                partial.keys.push(group.key.to_vec());
                partial.lines.push(group.lines);
                partial.sums.push(group.sums.iter().map(|sum| sum.to_string()).collect());
                partial.missing.push(group.missing.to_vec());
            }
            partial
        };
        let mut agreements: Vec<Arc<Table>> = Vec::new();
        let mut sources = Vec::with_capacity(self.sources.len());
        for source in &self.sources {
            let agreement = source.given_agreement().map(|table| {
                let known = agreements.iter().position(|known| Arc::ptr_eq(known, table));
                known.unwrap_or_else(|| {
                    agreements.push(Arc::clone(table));
                    agreements.len().saturating_sub(1)
                })
            });
            sources.push(PartialSource {
                name: source.name.clone(),
                lines: self.projected(source, figures),
                figures,
                agreement,
            });
        }
        Ok(Partial {
            version: VERSION,
            plan,
            fields: self.fields.iter().map(field).collect(),
            groupings: self.groupings.iter().map(grouping).collect(),
            sources,
            agreements: agreements.iter().map(|table| PartialTable::of(table, None, 0..table.rows())).collect(),
        })
    }

    /// The lines of a source as far as they are needed.
    fn projected(&self, source: &Source, figures: bool) -> PartialTable {
        let table = source.given_lines();
        let there = (0..table.rows()).filter(|row| source.is_there(*row));
        if figures {
            return PartialTable::of(table, None, there);
        }
        let mut needed: BTreeSet<String> = self.plan.fields().into_iter().chain([self.plan.agency.clone()]).collect();
        needed.extend(table.schema().key().iter().cloned());
        if let Some(agreement) = &source.agreement {
            needed.extend(agreement.schema().key().iter().cloned());
        }
        // Without agreements and states no line is asked after again.
        let asked = source.agreement.is_some()
            || !self.plan.statuses.is_empty()
            || self.sources.iter().any(|source| source.agreement.is_some());
        if asked {
            PartialTable::of(table, Some(&needed), there)
        } else {
            PartialTable::of(table, Some(&needed), std::iter::empty())
        }
    }

    /// Refuses what needs the figures of lines where a partial has left them out.
    pub(super) fn with_lines(&self) -> Result<()> {
        if self.sources.iter().all(|source| source.has_figures) {
            return Ok(());
        }
        Err(Error::new(
            "consolidation.no_lines",
            "این تلفیق از بخشی خوانده شده است که رقم ردیف‌ها را ندارد",
            "these totals were read from a partial without the figures of its lines",
        )
        .help("بخش را با ردیف‌هایش بسازید", "make the partial with its lines"))
    }
}

/// What a batch of lines comes to.
///
/// # Errors
/// As [`consolidate`](super::consolidate).
pub fn partial(data: &Dataset, plan: &Plan) -> Result<Partial> {
    Consolidation::of(data, plan)?.partial(false)
}

impl Partial {
    /// A partial of JSON text.
    ///
    /// # Errors
    /// `json.bad_shape`.
    pub fn from_json(text: &str) -> Result<Self> {
        crate::json::read(text, "partial")
    }

    /// The partial as JSON text.
    ///
    /// # Errors
    /// As [`canonical_json`](crate::digest::canonical_json).
    pub fn to_json(&self) -> Result<String> {
        crate::digest::canonical_json(self)
    }

    /// The totals that it holds, to be merged with others.
    ///
    /// # Errors
    /// `consolidation.bad_partial` where it does not hold together; what its plan is refused with.
    pub fn consolidation(&self) -> Result<Consolidation> {
        if self.version != VERSION {
            return Err(bad("version").expected(VERSION.to_string()));
        }
        self.plan.check()?;
        let families = Family::all(&self.plan, &Dataset::default(), &[])?;
        let agreements = self.agreements.iter().enumerate().map(|(at, table)| table.table(&format!("agreements/{at}")));
        let agreements: Vec<Arc<Table>> = agreements.map(|table| table.map(Arc::new)).collect::<Result<_>>()?;
        let mut sources = Vec::with_capacity(self.sources.len());
        for (at, source) in self.sources.iter().enumerate() {
            let place = format!("sources/{at}");
            let lines = Arc::new(source.lines.table(&place)?);
            let agreement = match source.agreement {
                None => None,
                Some(agreement) => Some(Arc::clone(agreements.get(agreement).ok_or_else(|| bad(&place))?)),
            };
            sources.push(Source::of_tables(&source.name, (lines, agreement), source.figures, &self.plan, &families)?);
        }
        let first = sources.first().ok_or_else(|| bad("sources"))?;
        if self.plan.has_totals() {
            return Consolidation::of_sources(&self.plan, families, sources)?.covered();
        }
        // An empty selection of its lines has everything but the sums.
        let none = crate::dataset::Bitmap::new(first.lines.rows(), false);
        let mut total = Consolidation::summed(first, &self.plan, Some(&none))?;
        total.families = families.into();
        self.fill(&mut total)?;
        total.sources = sources;
        total.covered()
    }

    /// Fills in codes and sums.
    fn fill(&self, total: &mut Consolidation) -> Result<()> {
        if self.fields.len() != total.fields.len() || self.groupings.len() != total.groupings.len() {
            return Err(bad("groupings"));
        }
        for (field, known) in self.fields.iter().zip(&mut total.fields) {
            let sorted = field.codes.windows(2).all(|pair| matches!(pair, [(a, ..), (b, ..)] if a < b));
            if field.name != known.name || !sorted {
                return Err(bad(&format!("fields/{}", field.name)));
            }
            known.codes = Codes::of_entries(&field.codes).0;
        }
        let measures = total.measures.len();
        let ranks: Vec<usize> = total.fields.iter().map(|field| field.codes.ranks()).collect();
        for (at, (grouping, known)) in self.groupings.iter().zip(&mut total.groupings).enumerate() {
            let refused = || bad(&format!("groupings/{at}"));
            let rows = grouping.keys.len();
            let even = [grouping.lines.len(), grouping.sums.len(), grouping.missing.len()] == [rows; 3];
            let sorted = grouping.keys.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
            if grouping.by != known.names || !even || !sorted {
                return Err(refused());
            }
            let mut groups = Groups::new(known.fields.len(), measures);
            for (((key, lines), sums), missing) in
                grouping.keys.iter().zip(&grouping.lines).zip(&grouping.sums).zip(&grouping.missing)
            {
                let fits =
                    |(rank, field): (&u32, &usize)| ranks.get(*field).is_some_and(|ranks| (*rank as usize) < *ranks);
                let whole = key.len() == known.fields.len() && key.iter().zip(&known.fields).all(fits);
                let counted = missing.len() == measures && missing.iter().all(|count| count <= lines);
                let sums: Vec<i128> =
                    sums.iter().map(|sum| sum.parse().map_err(|_| refused())).collect::<Result<_>>()?;
                if !whole || !counted || sums.len() != measures || *lines == 0 {
                    return Err(refused());
                }
                groups.push(Group { key, lines: *lines, sums: SumSlice::Wide(&sums), missing });
            }
            known.groups = groups;
        }
        Ok(())
    }

    /// The measures of its sums, in order, and their scales.
    ///
    /// # Errors
    /// `consolidation.bad_partial` where it does not hold together.
    pub fn measures(&self) -> Result<Vec<(String, u32)>> {
        let first = self.sources.first().ok_or_else(|| bad("sources"))?;
        let table = first.lines.table("sources/0")?;
        let measures = Measure::all(table.schema(), &self.plan)?;
        Ok(measures.into_iter().map(|measure| (measure.name, measure.scale)).collect())
    }
}

pub(super) fn bad(place: &str) -> Error {
    Error::new("consolidation.bad_partial", "این بخش با خودش جور نیست", "this partial does not hold together")
        .at(place)
        .help("بخش را همان‌گونه که ساخته شد بدهید", "hand the partial over as it was made")
}

#[cfg(test)]
#[path = "partial_tests.rs"]
mod tests;
