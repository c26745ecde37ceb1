//! Expense or capital: the kind of a credit.

use super::error::{CodeError, ListName};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The kind of a credit (نوع اعتبار). A chapter code means something only together with it.
///
/// # Example
/// ```
/// use amalkard::classification::CreditKind;
/// assert_eq!("capital".parse::<CreditKind>()?, CreditKind::Capital);
/// assert_eq!(CreditKind::Expense.title_fa(), "هزینه‌ای");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreditKind {
    /// Expense credits (اعتبارات هزینه‌ای).
    Expense,
    /// Acquisition of capital assets (تملک دارایی‌های سرمایه‌ای).
    Capital,
}

impl CreditKind {
    /// Both kinds, in the order of the budget law's tables.
    pub const ALL: [Self; 2] = [Self::Expense, Self::Capital];

    /// Its code: `expense` or `capital`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Expense => "expense",
            Self::Capital => "capital",
        }
    }

    /// Its title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        match self {
            Self::Expense => "هزینه‌ای",
            Self::Capital => "تملک دارایی‌های سرمایه‌ای",
        }
    }

    /// Its title in English.
    #[must_use]
    pub fn title_en(self) -> &'static str {
        match self {
            Self::Expense => "expense",
            Self::Capital => "capital",
        }
    }

    /// The other kind.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Expense => Self::Capital,
            Self::Capital => Self::Expense,
        }
    }
}

impl fmt::Display for CreditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for CreditKind {
    type Err = crate::Error;

    /// # Errors
    /// `code.unknown` for anything but `expense` and `capital`.
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let wanted = text::fold(code);
        Self::ALL.into_iter().find(|kind| kind.code() == wanted).ok_or_else(|| {
            CodeError::Unknown {
                list: ListName::new("credit_kind", "نوع اعتبار", "kind of credit"),
                code: code.to_owned(),
                closest: text::closest(&wanted, Self::ALL.iter().map(|kind| kind.code())).map(ToOwned::to_owned),
                hint: None,
            }
            .into()
        })
    }
}

#[cfg(test)]
#[path = "credit_kind_tests.rs"]
mod tests;
