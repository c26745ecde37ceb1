//! An explanation as a tree in HTML, as notebooks and web forms show it.

use super::figure::figure;
use super::html::{Html, spoken};
use crate::bilingual::Language;
use crate::finding::Scalar;
use crate::rules::{Explanation, Node, Part, Parts};
use crate::text;

/// An expression stands in its own direction, whatever surrounds it.
const CODE: [(&str, &str); 2] = [("dir", "ltr"), ("style", "unicode-bidi: isolate")];
const TREE: [(&str, &str); 1] = [("style", "list-style: none; margin: 0; padding-inline-start: 1.4em")];
const HOLDS: [(&str, &str); 1] = [("style", "color: #1a7f37")];
const FAILS: [(&str, &str); 1] = [("style", "color: #a4262c")];
const FAINT: [(&str, &str); 1] = [("style", "color: #5b6470")];

impl Explanation {
    /// The explanation as a fragment of HTML: what was judged, what it came to, and the tree with its values; what
    /// decides stands out.
    ///
    /// # Example
    /// ```
    /// # use amalkard::{bilingual::Language, dataset::Dataset, rules::Rulebook};
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let line = r#"{"lines": [{"agency": "967001", "line": "1", "spent": "1250", "allocated": "1000"}]}"#;
    /// let data = Dataset::from_json(book.schema(), line)?;
    /// let html = book.explain(&data, "C06", 0)?.to_html(Language::Persian);
    /// assert!(html.contains("spent &lt;= allocated") && html.contains("۱٬۲۵۰"));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn to_html(&self, language: Language) -> String {
        let mut html = Html::default();
        html.open("div", &spoken(language)).open("p", &[]);
        html.inline("b", &[], &format!("{} {}", self.rule, self.title.in_language(language)));
        let [place, outcome] = self.headline(language);
        html.text(" · ").text(&place).text(" · ").inline("b", &[], &outcome);
        if let Some(law) = &self.law {
            html.text(" · ").inline("code", &CODE, law);
        }
        html.close("p");
        if let Some(when) = &self.when {
            html.element("p", &FAINT, say(language, "شرط اجرا", "applies when"));
            tree(&mut html, when, language);
            html.element("p", &FAINT, say(language, "بررسی", "check"));
        }
        tree(&mut html, &self.check, language);
        for sum in &self.sums {
            parts(&mut html, sum, language);
        }
        html.close("div");
        html.finish()
    }
}

fn tree(html: &mut Html, root: &Node, language: Language) {
    html.open("ul", &TREE);
    node(html, root, language);
    html.close("ul");
}

fn node(html: &mut Html, node: &Node, language: Language) {
    html.open("li", &[]);
    // A cell that is a truth value says so in a word, not by a mark.
    match (&node.value, node.unknown, &node.title) {
        (_, Some(_), _) => _ = html.inline("span", &FAINT, "? "),
        (Scalar::Flag(true), _, None) => _ = html.inline("span", &HOLDS, "✓ "),
        (Scalar::Flag(false), _, None) => _ = html.inline("span", &FAILS, "✗ "),
        _ => {}
    }
    if let Some(title) = &node.title {
        html.text(title.in_language(language)).text(" ");
    }
    let ends = node.decisive && !node.children.iter().any(|child| child.decisive);
    if ends {
        html.open("mark", &[]);
    }
    html.inline("code", &CODE, &node.text);
    if ends {
        html.close("mark");
    }
    let is_answer = matches!(node.value, Scalar::Flag(_)) && node.title.is_none();
    if !is_answer || node.unknown.is_some() {
        html.text(" = ").inline("b", &[], node.shown.in_language(language));
    }
    if node.zero_for_missing {
        let words = say(language, " (خانه خالی است و صفر شمرده شد)", " (the cell is empty and counts as zero)");
        html.inline("span", &FAINT, words);
    }
    let children: Vec<&Node> = node.children.iter().filter(|child| !child.literal).collect();
    if !children.is_empty() {
        html.open("ul", &TREE);
        children.into_iter().for_each(|child| self::node(html, child, language));
        html.close("ul");
    }
    html.close("li");
}

fn parts(html: &mut Html, sum: &Parts, language: Language) {
    html.open("p", &[]).text(say(language, "اجزای ", "parts of ")).inline("code", &CODE, &sum.text);
    html.text(" = ").inline("b", &[], &value(&sum.total, language)).close("p").open("ul", &TREE);
    for part in &sum.largest {
        let share = part.share.as_ref().map(|share| format!(" ({})", share.percent.in_language(language)));
        entry(html, part, &value(&part.value, language), &share.unwrap_or_default(), language);
    }
    for part in &sum.unknown {
        entry(html, part, "?", "", language);
    }
    if 0 < sum.left_out {
        let (count, total) = (digits(sum.left_out, language), value(&sum.left_out_total, language));
        let words = match language {
            Language::Persian => format!("و {count} جزء دیگر، روی هم {total}"),
            Language::English => format!("and {count} more, {total} together"),
        };
        html.element("li", &FAINT, &words);
    }
    html.close("ul");
}

fn entry(html: &mut Html, part: &Part, value: &str, share: &str, language: Language) {
    html.open("li", &[]).inline("b", &[], value).text(share).text(" · ").text(&part.name(language)).close("li");
}

fn value(value: &Scalar, language: Language) -> String {
    match value {
        Scalar::Number(number) => figure(*number, 0, language),
        Scalar::Missing => say(language, "نامعلوم", "unknown").to_owned(),
        other => other.to_string(),
    }
}

fn digits(count: usize, language: Language) -> String {
    match language {
        Language::Persian => text::persian_digits(&count.to_string()),
        Language::English => count.to_string(),
    }
}

fn say(language: Language, fa: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Persian => fa,
        Language::English => en,
    }
}
