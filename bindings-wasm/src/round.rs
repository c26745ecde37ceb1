//! Rounds.

use crate::cross::{Crossing, Refusable as _, json};
use crate::rules::{DatasetHandle, RulebookHandle, found};
use amalkard::Error;
use amalkard::lifecycle::Actor;
use amalkard::round::{Act, Figures, Include, Opening, Round};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// One collection campaign.
#[wasm_bindgen(js_name = Round)]
pub struct RoundHandle(pub(crate) Round);

/// What a round says of itself.
#[derive(Serialize)]
struct Described<'a> {
    id: &'a str,
    state: amalkard::lifecycle::State,
    rulebook_digest: &'a str,
    entry_window: Option<amalkard::calendar::Window>,
    head: &'a str,
    digest: String,
    statuses: BTreeMap<&'a str, amalkard::lifecycle::State>,
}

#[wasm_bindgen(js_class = Round)]
impl RoundHandle {
    /// See `Round::open`; the opening is JSON.
    pub fn open(opening: &str, rulebook: &RulebookHandle) -> Crossing<Self> {
        let opening = Opening::from_json(opening).or_throw()?;
        Ok(Self(Round::open(opening, Arc::clone(&rulebook.0)).or_throw()?))
    }

    /// See `Round::replay`, with a rulebook of one's own.
    pub fn replay(log: &str, rulebook: &RulebookHandle) -> Crossing<Self> {
        Ok(Self(Round::replay(log, Some(Arc::clone(&rulebook.0))).or_throw()?))
    }

    /// See `Round::replay`, with the built-in rulebook that the log names.
    #[wasm_bindgen(js_name = replayBuiltin)]
    pub fn replay_builtin(log: &str) -> Crossing<Self> {
        Ok(Self(Round::replay(log, None).or_throw()?))
    }

    /// See `Round::act`; the act is JSON.
    pub fn act(&mut self, agency: Option<String>, act: &str) -> Crossing<String> {
        let act = Act::from_json(act).or_throw()?;
        json(self.0.act(agency.as_deref(), act).or_throw()?)
    }

    /// What it says of itself.
    pub fn describe(&self) -> Crossing<String> {
        json(&Described {
            id: self.0.id(),
            state: self.0.state(),
            rulebook_digest: self.0.rulebook().digest(),
            entry_window: self.0.entry_window(),
            head: self.0.head(),
            digest: self.0.digest().or_throw()?,
            statuses: self.0.submissions().map(|item| (item.agency(), item.state())).collect(),
        })
    }

    /// See `Round::log`.
    pub fn log(&self) -> Crossing<String> {
        self.0.log().or_throw()
    }

    /// See `Round::events`.
    pub fn events(&self) -> Crossing<String> {
        json(self.0.events())
    }

    /// See `Round::submissions`.
    pub fn submissions(&self) -> Crossing<String> {
        json(&self.0.submissions().collect::<Vec<_>>())
    }

    /// See `Round::submission`.
    pub fn submission(&self, agency: &str) -> Crossing<String> {
        json(self.0.submission(agency).or_throw()?)
    }

    /// See `Round::rows` and `Round::revision_rows`.
    pub fn rows(&self, agency: &str, revision: Option<u32>) -> Crossing<String> {
        json(match revision {
            Some(number) => self.0.revision_rows(agency, number).or_throw()?,
            None => self.0.rows(agency).or_throw()?,
        })
    }

    /// See `Round::findings`.
    pub fn findings(&self, agency: &str) -> Crossing<String> {
        found(self.0.findings(agency).or_throw()?)
    }

    /// See `Round::data`.
    pub fn data(&self, agency: &str) -> Crossing<DatasetHandle> {
        Ok(DatasetHandle(self.0.data(agency).or_throw()?))
    }

    /// See `Round::unjustified`.
    pub fn unjustified(&self, agency: &str) -> Crossing<String> {
        json(&self.0.unjustified(agency).or_throw()?)
    }

    /// See `Round::legal_actions`; the actor is JSON.
    #[wasm_bindgen(js_name = legalActions)]
    pub fn legal_actions(&self, agency: Option<String>, by: &str, at: &str) -> Crossing<String> {
        let by: Actor = amalkard::json::read(by, "by").or_throw()?;
        json(&self.0.legal_actions(agency.as_deref(), &by, instant(at)?).or_throw()?)
    }

    /// See `Round::clocks`.
    pub fn clocks(&self, at: &str) -> Crossing<String> {
        json(&self.0.clocks(instant(at)?).or_throw()?)
    }

    /// See `Round::late`.
    pub fn late(&self, at: &str) -> Crossing<String> {
        json(&self.0.late(instant(at)?).or_throw()?)
    }

    /// See `Round::dataset`.
    pub fn dataset(&self, include: &str) -> Crossing<DatasetHandle> {
        Ok(DatasetHandle(self.figures(include)?.dataset))
    }

    /// The agencies whose figures are not in the dataset.
    pub fn missing(&self, include: &str) -> Crossing<String> {
        json(&self.figures(include)?.missing)
    }

    /// See `Round::approved_rows`.
    #[wasm_bindgen(js_name = approvedRows)]
    pub fn approved_rows(&self) -> Crossing<String> {
        json(&self.0.approved_rows())
    }

    fn figures(&self, include: &str) -> Crossing<Figures> {
        let include: Include = amalkard::json::read(&json(include)?, "include").or_throw()?;
        self.0.dataset(include).or_throw()
    }
}

/// An instant in ISO 8601 with its offset.
fn instant(text: &str) -> Crossing<DateTime<Utc>> {
    let bad = |_| {
        let error = Error::new("json.bad_shape", format!("«{text}» زمان نیست"), format!("`{text}` is no instant"));
        error.at("at").expected("2025-10-01T08:00:00+03:30")
    };
    text.parse().map_err(bad).or_throw()
}
