//! Rules that could not run, for want of a table.

use super::rulebook::Rulebook;
use crate::dataset::Dataset;
use crate::finding::{Finding, Scalar, Severity};
use crate::ordered::{self, Ordered as _};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A rule that could not run, and the tables that the data lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotRun {
    /// The rule's id.
    pub rule: String,
    /// The tables that it needs and the data lacks, by name.
    pub tables: Vec<String>,
}

impl Rulebook {
    /// The rules that could not run on a dataset, in the order of the rulebook, those of optional tables among them.
    ///
    /// # Example
    /// ```
    /// use amalkard::dataset::Dataset;
    /// use amalkard::rules::Rulebook;
    ///
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let data = Dataset::from_json(book.schema(), r#"{"lines": []}"#)?;
    /// let waiting = book.not_run(&data);
    /// assert!(waiting.iter().any(|waiting| waiting.rule == "D01" && waiting.tables == ["previous"]));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn not_run(&self, data: &Dataset) -> Vec<NotRun> {
        let mut waiting: Vec<(usize, NotRun)> = Vec::new();
        for rules in &self.tables {
            for compiled in &rules.rules {
                let needed = compiled.needs.iter().chain([&rules.table]);
                let absent: BTreeSet<&String> = needed.filter(|table| data.table(table).is_none()).ordered();
                if let Some(rule) = self.rules.get(compiled.rule).filter(|_| !absent.is_empty()) {
                    let tables = absent.into_iter().cloned().collect();
                    waiting.push((compiled.rule, NotRun { rule: rule.id.clone(), tables }));
                }
            }
        }
        ordered::sort_by(&mut waiting, |(a, _), (b, _)| a.cmp(b));
        waiting.into_iter().map(|(_, waiting)| waiting).collect()
    }

    /// One finding for each table that is not in the data though rules need it. Of a rule that needs an optional table
    /// nothing is said.
    pub(super) fn waiting(&self, data: &Dataset) -> Vec<Finding> {
        let mut by_table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for NotRun { rule, tables } in self.not_run(data) {
            if tables.iter().any(|table| self.declared.optional.contains(table)) {
                continue;
            }
            for table in tables {
                by_table.entry(table).or_default().insert(rule.clone());
            }
        }
        by_table
            .into_iter()
            .map(|(table, ids)| {
                let ids = ids.into_iter().collect::<Vec<_>>().join(", ");
                Finding {
                    left: Scalar::Text(ids.clone()),
                    message_fa: format!("جدول «{table}» داده نشده است؛ این قاعده‌ها اجرا نشدند: {ids}"),
                    message_en: format!("table `{table}` was not given; these rules were not run: {ids}"),
                    ..Finding::about(&table, "rule.not_run", Severity::Info)
                }
            })
            .collect()
    }
}
