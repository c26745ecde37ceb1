//! Codes of plans and programmes, and what their digits say.

use super::builtin::required_list;
use super::code_scheme::CodeScheme;
use super::code_text::{clean, is_digits};
use super::entry::Entry;
use super::error::CodeError;
use crate::Error;
use crate::calendar::FiscalYear;
use crate::ordered::Ordered as _;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// A plan or programme code (کد طرح، کد برنامه).
///
/// The ten digits of the budget laws are `AA|CC|PPP|SSS`: affair, chapter, programme and serial. A programme is written with
/// the serial `000` (`1306012000`); plans of annex 1 and outputs of annex 4 have another (`1306012024`). Other lengths are
/// read by a [`CodeScheme`] that the host switches on.
///
/// # Example
/// ```
/// use amalkard::classification::PlanCode;
/// let plan = PlanCode::parse("۱۳۰۶۰۱۲۰۲۴")?;
/// assert_eq!(plan.prefix("affair"), Some("13"));
/// assert_eq!(plan.prefix("programme"), Some("1306012"));
/// assert_eq!(plan.parent().map(|programme| programme.to_string()), Some("1306012000".to_owned()));
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanCode {
    digits: String,
    scheme: String,
    /// Each segment's name with where it starts and ends in `digits`.
    segments: Vec<(String, usize, usize)>,
}

impl PlanCode {
    /// Reads a code of ten digits.
    ///
    /// # Errors
    /// `code.bad_form`; where the length is that of a scheme that is not switched on, the error names the scheme.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let default = CodeScheme::builtin().iter().filter(|scheme| scheme.is_default()).collect::<Vec<_>>();
        Self::parse_with(text, &default)
    }

    /// Reads a code of one of several schemes, told apart by their lengths; the first that fits is taken.
    ///
    /// # Errors
    /// `code.bad_form` as for [`parse`](Self::parse).
    pub fn parse_with(text: &str, schemes: &[&CodeScheme]) -> Result<Self, Error> {
        let digits = clean(text);
        match schemes.iter().find(|scheme| is_digits(&digits, scheme.length())) {
            Some(scheme) => scheme.parse(&digits),
            None => Err(refused(text, &digits, schemes)),
        }
    }

    /// A code whose digits are known to fit the segments.
    pub(super) fn of<'a>(scheme: &str, digits: String, parts: impl Iterator<Item = (&'a str, usize)>) -> Self {
        let mut end = 0_usize;
        let segments = parts
            .map(|(name, length)| {
                let start = end;
                end = end.saturating_add(length);
                (name.to_owned(), start, end)
            })
            .collect();
        Self { digits, scheme: scheme.to_owned(), segments }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The name of its scheme: `plan-10`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// One segment alone: `affair`, `chapter`, `programme`, `serial`; none where the scheme has no such segment.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<&str> {
        let (_, start, end) = self.segments.iter().find(|(own, ..)| own == name)?;
        self.digits.get(*start..*end)
    }

    /// The digits from the first to the end of a segment: the code that all members of that level share.
    #[must_use]
    pub fn prefix(&self, name: &str) -> Option<&str> {
        let (.., end) = self.segments.iter().find(|(own, ..)| own == name)?;
        self.digits.get(..*end)
    }

    /// The prefixes above it, nearest first: `1306012`, `1306`, `13`.
    #[must_use]
    pub fn prefixes(&self) -> Vec<&str> {
        self.segments.iter().rev().skip(1).filter_map(|(.., end)| self.digits.get(..*end)).collect()
    }

    /// Whether its last segment is all zeros: a programme, not a plan or an output.
    #[must_use]
    pub fn is_programme(&self) -> bool {
        self.last().is_some_and(|serial| serial.bytes().all(|b| b == b'0'))
    }

    /// The programme of a plan: the same code with the serial `000`. None for a programme, and for an opaque code.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let serial = self.last()?;
        if self.is_programme() {
            return None;
        }
        let digits = format!("{}{}", self.digits.strip_suffix(serial)?, "0".repeat(serial.len()));
        Some(Self { digits, ..self.clone() })
    }

    /// Whether the code stands under another: under its programme, or under the same prefix.
    #[must_use]
    pub fn is_under(&self, programme: &Self) -> bool {
        self.parent().as_ref() == Some(programme)
    }

    /// The affair that its first digits name.
    ///
    /// # Errors
    /// `code.bad_form` where the scheme has no affair; `code.unknown`, `code.not_in_year`.
    pub fn affair(&self, year: FiscalYear) -> Result<&'static Entry, Error> {
        let code = self.segment("affair").ok_or_else(|| refused(&self.digits, &self.digits, &[]))?;
        Ok(required_list("affair")?.find(code, year)?)
    }

    /// The last segment, where there are at least two.
    fn last(&self) -> Option<&str> {
        let (_, start, end) = self.segments.last().filter(|_| self.segments.len() > 1)?;
        self.digits.get(*start..*end)
    }
}

/// The error for a text that fits none of the schemes.
fn refused(text: &str, digits: &str, schemes: &[&CodeScheme]) -> Error {
    let expected = if schemes.is_empty() { "a scheme with segments".to_owned() } else { forms(schemes) };
    let known = CodeScheme::builtin().iter().find(|scheme| is_digits(digits, scheme.length()));
    let hint = known.filter(|known| !schemes.contains(known)).map(|scheme| {
        let name = scheme.name();
        (
            format!("این طول از آن طبقه‌بندی «{name}» است که فعال نشده است"),
            format!("that length is the scheme `{name}`, which is not switched on"),
        )
    });
    CodeError::BadForm {
        what_fa: "کد طرح یا برنامه",
        what_en: "a plan or programme code",
        text: text.to_owned(),
        expected,
        hint: hint.map(Box::new),
    }
    .into()
}

/// The lengths that are accepted, in words.
fn forms(schemes: &[&CodeScheme]) -> String {
    let forms = schemes.iter().map(|scheme| format!("{} digits ({})", scheme.length(), scheme.titles().1));
    forms.collect::<Vec<_>>().join(" or ")
}

impl Serialize for PlanCode {
    /// As an object: `code`, `scheme`, `segments` by name, `prefixes` nearest first, `is_programme`, and the `parent`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let segments = self.segments.iter().map(|(name, ..)| (name.as_str(), self.segment(name)));
        let mut object = serializer.serialize_struct("PlanCode", 6)?;
        object.serialize_field("code", &self.digits)?;
        object.serialize_field("scheme", &self.scheme)?;
        object.serialize_field("segments", &segments.ordered::<BTreeMap<_, _>>())?;
        object.serialize_field("prefixes", &self.prefixes())?;
        object.serialize_field("is_programme", &self.is_programme())?;
        object.serialize_field("parent", &self.parent().map(|parent| parent.digits))?;
        object.end()
    }
}

impl fmt::Display for PlanCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

#[cfg(test)]
#[path = "plan_code_tests.rs"]
mod tests;
