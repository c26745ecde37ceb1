//! Relations, parameters and lists.

use super::super::declarations::{Constant, Declarations, Levels, Parameter, Relation, YearlyCodes};
use super::super::problems::Problems;
use super::super::source::{Book, ListSource, Literal, ParameterSource, RelationSource, Written};
use super::tables::{self, known_field, unknown_table};
use super::{bad_value, definitions, one_of};
use crate::amount::{Amount, Unit};
use crate::calendar::{FiscalYear, PersianDate};
use crate::classification;
use crate::dataset::{Kind, TableSchema};
use crate::ordered::Ordered as _;
use crate::scaled::Scaled;
use crate::text;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a book declares.
pub(super) fn declarations(book: &Book, year: Option<FiscalYear>, problems: &mut Problems<'_>) -> Declarations {
    let mut declared = Declarations { schema: tables::schema(&book.tables, problems), ..Declarations::default() };
    let optional = book.tables.iter().filter(|(_, table)| table.optional.as_ref().is_some_and(|flag| *flag.get_ref()));
    declared.optional = optional.map(|(name, _)| name.get_ref().clone()).ordered();
    for (name, title) in &book.groups {
        declared.groups.insert(name.get_ref().clone(), title.get_ref().clone());
    }
    for (name, source) in &book.relations {
        let relation = relation(name.get_ref(), source, &declared, problems);
        declared.relations.extend(relation);
    }
    for (name, source) in &book.parameters {
        let parameter = parameter(source, problems).map(|parameter| (name.get_ref().clone(), parameter));
        declared.parameters.extend(parameter);
    }
    for (name, source) in &book.lists {
        declared.lists.insert(name.get_ref().clone(), codes(source, year, problems));
        declared.yearly.insert(name.get_ref().clone(), Arc::new(yearly(source)));
    }
    definitions::add(&book.definitions, &mut declared, problems);
    declared
}

fn relation(
    name: &str,
    source: &RelationSource,
    declared: &Declarations,
    problems: &mut Problems<'_>,
) -> Option<Relation> {
    for (key, absent) in [("from", source.from.is_none()), ("to", source.to.is_none()), ("on", source.on.is_none())] {
        if absent {
            source.keys.missing(key, None, problems);
        }
    }
    let (from_name, to_name, on_names) = (source.from.as_ref()?, source.to.as_ref()?, source.on.as_ref()?);
    for end in [from_name, to_name] {
        if declared.schema.table(end.get_ref()).is_none() {
            unknown_table(end, declared.schema.tables().map(TableSchema::name), problems);
        }
    }
    let from = declared.schema.table(from_name.get_ref())?;
    let to = declared.schema.table(to_name.get_ref())?;
    let there = if source.equals.is_empty() { on_names } else { &source.equals };
    if there.len() != on_names.len() {
        let (fa, en) = bad_value(name, "فهرست‌های هم‌اندازه", "`on` and `equals` of the same length");
        problems.value(to_name, "rulebook.bad_value", fa, en, None);
        return None;
    }
    let positions = |table: &TableSchema, names: &[Written<String>], problems: &mut Problems<'_>| {
        let found: Vec<Option<usize>> = names.iter().map(|name| known_field(table, name, problems)).collect();
        found.into_iter().collect::<Option<Vec<usize>>>()
    };
    let on = positions(from, on_names, problems);
    // One name that neither table has is one mistake.
    if on.is_none() && source.equals.is_empty() {
        return None;
    }
    let equals = positions(to, there, problems);
    let (on, equals) = (on?, equals?);
    for ((here, there), name) in on.iter().zip(&equals).zip(on_names) {
        let kinds = (from.fields().get(*here).map(|field| field.kind), to.fields().get(*there).map(|field| field.kind));
        let texts = |kind: Option<Kind>| matches!(kind, Some(Kind::Code | Kind::Text));
        if kinds.0 != kinds.1 && !(texts(kinds.0) && texts(kinds.1)) {
            let (fa, en) = bad_value(name.get_ref(), "دو فیلد هم‌نوع", "two fields of the same type");
            problems.value(name, "rulebook.type_mismatch", fa, en, None);
        }
    }
    let levels = levels(source, from, &on, problems);
    Some(Relation { name: name.to_owned(), from: from.name().to_owned(), to: to.name().to_owned(), on, equals, levels })
}

