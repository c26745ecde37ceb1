//! From a total back to the lines that make it.

use super::consolidated::Consolidation;
use super::plan::position;
use crate::error::Result;
use crate::finding::Scalar;
use crate::text;
use serde::Serialize;
use std::collections::BTreeMap;

/// One line of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineageRow {
    /// The name of the dataset it stands in, as its plan called it.
    pub source: String,
    /// Its row there (0-based).
    pub row: usize,
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
    /// Its figures; missing where it has none.
    pub measures: BTreeMap<String, Scalar>,
}

impl Consolidation {
    /// The lines that make the total of a group: their figures sum to it exactly. By source, then row; none for a key
    /// that no line has.
    ///
    /// # Errors
    /// `consolidation.unknown_field` for a field that the lines do not have; `consolidation.key_length` when there are
    /// not as many codes as fields.
    pub fn lineage(&self, by: &[&str], key: &[Option<&str>]) -> Result<Vec<LineageRow>> {
        Ok(self.lines_of(by, key)?.into_iter().map(|(line, _)| line).collect())
    }

    /// The same, each with the code of its agency, empty where it has none or the lines do not know agencies.
    pub(super) fn lines_of(&self, by: &[&str], key: &[Option<&str>]) -> Result<Vec<(LineageRow, String)>> {
        super::consolidated::same_length(by, key)?;
        self.with_lines()?;
        let wanted: Vec<Option<String>> = key.iter().map(|code| code.map(text::fold)).collect();
        let mut rows = Vec::new();
        for source in &self.sources {
            let schema = source.lines.schema();
            let mut fields = Vec::with_capacity(by.len());
            for (field, code) in by.iter().zip(&wanted) {
                let (codes, ranks) = source.codes(position(schema, field)?);
                let rank = match code {
                    None => Some(super::codes::NO_CODE),
                    Some(code) => codes.rank(code),
                };
                fields.push((ranks, rank));
            }
            let agencies = schema.field(&self.plan.agency).map(|(at, _)| source.codes(at));
            let agency = |row: usize| {
                let agency = agencies.as_ref().and_then(|(codes, ranks)| codes.code(ranks.of(row)));
                agency.unwrap_or_default().to_owned()
            };
            let belongs =
                |row: &usize| source.counts(*row) && fields.iter().all(|(ranks, rank)| *rank == Some(ranks.of(*row)));
            for row in (0..source.lines.rows()).filter(belongs) {
                let figure = |name: &str| source.lines.number(row, name).map_or(Scalar::Missing, Scalar::Number);
                let measures = self.measures().iter().map(|measure| (measure.name.clone(), figure(&measure.name)));
                let (source, key) = (source.name.clone(), source.lines.key(row));
                rows.push((LineageRow { source, row, key, measures: measures.collect() }, agency(row)));
            }
        }
        rows.sort_by(|(a, _), (b, _)| (&a.source, a.row).cmp(&(&b.source, b.row)));
        Ok(rows)
    }
}
