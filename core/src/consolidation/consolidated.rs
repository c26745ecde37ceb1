//! The totals of a plan, and how two of them become one.

use super::cell::{Cell, NamedRatio, Total};
use super::codes::{Codes, NO_CODE, Translated};
use super::coverage::{Coverage, Expectation};
use super::family::Family;
use super::grouped::grouped;
use super::groups::{Group, Groups};
use super::levels::strangers;
use super::measure::{Measure, RatioRule};
use super::pass::Lines;
use super::plan::{Plan, position, suggest};
use super::roles::settle;
use super::source::{Source, entitled};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::dataset::{Bitmap, Column, Dataset, Table};
use crate::digest;
use crate::error::{Error, Result};
use crate::finding::Findings;
use crate::scaled::Scaled;
use crate::text;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::collections::BTreeMap;
use std::mem::take;
use std::sync::Arc;

/// Whether everything that is summed has been approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// Only lines of approved submissions are summed.
    Approved,
    /// Lines of submissions that are not approved are summed too (مقدماتی).
    Preliminary,
    /// The plan did not say which submissions are approved.
    Unstated,
}

/// Exact totals over several groupings, with what is missing and where they come from.
///
/// Serialised as its records: status, measures, ratios and cells. Equal data give equal records and one digest,
/// whatever the order or partition of the lines.
#[derive(Clone, Debug)]
pub struct Consolidation {
    pub(super) plan: Plan,
    pub(super) status: Status,
    pub(super) fields: Vec<Field>,
    pub(super) measures: Vec<Measure>,
    ratios: Vec<RatioRule>,
    pub(super) groupings: Vec<Grouping>,
    pub(super) sources: Vec<Source>,
    /// The codes of the plan's hierarchies.
    pub(super) families: Arc<[Family]>,
}

/// A field of a grouping with its codes.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    title: Bilingual,
    pub(super) codes: Codes,
}

/// The groups by some fields, the groups that are only expected among them.
#[derive(Clone, Debug)]
pub(super) struct Grouping {
    /// Positions in the fields of the consolidation.
    pub(super) fields: Vec<usize>,
    pub(super) names: Vec<String>,
    pub(super) groups: Groups,
    pub(super) coverage: Option<Vec<Coverage>>,
}

impl Consolidation {
    /// The totals of a dataset by a plan.
    pub(super) fn of(data: &Dataset, plan: &Plan) -> Result<Self> {
        Self::of_known(data, plan, &[])
    }

    /// The same, where hierarchies whose tables the dataset lacks are known from before.
    pub(super) fn of_known(data: &Dataset, plan: &Plan, known: &[Family]) -> Result<Self> {
        plan.check()?;
        let families = Family::all(plan, data, known)?;
        let source = Source::of(data, plan, &families)?;
        Self::of_sources(plan, families, vec![source])?.covered()
    }

    /// The sums of some sources, of which it is settled anew which lines are added; without coverage.
    pub(super) fn of_sources(plan: &Plan, families: Vec<Family>, mut sources: Vec<Source>) -> Result<Self> {
        if 1 < sources.len() {
            sources.iter_mut().try_for_each(|source| source.level(plan, &families))?;
        }
        settle(&mut sources, plan, &families)?;
        let mut total: Option<Self> = None;
        for source in &sources {
            let part = Self::summed(source, plan, source.counted().as_ref())?;
            total = Some(match total {
                Some(total) => total.added(&part)?,
                None => part,
            });
        }
        let mut total = total.ok_or_else(super::change::plan_mismatch)?;
        total.sources = sources;
        total.families = families.into();
        Ok(total)
    }

