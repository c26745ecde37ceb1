//! Processes: who may do what when.

use crate::cross::{Crossing, Refusable as _, json};
use amalkard::lifecycle::{Process, Role};
use wasm_bindgen::prelude::*;

/// The process of monitoring in an office.
#[wasm_bindgen(js_name = Process)]
pub struct ProcessHandle(pub(crate) Process);

#[wasm_bindgen(js_class = Process)]
impl ProcessHandle {
    /// See `Process::default`.
    #[must_use]
    pub fn standard() -> Self {
        Self(Process::default())
    }

    /// See `Process::from_json`.
    pub fn read(process: &str) -> Crossing<Self> {
        Ok(Self(Process::from_json(process).or_throw()?))
    }

    /// See `Process::with_layers`; the roles are a JSON list.
    #[wasm_bindgen(js_name = withLayers)]
    pub fn with_layers(&self, roles: &str) -> Crossing<Self> {
        let roles: Vec<String> = amalkard::json::read(roles, "roles").or_throw()?;
        let roles = roles.iter().map(|role| role.parse()).collect::<Result<Vec<Role>, _>>().or_throw()?;
        Ok(Self(self.0.clone().with_layers(&roles).or_throw()?))
    }

    /// All of it.
    pub fn data(&self) -> Crossing<String> {
        json(&self.0)
    }

    /// See `Process::moves`.
    pub fn moves(&self) -> Crossing<String> {
        json(self.0.moves())
    }

    /// See `Process::remarks`.
    pub fn remarks(&self) -> Crossing<String> {
        json(&self.0.remarks())
    }
}
