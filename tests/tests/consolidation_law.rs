//! The budget law of 1404 as hierarchies: printed totals stand beside what they sum, and are compared, never added.

use amalkard::consolidation::{
    Consolidation, Hierarchy, Link, NotAdded, Parents, Plan, StatedTotal, Verdict, consolidate,
};
use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::rules::Rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const BOOK: &str = r#"
[rulebook]
id = "law"
title = { fa = "جدول‌های قانون", en = "Tables of the law" }
[tables.lines]
title = { fa = "خانه‌های جدول", en = "Cells of a table" }
key = ["place", "column"]
fields = [
  { name = "place", type = "code", title = { fa = "استان یا سمت", en = "Province or side" } },
  { name = "column", type = "code", title = { fa = "ستون", en = "Column" } },
  { name = "is_total", type = "flag", title = { fa = "سطر جمع", en = "Row of the total" } },
  { name = "approved", type = "amount", unit = "million_rial", title = { fa = "مصوب", en = "Approved" } },
]
"#;

/// The rows of a printed table, by column name.
fn printed(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.join(table)).unwrap();
    let mut lines = text.lines();
    let names: Vec<_> = lines.next().unwrap().split(',').collect();
    let row =
        |line: &str| names.iter().zip(line.split(',')).map(|(name, cell)| ((*name).into(), cell.into())).collect();
    lines.map(row).collect()
}

fn line(place: &str, column: &str, amount: &str, is_total: bool) -> Row {
    let cells = [("place", place), ("column", column), ("approved", amount)];
    let mut row: Row = cells.map(|(name, text)| (name.to_owned(), Cell::from(text))).into();
    row.insert("is_total".to_owned(), Cell::Flag(is_total));
    row
}

/// Every figure of a table of provinces; a row without a province is the printed total of all.
fn figures(rows: &[BTreeMap<String, String>], name: impl Fn(&str) -> String) -> Vec<Row> {
    let columns = |row: &BTreeMap<String, String>| -> Vec<(String, String)> {
        row.iter().filter(|(column, _)| !column.starts_with("province")).map(|(a, b)| (a.clone(), b.clone())).collect()
    };
    let cells = |row: &BTreeMap<String, String>| -> Vec<Row> {
        let place = row["province_code"].as_str();
        columns(row).iter().map(|(column, amount)| line(place, &name(column), amount, place.is_empty())).collect()
    };
    rows.iter().flat_map(cells).collect()
}

fn links(pairs: &[(&str, &str)]) -> Parents {
    let link = |(code, parent): &(&str, &str)| Link {
        code: (*code).into(),
        parent: Some((*parent).into()),
        ..Link::default()
    };
    Parents::Codes(pairs.iter().map(link).collect())
}

fn total(lines: Vec<Row>, parents: Parents) -> Consolidation {
    let book = Rulebook::from_toml(BOOK).unwrap();
    let data = Dataset::from_rows(book.schema(), BTreeMap::from([("lines".to_owned(), lines)])).unwrap();
    let columns =
        Hierarchy { within: vec!["place".into()], year: Some(1404), ..Hierarchy::new("column", &["whole"], parents) };
    let plan = Plan {
        hierarchies: vec![columns],
        totals_marked_by: "is_total".into(),
        ..Plan::new(&[&["place", "column"], &["whole"], &["column"]], &["approved"])
    };
    consolidate(&data, &plan).unwrap()
}

/// How many stated totals are the exact sum of what stands below them; none may be anything else.
fn equal(total: &Consolidation) -> usize {
    let lines = total.stated_lines(None, false).unwrap();
    let other: Vec<_> = lines.iter().filter(|line| line.verdict != Verdict::Equal).collect();
    assert!(other.is_empty(), "{other:?}");
    lines.len()
}

fn sum(total: &Consolidation, by: &[&str], key: &[&str]) -> String {
    let key: Vec<_> = key.iter().map(|code| Some(*code)).collect();
    total.cell(by, &key).unwrap().unwrap_or_else(|| panic!("no cell {key:?}")).measures["approved"]
        .sum
        .unwrap()
        .to_string()
}

