//! A rulebook with all that it extends as one TOML text: what is in force, and where each changed value comes from.

use super::language::{self, parse, printed_message};
use super::rulebook::Rulebook;
use super::source::{
    DefinitionSource, FieldSource, ListSource, Literal, Message, ParameterSource, Place, RelationSource, RepairSource,
    RuleSource, TableSource, Written,
};
use super::toml_text::{expression_text, key_text, quoted};
use crate::bilingual::Bilingual;
use std::collections::BTreeMap;
use std::fmt::Write as _;

impl Rulebook {
    /// The whole book as one TOML text: what it extends is merged into it, and a comment says where each value comes
    /// from that it states anew. Read back it is a book with the same digest.
    ///
    /// # Example
    /// ```
    /// use amalkard::rules::Rulebook;
    ///
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let read = Rulebook::from_toml(&book.in_force())?;
    /// assert_eq!(read.digest(), book.digest());
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn in_force(&self) -> String {
        let mut text = Text { out: String::new(), origins: &self.origins };
        text.header(self);
        let source = &self.source;
        if !source.groups.is_empty() {
            text.section("[groups]", None);
            for (name, title) in &source.groups {
                text.pair(&key_text(name.get_ref()), &bilingual(title.get_ref()), Some(title.place()));
            }
        }
        for (name, table) in &source.tables {
            text.table(name, table);
        }
        let mut names = BTreeMap::new();
        for (name, relation) in &source.relations {
            text.relation(name, relation, &mut names);
        }
        for (name, parameter) in &source.parameters {
            text.parameter(name, parameter);
        }
        for (name, list) in &source.lists {
            text.list(name, list);
        }
        for (name, definition) in &source.definitions {
            text.definition(name, definition);
        }
        for rule in &source.rules {
            text.rule(rule);
        }
        text.out
    }
}

struct Text<'b> {
    out: String,
    origins: &'b BTreeMap<Place, String>,
}

