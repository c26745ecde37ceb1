//! The text of a rulebook: TOML files and the shapes they hold.

use crate::bilingual::Bilingual;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// One file of a rulebook. A rulebook may be one file or several that are read as one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) rulebook: Option<Spanned<Header>>,
    /// Headings of groups of rules, by what the ids of their rules begin with.
    #[serde(default)]
    pub(super) groups: BTreeMap<String, Spanned<Bilingual>>,
    #[serde(default)]
    pub(super) tables: BTreeMap<String, Spanned<TableSource>>,
    #[serde(default)]
    pub(super) relations: BTreeMap<String, Spanned<RelationSource>>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, ParameterSource>,
    #[serde(default)]
    pub(super) lists: BTreeMap<String, Spanned<ListSource>>,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<Spanned<RuleSource>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) id: String,
    pub(super) title: Bilingual,
    #[serde(default)]
    pub(super) fiscal_year: Option<Spanned<i64>>,
    #[serde(default)]
    pub(super) version: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSource {
    pub(super) title: Bilingual,
    #[serde(default)]
    pub(super) key: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) fields: Vec<Spanned<FieldSource>>,
    /// The same fields as another table.
    #[serde(default)]
    pub(super) like: Option<Spanned<String>>,
    /// Whether data without it is no reason to speak of the rules that need it.
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldSource {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: Spanned<String>,
    #[serde(default)]
    pub(super) unit: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) scale: Option<Spanned<i64>>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) basis: Option<Spanned<String>>,
    pub(super) title: Bilingual,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationSource {
    pub(super) from: Spanned<String>,
    pub(super) to: Spanned<String>,
    pub(super) on: Vec<Spanned<String>>,
    /// The fields of the other table, where their names differ.
    #[serde(default)]
    pub(super) equals: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterSource {
    pub(super) value: Spanned<toml::Value>,
    #[serde(default)]
    pub(super) title: Option<Bilingual>,
    #[serde(default)]
    pub(super) law: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListSource {
    /// A list of the classification, as valid in the rulebook's fiscal year.
    #[serde(default)]
    pub(super) classification: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSource {
    pub(super) id: Spanned<String>,
    pub(super) severity: Spanned<String>,
    #[serde(default)]
    pub(super) table: Option<Spanned<String>>,
    /// The fields whose equal values make a group that is judged once.
    #[serde(default)]
    pub(super) per: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) when: Option<Spanned<String>>,
    pub(super) check: Spanned<String>,
    #[serde(default)]
    pub(super) missing: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) blocks: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) law: Option<String>,
    pub(super) title: Bilingual,
    pub(super) message: Message,
    #[serde(default)]
    pub(super) repairs: Vec<RepairSource>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    pub(super) fa: Spanned<String>,
    pub(super) en: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RepairSource {
    #[serde(default)]
    pub(super) field: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) value: Option<Spanned<String>>,
    pub(super) message: Message,
}

/// Where a byte of a text stands: line and column, from 1, columns in characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    (line, column)
}
