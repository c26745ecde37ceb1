use super::*;
use crate::rules::Rulebook;

const BOOK: &str = r#"
[rulebook]
id = "sample"
title = { fa = "نمونه", en = "Sample" }
[tables.lines]
title = { fa = "ردیف‌ها", en = "Lines" }
key = ["agency", "line"]
fields = [
  { name = "agency", type = "code", title = { fa = "دستگاه", en = "Agency" } },
  { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
  { name = "title", type = "text", title = { fa = "عنوان", en = "Title" } },
  { name = "approved", type = "amount", unit = "million_rial", scale = 6, title = { fa = "مصوب", en = "Approved" } },
  { name = "progress", type = "percent", scale = 2, title = { fa = "پیشرفت", en = "Progress" } },
  { name = "date", type = "date", title = { fa = "تاریخ", en = "Date" } },
  { name = "open", type = "flag", title = { fa = "باز", en = "Open" } },
]
[tables.notes]
title = { fa = "یادداشت‌ها", en = "Notes" }
key = ["note"]
fields = [{ name = "note", type = "text", title = { fa = "یادداشت", en = "Note" } }]
"#;

/// Leading zeros, a quotation mark, a line break, commas, a fraction that two conventions read differently, large figures,
/// a 31st of Shahrivar, empty cells and a row with nothing in it.
const DATA: &str = r#"{
  "lines": [
    {"agency": "007", "line": "1", "title": "الف، \"ب\"\nج", "approved": "1234.567", "progress": "45.25", "date": "1404-06-31", "open": true},
    {"agency": "129000", "line": "2", "title": null, "approved": "-9999999999999999", "progress": null, "date": null, "open": false},
    {"agency": "129000", "line": "3", "title": "=1+1", "approved": 0, "progress": 0, "date": "1403-12-30", "open": null}
  ],
  "notes": [{"note": "a,b"}, {"note": null}, {"note": "c"}]
}"#;

fn about() -> About {
    About { name: "sample-1404".into(), title: "نمونه".into(), description: "برای آزمون".into() }
}

fn schema() -> Schema {
    Rulebook::from_toml(BOOK).unwrap().schema().clone()
}

fn data() -> Dataset {
    Dataset::from_json(&schema(), DATA).unwrap()
}

#[test]
fn a_package_holds_the_same_data() {
    let files = to_package(&data(), &about()).unwrap();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["datapackage.json", "lines.csv", "notes.csv"]);
    let again = from_package(&schema(), &files).unwrap();
    assert_eq!(again.digest().unwrap(), data().digest().unwrap());
    assert_eq!(again.table("notes").unwrap().rows(), 3, "a row with nothing in it is a row");
    assert_eq!(to_package(&again, &about()).unwrap(), files, "and makes the same package");
}

#[test]
fn a_digest_sees_every_figure_and_no_order_of_columns() {
    let other =
        |from: &str, to: &str| Dataset::from_json(&schema(), &DATA.replace(from, to)).unwrap().digest().unwrap();
    let own = data().digest().unwrap();
    assert_ne!(other("1234.567", "1234.568"), own);
    assert_ne!(other("\"open\": null", "\"open\": false"), own);
    assert_eq!(other(", \"open\": null", ""), own);
}

#[test]
fn the_descriptor_states_types_units_and_what_things_are() {
    let files = to_package(&data(), &about()).unwrap();
    let descriptor: serde_json::Value = serde_json::from_str(&files[DESCRIPTOR]).unwrap();
    let fields = &descriptor["resources"][0]["schema"]["fields"];
    assert_eq!(fields[0]["columnType"], "administrative-classification:generic:code");
    assert_eq!(
        (&fields[3]["columnType"], &fields[3]["unit"], &fields[3]["type"]),
        (&"value".into(), &"million_rial".into(), &"number".into())
    );
    assert_eq!(fields[5]["calendar"], "persian");
    let measure = &descriptor["model"]["measures"]["lines_approved"];
    assert_eq!(
        (&measure["factor"], &measure["currency"], &measure["phase"]),
        (&1_000_000.into(), &"IRR".into(), &"approved".into())
    );
    assert_eq!(descriptor["model"]["dimensions"]["lines_agency"]["dimensionType"], "entity");
    assert_eq!(descriptor["resources"][0]["schema"]["primaryKey"], serde_json::json!(["agency", "line"]));
    assert!(descriptor["resources"][1]["schema"]["primaryKey"].is_null(), "a key that is missing once is none");
}

