//! Explanations agree with findings: of every finding of every vector, and of random rules on random rows.

#[path = "differential/expression.rs"]
mod expression;
#[path = "differential/random.rs"]
mod random;
#[path = "differential/write.rs"]
mod write;

use amalkard::bilingual::Language;
use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::finding::{Finding, Scalar};
use amalkard::rules::{Explanation, Missing, Node, Outcome, Parts, Rulebook, Side};
use amalkard::scaled::Scaled;
use amalkard_tests::{iran_1404, vectors};
use expression::{Place, logic};
use proptest::prelude::*;
use random::Random;
use std::fmt::{Display, Formatter};

fn number(value: &Scalar) -> Option<Scaled> {
    match value {
        Scalar::Number(number) => Some(*number),
        _ => None,
    }
}

/// Where something is wrong: written only then.
struct Wrong<'a> {
    finding: &'a Finding,
    explanation: &'a Explanation,
}

impl Display for Wrong<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#?}\n{}", self.finding, self.explanation.to_text(Language::English))
    }
}

/// What must be true of any explanation of a finding.
fn agrees(book: &Rulebook, finding: &Finding, explanation: &Explanation) {
    let rule = book.rules().iter().find(|rule| rule.id == finding.rule).unwrap();
    let place = Wrong { finding, explanation };
    assert_eq!(explanation.outcome, Outcome::Fails, "{place}");
    assert_eq!((&explanation.row, &explanation.key), (&finding.row, &finding.key), "{place}");
    let sides = (&explanation.left, &explanation.right, &explanation.residual);
    assert_eq!(sides, (&finding.left, &finding.right, &finding.residual), "{place}");
    assert_eq!(explanation.check.text, rule.check, "{place}");
    assert!(explanation.check.decisive);
    match explanation.check.value {
        Scalar::Flag(answer) => assert!(!answer, "{place}"),
        _ => assert!(rule.missing == Missing::Fail && explanation.check.unknown.is_some(), "{place}"),
    }
    if let Some(when) = &explanation.when {
        assert_eq!(when.value, Scalar::Flag(true), "{place}");
    }
    if let Some(residual) = number(&finding.residual) {
        let side = if Scaled::ZERO < residual { Some(Side::Left) } else { Some(Side::Right) };
        assert_eq!(explanation.larger, side.filter(|_| !residual.is_zero()), "{place}");
        let by = number(&explanation.by).unwrap();
        assert!(by == residual || Some(by) == residual.checked_neg(), "{place}");
    }
    // Every cell that the finding has read stands in the tree, with the same value.
    for operand in &finding.operands {
        let mut found = false;
        each(&explanation.check, &mut |node| found |= node.operand.as_ref() == Some(operand));
        assert!(found, "{} is not in the tree: {place}", operand.name);
    }
    each(&explanation.check, &mut |node| consistent(node, &place));
    explanation.sums.iter().for_each(|sum| adds_up(sum, &place));
    for language in [Language::Persian, Language::English] {
        assert!(explanation.to_text(language).lines().count() >= 4, "{place}");
    }
}

fn each(node: &Node, look: &mut impl FnMut(&Node)) {
    look(node);
    node.children.iter().for_each(|child| each(child, look));
}

/// A node has a value or a reason, and a sum is the sum of its terms.
fn consistent(node: &Node, place: &Wrong<'_>) {
    assert!(
        node.quotient.is_some() || (node.value == Scalar::Missing) == node.unknown.is_some(),
        "{}\n{place}",
        node.text
    );
    assert!(!node.shown.fa.is_empty() && !node.shown.en.is_empty());
}

fn adds_up(sum: &Parts, place: &Wrong<'_>) {
    let Some(total) = number(&sum.total) else { return };
    assert!(sum.unknown.is_empty() && sum.unknown_left_out == 0, "{}: {place}", sum.text);
    let named = sum.largest.iter().map(|part| number(&part.value).unwrap());
    let left_out = number(&sum.left_out_total).unwrap();
    let added = named.chain([left_out]).try_fold(Scaled::ZERO, |sum, part| sum.checked_add(part));
    assert_eq!(added, Some(total), "{}: {place}", sum.text);
    assert!(sum.largest.len() <= 10);
    assert!(sum.left_out == 0 || sum.largest.len() == 10);
    let size = |value: Scaled| if value < Scaled::ZERO { value.checked_neg().unwrap() } else { value };
    let sizes: Vec<Scaled> = sum.largest.iter().map(|part| size(number(&part.value).unwrap())).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{}: {place}", sum.text);
}

