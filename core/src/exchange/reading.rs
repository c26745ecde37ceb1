//! The files of a package, read strictly: every doubt is an error with its place.

use super::descriptor::type_of;
use super::{DESCRIPTOR, Files};
use crate::dataset::{
    Bitmap, Dataset, Field, Flags, Integers, Kind, RawColumn, Schema, Strings, TableSchema, texts_of_csv,
};
use crate::digest;
use crate::error::{Error, Result};
use crate::scaled::power_of_ten;
use crate::text::{self, excerpt};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What is read of a descriptor; whatever else it says is left to others.
#[derive(Deserialize)]
struct Descriptor {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    path: String,
    hash: Option<String>,
    schema: ResourceSchema,
}

#[derive(Deserialize)]
struct ResourceSchema {
    fields: Vec<ResourceField>,
}

#[derive(Deserialize)]
struct ResourceField {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    unit: Option<String>,
}

pub(super) fn dataset(schema: &Schema, files: &Files) -> Result<Dataset> {
    let text = files.get(DESCRIPTOR).ok_or_else(|| missing_file(DESCRIPTOR))?;
    let descriptor: Descriptor = serde_json::from_str(text).map_err(|error| match error.is_data() {
        true => bad_descriptor(&error.to_string()),
        false => not_json(&error),
    })?;
    let mut seen = BTreeSet::new();
    let mut data = Dataset::default();
    for resource in &descriptor.resources {
        if !seen.insert(resource.name.as_str()) {
            return Err(bad_descriptor(&format!("resource `{}` stands twice", resource.name)));
        }
        let file = file(files, resource)?;
        let columns = match schema.table(&resource.name) {
            Some(table) => columns(table, resource, file)?,
            // The dataset refuses the table, and names the nearest.
            None => Vec::new(),
        };
        data = data.with_columns(schema, &resource.name, columns)?;
    }
    Ok(data)
}

/// The text of a resource, which must be the one that is described.
fn file<'f>(files: &'f Files, resource: &Resource) -> Result<&'f str> {
    let path = resource.path.as_str();
    let leads_away = path.is_empty()
        || path.starts_with('/')
        || path.contains([':', '\\'])
        || path.split('/').any(|part| part == "..");
    if leads_away {
        return Err(Error::new(
            "exchange.unsafe_path",
            format!("مسیر «{path}» از بسته بیرون می‌رود"),
            format!("the path `{path}` leads out of the package"),
        )
        .at(format!("{DESCRIPTOR}/{}", resource.name))
        .expected("a file of the package"));
    }
    let text = files.get(path).ok_or_else(|| missing_file(path))?;
    if let Some(hash) = &resource.hash {
        let found = digest::of_bytes(text.as_bytes());
        let stated = hash.strip_prefix("sha256:");
        if stated.is_none_or(|stated| !stated.eq_ignore_ascii_case(&found)) {
            return Err(Error::new(
                "exchange.hash",
                format!("پرونده «{path}» همان نیست که توصیف شده است"),
                format!("the file `{path}` is not the one that is described"),
            )
            .at(path)
            .expected(hash.as_str())
            .detail("found", format!("sha256:{found}")));
        }
    }
    Ok(text)
}

fn columns<'t>(table: &'t TableSchema, resource: &Resource, text: &str) -> Result<Vec<(String, RawColumn)>> {
    let fields =
        resource.schema.fields.iter().map(|described| field(table, resource, described)).collect::<Result<Vec<_>>>()?;
    let header: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let (names, texts) = texts_of_csv(text)?;
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    if first != header.join(",") {
        return Err(Error::new(
            "exchange.header",
            format!("سطر عنوان «{}» ستون‌های توصیف‌شده نیست", resource.path),
            format!("the header of `{}` is not the fields that are described", resource.path),
        )
        .at(format!("{}:1", resource.path))
        .expected(header.join(",")));
    }
    let rows = texts.first().map_or(0, Vec::len);
    let column_of = |field: &'t Field| {
        let at = names.iter().position(|name| *name == field.name);
        let cells = match at.and_then(|at| texts.get(at)) {
            Some(texts) => texts.iter().map(|text| Some(Cow::as_ref(text)).filter(|text| !text.is_empty())).collect(),
            None => vec![None; rows],
        };
        Ok((field.name.clone(), column(field, &cells, &resource.path)?))
    };
    fields.into_iter().map(column_of).collect()
}

