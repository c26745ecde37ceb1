//! Windows and clocks by the Persian day in Iran: the last day is in time, the next is late. Dates worked out by hand.
//!
//! 1 Mehr 1404 is 23 September 2025; a day in Iran begins at 20:30 UTC of the day before.

use amalkard::calendar::{PersianDate, Window};
use amalkard::lifecycle::{Action, Allowance, Role, Stage, State};
use amalkard::round::Round;
use amalkard_tests::office::{self, HEALTH, Office, ROADS, at, usual};

fn day(text: &str) -> PersianDate {
    PersianDate::parse(text).unwrap()
}

fn window(office: &Office, agency: &str) -> String {
    office.round.submission(agency).unwrap().window().unwrap().to_string()
}

#[test]
fn the_last_day_of_the_window_is_open() {
    let mut office = Office::published();
    // Published on 5 Mehr: a week ends with 11 Mehr, 3 October.
    assert_eq!(window(&office, ROADS), "1404-07-05..1404-07-11");
    office.now = at("2025-10-03T20:29:59Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    office.now = at("2025-10-03T20:30:00Z");
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!(error.code(), "lifecycle.window_closed");
    let detail = |name: &str| error.details().iter().find(|(known, _)| *known == name).unwrap().1.clone();
    assert_eq!((detail("until"), detail("today")), ("1404-07-11".to_owned(), "1404-07-12".to_owned()));
    assert_eq!(detail("who_may"), "consolidation");
    assert!(error.message_fa().contains("۱۴۰۴-۰۷-۱۱"), "{}", error.message_fa());
}

#[test]
fn an_extension_for_one_agency_needs_a_reason_and_leaves_the_others() {
    let mut office = Office::published();
    office.now = at("2025-10-05T05:00:00Z");
    let group = || usual(Role::Consolidation, "");
    let error = office.act(Some(ROADS), Action::Extend, group(), |act| act.until(day("1404-07-20"))).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unexplained");
    let error = office.act(Some(ROADS), Action::Extend, group(), |act| act.with_comment("قطعی")).unwrap_err();
    assert_eq!(error.code(), "lifecycle.bad_window");
    let shorter = |act: amalkard::round::Act| act.with_comment("قطعی").until(day("1404-07-11"));
    let error = office.act(Some(ROADS), Action::Extend, group(), shorter).unwrap_err();
    assert_eq!(error.code(), "lifecycle.bad_window");
    let longer = |act: amalkard::round::Act| act.with_comment("قطعی").until(day("1404-07-20"));
    office.act(Some(ROADS), Action::Extend, group(), longer).unwrap();
    assert_eq!(window(&office, ROADS), "1404-07-05..1404-07-20");
    assert_eq!(window(&office, HEALTH), "1404-07-05..1404-07-11");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let error = office.usual(HEALTH, Action::Enter, Role::AgencyExpert).unwrap_err();
    assert_eq!(error.code(), "lifecycle.window_closed");
    let all = |act: amalkard::round::Act| act.with_comment("تعطیلات").until(day("1404-07-15"));
    office.act(None, Action::Extend, group(), all).unwrap();
    assert_eq!(window(&office, ROADS), "1404-07-05..1404-07-20", "never shortened");
    assert_eq!(window(&office, HEALTH), "1404-07-05..1404-07-15");
    office.usual(HEALTH, Action::Enter, Role::AgencyExpert).unwrap();
}

#[test]
fn a_stated_window_takes_the_place_of_the_allowance() {
    let stated = Window::new(day("1404-07-08"), day("1404-07-10")).unwrap();
    let round = Round::open(office::opening().with_window(Stage::Entry, stated), office::book()).unwrap();
    let mut office = Office { round, now: at("2025-09-27T05:00:00Z") };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    let error = office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap_err();
    assert_eq!(error.code(), "lifecycle.window_closed");
    assert!(error.message_en().contains("begins on 1404-07-08"), "{}", error.message_en());
    office.now = at("2025-09-30T05:00:00Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
}

#[test]
fn a_window_that_is_already_over_is_not_published() {
    let stated = Window::new(day("1404-07-01"), day("1404-07-04")).unwrap();
    let round = Round::open(office::opening().with_window(Stage::Entry, stated), office::book()).unwrap();
    let mut office = Office { round, now: at("2025-09-27T05:00:00Z") };
    let group = || usual(Role::Consolidation, "");
    let error = office.act(None, Action::Publish, group(), |act| act).unwrap_err();
    assert_eq!(error.code(), "lifecycle.bad_window");
    office.act(None, Action::Publish, group(), |act| act.until(day("1404-07-09"))).unwrap();
    assert_eq!(window(&office, ROADS), "1404-07-01..1404-07-09");
}

#[test]
fn a_returned_submission_gets_the_whole_time_of_entry_again() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::BeginControl);
    office.now = at("2025-11-01T05:00:00Z");
    // 10 Aban and six days more.
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    assert_eq!(window(&office, ROADS), "1404-08-10..1404-08-16");
    office.now = at("2025-11-07T20:29:59Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    office.now = at("2025-11-07T20:30:00Z");
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!(error.code(), "lifecycle.window_closed");
}

#[test]
fn clocks_count_both_ends_and_late_begins_on_the_day_after() {
    let mut office = Office::opened();
    assert_eq!(office.round.term().unwrap().to_string(), "1404-07-01..1404-09-30");
    // Opened on 1 Mehr: two weeks end with 14 Mehr, 6 October.
    assert!(office.round.late(at("2025-10-06T20:29:59Z")).unwrap().is_empty());
    let late = office.round.late(at("2025-10-06T20:30:00Z")).unwrap();
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].stage, late[0].agency.as_deref(), late[0].days_late), (Stage::Opening, None, 1));
    assert_eq!((late[0].days, late[0].allowed), (15, 14));
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    // Roads confirms on 7 Mehr; control from then on, until 6 Azar (two months): 27 November.
    office.now = at("2025-09-29T05:00:00Z");
    office.up_to(ROADS, Action::Confirm);
    let clocks = office.round.clocks(at("2025-10-04T05:00:00Z")).unwrap();
    let seen: Vec<_> = clocks
        .iter()
        .map(|clock| {
            let due = clock.due.to_string();
            (clock.agency.as_deref(), clock.stage, clock.days, clock.allowed, due, clock.running, clock.days_late)
        })
        .collect();
    let expected = [
        (None, Stage::Opening, 5, 14, "1404-07-14".to_owned(), false, 0),
        (Some(ROADS), Stage::Entry, 3, 7, "1404-07-11".to_owned(), false, 0),
        (Some(ROADS), Stage::Control, 6, 60, "1404-09-06".to_owned(), true, 0),
        (Some(HEALTH), Stage::Entry, 8, 7, "1404-07-11".to_owned(), true, 1),
    ];
    assert_eq!(seen, expected);
    assert!(office.round.late(at("2025-11-27T20:29:59Z")).unwrap().iter().all(|clock| clock.stage == Stage::Entry));
    let late = office.round.late(at("2025-11-27T20:30:00Z")).unwrap();
    assert_eq!(late.iter().filter(|clock| clock.stage == Stage::Control).count(), 1);
}

