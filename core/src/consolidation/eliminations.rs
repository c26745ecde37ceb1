//! Credit that one agency notifies to another (ابلاغ اعتبار): both sides compared, and counted once.
//!
//! What an agency gives stands in its own credit and again in the credit that the other receives. A total over both would
//! count it twice, so what passes between two members of a group is cancelled there: as much as both sides state. A
//! transfer to somebody outside a group is not cancelled in that group.

use super::consolidated::{Consolidation, same_length};
use super::groups::overflow;
use super::plan::position;
use super::source::{keys_by, unknown_table};
use crate::dataset::{Dataset, Table};
use crate::error::Result;
use crate::scaled::Scaled;
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where transfers stand and what the lines say of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transfers {
    /// The table of transfers.
    pub table: String,
    /// The field of the agency that gives.
    pub giver: String,
    /// The field of the agency that receives.
    pub receiver: String,
    /// The field of the line that gives, by which its group is known more closely; an empty name where there is none.
    pub giver_line: String,
    /// The field of the line that receives, likewise.
    pub receiver_line: String,
    /// The field of what the giver says it gave.
    pub given: String,
    /// The field of what the receiver says it received.
    pub received: String,
    /// The measure of the lines' own credit.
    pub credit: String,
    /// The measure in which lines state the sum of what they gave.
    pub lines_gave: String,
    /// The measure in which lines state the sum of what they received.
    pub lines_received: String,
}

impl Default for Transfers {
    fn default() -> Self {
        let named = str::to_owned;
        Self {
            table: named("notices"),
            giver: named("giver"),
            receiver: named("receiver"),
            giver_line: named("giver_line"),
            receiver_line: named("line"),
            given: named("amount"),
            received: named("amount"),
            credit: named("amended"),
            lines_gave: named("notified_out"),
            lines_received: named("notified"),
        }
    }
}

/// What is cancelled in each total of a grouping, and every transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Eliminations {
    /// The totals, by code.
    pub cells: Vec<EliminatedCell>,
    /// The transfers, in the order of their table.
    pub transfers: Vec<Transfer>,
}

/// The transfers of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EliminatedCell {
    /// Its code in each field of the grouping.
    pub key: Vec<Option<String>>,
    /// How many transfers pass between its members.
    pub inside: u64,
    /// How much of them is cancelled.
    pub cancelled: Scaled,
    /// What its members gave to others.
    pub given_outside: Scaled,
    /// What they received from others.
    pub received_outside: Scaled,
    /// What the lines say they gave, less what the transfers say; none where the lines do not say it.
    pub gave_gap: Option<Scaled>,
    /// What the lines say they received, less what the transfers say; none where the lines do not say it.
    pub received_gap: Option<Scaled>,
    /// The credit with what was received, transfers inside counted twice; none where the lines do not state both.
    pub gross: Option<Scaled>,
    /// The same with transfers inside counted once.
    pub net: Option<Scaled>,
}

/// What both sides say of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// Both state the same amount.
    Agree,
    /// They state different amounts.
    Differ,
    /// Only one of them states it.
    OneSided,
}

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// Its row in the table of transfers.
    pub row: usize,
    /// Its key there, by field.
    pub key: BTreeMap<String, String>,
    /// Who gives.
    pub giver: Option<String>,
    /// Who receives.
    pub receiver: Option<String>,
    /// What the giver says.
    pub given: Option<Scaled>,
    /// What the receiver says.
    pub received: Option<Scaled>,
    /// Given less received.
    pub gap: Option<Scaled>,
    /// What both say.
    pub sides: Sides,
    /// The group of the giver; none where it is outside, or not known for certain.
    pub giver_group: Option<Vec<Option<String>>>,
    /// The group of the receiver, likewise.
    pub receiver_group: Option<Vec<Option<String>>>,
    /// How much is cancelled: what both sides state, where both are of one group.
    pub cancelled: Scaled,
}

type Key = Vec<Option<String>>;

/// The groups that an agency, or one line of it, stands in.
#[derive(Default)]
struct Members {
    of_agency: BTreeMap<String, BTreeSet<Key>>,
    of_line: BTreeMap<(String, String), BTreeSet<Key>>,
}

impl Members {
    /// The one group of a party; none where it has none or several.
    fn group(&self, agency: Option<&str>, line: Option<&str>) -> Option<Key> {
        let agency = text::fold(agency?);
        let by_line = line.and_then(|line| self.of_line.get(&(agency.clone(), text::fold(line))));
        let groups = by_line.or_else(|| self.of_agency.get(&agency))?;
        let mut groups = groups.iter();
        groups.next().filter(|_| groups.next().is_none()).cloned()
    }
}

