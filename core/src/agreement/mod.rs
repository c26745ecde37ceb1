//! Agreements, credit lines and amendments: the terms in force on a date.
//!
//! An agreement (موافقتنامه) is exchanged between an agency and the planning organisation for a fiscal year; credits are
//! spent within its terms. It is amended by numbered amendments (اصلاحیه), and every amendment keeps what it changed:
//! `new = old + increase - decrease` on each line, who signed it, when and why.

mod amendment;
mod error;
mod line;
mod terms;

pub use amendment::{Amendment, AmendmentKind, LineChange};
pub use error::AgreementError;
pub use line::CreditLine;
pub use terms::{Change, Terms};

use crate::Error;
use crate::calendar::{FiscalYear, PersianDate};
use crate::text;
use error::Fault;
use serde::{Deserialize, Serialize};
use terms::Ledger;

/// An agreement with its credit lines and the amendments that were made to it, valid by construction.
///
/// # Example
/// ```
/// use amalkard::agreement::{Agreement, CreditLine};
/// use amalkard::calendar::{FiscalYear, PersianDate};
/// use amalkard::classification::CreditKind;
/// use amalkard::amount::Unit;
///
/// let road = CreditLine::new("1", CreditKind::Capital, "road", "1200".parse()?, Unit::MillionRial);
/// let lines = vec![road];
/// let day = PersianDate::parse("1404-02-01")?;
/// let agreement = Agreement::new("67-1", "900001", "roads", "67", FiscalYear::new(1404)?, day, lines)?;
/// assert_eq!(agreement.terms_on(day)?[0].amended.to_string(), "1200");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Text")]
pub struct Agreement {
    id: String,
    agency: String,
    agency_title: String,
    province: String,
    year: FiscalYear,
    exchanged_on: PersianDate,
    lines: Vec<CreditLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amendments: Vec<Amendment>,
}

/// The same fields as they are read, before they are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: String,
    agency: String,
    agency_title: String,
    province: String,
    year: FiscalYear,
    exchanged_on: PersianDate,
    lines: Vec<CreditLine>,
    #[serde(default)]
    amendments: Vec<Amendment>,
}

impl Agreement {
    /// An agreement without amendments.
    ///
    /// # Errors
    /// `agreement.empty_field`, `agreement.duplicate_line`, `agreement.negative`.
    pub fn new(
        id: impl Into<String>,
        agency: impl Into<String>,
        agency_title: impl Into<String>,
        province: impl Into<String>,
        year: FiscalYear,
        exchanged_on: PersianDate,
        lines: Vec<CreditLine>,
    ) -> Result<Self, Error> {
        let agreement = Self {
            id: id.into(),
            agency: agency.into(),
            agency_title: agency_title.into(),
            province: province.into(),
            year,
            exchanged_on,
            lines,
            amendments: Vec::new(),
        };
        agreement.check_fields()?;
        agreement.replay(std::iter::empty())?;
        Ok(agreement)
    }

    /// Reads an agreement from JSON; amounts are strings.
    ///
    /// # Errors
    /// `agreement.bad_json` with line and column, and the errors of [`new`](Self::new) and [`amend`](Self::amend).
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let text: Text = serde_json::from_str(json).map_err(|error| AgreementError::bad_json(&error))?;
        Self::try_from(text)
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The agency's code.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The agency's title, as the agreement has it.
    #[must_use]
    pub fn agency_title(&self) -> &str {
        &self.agency_title
    }

    /// The province's budget code.
    #[must_use]
    pub fn province(&self) -> &str {
        &self.province
    }

    /// The fiscal year.
    #[must_use]
    pub fn year(&self) -> FiscalYear {
        self.year
    }

    /// The day from which its terms are in force (تاریخ مبادله).
    #[must_use]
    pub fn exchanged_on(&self) -> PersianDate {
        self.exchanged_on
    }

    /// The credit lines as they were first agreed.
    #[must_use]
    pub fn lines(&self) -> &[CreditLine] {
        &self.lines
    }

    /// The amendments, by number.
    #[must_use]
    pub fn amendments(&self) -> &[Amendment] {
        &self.amendments
    }

