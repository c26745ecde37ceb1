//! Rulebook: tables, relations, parameters, lists and rules, read from text and compiled once.

use super::builtin;
use super::declarations::{Declarations, Definition, Parameter};
use super::language::Expr;
use super::load;
use super::plan::{AggregatePlan, Logic, Piece, Shown, Slot};
use super::source::{Book, Place};
use crate::bilingual::Bilingual;
use crate::calendar::FiscalYear;
use crate::dataset::{Dataset, Schema};
use crate::digest;
use crate::error::{Error, Result};
use crate::finding::Severity;
use crate::ordered;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a rule does where a cell that it reads is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Missing {
    /// The row is not judged by the rule.
    #[default]
    Skip,
    /// The row fails.
    Fail,
    /// A missing figure counts as zero.
    Zero,
}

/// One rule, as its writer stated it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its id, such as `C06`.
    pub id: String,
    /// How serious its findings are.
    pub severity: Severity,
    /// The table whose rows it judges.
    pub table: String,
    /// The fields whose equal values make a group that it judges once; none where it judges each row.
    pub per: Vec<String>,
    /// Which rows it applies to, as the language is printed; all where there is none.
    pub when: Option<String>,
    /// What must hold, as the language is printed.
    pub check: String,
    /// What a missing cell means.
    pub missing: Missing,
    /// The stage that its findings block: `confirm`, `accept` or `approve`.
    pub blocks: Option<String>,
    /// The legal basis.
    pub law: Option<String>,
    /// Its heading.
    pub title: Bilingual,
    /// What its findings say, with expressions in braces.
    pub message: Bilingual,
    /// The corrections that it proposes, in its writer's order.
    pub repairs: Vec<StatedRepair>,
}

/// A correction as the writer of its rule stated it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatedRepair {
    /// The field to change; none where the words alone say what to do.
    pub field: Option<String>,
    /// Its new value, as the language is printed.
    pub value: Option<String>,
    /// What it says, with expressions in braces.
    pub message: Bilingual,
}

/// A rule ready to run: all numbers are positions in its [`TableRules`].
#[derive(Debug)]
pub(super) struct CompiledRule {
    /// The position of its [`Rule`].
    pub(super) rule: usize,
    pub(super) stated: Stated,
    pub(super) when: Option<Logic>,
    pub(super) check: Logic,
    /// The cells that the check reads, in order.
    pub(super) reads: Vec<usize>,
    /// Where its groups stand in [`TableRules::groups`]; none where it judges each row.
    pub(super) per: Option<usize>,
    /// The tables it needs beside its own.
    pub(super) needs: Vec<String>,
    pub(super) message: (Vec<Piece>, Vec<Piece>),
    pub(super) repairs: Vec<CompiledRepair>,
}

/// A rule's own words as trees: what an explanation shows and an analysis reasons about.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) when: Option<Expr>,
    pub(super) check: Expr,
}

/// A correction that a rule proposes.
#[derive(Debug)]
pub(super) struct CompiledRepair {
    /// The cell to change and its new value; none where the words alone say what to do.
    pub(super) change: Option<(usize, Shown)>,
    pub(super) message: (Vec<Piece>, Vec<Piece>),
}

/// The rules of one table and all that they read.
#[derive(Debug)]
pub(super) struct TableRules {
    pub(super) table: String,
    pub(super) slots: Vec<Slot>,
    pub(super) aggregates: Vec<AggregatePlan>,
    pub(super) uniques: Vec<Vec<usize>>,
    /// The fields by which rules group the rows that they judge.
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) rules: Vec<CompiledRule>,
}

impl TableRules {
    /// The rules whose tables are all in the data.
    pub(super) fn judging(&self, data: &Dataset) -> impl Iterator<Item = &CompiledRule> {
        self.rules.iter().filter(|compiled| compiled.needs.iter().all(|table| data.table(table).is_some()))
    }
}

/// Rules as data: read from TOML, checked when they are read, run over whole tables.
///
/// # Example
/// ```
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
///
/// let book = Rulebook::from_toml(r#"
/// [rulebook]
/// id = "example"
/// title = { fa = "نمونه", en = "Example" }
/// [tables.lines]
/// title = { fa = "ردیف‌ها", en = "Lines" }
/// fields = [
///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
///   { name = "allocated", type = "amount", unit = "million_rial", title = { fa = "تخصیص", en = "Allocated" } },
/// ]
/// [[rule]]
/// id = "C06"
/// severity = "error"
/// check = "spent <= allocated"
/// title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
/// message = { fa = "هزینه {spent} از تخصیص {allocated} بیشتر است", en = "spent {spent} exceeds allocated {allocated}" }
/// "#)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"spent": "1250", "allocated": "1000"}]}"#)?;
/// let findings = book.check(&data)?;
/// assert_eq!(findings.as_slice()[0].message_en, "spent 1,250 exceeds allocated 1,000");
/// assert_eq!(findings.as_slice()[0].message_fa, "هزینه ۱٬۲۵۰ از تخصیص ۱٬۰۰۰ بیشتر است");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Debug)]
pub struct Rulebook {
    pub(super) id: String,
    pub(super) title: Bilingual,
    pub(super) version: Option<String>,
    pub(super) fiscal_year: Option<FiscalYear>,
    pub(super) declared: Declarations,
    pub(super) rules: Vec<Rule>,
    pub(super) tables: Vec<TableRules>,
    pub(super) unused: load::Unused,
    /// All its files as one, as they were written.
    pub(super) source: Book,
    /// Where what it states beyond the extended book comes from, by its place.
    pub(super) origins: BTreeMap<Place, String>,
    pub(super) files: Vec<(String, String)>,
    pub(super) digest: String,
}

