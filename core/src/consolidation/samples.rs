//! What the tests of this module consolidate.

use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::dataset::{Dataset, Field, Kind, Schema, TableSchema};

pub(super) const MONEY: Kind = Kind::Amount { unit: Unit::MillionRial, scale: 0 };

pub(super) fn table(name: &str, key: &[&str], fields: &[(&str, Kind)]) -> TableSchema {
    let field = |(name, kind): &(&str, Kind)| Field {
        name: (*name).to_owned(),
        kind: *kind,
        required: false,
        non_negative: false,
        basis: None,
        law: None,
        title: Bilingual::new(format!("{name} (fa)"), *name),
    };
    TableSchema {
        name: name.to_owned(),
        title: Bilingual::default(),
        key: key.iter().map(|name| (*name).to_owned()).collect(),
        fields: fields.iter().map(field).collect(),
    }
}

/// Lines and agreements as a rulebook would declare them.
pub(super) fn schema() -> Schema {
    let codes = [("province", Kind::Code), ("agency", Kind::Code), ("line", Kind::Code), ("kind", Kind::Code)];
    let more = [("agency_title", Kind::Text), ("chapter", Kind::Code), ("opened", Kind::Date)];
    let money = [("approved", MONEY), ("allocated", MONEY), ("spent", MONEY), ("quantity", Kind::Number { scale: 2 })];
    let odd = [("rate", Kind::Percent { scale: 1 }), ("rials", Kind::Amount { unit: Unit::Rial, scale: 0 })];
    let lines: Vec<_> = codes.into_iter().chain(more).chain(money).chain(odd).collect();
    let agreement: Vec<_> = codes.into_iter().chain([("agency_title", Kind::Text), ("approved", MONEY)]).collect();
    Schema {
        tables: vec![table("lines", &["agency", "line"], &lines), table("agreement", &["agency", "line"], &agreement)],
    }
}

pub(super) fn data(json: &str) -> Dataset {
    Dataset::from_json(&schema(), json).unwrap()
}

/// Two provinces, three agencies, four lines; one figure is missing and one agency of the agreements has not come.
pub(super) const SAMPLE: &str = r#"{
  "lines": [
    {"province": "67", "agency": "129000", "line": "1", "kind": "expense", "chapter": "1", "approved": "100", "allocated": "80", "spent": "60"},
    {"province": "67", "agency": "129000", "line": "2", "kind": "capital", "chapter": "1", "approved": "50", "allocated": "0", "spent": null},
    {"province": "۶۷", "agency": "127500", "line": "1", "kind": "expense", "chapter": "1", "approved": "7", "allocated": "7", "spent": "-1"},
    {"province": "56", "agency": "131500", "line": "1", "kind": "expense", "chapter": "2", "approved": "30", "allocated": "20", "spent": "20"}
  ],
  "agreement": [
    {"province": "67", "agency": "129000", "line": "1", "kind": "expense", "approved": "100", "agency_title": "بهداشت"},
    {"province": "67", "agency": "129000", "line": "2", "kind": "capital", "approved": "50", "agency_title": "بهداشت"},
    {"province": "67", "agency": "127500", "line": "1", "kind": "expense", "approved": "7", "agency_title": "آموزش"},
    {"province": "67", "agency": "128500", "line": "1", "kind": "capital", "approved": "43", "agency_title": "ورزش"},
    {"province": "51", "agency": "151000", "line": "1", "kind": "expense", "approved": "20", "agency_title": "جهاد"},
    {"province": "56", "agency": "131500", "line": "1", "kind": "expense", "approved": "30", "agency_title": "بهزیستی"}
  ]
}"#;
