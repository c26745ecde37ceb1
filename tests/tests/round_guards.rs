//! Every guard of every move, passed and failed: each refusal has its own code and tells what was tried.

use amalkard::lifecycle::{Action, Actor, Delegation, Edit, Guard, MOVES, Move, Reason, Role, State, Subject};
use amalkard::round::{Act, Round};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, reason, row, usual, window};
use std::collections::{BTreeMap, BTreeSet};

/// A round in which Roads stands in a state, with two lines, of which line 9 can be rejected. The figures give a warning
/// that is explained where `sound`; else line 1 spends more than is allocated, which blocks confirmation.
fn standing(state: State) -> Office {
    let mut office = match state {
        State::Opened => return Office::opened(),
        State::Published => return Office::published(),
        State::Closed => {
            let mut office = Office::published();
            office.act(None, Action::Close, usual(Role::Consolidation, ""), |act| act).unwrap();
            return office;
        }
        _ => office::with_projects(),
    };
    let steps: &[(Action, Role)] = match state {
        State::Open => &[],
        State::Entering => &office::USUAL_WAY[..1],
        State::Confirmed => &office::USUAL_WAY[..2],
        State::Control => &office::USUAL_WAY[..3],
        State::Accepted => &office::USUAL_WAY[..4],
        State::Approved => &office::USUAL_WAY[..5],
        State::Returned => &office::USUAL_WAY[..3],
        State::Withdrawn => &office::USUAL_WAY[..2],
        other => panic!("{other} is no state of the process sheet"),
    };
    for (action, role) in steps {
        office
            .act(Some(ROADS), *action, usual(*role, ROADS), |act| brought(act, &office::Office::opened().round))
            .unwrap();
    }
    match state {
        State::Returned => office.usual(ROADS, Action::Return, Role::Controller).unwrap(),
        State::Withdrawn => office.usual(ROADS, Action::Withdraw, Role::AgencyHead).unwrap(),
        _ => {}
    }
    office
}

/// Two lines: 1 with these figures, 9 sound.
fn lines(allocated: &str, spent: &str) -> Vec<amalkard::dataset::Row> {
    let line = |line: &str, allocated: &str, spent: &str| {
        row(&[("agency", ROADS), ("line", line), ("allocated", allocated), ("spent", spent)])
    };
    vec![line("1", allocated, spent), line("9", "300", "200")]
}

/// The act with all that its action needs to pass.
fn brought(act: Act, round: &Round) -> Act {
    match act.action {
        Action::Enter => act.with_rows(lines("500", "400")),
        Action::Edit => {
            let present =
                round.rows(ROADS).unwrap().first().and_then(|row| row.get("spent")).cloned().unwrap_or_default();
            act.with_edit(Edit { from: present, ..office::edit(ROADS, "spent", "", "390") })
        }
        Action::Reject => act.with_reason(Reason { line: Some("9".to_owned()), ..reason("سند ندارد") }),
        Action::Revoke => {
            let deputy = Actor { person: "deputy".to_owned(), ..act.by.clone() };
            act.with_delegation(Delegation { delegate: deputy, window: None })
        }
        Action::Delegate => {
            let deputy = Actor { person: "deputy".to_owned(), ..act.by.clone() };
            act.with_delegation(Delegation { delegate: deputy, window: Some(window("1404-07-05", "1404-08-30")) })
        }
        _ => office::filled_for(act, ROADS, round),
    }
}

fn agency(row: &Move) -> Option<&'static str> {
    (row.state.subject() == Subject::Submission).then_some(ROADS)
}

/// What makes one guard fail, and the code of its refusal.
fn failing(guard: Guard, row: &Move, office: &mut Office, by: &mut Actor) -> (fn(Act) -> Act, &'static [&'static str]) {
    match guard {
        Guard::RoundPublished => {
            office.act(None, Action::Close, usual(Role::Consolidation, ""), |act| act).unwrap();
            (|act| act, &["lifecycle.not_published"])
        }
        Guard::OwnAgency => {
            by.agency = Some(HEALTH.to_owned());
            (|act| act, &["lifecycle.foreign_agency"])
        }
        Guard::OtherAgency => {
            by.agency = Some(ROADS.to_owned());
            (|act| act, &["lifecycle.own_agency"])
        }
        Guard::OneDuty => {
            // Somebody with another duty on the same submission; where nobody has one yet, there is nothing to fail.
            let duties = office.round.submission(ROADS).unwrap().duties().clone();
            if let Some((person, _)) = duties.iter().find(|(_, role)| **role != row.role) {
                by.person.clone_from(person);
                return (|act| act, &["lifecycle.same_person"]);
            }
            (|act| act, &[])
        }
        Guard::WindowOpen => {
            office.now = office::at("2025-12-30T05:00:00Z");
            (|act| act, &["lifecycle.window_closed"])
        }
        Guard::WholeForm => (|act| Act { rows: None, ..act }, &["lifecycle.unexplained"]),
        Guard::CellsAsSeen => (
            |mut act| {
                act.edits[0].from = "7".into();
                act
            },
            &["lifecycle.conflict"],
        ),
        Guard::Explained => {
            let bare: fn(Act) -> Act =
                |act| Act { reasons: Vec::new(), justifications: Vec::new(), comment: None, ..act };
            (bare, &["lifecycle.unexplained"])
        }
        Guard::LinesRemain => (
            |mut act| {
                let all = Reason { line: Some("1".to_owned()), ..act.reasons[0].clone() };
                act.reasons.push(all);
                act
            },
            &["lifecycle.nothing_left"],
        ),
        Guard::SoundDelegation => (
            |mut act| {
                let by = act.by.clone();
                act.delegation.as_mut().unwrap().delegate = by;
                act
            },
            &["lifecycle.bad_delegation"],
        ),
        Guard::NewAgencies => (|act| Act { agreements: Vec::new(), ..act }, &["round.no_agreements"]),
        // Figures decide these two: the last test of this file has them.
        Guard::NothingBlocks | Guard::WarningsJustified => (|act| act, &[]),
        other => panic!("no failure is known for the guard {other}"),
    }
}

