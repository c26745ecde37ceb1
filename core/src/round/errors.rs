//! What a round refuses beyond the moves: openings, rows, windows, places, logs.

use super::Submission;
use super::act::{Act, uses};
use crate::agreement::Agreement;
use crate::calendar::{FiscalPeriod, PersianDate};
use crate::dataset::{Cell, Row};
use crate::error::Error;
use crate::lifecycle::{Action, Actor, Event, Justification, Opened, Role};
use crate::rules::Rulebook;
use crate::text;

pub(super) fn foreign_row(table: &str, index: usize, row: &Row, agency: &str) -> Error {
    let found = row.get("agency").map(Cell::to_string).unwrap_or_default();
    Error::new(
        "lifecycle.foreign_row",
        format!("این سطر از دستگاه «{found}» است، نه {agency}"),
        format!("the row is of agency `{found}`, not of {agency}"),
    )
    .at(format!("{table}/{index}/agency"))
    .expected(agency)
    .help("هر دستگاه فقط سطرهای خود را می‌فرستد", "an agency sends its own rows only")
}

pub(super) fn foreign_period(index: usize, field: &str, found: &str, expected: &str) -> Error {
    Error::new(
        "lifecycle.foreign_period",
        format!("این سطر از «{found}» است، نه «{expected}» که سال و دوره این گزارش است"),
        format!("the row is of `{found}`, not of `{expected}` as the round is"),
    )
    .at(format!("lines/{index}/{field}"))
    .expected(expected)
    .detail("found", found)
    .help(
        format!("رقم‌های «{found}» را به دوره همان زمان بفرستید؛ اگر رقم‌ها از «{expected}» است، این فیلد را درست کنید یا خالی بگذارید"),
        format!("send figures of `{found}` to the round of that period; if they are of `{expected}`, correct this field or leave it empty"),
    )
}

