//! Decides whether an act is possible, and what it would change. Changes nothing itself.

use super::act::{Act, uses};
use super::opening::storable;
use super::submission::Submission;
use super::{Round, warnings};
use crate::calendar::{PersianDate, Window};
use crate::dataset::{Cell, Row};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::lifecycle::{
    Action, Guard, Justification, Move, Payload, Reason, Stage, State, Verdict, find, from_state, refusal,
};
use crate::text;

/// What a possible act changes.
pub(super) struct Decided {
    /// The agency's code as the round has it.
    pub(super) agency: Option<String>,
    pub(super) from: State,
    pub(super) to: State,
    pub(super) payload: Payload,
}

/// What the guards ask about.
pub(super) struct Asked<'a> {
    pub(super) submission: Option<&'a Submission>,
    pub(super) act: &'a Act,
    pub(super) today: PersianDate,
    /// Explanations that the act itself brings, tied to their findings.
    pub(super) justifications: &'a [Justification],
}

impl Round {
    pub(super) fn decide(&self, agency: Option<&str>, act: &Act) -> Result<Decided> {
        let place = agency.map_or_else(|| "round".to_owned(), |agency| format!("submission/{agency}"));
        let submission = agency.map(|agency| self.submission(agency)).transpose()?;
        let (row, today) = self.permit(submission, act).map_err(|error| placed(error, &place))?;
        if let Some(unused) = act.brings().find(|name| !uses(act.action).contains(name)) {
            return Err(unused_field(act.action, unused));
        }
        let justifications = match submission {
            Some(submission) => {
                self.tied(submission, act.action, &act.justifications).map_err(|error| placed(error, &place))?
            }
            None => Vec::new(),
        };
        let asked = Asked { submission, act, today, justifications: &justifications };
        for guard in row.guards {
            self.guard(*guard, &asked).map_err(|error| placed(error, &place))?;
        }
        let mut payload = self.payload(&asked)?;
        payload.justifications = justifications;
        Ok(Decided {
            agency: submission.map(|submission| submission.agency.clone()),
            from: row.state,
            to: row.next,
            payload,
        })
    }

    /// The move that the act is, before any guard.
    pub(super) fn permit(&self, submission: Option<&Submission>, act: &Act) -> Result<(&'static Move, PersianDate)> {
        act.by.check()?;
        if let Some(last) = self.events.last().filter(|last| act.at < last.at) {
            return Err(refusal::clock_backwards(act.at, last.at));
        }
        let today = PersianDate::of_instant(act.at, self.opened.utc_offset_minutes)?;
        if let Some(submission) = submission {
            self.expect(submission, act)?;
        }
        let state = submission.map_or(self.standing.state, |submission| submission.state);
        match find(state, act.action, act.by.role) {
            Some(row) => Ok((row, today)),
            None if from_state(state).any(|row| row.action == act.action) => {
                Err(refusal::wrong_role(state, act.action, &act.by))
            }
            None => Err(refusal::illegal_move(state, act.action)),
        }
    }

    /// That nobody was faster, where the actor says what he has seen.
    fn expect(&self, submission: &Submission, act: &Act) -> Result<()> {
        let last = self.events.iter().rev().find(|event| event.seq == submission.last_seq);
        let last = last.map_or_else(String::new, |event| format!("{}: {}", event.action, event.actor.shown()));
        if let Some(expected) = act.expected_revision.filter(|expected| *expected != submission.revision) {
            let (expected, found) = (u64::from(expected), u64::from(submission.revision));
            return Err(refusal::conflict("نسخه", "revision", expected, found, &last));
        }
        match act.expected_seq.filter(|expected| *expected != submission.last_seq) {
            Some(expected) => Err(refusal::conflict("رویداد", "event", expected, submission.last_seq, &last)),
            None => Ok(()),
        }
    }

