//! Definitions: expressions with names, used in rules and in other definitions as if they were fields.

use super::super::compile::Scope;
use super::super::declarations::{Declarations, Definition};
use super::super::language::{self, Expr, ExprKind};
use super::super::problems::Problems;
use super::super::source::{DefinitionSource, Named, Written};
use super::tables::unknown_table;
use super::{DEFAULT_TABLE, bad_value};
use crate::bilingual::Bilingual;
use crate::dataset::TableSchema;
use crate::ordered::Ordered as _;
use std::collections::BTreeMap;

/// A definition that could be read, before what it names is put in its place.
struct Read<'s> {
    name: &'s Written<String>,
    source: &'s DefinitionSource,
    value: &'s Written<String>,
    table: String,
    tree: Expr,
}

/// Adds the definitions of a book to what it declares: relations and tables are known by now.
pub(super) fn add(sources: &[Named<DefinitionSource>], declared: &mut Declarations, problems: &mut Problems<'_>) {
    let mut read = BTreeMap::new();
    for (name, source) in sources {
        if let Some(found) = stated(name, source, declared, problems) {
            read.insert(name.get_ref().as_str(), found);
        }
    }
    // Until a definition is in order it is unsound, and what names it is not looked at.
    declared.unsound = sources.iter().map(|(name, _)| name.get_ref().clone()).ordered();
    let mut settled = Settled::default();
    for name in read.keys().copied() {
        settle(name, &read, &mut Vec::new(), &mut settled, declared, problems);
    }
    let mut parts = 0_usize;
    for name in settled.order {
        let Some(Read { source, value, table, tree, .. }) = read.get(name) else { continue };
        let whole = match declared.expanded(tree, table) {
            Ok(whole) => whole,
            Err(mistake) => {
                problems.mistake(value, &mistake);
                continue;
            }
        };
        parts = parts.saturating_add(whole.size());
        if MOST_PARTS < parts {
            let fa = format!("همه تعریف‌ها با هم، هر یک به جای نام خود، بیش از {MOST_PARTS} جزء دارند");
            let en = format!("all definitions, each in its place, have more than {MOST_PARTS} parts together");
            problems.value(value, "rulebook.too_long", fa, en, None);
            break;
        }
        let Some(schema) = declared.schema.table(table) else { continue };
        // Whether a divisor is above zero is asked where the definition is used.
        let mut scope = Scope::new(declared, schema);
        scope.guarded = false;
        if let Err(mistake) = scope.typed(&whole) {
            problems.mistake(value, &mistake);
            continue;
        }
        let words = |words: &Written<String>| words.get_ref().clone();
        let title = |title: &Written<Bilingual>| title.get_ref().clone();
        let definition = Definition {
            table: table.clone(),
            value: language::printed(tree),
            tree: whole,
            title: source.title.as_ref().map(title),
            law: source.law.as_ref().map(words),
        };
        declared.unsound.remove(name);
        declared.definitions.insert(name.to_owned(), definition);
    }
}

fn stated<'s>(
    name: &'s Written<String>,
    source: &'s DefinitionSource,
    declared: &Declarations,
    problems: &mut Problems<'_>,
) -> Option<Read<'s>> {
    let is_name = language::parse(name.get_ref()).is_ok_and(|tree| tree.kind == ExprKind::Name(name.get_ref().clone()));
    if !is_name {
        let (fa, en) = bad_value(name.get_ref(), "نامی از حروف و رقم‌ها", "a name of letters, digits and _");
        problems.value(name, "rulebook.bad_value", fa, en, None);
    }
    let table = source.table.as_ref().map_or(DEFAULT_TABLE, |table| table.get_ref().as_str());
    let Some(schema) = declared.schema.table(table) else {
        let place = source.table.as_ref().unwrap_or(name);
        let table = Written::new(table.to_owned(), place.place());
        unknown_table(&table, declared.schema.tables().map(TableSchema::name), problems);
        return None;
    };
    let taken = match (schema.field(name.get_ref()), declared.relation(table, name.get_ref())) {
        (Some(_), _) => Some(("فیلدی", "a field")),
        (None, Some(_)) => Some(("رابطه‌ای", "a relation")),
        (None, None) => None,
    };
    if let Some((fa, en)) = taken {
        let fa = format!("جدول «{table}» {fa} به نام «{}» دارد؛ نام دیگری برای تعریف بگذارید", name.get_ref());
        let en = format!("table `{table}` has {en} `{}`; give the definition another name", name.get_ref());
        problems.value(name, "rulebook.duplicate", fa, en, None);
    }
    let Some(value) = &source.value else {
        source.keys.missing("value", None, problems);
        return None;
    };
    let tree = language::parse(value.get_ref()).map_err(|mistake| problems.mistake(value, &mistake)).ok()?;
    (is_name && taken.is_none()).then(|| Read { name, source, value, table: table.to_owned(), tree })
}