pub(super) fn unused_field(action: Action, name: &str) -> Error {
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

pub(super) fn bad_window(act: &Act, earliest: PersianDate) -> Error {
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

pub(super) fn unknown_place<'a>(
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

pub(super) fn rulebook_differs(book: &Rulebook, opened: &Opened) -> Error {
    Error::new(
        "lifecycle.rulebook_differs",
        format!("این دوره با دفتر قواعد دیگری باز شده است: «{}»، نه «{}»", opened.rulebook, book.id()),
        format!("the round was opened with another rulebook: `{}`, not this `{}`", opened.rulebook, book.id()),
    )
    .at("log/1/payload/opened/rulebook_digest")
    .expected(&opened.rulebook_digest)
    .detail("found", book.digest())
    .help("همان نسخه دفتر قواعد را بدهید", "hand in that very version of the rulebook")
}

pub(super) fn not_opened() -> Error {
    Error::new("lifecycle.not_opened", "نخستین رویداد، ایجاد دوره نیست", "the first event does not open a round")
        .at("log/1")
        .expected("an event `open` with what the round was opened with")
        .help("رویدادنامه را از آغاز بدهید", "give the log from its beginning")
}

pub(super) fn event_differs(event: &Event, again: &Event) -> Error {
    let what = if event.payload.verdict != again.payload.verdict {
        "payload/verdict"
    } else if event.payload != again.payload {
        "payload"
    } else if (event.from, event.to) != (again.from, again.to) {
        "from, to"
    } else {
        "hash"
    };
    Error::new(
        "lifecycle.event_differs",
        format!("این رویداد با آنچه اکنون از همان اقدام به دست می‌آید یکی نیست: {what}"),
        format!("the event is not what the same act makes now: {what} differs"),
    )
    .expected(format!("hash {}", again.hash))
    .detail("differs", what)
    .help("رویداد دستکاری شده یا با قواعد دیگری ساخته شده است", "the event was tampered with, or made by other rules")
}

pub(super) fn unknown_revision(submission: &Submission, number: u32) -> Error {
    let known: Vec<String> = submission.revisions.iter().map(|revision| revision.number.to_string()).collect();
    Error::new(
        "lifecycle.unknown_revision",
        format!("نسخه {number} در گزارش دستگاه {} تأیید نشده است", submission.agency),
        format!("agency {} has confirmed no revision {number}", submission.agency),
    )
    .at(format!("submission/{}", submission.agency))
    .expected(if known.is_empty() { "no revision yet".to_owned() } else { known.join(", ") })
    .help("شماره نسخه را درست کنید", "give the number of a confirmed revision")
}

pub(super) fn float(place: &str, text: &str) -> Error {
    Error::new(
        "amount.float",
        format!("«{text}» عدد اعشاری دودویی است و رقم‌های آن مطمئن نیست"),
        format!("`{text}` is a binary float: its digits cannot be trusted"),
    )
    .at(place)
    .expected(r#"text such as "12.5", or a whole number up to 2^53 - 1"#)
    .help("مبلغ را به شکل متن بدهید", "give the figure as text")
}

pub(super) fn not_consolidation(by: &Actor) -> Error {
    Error::new(
        "lifecycle.wrong_role",
        format!("«{}» کار «{}» نیست", Action::Open.title_fa(), by.role.title_fa()),
        format!("`open` is not for the role `{}`", by.role),
    )
    .at("by/role")
    .expected(Role::Consolidation.name())
    .detail("tried", Action::Open)
    .detail("person", &by.person)
    .detail("who_may", Role::Consolidation)
    .help("دوره را گروه تلفیق باز می‌کند", "the consolidation group opens rounds")
}

pub(super) fn no_table(table: &str, book: &str) -> Error {
    Error::new(
        "round.no_table",
        format!("دفتر قواعد «{book}» جدول «{table}» ندارد"),
        format!("the rulebook `{book}` declares no table `{table}`"),
    )
    .at(format!("tables/{table}"))
    .expected("a rulebook whose tables are the forms of the round")
    .help("جدول را در دفتر قواعد تعریف کنید", "declare the table in the rulebook")
}

pub(super) fn no_form(table: &str) -> Error {
    Error::new(
        "round.no_form",
        format!("جدول «{table}» فرم دستگاه نمی‌شود"),
        format!("the table `{table}` cannot be a form of an agency"),
    )
    .at(format!("forms/{table}"))
    .expected("a table with the field `agency`, other than `agreement` and `previous`")
    .help("جدولی را بنویسید که دستگاه پر می‌کند", "name a table that agencies fill in")
}

pub(super) fn known_agency(agency: &str) -> Error {
    Error::new(
        "round.known_agency",
        format!("دستگاه {agency} پیش‌تر در این دوره است"),
        format!("agency {agency} is in this round already"),
    )
    .at(format!("agreements/{agency}"))
    .expected("agencies that are not in the round yet")
    .help(
        "ردیف‌های این دستگاه هنگام ایجاد دوره ثابت شده‌اند؛ آن را از فهرست بردارید",
        "its lines were frozen when it came in; leave it out",
    )
}

pub(super) fn wrong_year(agreement: &Agreement, period: FiscalPeriod) -> Error {
    Error::new(
        "round.wrong_year",
        format!("موافقتنامه «{}» از سال {} است و دوره از سال {}", agreement.id(), agreement.year(), period.year),
        format!("agreement `{}` is of {}, the round of {}", agreement.id(), agreement.year(), period.year),
    )
    .at(format!("agreements/{}/year", agreement.id()))
    .expected(period.year.to_string())
    .help("موافقتنامه همان سال را بدهید", "give the agreement of the same year")
}

pub(super) fn duplicate_line(agency: &str, place: &str, line: &str) -> Error {
    Error::new(
        "round.duplicate_line",
        format!("ردیف «{line}» دستگاه {agency} دو بار آمده است"),
        format!("line `{line}` of agency {agency} is there twice"),
    )
    .at(format!("{place}/{line}"))
    .expected("each line of an agency once")
    .help("ردیف تکراری را بردارید", "remove the duplicate")
}

pub(super) fn no_agreements() -> Error {
    Error::new("round.no_agreements", "هیچ موافقتنامه‌ای نیست", "there is no agreement")
        .at("agreements")
        .expected("the agreement of at least one agency")
        .help("موافقتنامه‌های دستگاه‌ها را بدهید", "give the agreements of the agencies")
}

pub(super) fn nothing_left() -> Error {
    Error::new(
        "lifecycle.nothing_left",
        "با این رد، هیچ ردیفی در گزارش نمی‌ماند",
        "with this rejection no line of the submission is left",
    )
    .at("reasons")
    .expected("some lines that are not rejected")
    .detail("tried", Action::Reject)
    .help("کل گزارش را برگردانید (return)", "return the whole submission (action `return`)")
}

pub(super) fn no_finding(item: &Justification) -> Error {
    let key: Vec<&str> = item.key.values().map(String::as_str).collect();
    Error::new(
        "lifecycle.no_finding",
        format!("قاعده «{}» برای این سطر هشداری ندارد", item.rule),
        format!("rule `{}` gives no warning for this row", item.rule),
    )
    .at(format!("justifications/{}/{}", item.table, key.join("+")))
    .expected("the rule, table and key of a warning of the present figures")
    .help("هشدارهای کنونی را بخوانید", "read the present warnings")
}

pub(super) fn bad_act(error: &serde_json::Error) -> Error {
    Error::new("lifecycle.bad_act", "این درخواست خواندنی نیست", format!("the act could not be read: {error}"))
        .at(format!("{}:{}", error.line(), error.column()))
        .expected(r#"{"action": "…", "by": {"person": "…", "role": "…"}, "at": "2025-10-01T08:00:00Z", …}"#)
        .help("نام و نوع فیلدها را درست کنید", "correct the names and types of the fields")
}
