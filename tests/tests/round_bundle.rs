//! The evidence bundle: one file replays to the same verdict, or says exactly what differs.

use amalkard::lifecycle::{Action, Role};
use amalkard::round::{Bundle, Replayed};
use amalkard_tests::office::{Office, ROADS, figures, usual};
use serde_json::Value;

fn bundle() -> Value {
    let mut office = Office::published();
    let rows = figures(ROADS, "500", "400");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    serde_json::from_str(&office.round.bundle(ROADS).unwrap().to_json().unwrap()).unwrap()
}

/// What a replay finds in a bundle that somebody has changed, and sealed again.
fn replayed(mut value: Value) -> Replayed {
    value.as_object_mut().unwrap().remove("digest");
    let digest = amalkard::digest::of(&value).unwrap();
    value["digest"] = digest.into();
    Bundle::from_json(&value.to_string()).unwrap().replay().unwrap()
}

fn places(replayed: &Replayed) -> Vec<&str> {
    replayed.differences.iter().map(|difference| difference.place.as_str()).collect()
}

#[test]
fn a_bundle_replays_to_the_same_verdict_and_digest() {
    let bundle = bundle();
    let whole = replayed(bundle.clone());
    assert!(whole.same && whole.differences.is_empty(), "{:?}", whole.differences);
    assert_eq!(whole.standing.as_deref(), bundle["standing"].as_str());
    assert_eq!(whole.engines[0], whole.engines[1]);
    assert_eq!(bundle["submission"]["verdict"]["errors"], 0);
    assert!(bundle["rulebook"]["canonical"]["tables"]["lines"].is_object());
}

#[test]
fn what_was_changed_is_told_by_its_place() {
    let honest = bundle();
    let changed = |change: fn(&mut Value)| {
        let mut value = honest.clone();
        change(&mut value);
        replayed(value)
    };
    let found = changed(|bundle| bundle["submission"]["form"]["lines"][0]["spent"] = "399".into());
    assert_eq!(places(&found), ["submission/form/lines/0/spent"]);
    assert_eq!(
        (found.differences[0].stated.as_deref(), found.differences[0].found.as_deref()),
        (Some("399"), Some("400"))
    );
    assert!(found.differences[0].message.fa.contains("«399»"));
    let found = changed(|bundle| bundle["submission"]["state"] = "approved".into());
    assert_eq!(places(&found), ["submission/state"]);
    let found = changed(|bundle| bundle["standing"] = "0".into());
    assert_eq!(places(&found), ["standing"]);
    // A rule made milder: the log pins the rulebook, and the canonical form shows which rule.
    let found = changed(|bundle| {
        let text =
            bundle["rulebook"]["files"][0][1].as_str().unwrap().replace("spent <= allocated", "spent <= allocated * 2");
        bundle["rulebook"]["files"][0][1] = text.into();
    });
    let all = places(&found);
    assert!(
        !found.same && all[0] == "rulebook/digest" && all.iter().any(|place| place.starts_with("rulebook/rules/")),
        "{all:?}"
    );
    assert_eq!(found.differences.last().unwrap().found.as_deref(), Some("lifecycle.rulebook_differs"));
    assert_eq!(found.standing, None);
    // An event changed, dropped.
    let found = changed(|bundle| bundle["log"] = bundle["log"].as_str().unwrap().replace("\"400\"", "\"300\"").into());
    assert_eq!((places(&found), found.differences[0].found.as_deref()), (vec!["log/3"], Some("lifecycle.broken_hash")));
    let found = changed(|bundle| {
        let log = bundle["log"].as_str().unwrap().trim_end().to_owned();
        bundle["log"] = log[..log.rfind('\n').unwrap()].into();
    });
    assert_eq!(places(&found)[..2], ["head/seq", "head/hash"]);
    // Not sealed again: the bundle itself says so.
    let mut value = honest.clone();
    value["engine"] = "9.9.9".into();
    let found = Bundle::from_json(&value.to_string()).unwrap().replay().unwrap();
    assert_eq!(places(&found), ["digest"]);
    assert_eq!(found.engines[0], "9.9.9");
    // A later engine that finds the same is no difference.
    assert!(changed(|bundle| bundle["engine"] = "9.9.9".into()).same);
}

#[test]
fn what_is_no_bundle_is_refused() {
    for text in ["", "{}", "[]", r#"{"bundle": 2}"#, r#"{"bundle": 1}"#] {
        assert_eq!(Bundle::from_json(text).unwrap_err().code(), "lifecycle.bad_bundle", "{text}");
    }
}
