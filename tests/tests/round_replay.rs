//! The log is the round: replayed it is the same, changed anywhere it is found out.

use amalkard::lifecycle::{Action, Event, Role};
use amalkard::round::Round;
use amalkard::rules::Rulebook;
use amalkard::{Error, digest};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, figures, justification, usual};
use serde_json::Value;
use std::sync::Arc;

fn replay(log: &str) -> Result<Round, Error> {
    Round::replay(log, Some(office::book()))
}

/// A round in which something of everything has happened.
fn eventful() -> Office {
    let mut office = Office::published();
    let rows = figures(ROADS, "500", "200");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    office.usual(ROADS, Action::Justify, Role::AgencyExpert).unwrap();
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    office.usual(HEALTH, Action::Extend, Role::Consolidation).unwrap();
    office.up_to(HEALTH, Action::Approve).up_to(ROADS, Action::Accept);
    office.usual(ROADS, Action::Return, Role::Approver).unwrap();
    let rows = figures(ROADS, "500", "250");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    let given = justification(ROADS, "برگشت از پرداخت");
    let controller = usual(Role::Controller, ROADS);
    office.act(Some(ROADS), Action::Accept, controller, |act| act.with_justification(given)).unwrap();
    office.usual(ROADS, Action::Approve, Role::Approver).unwrap();
    office.usual(HEALTH, Action::Reopen, Role::Consolidation).unwrap();
    office.act(None, Action::Close, usual(Role::Consolidation, ""), |act| act.with_comment("پایان")).unwrap();
    office
}

#[test]
fn a_replayed_log_is_the_same_round_after_every_step() {
    let whole = eventful().round;
    let log = whole.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 25);
    for length in 1..=lines.len() {
        let part = format!("{}\n", lines[..length].join("\n"));
        let again = replay(&part).unwrap();
        assert_eq!(again.log().unwrap(), part);
        assert_eq!(again.head(), whole.events()[length - 1].hash);
        if length == lines.len() {
            assert_eq!(again.digest().unwrap(), whole.digest().unwrap());
            assert_eq!(again.rows(ROADS).unwrap(), whole.rows(ROADS).unwrap());
        }
    }
}

#[test]
fn a_round_goes_on_after_replay_as_if_nothing_had_been() {
    let mut office = Office::published();
    for (action, role) in office::USUAL_WAY {
        office.usual(ROADS, action, role).unwrap();
        let digest = office.round.digest().unwrap();
        office.round = replay(&office.round.log().unwrap()).unwrap();
        assert_eq!(office.round.digest().unwrap(), digest);
    }
}

