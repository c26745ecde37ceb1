//! What one rulebook changes against another, in words.

mod words;

use super::rulebook::Rulebook;
use crate::bilingual::Bilingual;
use crate::ordered::Ordered as _;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use words::{KINDS, Kind, name_of_key, shown};

/// One difference between two rulebooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened to what: `rule_added`, `rule_removed`, `rule_switched_off`, `rule_switched_on`, `rule_changed`, and
    /// the same of `parameter`, `list`, `definition`, `relation`, `table`, `field` and `group`; `book_changed`.
    pub code: String,
    /// The rule's id or the name of what changed; a field as `table.field`.
    pub id: String,
    /// What of it changed, by its key in the rulebook; none where the whole came or went.
    pub key: Option<String>,
    /// What it was: text as it is, all else as JSON. Of a list the codes that are no more.
    pub from: Option<String>,
    /// What it is: text as it is, all else as JSON. Of a list the codes that are new.
    pub to: Option<String>,
    /// The change in Persian.
    pub message_fa: String,
    /// The change in English.
    pub message_en: String,
}

impl Rulebook {
    /// What another book changes against this one, in words: the book itself, tables and fields, relations, parameters,
    /// lists, definitions, rules. Nothing is named where the digests are the same, but for rules that are switched off.
    ///
    /// # Example
    /// ```
    /// use amalkard::rules::Rulebook;
    ///
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let province = book.extended(&[("ilam.toml", "[change.C06]\nseverity = \"warning\"\n")])?;
    /// let changes = book.compare(&province);
    /// let severity = changes.iter().find(|change| change.key.as_deref() == Some("severity")).expect("a change");
    /// assert_eq!(severity.message_en, "severity of rule C06: error -> warning");
    /// assert_eq!(severity.message_fa, "شدت قاعده C06: «خطا» ← «هشدار»");
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> Vec<Change> {
        let (was, is) = (self.canonical_value(), other.canonical_value());
        let mut changes = Vec::new();
        for key in ["id", "title", "version", "fiscal_year"] {
            let book = Kind { section: "", code: "book", fa: "دفتر", en: "rulebook" };
            changed(&book, &other.id, key, was.get(key), is.get(key), &mut changes);
        }
        for kind in &KINDS {
            let (was, is) = (entries(&was, kind.section), entries(&is, kind.section));
            let names: BTreeSet<&String> = was.keys().chain(is.keys()).ordered();
            for name in names {
                match (was.get(name), is.get(name)) {
                    (Some(was), Some(is)) => entry(kind, name, was, is, &mut changes),
                    (was, is) => changes.push(came_or_went(kind, name, was.copied(), is.copied(), self, other)),
                }
            }
        }
        changes
    }
}

/// The entries of a section by name: relations are a list because two tables may each have one of a name.
fn entries<'v>(book: &'v Value, section: &str) -> BTreeMap<String, &'v Value> {
    match book.get(section) {
        Some(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Some(Value::Array(all)) => all.iter().map(|value| (relation_name(value), value)).collect(),
        _ => BTreeMap::new(),
    }
}

fn relation_name(relation: &Value) -> String {
    let part = |key: &str| relation.get(key).and_then(Value::as_str).unwrap_or_default();
    format!("{}.{}", part("from"), part("name"))
}

fn came_or_went(
    kind: &Kind,
    name: &str,
    was: Option<&Value>,
    is: Option<&Value>,
    before: &Rulebook,
    after: &Rulebook,
) -> Change {
    let reason = |book: &Rulebook| {
        let off = book.switched_off().find(|(id, _)| kind.code == "rule" && *id == name);
        off.map(|(_, reason)| reason.to_owned())
    };
    let title = is.or(was).and_then(|value| value.get("title")).and_then(bilingual);
    let told = |reason: Option<String>| match (reason, &title) {
        (Some(reason), _) => (format!(": {reason}"), format!(": {reason}")),
        (None, Some(title)) => (format!(": {}", title.fa), format!(": {}", title.en)),
        (None, None) => (String::new(), String::new()),
    };
    let (what, fa, en, (told_fa, told_en)) = match (is.is_some(), reason(before), reason(after)) {
        (true, Some(_), _) => ("switched_on", "روشن شد", "was switched on", told(None)),
        (true, None, _) => ("added", "افزوده شد", "was added", told(None)),
        (false, _, Some(reason)) => ("switched_off", "خاموش شد", "was switched off", told(Some(reason))),
        (false, _, None) => ("removed", "برداشته شد", "was removed", told(None)),
    };
    Change {
        code: format!("{}_{what}", kind.code),
        id: name.to_owned(),
        key: None,
        from: was.map(text),
        to: is.map(text),
        message_fa: format!("{} {name} {fa}{told_fa}", kind.fa),
        message_en: format!("{} {name} {en}{told_en}", kind.en),
    }
}

