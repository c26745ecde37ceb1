//! Refusals: each says what was tried, why not, who may, until when and what to do, in both languages.

use amalkard::Error;
use amalkard::dataset::Cell;
use amalkard::lifecycle::{Action, Actor, Reason, Role, State};
use amalkard::round::{Act, Opening};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, at, figures, reason, usual};

fn detail<'a>(error: &'a Error, name: &str) -> &'a str {
    error.details().iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

fn expected(error: &Error) -> String {
    serde_json::to_value(error).unwrap()["expected"].as_str().unwrap_or_default().to_owned()
}

/// That an error can be understood: both languages, and what to do.
fn understood(error: &Error) {
    let persian = |text: &str| text.chars().any(|letter| ('آ'..='ی').contains(&letter));
    assert!(persian(error.message_fa()) && !error.message_en().is_empty(), "{error:?}");
    let (fa, en) = error.advice().unwrap_or_else(|| panic!("{error:?} does not say what to do"));
    assert!(persian(fa) && !en.is_empty(), "{error:?}");
    assert!(error.place().is_some(), "{error:?} has no place");
}

#[test]
fn a_confirmer_cannot_control_the_own_figures() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Confirm);
    let head = Actor::new(format!("agency_head-{ROADS}"), Role::Controller);
    let error = office.act(Some(ROADS), Action::BeginControl, head, |act| act).unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.same_person");
    assert_eq!((detail(&error, "tried"), detail(&error, "held")), ("begin_control", "agency_head"));
    assert_eq!(detail(&error, "who_may"), "controller");
    let expert = Actor::new(format!("agency_expert-{ROADS}"), Role::Controller);
    let error = office.act(Some(ROADS), Action::BeginControl, expert, |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.same_person");
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Confirmed);
}

#[test]
fn another_spelling_of_the_name_is_no_other_person() {
    let mut office = Office::published();
    let enter = |person: &str| Actor::new(person, Role::AgencyExpert).of_agency(ROADS);
    office.act(Some(ROADS), Action::Enter, enter("علی ۱۲"), |act| office::filled(act, ROADS)).unwrap();
    for person in ["علي ١٢", " علی\u{200f} 12", "علـی 12"] {
        let head = Actor::new(person, Role::AgencyHead).of_agency(ROADS);
        let error = office.act(Some(ROADS), Action::Confirm, head, |act| act).unwrap_err();
        assert_eq!(error.code(), "lifecycle.same_person", "{person}");
    }
}

#[test]
fn the_controller_cannot_approve_what_he_accepted() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Accept);
    let error =
        office.act(Some(ROADS), Action::Approve, Actor::new("controller", Role::Approver), |act| act).unwrap_err();
    assert_eq!((error.code(), detail(&error, "held")), ("lifecycle.same_person", "controller"));
}

#[test]
fn duties_stay_apart_in_later_revisions_too() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::BeginControl);
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    let controller = Actor::new("controller", Role::AgencyExpert).of_agency(ROADS);
    let error = office.act(Some(ROADS), Action::Enter, controller, |act| office::filled(act, ROADS)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.same_person");
}

#[test]
fn a_person_of_elsewhere_does_not_enter_and_one_of_the_agency_does_not_control() {
    let mut office = Office::published();
    let neighbour = usual(Role::AgencyExpert, HEALTH);
    let error = office.act(Some(ROADS), Action::Enter, neighbour, |act| office::filled(act, ROADS)).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), detail(&error, "agency")), ("lifecycle.foreign_agency", HEALTH));
    let nobody = Actor::new("p", Role::AgencyExpert);
    let error = office.act(Some(ROADS), Action::Enter, nobody, |act| office::filled(act, ROADS)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.foreign_agency");
    office.up_to(ROADS, Action::Confirm);
    let own = Actor::new("p", Role::Controller).of_agency("۵۳۰۰۰۰");
    let error = office.act(Some(ROADS), Action::BeginControl, own, |act| act).unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.own_agency");
    let other = Actor::new("p", Role::Controller).of_agency(HEALTH);
    office.act(Some(ROADS), Action::BeginControl, other, |act| act).unwrap();
}

