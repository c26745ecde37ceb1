use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};
use super::*;

const BY: &[&[&str]] = &[&["province", "agency"], &["kind", "chapter"]];
const MEASURES: &[&str] = &["approved", "allocated", "spent"];

fn sample() -> Consolidation {
    consolidate(&data(SAMPLE), &Plan::new(BY, MEASURES)).unwrap()
}

fn sum(cell: &Cell, measure: &str) -> Option<String> {
    cell.measures[measure].sum.map(|sum| sum.to_string())
}

fn ratio(cell: &Cell, name: &str) -> Option<(String, String, String)> {
    cell.ratios[name]
        .map(|ratio| (ratio.numerator.to_string(), ratio.denominator.to_string(), ratio.percent.unwrap().to_string()))
}

#[test]
fn sums_by_hand() {
    let total = sample();
    let whole = total.cell(&[], &[]).unwrap().unwrap();
    assert_eq!((whole.lines, sum(&whole, "approved").as_deref()), (4, Some("187")));
    assert_eq!(sum(&whole, "spent").as_deref(), Some("79"));
    assert_eq!(whole.measures["spent"].missing, 1);
    // ۶۷ and 67 are one province.
    let ilam = total.cell(&["province"], &[Some("67")]).unwrap().unwrap();
    assert_eq!((ilam.lines, sum(&ilam, "approved").as_deref()), (3, Some("157")));
    let same = total.cell(&["province"], &[Some("۶۷")]).unwrap().unwrap();
    assert_eq!(ilam, same);
    let chapter = total.cell(&["kind", "chapter"], &[Some("expense"), Some("1")]).unwrap().unwrap();
    assert_eq!((chapter.lines, sum(&chapter, "allocated").as_deref()), (2, Some("87")));
}

#[test]
fn a_missing_figure_is_counted_and_is_not_zero() {
    let capital = sample().cell(&["kind"], &[Some("capital")]).unwrap().unwrap();
    assert_eq!(capital.measures["spent"], Total { sum: None, missing: 1 });
    assert_eq!(sum(&capital, "allocated").as_deref(), Some("0"), "a zero that was written is a zero");
    assert_eq!(ratio(&capital, "absorption_of_approved"), None, "no figure, no ratio");
    assert_eq!(ratio(&capital, "allocation_rate"), Some(("0".into(), "50".into(), "0".into())));
    assert_eq!(ratio(&capital, "absorption_of_allocation"), None);
}

#[test]
fn ratios_come_from_sums() {
    let whole = sample().cell(&[], &[]).unwrap().unwrap();
    assert_eq!(ratio(&whole, "allocation_rate"), Some(("107".into(), "187".into(), "57.2".into())));
    assert_eq!(ratio(&whole, "absorption_of_allocation"), Some(("79".into(), "107".into(), "73.8".into())));
    let rules: Vec<_> =
        sample().ratios().iter().map(|rule| format!("{}={}/{}", rule.name, rule.numerator, rule.denominator)).collect();
    assert_eq!(
        rules,
        [
            "allocation_rate=allocated/approved",
            "absorption_of_allocation=spent/allocated",
            "absorption_of_approved=spent/approved",
            "realisation=spent/approved",
        ]
    );
}

#[test]
fn every_beginning_of_a_grouping_is_a_grouping() {
    let total = sample();
    let names: Vec<_> = total.groupings().map(|names| names.join("+")).collect();
    assert_eq!(names, ["", "kind", "kind+chapter", "province", "province+agency"]);
    for by in [&["kind"][..], &["kind", "chapter"], &["province"], &["province", "agency"]] {
        let cells = total.cells_by(by).unwrap();
        let spent = cells.iter().filter_map(|cell| cell.measures["spent"].sum).reduce(|a, b| a.checked_add(b).unwrap());
        assert_eq!(spent.unwrap().to_string(), "79", "{by:?}");
        assert_eq!(cells.iter().map(|cell| cell.lines).sum::<u64>(), 4);
    }
}

#[test]
fn an_empty_table_has_a_grand_total_of_nothing() {
    let total = consolidate(&data(r#"{"lines": []}"#), &Plan::new(BY, MEASURES)).unwrap();
    let cells = total.cells();
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].lines, cells[0].measures["spent"].sum), (0, None));
    assert!(total.coverage().is_none());
}

#[test]
fn codes_that_are_missing_make_a_group_of_their_own() {
    let rows = r#"{"lines": [{"agency": "1", "line": "1", "spent": "3"}, {"province": "", "agency": "2", "line": "1", "spent": "4"}]}"#;
    let total = consolidate(&data(rows), &Plan::new(&[&["province"]], &["spent"])).unwrap();
    let cells = total.cells_by(&["province"]).unwrap();
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].key.as_slice(), sum(&cells[0], "spent").as_deref()), (&[None][..], Some("7")));
    assert_eq!(total.cell(&["province"], &[None]).unwrap().unwrap(), cells[0]);
}

