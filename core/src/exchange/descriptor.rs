//! A dataset as files: `datapackage.json` and a CSV file for each table.

use super::{About, DESCRIPTOR, Files, column_types};
use crate::dataset::{Dataset, Field, KeyIndex, Kind, Table};
use crate::digest;
use serde_json::{Map, Value, json};

pub(super) fn files(data: &Dataset, about: &About) -> Files {
    let mut files = Files::new();
    let mut resources = Vec::new();
    let (mut measures, mut dimensions) = (Map::new(), Map::new());
    for (name, table) in data.tables() {
        let text = csv(table);
        let path = format!("{name}.csv");
        resources.push(resource(name, &path, table, &text));
        model(name, table, &mut measures, &mut dimensions);
        files.insert(path, text);
    }
    let title = if about.title.is_empty() { &about.name } else { &about.title };
    let mut descriptor = json!({
        "profile": "fiscal-data-package",
        "name": about.name,
        "title": title,
        "resources": resources,
        "model": { "measures": measures, "dimensions": dimensions },
    });
    if let (false, Some(map)) = (about.description.is_empty(), descriptor.as_object_mut()) {
        map.insert("description".to_owned(), Value::from(about.description.as_str()));
    }
    files.insert(DESCRIPTOR.to_owned(), format!("{descriptor:#}\n"));
    files
}

/// The fields of a table that are written, with their places: those that have a column.
fn written(table: &Table) -> Vec<(usize, &Field)> {
    let fields = || table.schema().fields().iter().enumerate();
    let given: Vec<(usize, &Field)> = fields().filter(|(at, _)| table.column(*at).is_some()).collect();
    // Rows need a column to stand in.
    if given.is_empty() { fields().take(1).collect() } else { given }
}

fn csv(table: &Table) -> String {
    let fields = written(table);
    let mut out = String::new();
    line(&mut out, fields.iter().map(|(_, field)| field.name.clone()));
    for row in 0..table.rows() {
        line(&mut out, fields.iter().map(|(at, _)| table.scalar(row, *at).to_string()));
    }
    out
}

fn line(out: &mut String, fields: impl ExactSizeIterator<Item = String>) {
    let alone = fields.len() == 1;
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        match alone && field.is_empty() {
            // An empty line would be no line.
            true => out.push_str("\"\""),
            false => crate::report::quoted(out, &field),
        }
    }
    out.push_str("\r\n");
}

fn resource(name: &str, path: &str, table: &Table, text: &str) -> Value {
    let fields: Vec<Value> = written(table).iter().map(|(_, field)| described(field)).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if let (true, Some(map)) = (is_keyed(table), schema.as_object_mut()) {
        map.insert("primaryKey".to_owned(), table.schema().key().into());
    }
    json!({
        "profile": "tabular-data-resource",
        "name": name,
        "title": table.schema().title().fa,
        "description": table.schema().title().en,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": text.len(),
        "hash": format!("sha256:{}", digest::of_bytes(text.as_bytes())),
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "schema": schema,
    })
}

/// Whether each row has a whole key of its own; a package must not promise more.
fn is_keyed(table: &Table) -> bool {
    let places: Option<Vec<usize>> =
        table.schema().key().iter().map(|name| Some(table.schema().field(name)?.0)).collect();
    let Some(places) = places.filter(|places| !places.is_empty()) else { return false };
    let whole = |at: &usize| {
        let missing = |row: usize| table.scalar(row, *at) == crate::finding::Scalar::Missing;
        table.column(*at).is_some() && !(0..table.rows()).any(missing)
    };
    places.iter().all(whole) && KeyIndex::build(table, &places).groups() == table.rows()
}

fn described(field: &Field) -> Value {
    let mut out = json!({ "name": field.name, "title": field.title.fa, "description": field.title.en });
    let Some(map) = out.as_object_mut() else { return out };
    let mut put = |name: &str, value: Value| _ = map.insert(name.to_owned(), value);
    put("type", type_of(field.kind).into());
    put("kind", field.kind.name().into());
    if let Kind::Amount { unit, .. } = field.kind {
        put("columnType", column_types::VALUE.into());
        put("unit", unit.name().into());
    } else if let Some(column_type) = column_types::of(&field.name) {
        put("columnType", column_type.into());
    }
    if let Kind::Percent { .. } = field.kind {
        put("unit", "percent".into());
    }
    if let Kind::Date = field.kind {
        put("calendar", "persian".into());
        put("constraints", json!({ "pattern": "[0-9]{4}-[0-9]{2}-[0-9]{2}" }));
    }
    if let Some(scale) = field.kind.stored_scale() {
        put("scale", scale.into());
        put("decimalChar", ".".into());
    }
    if let Some(basis) = field.basis {
        put("basis", json!(basis));
    }
    out
}

/// The Frictionless type of a field. A Persian date is no date of theirs, and codes keep their leading zeros.
pub(super) fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount { .. } | Kind::Percent { .. } | Kind::Number { .. } => "number",
        Kind::Code | Kind::Text | Kind::Date => "string",
        Kind::Flag => "boolean",
    }
}

/// The measures and dimensions of a table.
fn model(name: &str, table: &Table, measures: &mut Map<String, Value>, dimensions: &mut Map<String, Value>) {
    for (_, field) in written(table) {
        let own = format!("{name}_{}", field.name);
        if let Kind::Amount { unit, .. } = field.kind {
            // Factors are exact whole numbers of rials, small enough for every reader.
            let factor = u64::try_from(unit.rials()).unwrap_or(1);
            let mut measure = json!({
                "source": field.name, "resource": name, "currency": "IRR", "factor": factor, "direction": "expenditure",
            });
            if let (Some(phase), Some(map)) = (column_types::phase(&field.name), measure.as_object_mut()) {
                map.insert("phase".to_owned(), phase.into());
            }
            measures.insert(own, measure);
        } else if let Some(column_type) = column_types::of(&field.name).filter(|kind| !kind.ends_with(":label")) {
            let attribute = json!({ "source": field.name, "resource": name });
            dimensions.insert(
                own,
                json!({
                    "dimensionType": column_types::dimension(column_type),
                    "primaryKey": [field.name],
                    "attributes": Map::from_iter([(field.name.clone(), attribute)]),
                }),
            );
        }
    }
}
