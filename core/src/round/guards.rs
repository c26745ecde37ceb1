//! The guards of the moves, as they look at one submission.

use super::act::Act;
use super::submission::Submission;
use super::{Round, errors, warnings};
use crate::calendar::PersianDate;
use crate::dataset::{Cell, Row};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::lifecycle::{Action, Actor, Guard, Justification, LINES, Reason, State, refusal};
use crate::ordered::Ordered as _;
use crate::text;
use std::collections::BTreeSet;

/// What the guards ask about.
pub(super) struct Asked<'a> {
    pub(super) submission: Option<&'a Submission>,
    pub(super) act: &'a Act,
    pub(super) today: PersianDate,
    /// Explanations that the act itself brings, tied to their findings.
    pub(super) justifications: &'a [Justification],
}

impl Round {
    /// Whether one guard lets the act pass.
    pub(super) fn guard(&self, guard: Guard, asked: &Asked<'_>) -> Result<()> {
        let (action, by) = (asked.act.action, &asked.act.by);
        match (guard, asked.submission) {
            (Guard::RoundPublished, _) if self.standing.state != State::Published => {
                Err(refusal::not_published(self.standing.state, action, self.event(self.standing.state_seq)))
            }
            (Guard::OwnAgency, Some(of)) => match persons(asked).find(|person| !person.belongs_to(&of.agency)) {
                Some(person) => Err(refusal::foreign_agency(&of.agency, action, person)),
                None => Ok(()),
            },
            (Guard::OtherAgency, Some(of)) => match persons(asked).find(|person| person.belongs_to(&of.agency)) {
                Some(person) => Err(refusal::own_agency(&of.agency, action, person)),
                None => Ok(()),
            },
            // Public Accounting Act 1366, art. 53, keeps such duties in different hands. A delegate and whoever has
            // delegated are bound both: a duty passed on is not a way round.
            (Guard::OneDuty, Some(of)) => {
                let other = |person: &Actor| of.duties.get(&person.identity()).copied().filter(|held| *held != by.role);
                match persons(asked).find_map(|person| Some((person, other(person)?))) {
                    Some((person, held)) => Err(refusal::same_person(action, person, held)),
                    None => Ok(()),
                }
            }
            (Guard::WindowOpen, Some(of)) => match of.window.filter(|window| !window.contains(asked.today)) {
                Some(window) => Err(refusal::window_closed(action, window.from(), window.to(), asked.today)),
                None => Ok(()),
            },
            (Guard::WholeForm, Some(of)) => self.whole_form(of, asked.act),
            (Guard::CellsAsSeen, Some(of)) => self.cells_as_seen(of, &asked.act.edits),
            (Guard::LinesRemain, Some(of)) => self.lines_remain(of, &asked.act.reasons),
            (Guard::SoundDelegation, _) => self.sound_delegation(asked.act, asked.today),
            (Guard::NewAgencies, _) if asked.act.agreements.is_empty() && asked.act.admitted.is_none() => {
                Err(errors::no_agreements())
            }
            (Guard::Explained, _) => self.explained(asked),
            (Guard::NothingBlocks, Some(of)) => self.nothing_blocks(of, action),
            (Guard::WarningsJustified, Some(of)) => self.warnings_justified(of, asked),
            _ => Ok(()),
        }
    }

    fn explained(&self, asked: &Asked<'_>) -> Result<()> {
        let act = asked.act;
        let blank = |words: &str| text::fold(words).is_empty();
        if act.action == Action::Justify {
            return match act.justifications.is_empty() {
                true => Err(refusal::unexplained(act.action, "توضیح هشدارها", "a justification of a warning")),
                false => Ok(()),
            };
        }
        let said = act.comment.as_deref().is_some_and(|comment| !blank(comment)) || !act.reasons.is_empty();
        if !said || act.reasons.iter().any(|reason| blank(&reason.text)) {
            return Err(refusal::unexplained(act.action, "دلیل", "a reason or a comment with its text"));
        }
        let known = |reason: &Reason| self.known_place(asked.submission, reason);
        act.reasons.iter().try_for_each(known)
    }

    /// That a reason points at a line of the submission or its agreement, and at a field of the form.
    fn known_place(&self, submission: Option<&Submission>, reason: &Reason) -> Result<()> {
        let schema = self.rulebook.schema().table("lines");
        if let (Some(field), Some(schema)) = (&reason.field, schema)
            && schema.field(field).is_none()
        {
            let fields = schema.fields().iter().map(|field| field.name.as_str());
            return Err(errors::unknown_place("lifecycle.unknown_field", "فیلد", "field", field, fields));
        }
        let (Some(line), Some(submission)) = (&reason.line, submission) else { return Ok(()) };
        let own = submission.form().rows(LINES).iter().chain(self.frozen.agreement(&submission.agency));
        let lines: Vec<&str> = own.filter_map(|row| text_of(row, "line")).collect();
        if lines.iter().any(|own| text::fold(own) == text::fold(line)) {
            return Ok(());
        }
        Err(errors::unknown_place("lifecycle.unknown_line", "ردیف", "line", line, lines.into_iter()))
    }

