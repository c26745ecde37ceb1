use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};
use super::*;

fn plan() -> Plan {
    Plan::new(&[&["province", "agency"], &["kind", "chapter"]], &["approved", "spent"])
}

fn total(json: &str) -> Consolidation {
    consolidate(&data(json), &Plan { agreement: String::new(), ..plan() }).unwrap()
}

#[test]
fn what_is_different_from_the_last_report() {
    let before = total(SAMPLE);
    assert_eq!(before.difference(&before).unwrap(), []);
    // One agency has another figure, one has moved to a chapter that was not there.
    let later =
        SAMPLE.replace(r#""spent": "60""#, r#""spent": "66""#).replace(r#""chapter": "2""#, r#""chapter": "3""#);
    let after = total(&later);
    let changed = after.difference(&before).unwrap();
    let shown: Vec<_> = changed
        .iter()
        .map(|cell| {
            let key: Vec<_> = cell.key.iter().map(|code| code.as_deref().unwrap_or("-")).collect();
            let spent = cell.measures.get("spent").map_or("0".into(), |change| change.delta.to_string());
            format!("{} {:?} {spent}", key.join("/"), cell.kind)
        })
        .collect();
    assert_eq!(
        shown,
        [
            " Changed 6",
            "expense Changed 6",
            "expense/1 Changed 6",
            "expense/2 Vanished -20",
            "expense/3 New 20",
            "67 Changed 6",
            "67/129000 Changed 6",
        ]
    );
    let whole = changed[0].measures["spent"];
    assert_eq!((whole.before, whole.after), (Some(79.into()), Some(85.into())));
    assert_eq!(whole.growth.unwrap().percent.unwrap().to_string(), "7.6");
    let (was, is) = changed[0].ratios["realisation"];
    assert_eq!([was, is].map(|ratio| ratio.unwrap().percent.unwrap().to_string()), ["42.2", "45.5"]);
    assert_eq!(before.difference(&after).unwrap().len(), changed.len());
}

#[test]
fn a_change_is_traced_to_its_lines() {
    let before = total(SAMPLE);
    let later =
        SAMPLE.replace(r#""spent": "60""#, r#""spent": "66""#).replace(r#""spent": null"#, r#""spent": "1""#).replace(
            r#""agency": "127500", "line": "1", "kind": "expense", "chapter""#,
            r#""agency": "127500", "line": "8", "kind": "expense", "chapter""#,
        );
    let after = total(&later);
    let lines = after.changes(&before, &["province"], &[Some("67")]).unwrap();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| {
            let delta = |name: &str| line.measures.get(name).map_or("0".into(), |change| change.delta.to_string());
            format!(
                "{} {} {:?} {} {}",
                line.key["agency"],
                line.key["line"],
                line.kind,
                delta("approved"),
                delta("spent")
            )
        })
        .collect();
    assert_eq!(shown, ["127500 1 Vanished -7 1", "127500 8 New 7 -1", "129000 1 Changed 0 6", "129000 2 Changed 0 1"]);
    let sum = |name: &str| {
        let deltas = lines.iter().filter_map(|line| line.measures.get(name));
        deltas.fold(Scaled::ZERO, |sum, change| sum.checked_add(change.delta).unwrap())
    };
    let cell = after.difference(&before).unwrap().into_iter().find(|cell| cell.key == [Some("67".to_owned())]).unwrap();
    assert_eq!(cell.measures["spent"].delta, sum("spent"));
    assert_eq!(sum("approved"), Scaled::ZERO);
    assert_eq!(lines[3].measures["spent"].before, None, "no figure before");
    assert_eq!((lines[0].before.len(), lines[0].after.len()), (1, 0));
}

#[test]
fn only_like_is_compared_with_like() {
    let before = total(SAMPLE);
    let other = consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["approved", "spent"])).unwrap();
    assert_eq!(before.difference(&other).unwrap_err().code(), "consolidation.plan_mismatch");
    let other = consolidate(&data(SAMPLE), &Plan { measures: vec!["approved".into(), "quantity".into()], ..plan() });
    assert_eq!(before.changes(&other.unwrap(), &[], &[]).unwrap_err().code(), "consolidation.plan_mismatch");
}
