//! Delegation: for some days, with both names on record, and never a way round the separation of duties.

use amalkard::Error;
use amalkard::lifecycle::{Action, Actor, Delegation, Role, State};
use amalkard_tests::office::{Office, ROADS, usual, window};

fn deputy(role: Role, agency: Option<&str>) -> Actor {
    Actor { agency: agency.map(str::to_owned), ..Actor::new("deputy", role) }
}

fn delegate(office: &mut Office, by: Actor, delegate: Actor, from: &str, to: &str) -> Result<(), Error> {
    let delegation = Delegation { delegate, window: Some(window(from, to)) };
    office.act(None, Action::Delegate, by, |act| act.with_delegation(delegation))
}

#[test]
fn a_deputy_confirms_for_the_head_and_both_are_on_record() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Enter);
    let (head, deputy) = (usual(Role::AgencyHead, ROADS), deputy(Role::AgencyHead, Some(ROADS)));
    let tried = office.act(Some(ROADS), Action::Confirm, deputy.clone(), |act| act.on_behalf_of(head.clone()));
    let error = tried.unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.not_delegated", Some("on_behalf_of")));
    delegate(&mut office, head.clone(), deputy.clone(), "1404-07-05", "1404-07-06").unwrap();
    office.act(Some(ROADS), Action::Confirm, deputy.clone(), |act| act.on_behalf_of(head.clone())).unwrap();
    let event = office.round.events().last().unwrap();
    assert_eq!((&event.actor, event.on_behalf_of.as_ref()), (&deputy, Some(&head)));
    let duties = office.round.submission(ROADS).unwrap().duties();
    assert_eq!((duties["deputy"], duties[&head.identity()]), (Role::AgencyHead, Role::AgencyHead));
    let one = office.round.delegations().next().unwrap();
    assert_eq!((&one.principal, &one.delegate, one.revoked), (&head, &deputy, None));
}

#[test]
fn the_last_day_of_a_delegation_is_in_it_and_the_next_is_not() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Enter);
    let (head, deputy) = (usual(Role::AgencyHead, ROADS), deputy(Role::AgencyHead, Some(ROADS)));
    delegate(&mut office, head.clone(), deputy.clone(), "1404-07-05", "1404-07-06").unwrap();
    // Midnight in Tehran after 6 Mehr 1404 is 20:30 UTC of 28 September.
    let confirm = |office: &mut Office, at: &str| {
        office.now = amalkard_tests::office::at(at);
        office.act(Some(ROADS), Action::Confirm, deputy.clone(), |act| act.on_behalf_of(head.clone()))
    };
    let mut late = office.clone();
    let error = confirm(&mut late, "2025-09-28T20:30:00Z").unwrap_err();
    let detail = |name: &str| error.details().iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(
        (error.code(), detail("until"), detail("today")),
        ("lifecycle.not_delegated", Some("1404-07-06"), Some("1404-07-07"))
    );
    confirm(&mut office, "2025-09-28T20:29:59Z").unwrap();
}

#[test]
fn a_revoked_delegation_is_over_and_says_so() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Enter);
    let (head, deputy) = (usual(Role::AgencyHead, ROADS), deputy(Role::AgencyHead, Some(ROADS)));
    let revoke = |office: &mut Office| {
        let delegation = Delegation { delegate: deputy.clone(), window: None };
        office.act(None, Action::Revoke, head.clone(), |act| act.with_delegation(delegation))
    };
    assert_eq!(revoke(&mut office).unwrap_err().code(), "lifecycle.bad_delegation");
    delegate(&mut office, head.clone(), deputy.clone(), "1404-07-05", "1404-07-30").unwrap();
    revoke(&mut office).unwrap();
    let tried = office.act(Some(ROADS), Action::Confirm, deputy.clone(), |act| act.on_behalf_of(head.clone()));
    let error = tried.unwrap_err();
    assert_eq!(error.code(), "lifecycle.not_delegated");
    assert!(error.message_en().contains("revoked") && error.message_fa().contains("لغو"));
}

