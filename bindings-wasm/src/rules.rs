//! Rulebooks and datasets: handles, because both are large and used again.

use crate::cross::{Crossing, Refusable as _, by_name, json};
use amalkard::bilingual::{Bilingual, Language};
use amalkard::dataset::Dataset;
use amalkard::finding::Findings;
use amalkard::report;
use amalkard::rules::{Definition, Explanation, Parameter, Rulebook};
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
    title: &'a Bilingual,
    version: Option<&'a str>,
    fiscal_year: Option<u16>,
    digest: &'a str,
    rules: &'a [amalkard::rules::Rule],
    schema: &'a amalkard::dataset::Schema,
    parameters: BTreeMap<&'a str, &'a Parameter>,
    definitions: BTreeMap<&'a str, &'a Definition>,
    groups: BTreeMap<&'a str, &'a Bilingual>,
    switched_off: BTreeMap<&'a str, &'a str>,
    files: BTreeMap<&'a str, &'a str>,
}

/// An explanation as it crosses, in both languages.
#[derive(Serialize)]
struct Explained<'a> {
    explanation: &'a Explanation,
    text: [String; 2],
    html: [String; 2],
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

    /// See `Rulebook::extended`; the files are JSON, a list of pairs.
    pub fn extended(&self, files: &str) -> Crossing<Self> {
        let files: Vec<(String, String)> = amalkard::json::read(files, "files").or_throw()?;
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Ok(Self(Arc::new(self.0.extended(&files).or_throw()?)))
    }

    /// See `Rulebook::canonical`.
    pub fn canonical(&self) -> Crossing<String> {
        self.0.canonical().or_throw()
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
            parameters: by_name(self.0.parameters()),
            definitions: by_name(self.0.definitions()),
            switched_off: by_name(self.0.switched_off()),
            groups: by_name(self.0.groups()),
            files: by_name(self.0.files().iter().map(|(name, text)| (name.as_str(), text.as_str()))),
        })
    }

    /// See `Rulebook::check`.
    pub fn check(&self, data: &DatasetHandle) -> Crossing<String> {
        found(&self.0.check(&data.0).or_throw()?)
    }

    /// See `Rulebook::explain`, or without a row `Rulebook::explain_group`; the key is JSON.
    pub fn explain(&self, data: &DatasetHandle, rule: &str, row: Option<u32>, key: &str) -> Crossing<String> {
        explained(&self.0, &data.0, rule, row, key)
    }

    /// See `Rulebook::hints`.
    pub fn hints(&self, data: &DatasetHandle, table: &str, row: u32) -> Crossing<String> {
        json(&self.0.hints(&data.0, table, index(row)).or_throw()?)
    }

    /// See `Rulebook::not_run`.
    #[wasm_bindgen(js_name = notRun)]
    pub fn not_run(&self, data: &DatasetHandle) -> Crossing<String> {
        json(&self.0.not_run(&data.0))
    }
}

/// An explanation as it crosses.
pub(crate) fn explained(
    rulebook: &Rulebook,
    data: &Dataset,
    rule: &str,
    row: Option<u32>,
    key: &str,
) -> Crossing<String> {
    let explanation = match row {
        Some(row) => rulebook.explain(data, rule, index(row)),
        None => rulebook.explain_group(data, rule, &amalkard::json::read(key, "key").or_throw()?),
    }
    .or_throw()?;
    let languages = [Language::Persian, Language::English];
    json(&Explained {
        text: languages.map(|language| explanation.to_text(language)),
        html: languages.map(|language| explanation.to_html(language)),
        explanation: &explanation,
    })
}

/// A row's number.
pub(crate) fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
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

    /// See `Dataset::digest`.
    pub fn digest(&self) -> Crossing<String> {
        self.0.digest().or_throw()
    }

    /// The names of its tables with their numbers of rows.
    pub fn tables(&self) -> Crossing<String> {
        json(&by_name(self.0.tables().map(|(name, table)| (name, table.rows()))))
    }

    /// See `Dataset::intake`.
    pub fn intake(&self) -> Crossing<String> {
        json(self.0.intake())
    }
}