#[test]
fn dates_and_numbers_group_too() {
    let rows = r#"{"lines": [
        {"agency": "1", "line": "1", "opened": "1404-06-31", "quantity": "1.5", "spent": "3"},
        {"agency": "1", "line": "2", "opened": "۱۴۰۴/۰۶/۳۱", "quantity": "1.50", "spent": "4"}]}"#;
    let plan = Plan::new(&[&["opened", "quantity"]], &["spent", "quantity"]);
    let total = consolidate(&data(rows), &plan).unwrap();
    let cell = total.cell(&["opened", "quantity"], &[Some("1404-06-31"), Some("1.5")]).unwrap().unwrap();
    assert_eq!((sum(&cell, "spent").as_deref(), sum(&cell, "quantity").as_deref()), (Some("7"), Some("3")));
}

#[test]
fn bad_plans_are_refused_with_their_place() {
    let data = data(SAMPLE);
    let refused = |plan: Plan| consolidate(&data, &plan).unwrap_err();
    let error = refused(Plan::new(&[&["provinc"]], MEASURES));
    assert_eq!((error.code(), error.place()), ("consolidation.unknown_field", Some("lines/provinc")));
    assert!(error.advice().unwrap().1.contains("province"), "{error}");
    assert_eq!(refused(Plan::new(BY, &["spend"])).code(), "consolidation.unknown_field");
    assert_eq!(refused(Plan::new(BY, &["rate"])).code(), "consolidation.not_a_measure");
    assert_eq!(refused(Plan::new(BY, &["agency"])).code(), "consolidation.not_a_measure");
    assert_eq!(refused(Plan::new(BY, &["spent", "rials"])).code(), "consolidation.mixed_units");
    assert_eq!(refused(Plan::new(BY, &["spent", "spent"])).code(), "consolidation.repeated_field");
    assert_eq!(refused(Plan { percent_digits: 10, ..Plan::new(BY, MEASURES) }).code(), "consolidation.too_many_digits");
    assert_eq!(refused(Plan::new(&[&["kind", "kind"]], MEASURES)).code(), "consolidation.repeated_field");
    let error = refused(Plan { table: "line".into(), ..Plan::new(BY, MEASURES) });
    assert_eq!(error.code(), "consolidation.unknown_table");
    assert!(error.advice().unwrap().1.contains("lines"));
    assert_eq!(sample().cells_by(&["agency"]).unwrap_err().code(), "consolidation.unknown_grouping");
    assert_eq!(sample().cell(&["kind"], &[]).unwrap_err().code(), "consolidation.key_length");
}

#[test]
fn records_have_their_shape() {
    let rows = r#"{"lines": [{"province": "67", "agency": "1", "line": "1", "spent": "3"}]}"#;
    let total = consolidate(&data(rows), &Plan::new(&[&["province"]], &["spent"])).unwrap();
    let spent = serde_json::json!({ "spent": { "sum": "3", "missing": 0 } });
    let expected = serde_json::json!({
        "status": "unstated",
        "measures": [{ "name": "spent", "unit": "million_rial" }],
        "ratios": [],
        "cells": [
            { "by": [], "key": [], "lines": 1, "measures": spent, "ratios": {} },
            { "by": ["province"], "key": ["67"], "lines": 1, "measures": spent, "ratios": {} },
        ],
    });
    assert_eq!(serde_json::to_value(&total).unwrap(), expected);
}

#[test]
fn sums_go_beyond_64_bits() {
    // 9e18 fits in 64 bits, its triple does not; a single figure of 1e21 does not either.
    let rows = r#"{"lines": [
        {"agency": "1", "line": "1", "spent": "9000000000000000000"},
        {"agency": "1", "line": "2", "spent": "9000000000000000000"},
        {"agency": "1", "line": "3", "spent": "9000000000000000000"}]}"#;
    let plan = Plan::new(&[], &["spent"]);
    let whole = |rows: &str| consolidate(&data(rows), &plan).unwrap().cell(&[], &[]).unwrap().unwrap();
    assert_eq!(sum(&whole(rows), "spent").as_deref(), Some("27000000000000000000"));
    let wide = rows.replacen("9000000000000000000", "1000000000000000000001", 1);
    assert_eq!(sum(&whole(&wide), "spent").as_deref(), Some("1018000000000000000001"));
}

#[test]
fn the_digest_is_that_of_the_records() {
    for total in [sample(), consolidate(&data(r#"{"lines": []}"#), &Plan::new(BY, MEASURES)).unwrap()] {
        assert_eq!(total.digest().unwrap(), digest::of(&total).unwrap());
    }
}
