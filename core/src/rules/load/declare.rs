//! Tables, relations, parameters and lists.

use super::super::declarations::{Constant, Declarations, Parameter, Relation};
use super::super::problems::Problems;
use super::super::source::{FieldSource, ListSource, ParameterSource, RelationSource, TableSource};
use super::{Parsed, bad_value, duplicate};
use crate::amount::{Amount, Unit};
use crate::calendar::{Basis, FiscalYear, PersianDate};
use crate::classification;
use crate::dataset::{Field, Kind, TableSchema};
use crate::scaled::Scaled;
use crate::text;
use std::collections::BTreeSet;
use toml::Spanned;

/// The finest scale of a field.
const FINEST: i64 = 6;

/// What all files declare together.
pub(super) fn declarations(parsed: &mut [Parsed<'_>], year: Option<FiscalYear>) -> Declarations {
    let mut declared = Declarations::default();
    for Parsed { file, problems } in parsed.iter_mut() {
        // In the order they are written, so that `like` finds what stands before it.
        let mut tables: Vec<_> = file.tables.iter().collect();
        tables.sort_by_key(|(_, source)| source.span().start);
        for (name, source) in tables {
            if declared.schema.table(name).is_some() {
                let (fa, en) = duplicate("table", name);
                problems.value(source, "rulebook.duplicate", fa, en, None);
                continue;
            }
            let table = table(name, source.get_ref(), &declared, problems);
            declared.schema.tables.push(table);
            if source.get_ref().optional {
                declared.optional.insert(name.clone());
            }
        }
    }
    for Parsed { file, problems } in parsed.iter_mut() {
        for (name, title) in &file.groups {
            if declared.groups.insert(name.clone(), title.get_ref().clone()).is_some() {
                let (fa, en) = duplicate("group", name);
                problems.value(title, "rulebook.duplicate", fa, en, None);
            }
        }
        for (name, source) in &file.relations {
            if let Some(relation) = relation(name, source.get_ref(), &declared, problems) {
                if declared.relation(&relation.from, name).is_some() {
                    let (fa, en) = duplicate("relation", name);
                    problems.value(source, "rulebook.duplicate", fa, en, None);
                }
                declared.relations.push(relation);
            }
        }
        for (name, source) in &file.parameters {
            if let Some(parameter) = parameter(source, problems)
                && declared.parameters.insert(name.clone(), parameter).is_some()
            {
                let (fa, en) = duplicate("parameter", name);
                problems.value(&source.value, "rulebook.duplicate", fa, en, None);
            }
        }
        for (name, source) in &file.lists {
            let codes = codes(source, year, problems);
            if declared.lists.insert(name.clone(), codes).is_some() {
                let (fa, en) = duplicate("list", name);
                problems.value(source, "rulebook.duplicate", fa, en, None);
            }
        }
    }
    declared
}

fn table(name: &str, source: &TableSource, declared: &Declarations, problems: &mut Problems<'_>) -> TableSchema {
    let mut fields: Vec<Field> = Vec::new();
    if let Some(like) = &source.like {
        match declared.schema.table(like.get_ref()) {
            Some(other) => fields.extend(other.fields().iter().cloned()),
            None => unknown_table(like, declared, problems),
        }
    }
    for field_source in &source.fields {
        let known = fields.iter().position(|field| field.name == field_source.get_ref().name);
        let Some(field) = field(field_source.get_ref(), problems) else { continue };
        // A table like another may state a field anew; a table may not state one twice.
        match known {
            Some(position) if source.like.is_some() => {
                if let Some(known) = fields.get_mut(position) {
                    *known = field;
                }
            }
            Some(_) => {
                let (fa, en) = duplicate("field", &field.name);
                problems.value(field_source, "rulebook.duplicate", fa, en, None);
            }
            None => fields.push(field),
        }
    }
    let table = TableSchema { name: name.to_owned(), title: source.title.clone(), key: names(&source.key), fields };
    for key in &source.key {
        known_field(&table, key, problems);
    }
    table
}

fn field(source: &FieldSource, problems: &mut Problems<'_>) -> Option<Field> {
    let scale = match &source.scale {
        None => 0,
        Some(scale) if (0..=FINEST).contains(scale.get_ref()) => u32::try_from(*scale.get_ref()).unwrap_or(0),
        Some(scale) => {
            let (fa, en) = bad_value(&scale.get_ref().to_string(), "عددی از ۰ تا ۶", "a scale from 0 to 6");
            problems.value(scale, "rulebook.bad_value", fa, en, None);
            0
        }
    };
    let kinds = ["amount", "percent", "number", "code", "text", "date", "flag"];
    let kind = match source.kind.get_ref().as_str() {
        "amount" => Kind::Amount { unit: unit(source, problems), scale },
        "percent" => Kind::Percent { scale },
        "number" => Kind::Number { scale },
        "code" => Kind::Code,
        "text" => Kind::Text,
        "date" => Kind::Date,
        "flag" => Kind::Flag,
        other => {
            let (fa, en) = bad_value(other, "یکی از نوع‌ها", &kinds.join(", "));
            problems.value(&source.kind, "rulebook.bad_value", fa, en, text::closest(other, kinds));
            return None;
        }
    };
    let basis = source.basis.as_ref().and_then(|basis| match basis.get_ref().as_str() {
        "cumulative" => Some(Basis::Cumulative),
        "in_period" => Some(Basis::InPeriod),
        other => {
            let (fa, en) = bad_value(other, "cumulative یا in_period", "cumulative or in_period");
            problems.value(basis, "rulebook.bad_value", fa, en, text::closest(other, ["cumulative", "in_period"]));
            None
        }
    });
    Some(Field { name: source.name.clone(), kind, required: source.required, basis, title: source.title.clone() })
}

fn unit(source: &FieldSource, problems: &mut Problems<'_>) -> Unit {
    let Some(unit) = &source.unit else { return Unit::Rial };
    Unit::parse(unit.get_ref()).unwrap_or_else(|_| {
        let (fa, en) = bad_value(unit.get_ref(), "یکی از واحدها", "a unit such as million_rial");
        let near = text::closest(unit.get_ref(), Unit::ALL.iter().map(|unit| unit.name()));
        problems.value(unit, "rulebook.bad_value", fa, en, near);
        Unit::Rial
    })
}

fn relation(
    name: &str,
    source: &RelationSource,
    declared: &Declarations,
    problems: &mut Problems<'_>,
) -> Option<Relation> {
    for end in [&source.from, &source.to] {
        if declared.schema.table(end.get_ref()).is_none() {
            unknown_table(end, declared, problems);
        }
    }
    let from = declared.schema.table(source.from.get_ref())?;
    let to = declared.schema.table(source.to.get_ref())?;
    let there = if source.equals.is_empty() { &source.on } else { &source.equals };
    if there.len() != source.on.len() {
        let (fa, en) = bad_value(name, "فهرست‌های هم‌اندازه", "`on` and `equals` of the same length");
        problems.value(&source.to, "rulebook.bad_value", fa, en, None);
        return None;
    }
    let positions = |table: &TableSchema, names: &[Spanned<String>], problems: &mut Problems<'_>| {
        names.iter().map(|name| known_field(table, name, problems)).collect::<Option<Vec<usize>>>()
    };
    let (on, equals) = (positions(from, &source.on, problems)?, positions(to, there, problems)?);
    for ((here, there), name) in on.iter().zip(&equals).zip(&source.on) {
        let kinds = (from.fields().get(*here).map(|field| field.kind), to.fields().get(*there).map(|field| field.kind));
        let texts = |kind: Option<Kind>| matches!(kind, Some(Kind::Code | Kind::Text));
        if kinds.0 != kinds.1 && !(texts(kinds.0) && texts(kinds.1)) {
            let (fa, en) = bad_value(name.get_ref(), "دو فیلد هم‌نوع", "two fields of the same type");
            problems.value(name, "rulebook.type_mismatch", fa, en, None);
        }
    }
    Some(Relation { name: name.to_owned(), from: from.name().to_owned(), to: to.name().to_owned(), on, equals })
}

