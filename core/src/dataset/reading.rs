//! Reads cells and columns by the declared types. What cannot be read becomes a finding; the row stays.

use super::column_edit::{Read, Value};
use super::flaws::Flaws;
use super::{
    Bitmap, Cell, Column, Dates, Field, Flags, Integers, Kind, Numbers, RawColumn, Row, Strings, Table, TableSchema,
};
use crate::amount::{Amount, AmountError};
use crate::calendar::PersianDate;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::ordered::Ordered as _;
use crate::scaled::Scaled;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// A table of rows, and what was wrong in them.
pub(super) fn table_of_rows(schema: &TableSchema, rows: &[Row]) -> (Table, Vec<Finding>) {
    let mut flaws = Flaws::new(schema);
    let names: BTreeSet<&str> = rows.iter().flat_map(|row| row.keys().map(String::as_str)).ordered();
    flaws.unknown_fields(names.iter().copied());
    let columns = schema
        .fields()
        .iter()
        .map(|field| {
            let cells = || rows.iter().map(|row| row.get(&field.name).unwrap_or(&Cell::Null));
            names.contains(field.name.as_str()).then(|| column_of_cells(field, cells(), &mut flaws))
        })
        .collect();
    flaws.finish(Table::new(schema.clone(), columns, rows.len()))
}

/// A table of whole columns, and what was wrong in them.
pub(super) fn table_of_columns(schema: &TableSchema, raw: Vec<(String, RawColumn)>) -> Result<(Table, Vec<Finding>)> {
    let rows = raw.first().map_or(0, |(_, column)| column.len());
    if let Some((name, column)) = raw.iter().find(|(_, column)| column.len() != rows) {
        return Err(Error::new(
            "dataset.ragged",
            format!(
                "ستون‌ها هم‌اندازه نیستند: «{name}» {} سطر دارد نه {}",
                text::persian_digits(&column.len().to_string()),
                text::persian_digits(&rows.to_string())
            ),
            format!("columns differ in length: `{name}` has {} rows, not {rows}", column.len()),
        )
        .at(format!("{}/{name}", schema.name())));
    }
    if let Some(twice) = raw.iter().enumerate().find_map(|(at, (name, _))| raw.iter().take(at).find(|c| c.0 == *name)) {
        return Err(Error::new(
            "dataset.duplicate_column",
            format!("ستون «{}» دو بار آمده است", twice.0),
            format!("column `{}` stands twice", twice.0),
        )
        .at(format!("{}/{}", schema.name(), twice.0))
        .expected("each column once"));
    }
    let mut flaws = Flaws::new(schema);
    flaws.unknown_fields(raw.iter().map(|(name, _)| name.as_str()));
    let mut given: BTreeMap<String, RawColumn> = raw.into_iter().ordered();
    let mut columns = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let column = given.remove(&field.name).map(|raw| column_of_raw(field, raw, &mut flaws)).transpose()?;
        columns.push(column);
    }
    Ok(flaws.finish(Table::new(schema.clone(), columns, rows)))
}

/// What is read of one cell, and what is wrong in it with its text as written.
pub(super) fn cell(field: &Field, cell: &Cell) -> (Read, Option<(String, Error)>) {
    let mut flaw = None;
    let value = match field.kind {
        Kind::Amount { .. } | Kind::Percent { .. } | Kind::Number { .. } => {
            Value::Number(sound(figure(field.kind, cell), &mut flaw))
        }
        Kind::Code | Kind::Text => Value::Text(sound(words(cell), &mut flaw)),
        Kind::Date => Value::Day(sound(day(cell), &mut flaw)),
        Kind::Flag => Value::Flag(sound(flag(cell), &mut flaw)),
    };
    let flaw = flaw.map(|error| (cell.to_string(), error));
    (Read { value, unread: flaw.is_some() }, flaw)
}

/// What was read, and the flaw where nothing could be.
fn sound<T>(reading: Reading<T>, flaw: &mut Option<Error>) -> Option<T> {
    reading.unwrap_or_else(|error| {
        *flaw = Some(error);
        None
    })
}

