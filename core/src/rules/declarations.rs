//! What rules may refer to: tables, relations, parameters and code lists.

use crate::bilingual::Bilingual;
use crate::calendar::PersianDate;
use crate::dataset::Schema;
use crate::scaled::Scaled;
use std::collections::{BTreeMap, BTreeSet};

/// A way from a row of one table to rows of another with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Positions of the fields that must be equal: here, there.
    pub(crate) on: Vec<usize>,
    pub(crate) equals: Vec<usize>,
}

/// A constant of a rulebook that a province can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub(crate) value: Constant,
    /// Its value as it is written: `20%`, `100000`.
    pub written: String,
    /// What it is.
    pub title: Option<Bilingual>,
    /// Its legal basis.
    pub law: Option<String>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Constant {
    Number { value: Scaled, percent: bool },
    Text(String),
    Date(PersianDate),
    Flag(bool),
}

/// Everything that is declared beside the rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declarations {
    /// Headings of groups of rules, by what the ids of their rules begin with.
    pub(crate) groups: BTreeMap<String, Bilingual>,
    pub(crate) schema: Schema,
    /// The tables that a dataset may lack without a word.
    pub(crate) optional: BTreeSet<String>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) parameters: BTreeMap<String, Parameter>,
    /// Folded codes by list.
    pub(crate) lists: BTreeMap<String, BTreeSet<String>>,
}

impl Declarations {
    /// A relation from a table, with its position.
    pub(crate) fn relation(&self, from: &str, name: &str) -> Option<(usize, &Relation)> {
        self.relations.iter().enumerate().find(|(_, relation)| relation.from == from && relation.name == name)
    }
}