impl Text<'_> {
    fn header(&mut self, book: &Rulebook) {
        self.section("[rulebook]", None);
        self.pair("id", &quoted(&book.id), None);
        self.pair("title", &bilingual(&book.title), None);
        if let Some(version) = &book.version {
            self.pair("version", &quoted(version), None);
        }
        if let Some(year) = book.source.header.as_ref().and_then(|header| header.fiscal_year.as_ref()) {
            self.pair("fiscal_year", &year.get_ref().to_string(), None);
        }
    }

    fn table(&mut self, name: &Written<String>, table: &TableSource) {
        self.section(&format!("[tables.{}]", key_text(name.get_ref())), Some(name.place()));
        self.title(table.title.as_ref());
        if let Some(key) = &table.key {
            self.pair("key", &texts(key), None);
        }
        self.text("like", table.like.as_ref());
        self.flag("optional", table.optional.as_ref());
        if !table.fields.is_empty() {
            self.line("fields = [");
            for field in &table.fields {
                self.origin(Some(field.keys.place), "  ");
                self.line(&format!("  {{ {} }},", field_text(field)));
            }
            self.line("]");
        }
    }

    /// Relations from several tables may have one name; a file may have only one section of that name.
    fn relation(&mut self, name: &Written<String>, relation: &RelationSource, names: &mut BTreeMap<String, usize>) {
        let stands = names.entry(name.get_ref().clone()).or_insert(0);
        *stands = stands.saturating_add(1);
        let section = if *stands == 1 { name.get_ref().clone() } else { format!("{}_{stands}", name.get_ref()) };
        let other = section != *name.get_ref();
        self.section(&format!("[relations.{}]", key_text(&section)), Some(name.place()));
        if other {
            self.pair("name", &quoted(name.get_ref()), None);
        }
        self.text("from", relation.from.as_ref());
        self.text("to", relation.to.as_ref());
        if let Some(on) = &relation.on {
            self.pair("on", &texts(on), None);
        }
        if !relation.equals.is_empty() {
            self.pair("equals", &texts(&relation.equals), None);
        }
        if let Some(levels) = &relation.levels {
            let all: Vec<String> = levels.iter().map(|level| level.get_ref().to_string()).collect();
            self.pair("levels", &format!("[{}]", all.join(", ")), None);
        }
        self.text("fill", relation.fill.as_ref());
    }

    fn parameter(&mut self, name: &Written<String>, parameter: &ParameterSource) {
        self.section(&format!("[parameters.{}]", key_text(name.get_ref())), Some(name.place()));
        if let Some(value) = &parameter.value {
            let written = match value.get_ref() {
                Literal::Flag(flag) => flag.to_string(),
                // TOML promises whole numbers of 64 bits.
                Literal::Integer(integer) if i64::try_from(*integer).is_ok() => integer.to_string(),
                Literal::Integer(integer) => quoted(&integer.to_string()),
                Literal::Text(text) => quoted(text),
            };
            self.pair("value", &written, Some(value.place()));
        }
        self.text("unit", parameter.unit.as_ref());
        self.title(parameter.title.as_ref());
        self.text("law", parameter.law.as_ref());
    }

    fn list(&mut self, name: &Written<String>, list: &ListSource) {
        self.section(&format!("[lists.{}]", key_text(name.get_ref())), None);
        self.origin(Some(list.keys.place).filter(|place| self.origins.contains_key(place)).or(Some(name.place())), "");
        self.title(list.title.as_ref());
        self.text("classification", list.classification.as_ref());
        if !list.codes.is_empty() {
            self.pair("codes", &texts(&list.codes), None);
        }
        self.text("law", list.law.as_ref());
    }

    fn definition(&mut self, name: &Written<String>, definition: &DefinitionSource) {
        self.section(&format!("[definitions.{}]", key_text(name.get_ref())), Some(name.place()));
        self.text("table", definition.table.as_ref());
        self.expression("value", definition.value.as_ref());
        self.title(definition.title.as_ref());
        self.text("law", definition.law.as_ref());
    }

    fn rule(&mut self, rule: &RuleSource) {
        self.section("[[rule]]", rule.id.as_ref().map(Written::place));
        self.plain("id", rule.id.as_ref());
        self.text("severity", rule.severity.as_ref());
        self.text("table", rule.table.as_ref());
        if let Some(per) = &rule.per {
            self.pair("per", &texts(per), None);
        }
        self.text("missing", rule.missing.as_ref());
        self.text("blocks", rule.blocks.as_ref());
        self.expression("when", rule.when.as_ref());
        self.expression("check", rule.check.as_ref());
        self.text("law", rule.law.as_ref());
        self.title(rule.title.as_ref());
        if let Some(message) = &rule.message {
            self.pair("message", &message_text(message), Some(message.fa.place()));
        }
        if let Some(repairs) = rule.repairs.as_ref().filter(|repairs| !repairs.get_ref().is_empty()) {
            self.origin(Some(repairs.place()), "");
            self.line("repairs = [");
            for repair in repairs.get_ref() {
                self.line(&format!("  {{ {} }},", repair_text(repair)));
            }
            self.line("]");
        }
        self.flag("off", rule.off.as_ref());
        self.text("reason", rule.reason.as_ref());
    }

    fn section(&mut self, heading: &str, place: Option<Place>) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.origin(place, "");
        self.line(heading);
    }

    fn origin(&mut self, place: Option<Place>, indent: &str) {
        if let Some(origin) = place.and_then(|place| self.origins.get(&place)) {
            let comment: String = origin.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.line(&format!("{indent}# {comment}"));
        }
    }

    fn pair(&mut self, key: &str, value: &str, place: Option<Place>) {
        self.origin(place, "");
        // Writing to a String cannot fail.
        let _ = writeln!(self.out, "{key} = {value}");
    }

    fn text(&mut self, key: &str, value: Option<&Written<String>>) {
        if let Some(value) = value {
            self.pair(key, &quoted(value.get_ref()), Some(value.place()));
        }
    }

    /// A text whose origin the heading of its section has told.
    fn plain(&mut self, key: &str, value: Option<&Written<String>>) {
        if let Some(value) = value {
            self.pair(key, &quoted(value.get_ref()), None);
        }
    }

    fn flag(&mut self, key: &str, value: Option<&Written<bool>>) {
        if let Some(value) = value {
            self.pair(key, &value.get_ref().to_string(), Some(value.place()));
        }
    }

    fn title(&mut self, title: Option<&Written<Bilingual>>) {
        if let Some(title) = title {
            self.pair("title", &bilingual(title.get_ref()), Some(title.place()));
        }
    }

    fn expression(&mut self, key: &str, value: Option<&Written<String>>) {
        if let Some(value) = value {
            self.pair(key, &expression_text(&printed(value.get_ref())), Some(value.place()));
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// An expression in its one form; as it was written where that form is too long to be read.
pub(super) fn printed(expression: &str) -> String {
    let Ok(tree) = parse(expression) else { return expression.to_owned() };
    let printed = language::printed(&tree);
    if parse(&printed).is_ok_and(|again| again == tree) { printed } else { expression.to_owned() }
}

fn bilingual(words: &Bilingual) -> String {
    format!("{{ fa = {}, en = {} }}", quoted(&words.fa), quoted(&words.en))
}

fn message_text(message: &Message) -> String {
    let words = message.words();
    bilingual(&Bilingual::new(printed_message(&words.fa), printed_message(&words.en)))
}

fn texts(all: &[Written<String>]) -> String {
    let all: Vec<String> = all.iter().map(|text| quoted(text.get_ref())).collect();
    format!("[{}]", all.join(", "))
}

fn field_text(field: &FieldSource) -> String {
    let text = |key: &str, value: &Option<Written<String>>| {
        value.as_ref().map(|value| format!("{key} = {}", quoted(value.get_ref())))
    };
    let flag =
        |key: &str, value: &Option<Written<bool>>| value.as_ref().map(|value| format!("{key} = {}", value.get_ref()));
    let pairs = [
        text("name", &field.name),
        text("type", &field.kind),
        text("unit", &field.unit),
        field.scale.as_ref().map(|scale| format!("scale = {}", scale.get_ref())),
        flag("required", &field.required),
        flag("non_negative", &field.non_negative),
        text("basis", &field.basis),
        text("law", &field.law),
        field.title.as_ref().map(|title| format!("title = {}", bilingual(title.get_ref()))),
    ];
    pairs.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn repair_text(repair: &RepairSource) -> String {
    let pairs = [
        repair.field.as_ref().map(|field| format!("field = {}", quoted(field.get_ref()))),
        repair.value.as_ref().map(|value| format!("value = {}", expression_text(&printed(value.get_ref())))),
        repair.message.as_ref().map(|message| format!("message = {}", message_text(message))),
    ];
    pairs.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
