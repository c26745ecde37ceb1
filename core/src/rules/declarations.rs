//! What rules may refer to: tables, relations, parameters and code lists.

use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::calendar::PersianDate;
use crate::dataset::Schema;
use crate::rules::language::{Expr, ExprKind, Mistake, TALLEST};
use crate::scaled::Scaled;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The lengths at which a code is cut to the codes above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    /// In characters, shorter before longer.
    pub(crate) lengths: Vec<usize>,
    /// What fills a code up to the longest length; none where a code above another is shorter than it.
    pub(crate) fill: Option<char>,
}

impl Levels {
    /// The code above a folded code; none for one of the highest level.
    pub(crate) fn parent(&self, code: &str) -> Option<String> {
        let significant = match self.fill {
            Some(fill) => code.trim_end_matches(fill).chars().count(),
            None => code.chars().count(),
        };
        // A filled code may end with its fill by itself: it is of the shortest level that holds the rest.
        let own = match self.fill {
            Some(_) => self.lengths.iter().copied().find(|length| significant <= *length).unwrap_or(usize::MAX),
            None => significant,
        };
        let above = self.lengths.iter().copied().rfind(|length| *length < own)?;
        let mut parent: String = code.chars().take(above).collect();
        if let (Some(fill), Some(longest)) = (self.fill, self.lengths.last()) {
            parent.extend(std::iter::repeat_n(fill, longest.saturating_sub(above)));
        }
        Some(parent)
    }
}

/// The folded codes of a list with the fiscal years in which each is valid: first and last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct YearlyCodes(BTreeMap<String, Vec<(u16, u16)>>);

impl YearlyCodes {
    pub(crate) fn add(&mut self, folded: String, first: u16, last: u16) {
        self.0.entry(folded).or_default().push((first, last));
    }

    /// All codes with their years.
    pub(crate) fn all(&self) -> &BTreeMap<String, Vec<(u16, u16)>> {
        &self.0
    }

    /// The years of a folded code.
    pub(crate) fn years(&self, folded: &str) -> &[(u16, u16)] {
        self.0.get(folded).map_or(&[], Vec::as_slice)
    }
}

/// A way from a row of one table to rows of another with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Positions of the fields that must be equal: here, there.
    pub(crate) on: Vec<usize>,
    pub(crate) equals: Vec<usize>,
    /// Whether it leads from a code to the codes right below it: then the last field there is the code whose parent is
    /// the last field here.
    pub(crate) levels: Option<Levels>,
}

/// A constant of a rulebook that a province can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    #[serde(skip)]
    pub(crate) value: Constant,
    /// Its value as it is written: `20%`, `100000`.
    #[serde(rename = "value")]
    pub written: String,
    /// The unit of its figure, where it has one.
    pub unit: Option<Unit>,
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

/// An expression with a name, read in rules as if it were a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Definition {
    /// The table whose rows it is about.
    pub table: String,
    /// What it stands for, as the language is printed.
    pub value: String,
    /// The same with the definitions that it names put in their places.
    #[serde(skip)]
    pub(crate) tree: Expr,
    /// What it is.
    pub title: Option<Bilingual>,
    /// Its legal basis.
    pub law: Option<String>,
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
    /// The same codes with their years, for `code in list.name for year`.
    pub(crate) yearly: BTreeMap<String, Arc<YearlyCodes>>,
    pub(crate) definitions: BTreeMap<String, Definition>,
    /// Names of definitions that could not be read; what names them is not reported once more.
    pub(crate) unsound: BTreeSet<String>,
}

/// The most nodes of an expression once definitions are put in their places.
const LARGEST: usize = 4_000;

impl Declarations {
    /// A relation from a table, with its position.
    pub(crate) fn relation(&self, from: &str, name: &str) -> Option<(usize, &Relation)> {
        self.relations.iter().enumerate().find(|(_, relation)| relation.from == from && relation.name == name)
    }

    /// A definition for the rows of a table.
    pub(crate) fn definition(&self, table: &str, name: &str) -> Option<&Definition> {
        self.definitions.get(name).filter(|definition| definition.table == table)
    }

    /// The table whose rows the parts of an expression are about.
    pub(crate) fn table_below<'t>(&'t self, expression: &Expr, table: &'t str) -> &'t str {
        let ExprKind::Aggregate(aggregate) = &expression.kind else { return table };
        let relation = aggregate.relation.as_ref().and_then(|name| self.relation(table, &name.text));
        relation.map_or(table, |(_, relation)| relation.to.as_str())
    }

    /// An expression with the definitions that it names put in their places.
    ///
    /// # Errors
    /// `rulebook.too_long` and `rulebook.too_deep` where it becomes too large.
    pub(crate) fn expanded(&self, expression: &Expr, table: &str) -> Result<Expr, Mistake> {
        let mut whole = expression.clone();
        let mut size = expression.size();
        self.expand(&mut whole, table, &mut size)?;
        if TALLEST < whole.height() {
            return Err(Mistake::new(
                "rulebook.too_deep",
                expression.span,
                format!("با گذاشتن تعریف‌ها به جای نام‌شان، عبارت بیش از {TALLEST} گام روی هم دارد"),
                format!(
                    "with definitions in their places the expression has more than {TALLEST} steps one upon another"
                ),
            ));
        }
        Ok(whole)
    }

    fn expand(&self, expression: &mut Expr, table: &str, size: &mut usize) -> Result<(), Mistake> {
        if let ExprKind::Name(name) = &expression.kind
            && let Some(definition) = self.definition(table, name)
        {
            *size = size.saturating_add(definition.tree.size());
            if LARGEST < *size {
                return Err(Mistake::new(
                    "rulebook.too_long",
                    expression.span,
                    format!("با گذاشتن تعریف‌ها به جای نام‌شان، عبارت بیش از {LARGEST} جزء دارد"),
                    format!("with definitions in their places the expression has more than {LARGEST} parts"),
                ));
            }
            let mut tree = definition.tree.clone();
            tree.place(expression.span);
            *expression = tree;
            return Ok(());
        }
        // A field of this table is never meant by a definition of another table.
        if let ExprKind::Name(name) = &expression.kind
            && self.unsound.contains(name)
            && self.schema.table(table).is_none_or(|schema| schema.field(name).is_none())
        {
            return Err(Mistake::reported_elsewhere(expression.span));
        }
        let inner = self.table_below(expression, table).to_owned();
        expression.parts_mut().into_iter().try_for_each(|part| self.expand(part, &inner, size))
    }
}
