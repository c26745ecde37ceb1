//! Columnar tables: the one shape that rules and consolidation work on.
//!
//! A [`Schema`] says which tables there are and what each field holds. A [`Dataset`] holds those tables column by
//! column: amounts as integers at one declared scale (64 bits where they fit, 128 where they do not), codes and text as
//! numbered entries of a dictionary, and for each column which rows have a value at all. A cell that cannot be read is
//! left empty and becomes a finding; its row stays.

mod bitmap;
mod cell;
mod column;
mod column_edit;
#[cfg(feature = "csv")]
mod csv_cache;
#[cfg(feature = "csv")]
mod csv_columns;
#[cfg(feature = "csv")]
mod csv_figures;
#[cfg(feature = "csv")]
mod csv_rows;
#[cfg(feature = "csv")]
mod csv_split;
mod edit;
mod fingerprint;
mod flaws;
mod json_rows;
mod key_codes;
mod key_index;
mod key_rows;
mod leads;
mod reading;
mod schema;
mod strings;
mod table;
mod zones;

pub use bitmap::Bitmap;
pub use cell::{Cell, Row};
pub use column::{Column, Dates, Flags, Integers, Numbers, RawColumn};
#[cfg(feature = "csv")]
pub use csv_rows::rows_of_csv;
#[cfg(feature = "csv")]
pub(crate) use csv_rows::texts_of_csv;
pub(crate) use edit::unknown_field;
pub use json_rows::rows_of_json;
pub(crate) use json_rows::{rows, rows_if_any, tables};
pub use key_index::{KeyIndex, NO_GROUP};
pub(crate) use key_rows::{KeyRows, UNREAD_KEY, is_one, is_several};
pub(crate) use leads::Led;
pub use schema::{Field, Kind, Schema, TableSchema};
pub use strings::{Dictionary, Strings};
pub use table::Table;
pub(crate) use zones::ZONE_ROWS;

use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::text;
use leads::Leads;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Tables of one report or many, with what was wrong in them when they were read.
///
/// # Example
/// ```
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
///
/// let book = Rulebook::from_toml(r#"
/// [rulebook]
/// id = "example"
/// title = { fa = "نمونه", en = "Example" }
/// [tables.lines]
/// title = { fa = "ردیف‌ها", en = "Lines" }
/// key = ["line"]
/// fields = [
///   { name = "line", type = "code", required = true, title = { fa = "ردیف", en = "Line" } },
///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
/// ]
/// "#)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"line": "1", "spent": "۱٬۲۵۰"}, {"line": "2", "spent": "12/5"}]}"#)?;
/// assert_eq!(data.table("lines").map(|table| table.rows()), Some(2));
/// assert_eq!(data.intake()[0].rule, "amount.ambiguous");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    tables: BTreeMap<String, Arc<Table>>,
    intake: Vec<Finding>,
    leads: Arc<Leads>,
}

impl Dataset {
    /// A dataset of rows, read by the types that the schema declares.
    ///
    /// # Errors
    /// `dataset.unknown_table` for a table that the schema does not know. What is wrong in a cell is a finding.
    pub fn from_rows(schema: &Schema, tables: BTreeMap<String, Vec<Row>>) -> Result<Self> {
        let mut dataset = Self::default();
        for (name, rows) in tables {
            let (table, findings) = reading::table_of_rows(declared(schema, &name)?, &rows);
            dataset.put(table, findings);
        }
        Ok(dataset)
    }

    /// A dataset of JSON text: an object of tables, each a list of objects. Amounts are strings or whole numbers.
    ///
    /// # Errors
    /// `dataset.bad_json` when the text is not such JSON; as [`Dataset::from_rows`] besides.
    pub fn from_json(schema: &Schema, json: &str) -> Result<Self> {
        Self::from_rows(schema, rows_of_json(json)?)
    }

