//! Tables and their fields.

use super::super::problems::Problems;
use super::super::source::{FieldSource, Named, TableSource, Written};
use super::{bad_value, one_of, stands_twice};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::calendar::Basis;
use crate::dataset::{Field, Kind, Schema, TableSchema};
use crate::text;

/// The finest scale of a field.
const FINEST: u32 = 6;
/// The types of fields.
const KINDS: [&str; 7] = ["amount", "percent", "number", "code", "text", "date", "flag"];

/// All tables, in the order in which they are stated.
pub(super) fn schema(tables: &[Named<TableSource>], problems: &mut Problems<'_>) -> Schema {
    let mut schema = Schema::default();
    for (name, source) in tables {
        no_circle(name, source, tables, problems);
        let fields = fields(name, source, tables, &mut Vec::new(), problems);
        if source.title.is_none() {
            source.keys.missing("title", None, problems);
        }
        let key = source.key.as_deref().unwrap_or_default();
        let table = TableSchema {
            name: name.get_ref().clone(),
            title: words(source.title.as_ref()),
            key: key.iter().map(|field| field.get_ref().clone()).collect(),
            fields,
        };
        for field in key {
            known_field(&table, field, problems);
        }
        schema.tables.push(table);
    }
    schema
}

/// Refuses a table that is like itself, by way of others.
fn no_circle(name: &Written<String>, source: &TableSource, tables: &[Named<TableSource>], problems: &mut Problems<'_>) {
    let (mut road, mut like) = (vec![name.get_ref().as_str()], source.like.as_ref());
    while let Some(next) = like.map(|like| like.get_ref().as_str()).filter(|next| !road.contains(next)) {
        road.push(next);
        like = tables.iter().find(|(known, _)| known.get_ref() == next).and_then(|(_, table)| table.like.as_ref());
    }
    if let (Some(back), Some(own)) = (like, &source.like)
        && back.get_ref() == name.get_ref()
    {
        let road = format!("{} → {}", road.join(" → "), name.get_ref());
        let (fa, en) =
            (format!("جدول‌ها در دایره مانند یکدیگرند: {road}"), format!("tables are like each other: {road}"));
        problems.value(own, "rulebook.cycle", fa, en, None);
    }
}

/// The fields of a table: those of the table that it is like, then its own.
fn fields<'t>(
    name: &'t Written<String>,
    source: &'t TableSource,
    tables: &'t [Named<TableSource>],
    road: &mut Vec<&'t str>,
    problems: &mut Problems<'_>,
) -> Vec<Field> {
    road.push(name.get_ref());
    let mut fields = match &source.like {
        Some(like) => like_fields(like, tables, road, problems),
        None => Vec::new(),
    };
    let inherited = fields.len();
    for source in &source.fields {
        let Some(field) = field(source, problems) else { continue };
        match fields.iter().position(|known| known.name == field.name) {
            // A table like another may state a field anew; a table may not state one twice.
            Some(position) if position < inherited => {
                if let Some(known) = fields.get_mut(position) {
                    *known = field;
                }
            }
            Some(_) => {
                let here = Written::new(field.name, source.keys.place);
                stands_twice(&here, "فیلد", "field", problems);
            }
            None => fields.push(field),
        }
    }
    fields
}

fn like_fields<'t>(
    like: &'t Written<String>,
    tables: &'t [Named<TableSource>],
    road: &mut Vec<&'t str>,
    problems: &mut Problems<'_>,
) -> Vec<Field> {
    let Some((name, source)) = tables.iter().find(|(name, _)| name.get_ref() == like.get_ref()) else {
        unknown_table(like, tables.iter().map(|(name, _)| name.get_ref().as_str()), problems);
        return Vec::new();
    };
    if road.contains(&name.get_ref().as_str()) {
        return Vec::new();
    }
    // What is wrong with its fields is said where that table is read.
    fields(name, source, tables, road, &mut Problems::new())
}

