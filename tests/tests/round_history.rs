//! The past of a round: any state of it, snapshots, logs of every release, and what a changed log is found out by.

use amalkard::dataset::Cell;
use amalkard::lifecycle::{Action, EVENT_VERSION, Head, Role, Signature, State, Trust, verify};
use amalkard::round::{Moment, Round, Snapshot};
use amalkard::rules::Rulebook;
use amalkard_tests::office::{self, HEALTH, Office, ROADS, edit, usual};
use chrono::TimeDelta;
use serde_json::Value;
use std::path::Path;

/// A log of some length with a bit of everything: `turns` times a correction, confirmation, control and return.
fn long(turns: usize) -> Office {
    let mut office = Office::published();
    office.now += TimeDelta::minutes(1);
    let group = usual(Role::Consolidation, "");
    office.act(None, Action::Extend, group, |act| office::filled(act, ROADS)).unwrap();
    for turn in 0..turns {
        for agency in [ROADS, HEALTH] {
            let (expert, spent) = (usual(Role::AgencyExpert, agency), (400 + turn).to_string());
            office.usual(agency, Action::Enter, Role::AgencyExpert).unwrap();
            office
                .act(Some(agency), Action::Edit, expert, |act| act.with_edit(edit(agency, "spent", "400", &spent)))
                .unwrap();
            office.usual(agency, Action::Confirm, Role::AgencyHead).unwrap();
            office.usual(agency, Action::BeginControl, Role::Controller).unwrap();
            office.usual(agency, Action::Return, Role::Controller).unwrap();
        }
    }
    office
}

fn replay(log: &str) -> Result<Round, amalkard::Error> {
    Round::replay(log, Some(office::book()))
}

#[test]
fn the_round_is_known_as_it_stood_at_any_event_and_any_time() {
    let round = long(3).round;
    let log = round.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    for length in 1..=lines.len() {
        let then = round.as_of(Moment::Seq(length as u64)).unwrap();
        let told = replay(&lines[..length].join("\n")).unwrap();
        assert_eq!(then.digest().unwrap(), told.digest().unwrap());
        assert_eq!(then.log().unwrap(), told.log().unwrap());
        let at = round.events()[length - 1].at;
        assert_eq!(round.as_of(Moment::At(at)).unwrap().head(), then.head());
        if length > 1 {
            let before = round.as_of(Moment::At(at - TimeDelta::seconds(1))).unwrap();
            assert_eq!(before.last_seq(), length as u64 - 1);
        }
    }
    let code = |moment: Moment| round.as_of(moment).unwrap_err().code();
    assert_eq!(code(Moment::Seq(0)), "lifecycle.unknown_event");
    assert_eq!(code(Moment::Seq(999)), "lifecycle.unknown_event");
    assert_eq!(code(Moment::At(office::at("2020-01-01T00:00:00Z"))), "lifecycle.unknown_event");
}

#[test]
fn a_snapshot_and_the_tail_are_the_whole_round() {
    let mut office = long(2);
    let admitted = |act: amalkard::round::Act| office::filled_for(act, ROADS, &Office::published().round);
    office.act(None, Action::Admit, usual(Role::Consolidation, ""), admitted).unwrap();
    office.up_to(ROADS, Action::Approve);
    let whole = office.round;
    let log = whole.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    for length in 1..=lines.len() {
        let then = whole.as_of(Moment::Seq(length as u64)).unwrap();
        let text = then.snapshot().unwrap().to_json().unwrap();
        let snapshot = Snapshot::from_json(&text).unwrap();
        let resumed = Round::resume(&snapshot, &lines[length..].join("\n"), Some(office::book())).unwrap();
        assert_eq!(resumed.digest().unwrap(), whole.digest().unwrap());
        assert_eq!((resumed.head(), resumed.last_seq()), (whole.head(), whole.last_seq()));
        assert_eq!(resumed.rows(ROADS).unwrap(), whole.rows(ROADS).unwrap());
        assert_eq!(resumed.revision_rows(ROADS, 1).unwrap(), whole.revision_rows(ROADS, 1).unwrap());
        assert_eq!(resumed.due_lines("530200"), whole.due_lines("530200"));
        // A snapshot of it is the same again.
        assert_eq!(resumed.snapshot().unwrap().digest, whole.snapshot().unwrap().digest);
    }
}

