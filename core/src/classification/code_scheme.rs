//! The shapes of numeric codes: lengths and segments.

use super::code_list::Title;
use super::code_text::{clean, is_digits};
use super::entry::Confidence;
use super::error::{CodeError, ListName};
use super::keys::{self, Keys, Read};
use super::plan_code::PlanCode;
use crate::Error;
use crate::text;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeScheme {
    name: String,
    title: Title,
    length: usize,
    segments: Vec<Segment>,
    default: bool,
    confidence: Confidence,
    source: Option<String>,
}

/// One named part of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    name: String,
    digits: usize,
}

impl CodeScheme {
    const KEYS: [&str; 7] = ["name", "title", "length", "segments", "default", "confidence", "source"];

    fn of(keys: &Keys<'_>) -> Read<Self> {
        let segment = |keys: &Keys<'_>| {
            Ok(Segment { name: keys.needed_text("name")?, digits: keys.need("digits", keys.number("digits")?)? })
        };
        Ok(Self {
            name: keys.needed_text("name")?,
            title: Title::of(keys)?,
            length: keys.need("length", keys.number("length")?)?,
            segments: keys.tables("segments", &["name", "digits"], segment)?.unwrap_or_default(),
            default: keys.flag("default")?,
            confidence: keys.word("confidence", Confidence::named)?.unwrap_or_default(),
            source: keys.text("source")?,
        })
    }

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
        let schemes = keys::read(source, "scheme", |table| {
            let keys = Keys::of(table, 0, &["scheme"])?;
            keys.need("scheme", keys.tables("scheme", &Self::KEYS, Self::of)?)
        })?;
        for scheme in &schemes {
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
        Ok(schemes)
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
