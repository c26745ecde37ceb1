//! One entry of a code list.

use super::keys::{Keys, Read};
use crate::ordered::Ordered as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure a fact of a code list is.
///
/// A guess never makes a blocking error: it is there to be shown and to be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the list's source.
    #[default]
    Source,
    /// Computed from a source.
    Derived,
    /// General professional knowledge, not read again.
    WellKnown,
    /// Plausible; stays configurable.
    Guess,
}

/// One code of a [`CodeList`](super::CodeList) with its titles, its place in the hierarchy and its years of validity.
///
/// The same code may stand in a list several times for different years: titles belong to years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The code, as text: leading zeros count.
    pub code: String,
    /// Its title in Persian.
    pub fa: String,
    /// Its title in English.
    pub en: String,
    /// The code it belongs to, in the list's parent list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The first fiscal year in which it is valid; none where no bound is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<u16>,
    /// The last fiscal year in which it is valid; none where no bound is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<u16>,
    /// The codes that correspond to it in other systems, by system.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, Vec<String>>,
    /// Whether it only sums others and is never the code of a line.
    #[serde(default, skip_serializing_if = "is_false")]
    pub heading: bool,
    /// Whether it is printed beside the total of its table and stands in no sum.
    #[serde(default, skip_serializing_if = "is_false")]
    pub outside_total: bool,
    /// How sure its title and links are.
    #[serde(default, skip_serializing_if = "is_source")]
    pub confidence: Confidence,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Confidence {
    /// The one of a word in a list.
    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "source" => Some(Self::Source),
            "derived" => Some(Self::Derived),
            "well_known" => Some(Self::WellKnown),
            "guess" => Some(Self::Guess),
            _ => None,
        }
    }
}

impl Entry {
    pub(super) const KEYS: [&str; 11] = [
        "code",
        "fa",
        "en",
        "parent",
        "valid_from",
        "valid_to",
        "links",
        "heading",
        "outside_total",
        "confidence",
        "note",
    ];

    /// One entry of a list.
    pub(super) fn of(keys: &Keys<'_>) -> Read<Self> {
        Ok(Self {
            code: keys.needed_text("code")?,
            fa: keys.needed_text("fa")?,
            en: keys.needed_text("en")?,
            parent: keys.text("parent")?,
            valid_from: keys.number("valid_from")?,
            valid_to: keys.number("valid_to")?,
            links: keys.lists("links")?.into_iter().ordered(),
            heading: keys.flag("heading")?,
            outside_total: keys.flag("outside_total")?,
            confidence: keys.word("confidence", Confidence::named)?.unwrap_or_default(),
            note: keys.text("note")?,
        })
    }

    /// Whether it is valid in a fiscal year.
    #[must_use]
    pub fn valid_in(&self, year: u16) -> bool {
        self.valid_from.is_none_or(|first| first <= year) && self.valid_to.is_none_or(|last| year <= last)
    }

    /// Whether some year is valid for both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let starts_in =
            |a: &Self, b: &Self| a.valid_from.is_none_or(|first| b.valid_to.is_none_or(|last| first <= last));
        starts_in(self, other) && starts_in(other, self)
    }

    /// Its years in words: `1402 to 1403`, `1404 on`, `any year`.
    pub(super) fn years(&self) -> String {
        match (self.valid_from, self.valid_to) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (Some(first), None) => format!("{first} on"),
            (None, Some(last)) => format!("years to {last}"),
            (None, None) => "any year".to_owned(),
        }
    }
}

/// For serde: a flag that is not set is not written.
fn is_false(flag: &bool) -> bool {
    !flag
}

/// For serde: the usual confidence is not written.
fn is_source(confidence: &Confidence) -> bool {
    *confidence == Confidence::Source
}
