//! Chapters: a code that means something only with its kind of credit and its scheme.

use super::builtin::required_list;
use super::code_list::CodeList;
use super::credit_kind::CreditKind;
use super::entry::Entry;
use super::error::CodeError;
use crate::Error;
use crate::calendar::FiscalYear;
use serde::{Deserialize, Serialize};

/// The scheme that a chapter code belongs to. `5` is grants in one and, by position, subsidies in the other: a chapter is
/// named by its kind of credit, its scheme and its code, never by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChapterScheme {
    /// The budget book's seven, numbered 1 to 7 (tables 1 to 4 of the budget law).
    Classic,
    /// The accrual chart: six digits, eight chapters of expense and seven of capital.
    Accrual,
}

impl ChapterScheme {
    /// The list of the scheme's chapters for a kind of credit: `expense_chapter`, `capital_chapter_classic`.
    #[must_use]
    pub fn list_id(self, kind: CreditKind) -> &'static str {
        match (kind, self) {
            (CreditKind::Expense, Self::Accrual) => "expense_chapter",
            (CreditKind::Expense, Self::Classic) => "expense_chapter_classic",
            (CreditKind::Capital, Self::Accrual) => "capital_chapter",
            (CreditKind::Capital, Self::Classic) => "capital_chapter_classic",
        }
    }

    /// The other scheme.
    fn other(self) -> Self {
        match self {
            Self::Classic => Self::Accrual,
            Self::Accrual => Self::Classic,
        }
    }
}

/// The chapter of a code, for a kind of credit and a scheme.
///
/// # Errors
/// `code.unknown`, which says so where the code is a chapter of the other kind or of the other scheme;
/// `code.not_in_year`.
///
/// # Example
/// ```
/// use amalkard::calendar::FiscalYear;
/// use amalkard::classification::{ChapterScheme::Accrual, CreditKind, chapter};
/// let year = FiscalYear::new(1404)?;
/// assert_eq!(chapter(CreditKind::Capital, Accrual, "210000", year)?.en, "land");
/// assert_eq!(chapter(CreditKind::Expense, Accrual, "210000", year)?.en, "compensation of employees");
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn chapter(kind: CreditKind, scheme: ChapterScheme, code: &str, year: FiscalYear) -> Result<&'static Entry, Error> {
    let list = required_list(scheme.list_id(kind))?;
    match list.find(code, year) {
        Ok(entry) => Ok(entry),
        Err(CodeError::Unknown { list, code, closest, .. }) => {
            let hint = elsewhere(kind, scheme, &code, year);
            Err(CodeError::Unknown { list, code, closest, hint: hint.map(Box::new) }.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Where else the code is a chapter, in Persian and English.
fn elsewhere(kind: CreditKind, scheme: ChapterScheme, code: &str, year: FiscalYear) -> Option<(String, String)> {
    let places = [(kind, scheme.other()), (kind.other(), scheme), (kind.other(), scheme.other())];
    places.into_iter().find_map(|(kind, scheme)| {
        let list = required_list(scheme.list_id(kind)).ok()?;
        let entry = list.find(code, year).ok()?;
        Some(hint(list, entry))
    })
}

fn hint(list: &CodeList, entry: &Entry) -> (String, String) {
    let Entry { code, fa, en, .. } = entry;
    (
        format!("«{code}» در فهرست {} «{fa}» است؛ نوع اعتبار یا طبقه‌بندی را اصلاح کنید", list.title_fa()),
        format!("`{code}` is `{en}` in the list {}; correct the kind of credit or the scheme", list.title_en()),
    )
}

#[cfg(test)]
#[path = "chapter_tests.rs"]
mod tests;
