//! CSV read straight into columns is what its rows would have been: the same values, findings and refusals.

use amalkard::dataset::{Cell, Column, Dataset, Integers, Row, rows_of_csv};
use amalkard::rules::Rulebook;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let field = |(name, kind): &(&str, &str)| {
        format!(r#"  {{ name = "{name}", type = {kind}, title = {{ fa = "{name}", en = "{name}" }} }},"#)
    };
    let fields = FIELDS.iter().map(field).collect::<Vec<_>>().join("\n");
    let head = "[rulebook]\nid = \"csv\"\ntitle = { fa = \"جدول\", en = \"CSV\" }\n";
    let table = "[tables.lines]\ntitle = { fa = \"ردیف‌ها\", en = \"Lines\" }\nkey = [\"code\", \"date\"]\n";
    Rulebook::from_toml(&format!("{head}{table}fields = [\n{fields}\n]\n")).unwrap_or_else(|error| panic!("{error}"))
});

const FIELDS: [(&str, &str); 9] = [
    ("code", r#""code", required = true"#),
    ("title", r#""text""#),
    ("rials", r#""amount", unit = "rial", non_negative = true"#),
    ("toman", r#""amount", unit = "toman", scale = 1, required = true"#),
    ("million", r#""amount", unit = "million_rial", scale = 6"#),
    ("share", r#""percent", scale = 2"#),
    ("count", r#""number", scale = 4"#),
    ("date", r#""date""#),
    ("done", r#""flag""#),
];

/// The rows as the `csv` crate reads them, or its refusal and the line.
fn rows_of_crate(text: &[u8]) -> Result<Vec<Row>, (String, String)> {
    let mut text = text;
    while let Some(rest) = text.strip_prefix("\u{feff}".as_bytes()) {
        text = rest;
    }
    let refused = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line);
        (line.to_string(), format!("CSV could not be read: {error}"))
    };
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers().map_err(refused)?.clone();
    let names: Vec<&str> = header.iter().collect();
    if let Some(twice) = names.iter().enumerate().find_map(|(at, name)| names[..at].contains(name).then_some(name)) {
        return Err(("1".to_owned(), format!("column `{twice}` stands twice in the header")));
    }
    let row = |record: csv::StringRecord| -> Row {
        let cell = |text: &str| if text.is_empty() { Cell::Null } else { Cell::Text(text.to_owned()) };
        header.iter().zip(&record).map(|(name, text)| (name.to_owned(), cell(text))).collect()
    };
    reader.records().map(|record| record.map(row).map_err(refused)).collect()
}

/// Reads the text both ways; everything must be equal, down to the numbers of the dictionaries.
fn compare(text: &[u8]) -> Option<Dataset> {
    let shown = String::from_utf8_lossy(text);
    let fast = Dataset::from_csv(BOOK.schema(), BTreeMap::from([("lines".to_owned(), text)]));
    match (rows_of_crate(text), fast) {
        (Ok(rows), Ok(fast)) => {
            let slow = Dataset::from_rows(BOOK.schema(), BTreeMap::from([("lines".to_owned(), rows)])).unwrap();
            assert_eq!(fast.intake(), slow.intake(), "{shown}");
            let tables = |data: &Dataset| format!("{:?}", data.tables().collect::<Vec<_>>());
            assert_eq!(tables(&fast), tables(&slow), "{shown}");
            assert_eq!(fast.digest().unwrap(), slow.digest().unwrap(), "{shown}");
            Some(fast)
        }
        (Err((line, message)), Err(error)) => {
            assert_eq!(
                (error.code(), error.place(), error.message_en()),
                ("dataset.bad_csv", Some(line.as_str()), message.as_str()),
                "{shown}"
            );
            assert_eq!(error.details(), [("table", "lines".to_owned())]);
            None
        }
        (slow, fast) => panic!("{shown}: {:?} by rows, {:?} by columns", slow.err(), fast.err()),
    }
}

fn header() -> String {
    FIELDS.map(|(name, _)| name).join(",")
}

/// A cell in quotes.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A cell of a sound file: in quotes where it must be, and sometimes where it need not.
fn written(cell: &str, quotes: bool) -> String {
    if quotes || cell.contains(['"', ',', '\n', '\r']) { quoted(cell) } else { cell.to_owned() }
}

fn script(figure: &str, zero: char) -> String {
    let digit = |sign: char| sign.to_digit(10).and_then(|digit| char::from_u32(zero as u32 + digit)).unwrap_or(sign);
    figure.chars().map(digit).collect()
}

/// Digits in groups of three.
fn grouped(whole: &str, separator: &str) -> String {
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// Figures as people write them, most of them sound.
fn figure() -> impl Strategy<Value = String> {
    let separators = prop::sample::select(vec!["", "", "٬", "٬", "٬", ",", "،", ".", "٫", " ", "/", "'", "\u{2019}"]);
    let points = prop::sample::select(vec!["٫", ".", "/", ","]);
    let around = prop::sample::select(vec![
        ("", ""),
        ("", ""),
        ("", ""),
        ("", ""),
        ("-", ""),
        ("", "-"),
        ("\u{2212}", ""),
        ("(", ")"),
        (" ", " "),
        ("+", ""),
        ("\u{200f}", "\u{200e}"),
        ("", "٪"),
        ("%", ""),
        ("", " درصد"),
        ("", "ريال"),
        ("--", ""),
        ("\t", ""),
        ("", "\u{a0}"),
    ]);
    let zero = prop::sample::select(vec!['۰', '۰', '٠', '0']);
    ("[0-9]{1,24}", separators, prop::option::of((points, "[0-9]{0,9}")), around, zero, any::<bool>()).prop_map(
        |(whole, separator, fraction, (before, after), zero, short)| {
            let whole = if short { whole[..whole.len().min(16)].to_owned() } else { whole };
            let fraction = fraction.map(|(point, digits)| format!("{point}{digits}")).unwrap_or_default();
            script(&format!("{before}{}{fraction}{after}", grouped(&whole, separator)), zero)
        },
    )
}

/// Signs of figures in any order: most are refused.
fn soup() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(
        "۰۱۲۹٠٣٩059٬،,.٫/'’-−()+ \u{a0}\u{200c}\u{200f}\u{2028}\tـ%٪یx\"\n".chars().collect::<Vec<_>>(),
    );
    prop::collection::vec(signs, 0..9).prop_map(String::from_iter)
}

fn words() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "",
        " ",
        "\u{a0}",
        "007",
        "7",
        "۰۰۷",
        "01",
        "1",
        "كد ي",
        "کد ی",
        "کد  ی",
        "KD",
        "kd",
        "a\"b",
        "\"",
        "\"\"",
        "a,b",
        "a\nb",
        "a\r\nb",
        "\n",
        "12345678",
        "123456789",
        "1234567890123456",
        "\u{feff}x",
        "12345678901234567",
        "دستگاه اجرایی شماره ۱",
        "دستگاه اجرايي شماره ١",
        "\u{0}",
        "abc\u{0}",
        "\u{0}\u{0}",
    ])
    .prop_map(str::to_owned)
}

fn date() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        " ",
        "1404/01/31",
        "۱۴۰۴/۰۱/۳۱",
        "1404-01-31",
        "١٤٠٤/١٢/٣٠",
        "1403/12/30",
        "دیروز",
        "1404/13/01",
        "\"",
    ])
    .prop_map(str::to_owned)
}

fn flag() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", " ", "true", "TRUE", "بله", "بلي", "۱", "0", "خیر", "شاید", "no", "2", ","])
        .prop_map(str::to_owned)
}

