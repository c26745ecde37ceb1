//! One table of a dataset.

use super::column_edit::Read;
use super::{Column, Field, KeyRows, Kind, TableSchema};
use crate::error::Error;
use crate::finding::Scalar;
use crate::scaled::Scaled;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Columns of the same length, by the fields of a schema. A field that the data lacks has no column: all its cells are
/// missing.
#[derive(Clone, Debug)]
pub struct Table {
    schema: TableSchema,
    columns: Vec<Option<Column>>,
    rows: usize,
    /// The rows by the schema's key, made when they are first asked for and kept until a key changes.
    key_rows: OnceLock<Arc<KeyRows>>,
}

impl Table {
    /// Columns in the order of the schema's fields, each of `rows` rows.
    pub(crate) fn new(schema: TableSchema, columns: Vec<Option<Column>>, rows: usize) -> Self {
        Self { schema, columns, rows, key_rows: OnceLock::new() }
    }

    /// The table with further fields and their columns.
    pub(crate) fn with_columns(&self, added: Vec<(Field, Option<Column>)>) -> Self {
        let mut table = self.clone();
        for (field, column) in added {
            table.schema.fields.push(field);
            table.columns.push(column);
        }
        table
    }

    /// The table with another field and column at a position.
    pub(crate) fn with_column(mut self, position: usize, field: Field, column: Column) -> Self {
        if let (Some(known), Some(slot)) = (self.schema.fields.get_mut(position), self.columns.get_mut(position)) {
            (*known, *slot) = (field, Some(column));
        }
        self.key_rows = OnceLock::new();
        self
    }

    /// Puts what was read of a cell in its place, in a new column where the table had none; whether that changes
    /// anything.
    pub(super) fn put(&mut self, row: usize, field: usize, read: &Read) -> bool {
        let rows = self.rows;
        let Some(kind) = self.kind(field) else { return false };
        if self.schema.fields().get(field).is_some_and(|field| self.schema.key().contains(&field.name)) {
            self.key_rows = OnceLock::new();
        }
        self.columns
            .get_mut(field)
            .is_some_and(|column| column.get_or_insert_with(|| Column::empty(kind, rows)).put(row, read))
    }

    /// The table of these of its rows, in this order; an empty row where there is none.
    pub(crate) fn gathered(&self, rows: &[Option<usize>]) -> Self {
        let columns = self.columns.iter().map(|column| column.as_ref().map(|column| column.gathered(rows)));
        Self::new(self.schema.clone(), columns.collect(), rows.len())
    }

    /// The rows by some fields (positions in the schema): those of the key are found once.
    pub(crate) fn rows_by(&self, fields: &[usize]) -> Arc<KeyRows> {
        let made = || Arc::new(KeyRows::build(self, fields));
        if self.schema.key_fields().eq(fields.iter().copied()) {
            Arc::clone(self.key_rows.get_or_init(made))
        } else {
            made()
        }
    }

    /// The refusal of a row that it does not have.
    pub(crate) fn unknown_row(&self, row: usize) -> Error {
        let (name, rows) = (self.name(), self.rows);
        Error::new(
            "dataset.unknown_row",
            format!("جدول «{name}» سطر {row} ندارد؛ {rows} سطر دارد که از ۰ شمرده می‌شوند"),
            format!("table `{name}` has no row {row}: it has {rows}, counted from 0"),
        )
        .at(format!("{name}/{row}"))
        .expected(format!("a row below {rows}"))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.schema.name()
    }

    /// What its fields hold.
    #[must_use]
    pub fn schema(&self) -> &TableSchema {
        &self.schema
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The column at a position of the schema.
    #[must_use]
    pub fn column(&self, field: usize) -> Option<&Column> {
        self.columns.get(field)?.as_ref()
    }

    /// The column of a field.
    #[must_use]
    pub fn column_named(&self, name: &str) -> Option<&Column> {
        self.column(self.schema.field(name)?.0)
    }

    /// The text of a cell as it was written.
    #[must_use]
    pub fn text(&self, row: usize, field: &str) -> Option<&str> {
        match self.column_named(field)? {
            Column::Strings(strings) => strings.get(row),
            _ => None,
        }
    }

    /// The figure of a cell, as it is stored and typed (45% is 45).
    #[must_use]
    pub fn number(&self, row: usize, field: &str) -> Option<Scaled> {
        match self.column_named(field)? {
            Column::Numbers(numbers) => numbers.get(row).map(|value| Scaled::new(value, numbers.scale())),
            _ => None,
        }
    }

    /// A cell of any type, as findings and reports show it.
    #[must_use]
    pub fn scalar(&self, row: usize, field: usize) -> Scalar {
        self.column(field).map_or(Scalar::Missing, |column| column.scalar(row))
    }

    /// The key of a row, by field: text as written, figures plain; empty where the cell is.
    #[must_use]
    pub fn key(&self, row: usize) -> BTreeMap<String, String> {
        self.schema
            .key()
            .iter()
            .map(|name| {
                let value = self.schema.field(name).map_or(Scalar::Missing, |(field, _)| self.scalar(row, field));
                (name.clone(), value.to_string())
            })
            .collect()
    }

    /// The kind of a field.
    #[must_use]
    pub fn kind(&self, field: usize) -> Option<Kind> {
        self.schema.fields().get(field).map(|field| field.kind)
    }
}