/// The field of our schema that a field of the package is.
fn field<'t>(table: &'t TableSchema, resource: &Resource, described: &ResourceField) -> Result<&'t Field> {
    let place = format!("{DESCRIPTOR}/{}/{}", resource.name, described.name);
    let Some((_, field)) = table.field(&described.name) else {
        let known: Vec<&str> = table.fields().iter().map(|field| field.name.as_str()).collect();
        let error = Error::new(
            "exchange.unknown_field",
            format!("جدول «{}» فیلدی به نام «{}» ندارد", table.name(), described.name),
            format!("the table `{}` has no field `{}`", table.name(), described.name),
        )
        .at(place)
        .expected(known.join(", "));
        return Err(match text::closest(&described.name, known.iter().copied()) {
            Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
            None => error,
        });
    };
    let wanted = type_of(field.kind);
    let given = described.kind.as_deref().unwrap_or("none");
    if given != wanted && !(wanted == "number" && given == "integer") {
        return Err(Error::new(
            "exchange.field_type",
            format!("نوع «{}» در بسته {given} است نه {wanted}", described.name),
            format!("`{}` is of type {given} in the package, not {wanted}", described.name),
        )
        .at(place)
        .expected(wanted));
    }
    if let Kind::Amount { unit, .. } = field.kind
        && described.unit.as_deref() != Some(unit.name())
    {
        let given = described.unit.as_deref().unwrap_or("none");
        return Err(Error::new(
            "exchange.unit",
            format!("مبلغ «{}» در بسته به یکای {given} است نه {}", described.name, unit.title_fa()),
            format!("the amounts of `{}` are in the unit {given}, not {}", described.name, unit.title_en()),
        )
        .at(place)
        .expected(unit.name())
        .help(
            "بسته را به همین یکا بسازید؛ یکا حدس زده نمی‌شود",
            "make the package in this unit: a unit is never guessed",
        ));
    }
    Ok(field)
}

fn column(field: &Field, cells: &[Option<&str>], path: &str) -> Result<RawColumn> {
    // The header is line 1.
    let bad = |row: usize, text: &str| {
        Error::new(
            "exchange.bad_cell",
            format!("«{}» در «{}» خوانده نمی‌شود", excerpt(text), field.name),
            format!("`{}` cannot be read as {} of `{}`", excerpt(text), field.kind.name(), field.name),
        )
        .at(format!("{path}:{}:{}", row.saturating_add(2), field.name))
    };
    let validity: Option<Bitmap> =
        cells.iter().any(Option::is_none).then(|| cells.iter().map(Option::is_some).collect());
    let read = cells.iter().copied().enumerate();
    match field.kind {
        Kind::Amount { scale, .. } | Kind::Percent { scale } | Kind::Number { scale } => {
            let integer = |(row, cell): (usize, Option<&str>)| match cell {
                Some(text) => decimal(text, scale).ok_or_else(|| bad(row, text)),
                None => Ok(0),
            };
            let values = Integers::of(read.map(integer).collect::<Result<_>>()?);
            Ok(RawColumn::Integers { values, scale, validity })
        }
        Kind::Flag => {
            let flag = |(row, cell): (usize, Option<&str>)| match cell {
                Some("true") => Ok(true),
                Some("false") | None => Ok(false),
                Some(text) => Err(bad(row, text)),
            };
            Ok(RawColumn::Flags(Flags::new(read.map(flag).collect::<Result<_>>()?, validity)))
        }
        Kind::Date => {
            for (row, cell) in read {
                if let Some(text) = cell
                    && crate::calendar::PersianDate::parse(text).is_err()
                {
                    return Err(bad(row, text));
                }
            }
            Ok(RawColumn::Strings(Strings::new(cells.iter().copied())))
        }
        Kind::Code | Kind::Text => Ok(RawColumn::Strings(Strings::new(cells.iter().copied()))),
    }
}

/// A plain decimal of ASCII digits as an integer at a scale; none where it is something else or digits would be lost.
fn decimal(text: &str, scale: u32) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.is_empty() || !plain(unsigned) || !plain(fraction) || (text.contains('.') && fraction.is_empty()) {
        return None;
    }
    let places = u32::try_from(fraction.len()).ok()?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    digits.checked_mul(power_of_ten(scale.checked_sub(places)?)?)
}

fn missing_file(name: &str) -> Error {
    Error::new(
        "exchange.missing_file",
        format!("بسته پرونده «{name}» ندارد"),
        format!("the package has no file `{name}`"),
    )
    .at(name)
    .expected(name)
}

fn not_json(error: &serde_json::Error) -> Error {
    Error::new("exchange.not_json", "توصیف بسته JSON نیست", format!("the descriptor is not JSON: {error}")).at(format!(
        "{DESCRIPTOR}:{}:{}",
        error.line(),
        error.column()
    ))
}

fn bad_descriptor(reason: &str) -> Error {
    Error::new(
        "exchange.bad_descriptor",
        format!("توصیف بسته درست نیست: {reason}"),
        format!("the descriptor is not one of a tabular package: {reason}"),
    )
    .at(DESCRIPTOR)
    .expected("resources with name, path and schema.fields")
}
