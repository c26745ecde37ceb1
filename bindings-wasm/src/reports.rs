//! The thirteen reports of a consolidation group, the page they make, and their charts.

use crate::cross::{Crossing, Refusable as _, json};
use crate::report::{ReportTableHandle, language};
use crate::round::RoundHandle;
use crate::rules::{DatasetHandle, RulebookHandle};
use amalkard::Unit;
use amalkard::report::{Chart, Page, Report, Reports};
use chrono::{DateTime, Utc};
use wasm_bindgen::prelude::*;

/// The reports R1 to R13 of one set of figures.
#[wasm_bindgen(js_name = Reports)]
pub struct ReportsHandle(Reports);

#[wasm_bindgen(js_class = Reports)]
impl ReportsHandle {
    /// See `Reports::new`; the frame is JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(data: &DatasetHandle, frame: &str) -> Crossing<Self> {
        Ok(Self(Reports::new(amalkard::json::read(frame, "frame").or_throw()?, data.0.clone())))
    }

    /// See `Reports::of_round`; the scope is JSON of both languages, the moment ISO 8601.
    #[wasm_bindgen(js_name = ofRound)]
    pub fn of_round(round: &RoundHandle, scope: &str, include: &str, at: &str) -> Crossing<Self> {
        let scope = amalkard::json::read(scope, "scope").or_throw()?;
        let include = amalkard::json::read(&json(include)?, "include").or_throw()?;
        let at: DateTime<Utc> = amalkard::json::read(&json(at)?, "at").or_throw()?;
        Ok(Self(Reports::of_round(&round.0, scope, include, at).or_throw()?))
    }

    /// See `Reports::with_earlier`.
    #[wasm_bindgen(js_name = withEarlier)]
    pub fn with_earlier(&self, earlier: &DatasetHandle) -> Self {
        Self(self.0.clone().with_earlier(earlier.0.clone()))
    }

    /// See `Reports::in_unit`.
    #[wasm_bindgen(js_name = inUnit)]
    pub fn in_unit(&self, unit: &str) -> Crossing<Self> {
        Ok(Self(self.0.clone().in_unit(Unit::parse(unit).or_throw()?)))
    }

    /// The same with what a rulebook finds in the data.
    pub fn checked(&self, rulebook: &RulebookHandle) -> Crossing<Self> {
        Ok(Self(self.0.clone().checked(&rulebook.0).or_throw()?))
    }

    /// See `Reports::tables`.
    pub fn tables(&self, report: &str) -> Crossing<Vec<ReportTableHandle>> {
        let tables = self.0.tables(Report::parse(report).or_throw()?).or_throw()?;
        Ok(tables.into_iter().map(ReportTableHandle).collect())
    }

    /// See `Reports::chart`.
    pub fn chart(&self, report: &str) -> Crossing<Option<ChartHandle>> {
        Ok(self.0.chart(Report::parse(report).or_throw()?).or_throw()?.map(ChartHandle))
    }

    /// See `Reports::page`.
    pub fn page(&self) -> Crossing<PageHandle> {
        Ok(PageHandle(self.0.page().or_throw()?))
    }
}

/// A page of tables and charts.
#[wasm_bindgen(js_name = Page)]
pub struct PageHandle(Page);

#[wasm_bindgen(js_class = Page)]
impl PageHandle {
    /// Its title, as JSON.
    pub fn title(&self) -> Crossing<String> {
        json(self.0.title())
    }

    /// See `Page::tables`.
    pub fn tables(&self) -> Vec<ReportTableHandle> {
        self.0.tables().cloned().map(ReportTableHandle).collect()
    }

    /// See `Page::to_html`.
    #[wasm_bindgen(js_name = toHtml)]
    pub fn to_html(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_html(self::language(language)?))
    }

    /// See `Page::to_text`.
    #[wasm_bindgen(js_name = toText)]
    pub fn to_text(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_text(self::language(language)?))
    }
}

/// A chart.
#[wasm_bindgen(js_name = Chart)]
pub struct ChartHandle(Chart);

#[wasm_bindgen(js_class = Chart)]
impl ChartHandle {
    /// All of it as data.
    pub fn data(&self) -> Crossing<String> {
        json(&self.0)
    }

    /// See `Chart::to_svg`.
    #[wasm_bindgen(js_name = toSvg)]
    pub fn to_svg(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_svg(self::language(language)?))
    }

    /// See `Chart::to_text`.
    #[wasm_bindgen(js_name = toText)]
    pub fn to_text(&self, language: &str) -> Crossing<String> {
        Ok(self.0.to_text(self::language(language)?))
    }
}
