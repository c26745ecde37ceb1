//! The log: events as lines of canonical JSON, each carrying the SHA-256 of the one before.

use super::action::Action;
use super::event::{EVENT_VERSION, Event};
use super::role::Role;
use super::signature::Signature;
use super::state::State;
use crate::digest;
use crate::error::{Error, Result};
use serde_json::Value;

/// What stands for the hash of an event before the first.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The events of a log whose every byte, number and link is as it was written.
///
/// Finds a changed byte, an event dropped, inserted, repeated or moved, and says which. A log cut off after a whole event
/// is still a true log of less; whoever must exclude that says what the head was ([`verify`](super::verify())).
///
/// # Errors
/// With the number of the line as place: `lifecycle.empty_log`, `lifecycle.bad_log` (no canonical JSON, or no event),
/// `lifecycle.unknown_version`, `lifecycle.out_of_order`, `lifecycle.broken_hash`, `lifecycle.broken_chain`,
/// `lifecycle.foreign_round`, `lifecycle.bad_signature`, `lifecycle.unknown_action`, `lifecycle.unknown_role`,
/// `lifecycle.unknown_state`.
pub fn read(log: &str) -> Result<Vec<Event>> {
    Reader::default().all(log)
}

/// Reads a log line by line: from its beginning, or on from where a snapshot was taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    /// The number of events read so far.
    seq: u64,
    /// The hash of the last of them.
    hash: Option<String>,
    round: Option<String>,
    /// The form of the last event: a log never goes back to an earlier one.
    version: u64,
}

impl Reader {
    /// A reader of what follows an event.
    pub(crate) fn after(round: &str, seq: u64, hash: &str) -> Self {
        Self { seq, hash: Some(hash.to_owned()), round: Some(round.to_owned()), version: 0 }
    }

    /// Every event of a text, in order.
    pub(crate) fn all(mut self, log: &str) -> Result<Vec<Event>> {
        if log.is_empty() {
            return Err(empty());
        }
        let mut events = Vec::new();
        let lines = log.strip_suffix('\n').unwrap_or(log);
        let mut rest = lines.split('\n');
        while let Some(line) = rest.next() {
            events.push(self.next(line, &rest)?);
        }
        Ok(events)
    }

    /// The event of the next line; `rest` are the lines behind it, for saying what has happened to a log.
    fn next<'a>(&mut self, line: &str, rest: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Event> {
        let seq = self.seq.saturating_add(1);
        let event = self.event(line, seq, rest).map_err(|error| error.at(format!("log/{seq}")))?;
        self.seq = seq;
        self.hash = Some(event.hash.clone());
        self.version = u64::from(event.version);
        if self.round.is_none() {
            self.round = Some(event.round.clone());
        }
        Ok(event)
    }

    fn event<'a>(&self, line: &str, seq: u64, rest: &(impl Iterator<Item = &'a str> + Clone)) -> Result<Event> {
        let mut value: Value = serde_json::from_str(line).map_err(|error| bad(&format!("it is no JSON: {error}")))?;
        let version = value.get("version").and_then(Value::as_u64);
        if !version.is_some_and(|version| (1..=u64::from(EVENT_VERSION)).contains(&version)) {
            return Err(unknown_version(version));
        }
        if version < Some(self.version) {
            return Err(bad("it has an earlier form than the event before it"));
        }
        let Some(computed) = digest::of_canonical_without(line, &value, &["hash", "signature"]) else {
            return Err(bad("it is not in canonical form: bytes were changed"));
        };
        let found = value.get("seq").and_then(Value::as_u64);
        if found != Some(seq) {
            return Err(out_of_order(seq, found, rest.clone()));
        }
        let mut take = |name: &str| value.as_object_mut().and_then(|fields| fields.remove(name));
        let (stated, signature) = (take("hash"), take("signature"));
        let stated = stated.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        if stated != computed {
            return Err(broken_hash(&stated, &computed));
        }
        check_names(&value, "/actor/role")?;
        let mut event: Event = serde_json::from_value(value).map_err(|error| bad(&error.to_string()))?;
        event.hash = stated;
        if let Some(signature) = signature {
            let signature: Signature = serde_json::from_value(signature).map_err(|error| bad(&error.to_string()))?;
            signature.verify(&event.hash)?;
            event.signature = Some(signature);
        }
        let previous = self.hash.as_deref().unwrap_or(GENESIS);
        if event.previous != previous {
            return Err(broken_chain(&event.previous, previous));
        }
        match &self.round {
            Some(round) if *round != event.round => Err(foreign_round(round, &event.round)),
            _ => Ok(event),
        }
    }
}

