use super::*;
use crate::bilingual::Bilingual;
use crate::finding::Scalar;
use crate::report::{Column, RowKind};
use crate::scaled::Scaled;

fn table(title: &str) -> ReportTable {
    let words = |text: &str| Bilingual::new(text, text);
    let mut table =
        ReportTable::new(words(title), vec![Column::text("a", words("a")), Column::number("n", words("n"))]);
    table.push(RowKind::Line, vec![Scalar::Text("x".into()), Scalar::Number(1.into())]).unwrap();
    table.push(RowKind::Total, vec![Scalar::Missing, Scalar::Number(1.into())]).unwrap();
    table
}

#[test]
fn only_figures_with_a_number_of_their_own_are_numbers() {
    let is = |value: i128, scale: u32| number::exact(Scaled::new(value, scale)).is_some();
    assert!(is(1 << 53, 0) && !is((1 << 53) + 1, 0), "2^53 and above");
    assert!(is(-(1 << 53), 0) && !is(1 << 60, 0));
    assert!(is(1, 1) && is(-12_345_678_901_234, 6));
    assert!(is(0, 0));
}

#[test]
fn sheets_have_names_that_a_spreadsheet_takes() {
    let mut taken = BTreeSet::new();
    let mut of = |title: &str| name(&table(title), Language::English, &mut taken);
    assert_eq!(of("R1: a/b [c]"), "R1  a b  c");
    assert_eq!(of("R1: a/b [c]"), "R1  a b  c 2");
    assert_eq!(of(""), "1");
    assert_eq!(of(&"ی".repeat(40)).chars().count(), 31);
}

#[test]
fn the_same_tables_are_the_same_bytes() {
    let tables = [table("one"), table("two")];
    let all: Vec<&ReportTable> = tables.iter().collect();
    assert_eq!(workbook(&all, Language::Persian).unwrap(), workbook(&all, Language::Persian).unwrap());
}
