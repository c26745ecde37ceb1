use super::*;
use crate::dataset::Dataset;

const BOOK: &str = r#"
[rulebook]
id = "sample"
title = { fa = "نمونه <۱>", en = "Sample <1>" }
[groups]
C = { fa = "زنجیره", en = "Chain" }
CX = { fa = "زنجیره دیگر", en = "Another chain" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["line"]
fields = [
  { name = "line", type = "code", required = true, title = { fa = "ردیف", en = "Line" } },
  { name = "spent", type = "amount", unit = "million_rial", scale = 2, basis = "cumulative", title = { fa = "هزینه", en = "Spent" } },
  { name = "allocated", type = "amount", unit = "million_rial", title = { fa = "تخصیص", en = "Allocated" } },
]
[parameters.share]
value = "20%"
title = { fa = "سهم", en = "Share" }
[definitions.room]
value = 'allocated - spent'
title = { fa = "مانده", en = "Room" }
[definitions.share_of_room]
value = 'param.share * room'
[[rule]]
id = "C06"
severity = "error"
when = 'line != "<b>"'
check = 'spent <= allocated'
law = "law/1"
title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
message = { fa = "هزینه {spent} از {allocated} بیشتر است", en = "spent {{now}} {spent} exceeds {allocated}" }
repairs = [{ field = "spent", value = 'allocated', message = { fa = "هزینه: {allocated}", en = "spent: {allocated}" } }]
[[rule]]
id = "CX1"
severity = "info"
missing = "zero"
check = 'spent <= param.share * sum(allocated)'
title = { fa = "سهم", en = "Share" }
message = { fa = "م", en = "M" }
[[rule]]
id = "Z1"
severity = "warning"
check = 'share_of_room >= 0'
title = { fa = "منفی", en = "Negative" }
message = { fa = "م", en = "M" }
"#;

fn book() -> Rulebook {
    Rulebook::from_toml(BOOK).unwrap()
}

fn findings(book: &Rulebook) -> Findings {
    let rows = r#"{"lines": [{"line": "1", "spent": "12.5", "allocated": "10"}]}"#;
    book.check(&Dataset::from_json(book.schema(), rows).unwrap()).unwrap()
}

#[test]
fn rules_stand_under_the_longest_heading_that_fits() {
    let book = book();
    let found: Vec<(&str, Vec<&str>)> = groups(&book)
        .iter()
        .map(|group| (group.name, group.rules.iter().map(|rule| rule.id.as_str()).collect()))
        .collect();
    assert_eq!(found, [("C", vec!["C06"]), ("CX", vec!["CX1"]), ("", vec!["Z1"])]);
}

#[test]
fn a_rule_is_shown_with_all_that_is_said_of_it() {
    let book = book();
    let page = book.catalogue(Language::English, &findings(&book));
    for said in [
        "Sample &lt;1&gt;",
        "Spending above allocation",
        "blocks acceptance in control",
        "line != &quot;&lt;b&gt;&quot;",
        "spent &lt;= allocated",
        "the row is not judged",
        "counts as zero",
        "law/1",
        "param.share = 20%",
        "spent {now} 12.5 exceeds 10",
        "spent {now} <code>spent</code> exceeds <code>allocated</code>",
        "Proposed: spent: 10",
        "cumulative from the start of the year",
        "Other rules",
        "room = allocated - spent",
    ] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
    assert!(!page.contains("<b>"), "nothing in a rulebook becomes markup");
}

#[test]
fn in_persian_figures_and_words_are_persian() {
    let book = book();
    let page = book.catalogue(Language::Persian, &findings(&book));
    assert!(page.contains("<html lang=\"fa\" dir=\"rtl\">"));
    for said in
        ["هزینه ۱۲٫۵ از ۱۰ بیشتر است", "مانع پذیرش در کنترل", "مبلغ، میلیون ریال", "۳ قاعده", "پیشنهاد: هزینه: ۱۰"]
    {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
}

#[test]
fn without_examples_there_are_none() {
    assert!(!book().catalogue(Language::English, &Findings::default()).contains("Example"));
}

#[test]
fn a_word_of_a_message_is_no_definition() {
    let book = Rulebook::from_toml(&BOOK.replace("spent {{now}}", "no room by param.share: spent {{now}}")).unwrap();
    let named = |id: &str| {
        let rule = book.rules().iter().find(|rule| rule.id == id).unwrap();
        let definitions: Vec<&str> = book.definitions_of(rule).map(|(name, _)| name).collect();
        let parameters: Vec<&str> = book.parameters_of(rule).map(|(name, _)| name).collect();
        (definitions, parameters)
    };
    assert_eq!(named("C06"), (vec![], vec![]));
    assert_eq!(named("CX1"), (vec![], vec!["share"]));
}
