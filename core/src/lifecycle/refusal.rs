//! Refusals: what was tried, why not, who may, until when, and what to do, in Persian and English.

use super::action::Action;
use super::actor::Actor;
use super::event::Event;
use super::moves::Move;
use super::process::Process;
use super::role::Role;
use super::state::State;
use crate::calendar::PersianDate;
use crate::error::Error;
use crate::finding::Finding;
use crate::text;
use chrono::{DateTime, SecondsFormat, Utc};

/// How things came to be in the state that they are in.
pub(crate) struct Since<'a> {
    /// The event that brought the state about, where it is at hand.
    pub(crate) event: Option<&'a Event>,
    /// Until when the stage that has it may take.
    pub(crate) due: Option<PersianDate>,
}

/// The action does not exist in this state: what the state is, who brought it about, until when, and what is possible.
pub(crate) fn illegal_move(process: &Process, state: State, action: Action, since: &Since<'_>) -> Error {
    let legal: Vec<&Move> = process.from_state(state).collect();
    let undoes = matches!(action, Action::Withdraw | Action::Return);
    let (code, fa, en) = match since.event {
        // Taking back what somebody higher has decided on.
        Some(event) if undoes && matches!(state, State::Accepted | State::Approved) => (
            "lifecycle.higher_approval",
            format!(
                "«{}» ممکن نیست: «{}» با «{}» ثبت شده است",
                action.title_fa(),
                event.action.title_fa(),
                event.actor.shown()
            ),
            format!(
                "`{action}` is not possible below a higher approval: `{}` by {} stands",
                event.action,
                event.actor.shown()
            ),
        ),
        _ => (
            "lifecycle.illegal_move",
            format!("«{}» در وضعیت «{}» ممکن نیست", action.title_fa(), state.title_fa()),
            format!("`{action}` is not possible in state `{state}`"),
        ),
    };
    let mut error = Error::new(code, fa, en).detail("tried", action).detail("state", state);
    if let Some(event) = since.event {
        error = error
            .detail("because", event.action)
            .detail("by", event.actor.shown())
            .detail("role", event.actor.role)
            .detail("since", event.at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
    if let Some(due) = since.due {
        error = error.detail("until", due);
    }
    let names = listed(legal.iter().map(|row| format!("{} ({})", row.action, row.role)));
    let fa = listed_fa(legal.iter().map(|row| format!("«{}» ({})", row.action.title_fa(), row.role.title_fa())));
    if legal.is_empty() {
        return error
            .expected("no action: this state is final")
            .help("این وضعیت پایانی است", "this state is final: nothing is done in it");
    }
    error
        .expected(names.clone())
        .detail("possible", &names)
        .detail("who_may", listed(legal.iter().map(|row| row.role.to_string())))
        .help(format!("اکنون ممکن است: {fa}"), format!("possible now: {names}"))
}

/// The action exists in this state, but is another role's.
pub(crate) fn wrong_role(process: &Process, state: State, action: Action, by: &Actor) -> Error {
    let roles: Vec<Role> = process.from_state(state).filter(|row| row.action == action).map(|row| row.role).collect();
    let names = listed(roles.iter().map(|role| role.name().to_owned()));
    let en = listed(roles.iter().map(|role| role.title_en().to_owned()));
    let fa = listed_fa(roles.iter().map(|role| role.title_fa().to_owned()));
    Error::new(
        "lifecycle.wrong_role",
        format!("«{}» کار «{}» نیست", action.title_fa(), by.role.title_fa()),
        format!("`{action}` is not for the role `{}`", by.role),
    )
    .expected(names.clone())
    .detail("tried", action)
    .detail("state", state)
    .detail("person", &by.person)
    .detail("who_may", names)
    .help(format!("این کار با {fa} است"), format!("this is for: {en}"))
}

/// The round is not published, or closed.
pub(crate) fn not_published(round: State, action: Action, since: Option<&Event>) -> Error {
    let (fa, en) = if round == State::Closed {
        (
            "گروه تلفیق می‌تواند دوره را با ذکر دلیل بازگشایی کند",
            "the consolidation group can reopen the round, with a reason",
        )
    } else {
        ("منتظر انتشار دوره به دست گروه تلفیق بمانید", "wait until the consolidation group publishes the round")
    };
    let error = Error::new(
        "lifecycle.not_published",
        format!("«{}» ممکن نیست: دوره «{}» است", action.title_fa(), round.title_fa()),
        format!("`{action}` is not possible: the round is {round}"),
    )
    .expected("a published round")
    .detail("tried", action)
    .detail("round", round)
    .detail("who_may", Role::Consolidation)
    .help(fa, en);
    match since {
        Some(event) => error
            .detail("because", event.action)
            .detail("by", event.actor.shown())
            .detail("since", event.at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        None => error,
    }
}

/// Somebody of elsewhere acts for an agency.
pub(crate) fn foreign_agency(agency: &str, action: Action, by: &Actor) -> Error {
    let own = by.agency.as_deref().unwrap_or("-");
    Error::new(
        "lifecycle.foreign_agency",
        format!("«{}» از دستگاه {agency} نیست و نمی‌تواند به نام آن «{}» را انجام دهد", by.shown(), action.title_fa()),
        format!("`{}` is not of agency {agency} and cannot `{action}` in its name", by.shown()),
    )
    .expected(format!("a person of agency {agency}"))
    .detail("tried", action)
    .detail("person", &by.person)
    .detail("agency", own)
    .help(format!("این کار با شخصی از دستگاه {agency} است"), format!("this is for a person of agency {agency}"))
}

/// Somebody of the reporting agency controls or approves it.
pub(crate) fn own_agency(agency: &str, action: Action, by: &Actor) -> Error {
    Error::new(
        "lifecycle.own_agency",
        format!(
            "«{}» از همان دستگاه گزارش‌دهنده ({agency}) است و نمی‌تواند «{}» را انجام دهد",
            by.shown(),
            action.title_fa()
        ),
        format!("`{}` belongs to the reporting agency {agency} and cannot `{action}` its report", by.shown()),
    )
    .expected(format!("a person who is not of agency {agency}"))
    .detail("tried", action)
    .detail("person", &by.person)
    .detail("who_may", by.role)
    .help("این کار با شخصی بیرون از دستگاه گزارش‌دهنده است", "this is for a person outside the reporting agency")
}

/// One person would hold two duties on one submission.
pub(crate) fn same_person(action: Action, by: &Actor, held: Role) -> Error {
    Error::new(
        "lifecycle.same_person",
        format!(
            "«{}» در همین گزارش «{}» بوده است و نمی‌تواند «{}» را انجام دهد: ورود، تأیید دستگاه، کنترل و تأیید نهایی با چهار شخص است",
            by.shown(),
            held.title_fa(),
            action.title_fa()
        ),
        format!(
            "`{}` has been {held} of this very submission and cannot `{action}` it: entering, confirming, controlling and approving are for four persons",
            by.shown()
        ),
    )
    .expected(format!("another person in the role {}", by.role))
    .detail("tried", action)
    .detail("person", &by.person)
    .detail("held", held)
    .detail("who_may", by.role)
    .help(
        format!("این کار با «{}» دیگری است", by.role.title_fa()),
        format!("let another person in the role {} do it", by.role),
    )
}

/// The entry window is over, or has not begun.
pub(crate) fn window_closed(action: Action, from: PersianDate, until: PersianDate, today: PersianDate) -> Error {
    let fa = |date: PersianDate| text::persian_digits(&date.to_string());
    let (why_fa, why_en) = if today < from {
        (format!("از {} آغاز می‌شود", fa(from)), format!("begins on {from}"))
    } else {
        (format!("تا پایان روز {} بود", fa(until)), format!("ended with {until}"))
    };
    Error::new(
        "lifecycle.window_closed",
        format!("«{}» ممکن نیست: مهلت ورود {why_fa} و امروز {} است", action.title_fa(), fa(today)),
        format!("`{action}` is not possible: the entry window {why_en} and today is {today}"),
    )
    .expected(format!("{from} to {until}, both included"))
    .detail("tried", action)
    .detail("from", from)
    .detail("until", until)
    .detail("today", today)
    .detail("who_may", Role::Consolidation)
    .help(
        "گروه تلفیق می‌تواند مهلت را با ذکر دلیل تمدید کند",
        "the consolidation group can extend the window, with a reason",
    )
}

/// Findings block the action.
pub(crate) fn blocked(action: Action, findings: &[&Finding]) -> Error {
    Error::new(
        "lifecycle.blocked",
        format!(
            "«{}» ممکن نیست: {} خطا مانع است",
            action.title_fa(),
            text::persian_digits(&findings.len().to_string())
        ),
        format!("`{action}` is not possible: {} findings block it", findings.len()),
    )
    .expected("no blocking finding")
    .detail("tried", action)
    .detail("findings", listed(findings.iter().map(|finding| shown(finding))))
    .because(findings.iter().map(|finding| as_cause("lifecycle.blocking_finding", finding)).collect())
    .help("خطاها را اصلاح کنید", "correct what the findings name")
}

/// Warnings have no explanation.
pub(crate) fn unjustified(action: Action, findings: &[&Finding]) -> Error {
    Error::new(
        "lifecycle.unjustified",
        format!(
            "«{}» ممکن نیست: {} هشدار توضیح ندارد",
            action.title_fa(),
            text::persian_digits(&findings.len().to_string())
        ),
        format!("`{action}` is not possible: {} warnings have no justification", findings.len()),
    )
    .expected("a justification of every warning")
    .detail("tried", action)
    .detail("findings", listed(findings.iter().map(|finding| shown(finding))))
    .because(findings.iter().map(|finding| as_cause("lifecycle.unjustified_warning", finding)).collect())
    .help(
        "برای هر هشدار توضیح بنویسید یا رقم را اصلاح کنید",
        "justify each warning (action `justify`), or correct the figure",
    )
}

/// The action needs words.
pub(crate) fn unexplained(action: Action, what_fa: &str, what_en: &str) -> Error {
    Error::new(
        "lifecycle.unexplained",
        format!("«{}» بدون {what_fa} پذیرفته نمی‌شود", action.title_fa()),
        format!("`{action}` needs {what_en}"),
    )
    .expected(what_en)
    .detail("tried", action)
    .help(format!("{what_fa} را بنویسید"), format!("give {what_en}"))
}

/// Somebody else was faster.
pub(crate) fn conflict(what_fa: &str, what_en: &str, expected: u64, found: u64, last: &str) -> Error {
    Error::new(
        "lifecycle.conflict",
        format!("این گزارش در این میان تغییر کرده است: {what_fa} مورد انتظار {expected}، موجود {found} ({last})"),
        format!("the submission has changed meanwhile: expected {what_en} {expected}, found {found} ({last})"),
    )
    .expected(format!("{what_en} {found}"))
    .detail("expected", expected)
    .detail("found", found)
    .detail("last", last)
    .help(
        "نسخه تازه را بخوانید، تغییرها را با هم مقایسه کنید و دوباره بفرستید",
        "read the present figures, compare, and send again",
    )
}

/// Somebody else has changed the same cells.
pub(crate) fn cells_clash(cells: usize, last: &str) -> Error {
    Error::new(
        "lifecycle.conflict",
        format!("{} خانه در این میان تغییر کرده است ({last})", text::persian_digits(&cells.to_string())),
        format!("{cells} cells have changed meanwhile ({last})"),
    )
    .expected("each cell as the editor saw it")
    .detail("last", last)
    .help(
        "برای هر خانه یکی از دو مقدار را برگزینید و با مقدار کنونی دوباره بفرستید",
        "choose one of the two values of each cell, and send again from the present one",
    )
}

/// The host's clock went backwards.
pub(crate) fn clock_backwards(at: DateTime<Utc>, last: DateTime<Utc>) -> Error {
    let stamp = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    Error::new(
        "lifecycle.clock_backwards",
        format!("زمان این اقدام ({}) پیش از آخرین رویداد ({}) است", stamp(at), stamp(last)),
        format!("the time of this action ({}) is before the last event ({})", stamp(at), stamp(last)),
    )
    .at("at")
    .expected(format!("{} or later", stamp(last)))
    .help("ساعت میزبان را درست کنید", "set the host's clock right")
}

/// The agency has nothing to report in this round.
pub(crate) fn unknown_agency<'a>(agency: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::new(
        "lifecycle.unknown_agency",
        format!("دستگاه «{agency}» در این دوره نیست"),
        format!("unknown agency `{agency}`: it has no agreement in this round"),
    )
    .at("agency")
    .expected("the code of an agency of the round");
    match text::closest(agency, known) {
        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
        None => error,
    }
}

/// Items as one text, separated by commas.
pub(crate) fn listed(items: impl Iterator<Item = String>) -> String {
    unique(items).join(", ")
}

fn listed_fa(items: impl Iterator<Item = String>) -> String {
    unique(items).join("، ")
}

fn unique(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// A finding in one word: `C06 lines/101`.
fn shown(finding: &Finding) -> String {
    format!("{} {}", finding.rule, place(finding))
}

fn place(finding: &Finding) -> String {
    let key: Vec<&str> = finding.key.values().map(String::as_str).collect();
    if key.is_empty() { finding.table.clone() } else { format!("{}/{}", finding.table, key.join("+")) }
}

fn as_cause(code: &'static str, finding: &Finding) -> Error {
    Error::new(code, finding.message_fa.clone(), finding.message_en.clone())
        .at(place(finding))
        .detail("rule", &finding.rule)
}
