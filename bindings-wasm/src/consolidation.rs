//! Consolidation.

use crate::cross::{Crossing, Refusable as _, json};
use crate::report::ReportTableHandle;
use crate::rules::DatasetHandle;
use amalkard::consolidation::{self, Consolidation, Plan};
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

    /// See `Consolidation::merge`.
    pub fn merge(&self, other: &Self) -> Crossing<Self> {
        Ok(Self(self.0.merge(&other.0).or_throw()?))
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
