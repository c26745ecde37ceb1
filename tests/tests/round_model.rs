//! Every sequence of actions up to a depth, by persons who try everything in every role: what must never happen does not.

use amalkard::lifecycle::{Action, Actor, Delegation, Role, State, Subject};
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
        // Who has done something for a revision: whoever acted, and for whom.
        let by = |actions: &[Action], revision: u32| {
            let own = round.events().iter().filter(|event| {
                event.agency.as_deref() == Some(submission.agency())
                    && event.payload.revision == Some(revision)
                    && actions.contains(&event.action)
            });
            let persons = own.flat_map(|event| [Some(&event.actor), event.on_behalf_of.as_ref()]);
            persons.flatten().map(Actor::identity).collect::<BTreeSet<_>>()
        };
        if let Some(approved) = submission.approved() {
            let duties =
                [&[Action::Enter, Action::Edit][..], &[Action::Confirm], &[Action::Accept], &[Action::Approve]];
            let persons: Vec<BTreeSet<String>> = duties.iter().map(|actions| by(actions, approved)).collect();
            for (index, one) in persons.iter().enumerate() {
                assert!(!one.is_empty(), "approved without {:?}", duties[index]);
                let others = persons.iter().skip(index + 1);
                let shared = others.into_iter().any(|other| !one.is_disjoint(other));
                assert!(!shared, "one person in two duties: {}", round.log().unwrap());
            }
            assert_eq!(submission.state(), State::Approved);
        }
        assert_eq!(submission.approved().is_some(), submission.state() == State::Approved);
    }
}

/// Explores all that some persons can do, each in every role, and returns the standings seen.
fn explore(persons: &[Actor], agencies: &[&str], depth: usize) -> BTreeMap<String, Round> {
    explore_from(Office::published(), persons, &[], agencies, depth)
}

/// The same from some round on, where each may try to act for each of the principals too.
fn explore_from(
    start: Office,
    persons: &[Actor],
    principals: &[Actor],
    agencies: &[&str],
    depth: usize,
) -> BTreeMap<String, Round> {
    let mut seen = BTreeMap::from([(standing(&start.round), start.round.clone())]);
    let mut todo = VecDeque::from([(start.round, start.now, 0)]);
    let book = office::book();
    while let Some((round, now, level)) = todo.pop_front() {
        let before = (round.digest().unwrap(), round.events().len());
        let approved: Vec<_> = approvals(&round);
        let agencies = agencies.iter().map(|agency| Some(*agency)).chain([None]);
        let tries = agencies.flat_map(|agency| persons.iter().map(move |person| (agency, person)));
        let tries = tries.flat_map(|(agency, person)| Role::ALL.iter().map(move |role| (agency, person, *role)));
        let tries = tries.flat_map(|(agency, person, role)| {
            let whose = principals.iter().filter(move |principal| principal.role == role).map(Some);
            [None].into_iter().chain(whose).map(move |whose| (agency, Actor { role, ..person.clone() }, whose))
        });
        for (agency, actor, whose) in tries {
            let permitted = round.legal_actions_for(agency, &actor, whose, now).unwrap();
            let mut refused = round.clone();
            for &action in Action::ALL {
                let act = Act { on_behalf_of: whose.cloned(), ..Act::new(action, actor.clone(), now) };
                let act = office::filled_for(act, agency.unwrap_or(ROADS), &round);
                let possible = permitted.iter().any(|it| it.action == action && it.possible);
                let done = refused.act(agency, act).map(|_| ());
                if done.is_err() {
                    // Nothing is refused that was called possible, but for what the act itself brings: an explanation of
                    // no warning, an extension that does not extend, the rejection of the only line, an agency that is
                    // in already, a delegation by a delegate, the end of one that never was.
                    let brought = matches!(
                        action,
                        Action::Justify
                            | Action::Extend
                            | Action::Reject
                            | Action::Admit
                            | Action::Delegate
                            | Action::Revoke
                    );
                    assert!(!possible || brought, "{action} {done:?}");
                    continue;
                }
                let next = std::mem::replace(&mut refused, round.clone());
                assert!(possible, "{action} was not called possible");
                sound(&next);
                for (agency, number, rows) in &approved {
                    assert_eq!(next.revision_rows(agency, *number).unwrap(), rows, "an approved figure changed");
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

/// Duties passed on in every direction that is possible: still no two of them come into one hand.
#[test]
fn delegation_puts_no_two_duties_into_one_hand() {
    let mut start = Office::published();
    let persons = [person("a", Some(ROADS)), person("b", Some(ROADS)), person("c", None), person("d", None)];
    let principals = [
        Actor::new("head", Role::AgencyHead).of_agency(ROADS),
        Actor { role: Role::AgencyExpert, ..persons[1].clone() },
        Actor { role: Role::Controller, ..persons[3].clone() },
        Actor::new("approver", Role::Approver),
    ];
    for principal in &principals {
        for delegate in persons.iter().filter(|it| it.agency == principal.agency && it.person != principal.person) {
            let delegate = Actor { role: principal.role, ..delegate.clone() };
            let window = Some(office::window("1404-07-05", "1404-07-30"));
            let with = |act: Act| act.with_delegation(Delegation { delegate, window });
            start.act(None, Action::Delegate, principal.clone(), with).unwrap();
        }
    }
    let seen = explore_from(start, &persons, &principals, &[ROADS], 5);
    let approved: Vec<&Round> =
        seen.values().filter(|it| it.submission(ROADS).unwrap().state() == State::Approved).collect();
    assert!(approved.iter().any(|round| round.events().iter().any(|event| event.on_behalf_of.is_some())));
}

/// From everything that can come about the submission can still be approved, by persons with no duty so far.
#[test]
fn every_state_that_is_reached_can_reach_the_end() {
    let persons = [person("a", Some(ROADS)), person("b", Some(ROADS)), person("c", None), person("d", None)];
    for round in explore(&persons, &[ROADS], 5).into_values() {
        let mut now = round.events().last().unwrap().at;
        let mut round = round;
        let mut step = |round: &mut Round, agency: Option<&str>, action: Action, role: Role| {
            now += TimeDelta::minutes(1);
            let act = office::filled_for(Act::new(action, office::usual(role, ROADS), now), ROADS, round);
            let act = if action == Action::Reopen { act.with_comment("دوباره") } else { act };
            let (expected, to) = (
                round.opened().process.find(state_of(round, agency), action, role).unwrap().next,
                round.act(agency, act),
            );
            assert_eq!(to.unwrap().to, expected);
        };
        if round.state() == State::Closed {
            step(&mut round, None, Action::Reopen, Role::Consolidation);
        }
        while round.submission(ROADS).unwrap().state() != State::Approved {
            let (action, role) = match round.submission(ROADS).unwrap().state() {
                State::Open | State::Returned | State::Withdrawn => (Action::Enter, Role::AgencyExpert),
                State::Entering => (Action::Confirm, Role::AgencyHead),
                State::Confirmed => (Action::BeginControl, Role::Controller),
                State::Control => (Action::Accept, Role::Controller),
                _ => (Action::Approve, Role::Approver),
            };
            step(&mut round, Some(ROADS), action, role);
        }
        step(&mut round, None, Action::Close, Role::Consolidation);
    }
}

fn state_of(round: &Round, agency: Option<&str>) -> State {
    agency.map_or(round.state(), |agency| round.submission(agency).unwrap().state())
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
