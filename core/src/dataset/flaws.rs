//! What is wrong in a table as it is read: cells, columns, required fields, keys.

use super::{Bitmap, Cell, Column, Field, KeyIndex, Table, TableSchema};
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::finding::{Finding, Repair, Scalar, Severity};
use crate::scaled::Scaled;
use crate::text;
use std::collections::BTreeSet;

/// A column of the data that no field is declared for.
pub(super) const UNKNOWN_FIELD: &str = "intake.unknown_field";
/// A required field without a column.
pub(super) const MISSING_COLUMN: &str = "intake.missing_column";
/// A required field without a value.
pub(super) const MISSING_REQUIRED: &str = "intake.missing_required";
/// A figure below zero where none may be.
pub(super) const NEGATIVE: &str = "intake.negative";
/// A row whose key stands above it.
pub(super) const DUPLICATE_KEY: &str = "intake.duplicate_key";

/// Collects what is wrong in one table while it is read.
pub(super) struct Flaws<'a> {
    pub(super) schema: &'a TableSchema,
    cells: Vec<(usize, &'a Field, String, Error)>,
    whole: Vec<Finding>,
}

impl<'a> Flaws<'a> {
    pub(super) fn new(schema: &'a TableSchema) -> Self {
        Self { schema, cells: Vec::new(), whole: Vec::new() }
    }

    /// The value of a cell, or nothing and a flaw.
    pub(super) fn keep<T>(&mut self, row: usize, field: &Field, cell: &Cell, read: Result<Option<T>>) -> Option<T> {
        match read {
            Ok(value) => value,
            Err(error) => {
                if let Some((_, field)) = self.schema.field(&field.name) {
                    self.cells.push((row, field, cell.to_string(), error));
                }
                None
            }
        }
    }

    /// The rows of a field whose cell could not be read; none where all could.
    pub(super) fn unread(&self, field: &Field, rows: usize) -> Option<Bitmap> {
        if self.cells.is_empty() {
            return None;
        }
        let mut unread = Bitmap::new(rows, false);
        let mut any = false;
        for (row, _, _, _) in self.cells.iter().filter(|(_, flawed, _, _)| flawed.name == field.name) {
            unread.set(*row, true);
            any = true;
        }
        any.then_some(unread)
    }

    pub(super) fn unknown_fields<'b>(&mut self, names: impl Iterator<Item = &'b str>) {
        for name in names.filter(|name| self.schema.field(name).is_none()) {
            let near = text::closest(name, self.schema.fields().iter().map(|field| field.name.as_str()));
            let (hint_fa, hint_en) = near
                .map(|near| (format!("؛ شاید منظور «{near}» است"), format!("; did you mean `{near}`?")))
                .unwrap_or_default();
            self.whole.push(Finding {
                fields: vec![name.to_owned()],
                left: Scalar::Text(name.to_owned()),
                message_fa: format!("ستون «{name}» در جدول «{}» تعریف نشده و خوانده نشد{hint_fa}", self.schema.name()),
                message_en: format!("unknown field `{name}` of table `{}` was not read{hint_en}", self.schema.name()),
                ..self.finding(UNKNOWN_FIELD, Severity::Warning)
            });
        }
    }

    /// The table with all its flaws as findings, those of keys and required fields included.
    pub(super) fn finish(self, table: Table) -> (Table, Vec<Finding>) {
        let mut findings = self.whole.clone();
        let unread: BTreeSet<(usize, &str)> =
            self.cells.iter().map(|(row, field, _, _)| (*row, field.name.as_str())).collect();
        findings
            .extend(self.cells.iter().map(|(row, field, text, error)| unreadable(&table, *row, field, text, error)));
        findings.extend(negatives(&table));
        findings.extend(required(&table, &unread));
        findings.extend(duplicate_keys(&table));
        (table, findings)
    }

    fn finding(&self, rule: &str, severity: Severity) -> Finding {
        Finding::about(self.schema.name(), rule, severity)
    }
}

/// The finding of a cell that could not be read.
pub(super) fn unreadable(table: &Table, row: usize, field: &Field, text: &str, error: &Error) -> Finding {
    let (help_fa, help_en) = error.advice().unwrap_or_default();
    Finding {
        row: Some(row),
        key: table.key(row),
        fields: vec![field.name.clone()],
        left: Scalar::Text(text.to_owned()),
        blocks: Some("confirm".to_owned()),
        repairs: readings(&field.name, text, error),
        message_fa: sentence(&format!("«{}»: {}", field.title.fa, error.message_fa()), help_fa, "؛ "),
        message_en: sentence(&format!("{}: {}", field.title.en, error.message_en()), help_en, "; "),
        ..Finding::about(table.name(), error.code(), Severity::Error)
    }
}

/// The finding of an empty cell of a required field.
pub(super) fn empty(table: &Table, row: usize, field: &Field) -> Finding {
    Finding {
        row: Some(row),
        key: table.key(row),
        fields: vec![field.name.clone()],
        blocks: Some("confirm".to_owned()),
        message_fa: format!("«{}» خالی است؛ خالی با صفر فرق دارد، مقدار آن را بنویسید", field.title.fa),
        message_en: format!("{} is empty; empty is not zero, write its value", field.title.en),
        ..Finding::about(table.name(), MISSING_REQUIRED, Severity::Error)
    }
}

