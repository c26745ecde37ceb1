//! Random datasets and random expressions: the columnar engine against a naive interpreter on big decimals.

#[path = "differential/calendar.rs"]
mod calendar;
#[path = "differential/expression.rs"]
mod expression;
#[path = "differential/grouped.rs"]
mod grouped;
#[path = "differential/naive.rs"]
mod naive;
#[path = "differential/names.rs"]
mod names;
#[path = "differential/random.rs"]
mod random;
#[path = "differential/tables.rs"]
mod tables;
#[path = "differential/write.rs"]
mod write;

use amalkard::dataset::{Cell, Dataset};
use amalkard::rules::Rulebook;
use expression::{Logic, Place, logic};
use grouped::of_group;
use naive::{At, Tables, Value};
use proptest::prelude::*;
use random::Random;
use std::collections::{BTreeMap, BTreeSet};
use tables::{Drawn, dataset, dataset_of_columns, table};

const LINES: [&str; 11] = ["line", "group", "name", "a", "b", "c", "d", "p", "day", "due", "done"];
const OTHERS: [&str; 5] = ["line", "group", "x", "y", "done"];

const TABLES: &str = r#"
rulebook = { id = "random", title = { fa = "آ", en = "A" } }
[tables.lines]
title = { fa = "آ", en = "A" }
fields = [
  { name = "line", type = "code", title = { fa = "آ", en = "A" } },
  { name = "group", type = "code", title = { fa = "آ", en = "A" } },
  { name = "name", type = "text", title = { fa = "آ", en = "A" } },
  { name = "a", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "b", type = "amount", unit = "rial", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "c", type = "number", title = { fa = "آ", en = "A" } },
  { name = "d", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "p", type = "percent", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "day", type = "date", title = { fa = "آ", en = "A" } },
  { name = "due", type = "date", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[tables.others]
title = { fa = "آ", en = "A" }
fields = [
  { name = "line", type = "code", title = { fa = "آ", en = "A" } },
  { name = "group", type = "text", title = { fa = "آ", en = "A" } },
  { name = "x", type = "amount", unit = "rial", scale = 3, title = { fa = "آ", en = "A" } },
  { name = "y", type = "number", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[relations.peer]
from = "lines"
to = "others"
on = ["line"]
[relations.kin]
from = "lines"
to = "others"
on = ["group"]
[relations.below]
from = "lines"
to = "others"
on = ["group"]
levels = [1, 2]
[lists.codes]
classification = "funding_source"
codes = ["67", "کد"]
"#;

/// A rule with its plain meaning.
#[derive(Debug)]
struct Rule {
    missing: &'static str,
    /// Whether it judges each group of rows once.
    per: bool,
    when: Option<Logic>,
    check: Logic,
}

fn rules(seed: u64, count: usize) -> Vec<Rule> {
    let place = Place { other: false, aggregates: true };
    let rule = |at: usize| {
        let mut random = Random::new(seed, 1_000_000 + at as u64);
        let missing = random.one_of(&["skip", "fail", "zero"]);
        if random.below(6) == 0 {
            let when = (random.below(3) == 0).then(|| of_group(&mut random, 1));
            return Rule { missing, per: true, when, check: of_group(&mut random, 2) };
        }
        let when = (random.below(3) == 0).then(|| logic(&mut random, 1, place));
        Rule { missing, per: false, when, check: logic(&mut random, 3, place) }
    };
    (0..count).map(rule).collect()
}

fn book(rules: &[Rule]) -> Rulebook {
    let mut text = TABLES.to_owned();
    for (at, rule) in rules.iter().enumerate() {
        let when = rule.when.as_ref().map(|when| format!("when = '{when}'\n")).unwrap_or_default();
        let per = if rule.per { "per = [\"group\"]\n" } else { "" };
        text += &format!(
            "[[rule]]\nid = \"R{at}\"\nseverity = \"error\"\nmissing = \"{}\"\n{per}{when}check = '{}'\n\
             title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n",
            rule.missing, rule.check
        );
    }
    Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What fails a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Row(usize),
    /// The form that the group is compared by.
    Group(String),
}

/// What fails each rule as `check` has it, after `failures` has been compared.
fn found(book: &Rulebook, data: &Dataset, rules: &[Rule], lines: &Drawn) -> BTreeSet<(Subject, usize)> {
    let findings = book.check(data).unwrap();
    let of = |rule: &str| book.rules().iter().position(|known| known.id == rule);
    let group = |row: usize| match &lines.plain[row]["group"] {
        Value::Text(form) => form.clone(),
        other => panic!("{other:?}"),
    };
    // The least of the forms in which a group is written.
    let mut least: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (row, written) in lines.written.iter().enumerate() {
        if let Some(Cell::Text(text)) = written.get("group") {
            let known = least.entry(group(row)).or_insert_with(|| (text.clone(), row));
            if *text < known.0 {
                *known = (text.clone(), row);
            }
        }
    }
    let mut checked: Vec<(Subject, usize)> = Vec::new();
    for finding in &findings {
        let Some(rule) = of(&finding.rule) else { continue };
        checked.push(match finding.row {
            Some(row) => (Subject::Row(row), rule),
            None => {
                let (form, _) =
                    least.iter().find(|(_, (text, _))| *text == finding.key["group"]).expect("the least form");
                (Subject::Group(form.clone()), rule)
            }
        });
    }
    let bare = book.failures(data, "lines");
    let bare = bare.iter().map(|failure| match rules[failure.rule].per {
        true => (Subject::Group(group(failure.row)), failure.rule),
        false => (Subject::Row(failure.row), failure.rule),
    });
    let bare: BTreeSet<(Subject, usize)> = bare.collect();
    assert_eq!(checked.len(), bare.len(), "something is said twice");
    let checked = checked.into_iter().collect();
    assert_eq!(bare, checked, "`check` and `failures` differ");
    bare
}

fn agree(seed: u64, rows: usize, rule_count: usize) {
    let rules = rules(seed, rule_count);
    let book = book(&rules);
    let lines = table(seed, 1 << 40, rows, &LINES);
    let others = table(seed, 1 << 41, rows.min(70), &OTHERS);
    let data = dataset(&book, &lines.written, &others.written);
    let engine = found(&book, &data, &rules, &lines);

    let tables = Tables { lines: lines.plain.clone(), others: others.plain };
    // The naive interpreter looks at every row for every row of a sum: of many rows some are looked at.
    let looked_at = |row: &usize| rows <= 200 || row.is_multiple_of(61) || [2047, 2048, 2049, rows - 1].contains(row);
    for (at, rule) in rules.iter().enumerate() {
        for row in (0..rows).filter(looked_at) {
            let subject = match (rule.per, tables.lines[row].get("group")) {
                (false, _) => Subject::Row(row),
                (true, Some(Value::Text(form))) => Subject::Group(form.clone()),
                // A row without a group is in none.
                (true, _) => continue,
            };
            let place = At { tables: &tables, row: &tables.lines[row], zero: rule.missing == "zero" };
            let applies = rule.when.as_ref().is_none_or(|when| place.logic(when) == Some(true));
            let answer = place.logic(&rule.check);
            let fails = applies && if rule.missing == "fail" { answer != Some(true) } else { answer == Some(false) };
            assert_eq!(
                engine.contains(&(subject, at)),
                fails,
                "row {row} {:?}\n of rule {at}, missing {}, per {}, when {:?}, check {}, answer {answer:?}",
                tables.lines[row],
                rule.missing,
                rule.per,
                rule.when.as_ref().map(ToString::to_string),
                rule.check
            );
        }
    }

    let all = lines.written.iter().chain(&others.written);
    if !all.flat_map(BTreeMap::values).any(|cell| matches!(cell, Cell::Float(_))) {
        let columns = dataset_of_columns(&book, &lines.written, &others.written);
        assert_eq!(found(&book, &columns, &rules, &lines), engine, "the same data as columns");
    }

    // The same rows in another order: the same verdicts, moved.
    let mut places: Vec<usize> = (0..rows).collect();
    let mut random = Random::new(seed, 1 << 42);
    for row in (1..rows).rev() {
        places.swap(row, random.below(row + 1));
    }
    let mut turned = others.written.clone();
    turned.reverse();
    let (mut written, mut plain) = (lines.written.clone(), lines.plain.clone());
    for (row, place) in places.iter().enumerate() {
        written[*place] = lines.written[row].clone();
        plain[*place] = lines.plain[row].clone();
    }
    let again = dataset(&book, &written, &turned);
    let again = found(&book, &again, &rules, &Drawn { written, plain });
    let moved = engine.iter().map(|(subject, rule)| match subject {
        Subject::Row(row) => (Subject::Row(places[*row]), *rule),
        Subject::Group(form) => (Subject::Group(form.clone()), *rule),
    });
    assert_eq!(again, moved.collect());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn few_rows(seed in any::<u64>(), rows in 0_usize..40, rules in 1_usize..8) {
        agree(seed, rows, rules);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn word_boundaries(seed in any::<u64>(), rows in 60_usize..132, rules in 1_usize..5) {
        agree(seed, rows, rules);
    }

    #[test]
    fn block_boundaries(seed in any::<u64>(), rows in prop::sample::select(vec![2047_usize, 2048, 2049, 4096, 4097, 6145])) {
        agree(seed, rows, 3);
    }
}

/// The random cases are not vacuous: rules fail, hold and are undecided, each often.
#[test]
fn all_answers_occur() {
    let (mut fails, mut holds, mut unknown) = (0, 0, 0);
    for seed in 0..150 {
        let rules = rules(seed, 6);
        let lines = table(seed, 1 << 40, 12, &LINES);
        let others = table(seed, 1 << 41, 12, &OTHERS);
        let tables = Tables { lines: lines.plain, others: others.plain };
        for (rule, row) in rules.iter().flat_map(|rule| tables.lines.iter().map(move |row| (rule, row))) {
            match (At { tables: &tables, row, zero: rule.missing == "zero" }).logic(&rule.check) {
                Some(true) => holds += 1,
                Some(false) => fails += 1,
                None => unknown += 1,
            }
        }
    }
    println!("{holds} hold, {fails} fail, {unknown} are undecided");
    assert!(2_000 < fails && 2_000 < holds && 1_000 < unknown, "{holds} {fails} {unknown}");
}