#[test]
fn a_changed_snapshot_and_a_foreign_tail_are_refused() {
    let office = long(1);
    let text = office.round.snapshot().unwrap().to_json().unwrap();
    let code = |text: &str| Snapshot::from_json(text).unwrap_err().code();
    assert_eq!(code(&text.replace("\"400\"", "\"401\"")), "lifecycle.bad_snapshot");
    assert_eq!(code(&text.replacen("returned", "approved", 1)), "lifecycle.bad_snapshot");
    assert_eq!(code("{}"), "lifecycle.bad_snapshot");
    let snapshot = Snapshot::from_json(&text).unwrap();
    let resume = |tail: &str| Round::resume(&snapshot, tail, Some(office::book()));
    let log = office.round.log().unwrap();
    assert_eq!(resume(log.lines().last().unwrap()).unwrap_err().code(), "lifecycle.out_of_order");
    let resumed = resume("").unwrap();
    assert_eq!(resumed.digest().unwrap(), office.round.digest().unwrap());
    // What lies before the snapshot is not at hand, and that is said.
    assert_eq!(resumed.as_of(Moment::Seq(3)).unwrap_err().code(), "lifecycle.unknown_event");
    assert_eq!(resumed.bundle(ROADS).unwrap_err().code(), "lifecycle.unknown_event");
    assert_eq!(Round::resume(&snapshot, "", None).unwrap_err().code(), "lifecycle.rulebook_missing");
}

/// Logs that earlier releases have written, each with what it says: read by this one and by all that come.
#[test]
fn logs_of_every_release_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut versions = Vec::new();
    for version in 1..=EVENT_VERSION {
        let log = read(&format!("v{version}-office.log"));
        let book = if version == 1 { office::BOOK } else { office::WITH_PROJECTS };
        let round = Round::replay(&log, Some(Rulebook::from_toml(book).unwrap().into())).unwrap();
        assert!(round.events().iter().all(|event| event.version == version));
        assert_eq!(round.log().unwrap(), log, "not a byte of it changes");
        let told: Value = serde_json::from_str(&read(&format!("v{version}-office.json"))).unwrap();
        for (agency, stated) in told.as_object().unwrap() {
            let submission = round.submission(agency).unwrap();
            assert_eq!(submission.state().name(), stated["state"], "{agency}");
            assert_eq!(submission.revision(), stated["revision"].as_u64().unwrap() as u32);
            assert_eq!(submission.returns(), stated["returns"].as_u64().unwrap() as u32);
            assert_eq!(round.rows(agency).unwrap()[0]["spent"], Cell::from(stated["spent"].as_str().unwrap()));
        }
        versions.push(version);
    }
    assert_eq!(versions, [1, 2]);
}

#[test]
fn a_round_of_an_earlier_release_goes_on_in_the_present_form() {
    let log = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1-office.log")).unwrap();
    let round = replay(&log).unwrap();
    let now = round.events().last().unwrap().at + TimeDelta::hours(1);
    let mut office = Office { round, now };
    let group = usual(Role::Consolidation, "");
    office.act(None, Action::Reopen, group, |act| act.with_comment("اصلاح")).unwrap();
    office.usual(HEALTH, Action::Edit, Role::AgencyExpert).unwrap();
    let versions: Vec<u32> = office.round.events().iter().map(|event| event.version).collect();
    assert_eq!(versions[23..], [1, 1, 2, 2]);
    let again = replay(&office.round.log().unwrap()).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
    // An event of the first form does not come after one of the second.
    let log = office.round.log().unwrap();
    let mut lines: Vec<&str> = log.lines().collect();
    let mut last: Value = serde_json::from_str(lines.pop().unwrap()).unwrap();
    last.as_object_mut().unwrap().remove("hash");
    last["version"] = 1.into();
    last["hash"] = amalkard::digest::of(&last).unwrap().into();
    let last = last.to_string();
    lines.push(&last);
    assert_eq!(replay(&lines.join("\n")).unwrap_err().code(), "lifecycle.bad_log");
}

/// Every way of changing a log of some 200 events is found, and where.
#[test]
fn every_mutation_of_a_long_log_is_detected() {
    let round = long(20).round;
    let log = round.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines.len() >= 200, "{}", lines.len());
    let head = Head { seq: round.last_seq(), hash: round.head().to_owned() };
    let trust = Trust { head: Some(head), keys: Vec::new() };
    let found = |text: &str| match verify(text, &trust) {
        Ok(_) => panic!("a changed log passes"),
        Err(error) => (error.code(), error.place().unwrap().to_owned()),
    };
    assert_eq!(verify(&log, &trust).unwrap().events, lines.len() as u64);
    for index in 0..lines.len() {
        let at = |number: usize| format!("log/{number}");
        let mut dropped = lines.clone();
        dropped.remove(index);
        let last = index + 1 == lines.len();
        let expected = if last { "lifecycle.truncated" } else { "lifecycle.out_of_order" };
        assert_eq!(found(&dropped.join("\n")), (expected, at(index + 1)));
        let mut repeated = lines.clone();
        repeated.insert(index, lines[index]);
        assert_eq!(found(&repeated.join("\n")), ("lifecycle.out_of_order", at(index + 2)));
        if !last {
            let mut swapped = lines.clone();
            swapped.swap(index, index + 1);
            assert_eq!(found(&swapped.join("\n")), ("lifecycle.out_of_order", at(index + 1)));
        }
        // The more costly mutations for a sample of the lines: a cut, and every bit of a byte.
        if index % 9 != 0 {
            continue;
        }
        if index > 0 {
            assert_eq!(found(&lines[..index].join("\n")), ("lifecycle.truncated", at(index + 1)));
        }
        let mut bytes = lines[index].as_bytes().to_vec();
        let place = (index * 37) % bytes.len();
        for bit in 0..8 {
            bytes[place] ^= 1 << bit;
            if let Ok(line) = std::str::from_utf8(&bytes) {
                let mut flipped = lines.clone();
                flipped[index] = line;
                let (_, where_it_is) = found(&flipped.join("\n"));
                let line_break = line.contains('\n');
                assert!(where_it_is == at(index + 1) || line_break, "{where_it_is} for {index}");
            }
            bytes[place] ^= 1 << bit;
        }
    }
}

