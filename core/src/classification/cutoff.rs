//! Until when a fiscal year's credits may be committed and paid.

use super::code_list::Title;
use super::credit_kind::CreditKind;
use super::entry::Confidence;
use super::error::{CodeError, ListName};
use crate::Error;
use crate::calendar::{FiscalYear, Month, PersianDate};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// The limits of a fiscal year's credits: until when they may be committed and paid, and when the accounts are due.
///
/// The limits change from year to year, so they are data; `laws` says where each comes from, and `confidence` is that of
/// the least sure of them: a guess is shown, and blocks nothing.
///
/// # Example
/// ```
/// use amalkard::calendar::FiscalYear;
/// use amalkard::classification::{CreditKind, cutoffs};
/// let capital = cutoffs(FiscalYear::new(1402)?, CreditKind::Capital)?;
/// assert_eq!(capital.pay_until.unwrap().to_string(), "1403-06-31");
/// let expense = cutoffs(FiscalYear::new(1402)?, CreditKind::Expense)?;
/// assert_eq!(expense.pay_until.unwrap().to_string(), "1403-04-31");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cutoffs {
    /// The last day for committing.
    pub commit_until: Option<PersianDate>,
    /// The last day for paying what was committed.
    pub pay_until: Option<PersianDate>,
    /// The last day for returning unspent money to the treasury.
    pub return_until: Option<PersianDate>,
    /// The last day for the final statements of articles 95, 99 and 100 of the Public Accounting Act.
    pub statement_until: Option<PersianDate>,
    /// The last day for the budget account of its article 103.
    pub account_until: Option<PersianDate>,
    /// The laws that set them, in order, in Persian and English.
    pub laws: Vec<(String, String)>,
    /// What to know about them, in Persian and English.
    pub notes: Vec<(String, String)>,
    /// How sure the least sure of them is.
    pub confidence: Confidence,
}

/// A law's limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    law: Title,
    kind: Option<CreditKind>,
    valid_from: u16,
    valid_to: Option<u16>,
    commit_until: Option<Limit>,
    pay_until: Option<Limit>,
    return_until: Option<Limit>,
    statement_until: Option<Limit>,
    account_until: Option<Limit>,
    #[serde(default)]
    confidence: Confidence,
    note: Option<Title>,
}

/// The last day of a month, in the fiscal year or some years after it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    years: u16,
    month: u8,
}

/// The text of the rules, as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

/// The limits of a fiscal year's credits of one kind.
///
/// # Errors
/// `code.not_in_year` for a year before 1366, the year of the Public Accounting Act.
pub fn cutoffs(year: FiscalYear, kind: CreditKind) -> Result<Cutoffs, Error> {
    let mut all = Cutoffs::default();
    for rule in builtin().iter().filter(|rule| rule.holds(year, kind)) {
        for (own, limit) in [
            (&mut all.commit_until, rule.commit_until),
            (&mut all.pay_until, rule.pay_until),
            (&mut all.return_until, rule.return_until),
            (&mut all.statement_until, rule.statement_until),
            (&mut all.account_until, rule.account_until),
        ] {
            if let Some(limit) = limit {
                *own = Some(limit.after(year)?);
            }
        }
        all.laws.push((rule.law.fa.clone(), rule.law.en.clone()));
        all.notes.extend(rule.note.as_ref().map(|note| (note.fa.clone(), note.en.clone())));
        all.confidence = all.confidence.max(rule.confidence);
    }
    if all.laws.is_empty() {
        return Err(CodeError::NotInYear {
            list: ListName::new("cutoff", "مهلت‌های تعهد و پرداخت", "limits of committing and paying"),
            code: kind.code().to_owned(),
            year: year.year(),
            valid: "1366 on".to_owned(),
        }
        .into());
    }
    Ok(all)
}

impl Rule {
    fn holds(&self, year: FiscalYear, kind: CreditKind) -> bool {
        let begun = self.valid_from <= year.year() && self.valid_to.is_none_or(|last| year.year() <= last);
        begun && self.kind.is_none_or(|own| own == kind)
    }
}

impl Limit {
    fn after(self, year: FiscalYear) -> Result<PersianDate, Error> {
        let year = FiscalYear::new(year.year().saturating_add(self.years))?;
        // The months of the data are proved by the unit tests.
        Ok(Month::of_number(self.month).unwrap_or(Month::Esfand).last_day(year))
    }
}

/// The rules that come with the library.
fn builtin() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let read = toml::from_str::<Rules>(include_str!("data/cutoff.toml"));
        debug_assert!(read.is_ok());
        read.map(|rules| rules.rule).unwrap_or_default()
    })
}

#[cfg(test)]
#[path = "cutoff_tests.rs"]
mod tests;