impl Consolidation {
    /// The transfers between agencies, compared on both sides, and what of them is cancelled in each total of a grouping.
    ///
    /// A giver or receiver that has no line here is outside. The measures of the lines are compared where the plan sums
    /// them: `lines_gave` and `lines_received` with the transfers, `credit` for what is counted once.
    ///
    /// # Errors
    /// `consolidation.unknown_table`, `consolidation.unknown_field`, `consolidation.unknown_grouping`;
    /// `consolidation.overflow`.
    pub fn eliminations(&self, data: &Dataset, of: &Transfers, by: &[&str]) -> Result<Eliminations> {
        let cells = self.cells_by(by)?;
        let table = data.table(&of.table).ok_or_else(|| unknown_table(data, &of.table))?;
        for name in [&of.giver, &of.receiver, &of.given, &of.received] {
            position(table.schema(), name)?;
        }
        let members = self.members(by)?;
        let transfers: Vec<Transfer> =
            (0..table.rows()).map(|row| transfer(table, row, of, &members)).collect::<Result<_>>()?;
        let mut out = Vec::with_capacity(cells.len());
        for cell in cells {
            same_length(by, &cell.key.iter().map(Option::as_deref).collect::<Vec<_>>())?;
            let group = Some(&cell.key);
            let (mut inside, mut cancelled, mut gave, mut got) =
                (0_u64, Scaled::ZERO, [Scaled::ZERO; 2], [Scaled::ZERO; 2]);
            for transfer in &transfers {
                let (gives, receives) =
                    (transfer.giver_group.as_ref() == group, transfer.receiver_group.as_ref() == group);
                let (given, received) =
                    (transfer.given.unwrap_or(Scaled::ZERO), transfer.received.unwrap_or(Scaled::ZERO));
                if gives && receives {
                    inside = inside.saturating_add(1);
                    cancelled = plus(cancelled, transfer.cancelled)?;
                }
                let slots = [(gives, receives, &mut gave, given), (receives, gives, &mut got, received)];
                for (own, other, sums, amount) in slots {
                    if let ([outside, all], true) = (sums, own) {
                        *all = plus(*all, amount)?;
                        *outside = if other { *outside } else { plus(*outside, amount)? };
                    }
                }
            }
            let [given_outside, given] = gave;
            let [received_outside, received] = got;
            let sum = |name: &str| cell.measures.get(name).and_then(|total| total.sum);
            let less = |stated: Option<Scaled>, known: Scaled| {
                stated.map(|stated| stated.checked_sub(known).ok_or_else(overflow)).transpose()
            };
            let gross = match (sum(&of.credit), sum(&of.lines_received)) {
                (Some(credit), Some(received)) => Some(plus(credit, received)?),
                _ => None,
            };
            out.push(EliminatedCell {
                inside,
                cancelled,
                given_outside,
                received_outside,
                gave_gap: less(sum(&of.lines_gave), given)?,
                received_gap: less(sum(&of.lines_received), received)?,
                gross,
                net: less(gross, cancelled)?,
                key: cell.key,
            });
        }
        Ok(Eliminations { cells: out, transfers })
    }

    /// Which group each agency stands in, and each of its lines where the lines' key has a field beside the agency.
    fn members(&self, by: &[&str]) -> Result<Members> {
        let mut members = Members::default();
        let agency = self.plan().agency.as_str();
        for source in &self.sources {
            let line = source.lines.schema().key().iter().find(|name| *name != agency).cloned();
            let groups = source.keys_by(by)?;
            let agencies = keys_by(&source.lines, &[agency])?;
            let lines = match &line {
                Some(line) => keys_by(&source.lines, &[line])?,
                None => Vec::new(),
            };
            for row in (0..source.lines.rows()).filter(|row| source.is_live(*row)) {
                let code = |field: &super::source::FieldCodes<'_>| field.0.code(field.1.of(row)).map(str::to_owned);
                let Some(agency) = agencies.first().and_then(code) else { continue };
                let key: Key = groups.iter().map(code).collect();
                if let Some(line) = lines.first().and_then(code) {
                    members.of_line.entry((agency.clone(), line)).or_default().insert(key.clone());
                }
                members.of_agency.entry(agency).or_default().insert(key);
            }
        }
        Ok(members)
    }
}

fn transfer(table: &Table, row: usize, of: &Transfers, members: &Members) -> Result<Transfer> {
    let code = |name: &str| table.text(row, name).map(text::fold);
    let (giver, receiver) = (code(&of.giver), code(&of.receiver));
    let (given, received) = (table.number(row, &of.given), table.number(row, &of.received));
    let sides = match (given, received) {
        (Some(given), Some(received)) if given == received => Sides::Agree,
        (Some(_), Some(_)) => Sides::Differ,
        _ => Sides::OneSided,
    };
    let gap = match (given, received) {
        (Some(given), Some(received)) => Some(given.checked_sub(received).ok_or_else(overflow)?),
        _ => None,
    };
    let giver_group = members.group(giver.as_deref(), code(&of.giver_line).as_deref());
    let receiver_group = members.group(receiver.as_deref(), code(&of.receiver_line).as_deref());
    let both = given.zip(received).filter(|_| giver_group.is_some() && giver_group == receiver_group);
    Ok(Transfer {
        row,
        key: table.key(row),
        giver,
        receiver,
        given,
        received,
        gap,
        sides,
        giver_group,
        receiver_group,
        cancelled: both.map_or(Scaled::ZERO, |(given, received)| given.min(received)),
    })
}

fn plus(a: Scaled, b: Scaled) -> Result<Scaled> {
    a.checked_add(b).ok_or_else(overflow)
}

#[cfg(test)]
#[path = "eliminations_tests.rs"]
mod tests;