#[test]
fn a_wrong_role_is_told_whose_work_it_is_and_an_illegal_move_what_is_possible() {
    let mut office = Office::published();
    let error = office.act(Some(ROADS), Action::Enter, usual(Role::Controller, ""), |act| act).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), detail(&error, "who_may")), ("lifecycle.wrong_role", "agency_expert"));
    assert!(error.advice().unwrap().0.contains("کارشناس دستگاه اجرایی"));
    let error = office.usual(ROADS, Action::Approve, Role::Approver).unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.illegal_move");
    assert_eq!(expected(&error), "enter (agency_expert), edit (agency_expert), extend (consolidation)");
    assert_eq!(error.place(), Some("submission/530000"));
    office.up_to(ROADS, Action::Approve);
    let error = office.usual(ROADS, Action::Return, Role::Controller).unwrap_err();
    assert_eq!(expected(&error), "reopen (consolidation)");
}

#[test]
fn nobody_works_before_the_round_is_published() {
    let mut office = Office::opened();
    let error = office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), detail(&error, "round")), ("lifecycle.not_published", "opened"));
    let error = office.act(None, Action::Publish, usual(Role::Approver, ""), |act| act).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.wrong_role", Some("round")));
}

#[test]
fn blocking_findings_stop_the_agency_and_name_themselves() {
    let mut office = Office::published();
    let rows = figures(ROADS, "500", "501");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.blocked");
    assert_eq!(error.causes().len(), 1);
    assert_eq!(detail(&error.causes()[0], "rule"), "E1");
    assert_eq!(error.causes()[0].message_en(), "spent 501 exceeds allocated 500");
    assert_eq!(office.round.findings(ROADS).unwrap().len(), 1);
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Entering);
}

#[test]
fn what_blocks_approval_does_not_block_before() {
    let mut office = Office::published();
    let rows = figures(ROADS, "1001", "400");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    for (action, role) in office::USUAL_WAY.into_iter().skip(1).take(3) {
        office.usual(ROADS, action, role).unwrap();
    }
    let error = office.usual(ROADS, Action::Approve, Role::Approver).unwrap_err();
    assert_eq!((error.code(), detail(&error.causes()[0], "rule")), ("lifecycle.blocked", "P1"));
}

#[test]
fn a_cell_that_cannot_be_read_stays_and_blocks() {
    let mut office = Office::published();
    let rows = figures(ROADS, "500", "12/5");
    let expert = usual(Role::AgencyExpert, ROADS);
    office.act(Some(ROADS), Action::Enter, expert, |act| act.with_rows(rows.clone())).unwrap();
    assert_eq!(office.round.rows(ROADS).unwrap(), rows);
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!((error.code(), detail(&error.causes()[0], "rule")), ("lifecycle.blocked", "amount.ambiguous"));
}

#[test]
fn figures_of_another_agency_and_floats_are_refused_with_their_place() {
    let mut office = Office::published();
    let expert = || usual(Role::AgencyExpert, ROADS);
    let mut rows = figures(ROADS, "500", "400");
    rows.extend(figures(HEALTH, "1", "1"));
    let error = office.act(Some(ROADS), Action::Enter, expert(), |act| act.with_rows(rows)).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), error.place()), ("lifecycle.foreign_row", Some("lines/1/agency")));
    let mut rows = figures(ROADS, "500", "400");
    rows[0].remove("agency");
    let error = office.act(Some(ROADS), Action::Enter, expert(), |act| act.with_rows(rows)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.foreign_row");
    let mut rows = figures(ROADS, "500", "400");
    rows[0].insert("spent".to_owned(), Cell::Float("400.1".to_owned()));
    let error = office.act(Some(ROADS), Action::Enter, expert(), |act| act.with_rows(rows)).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), error.place()), ("amount.float", Some("lines/0/spent")));
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Open);
}

