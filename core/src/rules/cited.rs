//! What a rule cites: the cells that it reads, as it names them, and the parameters.

use super::declarations::{Declarations, Definition, Parameter};
use super::load::Read;
use super::plan::{Reads, Slot};
use super::rulebook::{Rule, Rulebook, TableRules};
use super::source::RuleSource;
use crate::bilingual::Bilingual;
use serde::Serialize;

/// A field that a rule reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cited {
    /// As the rule names it: `spent`, `previous.spent`; within a sum, the field alone.
    pub name: String,
    /// The table it stands in.
    pub table: String,
    /// Its field.
    pub field: String,
    /// The heading of that field.
    pub title: Bilingual,
}

impl Rulebook {
    /// The fields that a rule's condition and check read, in the order in which it first names them; what its sums read
    /// comes last.
    ///
    /// # Example
    /// ```
    /// use amalkard::rules::Rulebook;
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let rule = book.rules().iter().find(|rule| rule.id == "C06").expect("it has a rule C06");
    /// let names: Vec<String> = book.fields_of(rule).into_iter().map(|field| field.title.en).collect();
    /// assert_eq!(names[..2], ["Spent", "Allocated"]);
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn fields_of(&self, rule: &Rule) -> Vec<Cited> {
        let position = self.rules.iter().position(|other| other.id == rule.id);
        let stated = self.tables.iter().find(|rules| rules.table == rule.table).and_then(|rules| {
            rules.rules.iter().find(|compiled| Some(compiled.rule) == position).map(|compiled| (rules, compiled))
        });
        let Some((rules, compiled)) = stated else { return Vec::new() };
        let mut reads = Reads::of(&compiled.check);
        if let Some(when) = &compiled.when {
            reads.logic(when);
        }
        let mut found: Vec<Cited> = Vec::new();
        let own = reads.slots.iter().filter_map(|slot| rules.slots.get(*slot));
        for slot in own.chain(within(rules, &reads)) {
            if let Some(cited) = self.cited(slot)
                && !found.contains(&cited)
            {
                found.push(cited);
            }
        }
        found
    }

    /// The parameters that a rule's condition, check, message or repairs name, also by way of definitions.
    pub fn parameters_of(&self, rule: &Rule) -> impl Iterator<Item = (&str, &Parameter)> {
        let read = self.read_by(rule);
        self.parameters().filter(move |(name, _)| read.parameters.contains(*name))
    }

    /// The definitions that a rule's condition, check, message or repairs name, and those that these name.
    pub fn definitions_of(&self, rule: &Rule) -> impl Iterator<Item = (&str, &Definition)> {
        let read = self.read_by(rule);
        self.definitions().filter(move |(name, _)| read.definitions.contains(*name))
    }

    fn read_by(&self, rule: &Rule) -> Read {
        let is_it = |source: &&RuleSource| source.id.as_ref().is_some_and(|id| *id.get_ref() == rule.id);
        let source = self.source.rules.iter().find(is_it);
        source.map(|source| Read::by(source, &self.declared)).unwrap_or_default()
    }

    /// Tables, relations, parameters and lists.
    pub(crate) fn declared(&self) -> &Declarations {
        &self.declared
    }

    fn cited(&self, slot: &Slot) -> Option<Cited> {
        let (_, field) = self.schema().table(&slot.table)?.field(&slot.field_name)?;
        Some(Cited {
            name: slot.name.clone(),
            table: slot.table.clone(),
            field: field.name.clone(),
            title: field.title.clone(),
        })
    }
}

/// The cells that a rule's sums are made of.
fn within<'a>(rules: &'a TableRules, reads: &'a Reads) -> impl Iterator<Item = &'a Slot> {
    reads.aggregates.iter().filter_map(|found| rules.aggregates.get(*found)).flat_map(|aggregate| &aggregate.slots)
}