/// What changed in an entry that both books have.
fn entry(kind: &Kind, name: &str, was: &Value, is: &Value, changes: &mut Vec<Change>) {
    let empty = Map::new();
    let (old, new) = (was.as_object().unwrap_or(&empty), is.as_object().unwrap_or(&empty));
    if kind.section == "groups" {
        return changed(kind, name, "title", Some(was), Some(is), changes);
    }
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).ordered();
    for key in keys {
        match key.as_str() {
            "fields" => fields(name, old.get(key), new.get(key), changes),
            "codes" => codes(kind, name, old.get(key), new.get(key), changes),
            _ => changed(kind, name, key, old.get(key), new.get(key), changes),
        }
    }
}

fn changed(kind: &Kind, name: &str, key: &str, was: Option<&Value>, is: Option<&Value>, changes: &mut Vec<Change>) {
    if was == is {
        return;
    }
    let (was, is) = (was.unwrap_or(&Value::Null), is.unwrap_or(&Value::Null));
    let (fa, en) = name_of_key(key);
    let ((was_fa, was_en), (is_fa, is_en)) = (shown(key, was), shown(key, is));
    changes.push(Change {
        code: format!("{}_changed", kind.code),
        id: name.to_owned(),
        key: Some(key.to_owned()),
        from: (!was.is_null()).then(|| text(was)),
        to: (!is.is_null()).then(|| text(is)),
        message_fa: format!("{fa} {} {name}: «{was_fa}» ← «{is_fa}»", kind.fa),
        message_en: format!("{en} of {} {name}: {was_en} -> {is_en}", kind.en),
    });
}

/// Fields by their names; a changed order is told as well, for findings follow it.
fn fields(table: &str, was: Option<&Value>, is: Option<&Value>, changes: &mut Vec<Change>) {
    const FIELD: Kind = Kind { section: "", code: "field", fa: "فیلد", en: "field" };
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (was, is) = (list(was), list(is));
    let name = |field: &Value| field.get("name").map(text).unwrap_or_default();
    let find = |fields: &[Value], wanted: &str| fields.iter().find(|field| name(field) == wanted).cloned();
    let names: Vec<String> = was.iter().chain(&is).map(name).collect();
    for field in names.iter().ordered::<BTreeSet<_>>() {
        let id = format!("{table}.{field}");
        match (find(&was, field), find(&is, field)) {
            (Some(old), Some(new)) => entry(&FIELD, &id, &old, &new, changes),
            (old, new) => {
                let (what, fa, en) = if new.is_some() {
                    ("added", "افزوده شد", "was added")
                } else {
                    ("removed", "برداشته شد", "was removed")
                };
                changes.push(Change {
                    code: format!("field_{what}"),
                    message_fa: format!("{} {id} {fa}", FIELD.fa),
                    message_en: format!("{} {id} {en}", FIELD.en),
                    id,
                    key: None,
                    from: old.as_ref().map(text),
                    to: new.as_ref().map(text),
                });
            }
        }
    }
    let common = |fields: &[Value], other: &[Value]| -> Vec<String> {
        fields.iter().map(name).filter(|field| find(other, field).is_some()).collect()
    };
    let (old, new) = (common(&was, &is), common(&is, &was));
    if old != new {
        let (old, new) = (old.join(", "), new.join(", "));
        changes.push(Change {
            code: "table_changed".to_owned(),
            id: table.to_owned(),
            key: Some("fields".to_owned()),
            message_fa: format!("ترتیب فیلدهای جدول {table} تغییر کرد: {new}"),
            message_en: format!("fields of table {table} stand in another order: {new}"),
            from: Some(old),
            to: Some(new),
        });
    }
}

/// Codes of a list that came and went.
fn codes(kind: &Kind, name: &str, was: Option<&Value>, is: Option<&Value>, changes: &mut Vec<Change>) {
    let set = |value: Option<&Value>| -> BTreeSet<String> {
        value.and_then(Value::as_array).map(|codes| codes.iter().map(text).collect()).unwrap_or_default()
    };
    let (was, is) = (set(was), set(is));
    let without = |codes: &BTreeSet<String>, others: &BTreeSet<String>| {
        let left: Vec<&str> = codes.difference(others).map(String::as_str).collect();
        (!left.is_empty()).then(|| left.join(", "))
    };
    let (gone, new) = (without(&was, &is), without(&is, &was));
    if gone.is_none() && new.is_none() {
        return;
    }
    let (mut fa, mut en) = (Vec::new(), Vec::new());
    if let Some(new) = &new {
        fa.push(format!("افزوده {new}"));
        en.push(format!("new {new}"));
    }
    if let Some(gone) = &gone {
        fa.push(format!("برداشته {gone}"));
        en.push(format!("gone {gone}"));
    }
    changes.push(Change {
        code: format!("{}_changed", kind.code),
        id: name.to_owned(),
        key: Some("codes".to_owned()),
        from: gone,
        to: new,
        message_fa: format!("کدهای {} {name}: {}", kind.fa, fa.join("؛ ")),
        message_en: format!("codes of {} {name}: {}", kind.en, en.join("; ")),
    });
}

fn bilingual(value: &Value) -> Option<Bilingual> {
    let part = |key: &str| value.get(key).and_then(Value::as_str);
    Some(Bilingual::new(part("fa")?, part("en")?))
}

/// Text as it is, all else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => crate::digest::canonical_json(other).unwrap_or_default(),
    }
}