/// Table 10-c with every printed column: the 3 per cent of oil stands beside its two parts, the total of capital beside
/// eight sources, and a grand total that leaves expense out; two columns stand in no sum at all.
#[test]
fn funding_sources_with_their_printed_totals() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10c.csv");
    let list = amalkard::classification::list("funding_source").unwrap();
    let code = |column: &str| {
        let is_it = |entry: &&amalkard::classification::Entry| entry.links["column"] == [column];
        list.entries().iter().find(is_it).unwrap_or_else(|| panic!("{column}")).code.clone()
    };
    let total = total(figures(&rows, code), Parents::List("funding_source".into()));
    assert_eq!(total.findings().unwrap().len(), 0);
    assert_eq!(equal(&total), 3 * 26, "oil, capital and the grand total of each province");
    let left: BTreeMap<NotAdded, usize> = total.not_added().iter().fold(BTreeMap::new(), |mut counts, line| {
        *counts.entry(line.why).or_default() += 1;
        counts
    });
    assert_eq!(left, BTreeMap::from([(NotAdded::Parent, 26), (NotAdded::Heading, 52), (NotAdded::Outside, 52)]));
    // Ilam, as domain.md 2.8 has it: 61,920,046 without expense, 77,225,918 with it.
    assert_eq!(sum(&total, &["place"], &["67"]), "77225918");
    let of = |column: &str| rows.iter().map(|row| row[column].parse::<i64>().unwrap()).sum::<i64>().to_string();
    assert_eq!(sum(&total, &["whole"], &["grand_total"]), of("grand_total"));
    assert_eq!(sum(&total, &["whole"], &["prov_expense"]), of("expense"));
    // One million rials more in one printed total, and that total is found with its lines.
    let mut spoilt = figures(&rows, code);
    let at = spoilt.iter().position(|row| row["column"] == Cell::from("CAPITAL")).unwrap();
    let amount: i64 = spoilt[at]["approved"].to_string().parse().unwrap();
    spoilt[at].insert("approved".into(), Cell::from((amount + 1).to_string()));
    let spoilt = self::total(spoilt, Parents::List("funding_source".into()));
    let wrong: Vec<_> =
        spoilt.stated_lines(None, false).unwrap().into_iter().filter(|line| line.verdict != Verdict::Equal).collect();
    let codes: BTreeSet<&str> = wrong.iter().map(|line| line.code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["capital", "grand_total"]), "and the total that it is part of");
    assert_eq!(wrong.iter().find(|line| line.code == "capital").unwrap().parts.len(), 8);
}

#[test]
fn resources_and_uses_of_provinces_with_their_printed_totals() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10a.csv");
    let resources = links(&[
        ("tax_revenue", "revenue"),
        ("other_revenue", "revenue"),
        ("revenue", "general_resources"),
        ("capital_asset_disposal", "general_resources"),
        ("financial_asset_disposal", "general_resources"),
        ("general_resources", "total"),
        ("special_revenue", "total"),
    ]);
    let ten_a = total(figures(&rows, str::to_owned), resources);
    assert_eq!(equal(&ten_a), 3 * 28);
    let uses = ["expense", "capital", "financial_assets", "special"].map(|column| (column, "total"));
    let ten_b = total(figures(&printed(&folder, "table_10b.csv"), str::to_owned), links(&uses));
    assert_eq!(equal(&ten_b), 28);
    for row in &rows {
        let province = row["province_code"].as_str();
        assert_eq!(sum(&ten_a, &["place"], &[province]), row["total"], "{}", row["province_fa"]);
        assert_eq!(
            sum(&ten_a, &["place", "column"], &[province, "special_revenue"]),
            sum(&ten_b, &["place", "column"], &[province, "special"])
        );
    }
}

/// Table 10-d: two columns and their total in four groups, and a row that is the total of all 31 provinces.
#[test]
fn transferred_credits_with_their_printed_total_row() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10d.csv");
    let groups = ["rural_water", "water_ponds", "universities", "hospitals"];
    let names: Vec<[String; 3]> =
        groups.iter().map(|group| ["provincial", "national", "total"].map(|part| format!("{group}_{part}"))).collect();
    let pairs: Vec<(&str, &str)> =
        names.iter().flat_map(|[a, b, total]| [(a.as_str(), total.as_str()), (b.as_str(), total.as_str())]).collect();
    let total = total(figures(&rows, str::to_owned), links(&pairs));
    assert_eq!(equal(&total), 31 * 4);
    let whole = rows.iter().find(|row| row["province_code"].is_empty()).unwrap();
    let stated = |(column, by): (&String, &str)| StatedTotal {
        by: vec![by.into()],
        key: vec![Some(column.clone())],
        measure: "approved".into(),
        amount: whole[column].clone(),
        children: None,
    };
    let columns = names.iter().flat_map(|[a, b, total]| [(a, "column"), (b, "column"), (total, "whole")]);
    let compared = total.compare_stated(&columns.map(stated).collect::<Vec<_>>(), None).unwrap();
    assert_eq!(compared.iter().filter(|total| total.verdict == Verdict::Equal).count(), 12);
}

/// Table 1: both sides of the whole budget; what is counted twice is taken off.
#[test]
fn the_whole_budget_balances() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_1.csv");
    let lines = rows.iter().map(|row| {
        let off = row["line"] == "double_counted";
        let amount = if off { format!("-{}", row["amount"]) } else { row["amount"].clone() };
        line(&row["side"], &row["line"], &amount, false)
    });
    let general = [
        "revenue",
        "capital_asset_disposal",
        "financial_asset_disposal",
        "expense",
        "capital_assets",
        "financial_assets",
    ];
    let mut pairs: Vec<(&str, &str)> = general.iter().map(|code| (*code, "general_government")).collect();
    let budget = ["general_government", "special_revenue", "special_expense", "special_capital"];
    pairs.extend(budget.iter().map(|code| (*code, "government_budget")));
    pairs.extend([
        ("government_budget", "sum"),
        ("state_companies", "sum"),
        ("sum", "national_total"),
        ("double_counted", "national_total"),
    ]);
    let total = total(lines.collect(), links(&pairs));
    assert_eq!(equal(&total), 2 * 4);
    assert_eq!(sum(&total, &["place"], &["resources"]), "112795309000");
    assert_eq!(sum(&total, &["place"], &["uses"]), "112795309000");
}
