//! Long random histories: whatever happens, the replayed log is the same round, and refusals leave no trace.

use amalkard::lifecycle::{Action, Actor, Role};
use amalkard::round::{Act, Round};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, figures};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::cell::Cell;

/// One attempt: which agency, what, by which of few persons in which role, what is spent, how much later in hours.
type Attempt = (usize, Action, usize, usize, u16, u8);

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    // Weighted by what leads on, so that long histories come about.
    let action = prop::sample::select(vec![
        Action::Extend,
        Action::Enter,
        Action::Enter,
        Action::Edit,
        Action::Edit,
        Action::Justify,
        Action::Justify,
        Action::Confirm,
        Action::Confirm,
        Action::Confirm,
        Action::Withdraw,
        Action::BeginControl,
        Action::BeginControl,
        Action::BeginControl,
        Action::Reject,
        Action::Return,
        Action::Accept,
        Action::Accept,
        Action::Accept,
        Action::Approve,
        Action::Approve,
        Action::Reopen,
        Action::Delegate,
        Action::Revoke,
        Action::Admit,
    ]);
    prop::collection::vec((0_usize..2, action, 0_usize..5, 0_usize..4, 150_u16..520, 0_u8..3), 120)
}

fn attempt(office: &mut Office, (agency, action, person, role, spent, hours): Attempt) -> bool {
    let agency = [ROADS, HEALTH][agency];
    let table = amalkard::lifecycle::MOVES.iter().filter(|row| row.action == action);
    let roles: Vec<Role> = table.map(|row| row.role).collect();
    let role = roles.get(role % roles.len().max(1)).copied().unwrap_or(Role::Consolidation);
    let own = role.is_of_agency();
    let by = Actor { agency: own.then(|| agency.to_owned()), ..Actor::new(format!("p{person}"), role) };
    office.now += TimeDelta::hours(i64::from(hours));
    let of_round = matches!(action, Action::Delegate | Action::Revoke | Action::Admit);
    let mut act = office::filled_for(Act::new(action, by, office.now), agency, &office.round);
    if action == Action::Edit && spent % 3 == 0 {
        // Seen long ago: whoever is slower is refused.
        act.edits[0].from = spent.to_string().into();
    } else if action == Action::Edit {
        act.edits[0].to = spent.to_string().into();
    }
    if action == Action::Enter {
        act = act.with_rows(figures(agency, "500", &spent.to_string()));
    }
    if action == Action::Accept && spent % 2 == 0 {
        act = act.with_justification(office::justification(agency, "توضیح"));
    }
    office.round.act((!of_round).then_some(agency), act).is_ok()
}

#[test]
fn replay_of_the_log_is_the_round() {
    let moved = Cell::new(0);
    let few = ProptestConfig { cases: 24, ..ProptestConfig::default() };
    proptest!(few, |(attempts in attempts())| {
        let mut office = Office::published();
        let book = office::book();
        for one in attempts {
            let before = (office.round.digest().unwrap(), office.round.events().len());
            if attempt(&mut office, one) {
                moved.set(moved.get() + 1);
                prop_assert_eq!(office.round.events().len(), before.1 + 1);
            } else {
                prop_assert_eq!((office.round.digest().unwrap(), office.round.events().len()), before);
            }
        }
        let log = office.round.log().unwrap();
        let again = Round::replay(&log, Some(book)).unwrap();
        prop_assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
        prop_assert_eq!(again.log().unwrap(), log);
    });
    // One history may do next to nothing; all of them together must not.
    assert!(24 < moved.get(), "only {} moves in 24 histories", moved.get());
}

#[test]
fn a_round_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Round>();
}
