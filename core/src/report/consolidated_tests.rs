use crate::bilingual::{Bilingual, Language};
use crate::consolidation::{Plan, consolidate};
use crate::dataset::Dataset;
use crate::rules::Rulebook;

const BOOK: &str = r#"
[rulebook]
id = "sample"
title = { fa = "نمونه", en = "Sample" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["agency", "line"]
fields = [
  { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "approved", type = "amount", unit = "million_rial", title = { fa = "مصوب", en = "Approved" } },
  { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
]
[tables.agreement]
title = { fa = "موافقتنامه", en = "Agreement" }
key = ["agency", "line"]
fields = [
  { name = "province", type = "code", title = { fa = "استان", en = "Province" } },
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "agency_title", type = "text", title = { fa = "عنوان", en = "Agency title" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "approved", type = "amount", unit = "million_rial", title = { fa = "مصوب", en = "Approved" } },
]
"#;

const DATA: &str = r#"{
  "lines": [
    {"province": "56", "agency": "129000", "line": "1", "approved": "1000", "spent": "400"},
    {"province": "67", "agency": "129000", "line": "2", "approved": "3000", "spent": null},
    {"province": "67", "agency": "127500", "line": "1", "approved": "1000", "spent": "100"}
  ],
  "agreement": [
    {"province": "56", "agency": "129000", "line": "1", "approved": "1000", "agency_title": "بهداشت"},
    {"province": "67", "agency": "129000", "line": "2", "approved": "3000", "agency_title": "بهداشت"},
    {"province": "67", "agency": "127500", "line": "1", "approved": "1000", "agency_title": "آموزش و پرورش"},
    {"province": "67", "agency": "128500", "line": "1", "approved": "3000", "agency_title": "ورزش"}
  ]
}"#;

fn table(by: &[&str], plan: Plan) -> crate::report::ReportTable {
    let book = Rulebook::from_toml(BOOK).unwrap();
    let data = Dataset::from_json(book.schema(), DATA).unwrap();
    consolidate(&data, &plan).unwrap().table(by).unwrap()
}

fn plan() -> Plan {
    Plan::new(&[&["province", "agency"]], &["approved", "spent"])
}

#[test]
fn subtotals_stand_behind_their_lines() {
    let records = serde_json::to_value(table(&["province", "agency"], plan()).records()).unwrap();
    let row = |kind: &str, province: Option<&str>, agency: Option<&str>, lines: u32, sums: [Option<&str>; 4]| {
        serde_json::json!({
            "row_kind": kind, "province": province, "agency": agency, "lines": lines.to_string(),
            "approved": sums[0], "spent": sums[1], "absorption_of_approved": sums[2], "coverage": sums[3],
        })
    };
    let expected = serde_json::json!([
        row("line", Some("56"), Some("129000"), 1, [Some("1000"), Some("400"), Some("40"), Some("100")]),
        row("subtotal", Some("56"), None, 1, [Some("1000"), Some("400"), Some("40"), Some("100")]),
        row("line", Some("67"), Some("127500"), 1, [Some("1000"), Some("100"), Some("10"), Some("100")]),
        row("line", Some("67"), Some("128500"), 0, [None, None, None, Some("0")]),
        row("line", Some("67"), Some("129000"), 1, [Some("3000"), None, None, Some("100")]),
        row("subtotal", Some("67"), None, 2, [Some("4000"), Some("100"), Some("2.5"), Some("57.1")]),
        row("total", None, None, 3, [Some("5000"), Some("500"), Some("10"), Some("62.5")]),
    ]);
    assert_eq!(records, expected);
}

#[test]
fn notes_say_what_the_figures_do_not() {
    let statuses = [("129000", "approved"), ("127500", "approved"), ("128500", "entering")];
    let table = table(&["province", "agency"], plan().with_statuses(statuses));
    let notes: Vec<&str> = table.notes().iter().map(|note| note.en.as_str()).collect();
    assert_eq!(
        notes,
        [
            "Amounts in million rials",
            "Only approved submissions are summed",
            "lines without a figure for Spent: 1, not taken as zero",
            "the reports of 2 of the 3 agencies of the agreements are approved",
            "Missing: 128500 ورزش (Entering)",
            "Absorption of approved = Spent ÷ Approved",
            "Percentages come from sums and are rounded half up for showing only (decimal places: 1); on a zero base they are undefined (–)",
        ]
    );
    let fa: Vec<&str> = table.notes().iter().map(|note| note.fa.as_str()).collect();
    assert_eq!(fa[2], "۱ ردیف برای «هزینه» رقم ندارد و صفر گرفته نشده است");
    assert_eq!(fa[4], "نیامده‌ها: ۱۲۸۵۰۰ ورزش (در حال ورود)");
}

#[test]
fn codes_are_shown_with_their_titles() {
    let provinces = [("67", Bilingual::new("ایلام", "Ilam")), ("56", Bilingual::new("کرمانشاه", "Kermanshah"))];
    let table = table(&["province", "agency"], plan()).labelled("province", provinces);
    let fa = table.to_text(Language::Persian);
    assert!(fa.contains("۱۲۹۰۰۰ بهداشت") && fa.contains("کرمانشاه") && fa.contains("جمع کل"), "{fa}");
    let en = table.to_text(Language::English);
    assert!(en.contains("Ilam") && en.contains("Subtotal"), "{en}");
    assert!(en.lines().any(|line| line.starts_with("Total")), "{en}");
}

#[test]
fn the_grand_total_alone_is_a_table() {
    let table = table(&[], plan());
    assert_eq!(table.rows().len(), 1);
    assert!(table.to_text(Language::Persian).contains("۵٬۰۰۰"));
}