#[test]
fn bad_packages_are_refused_with_their_place() {
    let files = to_package(&data(), &about()).unwrap();
    let refused = |file: &str, change: &dyn Fn(&str) -> String| {
        let mut files = files.clone();
        let text = change(&files[file]);
        files.insert(file.to_owned(), text);
        let error = from_package(&schema(), &files).unwrap_err();
        (error.code(), error.place().unwrap_or_default().to_owned())
    };
    let descriptor = |from: &'static str, to: &'static str| {
        refused(DESCRIPTOR, &move |text| {
            assert!(text.contains(from), "{from}");
            // A file that is changed on purpose has no digest to be held against.
            text.replacen(from, to, 1).replace("\"hash\"", "\"was\"")
        })
    };
    assert_eq!(refused(DESCRIPTOR, &|_| "{".into()), ("exchange.not_json", "datapackage.json:1:1".into()));
    assert_eq!(refused(DESCRIPTOR, &|_| "{}".into()).0, "exchange.bad_descriptor");
    assert_eq!(refused("lines.csv", &|text| text.replace("1234", "1235")), ("exchange.hash", "lines.csv".into()));
    assert_eq!(descriptor("lines.csv", "../lines.csv").0, "exchange.unsafe_path");
    assert_eq!(descriptor("lines.csv", "https://example.org/lines.csv").0, "exchange.unsafe_path");
    assert_eq!(descriptor("lines.csv", "other.csv"), ("exchange.missing_file", "other.csv".into()));
    assert_eq!(descriptor("\"million_rial\"", "\"rial\""), ("exchange.unit", "datapackage.json/lines/approved".into()));
    assert_eq!(descriptor("\"name\": \"approved\"", "\"name\": \"aproved\"").0, "exchange.unknown_field");
    assert_eq!(descriptor("\"type\": \"boolean\"", "\"type\": \"string\"").0, "exchange.field_type");
    assert_eq!(descriptor("\"name\": \"lines\"", "\"name\": \"line\"").0, "dataset.unknown_table");
    let mut bare = files.clone();
    bare.remove(DESCRIPTOR);
    assert_eq!(from_package(&schema(), &bare).unwrap_err().code(), "exchange.missing_file");
    let cell = |from: &str, to: &str| {
        let mut files = files.clone();
        let text = files[DESCRIPTOR].replace("\"hash\"", "\"was\"");
        files.insert(DESCRIPTOR.to_owned(), text);
        let text = files["lines.csv"].replace(from, to);
        files.insert("lines.csv".to_owned(), text);
        let error = from_package(&schema(), &files).unwrap_err();
        (error.code(), error.place().unwrap_or_default().to_owned())
    };
    assert_eq!(cell("1234.567", "1234.5678901"), ("exchange.bad_cell", "lines.csv:2:approved".into()));
    assert_eq!(cell("1234.567", "1e3").0, "exchange.bad_cell");
    assert_eq!(cell("1404-06-31", "1404-07-31").0, "exchange.bad_cell");
    assert_eq!(cell("agency,line", "line,agency").0, "exchange.header");
}

#[test]
fn nothing_is_lost_on_the_way_out() {
    let unread =
        Dataset::from_json(&schema(), r#"{"lines": [{"agency": "1", "line": "1", "approved": "12/5"}]}"#).unwrap();
    let error = to_package(&unread, &about()).unwrap_err();
    assert_eq!((error.code(), error.place()), ("exchange.unread_cells", Some("lines/0/approved")));
    let named = to_package(&data(), &About { name: "استان".into(), ..About::default() }).unwrap_err();
    assert_eq!(named.code(), "exchange.bad_name");
}
