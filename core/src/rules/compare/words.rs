//! What the parts of a rulebook are called.

use super::{bilingual, text};
use crate::text::persian_digits;
use serde_json::Value;

/// A kind of declaration.
pub(super) struct Kind {
    /// Its section of the canonical form.
    pub(super) section: &'static str,
    /// What codes of its changes begin with.
    pub(super) code: &'static str,
    pub(super) fa: &'static str,
    pub(super) en: &'static str,
}

/// The sections of a book, in the order in which their changes are told.
pub(super) const KINDS: [Kind; 7] = [
    Kind { section: "groups", code: "group", fa: "گروه", en: "group" },
    Kind { section: "tables", code: "table", fa: "جدول", en: "table" },
    Kind { section: "relations", code: "relation", fa: "رابطه", en: "relation" },
    Kind { section: "parameters", code: "parameter", fa: "پارامتر", en: "parameter" },
    Kind { section: "lists", code: "list", fa: "فهرست", en: "list" },
    Kind { section: "definitions", code: "definition", fa: "تعریف", en: "definition" },
    Kind { section: "rules", code: "rule", fa: "قاعده", en: "rule" },
];

/// What a key is about.
const KEYS: [(&str, &str, &str); 33] = [
    ("basis", "مبنای زمانی", "basis"),
    ("blocks", "مرحله بازدارنده", "blocking stage"),
    ("check", "شرط", "check"),
    ("classification", "فهرست طبقه‌بندی", "classification"),
    ("equals", "فیلدهای جدول دیگر", "fields of the other table"),
    ("fill", "پرکننده کد", "fill"),
    ("fiscal_year", "سال مالی", "fiscal year"),
    ("from", "جدول آغاز", "table it starts from"),
    ("id", "شناسه", "id"),
    ("key", "کلید", "key"),
    ("law", "مبنای قانونی", "legal basis"),
    ("levels", "طول سطح‌ها", "levels"),
    ("message", "پیام", "message"),
    ("missing", "معنای خانه خالی", "missing policy"),
    ("name", "نام", "name"),
    ("non_negative", "نامنفی بودن", "refusal of negatives"),
    ("on", "فیلدهای پیوند", "joining fields"),
    ("optional", "اختیاری بودن", "optionality"),
    ("per", "گروه‌بندی", "grouping"),
    ("repairs", "پیشنهادهای اصلاح", "repairs"),
    ("required", "الزامی بودن", "requiredness"),
    ("scale", "رقم‌های اعشار", "scale"),
    ("severity", "شدت", "severity"),
    ("table", "جدول", "table"),
    ("title", "عنوان", "title"),
    ("to", "جدول پایان", "table it leads to"),
    ("type", "نوع", "type"),
    ("unit", "واحد", "unit"),
    ("value", "مقدار", "value"),
    ("version", "نسخه", "version"),
    ("when", "دامنه", "scope"),
    ("years", "کدهای سال‌ها", "codes of all years"),
    ("fields", "فیلدها", "fields"),
];

/// Words of values that Persian readers know by another name.
const VALUES: [(&str, &str, &str); 11] = [
    ("severity", "error", "خطا"),
    ("severity", "warning", "هشدار"),
    ("severity", "info", "آگاهی"),
    ("blocks", "confirm", "تأیید دستگاه"),
    ("blocks", "accept", "پذیرش سازمان"),
    ("blocks", "approve", "تصویب نهایی"),
    ("missing", "skip", "سطر داوری نمی‌شود"),
    ("missing", "fail", "سطر رد می‌شود"),
    ("missing", "zero", "صفر شمرده می‌شود"),
    ("basis", "cumulative", "تجمعی"),
    ("basis", "in_period", "دوره‌ای"),
];

pub(super) fn name_of_key(key: &str) -> (&str, &str) {
    KEYS.iter().find(|(known, _, _)| *known == key).map_or((key, key), |(_, fa, en)| (*fa, *en))
}

/// A value in Persian and English.
pub(super) fn shown(key: &str, value: &Value) -> (String, String) {
    match value {
        Value::Null => ("هیچ".to_owned(), "none".to_owned()),
        Value::Bool(true) => ("بله".to_owned(), "yes".to_owned()),
        Value::Bool(false) => ("خیر".to_owned(), "no".to_owned()),
        Value::String(word) => {
            let known = VALUES.iter().find(|(of, known, _)| *of == key && known == word);
            let is_figure = key == "value" && word.chars().all(|c| c.is_ascii_digit() || ".-%".contains(c));
            let fa = match known {
                Some((_, _, fa)) => (*fa).to_owned(),
                None if is_figure => persian_digits(word).replace('%', "٪"),
                None => word.clone(),
            };
            (fa, word.clone())
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let all: Vec<String> = items.iter().map(text).collect();
            (all.join("، "), all.join(", "))
        }
        other => match bilingual(other) {
            Some(words) => (words.fa, words.en),
            None => (text(other), text(other)),
        },
    }
}
