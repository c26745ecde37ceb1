//! Rules: their words checked, their expressions compiled.

use super::super::compile::{Scope, conjuncts, pieces};
use super::super::declarations::Declarations;
use super::super::language::{self, Expr, Mistake};
use super::super::plan::{Piece, Reads};
use super::super::problems::Problems;
use super::super::rulebook::{CompiledRepair, CompiledRule, Missing, Rule, Stated, StatedRepair, TableRules};
use super::super::source::{Message, RepairSource, RuleSource};
use super::declare::{known_field, unknown_table};
use super::{Parsed, bad_value, duplicate};
use crate::bilingual::Bilingual;
use crate::dataset::TableSchema;
use crate::finding::Severity;
use crate::text;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The table that a rule judges where it names none.
const DEFAULT_TABLE: &str = "lines";

/// The rules of all files, compiled table by table; `rules` takes what their writers stated.
pub(super) fn compiled(parsed: &mut [Parsed<'_>], declared: &Declarations, rules: &mut Vec<Rule>) -> Vec<TableRules> {
    let mut scopes: BTreeMap<String, (Scope<'_>, Vec<CompiledRule>)> = BTreeMap::new();
    for Parsed { file, problems } in parsed.iter_mut() {
        for source in &file.rules {
            let source = source.get_ref();
            if rules.iter().any(|rule| rule.id == *source.id.get_ref()) {
                let (fa, en) = duplicate("rule", source.id.get_ref());
                problems.value(&source.id, "rulebook.duplicate", fa, en, None);
                continue;
            }
            let Some(rule) = stated(source, declared, problems) else { continue };
            let Some(table) = declared.schema.table(&rule.table) else { continue };
            let (scope, compiled) =
                scopes.entry(rule.table.clone()).or_insert_with(|| (Scope::new(declared, table), Vec::new()));
            scope.missing_as_zero = rule.missing == Missing::Zero;
            scope.per = groups(source, table, problems);
            let position = rules.len();
            let ready = compile(position, source, declared, scope, problems);
            rules.push(Rule {
                when: ready.as_ref().and_then(|ready| ready.stated.when.as_ref()).map(language::printed),
                check: ready.as_ref().map(|ready| language::printed(&ready.stated.check)).unwrap_or_default(),
                ..rule
            });
            compiled.extend(ready);
        }
    }
    let order = |name: &str| declared.schema.tables().position(|table| table.name() == name);
    let mut tables: Vec<TableRules> = scopes
        .into_iter()
        .map(|(table, (scope, rules))| TableRules {
            table,
            slots: scope.slots,
            aggregates: scope.aggregates,
            uniques: scope.uniques,
            groups: scope.groups,
            rules,
        })
        .collect();
    tables.sort_by_key(|rules| order(&rules.table));
    tables
}

/// The fields whose groups a rule judges, if it judges groups.
fn groups(source: &RuleSource, table: &TableSchema, problems: &mut Problems<'_>) -> Option<Vec<usize>> {
    let mut fields = Vec::with_capacity(source.per.len());
    for name in &source.per {
        let Some(field) = known_field(table, name, problems) else { continue };
        if fields.contains(&field) {
            let (fa, en) = duplicate("field", name.get_ref());
            problems.value(name, "rulebook.duplicate", fa, en, None);
        }
        fields.push(field);
    }
    let field = source.repairs.iter().find_map(|repair| repair.field.as_ref()).filter(|_| !fields.is_empty());
    if let Some(field) = field {
        let (fa, en) = bad_value(field.get_ref(), "تنها پیام", "words alone, as the rule judges groups and not rows");
        problems.value(field, "rulebook.not_per_group", fa, en, None);
    }
    (!fields.is_empty()).then_some(fields)
}

/// The rule as stated, its fixed words checked; its expressions are printed once they are read.
fn stated(source: &RuleSource, declared: &Declarations, problems: &mut Problems<'_>) -> Option<Rule> {
    let severity = word(
        &source.severity,
        &[("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)],
        problems,
    )?;
    let missing = match &source.missing {
        Some(written) => {
            word(written, &[("skip", Missing::Skip), ("fail", Missing::Fail), ("zero", Missing::Zero)], problems)?
        }
        None => Missing::Skip,
    };
    let stages = [("confirm", "confirm"), ("accept", "accept"), ("approve", "approve")];
    let blocks = match (&source.blocks, severity) {
        (Some(written), _) => Some(word(written, &stages, problems)?.to_owned()),
        // An error that names no stage keeps a report from being accepted (domain: "blocks acceptance").
        (None, Severity::Error) => Some("accept".to_owned()),
        (None, _) => None,
    };
    let table = match &source.table {
        Some(table) if declared.schema.table(table.get_ref()).is_none() => {
            unknown_table(table, declared, problems);
            return None;
        }
        Some(table) => table.get_ref().clone(),
        None if declared.schema.table(DEFAULT_TABLE).is_none() => {
            let (fa, en) = bad_value(source.id.get_ref(), "کلید table", "`table`, as there is no table `lines`");
            problems.value(&source.id, "rulebook.unknown_table", fa, en, None);
            return None;
        }
        None => DEFAULT_TABLE.to_owned(),
    };
    Some(Rule {
        id: source.id.get_ref().clone(),
        severity,
        table,
        per: source.per.iter().map(|name| name.get_ref().clone()).collect(),
        when: None,
        check: String::new(),
        missing,
        blocks,
        law: source.law.clone(),
        title: source.title.clone(),
        message: words(&source.message),
        repairs: source.repairs.iter().map(stated_repair).collect(),
    })
}

fn stated_repair(source: &RepairSource) -> StatedRepair {
    // A value that cannot be read is a problem where it is compiled.
    let value = source.value.as_ref().and_then(|value| language::parse(value.get_ref()).ok());
    StatedRepair {
        field: source.field.as_ref().map(|field| field.get_ref().clone()),
        value: value.as_ref().map(language::printed),
        message: words(&source.message),
    }
}

fn words(message: &Message) -> Bilingual {
    Bilingual::new(message.fa.get_ref().as_str(), message.en.get_ref().as_str())
}

/// One of a few words.
fn word<T: Copy>(written: &Spanned<String>, known: &[(&str, T)], problems: &mut Problems<'_>) -> Option<T> {
    let found = known.iter().find(|(word, _)| word == written.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let (fa, en) = bad_value(written.get_ref(), &format!("یکی از {}", words.join("، ")), &words.join(", "));
        problems.value(written, "rulebook.bad_value", fa, en, text::closest(written.get_ref(), words));
    }
    found
}

fn compile(
    position: usize,
    source: &RuleSource,
    declared: &Declarations,
    scope: &mut Scope<'_>,
    problems: &mut Problems<'_>,
) -> Option<CompiledRule> {
    scope.assume(&[]);
    scope.guarded = true;
    let check_tree = tree(&source.check, problems)?;
    let mut when_tree = None;
    let when = match &source.when {
        Some(written) => {
            let stated = when_tree.insert(tree(written, problems)?);
            let when = noted(scope.condition(stated), written, problems)?;
            scope.assume(&conjuncts(stated));
            Some(when)
        }
        None => None,
    };
    let check = noted(scope.condition(&check_tree), &source.check, problems)?;
    let mut reads = Reads::of(&check);
    // A message or repair may divide freely: where the divisor is zero it shows no value.
    scope.guarded = false;
    let message = messages(&source.message, scope, problems);
    let repairs: Vec<CompiledRepair> =
        source.repairs.iter().filter_map(|repair| compile_repair(repair, scope, problems)).collect();
    scope.guarded = true;
    let shown = reads.slots.clone();
    if let Some(when) = &when {
        reads.logic(when);
    }
    Some(CompiledRule {
        rule: position,
        stated: Stated { when: when_tree, check: check_tree },
        per: scope.group(),
        needs: needs(&reads, declared, scope),
        when,
        check,
        reads: shown,
        message: message?,
        repairs,
    })
}

/// The tables that the slots, relations and aggregates lead to.
fn needs(reads: &Reads, declared: &Declarations, scope: &Scope<'_>) -> Vec<String> {
    let slots = reads.slots.iter().filter_map(|slot| scope.slots.get(*slot)).map(|slot| slot.table.clone());
    let relations =
        reads.relations.iter().filter_map(|relation| declared.relations.get(*relation)).map(|found| found.to.clone());
    // What a sum is made of may stand in yet another table: `sum(previous.spent by programme)`.
    let aggregates = reads.aggregates.iter().filter_map(|found| scope.aggregates.get(*found)).flat_map(|found| {
        let filter = found.filter.as_ref().map(Reads::of).unwrap_or_default();
        let related = filter.relations.into_iter().filter_map(|relation| declared.relations.get(relation));
        let inner = found.slots.iter().map(|slot| slot.table.clone());
        inner.chain(related.map(|relation| relation.to.clone())).chain([found.table.clone()]).collect::<Vec<_>>()
    });
    slots.chain(relations).chain(aggregates).collect::<BTreeSet<String>>().into_iter().collect()
}

fn compile_repair(source: &RepairSource, scope: &mut Scope<'_>, problems: &mut Problems<'_>) -> Option<CompiledRepair> {
    let change = match (&source.field, &source.value) {
        (None, None) => None,
        (Some(field), Some(value)) => {
            let named = Expr {
                kind: language::ExprKind::Name(field.get_ref().clone()),
                span: language::Span { start: 0, end: field.get_ref().len() },
            };
            noted(scope.typed(&named), field, problems)?;
            let slot =
                scope.slots.iter().position(|slot| slot.relation.is_none() && slot.field_name == *field.get_ref())?;
            let tree = tree(value, problems)?;
            Some((slot, noted(scope.typed(&tree), value, problems)?.shown()))
        }
        (Some(only), None) | (None, Some(only)) => {
            let (fa, en) = bad_value(only.get_ref(), "field و value با هم", "`field` and `value` together");
            problems.value(only, "rulebook.missing_key", fa, en, None);
            return None;
        }
    };
    Some(CompiledRepair { change, message: messages(&source.message, scope, problems)? })
}

fn messages(source: &Message, scope: &mut Scope<'_>, problems: &mut Problems<'_>) -> Option<(Vec<Piece>, Vec<Piece>)> {
    let fa = noted(pieces(scope, source.fa.get_ref()), &source.fa, problems);
    let en = noted(pieces(scope, source.en.get_ref()), &source.en, problems);
    Some((fa?, en?))
}

fn tree(source: &Spanned<String>, problems: &mut Problems<'_>) -> Option<Expr> {
    noted(language::parse(source.get_ref()), source, problems)
}

/// The result, or nothing and a problem at its place.
fn noted<T>(result: Result<T, Mistake>, source: &Spanned<String>, problems: &mut Problems<'_>) -> Option<T> {
    result.map_err(|mistake| problems.mistake(source, &mistake)).ok()
}
