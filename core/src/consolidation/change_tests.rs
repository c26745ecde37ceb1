use super::super::samples::{SAMPLE, data, schema};
use super::super::{Plan, consolidate};
use super::*;
use crate::dataset::{Row, rows_of_json};
use std::collections::BTreeMap;

fn plan(source: &str) -> Plan {
    let plan = Plan::new(&[&["province", "agency"], &["kind", "chapter"]], &["approved", "allocated", "spent"]);
    Plan { source: source.into(), ..plan }
}

/// The sample with only some of its lines, and all or some of its agreements.
fn part(lines: &[usize], agreements: &[usize]) -> Dataset {
    let mut tables = rows_of_json(SAMPLE).unwrap();
    let chosen = |rows: &[Row], chosen: &[usize]| chosen.iter().map(|row| rows[*row].clone()).collect::<Vec<_>>();
    let lines = chosen(&tables["lines"], lines);
    let agreement = chosen(&tables["agreement"], agreements);
    tables = BTreeMap::from([("lines".into(), lines), ("agreement".into(), agreement)]);
    Dataset::from_rows(&schema(), tables).unwrap()
}

fn part_of(lines: &[usize], agreements: &[usize]) -> Consolidation {
    consolidate(&part(lines, agreements), &plan("part")).unwrap()
}

fn records(total: &Consolidation) -> serde_json::Value {
    serde_json::to_value(total).unwrap()
}

#[test]
fn parts_make_the_whole_whatever_their_order() {
    let whole = consolidate(&data(SAMPLE), &plan("whole")).unwrap();
    let all = [0, 1, 2, 3, 4, 5];
    let (a, b, c) = (part_of(&[3, 0], &[0, 1, 2]), part_of(&[2], &[3, 4]), part_of(&[1], &[5]));
    let left = a.merge(&b).unwrap().merge(&c).unwrap();
    let right = c.merge(&b.merge(&a).unwrap()).unwrap();
    assert_eq!(records(&left), records(&whole));
    assert_eq!(left.digest().unwrap(), right.digest().unwrap());
    // The same agreements may come with every part.
    let (a, b) = (part_of(&[3, 0], &all), part_of(&[1, 2], &all));
    assert_eq!(a.merge(&b).unwrap().digest().unwrap(), whole.digest().unwrap());
    assert_eq!(b.merge(&a).unwrap().digest().unwrap(), whole.digest().unwrap());
    // Nothing added to something is the same.
    assert_eq!(whole.merge(&part_of(&[], &[])).unwrap().digest().unwrap(), whole.digest().unwrap());
}

#[test]
fn the_order_of_rows_leaves_no_trace() {
    let whole = consolidate(&data(SAMPLE), &plan("")).unwrap();
    let turned = part_of(&[3, 1, 0, 2], &[5, 3, 1, 0, 2, 4]);
    assert_eq!(records(&turned), records(&whole));
}

#[test]
fn new_lines_of_one_agency_equal_a_full_run() {
    let whole = consolidate(&data(SAMPLE), &plan("first")).unwrap();
    let revised = SAMPLE.replace(r#""allocated": "80", "spent": "60""#, r#""allocated": "90", "spent": "88""#);
    let full = consolidate(&data(&revised), &plan("full")).unwrap();
    let mut tables = rows_of_json(&revised).unwrap();
    tables.remove("agreement");
    tables.get_mut("lines").unwrap().truncate(2);
    let update = Dataset::from_rows(&schema(), tables).unwrap();
    let updated = whole.update("129000", &update).unwrap();
    assert_eq!(records(&updated), records(&full));
    assert_eq!(updated.digest().unwrap(), full.digest().unwrap());
    // And back again.
    let back = updated.update("۱۲۹۰۰۰", &part(&[0, 1], &[])).unwrap();
    assert_eq!(back.digest().unwrap(), whole.digest().unwrap());
    // Withdrawn: its groups are there only as far as they are expected.
    let withdrawn = whole.update("129000", &part(&[], &[])).unwrap();
    assert_eq!(records(&withdrawn), records(&part_of(&[2, 3], &[0, 1, 2, 3, 4, 5])));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let whole = consolidate(&data(SAMPLE), &plan("")).unwrap();
    let other = consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["spent"])).unwrap();
    assert_eq!(whole.merge(&other).unwrap_err().code(), "consolidation.plan_mismatch");
    let error = whole.update("129000", &part(&[0, 3], &[])).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.other_agency", Some("lines/1/agency")));
    let changed = SAMPLE.replace(r#""approved": "43""#, r#""approved": "44""#);
    let error = whole.merge(&consolidate(&data(&changed), &plan("")).unwrap()).unwrap_err();
    assert_eq!(error.code(), "consolidation.agreement_conflict");
    let mut in_rials = schema();
    for field in &mut in_rials.tables[0].fields {
        if let crate::dataset::Kind::Amount { unit, .. } = &mut field.kind {
            *unit = crate::amount::Unit::Rial;
        }
    }
    let rials = Dataset::from_json(&in_rials, SAMPLE).unwrap();
    let error = whole.merge(&consolidate(&rials, &plan("")).unwrap()).unwrap_err();
    assert_eq!(error.code(), "consolidation.mixed_units");
}

#[test]
fn lineage_sums_to_the_total() {
    let merged = part_of(&[3, 0], &[]).merge(&consolidate(&part(&[1, 2], &[]), &plan("other")).unwrap()).unwrap();
    let rows = merged.lineage(&["province"], &[Some("67")]).unwrap();
    let places: Vec<_> = rows.iter().map(|row| format!("{}/{} {}", row.source, row.row, row.key["agency"])).collect();
    assert_eq!(places, ["other/0 129000", "other/1 127500", "part/1 129000"]);
    let approved = rows.iter().filter_map(|row| match row.measures["approved"] {
        crate::finding::Scalar::Number(number) => Some(number),
        _ => None,
    });
    let cell = merged.cell(&["province"], &[Some("67")]).unwrap().unwrap();
    assert_eq!(approved.reduce(|a, b| a.checked_add(b).unwrap()), cell.measures["approved"].sum);
    assert_eq!(rows[0].measures["spent"], crate::finding::Scalar::Missing);
    assert!(merged.lineage(&["province"], &[Some("99")]).unwrap().is_empty());
    // Any field of the lines will do, not only those of a grouping.
    assert_eq!(merged.lineage(&["agency"], &[Some("129000")]).unwrap().len(), 2);
    assert_eq!(merged.lineage(&["agencies"], &[None]).unwrap_err().code(), "consolidation.unknown_field");
    // Lines that were replaced are not in the lineage any more.
    let updated = merged.update("129000", &part(&[0], &[])).unwrap();
    assert_eq!(updated.lineage(&["agency"], &[Some("129000")]).unwrap().len(), 1);
}
