//! The levels of a table's codes: each level of each hierarchy becomes a column of its own.

use super::codes::{Codes, NO_CODE, Ranks, encode};
use super::family::{Family, Standing};
use super::hierarchy::Hierarchy;
use super::plan::{Plan, position};
use crate::bilingual::Bilingual;
use crate::dataset::{Bitmap, Column, Field, Kind, Strings, Table};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::text;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The codes of a hierarchy's field in one table, and where each stands.
pub(crate) struct Placed<'a> {
    codes: Codes,
    ranks: Ranks<'a>,
    years: Option<(Codes, Ranks<'a>)>,
    /// By rank of the code and of the year.
    standings: FxHashMap<(u32, u32), Standing>,
    fixed_year: Option<u16>,
}

impl<'a> Placed<'a> {
    /// The codes of a table.
    pub(crate) fn of(table: &'a Table, hierarchy: &Hierarchy, family: &Family) -> Result<Self> {
        let (codes, ranks) = encode(table, position(table.schema(), &hierarchy.field)?);
        let years = match &hierarchy.year_field {
            Some(name) => Some(encode(table, position(table.schema(), name)?)),
            None => None,
        };
        let mut placed = Self { codes, ranks, years, standings: FxHashMap::default(), fixed_year: hierarchy.year };
        let mut last = None;
        for row in 0..table.rows() {
            let at = placed.at(row);
            if last == Some(at) || placed.standings.contains_key(&at) {
                continue;
            }
            last = Some(at);
            let standing = match placed.codes.code(at.0) {
                None => Standing::Below(Vec::new()),
                Some(code) => family.standing(code, placed.year(at.1), &hierarchy.field)?,
            };
            placed.standings.insert(at, standing);
        }
        Ok(placed)
    }

    /// The ranks of a row's code and year.
    pub(crate) fn at(&self, row: usize) -> (u32, u32) {
        (self.ranks.of(row), self.years.as_ref().map_or(NO_CODE, |(_, ranks)| ranks.of(row)))
    }

    /// The fiscal year of a rank.
    pub(crate) fn year(&self, rank: u32) -> Option<u16> {
        match &self.years {
            Some((codes, _)) => codes.code(rank)?.parse().ok(),
            None => self.fixed_year,
        }
    }

    /// From the top down to the code itself; empty where there is no code or it stands nowhere.
    pub(crate) fn path(&self, at: (u32, u32)) -> &[String] {
        match self.standings.get(&at) {
            Some(Standing::Below(path)) => path,
            _ => &[],
        }
    }

    /// The codes that stand nowhere.
    fn strangers(&self) -> impl Iterator<Item = ((u32, u32), &Standing)> {
        self.standings
            .iter()
            .filter(|(_, standing)| !matches!(standing, Standing::Below(_)))
            .map(|(at, standing)| (*at, standing))
    }
}

/// A table with the levels of its codes as further columns. A table without the field of a hierarchy has none of it.
pub(crate) fn with_levels(table: &Arc<Table>, plan: &Plan, families: &[Family]) -> Result<Arc<Table>> {
    let mut added: Vec<(Field, Option<Column>)> = Vec::new();
    for (hierarchy, family) in plan.hierarchies.iter().zip(families) {
        if table.schema().field(&hierarchy.field).is_none() || hierarchy.levels.is_empty() {
            continue;
        }
        for level in &hierarchy.levels {
            if table.schema().field(level).is_some() {
                return Err(Error::new(
                    "consolidation.repeated_field",
                    format!("سطح «{level}» همنام فیلدی از جدول «{}» است", table.name()),
                    format!("level `{level}` has the name of a field of table `{}`", table.name()),
                )
                .at(format!("{}/{level}", table.name()))
                .help("به سطح نام دیگری بدهید", "give the level another name"));
            }
        }
        let placed = Placed::of(table, hierarchy, family)?;
        for (depth, level) in hierarchy.levels.iter().enumerate() {
            added.extend(level_columns(table, &placed, family, depth, level));
        }
    }
    if added.is_empty() {
        return Ok(Arc::clone(table));
    }
    Ok(Arc::new(table.with_columns(added)))
}