fn field(source: &FieldSource, problems: &mut Problems<'_>) -> Option<Field> {
    let scale = match &source.scale {
        None => 0,
        Some(scale) => match u32::try_from(*scale.get_ref()).ok().filter(|scale| *scale <= FINEST) {
            Some(scale) => scale,
            None => {
                let (fa, en) = bad_value(&scale.get_ref().to_string(), "عددی از ۰ تا ۶", "a scale from 0 to 6");
                problems.value(scale, "rulebook.bad_value", fa, en, None);
                0
            }
        },
    };
    for (key, absent) in
        [("name", source.name.is_none()), ("type", source.kind.is_none()), ("title", source.title.is_none())]
    {
        if absent {
            source.keys.missing(key, None, problems);
        }
    }
    let basis = source.basis.as_ref().and_then(|basis| {
        one_of(basis, &[("cumulative", Basis::Cumulative), ("in_period", Basis::InPeriod)], problems)
    });
    let (name, kind) = (source.name.as_ref()?, source.kind.as_ref()?);
    let kind = match kind.get_ref().as_str() {
        "amount" => Kind::Amount { unit: unit(source, problems)?, scale },
        "percent" => Kind::Percent { scale },
        "number" => Kind::Number { scale },
        "code" => Kind::Code,
        "text" => Kind::Text,
        "date" => Kind::Date,
        "flag" => Kind::Flag,
        _ => {
            one_of(kind, &KINDS.map(|kind| (kind, ())), problems)?;
            return None;
        }
    };
    let non_negative = source.non_negative.as_ref().filter(|flag| *flag.get_ref());
    if let Some(flag) = non_negative.filter(|_| kind.stored_scale().is_none()) {
        let words = bad_value("non_negative", "فیلدی عددی", "a field of figures");
        problems.value(flag, "rulebook.type_mismatch", words.0, words.1, None);
    }
    let non_negative = non_negative.is_some();
    Some(Field {
        name: name.get_ref().clone(),
        kind,
        required: source.required.as_ref().is_some_and(|required| *required.get_ref()),
        non_negative,
        basis,
        title: words(source.title.as_ref()),
        law: source.law.as_ref().map(|law| law.get_ref().clone()),
    })
}

/// The unit of an amount: it must be stated, for a wrong one is the commonest slip of all.
fn unit(source: &FieldSource, problems: &mut Problems<'_>) -> Option<Unit> {
    let Some(unit) = &source.unit else {
        source.keys.missing("unit", Some(&Unit::ALL.map(Unit::name).join(", ")), problems);
        return None;
    };
    one_of(unit, &Unit::ALL.map(|unit| (unit.name(), unit)), problems)
}

/// The words, or none where a missing title has been reported.
pub(super) fn words(title: Option<&Written<Bilingual>>) -> Bilingual {
    title.map(|title| title.get_ref().clone()).unwrap_or_default()
}

/// The position of a field, or a problem at its name.
pub(super) fn known_field(table: &TableSchema, name: &Written<String>, problems: &mut Problems<'_>) -> Option<usize> {
    let found = table.field(name.get_ref()).map(|(position, _)| position);
    if found.is_none() {
        let (fa, en) = (
            format!("فیلد «{}» در جدول «{}» نیست", name.get_ref(), table.name()),
            format!("unknown field `{}` of table `{}`", name.get_ref(), table.name()),
        );
        let near = text::closest(name.get_ref(), table.fields().iter().map(|field| field.name.as_str()));
        problems.value(name, "rulebook.unknown_field", fa, en, near);
    }
    found
}

/// A problem with a table's name.
pub(super) fn unknown_table<'n>(
    name: &Written<String>,
    known: impl IntoIterator<Item = &'n str>,
    problems: &mut Problems<'_>,
) {
    let (fa, en) = (format!("جدول «{}» در دفتر نیست", name.get_ref()), format!("unknown table `{}`", name.get_ref()));
    problems.value(name, "rulebook.unknown_table", fa, en, text::closest(name.get_ref(), known));
}
