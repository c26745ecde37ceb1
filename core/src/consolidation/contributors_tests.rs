use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};

#[test]
fn the_largest_contributors_and_the_rest_make_the_total() {
    let total = consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["approved", "spent"])).unwrap();
    let approved = total.contributors(&[], &[], "approved", &["agency"], 2).unwrap();
    let shown: Vec<_> = approved
        .parts
        .iter()
        .map(|part| (part.key[0].clone().unwrap(), part.lines, part.sum.unwrap().to_string()))
        .collect();
    assert_eq!(shown, [("129000".into(), 2, "150".into()), ("131500".into(), 1, "30".into())]);
    assert_eq!((approved.others, approved.others_sum, approved.sum), (1, Some(7.into()), Some(187.into())));
    assert_eq!(approved.parts[0].share.unwrap().percent.unwrap().to_string(), "80.2");
    // Of one province, by line: a line without a figure comes last, a negative one by its magnitude.
    let spent = total.contributors(&["province"], &[Some("۶۷")], "spent", &["agency", "line"], 9).unwrap();
    let sums: Vec<_> = spent.parts.iter().map(|part| part.sum.map(|sum| sum.to_string())).collect();
    assert_eq!(sums, [Some("60".into()), Some("-1".into()), None]);
    let error = total.contributors(&[], &[], "spend", &["agency"], 2).unwrap_err();
    assert_eq!((error.code(), error.advice().unwrap().1), ("consolidation.unknown_measure", "did you mean `spent`?"));
}
