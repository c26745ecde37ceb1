//! Words in the two languages that users read.

use serde::{Deserialize, Serialize};

/// The same words in Persian and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// In Persian.
    pub fa: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// Words in Persian and English.
    pub fn new(fa: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fa: fa.into(), en: en.into() }
    }

    /// The words in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Persian => &self.fa,
            Language::English => &self.en,
        }
    }
}

/// A language that users read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// فارسی
    #[default]
    #[serde(rename = "fa")]
    Persian,
    /// English
    #[serde(rename = "en")]
    English,
}
