use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};
use super::*;

/// The spending of a node: `-` where the node is not there, `null` where it has no figure.
fn spent(mode: MissingChildren, key: &[&str]) -> String {
    let total = consolidate(&data(SAMPLE), &Plan::new(&[&["province", "agency"]], &["spent"])).unwrap();
    let nodes = total.rollup(&["province", "agency"], mode, &[]).unwrap();
    let wanted: Vec<_> = key.iter().map(|code| Some((*code).to_owned())).collect();
    match nodes.iter().find(|node| node.key == wanted).and_then(|node| node.measures.get("spent")) {
        None => "-".into(),
        Some(None) => "null".into(),
        Some(Some(figure)) => figure.to_string(),
    }
}

/// Ilam has two agencies with figures (60 and -1) and one that is missing; Kermanshah one with 20; of Markazi's one
/// agency nothing has come.
#[test]
fn six_policies_for_missing_children() {
    use MissingChildren::{AlwaysNull, AlwaysZero, NonNull, NonZero, PartialNull, PartialZero};
    for (mode, ilam, kermanshah, markazi, whole) in [
        (NonNull, "-", "20", "-", "-"),
        (NonZero, "59", "20", "-", "79"),
        (PartialNull, "null", "20", "-", "null"),
        (PartialZero, "59", "20", "-", "79"),
        (AlwaysNull, "null", "20", "null", "null"),
        (AlwaysZero, "59", "20", "0", "79"),
    ] {
        let nodes = [&["67"][..], &["56"], &["51"], &[]].map(|key| spent(mode, key));
        assert_eq!(nodes, [ilam, kermanshah, markazi, whole], "{mode:?}");
    }
}

#[test]
fn a_figure_left_empty_is_not_zero_in_any_policy() {
    let total = consolidate(&data(SAMPLE), &Plan::new(&[&["kind", "agency"]], &["spent"])).unwrap();
    let zero = total.rollup(&["kind", "agency"], MissingChildren::AlwaysZero, &[]).unwrap();
    // The capital line of 129000 is there without a figure; that of 128500 is missing.
    let capital = zero.iter().find(|node| node.key == [Some("capital".to_owned())]).unwrap();
    assert_eq!(capital.measures["spent"], None);
    assert_eq!((capital.children, capital.missing), (Some(2), Some(1)));
}

#[test]
fn children_can_be_expected_by_name() {
    let total = consolidate(&data(SAMPLE), &Plan::new(&[&["kind", "chapter"]], &["spent"])).unwrap();
    let by = ["kind", "chapter"];
    let whole = |expected: &[Vec<Option<&str>>]| {
        let nodes = total.rollup(&by, MissingChildren::NonNull, expected).unwrap();
        nodes.into_iter().find(|node| node.key == [Some("expense".to_owned())]).unwrap().measures.get("spent").copied()
    };
    assert_eq!(whole(&[]).flatten().unwrap().to_string(), "79");
    assert_eq!(whole(&[vec![Some("expense"), Some("۷")]]), None);
    let error = total.rollup(&by, MissingChildren::NonNull, &[vec![None]]).unwrap_err();
    assert_eq!(error.code(), "consolidation.key_length");
}
