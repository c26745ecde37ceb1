use super::*;
use crate::consolidation::Total;

/// Agencies with their amended, allocated and paid sums.
fn cells(rows: &[(&str, i64, i64, i64)]) -> Vec<Cell> {
    let total = |sum: i64| Total { sum: Some(sum.into()), missing: 0 };
    let cell = |(agency, amended, allocated, paid): &(&str, i64, i64, i64)| Cell {
        by: vec!["agency".into()],
        key: vec![Some((*agency).to_owned())],
        lines: 1,
        measures: [("amended".to_owned(), total(*amended))].into(),
        ratios: [("absorption".to_owned(), NamedRatio::of((*paid).into(), (*allocated).into(), 1))].into(),
        coverage: None,
    };
    rows.iter().map(cell).collect()
}

fn of(ranks: &BTreeMap<Vec<Option<String>>, Ranks>, agency: &str) -> (Option<u32>, Option<u32>) {
    let found = ranks.get(&vec![Some(agency.to_owned())]).copied().unwrap_or_default();
    (found.absorption, found.credit)
}

#[test]
fn ranks_are_dense_and_ties_go_to_the_larger_credit() {
    // a and b absorb 50%, b has more credit; c and d are equal in everything; e absorbs least.
    let cells = cells(&[("a", 10, 10, 5), ("b", 20, 4, 2), ("c", 30, 10, 9), ("d", 30, 10, 9), ("e", 5, 10, 1)]);
    let ranks = ranks(&cells, "amended", "absorption");
    assert_eq!(of(&ranks, "c"), (Some(1), Some(1)));
    assert_eq!(of(&ranks, "d"), (Some(1), Some(1)));
    assert_eq!(of(&ranks, "b"), (Some(2), Some(2)));
    assert_eq!(of(&ranks, "a"), (Some(3), Some(3)));
    assert_eq!(of(&ranks, "e"), (Some(4), Some(4)));
}

#[test]
fn no_credit_no_rank_and_no_allocation_none_by_absorption() {
    let ranks = ranks(&cells(&[("a", 0, 10, 5), ("b", 20, 0, 2), ("c", 7, 10, 1)]), "amended", "absorption");
    assert_eq!(of(&ranks, "a"), (None, None));
    assert_eq!(of(&ranks, "b"), (None, Some(1)));
    assert_eq!(of(&ranks, "c"), (Some(1), Some(2)));
}

/// Percentages of one decimal place are equal here (33.3); the fractions are not.
#[test]
fn fractions_are_compared_exactly() {
    assert_eq!(fractions((1, 3), (333, 1_000)), Ordering::Greater);
    assert_eq!(fractions((-1, 3), (1, 1_000)), Ordering::Less);
    assert_eq!(fractions((2, 6), (1, 3)), Ordering::Equal);
    let large = i128::MAX;
    assert_eq!(fractions((large - 1, large), (large - 2, large - 1)), Ordering::Greater);
}
