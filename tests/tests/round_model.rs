//! Every sequence of actions up to a depth, by persons who try everything in every role: what must never happen does not.

use amalkard::lifecycle::{Action, Actor, Role, State, Subject};
use amalkard::round::{Act, Round};
use amalkard_tests::office::{self, HEALTH, Office, ROADS};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What two rounds must share for the same to be possible in both.
fn standing(round: &Round) -> String {
    let of = |agency: &str| {
        let it = round.submission(agency).unwrap();
        format!("{} {} {:?} {:?}", it.state(), it.revision().min(3), it.duties(), it.approved())
    };
    format!("{} | {} | {}", round.state(), of(ROADS), of(HEALTH))
}

/// What holds in every state that can be reached.
fn sound(round: &Round) {
    for submission in round.submissions() {
        let by = |action: Action, revision: u32| {
            let mut events = round.events().iter().rev().filter(|event| {
                event.agency.as_deref() == Some(submission.agency()) && event.payload.revision == Some(revision)
            });
            events.find(|event| event.action == action).map(|event| event.actor.identity())
        };
        if let Some(approved) = submission.approved() {
            let actions = [Action::Enter, Action::Confirm, Action::Accept, Action::Approve];
            let persons: BTreeSet<String> = actions.iter().map(|action| by(*action, approved).unwrap()).collect();
            assert_eq!(persons.len(), 4, "approved by fewer than four persons: {}", round.log().unwrap());
            assert_eq!(submission.state(), State::Approved);
        }
        assert_eq!(submission.approved().is_some(), submission.state() == State::Approved);
    }
}

/// Explores all that some persons can do, each in every role, and returns the standings seen.
fn explore(persons: &[Actor], agencies: &[&str], depth: usize) -> BTreeMap<String, Round> {
    let start = Office::published();
    let mut seen = BTreeMap::from([(standing(&start.round), start.round.clone())]);
    let mut todo = VecDeque::from([(start.round, start.now, 0)]);
    let book = office::book();
    while let Some((round, now, level)) = todo.pop_front() {
        let before = (round.digest().unwrap(), round.events().len());
        let approved: Vec<_> = approvals(&round);
        for agency in agencies.iter().map(|agency| Some(*agency)).chain([None]) {
            for person in persons {
                for &role in Role::ALL {
                    let actor = Actor { role, ..person.clone() };
                    let permitted = round.legal_actions(agency, &actor, now).unwrap();
                    let mut refused = round.clone();
                    for &action in Action::ALL {
                        let act =
                            office::filled_for(Act::new(action, actor.clone(), now), agency.unwrap_or(ROADS), &round);
                        let possible = permitted.iter().any(|it| it.action == action && it.possible);
                        let done = refused.act(agency, act).map(|_| ());
                        if done.is_err() {
                            // Nothing is refused that was called possible, but for what the act itself brings: an
                            // explanation of no warning, an extension that does not extend, the rejection of the only
                            // line, an agency that is in already, the end of a delegation that never was.
                            let brought = matches!(
                                action,
                                Action::Justify | Action::Extend | Action::Reject | Action::Admit | Action::Revoke
                            );
                            assert!(!possible || brought, "{action} {done:?}");
                            continue;
                        }
                        let next = std::mem::replace(&mut refused, round.clone());
                        assert!(possible, "{action} was not called possible");
                        sound(&next);
                        for (agency, number, rows) in &approved {
                            assert_eq!(
                                next.revision_rows(agency, *number).unwrap(),
                                rows,
                                "an approved figure changed"
                            );
                        }
                        if seen.contains_key(&standing(&next)) {
                            continue;
                        }
                        let again = Round::replay(&next.log().unwrap(), Some(book.clone())).unwrap();
                        assert_eq!(again.digest().unwrap(), next.digest().unwrap(), "replay is the same state");
                        seen.insert(standing(&next), next.clone());
                        if level + 1 < depth {
                            todo.push_back((next, now + TimeDelta::minutes(1), level + 1));
                        }
                    }
                    let after = (refused.digest().unwrap(), refused.events().len());
                    assert_eq!(after, before, "refusals change nothing");
                }
            }
        }
    }
    seen
}

