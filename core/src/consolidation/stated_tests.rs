use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};
use super::*;

fn total() -> Consolidation {
    consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["approved", "allocated", "spent"])).unwrap()
}

fn stated(amount: &str) -> StatedTotal {
    let (by, key) = (vec!["province".into()], vec![Some("67".into())]);
    StatedTotal { by, key, measure: "approved".into(), amount: amount.into(), children: None }
}

#[test]
fn rounding_is_told_from_error() {
    let total = total();
    // 157 of three lines: two units of rounding at most.
    for (amount, unit, verdict) in [
        ("157", None, Verdict::Equal),
        ("159", Some("1"), Verdict::Rounding),
        ("155", Some("1"), Verdict::Rounding),
        ("159.5", Some("1"), Verdict::Wrong),
        ("159", Some("0.5"), Verdict::Wrong),
        ("۱۵۸", None, Verdict::Wrong),
    ] {
        let compared = total.compare_stated(&[stated(amount)], unit).unwrap();
        assert_eq!(compared[0].verdict, verdict, "{amount} {unit:?}");
        assert_eq!(compared[0].lines.len(), if verdict == Verdict::Wrong { 3 } else { 0 });
    }
    let few = StatedTotal { children: Some(1), ..stated("159") };
    assert_eq!(total.compare_stated(&[few], Some("1")).unwrap()[0].verdict, Verdict::Wrong, "one child: one unit");
    let unknown = StatedTotal { key: vec![Some("51".into())], measure: "spent".into(), ..stated("0") };
    assert_eq!(total.compare_stated(&[unknown], None).unwrap()[0].verdict, Verdict::Unknown);
}

#[test]
fn what_is_no_number_is_refused() {
    for bad in ["", "-", "1.", ".5", "1,5", "12/5", "1e3", "--1", "+1", "99999999999999999999999999999999999999999"] {
        let error = total().compare_stated(&[stated(bad)], None).unwrap_err();
        assert_eq!((error.code(), error.place()), ("consolidation.not_a_number", Some("0/amount")), "{bad}");
    }
}

#[test]
fn sides_that_should_agree_are_compared_with_their_lines() {
    let gaps = total().gaps(&["province"], &["allocated"], &["spent"]).unwrap();
    assert_eq!(gaps.len(), 1, "Kermanshah agrees, and of Markazi nothing has come");
    assert_eq!((gaps[0].left, gaps[0].right, gaps[0].gap), (87.into(), 59.into(), 28.into()));
    let lines: Vec<_> = gaps[0].lines.iter().map(|line| (line.row, line.measures.len())).collect();
    assert_eq!(lines, [(0, 2), (1, 1), (2, 2)]);
}