/// The lengths of a relation from a code to the codes below it.
fn levels(source: &RelationSource, from: &TableSchema, on: &[usize], problems: &mut Problems<'_>) -> Option<Levels> {
    let Some(written) = &source.levels else {
        if let Some(fill) = &source.fill {
            let (fa, en) = bad_value(fill.get_ref(), "همراه levels", "`fill` beside `levels`");
            problems.value(fill, "rulebook.bad_value", fa, en, None);
        }
        return None;
    };
    let code = on.last().and_then(|field| from.fields().get(*field));
    if let (Some(field), Some(name)) = (code, source.on.as_ref().and_then(|on| on.last()))
        && !matches!(field.kind, Kind::Code | Kind::Text)
    {
        let (fa, en) = bad_value(name.get_ref(), "کدی که بریده شود", "a code that can be cut");
        problems.value(name, "rulebook.type_mismatch", fa, en, None);
    }
    let mut lengths: Vec<usize> = Vec::with_capacity(written.len());
    for length in written {
        match usize::try_from(*length.get_ref()).ok().filter(|length| lengths.last().unwrap_or(&0) < length) {
            Some(length) => lengths.push(length),
            None => {
                let (fa, en) =
                    bad_value(&length.get_ref().to_string(), "طول‌های فزاینده", "lengths that rise, such as [2, 4, 7]");
                problems.value(length, "rulebook.bad_value", fa, en, None);
            }
        }
    }
    let fill = source.fill.as_ref().and_then(|fill| {
        let folded = text::fold(fill.get_ref());
        let mut characters = folded.chars();
        let only = characters.next().filter(|_| characters.next().is_none());
        if only.is_none() {
            let (fa, en) = bad_value(fill.get_ref(), "یک نویسه", "one character such as \"0\"");
            problems.value(fill, "rulebook.bad_value", fa, en, None);
        }
        only
    });
    Some(Levels { lengths, fill })
}

fn parameter(source: &ParameterSource, problems: &mut Problems<'_>) -> Option<Parameter> {
    let Some(value) = &source.value else {
        source.keys.missing("value", None, problems);
        return None;
    };
    Some(Parameter {
        value: constant(value.get_ref()),
        written: match value.get_ref() {
            Literal::Integer(value) => value.to_string(),
            Literal::Flag(flag) => flag.to_string(),
            Literal::Text(text) => text.clone(),
        },
        unit: source.unit.as_ref().and_then(|unit| one_of(unit, &Unit::ALL.map(|unit| (unit.name(), unit)), problems)),
        title: source.title.as_ref().map(|title| title.get_ref().clone()),
        law: source.law.as_ref().map(|law| law.get_ref().clone()),
    })
}

/// What a literal stands for; a quoted one may be a percentage, a date, a number, or else text.
pub(super) fn constant(literal: &Literal) -> Constant {
    let text = match literal {
        Literal::Flag(flag) => return Constant::Flag(*flag),
        Literal::Integer(value) => return Constant::Number { value: Scaled::new(*value, 0), percent: false },
        Literal::Text(text) => text,
    };
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

/// What kind of value a literal is, in English and Persian.
pub(super) fn kind(literal: &Literal) -> (&'static str, &'static str) {
    match constant(literal) {
        Constant::Number { .. } => ("number", "عدد"),
        Constant::Text(_) => ("text", "متن"),
        Constant::Date(_) => ("date", "تاریخ"),
        Constant::Flag(_) => ("flag", "درست/نادرست"),
    }
}

/// The codes of a list with the years in which each is valid; a code that is written out is valid in all.
fn yearly(source: &ListSource) -> YearlyCodes {
    let mut codes = YearlyCodes::default();
    for code in &source.codes {
        codes.add(text::fold(code.get_ref()), 0, u16::MAX);
    }
    let list = source.classification.as_ref().and_then(|name| classification::list(name.get_ref()));
    for entry in list.into_iter().flat_map(|list| list.entries()).filter(|entry| !entry.heading) {
        codes.add(text::fold(&entry.code), entry.valid_from.unwrap_or(0), entry.valid_to.unwrap_or(u16::MAX));
    }
    codes
}

fn codes(source: &ListSource, year: Option<FiscalYear>, problems: &mut Problems<'_>) -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = source.codes.iter().map(|code| text::fold(code.get_ref())).ordered();
    let Some(name) = &source.classification else { return codes };
    match classification::list(name.get_ref()) {
        Some(list) => match year {
            // A heading only sums others; no row may carry its code.
            Some(year) => {
                codes.extend(list.in_year(year).filter(|entry| !entry.heading).map(|entry| text::fold(&entry.code)))
            }
            None => {
                codes.extend(list.entries().iter().filter(|entry| !entry.heading).map(|entry| text::fold(&entry.code)))
            }
        },
        None => {
            let (fa, en) = bad_value(name.get_ref(), "نام یک فهرست", "a list of the classification");
            let near = text::closest(name.get_ref(), classification::lists().iter().map(classification::CodeList::id));
            problems.value(name, "rulebook.unknown_list", fa, en, near);
        }
    }
    codes
}