/// However long a log is, it is refused at the first line that is wrong.
#[test]
fn a_million_lines_are_refused_where_they_go_wrong() {
    let log = Office::published().round.log().unwrap();
    let (first, second) = log.trim_end().split_once('\n').unwrap();
    let refused = |lines: String| {
        let error = verify(&lines, &Trust::default()).unwrap_err();
        (error.code(), error.place().unwrap().to_owned())
    };
    let many = |line: &str| format!("{first}\n{}", vec![line; 999_999].join("\n"));
    assert_eq!(refused(many("{}")), ("lifecycle.unknown_version", "log/2".to_owned()));
    assert_eq!(refused(many("")), ("lifecycle.bad_log", "log/2".to_owned()));
    assert_eq!(refused(many(second)), ("lifecycle.out_of_order", "log/3".to_owned()));
    let deep = "[".repeat(1_000_000);
    assert_eq!(refused(format!("{first}\n{deep}")), ("lifecycle.bad_log", "log/2".to_owned()));
}

#[test]
fn what_has_happened_to_the_order_is_told() {
    let log = long(1).round.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let kind = |lines: &[&str]| {
        let error = verify(&lines.join("\n"), &Trust::default()).unwrap_err();
        error.details().iter().find(|(name, _)| *name == "kind").unwrap().1.clone()
    };
    let mut changed = lines.clone();
    changed.remove(3);
    assert_eq!(kind(&changed), "dropped");
    changed.push(lines[3]);
    assert_eq!(kind(&changed), "moved");
    let mut changed = lines.clone();
    changed.insert(5, lines[2]);
    assert_eq!(kind(&changed), "inserted");
}

#[test]
fn a_signed_head_excludes_a_chain_written_anew() {
    let mut office = Office::published();
    let other = "amalkard event 00";
    assert_eq!(Signature::message("00"), other);
    let head = office.round.head().to_owned();
    let (key, signature) = sign(&head);
    let good = Signature { key: key.clone(), signature };
    let flipped = Signature { signature: good.signature.replacen(['0', '1', '2'], "f", 1), ..good.clone() };
    assert_eq!(office.round.sign(flipped).unwrap_err().code(), "lifecycle.bad_signature");
    for wrong in ["", "zz", &"0".repeat(64)] {
        let wrong = Signature { key: wrong.to_owned(), ..good.clone() };
        assert_eq!(wrong.verify(&head).unwrap_err().code(), "lifecycle.bad_signature");
    }
    office.round.sign(good).unwrap();
    let log = office.round.log().unwrap();
    let trust = Trust { head: None, keys: vec![key.clone()] };
    assert_eq!(verify(&log, &trust).unwrap().signed.len(), 1);
    let again = replay(&log).unwrap();
    assert_eq!((again.digest().unwrap(), again.log().unwrap()), (office.round.digest().unwrap(), log.clone()));
    // Another round, written anew in its place by somebody without the key.
    let mut rewritten = Office::opened();
    rewritten.now += TimeDelta::minutes(7);
    rewritten.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    let forged = rewritten.round.log().unwrap();
    let error = verify(&forged, &trust).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.unsigned", Some("log/1")));
    let known = Trust { head: Some(Head { seq: 2, hash: head }), keys: Vec::new() };
    assert_eq!(verify(&forged, &known).unwrap_err().code(), "lifecycle.rewritten");
    // The signature moved onto the forged event is none of it.
    let signed: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    let mut last: Value = serde_json::from_str(forged.lines().last().unwrap()).unwrap();
    last["signature"] = signed["signature"].clone();
    let moved = format!("{}\n{last}\n", forged.lines().next().unwrap());
    assert_eq!(verify(&moved, &trust).unwrap_err().code(), "lifecycle.bad_signature");
    // What comes after the last signature is told apart.
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let error = verify(&office.round.log().unwrap(), &trust).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.unsigned", Some("log/3")));
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Entering);
}

/// The public key and the signature of an event with this hash, as a host makes them: with the secret key of RFC 8032, 7.1,
/// test 1. Python and Node sign with other implementations in their tests.
fn sign(hash: &str) -> (String, String) {
    use ed25519_dalek::Signer as _;
    let secret = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
        0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ];
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let key = ed25519_dalek::SigningKey::from_bytes(&secret);
    let public = hex(key.verifying_key().as_bytes());
    assert_eq!(public, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "as RFC 8032 has it");
    (public, hex(&key.sign(Signature::message(hash).as_bytes()).to_bytes()))
}
