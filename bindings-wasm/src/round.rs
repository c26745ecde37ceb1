//! Rounds.

use crate::cross::{Crossing, Refusable as _, json};
use crate::report::ReportTableHandle;
use crate::rules::{DatasetHandle, RulebookHandle, found};
use amalkard::lifecycle::{Actor, Signature, StageTime};
use amalkard::round::{Act, Base, Figures, Forecast, Form, Include, Moment, Opening, Round, Snapshot};
use amalkard::{Error, report};
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

    /// See `Round::resume`, with a rulebook of one's own.
    pub fn resume(snapshot: &str, tail: &str, rulebook: &RulebookHandle) -> Crossing<Self> {
        let snapshot = Snapshot::from_json(snapshot).or_throw()?;
        Ok(Self(Round::resume(&snapshot, tail, Some(Arc::clone(&rulebook.0))).or_throw()?))
    }

    /// See `Round::resume`, with the built-in rulebook that the snapshot names.
    #[wasm_bindgen(js_name = resumeBuiltin)]
    pub fn resume_builtin(snapshot: &str, tail: &str) -> Crossing<Self> {
        Ok(Self(Round::resume(&Snapshot::from_json(snapshot).or_throw()?, tail, None).or_throw()?))
    }

    /// See `Round::snapshot`.
    pub fn snapshot(&self) -> Crossing<String> {
        self.0.snapshot().or_throw()?.to_json().or_throw()
    }

    /// See `Round::as_of`; the moment is JSON.
    #[wasm_bindgen(js_name = asOf)]
    pub fn as_of(&self, moment: &str) -> Crossing<Self> {
        let moment: Moment = amalkard::json::read(moment, "moment").or_throw()?;
        Ok(Self(self.0.as_of(moment).or_throw()?))
    }

    /// See `Round::bundle`.
    pub fn bundle(&self, agency: Option<String>) -> Crossing<String> {
        self.0.bundle(agency.as_deref()).or_throw()?.to_json().or_throw()
    }

    /// See `Signature::message`.
    #[wasm_bindgen(js_name = signingMessage)]
    pub fn signing_message(&self) -> String {
        Signature::message(self.0.head())
    }

    /// See `Round::sign`.
    pub fn sign(&mut self, key: String, signature: String) -> Crossing<()> {
        self.0.sign(Signature { key, signature }).or_throw()
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

    /// See `Round::events` and `Round::events_of`.
    pub fn events(&self, agency: Option<String>) -> Crossing<String> {
        match agency {
            Some(agency) => json(&self.0.events_of(&agency).or_throw()?.collect::<Vec<_>>()),
            None => json(self.0.events()),
        }
    }

    /// See `Round::delegations`.
    pub fn delegations(&self) -> Crossing<String> {
        json(&self.0.delegations().collect::<Vec<_>>())
    }

    /// See `Round::form`, `Round::revision_form` and `Round::form_at`.
    pub fn form(&self, agency: &str, revision: Option<u32>, seq: Option<u32>) -> Crossing<String> {
        match (revision, seq) {
            (Some(number), _) => json(self.0.revision_form(agency, number).or_throw()?),
            (None, Some(seq)) => json(&self.0.form_at(agency, u64::from(seq)).or_throw()?),
            (None, None) => json(self.0.form(agency).or_throw()?),
        }
    }

    /// See `Round::merge`; form and base are JSON.
    pub fn merge(&self, agency: &str, form: &str, base: &str) -> Crossing<String> {
        let form: Form = amalkard::json::read(form, "form").or_throw()?;
        let base: Base = amalkard::json::read(base, "base").or_throw()?;
        json(&self.0.merge(agency, &base, &form).or_throw()?)
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
    pub fn legal_actions(
        &self,
        agency: Option<String>,
        by: &str,
        at: &str,
        on_behalf_of: Option<String>,
    ) -> Crossing<String> {
        let actor = |text: &str, place: &str| amalkard::json::read::<Actor>(text, place).or_throw();
        let by = actor(by, "by")?;
        let whose = on_behalf_of.map(|whose| actor(&whose, "on_behalf_of")).transpose()?;
        json(&self.0.legal_actions_for(agency.as_deref(), &by, whose.as_ref(), instant(at)?).or_throw()?)
    }

    /// See `Round::clocks`.
    pub fn clocks(&self, at: &str) -> Crossing<String> {
        json(&self.0.clocks(instant(at)?).or_throw()?)
    }

    /// See `Round::late`.
    pub fn late(&self, at: &str) -> Crossing<String> {
        json(&self.0.late(instant(at)?).or_throw()?)
    }

    /// See `report::clocks_table`.
    #[wasm_bindgen(js_name = clocksTable)]
    pub fn clocks_table(&self, at: &str) -> Crossing<ReportTableHandle> {
        Ok(ReportTableHandle(report::clocks_table(&self.0, instant(at)?).or_throw()?))
    }

    /// See `Round::punctuality`.
    pub fn punctuality(&self, at: &str) -> Crossing<String> {
        json(&self.0.punctuality(instant(at)?).or_throw()?)
    }

    /// See `report::punctuality_table`.
    #[wasm_bindgen(js_name = punctualityTable)]
    pub fn punctuality_table(&self, at: &str) -> Crossing<ReportTableHandle> {
        Ok(ReportTableHandle(report::punctuality_table(&self.0, instant(at)?).or_throw()?))
    }

    /// See `Round::stage_times`.
    #[wasm_bindgen(js_name = stageTimes)]
    pub fn stage_times(&self) -> Crossing<String> {
        json(&self.0.stage_times())
    }

    /// See `Round::forecast`; the past is JSON.
    pub fn forecast(&self, past: &str, percent: u8, at: &str) -> Crossing<String> {
        json(&self.forecast_of(past, percent, at)?)
    }

    /// See `report::forecast_table`.
    #[wasm_bindgen(js_name = forecastTable)]
    pub fn forecast_table(&self, past: &str, percent: u8, at: &str) -> Crossing<ReportTableHandle> {
        Ok(ReportTableHandle(report::forecast_table(&self.forecast_of(past, percent, at)?).or_throw()?))
    }

    /// See `Round::dataset`.
    pub fn dataset(&self, include: &str) -> Crossing<DatasetHandle> {
        Ok(DatasetHandle(self.figures(include)?.dataset))
    }

    /// The agencies whose figures are not in the dataset.
    pub fn missing(&self, include: &str) -> Crossing<String> {
        json(&self.figures(include)?.missing)
    }

    /// The rejected lines of agencies whose figures are in the dataset.
    pub fn rejected(&self, include: &str) -> Crossing<String> {
        json(&self.figures(include)?.rejected)
    }

    /// See `Round::approved_rows`.
    #[wasm_bindgen(js_name = approvedRows)]
    pub fn approved_rows(&self) -> Crossing<String> {
        json(&self.0.approved_rows())
    }

    fn forecast_of(&self, past: &str, percent: u8, at: &str) -> Crossing<Forecast> {
        let past: Vec<StageTime> = amalkard::json::read(past, "past").or_throw()?;
        self.0.forecast(&past, percent, instant(at)?).or_throw()
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
