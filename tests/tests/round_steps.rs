//! The steps beside the usual way: withdrawal, rejected lines, late agencies, agencies that sign in layers, another
//! office's process.

use amalkard::dataset::Row;
use amalkard::lifecycle::{Action, Actor, Process, Reason, Role, State};
use amalkard::round::{Act, Include, Opening, Round};
use amalkard_tests::office::{self, HEALTH, Office, ROADS, figures, reason, row, usual};
use std::collections::BTreeMap;

fn detail<'a>(error: &'a amalkard::Error, name: &str) -> Option<&'a str> {
    error.details().iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

#[test]
fn the_agency_takes_back_what_it_confirmed_until_control_begins() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Confirm).usual(ROADS, Action::Withdraw, Role::AgencyHead).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.state(), submission.returns()), (State::Withdrawn, 0));
    assert_eq!(submission.revisions()[0].outcome, Some(State::Withdrawn));
    // What is entered now is another revision; the one taken back stays readable.
    let corrected = figures(ROADS, "500", "410");
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(corrected)).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().revision(), 2);
    assert_eq!(office.round.revision_rows(ROADS, 1).unwrap(), figures(ROADS, "500", "400"));
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    let error = office.usual(ROADS, Action::Withdraw, Role::AgencyHead).unwrap_err();
    assert_eq!((error.code(), detail(&error, "by")), ("lifecycle.illegal_move", Some("controller")));
}

/// Two lines entered, confirmed and under control; the second one breaks a rule that blocks approval.
fn two_lines() -> Office {
    let mut office = office::with_projects();
    let line = |line: &str, allocated: &str| {
        row(&[("agency", ROADS), ("line", line), ("allocated", allocated), ("spent", "100")])
    };
    let rows = vec![line("1", "500"), line("9", "900")];
    let projects = vec![row(&[("agency", ROADS), ("project", "p1"), ("line", "9"), ("progress", "10")])];
    let tables = BTreeMap::from([("projects".to_owned(), projects)]);
    let expert = usual(Role::AgencyExpert, ROADS);
    office.act(Some(ROADS), Action::Enter, expert, |act| Act { tables, ..act.with_rows(rows) }).unwrap();
    office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap();
    office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap();
    office
}

fn reject(office: &mut Office, lines: &[&str]) -> Result<(), amalkard::Error> {
    let reasons: Vec<Reason> =
        lines.iter().map(|line| Reason { line: Some((*line).to_owned()), ..reason("سند ندارد") }).collect();
    office.act(Some(ROADS), Action::Reject, usual(Role::Controller, ROADS), |act| Act { reasons, ..act })
}

#[test]
fn a_line_alone_is_rejected_and_the_others_go_on() {
    let mut office = two_lines();
    // As it is, line 9 (allocated 900 of a credit of 800) keeps the whole from being approved.
    let mut whole = office.clone();
    whole.usual(ROADS, Action::Accept, Role::Controller).unwrap();
    assert_eq!(whole.usual(ROADS, Action::Approve, Role::Approver).unwrap_err().code(), "lifecycle.blocked");
    reject(&mut office, &["۹"]).unwrap();
    office.usual(ROADS, Action::Accept, Role::Controller).unwrap();
    office.usual(ROADS, Action::Approve, Role::Approver).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!(submission.state(), State::Approved);
    let rejected: Vec<_> = submission.rejected().map(|one| (one.line.as_str(), one.text.as_str())).collect();
    assert_eq!(rejected, [("۹", "سند ندارد")]);
    assert_eq!(submission.revisions()[0].rejected.len(), 1);
    // What is consolidated has the other line alone, and says which is left out; so have other forms of that line.
    let figures = office.round.dataset(Include::Approved).unwrap();
    let rows = |table: &str| figures.dataset.table(table).map(|table| table.rows());
    assert_eq!((rows("lines"), rows("projects")), (Some(1), Some(0)));
    assert_eq!((figures.rejected.len(), figures.rejected[0].rejected.line.as_str()), (1, "۹"));
    assert_eq!(office.round.approved_rows().len(), 1);
    // Reopened, all of it is with the agency again, and nothing is rejected in the next revision.
    office.usual(ROADS, Action::Reopen, Role::Consolidation).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().approved(), None);
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().rejected().count(), 0);
    assert_eq!(office.round.submission(ROADS).unwrap().revisions()[0].rejected.len(), 1);
}

#[test]
fn a_rejection_names_lines_that_are_there_and_leaves_some() {
    let mut office = two_lines();
    assert_eq!(reject(&mut office, &["1", "9"]).unwrap_err().code(), "lifecycle.nothing_left");
    reject(&mut office, &["1"]).unwrap();
    assert_eq!(reject(&mut office, &["9"]).unwrap_err().code(), "lifecycle.nothing_left");
    assert_eq!(reject(&mut office, &["7"]).unwrap_err().code(), "lifecycle.unknown_line");
    let nameless = |act: Act| act.with_reason(reason("همه"));
    let error = office.act(Some(ROADS), Action::Reject, usual(Role::Controller, ""), nameless).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
}

