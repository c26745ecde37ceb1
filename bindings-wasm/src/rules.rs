//! Rulebooks and datasets: handles, because both are large and used again.

use crate::cross::{Crossing, Refusable as _, json};
use amalkard::bilingual::Language;
use amalkard::dataset::Dataset;
use amalkard::finding::Findings;
use amalkard::report;
use amalkard::rules::Rulebook;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A rulebook that is ready to check.
#[wasm_bindgen(js_name = Rulebook)]
pub struct RulebookHandle(pub(crate) Arc<Rulebook>);

/// What a rulebook says of itself.
#[derive(Serialize)]
struct Described<'a> {
    id: &'a str,
    title: &'a amalkard::bilingual::Bilingual,
    version: Option<&'a str>,
    fiscal_year: Option<u16>,
    digest: &'a str,
    rules: &'a [amalkard::rules::Rule],
    schema: &'a amalkard::dataset::Schema,
    files: BTreeMap<&'a str, &'a str>,
}

#[wasm_bindgen(js_class = Rulebook)]
impl RulebookHandle {
    /// See `Rulebook::builtin`.
    pub fn builtin(country: &str, year: &str) -> Crossing<Self> {
        // As text: a JavaScript number would be cut to fit, and another year answered for it.
        let year = year.parse().unwrap_or_default();
        Ok(Self(Arc::new(Rulebook::builtin(country, year).or_throw()?)))
    }

    /// See `Rulebook::from_files`; the files are JSON, a list of pairs.
    #[wasm_bindgen(js_name = fromFiles)]
    pub fn from_files(files: &str) -> Crossing<Self> {
        let files: Vec<(String, String)> = amalkard::json::read(files, "files").or_throw()?;
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Ok(Self(Arc::new(Rulebook::from_files(&files).or_throw()?)))
    }

    /// What it says of itself.
    pub fn describe(&self) -> Crossing<String> {
        json(&Described {
            id: self.0.id(),
            title: self.0.title(),
            version: self.0.version(),
            fiscal_year: self.0.fiscal_year().map(amalkard::FiscalYear::year),
            digest: self.0.digest(),
            rules: self.0.rules(),
            schema: self.0.schema(),
            files: self.0.files().iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
        })
    }

    /// See `Rulebook::check`.
    pub fn check(&self, data: &DatasetHandle) -> Crossing<String> {
        found(&self.0.check(&data.0).or_throw()?)
    }

    /// See `Rulebook::analyse`.
    pub fn analyse(&self) -> Crossing<String> {
        json(&self.0.analyse())
    }
}

/// Findings as they cross: the list, its digest and its table.
#[derive(Serialize)]
struct Found<'a> {
    findings: &'a Findings,
    digest: String,
    html: [String; 2],
}

/// Findings as they cross.
pub(crate) fn found(findings: &Findings) -> Crossing<String> {
    let table = report::findings_list(findings).or_throw()?;
    let html = [table.to_html(Language::Persian), table.to_html(Language::English)];
    json(&Found { findings, digest: findings.digest().or_throw()?, html })
}

/// Tables, column by column.
#[wasm_bindgen(js_name = Dataset)]
pub struct DatasetHandle(pub(crate) Dataset);

#[wasm_bindgen(js_class = Dataset)]
impl DatasetHandle {
    /// See `Dataset::from_json`.
    #[wasm_bindgen(constructor)]
    pub fn new(tables: &str, rulebook: &RulebookHandle) -> Crossing<Self> {
        Ok(Self(Dataset::from_json(rulebook.0.schema(), tables).or_throw()?))
    }

    /// The names of its tables with their numbers of rows.
    pub fn tables(&self) -> Crossing<String> {
        json(&self.0.tables().map(|(name, table)| (name, table.rows())).collect::<BTreeMap<_, _>>())
    }

    /// See `Dataset::intake`.
    pub fn intake(&self) -> Crossing<String> {
        json(self.0.intake())
    }
}
