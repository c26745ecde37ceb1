//! From any Arrow-capable table to the core's columns.

use super::texts;
use crate::error::raised;
use amalkard::dataset::{Bitmap, Cell, Dates, Flags, Integers, RawColumn, Row, Strings};
use amalkard::scaled::Scaled;
use amalkard::{Error, PersianDate};
use arrow_array::array::AnyDictionaryArray;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType};
use arrow_select::concat::concat;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;

/// Whether an object hands its table over through Arrow.
pub(crate) fn is_arrow(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.hasattr("__arrow_c_stream__")? || object.hasattr("__arrow_c_array__")?)
}

/// The columns of a table, by name.
pub(crate) fn columns(object: &Bound<'_, PyAny>, table: &str) -> PyResult<Vec<(String, RawColumn)>> {
    let arrow = object.extract::<AnyRecordBatch>()?.into_table()?;
    object.py().detach(|| {
        let (batches, schema) = arrow.into_inner();
        let column = |(index, field): (usize, &arrow_schema::FieldRef)| {
            let chunks: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(index).as_ref()).collect();
            let place = format!("{table}/{}", field.name());
            let array = match chunks.as_slice() {
                [] => Ok(arrow_array::new_empty_array(field.data_type())),
                [only] => Ok(only.slice(0, only.len())),
                several => concat(several),
            };
            let column = array
                .map_err(|error| unreadable(&place, field.data_type(), &error))
                .and_then(|array| raw(&array, &place));
            Ok((field.name().clone(), column.map_err(|error| raised(&error))?))
        };
        schema.fields().iter().enumerate().map(column).collect()
    })
}

/// The rows of a table, cell by cell: for what is small, such as the form of one agency.
pub(crate) fn rows(object: &Bound<'_, PyAny>, table: &str) -> PyResult<Vec<Row>> {
    let columns = columns(object, table)?;
    let count = columns.first().map_or(0, |(_, column)| column.len());
    let row = |row| columns.iter().map(|(name, column)| (name.clone(), cell(column, row))).collect();
    Ok((0..count).map(row).collect())
}

fn cell(column: &RawColumn, row: usize) -> Cell {
    let present = |validity: &Option<Bitmap>| validity.as_ref().is_none_or(|validity| validity.get(row));
    let cell = match column {
        RawColumn::Integers { values, scale, validity } => values
            .get(row)
            .filter(|_| present(validity))
            .map(|value| Cell::Text(Scaled::new(value, *scale).to_string())),
        RawColumn::Strings(strings) => strings.get(row).map(Cell::from),
        RawColumn::Dates(dates) => dates.get(row).map(|days| match PersianDate::from_day_number(days) {
            Ok(date) => Cell::Text(date.to_string()),
            Err(_) => Cell::Integer(i128::from(days)),
        }),
        RawColumn::Flags(flags) => flags.get(row).map(Cell::Flag),
        _ => None,
    };
    cell.unwrap_or_default()
}

/// A column of the core, exactly; refused where its type cannot be exact.
fn raw(array: &ArrayRef, place: &str) -> Result<RawColumn, Error> {
    let kind = array.data_type();
    let exact = |to: &DataType| {
        // What does not fit is an error, never a null.
        let options = CastOptions { safe: false, ..CastOptions::default() };
        cast_with_options(array, to, &options).map_err(|error| unreadable(place, kind, &error))
    };
    let validity =
        array.logical_nulls().filter(|nulls| nulls.null_count() != 0).map(|nulls| nulls.iter().collect::<Bitmap>());
    Ok(match kind {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => return Err(float_column(place, kind)),
        DataType::Null => RawColumn::Strings(Strings::new((0..array.len()).map(|_| None))),
        DataType::Boolean => {
            let values = array.as_boolean().iter().map(|value| value.unwrap_or_default()).collect();
            RawColumn::Flags(Flags::new(values, validity))
        }
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => {
            let values = exact(&DataType::Int64)?;
            let values = Integers::Narrow(filled(values.as_primitive::<Int64Type>()));
            RawColumn::Integers { values, scale: 0, validity }
        }
        DataType::UInt64 => decimals(&exact(&DataType::Decimal128(20, 0))?, 0, validity),
        DataType::Decimal128(_, scale) if *scale >= 0 => decimals(array, *scale, validity),
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => {
            let scale = (*scale).max(0);
            decimals(&exact(&DataType::Decimal128(38, scale))?, scale, validity)
        }
        DataType::Utf8View => RawColumn::Strings(texts::of_views(array.as_string_view(), validity)),
        DataType::Utf8 | DataType::LargeUtf8 => {
            let texts = exact(&DataType::LargeUtf8)?;
            RawColumn::Strings(Strings::new(texts.as_string::<i64>().iter()))
        }
        DataType::Dictionary(_, values) if values.is_string() => {
            let coded = array.as_any_dictionary();
            let words = cast_with_options(coded.values(), &DataType::LargeUtf8, &CastOptions::default())
                .map_err(|error| unreadable(place, kind, &error))?;
            let words: Vec<&str> = words.as_string::<i64>().iter().map(Option::unwrap_or_default).collect();
            let ids = numbers(coded).map_err(|error| unreadable(place, kind, &error))?;
            let strings = Strings::from_dictionary(ids, &words, validity);
            RawColumn::Strings(strings.ok_or_else(|| column_type(place, kind, "its dictionary lacks an entry"))?)
        }
        DataType::Date32 | DataType::Date64 => {
            let days = exact(&DataType::Date32)?;
            let days = days.as_primitive::<Date32Type>().iter().map(Option::unwrap_or_default).collect();
            RawColumn::Dates(Dates::new(days, validity))
        }
        other => return Err(column_type(place, other, "no such column is read")),
    })
}

