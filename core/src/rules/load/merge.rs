//! All layers of a book as one: what a book states anew takes the place of what the extended book states.

use super::super::problems::Problems;
use super::super::source::{
    Book, DefinitionSource, FieldSource, Header, ListSource, Named, ParameterSource, Place, RelationSource, Replaced,
    RuleSource, TableSource, Written,
};
use super::layers::{Layer, Layers};
use super::{declare, stands_twice};
use crate::error::Error;
use crate::ordered::Ordered as _;
use crate::text;
use std::collections::BTreeMap;

/// The one book that all layers make.
pub(super) fn merged(layers: &mut Layers, problems: &mut Problems<'_>) -> Book {
    let mut merge = Merge { of_file: layers.of_file.clone(), book: Book::default(), changed: BTreeMap::new() };
    for (number, layer) in std::mem::take(&mut layers.layers).into_iter().enumerate() {
        merge.layer(number, layer, problems);
    }
    merge.book
}

/// Where what is stated anew, or added to the extended book, comes from, by its place: `ilam.toml:3 ← ir/1404/C.toml:9: 'a < b'`.
pub(super) fn origins(book: &Book, layers: &Layers, problems: &Problems<'_>) -> BTreeMap<Place, String> {
    let added = |place: Place| layers.of_file.get(place.file).is_some_and(|layer| *layer > 0);
    let names = [
        book.tables.iter().map(|(name, _)| name.place()).collect::<Vec<_>>(),
        book.relations.iter().map(|(name, _)| name.place()).collect(),
        book.parameters.iter().map(|(name, _)| name.place()).collect(),
        book.lists.iter().map(|(name, _)| name.place()).collect(),
        book.definitions.iter().map(|(name, _)| name.place()).collect(),
        book.rules.iter().filter_map(|rule| Some(rule.id.as_ref()?.place())).collect(),
    ];
    let mut origins: BTreeMap<Place, String> = names
        .into_iter()
        .flatten()
        .filter(|place| added(*place))
        .map(|place| (place, problems.origin(place)))
        .ordered();
    for Replaced { was, now } in &book.replaced {
        let before = problems.written(*was).lines().next().unwrap_or_default();
        let origin = format!("{} ← {}: {}", problems.origin(*now), problems.origin(*was), text::excerpt(before));
        origins.insert(*now, origin);
    }
    origins
}

struct Merge {
    /// The layer of each file.
    of_file: Vec<usize>,
    book: Book,
    /// The layer that changed a rule last.
    changed: BTreeMap<String, usize>,
}

impl Merge {
    fn layer(&mut self, number: usize, layer: Layer, problems: &mut Problems<'_>) {
        if let Some(header) = layer.header {
            self.book.header = Some(self.header(header));
        }
        for file in layer.files {
            for entry in file.groups {
                self.put(
                    entry,
                    |book| &mut book.groups,
                    "گروه",
                    "group",
                    problems,
                    |old, new, notes| {
                        notes.push(Replaced { was: old.place(), now: new.place() });
                        *old = new;
                    },
                );
            }
            for entry in file.tables {
                self.put(entry, |book| &mut book.tables, "جدول", "table", problems, TableSource::change);
            }
            for entry in file.relations {
                self.relation(entry, problems);
            }
            for mut entry in file.parameters {
                let sure = entry.1.title.is_some();
                self.is_new_by_intent(number, sure, &entry.0, |book| &book.parameters, PARAMETER, problems);
                self.keep_kind(&mut entry, problems);
                self.put(
                    entry,
                    |book| &mut book.parameters,
                    PARAMETER.fa,
                    PARAMETER.en,
                    problems,
                    ParameterSource::change,
                );
            }
            for entry in file.lists {
                let sure = entry.1.title.is_some();
                self.is_new_by_intent(number, sure, &entry.0, |book| &book.lists, LIST, problems);
                self.put(entry, |book| &mut book.lists, LIST.fa, LIST.en, problems, ListSource::change);
            }
            for entry in file.definitions {
                let sure = entry.1.title.is_some();
                self.is_new_by_intent(number, sure, &entry.0, |book| &book.definitions, DEFINITION, problems);
                self.put(
                    entry,
                    |book| &mut book.definitions,
                    DEFINITION.fa,
                    DEFINITION.en,
                    problems,
                    DefinitionSource::change,
                );
            }
            for rule in file.rules {
                self.rule(rule, problems);
            }
            for change in file.changes {
                self.change(number, change, problems);
            }
        }
    }

    /// A book that states no header of its own is the extended book, changed.
    fn header(&mut self, new: Header) -> Header {
        let year = self.book.header.as_ref().and_then(|old| old.fiscal_year.clone());
        Header { fiscal_year: new.fiscal_year.or(year), ..new }
    }

