//! Code lists and schemes as TOML has them, read key by key.
//!
//! Deserialising them is fifty kilobytes more of what a browser downloads: serde's road through TOML is made anew for each
//! type. Rulebooks are read from the same tables of values.

use super::code_list::line_and_column;
use super::error::CodeError;
use crate::text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong in a text: where it starts, and what it is.
pub(super) struct Wrong(usize, String);

/// What was read, or what is wrong.
pub(super) type Read<T> = Result<T, Wrong>;

/// One table of TOML, with the position at which it starts.
pub(super) struct Keys<'a> {
    table: &'a DeTable<'a>,
    start: usize,
}

/// Reads a TOML text; `what` names the place of a mistake that has none.
pub(super) fn read<T>(source: &str, what: &str, of: impl FnOnce(&DeTable<'_>) -> Read<T>) -> Result<T, CodeError> {
    let bad = |place: String, problem_en: String| CodeError::BadList {
        place,
        problem_fa: format!("متن خوانده نشد: {problem_en}"),
        problem_en,
    };
    let table = DeTable::parse(source).map_err(|error| {
        let place = error.span().map_or_else(|| what.to_owned(), |span| line_and_column(source, span.start));
        bad(place, error.message().to_owned())
    })?;
    of(table.get_ref()).map_err(|Wrong(at, problem)| bad(line_and_column(source, at), problem))
}

impl<'a> Keys<'a> {
    /// The keys of a table that starts there, if it has no others.
    pub(super) fn of(table: &'a DeTable<'a>, start: usize, known: &[&str]) -> Read<Self> {
        let others = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        match others.min_by_key(|key| key.span().start) {
            None => Ok(Self { table, start }),
            Some(other) => {
                let near = text::closest(other.get_ref(), known.iter().copied());
                let meant = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
                Err(Wrong(other.span().start, format!("unknown key `{}`{meant}", other.get_ref())))
            }
        }
    }

    /// The value of a key that must be there.
    pub(super) fn need<T>(&self, key: &str, value: Option<T>) -> Read<T> {
        value.ok_or_else(|| Wrong(self.start, format!("missing key `{key}`")))
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Read<Option<String>> {
        self.value(key, text_of)
    }

    /// A text that must be there.
    pub(super) fn needed_text(&self, key: &str) -> Read<String> {
        self.need(key, self.text(key)?)
    }

    /// A number that fits its type.
    pub(super) fn number<N: TryFrom<u64>>(&self, key: &str) -> Read<Option<N>> {
        self.value(key, |value| {
            let DeValue::Integer(written) = value.get_ref() else { return wrong(value, "a whole number") };
            let number = u64::from_str_radix(written.as_str(), written.radix()).ok();
            number.and_then(|number| N::try_from(number).ok()).map_or_else(|| wrong(value, "a smaller number"), Ok)
        })
    }

    /// `true` or `false`; false where it is not stated.
    pub(super) fn flag(&self, key: &str) -> Read<bool> {
        let stated = self.value(key, |value| match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => wrong(value, "true or false"),
        });
        Ok(stated?.unwrap_or_default())
    }

    /// One of the words of a type.
    pub(super) fn word<T>(&self, key: &str, meant: impl Fn(&str) -> Option<T>) -> Read<Option<T>> {
        self.value(key, |value| meant(&text_of(value)?).map_or_else(|| wrong(value, "a known word"), Ok))
    }

    /// A table of its own.
    pub(super) fn table(&self, key: &str, known: &[&str]) -> Read<Option<Self>> {
        self.value(key, |value| table_of(value, known))
    }

    /// The tables of a list; none where it is not there.
    pub(super) fn tables<T>(&self, key: &str, known: &[&str], of: impl Fn(&Self) -> Read<T>) -> Read<Option<Vec<T>>> {
        self.value(key, |value| {
            let DeValue::Array(items) = value.get_ref() else { return wrong(value, "a list of tables") };
            items.iter().map(|item| of(&table_of(item, known)?)).collect()
        })
    }

    /// Lists of texts under names of the writer's own.
    pub(super) fn lists(&self, key: &str) -> Read<Vec<(String, Vec<String>)>> {
        let named = self.value(key, |value| {
            let DeValue::Table(table) = value.get_ref() else { return wrong(value, "a table of lists") };
            let lists = table.iter().map(|(name, value)| {
                let DeValue::Array(items) = value.get_ref() else { return wrong(value, "a list of texts") };
                Ok((name.get_ref().clone().into_owned(), items.iter().map(text_of).collect::<Read<_>>()?))
            });
            lists.collect()
        });
        Ok(named?.unwrap_or_default())
    }

    fn value<T>(&self, key: &str, of: impl FnOnce(&'a Spanned<DeValue<'a>>) -> Read<T>) -> Read<Option<T>> {
        self.table.get(key).map(of).transpose()
    }
}

fn text_of(value: &Spanned<DeValue<'_>>) -> Read<String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        _ => wrong(value, "a text"),
    }
}

fn table_of<'a>(value: &'a Spanned<DeValue<'a>>, known: &[&str]) -> Read<Keys<'a>> {
    match value.get_ref() {
        DeValue::Table(table) => Keys::of(table, value.span().start, known),
        _ => wrong(value, "a table"),
    }
}

fn wrong<T>(value: &Spanned<DeValue<'_>>, expected: &str) -> Read<T> {
    Err(Wrong(value.span().start, format!("expected {expected}")))
}
