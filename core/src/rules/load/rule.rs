//! Rules: their words checked, their expressions compiled.

use super::super::compile::{Scope, conjuncts, pieces};
use super::super::declarations::Declarations;
use super::super::language::{self, Expr, Mistake};
use super::super::plan::{Piece, Reads};
use super::super::problems::Problems;
use super::super::rulebook::{CompiledRepair, CompiledRule, Missing, Rule, Stated, StatedRepair, TableRules};
use super::super::source::{Book, Message, RepairSource, RuleSource, Written};
use super::tables::{known_field, unknown_table, words};
use super::{DEFAULT_TABLE, bad_value, one_of, stands_twice};
use crate::bilingual::Bilingual;
use crate::dataset::TableSchema;
use crate::finding::Severity;
use crate::ordered::{self, Ordered as _};
use std::collections::{BTreeMap, BTreeSet};

/// The rules of a book, compiled table by table; `rules` takes what their writers stated.
pub(super) fn compiled(
    book: &Book,
    declared: &Declarations,
    rules: &mut Vec<Rule>,
    problems: &mut Problems<'_>,
) -> Vec<TableRules> {
    let mut scopes: BTreeMap<String, (Scope<'_>, Vec<CompiledRule>)> = BTreeMap::new();
    for source in &book.rules {
        if is_off(source, problems) {
            continue;
        }
        let Some(rule) = stated(source, declared, problems) else { continue };
        let Some(table) = declared.schema.table(&rule.table) else { continue };
        let (scope, compiled) =
            scopes.entry(rule.table.clone()).or_insert_with(|| (Scope::new(declared, table), Vec::new()));
        scope.missing_as_zero = rule.missing == Missing::Zero;
        scope.per = groups(source, table, problems);
        let Some(ready) = compile(rules.len(), source, declared, scope, problems) else { continue };
        rules.push(Rule {
            when: ready.stated.when.as_ref().map(language::printed),
            check: language::printed(&ready.stated.check),
            ..rule
        });
        compiled.push(ready);
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
    ordered::sort_by(&mut tables, |a, b| order(&a.table).cmp(&order(&b.table)));
    tables
}

/// The fields whose groups a rule judges, if it judges groups.
fn groups(source: &RuleSource, table: &TableSchema, problems: &mut Problems<'_>) -> Option<Vec<usize>> {
    let names = source.per.as_deref().unwrap_or_default();
    let mut fields = Vec::with_capacity(names.len());
    for name in names {
        let Some(field) = known_field(table, name, problems) else { continue };
        if fields.contains(&field) {
            stands_twice(name, "فیلد", "field", problems);
        }
        fields.push(field);
    }
    let field = repairs(source).iter().find_map(|repair| repair.field.as_ref()).filter(|_| !fields.is_empty());
    if let Some(field) = field {
        let (fa, en) = bad_value(field.get_ref(), "تنها پیام", "words alone, as the rule judges groups and not rows");
        problems.value(field, "rulebook.not_per_group", fa, en, None);
    }
    (!fields.is_empty()).then_some(fields)
}

/// The rule as stated, its fixed words checked; its expressions are printed once they are read.
fn stated(source: &RuleSource, declared: &Declarations, problems: &mut Problems<'_>) -> Option<Rule> {
    let needed = [
        ("severity", source.severity.is_none()),
        ("check", source.check.is_none()),
        ("title", source.title.is_none()),
        ("message", source.message.is_none()),
    ];
    for (key, _) in needed.iter().filter(|(_, absent)| *absent) {
        source.keys.missing(key, None, problems);
    }
    let severities = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
    let severity = one_of(source.severity.as_ref()?, &severities, problems);
    let policies = [("skip", Missing::Skip), ("fail", Missing::Fail), ("zero", Missing::Zero)];
    let missing = source.missing.as_ref().map_or(Some(Missing::Skip), |word| one_of(word, &policies, problems));
    let stages = [("confirm", "confirm"), ("accept", "accept"), ("approve", "approve")];
    let blocks = match (&source.blocks, severity?) {
        (Some(written), _) => Some(one_of(written, &stages, problems)?.to_owned()),
        // An error that names no stage keeps a report from being accepted (domain: "blocks acceptance").
        (None, Severity::Error) => Some("accept".to_owned()),
        (None, _) => None,
    };
    let id = source.id.as_ref()?;
    let table = match &source.table {
        Some(table) if declared.schema.table(table.get_ref()).is_none() => {
            unknown_table(table, declared.schema.tables().map(TableSchema::name), problems);
            return None;
        }
        Some(table) => table.get_ref().clone(),
        None if declared.schema.table(DEFAULT_TABLE).is_none() => {
            let (fa, en) = bad_value(id.get_ref(), "کلید table", "`table`, as there is no table `lines`");
            problems.value(id, "rulebook.unknown_table", fa, en, None);
            return None;
        }
        None => DEFAULT_TABLE.to_owned(),
    };
    Some(Rule {
        id: id.get_ref().clone(),
        severity: severity?,
        table,
        per: source.per.iter().flatten().map(|name| name.get_ref().clone()).collect(),
        when: None,
        check: String::new(),
        missing: missing?,
        blocks,
        law: source.law.as_ref().map(|law| law.get_ref().clone()),
        title: words(source.title.as_ref()),
        message: printed(source.message.as_ref()?),
        repairs: repairs(source).iter().filter_map(stated_repair).collect(),
    })
}

/// Whether a rule is kept in the book and not run; it says why.
fn is_off(source: &RuleSource, problems: &mut Problems<'_>) -> bool {
    let off = source.off.as_ref().is_some_and(|off| *off.get_ref());
    if off && source.reason.is_none() {
        source.keys.missing("reason", None, problems);
    }
    off
}

fn repairs(source: &RuleSource) -> &[RepairSource] {
    source.repairs.as_ref().map(|repairs| repairs.get_ref().as_slice()).unwrap_or_default()
}

/// A message with its expressions as the language is printed.
fn printed(message: &Message) -> Bilingual {
    let words = message.words();
    Bilingual::new(language::printed_message(&words.fa), language::printed_message(&words.en))
}

fn stated_repair(source: &RepairSource) -> Option<StatedRepair> {
    // A value that cannot be read is a problem where it is compiled.
    let value = source.value.as_ref().and_then(|value| language::parse(value.get_ref()).ok());
    Some(StatedRepair {
        field: source.field.as_ref().map(|field| field.get_ref().clone()),
        value: value.as_ref().map(language::printed),
        message: printed(source.message.as_ref()?),
    })
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
    let check_source = source.check.as_ref()?;
    let check_tree = tree(check_source, scope, problems)?;
    let mut when_tree = None;
    let when = match &source.when {
        Some(written) => {
            let stated = when_tree.insert(tree(written, scope, problems)?);
            let when = noted(scope.condition(stated), written, problems)?;
            scope.assume(&conjuncts(stated));
            Some(when)
        }
        None => None,
    };
    let check = noted(scope.condition(&check_tree), check_source, problems)?;
    let mut reads = Reads::of(&check);
    // A message or repair may divide freely: where the divisor is zero it shows no value.
    scope.guarded = false;
    let message = messages(source.message.as_ref()?, scope, problems);
    let repairs: Vec<CompiledRepair> =
        repairs(source).iter().filter_map(|repair| compile_repair(repair, scope, problems)).collect();
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
        let related = found.reads().relations.into_iter().filter_map(|relation| declared.relations.get(relation));
        let inner = found.slots.iter().map(|slot| slot.table.clone());
        inner.chain(related.map(|relation| relation.to.clone())).chain([found.table.clone()]).collect::<Vec<_>>()
    });
    slots.chain(relations).chain(aggregates).ordered::<BTreeSet<String>>().into_iter().collect()
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
            let tree = tree(value, scope, problems)?;
            Some((slot, noted(scope.typed(&tree), value, problems)?.shown()))
        }
        (Some(only), None) | (None, Some(only)) => {
            let (fa, en) = bad_value(only.get_ref(), "field و value با هم", "`field` and `value` together");
            problems.value(only, "rulebook.missing_key", fa, en, None);
            return None;
        }
    };
    let Some(message) = &source.message else {
        source.keys.missing("message", None, problems);
        return None;
    };
    Some(CompiledRepair { change, message: messages(message, scope, problems)? })
}

fn messages(source: &Message, scope: &mut Scope<'_>, problems: &mut Problems<'_>) -> Option<(Vec<Piece>, Vec<Piece>)> {
    let fa = noted(pieces(scope, source.fa.get_ref()), &source.fa, problems);
    let en = noted(pieces(scope, source.en.get_ref()), &source.en, problems);
    Some((fa?, en?))
}

fn tree(source: &Written<String>, scope: &mut Scope<'_>, problems: &mut Problems<'_>) -> Option<Expr> {
    let tree = noted(language::parse(source.get_ref()), source, problems)?;
    noted(scope.bounded(&tree), source, problems).map(|()| tree)
}

/// The result, or nothing and a problem at its place.
fn noted<T>(result: Result<T, Mistake>, source: &Written<String>, problems: &mut Problems<'_>) -> Option<T> {
    result.map_err(|mistake| problems.mistake(source, &mistake)).ok()
}
