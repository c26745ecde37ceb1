//! Numbers of miscellaneous rows.

use super::builtin::required_list;
use super::code_text::{clean, is_dash, is_digits};
use super::entry::Entry;
use super::error::CodeError;
use crate::Error;
use crate::calendar::FiscalYear;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A miscellaneous row (ردیف متفرقه): the six digits of its group and a number of one to three digits.
///
/// The laws print it both ways, `1-530000` (1399) and `530000-1` (1402), and right-to-left text may turn one into the other:
/// the six digits say which part is which, so both are the same row. Shown as `530000-1`.
///
/// # Example
/// ```
/// use amalkard::classification::MiscRow;
/// let row: MiscRow = "۱-۵۳۰۰۰۰".parse()?;
/// assert_eq!(row, "530000–1".parse()?);
/// assert_eq!((row.group(), row.item()), ("530000", 1));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MiscRow {
    group: String,
    item: u16,
}

impl MiscRow {
    /// The six digits of its group.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Its number in the group, 0 to 999.
    #[must_use]
    pub fn item(&self) -> u16 {
        self.item
    }

    /// The entry of its group in a year.
    ///
    /// # Errors
    /// `code.unknown`, `code.not_in_year`.
    pub fn group_entry(&self, year: FiscalYear) -> Result<&'static Entry, Error> {
        Ok(required_list("misc_group")?.find(&self.group, year)?)
    }
}

impl FromStr for MiscRow {
    type Err = Error;

    /// # Errors
    /// `code.bad_form` for anything but six digits, a dash of any kind and one to three digits, in either order.
    fn from_str(text: &str) -> Result<Self, Error> {
        let typed = clean(text);
        let parts = typed.split(is_dash).map(str::trim).collect::<Vec<_>>();
        let row = match parts.as_slice() {
            [group, item] if is_digits(group, 6) => Some((*group, *item)),
            [item, group] if is_digits(group, 6) => Some((*group, *item)),
            _ => None,
        };
        let number = row.filter(|(_, item)| (1..=3).any(|length| is_digits(item, length)));
        match number.and_then(|(group, item)| Some((group, item.parse().ok()?))) {
            Some((group, item)) => Ok(Self { group: group.to_owned(), item }),
            None => Err(CodeError::BadForm {
                what_fa: "ردیف متفرقه",
                what_en: "a miscellaneous row",
                text: text.to_owned(),
                expected: "530000-1 or 1-530000".to_owned(),
                hint: Some(Box::new((
                    "شش رقم گروه، خط تیره و یک تا سه رقم بنویسید، مانند 530000-1".to_owned(),
                    "write six digits, a dash and one to three digits, such as 530000-1".to_owned(),
                ))),
            }
            .into()),
        }
    }
}

impl TryFrom<String> for MiscRow {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<MiscRow> for String {
    fn from(row: MiscRow) -> Self {
        row.to_string()
    }
}

impl fmt::Display for MiscRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.group, self.item)
    }
}

#[cfg(test)]
#[path = "misc_row_tests.rs"]
mod tests;
