//! Every warning is explained before acceptance; an explanation holds as long as the figures it is about.

use amalkard::lifecycle::{Action, Justification, Role, State};
use amalkard_tests::office::{HEALTH, Office, ROADS, figures, justification, usual};

/// Roads had spent 300 before: less is a warning.
fn entered(spent: &str) -> Office {
    let mut office = Office::published();
    enter(&mut office, spent);
    office
}

fn enter(office: &mut Office, spent: &str) {
    let rows = figures(ROADS, "500", spent);
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(rows)).unwrap();
}

fn confirm_and_begin(office: &mut Office) {
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
}

#[test]
fn acceptance_waits_for_every_warning() {
    let mut office = entered("200");
    assert_eq!(office.round.unjustified(ROADS).unwrap().len(), 1);
    confirm_and_begin(&mut office);
    let error = office.usual(ROADS, Action::Accept, Role::Controller).unwrap_err();
    assert_eq!((error.code(), error.causes().len()), ("lifecycle.unjustified", 1));
    assert_eq!(error.causes()[0].place(), Some("lines/530000+1"));
    let error = office.usual(ROADS, Action::Accept, Role::AgencyExpert).unwrap_err();
    assert_eq!(error.code(), "lifecycle.wrong_role");
    let given = justification(ROADS, "برگشت از پرداخت");
    office.act(Some(ROADS), Action::Accept, usual(Role::Controller, ""), |act| act.with_justification(given)).unwrap();
    let justified: Vec<_> = office.round.submission(ROADS).unwrap().justified().values().collect();
    assert_eq!((justified[0].rule.as_str(), justified[0].text.as_str()), ("W1", "برگشت از پرداخت"));
    assert_eq!(justified[0].by.person, "controller");
    office.usual(ROADS, Action::Approve, Role::Approver).unwrap();
}

#[test]
fn the_agency_explains_while_it_enters() {
    let mut office = entered("200");
    office.usual(ROADS, Action::Justify, Role::AgencyExpert).unwrap();
    assert!(office.round.unjustified(ROADS).unwrap().is_empty());
    confirm_and_begin(&mut office);
    office.usual(ROADS, Action::Accept, Role::Controller).unwrap();
}

#[test]
fn an_explanation_stands_only_while_the_figures_are_the_same() {
    let mut office = entered("200");
    office.usual(ROADS, Action::Justify, Role::AgencyExpert).unwrap();
    enter(&mut office, "210");
    assert_eq!(office.round.unjustified(ROADS).unwrap().len(), 1);
    enter(&mut office, "200");
    assert!(office.round.unjustified(ROADS).unwrap().is_empty());
    enter(&mut office, "200.000");
    assert!(office.round.unjustified(ROADS).unwrap().is_empty(), "the same figure, typed otherwise");
}

#[test]
fn a_returned_submission_is_answered_by_an_explanation_alone() {
    let mut office = entered("200");
    confirm_and_begin(&mut office);
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    office.usual(ROADS, Action::Justify, Role::AgencyExpert).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.state(), submission.revision()), (State::Entering, 2));
    confirm_and_begin(&mut office);
    office.usual(ROADS, Action::Accept, Role::Controller).unwrap();
    assert_eq!(office.round.revision_rows(ROADS, 2).unwrap(), figures(ROADS, "500", "200"));
}

#[test]
fn what_is_no_warning_is_not_explained() {
    let mut office = entered("400");
    let error = office.usual(ROADS, Action::Justify, Role::AgencyExpert).unwrap_err();
    assert_eq!(error.code(), "lifecycle.no_finding");
    enter(&mut office, "200");
    let changes: [fn(&mut Justification); 3] =
        [|it| it.rule = "E1".to_owned(), |it| it.key.clear(), |it| it.findings = vec!["00".to_owned()]];
    for change in changes {
        let mut given = justification(ROADS, "؟");
        change(&mut given);
        let expert = usual(Role::AgencyExpert, ROADS);
        let error = office.act(Some(ROADS), Action::Justify, expert, |act| act.with_justification(given)).unwrap_err();
        assert_eq!(error.code(), "lifecycle.no_finding");
    }
    let expert = || usual(Role::AgencyExpert, ROADS);
    let error = office.act(Some(ROADS), Action::Justify, expert(), |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
    let blank = justification(ROADS, "  ");
    let error = office.act(Some(ROADS), Action::Justify, expert(), |act| act.with_justification(blank)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
    let foreign = justification(HEALTH, "؟");
    let error = office.act(Some(ROADS), Action::Justify, expert(), |act| act.with_justification(foreign)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.no_finding");
}

#[test]
fn a_blank_explanation_does_not_buy_acceptance() {
    let mut office = entered("200");
    confirm_and_begin(&mut office);
    let blank = justification(ROADS, " \u{200f}");
    let controller = usual(Role::Controller, "");
    let error = office.act(Some(ROADS), Action::Accept, controller, |act| act.with_justification(blank)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
}
