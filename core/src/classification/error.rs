//! What can be wrong with a code, a list or a scheme.

use crate::Error;
use std::fmt;

/// A code list by name and title, as errors show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListName {
    /// Its name: `province`.
    pub id: String,
    /// Its title in Persian.
    pub fa: String,
    /// Its title in English.
    pub en: String,
}

impl ListName {
    /// A list's name and titles.
    pub(super) fn new(id: &str, fa: &str, en: &str) -> Box<Self> {
        Box::new(Self { id: id.to_owned(), fa: fa.to_owned(), en: en.to_owned() })
    }
}

/// Why a code, a code list or a scheme was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// `code.unknown_list`: there is no list of that name.
    #[error("there is no code list `{id}`")]
    UnknownList {
        /// The name that was given.
        id: String,
        /// The list whose name is nearest.
        closest: Option<String>,
    },
    /// `code.unknown`: the code is not in the list, in any year.
    #[error("`{code}` is not a code of the list `{}` ({})", list.id, list.en)]
    Unknown {
        /// The list.
        list: Box<ListName>,
        /// The code as it was given.
        code: String,
        /// The code that was probably meant.
        closest: Option<String>,
        /// What else is known about it, in Persian and English.
        hint: Option<Box<(String, String)>>,
    },
    /// `code.not_in_year`: the list has the code, but not in that year.
    #[error("`{code}` of the list `{}` ({}) is not valid in {year}", list.id, list.en)]
    NotInYear {
        /// The list.
        list: Box<ListName>,
        /// The code.
        code: String,
        /// The fiscal year.
        year: u16,
        /// The years in which it is valid: `1402 to 1403`.
        valid: String,
    },
    /// `code.bad_form`: the text does not have the form of such a code.
    #[error("`{text}` does not have the form of {what_en}")]
    BadForm {
        /// What was read, in Persian.
        what_fa: &'static str,
        /// What was read, in English.
        what_en: &'static str,
        /// The text as it was given.
        text: String,
        /// The form that was expected.
        expected: String,
        /// What else is known about it, in Persian and English.
        hint: Option<Box<(String, String)>>,
    },
    /// `code.unknown_system`: the list knows nothing of that system of codes.
    #[error("the list `{list}` has no codes of the system `{system}`")]
    UnknownSystem {
        /// The list.
        list: String,
        /// The system that was asked for.
        system: String,
        /// The systems that the list knows.
        known: Vec<String>,
    },
    /// `code.not_one_to_one`: several codes correspond, or none.
    #[error("`{code}` of `{from}` has {} codes in `{to}`: {}", found.len(), Among(found))]
    NotOneToOne {
        /// The code.
        code: String,
        /// The system it belongs to.
        from: String,
        /// The system asked for.
        to: String,
        /// Every code that corresponds.
        found: Vec<String>,
    },
    /// `code.bad_list`: a list or a scheme that contradicts itself or cannot be read.
    #[error("the code list cannot be used: {problem_en}")]
    BadList {
        /// The list, or the line and column of its text.
        place: String,
        /// What is wrong with it, in Persian.
        problem_fa: String,
        /// What is wrong with it, in English.
        problem_en: String,
    },
}

/// Codes in a sentence: `24, 281`, or `none`.
struct Among<'a>(&'a [String]);

impl fmt::Display for Among<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if self.0.is_empty() { "none".to_owned() } else { self.0.join(", ") })
    }
}

impl CodeError {
    /// The stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownList { .. } => "code.unknown_list",
            Self::Unknown { .. } => "code.unknown",
            Self::NotInYear { .. } => "code.not_in_year",
            Self::BadForm { .. } => "code.bad_form",
            Self::UnknownSystem { .. } => "code.unknown_system",
            Self::NotOneToOne { .. } => "code.not_one_to_one",
            Self::BadList { .. } => "code.bad_list",
        }
    }

    /// The message in Persian.
    fn message_fa(&self) -> String {
        match self {
            Self::UnknownList { id, .. } => format!("فهرست کدی به نام «{id}» نیست"),
            Self::Unknown { list, code, .. } => format!("کد «{code}» در فهرست {} نیست", list.fa),
            Self::NotInYear { list, code, year, .. } => {
                format!("کد «{code}» از فهرست {} در سال {year} معتبر نیست", list.fa)
            }
            Self::BadForm { what_fa, text, .. } => format!("«{text}» قالب {what_fa} را ندارد"),
            Self::UnknownSystem { list, system, .. } => format!("فهرست «{list}» کدی از نظام «{system}» ندارد"),
            Self::NotOneToOne { code, from, to, found } => {
                let among = if found.is_empty() { "هیچ".to_owned() } else { found.join("، ") };
                format!("کد «{code}» از نظام «{from}» در نظام «{to}» معادل یکتایی ندارد: {among}")
            }
            Self::BadList { problem_fa, .. } => format!("فهرست کد پذیرفتنی نیست: {problem_fa}"),
        }
    }
}

impl From<CodeError> for Error {
    fn from(error: CodeError) -> Self {
        let base = Self::new(error.code(), error.message_fa(), error.to_string());
        match error {
            CodeError::UnknownList { id, closest } => did_you_mean(base.detail("list", id), closest, None),
            CodeError::Unknown { list, code, closest, hint } => {
                let base = base.at(format!("{}/{code}", list.id)).detail("list", list.id).detail("code", code);
                did_you_mean(base, closest, hint)
            }
            CodeError::NotInYear { list, code, year, valid } => base
                .at(format!("{}/{code}", list.id))
                .expected(format!("a year of {valid}"))
                .help(
                    format!("سال‌های اعتبار این کد {valid} است؛ کد سال {year} را بنویسید"),
                    format!("the code is valid in {valid}; write the code of {year}"),
                )
                .detail("list", list.id)
                .detail("code", code)
                .detail("year", year)
                .detail("valid", valid),
            CodeError::BadForm { text, expected, hint, .. } => {
                did_you_mean(base.expected(expected).detail("text", text), None, hint)
            }
            CodeError::UnknownSystem { list, system, known } => base
                .at(list)
                .expected(known.join(", "))
                .help("یکی از نظام‌های همین فهرست را بنویسید", "name one of the systems of this list")
                .detail("system", system),
            CodeError::NotOneToOne { code, found, .. } => base
                .help("همه معادل‌ها را با links بخوانید و خود برگزینید", "read all of them with `links` and choose")
                .detail("code", code)
                .detail("found", found.join(", ")),
            CodeError::BadList { place, .. } => base.at(place).help(
                "فهرست را اصلاح کنید؛ نمونه‌ها در core/src/classification/data است",
                "correct the list; core/src/classification/data shows the form",
            ),
        }
    }
}

/// Adds the nearest code as an expectation and as advice.
fn did_you_mean(error: Error, closest: Option<String>, hint: Option<Box<(String, String)>>) -> Error {
    match (closest, hint.map(|hint| *hint)) {
        (_, Some((fa, en))) => error.help(fa, en),
        (Some(closest), None) => error
            .help(format!("آیا منظور «{closest}» است؟"), format!("did you mean `{closest}`?"))
            .detail("closest", closest),
        (None, None) => error.help("کد را از همان فهرست بردارید", "take the code from that list"),
    }
}
