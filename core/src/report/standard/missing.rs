//! What a report says when the data lacks what it is made of.

use super::report::Report;
use crate::dataset::{Dataset, Table};
use crate::error::{Error, Result};

/// A table that a report needs.
pub(super) fn table<'a>(data: &'a Dataset, report: Report, name: &str) -> Result<&'a Table> {
    data.table(name).ok_or_else(|| {
        Error::new(
            "report.missing_table",
            format!("گزارش {report} به جدول «{name}» نیاز دارد که در داده نیست"),
            format!("report {report} needs the table `{name}`, which the data does not have"),
        )
        .at(name)
        .expected(format!("the table `{name}`"))
        .help(
            "جدول را به داده بیفزایید یا این گزارش را کنار بگذارید",
            "add the table to the data, or leave this report out",
        )
    })
}

/// Whether a table has a field: a table without rows lacks none that its schema knows.
pub(super) fn has(table: &Table, name: &str) -> bool {
    table.column_named(name).is_some() || (table.rows() == 0 && table.schema().field(name).is_some())
}

/// A field that a report cannot do without.
pub(super) fn field(table: &Table, report: Report, name: &str) -> Result<()> {
    if has(table, name) {
        return Ok(());
    }
    let place = format!("{}/{name}", table.name());
    Err(Error::new(
        "report.missing_field",
        format!("گزارش {report} به فیلد «{name}» جدول «{}» نیاز دارد که در داده نیست", table.name()),
        format!(
            "report {report} needs the field `{name}` of the table `{}`, which the data does not have",
            table.name()
        ),
    )
    .at(place)
    .expected(format!("the field `{name}`"))
    .help(
        "فیلد را به داده بیفزایید یا این گزارش را کنار بگذارید",
        "add the field to the data, or leave this report out",
    ))
}

/// Something beside the dataset that a report is made of.
pub(super) fn input(report: Report, name: &str, fa: &str, en: &str) -> Error {
    Error::new(
        "report.missing_input",
        format!("گزارش {report} به {fa} نیاز دارد"),
        format!("report {report} needs {en}"),
    )
    .at(name)
    .expected(en)
}
