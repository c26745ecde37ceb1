#![expect(clippy::arithmetic_side_effects, reason = "tests")]
use super::*;

fn stretch(code: u32, rows: Range<usize>) -> Stretch {
    Stretch { code, rows }
}

/// 3 fields: one of 5,000 codes in stretches of 100 rows, one of 9 codes that changes in every row, one of 2 codes in halves.
fn lines(rows: usize) -> Lines<'static> {
    let of =
        |rank: &dyn Fn(usize) -> usize| Ranks::Rows((0..rows).map(|row| u32::try_from(rank(row)).unwrap()).collect());
    let fields = vec![
        (of(&|row| 1 + (row / 100) * 7 % 50), 5_000),
        (of(&|row| row % 9), 9),
        (of(&|row| usize::from(row < rows / 2)), 2),
    ];
    Lines { rows, counted: None, fields, measures: Vec::new() }
}

#[test]
fn the_first_field_of_many_codes_leads_where_its_rows_lie_together() {
    let lines = lines(20_000);
    let order =
        |by: &[&[usize]]| Stretches::of(&lines, &by.iter().map(|fields| fields.to_vec()).collect::<Vec<_>>()).lead;
    assert_eq!(order(&[&[0, 1], &[2]]), Some(0));
    // Rows of the second field change with every row; two codes make few groups.
    assert_eq!(order(&[&[1, 0]]), None);
    assert_eq!(order(&[&[2], &[]]), None);
    assert_eq!(order(&[&[2, 0]]), Some(2));
}

#[test]
fn parts_have_all_rows_once_and_no_code_twice() {
    let lines = lines(20_000);
    let order = || Stretches::of(&lines, &[vec![0, 1]]);
    for parts in [1, 2, 3, 7] {
        let parts = order().parts(parts, 1);
        let mut rows: Vec<usize> = parts.iter().flatten().flat_map(|stretch| stretch.rows.clone()).collect();
        let codes: Vec<u32> = parts.iter().flatten().map(|stretch| stretch.code).collect();
        assert!(codes.is_sorted());
        for pair in parts.windows(2) {
            assert!(pair[0].last().unwrap().code < pair[1].first().unwrap().code);
        }
        rows.sort_unstable();
        assert!(rows.into_iter().eq(0..20_000));
    }
    assert_eq!(order().parts(2, 1).len(), 2);
    assert_eq!(order().parts(2, 20_000).len(), 1);
}

#[test]
fn rows_of_no_leading_field_are_cut_where_it_suits() {
    let none = || Stretches::of(&lines(10), &[vec![2]]);
    assert_eq!(none().parts(3, 1), [[stretch(0, 0..4)], [stretch(0, 4..8)], [stretch(0, 8..10)]]);
    assert_eq!(none().parts(3, 100), [[stretch(0, 0..10)]]);
    // No rows are one part too, of a field that would lead as well: there is a list of groups for every list of fields.
    for by in [vec![2], vec![0, 1]] {
        assert_eq!(Stretches::of(&lines(0), &[by]).parts(2, 1), [[stretch(0, 0..0)]]);
    }
    assert_eq!(lines(0).summed(&[vec![0, 1], vec![]]).unwrap().len(), 2);
}

#[test]
fn different_numbers_of_one_code_are_one_stretch() {
    let ids = [4, 4, 2, 0, 0];
    let ranks = Ranks::Dictionary { ids: &ids, rank: vec![2, 0, 1, 0, 1], validity: None };
    assert_eq!(ranks.stretches(5, 2).unwrap(), [stretch(1, 0..3), stretch(2, 3..5)]);
    assert_eq!(ranks.stretches(5, 1), None);
    let there = [true, true, false, true, true].into_iter().collect();
    let ranks = Ranks::Dictionary { ids: &ids, rank: vec![2, 0, 1, 0, 1], validity: Some(&there) };
    assert_eq!(ranks.stretches(5, 3).unwrap(), [stretch(1, 0..2), stretch(0, 2..3), stretch(2, 3..5)]);
}