/// The finding of a figure below zero in a field that has none; the figure stays as it was given.
pub(super) fn negative(table: &Table, row: usize, field: &Field) -> Option<Finding> {
    let (position, _) = table.schema().field(&field.name).filter(|_| field.non_negative)?;
    let Scalar::Number(figure) = table.column(position)?.scalar(row) else { return None };
    let turned = figure.checked_neg().filter(|_| figure < Scaled::ZERO)?;
    let (found_en, turned_en) = (text::group(&figure.to_string()), text::group(&turned.to_string()));
    let (found_fa, turned_fa) = (text::persian_digits(&found_en), text::persian_digits(&turned_en));
    Some(Finding {
        row: Some(row),
        key: table.key(row),
        fields: vec![field.name.clone()],
        left: Scalar::Number(figure),
        right: Scalar::Number(Scaled::ZERO),
        residual: Scalar::Number(turned),
        blocks: Some("confirm".to_owned()),
        law: field.law.clone(),
        repairs: vec![Repair {
            field: Some(field.name.clone()),
            from: Scalar::Number(figure),
            to: Scalar::Number(turned),
            message_fa: format!("اگر علامت منفی لغزش قلم است، {turned_fa} بنویسید"),
            message_en: format!("write {turned_en} if the minus is a slip"),
        }],
        message_fa: format!("«{}» منفی نمی‌شود و {found_fa} نوشته شده است", field.title.fa),
        message_en: format!("{} cannot be negative: {found_en}", field.title.en),
        ..Finding::about(table.name(), NEGATIVE, Severity::Error)
    })
}

/// The figures below zero in fields that have none.
fn negatives(table: &Table) -> Vec<Finding> {
    let fields = table.schema().fields().iter().enumerate().filter(|(_, field)| field.non_negative);
    let rows = fields.flat_map(|(position, field)| {
        let numbers = match table.column(position) {
            Some(Column::Numbers(numbers)) => Some(numbers),
            _ => None,
        };
        let below = move |row: &usize| numbers.and_then(|numbers| numbers.get(*row)).is_some_and(|figure| figure < 0);
        (0..table.rows()).filter(below).map(move |row| (row, field))
    });
    rows.filter_map(|(row, field)| negative(table, row, field)).collect()
}

/// The empty cells of required fields, but for those that could not be read, and the required columns that are absent.
pub(super) fn required(table: &Table, unread: &BTreeSet<(usize, &str)>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (position, field) in table.schema().fields().iter().enumerate().filter(|(_, field)| field.required) {
        if table.column(position).is_none() && table.rows() > 0 {
            findings.push(Finding {
                fields: vec![field.name.clone()],
                blocks: Some("confirm".to_owned()),
                message_fa: format!("ستون لازم «{}» ({}) نیست", field.title.fa, field.name),
                message_en: format!("required column `{}` ({}) is absent", field.name, field.title.en),
                ..Finding::about(table.name(), MISSING_COLUMN, Severity::Error)
            });
            continue;
        }
        let Some(column) = table.column(position) else { continue };
        let rows =
            (0..table.rows()).filter(|row| !column.is_present(*row) && !unread.contains(&(*row, field.name.as_str())));
        findings.extend(rows.map(|row| empty(table, row, field)));
    }
    findings
}

/// The rows whose key already stands above them.
pub(super) fn duplicate_keys(table: &Table) -> Vec<Finding> {
    let schema = table.schema();
    let fields: Vec<usize> = schema.key_fields().collect();
    let mut findings = Vec::new();
    if fields.is_empty() || !table.rows_by(&fields).is_repeated() {
        return findings;
    }
    let index = KeyIndex::build(table, &fields);
    for (row, group) in index.of_rows().iter().enumerate() {
        let first = index.first_row(*group).map_or(row, |first| first as usize);
        if index.size(*group) < 2 || first == row {
            continue;
        }
        findings.push(Finding {
            row: Some(row),
            key: table.key(row),
            fields: schema.key().to_vec(),
            left: Scalar::Number(Scaled::new(i128::try_from(row).unwrap_or(i128::MAX), 0)),
            right: Scalar::Number(Scaled::new(i128::try_from(first).unwrap_or(i128::MAX), 0)),
            blocks: Some("confirm".to_owned()),
            message_fa: format!(
                "این کلید پیش‌تر در سطر {} آمده است؛ یکی از دو سطر را حذف یا اصلاح کنید",
                text::persian_digits(&first.saturating_add(1).to_string())
            ),
            message_en: format!(
                "this key already stands in row {}; remove or correct one of them",
                first.saturating_add(1)
            ),
            ..Finding::about(table.name(), DUPLICATE_KEY, Severity::Error)
        });
    }
    findings
}

/// What an ambiguous figure may mean, one repair for each reading.
fn readings(field: &str, written: &str, error: &Error) -> Vec<Repair> {
    let found = error.details().iter().filter(|(name, _)| *name == "reading");
    found
        .filter_map(|(_, reading)| {
            let amount: Amount = reading.parse().ok()?;
            Some(Repair {
                field: Some(field.to_owned()),
                from: Scalar::Text(written.to_owned()),
                to: Scalar::Number(amount.to_scaled()),
                message_fa: format!("اگر منظور {} است، همین را بنویسید", text::persian_digits(&text::group(reading))),
                message_en: format!("write {reading} if that is meant"),
            })
        })
        .collect()
}

fn sentence(message: &str, help: &str, joint: &str) -> String {
    if help.is_empty() { message.to_owned() } else { format!("{message}{joint}{help}") }
}
