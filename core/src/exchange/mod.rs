//! Exchange: a dataset as a Fiscal Data Package and back, the same figures to the last digit.
//!
//! A package is a set of named texts, `datapackage.json` and one CSV file for each table; the host stores or sends them.
//! The descriptor follows Frictionless Data Packages with their fiscal extension: each field has a type and, where the
//! budget taxonomy has one, a `columnType`; `model` names measures (with currency and factor) and dimensions; each field
//! of money states its `unit`, and each file its size and SHA-256.

mod column_types;
mod descriptor;
mod reading;

use crate::dataset::{Dataset, Schema};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of the descriptor among the files of a package.
pub const DESCRIPTOR: &str = "datapackage.json";

/// The files of a package: texts by name.
pub type Files = BTreeMap<String, String>;

/// What a package says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// Its name: small ASCII letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// Its title; the name where it is empty.
    pub title: String,
    /// What is in it, in a sentence.
    pub description: String,
}

/// A dataset as the files of a Fiscal Data Package; the same data give the same texts.
///
/// # Errors
/// `exchange.bad_name`; `exchange.unread_cells` where the dataset has cells that could not be read, which a package could
/// only lose.
///
/// # Example
/// ```
/// use amalkard::dataset::Dataset;
/// use amalkard::exchange::{About, from_package, to_package};
/// use amalkard::rules::Rulebook;
/// let book = Rulebook::builtin("ir", 1404)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"agency": "129000", "line": "1", "kind": "expense", "spent": "12.5"}]}"#)?;
/// let files = to_package(&data, &About { name: "ilam-1404-6m".into(), ..About::default() })?;
/// assert_eq!(files["lines.csv"], "agency,line,kind,spent\r\n129000,1,expense,12.5\r\n");
/// let again = from_package(book.schema(), &files)?;
/// assert_eq!(again.digest()?, data.digest()?);
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn to_package(data: &Dataset, about: &About) -> Result<Files> {
    let allowed = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "-_.".contains(sign);
    if about.name.is_empty() || !about.name.chars().all(allowed) {
        return Err(Error::new(
            "exchange.bad_name",
            format!("«{}» نام بسته نمی‌شود", about.name),
            format!("`{}` is no name of a package", about.name),
        )
        .at("name")
        .expected("small ASCII letters, digits, `-`, `_` and `.`"));
    }
    for (name, table) in data.tables() {
        let unread = table.schema().fields().iter().enumerate().find_map(|(at, field)| {
            let unread = table.column(at)?.unread()?;
            (0..table.rows()).find(|row| unread.get(*row)).map(|row| format!("{name}/{row}/{}", field.name))
        });
        if let Some(place) = unread {
            return Err(Error::new(
                "exchange.unread_cells",
                "داده خانه‌هایی دارد که خوانده نشده‌اند و در بسته گم می‌شوند",
                "the data has cells that could not be read, which a package would lose",
            )
            .at(place)
            .help("نخست یافته‌های ورودی را اصلاح کنید", "mend the findings of the intake first"));
        }
    }
    Ok(descriptor::files(data, about))
}

/// The dataset of the files of a package, by the schema of a rulebook.
///
/// # Errors
/// `exchange.missing_file`, `exchange.not_json`, `exchange.bad_descriptor`, `exchange.unsafe_path`, `exchange.hash` for a
/// file that is not the one described, `exchange.unknown_field`, `exchange.field_type`, `exchange.unit` for money in
/// another unit or none, `exchange.header`, `exchange.bad_cell`; `dataset.unknown_table`, `dataset.bad_csv`.
pub fn from_package(schema: &Schema, files: &Files) -> Result<Dataset> {
    reading::dataset(schema, files)
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;
