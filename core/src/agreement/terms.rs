use super::amendment::{Amendment, AmendmentKind, LineChange};
use super::error::Fault;
use super::line::CreditLine;
use crate::amount::{Amount, Unit};
use crate::calendar::PersianDate;
use crate::text;
use serde::Serialize;

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
    pub(super) fn agreed(line: CreditLine) -> Self {
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

/// Applies an amendment to the terms before it, or says where and why it is refused.
pub(super) fn apply(terms: &mut Vec<Terms>, amendment: &Amendment) -> Result<(), (String, Fault)> {
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
        let place = format!("/new_lines/{}", line.line);
        line.check(terms.iter().map(|terms| &terms.line)).map_err(|fault| (place.clone(), fault))?;
        if !line.approved.is_zero() {
            return Err((place, Fault::NewLineNotZero { approved: line.approved }));
        }
        terms.push(Terms::agreed(line.clone()));
    }
    for (position, change) in amendment.changes.iter().enumerate() {
        let place = format!("/changes/{}", change.line);
        if amendment.changes.iter().take(position).any(|earlier| earlier.line == change.line) {
            return Err((place, Fault::DuplicateChange { line: change.line.clone() }));
        }
        let Some(line) = terms.iter_mut().find(|terms| terms.line.line == change.line) else {
            let known = terms.iter().map(|terms| terms.line.line.as_str());
            let closest = text::closest(&change.line, known).map(ToOwned::to_owned);
            return Err((place, Fault::UnknownLine { line: change.line.clone(), closest }));
        };
        line.change(amendment, change).map_err(|fault| (place, fault))?;
    }
    check_kind(terms, amendment).map_err(here)
}

/// What the changes of an amendment must add up to.
fn check_kind(terms: &[Terms], amendment: &Amendment) -> Result<(), Fault> {
    let mut net = Amount::ZERO;
    let mut moved = false;
    // Lines may be in different units; rials are common to all of them and exact.
    for change in &amendment.changes {
        let unit =
            terms.iter().find(|terms| terms.line.line == change.line).map_or(Unit::Rial, |terms| terms.line.unit);
        let rials = unit.convert(change.increase.checked_sub(change.decrease)?, Unit::Rial)?;
        net = net.checked_add(rials)?;
        moved |= !change.increase.is_zero() || !change.decrease.is_zero();
    }
    match amendment.kind {
        AmendmentKind::Transfer if !net.is_zero() => Err(Fault::TransferNotZero { net }),
        AmendmentKind::Transfer if !moved => Err(mismatch(amendment.kind, "مبلغی جابجا نمی‌شود", "moves no credit")),
        AmendmentKind::Ceiling if net.is_zero() => {
            Err(mismatch(amendment.kind, "جمع اعتبار تغییر نمی‌کند", "leaves the total as it is"))
        }
        AmendmentKind::Text if moved => Err(mismatch(amendment.kind, "مبلغ را تغییر می‌دهد", "changes amounts")),
        _ => Ok(()),
    }
}

fn mismatch(kind: AmendmentKind, fa: &'static str, en: &'static str) -> Fault {
    Fault::KindMismatch { kind, fa, en }
}
