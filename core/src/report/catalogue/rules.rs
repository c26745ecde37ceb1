//! One rule: what it asks, of which rows, by which law, and what it says where it fails.

use super::super::html::Html;
use super::template;
use super::words::Say;
use crate::finding::{Finding, Scalar};
use crate::rules::{Rule, Rulebook};
use std::collections::BTreeSet;

/// The article of a rule, with the finding that is its example.
pub(super) fn write(html: &mut Html, book: &Rulebook, rule: &Rule, example: Option<&Finding>, say: Say) {
    let (severity, severity_title) = say.severity(rule.severity);
    html.open("article", &[("id", &rule.id), ("class", severity)]).open("h3", &[]);
    html.inline("span", &[("class", "id")], &rule.id).text(" ").text(rule.title.in_language(say.0)).close("h3");
    html.open("p", &[("class", "kind")]).inline("span", &[("class", "severity")], severity_title);
    if let Some(stage) = &rule.blocks {
        html.text(" · ").text(say.blocks(stage));
    }
    if let Some(table) = book.schema().table(&rule.table) {
        html.text(" · ").text(table.title().in_language(say.0)).text(" ").inline("code", &[], &rule.table);
    }
    if !rule.per.is_empty() {
        html.text(" · ").text(say.of("یک بار برای هر گروه از ", "once for each group by "));
        html.inline("code", &[], &rule.per.join(", "));
    }
    html.close("p").open("dl", &[]);
    if let Some(when) = &rule.when {
        formula(html, say.of("هنگامی که", "Applies when"), when);
    }
    formula(html, say.of("باید برقرار باشد", "Must hold"), &rule.check);
    definitions(html, book, rule, say);
    fields(html, book, rule, say);
    html.element("dt", &[], say.of("خانه خالی", "Empty cells")).element("dd", &[], say.missing(rule.missing));
    parameters(html, book, rule, say);
    html.element("dt", &[], say.of("مبنای قانونی", "Legal basis")).open("dd", &[]);
    match &rule.law {
        Some(law) => html.inline("code", &[], law),
        None => html.text(say.of("از حساب یا معنای فیلدها برمی‌آید", "follows from arithmetic or what the fields mean")),
    };
    html.close("dd");
    html.element("dt", &[], say.of("پیام", "Message")).open("dd", &[]);
    template(html, rule.message.in_language(say.0));
    html.close("dd");
    if !rule.repairs.is_empty() {
        html.element("dt", &[], say.of("پیشنهاد اصلاح", "Proposed repairs")).open("dd", &[]).open("ul", &[]);
        for repair in &rule.repairs {
            html.open("li", &[]);
            template(html, repair.message.in_language(say.0));
            html.close("li");
        }
        html.close("ul").close("dd");
    }
    if let Some(example) = example {
        html.element("dt", &[], say.of("نمونه", "Example"));
        self::example(html, example, say);
    }
    html.close("dl").close("article");
}

fn formula(html: &mut Html, title: &str, expression: &str) {
    html.element("dt", &[], title).open("dd", &[]);
    html.inline("code", &[("class", "formula")], expression).close("dd");
}

/// What names of expressions in the formula stand for.
fn definitions(html: &mut Html, book: &Rulebook, rule: &Rule, say: Say) {
    let mut definitions = book.definitions_of(rule).peekable();
    if definitions.peek().is_none() {
        return;
    }
    html.element("dt", &[], say.of("که در آن", "Where")).open("dd", &[]).open("ul", &[]);
    for (name, definition) in definitions {
        html.open("li", &[]).inline("code", &[], &format!("{name} = {}", definition.value));
        if let Some(title) = &definition.title {
            html.text(" ").text(title.in_language(say.0));
        }
        html.close("li");
    }
    html.close("ul").close("dd");
}

/// The names in the formula, in the words of the forms.
fn fields(html: &mut Html, book: &Rulebook, rule: &Rule, say: Say) {
    let fields = book.fields_of(rule);
    if fields.is_empty() {
        return;
    }
    html.element("dt", &[], say.of("می‌خواند", "Reads")).open("dd", &[]).open("ul", &[("class", "inline")]);
    for field in &fields {
        html.open("li", &[]).inline("code", &[], &field.name).text(" ").text(field.title.in_language(say.0));
        if let Some(table) = book.schema().table(&field.table).filter(|table| table.name() != rule.table) {
            html.text(say.of("، ", ", ")).text(table.title().in_language(say.0));
        }
        html.close("li");
    }
    html.close("ul").close("dd");
}

fn parameters(html: &mut Html, book: &Rulebook, rule: &Rule, say: Say) {
    let mut parameters = book.parameters_of(rule).peekable();
    if parameters.peek().is_none() {
        return;
    }
    html.element("dt", &[], say.of("پارامترها", "Parameters")).open("dd", &[]).open("ul", &[("class", "inline")]);
    for (name, parameter) in parameters {
        html.open("li", &[]).inline("code", &[], &format!("param.{name} = {}", parameter.written));
        if let Some(title) = &parameter.title {
            html.text(" ").text(title.in_language(say.0));
        }
        html.close("li");
    }
    html.close("ul").close("dd");
}

/// A finding of the rule: the cells, what is said, what is proposed.
fn example(html: &mut Html, example: &Finding, say: Say) {
    html.open("dd", &[("class", "example")]);
    let mut shown = BTreeSet::new();
    let cells: Vec<_> = example.operands.iter().filter(|cell| shown.insert(&cell.name)).collect();
    if !cells.is_empty() {
        html.open("ul", &[("class", "inline")]);
        for cell in cells {
            html.open("li", &[]).inline("code", &[], &cell.name).text(" = ");
            // Figures and codes read from left to right; text in the direction of its own letters.
            let direction = if matches!(cell.value, Scalar::Number(_)) { "ltr" } else { "auto" };
            html.inline("bdi", &[("dir", direction)], &say.value(&cell.value)).close("li");
        }
        html.close("ul");
    }
    html.open("p", &[("class", "said")]).text(say.of(&example.message_fa, &example.message_en)).close("p");
    if let Some(repair) = example.repairs.first() {
        html.open("p", &[("class", "repair")]).text(say.of("پیشنهاد: ", "Proposed: "));
        html.text(say.of(&repair.message_fa, &repair.message_en)).close("p");
    }
    html.close("dd");
}
