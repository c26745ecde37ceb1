//! The canonical form of a rulebook: all that can change a finding, and nothing else.
//!
//! Comments, white space, the order of files, sections and rules and the style of the TOML are gone; defaults are
//! written out; expressions are printed in their one form; numbers have no needless zeros; lists have the codes that
//! are valid in the fiscal year. What the text says about people, titles and messages included, is kept. Its SHA-256 is
//! the digest that a round is pinned to, and anyone can recompute it from the text.

use super::declarations::{Constant, Declarations, Parameter, Relation};
use super::rulebook::Rulebook;
use crate::dataset::TableSchema;
use crate::digest;
use crate::error::Result;
use crate::ordered::{self, Ordered as _};
use serde_json::{Map, Value, json};

/// The version of the canonical form itself: it changes when a book's canonical form would change without the book.
const FORM: u32 = 1;

impl Rulebook {
    /// The canonical form as JSON (RFC 8785): two books with the same canonical form find the same in any data.
    ///
    /// # Errors
    /// `digest.not_json`, which cannot happen to a book that was read.
    ///
    /// # Example
    /// ```
    /// use amalkard::rules::Rulebook;
    ///
    /// let book = Rulebook::from_toml("[rulebook]\nid = \"a\"\ntitle = { fa = \"آ\", en = \"A\" }\n")?;
    /// let same = Rulebook::from_toml("# A comment.\n[rulebook]\ntitle = { en = 'A', fa = 'آ' }\nid = 'a'\n")?;
    /// assert_eq!(book.canonical()?, same.canonical()?);
    /// assert_eq!(book.digest(), amalkard::digest::of_bytes(book.canonical()?.as_bytes()));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn canonical(&self) -> Result<String> {
        digest::canonical_json(&self.canonical_value())
    }

    /// The canonical form as a value.
    pub(super) fn canonical_value(&self) -> Value {
        let declared = &self.declared;
        json!({
            "form": FORM,
            "id": self.id,
            "title": self.title,
            "version": self.version,
            "fiscal_year": self.fiscal_year.map(|year| year.to_string()),
            "groups": declared.groups,
            "tables": map(declared.schema.tables().map(|table| (table.name().to_owned(), table_value(table, declared)))),
            "relations": relations(declared),
            "parameters": map(declared.parameters.iter().map(|(name, found)| (name.clone(), parameter(found)))),
            "lists": self.lists(),
            "definitions": map(declared.definitions.iter().map(|(name, found)| {
                let value = json!({
                    "table": found.table,
                    "value": found.value,
                    "title": found.title,
                    "law": found.law,
                });
                (name.clone(), value)
            })),
            "rules": map(self.rules.iter().map(|rule| (rule.id.clone(), json!(rule)))),
        })
    }

    fn lists(&self) -> Value {
        let declared = &self.declared;
        map(self.source.lists.iter().map(|(name, source)| {
            let name = name.get_ref();
            let years = declared.yearly.get(name).filter(|_| source.classification.is_some());
            let years = years.and_then(|codes| digest::of(&codes.all()).ok());
            let value = json!({
                "title": source.title.as_ref().map(|title| title.get_ref()),
                "law": source.law.as_ref().map(|law| law.get_ref()),
                "classification": source.classification.as_ref().map(|list| list.get_ref()),
                "codes": declared.lists.get(name),
                // What `in list.name for year` reads is long: its fingerprint stands for it.
                "years": years,
            });
            (name.clone(), value)
        }))
    }
}

fn map(entries: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(entries.ordered::<Map<String, Value>>())
}

/// Fields keep their order: findings of intake and keys are told in it.
fn table_value(table: &TableSchema, declared: &Declarations) -> Value {
    json!({
        "title": table.title(),
        "key": table.key(),
        "fields": table.fields(),
        "optional": declared.optional.contains(table.name()),
    })
}

fn relations(declared: &Declarations) -> Value {
    let mut all: Vec<&Relation> = declared.relations.iter().collect();
    ordered::sort_by(&mut all, |a, b| (&a.from, &a.name).cmp(&(&b.from, &b.name)));
    all.into_iter().map(|relation| relation_value(relation, declared)).collect()
}

fn relation_value(relation: &Relation, declared: &Declarations) -> Value {
    let names = |table: &str, fields: &[usize]| -> Vec<String> {
        let table = declared.schema.table(table).map(TableSchema::fields).unwrap_or_default();
        fields.iter().filter_map(|field| table.get(*field)).map(|field| field.name.clone()).collect()
    };
    json!({
        "name": relation.name,
        "from": relation.from,
        "to": relation.to,
        "on": names(&relation.from, &relation.on),
        "equals": names(&relation.to, &relation.equals),
        "levels": relation.levels.as_ref().map(|levels| &levels.lengths),
        "fill": relation.levels.as_ref().and_then(|levels| levels.fill),
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "value": parameter.value.to_string(),
        "type": parameter.value.kind(),
        "unit": parameter.unit,
        "title": parameter.title,
        "law": parameter.law,
    })
}

impl Constant {
    /// What kind of value it is.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Number { percent: false, .. } => "number",
            Self::Number { percent: true, .. } => "percent",
            Self::Text(_) => "text",
            Self::Date(_) => "date",
            Self::Flag(_) => "flag",
        }
    }
}

impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number { value, percent: false } => write!(f, "{value}"),
            Self::Number { value, percent: true } => {
                let points = value.checked_mul(crate::scaled::Scaled::from(100)).unwrap_or(*value);
                write!(f, "{points}%")
            }
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => write!(f, "{date}"),
            Self::Flag(flag) => write!(f, "{flag}"),
        }
    }
}