    /// The sums of some rows of a source, without coverage.
    pub(super) fn summed(source: &Source, plan: &Plan, counted: Option<&Bitmap>) -> Result<Self> {
        let schema = source.lines.schema();
        let measures = Measure::all(schema, plan)?;
        let ratios = RatioRule::all(&measures)?;
        let mut fields = Vec::new();
        let mut ranks = Vec::new();
        for name in plan.fields() {
            let at = position(schema, &name)?;
            let title = schema.fields().get(at).map(|field| field.title.clone()).unwrap_or_default();
            let (codes, of_rows) = source.codes(at);
            ranks.push((of_rows, codes.ranks()));
            fields.push(Field { name, title, codes });
        }
        let column = |measure: &Measure| match source.lines.column_named(&measure.name) {
            Some(Column::Numbers(numbers)) => Some(numbers),
            _ => None,
        };
        let lines = Lines {
            rows: source.lines.rows(),
            counted,
            fields: ranks,
            measures: measures.iter().map(column).collect(),
        };
        let groupings = grouped(&lines, plan, &fields)?;
        Ok(Self {
            plan: plan.clone(),
            status: Status::Unstated,
            fields,
            measures,
            ratios,
            groupings,
            sources: Vec::new(),
            families: Arc::from([]),
        })
    }

    /// The same totals with their status and coverage, as the sources have them now.
    pub(super) fn covered(mut self) -> Result<Self> {
        self.status = if self.plan.statuses.is_empty() {
            Status::Unstated
        } else if self.sources.iter().any(Source::is_preliminary) {
            Status::Preliminary
        } else {
            Status::Approved
        };
        for grouping in &mut self.groupings {
            let groups = take(&mut grouping.groups).with_lines();
            // The grand total is there even where nothing else is.
            let alone = grouping.fields.is_empty() && groups.len() == 0;
            grouping.groups = if alone { groups.with_keys(&[Vec::new()])? } else { groups };
            grouping.coverage = None;
        }
        let Some(expectation) = Expectation::of(&self.sources, &self.plan)? else { return Ok(self) };
        let knows =
            |field: &Field| expectation.tables().iter().all(|table| table.schema().field(&field.name).is_some());
        let known: Vec<bool> = self.fields.iter().map(knows).collect();
        // Codes that only the agreements have become codes of the consolidation.
        for (field, _) in known.iter().enumerate().filter(|(_, known)| **known) {
            let Some(name) = self.fields.get(field).map(|field| field.name.clone()) else { continue };
            for table in expectation.tables() {
                let (codes, _) = entitled(table, position(table.schema(), &name)?);
                self.widen(field, codes);
            }
        }
        let mut groupings = take(&mut self.groupings);
        for grouping in &mut groupings {
            if !grouping.fields.iter().all(|field| known.get(*field).copied().unwrap_or(false)) {
                continue;
            }
            let ranks = |table| self.translated(grouping, table);
            let expected: Vec<_> =
                expectation.tables().iter().map(|table| ranks(table.as_ref())).collect::<Result<_>>()?;
            let lines: Vec<_> = self.sources.iter().map(|source| ranks(&source.lines)).collect::<Result<_>>()?;
            let groups = grouping.groups.with_keys(&expectation.keys(&expected))?;
            grouping.coverage = Some(expectation.of_groups(&groups, &self.plan, &expected, &lines)?);
            grouping.groups = groups;
        }
        self.groupings = groupings;
        Ok(self)
    }