#[test]
fn agencies_come_in_late_with_the_whole_time_for_entry() {
    let mut office = Office::published();
    let group = usual(Role::Consolidation, "");
    let late = office::agreement("530200", "آموزش", "3", "700");
    let admit = |act: Act| Act { agreements: vec![late.clone()], ..act };
    office.now = office::at("2025-10-02T05:00:00Z"); // 10 Mehr, a day before the others' window ends
    office.act(None, Action::Admit, group.clone(), admit).unwrap();
    let submission = office.round.submission("530200").unwrap();
    assert_eq!(submission.title(), "آموزش");
    assert_eq!(submission.window().unwrap().to_string(), "1404-07-10..1404-07-16");
    assert_eq!(office.round.due_lines("530200"), 1);
    assert_eq!(office.round.dataset(Include::Approved).unwrap().missing.len(), 3);
    let error = office.act(None, Action::Admit, group.clone(), admit).unwrap_err();
    assert_eq!((error.code(), error.place()), ("round.known_agency", Some("agreements/530200")));
    let error = office.act(None, Action::Admit, group, |act| act).unwrap_err();
    assert_eq!(error.code(), "round.no_agreements");
    // Its way is that of any other, and the log tells it again.
    let form = vec![row(&[("agency", "530200"), ("line", "3"), ("allocated", "700"), ("spent", "1")])];
    let expert = usual(Role::AgencyExpert, "530200");
    office.act(Some("530200"), Action::Enter, expert, |act| act.with_rows(form)).unwrap();
    assert!(office.round.findings("530200").unwrap().is_empty());
    let again = Round::replay(&office.round.log().unwrap(), Some(office::book())).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
    assert_eq!(again.due_lines("530200"), 1);
}

#[test]
fn a_round_can_be_for_one_agency_alone() {
    let round = Round::open(office::opening().only(&[ROADS]), office::book()).unwrap();
    let agencies: Vec<_> = round.submissions().map(|submission| submission.agency()).collect();
    assert_eq!(agencies, [ROADS]);
    assert_eq!(round.submission(HEALTH).unwrap_err().code(), "lifecycle.unknown_agency");
}

#[test]
fn figures_of_another_period_are_refused_with_what_to_do() {
    let book = amalkard::rules::Rulebook::from_toml(&office::BOOK.replacen(
        r#"  { name = "allocated""#,
        "  { name = \"period\", type = \"code\", title = { fa = \"دوره\", en = \"Period\" } },\n  { name = \"allocated\"",
        1,
    ));
    let mut office = Office { round: Round::open(office::opening(), book.unwrap()).unwrap(), ..Office::opened() };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    let of_period = |period: &str| -> Vec<Row> {
        let mut rows = figures(ROADS, "500", "400");
        rows[0].insert("period".to_owned(), period.into());
        rows
    };
    let expert = usual(Role::AgencyExpert, ROADS);
    let error =
        office.act(Some(ROADS), Action::Enter, expert.clone(), |act| act.with_rows(of_period("3m"))).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.foreign_period", Some("lines/0/period")));
    assert!(error.advice().unwrap().1.starts_with("send figures of `3m` to the round of that period"));
    office.act(Some(ROADS), Action::Enter, expert, |act| act.with_rows(of_period("۶m"))).unwrap();
}

/// An office whose agencies sign in layers.
fn layered(roles: &[Role]) -> Office {
    let process = Process::default().with_layers(roles).unwrap();
    let opening = Opening { process, ..office::opening() };
    let mut office = Office { round: Round::open(opening, office::book()).unwrap(), ..Office::opened() };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    office
}

#[test]
fn an_agency_signs_in_as_many_layers_as_its_process_has() {
    use Role::{AgencyExpert, AgencyHead, AgencyManager};
    let mut office = layered(&[AgencyExpert, AgencyManager, AgencyHead]);
    office.usual(ROADS, Action::Enter, AgencyExpert).unwrap();
    let error = office.usual(ROADS, Action::Confirm, AgencyHead).unwrap_err();
    assert_eq!(error.code(), "lifecycle.illegal_move");
    office.usual(ROADS, Action::Submit, AgencyExpert).unwrap();
    // The manager sends it back within the agency: no return by the organisation, and the same revision.
    office.usual(ROADS, Action::Return, AgencyManager).unwrap();
    let submission = office.round.submission(ROADS).unwrap();
    assert_eq!((submission.state(), submission.returns(), submission.revision()), (State::Entering, 0, 1));
    office.usual(ROADS, Action::Submit, AgencyExpert).unwrap();
    office.usual(ROADS, Action::Endorse, AgencyManager).unwrap();
    // Whoever has endorsed does not confirm as well.
    let manager = Actor { role: AgencyHead, ..usual(AgencyManager, ROADS) };
    let error = office.act(Some(ROADS), Action::Confirm, manager, |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.same_person");
    office.usual(ROADS, Action::Confirm, AgencyHead).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Confirmed);
    let again = Round::replay(&office.round.log().unwrap(), Some(office::book())).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());

    let mut office = layered(&[AgencyManager, AgencyHead]);
    office.usual(ROADS, Action::Enter, AgencyExpert).unwrap();
    office.usual(ROADS, Action::Endorse, AgencyManager).unwrap();
    office.usual(ROADS, Action::Confirm, AgencyHead).unwrap();
    for wrong in
        [&[][..], &[AgencyExpert], &[AgencyHead, AgencyManager], &[Role::Controller], &[AgencyHead, AgencyHead]]
    {
        assert_eq!(Process::default().with_layers(wrong).unwrap_err().code(), "lifecycle.bad_layers", "{wrong:?}");
    }
}