#[test]
fn of_every_finding_of_every_vector() {
    let iran = iran_1404();
    let (mut explained, mut sums, mut groups) = (0, 0, 0);
    for case in vectors::read("rules").into_iter().flat_map(|(_, vectors)| vectors.cases) {
        if case.op != "rules.check" || case.error.is_some() {
            continue;
        }
        let own = match case.text("rulebook") {
            "ir/1404" => None,
            text => Some(Rulebook::from_toml(text).unwrap()),
        };
        let book = own.as_ref().unwrap_or(&iran);
        let data = Dataset::from_json(book.schema(), &case.input["tables"].to_string()).unwrap();
        for finding in &book.check(&data).unwrap() {
            if !book.rules().iter().any(|rule| rule.id == finding.rule) {
                assert_eq!(book.explain_finding(&data, finding).unwrap_err().code(), "rule.unknown");
                continue;
            }
            let explanation = book.explain_finding(&data, finding).unwrap();
            agrees(book, finding, &explanation);
            explained += 1;
            sums += explanation.sums.len();
            groups += usize::from(finding.row.is_none());
        }
    }
    assert!(200 <= explained && 20 <= sums && 2 <= groups, "{explained} {sums} {groups}");
}

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

fn cell(random: &mut Random, field: &str) -> Cell {
    match random.below(12) {
        0 => return Cell::Null,
        1 => return Cell::from("12/5"),
        _ => {}
    }
    match field {
        "line" | "group" => Cell::from(random.one_of(&["67", "۶۷", "AB", "1"])),
        "name" => Cell::from(random.one_of(&["يک", "یک", "67"])),
        "day" | "due" => Cell::from(random.one_of(&["1404-01-01", "1404-06-31"])),
        "done" => Cell::Flag(random.flag()),
        "p" => Cell::from(random.one_of(&["20%", "0", "33.25"])),
        _ => Cell::Integer(i128::from(random.next() % 9) - 3),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_random_rules(seed in any::<u64>(), rules in 1_usize..5) {
        let mut text = TABLES.to_owned();
        for at in 0..rules {
            let mut random = Random::new(seed, 1_000_000 + at as u64);
            let place = Place { other: false, aggregates: true };
            let missing = random.one_of(&["skip", "fail", "zero"]);
            let (when, check) = (logic(&mut random, 1, place), logic(&mut random, 3, place));
            text += &format!(
                "[[rule]]\nid = \"R{at}\"\nseverity = \"error\"\nmissing = \"{missing}\"\nwhen = '{when}'\ncheck = '{check}'\n\
                 title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n",
            );
        }
        let book = Rulebook::from_toml(&text).unwrap();
        let mut random = Random::new(seed, 1);
        let mut rows = |fields: &[&str]| -> Vec<Row> {
            (0..1 + random.below(7))
                .map(|_| fields.iter().map(|field| ((*field).to_owned(), cell(&mut random, field))).collect())
                .collect()
        };
        let lines = rows(&["line", "group", "name", "a", "b", "c", "d", "p", "day", "due", "done"]);
        let count = lines.len();
        let tables = [("lines".to_owned(), lines), ("others".to_owned(), rows(&["line", "group", "x", "y", "done"]))];
        let data = Dataset::from_rows(book.schema(), tables.into()).unwrap();
        let findings = book.check(&data).unwrap();
        for rule in book.rules() {
            for row in 0..count {
                let explanation = book.explain(&data, &rule.id, row).unwrap();
                let found = findings.iter().find(|finding| finding.rule == rule.id && finding.row == Some(row));
                match found {
                    Some(finding) => agrees(&book, finding, &explanation),
                    None => prop_assert!(explanation.outcome != Outcome::Fails, "{}", explanation.to_text(Language::English)),
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let text = format!(
        "{TABLES}[[rule]]\nid = \"R1\"\nseverity = \"error\"\ncheck = 'peer is present'\n\
         title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n"
    );
    let book = Rulebook::from_toml(&text).unwrap();
    let code = |data: &Dataset, rule: &str, row| book.explain(data, rule, row).unwrap_err().code().to_owned();
    let alone = Dataset::from_json(book.schema(), r#"{"lines": [{"line": "1"}]}"#).unwrap();
    assert_eq!(code(&alone, "R2", 0), "rule.unknown");
    assert_eq!(code(&alone, "R1", 0), "rule.not_run");
    let both = Dataset::from_json(book.schema(), r#"{"lines": [{"line": "1"}], "others": []}"#).unwrap();
    assert_eq!(code(&both, "R1", 1), "dataset.unknown_row");
    assert_eq!(book.explain_group(&both, "R1", &Default::default()).unwrap_err().code(), "rule.no_group");
    assert_eq!(book.explain(&both, "R1", 0).unwrap().outcome, Outcome::Fails);
}
