//! The text of a rulebook as its writer stated it: shapes of sections, each value with its place.
//!
//! Every key is optional here, because a book that extends another states only what it changes; what must stand in the
//! end is asked for once all files are put together ([`load`](super::load)).

use crate::bilingual::Bilingual;

/// Where something stands: a range of bytes in one of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The position of the file among all files of the book.
    pub(super) file: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Written<T> {
    value: T,
    place: Place,
}

impl<T> Written<T> {
    pub(super) fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    pub(super) fn get_ref(&self) -> &T {
        &self.value
    }

    pub(super) fn into_inner(self) -> T {
        self.value
    }

    pub(super) fn place(&self) -> Place {
        self.place
    }
}

/// What all sections have: where they stand, and whether an unknown key was found in them. A key that is missing
/// there may be the misspelt one, which has been reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    pub(super) place: Place,
    pub(super) sound: bool,
}

/// One file of a rulebook. A rulebook may be one file or several that are read as one.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) header: Option<Header>,
    /// Headings of groups of rules, by what the ids of their rules begin with.
    pub(super) groups: Vec<Named<Written<Bilingual>>>,
    pub(super) tables: Vec<Named<TableSource>>,
    pub(super) relations: Vec<Named<RelationSource>>,
    pub(super) parameters: Vec<Named<ParameterSource>>,
    pub(super) lists: Vec<Named<ListSource>>,
    pub(super) definitions: Vec<Named<DefinitionSource>>,
    pub(super) rules: Vec<RuleSource>,
    /// What it changes in rules of the book that it extends, by their ids.
    pub(super) changes: Vec<Named<RuleSource>>,
}

/// A section with its name, in the order in which the file states them.
pub(super) type Named<T> = (Written<String>, T);

#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) keys: Keys,
    pub(super) id: Option<Written<String>>,
    /// The book that this one changes.
    pub(super) extends: Option<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) fiscal_year: Option<Written<i128>>,
    pub(super) version: Option<Written<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct TableSource {
    pub(super) keys: Keys,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) key: Option<Vec<Written<String>>>,
    pub(super) fields: Vec<FieldSource>,
    /// The same fields as another table.
    pub(super) like: Option<Written<String>>,
    /// Whether data without it is no reason to speak of the rules that need it.
    pub(super) optional: Option<Written<bool>>,
}

#[derive(Clone, Debug)]
pub(super) struct FieldSource {
    pub(super) keys: Keys,
    pub(super) name: Option<Written<String>>,
    pub(super) kind: Option<Written<String>>,
    pub(super) unit: Option<Written<String>>,
    pub(super) scale: Option<Written<i128>>,
    pub(super) required: Option<Written<bool>>,
    pub(super) non_negative: Option<Written<bool>>,
    pub(super) basis: Option<Written<String>>,
    pub(super) law: Option<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
}

#[derive(Clone, Debug)]
pub(super) struct RelationSource {
    pub(super) keys: Keys,
    /// Its name in rules, where the section's is another: relations from two tables may have one name.
    pub(super) name: Option<Written<String>>,
    pub(super) from: Option<Written<String>>,
    pub(super) to: Option<Written<String>>,
    pub(super) on: Option<Vec<Written<String>>>,
    /// The fields of the other table, where their names differ.
    pub(super) equals: Vec<Written<String>>,
    /// The lengths at which the last field is cut to the code above it, and what fills it up.
    pub(super) levels: Option<Vec<Written<i128>>>,
    pub(super) fill: Option<Written<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct ParameterSource {
    pub(super) keys: Keys,
    pub(super) value: Option<Written<Literal>>,
    pub(super) unit: Option<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) law: Option<Written<String>>,
}

/// A value that a parameter may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Flag(bool),
    Integer(i128),
    Text(String),
}

#[derive(Clone, Debug)]
pub(super) struct ListSource {
    pub(super) keys: Keys,
    /// A list of the classification, as valid in the rulebook's fiscal year.
    pub(super) classification: Option<Written<String>>,
    pub(super) codes: Vec<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) law: Option<Written<String>>,
}

/// An expression with a name.
#[derive(Clone, Debug)]
pub(super) struct DefinitionSource {
    pub(super) keys: Keys,
    pub(super) value: Option<Written<String>>,
    pub(super) table: Option<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) law: Option<Written<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct RuleSource {
    pub(super) keys: Keys,
    pub(super) id: Option<Written<String>>,
    pub(super) severity: Option<Written<String>>,
    pub(super) table: Option<Written<String>>,
    /// The fields whose equal values make a group that is judged once.
    pub(super) per: Option<Vec<Written<String>>>,
    pub(super) when: Option<Written<String>>,
    pub(super) check: Option<Written<String>>,
    pub(super) missing: Option<Written<String>>,
    pub(super) blocks: Option<Written<String>>,
    pub(super) law: Option<Written<String>>,
    pub(super) title: Option<Written<Bilingual>>,
    pub(super) message: Option<Message>,
    pub(super) repairs: Option<Written<Vec<RepairSource>>>,
    /// Whether it is kept in the book and not run, and why.
    pub(super) off: Option<Written<bool>>,
    pub(super) reason: Option<Written<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) fa: Written<String>,
    pub(super) en: Written<String>,
}

impl Message {
    pub(super) fn words(&self) -> Bilingual {
        Bilingual::new(self.fa.get_ref().as_str(), self.en.get_ref().as_str())
    }
}

#[derive(Clone, Debug)]
pub(super) struct RepairSource {
    pub(super) keys: Keys,
    pub(super) field: Option<Written<String>>,
    pub(super) value: Option<Written<String>>,
    pub(super) message: Option<Message>,
}

/// All files of a book, and of those that it extends, as one.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) header: Option<Header>,
    pub(super) groups: Vec<Named<Written<Bilingual>>>,
    pub(super) tables: Vec<Named<TableSource>>,
    pub(super) relations: Vec<Named<RelationSource>>,
    pub(super) parameters: Vec<Named<ParameterSource>>,
    pub(super) lists: Vec<Named<ListSource>>,
    pub(super) definitions: Vec<Named<DefinitionSource>>,
    pub(super) rules: Vec<RuleSource>,
    /// What was stated anew, in the order of the layers.
    pub(super) replaced: Vec<Replaced>,
}

/// A value that took the place of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replaced {
    pub(super) was: Place,
    pub(super) now: Place,
}
