//! Whether a log is whole: the chain, and what somebody knows of it from elsewhere.

use super::log::read;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// What somebody has kept of a log: the number and hash of an event, such as the last one of yesterday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The number of the event.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// What whoever verifies a log knows from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trust {
    /// An event that was there: a log that ends before it was cut off, one with another there was written anew.
    pub head: Option<Head>,
    /// The public keys of the host, in hexadecimal. Where any is given, the last event must be signed by one of them.
    pub keys: Vec<String>,
}

/// What a sound log says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The round's id.
    pub round: String,
    /// How many events there are.
    pub events: u64,
    /// The last of them.
    pub head: Head,
    /// The events that are signed, and by which key.
    pub signed: Vec<Signed>,
}

/// An event with a true signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The number of the event.
    pub seq: u64,
    /// The public key.
    pub key: String,
}

/// Verifies the bytes of a log: every hash and link, every signature, and what is known of it from elsewhere.
///
/// Whether each event was possible is not asked here: [`Round::replay`](crate::round::Round::replay) does that.
///
/// # Errors
/// As [`read`]; besides `lifecycle.truncated`, `lifecycle.rewritten`, `lifecycle.unsigned`, each with its place.
pub fn verify(log: &str, trust: &Trust) -> Result<Verified> {
    let events = read(log)?;
    let signed: Vec<Signed> = events
        .iter()
        .filter_map(|event| Some(Signed { seq: event.seq, key: event.signature.as_ref()?.key.clone() }))
        .collect();
    // A log is never empty, so the last event is there.
    let (round, head) = events
        .last()
        .map(|last| (last.round.clone(), Head { seq: last.seq, hash: last.hash.clone() }))
        .unwrap_or_else(|| (String::new(), Head { seq: 0, hash: String::new() }));
    if let Some(known) = &trust.head {
        let index = usize::try_from(known.seq.saturating_sub(1)).unwrap_or(usize::MAX);
        match events.get(index) {
            None => return Err(truncated(&head, known)),
            Some(event) if event.hash != known.hash => return Err(rewritten(known, &event.hash)),
            Some(_) => {}
        }
    }
    let trusted = |signed: &&Signed| trust.keys.contains(&signed.key);
    let last_trusted = signed.iter().rev().find(trusted).map(|signed| signed.seq);
    if !trust.keys.is_empty() && last_trusted != Some(head.seq) {
        return Err(unsigned(&head, last_trusted));
    }
    Ok(Verified { round, events: head.seq, head, signed })
}

fn truncated(head: &Head, known: &Head) -> Error {
    Error::new(
        "lifecycle.truncated",
        format!("رویدادنامه با رویداد {} تمام می‌شود، ولی رویداد {} هم بوده است", head.seq, known.seq),
        format!("the log ends with event {}, but event {} was there: it was cut off", head.seq, known.seq),
    )
    .at(format!("log/{}", head.seq.saturating_add(1)))
    .expected(format!("event {} with hash {}", known.seq, known.hash))
    .help("رویدادنامه کامل را بدهید", "give the whole log")
}

fn rewritten(known: &Head, found: &str) -> Error {
    Error::new(
        "lifecycle.rewritten",
        format!("رویداد {} آنی نیست که بوده است: زنجیر از نو نوشته شده است", known.seq),
        format!("event {} is not the one that was there: the chain was written anew", known.seq),
    )
    .at(format!("log/{}", known.seq))
    .expected(&known.hash)
    .detail("found", found)
    .help("رویدادنامه را از نسخه سالم بردارید", "take the log from a sound copy")
}

fn unsigned(head: &Head, last: Option<u64>) -> Error {
    let (fa, en) = match last {
        Some(seq) => (format!("آخرین امضای معتبر از رویداد {seq} است"), format!("the last one is of event {seq}")),
        None => ("هیچ امضای معتبری نیست".to_owned(), "there is none".to_owned()),
    };
    Error::new(
        "lifecycle.unsigned",
        format!("رویداد {} امضای معتبر میزبان را ندارد: {fa}", head.seq),
        format!("event {} has no signature by a trusted key: {en}", head.seq),
    )
    .at(format!("log/{}", last.unwrap_or(0).saturating_add(1)))
    .expected("a signature of the last event by one of the keys")
    .help(
        "رویدادنامه امضاشده را بخواهید؛ رویدادهای پس از آخرین امضا شاید از نو نوشته شده باشند",
        "ask for the signed log: what stands behind the last signature may have been written anew",
    )
}
