use super::super::samples::{SAMPLE, data, schema};
use super::super::{Hierarchy, Parents, Prefix, consolidate};
use super::*;
use crate::dataset::{Integers, RawColumn, Row, Strings, rows_of_json};
use std::collections::BTreeMap;

const BY: &[&[&str]] = &[&["province", "agency"], &["kind", "chapter"], &["chapter", "province", "kind"], &["line"]];

fn plan() -> Plan {
    Plan::new(BY, &["approved", "allocated", "spent"])
}

/// Some lines of a text like the sample, without agreements.
fn part(json: &str, rows: &[usize]) -> Dataset {
    let tables = rows_of_json(json).unwrap();
    let lines: Vec<Row> = rows.iter().map(|row| tables["lines"][*row].clone()).collect();
    Dataset::from_rows(&schema(), BTreeMap::from([("lines".into(), lines)])).unwrap()
}

/// The sample with these of its lines and all agreements.
fn full(json: &str, rows: &[usize], plan: &Plan) -> Consolidation {
    let mut tables = rows_of_json(json).unwrap();
    let lines = rows.iter().map(|row| tables["lines"][*row].clone()).collect();
    tables.insert("lines".into(), lines);
    consolidate(&Dataset::from_rows(&schema(), tables).unwrap(), plan).unwrap()
}

#[track_caller]
fn same(live: &LiveConsolidation, total: &Consolidation) {
    let now = live.consolidation().unwrap();
    assert_eq!(serde_json::to_value(&now).unwrap(), serde_json::to_value(total).unwrap());
    assert_eq!(live.digest().unwrap(), total.digest().unwrap());
    for cell in total.cells() {
        let by: Vec<&str> = cell.by.iter().map(String::as_str).collect();
        let key: Vec<Option<&str>> = cell.key.iter().map(Option::as_deref).collect();
        let rows = now.lineage(&by, &key).unwrap();
        assert_eq!(rows.len() as u64, cell.lines);
        assert_eq!(live.cell(&by, &key).unwrap(), Some(cell.clone()));
    }
    assert_eq!((live.status(), live.coverage()), (total.status(), total.coverage().cloned()));
}

fn named(names: &[CellName]) -> Vec<String> {
    let key =
        |name: &CellName| name.key.iter().map(|code| code.clone().unwrap_or("-".into())).collect::<Vec<_>>().join("/");
    names.iter().map(|name| format!("{}={}", name.by.join("/"), key(name))).collect()
}

