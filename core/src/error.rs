//! One coded error for everything that can be refused.
//!
//! Inside a module errors are small types beside the noun that fails; at the door they all become this one, so that a
//! host in any language can branch on a stable `code` and show the reason in Persian or English.

use serde::Serialize;
use std::fmt;

/// The result of an operation that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

/// A request that cannot be carried out: what was tried, where, why not and what to do.
///
/// Errors are for requests; what is wrong in the *content* of a report is a [`Finding`](crate::finding::Finding).
///
/// # Example
/// ```
/// let error = amalkard::Error::from("12/5".parse::<amalkard::Amount>().unwrap_err());
/// assert_eq!(error.code(), "amount.ambiguous");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Parts>);

/// The parts of an [`Error`], as they cross to other languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Parts {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    message_fa: String,
    message_en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_fa: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_en: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Error>,
}

impl Error {
    /// An error with its stable code (`area.reason`) and its message in Persian and English.
    #[must_use]
    pub fn new(code: &'static str, fa: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            place: None,
            expected: None,
            message_fa: fa.into(),
            message_en: en.into(),
            help_fa: None,
            help_en: None,
            details: Vec::new(),
            causes: Vec::new(),
        }))
    }

    /// The same error with the place it is about: `lines/12/spent`, `C-chain.toml:14:9`.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into());
        self
    }

    /// The same error with what was expected instead.
    #[must_use]
    pub fn expected(mut self, what: impl Into<String>) -> Self {
        self.0.expected = Some(what.into());
        self
    }

    /// The same error with what to do about it, in Persian and English.
    #[must_use]
    pub fn help(mut self, fa: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.help_fa = Some(fa.into());
        self.0.help_en = Some(en.into());
        self
    }

    /// The same error with one more named detail, in order.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.details.push((name, value.to_string()));
        self
    }

    /// The same error with the errors that it sums up, such as every mistake of a rulebook.
    #[must_use]
    pub fn because(mut self, causes: Vec<Self>) -> Self {
        self.0.causes = causes;
        self
    }

    /// The stable code, such as `amount.too_precise`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The place it is about, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The message in Persian.
    #[must_use]
    pub fn message_fa(&self) -> &str {
        &self.0.message_fa
    }

    /// The message in English.
    #[must_use]
    pub fn message_en(&self) -> &str {
        &self.0.message_en
    }

    /// What to do about it, in Persian and English.
    #[must_use]
    pub fn advice(&self) -> Option<(&str, &str)> {
        Some((self.0.help_fa.as_deref()?, self.0.help_en.as_deref()?))
    }

    /// Named details, in order.
    #[must_use]
    pub fn details(&self) -> &[(&'static str, String)] {
        &self.0.details
    }

    /// The errors that this one sums up.
    #[must_use]
    pub fn causes(&self) -> &[Self] {
        &self.0.causes
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.0.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.0.message_en)?;
        if let Some(expected) = &self.0.expected {
            write!(f, " (expected {expected})")?;
        }
        if let Some(help) = &self.0.help_en {
            write!(f, "; {help}")?;
        }
        for cause in &self.0.causes {
            write!(f, "\n  {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