/// Integers of 64 bits where they fit, which nearly all do: then nothing wider is made.
fn decimals(array: &ArrayRef, scale: i8, validity: Option<Bitmap>) -> RawColumn {
    let array = array.as_primitive::<Decimal128Type>();
    let mut fit = array.null_count() == 0;
    let narrow = |value: &i128| {
        let narrow = i64::try_from(*value).unwrap_or_default();
        fit &= i128::from(narrow) == *value;
        narrow
    };
    let values: Vec<i64> = array.values().iter().map(narrow).collect();
    let values = if fit { Integers::Narrow(values) } else { Integers::of(filled(array)) };
    RawColumn::Integers { values, scale: u32::from(scale.unsigned_abs()), validity }
}

/// The values of a column, with zero where there is none.
fn filled<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>) -> Vec<T::Native> {
    match array.null_count() {
        0 => array.values().to_vec(),
        _ => array.iter().map(Option::unwrap_or_default).collect(),
    }
}

/// The numbers of a coded column; whatever stands where there is none.
fn numbers(coded: &dyn AnyDictionaryArray) -> Result<Vec<u32>, ArrowError> {
    let keys = coded.keys();
    Ok(match keys.data_type() {
        DataType::UInt8 => keys.as_primitive::<UInt8Type>().values().iter().map(|key| u32::from(*key)).collect(),
        DataType::UInt16 => keys.as_primitive::<UInt16Type>().values().iter().map(|key| u32::from(*key)).collect(),
        DataType::UInt32 => keys.as_primitive::<UInt32Type>().values().to_vec(),
        _ => {
            let options = CastOptions { safe: false, ..CastOptions::default() };
            filled(cast_with_options(keys, &DataType::UInt32, &options)?.as_primitive::<UInt32Type>())
        }
    })
}

fn float_column(place: &str, kind: &DataType) -> Error {
    Error::new(
        "dataset.float_column",
        format!("ستون «{place}» از نوع {kind} است که مقدارش دقیق نیست"),
        format!("the column `{place}` is {kind}, whose values are not exact"),
    )
    .at(place)
    .expected("decimals, integers or text")
    .help(
        "ستون را از همان جا که خوانده شده به صورت متن یا decimal بخوانید؛ تبدیل float به decimal رقم‌های از دست رفته را بازنمی‌گرداند",
        "read it as text or decimal at its source; casting a float later does not bring lost digits back",
    )
}

fn unreadable(place: &str, kind: &DataType, error: &ArrowError) -> Error {
    column_type(place, kind, &error.to_string())
}

fn column_type(place: &str, kind: &DataType, reason: &str) -> Error {
    Error::new(
        "dataset.column_type",
        format!("ستون «{place}» از نوع {kind} خوانده نمی‌شود: {reason}"),
        format!("the column `{place}` of type {kind} cannot be read: {reason}"),
    )
    .at(place)
    .expected("decimals, integers, text, dates or truth values")
    .help("نوع ستون را عوض کنید", "change the type of the column")
}
