//! The shapes of numeric codes: lengths and segments.

use super::code_list::{Title, line_and_column};
use super::code_text::{clean, is_digits};
use super::entry::Confidence;
use super::error::{CodeError, ListName};
use super::plan_code::PlanCode;
use crate::Error;
use crate::text;
use serde::Deserialize;
use std::sync::OnceLock;

/// The shape of a numeric code: its length and, where it can be taken apart, its segments.
///
/// # Example
/// ```
/// use amalkard::classification::CodeScheme;
/// let plan = CodeScheme::named("plan-10")?.parse("1306012024")?;
/// assert_eq!(plan.segment("serial"), Some("024"));
/// assert!(CodeScheme::named("plan-12")?.parse("1306012024").is_err());
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeScheme {
    name: String,
    title: Title,
    length: usize,
    #[serde(default)]
    segments: Vec<Segment>,
    #[serde(default)]
    default: bool,
    #[serde(default)]
    confidence: Confidence,
    source: Option<String>,
}

/// One named part of a code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Segment {
    name: String,
    digits: usize,
}

/// The text of schemes, as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schemes {
    scheme: Vec<CodeScheme>,
}

impl CodeScheme {
    /// The schemes that come with the library: `plan-10`, `programme-4`, `plan-12`, `plan-14`.
    #[must_use]
    pub fn builtin() -> &'static [Self] {
        static SCHEMES: OnceLock<Vec<CodeScheme>> = OnceLock::new();
        SCHEMES.get_or_init(|| {
            let read = Self::from_toml(include_str!("data/scheme.toml"));
            debug_assert!(read.is_ok());
            read.unwrap_or_default()
        })
    }

    /// The scheme of a name.
    ///
    /// # Errors
    /// `code.unknown` with the nearest name.
    pub fn named(name: &str) -> Result<&'static Self, Error> {
        let known = Self::builtin();
        known.iter().find(|scheme| scheme.name == name).ok_or_else(|| {
            CodeError::Unknown {
                list: ListName::new("scheme", "طبقه‌بندی کد", "scheme of codes"),
                code: name.to_owned(),
                closest: text::closest(name, known.iter().map(|scheme| scheme.name.as_str())).map(ToOwned::to_owned),
                hint: None,
            }
            .into()
        })
    }

    /// Reads schemes from TOML: `[[scheme]]` with `name`, `title`, `length` and `segments`.
    ///
    /// # Errors
    /// `code.bad_list` for text that is not such schemes, or segments that do not add up to the length.
    pub fn from_toml(source: &str) -> Result<Vec<Self>, Error> {
        let schemes: Schemes = toml::from_str(source).map_err(|error| {
            let place = error.span().map_or_else(|| "scheme".to_owned(), |span| line_and_column(source, span.start));
            let problem_en = error.message().to_owned();
            CodeError::BadList { place, problem_fa: format!("متن خوانده نشد: {problem_en}"), problem_en }
        })?;
        for scheme in &schemes.scheme {
            let digits = scheme.segments.iter().try_fold(0_usize, |sum, segment| sum.checked_add(segment.digits));
            if scheme.length == 0 || !(scheme.segments.is_empty() || digits == Some(scheme.length)) {
                return Err(CodeError::BadList {
                    place: format!("scheme/{}", scheme.name),
                    problem_fa: format!("جمع رقم‌های بخش‌ها {} نیست", scheme.length),
                    problem_en: format!("the segments do not add up to {} digits", scheme.length),
                }
                .into());
            }
        }
        Ok(schemes.scheme)
    }

    /// Its name: `plan-10`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its title in Persian and English.
    #[must_use]
    pub fn titles(&self) -> (&str, &str) {
        (&self.title.fa, &self.title.en)
    }

    /// The number of digits.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many digits the code of each segment ends at, from the first: 2, 4, 7 and 10 of `plan-10`.
    #[must_use]
    pub fn cuts(&self) -> Vec<usize> {
        let ends = self.segments.iter().scan(0_usize, |end, segment| {
            *end = end.saturating_add(segment.digits);
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        if ends.is_empty() { vec![self.length] } else { ends }
    }

    /// Whether it is read without being asked for.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.default
    }

    /// How sure it is that codes have this shape, and where it was seen.
    #[must_use]
    pub fn evidence(&self) -> (Confidence, Option<&str>) {
        (self.confidence, self.source.as_deref())
    }

    /// Reads a code of this scheme.
    ///
    /// # Errors
    /// `code.bad_form` for anything but that many digits of one of the three scripts.
    pub fn parse(&self, text: &str) -> Result<PlanCode, Error> {
        let digits = clean(text);
        if !is_digits(&digits, self.length) {
            return Err(CodeError::BadForm {
                what_fa: "کد طرح یا برنامه",
                what_en: "a plan or programme code",
                text: text.to_owned(),
                expected: format!("{} digits ({})", self.length, self.title.en),
                hint: None,
            }
            .into());
        }
        let parts = self.segments.iter().map(|segment| (segment.name.as_str(), segment.digits));
        Ok(PlanCode::of(&self.name, digits, parts))
    }
}

#[cfg(test)]
#[path = "code_scheme_tests.rs"]
mod tests;