#[test]
fn nobody_approves_himself_through_delegation() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Accept);
    let approver = usual(Role::Approver, "");
    // The controller, who has accepted, is asked by the approver to approve in his place.
    let controller = Actor { role: Role::Approver, ..usual(Role::Controller, "") };
    delegate(&mut office, approver.clone(), controller.clone(), "1404-07-05", "1404-07-30").unwrap();
    let tried = office.act(Some(ROADS), Action::Approve, controller.clone(), |act| act.on_behalf_of(approver.clone()));
    assert_eq!(tried.unwrap_err().code(), "lifecycle.same_person");
    // The expert who has entered, though his host calls him one of the organisation's now.
    let expert = Actor { role: Role::Approver, agency: None, ..usual(Role::AgencyExpert, ROADS) };
    delegate(&mut office, approver.clone(), expert.clone(), "1404-07-05", "1404-07-30").unwrap();
    let tried = office.act(Some(ROADS), Action::Approve, expert, |act| act.on_behalf_of(approver.clone()));
    assert_eq!(tried.unwrap_err().code(), "lifecycle.same_person");
    // The other way round: the controller as approver delegates to somebody with no duty, but the duty is still his.
    let stranger = Actor::new("stranger", Role::Approver);
    delegate(&mut office, controller.clone(), stranger.clone(), "1404-07-05", "1404-07-30").unwrap();
    let tried = office.act(Some(ROADS), Action::Approve, stranger.clone(), |act| act.on_behalf_of(controller.clone()));
    assert_eq!(tried.unwrap_err().code(), "lifecycle.same_person");
    // With the approver's own delegation the stranger may.
    delegate(&mut office, approver.clone(), stranger.clone(), "1404-07-05", "1404-07-30").unwrap();
    office.act(Some(ROADS), Action::Approve, stranger, |act| act.on_behalf_of(approver)).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Approved);
}

#[test]
fn what_cannot_be_passed_on_is_said() {
    let mut office = Office::published();
    let head = usual(Role::AgencyHead, ROADS);
    let mut place = |delegate_to: Actor, from: &str, to: &str| {
        let error = delegate(&mut office, head.clone(), delegate_to, from, to).unwrap_err();
        assert!(matches!(error.code(), "lifecycle.bad_delegation" | "lifecycle.no_person"), "{error:?}");
        error.place().unwrap().to_owned()
    };
    let (from, to) = ("1404-07-05", "1404-07-30");
    assert_eq!(place(head.clone(), from, to), "delegation/delegate/person");
    assert_eq!(place(deputy(Role::Controller, Some(ROADS)), from, to), "delegation/delegate/role");
    assert_eq!(place(deputy(Role::AgencyHead, Some("530100")), from, to), "delegation/delegate/agency");
    assert_eq!(place(deputy(Role::AgencyHead, None), from, to), "delegation/delegate/agency");
    assert_eq!(place(deputy(Role::AgencyHead, Some(ROADS)), "1404-07-01", "1404-07-04"), "delegation/window");
    assert_eq!(
        place(Actor { person: " ".to_owned(), ..deputy(Role::AgencyHead, Some(ROADS)) }, from, to),
        "delegation/delegate/person"
    );
    // What was passed on is not passed on again.
    let deputy = deputy(Role::AgencyHead, Some(ROADS));
    delegate(&mut office, head.clone(), deputy.clone(), from, to).unwrap();
    let third =
        Delegation { delegate: Actor { person: "third".to_owned(), ..deputy.clone() }, window: Some(window(from, to)) };
    let tried =
        office.act(None, Action::Delegate, deputy.clone(), |act| act.with_delegation(third).on_behalf_of(head.clone()));
    assert_eq!((tried.unwrap_err().code()), "lifecycle.bad_delegation");
    // What a deputy may do now is listed like anybody's.
    office.up_to(ROADS, Action::Enter);
    let list = office.round.legal_actions_for(ROADS, &deputy, Some(&head), office.now).unwrap();
    assert!(list.iter().any(|one| one.action == Action::Confirm && one.possible));
}
