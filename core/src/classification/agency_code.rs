//! The number of an agency.

use super::code_text::{clean, is_digits};
use super::error::CodeError;
use crate::Error;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An agency's classification number (شماره طبقه‌بندی دستگاه): six digits. In a province an agency is the number together
/// with the province.
///
/// # Example
/// ```
/// use amalkard::classification::AgencyCode;
/// let code: AgencyCode = "۱۱۳۵۴۱".parse()?;
/// assert_eq!(code.to_string(), "113541");
/// assert_eq!("11354".parse::<AgencyCode>().unwrap_err().code(), "code.bad_form");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

impl AgencyCode {
    /// The six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AgencyCode {
    type Err = Error;

    /// # Errors
    /// `code.bad_form` for anything but six digits of one of the three scripts.
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = clean(text);
        if is_digits(&digits, 6) {
            return Ok(Self(digits));
        }
        Err(CodeError::BadForm {
            what_fa: "شماره طبقه‌بندی دستگاه",
            what_en: "an agency's classification number",
            text: text.to_owned(),
            expected: "6 digits, such as 113541".to_owned(),
            hint: Some(Box::new((
                "شماره شش‌رقمی دستگاه را از قانون بودجه بنویسید، مانند 113541".to_owned(),
                "write the agency's six digits from the budget law, such as 113541".to_owned(),
            ))),
        }
        .into())
    }
}

impl TryFrom<String> for AgencyCode {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> Self {
        code.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[path = "agency_code_tests.rs"]
mod tests;
