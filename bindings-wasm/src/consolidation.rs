//! Consolidation.

use crate::cross::{Crossing, Refusable as _, json};
use crate::report::ReportTableHandle;
use crate::round::RoundHandle;
use crate::rules::{DatasetHandle, found};
use amalkard::consolidation::{
    self, Assumption, Consolidation, LiveConsolidation, Partial, Plan, StatedTotal, Transfers,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Exact totals over several groupings.
#[wasm_bindgen(js_name = Consolidation)]
pub struct ConsolidationHandle(Consolidation);

/// What a consolidation says of itself.
#[derive(Serialize)]
struct Described<'a> {
    status: consolidation::Status,
    plan: &'a Plan,
    groupings: Vec<&'a [String]>,
    coverage: Option<&'a consolidation::Coverage>,
    digest: String,
}

#[wasm_bindgen(js_class = Consolidation)]
impl ConsolidationHandle {
    /// See `consolidate`; the plan is JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(data: &DatasetHandle, plan: &str) -> Crossing<Self> {
        let plan: Plan = amalkard::json::read(plan, "plan").or_throw()?;
        Ok(Self(consolidation::consolidate(&data.0, &plan).or_throw()?))
    }

    /// What it says of itself.
    pub fn describe(&self) -> Crossing<String> {
        json(&Described {
            status: self.0.status(),
            plan: self.0.plan(),
            groupings: self.0.groupings().collect(),
            coverage: self.0.coverage(),
            digest: self.0.digest().or_throw()?,
        })
    }

    /// All of it: status, measures, ratios, cells.
    pub fn records(&self) -> Crossing<String> {
        json(&self.0)
    }

    /// See `Consolidation::cells_by`.
    pub fn cells(&self, by: Vec<String>) -> Crossing<String> {
        json(&self.0.cells_by(&names(&by)).or_throw()?)
    }

    /// See `Consolidation::cell`; the key is JSON.
    pub fn cell(&self, by: Vec<String>, key: &str) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.cell(&names(&by), &optional(&key)).or_throw()?)
    }

    /// See `Consolidation::lineage`; the key is JSON.
    pub fn lineage(&self, by: Vec<String>, key: &str) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.lineage(&names(&by), &optional(&key)).or_throw()?)
    }

    /// See `Consolidation::table`.
    pub fn table(&self, by: Vec<String>) -> Crossing<ReportTableHandle> {
        Ok(ReportTableHandle(self.0.table(&names(&by)).or_throw()?))
    }

    /// See `Consolidation::update`.
    pub fn update(&self, agency: &str, data: &DatasetHandle) -> Crossing<Self> {
        Ok(Self(self.0.update(agency, &data.0).or_throw()?))
    }

    /// See `Consolidation::withdraw`.
    pub fn withdraw(&self, agency: &str) -> Crossing<Self> {
        Ok(Self(self.0.withdraw(agency).or_throw()?))
    }

    /// See `Consolidation::bounds`; the assumption is JSON.
    pub fn bounds(&self, by: Vec<String>, assumption: &str) -> Crossing<String> {
        let assumption: Assumption = amalkard::json::read(assumption, "assumption").or_throw()?;
        json(&self.0.bounds(&names(&by), assumption).or_throw()?)
    }

    /// See `Consolidation::rollup`; the policy and the expected keys are JSON.
    pub fn rollup(&self, by: Vec<String>, mode: &str, expected: &str) -> Crossing<String> {
        let mode = amalkard::json::read(mode, "mode").or_throw()?;
        let expected: Vec<Vec<Option<String>>> = amalkard::json::read(expected, "expected").or_throw()?;
        let expected: Vec<Vec<Option<&str>>> = expected.iter().map(|key| optional(key)).collect();
        json(&self.0.rollup(&names(&by), mode, &expected).or_throw()?)
    }

    /// See `Consolidation::difference`.
    pub fn difference(&self, before: &Self) -> Crossing<String> {
        json(&self.0.difference(&before.0).or_throw()?)
    }

    /// See `Consolidation::changes`; the key is JSON.
    pub fn changes(&self, before: &Self, by: Vec<String>, key: &str) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.changes(&before.0, &names(&by), &optional(&key)).or_throw()?)
    }

    /// See `Consolidation::compare`.
    pub fn compare(&self, before: &Self, by: Vec<String>) -> Crossing<String> {
        json(&self.0.compare(&before.0, &names(&by)).or_throw()?)
    }

    /// See `Consolidation::restatement`.
    pub fn restatement(&self, first: &Self, now: &Self) -> Crossing<String> {
        json(&self.0.restatement(&first.0, &now.0).or_throw()?)
    }

    /// See `Consolidation::contributors`; the key is JSON.
    pub fn contributors(
        &self,
        by: Vec<String>,
        key: &str,
        measure: &str,
        per: Vec<String>,
        limit: usize,
    ) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.contributors(&names(&by), &optional(&key), measure, &names(&per), limit).or_throw()?)
    }

    /// See `Consolidation::compare_stated`; the totals are JSON.
    #[wasm_bindgen(js_name = compareStated)]
    pub fn compare_stated(&self, totals: &str, unit: Option<String>) -> Crossing<String> {
        let totals: Vec<StatedTotal> = amalkard::json::read(totals, "totals").or_throw()?;
        json(&self.0.compare_stated(&totals, unit.as_deref()).or_throw()?)
    }

    /// See `Consolidation::stated_lines`.
    #[wasm_bindgen(js_name = statedLines)]
    pub fn stated_lines(&self, unit: Option<String>, empty_is_zero: bool) -> Crossing<String> {
        json(&self.0.stated_lines(unit.as_deref(), empty_is_zero).or_throw()?)
    }

    /// See `Consolidation::gaps`.
    pub fn gaps(&self, by: Vec<String>, left: Vec<String>, right: Vec<String>) -> Crossing<String> {
        json(&self.0.gaps(&names(&by), &names(&left), &names(&right)).or_throw()?)
    }

    /// See `Consolidation::not_added`.
    #[wasm_bindgen(js_name = notAdded)]
    pub fn not_added(&self) -> Crossing<String> {
        json(&self.0.not_added())
    }

    /// See `Consolidation::findings`.
    pub fn findings(&self) -> Crossing<String> {
        found(&self.0.findings().or_throw()?)
    }

    /// See `Consolidation::eliminations`; the names are JSON.
    pub fn eliminations(&self, data: &DatasetHandle, by: Vec<String>, transfers: &str) -> Crossing<String> {
        let transfers: Transfers = amalkard::json::read(transfers, "transfers").or_throw()?;
        json(&self.0.eliminations(&data.0, &transfers, &names(&by)).or_throw()?)
    }

    /// See `Consolidation::lineage_in`; the key is JSON.
    #[wasm_bindgen(js_name = lineageIn)]
    pub fn lineage_in(&self, round: &RoundHandle, by: Vec<String>, key: &str) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.lineage_in(&round.0, &names(&by), &optional(&key)).or_throw()?)
    }

    /// See `Consolidation::partial`; JSON.
    pub fn partial(&self, lines: bool) -> Crossing<String> {
        self.0.partial(lines).and_then(|partial| partial.to_json()).or_throw()
    }

    /// See `Partial::consolidation`; the partial is JSON.
    #[wasm_bindgen(js_name = fromPartial)]
    pub fn from_partial(text: &str) -> Crossing<Self> {
        Ok(Self(Partial::from_json(text).and_then(|partial| partial.consolidation()).or_throw()?))
    }

    /// See `Consolidation::merge`.
    pub fn merge(&self, other: &Self) -> Crossing<Self> {
        Ok(Self(self.0.merge(&other.0).or_throw()?))
    }
}

