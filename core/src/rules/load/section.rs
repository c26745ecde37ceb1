//! The keys of one section, taken by name; what is left over or of another type is a problem at its place.

use super::super::problems::Problems;
use super::super::source::{Keys, Literal, Message, Place, Written};
use crate::bilingual::Bilingual;
use crate::error::Error;
use crate::ordered;
use crate::text;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

/// A table of TOML that is being read.
pub(super) struct Section<'a, 'p, 'f> {
    table: &'a DeTable<'a>,
    place: Place,
    known: Vec<&'static str>,
    sound: bool,
    problems: &'p mut Problems<'f>,
}

/// A value of TOML with its place.
type Value<'a> = Spanned<DeValue<'a>>;

impl<'a, 'p, 'f> Section<'a, 'p, 'f> {
    /// The whole of a file.
    pub(super) fn file(table: &'a DeTable<'a>, file: usize, problems: &'p mut Problems<'f>) -> Self {
        Self { table, place: Place { file, start: 0, end: 0 }, known: Vec::new(), sound: true, problems }
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<Written<String>> {
        let value = self.take(key)?;
        self.text_of(value)
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<Written<String>>> {
        let items =
            self.array(key, "فهرستی از متن‌ها، مانند [\"a\", \"b\"]", "a list of texts such as [\"a\", \"b\"]")?;
        Some(items.iter().filter_map(|item| self.text_of(item)).collect())
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<Written<bool>> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(Written::new(*flag, self.place_of(value))),
            _ => self.wrong_type(value, "true یا false", "true or false"),
        }
    }

    pub(super) fn integer(&mut self, key: &'static str) -> Option<Written<i128>> {
        let value = self.take(key)?;
        match integer(value.get_ref()) {
            Some(integer) => Some(Written::new(integer, self.place_of(value))),
            None => self.wrong_type(value, "عددی بدون اعشار", "a whole number"),
        }
    }

    pub(super) fn integers(&mut self, key: &'static str) -> Option<Vec<Written<i128>>> {
        let items = self.array(key, "فهرستی از عددها، مانند [2, 4, 7]", "a list of whole numbers such as [2, 4, 7]")?;
        let read = items.iter().map(|item| match integer(item.get_ref()) {
            Some(integer) => Some(Written::new(integer, self.place_of(item))),
            None => self.wrong_type(item, "عددی بدون اعشار", "a whole number"),
        });
        Some(read.collect::<Vec<_>>().into_iter().flatten().collect())
    }

    /// The value of a parameter.
    pub(super) fn literal(&mut self, key: &'static str) -> Option<Written<Literal>> {
        let value = self.take(key)?;
        let literal = match (value.get_ref(), integer(value.get_ref())) {
            (DeValue::Boolean(flag), _) => Literal::Flag(*flag),
            (DeValue::String(text), _) => Literal::Text(text.clone().into_owned()),
            (_, Some(integer)) => Literal::Integer(integer),
            (DeValue::Float(float), _) => {
                let error = Error::new(
                    "amount.float",
                    "عدد اعشاری درون نقل‌قول نوشته می‌شود تا گرد نشود، مانند \"0.25\" یا \"25%\"",
                    "a decimal stands in quotes, so that it is never rounded: \"0.25\" or \"25%\"",
                );
                self.sound = false;
                self.problems.add(self.place_of(value), error, Some(&format!("\"{}\"", float.as_str())));
                return None;
            }
            _ => return self.wrong_type(value, "عدد، متن، تاریخ یا درست/نادرست", "a number, text, date or flag"),
        };
        Some(Written::new(literal, self.place_of(value)))
    }

    /// Words in both languages.
    pub(super) fn bilingual(&mut self, key: &'static str) -> Option<Written<Bilingual>> {
        let message = self.message(key)?;
        let place = self.table.get(key).map(|value| self.place_of(value))?;
        Some(Written::new(message.words(), place))
    }

    /// Words in both languages, with their places.
    pub(super) fn message(&mut self, key: &'static str) -> Option<Message> {
        let value = self.take(key)?;
        let read = |mut section: Section<'a, '_, 'f>| {
            let (fa, en) = (section.text("fa"), section.text("en"));
            section.need(&[("fa", fa.is_some()), ("en", en.is_some())]);
            fa.zip(en)
        };
        let found = self.inner(value, read).flatten();
        self.sound &= found.is_some();
        found.map(|(fa, en)| Message { fa, en })
    }