    /// The terms in force on a date: the agreed lines and what every amendment dated up to that day has made of them.
    ///
    /// # Errors
    /// `agreement.not_in_force` for a day before the agreement was exchanged; `amount.too_large`.
    pub fn terms_on(&self, date: PersianDate) -> Result<Vec<Terms>, Error> {
        if date < self.exchanged_on {
            return Err(self.refuse("", Fault::NotInForce { date, from: self.exchanged_on }));
        }
        Ok(self.replay(self.amendments.iter().filter(|amendment| amendment.date <= date))?.close())
    }

    /// The terms after every amendment, whatever its date.
    ///
    /// # Errors
    /// `amount.too_large`.
    pub fn latest_terms(&self) -> Result<Vec<Terms>, Error> {
        Ok(self.replay(self.amendments.iter())?.close())
    }

    /// The agreement with one more amendment; this one is unchanged.
    ///
    /// Amendments are numbered 1, 2, 3 and dated in that order (check H06). Nothing falls below zero, and the changes of a
    /// transfer add up to zero.
    ///
    /// # Errors
    /// `agreement.number`, `agreement.date_order`, `agreement.empty_field`, `agreement.empty_amendment`,
    /// `agreement.duplicate_line`, `agreement.new_line_not_zero`, `agreement.unknown_line`, `agreement.duplicate_change`,
    /// `agreement.negative`, `agreement.empty_change`, `agreement.below_zero`, `agreement.transfer_not_zero`,
    /// `agreement.kind_mismatch`, `amount.too_large`.
    pub fn amend(&self, amendment: Amendment) -> Result<Self, Error> {
        self.check_sequence(&amendment)?;
        let mut ledger = self.replay(self.amendments.iter())?;
        self.enter(&mut ledger, &amendment)?;
        let mut amended = self.clone();
        amended.amendments.push(amendment);
        Ok(amended)
    }

    /// Applies amendments one after another.
    fn replay<'a>(&self, amendments: impl Iterator<Item = &'a Amendment>) -> Result<Ledger, Error> {
        let mut ledger = Ledger::open(&self.lines).map_err(|(place, fault)| self.refuse(&place, fault))?;
        for amendment in amendments {
            self.enter(&mut ledger, amendment)?;
        }
        Ok(ledger)
    }

    /// Applies one amendment.
    fn enter(&self, ledger: &mut Ledger, amendment: &Amendment) -> Result<(), Error> {
        ledger.apply(amendment).map_err(|(place, fault)| self.refuse_in(amendment, &place, fault))
    }

    /// The next number, not before the last date, and not before the agreement itself.
    fn check_sequence(&self, amendment: &Amendment) -> Result<(), Error> {
        let last = self.amendments.last();
        let number = last.map_or(1, |last| last.number.saturating_add(1));
        if amendment.number != number {
            return Err(self.refuse_in(amendment, "", Fault::Number { found: amendment.number, expected: number }));
        }
        let earliest = last.map_or(self.exchanged_on, |last| last.date);
        if amendment.date < earliest {
            return Err(self.refuse_in(amendment, "", Fault::DateOrder { date: amendment.date, earliest }));
        }
        Ok(())
    }

    fn check_fields(&self) -> Result<(), Error> {
        let fields = [("id", &self.id), ("agency", &self.agency), ("province", &self.province)];
        for (field, value) in fields {
            if text::fold(value).is_empty() {
                return Err(self.refuse("", Fault::EmptyField { field }));
            }
        }
        Ok(())
    }

    fn refuse(&self, place: &str, fault: Fault) -> Error {
        AgreementError { place: format!("agreement/{}{place}", self.id), fault }.into()
    }

    fn refuse_in(&self, amendment: &Amendment, place: &str, fault: Fault) -> Error {
        self.refuse(&format!("/amendments/{}{place}", amendment.number), fault)
    }
}

impl TryFrom<Text> for Agreement {
    type Error = Error;

    fn try_from(text: Text) -> Result<Self, Error> {
        let Text { id, agency, agency_title, province, year, exchanged_on, lines, amendments } = text;
        let mut agreement = Self::new(id, agency, agency_title, province, year, exchanged_on, lines)?;
        // One ledger for all of them: reading costs what is read, however many amendments there are.
        let mut ledger = agreement.replay(std::iter::empty())?;
        for amendment in amendments {
            agreement.check_sequence(&amendment)?;
            agreement.enter(&mut ledger, &amendment)?;
            agreement.amendments.push(amendment);
        }
        Ok(agreement)
    }
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
