//! One credit line of an agreement.

use super::error::Fault;
use crate::amount::{Amount, Unit};
use crate::classification::CreditKind;
use crate::text;
use serde::{Deserialize, Serialize};

/// One credit line of an agreement (ردیف اعتبار): an amount for a purpose, from one funding source.
///
/// Codes are text here; that they exist in the year's lists is for the rules to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditLine {
    /// The line's own code, unique in the agreement.
    pub line: String,
    /// Expense or capital.
    pub kind: CreditKind,
    /// The funding source (منبع تأمین اعتبار), a code of the year's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The economic chapter (فصل); a chapter code means something only with the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// The programme (برنامه).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The plan of a capital line (طرح).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The project of a capital line (پروژه).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The county (شهرستان).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// What the credit is for.
    pub title: String,
    /// The approved credit (مصوب), in `unit`; not negative.
    pub approved: Amount,
    /// The unit of its amounts; million rials where nothing is said.
    #[serde(default = "million_rial")]
    pub unit: Unit,
}

/// For serde: the unit of every table of the budget law.
fn million_rial() -> Unit {
    Unit::MillionRial
}

impl CreditLine {
    /// A line with what every line has; the codes are set on its fields.
    #[must_use]
    pub fn new(
        line: impl Into<String>,
        kind: CreditKind,
        title: impl Into<String>,
        approved: Amount,
        unit: Unit,
    ) -> Self {
        Self {
            line: line.into(),
            kind,
            source: None,
            chapter: None,
            programme: None,
            plan: None,
            project: None,
            county: None,
            title: title.into(),
            approved,
            unit,
        }
    }

    /// What a line must keep by itself.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if text::fold(&self.line).is_empty() {
            return Err(Fault::EmptyField { field: "line" });
        }
        if self.approved.is_negative() {
            return Err(Fault::Negative { field: "approved", amount: self.approved });
        }
        Ok(())
    }
}