#[test]
fn the_second_of_two_editors_is_told_and_nothing_is_lost() {
    let mut office = Office::published();
    let colleague = Actor::new("colleague", Role::AgencyExpert).of_agency(ROADS).named("خانم رضایی");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let seen = office.round.submission(ROADS).unwrap().last_seq();
    let mine = figures(ROADS, "500", "410");
    office.act(Some(ROADS), Action::Enter, colleague, |act| act.with_rows(mine.clone())).unwrap();
    let expert = usual(Role::AgencyExpert, ROADS);
    let error = office
        .act(Some(ROADS), Action::Enter, expert, |act| {
            let mut act = office::filled(act, ROADS);
            act.expected_seq = Some(seen);
            act
        })
        .unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.conflict");
    assert_eq!((detail(&error, "expected"), detail(&error, "found")), ("3", "4"));
    assert_eq!(detail(&error, "last"), "enter: خانم رضایی");
    assert_eq!(office.round.rows(ROADS).unwrap(), mine);
    let head = usual(Role::AgencyHead, ROADS);
    let expect = |revision: u32| {
        move |mut act: Act| {
            act.expected_revision = Some(revision);
            act
        }
    };
    let error = office.act(Some(ROADS), Action::Confirm, head.clone(), expect(2)).unwrap_err();
    assert_eq!((detail(&error, "expected"), detail(&error, "found")), ("2", "1"));
    office.act(Some(ROADS), Action::Confirm, head, expect(1)).unwrap();
}

#[test]
fn a_clock_that_goes_backwards_is_refused() {
    let mut office = Office::published();
    office.now = at("2025-09-27T04:59:59Z");
    let error = office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), error.place()), ("lifecycle.clock_backwards", Some("at")));
    office.now = at("2025-09-27T05:00:00Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
}

#[test]
fn an_unknown_agency_a_nameless_person_and_useless_payload_are_refused() {
    let mut office = Office::published();
    let error = office.usual("530001", Action::Enter, Role::AgencyExpert).unwrap_err();
    understood(&error);
    assert_eq!(error.code(), "lifecycle.unknown_agency");
    assert_eq!(error.advice().unwrap().1, "did you mean `530000`?");
    let nobody = Actor::new(" ", Role::AgencyExpert).of_agency(ROADS);
    let error = office.act(Some(ROADS), Action::Enter, nobody, |act| office::filled(act, ROADS)).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.no_person", Some("by/person")));
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let head = usual(Role::AgencyHead, ROADS);
    let error = office.act(Some(ROADS), Action::Confirm, head, |act| act.with_rows(Vec::new())).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), error.place()), ("lifecycle.unused", Some("rows")));
}

/// The round itself has no revision, and opening it again moves no window: `extend` does.
#[test]
fn the_round_refuses_what_only_a_submission_has() {
    let mut office = Office::published();
    let group = || usual(Role::Consolidation, "");
    let error = office.act(None, Action::Close, group(), |act| Act { expected_revision: Some(1), ..act });
    let error = error.unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.unused", Some("expected_revision")));
    // But who was faster is asked here too: the round's last event is number 2.
    let error = office.act(None, Action::Close, group(), |act| Act { expected_seq: Some(1), ..act }).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), detail(&error, "found")), ("lifecycle.conflict", "2"));
    office.act(None, Action::Close, group(), |act| act).unwrap();
    let until = amalkard::PersianDate::parse("1404-12-01").unwrap();
    let error = office.act(None, Action::Reopen, group(), |act| act.with_comment("late").until(until)).unwrap_err();
    understood(&error);
    assert_eq!((error.code(), error.place()), ("lifecycle.unused", Some("until")));
    office.act(None, Action::Reopen, group(), |act| act.with_comment("late")).unwrap();
}