fn column_of_cells<'c>(field: &Field, cells: impl ExactSizeIterator<Item = &'c Cell>, flaws: &mut Flaws<'_>) -> Column {
    let rows = cells.len();
    let cells = cells.enumerate();
    match field.kind {
        Kind::Amount { .. } | Kind::Percent { .. } | Kind::Number { .. } => {
            let values = cells.map(|(row, cell)| flaws.keep(row, field, cell, figure(field.kind, cell)));
            let (values, validity) = split(values, 0);
            let scale = field.kind.stored_scale().unwrap_or(0);
            let unread = flaws.unread(field, rows);
            Column::Numbers(Numbers::new(Integers::of(values), scale, validity).with_unread(unread))
        }
        Kind::Code | Kind::Text => {
            let texts: Vec<Option<String>> =
                cells.map(|(row, cell)| flaws.keep(row, field, cell, words(cell))).collect();
            let unread = flaws.unread(field, rows);
            Column::Strings(Strings::new(texts.iter().map(Option::as_deref)).with_unread(unread))
        }
        Kind::Date => {
            let days = cells.map(|(row, cell)| flaws.keep(row, field, cell, day(cell)));
            let (days, validity) = split(days, 0);
            Column::Dates(Dates::new(days, validity).with_unread(flaws.unread(field, rows)))
        }
        Kind::Flag => {
            let flags = cells.map(|(row, cell)| flaws.keep(row, field, cell, flag(cell)));
            let (flags, validity) = split(flags, false);
            let unread = flaws.unread(field, rows);
            Column::Flags(Flags::new(flags.into_iter().collect(), validity).with_unread(unread))
        }
    }
}

fn column_of_raw(field: &Field, raw: RawColumn, flaws: &mut Flaws<'_>) -> Result<Column> {
    match (field.kind.stored_scale(), raw) {
        (Some(wanted), RawColumn::Integers { values, scale, validity }) => {
            Ok(Column::Numbers(rescaled(field, values, (scale, wanted), validity, flaws)))
        }
        (Some(wanted), RawColumn::Strings(strings)) => {
            let cells = (0..strings.ids().len())
                .map(|row| (row, strings.get(row).map_or(Cell::Null, |text| Cell::Text(text.to_owned()))));
            let values = cells.map(|(row, cell)| flaws.keep(row, field, &cell, figure(field.kind, &cell)));
            let (values, validity) = split(values, 0);
            let unread = flaws.unread(field, values.len());
            Ok(Column::Numbers(Numbers::new(Integers::of(values), wanted, validity).with_unread(unread)))
        }
        (None, raw) => match (field.kind, raw) {
            (Kind::Code | Kind::Text, RawColumn::Strings(strings)) => Ok(Column::Strings(strings.without_blanks())),
            (Kind::Code, RawColumn::Integers { values, scale: 0, validity }) => {
                let texts: Vec<Option<String>> = (0..values.len())
                    .map(|row| {
                        let present = validity.as_ref().is_none_or(|validity| validity.get(row));
                        present.then(|| values.get(row)).flatten().map(|value| value.to_string())
                    })
                    .collect();
                Ok(Column::Strings(Strings::new(texts.iter().map(Option::as_deref))))
            }
            (Kind::Date, RawColumn::Dates(dates)) => Ok(Column::Dates(dates)),
            (Kind::Date, RawColumn::Strings(strings)) => {
                let days = (0..strings.ids().len()).map(|row| {
                    let cell = strings.get(row).map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
                    flaws.keep(row, field, &cell, day(&cell))
                });
                let (days, validity) = split(days, 0);
                let unread = flaws.unread(field, days.len());
                Ok(Column::Dates(Dates::new(days, validity).with_unread(unread)))
            }
            (Kind::Flag, RawColumn::Flags(flags)) => Ok(Column::Flags(flags)),
            (_, raw) => Err(column_type(flaws.schema, field, &raw)),
        },
        (_, raw) => Err(column_type(flaws.schema, field, &raw)),
    }
}

/// Integers at the declared scale. Digits beyond it are refused cell by cell, never rounded.
fn rescaled(
    field: &Field,
    values: Integers,
    (from, to): (u32, u32),
    validity: Option<Bitmap>,
    flaws: &mut Flaws<'_>,
) -> Numbers {
    if from == to {
        return Numbers::new(cleared(values, validity.as_ref()), to, validity);
    }
    let figures = (0..values.len()).map(|row| {
        let present = validity.as_ref().is_none_or(|validity| validity.get(row));
        let value = present.then(|| values.get(row)).flatten()?;
        let exact = Scaled::new(value, from);
        let read = exact.at_scale(to).map(Some).ok_or_else(|| too_fine(to));
        flaws.keep(row, field, &Cell::Text(exact.to_string()), read)
    });
    let (figures, validity) = split(figures, 0);
    let unread = flaws.unread(field, figures.len());
    Numbers::new(Integers::of(figures), to, validity).with_unread(unread)
}

