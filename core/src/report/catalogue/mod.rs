//! The catalogue of a rulebook: every rule with its formula, law and example, for experts to read and to print.

mod forms;
mod rules;
mod words;

use super::html::{Html, document};
use super::page::STYLE;
use crate::bilingual::{Bilingual, Language};
use crate::finding::Findings;
use crate::rules::{Rule, Rulebook};
use crate::text;
use words::Say;

/// What the catalogue adds to the style of a page.
const CATALOGUE_STYLE: &str = include_str!("catalogue.css");

/// Rules under one heading.
struct Group<'a> {
    name: &'a str,
    title: Option<&'a Bilingual>,
    rules: Vec<&'a Rule>,
}

impl Rulebook {
    /// The rulebook as one self-contained page of HTML in one language: rules by group with formula, condition, law and
    /// repairs, then parameters, forms, relations and lists. Of `examples`, which may be the findings of any check, the
    /// first of each rule is shown with it.
    ///
    /// # Example
    /// ```
    /// use amalkard::bilingual::Language;
    /// use amalkard::finding::Findings;
    /// use amalkard::rules::Rulebook;
    /// let page = Rulebook::builtin("ir", 1404)?.catalogue(Language::Persian, &Findings::default());
    /// assert!(page.contains("هزینه بیش از تخصیص") && page.contains("spent &lt;= allocated"));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn catalogue(&self, language: Language, examples: &Findings) -> String {
        let say = Say(language);
        let groups = groups(self);
        let mut html = document(self.title().in_language(language), &[STYLE, CATALOGUE_STYLE], language);
        self.heading(&mut html, say, &groups);
        for group in &groups {
            let anchor = format!("group-{}", group.name);
            html.open("section", &[("id", &anchor)]).open("h2", &[]);
            if !group.name.is_empty() {
                html.inline("span", &[("class", "letter")], group.name).text(" ");
            }
            html.text(group.title.map_or(say.other_rules(), |title| title.in_language(language))).close("h2");
            for rule in &group.rules {
                rules::write(&mut html, self, rule, examples.iter().find(|found| found.rule == rule.id), say);
            }
            html.close("section");
        }
        forms::write(&mut html, self, say);
        html.finish_document()
    }

    /// What the book is, and the way to its groups.
    fn heading(&self, html: &mut Html, say: Say, groups: &[Group<'_>]) {
        html.open("p", &[("class", "about")]).inline("code", &[], self.id());
        if let Some(version) = self.version() {
            html.text(" · ").text(say.of("نسخه ", "version ")).inline("bdi", &[], version);
        }
        if let Some(year) = self.fiscal_year() {
            html.text(" · ").text(say.of("سال مالی ", "fiscal year ")).text(&say.digits(&year.year().to_string()));
        }
        html.text(" · ").text(&say.rules(self.rules().len())).close("p");
        html.open("p", &[("class", "about digest")]).text("SHA-256 ").inline("code", &[], self.digest()).close("p");
        html.open("nav", &[("aria-label", say.of("گروه‌ها", "Groups"))]).open("ul", &[]);
        for group in groups {
            let target = format!("#group-{}", group.name);
            html.open("li", &[]).open("a", &[("href", &target)]);
            if !group.name.is_empty() {
                html.inline("span", &[("class", "letter")], group.name).text(" ");
            }
            html.text(group.title.map_or(say.other_rules(), |title| title.in_language(say.0))).close("a");
            html.inline("span", &[("class", "count")], &say.digits(&group.rules.len().to_string())).close("li");
        }
        for (anchor, title) in forms::SECTIONS {
            let target = format!("#{anchor}");
            html.open("li", &[]).element("a", &[("href", &target)], say.of(title.0, title.1)).close("li");
        }
        html.close("ul").close("nav");
    }
}

/// The rules by the longest heading name that their ids begin with; what has none comes last.
fn groups(book: &Rulebook) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> =
        book.groups().map(|(name, title)| Group { name, title: Some(title), rules: Vec::new() }).collect();
    let mut rest = Group { name: "", title: None, rules: Vec::new() };
    for rule in book.rules() {
        let own = groups.iter_mut().filter(|group| rule.id.starts_with(group.name));
        own.max_by_key(|group| group.name.len()).unwrap_or(&mut rest).rules.push(rule);
    }
    groups.push(rest);
    groups.retain(|group| !group.rules.is_empty());
    groups
}

/// Words with expressions in braces: each expression stands as code, in its own direction; a doubled brace is a brace.
fn template(html: &mut Html, message: &str) {
    let mut rest = message;
    while let Some(at) = rest.find(['{', '}']) {
        let (words, braced) = rest.split_at_checked(at).unwrap_or((rest, ""));
        html.text(words);
        if let Some(after) = braced.strip_prefix("{{").or_else(|| braced.strip_prefix("}}")) {
            html.text(if braced.starts_with('{') { "{" } else { "}" });
            rest = after;
        } else {
            let (expression, after) = braced.get(1..).unwrap_or_default().split_once('}').unwrap_or_default();
            html.inline("code", &[], expression);
            rest = after;
        }
    }
    html.text(rest);
}

/// A number of things in the digits of the language.
fn digits(number: &str, language: Language) -> String {
    match language {
        Language::Persian => text::persian_digits(number),
        Language::English => number.to_owned(),
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
