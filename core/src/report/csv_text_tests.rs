use super::*;
use crate::bilingual::Bilingual;
use crate::report::RowKind;
use crate::scaled::Scaled;

fn table() -> ReportTable {
    let words = |fa: &str, en: &str| Bilingual::new(fa, en);
    let mut table = ReportTable::new(
        words("عنوان", "Title"),
        vec![
            Column::text("agency", words("دستگاه", "Agency, code")).labelled([("129000", words("بهداشت", "Health"))]),
            Column::number("spent", words("هزینه", "Spent")),
        ],
    );
    let row = |code: &str, figure: Scaled| vec![Scalar::Text(code.into()), Scalar::Number(figure)];
    table.push(RowKind::Line, row("129000", Scaled::new(-12_345_678_901_234_567_890_123, 1))).unwrap();
    table.push(RowKind::Line, row("=1+1", 5.into())).unwrap();
    table.push(RowKind::Line, vec![Scalar::Text("a \"b\"\nc".into()), Scalar::Missing]).unwrap();
    table.push(RowKind::Total, vec![Scalar::Missing, Scalar::Number(7.into())]).unwrap();
    table
}

#[test]
fn for_programs_everything_is_exact() {
    let expected = "row_kind,agency,spent\r\nline,129000,-1234567890123456789012.3\r\nline,=1+1,5\r\nline,\"a \"\"b\"\"\nc\",\r\ntotal,,7\r\n";
    assert_eq!(table().to_csv(&CsvStyle::default()), expected);
}

#[test]
fn for_people_codes_have_titles_and_totals_a_name() {
    let style = CsvStyle { language: Some(Language::English), ..CsvStyle::default() };
    let expected =
        "\"Agency, code\",Spent\r\nHealth,-1234567890123456789012.3\r\n=1+1,5\r\n\"a \"\"b\"\"\nc\",\r\nTotal,7\r\n";
    assert_eq!(table().to_csv(&style), expected);
}

#[test]
fn persian_digits_and_the_mark_of_spreadsheets() {
    let style = CsvStyle { language: Some(Language::Persian), digits: Digits::Persian, bom: true };
    let text = table().to_csv(&style);
    assert!(text.starts_with('\u{feff}'));
    assert!(text.contains("بهداشت,-۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲٫۳\r\n"), "{text}");
    assert!(text.contains("'=1+1,۵\r\n"), "a formula of somebody is words");
    assert!(text.ends_with("جمع کل,۷\r\n"), "{text}");
}

/// The reader of datasets understands what was written.
#[cfg(feature = "csv")]
#[test]
fn what_is_written_can_be_read() {
    let rows = crate::dataset::rows_of_csv(&table().to_csv(&CsvStyle::default())).unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[2]["agency"].to_string(), "a \"b\"\nc");
}