    fn nothing_blocks(&self, submission: &Submission, action: Action) -> Result<()> {
        let findings = self.check(submission)?;
        // What blocks confirmation blocks all that follows it.
        let stages = ["confirm", "accept", "approve"];
        let stage = if matches!(action, Action::Submit | Action::Endorse) { Action::Confirm } else { action };
        let reached = stages.iter().position(|known| *known == stage.name()).unwrap_or(stages.len());
        let blocks = |finding: &&Finding| {
            let stage = finding.blocks.as_deref().and_then(|blocks| stages.iter().position(|stage| *stage == blocks));
            stage.is_some_and(|stage| stage <= reached)
        };
        let blocking: Vec<&Finding> =
            findings.iter().filter(|found| !submission.leaves_out(found)).filter(blocks).collect();
        if blocking.is_empty() { Ok(()) } else { Err(refusal::blocked(action, &blocking)) }
    }

    fn warnings_justified(&self, submission: &Submission, asked: &Asked<'_>) -> Result<()> {
        let mut open = Vec::new();
        let warnings = self.check(submission)?.iter().filter(|finding| finding.severity == Severity::Warning);
        for finding in warnings.filter(|finding| !submission.leaves_out(finding)) {
            let fingerprint = warnings::fingerprint(finding)?;
            let now = asked.justifications.iter().any(|item| item.findings.contains(&fingerprint));
            if !now && !submission.justified.contains_key(&fingerprint) {
                open.push(finding);
            }
        }
        if open.is_empty() { Ok(()) } else { Err(refusal::unjustified(asked.act.action, &open)) }
    }

    /// That each reason of a rejection names a line of the form, and some line is left.
    fn lines_remain(&self, submission: &Submission, reasons: &[Reason]) -> Result<()> {
        let mut out: BTreeSet<String> = submission.rejected.keys().cloned().ordered();
        for reason in reasons {
            match &reason.line {
                Some(line) => _ = out.insert(text::fold(line)),
                None => return Err(refusal::unexplained(Action::Reject, "ردیف هر دلیل", "the line of each reason")),
            }
        }
        let rows = submission.form().rows(LINES);
        let lines: BTreeSet<String> = rows.iter().filter_map(|row| text_of(row, "line")).map(text::fold).ordered();
        if let Some(unknown) = out.iter().find(|line| !lines.contains(*line)) {
            let known = lines.iter().map(String::as_str);
            return Err(errors::unknown_place("lifecycle.unknown_line", "ردیف", "line", unknown, known));
        }
        if lines.is_subset(&out) { Err(errors::nothing_left()) } else { Ok(()) }
    }

    /// That the form is there and every row of every table is the agency's own, and of this round where it says of which
    /// it is.
    fn whole_form(&self, submission: &Submission, act: &Act) -> Result<()> {
        let Some(rows) = &act.rows else {
            return Err(refusal::unexplained(act.action, "سطرهای فرم", "the rows of the form"));
        };
        self.own_rows(submission, LINES, rows)?;
        for (table, rows) in &act.tables {
            self.form_schema(table)?;
            if table == LINES {
                return Err(errors::unused_field(act.action, "tables/lines"));
            }
            self.own_rows(submission, table, rows)?;
        }
        Ok(())
    }

    fn own_rows(&self, submission: &Submission, table: &str, rows: &[Row]) -> Result<()> {
        let own = text::fold(&submission.agency);
        let stated = |row: &Row, field: &str| row.get(field).map(|cell| text::fold(&cell.to_string()));
        let of_round = self.own_fields();
        for (index, row) in rows.iter().enumerate() {
            if stated(row, "agency").is_none_or(|agency| agency != own) {
                return Err(errors::foreign_row(table, index, row, &submission.agency));
            }
            for (field, expected) in &of_round {
                let (found, expected) = (stated(row, field).unwrap_or_default(), expected.to_string());
                if table == LINES && !found.is_empty() && found != expected {
                    return Err(errors::foreign_period(index, field, &found, &expected));
                }
            }
        }
        Ok(())
    }
}

/// Whoever acts, and for whom.
fn persons<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = &'a Actor> {
    [Some(&asked.act.by), asked.act.on_behalf_of.as_ref()].into_iter().flatten()
}

fn text_of<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    match row.get(field) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}