#[test]
fn spells_add_up_over_returns() {
    let mut office = Office::published();
    // Entry 5 to 7 Mehr (3 days), control 7 to 10 Mehr (4 days), entry again 10 Mehr to today.
    office.now = at("2025-09-29T05:00:00Z");
    office.up_to(ROADS, Action::BeginControl);
    office.now = at("2025-10-02T05:00:00Z");
    office.usual(ROADS, Action::Return, Role::Controller).unwrap();
    let clocks = office.round.clocks(at("2025-10-03T05:00:00Z")).unwrap();
    let entry = clocks.iter().find(|clock| clock.agency.as_deref() == Some(ROADS)).unwrap();
    assert_eq!((entry.spells, entry.days, entry.allowed, entry.running), (2, 3 + 2, 7 + 7, true));
    assert_eq!(entry.due.to_string(), "1404-07-16");
}

#[test]
fn another_office_has_other_allowances_and_another_day() {
    let mut opening = office::opening();
    opening.process.stages[1].allowance = Allowance::Days(2);
    opening.time_zone = amalkard::calendar::Zone::Fixed(0);
    let mut office = Office { round: Round::open(opening, office::book()).unwrap(), now: at("2025-09-27T05:00:00Z") };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    office.now = at("2025-09-28T23:00:00Z");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Entering);
    office.now = at("2025-09-29T00:00:00Z");
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!(error.code(), "lifecycle.window_closed");
}

#[test]
fn the_end_of_the_calendar_is_a_refusal_that_leaves_nothing_half_done() {
    let mut opening = office::opening();
    // 5461 years from the year 5378 on: the calendar ends with 9000.
    opening.process.stages[2].allowance = Allowance::Months(u16::MAX);
    opening.at = at("6000-01-01T05:00:00Z");
    let round = Round::open(opening, office::book()).unwrap();
    let mut office = Office { round, now: at("6000-01-02T05:00:00Z") };
    office.act(None, Action::Publish, usual(Role::Consolidation, ""), |act| act).unwrap();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let before = office.round.digest().unwrap();
    let error = office.usual(ROADS, Action::Confirm, Role::AgencyHead).unwrap_err();
    assert_eq!(error.code(), "calendar.out_of_range");
    assert_eq!(office.round.digest().unwrap(), before);
}