    /// Whether one guard lets the act pass.
    pub(super) fn guard(&self, guard: Guard, asked: &Asked<'_>) -> Result<()> {
        let (action, by) = (asked.act.action, &asked.act.by);
        match (guard, asked.submission) {
            (Guard::RoundPublished, _) if self.standing.state != State::Published => {
                Err(refusal::not_published(self.standing.state, action))
            }
            (Guard::OwnAgency, Some(of)) if !by.belongs_to(&of.agency) => {
                Err(refusal::foreign_agency(&of.agency, action, by))
            }
            (Guard::OtherAgency, Some(of)) if by.belongs_to(&of.agency) => {
                Err(refusal::own_agency(&of.agency, action, by))
            }
            // Public Accounting Act 1366, art. 53, keeps such duties in different hands.
            (Guard::OneDuty, Some(of)) => match of.duties.get(&by.identity()) {
                Some(held) if *held != by.role => Err(refusal::same_person(action, by, *held)),
                _ => Ok(()),
            },
            (Guard::WindowOpen, Some(of)) => match of.window.filter(|window| !window.contains(asked.today)) {
                Some(window) => Err(refusal::window_closed(action, window.from(), window.to(), asked.today)),
                None => Ok(()),
            },
            (Guard::WholeForm, Some(of)) => whole_form(of, asked.act),
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
            return Err(unknown_place("lifecycle.unknown_field", "فیلد", "field", field, fields));
        }
        let (Some(line), Some(submission)) = (&reason.line, submission) else { return Ok(()) };
        let own = self.rows(&submission.agency)?.iter().chain(self.agreement_rows(&submission.agency));
        let lines: Vec<&str> = own.filter_map(|row| text_of(row, "line")).collect();
        if lines.iter().any(|own| text::fold(own) == text::fold(line)) {
            return Ok(());
        }
        Err(unknown_place("lifecycle.unknown_line", "ردیف", "line", line, lines.into_iter()))
    }

    fn nothing_blocks(&self, submission: &Submission, action: Action) -> Result<()> {
        let findings = self.check(submission)?;
        // What blocks confirmation blocks all that follows it.
        let stages = ["confirm", "accept", "approve"];
        let reached = stages.iter().position(|stage| *stage == action.name()).unwrap_or(stages.len());
        let blocks = |finding: &&Finding| {
            let stage = finding.blocks.as_deref().and_then(|blocks| stages.iter().position(|stage| *stage == blocks));
            stage.is_some_and(|stage| stage <= reached)
        };
        let blocking: Vec<&Finding> = findings.iter().filter(blocks).collect();
        if blocking.is_empty() { Ok(()) } else { Err(refusal::blocked(action, &blocking)) }
    }

    fn warnings_justified(&self, submission: &Submission, asked: &Asked<'_>) -> Result<()> {
        let mut open = Vec::new();
        for finding in self.check(submission)?.iter().filter(|finding| finding.severity == Severity::Warning) {
            let fingerprint = warnings::fingerprint(finding)?;
            let now = asked.justifications.iter().any(|item| item.findings.contains(&fingerprint));
            if !now && !submission.justified.contains_key(&fingerprint) {
                open.push(finding);
            }
        }
        if open.is_empty() { Ok(()) } else { Err(refusal::unjustified(asked.act.action, &open)) }
    }

    /// What the act brings, completed by what follows from it.
    fn payload(&self, asked: &Asked<'_>) -> Result<Payload> {
        let act = asked.act;
        let mut payload = Payload {
            comment: act.comment.clone(),
            reasons: act.reasons.clone(),
            until: self.until(asked)?,
            ..Payload::default()
        };
        let Some(submission) = asked.submission else { return Ok(payload) };
        let fresh = matches!(submission.state, State::Open | State::Returned);
        let next = submission.revision.saturating_add(u32::from(fresh));
        match act.action {
            Action::Enter => {
                let rows = act.rows.iter().flatten().cloned().enumerate();
                payload.rows = Some(rows.map(|(index, row)| storable("lines", index, row)).collect::<Result<_>>()?);
                payload.revision = Some(next);
            }
            Action::Justify => payload.revision = Some(next),
            Action::Extend => {}
            Action::Confirm | Action::Accept | Action::Approve => {
                let findings = self.check(submission)?;
                payload.revision = Some(submission.revision);
                payload.verdict = Some(Verdict {
                    findings: findings.digest()?,
                    errors: findings.count(Severity::Error),
                    warnings: findings.count(Severity::Warning),
                });
            }
            _ => payload.revision = Some(submission.revision),
        }
        Ok(payload)
    }

