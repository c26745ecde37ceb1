//! Amendments: what changed in an agreement, when and why.

use super::line::CreditLine;
use crate::amount::Amount;
use crate::calendar::PersianDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an amendment does (نوع اصلاحیه), which decides what its changes must add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentKind {
    /// Raises or lowers the ceiling (افزایش یا کاهش سقف): a new source, a notification; the total changes.
    Ceiling,
    /// Moves credit between projects, chapters or programmes (جابجایی): the changes add up to zero.
    Transfer,
    /// Corrects a mistake (اصلاح اشتباه).
    Correction,
    /// Changes titles (تغییر مشخصات), and no amount.
    Text,
}

impl AmendmentKind {
    /// Its title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        match self {
            Self::Ceiling => "تغییر سقف",
            Self::Transfer => "جابجایی",
            Self::Correction => "اصلاح اشتباه",
            Self::Text => "تغییر مشخصات",
        }
    }
}

impl fmt::Display for AmendmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ceiling => "ceiling",
            Self::Transfer => "transfer",
            Self::Correction => "correction",
            Self::Text => "text",
        })
    }
}

/// An amendment of an agreement (اصلاحیه): who changed which lines, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Its number in the agreement: 1, 2, 3.
    pub number: u32,
    /// The day from which it is in force.
    pub date: PersianDate,
    /// What it does.
    pub kind: AmendmentKind,
    /// Who signed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The licence or letter that allows it (شماره مجوز).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Lines that it adds, approved at zero: the amount comes by a change, so that the history says from where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new_lines: Vec<CreditLine>,
    /// The lines that it changes, each once.
    #[serde(default)]
    pub changes: Vec<LineChange>,
}

/// What an amendment does to one line, in the line's unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// The line.
    pub line: String,
    /// What is added to its credit; not negative.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub increase: Amount,
    /// What is taken from its credit; not negative.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub decrease: Amount,
    /// Its new title, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// For serde: a zero is not written.
fn is_zero(amount: &Amount) -> bool {
    amount.is_zero()
}

impl LineChange {
    /// Adds to a line.
    #[must_use]
    pub fn increase(line: impl Into<String>, by: Amount) -> Self {
        Self { line: line.into(), increase: by, decrease: Amount::ZERO, title: None }
    }

    /// Takes from a line.
    #[must_use]
    pub fn decrease(line: impl Into<String>, by: Amount) -> Self {
        Self { line: line.into(), increase: Amount::ZERO, decrease: by, title: None }
    }

    /// Gives a line another title.
    #[must_use]
    pub fn retitle(line: impl Into<String>, title: impl Into<String>) -> Self {
        Self { line: line.into(), increase: Amount::ZERO, decrease: Amount::ZERO, title: Some(title.into()) }
    }
}
