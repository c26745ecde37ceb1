//! A rulebook as its writers study it, and datasets as packages: what no form needs.

use crate::cross::{Crossing, Refusable as _, json};
use crate::form::FormHandle;
use crate::rules::{DatasetHandle, RulebookHandle, index};
use amalkard::bilingual::Language;
use amalkard::dataset::Dataset;
use amalkard::exchange::{from_package, to_package};
use amalkard::finding::Findings;
use amalkard::rules::LocalizeOptions;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Rulebook)]
impl RulebookHandle {
    /// See `Rulebook::in_force`.
    #[wasm_bindgen(js_name = inForce)]
    pub fn in_force(&self) -> String {
        self.0.in_force()
    }

    /// See `Rulebook::localize`; the options are JSON.
    pub fn localize(&self, data: &DatasetHandle, table: &str, row: u32, options: &str) -> Crossing<String> {
        let options: LocalizeOptions = amalkard::json::read(options, "options").or_throw()?;
        json(&self.0.localize(&data.0, table, index(row), &options).or_throw()?)
    }

    /// See `Rulebook::catalogue`, without examples.
    pub fn catalogue(&self, language: &str) -> Crossing<String> {
        self.printed(language, &Findings::default())
    }

    /// See `Rulebook::catalogue`; the findings in the data are its examples.
    #[wasm_bindgen(js_name = catalogueWith)]
    pub fn catalogue_with(&self, language: &str, data: &DatasetHandle) -> Crossing<String> {
        self.printed(language, &self.0.check(&data.0).or_throw()?)
    }

    /// See `Rulebook::compare`.
    pub fn compare(&self, other: &Self) -> Crossing<String> {
        json(&self.0.compare(&other.0))
    }

    /// See `Rulebook::impact`.
    pub fn impact(&self, changed: &Self, data: &DatasetsHandle) -> Crossing<String> {
        let named: Vec<(&str, &Dataset)> = data.0.iter().map(|(name, data)| (name.as_str(), data)).collect();
        json(&self.0.impact(&changed.0, &named).or_throw()?)
    }

    /// See `Rulebook::analyse`.
    pub fn analyse(&self) -> Crossing<String> {
        json(&self.0.analyse())
    }
}

impl RulebookHandle {
    fn printed(&self, language: &str, examples: &Findings) -> Crossing<String> {
        let language: Language = amalkard::json::read(&json(language)?, "language").or_throw()?;
        Ok(self.0.catalogue(language, examples))
    }
}

#[wasm_bindgen(js_class = Dataset)]
impl DatasetHandle {
    /// See `exchange::from_package`; the files are JSON of texts by name.
    #[wasm_bindgen(js_name = fromPackage)]
    pub fn from_package(files: &str, rulebook: &RulebookHandle) -> Crossing<Self> {
        let files = amalkard::json::read(files, "files").or_throw()?;
        Ok(Self(from_package(rulebook.0.schema(), &files).or_throw()?))
    }

    /// See `exchange::to_package`; what it says of itself is JSON.
    #[wasm_bindgen(js_name = toPackage)]
    pub fn to_package(&self, about: &str) -> Crossing<String> {
        let about = amalkard::json::read(about, "about").or_throw()?;
        json(&to_package(&self.0, &about).or_throw()?)
    }
}

/// See `rules::format`.
#[wasm_bindgen(js_name = formatRules)]
pub fn format_rules(text: &str) -> Crossing<String> {
    amalkard::rules::format(text).or_throw()
}

/// Datasets by name, in order.
#[wasm_bindgen(js_name = Datasets)]
#[derive(Default)]
pub struct DatasetsHandle(Vec<(String, Dataset)>);

#[wasm_bindgen(js_class = Datasets)]
impl DatasetsHandle {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more; the handle stays as it is.
    pub fn add(&mut self, name: String, data: &DatasetHandle) {
        self.0.push((name, data.0.clone()));
    }
}

#[wasm_bindgen(js_class = Form)]
impl FormHandle {
    /// See `Rulebook::localize`; the options are JSON.
    pub fn localize(&self, row: u32, options: &str) -> Crossing<String> {
        let options: LocalizeOptions = amalkard::json::read(options, "options").or_throw()?;
        json(&self.live.rulebook().localize(self.live.data(), &self.table, index(row), &options).or_throw()?)
    }
}
