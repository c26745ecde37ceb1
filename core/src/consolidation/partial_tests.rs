use super::super::samples::{SAMPLE, data};
use super::super::{Hierarchy, Prefix, consolidate};
use super::*;
use crate::dataset::rows_of_json;
use std::collections::BTreeMap;

fn plan() -> Plan {
    Plan::new(&[&["province", "agency"], &["kind", "chapter"]], &["approved", "spent"])
}

/// Some lines of the sample, and all or none of its agreements.
fn part(rows: &[usize], agreed: bool) -> Dataset {
    let tables = rows_of_json(SAMPLE).unwrap();
    let lines = rows.iter().map(|row| tables["lines"][*row].clone()).collect();
    let agreement = if agreed { tables["agreement"].clone() } else { Vec::new() };
    let tables = BTreeMap::from([("lines".into(), lines), ("agreement".into(), agreement)]);
    Dataset::from_rows(&super::super::samples::schema(), tables).unwrap()
}

fn again(total: &Consolidation, lines: bool) -> Consolidation {
    Partial::from_json(&total.partial(lines).unwrap().to_json().unwrap()).unwrap().consolidation().unwrap()
}

#[test]
fn parts_that_went_through_text_make_the_whole() {
    let statuses = [("129000", "approved"), ("127500", "control"), ("131500", "approved")];
    for plan in [plan(), plan().with_statuses(statuses), Plan { preliminary: true, ..plan().with_statuses(statuses) }] {
        let whole = consolidate(&data(SAMPLE), &plan).unwrap();
        for lines in [false, true] {
            assert_eq!(again(&whole, lines).digest().unwrap(), whole.digest().unwrap());
            let one = again(&consolidate(&part(&[3, 0], true), &plan).unwrap(), lines);
            let other = again(&consolidate(&part(&[1, 2], false), &plan).unwrap(), lines);
            let none = again(&consolidate(&part(&[], false), &plan).unwrap(), lines);
            for merged in [one.merge(&other).unwrap(), other.merge(&none).unwrap().merge(&one).unwrap()] {
                assert_eq!(serde_json::to_value(&merged).unwrap(), serde_json::to_value(&whole).unwrap());
                assert_eq!(again(&merged, lines).digest().unwrap(), whole.digest().unwrap());
            }
        }
    }
}

#[test]
fn sums_travel_as_columns_in_any_order() {
    use crate::dataset::{Integers, RawColumn, Strings};
    use crate::finding::Scalar;
    let whole = consolidate(&data(SAMPLE), &plan()).unwrap();
    let (head, columns) = whole.partial(false).unwrap().into_columns().unwrap();
    let names: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    let expected = [
        "grouping",
        "agency",
        "chapter",
        "kind",
        "province",
        "lines",
        "sum:approved",
        "sum:spent",
        "missing:approved",
        "missing:spent",
    ];
    assert_eq!(names, expected);
    // Turned upside down.
    let raw = |column: &super::super::GroupColumn| {
        let cells = column.cells.iter().rev();
        let raw = match column.figures {
            false => RawColumn::Strings(Strings::new(cells.map(|cell| match cell {
                Scalar::Text(text) => Some(text.as_str()),
                _ => None,
            }))),
            true => {
                let value = |cell: &Scalar| match cell {
                    Scalar::Number(number) => number.at_scale(0).unwrap(),
                    _ => panic!("a figure is missing"),
                };
                RawColumn::Integers { values: Integers::of(cells.map(value).collect()), scale: 0, validity: None }
            }
        };
        (column.name.clone(), raw)
    };
    let columns: Vec<_> = columns.iter().map(raw).collect();
    let head = Partial::from_json(&head.to_json().unwrap()).unwrap();
    let again = head.clone().from_columns(&columns).unwrap().consolidation().unwrap();
    assert_eq!(again.digest().unwrap(), whole.digest().unwrap());
    let error = head.from_columns(&columns[1..]).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.bad_partial", Some("grouping")));
}

#[test]
fn what_needs_figures_asks_for_a_partial_with_lines() {
    let whole = consolidate(&data(SAMPLE), &plan()).unwrap();
    let (bare, full) = (again(&whole, false), again(&whole, true));
    assert_eq!(full.lineage(&[], &[]).unwrap(), whole.lineage(&[], &[]).unwrap());
    assert_eq!(full.withdraw("129000").unwrap().digest().unwrap(), whole.withdraw("129000").unwrap().digest().unwrap());
    let refused = [
        bare.lineage(&[], &[]).unwrap_err(),
        bare.withdraw("129000").unwrap_err(),
        bare.contributors(&[], &[], "spent", &["agency"], 1).unwrap_err(),
        bare.bounds(&[], super::super::Assumption::default()).unwrap_err(),
        bare.partial(true).unwrap_err(),
        super::super::LiveConsolidation::of(bare.clone()).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.code() == "consolidation.no_lines"));
}

#[test]
fn stated_totals_of_parts_are_settled_together() {
    let levels = Hierarchy::new("line", &["top"], Parents::Prefix(Prefix { digits: vec![1, 2], fill: None }));
    let plan = Plan { hierarchies: vec![levels], ..Plan::new(&[&["top"]], &["spent"]) };
    let below = SAMPLE.replace(
        r#""agency": "131500", "line": "1", "kind": "expense", "chapter""#,
        r#""agency": "131500", "line": "11", "kind": "expense", "chapter""#,
    );
    let whole = consolidate(&data(&below), &plan).unwrap();
    let parts = [data(&below), part(&[0, 1, 2], true)].map(|data| again(&consolidate(&data, &plan).unwrap(), false));
    assert_eq!(parts[0].digest().unwrap(), whole.digest().unwrap());
    // The child is in one part alone, and settles the parents of both.
    let twice = parts[0].merge(&parts[1]).unwrap();
    assert_eq!(twice.cell(&[], &[]).unwrap().unwrap().measures["spent"].sum, Some(20.into()));
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let good = consolidate(&data(SAMPLE), &plan()).unwrap().partial(true).unwrap();
    let refused = |change: fn(&mut Partial)| {
        let mut partial = good.clone();
        change(&mut partial);
        let error = partial.consolidation().unwrap_err();
        (error.code(), error.place().unwrap_or_default().to_owned())
    };
    let bad = |place: &str| ("consolidation.bad_partial", place.to_owned());
    assert_eq!(refused(|partial| partial.version = 2), bad("version"));
    assert_eq!(refused(|partial| partial.sources.clear()), bad("sources"));
    assert_eq!(refused(|partial| partial.agreements.clear()), bad("sources/0"));
    assert_eq!(refused(|partial| _ = partial.groupings.pop()), bad("groupings"));
    assert_eq!(refused(|partial| partial.groupings[1].keys[0] = vec![99]), bad("groupings/1"));
    assert_eq!(refused(|partial| partial.groupings[1].sums[0][0] = "1.5".into()), bad("groupings/1"));
    assert_eq!(refused(|partial| partial.groupings[1].keys.reverse()), bad("groupings/1"));
    assert_eq!(refused(|partial| partial.groupings[1].missing[0][0] = 99), bad("groupings/1"));
    assert_eq!(refused(|partial| partial.fields[0].codes.reverse()), bad("fields/agency"));
    assert_eq!(refused(|partial| _ = partial.sources[0].lines.fields[0].cells.pop()), bad("sources/0/province"));
    assert_eq!(Partial::from_json("{}").unwrap_err().code(), "json.bad_shape");
}
