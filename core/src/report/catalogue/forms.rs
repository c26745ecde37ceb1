//! What the rules stand on: parameters, forms, relations, lists.

use super::super::html::Html;
use super::words::Say;
use crate::bilingual::Bilingual;
use crate::dataset::TableSchema;
use crate::rules::Rulebook;

/// The sections after the rules: their anchors and headings.
pub(super) const SECTIONS: [(&str, (&str, &str)); 5] = [
    ("parameters", ("پارامترها", "Parameters")),
    ("definitions", ("تعریف‌ها", "Definitions")),
    ("forms", ("فرم‌ها", "Forms")),
    ("relations", ("پیوند جدول‌ها", "Relations")),
    ("lists", ("فهرست‌ها", "Lists")),
];
/// The longest list whose codes are all shown.
const LONGEST: usize = 40;

pub(super) fn write(html: &mut Html, book: &Rulebook, say: Say) {
    for (anchor, title) in SECTIONS {
        html.open("section", &[("id", anchor)]).element("h2", &[], say.of(title.0, title.1));
        match anchor {
            "parameters" => parameters(html, book, say),
            "definitions" => definitions(html, book, say),
            "forms" => book.schema().tables().for_each(|table| form(html, book, table, say)),
            "relations" => relations(html, book, say),
            _ => lists(html, book, say),
        }
        html.close("section");
    }
}

fn head(html: &mut Html, titles: &[&str]) {
    html.open("div", &[("class", "wide")]).open("table", &[]).markup("<thead><tr>\n");
    for title in titles {
        html.element("th", &[("scope", "col")], title);
    }
    html.markup("</tr></thead>\n<tbody>\n");
}

fn end(html: &mut Html) {
    html.markup("</tbody>\n").close("table").close("div");
}

fn code(html: &mut Html, text: &str) {
    html.open("td", &[]);
    if !text.is_empty() {
        html.inline("code", &[], text);
    }
    html.close("td");
}

fn parameters(html: &mut Html, book: &Rulebook, say: Say) {
    let (name, value) = (say.of("نام", "Name"), say.of("مقدار", "Value"));
    let (title, law) = (say.of("عنوان", "Title"), say.of("مبنای قانونی", "Legal basis"));
    head(html, &[name, value, title, law, say.of("در قاعده‌های", "In rules")]);
    for (name, parameter) in book.parameters() {
        html.open("tr", &[]);
        code(html, name);
        code(html, &parameter.written);
        html.element("td", &[], parameter.title.as_ref().map_or("", |title| title.in_language(say.0)));
        code(html, parameter.law.as_deref().unwrap_or_default());
        html.open("td", &[]);
        for rule in book.rules().iter().filter(|rule| book.parameters_of(rule).any(|(other, _)| other == name)) {
            html.open("a", &[("href", &format!("#{}", rule.id)), ("class", "id")]).text(&rule.id).close("a");
        }
        html.close("td").close("tr");
    }
    end(html);
}

fn definitions(html: &mut Html, book: &Rulebook, say: Say) {
    let (name, title) = (say.of("نام", "Name"), say.of("عنوان", "Title"));
    head(
        html,
        &[name, title, say.of("جدول", "Table"), say.of("فرمول", "Formula"), say.of("مبنای قانونی", "Legal basis")],
    );
    for (name, definition) in book.definitions() {
        html.open("tr", &[]);
        code(html, name);
        html.element("td", &[], definition.title.as_ref().map_or("", |title| title.in_language(say.0)));
        code(html, &definition.table);
        code(html, &definition.value);
        code(html, definition.law.as_deref().unwrap_or_default());
        html.close("tr");
    }
    end(html);
}

fn form(html: &mut Html, book: &Rulebook, table: &TableSchema, say: Say) {
    html.open("h3", &[("id", &format!("table-{}", table.name()))]).text(table.title().in_language(say.0)).text(" ");
    html.inline("code", &[], table.name()).close("h3");
    if book.declared().optional.contains(table.name()) {
        let words = (
            "این جدول اختیاری است؛ قاعده‌هایی که آن را می‌خواهند بی آن اجرا نمی‌شوند",
            "optional: rules that need it do not run without it",
        );
        html.element("p", &[("class", "note")], say.of(words.0, words.1));
    }
    head(
        html,
        &[
            say.of("نام", "Name"),
            say.of("عنوان", "Title"),
            say.of("نوع", "Type"),
            say.of("رقم اعشار", "Decimal places"),
            say.of("شرط", "Kept as"),
        ],
    );
    for field in table.fields() {
        html.open("tr", &[]);
        code(html, &field.name);
        html.element("td", &[], field.title.in_language(say.0)).element("td", &[], &say.kind(field.kind));
        let places = field.kind.stored_scale().filter(|scale| 0 < *scale).map(|scale| say.digits(&scale.to_string()));
        html.element("td", &[], &places.unwrap_or_default());
        let mut notes = Vec::new();
        if table.key().contains(&field.name) {
            notes.push(say.of("کلید", "key"));
        }
        if field.required {
            notes.push(say.of("لازم", "required"));
        }
        if field.non_negative {
            notes.push(say.of("نه کمتر از صفر", "not below zero"));
        }
        if field.basis.is_some() {
            notes.push(say.basis(field.basis));
        }
        html.element("td", &[], &notes.join(say.of("، ", ", "))).close("tr");
    }
    end(html);
}

fn relations(html: &mut Html, book: &Rulebook, say: Say) {
    head(html, &[say.of("نام", "Name"), say.of("از", "From"), say.of("به", "To"), say.of("با فیلدهای", "By fields")]);
    let schema = book.schema();
    for relation in &book.declared().relations {
        let title = |name: &str| schema.table(name).map_or("", |table| title_of(table.title(), say)).to_owned();
        let field = |table: &str, at: usize| schema.table(table).and_then(|table| table.fields().get(at));
        let pairs = relation.on.iter().zip(&relation.equals).map(|(here, there)| {
            let (here, there) = (field(&relation.from, *here), field(&relation.to, *there));
            let (here, there) = (here.map_or("", |field| &field.name), there.map_or("", |field| &field.name));
            if here == there { here.to_owned() } else { format!("{here} = {there}") }
        });
        html.open("tr", &[]);
        code(html, &relation.name);
        html.element("td", &[], &title(&relation.from)).element("td", &[], &title(&relation.to));
        html.open("td", &[]).inline("code", &[], &pairs.collect::<Vec<_>>().join(", "));
        if let Some(levels) = &relation.levels {
            let lengths: Vec<String> = levels.lengths.iter().map(|length| say.digits(&length.to_string())).collect();
            html.text(say.of(" تا کدهای درست زیر آن؛ طول کدها: ", " to the codes right below; lengths of codes: "));
            html.text(&lengths.join(say.of("، ", ", ")));
        }
        html.close("td");
        html.close("tr");
    }
    end(html);
}

fn title_of(title: &Bilingual, say: Say) -> &str {
    title.in_language(say.0)
}

fn lists(html: &mut Html, book: &Rulebook, say: Say) {
    head(html, &[say.of("نام", "Name"), say.of("کدها", "Codes")]);
    for (name, codes) in &book.declared().lists {
        html.open("tr", &[]);
        code(html, name);
        html.open("td", &[("class", "codes")]);
        for shown in codes.iter().take(LONGEST) {
            html.inline("code", &[], shown).text(" ");
        }
        if LONGEST < codes.len() {
            html.text("… ").text(&say.digits(&codes.len().to_string())).text(say.of(" کد", " codes"));
        }
        html.close("td").close("tr");
    }
    end(html);
}
