//! A table as plain data (جدول): its fields, and its cells column by column as exact text.

use super::partial::bad;
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::calendar::Basis;
use crate::dataset::{Cell, Dataset, Field, Kind, Row, Schema, Table, TableSchema};
use crate::error::Result;
use crate::finding::Scalar;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A table as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialTable {
    /// Its name.
    pub name: String,
    /// The fields that identify a row.
    pub key: Vec<String>,
    /// Its fields.
    pub fields: Vec<PartialColumn>,
    /// How many rows.
    pub rows: usize,
}

/// A field of a table with its cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartialColumn {
    /// Its name.
    pub name: String,
    /// Its heading.
    pub title: Bilingual,
    /// What it holds: `amount`, `percent`, `number`, `code`, `text`, `date`, `flag`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit of amounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The decimal places of figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// Whether figures run from the start of the fiscal year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The cells, as exact text; none where it has none at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Option<String>>,
}

impl PartialTable {
    /// Some rows of a table, with the cells of all fields or of some.
    pub(super) fn of(table: &Table, needed: Option<&BTreeSet<String>>, rows: impl Iterator<Item = usize>) -> Self {
        let rows: Vec<usize> = rows.collect();
        let schema = table.schema();
        let column = |(at, field): (usize, &Field)| {
            let wanted = needed.is_none_or(|needed| needed.contains(&field.name)) && table.column(at).is_some();
            let cell = |row: &usize| match table.scalar(*row, at) {
                Scalar::Missing => None,
                value => Some(value.to_string()),
            };
            PartialColumn {
                name: field.name.clone(),
                title: field.title.clone(),
                kind: field.kind.name().to_owned(),
                unit: match field.kind {
                    Kind::Amount { unit, .. } => Some(unit.name().to_owned()),
                    _ => None,
                },
                scale: field.kind.stored_scale(),
                basis: field.basis,
                cells: if wanted { rows.iter().map(cell).collect() } else { Vec::new() },
            }
        };
        Self {
            name: schema.name().to_owned(),
            key: schema.key().to_vec(),
            fields: schema.fields().iter().enumerate().map(column).collect(),
            rows: rows.len(),
        }
    }

    /// The table that it is.
    pub(super) fn table(&self, place: &str) -> Result<Table> {
        let fields: Vec<Field> = self.fields.iter().map(|column| column.field(place)).collect::<Result<_>>()?;
        let mut rows = vec![Row::new(); self.rows];
        for column in self.fields.iter().filter(|column| !column.cells.is_empty()) {
            if column.cells.len() != self.rows {
                return Err(bad(&format!("{place}/{}", column.name)));
            }
            for (row, cell) in rows.iter_mut().zip(&column.cells) {
                let Some(text) = cell else { continue };
                let cell = match (column.kind.as_str(), text.as_str()) {
                    ("flag", "true") => Cell::Flag(true),
                    ("flag", "false") => Cell::Flag(false),
                    _ => Cell::Text(text.clone()),
                };
                row.insert(column.name.clone(), cell);
            }
        }
        let table = TableSchema { name: self.name.clone(), title: Bilingual::default(), key: self.key.clone(), fields };
        let data = Dataset::from_rows(&Schema { tables: vec![table] }, BTreeMap::from([(self.name.clone(), rows)]))?;
        // Rows of one key were already a finding where they were first read.
        let unread =
            data.intake().iter().find(|finding| finding.rule != "intake.duplicate_key" && finding.row.is_some());
        match (unread, data.table(&self.name)) {
            (None, Some(table)) => Ok(table.clone()),
            (Some(finding), _) => Err(bad(&format!("{place}/{}", finding.fields.first().cloned().unwrap_or_default()))),
            (None, None) => Err(bad(place)),
        }
    }
}

impl PartialColumn {
    fn field(&self, place: &str) -> Result<Field> {
        let scale = self.scale.unwrap_or(0);
        let kind = match self.kind.as_str() {
            "amount" => Kind::Amount { unit: Unit::parse(self.unit.as_deref().unwrap_or_default())?, scale },
            "percent" => Kind::Percent { scale },
            "number" => Kind::Number { scale },
            "code" => Kind::Code,
            "text" => Kind::Text,
            "date" => Kind::Date,
            "flag" => Kind::Flag,
            _ => return Err(bad(&format!("{place}/{}", self.name))),
        };
        Ok(Field {
            name: self.name.clone(),
            kind,
            required: false,
            non_negative: false,
            basis: self.basis,
            title: self.title.clone(),
            law: None,
        })
    }
}