    /// The last day of entry that the act sets, if it sets one.
    fn until(&self, asked: &Asked<'_>) -> Result<Option<PersianDate>> {
        let (act, today) = (asked.act, asked.today);
        let allowed = || Ok::<_, Error>(self.opened.process.allowance(Stage::Entry).from(today)?.to());
        let until = match act.action {
            Action::Publish => match (act.until, self.opened.windows.get(&Stage::Entry)) {
                (Some(until), _) => until,
                (None, Some(stated)) => stated.to(),
                (None, None) => allowed()?,
            },
            // The agency gets the stage's whole allowance again, and never less than the round gives.
            Action::Return | Action::Reopen if asked.submission.is_some() => match act.until {
                Some(until) => until,
                None => allowed()?.max(self.standing.entry.map_or(today, Window::to)),
            },
            Action::Extend => {
                let window = asked.submission.map_or(self.standing.entry, |submission| submission.window);
                let earliest = window.map_or(today, Window::to).add_days(1)?.max(today);
                return match act.until.filter(|until| *until >= earliest) {
                    Some(until) => Ok(Some(until)),
                    None => Err(bad_window(act, earliest)),
                };
            }
            _ => return Ok(None),
        };
        let first = match (act.action, self.opened.windows.get(&Stage::Entry)) {
            (Action::Publish, Some(stated)) => today.max(stated.from()),
            _ => today,
        };
        if until < first { Err(bad_window(act, first)) } else { Ok(Some(until)) }
    }
}

/// That the form is there and every row is the agency's own.
fn whole_form(submission: &Submission, act: &Act) -> Result<()> {
    let Some(rows) = &act.rows else {
        return Err(refusal::unexplained(act.action, "سطرهای فرم", "the rows of the form"));
    };
    let own = text::fold(&submission.agency);
    let foreign = rows.iter().enumerate().find(|(_, row)| {
        let agency = row.get("agency").map(Cell::to_string);
        agency.is_none_or(|agency| text::fold(&agency) != own)
    });
    match foreign {
        Some((index, row)) => Err(foreign_row(index, row, &submission.agency)),
        None => Ok(()),
    }
}

fn text_of<'a>(row: &'a Row, field: &str) -> Option<&'a str> {
    match row.get(field) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}

/// The error with a place, where it has none of its own.
fn placed(error: Error, place: &str) -> Error {
    if error.place().is_some() { error } else { error.at(place) }
}

fn foreign_row(index: usize, row: &Row, agency: &str) -> Error {
    let found = row.get("agency").map(Cell::to_string).unwrap_or_default();
    Error::new(
        "lifecycle.foreign_row",
        format!("این سطر از دستگاه «{found}» است، نه {agency}"),
        format!("the row is of agency `{found}`, not of {agency}"),
    )
    .at(format!("lines/{index}/agency"))
    .expected(agency)
    .help("هر دستگاه فقط سطرهای خود را می‌فرستد", "an agency sends its own rows only")
}

fn unused_field(action: Action, name: &str) -> Error {
    let used = uses(action).join(", ");
    Error::new(
        "lifecycle.unused",
        format!("«{}» با «{name}» کاری ندارد", action.title_fa()),
        format!("`{action}` has no use for `{name}`"),
    )
    .at(name)
    .expected(used)
    .detail("tried", action)
    .help("این فیلد را خالی بگذارید", "leave this field empty")
}

fn bad_window(act: &Act, earliest: PersianDate) -> Error {
    let given = act.until.map_or_else(|| "-".to_owned(), |until| until.to_string());
    Error::new(
        "lifecycle.bad_window",
        format!("«{given}» پایان مهلت نمی‌شود: زودترین روز {} است", text::persian_digits(&earliest.to_string())),
        format!("the window cannot end on `{given}`: {earliest} is the earliest day"),
    )
    .at("until")
    .expected(format!("{earliest} or later"))
    .detail("tried", act.action)
    .help("پایان مهلت را دیرتر بگذارید", "give a later last day")
}

fn unknown_place<'a>(
    code: &'static str,
    noun_fa: &str,
    noun_en: &str,
    found: &str,
    known: impl Iterator<Item = &'a str>,
) -> Error {
    let error = Error::new(
        code,
        format!("{noun_fa} «{found}» در این گزارش نیست"),
        format!("the submission has no {noun_en} `{found}`"),
    )
    .at(format!("reasons/{noun_en}"))
    .expected(format!("a {noun_en} of the submission"));
    match text::closest(found, known) {
        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
        None => error,
    }
}
