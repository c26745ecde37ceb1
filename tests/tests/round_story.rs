//! A round from opening to approval, and again after it was opened anew.

use amalkard::dataset::{Cell, Row};
use amalkard::lifecycle::{Action, Actor, Reason, Role, State};
use amalkard::round::{Include, Round};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, at, figures, usual};

fn state(office: &Office, agency: &str) -> State {
    office.round.submission(agency).unwrap().state()
}

#[test]
fn opening_freezes_the_terms_in_force_and_pins_the_rules() {
    let office = Office::opened();
    let opened = office.round.opened();
    assert_eq!(office.round.state(), State::Opened);
    assert_eq!(opened.terms_on.to_string(), "1404-06-31");
    assert_eq!(opened.rulebook, "office");
    assert_eq!(opened.rulebook_digest, office::book().digest());
    assert_eq!(opened.agencies[HEALTH], "بهداشت");
    let text = |row: &Row, field: &str| row.get(field).map(Cell::to_string);
    let roads = &opened.agreement[0];
    let expected = [
        ("agency", ROADS),
        ("agency_title", "راه و شهرسازی"),
        ("province", "67"),
        ("year", "1404"),
        ("line", "1"),
        ("kind", "expense"),
        ("title", "هزینه جاری"),
        ("approved", "1000"),
        ("amended", "1000"),
    ];
    for (field, value) in expected {
        assert_eq!(text(roads, field).as_deref(), Some(value), "{field}");
    }
    assert_eq!(roads.len(), expected.len());
    assert_eq!(opened.agreement.len(), 2);
}

#[test]
fn a_submission_goes_through_the_four_stages() {
    let mut office = Office::published();
    let seen = [State::Entering, State::Confirmed, State::Control, State::Accepted, State::Approved];
    for ((action, role), expected) in office::USUAL_WAY.into_iter().zip(seen) {
        office.usual(ROADS, action, role).unwrap();
        assert_eq!(state(&office, ROADS), expected);
        assert_eq!(state(&office, HEALTH), State::Open);
    }
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.revision(), submission.approved(), submission.returns()), (1, Some(1), 0));
    assert_eq!(submission.duties().len(), 4);
    let revision = &submission.revisions()[0];
    assert_eq!(revision.approved_by.as_ref().map(|by| by.person.as_str()), Some("approver"));
    assert_eq!(revision.outcome, Some(State::Approved));
    assert_eq!(office.round.rows(ROADS).unwrap(), figures(ROADS, "500", "400"));
    assert_eq!(office.round.events().len(), 7);
    let verdict = office.round.events()[3].payload.verdict.as_ref().unwrap();
    assert_eq!((verdict.errors, verdict.warnings), (0, 0));
}

#[test]
fn agencies_are_found_however_their_code_is_typed() {
    let mut office = Office::published();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    assert_eq!(office.round.submission("۵۳۰۰۰۰").unwrap().state(), State::Entering);
    let rows = figures("٥٣٠٠٠٠", "500", "450");
    let by = usual(Role::AgencyExpert, "۵۳۰۰۰۰");
    office.act(Some("۵۳۰۰۰۰"), Action::Enter, by, |act| act.with_rows(rows)).unwrap();
    assert_eq!(office.round.events().last().unwrap().agency.as_deref(), Some(ROADS));
}

#[test]
fn a_return_carries_reasons_by_line_and_field_and_makes_a_new_revision() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::BeginControl);
    let reason = Reason {
        line: Some("1".to_owned()),
        field: Some("spent".to_owned()),
        rule: Some("C06".to_owned()),
        text: "هزینه با صورت حساب نمی‌خواند".to_owned(),
    };
    let given = reason.clone();
    let controller = usual(Role::Controller, ROADS);
    office.act(Some(ROADS), Action::Return, controller, |act| act.with_reason(given)).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.state(), submission.returns()), (State::Returned, 1));
    assert_eq!(submission.reasons(), [reason]);
    assert_eq!(submission.revisions()[0].outcome, Some(State::Returned));
    let rows = figures(ROADS, "500", "410");
    let expert = usual(Role::AgencyExpert, ROADS);
    office.act(Some(ROADS), Action::Enter, expert.clone(), |act| act.with_rows(rows)).unwrap();
    let rows = figures(ROADS, "500", "420");
    office.act(Some(ROADS), Action::Enter, expert, |act| act.with_rows(rows)).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().revision(), 2);
    for (action, role) in office::USUAL_WAY.into_iter().skip(1) {
        office.usual(ROADS, action, role).unwrap();
    }
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.approved(), submission.revisions().len()), (Some(2), 2));
    assert!(submission.reasons().is_empty());
    assert_eq!(office.round.revision_rows(ROADS, 1).unwrap(), figures(ROADS, "500", "400"));
    assert_eq!(office.round.revision_rows(ROADS, 2).unwrap(), figures(ROADS, "500", "420"));
    assert_eq!(office.round.revision_rows(ROADS, 3).unwrap_err().code(), "lifecycle.unknown_revision");
}