fn approvals(round: &Round) -> Vec<(String, u32, Vec<amalkard::dataset::Row>)> {
    let revisions =
        round.submissions().flat_map(|it| it.revisions().iter().map(move |revision| (it.agency(), revision)));
    revisions
        .filter(|(_, revision)| revision.approved_by.is_some())
        .map(|(agency, revision)| {
            (agency.to_owned(), revision.number, round.revision_rows(agency, revision.number).unwrap().to_vec())
        })
        .collect()
}

fn person(name: &str, agency: Option<&str>) -> Actor {
    Actor { person: name.to_owned(), name: None, role: Role::Controller, agency: agency.map(str::to_owned) }
}

#[test]
fn three_persons_on_two_agencies_cannot_approve_anything() {
    let persons = [person("a", Some(ROADS)), person("b", Some(ROADS)), person("c", Some(HEALTH))];
    let seen = explore(&persons, &[ROADS, HEALTH], 5);
    assert!(seen.len() > 40, "{}", seen.len());
    assert!(seen.values().any(|round| round.submission(ROADS).unwrap().state() == State::Accepted));
    assert!(seen.values().all(|round| round.submissions().all(|it| it.state() != State::Approved)));
}

#[test]
fn four_persons_approve_only_in_four_duties() {
    let persons = [person("a", Some(ROADS)), person("b", Some(ROADS)), person("c", None), person("d", None)];
    let seen = explore(&persons, &[ROADS], 7);
    let approved: Vec<&Round> =
        seen.values().filter(|it| it.submission(ROADS).unwrap().state() == State::Approved).collect();
    assert!(!approved.is_empty());
    for round in approved {
        let duties = round.submission(ROADS).unwrap().duties();
        assert_eq!(duties.len(), 4);
        assert!(duties["c"] != duties["d"] && duties["a"] != duties["b"]);
    }
}

#[test]
fn every_state_by_every_action_and_role_ends_in_an_event_or_a_coded_refusal() {
    // The usual persons in each role: what the table allows happens, everything else is an illegal move or a wrong role.
    let mut office = Office::published();
    let mut rounds = vec![office.round.clone()];
    for (action, role) in office::USUAL_WAY {
        office.usual(ROADS, action, role).unwrap();
        rounds.push(office.round.clone());
    }
    let mut returned = Office::published();
    returned.up_to(ROADS, Action::BeginControl).usual(ROADS, Action::Return, Role::Controller).unwrap();
    rounds.push(returned.round.clone());
    let mut withdrawn = Office::published();
    withdrawn.up_to(ROADS, Action::Confirm).usual(ROADS, Action::Withdraw, Role::AgencyHead).unwrap();
    rounds.push(withdrawn.round.clone());
    let now = office.now.max(returned.now);
    let mut states = BTreeSet::new();
    for round in &rounds {
        let state = round.submission(ROADS).unwrap().state();
        states.insert(state);
        for &action in Action::ALL {
            for &role in Role::ALL {
                let act = office::filled_for(Act::new(action, office::usual(role, ROADS), now), ROADS, round);
                let done = round.clone().act(ROADS, act).map(|event| event.to);
                let row = amalkard::lifecycle::find(state, action, role);
                match (row, done) {
                    (Some(row), Ok(to)) => assert_eq!(to, row.next),
                    // The figures of the usual way give no warning to explain, and have one line only.
                    (Some(_), Err(error)) => assert!(
                        [(Action::Justify, "lifecycle.no_finding"), (Action::Reject, "lifecycle.nothing_left")]
                            .contains(&(action, error.code())),
                        "{action} {error}"
                    ),
                    (None, Err(error)) => {
                        let codes = ["lifecycle.illegal_move", "lifecycle.wrong_role", "lifecycle.higher_approval"];
                        assert!(codes.contains(&error.code()), "{error:?}");
                    }
                    (None, Ok(to)) => panic!("{state} {action} {role} led to {to}"),
                }
            }
        }
    }
    let of_submissions =
        amalkard::lifecycle::MOVES.iter().map(|row| row.state).filter(|it| it.subject() == Subject::Submission);
    assert_eq!(states, of_submissions.collect());
}
