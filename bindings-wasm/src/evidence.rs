//! A process as a document, and what can be said of a log and of a bundle without a round.

use crate::cross::{Crossing, Refusable as _, json};
use crate::lifecycle::ProcessHandle;
use crate::report::language;
use amalkard::lifecycle::{Trust, verify};
use amalkard::round::Bundle;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Process)]
impl ProcessHandle {
    /// See `Process::to_markdown`.
    #[wasm_bindgen(js_name = toMarkdown)]
    pub fn to_markdown(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_markdown(self::language(language)?))
    }
}

/// See `lifecycle::verify`; what is known from elsewhere is JSON.
#[wasm_bindgen(js_name = verifyLog)]
pub fn verify_log(log: &str, trust: &str) -> Crossing<String> {
    let trust: Trust = amalkard::json::read(trust, "trust").or_throw()?;
    json(&verify(log, &trust).or_throw()?)
}

/// See `Bundle::replay`.
#[wasm_bindgen(js_name = replayBundle)]
pub fn replay_bundle(bundle: &str) -> Crossing<String> {
    json(&Bundle::from_json(bundle).or_throw()?.replay().or_throw()?)
}