    /// Adds an entry, or changes the one of that name in an earlier layer.
    fn put<T>(
        &mut self,
        (name, new): Named<T>,
        entries: impl Fn(&mut Book) -> &mut Vec<Named<T>>,
        fa: &str,
        en: &str,
        problems: &mut Problems<'_>,
        change: impl FnOnce(&mut T, T, &mut Vec<Replaced>),
    ) {
        let mut notes = std::mem::take(&mut self.book.replaced);
        let layer = |name: &Written<String>| self.of_file.get(name.place().file).copied();
        let known = entries(&mut self.book).iter_mut().find(|(known, _)| known.get_ref() == name.get_ref());
        match known {
            Some((known, _)) if layer(known) == layer(&name) => stands_twice(&name, fa, en, problems),
            Some((known, old)) => {
                change(old, new, &mut notes);
                *known = name;
            }
            None => entries(&mut self.book).push((name, new)),
        }
        self.book.replaced = notes;
    }

    /// Relations from two tables may have one name.
    fn relation(&mut self, (section, new): Named<RelationSource>, problems: &mut Problems<'_>) {
        let name = new.name.clone().unwrap_or(section);
        let from = |relation: &RelationSource| relation.from.as_ref().map(|from| from.get_ref().clone());
        let known = self
            .book
            .relations
            .iter_mut()
            .find(|(known, old)| known.get_ref() == name.get_ref() && from(old) == from(&new));
        match known {
            Some((known, _)) if self.of_file.get(known.place().file) == self.of_file.get(name.place().file) => {
                stands_twice(&name, "رابطه", "relation", problems);
            }
            Some((known, old)) => {
                self.book.replaced.push(Replaced { was: old.keys.place, now: new.keys.place });
                (*known, *old) = (name, new);
            }
            None => self.book.relations.push((name, new)),
        }
    }

    /// In a book that extends another a name without a title is meant to be known: a misspelt one must not be added.
    fn is_new_by_intent<T>(
        &self,
        layer: usize,
        has_title: bool,
        name: &Written<String>,
        entries: impl Fn(&Book) -> &Vec<Named<T>>,
        what: What,
        problems: &mut Problems<'_>,
    ) {
        let known = || entries(&self.book).iter().map(|(known, _)| known.get_ref().as_str());
        if layer > 0 && !has_title && !known().any(|known| known == name.get_ref()) {
            let (fa, en) = (
                format!(
                    "{} «{}» در دفتری که گسترش می‌یابد نیست؛ {} تازه عنوان (title) می‌خواهد",
                    what.fa,
                    name.get_ref(),
                    what.fa
                ),
                format!("the extended book has no {} `{}`; a new one states its `title`", what.en, name.get_ref()),
            );
            problems.value(name, what.code, fa, en, text::closest(name.get_ref(), known()));
        }
    }

    /// A parameter keeps its kind, so that the rules that read it still can.
    fn keep_kind(&self, (name, new): &mut Named<ParameterSource>, problems: &mut Problems<'_>) {
        let old = self.book.parameters.iter().find(|(known, _)| known.get_ref() == name.get_ref());
        let Some((old, value)) = old.and_then(|(_, old)| old.value.as_ref()).zip(new.value.as_ref()) else { return };
        let (was, now) = (declare::kind(old.get_ref()), declare::kind(value.get_ref()));
        if was != now {
            let (fa, en) = (
                format!("پارامتر «{}» {} است و {} نمی‌شود", name.get_ref(), was.1, now.1),
                format!("parameter `{}` is a {}, not a {}", name.get_ref(), was.0, now.0),
            );
            problems.value(value, "rulebook.type_mismatch", fa, en, None);
            new.value = None;
        }
    }

    fn rule(&mut self, rule: RuleSource, problems: &mut Problems<'_>) {
        let Some(id) = &rule.id else {
            rule.keys.missing("id", None, problems);
            return;
        };
        let layer = |id: &Written<String>| self.of_file.get(id.place().file);
        let known =
            self.book.rules.iter().filter_map(|known| known.id.as_ref()).find(|known| known.get_ref() == id.get_ref());
        match known {
            Some(known) if layer(known) == layer(id) => stands_twice(id, "قاعده", "rule", problems),
            Some(_) => {
                let error = Error::new(
                    "rulebook.duplicate",
                    format!("قاعده «{}» در دفتری که گسترش می‌یابد هست", id.get_ref()),
                    format!("the extended book has a rule `{}`", id.get_ref()),
                )
                .help(
                    format!("آن را با [change.{}] عوض کنید", id.get_ref()),
                    format!("change it by [change.{}]", id.get_ref()),
                );
                problems.add(id.place(), error, None);
            }
            None => self.book.rules.push(rule),
        }
    }