    /// The rows of a table among the codes of a grouping.
    fn translated<'a>(&self, grouping: &Grouping, table: &'a Table) -> Result<Vec<Translated<'a>>> {
        let fields = grouping.fields.iter().filter_map(|field| self.fields.get(*field));
        fields.map(|field| Ok(Translated::new(table, position(table.schema(), &field.name)?, &field.codes))).collect()
    }

    /// Lets a field have more codes.
    fn widen(&mut self, field: usize, codes: Codes) {
        let Some(slot) = self.fields.get_mut(field) else { return };
        let (all, renamed, _) = take(&mut slot.codes).union(codes);
        slot.codes = all;
        self.rename(field, &renamed);
    }

    /// Gives the codes of a field new ranks in the same order.
    pub(super) fn rename(&mut self, field: usize, ranks: &[u32]) {
        let same: Vec<Vec<u32>> =
            self.fields.iter().map(|field| (0_u32..).take(field.codes.ranks()).collect()).collect();
        for grouping in &mut self.groupings {
            let renamed: Vec<&[u32]> = grouping
                .fields
                .iter()
                .map(
                    |other| {
                        if *other == field { ranks } else { same.get(*other).map(Vec::as_slice).unwrap_or_default() }
                    },
                )
                .collect();
            if grouping.fields.contains(&field) {
                grouping.groups = grouping.groups.renamed(&renamed);
            }
        }
    }

    /// What was asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether everything that is summed has been approved.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// What is to be said of codes that the hierarchies do not know: `consolidation.unknown_code` and
    /// `consolidation.code_not_in_year`. Their lines are in the totals all the same.
    ///
    /// # Errors
    /// `consolidation.cycle` where the codes of one year lead in a circle.
    pub fn findings(&self) -> Result<Findings> {
        let found = self.sources.iter().map(|source| strangers(&source.lines, &self.plan, &self.families));
        Ok(Findings::new(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect()))
    }

    /// What is summed.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// The ratios of these measures, with their definitions.
    #[must_use]
    pub fn ratios(&self) -> &[RatioRule] {
        &self.ratios
    }

    /// The lists of fields that totals exist for, the empty one (the grand total) first.
    pub fn groupings(&self) -> impl Iterator<Item = &[String]> {
        self.groupings.iter().map(|grouping| grouping.names.as_slice())
    }

    /// All totals: by grouping, then by code.
    #[must_use]
    pub fn cells(&self) -> Vec<Cell> {
        self.groupings.iter().flat_map(|grouping| self.cells_in(grouping)).collect()
    }

    /// The totals of one grouping, by code.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping` for fields that the plan does not group by in this order.
    pub fn cells_by(&self, by: &[&str]) -> Result<Vec<Cell>> {
        Ok(self.cells_in(self.grouping(by)?).collect())
    }

    /// The total of one group; none where no line has these codes and none is expected.
    ///
    /// # Errors
    /// `consolidation.unknown_grouping`; `consolidation.key_length` when there are not as many codes as fields.
    pub fn cell(&self, by: &[&str], key: &[Option<&str>]) -> Result<Option<Cell>> {
        let grouping = self.grouping(by)?;
        same_length(by, key)?;
        let rank = |(field, code): (&usize, &Option<&str>)| match code {
            None => Some(NO_CODE),
            Some(code) => self.fields.get(*field)?.codes.rank(&text::fold(code)),
        };
        let ranks: Option<Vec<u32>> = grouping.fields.iter().zip(key).map(rank).collect();
        let found = ranks.and_then(|ranks| grouping.groups.search(&ranks).ok());
        Ok(found.and_then(|index| self.cell_at(grouping, index)))
    }

    /// The coverage of the whole; none where there are no agreements.
    #[must_use]
    pub fn coverage(&self) -> Option<&Coverage> {
        let whole = self.groupings.iter().find(|grouping| grouping.fields.is_empty())?;
        whole.coverage.as_ref()?.first()
    }

    /// The SHA-256 of the records: equal in every language, for any order and any partition of the lines.
    ///
    /// # Errors
    /// As [`digest::of`].
    pub fn digest(&self) -> Result<String> {
        // The same text as the canonical JSON of the whole, but made cell by cell: a cube has many.
        let mut json = String::from("{\"cells\":[");
        for (index, cell) in self.groupings.iter().flat_map(|grouping| self.cells_in(grouping)).enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(&digest::canonical_json(&cell)?);
        }
        let rest = [
            ("],\"measures\":", digest::canonical_json(&self.measures)?),
            (",\"ratios\":", digest::canonical_json(&self.ratios)?),
            (",\"status\":", digest::canonical_json(&self.status)?),
        ];
        for (name, value) in rest {
            json.push_str(name);
            json.push_str(&value);
        }
        json.push('}');
        Ok(digest::of_bytes(json.as_bytes()))
    }

    fn grouping(&self, by: &[&str]) -> Result<&Grouping> {
        self.groupings.iter().find(|grouping| grouping.names == by).ok_or_else(|| {
            let known: Vec<String> =
                self.groupings.iter().map(|grouping| format!("[{}]", grouping.names.join(", "))).collect();
            let asked = format!("[{}]", by.join(", "));
            let error = Error::new(
                "consolidation.unknown_grouping",
                format!("این تلفیق گروه‌بندی {asked} ندارد"),
                format!("this consolidation has no grouping {asked}"),
            )
            .at(asked.as_str());
            suggest(error, &asked, &known.iter().map(String::as_str).collect::<Vec<_>>())
        })
    }

    fn cells_in<'a>(&'a self, grouping: &'a Grouping) -> impl Iterator<Item = Cell> + 'a {
        (0..grouping.groups.len()).filter_map(|index| self.cell_at(grouping, index))
    }

    fn cell_at(&self, grouping: &Grouping, index: usize) -> Option<Cell> {
        let group = grouping.groups.get(index)?;
        let code = |(field, rank): (&usize, &u32)| {
            self.fields.get(*field).and_then(|field| field.codes.code(*rank)).map(str::to_owned)
        };
        let key = grouping.fields.iter().zip(group.key).map(code).collect();
        let coverage = grouping.coverage.as_ref().and_then(|coverage| coverage.get(index).cloned());
        Some(self.cell_with(&grouping.names, key, group, coverage))
    }

    /// The cell of a group whose codes are known.
    pub(super) fn cell_with(
        &self,
        by: &[String],
        key: Vec<Option<String>>,
        group: Group<'_>,
        coverage: Option<Coverage>,
    ) -> Cell {
        let measures = self.totals(group);
        let sum = |name: &str| measures.get(name).and_then(|total| total.sum);
        let ratio =
            |rule: &RatioRule| NamedRatio::of(sum(&rule.numerator)?, sum(&rule.denominator)?, self.plan.percent_digits);
        let ratios = self.ratios.iter().map(|rule| (rule.name.to_owned(), ratio(rule))).collect();
        Cell { by: by.to_vec(), key, lines: group.lines, ratios, coverage, measures }
    }

    fn totals(&self, group: Group<'_>) -> BTreeMap<String, Total> {
        let total = |((measure, sum), missing): ((&Measure, i128), &u64)| {
            let sum = (*missing < group.lines).then(|| Scaled::new(sum, measure.scale));
            (measure.name.clone(), Total { sum, missing: *missing })
        };
        self.measures.iter().zip(group.sums.iter()).zip(group.missing).map(total).collect()
    }

    /// How a field of a grouping is called and how one of its codes is shown: its title where one came with the data.
    pub(crate) fn shown(&self, field: &str, code: &str) -> Option<(&str, Option<&str>)> {
        let field = self.fields.iter().find(|known| known.name == field)?;
        let rank = field.codes.rank(code)?;
        Some((field.codes.written(rank)?, field.codes.title(rank)))
    }

    /// The unit of the amounts; none where no measure is an amount.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.measures.iter().find_map(|measure| measure.kind)
    }

    /// The title of a field of a grouping.
    pub(crate) fn title(&self, field: &str) -> Option<&Bilingual> {
        self.fields.iter().find(|known| known.name == field).map(|field| &field.title)
    }
}

/// Refuses a key that has not one code for each field.
pub(super) fn same_length(by: &[&str], key: &[Option<&str>]) -> Result<()> {
    if by.len() == key.len() {
        return Ok(());
    }
    Err(Error::new(
        "consolidation.key_length",
        format!("{} فیلد ولی {} کد داده شده است", by.len(), key.len()),
        format!("there are {} fields but {} codes", by.len(), key.len()),
    )
    .expected(format!("{} codes", by.len()))
    .help("برای هر فیلد یک کد بدهید", "give one code for each field"))
}

impl Serialize for Consolidation {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Consolidation", 4)?;
        record.serialize_field("status", &self.status)?;
        record.serialize_field("measures", &self.measures)?;
        record.serialize_field("ratios", &self.ratios)?;
        record.serialize_field("cells", &self.cells())?;
        record.end()
    }
}

#[cfg(test)]
#[path = "consolidated_tests.rs"]
mod tests;
