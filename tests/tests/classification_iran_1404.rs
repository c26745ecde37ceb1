//! The hierarchy of funding sources against what the budget law of 1404 prints: a parent is the sum of its children.

use amalkard::FiscalYear;
use amalkard::classification::{CreditKind, Entry, cutoffs, list, lookup};
use amalkard_tests::iran_1404;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of the table that are no funding source.
const KEYS: [&str; 2] = ["province_code", "province_fa"];

type Row = BTreeMap<String, String>;

fn table(name: &str) -> Vec<Row> {
    let path = format!("{}/data/iran-1404/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut lines = text.lines();
    let names = lines.next().unwrap().split(',').map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| {
        let cells = line.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(cells.len(), names.len(), "{line}");
        names.iter().cloned().zip(cells).collect()
    };
    lines.map(row).collect()
}

fn sources() -> Vec<&'static Entry> {
    list("funding_source").unwrap().in_year(FiscalYear::new(1404).unwrap()).collect()
}

fn figure(row: &Row, source: &Entry) -> i64 {
    row[&source.links["column"][0]].parse().unwrap()
}

#[test]
fn every_column_is_one_source_and_every_source_one_column() {
    let rows = table("table_10c");
    let columns = rows[0].keys().filter(|name| !KEYS.contains(&name.as_str())).cloned().collect::<BTreeSet<_>>();
    let linked = sources().iter().map(|source| source.links["column"][0].clone()).collect::<Vec<_>>();
    assert_eq!(linked.len(), 16);
    assert_eq!(linked.into_iter().collect::<BTreeSet<_>>(), columns);
}

#[test]
fn every_parent_is_the_sum_of_its_children_in_every_province() {
    let year = FiscalYear::new(1404).unwrap();
    let list = list("funding_source").unwrap();
    let rows = table("table_10c");
    assert_eq!(rows.len(), 26);
    let mut identities = 0;
    for row in &rows {
        for parent in sources() {
            let children = list.children(&parent.code, year).collect::<Vec<_>>();
            if !children.is_empty() {
                let sum: i64 = children.iter().map(|child| figure(row, child)).sum();
                assert_eq!(figure(row, parent), sum, "{} of {}", parent.code, row["province_fa"]);
                identities += 1;
            }
        }
    }
    // 3 per cent of oil, capital assets and the grand total.
    assert_eq!(identities, 3 * 26);
}

#[test]
fn what_is_printed_beside_the_total_stands_in_no_sum() {
    let beside = sources().into_iter().filter(|source| source.outside_total).collect::<Vec<_>>();
    assert_eq!(beside.iter().map(|source| source.code.as_str()).collect::<Vec<_>>(), ["T11_J", "ENERGY_OPT"]);
    assert!(beside.iter().all(|source| source.parent.is_none()));
    let expense = sources().into_iter().find(|source| source.code == "PROV_EXPENSE").unwrap();
    assert_eq!(expense.parent, None, "the grand total of table 10-c is without expense");
}

#[test]
fn the_figures_of_ilam_are_those_of_the_law() {
    // 10-ج, Ilam, million rials, as the law prints them.
    let printed = [
        ("PROV_EXPENSE", 15_305_872),
        ("PROV_CAPITAL", 11_042_500),
        ("OIL_1", 4_962_450),
        ("OIL_2", 5_282_700),
        ("OIL_3", 10_245_150),
        ("BALANCED_USE", 20_445_640),
        ("TAVAZON_1", 915_000),
        ("TAVAZON_2", 9_511_667),
        ("ENERGY_WATER", 8_000_468),
        ("VAT_027", 341_000),
        ("NAT_TO_PROV", 1_131_621),
        ("CAPITAL", 61_633_046),
        ("SPECIAL", 287_000),
        ("GRAND_TOTAL", 61_920_046),
    ];
    let rows = table("table_10c");
    let ilam = rows.iter().find(|row| row["province_code"] == "67").unwrap();
    for (code, amount) in printed {
        let source = lookup("funding_source", code, FiscalYear::new(1404).unwrap()).unwrap();
        assert_eq!(figure(ilam, source), amount, "{code}");
    }
}

#[test]
fn only_real_sources_may_stand_on_a_line() {
    let year = FiscalYear::new(1404).unwrap();
    let list = list("funding_source").unwrap();
    let refused = sources().into_iter().filter(|source| !list.contains(&source.code, year));
    assert_eq!(refused.map(|source| source.code.as_str()).collect::<Vec<_>>(), ["CAPITAL", "GRAND_TOTAL"]);
    assert!(sources().iter().all(|source| !list.contains(&source.code, FiscalYear::new(1403).unwrap())));
}

#[test]
fn the_provinces_are_those_that_the_law_prints() {
    let year = FiscalYear::new(1404).unwrap();
    let printed = table("table_10d").into_iter().filter(|row| !row["province_code"].is_empty()).collect::<Vec<_>>();
    assert_eq!(printed.len(), 31);
    for row in printed {
        assert_eq!(lookup("province", &row["province_code"], year).unwrap().fa, row["province_fa"]);
    }
}

/// The deadlines of `ir/1404` and its list of provinces without oil are those of the classification and of the law's table.
#[test]
fn the_rulebook_states_the_same_deadlines_and_oil() {
    let book = iran_1404();
    let stated = |name: &str| {
        let parameter = book.parameters().find(|(known, _)| *known == name);
        parameter.map(|(_, parameter)| parameter.written.clone()).unwrap_or_else(|| panic!("no parameter {name}"))
    };
    let year = FiscalYear::new(1404).unwrap();
    let of = |kind: CreditKind| cutoffs(year, kind).unwrap();
    let (expense, capital) = (of(CreditKind::Expense), of(CreditKind::Capital));
    assert_eq!(stated("payment_deadline_expense"), expense.pay_until.unwrap().to_string());
    assert_eq!(stated("payment_deadline_capital"), capital.pay_until.unwrap().to_string());
    assert_eq!(stated("year_end"), expense.commit_until.unwrap().to_string());
    for cutoffs in [expense, capital] {
        assert_eq!(stated("return_deadline"), cutoffs.return_until.unwrap().to_string());
    }
    let (_, text) = book.files().iter().find(|(name, _)| name.ends_with("H-source.toml")).unwrap();
    let listed = text.split_once("[lists.without_oil]\ncodes = [").unwrap().1.split_once(']').unwrap().0;
    let listed: Vec<&str> = listed.split(", ").map(|code| code.trim_matches('"')).collect();
    let rows = table("table_10c");
    let dry: Vec<&str> =
        rows.iter().filter(|row| row["oil_1"] == "0").map(|row| row["province_code"].as_str()).collect();
    assert_eq!(listed, dry);
}
