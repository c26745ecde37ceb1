//! What may change, and how gladly.

use crate::dataset::{Table, unknown_field};
use crate::error::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a localization may change and how far it goes. Fields of keys and relations, and all that are no figures, are
/// never changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LocalizeOptions {
    /// Fields that may not change.
    pub frozen: BTreeSet<String>,
    /// How reluctantly a field is changed; 1 where nothing is stated.
    pub weights: BTreeMap<String, u32>,
    /// How much heavier than the lightest solution another may be.
    pub extra_weight: u32,
    /// How many solutions are given at most.
    pub most_solutions: usize,
    /// How much work may be done: about one unit for each number that is touched; some ten million in a second.
    pub effort: u64,
}

impl Default for LocalizeOptions {
    fn default() -> Self {
        Self {
            frozen: BTreeSet::new(),
            weights: BTreeMap::new(),
            extra_weight: 0,
            most_solutions: 20,
            effort: 20_000_000,
        }
    }
}

impl LocalizeOptions {
    /// Refuses fields that the table does not have.
    pub(super) fn fields_are_known(&self, table: &Table) -> Result<()> {
        let named = self.frozen.iter().chain(self.weights.keys());
        match named.into_iter().find(|name| table.schema().field(name).is_none()) {
            Some(name) => Err(unknown_field(table, name)),
            None => Ok(()),
        }
    }

    pub(super) fn is_frozen(&self, table: &Table, field: usize) -> bool {
        table.schema().fields().get(field).is_some_and(|field| self.frozen.contains(&field.name))
    }

    pub(super) fn weight(&self, table: &Table, field: usize) -> u64 {
        let name = table.schema().fields().get(field).map(|field| field.name.as_str());
        name.and_then(|name| self.weights.get(name)).copied().unwrap_or(1).into()
    }
}
