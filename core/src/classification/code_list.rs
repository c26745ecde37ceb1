//! A list of codes with years of validity, hierarchy and links to other lists.

use super::credit_kind::CreditKind;
use super::entry::Entry;
use super::error::{CodeError, ListName};
use super::keys::{self, Keys, Read};
use crate::Error;
use crate::calendar::FiscalYear;
use crate::ordered::Ordered as _;
use crate::text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A list of codes with titles, years of validity, hierarchy and links to other systems of codes.
///
/// Codes are compared in folded form, so `۶۷` is `67` and `oil_1` is `OIL_1`; the list's own spelling is what comes back.
///
/// # Example
/// ```
/// use amalkard::calendar::FiscalYear;
/// use amalkard::classification::CodeList;
/// let list = CodeList::from_toml(r#"
///     id = "district"
///     title = { fa = "ناحیه", en = "district" }
///     entries = [
///       { code = "A", fa = "الف", en = "A", valid_to = 1402 },
///       { code = "A", fa = "الف نو", en = "new A", valid_from = 1403 },
///     ]
/// "#)?;
/// assert_eq!(list.find("a", FiscalYear::new(1404)?)?.en, "new A");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    head: Head,
    entries: Vec<Entry>,
    /// Positions in `entries` by folded code.
    by_code: BTreeMap<String, Vec<usize>>,
}

/// What a list says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    id: String,
    system: Option<String>,
    kind: Option<CreditKind>,
    parent_list: Option<String>,
    title: Title,
    source: Option<String>,
}

/// A title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Title {
    pub(super) fa: String,
    pub(super) en: String,
}

impl Head {
    fn of(keys: &Keys<'_>) -> Read<Self> {
        Ok(Self {
            id: keys.needed_text("id")?,
            system: keys.text("system")?,
            kind: keys.word("kind", |word| word.parse().ok())?,
            parent_list: keys.text("parent_list")?,
            title: Title::of(keys)?,
            source: keys.text("source")?,
        })
    }
}

impl Title {
    /// The title in a table of more.
    pub(super) fn of(keys: &Keys<'_>) -> Read<Self> {
        let words = keys.need("title", keys.table("title", &["fa", "en"])?)?;
        Ok(Self { fa: words.needed_text("fa")?, en: words.needed_text("en")? })
    }
}

impl CodeList {
    /// Reads a list from TOML.
    ///
    /// # Errors
    /// `code.bad_list` for text that is not such a list, a code that stands twice in one year, years in the wrong order,
    /// a parent that the list itself should have and has not, or parents that run in a circle.
    pub fn from_toml(source: &str) -> Result<Self, Error> {
        let (head, entries) = keys::read(source, "list", |table| {
            let known = ["id", "system", "kind", "parent_list", "title", "source", "entries"];
            let keys = Keys::of(table, 0, &known)?;
            let entries = keys.need("entries", keys.tables("entries", &Entry::KEYS, Entry::of)?)?;
            Ok((Head::of(&keys)?, entries))
        })?;
        let mut by_code = BTreeMap::<String, Vec<usize>>::new();
        for (position, entry) in entries.iter().enumerate() {
            by_code.entry(text::fold(&entry.code)).or_default().push(position);
        }
        let list = Self { head, entries, by_code };
        list.check()?;
        Ok(list)
    }