/// Definitions in an order in which each stands after those that it names.
#[derive(Default)]
struct Settled<'r> {
    order: Vec<&'r str>,
    /// How many definitions stand on one another up to each.
    heights: BTreeMap<&'r str, usize>,
}

/// Puts a definition after those that it names; a road that comes back to its start is refused.
fn settle<'r>(
    name: &'r str,
    read: &'r BTreeMap<&'r str, Read<'_>>,
    road: &mut Vec<&'r str>,
    settled: &mut Settled<'r>,
    declared: &Declarations,
    problems: &mut Problems<'_>,
) {
    let Some(definition) = read.get(name) else { return };
    if settled.heights.contains_key(name) {
        return;
    }
    road.push(name);
    let mut named = Vec::new();
    names(&definition.tree, &definition.table, declared, &mut |table, found| {
        let known = read.get_key_value(found).filter(|(_, other)| other.table == table);
        named.extend(known.map(|(name, _)| *name));
    });
    // Which name is looked at first must not matter: a road that is walked and one that is known are as long.
    let mut height = 1_usize;
    for next in named {
        match road.iter().position(|passed| *passed == next) {
            None if road.len() < LONGEST_ROAD => settle(next, read, road, settled, declared, problems),
            None => height = LONGEST_ROAD,
            Some(start) => circle(road.get(start..).unwrap_or_default(), read, problems),
        }
        height = height.max(settled.heights.get(next).map_or(1, |below| below.saturating_add(1)));
    }
    if height == LONGEST_ROAD.saturating_add(1) {
        let (fa, en) = ("تعریف‌ها بیش از اندازه بر هم بنا شده‌اند", "definitions are built on one another too deeply");
        problems.value(definition.name, "rulebook.too_deep", fa.to_owned(), en.to_owned(), None);
    }
    road.pop();
    settled.heights.insert(name, height);
    settled.order.push(name);
}

/// Definitions that read each other, told from the one whose name comes first.
fn circle(road: &[&str], read: &BTreeMap<&str, Read<'_>>, problems: &mut Problems<'_>) {
    let first = road.iter().enumerate().min_by_key(|(_, name)| **name).map_or(0, |(at, _)| at);
    let mut turned: Vec<&str> = road.iter().cycle().skip(first).take(road.len()).copied().collect();
    let Some(definition) = turned.first().and_then(|name| read.get(name)) else { return };
    turned.extend(road.get(first).copied());
    let turned = turned.join(" → ");
    let (fa, en) =
        (format!("تعریف‌ها در دایره یکدیگر را می‌خوانند: {turned}"), format!("definitions read each other: {turned}"));
    problems.value(definition.value, "rulebook.cycle", fa, en, None);
}

/// The longest road of definitions that are built on one another.
const LONGEST_ROAD: usize = 64;
/// The most parts of all definitions together, each with those that it names in their places.
const MOST_PARTS: usize = 200_000;

/// Every bare name in an expression, with the table whose rows it is read from.
fn names(tree: &Expr, table: &str, declared: &Declarations, found: &mut dyn FnMut(&str, &str)) {
    if let ExprKind::Name(name) = &tree.kind {
        found(table, name);
    }
    let inner = declared.table_below(tree, table);
    for part in tree.parts() {
        names(part, inner, declared, found);
    }
}
