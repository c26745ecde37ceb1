use super::*;
use crate::report::RowKind;

fn table(columns: &[(&str, &[&str])], rows: &[(RowKind, usize, &[i64])]) -> ReportTable {
    let words = |text: &str| Bilingual::new(text, text);
    let amount = |(name, parts): &(&str, &[&str])| {
        Column::amount(*name, words(name), Unit::MillionRial).summing(parts.iter().copied())
    };
    let all = [Column::text("code", words("code"))].into_iter().chain(columns.iter().map(amount)).collect();
    let mut table = ReportTable::new(words("title"), all);
    table.note(unit_words(Unit::MillionRial));
    for (at, (kind, level, figures)) in rows.iter().enumerate() {
        let cells = [Scalar::Text(at.to_string())].into_iter();
        let cells = cells.chain(figures.iter().map(|figure| Scalar::Number((*figure).into()))).collect();
        match kind {
            Subtotal => table.push_subtotal(*level, cells).unwrap(),
            kind => table.push(*kind, cells).unwrap(),
        }
    }
    table
}

fn shown(table: &ReportTable) -> Vec<Vec<String>> {
    table.rows().iter().map(|row| row.cells.iter().skip(1).map(ToString::to_string).collect()).collect()
}

use RowKind::{Line, Subtotal, Total};

/// Rounded one by one the lines would be 2 + 2 + 2 and their total 7: 6.6 can be shown as 6 or 7 only.
#[test]
fn lines_add_up_to_their_total() {
    let table =
        table(&[("a", &[])], &[(Line, 0, &[2_200]), (Line, 0, &[2_200]), (Line, 0, &[2_200]), (Total, 0, &[6_600])]);
    let rounded = table.rounded(Unit::MilliardRial, 0).unwrap();
    let figures: Vec<i64> = shown(&rounded).iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(figures[3], 7, "the total is the nearest");
    assert_eq!(figures[..3].iter().sum::<i64>(), 7);
    assert!(figures[..3].iter().all(|figure| [2, 3].contains(figure)));
    assert!(rounded.unkept().is_empty());
}

/// 221,262.212 + 61,690.317 = 282,952.529 is shown as 282,953, and the line that is nearer to it goes up.
#[test]
fn a_total_is_the_nearest_before_its_lines_are() {
    let rows: &[(RowKind, usize, &[i64])] =
        &[(Line, 0, &[221_262_212]), (Line, 0, &[61_690_317]), (Total, 0, &[282_952_529])];
    let rounded = table(&[("a", &[])], rows).rounded(Unit::MilliardRial, 0).unwrap();
    assert_eq!(shown(&rounded), [["221262"], ["61691"], ["282953"]]);
}

#[test]
fn rows_and_columns_add_up_together() {
    let rows: &[(RowKind, usize, &[i64])] = &[
        (Line, 0, &[500, 500, 1_000]),
        (Line, 0, &[500, 500, 1_000]),
        (Line, 0, &[500, -1_500, -1_000]),
        (Total, 0, &[1_500, -500, 1_000]),
    ];
    let rounded = table(&[("a", &[]), ("b", &[]), ("c", &["a", "b"])], rows).rounded(Unit::MilliardRial, 0).unwrap();
    assert!(rounded.unkept().is_empty());
    let figures = shown(&rounded);
    assert_eq!([&figures[0][2], &figures[1][2], &figures[2][2], &figures[3][2]], ["1", "1", "-1", "1"]);
}

#[test]
fn a_subtotal_sums_back_to_the_last_one_that_stands_as_high() {
    let rows: &[(RowKind, usize, &[i64])] = &[
        (Line, 0, &[1]),
        (Subtotal, 2, &[1]),
        (Line, 0, &[2]),
        (Line, 0, &[3]),
        (Subtotal, 2, &[5]),
        (Subtotal, 1, &[6]),
        (Line, 0, &[4]),
        (Subtotal, 1, &[4]),
        (Total, 0, &[10]),
    ];
    let above = table(&[("a", &[])], rows).summed_by();
    assert_eq!(above, [Some(1), Some(5), Some(4), Some(4), Some(5), Some(8), Some(7), Some(8), None]);
}

/// A stated total that is no sum (a grand total that leaves expense out) stays as it is, and is named.
#[test]
fn what_does_not_add_up_is_named_and_the_rest_kept() {
    let rows: &[(RowKind, usize, &[i64])] =
        &[(Line, 0, &[400, 400]), (Line, 0, &[400, 400]), (Line, 0, &[400, 400]), (Total, 0, &[1_200, 9_000])];
    let rounded = table(&[("a", &[]), ("b", &[])], rows).rounded(Unit::MilliardRial, 0).unwrap();
    let [unkept] = rounded.unkept() else { panic!("{:?}", rounded.unkept()) };
    assert_eq!((unkept.what, unkept.row, unkept.column.as_str(), unkept.inexact), (Kept::Rows, 3, "b", true));
    let figures = shown(&rounded);
    assert_eq!(figures[3], ["1", "9"]);
    assert!(rounded.notes().iter().any(|note| note.en.contains("could not be kept: 1; in 1 of them")));
}

#[test]
fn words_of_the_unit_change_and_a_finer_unit_needs_no_rounding() {
    let table = table(&[("a", &[])], &[(Line, 0, &[7]), (Total, 0, &[7])]);
    let milliard = table.rounded(Unit::MilliardRial, 3).unwrap();
    assert_eq!(shown(&milliard)[0], ["0.007"]);
    let notes: Vec<&str> = milliard.notes().iter().map(|note| note.en.as_str()).collect();
    assert_eq!(notes, ["Amounts in milliard rials"]);
    assert_eq!(shown(&table.rounded(Unit::Rial, 0).unwrap())[0], ["7000000"]);
    assert_eq!(milliard.columns()[1].unit, Some(Unit::MilliardRial));
}

#[test]
fn a_table_without_amounts_is_refused() {
    let words = Bilingual::new("عنوان", "title");
    let table = ReportTable::new(words.clone(), vec![Column::number("lines", words)]);
    assert_eq!(table.rounded(Unit::MilliardRial, 0).unwrap_err().code(), "report.no_amounts");
}