    /// Its name: `province`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.head.id
    }

    /// The system of codes that its own codes belong to: `budget`.
    #[must_use]
    pub fn system(&self) -> &str {
        self.head.system.as_deref().unwrap_or(&self.head.id)
    }

    /// The kind of credit that its codes are for, where they are for one.
    #[must_use]
    pub fn kind(&self) -> Option<CreditKind> {
        self.head.kind
    }

    /// The list that holds the parents of its entries.
    #[must_use]
    pub fn parent_list(&self) -> Option<&str> {
        self.head.parent_list.as_deref()
    }

    /// Its title in Persian.
    #[must_use]
    pub fn title_fa(&self) -> &str {
        &self.head.title.fa
    }

    /// Its title in English.
    #[must_use]
    pub fn title_en(&self) -> &str {
        &self.head.title.en
    }

    /// Where its facts come from.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.head.source.as_deref()
    }

    /// Every entry of every year, in the list's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries valid in a year, in the list's order.
    pub fn in_year(&self, year: FiscalYear) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.valid_in(year.year()))
    }

    /// The entry of a code in a year.
    ///
    /// # Errors
    /// `code.unknown` with the nearest code, `code.not_in_year` with the years in which it is valid.
    pub fn find(&self, code: &str, year: FiscalYear) -> Result<&Entry, CodeError> {
        let known = self.spellings(code);
        if let Some(entry) = known.iter().find(|entry| entry.valid_in(year.year())) {
            return Ok(entry);
        }
        if known.is_empty() {
            return Err(self.unknown(code));
        }
        Err(CodeError::NotInYear {
            list: self.name(),
            code: code.to_owned(),
            year: year.year(),
            valid: known.iter().map(|entry| entry.years()).collect::<Vec<_>>().join(", "),
        })
    }

    /// Whether a line of a year may carry the code: it is in the list, valid, and not a mere heading.
    #[must_use]
    pub fn contains(&self, code: &str, year: FiscalYear) -> bool {
        self.find(code, year).is_ok_and(|entry| !entry.heading)
    }

    /// The entries of a year whose parent is the code. Where the parent is in this same list, it is their sum.
    pub fn children<'a>(&'a self, code: &str, year: FiscalYear) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let wanted = text::fold(code);
        self.in_year(year)
            .filter(move |entry| entry.parent.as_deref().is_some_and(|parent| text::fold(parent) == wanted))
    }

    /// The entries above a code in this list, from its parent up.
    ///
    /// # Errors
    /// `code.unknown`, `code.not_in_year`; `code.bad_list` where the entries of that year lead in a circle.
    pub fn ancestors(&self, code: &str, year: FiscalYear) -> Result<Vec<&Entry>, CodeError> {
        let mut above = Vec::new();
        let mut entry = self.find(code, year)?;
        if self.head.parent_list.as_ref() == Some(&self.head.id) {
            while let Some(parent) = &entry.parent {
                entry = self.find(parent, year)?;
                above.push(entry);
                // Each entry alone may be sound and the entries of one year still lead in a circle.
                if self.entries.len() < above.len() {
                    return Err(self.bad(&entry.code, "بالادست خودش است", "is above itself"));
                }
            }
        }
        Ok(above)
    }

    /// The one code that corresponds to a code in another system; either system may be the list's own.
    ///
    /// # Errors
    /// `code.unknown_system`, `code.unknown`, and `code.not_one_to_one` where several correspond, or none.
    pub fn crosswalk(&self, code: &str, from: &str, to: &str) -> Result<&str, CodeError> {
        let found = self.correspondents(code, from, to)?;
        match found.as_slice() {
            [one] => Ok(one),
            several => Err(CodeError::NotOneToOne {
                code: code.to_owned(),
                from: from.to_owned(),
                to: to.to_owned(),
                found: several.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// Every code that corresponds to a code in another system, in the list's order, each once.
    ///
    /// # Errors
    /// `code.unknown_system`, `code.unknown`.
    pub fn correspondents(&self, code: &str, from: &str, to: &str) -> Result<Vec<&str>, CodeError> {
        for system in [from, to] {
            if !self.systems().contains(system) {
                let known = self.systems().into_iter().map(ToOwned::to_owned).collect();
                return Err(CodeError::UnknownSystem { list: self.head.id.clone(), system: system.to_owned(), known });
            }
        }
        let wanted = text::fold(code);
        let mut known = false;
        let mut found = Vec::new();
        for entry in &self.entries {
            if self.codes_of(entry, from).any(|own| text::fold(own) == wanted) {
                known = true;
                for other in self.codes_of(entry, to) {
                    if !found.contains(&other) {
                        found.push(other);
                    }
                }
            }
        }
        if !known {
            let all = self.entries.iter().flat_map(|entry| self.codes_of(entry, from));
            let closest = text::closest(&wanted, all).map(ToOwned::to_owned);
            return Err(CodeError::Unknown {
                list: ListName::new(
                    self.id(),
                    &format!("{} ({from})", self.head.title.fa),
                    &format!("{}, {from}", self.head.title.en),
                ),
                code: code.to_owned(),
                closest,
                hint: None,
            });
        }
        Ok(found)
    }

    /// The systems of codes that the list knows: its own and those it links to.
    #[must_use]
    pub fn systems(&self) -> BTreeSet<&str> {
        let linked = self.entries.iter().flat_map(|entry| entry.links.keys().map(String::as_str));
        linked.chain([self.system()]).ordered()
    }

    /// The codes of an entry in one system.
    fn codes_of<'a>(&self, entry: &'a Entry, system: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let own = (system == self.system()).then_some(entry.code.as_str());
        own.into_iter().chain(entry.links.get(system).into_iter().flatten().map(String::as_str))
    }

    /// Every entry with the code, of whatever year.
    fn spellings(&self, code: &str) -> Vec<&Entry> {
        let positions = self.by_code.get(&text::fold(code));
        positions.into_iter().flatten().filter_map(|position| self.entries.get(*position)).collect()
    }

    /// The error for a code that the list has in no year: a title given for a code is recognised.
    fn unknown(&self, code: &str) -> CodeError {
        let wanted = text::fold(code);
        let titled =
            self.entries.iter().find(|entry| text::fold(&entry.fa) == wanted || text::fold(&entry.en) == wanted);
        let closest = match titled {
            Some(entry) => Some(entry.code.clone()),
            None => text::closest(&wanted, self.entries.iter().map(|entry| entry.code.as_str())).map(ToOwned::to_owned),
        };
        CodeError::Unknown { list: self.name(), code: code.to_owned(), closest, hint: None }
    }

    fn name(&self) -> Box<ListName> {
        ListName::new(self.id(), self.title_fa(), self.title_en())
    }

    /// What a list must keep to be of use.
    fn check(&self) -> Result<(), CodeError> {
        for entry in &self.entries {
            let same = self.spellings(&entry.code);
            if same.iter().filter(|other| other.overlaps(entry)).count() > 1 {
                return Err(self.bad(&entry.code, "در یک سال دو بار آمده است", "stands twice in one year"));
            }
            if let (Some(first), Some(last)) = (entry.valid_from, entry.valid_to)
                && last < first
            {
                return Err(self.bad(&entry.code, "سال پایان پیش از سال آغاز است", "ends before it begins"));
            }
            if self.head.parent_list.as_ref() == Some(&self.head.id) {
                self.check_parents(entry)?;
            }
        }
        Ok(())
    }

    /// Every parent exists, and no entry is above itself.
    fn check_parents(&self, entry: &Entry) -> Result<(), CodeError> {
        let mut seen = [text::fold(&entry.code)].into_iter().ordered::<BTreeSet<_>>();
        let mut parent = entry.parent.as_deref();
        while let Some(code) = parent {
            if !seen.insert(text::fold(code)) {
                return Err(self.bad(&entry.code, "بالادست خودش است", "is above itself"));
            }
            let above = self.spellings(code);
            let Some(above) = above.first() else {
                return Err(self.bad(code, "بالادست است ولی در فهرست نیست", "is a parent but not in the list"));
            };
            parent = above.parent.as_deref();
        }
        Ok(())
    }

    fn bad(&self, code: &str, fa: &str, en: &str) -> CodeError {
        CodeError::BadList {
            place: format!("{}/{code}", self.head.id),
            problem_fa: format!("«{code}» {fa}"),
            problem_en: format!("`{code}` {en}"),
        }
    }
}

/// `12:5` for a position in a text.
pub(super) fn line_and_column(source: &str, position: usize) -> String {
    let before = source.get(..position).unwrap_or(source);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    format!("{line}:{column}")
}

#[cfg(test)]
#[path = "code_list_tests.rs"]
mod tests;
