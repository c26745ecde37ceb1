//! Tables of a report.

use crate::cross::{Crossing, Refusable as _, json};
use amalkard::Unit;
use amalkard::bilingual::Language;
use amalkard::report::{CsvStyle, ReportTable};
use wasm_bindgen::prelude::*;

/// A table of a report.
#[wasm_bindgen(js_name = ReportTable)]
pub struct ReportTableHandle(pub(crate) ReportTable);

#[wasm_bindgen(js_class = ReportTable)]
impl ReportTableHandle {
    /// All of it as data.
    pub fn data(&self) -> Crossing<String> {
        json(&self.0)
    }

    /// See `ReportTable::records`.
    pub fn records(&self) -> Crossing<String> {
        json(&self.0.records())
    }

    /// See `ReportTable::to_text`.
    #[wasm_bindgen(js_name = toText)]
    pub fn to_text(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_text(self::language(language)?))
    }

    /// See `ReportTable::rounded`.
    pub fn rounded(&self, unit: &str, places: u32) -> Crossing<Self> {
        Ok(Self(self.0.rounded(Unit::parse(unit).or_throw()?, places).or_throw()?))
    }

    /// See `ReportTable::to_csv`; the style is JSON.
    #[wasm_bindgen(js_name = toCsv)]
    pub fn to_csv(&self, style: &str) -> Crossing<String> {
        let style: CsvStyle = amalkard::json::read(style, "style").or_throw()?;
        Ok(self.0.to_csv(&style))
    }

    /// See `ReportTable::to_html`.
    #[wasm_bindgen(js_name = toHtml)]
    pub fn to_html(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_html(self::language(language)?))
    }
}

/// A language by its code.
pub(crate) fn language(code: &str) -> Crossing<Language> {
    amalkard::json::read(&json(code)?, "language").or_throw()
}
