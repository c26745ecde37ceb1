//! What users of similar systems complain about, each as a promise that is kept here.

use amalkard::lifecycle::{Action, Actor, Role, State};
use amalkard::round::Act;
use amalkard_tests::office::{self, Office, ROADS, figures, usual};

fn detail<'a>(error: &'a amalkard::Error, name: &str) -> Option<&'a str> {
    error.details().iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// «تأیید را در سطح پایین برداشتم و تأیید بالاتر باقی ماند»: an approval below a higher one is not taken back.
#[test]
fn taking_back_below_a_higher_approval_is_refused_naming_it() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Accept);
    let error = office.usual(ROADS, Action::Withdraw, Role::AgencyHead).unwrap_err();
    assert_eq!(
        (error.code(), detail(&error, "because"), detail(&error, "by")),
        ("lifecycle.higher_approval", Some("accept"), Some("controller"))
    );
    office.usual(ROADS, Action::Approve, Role::Approver).unwrap();
    for (action, role) in
        [(Action::Withdraw, Role::AgencyHead), (Action::Return, Role::Controller), (Action::Return, Role::Approver)]
    {
        let error = office.usual(ROADS, action, role).unwrap_err();
        assert_eq!(
            (error.code(), detail(&error, "because"), detail(&error, "by")),
            ("lifecycle.higher_approval", Some("approve"), Some("approver"))
        );
        assert!(error.message_fa().contains("«approver»") && error.message_en().contains("approver"));
        assert_eq!(detail(&error, "who_may"), Some("consolidation"));
        assert!(error.advice().unwrap().1.contains("reopen (consolidation)"));
    }
    // Nor is a submission opened again in a round that is closed; who closed it is said.
    office.act(None, Action::Close, usual(Role::Consolidation, ""), |act| act).unwrap();
    let error = office.usual(ROADS, Action::Reopen, Role::Consolidation).unwrap_err();
    assert_eq!(
        (error.code(), detail(&error, "because"), detail(&error, "by")),
        ("lifecycle.not_published", Some("close"), Some("groupleader"))
    );
}

/// «پس از بازگشایی هنوز تأییدشده نشان می‌داد»: a reopened submission keeps no approval, and what was approved is readable.
#[test]
fn a_reopened_submission_does_not_keep_its_approval() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).usual(ROADS, Action::Reopen, Role::Consolidation).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.approved(), submission.state()), (None, State::Returned));
    assert_eq!(office.round.dataset(amalkard::round::Include::Approved).unwrap().agencies.len(), 0);
    assert_eq!(submission.revisions()[0].outcome, Some(State::Approved), "what was approved is on record");
    assert_eq!(office.round.revision_rows(ROADS, 1).unwrap(), figures(ROADS, "500", "400"));
    // The next revision goes the whole way again: nothing of the old approval carries over.
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let error = office.usual(ROADS, Action::Approve, Role::Approver).unwrap_err();
    assert_eq!(error.code(), "lifecycle.illegal_move");
    for (action, role) in &office::USUAL_WAY[1..] {
        office.usual(ROADS, *action, *role).unwrap();
    }
    assert_eq!(office.round.submission(ROADS).unwrap().approved(), Some(2));
}

/// «روز آخر مهلت بسته بود»: the last day is open to its last second, by the clock of where the round is held.
#[test]
fn the_last_day_of_a_window_is_open() {
    let mut office = Office::published();
    assert_eq!(office.round.entry_window().unwrap().to_string(), "1404-07-05..1404-07-11");
    // 11 Mehr 1404 ends in Tehran at 20:30 UTC of 3 October 2025.
    office.now = office::at("2025-10-03T20:29:59Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    office.now = office::at("2025-10-03T20:30:00Z");
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!(
        (error.code(), detail(&error, "until"), detail(&error, "today")),
        ("lifecycle.window_closed", Some("1404-07-11"), Some("1404-07-12"))
    );
    assert_eq!(detail(&error, "who_may"), Some("consolidation"));
}

/// «قفل است»: locked always says why, by whom, since when and until when.
#[test]
fn locked_says_why_by_whom_and_until_when() {
    let mut office = Office::published();
    for (done, because, by, until) in [
        (Action::Confirm, "confirm", "agency_head-530000", "1404-09-04"), // two months from 5 Mehr
        (Action::BeginControl, "begin_control", "controller", "1404-09-04"),
        (Action::Accept, "accept", "approver", "1404-07-11"),
    ] {
        let role = office::USUAL_WAY.iter().find(|(action, _)| *action == done).unwrap().1;
        if done == Action::Confirm {
            office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
        }
        office.usual(ROADS, done, role).unwrap();
        let error = office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap_err();
        assert_eq!((error.code(), detail(&error, "because")), ("lifecycle.illegal_move", Some(because)));
        let by = if done == Action::Accept { "controller" } else { by };
        assert_eq!((detail(&error, "by"), detail(&error, "until")), (Some(by), Some(until)));
        assert!(detail(&error, "since").unwrap().starts_with("2025-09-27T"), "{error:?}");
        assert!(!detail(&error, "who_may").unwrap().is_empty() && error.advice().is_some());
    }
}

/// «خودم ثبت و خودم تأیید کردم»: one person has one duty, whatever roles the host gives him.
#[test]
fn nobody_approves_his_own_figures_in_another_role() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Enter);
    let himself = |role: Role, agency: Option<&str>| Actor {
        role,
        agency: agency.map(str::to_owned),
        ..usual(Role::AgencyExpert, ROADS)
    };
    let code = |office: &mut Office, action: Action, by: Actor| {
        office.act(Some(ROADS), action, by, |act| act).unwrap_err().code()
    };
    assert_eq!(code(&mut office, Action::Confirm, himself(Role::AgencyHead, Some(ROADS))), "lifecycle.same_person");
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    assert_eq!(code(&mut office, Action::BeginControl, himself(Role::Controller, None)), "lifecycle.same_person");
    assert_eq!(code(&mut office, Action::BeginControl, himself(Role::Controller, Some(ROADS))), "lifecycle.own_agency");
    // Another spelling of the same person is the same person: Arabic letters, Persian digits, spaces.
    let person = Actor { person: "  AGENCY_EXPERT-۵۳۰۰۰۰ ".to_owned(), ..himself(Role::Controller, None) };
    assert_eq!(code(&mut office, Action::BeginControl, person), "lifecycle.same_person");
}

/// «کار همکارم پاک شد»: the second of two editors is told, and nothing is lost.
#[test]
fn the_second_editor_never_overwrites_the_first() {
    let mut office = Office::published();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let seen = office.round.submission(ROADS).unwrap().last_seq();
    let other = Actor::new("colleague", Role::AgencyExpert).of_agency(ROADS);
    let send = |office: &mut Office, spent: &str| {
        let rows = figures(ROADS, "500", spent);
        let by = other.clone();
        office.act(Some(ROADS), Action::Enter, by, |act| Act { expected_seq: Some(seen), ..act.with_rows(rows) })
    };
    send(&mut office, "410").unwrap();
    let error = send(&mut office, "420").unwrap_err();
    assert_eq!((error.code(), error.causes()[0].code()), ("lifecycle.conflict", "lifecycle.cell_conflict"));
    assert_eq!(office.round.rows(ROADS).unwrap(), figures(ROADS, "500", "410"));
}