/// That the names of action, role and states in JSON are known: a coded error instead of a parser's.
pub(crate) fn check_names(value: &Value, role_at: &str) -> Result<()> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    if let Some(name) = text("/action") {
        name.parse::<Action>().map_err(|error| error.at("action"))?;
    }
    if let Some(name) = text(role_at) {
        name.parse::<Role>().map_err(|error| error.at(role_at.trim_start_matches('/')))?;
    }
    for pointer in ["/from", "/to"] {
        if let Some(name) = text(pointer) {
            name.parse::<State>().map_err(|error| error.at(pointer.trim_start_matches('/')))?;
        }
    }
    Ok(())
}

fn empty() -> Error {
    Error::new("lifecycle.empty_log", "رویدادنامه خالی است", "the log is empty")
        .expected("one event on each line")
        .help("متن کامل رویدادنامه را بدهید", "give the whole text of the log")
}

fn bad(why: &str) -> Error {
    Error::new(
        "lifecycle.bad_log",
        format!("این سطر رویدادنامه خواندنی نیست: {why}"),
        format!("this line of the log is not an event: {why}"),
    )
    .help("رویدادنامه را از نسخه سالم بردارید", "take the log from a sound copy")
}

fn unknown_version(found: Option<u64>) -> Error {
    let found = found.map_or_else(|| "?".to_owned(), |version| version.to_string());
    Error::new(
        "lifecycle.unknown_version",
        format!("شکل رویداد «{found}» شناخته نیست"),
        format!("unknown version `{found}` of an event"),
    )
    .expected(format!("version 1 to {EVENT_VERSION}"))
    .help(
        "با نسخه‌ای از کتابخانه بخوانید که این رویداد را نوشته است",
        "read it with the release of the library that wrote it, or a later one",
    )
}

/// An event with another number than its place, and what that shows: what is missing here may stand further on.
fn out_of_order<'a>(expected: u64, found: Option<u64>, rest: impl Iterator<Item = &'a str>) -> Error {
    let number = |line: &str| serde_json::from_str::<Value>(line).ok()?.get("seq")?.as_u64();
    let (kind, fa, en) = match found {
        Some(found) if found < expected => {
            ("inserted", "رویدادی افزوده یا تکرار شده است", "one was inserted or repeated")
        }
        Some(_) if rest.filter_map(number).any(|seq| seq == expected) => {
            ("moved", "رویدادی جابه‌جا شده است", "one was moved")
        }
        Some(_) => ("dropped", "رویدادی حذف شده است", "one was dropped"),
        None => ("changed", "شماره رویداد از میان رفته است", "its number is gone"),
    };
    let found = found.map_or_else(|| "?".to_owned(), |seq| seq.to_string());
    Error::new(
        "lifecycle.out_of_order",
        format!("شماره رویداد {found} است و باید {expected} باشد: {fa}"),
        format!("event {found} stands where event {expected} must: {en}"),
    )
    .expected(format!("seq {expected}"))
    .detail("kind", kind)
    .help("رویدادنامه را از نسخه سالم بردارید", "take the log from a sound copy")
}

fn broken_hash(stated: &str, computed: &str) -> Error {
    Error::new(
        "lifecycle.broken_hash",
        "محتوای رویداد با اثر انگشت آن نمی‌خواند: پس از ثبت تغییر کرده است",
        "the event does not match its hash: it was changed after it was written",
    )
    .expected(computed)
    .detail("stated", stated)
    .help("رویدادنامه را از نسخه سالم بردارید", "take the log from a sound copy")
}

fn broken_chain(stated: &str, previous: &str) -> Error {
    Error::new(
        "lifecycle.broken_chain",
        "این رویداد به رویداد پیشین زنجیر نیست: رویدادی افزوده، حذف یا بازنویسی شده است",
        "the event is not chained to the one before: one was inserted, dropped or rewritten",
    )
    .expected(previous)
    .detail("stated", stated)
    .help("رویدادنامه را از نسخه سالم بردارید", "take the log from a sound copy")
}

fn foreign_round(own: &str, other: &str) -> Error {
    Error::new(
        "lifecycle.foreign_round",
        format!("این رویداد از دوره «{other}» است، نه «{own}»"),
        format!("the event belongs to round `{other}`, not to `{own}`"),
    )
    .expected(own)
    .help("رویدادنامه هر دوره را جدا نگه دارید", "keep each round's log apart")
}
