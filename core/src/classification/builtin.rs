//! The code lists that come with the library, as data files read once.

use super::code_list::CodeList;
use super::entry::Entry;
use super::error::CodeError;
use crate::Error;
use crate::calendar::FiscalYear;
use crate::text;
use std::sync::OnceLock;

/// The texts of the lists that come with the library, in reading order.
const TEXTS: [&str; 16] = [
    include_str!("data/province.toml"),
    include_str!("data/county.toml"),
    include_str!("data/credit_kind.toml"),
    include_str!("data/expense_chapter.toml"),
    include_str!("data/expense_chapter_classic.toml"),
    include_str!("data/expense_subchapter.toml"),
    include_str!("data/capital_chapter.toml"),
    include_str!("data/capital_chapter_classic.toml"),
    include_str!("data/gfsm.toml"),
    include_str!("data/affair.toml"),
    include_str!("data/cofog.toml"),
    include_str!("data/funding_source.toml"),
    include_str!("data/source_kind.toml"),
    include_str!("data/misc_group.toml"),
    include_str!("data/instrument.toml"),
    include_str!("data/agency.toml"),
];

/// The lists that come with the library; each text is read once.
#[must_use]
pub fn lists() -> &'static [CodeList] {
    static LISTS: OnceLock<Vec<CodeList>> = OnceLock::new();
    LISTS.get_or_init(|| {
        let read = TEXTS.iter().filter_map(|text| CodeList::from_toml(text).ok()).collect::<Vec<_>>();
        // A list that cannot be read is a mistake of ours; the unit tests read every one.
        debug_assert_eq!(read.len(), TEXTS.len());
        read
    })
}

/// The list of a name: `province`, `county`, `credit_kind`, `expense_chapter`, `expense_chapter_classic`,
/// `expense_subchapter`, `capital_chapter`, `capital_chapter_classic`, `gfsm`, `affair`, `cofog`, `funding_source`,
/// `source_kind`, `misc_group`, `instrument`, `agency`.
///
/// # Example
/// ```
/// use amalkard::classification::list;
/// assert_eq!(list("province").map(|provinces| provinces.entries().len()), Some(31));
/// ```
#[must_use]
pub fn list(id: &str) -> Option<&'static CodeList> {
    lists().iter().find(|list| list.id() == id)
}

/// The list of a name, or the error that says which one was probably meant.
///
/// # Errors
/// `code.unknown_list`.
pub fn required_list(id: &str) -> Result<&'static CodeList, CodeError> {
    list(id).ok_or_else(|| CodeError::UnknownList {
        id: id.to_owned(),
        closest: text::closest(id, lists().iter().map(CodeList::id)).map(ToOwned::to_owned),
    })
}

/// The entry of a code of a list in a fiscal year.
///
/// # Errors
/// `code.unknown_list`, `code.unknown`, `code.not_in_year`.
///
/// # Example
/// ```
/// use amalkard::calendar::FiscalYear;
/// use amalkard::classification::lookup;
/// let year = FiscalYear::new(1404)?;
/// assert_eq!(lookup("province", "۶۷", year)?.en, "Ilam");
/// assert_eq!(lookup("province", "ایلام", year).unwrap_err().advice().unwrap().1, "did you mean `67`?");
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn lookup(list: &str, code: &str, year: FiscalYear) -> Result<&'static Entry, Error> {
    Ok(required_list(list)?.find(code, year)?)
}

/// Whether a line of a fiscal year may carry the code of a list; `false` for an unknown list.
#[must_use]
pub fn contains(list_id: &str, code: &str, year: FiscalYear) -> bool {
    list(list_id).is_some_and(|list| list.contains(code, year))
}

/// The code of a province in another system: `budget` (51 to 81), `sci` (00 to 30) or `iso` (`IR-16`).
///
/// # Errors
/// `code.unknown_system`, `code.unknown`.
///
/// # Example
/// ```
/// use amalkard::classification::crosswalk;
/// assert_eq!(crosswalk("67", "budget", "sci")?, "16");
/// assert_eq!(crosswalk("IR-22", "iso", "budget")?, "62");
/// # Ok::<(), amalkard::Error>(())
/// ```
pub fn crosswalk(province: &str, from: &str, to: &str) -> Result<&'static str, Error> {
    Ok(required_list("province")?.crosswalk(province, from, to)?)
}

#[cfg(test)]
#[path = "builtin_tests.rs"]
mod tests;