impl Rulebook {
    /// A rulebook that comes with the library, by country (ISO 3166) and fiscal year.
    ///
    /// # Errors
    /// `rulebook.unknown` for a country or year that the library has none of.
    pub fn builtin(country: &str, year: u16) -> Result<Self> {
        let id = format!("{country}/{year}");
        let Some(files) = builtin::files(&id) else {
            let known: Vec<&str> = builtin::ids().collect();
            return Err(Error::new(
                "rulebook.unknown",
                format!("دفتر قواعد {id} همراه کتابخانه نیست"),
                format!("no rulebook `{id}` comes with the library"),
            )
            .expected(known.join(", "))
            .help("دفتر خود را با from_toml یا load بخوانید", "read your own with from_toml or load"));
        };
        Self::from_files(files)
    }

    /// A rulebook of one TOML text.
    ///
    /// # Errors
    /// `rulebook.invalid`, whose causes are all mistakes found, each with line, column, the offending text and, where
    /// there is a near word, a suggestion: `rulebook.bad_toml`, `rulebook.unknown_key`, `rulebook.missing_key`,
    /// `rulebook.syntax`, `rulebook.unknown_field`, `rulebook.unknown_relation`, `rulebook.unknown_parameter`,
    /// `rulebook.unknown_list`, `rulebook.unknown_function`, `rulebook.type_mismatch`, `rulebook.division_by_zero`,
    /// `rulebook.duplicate`, `rulebook.bad_value`, `rulebook.too_long`, `rulebook.too_deep` and others.
    pub fn from_toml(text: &str) -> Result<Self> {
        Self::from_files(&[(load::ONE_FILE, text)])
    }

    /// A rulebook of several TOML files that are read as one, in the order of their names: a folder listed in another
    /// order is the same book, with the same digest.
    ///
    /// # Errors
    /// As [`Rulebook::from_toml`].
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self> {
        let mut files = files.to_vec();
        ordered::sort_by(&mut files, |(a, _), (b, _)| a.cmp(b));
        let mut book = load::rulebook(&files)?;
        book.digest = digest::of(&book.canonical_value())?;
        Ok(book)
    }

    /// This book changed by files of another: their parameters, lists and definitions take the place of those of the
    /// same name, `[change.ID]` changes rules, and what has a new name is added. Where the files state `[rulebook]`, it
    /// is a book of its own; otherwise it keeps id and title.
    ///
    /// # Errors
    /// As [`Rulebook::from_toml`]; also `rulebook.unknown_rule`, `rulebook.cycle` where both books have one id, and
    /// `rulebook.unknown` where the files say that they extend another book.
    ///
    /// # Example
    /// ```
    /// use amalkard::rules::Rulebook;
    ///
    /// let book = Rulebook::builtin("ir", 1404)?;
    /// let province = book.extended(&[("ilam.toml", r#"
    /// [change.C06]
    /// severity = "warning"
    /// "#)])?;
    /// let rule = |book: &Rulebook| book.rules().iter().find(|rule| rule.id == "C06").cloned();
    /// assert_ne!(rule(&book), rule(&province));
    /// assert_ne!(book.digest(), province.digest());
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn extended(&self, files: &[(&str, &str)]) -> Result<Self> {
        let base: Vec<(String, &str)> =
            self.files.iter().map(|(name, text)| (format!("{}{name}", load::BASE), text.as_str())).collect();
        let all: Vec<(&str, &str)> =
            base.iter().map(|(name, text)| (name.as_str(), *text)).chain(files.iter().copied()).collect();
        Self::from_files(&all)
    }

    /// Its id, such as `ir/1404`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// Its version, where it states one.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The fiscal year that its code lists are taken of.
    #[must_use]
    pub fn fiscal_year(&self) -> Option<FiscalYear> {
        self.fiscal_year
    }

    /// The tables it declares.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.declared.schema
    }

    /// Its rules, in the order of its files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The headings of its groups of rules, by what the ids of their rules begin with.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &Bilingual)> {
        self.declared.groups.iter().map(|(name, title)| (name.as_str(), title))
    }

    /// Its parameters, by name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.declared.parameters.iter().map(|(name, parameter)| (name.as_str(), parameter))
    }

    /// The rules that it keeps and does not run, with the reason.
    pub fn switched_off(&self) -> impl Iterator<Item = (&str, &str)> {
        let off = self.source.rules.iter().filter(|rule| rule.off.as_ref().is_some_and(|off| *off.get_ref()));
        off.filter_map(|rule| Some((rule.id.as_ref()?.get_ref().as_str(), rule.reason.as_ref()?.get_ref().as_str())))
    }

    /// Its definitions, by name.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &Definition)> {
        self.declared.definitions.iter().map(|(name, definition)| (name.as_str(), definition))
    }

    /// Its files, by name: what a host keeps beside a round. Those of a book that it extends stand under `base/`; read
    /// together they are the same book.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// The SHA-256 of its [canonical form](Rulebook::canonical): what a round is pinned to. Two books that differ in
    /// comments, white space or the order of their files and rules have the same digest.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