fn parameter(source: &ParameterSource, problems: &mut Problems<'_>) -> Option<Parameter> {
    let value = match source.value.get_ref() {
        toml::Value::Boolean(flag) => Constant::Flag(*flag),
        toml::Value::Integer(value) => Constant::Number { value: Scaled::from(*value), percent: false },
        toml::Value::String(text) => constant(text),
        toml::Value::Float(_) => {
            let (fa, en) =
                bad_value("float", "عدد اعشاری درون نقل‌قول", "a decimal in quotes, such as \"0.25\" or \"25%\"");
            problems.value(&source.value, "amount.float", fa, en, None);
            return None;
        }
        _ => {
            let (fa, en) = bad_value("value", "عدد، متن، تاریخ یا درست/نادرست", "a number, text, date or flag");
            problems.value(&source.value, "rulebook.bad_value", fa, en, None);
            return None;
        }
    };
    let written = match source.value.get_ref() {
        toml::Value::Integer(value) => value.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    Some(Parameter { value, written, title: source.title.clone(), law: source.law.clone() })
}

/// The value of a quoted parameter: a percentage, a date, a number, or else text.
fn constant(text: &str) -> Constant {
    let number = |text: &str| text.parse::<Amount>().ok().map(Amount::to_scaled);
    if let Some(points) = text.strip_suffix(['%', '٪']).map(str::trim).and_then(number) {
        let value = Scaled::new(points.value(), points.scale().saturating_add(2));
        return Constant::Number { value, percent: true };
    }
    match (PersianDate::parse(text), number(text)) {
        (Ok(date), _) => Constant::Date(date),
        (_, Some(value)) => Constant::Number { value, percent: false },
        _ => Constant::Text(text.to_owned()),
    }
}

fn codes(source: &Spanned<ListSource>, year: Option<FiscalYear>, problems: &mut Problems<'_>) -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = source.get_ref().codes.iter().map(|code| text::fold(code)).collect();
    if let Some(name) = &source.get_ref().classification {
        match classification::list(name.get_ref()) {
            Some(list) => match year {
                // A heading only sums others; no row may carry its code.
                Some(year) => {
                    codes.extend(list.in_year(year).filter(|entry| !entry.heading).map(|entry| text::fold(&entry.code)))
                }
                None => codes
                    .extend(list.entries().iter().filter(|entry| !entry.heading).map(|entry| text::fold(&entry.code))),
            },
            None => {
                let (fa, en) = bad_value(name.get_ref(), "نام یک فهرست", "a list of the classification");
                problems.value(
                    name,
                    "rulebook.unknown_list",
                    fa,
                    en,
                    text::closest(name.get_ref(), classification::lists().iter().map(classification::CodeList::id)),
                );
            }
        }
    }
    codes
}

/// The position of a field, or a problem at its name.
pub(super) fn known_field(table: &TableSchema, name: &Spanned<String>, problems: &mut Problems<'_>) -> Option<usize> {
    let found = table.field(name.get_ref()).map(|(position, _)| position);
    if found.is_none() {
        let (fa, en) = bad_value(name.get_ref(), "نام یک فیلد", &format!("a field of table `{}`", table.name()));
        let near = text::closest(name.get_ref(), table.fields().iter().map(|field| field.name.as_str()));
        problems.value(name, "rulebook.unknown_field", fa, en, near);
    }
    found
}

/// A problem with a table's name.
pub(super) fn unknown_table(name: &Spanned<String>, declared: &Declarations, problems: &mut Problems<'_>) {
    let (fa, en) = bad_value(name.get_ref(), "نام یک جدول", "a table of the rulebook");
    let near = text::closest(name.get_ref(), declared.schema.tables().map(TableSchema::name));
    problems.value(name, "rulebook.unknown_table", fa, en, near);
}

fn names(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.get_ref().clone()).collect()
}
