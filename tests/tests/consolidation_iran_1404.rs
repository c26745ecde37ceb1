//! The provincial tables of Iran's 1404 budget law consolidate to their printed totals.

use amalkard::consolidation::{Consolidation, Plan, consolidate};
use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::rules::Rulebook;
use std::collections::BTreeMap;
use std::path::Path;

const BOOK: &str = r#"
[rulebook]
id = "iran-1404-tables"
title = { fa = "جدول‌های استانی ۱۴۰۴", en = "Provincial tables of 1404" }
[tables.lines]
title = { fa = "خانه‌های جدول", en = "Cells of a table" }
key = ["province", "column"]
fields = [
  { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
  { name = "province_title", type = "text", title = { fa = "نام استان", en = "Name of province" } },
  { name = "group", type = "code", title = { fa = "گروه", en = "Group" } },
  { name = "column", type = "code", title = { fa = "ستون", en = "Column" } },
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

/// Every printed cell of some columns becomes a line; the columns belong to groups.
fn lines(rows: &[BTreeMap<String, String>], columns: &[(&str, &str)]) -> Dataset {
    let line = |row: &BTreeMap<String, String>, (group, column): (&str, &str)| -> Row {
        let text = |text: &str| Cell::Text(text.to_owned());
        [
            ("province", text(&row["province_code"])),
            ("province_title", text(&row["province_fa"])),
            ("group", text(group)),
            ("column", text(column)),
            ("approved", text(&row[column])),
        ]
        .map(|(field, cell)| (field.to_owned(), cell))
        .into()
    };
    let rows = rows.iter().flat_map(|row| columns.iter().map(move |column| line(row, *column))).collect();
    let book = Rulebook::from_toml(BOOK).unwrap();
    let data = Dataset::from_rows(book.schema(), BTreeMap::from([("lines".to_owned(), rows)])).unwrap();
    assert_eq!(data.intake(), []);
    data
}

fn sum(total: &Consolidation, by: &[&str], key: &[&str]) -> String {
    let key: Vec<_> = key.iter().map(|code| Some(*code)).collect();
    let cell = total.cell(by, &key).unwrap().unwrap_or_else(|| panic!("no cell {key:?}"));
    cell.measures["approved"].sum.unwrap().to_string()
}

#[test]
fn transferred_credits_sum_to_the_printed_total_row() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10d.csv");
    let (total_row, provinces): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row["province_code"].is_empty());
    assert_eq!((total_row.len(), provinces.len()), (1, 31));
    let groups = ["rural_water", "water_ponds", "universities", "hospitals"];
    let names: Vec<(String, [String; 2])> = groups
        .iter()
        .map(|group| ((*group).to_owned(), [format!("{group}_provincial"), format!("{group}_national")]))
        .collect();
    let columns: Vec<_> = names
        .iter()
        .flat_map(|(group, columns)| columns.iter().map(|column| (group.as_str(), column.as_str())))
        .collect();
    let plan = Plan::new(&[&["group", "column"], &["province", "group"]], &["approved"]);
    let total = consolidate(&lines(&provinces, &columns), &plan).unwrap();
    let stated = &total_row[0];
    for (group, columns) in &names {
        // All twelve printed totals: eight columns and the total of each group; and each province's own.
        assert_eq!(sum(&total, &["group"], &[group]), stated[&format!("{group}_total")], "{group}");
        for column in columns {
            assert_eq!(sum(&total, &["group", "column"], &[group, column]), stated[column], "{column}");
        }
        for province in &provinces {
            let own = sum(&total, &["province", "group"], &[&province["province_code"], group]);
            assert_eq!(own, province[&format!("{group}_total")], "{group} of {}", province["province_fa"]);
        }
    }
}

#[test]
fn funding_sources_sum_to_the_printed_credits() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10c.csv");
    assert_eq!(rows.len(), 26);
    // oil_3 is the printed total of oil_1 and oil_2: a parent beside its children is not added again.
    let capital = [
        "provincial_capital",
        "oil_1",
        "oil_2",
        "balanced_use",
        "tavazon_1",
        "tavazon_2",
        "energy_water",
        "vat_027",
        "national_transfer",
    ];
    let columns: Vec<_> = capital
        .iter()
        .map(|column| ("capital", *column))
        .chain([("special", "special"), ("expense", "expense")])
        .collect();
    let plan = Plan::new(&[&["province", "group"]], &["approved"]);
    let total = consolidate(&lines(&rows, &columns), &plan).unwrap();
    let kinds = printed(&folder, "table_10b.csv");
    for row in &rows {
        let code = row["province_code"].as_str();
        let of = |group: &str| sum(&total, &["province", "group"], &[code, group]);
        assert_eq!(of("capital"), row["capital"], "{}", row["province_fa"]);
        // The law's grand total is capital and special; expense stands beside it, not in it.
        let whole: i64 = ["capital", "special"].iter().map(|group| of(group).parse::<i64>().unwrap()).sum();
        assert_eq!(whole.to_string(), row["grand_total"]);
        // And table 10-b prints the same by kind of credit, with financial assets beside them.
        let by_kind = kinds.iter().find(|kind| kind["province_code"] == code).unwrap();
        for group in ["expense", "capital", "special"] {
            assert_eq!(of(group), by_kind[group], "{group} of {}", row["province_fa"]);
        }
        let all: i64 = sum(&total, &["province"], &[code]).parse().unwrap();
        let assets: i64 = by_kind["financial_assets"].parse().unwrap();
        assert_eq!((all + assets).to_string(), by_kind["total"], "{}", row["province_fa"]);
    }
    // Ilam, as the law prints it: 61,633,046 capital, 61,920,046 with special revenue, 77,225,918 with expense.
    assert_eq!(sum(&total, &["province", "group"], &["67", "capital"]), "61633046");
    assert_eq!(sum(&total, &["province"], &["67"]), "77225918");
}

#[test]
fn the_table_reads_as_the_law_prints_it() {
    let Some(folder) = amalkard_tests::real_data("iran-1404") else { return };
    let rows = printed(&folder, "table_10b.csv");
    let columns = ["expense", "capital", "financial_assets", "special"].map(|column| (column, column));
    let total = consolidate(&lines(&rows, &columns), &Plan::new(&[&["province", "group"]], &["approved"])).unwrap();
    let text = total.table(&["province", "group"]).unwrap().to_text(amalkard::bilingual::Language::Persian);
    assert!(text.contains("۶۷ ایلام") && text.contains("۷۷٬۲۲۵٬۹۱۸") && text.contains("مبالغ به میلیون ریال"), "{text}");
}
