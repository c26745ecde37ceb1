//! Rulebooks and data made to be too large, too deep or too long are refused quickly, and what fits is carried out.

use amalkard::dataset::{Dataset, Integers, RawColumn, Strings, rows_of_csv, rows_of_json};
use amalkard::rules::Rulebook;
use std::time::{Duration, Instant};

const HEAD: &str = r#"
[rulebook]
id = "test"
title = { fa = "آ", en = "A" }
[tables.lines]
title = { fa = "آ", en = "A" }
fields = [
  { name = "a", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "b", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
"#;

fn book(when: &str, check: &str) -> String {
    format!(
        "{HEAD}[[rule]]\nid = \"R\"\nseverity = \"error\"\nwhen = '{when}'\ncheck = '{check}'\n\
         title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n"
    )
}

fn refused_quickly(text: &str, code: &str) {
    let started = Instant::now();
    let error = Rulebook::from_toml(text).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(2), "{code} took {:?}", started.elapsed());
    let codes: Vec<&str> = error.causes().iter().map(amalkard::Error::code).collect();
    assert_eq!((error.code(), codes), ("rulebook.invalid", vec![code]));
}

#[test]
fn ten_megabytes_of_brackets_are_refused() {
    let brackets = "(".repeat(10 << 20);
    refused_quickly(&brackets, "rulebook.too_long");
    refused_quickly(&book("true", &brackets), "rulebook.too_long");
    // Just below the size of a file, so that the expression itself is what is too long.
    refused_quickly(&book("true", &"(".repeat(1_000_000)), "rulebook.too_long");
    refused_quickly(&book("true", &"(".repeat(8_000)), "rulebook.too_long");
    refused_quickly(&book("true", &"(".repeat(900)), "rulebook.too_deep");
    refused_quickly(&format!("x = {}", "[".repeat(1_000_000)), "rulebook.bad_toml");
    refused_quickly(&format!("x = {}", "{a=".repeat(300_000)), "rulebook.bad_toml");
    refused_quickly(&"[a.".repeat(300_000), "rulebook.bad_toml");
}

#[test]
fn json_nested_deeply_is_refused() {
    let error = rows_of_json(&"[".repeat(10 << 20)).unwrap_err();
    assert_eq!(error.code(), "dataset.bad_json");
    let error = rows_of_json(&format!(r#"{{"lines": [{{"a": {}"#, "[".repeat(1 << 20))).unwrap_err();
    assert_eq!(error.code(), "dataset.bad_json");
}

/// A chain of operators is as deep a tree as it is long: the longest that is accepted must not exhaust a thread's stack.
#[test]
fn the_longest_chains_run() {
    let chains = [
        format!("{}done", "done and ".repeat(499)),
        format!("{}done", "done or ".repeat(499)),
        format!("0 <= {}a", "a + ".repeat(490)),
        format!("0 <= {}a", "a - ".repeat(490)),
        format!("{}a == a", "a == a and ".repeat(240)),
        format!("a in ({}5)", "5, ".repeat(480)),
        format!("0 <= max({}a)", "a, ".repeat(480)),
        format!("{}done", "if done then ".repeat(20)),
        format!("0 <= {}a", "-".repeat(20)),
    ];
    for check in chains {
        let book = Rulebook::from_toml(&book("true", &check)).unwrap();
        let data =
            Dataset::from_json(book.schema(), r#"{"lines": [{"a": "5", "done": true}, {"a": 1, "done": false}, {}]}"#);
        let findings = book.check(&data.unwrap()).unwrap();
        assert!(findings.len() <= 2, "{check}");
    }
}

/// Products within products are as tall together as they are long: refused before they exhaust a thread's stack.
#[test]
fn a_tall_tree_of_short_chains_is_refused() {
    let mut check = "a".to_owned();
    for _ in 0..4 {
        check = format!("({check}{})", " * a".repeat(15));
    }
    // 60 factors, a leaf and the comparison stand one upon another: with two more the tree is 64 tall.
    let tallest = book("true", &format!("0 <= ({check} * a * a)")).replace("scale = 6", "scale = 0");
    let tallest = Rulebook::from_toml(&tallest).unwrap();
    let data = Dataset::from_json(tallest.schema(), r#"{"lines": [{"a": "1"}, {"a": "-1"}]}"#).unwrap();
    // (-1)^63 is negative.
    let failures = tallest.failures(&data, "lines");
    assert_eq!(failures.iter().map(|failure| failure.row).collect::<Vec<_>>(), [1]);
    refused_quickly(&book("true", &format!("0 <= ({check} * a * a * a)")), "rulebook.too_deep");
}

/// A row of white space is as empty in a column as in a row that is typed.
#[test]
fn a_blank_code_of_a_column_is_an_empty_cell() {
    let book = Rulebook::builtin("ir", 1404).unwrap();
    let column = |text: &'static str| RawColumn::Strings(Strings::new([Some(text), None]));
    let columns = [("agency", "530000"), ("line", " "), ("kind", "")];
    let columns = columns.into_iter().map(|(name, text)| (name.to_owned(), column(text))).collect();
    let data = Dataset::default().with_columns(book.schema(), "lines", columns).unwrap();
    let rows = Dataset::from_json(book.schema(), r#"{"lines": [{"agency": "530000", "line": " ", "kind": ""}, {}]}"#);
    assert_eq!(data.intake(), rows.unwrap().intake());
    assert_eq!(data.table("lines").unwrap().text(0, "line"), None);
}

/// 1200.0 is refused for being a float, not for its size.
#[test]
fn a_whole_float_is_a_float() {
    let book = Rulebook::from_toml(&book("true", "true")).unwrap();
    let found = |cell: &str| {
        let data = Dataset::from_json(book.schema(), &format!(r#"{{"lines": [{{"a": {cell}}}]}}"#)).unwrap();
        data.intake().iter().map(|finding| finding.rule.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("1200.0"), ["amount.float"]);
    assert_eq!(found("9007199254740993"), ["amount.unsafe_integer"]);
    assert_eq!(found("9007199254740991"), Vec::<String>::new());
}

/// A sum beyond 128 bits is not known: it is no zero either.
#[test]
fn a_sum_that_does_not_fit_is_not_zero() {
    let text = book("true", "sum(a * a) <= 0").replace("[[rule]]", "[[rule]]\nmissing = \"zero\"");
    let rulebook = |check: &str| Rulebook::from_toml(&text.replace("sum(a * a) <= 0", check)).unwrap();
    // 10^12 at six places is 10^18, its square 10^36; two hundred of them are 2 × 10^38, beyond 1.7 × 10^38.
    let rows: Vec<&str> = std::iter::repeat_n(r#"{"a": "1000000000000"}"#, 200).collect();
    let rows = format!(r#"{{"lines": [{}]}}"#, rows.join(", "));
    for check in ["sum(a * a) <= 0", "0 < sum(a * a)"] {
        let book = rulebook(check);
        let failures = book.failures(&Dataset::from_json(book.schema(), &rows).unwrap(), "lines");
        assert_eq!(failures.len(), 0, "{check}");
    }
}

/// A constant is cut like a cell.
#[test]
fn a_prefix_of_a_constant_is_compared() {
    let text = HEAD.replace(r#"{ name = "done", type = "flag""#, r#"{ name = "done", type = "code""#);
    for check in [r#"prefix("12345", 2) == done"#, r#"done in (prefix("12345", 2), "7")"#] {
        let book = Rulebook::from_toml(&book("true", check).replace(HEAD, &text)).unwrap();
        let data = Dataset::from_json(book.schema(), r#"{"lines": [{"done": "12"}, {"done": "12345"}]}"#).unwrap();
        let failures = book.failures(&data, "lines");
        assert_eq!(failures.iter().map(|failure| failure.row).collect::<Vec<_>>(), [1], "{check}");
    }
}

/// A product beyond 128 bits is never lost in silence, wherever it stands.
#[test]
fn arithmetic_beyond_128_bits_is_a_finding() {
    let huge = "9999999999999999999999";
    let rows = format!(r#"{{"lines": [{{"a": "{huge}", "b": "1"}}, {{"a": "2", "b": "3"}}]}}"#);
    let rules = |when: &str, check: &str| -> Vec<(String, Option<usize>)> {
        let book = Rulebook::from_toml(&book(when, check)).unwrap();
        let findings = book.check(&Dataset::from_json(book.schema(), &rows).unwrap()).unwrap();
        findings.iter().map(|finding| (finding.rule.clone(), finding.row)).collect()
    };
    let overflow = || vec![("rule.overflow".to_owned(), Some(0))];
    assert_eq!(rules("true", "0 <= a * a"), overflow(), "in a check");
    assert_eq!(rules("0 <= a * a", "true"), overflow(), "in a when whose other rows apply");
    assert_eq!(rules("a * a < 1", "true"), overflow(), "in a when whose other rows do not");
    assert_eq!(rules("a < 5", "0 <= a * a"), vec![], "not where the rule does not apply");
    assert_eq!(rules("true", "b <= 5 or 0 <= a * a"), vec![], "not where the answer is known without it");
    assert_eq!(rules("true", "5 < b and 0 <= a * a"), vec![("R".to_owned(), Some(0)), ("R".to_owned(), Some(1))]);
}

#[test]
fn what_is_named_twice_is_refused() {
    let lost = rows_of_json(r#"{"lines": [{"a": 1, "a": 2}]}"#).unwrap_err();
    assert_eq!((lost.code(), lost.place()), ("dataset.bad_json", Some("1:23")));
    let lost = rows_of_json(r#"{"lines": [], "lines": [{"a": 2}]}"#).unwrap_err();
    assert_eq!(lost.code(), "dataset.bad_json");
    let lost = rows_of_csv("a,b,a\n1,2,3\n").unwrap_err();
    assert_eq!((lost.code(), lost.place()), ("dataset.bad_csv", Some("1")));
    let book = Rulebook::from_toml(&book("true", "true")).unwrap();
    let column = || RawColumn::Integers { values: Integers::Narrow(vec![1]), scale: 0, validity: None };
    let twice = vec![("a".to_owned(), column()), ("a".to_owned(), column())];
    let lost = Dataset::default().with_columns(book.schema(), "lines", twice).unwrap_err();
    assert_eq!((lost.code(), lost.place()), ("dataset.duplicate_column", Some("lines/a")));
}

/// A sum over a relation needs the relation's table; without it the rule is named as not run.
#[test]
fn a_table_behind_a_sum_is_waited_for() {
    let text = book("true", "sum(other.a where other is present by done) <= 5").replace(
        "[[rule]]",
        "[tables.others]\ntitle = { fa = \"آ\", en = \"A\" }\nlike = \"lines\"\n\
         [relations.other]\nfrom = \"lines\"\nto = \"others\"\non = [\"done\"]\n[[rule]]",
    );
    let book = Rulebook::from_toml(&text).unwrap();
    let without = Dataset::from_json(book.schema(), r#"{"lines": [{"a": "5", "done": true}]}"#).unwrap();
    let findings = book.check(&without).unwrap();
    assert_eq!(
        findings.iter().map(|f| (f.rule.as_str(), f.table.as_str())).collect::<Vec<_>>(),
        [("rule.not_run", "others")]
    );
}

#[test]
fn a_pattern_is_compared_in_folded_form() {
    let text = HEAD.replace(r#"{ name = "done", type = "flag""#, r#"{ name = "done", type = "code""#);
    let rule = book("true", r#"done matches "IR-##|كـ#""#);
    let book = Rulebook::from_toml(&rule.replace(HEAD, &text)).unwrap();
    let rows = r#"{"lines": [{"done": "ir-۱۲"}, {"done": "IR-1"}, {"done": "ک٥"}, {"done": "IR-123"}]}"#;
    let failures = book.failures(&Dataset::from_json(book.schema(), rows).unwrap(), "lines");
    assert_eq!(failures.iter().map(|failure| failure.row).collect::<Vec<_>>(), [1, 3]);
}

/// `unique` means the same in the filter of a sum as in a check.
#[test]
fn a_filter_may_ask_for_what_is_unique() {
    let book = Rulebook::from_toml(&book("true", "sum(a where unique(b)) == 5")).unwrap();
    let rows = r#"{"lines": [{"a": "1", "b": "7"}, {"a": "5", "b": "8"}, {"a": "2", "b": "7"}]}"#;
    let data = Dataset::from_json(book.schema(), rows).unwrap();
    assert!(book.check(&data).unwrap().is_empty());
    let rows = r#"{"lines": [{"a": "1", "b": "7"}, {"a": "5", "b": "8"}, {"a": "2", "b": "9"}]}"#;
    let data = Dataset::from_json(book.schema(), rows).unwrap();
    let lefts: Vec<String> = book.check(&data).unwrap().iter().map(|finding| finding.left.to_string()).collect();
    assert_eq!(lefts, ["8", "8", "8"]);
}