#[test]
fn the_approver_can_return_too() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Accept);
    office.usual(ROADS, Action::Return, Role::Approver).unwrap();
    assert_eq!(state(&office, ROADS), State::Returned);
}

#[test]
fn reopening_clears_the_approval_and_keeps_the_approved_revision_readable() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve);
    office.usual(ROADS, Action::Reopen, Role::Consolidation).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.state(), submission.approved()), (State::Returned, None));
    assert_eq!(submission.revisions()[0].outcome, Some(State::Approved));
    assert!(submission.revisions()[0].approved_at.is_some());
    assert_eq!(office.round.revision_rows(ROADS, 1).unwrap(), figures(ROADS, "500", "400"));
    assert_eq!(office.round.dataset(Include::Approved).unwrap().agencies.len(), 0);
    let rows = figures(ROADS, "500", "450");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().revision(), 2);
    assert_eq!(office.round.revision_rows(ROADS, 1).unwrap(), figures(ROADS, "500", "400"));
}

#[test]
fn consolidation_gets_what_is_approved_and_is_told_what_is_missing() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).up_to(HEALTH, Action::Confirm);
    let approved = office.round.dataset(Include::Approved).unwrap();
    assert_eq!(approved.agencies, [ROADS]);
    assert_eq!(approved.dataset.table("lines").unwrap().rows(), 1);
    assert_eq!(approved.dataset.table("agreement").unwrap().rows(), 2);
    let missing = &approved.missing[0];
    assert_eq!((missing.agency.as_str(), missing.title.as_str(), missing.lines), (HEALTH, "بهداشت", 1));
    assert_eq!((missing.state, missing.stage.unwrap().number()), (State::Confirmed, 3));
    let entered = office.round.dataset(Include::Entered).unwrap();
    assert_eq!((entered.agencies.len(), entered.missing.len()), (2, 0));
    assert_eq!(entered.dataset.table("lines").unwrap().rows(), 2);
}

#[test]
fn a_closed_round_stands_still_until_it_is_reopened_with_a_reason() {
    let mut office = Office::published();
    let group = usual(Role::Consolidation, "");
    office.act(None, Action::Close, group.clone(), |act| act).unwrap();
    let error = office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap_err();
    assert_eq!(error.code(), "lifecycle.not_published");
    let error = office.act(None, Action::Reopen, group.clone(), |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
    office.act(None, Action::Reopen, group, |act| act.with_comment("گزارش جامانده بهداشت")).unwrap();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
}

#[test]
fn an_agency_may_have_nothing_to_report_but_says_so() {
    let mut office = Office::published();
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(Vec::new())).unwrap();
    assert_eq!(state(&office, ROADS), State::Entering);
    let error = office.act(Some(HEALTH), Action::Enter, usual(Role::AgencyExpert, HEALTH), |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
}

#[test]
fn only_the_consolidation_group_opens_a_round_and_only_from_sound_agreements() {
    let refused = |change: fn(&mut amalkard::round::Opening)| {
        let mut opening = office::opening();
        change(&mut opening);
        Round::open(opening, office::book()).unwrap_err().code()
    };
    assert_eq!(refused(|it| it.by = Actor::new("x", Role::Controller)), "lifecycle.wrong_role");
    assert_eq!(refused(|it| it.by.person = " \u{200f}".to_owned()), "lifecycle.no_person");
    assert_eq!(refused(|it| it.id = " ".to_owned()), "round.no_id");
    assert_eq!(refused(|it| it.agreements.clear()), "round.no_agreements");
    assert_eq!(refused(|it| it.agreements.push(it.agreements[0].clone())), "round.duplicate_line");
    assert_eq!(refused(|it| it.period = "1403/6m".parse().unwrap()), "round.wrong_year");
    assert_eq!(refused(|it| it.process.stages.clear()), "lifecycle.bad_process");
    assert_eq!(refused(|it| it.terms_on = Some("1404-01-31".parse().unwrap())), "agreement.not_in_force");
    let float = |it: &mut amalkard::round::Opening| {
        it.previous[0].insert("spent".to_owned(), Cell::Float("0.1".to_owned()));
    };
    assert_eq!(refused(float), "amount.float");
}

#[test]
fn terms_are_those_of_the_last_day_of_the_period_or_of_the_opening() {
    let mut early = office::opening();
    early.at = at("2025-09-20T05:00:00Z");
    assert_eq!(Round::open(early, office::book()).unwrap().opened().terms_on.to_string(), "1404-06-29");
}