#[test]
fn a_return_needs_reasons_that_point_at_something() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::BeginControl);
    let mut refused = |reasons: Vec<Reason>| {
        let controller = usual(Role::Controller, ROADS);
        let with = |mut act: Act| {
            act.reasons = reasons;
            act
        };
        office.act(Some(ROADS), Action::Return, controller, with).unwrap_err()
    };
    assert_eq!(refused(Vec::new()).code(), "lifecycle.unexplained");
    assert_eq!(refused(vec![reason(" ")]).code(), "lifecycle.unexplained");
    let error = refused(vec![Reason { line: Some("7".to_owned()), ..reason("؟") }]);
    understood(&error);
    assert_eq!(error.code(), "lifecycle.unknown_line");
    let error = refused(vec![Reason { field: Some("spend".to_owned()), ..reason("؟") }]);
    assert_eq!((error.code(), error.advice().unwrap().1), ("lifecycle.unknown_field", "did you mean `spent`?"));
}

#[test]
fn what_is_possible_now_is_listed_and_why_the_rest_is_not() {
    let office = Office::published();
    let now = office.now;
    let of = |actor: &Actor, agency: Option<&str>| {
        let list = office.round.legal_actions(agency, actor, now).unwrap();
        list.into_iter().map(|item| (item.action, item.refusal.map(|error| error.code()))).collect::<Vec<_>>()
    };
    let (illegal, role) = (Some("lifecycle.illegal_move"), Some("lifecycle.wrong_role"));
    let expected = [
        (Action::Extend, role),
        (Action::Enter, None),
        (Action::Edit, None),
        (Action::Justify, illegal),
        (Action::Confirm, illegal),
        (Action::Withdraw, illegal),
        (Action::BeginControl, illegal),
        (Action::Return, illegal),
        (Action::Reject, illegal),
        (Action::Accept, illegal),
        (Action::Approve, illegal),
        (Action::Reopen, illegal),
    ];
    assert_eq!(of(&usual(Role::AgencyExpert, ROADS), Some(ROADS)), expected);
    let foreign = of(&usual(Role::AgencyExpert, HEALTH), Some(ROADS));
    assert_eq!(foreign[1], (Action::Enter, Some("lifecycle.foreign_agency")));
    let group = of(&usual(Role::Consolidation, ""), None);
    let expected = [
        (Action::Publish, illegal),
        (Action::Extend, None),
        (Action::Admit, None),
        (Action::Delegate, role),
        (Action::Revoke, role),
        (Action::Reopen, illegal),
        (Action::Close, None),
    ];
    assert_eq!(group, expected);
    assert_eq!(
        office.round.legal_actions("7", &usual(Role::Consolidation, ""), now).unwrap_err().code(),
        "lifecycle.unknown_agency"
    );
}

#[test]
fn json_with_unknown_names_is_refused_with_their_code() {
    let act = |text: &str| Act::from_json(text).unwrap_err().code();
    let by = r#""by": {"person": "p", "role": "controller"}, "at": "2025-09-27T05:00:00Z""#;
    assert_eq!(act(&format!(r#"{{"action": "aprove", {by}}}"#)), "lifecycle.unknown_action");
    assert_eq!(
        act(r#"{"action": "approve", "by": {"person": "p", "role": "minister"}, "at": "2025-09-27T05:00:00Z"}"#),
        "lifecycle.unknown_role"
    );
    assert_eq!(act(&format!(r#"{{"action": "approve", {by}, "rank": 1}}"#)), "lifecycle.bad_act");
    assert_eq!(
        act(r#"{"action": "approve", "by": {"person": "p", "role": "controller"}, "at": "yesterday"}"#),
        "lifecycle.bad_act"
    );
    assert_eq!(act("{"), "lifecycle.bad_act");
    // Of a field that stands twice most readers of JSON lose the first.
    assert_eq!(
        act(&format!(r#"{{"action": "enter", {by}, "rows": [{{"spent": "1", "spent": "2"}}]}}"#)),
        "lifecycle.bad_act"
    );
    assert_eq!(Opening::from_json("{}").unwrap_err().code(), "round.bad_opening");
}
