//! Snapshots: where a round stood after an event, so that it goes on from the tail of its log alone.

use super::Round;
use super::fold::Standing;
use super::form::Form;
use super::frozen::Frozen;
use super::history::Before;
use super::submission::Brought;
use crate::digest;
use crate::error::{Error, Result};
use crate::lifecycle::{Admitted, EVENT_VERSION, Opened, Reader};
use crate::ordered::Ordered as _;
use crate::rules::Rulebook;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a round stood after an event: enough to go on with the events behind it, without those before.
///
/// A snapshot says what somebody has found by replay. It is not the proof: that is the whole log. Its own digest finds a
/// change of it; who must trust it more keeps that digest, or replays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The form of events of the release that took it.
    pub version: u32,
    /// The round's id.
    pub round: String,
    /// The number, hash and time of the last event before it.
    pub seq: u64,
    /// Its hash.
    pub head: String,
    /// Its time.
    pub at: DateTime<Utc>,
    /// The hash of the event that opened the round.
    pub opened_hash: String,
    /// What the round was opened with.
    pub opened: Arc<Opened>,
    /// The agencies that were admitted since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitted: Option<Admitted>,
    standing: Standing,
    /// Every form that a submission or a revision has, by its digest.
    forms: BTreeMap<String, Arc<Form>>,
    /// The digest of the snapshot without this field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

impl Snapshot {
    /// A snapshot of JSON: as it was taken, by its digest.
    ///
    /// # Errors
    /// `lifecycle.bad_snapshot`.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut snapshot: Self = serde_json::from_str(json).map_err(|error| bad(&error.to_string()))?;
        if !(1..=EVENT_VERSION).contains(&snapshot.version) {
            return Err(bad(&format!("it was taken by another release: version {}", snapshot.version)));
        }
        let stated = std::mem::take(&mut snapshot.digest);
        let computed = digest::of(&snapshot)?;
        if stated != computed {
            return Err(bad("it does not match its digest: it was changed").expected(computed));
        }
        snapshot.digest = stated;
        let forms = std::mem::take(&mut snapshot.forms);
        for brought in snapshot.standing.brought_mut() {
            let form = forms.get(&brought.digest).ok_or_else(|| bad("figures are missing in it"))?;
            if form.digest()? != brought.digest {
                return Err(bad("figures in it do not match their digest"));
            }
            brought.form = Arc::clone(form);
        }
        snapshot.forms = forms;
        Ok(snapshot)
    }

    /// The text that [`Snapshot::from_json`] reads: canonical JSON.
    ///
    /// # Errors
    /// As [`digest::canonical_json`].
    pub fn to_json(&self) -> Result<String> {
        digest::canonical_json(self)
    }
}

impl Standing {
    /// Every place where figures stand.
    fn brought_mut(&mut self) -> impl Iterator<Item = &mut Brought> {
        self.submissions.values_mut().flat_map(|submission| {
            let revisions = submission.revisions.iter_mut().map(|revision| &mut revision.figures);
            submission.figures.iter_mut().chain(revisions)
        })
    }
}

impl Round {
    /// Where the round stands now, to go on from later without the log so far.
    ///
    /// # Errors
    /// As [`digest::of`].
    ///
    /// # Example
    /// ```
    /// # use amalkard::{agreement::Agreement, lifecycle::{Action, Actor, Role}, round::{Act, Opening, Round}, rules::Rulebook};
    /// # let agreement = Agreement::from_json(r#"{"id": "67-1", "agency": "530000", "agency_title": "Roads", "province": "67",
    /// #     "year": 1404, "exchanged_on": "1404-02-01",
    /// #     "lines": [{"line": "1", "kind": "expense", "title": "current", "approved": "1000"}]}"#)?;
    /// # let group = Actor::new("p-1", Role::Consolidation);
    /// # let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    /// # let opening = Opening::new("r", "1404/6m".parse()?, vec![agreement], group.clone(), at("2025-09-23T05:00:00Z"));
    /// let mut round = Round::open(opening, Rulebook::builtin("ir", 1404)?)?;
    /// let snapshot = round.snapshot()?;
    /// let published = round.act(None, Act::new(Action::Publish, group, at("2025-09-27T05:00:00Z")))?.to_line()?;
    /// let resumed = Round::resume(&snapshot, &published, None)?;
    /// assert_eq!((resumed.digest()?, resumed.head()), (round.digest()?, round.head()));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn snapshot(&self) -> Result<Snapshot> {
        let mut standing = self.standing.clone();
        let forms = standing.brought_mut().map(|brought| (brought.digest.clone(), Arc::clone(&brought.form))).collect();
        let titles = self.standing.submissions.values().map(|item| (item.agency.clone(), item.title.clone()));
        let agencies: BTreeMap<String, String> =
            titles.filter(|(code, _)| !self.opened.agencies.contains_key(code)).ordered();
        let late = |rows: &[crate::dataset::Row], first: usize| rows.get(first..).unwrap_or_default().to_vec();
        let admitted = Admitted {
            agencies,
            agreement: late(self.frozen.all_agreement(), self.opened.agreement.len()),
            previous: late(self.frozen.all_previous(), self.opened.previous.len()),
        };
        let mut snapshot = Snapshot {
            version: EVENT_VERSION,
            round: self.id.clone(),
            seq: self.last_seq(),
            head: self.head().to_owned(),
            at: self.last_at().unwrap_or_default(),
            opened_hash: self.before.opened.clone(),
            opened: Arc::clone(&self.opened),
            admitted: Some(admitted).filter(|admitted| !admitted.agencies.is_empty()),
            standing,
            forms,
            digest: String::new(),
        };
        snapshot.digest = digest::of(&snapshot)?;
        Ok(snapshot)
    }

    /// The round that a snapshot and the events behind it tell of. An empty tail is none.
    ///
    /// # Errors
    /// `lifecycle.bad_snapshot`; as [`Round::replay`] for the tail.
    pub fn resume(snapshot: &Snapshot, tail: &str, rulebook: Option<Arc<Rulebook>>) -> Result<Self> {
        let rulebook = super::pinned(&snapshot.opened, rulebook)?;
        let mut frozen = Frozen::of(&snapshot.opened);
        if let Some(admitted) = &snapshot.admitted {
            frozen.add(&admitted.agreement, &admitted.previous);
        }
        let standing = snapshot.standing.clone();
        let forms = standing.submissions.values();
        let forms = forms.filter_map(|item| Some((item.agency.clone(), Arc::clone(&item.figures.as_ref()?.form))));
        let before = Before {
            seq: snapshot.seq,
            head: snapshot.head.clone(),
            at: Some(snapshot.at),
            opened: snapshot.opened_hash.clone(),
            forms: forms.collect(),
        };
        let mut round = Self {
            id: snapshot.round.clone(),
            opened: Arc::clone(&snapshot.opened),
            frozen: Arc::new(frozen),
            rulebook,
            standing,
            before,
            events: Vec::new(),
        };
        if !tail.is_empty() {
            let events = Reader::after(&snapshot.round, snapshot.seq, &snapshot.head).all(tail)?;
            round.repeat_all(events.into_iter())?;
        }
        Ok(round)
    }
}

fn bad(why: &str) -> Error {
    Error::new(
        "lifecycle.bad_snapshot",
        format!("این نمابرداشت پذیرفتنی نیست: {why}"),
        format!("the snapshot cannot be taken: {why}"),
    )
    .at("snapshot")
    .help("نمابرداشت را از رویدادنامه دوباره بسازید", "make the snapshot again from the log")
}
