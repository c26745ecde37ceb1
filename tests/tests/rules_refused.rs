//! Bad rulebooks are refused with the place, the code and, where a word is near a known one, the word that was meant;
//! in bounded time, however they are made.

use amalkard::dataset::Dataset;
use amalkard::rules::Rulebook;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEAD: &str = r#"
[rulebook]
id = "test"
title = { fa = "آ", en = "A" }
[parameters.limit]
value = "20%"
[parameters.none]
value = 0
[lists.kinds]
codes = ["expense", "capital"]
[tables.lines]
title = { fa = "آ", en = "A" }
fields = [
  { name = "spent", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "allocated", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "kind", type = "code", title = { fa = "آ", en = "A" } },
  { name = "start", type = "date", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[tables.others]
title = { fa = "آ", en = "A" }
like = "lines"
[relations.previous]
from = "lines"
to = "others"
on = ["kind"]
"#;

fn rule(check: &str) -> String {
    format!(
        "[[rule]]\nid = \"R\"\nseverity = \"error\"\ncheck = '{check}'\n\
         title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n"
    )
}

/// The check stands behind `check = '` in the fourth line of its rule.
fn column_of(error: &amalkard::Error) -> Option<usize> {
    let line = HEAD.lines().count() + 4;
    let place = error.place()?.strip_prefix(&format!("rulebook.toml:{line}:"))?;
    place.parse::<usize>().ok()?.checked_sub("check = '".len())
}

#[test]
fn every_mistake_has_its_place_and_the_word_that_was_meant() {
    // What is wrong, its code, the column in the expression (from 1), what is suggested.
    let cases: &[(&str, &str, usize, Option<&str>)] = &[
        ("spnet <= allocated", "rulebook.unknown_field", 1, Some("spent")),
        ("spent <= alocated", "rulebook.unknown_field", 10, Some("allocated")),
        ("spent <= previous.alocated", "rulebook.unknown_field", 10, Some("allocated")),
        ("spent <= previuos.spent", "rulebook.unknown_relation", 10, Some("previous")),
        ("sum(spent of previuos) > 0", "rulebook.unknown_relation", 14, Some("previous")),
        ("sum(spent by knid) > 0", "rulebook.unknown_field", 14, Some("kind")),
        ("spent <= param.limits * allocated", "rulebook.unknown_parameter", 10, Some("limit")),
        ("kind in list.kind", "rulebook.unknown_list", 14, Some("kinds")),
        ("kind in list.kindes for 1404", "rulebook.unknown_list", 14, Some("kinds")),
        ("med1an(spent) > 0", "rulebook.unknown_function", 1, Some("median")),
        ("start_with(kind, \"1\")", "rulebook.unknown_function", 1, Some("starts_with")),
        ("frist_digit(spent) == 1", "rulebook.unknown_function", 1, Some("first_digit")),
        ("spent is mising", "rulebook.syntax", 10, Some("missing")),
        ("spent is readible", "rulebook.syntax", 10, Some("readable")),
        ("spent = allocated", "rulebook.syntax", 7, Some("==")),
        ("spent ≤ allocated", "rulebook.syntax", 7, Some("<=")),
        ("0 < spent < 5", "rulebook.syntax", 1, Some("a <= b and b <= c")),
        ("kind == 1", "rulebook.type_mismatch", 9, Some("\"1\"")),
        ("spent == \"1\"", "rulebook.type_mismatch", 10, None),
        ("spent + kind > 0", "rulebook.type_mismatch", 9, None),
        ("spent + done > 0", "rulebook.type_mismatch", 9, None),
        ("start + start > start", "rulebook.type_mismatch", 9, None),
        ("start + 1.5 > start", "rulebook.type_mismatch", 9, Some("floor(…)")),
        ("start + spent > start", "rulebook.type_mismatch", 9, Some("floor(…)")),
        ("1 + start > start", "rulebook.type_mismatch", 5, None),
        ("max(spent, start) > 0", "rulebook.type_mismatch", 12, None),
        ("year(spent) == 1404", "rulebook.type_mismatch", 6, None),
        ("not spent", "rulebook.type_mismatch", 5, None),
        ("spent", "rulebook.type_mismatch", 1, None),
        ("if spent then done", "rulebook.type_mismatch", 4, None),
        ("kind < \"2\"", "rulebook.type_mismatch", 1, Some("==")),
        ("contains(spent, \"a\")", "rulebook.type_mismatch", 10, None),
        ("any(spent)", "rulebook.type_mismatch", 5, None),
        ("all()", "rulebook.arguments", 1, None),
        ("median(done) > 0", "rulebook.type_mismatch", 8, None),
        ("sum(kind) > 0", "rulebook.type_mismatch", 5, None),
        ("spread() > 0", "rulebook.arguments", 1, None),
        ("kind in list.kinds for start", "rulebook.type_mismatch", 24, None),
        ("kind matches kind", "rulebook.not_constant", 14, None),
        ("contains(kind, kind)", "rulebook.not_constant", 16, None),
        ("remainder(spent, allocated) == 0", "rulebook.not_constant", 18, None),
        ("remainder(spent, param.none) == 0", "rulebook.division_by_zero", 18, Some("when = '… > 0'")),
        ("round(spent, 7) > 0", "rulebook.arguments", 1, None),
        ("spent / allocated > 1", "rulebook.division_by_zero", 9, Some("when = '… > 0'")),
        ("spent / param.none > 1", "rulebook.division_by_zero", 9, Some("when = '… > 0'")),
        ("spent / (allocated - 1) > 1", "rulebook.division_by_zero", 9, Some("when = '… > 0'")),
        ("allocated >= 0 and spent / allocated > 1", "rulebook.division_by_zero", 28, Some("when = '… > 0'")),
        ("allocated > 0 or spent / allocated > 1", "rulebook.division_by_zero", 26, Some("when = '… > 0'")),
        ("not (allocated > 0) and spent / allocated > 1", "rulebook.division_by_zero", 33, Some("when = '… > 0'")),
        ("allocated > 0 and sum(spent / allocated) > 1", "rulebook.division_by_zero", 31, Some("when = '… > 0'")),
        ("previous.spent is present and 1 / (1 / spent) > 1", "rulebook.division_by_zero", 40, Some("when = '… > 0'")),
        ("sum(count(by kind)) > 0", "rulebook.nested_aggregate", 5, None),
        ("count(where any(done)) > 0", "rulebook.nested_aggregate", 13, None),
        ("(done == done) == done", "rulebook.too_deep", 1, None),
        ("spent > 1404-13-01", "rulebook.bad_date", 9, None),
        ("spent > 12345678901234567890123", "rulebook.bad_number", 9, None),
        ("spent <= \"open", "rulebook.syntax", 10, Some("\"")),
        ("(spent <= allocated", "rulebook.syntax", 20, None),
        ("spent <= allocated)", "rulebook.syntax", 19, None),
        ("spent > ۱۰۰", "rulebook.syntax", 9, Some("100")),
        ("spent > ۱٬۰۰۰٫۵", "rulebook.syntax", 9, Some("1_000.5")),
        ("spent > 1,000", "rulebook.syntax", 10, Some("1_000")),
        ("spent > 1,000,000", "rulebook.syntax", 10, Some("1_000_000")),
        ("spent > 0 AND done", "rulebook.syntax", 11, Some("and")),
        ("(spent > 0 OR done)", "rulebook.syntax", 12, Some("or")),
        ("NOT done", "rulebook.syntax", 5, Some("not")),
        ("NOT (done)", "rulebook.unknown_function", 1, Some("not")),
        ("IF done then spent > 0", "rulebook.syntax", 4, Some("if")),
        ("done == TRUE", "rulebook.unknown_field", 9, Some("true")),
        ("spent % 1000 == 0", "rulebook.syntax", 7, Some("remainder(x, n)")),
        ("if done then spent > 0 else spent == 0", "rulebook.syntax", 24, Some("and (if not … then …)")),
        ("kind in [\"a\", \"b\"]", "rulebook.syntax", 9, Some("(…)")),
        ("spent == null", "rulebook.unknown_field", 10, Some("is missing")),
        ("spent is empty", "rulebook.syntax", 10, Some("missing")),
        ("spent is not null", "rulebook.syntax", 14, Some("missing")),
        ("spent == \"\"", "rulebook.type_mismatch", 10, Some("is missing")),
        ("start >= 1404/06/31", "rulebook.type_mismatch", 10, Some("1404-06-31")),
        ("start >= \"1404-06-31\"", "rulebook.type_mismatch", 10, Some("1404-06-31")),
        ("kind startswith \"1\"", "rulebook.syntax", 6, Some("starts_with(kind, \"1\")")),
        ("unique kind", "rulebook.syntax", 8, Some("unique(kind)")),
        ("spent <=", "rulebook.syntax", 9, None),
        ("", "rulebook.syntax", 1, None),
    ];
    for (check, code, column, suggestion) in cases {
        let error = Rulebook::from_toml(&format!("{HEAD}{}", rule(check))).err();
        let error = error.unwrap_or_else(|| panic!("{check} is accepted"));
        let causes = error.causes();
        let found = causes.first().unwrap_or_else(|| panic!("{check}: {error}"));
        let near = found.details().iter().find(|(name, _)| *name == "suggestion").map(|(_, word)| word.as_str());
        assert_eq!(
            (found.code(), column_of(found), near, causes.len()),
            (*code, Some(*column), *suggestion, 1),
            "{check}: {error:?}"
        );
        assert!(!found.message_fa().is_empty() && !found.message_en().is_empty(), "{check}");
    }
}

fn within<T>(limit: Duration, what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    assert!(started.elapsed() < limit, "{what} took {:?}", started.elapsed());
    done
}

/// The code of the only mistake of a check, found quickly.
fn code(check: &str) -> String {
    let what = check.get(..40).unwrap_or(check).to_owned();
    let book = format!("{HEAD}{}", rule(check));
    let error = within(Duration::from_secs(5), &what, || Rulebook::from_toml(&book).err());
    let error = error.unwrap_or_else(|| panic!("{what} is accepted"));
    let codes: Vec<&str> = error.causes().iter().map(amalkard::Error::code).collect();
    assert!(error.causes().iter().all(|cause| cause.place().is_some()), "{what}: {error:?}");
    codes.join(" ")
}

#[test]
fn what_nests_too_deep_is_refused() {
    let nested = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    for times in [30, 60, 100, 300] {
        assert_eq!(code(&nested("(", "done", ")", times)), "rulebook.too_deep");
    }
    assert_eq!(code(&nested("if done then ", "done", "", 50)), "rulebook.too_deep");
    assert_eq!(code(&nested("not ", "done", "", 100)), "rulebook.too_deep");
    assert_eq!(code(&format!("{} > 0", nested("-", "spent", "", 100))), "rulebook.too_deep");
    assert_eq!(code(&format!("{} > 0", nested("abs(", "spent", ")", 60))), "rulebook.too_deep");
    assert_eq!(code(&format!("{} > 0", nested("min(1, ", "spent", ")", 60))), "rulebook.too_deep");
    assert_eq!(code(&format!("{} > 0", nested("(1 - ", "spent", ")", 60))), "rulebook.too_deep");
    // Each is a mistake of its own before it is too deep; none doubles the work of the one above it.
    assert_eq!(code(&format!("{} > 0", nested("sum(", "spent", ")", 20))), "rulebook.nested_aggregate");
    assert_eq!(code(&nested("count(where ", "spent in (1, 2, 3)", ") in (1, 2, 3)", 12)), "rulebook.nested_aggregate");
    assert_eq!(code(&nested("(done == ", "done", ")", 20)), "rulebook.too_deep");
    assert_eq!(code(&nested("(", "spent", " between 1 and 2)", 20)), "rulebook.type_mismatch");
}

/// As deep as the language goes: what is accepted is compiled and carried out quickly, too.
#[test]
fn what_nests_as_deep_as_it_may_is_carried_out() {
    let nested = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let checks = [
        nested("(", "done", ")", 20),
        format!("{} >= 0", nested("min(1, ", "spent", ")", 20)),
        format!("{} >= 0", nested("max(1, spent - ", "allocated", ")", 20)),
        format!("{} >= start", nested("max(start, 1 + ", "2", ")", 1).replace("1 + 2", "start + 2")),
        format!("{} >= 0", nested("(start - (start + ", "1", "))", 10)),
        format!("{} == \"1\"", nested("prefix(", "kind", ", 3)", 20)),
    ];
    for check in checks {
        let book = format!("{HEAD}{}", rule(&check));
        let book = within(Duration::from_secs(5), &check, || Rulebook::from_toml(&book))
            .unwrap_or_else(|error| panic!("{check}: {error:?}"));
        let rows =
            r#"{"lines": [{"spent": "5", "allocated": 1, "done": true, "kind": "1", "start": "1404-01-01"}, {}]}"#;
        let data = Dataset::from_json(book.schema(), rows).unwrap();
        within(Duration::from_secs(5), &check, || book.check(&data)).unwrap();
    }
}

#[test]
fn large_books_are_read_and_too_large_ones_refused() {
    let mut book = HEAD.to_owned();
    let one = |at: usize, check: &str| rule(check).replace("\"R\"", &format!("\"R{at}\""));
    let count = 4_500;
    for at in 0..count {
        let check = format!("sum(spent where kind == \"{at}\" by kind) <= {at}");
        book += &one(at, &check);
    }
    assert!(book.len() < 1 << 20, "{}", book.len());
    let read = within(Duration::from_secs(60), "thousands of rules", || Rulebook::from_toml(&book)).unwrap();
    assert_eq!(read.rules().len(), count);
    // Every one of them is wrong: they are reported at their places.
    let wrong = book.replace("sum(spent where", "sum(spnet where");
    let error = within(Duration::from_secs(60), "thousands of mistakes", || Rulebook::from_toml(&wrong)).unwrap_err();
    // The first two hundred, and how many more there are.
    assert_eq!(error.causes().len(), 201);
    assert!(
        error
            .causes()
            .iter()
            .take(200)
            .all(|cause| cause.code() == "rulebook.unknown_field" && cause.place().is_some())
    );
    book += &"# more\n".repeat(1 << 17);
    let error = within(Duration::from_secs(2), "more than a megabyte", || Rulebook::from_toml(&book)).unwrap_err();
    assert_eq!(error.causes().first().map(amalkard::Error::code), Some("rulebook.too_long"));
    // A list in an expression, and one of its own.
    let mut literals = "spent in (0".to_owned();
    (1..3_000).for_each(|at| write!(literals, ", {at}").unwrap());
    assert_eq!(code(&format!("{literals})")), "rulebook.too_long");
    let codes: Vec<String> = (0..80_000).map(|at| format!("\"{at}\"")).collect();
    let listed = HEAD.replace(r#""expense", "capital""#, &codes.join(", ")) + &rule("kind in list.kinds");
    let read = within(Duration::from_secs(20), "a list of 80,000 codes", || Rulebook::from_toml(&listed)).unwrap();
    let data = Dataset::from_json(read.schema(), r#"{"lines": [{"kind": "79999"}, {"kind": "80000"}]}"#).unwrap();
    let failing: Vec<usize> = read.failures(&data, "lines").iter().map(|failure| failure.row).collect();
    assert_eq!(failing, [1]);
}

/// Definitions that stand on one another, each on the one before it or on the one after it: `x000` … by name.
fn road(count: usize, is_before: bool) -> String {
    let mut book = HEAD.to_owned();
    for at in 0..count {
        let next = if is_before { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < count) };
        let value = next.map_or("spent".to_owned(), |next| format!("x{next:03}"));
        write!(book, "[definitions.x{at:03}]\nvalue = '{value}'\n").unwrap();
    }
    book
}

#[test]
fn a_road_of_definitions_is_as_long_whichever_name_is_read_first() {
    for (count, accepted) in [(64, true), (65, false), (200, false)] {
        for is_before in [false, true] {
            let read = Rulebook::from_toml(&road(count, is_before));
            assert_eq!(read.is_ok(), accepted, "{count} definitions, {is_before}");
            let causes = read.err().map(|error| error.causes().to_vec()).unwrap_or_default();
            assert!(causes.iter().all(|cause| cause.code() == "rulebook.too_deep"), "{causes:?}");
        }
    }
}

#[test]
fn definitions_that_multiply_are_refused_before_they_fill_the_memory() {
    let terms = ["spent"; 499].join(" + ");
    let base = format!("{HEAD}[definitions.a]\nvalue = '{terms}'\n[definitions.b]\nvalue = 'a + a + a + a'\n");
    let code = |book: &str| {
        let error = within(Duration::from_secs(20), "definitions", || Rulebook::from_toml(book)).unwrap_err();
        let codes: Vec<&str> = error.causes().iter().map(amalkard::Error::code).collect();
        codes.join(" ")
    };
    let mut definitions = base.clone();
    (0..5_000).for_each(|at| write!(definitions, "[definitions.c{at}]\nvalue = 'b'\n").unwrap());
    assert_eq!(code(&definitions), "rulebook.too_long");
    let mut rules = base;
    (0..2_000).for_each(|at| rules += &rule("b > 0").replace("\"R\"", &format!("\"R{at}\"")));
    assert_eq!(code(&rules), "rulebook.too_long");
}
