//! An agreement as it stands on a date.

use super::amendment::{Amendment, AmendmentKind, LineChange};
use super::error::Fault;
use super::line::CreditLine;
use crate::amount::{Amount, Unit};
use crate::calendar::PersianDate;
use crate::text;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One credit line as it stands on a date, with how it came to be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// The line; its title is the one in force, its `approved` the first one.
    pub line: CreditLine,
    /// The credit first approved (مصوب), in the line's unit; zero for a line that an amendment added.
    pub approved: Amount,
    /// The credit in force (مصوب اصلاحی): `approved` and every change since.
    pub amended: Amount,
    /// What every amendment did to it, in order.
    pub history: Vec<Change>,
}

/// What one amendment did to one line: `new = old + increase - decrease`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The amendment's number.
    pub amendment: u32,
    /// The day from which it is in force.
    pub date: PersianDate,
    /// What kind of amendment it was.
    pub kind: AmendmentKind,
    /// Who signed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The licence or letter that allowed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The credit before.
    pub old: Amount,
    /// What was added.
    pub increase: Amount,
    /// What was taken.
    pub decrease: Amount,
    /// The credit after.
    pub new: Amount,
    /// The title before, where it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_title: Option<String>,
}

impl Terms {
    /// A line as it was first agreed.
    fn agreed(line: CreditLine) -> Self {
        Self { approved: line.approved, amended: line.approved, line, history: Vec::new() }
    }

    /// Changes the line and writes it into its history.
    fn change(&mut self, amendment: &Amendment, change: &LineChange) -> Result<(), Fault> {
        for (field, amount) in [("increase", change.increase), ("decrease", change.decrease)] {
            if amount.is_negative() {
                return Err(Fault::Negative { field, amount });
            }
        }
        if change.increase.is_zero() && change.decrease.is_zero() && change.title.is_none() {
            return Err(Fault::EmptyChange);
        }
        let old = self.amended;
        let new = old.checked_add(change.increase)?.checked_sub(change.decrease)?;
        if new.is_negative() {
            return Err(Fault::BelowZero { old, increase: change.increase, decrease: change.decrease });
        }
        self.amended = new;
        let old_title = change.title.as_ref().map(|title| std::mem::replace(&mut self.line.title, title.clone()));
        self.history.push(Change {
            amendment: amendment.number,
            date: amendment.date,
            kind: amendment.kind,
            by: amendment.by.clone(),
            reason: amendment.reason.clone(),
            reference: amendment.reference.clone(),
            old,
            increase: change.increase,
            decrease: change.decrease,
            new,
            old_title,
        });
        Ok(())
    }
}

/// The lines of an agreement while amendments are applied one after another, found by their codes in folded
/// form: `۱۰۱` is `101`, as in every table.
#[derive(Default)]
pub(super) struct Ledger {
    terms: Vec<Terms>,
    by_line: BTreeMap<String, usize>,
}

impl Ledger {
    /// The agreed lines.
    pub(super) fn open(lines: &[CreditLine]) -> Result<Self, (String, Fault)> {
        let mut ledger = Self::default();
        for line in lines {
            ledger.add(line).map_err(|fault| (format!("/lines/{}", line.line), fault))?;
        }
        Ok(ledger)
    }

    /// The terms as they stand now, in the order in which the lines were added.
    pub(super) fn close(self) -> Vec<Terms> {
        self.terms
    }

    /// Applies an amendment, or says where and why it is refused; a ledger that refused is of no further use.
    pub(super) fn apply(&mut self, amendment: &Amendment) -> Result<(), (String, Fault)> {
        let here = |fault| (String::new(), fault);
        for (field, value) in [("by", &amendment.by), ("reason", &amendment.reason)] {
            if value.trim().is_empty() {
                return Err(here(Fault::EmptyField { field }));
            }
        }
        if amendment.changes.is_empty() && amendment.new_lines.is_empty() {
            return Err(here(Fault::EmptyAmendment));
        }
        for line in &amendment.new_lines {
            self.add_empty(line).map_err(|fault| (format!("/new_lines/{}", line.line), fault))?;
        }
        let mut changed = BTreeSet::new();
        for change in &amendment.changes {
            let place = || format!("/changes/{}", change.line);
            if !changed.insert(text::fold(&change.line)) {
                return Err((place(), Fault::DuplicateChange { line: change.line.clone() }));
            }
            let terms = self.find(&change.line).map_err(|fault| (place(), fault))?;
            terms.change(amendment, change).map_err(|fault| (place(), fault))?;
        }
        self.check_kind(amendment).map_err(here)
    }

    fn add(&mut self, line: &CreditLine) -> Result<(), Fault> {
        line.check()?;
        if self.by_line.insert(text::fold(&line.line), self.terms.len()).is_some() {
            return Err(Fault::DuplicateLine { line: line.line.clone() });
        }
        self.terms.push(Terms::agreed(line.clone()));
        Ok(())
    }

    fn add_empty(&mut self, line: &CreditLine) -> Result<(), Fault> {
        self.add(line)?;
        if !line.approved.is_zero() {
            return Err(Fault::NewLineNotZero { approved: line.approved });
        }
        Ok(())
    }

    fn find(&mut self, line: &str) -> Result<&mut Terms, Fault> {
        let Some(position) = self.by_line.get(&text::fold(line)).copied() else { return Err(self.unknown(line)) };
        let unknown = Fault::UnknownLine { line: line.to_owned(), closest: None };
        self.terms.get_mut(position).ok_or(unknown)
    }

    fn unknown(&self, line: &str) -> Fault {
        let written = self.by_line.values().filter_map(|position| self.terms.get(*position));
        let closest = text::closest(line, written.map(|terms| terms.line.line.as_str())).map(ToOwned::to_owned);
        Fault::UnknownLine { line: line.to_owned(), closest }
    }

    /// What the changes of an amendment must add up to.
    fn check_kind(&mut self, amendment: &Amendment) -> Result<(), Fault> {
        let mut net = Amount::ZERO;
        let mut moved = false;
        // Lines may be in different units; rials are common to all of them and exact.
        for change in &amendment.changes {
            let unit = self.find(&change.line)?.line.unit;
            net = net.checked_add(unit.convert(change.increase.checked_sub(change.decrease)?, Unit::Rial)?)?;
            moved |= !change.increase.is_zero() || !change.decrease.is_zero();
        }
        match amendment.kind {
            AmendmentKind::Transfer if !net.is_zero() => Err(Fault::TransferNotZero { net }),
            AmendmentKind::Transfer if !moved => Err(mismatch(amendment.kind, "مبلغی جابجا نمی‌کند", "moves no credit")),
            AmendmentKind::Ceiling if net.is_zero() => {
                Err(mismatch(amendment.kind, "جمع اعتبار را تغییر نمی‌دهد", "leaves the total as it is"))
            }
            AmendmentKind::Text if moved => Err(mismatch(amendment.kind, "مبلغ را تغییر می‌دهد", "changes amounts")),
            _ => Ok(()),
        }
    }
}

fn mismatch(kind: AmendmentKind, fa: &'static str, en: &'static str) -> Fault {
    Fault::KindMismatch { kind, fa, en }
}