/// The codes of one level, and what they are called where that is known.
fn level_columns(
    table: &Table,
    placed: &Placed<'_>,
    family: &Family,
    depth: usize,
    level: &str,
) -> Vec<(Field, Option<Column>)> {
    let (mut values, mut titles): (Vec<String>, Vec<Option<String>>) = (Vec::new(), Vec::new());
    let mut ids: BTreeMap<(String, Option<u16>), u32> = BTreeMap::new();
    let mut of_place: FxHashMap<(u32, u32), Option<u32>> = FxHashMap::default();
    for (at, standing) in &placed.standings {
        let Standing::Below(path) = standing else { continue };
        let Some(code) = path.get(depth) else { continue };
        let year = placed.year(at.1);
        let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
        let id = *ids.entry((code.clone(), year)).or_insert_with(|| {
            let (written, title) = family.shown(code, year);
            values.push(written.unwrap_or(code).to_owned());
            titles.push(title.map(str::to_owned));
            next
        });
        of_place.insert(*at, Some(id));
    }
    let of_row = |row: usize| of_place.get(&placed.at(row)).copied().flatten();
    let field = |name: String, kind: Kind| Field {
        title: Bilingual::new(name.as_str(), name.as_str()),
        name,
        kind,
        required: false,
        non_negative: false,
        basis: None,
        law: None,
    };
    let column = |texts: &[Option<&str>]| {
        let ids: Vec<u32> = (0..table.rows()).map(|row| of_row(row).unwrap_or(0)).collect();
        let there = |row: usize| of_row(row).is_some_and(|id| texts.get(id as usize).is_some_and(Option::is_some));
        let validity: Bitmap = (0..table.rows()).map(there).collect();
        let values: Vec<&str> = texts.iter().map(|text| text.unwrap_or_default()).collect();
        Strings::from_dictionary(ids, &values, Some(validity)).map(Column::Strings)
    };
    let codes: Vec<Option<&str>> = values.iter().map(|value| Some(value.as_str())).collect();
    let mut columns = vec![(field(level.to_owned(), Kind::Code), column(&codes))];
    if titles.iter().any(Option::is_some) {
        let titles: Vec<Option<&str>> = titles.iter().map(Option::as_deref).collect();
        columns.push((field(format!("{level}_title"), Kind::Text), column(&titles)));
    }
    columns
}

/// What is to be said of codes that stand in no hierarchy: their lines count, and belong to no level.
pub(crate) fn strangers(table: &Table, plan: &Plan, families: &[Family]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (hierarchy, family) in plan.hierarchies.iter().zip(families) {
        if table.schema().field(&hierarchy.field).is_none() {
            continue;
        }
        let placed = Placed::of(table, hierarchy, family)?;
        for (at, standing) in placed.strangers() {
            let mut rows = (0..table.rows()).filter(|row| placed.at(*row) == at);
            let Some(first) = rows.next() else { continue };
            let more = rows.count();
            findings.push(stranger(table, hierarchy, family, &placed, (at, standing), (first, more)));
        }
    }
    Ok(findings)
}

fn stranger(
    table: &Table,
    hierarchy: &Hierarchy,
    family: &Family,
    placed: &Placed<'_>,
    (at, standing): ((u32, u32), &Standing),
    (first, more): (usize, usize),
) -> Finding {
    let (code, field) = (placed.codes.written(at.0).unwrap_or_default(), hierarchy.field.as_str());
    let (rule, fa, en) = match standing {
        Standing::NotInYear => {
            let year = placed.year(at.1).map(|year| year.to_string()).unwrap_or_default();
            (
                "consolidation.code_not_in_year",
                format!("کد «{code}» در سال {year} معتبر نیست"),
                format!("code `{code}` is not valid in {year}"),
            )
        }
        _ => (
            "consolidation.unknown_code",
            format!("کد «{code}» در سلسله‌مراتب «{field}» نیست"),
            format!("code `{code}` is not in the hierarchy of `{field}`"),
        ),
    };
    let near = family.closest(&text::fold(code)).filter(|_| !matches!(standing, Standing::NotInYear));
    let (near_fa, near_en) = match near {
        Some(near) => (format!("؛ شاید منظور «{near}» است"), format!("; did you mean `{near}`?")),
        None => (String::new(), String::new()),
    };
    let lines = more.saturating_add(1);
    Finding {
        row: Some(first),
        key: table.key(first),
        fields: vec![field.to_owned()],
        left: crate::finding::Scalar::Text(code.to_owned()),
        message_fa: format!("{fa}؛ {lines} ردیف آن در جمع کل هست و در هیچ سطحی نیست{near_fa}"),
        message_en: format!("{en}; its lines ({lines}) are in the grand total and in no level{near_en}"),
        ..Finding::about(table.name(), rule, Severity::Warning)
    }
}
