//! A finding: something wrong or doubtful in the content of a report, as data.

use crate::digest;
use crate::error::Result;
use crate::ordered;
use crate::scaled::Scaled;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Must be corrected (خطا): blocks the rule's stage.
    Error,
    /// Must be justified (هشدار).
    Warning,
    /// For information (اطلاع).
    Info,
}

/// A value in a finding, in the form that every language shows the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Scalar {
    /// No value: the cell is empty or the related row does not exist.
    Missing,
    /// A truth value.
    Flag(bool),
    /// An exact number; a string in JSON.
    Number(Scaled),
    /// Text, a code, or a Persian date as `1404-06-31`.
    Text(String),
}

/// A cell that a failing check has read, with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operand {
    /// The expression that names it in the rule: `spent`, `previous.spent`.
    pub name: String,
    /// The table it stands in.
    pub table: String,
    /// Its row in that table (0-based), where the related row exists.
    pub row: Option<usize>,
    /// Its field.
    pub field: String,
    /// Its value.
    pub value: Scalar,
}

/// A correction that would make the check hold. Proposed, never applied by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The field to change, in the finding's own row; none where a row is to be added or removed.
    pub field: Option<String>,
    /// The value it has now.
    pub from: Scalar,
    /// The value that is proposed.
    pub to: Scalar,
    /// What to do, in Persian.
    pub message_fa: String,
    /// What to do, in English.
    pub message_en: String,
}

/// One thing that is wrong or doubtful.
///
/// Comparing two engines compares this data; the sentences are made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id (`C06`), or the code of an intake finding (`intake.not_a_number`).
    pub rule: String,
    /// How serious it is.
    pub severity: Severity,
    /// The table it is about.
    pub table: String,
    /// The row (0-based); none for a finding about a whole table.
    pub row: Option<usize>,
    /// The key of that row, by field.
    pub key: BTreeMap<String, String>,
    /// The fields of that row that the check reads, in the order it names them.
    pub fields: Vec<String>,
    /// The left side of the comparison that fails.
    pub left: Scalar,
    /// The right side of it.
    pub right: Scalar,
    /// Left minus right, where both are numbers.
    pub residual: Scalar,
    /// The stage at which it blocks (`confirm`, `accept`, `approve`), if it does.
    pub blocks: Option<String>,
    /// The legal basis.
    pub law: Option<String>,
    /// The cells the check has read.
    pub operands: Vec<Operand>,
    /// The message in Persian.
    pub message_fa: String,
    /// The message in English.
    pub message_en: String,
    /// Corrections that would make the check hold, best first.
    pub repairs: Vec<Repair>,
}

impl Finding {
    /// A finding about a table of which nothing more is said yet.
    #[must_use]
    pub fn about(table: &str, rule: &str, severity: Severity) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            table: table.to_owned(),
            row: None,
            key: BTreeMap::new(),
            fields: Vec::new(),
            left: Scalar::Missing,
            right: Scalar::Missing,
            residual: Scalar::Missing,
            blocks: None,
            law: None,
            operands: Vec::new(),
            message_fa: String::new(),
            message_en: String::new(),
            repairs: Vec::new(),
        }
    }

    /// The order of findings: by table, row, rule; of groups of rows by their key.
    #[must_use]
    pub fn order(&self) -> (&str, Option<usize>, &str, &BTreeMap<String, String>) {
        (&self.table, self.row, &self.rule, &self.key)
    }
}

/// The findings of one check, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Findings put into their defined order: table, row, rule.
    #[must_use]
    pub fn new(mut items: Vec<Finding>) -> Self {
        ordered::sort_by(&mut items, |a, b| a.order().cmp(&b.order()));
        Self(items)
    }

    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Finding] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// How many are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Those that block a stage (`confirm`, `accept`, `approve`).
    pub fn blocking<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.iter().filter(move |finding| finding.blocks.as_deref() == Some(stage))
    }

    /// The SHA-256 of their canonical JSON: equal in every language.
    ///
    /// # Errors
    /// As [`digest::of`].
    pub fn digest(&self) -> Result<String> {
        digest::of(self)
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