    fn change(&mut self, layer: usize, (name, change): Named<RuleSource>, problems: &mut Problems<'_>) {
        let of_file = &self.of_file;
        let ids = self.book.rules.iter().filter_map(|rule| rule.id.as_ref());
        let earlier = |id: &&Written<String>| of_file.get(id.place().file).is_some_and(|of| *of < layer);
        let near =
            text::closest(name.get_ref(), ids.filter(earlier).map(|id| id.get_ref().as_str())).map(str::to_owned);
        let found = self
            .book
            .rules
            .iter_mut()
            .find(|rule| rule.id.as_ref().is_some_and(|id| id.get_ref() == name.get_ref() && earlier(&id)));
        let Some(rule) = found else {
            let (fa, en) = (
                format!("قاعده‌ای با شناسه «{}» در دفتری که گسترش می‌یابد نیست", name.get_ref()),
                format!("the extended book has no rule `{}`", name.get_ref()),
            );
            problems.value(&name, "rulebook.unknown_rule", fa, en, near.as_deref());
            return;
        };
        if self.changed.insert(name.get_ref().clone(), layer) == Some(layer) {
            stands_twice(&name, "تغییر قاعده", "change of rule", problems);
            return;
        }
        rule.change(change, &mut self.book.replaced);
    }
}

/// The words for a kind of declaration, and the code where one is unknown.
#[derive(Clone, Copy)]
struct What {
    fa: &'static str,
    en: &'static str,
    code: &'static str,
}

const PARAMETER: What = What { fa: "پارامتر", en: "parameter", code: "rulebook.unknown_parameter" };
const LIST: What = What { fa: "فهرست", en: "list", code: "rulebook.unknown_list" };
const DEFINITION: What = What { fa: "تعریف", en: "definition", code: "rulebook.unknown_definition" };

/// Takes the new value where there is one.
fn take<T>(old: &mut Option<Written<T>>, new: Option<Written<T>>, notes: &mut Vec<Replaced>) {
    if let Some(new) = new {
        if let Some(old) = old {
            notes.push(Replaced { was: old.place(), now: new.place() });
        }
        *old = Some(new);
    }
}

impl TableSource {
    /// Fields of a known name are stated anew, others added.
    fn change(&mut self, new: Self, notes: &mut Vec<Replaced>) {
        take(&mut self.title, new.title, notes);
        if new.key.is_some() {
            self.key = new.key;
        }
        self.like = new.like.or(self.like.take());
        take(&mut self.optional, new.optional, notes);
        for field in new.fields {
            let name = |field: &FieldSource| field.name.as_ref().map(|name| name.get_ref().clone());
            match self.fields.iter_mut().find(|old| name(old) == name(&field)) {
                Some(old) => {
                    notes.push(Replaced { was: old.keys.place, now: field.keys.place });
                    *old = field;
                }
                None => self.fields.push(field),
            }
        }
    }
}

impl ParameterSource {
    fn change(&mut self, new: Self, notes: &mut Vec<Replaced>) {
        take(&mut self.value, new.value, notes);
        take(&mut self.unit, new.unit, notes);
        take(&mut self.title, new.title, notes);
        take(&mut self.law, new.law, notes);
    }
}

impl ListSource {
    /// Its codes are stated anew as a whole, if they are.
    fn change(&mut self, new: Self, notes: &mut Vec<Replaced>) {
        notes.push(Replaced { was: self.keys.place, now: new.keys.place });
        self.keys = new.keys;
        self.title = new.title.or(self.title.take());
        self.law = new.law.or(self.law.take());
        if new.classification.is_some() || !new.codes.is_empty() {
            (self.classification, self.codes) = (new.classification, new.codes);
        }
    }
}

impl DefinitionSource {
    fn change(&mut self, new: Self, notes: &mut Vec<Replaced>) {
        take(&mut self.value, new.value, notes);
        take(&mut self.table, new.table, notes);
        take(&mut self.title, new.title, notes);
        take(&mut self.law, new.law, notes);
    }
}

impl RuleSource {
    fn change(&mut self, new: Self, notes: &mut Vec<Replaced>) {
        take(&mut self.severity, new.severity, notes);
        take(&mut self.table, new.table, notes);
        self.per = new.per.or(self.per.take());
        take(&mut self.when, new.when, notes);
        take(&mut self.check, new.check, notes);
        take(&mut self.missing, new.missing, notes);
        take(&mut self.blocks, new.blocks, notes);
        take(&mut self.law, new.law, notes);
        take(&mut self.title, new.title, notes);
        take(&mut self.repairs, new.repairs, notes);
        take(&mut self.off, new.off, notes);
        take(&mut self.reason, new.reason, notes);
        if let Some(message) = new.message {
            if let Some(old) = &self.message {
                notes.push(Replaced { was: old.fa.place(), now: message.fa.place() });
            }
            self.message = Some(message);
        }
        self.keys.sound &= new.keys.sound;
    }
}