/// Zeros where there is no value, as [`Numbers`] promises; what an empty cell holds otherwise is unspecified in Arrow.
fn cleared(mut values: Integers, validity: Option<&Bitmap>) -> Integers {
    if let Some(validity) = validity {
        let empty = (0..values.len()).filter(|row| !validity.get(*row));
        match &mut values {
            Integers::Narrow(values) => empty.for_each(|row| values.iter_mut().skip(row).take(1).for_each(|v| *v = 0)),
            Integers::Wide(values) => empty.for_each(|row| values.iter_mut().skip(row).take(1).for_each(|v| *v = 0)),
        }
    }
    values
}

fn split<T: Copy>(values: impl Iterator<Item = Option<T>>, empty: T) -> (Vec<T>, Option<Bitmap>) {
    let values: Vec<Option<T>> = values.collect();
    let validity = values.iter().any(Option::is_none).then(|| values.iter().map(Option::is_some).collect());
    (values.into_iter().map(|value| value.unwrap_or(empty)).collect(), validity)
}

pub(super) type Reading<T> = std::result::Result<Option<T>, Error>;

pub(super) fn figure(kind: Kind, cell: &Cell) -> Reading<i128> {
    let scale = kind.stored_scale().unwrap_or(0);
    let amount = match cell {
        Cell::Null => return Ok(None),
        Cell::Flag(_) => return Err(wrong_type(cell, kind)),
        Cell::Float(text) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
            return Err(AmountError::UnsafeInteger.into());
        }
        Cell::Float(_) => return Err(AmountError::Float.into()),
        Cell::Integer(value) => Amount::new(*value, 0)?,
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => match kind {
            Kind::Percent { .. } => Amount::parse_percent(text)?,
            _ => text.parse::<Amount>()?,
        },
    };
    amount.at_scale(scale).map(Some).map_err(|error| Error::from(error).expected(format!("{scale} decimal places")))
}

fn words(cell: &Cell) -> Reading<String> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Text(text) if text.trim().is_empty() => Ok(None),
        Cell::Text(text) => Ok(Some(text.clone())),
        Cell::Integer(value) => Ok(Some(value.to_string())),
        Cell::Flag(_) | Cell::Float(_) => Err(wrong_type(cell, Kind::Code)),
    }
}

pub(super) fn day(cell: &Cell) -> Reading<i32> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Text(text) if text.trim().is_empty() => Ok(None),
        Cell::Text(text) => Ok(Some(PersianDate::parse(text)?.day_number())),
        _ => Err(wrong_type(cell, Kind::Date)),
    }
}

pub(super) fn flag(cell: &Cell) -> Reading<bool> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Flag(flag) => Ok(Some(*flag)),
        Cell::Integer(0) => Ok(Some(false)),
        Cell::Integer(1) => Ok(Some(true)),
        Cell::Text(text) => match text::fold(text).as_str() {
            "" => Ok(None),
            "true" | "yes" | "1" | "بله" | "بلی" => Ok(Some(true)),
            "false" | "no" | "0" | "خیر" => Ok(Some(false)),
            _ => Err(wrong_type(cell, Kind::Flag)),
        },
        _ => Err(wrong_type(cell, Kind::Flag)),
    }
}

fn wrong_type(cell: &Cell, kind: Kind) -> Error {
    let written = text::excerpt(&cell.to_string());
    Error::new(
        "intake.wrong_type",
        format!("مقدار «{written}» از نوع {} نیست", kind.title_fa()),
        format!("`{written}` is not of type {}", kind.name()),
    )
    .expected(kind.name())
    .help("مقدار را به شکل خواسته‌شده بنویسید", "write the value in the expected form")
}

fn too_fine(scale: u32) -> Error {
    Error::new(
        "amount.too_precise",
        format!("رقم بیش از {} رقم اعشار دارد", text::persian_digits(&scale.to_string())),
        format!("the figure has more than {scale} decimal places"),
    )
    .expected(format!("{scale} decimal places"))
    .help("رقم را بدون گرد کردن با واحد درست بدهید", "give the exact figure in the field's unit")
}

fn column_type(schema: &TableSchema, field: &Field, raw: &RawColumn) -> Error {
    let given = match raw {
        RawColumn::Integers { scale: 0, .. } => "integers",
        RawColumn::Integers { .. } => "decimals",
        RawColumn::Strings(_) => "text",
        RawColumn::Dates(_) => "dates",
        RawColumn::Flags(_) => "truth values",
    };
    Error::new(
        "dataset.column_type",
        format!("ستون «{}» از نوع {} نیست", field.name, field.kind.title_fa()),
        format!("column `{}` holds {given}, not {}", field.name, field.kind.name()),
    )
    .at(format!("{}/{}", schema.name(), field.name))
    .expected(field.kind.name())
}