const REVISED: [(&str, &str); 2] = [
    (r#""allocated": "80", "spent": "60""#, r#""allocated": "90", "spent": "88""#),
    (
        r#""kind": "capital", "chapter": "1", "approved": "50""#,
        r#""kind": "capital", "chapter": "7", "approved": "51""#,
    ),
];

#[test]
fn a_replaced_submission_leaves_what_a_full_run_leaves() {
    let mut live = LiveConsolidation::new(&data(SAMPLE), &plan()).unwrap();
    same(&live, &full(SAMPLE, &[0, 1, 2, 3], &plan()));
    let revised = REVISED.iter().fold(SAMPLE.to_owned(), |json, (from, to)| json.replace(from, to));
    let update = live.replace("129000", &part(&revised, &[0, 1])).unwrap();
    assert_eq!((update.lines_out, update.lines_in), (2, 2));
    assert_eq!(
        named(&update.new),
        ["chapter=7", "chapter/province=7/67", "chapter/province/kind=7/67/capital", "kind/chapter=capital/7"]
    );
    assert_eq!(named(&update.vanished), ["chapter/province/kind=1/67/capital", "kind/chapter=capital/1"]);
    same(&live, &full(&revised, &[0, 1, 2, 3], &plan()));
    // And back, and again: places are used again.
    for _ in 0..3 {
        live.replace("۱۲۹۰۰۰", &part(SAMPLE, &[1, 0])).unwrap();
        same(&live, &full(SAMPLE, &[0, 1, 2, 3], &plan()));
        let update = live.replace("129000", &part(SAMPLE, &[0, 1])).unwrap();
        assert_eq!((update.changed, update.new.len()), (0, 0), "the same lines change nothing");
    }
}

#[test]
fn submissions_come_and_go() {
    let empty = full(SAMPLE, &[], &plan());
    let mut live = LiveConsolidation::of(empty.clone()).unwrap();
    same(&live, &empty);
    let update = live.replace("131500", &part(SAMPLE, &[3])).unwrap();
    assert_eq!((update.lines_out, update.lines_in), (0, 1));
    same(&live, &full(SAMPLE, &[3], &plan()));
    live.replace("129000", &part(SAMPLE, &[0, 1])).unwrap();
    same(&live, &full(SAMPLE, &[0, 1, 3], &plan()));
    let update = live.withdraw("131500").unwrap();
    // The agreements know the province, but no chapters.
    assert_eq!(
        named(&update.vanished),
        ["chapter=2", "chapter/province=2/56", "chapter/province/kind=2/56/expense", "kind/chapter=expense/2"]
    );
    same(&live, &full(SAMPLE, &[0, 1], &plan()));
    assert_eq!(live.withdraw("131500").unwrap(), LiveUpdate::default());
    live.replace("129000", &part(SAMPLE, &[])).unwrap();
    same(&live, &empty);
    // An agency that no agreement names.
    let stray = SAMPLE.replace(
        r#""agency": "131500", "line": "1", "kind": "expense", "chapter""#,
        r#""agency": "999", "line": "1", "kind": "expense", "chapter""#,
    );
    live.replace("999", &part(&stray, &[3])).unwrap();
    same(&live, &full(&stray, &[3], &plan()));
    assert_eq!(live.coverage().unwrap().unexpected, 1);
}

#[test]
fn states_decide_what_counts() {
    let statuses = [("129000", "approved"), ("127500", "control"), ("131500", "approved"), ("128500", "entering")];
    for preliminary in [false, true] {
        let plan = Plan { preliminary, ..plan().with_statuses(statuses) };
        let mut live = LiveConsolidation::new(&data(SAMPLE), &plan).unwrap();
        let mut states = BTreeMap::from(statuses);
        for (agency, state) in
            [("127500", "approved"), ("129000", "returned"), ("128500", "control"), ("129000", "approved")]
        {
            states.insert(agency, state);
            live.set_status(agency, state).unwrap();
            let plan = Plan { preliminary, ..plan.clone().with_statuses(states.clone()) };
            same(&live, &full(SAMPLE, &[0, 1, 2, 3], &plan));
        }
        live.replace("128500", &part(SAMPLE, &[])).unwrap();
        let plan = plan.with_statuses(states);
        same(&live, &full(SAMPLE, &[0, 1, 2, 3], &plan));
    }
    // The first state that is known makes all others unknown ones.
    let mut live = LiveConsolidation::new(&data(SAMPLE), &plan()).unwrap();
    live.set_status("131500", "approved").unwrap();
    same(&live, &full(SAMPLE, &[0, 1, 2, 3], &plan().with_statuses([("131500", "approved")])));
}

#[test]
fn what_is_refused_changes_nothing() {
    let whole = full(SAMPLE, &[0, 1, 2, 3], &plan());
    let mut live = LiveConsolidation::of(whole.clone()).unwrap();
    let error = live.replace("129000", &part(SAMPLE, &[0, 3])).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.other_agency", Some("lines/1/agency")));
    same(&live, &whole);
    let texts = |texts: [&str; 2]| RawColumn::Strings(Strings::new(texts.map(Some)));
    let huge = RawColumn::Integers { values: Integers::of(vec![i128::MAX, 1]), scale: 0, validity: None };
    let columns =
        vec![("agency".into(), texts(["129000"; 2])), ("line".into(), texts(["1", "2"])), ("spent".into(), huge)];
    let huge = Dataset::default().with_columns(&schema(), "lines", columns).unwrap();
    assert_eq!(live.replace("129000", &huge).unwrap_err().code(), "consolidation.overflow");
    same(&live, &whole);
    assert_eq!(live.cell(&["agency"], &[None]).unwrap_err().code(), "consolidation.unknown_grouping");
    assert_eq!(live.cell(&["province"], &[]).unwrap_err().code(), "consolidation.key_length");
    assert_eq!(live.cell(&["province"], &[Some("99")]).unwrap(), None);
    live.withdraw("127500").unwrap();
    same(&live, &full(SAMPLE, &[0, 1, 3], &plan()));
}

#[test]
fn stated_totals_are_settled_after_every_change() {
    let levels = Hierarchy::new("line", &["top"], Parents::Prefix(Prefix { digits: vec![1, 2], fill: None }));
    let plan = Plan { hierarchies: vec![levels], ..Plan::new(&[&["top"]], &["spent"]) };
    let mut live = LiveConsolidation::new(&data(SAMPLE), &plan).unwrap();
    // A line 11 of one agency makes the lines 1 of others its stated total.
    let below = SAMPLE.replace(
        r#""agency": "131500", "line": "1", "kind": "expense", "chapter""#,
        r#""agency": "131500", "line": "11", "kind": "expense", "chapter""#,
    );
    let update = live.replace("131500", &part(&below, &[3])).unwrap();
    assert_eq!((update.lines_in, update.lines_out), (1, 1));
    let whole = full(&below, &[0, 1, 2, 3], &plan);
    assert_eq!(live.digest().unwrap(), whole.digest().unwrap());
    assert_eq!(whole.cell(&[], &[]).unwrap().unwrap().measures["spent"].sum, Some(20.into()));
    live.withdraw("131500").unwrap();
    assert_eq!(live.digest().unwrap(), full(SAMPLE, &[0, 1, 2], &plan).digest().unwrap());
}