    /// A dataset of CSV texts by the names of their tables: a header line of field names, a comma between cells, quotes
    /// as RFC 4180 has them. An empty cell is empty, every other is read by the type of its field, as in
    /// [`Dataset::from_rows`]. The text is read straight into columns, in one pass.
    ///
    /// # Example
    /// ```
    /// use amalkard::dataset::Dataset;
    /// use amalkard::rules::Rulebook;
    /// use std::collections::BTreeMap;
    ///
    /// let book = Rulebook::from_toml(r#"
    /// [rulebook]
    /// id = "example"
    /// title = { fa = "نمونه", en = "Example" }
    /// [tables.lines]
    /// title = { fa = "ردیف‌ها", en = "Lines" }
    /// key = ["line"]
    /// fields = [
    ///   { name = "line", type = "code", required = true, title = { fa = "ردیف", en = "Line" } },
    ///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
    /// ]
    /// "#)?;
    /// let data = Dataset::from_csv(book.schema(), BTreeMap::from([("lines".to_owned(), "line,spent\n1,۱٬۲۵۰\n2,12/5\n")]))?;
    /// assert_eq!(data.table("lines").and_then(|lines| lines.number(0, "spent")).map(|spent| spent.to_string()), Some("1250".to_owned()));
    /// assert_eq!(data.intake()[0].rule, "amount.ambiguous");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    ///
    /// # Errors
    /// `dataset.bad_csv` with the line, and the table as a detail, when a text is not CSV or not UTF-8, a line has more or
    /// fewer cells than the header, or the header names a column twice; `dataset.unknown_table`.
    #[cfg(feature = "csv")]
    pub fn from_csv<T: AsRef<[u8]>>(schema: &Schema, tables: BTreeMap<String, T>) -> Result<Self> {
        tables.iter().try_fold(Self::default(), |data, (name, text)| data.with_csv(schema, name, text))
    }

    /// The same dataset with a table of CSV text, as [`Dataset::from_csv`] reads it.
    ///
    /// # Errors
    /// As [`Dataset::from_csv`].
    #[cfg(feature = "csv")]
    pub fn with_csv(mut self, schema: &Schema, name: &str, text: impl AsRef<[u8]>) -> Result<Self> {
        let (table, findings) = csv_columns::table_of_csv(declared(schema, name)?, text.as_ref())
            .map_err(|error| error.detail("table", name))?;
        self.put(table, findings);
        Ok(self)
    }

    /// The same dataset with a table made of whole columns, as a DataFrame or a database hands them over.
    ///
    /// # Errors
    /// `dataset.unknown_table`, `dataset.column_type` (the column's place is named), `dataset.duplicate_column`, and
    /// `dataset.ragged` when columns have different lengths. What is wrong in a cell is a finding.
    pub fn with_columns(mut self, schema: &Schema, name: &str, columns: Vec<(String, RawColumn)>) -> Result<Self> {
        let (table, findings) = reading::table_of_columns(declared(schema, name)?, columns)?;
        self.put(table, findings);
        Ok(self)
    }

    /// A table by its name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name).map(Arc::as_ref)
    }

    /// A table to keep: shared, not copied.
    #[must_use]
    pub fn shared(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.get(name).map(Arc::clone)
    }

    /// All tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table.as_ref()))
    }

    /// What was wrong when the tables were read: cells that could not be, rows with the same key, unknown columns.
    #[must_use]
    pub fn intake(&self) -> &[Finding] {
        &self.intake
    }

    fn put(&mut self, table: Table, findings: Vec<Finding>) {
        self.intake.retain(|finding| finding.table != table.name());
        self.intake.extend(findings);
        self.tables.insert(table.name().to_owned(), Arc::new(table));
    }
}

fn declared<'a>(schema: &'a Schema, name: &str) -> Result<&'a TableSchema> {
    schema.table(name).ok_or_else(|| {
        let known = schema.tables().map(TableSchema::name).collect::<Vec<_>>();
        let error = Error::new(
            "dataset.unknown_table",
            format!("جدول «{name}» در دفتر قواعد تعریف نشده است"),
            format!("unknown table `{name}`"),
        )
        .at(name)
        .expected(known.join(", "));
        match text::closest(name, known.iter().copied()) {
            Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
            None => error,
        }
    })
}