fn line() -> impl Strategy<Value = String> {
    let figures = || prop_oneof![4 => figure(), 1 => soup(), 1 => Just(String::new())];
    let cells = (words(), words(), figures(), figures(), figures(), figures(), figures(), date(), flag());
    (cells, any::<[bool; 9]>(), prop::sample::select(vec!["\n", "\n", "\r\n", "\r", "\n\n"])).prop_map(
        |((a, b, c, d, e, f, g, h, i), quotes, end)| {
            let cells = [a, b, c, d, e, f, g, h, i];
            let cells: Vec<String> = cells.iter().zip(quotes).map(|(cell, quotes)| written(cell, quotes)).collect();
            cells.join(",") + end
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever commas, quotes and ends of lines there are, the rows are those of the `csv` crate, and its refusals.
    #[test]
    fn rows_are_those_of_the_crate(parts in prop::collection::vec(
        prop::sample::select(vec![",", ",", "\"", "\"", "\n", "\n", "\r", "a", "bc", "۱", " ", "\u{feff}", "12345678"]), 0..40
    )) {
        let text = parts.concat();
        let ours = rows_of_csv(&text).map_err(|error| {
            (error.place().unwrap_or_default().to_owned(), error.message_en().to_owned())
        });
        prop_assert_eq!(ours, rows_of_crate(text.as_bytes()), "{:?}", text);
    }

    /// The same with two columns, where more lines are sound.
    #[test]
    fn rows_of_two_columns_are_those_of_the_crate(lines in prop::collection::vec(
        ("[a\"۱]{0,9}|\"[a\"\"\n,]{0,5}\"", "[a\"۱]{0,9}|\"[a,\r\n]{0,9}\"[x\"]{0,2}", "\n|\r\n|\r|\n\n"), 0..9
    )) {
        let text: String = lines.iter().map(|(one, two, end)| format!("{one},{two}{end}")).collect();
        let text = format!("x,y\n{text}");
        let ours = rows_of_csv(&text).map_err(|error| {
            (error.place().unwrap_or_default().to_owned(), error.message_en().to_owned())
        });
        prop_assert_eq!(ours, rows_of_crate(text.as_bytes()), "{:?}", text);
    }

    #[test]
    fn columns_are_those_of_the_rows(lines in prop::collection::vec(line(), 0..12), mark in any::<bool>()) {
        let text = format!("{}{}\n{}", if mark { "\u{feff}" } else { "" }, header(), lines.concat());
        compare(text.as_bytes());
        compare(text.trim_end().as_bytes());
    }

    /// Bytes that are no text, halves of Persian digits among them.
    #[test]
    fn bytes_are_refused_where_they_are_no_text(cells in prop::collection::vec(prop::sample::select(vec![
        &b"\xDB"[..], b"\xDB\xB1", b"\xDB\xB1", b"\xD9\xAC", b"\xD9", b"\xD8\x8C", b"\xB1", b",", b",", b"\n", b"1", b"\"", b"\xFF", b"",
    ]), 0..30), known in any::<bool>()) {
        let text = [if known { &b"rials,code\n"[..] } else { b"rials,other\n" }, &cells.concat()].concat();
        compare(&text);
    }
}

/// The integers of a column, empty cells and unread ones being none.
fn integers(data: &Dataset, name: &str) -> Vec<Option<i128>> {
    let lines = data.table("lines").unwrap();
    let Some(Column::Numbers(numbers)) = lines.column_named(name) else { panic!("{name} holds numbers") };
    (0..lines.rows()).map(|row| numbers.get(row)).collect()
}

fn columns_of(name: &str, cells: &[&str]) -> Dataset {
    let lines: String = cells.iter().map(|cell| written(cell, false) + ",x\n").collect();
    compare(format!("{name},title\n{lines}").as_bytes()).unwrap()
}

#[test]
fn figures_are_read_exactly_in_every_form() {
    let rials = columns_of(
        "rials",
        &[
            "۱۲٬۳۴۵٬۶۷۸",
            "1,234,567",
            "١٬٢٣٤",
            "-۵",
            "(۱٬۰۰۰)",
            "",
            " ",
            "۰۰۷",
            "999999999999999999",
            "9223372036854775807",
            "1.0",
            "۱۲٬۳۴",
            "۱۲۳۴٬۵۶۷",
            "1.5",
            "۱،۲۳۴",
            "۱۲۳ ۴۵۶",
            "-0",
            "5-",
        ],
    );
    let some = Some;
    assert_eq!(
        integers(&rials, "rials"),
        [
            some(12_345_678),
            some(1_234_567),
            some(1_234),
            some(-5),
            some(-1_000),
            None,
            None,
            some(7),
            some(999_999_999_999_999_999),
            some(i64::MAX.into()),
            some(1),
            None,
            None,
            None,
            some(1_234),
            some(123_456),
            some(0),
            some(-5),
        ]
    );
    let codes: Vec<(usize, &str)> =
        rials.intake().iter().filter_map(|found| Some((found.row?, &*found.rule))).collect();
    let expected = [
        (11, "amount.grouping"),
        (12, "amount.grouping"),
        (13, "amount.too_precise"),
        (3, "intake.negative"),
        (4, "intake.negative"),
        (17, "intake.negative"),
    ];
    assert_eq!(codes, expected);
    let million = columns_of("million", &["۱٫۵", "1.000001", "۱۲٬۰۰۰٫۲۵", "۰٫۰۰۰۰۰۱۰", "12/5", "۱٫۲۵۰", "-۳٫۵"]);
    let expected =
        [some(1_500_000), some(1_000_001), some(12_000_250_000), some(1), None, some(1_250_000), some(-3_500_000)];
    assert_eq!(integers(&million, "million"), expected);
    let share = columns_of("share", &["۱۲/۵", "12.5", "۱۲٫۵٪", "45", "۱۴/۵ درصد", "100.125"]);
    assert_eq!(integers(&share, "share"), [some(1_250), some(1_250), some(1_250), some(4_500), some(1_450), None]);
}

#[test]
fn one_wide_figure_widens_the_column() {
    let data = columns_of("rials", &["۱۲", "9223372036854775808", "", "۳٬۰۰۰"]);
    assert_eq!(integers(&data, "rials"), [Some(12), Some(9_223_372_036_854_775_808), None, Some(3_000)]);
    let Some(Column::Numbers(numbers)) = data.table("lines").unwrap().column_named("rials") else { panic!() };
    assert!(matches!(numbers.values(), Integers::Wide(_)));
}

/// Codes keep their zeros and letters as written; a quote within a code that was met does not end another.
#[test]
fn codes_are_kept_as_they_are_written() {
    let text = "code,title\n007,\"\"\"\"\n7,\",x\"\n۰۰۷,\"a\nb\"\n\"007\",كد\n";
    let data = compare(text.as_bytes()).unwrap();
    let lines = data.table("lines").unwrap();
    let texts = |name: &str| (0..4).map(|row| lines.text(row, name).unwrap()).collect::<Vec<_>>();
    assert_eq!(texts("code"), ["007", "7", "۰۰۷", "007"]);
    assert_eq!(texts("title"), ["\"", ",x", "a\nb", "كد"]);
}

#[test]
fn what_is_not_sound_is_refused_or_found() {
    for refused in
        ["code,code\n1,2\n", "code,title\n1\n", "code,title\n1,2,3\n", "code\n1\n\n2,3\n", "code,title\n1,2\n3,"]
    {
        compare(refused.as_bytes());
    }
    assert!(compare(b"code,title\n1,\xFF\n").is_none(), "no text in a known column");
    assert!(compare(b"code,other\n1,\xFF\n").is_none(), "nor in an unknown one");
    assert!(compare(b"code,\xFF\n1,2\n").is_none(), "nor in the header");
    for empty in ["", "\n", "code", "code,other\n", "\u{feff}\u{feff}code,title\r\n\r\n1,2\r\n\r\n"] {
        compare(empty.as_bytes());
    }
    let data = compare("cod,rials\n1,2\n".as_bytes()).unwrap();
    let rules: Vec<&str> = data.intake().iter().map(|found| found.rule.as_str()).collect();
    assert_eq!(rules, ["intake.unknown_field", "intake.missing_column", "intake.missing_column"]);
    let lost = Dataset::from_csv(BOOK.schema(), BTreeMap::from([("line".to_owned(), "a\n1\n")])).unwrap_err();
    assert_eq!(lost.code(), "dataset.unknown_table");
}

/// Real files under headers of ours: whatever does not fit its field is found in both ways alike.
#[test]
fn real_files_are_the_same_both_ways() {
    let mut texts = Vec::new();
    if let Some(folder) = amalkard_tests::real_data("philadelphia") {
        for file in
            ["actual-department-spending.csv", "budgeted-department-spending-adopted.csv", "department-obligations.csv"]
        {
            texts.push(std::fs::read_to_string(folder.join(file)).unwrap());
        }
    }
    if let Some(folder) = amalkard_tests::real_data("israel") {
        for file in ["execution2012.csv.gz", "changes-2012.csv.gz", "history1997.csv.gz", "history2000.csv.gz"] {
            texts.extend(amalkard_tests::oracle("gzip", &["-dc", &folder.join(file).to_string_lossy()]));
        }
    }
    let iran = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iran-1404");
    for file in ["table_10a", "table_10b", "table_1"] {
        texts.push(std::fs::read_to_string(iran.join(format!("{file}.csv"))).unwrap());
    }
    for text in texts {
        let text = text.trim_end_matches(['\u{c}', '\r', '\n']);
        let (heading, rest) = text.split_once('\n').unwrap();
        let columns = heading.matches(',').count() + 1;
        let rest: String = rest.lines().take(6_000).flat_map(|line| [line, "\n"]).collect();
        for kinds in [["title", "rials"], ["million", "code"]] {
            let place = |at: usize| if at < 2 { kinds[at].to_owned() } else { format!("c{at}") };
            for first in 0..columns {
                let names = (0..columns).map(|column| place((column + columns - first) % columns)).collect::<Vec<_>>();
                compare(format!("{}\n{rest}", names.join(",")).as_bytes());
            }
        }
    }
}
