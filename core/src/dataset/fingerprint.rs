//! The fingerprint of a dataset.

use crate::dataset::{Dataset, Table};
use crate::digest;
use crate::error::Result;
use crate::finding::Scalar;
use crate::ordered::Ordered as _;
use serde::Serialize;
use std::collections::BTreeMap;

/// A table as it is fingerprinted: a column without a single value is as none.
#[derive(Serialize)]
struct Content<'a> {
    rows: usize,
    columns: BTreeMap<&'a str, Vec<Scalar>>,
}

impl Dataset {
    /// The SHA-256 of the canonical JSON of its tables, in the order of their rows: equal in every language, whatever the
    /// order of the columns, and after a package was written and read.
    ///
    /// # Errors
    /// As [`digest::of`].
    pub fn digest(&self) -> Result<String> {
        digest::of(&self.tables().map(|(name, table)| (name, content(table))).ordered::<BTreeMap<_, _>>())
    }
}

fn content(table: &Table) -> Content<'_> {
    let cells = |at: usize| -> Vec<Scalar> { (0..table.rows()).map(|row| table.scalar(row, at)).collect() };
    let fields = table.schema().fields().iter().enumerate().filter(|(at, _)| table.column(*at).is_some());
    let columns = fields.map(|(at, field)| (field.name.as_str(), cells(at)));
    let given = columns.filter(|(_, cells)| cells.iter().any(|cell| *cell != Scalar::Missing));
    Content { rows: table.rows(), columns: given.ordered() }
}
