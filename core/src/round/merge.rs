//! Merging: a form that was filled in offline meets what others have done meanwhile, cell by cell.

use super::Round;
use super::edits::Clash;
use super::form::{Form, Identity};
use crate::dataset::Cell;
use crate::error::{Error, Result};
use crate::lifecycle::{Action, Edit};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an offline form was begun from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Base {
    /// The form as it stood after this event of the log; 0 for an empty one.
    Seq(u64),
    /// The form itself.
    Form(Form),
}

/// An offline form merged with the present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// What is to be changed in the present form, ready for the action `edit`: all that does not clash.
    pub edits: Vec<Edit>,
    /// What both have changed in two ways. The present values stand until somebody chooses.
    pub clashes: Vec<Clash>,
    /// The form that comes of it.
    pub form: Form,
}

impl Round {
    /// Merges a form that was filled in offline with the present one: three ways, by cell.
    ///
    /// A cell that only one has changed takes that change; one that both have changed to the same needs nothing; one that
    /// both have changed in two ways is a clash and is told with all three values. No change of either is lost in silence.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`, `lifecycle.unknown_event` (the base is no event of the log), `lifecycle.ambiguous_row`,
    /// `lifecycle.unknown_form`.
    pub fn merge(&self, agency: &str, base: &Base, mine: &Form) -> Result<Merge> {
        let submission = self.submission(agency)?;
        let (own, theirs) = (self.own_cells(&submission.agency), submission.form());
        let base = match base {
            Base::Form(form) => form.clone(),
            Base::Seq(seq) => self.form_at(&submission.agency, *seq)?,
        };
        let (ours, others) =
            (self.between(&submission.agency, &base, mine)?, self.between(&submission.agency, &base, theirs)?);
        let mut merge = Merge { edits: Vec::new(), clashes: Vec::new(), form: theirs.clone() };
        let id = |edit: &Edit| -> Result<(String, Vec<String>)> {
            let identity = Identity { schema: self.form_schema(&edit.table)?, own: &own };
            Ok((edit.table.clone(), identity.of_edit(edit)))
        };
        let mut by_cell = BTreeMap::new();
        let (mut removed, mut touched) = (BTreeSet::new(), BTreeSet::new());
        for edit in &others {
            let row = id(edit)?;
            if edit.field.is_none() {
                removed.insert(row.clone());
            } else {
                touched.insert(row.clone());
            }
            by_cell.insert((row, edit.field.clone()), edit);
        }
        for edit in &ours {
            let row = id(edit)?;
            let other = by_cell.get(&(row.clone(), edit.field.clone()));
            match (other, &edit.field) {
                (Some(other), Some(_)) if !super::form::same(Some(&other.to), Some(&edit.to)) => {
                    merge.clashes.push(Clash::of(edit, other.to.clone()));
                }
                (Some(_), _) => {}
                // One has removed the row, the other has changed it.
                (None, None) if touched.contains(&row) => merge.clashes.push(Clash::of(edit, Cell::Null)),
                (None, Some(_)) if removed.contains(&row) => merge.clashes.push(Clash::of(edit, Cell::Null)),
                (None, _) => merge.edits.push(edit.clone()),
            }
        }
        for edit in &merge.edits {
            merge.form.apply(edit, &Identity { schema: self.form_schema(&edit.table)?, own: &own });
        }
        merge.form = Form::new(std::mem::take(&mut merge.form.tables));
        Ok(merge)
    }

    /// An agency's form as it stood after an event of the log.
    ///
    /// # Errors
    /// `lifecycle.unknown_agency`, `lifecycle.unknown_event`.
    pub fn form_at(&self, agency: &str, seq: u64) -> Result<Form> {
        let agency = &self.submission(agency)?.agency;
        let last = self.last_seq();
        if last < seq || (self.before.seq > 0 && seq < self.before.seq) {
            return Err(unknown_event(seq, self.before.seq, last));
        }
        let own = self.own_cells(agency);
        let mut form = self.before.forms.get(agency).map(|form| form.as_ref().clone()).unwrap_or_default();
        for event in self.events.iter().filter(|event| event.seq <= seq && event.agency.as_ref() == Some(agency)) {
            match event.action {
                Action::Enter => form = super::fold::entered(&event.payload),
                Action::Edit => {
                    for edit in &event.payload.edits {
                        form.apply(edit, &Identity { schema: self.form_schema(&edit.table)?, own: &own });
                    }
                }
                _ => {}
            }
        }
        Ok(Form::new(form.tables))
    }
}

pub(super) fn unknown_event(seq: u64, first: u64, last: u64) -> Error {
    Error::new(
        "lifecycle.unknown_event",
        format!("رویداد {seq} در دست نیست: {first} تا {last}"),
        format!("event {seq} is not at hand: there are {first} to {last}"),
    )
    .at("seq")
    .expected(format!("{first} to {last}"))
    .help(
        "شماره یکی از رویدادها را بدهید؛ برای پیش از نمابرداشت، کل رویدادنامه لازم است",
        "give the number of an event; what lies before a snapshot needs the whole log",
    )
}