    /// The section under a key.
    pub(super) fn section<T>(&mut self, key: &'static str, read: impl FnOnce(Section<'a, '_, 'f>) -> T) -> Option<T> {
        let value = self.take(key)?;
        self.inner(value, read)
    }

    /// Words in both languages under names of the writer's own, in the order in which they stand: `key.name = { … }`.
    pub(super) fn headings(&mut self, key: &'static str) -> Vec<(Written<String>, Written<Bilingual>)> {
        let read = |mut section: Section<'a, '_, 'f>| {
            let (place, fa, en) = (section.place, section.text("fa"), section.text("en"));
            section.need(&[("fa", fa.is_some()), ("en", en.is_some())]);
            fa.zip(en).map(|(fa, en)| Written::new(Message { fa, en }.words(), place))
        };
        self.named(key, read).into_iter().filter_map(|(name, title)| Some((name, title?))).collect()
    }

    /// The sections under names of the writer's own, in the order in which they stand: `[key.name]`.
    pub(super) fn named<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(Section<'a, '_, 'f>) -> T,
    ) -> Vec<(Written<String>, T)> {
        let all = self.section(key, |section| {
            let mut found = Vec::new();
            for (name, value) in as_written(section.table) {
                let place = place(section.place.file, name.span());
                let name = Written::new(name.get_ref().clone().into_owned(), place);
                found.extend(Section::of(value, place.file, section.problems).map(|section| (name, read(section))));
            }
            found
        });
        all.unwrap_or_default()
    }

    /// The sections of a list: `[[key]]`, or `key = [{ … }]`.
    pub(super) fn each<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(Section<'a, '_, 'f>) -> T,
    ) -> Option<Written<Vec<T>>> {
        let items = self.array(key, "فهرستی از بخش‌ها", "a list of sections")?;
        let place = self.table.get(key).map(|value| self.place_of(value))?;
        Some(Written::new(items.iter().filter_map(|item| self.inner(item, &read)).collect(), place))
    }

    /// Ends the reading: reports what stands here under keys that were never asked for.
    pub(super) fn finish(mut self) -> Keys {
        self.leftover();
        Keys { place: self.place, sound: self.sound }
    }

    /// Ends the reading of a section in which some keys must stand.
    pub(super) fn need(mut self, keys: &[(&str, bool)]) -> Keys {
        self.leftover();
        let found = Keys { place: self.place, sound: self.sound };
        for (key, _) in keys.iter().filter(|(_, present)| !present) {
            found.missing(key, None, self.problems);
        }
        found
    }

    fn leftover(&mut self) {
        for (key, _) in self.table.iter() {
            if !self.known.contains(&key.get_ref().as_ref()) {
                self.sound = false;
                // Beyond so many problems only their number is told.
                let known = self.known.iter().copied().filter(|_| !self.problems.is_full());
                let near = text::closest(key.get_ref(), known);
                let error = Error::new(
                    "rulebook.unknown_key",
                    format!("کلید «{}» شناخته نیست", key.get_ref()),
                    format!("unknown key `{}`", key.get_ref()),
                )
                .expected(self.known.join(", "));
                self.problems.add(place(self.place.file, key.span()), error, near);
            }
        }
    }

    fn of(value: &'a Value<'a>, file: usize, problems: &'p mut Problems<'f>) -> Option<Self> {
        let place = place(file, value.span());
        let DeValue::Table(table) = value.get_ref() else {
            wrong_type(value, place, "بخشی با کلیدها، مانند { fa = \"…\", en = \"…\" }", "a section of keys", problems);
            return None;
        };
        Some(Self { table, place, known: Vec::new(), sound: true, problems })
    }

    fn inner<T>(&mut self, value: &'a Value<'a>, read: impl FnOnce(Section<'a, '_, 'f>) -> T) -> Option<T> {
        let section = Section::of(value, self.place.file, self.problems);
        self.sound &= section.is_some();
        section.map(read)
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    fn array(&mut self, key: &'static str, fa: &str, en: &str) -> Option<&'a DeArray<'a>> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::Array(items) => Some(items),
            _ => self.wrong_type(value, fa, en),
        }
    }

    fn text_of(&mut self, value: &Value<'_>) -> Option<Written<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Written::new(text.clone().into_owned(), self.place_of(value))),
            _ => self.wrong_type(value, "متنی درون نقل‌قول", "a text in quotes"),
        }
    }

    fn place_of(&self, value: &Value<'_>) -> Place {
        place(self.place.file, value.span())
    }

    fn wrong_type<T>(&mut self, value: &Value<'_>, fa: &str, en: &str) -> Option<T> {
        self.sound = false;
        wrong_type(value, self.place_of(value), fa, en, self.problems);
        None
    }
}

impl Keys {
    /// A problem with a key that must stand here; none where a misspelt or wrong key has been reported already.
    pub(super) fn missing(&self, key: &str, values: Option<&str>, problems: &mut Problems<'_>) {
        if self.sound {
            let error = Error::new(
                "rulebook.missing_key",
                format!("کلید «{key}» لازم است و نیامده است"),
                format!("missing key `{key}`"),
            );
            let error = match values {
                Some(values) => error.expected(values),
                None => error,
            };
            problems.add(self.place, error, None);
        }
    }
}

/// The entries of a table in the order in which they stand.
fn as_written<'a>(table: &'a DeTable<'a>) -> Vec<(&'a Spanned<DeString<'a>>, &'a Value<'a>)> {
    let mut entries: Vec<_> = table.iter().collect();
    ordered::sort_by(&mut entries, |(a, _), (b, _)| a.span().start.cmp(&b.span().start));
    entries
}

fn place(file: usize, span: std::ops::Range<usize>) -> Place {
    Place { file, start: span.start, end: span.end }
}

fn integer(value: &DeValue<'_>) -> Option<i128> {
    let DeValue::Integer(integer) = value else { return None };
    i128::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn wrong_type(value: &Value<'_>, place: Place, fa: &str, en: &str, problems: &mut Problems<'_>) {
    let (found_fa, found_en) = match value.get_ref() {
        DeValue::String(_) => ("متن", "a text"),
        DeValue::Integer(_) => ("عدد", "a number"),
        DeValue::Float(_) => ("عدد اعشاری بی‌نقل‌قول", "a float"),
        DeValue::Boolean(_) => ("درست/نادرست", "a flag"),
        DeValue::Datetime(_) => ("تاریخ میلادی", "a date of TOML"),
        DeValue::Array(_) => ("فهرست", "a list"),
        DeValue::Table(_) => ("بخش", "a section"),
    };
    let error = Error::new(
        "rulebook.wrong_type",
        format!("اینجا {fa} لازم است ولی {found_fa} آمده است"),
        format!("expected {en}, found {found_en}"),
    );
    problems.add(place, error, None);
}