#[test]
fn anyone_can_verify_the_chain_with_a_json_library_and_sha_256() {
    let log = eventful().round.log().unwrap();
    let mut previous = "0".repeat(64);
    for (index, line) in log.lines().enumerate() {
        let mut event: Value = serde_json::from_str(line).unwrap();
        let hash = event.as_object_mut().unwrap().remove("hash").unwrap();
        assert_eq!(event["seq"], index + 1);
        assert_eq!(event["previous"], previous.as_str());
        // Keys sorted, no spaces: serde_json's own form, since its maps are sorted.
        assert_eq!(hash, digest::of_bytes(event.to_string().as_bytes()));
        previous = hash.as_str().unwrap().to_owned();
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let log = Office::published().up_to(ROADS, Action::Return).round.log().unwrap();
    let mut tried = 0;
    for (index, byte) in log.bytes().enumerate().filter(|(index, _)| index % 23 == 0 && *index + 1 < log.len()) {
        for bit in 0..8 {
            let mut bytes = log.clone().into_bytes();
            bytes[index] = byte ^ (1 << bit);
            let Ok(text) = String::from_utf8(bytes) else { continue };
            tried += 1;
            let error = replay(&text).expect_err(&format!("bit {bit} of byte {index} is not missed"));
            assert!(error.place().is_some_and(|place| place.starts_with("log/")), "{error:?}");
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn every_dropped_swapped_or_repeated_event_is_found_where_it_is() {
    let log = eventful().round.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let refused = |lines: &[&str]| {
        let error = replay(&lines.join("\n")).unwrap_err();
        (error.code(), error.place().unwrap().to_owned())
    };
    for index in 0..lines.len() - 1 {
        let mut dropped = lines.clone();
        dropped.remove(index);
        assert_eq!(refused(&dropped), ("lifecycle.out_of_order", format!("log/{}", index + 1)));
        let mut swapped = lines.clone();
        swapped.swap(index, index + 1);
        assert_eq!(refused(&swapped), ("lifecycle.out_of_order", format!("log/{}", index + 1)));
        let mut repeated = lines.clone();
        repeated.insert(index, lines[index]);
        assert_eq!(refused(&repeated), ("lifecycle.out_of_order", format!("log/{}", index + 2)));
    }
}

/// The log with one event changed and everything behind it sealed again, as a forger with the library would.
fn forged(round: &Round, seq: usize, change: impl FnOnce(&mut Event)) -> String {
    let mut events = round.events().to_vec();
    change(&mut events[seq - 1]);
    let mut previous = String::new();
    let mut log = String::new();
    for event in &mut events {
        if event.seq > 1 {
            event.previous.clone_from(&previous);
        }
        event.hash.clear();
        event.hash = digest::of(&*event).unwrap();
        previous.clone_from(&event.hash);
        log.push_str(&event.to_line().unwrap());
        log.push('\n');
    }
    log
}

#[test]
fn a_forger_who_seals_again_is_stopped_by_the_moves_and_the_rules() {
    let round = Office::published().up_to(ROADS, Action::Approve).round.clone();
    assert_eq!(round.events()[6].action, Action::Approve);
    let refused = |seq: usize, change: fn(&mut Event)| {
        let error = replay(&forged(&round, seq, change)).unwrap_err();
        (error.code(), error.place().unwrap().to_owned())
    };
    let at = |seq: usize| format!("log/{seq}");
    assert_eq!(refused(7, |event| event.actor.person = "controller".to_owned()), ("lifecycle.same_person", at(7)));
    assert_eq!(refused(7, |event| event.action = Action::Accept), ("lifecycle.illegal_move", at(7)));
    assert_eq!(refused(7, |event| event.actor.role = Role::Controller), ("lifecycle.wrong_role", at(7)));
    assert_eq!(refused(5, |event| event.action = Action::Approve), ("lifecycle.illegal_move", at(5)));
    assert_eq!(refused(4, |event| event.actor.agency = None), ("lifecycle.foreign_agency", at(4)));
    assert_eq!(refused(6, |event| event.payload.verdict = None), ("lifecycle.event_differs", at(6)));
    assert_eq!(refused(6, |event| event.to = amalkard::lifecycle::State::Approved), ("lifecycle.event_differs", at(6)));
    assert_eq!(
        refused(3, |event| event.payload.rows = Some(figures(ROADS, "500", "501"))),
        ("lifecycle.blocked", at(4))
    );
    assert_eq!(
        refused(3, |event| event.payload.rows = Some(figures(ROADS, "500", "200"))),
        ("lifecycle.event_differs", at(4))
    );
    assert_eq!(refused(3, |event| event.payload.revision = Some(2)), ("lifecycle.event_differs", at(3)));
    assert_eq!(refused(3, |event| event.agency = Some("7".to_owned())), ("lifecycle.unknown_agency", at(3)));
    assert_eq!(
        refused(3, |event| event.at = "2025-09-01T00:00:00Z".parse().unwrap()),
        ("lifecycle.clock_backwards", at(3))
    );
    assert_eq!(refused(3, |event| event.round = "other".to_owned()), ("lifecycle.foreign_round", at(3)));
    assert_eq!(refused(3, |event| event.version = 3), ("lifecycle.unknown_version", at(3)));
    assert_eq!(refused(3, |event| event.seq = 9), ("lifecycle.out_of_order", at(3)));
    assert_eq!(refused(1, |event| event.payload.opened = None), ("lifecycle.not_opened", at(1)));
    assert_eq!(refused(1, |event| event.actor.person = " ".to_owned()), ("lifecycle.no_person", at(1)));
    assert_eq!(refused(1, |event| event.actor.role = Role::Approver), ("lifecycle.wrong_role", at(1)));
    assert_eq!(refused(1, |event| event.agency = Some(ROADS.to_owned())), ("lifecycle.event_differs", at(1)));
    assert_eq!(
        refused(1, |event| event.from = Some(amalkard::lifecycle::State::Closed)),
        ("lifecycle.event_differs", at(1))
    );
    let opened = |change: fn(&mut amalkard::lifecycle::Opened)| {
        let forge = |event: &mut Event| change(std::sync::Arc::make_mut(event.payload.opened.as_mut().unwrap()));
        let error = replay(&forged(&round, 1, forge)).unwrap_err();
        (error.code(), error.place().unwrap().to_owned())
    };
    assert_eq!(opened(|opened| opened.agencies.clear()), ("round.no_agreements", at(1)));
    assert_eq!(opened(|opened| _ = opened.agencies.remove(ROADS)), ("lifecycle.unknown_agency", at(1)));
    assert_eq!(opened(|opened| opened.agreement.extend_from_within(..1)), ("round.duplicate_line", at(1)));
    assert_eq!(opened(|opened| _ = opened.process.stages.pop()), ("lifecycle.bad_process", at(1)));
    assert_eq!(refused(3, |event| event.on_behalf_of = Some(event.actor.clone())), ("lifecycle.not_delegated", at(3)));
}

#[test]
fn a_torn_chain_and_unknown_names_are_told_apart() {
    let round = Office::published().up_to(ROADS, Action::Confirm).round.clone();
    let log = round.log().unwrap();
    let lines: Vec<&str> = log.lines().collect();
    // Event 3 of another history of the same round, itself sound.
    let mut other = Office::published();
    other.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(Vec::new())).unwrap();
    let foreign = other.round.log().unwrap();
    let spliced = [lines[0], lines[1], foreign.lines().nth(2).unwrap(), lines[3]].join("\n");
    let error = replay(&spliced).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.broken_chain", Some("log/4")));
    let sealed = |line: &str, from: &str, to: &str| {
        let mut event: Value = serde_json::from_str(&line.replace(from, to)).unwrap();
        event.as_object_mut().unwrap().remove("hash");
        let hash = digest::of(&event).unwrap();
        event["hash"] = hash.into();
        [lines[0], lines[1], &event.to_string()].join("\n")
    };
    let code = |log: String| replay(&log).unwrap_err().code();
    assert_eq!(
        code(sealed(lines[2], r#""role":"agency_expert""#, r#""role":"agency_exprt""#)),
        "lifecycle.unknown_role"
    );
    assert_eq!(code(sealed(lines[2], r#""action":"enter""#, r#""action":"delete""#)), "lifecycle.unknown_action");
    assert_eq!(code(sealed(lines[2], r#""to":"entering""#, r#""to":"done""#)), "lifecycle.unknown_state");
    assert_eq!(code(sealed(lines[2], r#""seq":3"#, r#""rank":1,"seq":3"#)), "lifecycle.bad_log");
    assert_eq!(code(String::new()), "lifecycle.empty_log");
    assert_eq!(code("null".to_owned()), "lifecycle.unknown_version");
    assert_eq!(code(lines[2..].join("\n")), "lifecycle.out_of_order");
    assert_eq!(code(lines[0][..40].to_owned()), "lifecycle.bad_log");
    assert_eq!(code(lines[0].replace("\":", "\": ")), "lifecycle.bad_log");
}

#[test]
fn another_rulebook_is_refused_and_one_that_is_not_built_in_must_be_handed_in() {
    let log = Office::published().round.log().unwrap();
    let stricter = Rulebook::from_toml(&office::BOOK.replace("spent <= allocated", "spent < allocated")).unwrap();
    let error = Round::replay(&log, Some(Arc::new(stricter))).unwrap_err();
    assert_eq!(error.code(), "lifecycle.rulebook_differs");
    assert_eq!(Round::replay(&log, None).unwrap_err().code(), "lifecycle.rulebook_missing");
}

#[test]
fn a_log_cut_off_is_told_by_its_head() {
    let round = eventful().round;
    let log = round.log().unwrap();
    let shorter = &log[..log.trim_end().rfind('\n').unwrap()];
    assert_ne!(replay(shorter).unwrap().head(), round.head());
}