#[test]
fn every_guard_of_every_move_is_passed_and_failed() {
    let mut seen: BTreeMap<Guard, usize> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for row in MOVES {
        let office = standing(row.state);
        let by = usual(row.role, ROADS);
        let try_it = |office: &mut Office, by: &Actor, with: fn(Act) -> Act| {
            let round = office.round.clone();
            office.act(agency(row), row.action, by.clone(), |act| with(brought(act, &round)))
        };
        let mut passing = office.clone();
        if row.action == Action::Revoke {
            let delegated = |act: Act| brought(act, &Office::opened().round);
            passing.act(None, Action::Delegate, by.clone(), delegated).unwrap();
        }
        match (row.action, try_it(&mut passing, &by, |act| act)) {
            (_, Ok(())) => {
                let state = agency(row)
                    .map_or(passing.round.state(), |agency| passing.round.submission(agency).unwrap().state());
                assert_eq!(state, row.next, "{row:?}");
            }
            // There is no warning to explain in these figures.
            (Action::Justify, Err(error)) => assert_eq!(error.code(), "lifecycle.no_finding", "{row:?}"),
            (_, Err(error)) => panic!("{row:?}: {error}"),
        }
        for guard in row.guards.iter() {
            let (mut office, mut by) = (office.clone(), by.clone());
            let (with, codes) = failing(*guard, row, &mut office, &mut by);
            if codes.is_empty() {
                open.insert(*guard);
                continue;
            }
            let (digest, events) = (office.round.digest().unwrap(), office.round.events().len());
            let error = try_it(&mut office, &by, with).unwrap_err();
            // A justification is looked for before any guard is asked.
            let justify = row.action == Action::Justify && error.code() == "lifecycle.no_finding";
            assert!(codes.contains(&error.code()) || justify, "{guard} of {row:?}: {error:?}");
            assert!(error.place().is_some() && error.advice().is_some(), "{error:?}");
            assert!(error.message_fa().chars().any(|sign| ('\u{600}'..'\u{700}').contains(&sign)), "{error:?}");
            assert_eq!((office.round.digest().unwrap(), office.round.events().len()), (digest, events));
            *seen.entry(*guard).or_default() += 1;
        }
    }
    let figures = BTreeSet::from([Guard::NothingBlocks, Guard::WarningsJustified]);
    let known: BTreeSet<Guard> = seen.keys().copied().chain(figures.clone()).collect();
    assert_eq!(known, Guard::ALL.iter().copied().collect(), "every guard has failed somewhere");
    assert!(open.is_subset(&figures.into_iter().chain([Guard::OneDuty]).collect()), "{open:?}");
}

#[test]
fn what_the_rules_find_stops_each_of_the_moves_that_answer_for_the_figures() {
    // E1 blocks from confirmation on, F1 from acceptance on, P1 approval; W1 wants its explanation before acceptance.
    let code = |office: &mut Office, action: Action, role: Role| office.usual(ROADS, action, role).unwrap_err().code();
    let enter = |office: &mut Office, allocated: &str, spent: &str, progress: &str| {
        let project = row(&[("agency", ROADS), ("project", "p1"), ("line", "1"), ("progress", progress)]);
        let tables = BTreeMap::from([("projects".to_owned(), vec![project])]);
        let rows = lines(allocated, spent);
        let expert = usual(Role::AgencyExpert, ROADS);
        office.act(Some(ROADS), Action::Enter, expert, |act| Act { tables, ..act.with_rows(rows) }).unwrap();
    };
    let mut office = office::with_projects();
    enter(&mut office, "500", "501", "10");
    assert_eq!(code(&mut office, Action::Confirm, Role::AgencyHead), "lifecycle.blocked");
    enter(&mut office, "500", "400", "101");
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    assert_eq!(code(&mut office, Action::Accept, Role::Controller), "lifecycle.blocked");
    let mut office = office::with_projects();
    enter(&mut office, "1001", "400", "10");
    for (action, role) in &office::USUAL_WAY[1..4] {
        office.usual(ROADS, *action, *role).unwrap();
    }
    assert_eq!(code(&mut office, Action::Approve, Role::Approver), "lifecycle.blocked");
    let mut office = Office::published();
    let rows = office::figures(ROADS, "500", "299");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    assert_eq!(code(&mut office, Action::Accept, Role::Controller), "lifecycle.unjustified");
}
