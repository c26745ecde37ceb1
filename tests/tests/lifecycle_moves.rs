//! The table of moves: everything in it is meant, everything else is refused, and no way leads around control.

use amalkard::lifecycle::{Action, Guard, MOVES, Role, State, Subject, find, from_state};
use std::collections::BTreeSet;

/// Who may do what where, as the process sheet and the separation of duties have it: written by hand, by state.
const MEANT: &str = "
opened:    publish consolidation published, admit consolidation opened
published: extend consolidation published, close consolidation closed, admit consolidation published,
           delegate agency_expert published, delegate agency_head published, delegate controller published, delegate approver published,
           revoke agency_expert published, revoke agency_head published, revoke controller published, revoke approver published
closed:    reopen consolidation published
open:      enter agency_expert entering, edit agency_expert entering, extend consolidation open
entering:  enter agency_expert entering, edit agency_expert entering, justify agency_expert entering, confirm agency_head confirmed, extend consolidation entering
returned:  enter agency_expert entering, edit agency_expert entering, justify agency_expert entering, extend consolidation returned
withdrawn: enter agency_expert entering, edit agency_expert entering, justify agency_expert entering, extend consolidation withdrawn
confirmed: begin_control controller control, withdraw agency_head withdrawn, extend consolidation confirmed
control:   justify controller control, reject controller control, return controller returned, accept controller accepted
accepted:  reject approver accepted, return approver returned, approve approver approved
approved:  reopen consolidation returned
";

type Row = (State, Action, Role, State);

fn meant() -> BTreeSet<Row> {
    let joined = MEANT.trim().replace(",\n", ",");
    let states: Vec<_> = joined.lines().map(|line| line.split_once(':').unwrap()).collect();
    let rows = states.into_iter().flat_map(|(state, moves)| moves.split(',').map(move |row| (state, row)));
    rows.map(|(state, row)| {
        let words: Vec<&str> = row.split_whitespace().collect();
        let [action, role, next] = words[..] else { panic!("{row}") };
        (state.parse().unwrap(), action.parse().unwrap(), role.parse().unwrap(), next.parse().unwrap())
    })
    .collect()
}

#[test]
fn every_state_action_and_role_is_meant_or_refused() {
    let meant = meant();
    let mut legal = 0;
    for &state in State::ALL {
        for &action in Action::ALL {
            for &role in Role::ALL {
                let rows =
                    MOVES.iter().filter(|row| (row.state, row.action, row.role) == (state, action, role)).count();
                let found = find(state, action, role).map(|row| (state, action, role, row.next));
                let expected = meant.iter().copied().find(|row| (row.0, row.1, row.2) == (state, action, role));
                assert_eq!(found, expected, "{state} {action} {role}");
                assert_eq!(rows, usize::from(expected.is_some()), "{state} {action} {role} stands more than once");
                legal += rows;
            }
        }
    }
    assert_eq!(legal, MOVES.len());
    assert_eq!((State::ALL.len(), Action::ALL.len(), Role::ALL.len()), (13, 20, 6));
}

#[test]
fn rounds_stay_rounds_and_submissions_stay_submissions() {
    assert!(MOVES.iter().all(|row| row.state.subject() == row.next.subject()));
    assert_eq!(State::ALL.iter().filter(|state| state.subject() == Subject::Round).count(), 3);
}

#[test]
fn every_state_can_be_reached_and_reaches_the_end() {
    let reach = |from: State| {
        let mut seen = BTreeSet::from([from]);
        let mut todo = vec![from];
        while let Some(state) = todo.pop() {
            todo.extend(from_state(state).map(|row| row.next).filter(|next| seen.insert(*next)));
        }
        seen
    };
    // What only a process with layers knows is not in this table.
    let layers = [State::Submitted, State::Endorsed];
    for &state in State::ALL.iter().filter(|state| !layers.contains(state)) {
        let (first, end) = match state.subject() {
            Subject::Round => (State::Opened, State::Closed),
            Subject::Submission => (State::Open, State::Approved),
        };
        assert!(reach(first).contains(&state), "{state} cannot be reached");
        assert!(reach(state).contains(&end), "{state} is a dead end");
    }
}

#[test]
fn no_way_leads_around_confirmation_or_control() {
    for barred in [State::Confirmed, State::Control, State::Accepted] {
        let mut seen = BTreeSet::from([State::Open]);
        let mut todo = vec![State::Open];
        while let Some(state) = todo.pop() {
            let next = from_state(state).map(|row| row.next).filter(|next| *next != barred);
            todo.extend(next.filter(|next| seen.insert(*next)).collect::<Vec<_>>());
        }
        assert!(!seen.contains(&State::Approved), "approval without {barred}");
    }
}

#[test]
fn guards_keep_duties_apart() {
    for row in MOVES.iter().filter(|row| row.state.subject() == Subject::Submission) {
        let guards = |guard: Guard| row.guards.contains(&guard);
        assert!(guards(Guard::RoundPublished), "{row:?}");
        assert_eq!(guards(Guard::OneDuty), row.role.is_separated(), "{row:?}");
        assert_eq!(guards(Guard::OwnAgency), matches!(row.role, Role::AgencyExpert | Role::AgencyHead), "{row:?}");
        assert_eq!(guards(Guard::OtherAgency), matches!(row.role, Role::Controller | Role::Approver), "{row:?}");
        assert_eq!(guards(Guard::WindowOpen), guards(Guard::OwnAgency), "{row:?}");
        let answers_for_figures = matches!(row.action, Action::Confirm | Action::Accept | Action::Approve);
        assert_eq!(guards(Guard::NothingBlocks), answers_for_figures, "{row:?}");
        assert_eq!(
            guards(Guard::WarningsJustified),
            matches!(row.action, Action::Accept | Action::Approve),
            "every warning is justified before acceptance: {row:?}"
        );
    }
}

#[test]
fn figures_change_by_the_agency_alone() {
    let brings = [Guard::WholeForm, Guard::CellsAsSeen];
    let mut entering = MOVES.iter().filter(|row| brings.iter().any(|guard| row.guards.contains(guard)));
    assert!(entering.all(|row| matches!(row.action, Action::Enter | Action::Edit) && row.role == Role::AgencyExpert));
    let entry = MOVES.iter().filter(|row| matches!(row.action, Action::Enter | Action::Edit));
    assert!(entry.into_iter().all(|row| brings.iter().any(|guard| row.guards.contains(guard))));
}

#[test]
fn names_are_the_same_both_ways_and_unknown_ones_are_told() {
    for &state in State::ALL {
        assert_eq!(state.name().parse(), Ok(state));
        assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{state}\""));
        assert!(!state.title_fa().is_empty() && !state.title_en().is_empty());
    }
    let error = "controler".parse::<Role>().unwrap_err();
    assert_eq!(error.code(), "lifecycle.unknown_role");
    assert_eq!(error.advice().unwrap().1, "did you mean `controller`?");
    assert_eq!("confrim".parse::<Action>().unwrap_err().code(), "lifecycle.unknown_action");
    assert!(serde_json::from_str::<Role>("\"minister\"").unwrap_err().to_string().contains("unknown role `minister`"));
}