/// Totals that follow their submissions.
#[wasm_bindgen(js_name = LiveConsolidation)]
pub struct LiveConsolidationHandle(LiveConsolidation);

/// What a live consolidation says of itself.
#[derive(Serialize)]
struct DescribedLive {
    status: consolidation::Status,
    coverage: Option<consolidation::Coverage>,
}

#[wasm_bindgen(js_class = LiveConsolidation)]
impl LiveConsolidationHandle {
    /// See `LiveConsolidation::new`; the plan is JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(data: &DatasetHandle, plan: &str) -> Crossing<Self> {
        let plan: Plan = amalkard::json::read(plan, "plan").or_throw()?;
        Ok(Self(LiveConsolidation::new(&data.0, &plan).or_throw()?))
    }

    /// See `LiveConsolidation::replace`.
    pub fn replace(&mut self, agency: &str, data: &DatasetHandle) -> Crossing<String> {
        json(&self.0.replace(agency, &data.0).or_throw()?)
    }

    /// See `LiveConsolidation::withdraw`.
    pub fn withdraw(&mut self, agency: &str) -> Crossing<String> {
        json(&self.0.withdraw(agency).or_throw()?)
    }

    /// See `LiveConsolidation::set_status`.
    #[wasm_bindgen(js_name = setStatus)]
    pub fn set_status(&mut self, agency: &str, state: &str) -> Crossing<String> {
        json(&self.0.set_status(agency, state).or_throw()?)
    }

    /// See `LiveConsolidation::cell`; the key is JSON.
    pub fn cell(&self, by: Vec<String>, key: &str) -> Crossing<String> {
        let key = codes(key)?;
        json(&self.0.cell(&names(&by), &optional(&key)).or_throw()?)
    }

    /// What it says of itself.
    pub fn describe(&self) -> Crossing<String> {
        json(&DescribedLive { status: self.0.status(), coverage: self.0.coverage() })
    }

    /// See `LiveConsolidation::digest`.
    pub fn digest(&self) -> Crossing<String> {
        self.0.digest().or_throw()
    }

    /// See `LiveConsolidation::consolidation`.
    pub fn consolidation(&self) -> Crossing<ConsolidationHandle> {
        Ok(ConsolidationHandle(self.0.consolidation().or_throw()?))
    }
}

fn names(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn codes(key: &str) -> Crossing<Vec<Option<String>>> {
    amalkard::json::read(key, "key").or_throw()
}

fn optional(codes: &[Option<String>]) -> Vec<Option<&str>> {
    codes.iter().map(Option::as_deref).collect()
}
