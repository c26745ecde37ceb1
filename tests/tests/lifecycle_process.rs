//! The process sheet to the letter, and its allowances counted on the Persian calendar by hand.

use amalkard::Error;
use amalkard::calendar::PersianDate;
use amalkard::lifecycle::{Action, Actor, Allowance, Means, Process, Role, Stage};
use amalkard::round::{Opening, Round};
use amalkard_tests::office::{self, Office, ROADS};

fn window(allowance: Allowance, first: &str) -> String {
    allowance.from(PersianDate::parse(first).unwrap()).unwrap().to().to_string()
}

#[test]
fn the_default_process_is_the_process_sheet() {
    let process = Process::default();
    let sheet = [
        (1, "ایجاد گزارش سیستمی ورود اطلاعات عملکردی", "گروه تلفیق", "۲ هفته"),
        (2, "ورود عملکرد توسط دستگاه‌ها", "کارشناس دستگاه اجرایی", "۱ هفته"),
        (3, "کنترل آن توسط کارشناسان سازمان", "کارشناسان معاونت هماهنگی برنامه و بودجه", "۲ ماه"),
        (4, "تأیید نهایی عملکرد", "کارشناسان معاونت هماهنگی برنامه و بودجه", "۱ هفته"),
    ];
    assert_eq!(process.stages.len(), sheet.len());
    for (terms, (number, title, owner, allowance)) in process.stages.iter().zip(sheet) {
        assert_eq!((terms.stage.number(), terms.stage.title_fa()), (number, title));
        assert_eq!((terms.owner_fa.as_str(), terms.allowance.title_fa().as_str()), (owner, allowance));
        assert_eq!(terms.means, Means::Computer);
    }
    assert_eq!(process.total.title_fa(), "۳ ماه");
    process.check().unwrap();
}

#[test]
fn a_window_holds_its_first_and_its_last_day() {
    // 25 to 31 Shahrivar are seven days, 1 to 7 Mehr are seven more.
    assert_eq!(window(Allowance::Weeks(2), "1404-06-25"), "1404-07-07");
    assert_eq!(window(Allowance::Weeks(1), "1404-07-05"), "1404-07-11");
    assert_eq!(window(Allowance::Days(1), "1404-07-05"), "1404-07-05");
    assert_eq!(window(Allowance::Days(0), "1404-07-05"), "1404-07-05");
    assert_eq!(window(Allowance::Months(0), "1404-07-05"), "1404-07-05");
}

#[test]
fn months_are_persian_months() {
    assert_eq!(window(Allowance::Months(2), "1404-07-05"), "1404-09-04");
    assert_eq!(window(Allowance::Months(1), "1404-07-01"), "1404-07-30");
    assert_eq!(window(Allowance::Months(3), "1404-11-15"), "1405-02-14");
    // Mehr has no 31st; Esfand of 1404 has 29 days, that of the leap year 1403 has 30.
    assert_eq!(window(Allowance::Months(1), "1404-06-31"), "1404-07-30");
    assert_eq!(window(Allowance::Months(6), "1404-06-31"), "1404-12-29");
    assert_eq!(window(Allowance::Months(6), "1403-06-31"), "1403-12-30");
    assert_eq!(window(Allowance::Months(12), "1403-12-30"), "1404-12-29");
}

#[test]
fn another_office_states_another_process_and_a_torn_one_is_refused() {
    let json = serde_json::to_string(&Process::default()).unwrap();
    let mut process: Process = serde_json::from_str(&json).unwrap();
    assert_eq!(process, Process::default());
    process.stages[2].allowance = Allowance::Days(10);
    assert_eq!(process.allowance(Stage::Control), Allowance::Days(10));
    process.check().unwrap();
    process.stages.swap(0, 1);
    assert_eq!(process.check().unwrap_err().code(), "lifecycle.bad_process");
    process.stages.clear();
    assert_eq!(process.check().unwrap_err().code(), "lifecycle.bad_process");
}

#[test]
fn every_stage_has_its_owners() {
    let process = Process::default();
    let owners: Vec<_> = process.stages.iter().flat_map(|terms| terms.roles.iter().copied()).collect();
    let own: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::AgencyManager).collect();
    assert_eq!(owners, own);
}

/// A small office's process as JSON: no separate control, two persons.
const SMALL: &str = r#"{
  "title_fa": "نظارت شهرستان", "title_en": "A county's monitoring", "total": {"weeks": 4},
  "stages": [
    {"stage": "opening", "roles": ["consolidation"], "owner_fa": "فرمانداری", "owner_en": "governor's office", "means": "correspondence", "allowance": {"days": 3}},
    {"stage": "entry", "roles": ["agency_expert", "agency_head"], "owner_fa": "اداره", "owner_en": "the office", "means": "computer", "allowance": {"weeks": 2}},
    {"stage": "control", "roles": ["approver"], "owner_fa": "فرمانداری", "owner_en": "governor's office", "means": "presence", "allowance": {"weeks": 1}}
  ],
  "moves": [
    {"state": "opened", "action": "publish", "role": "consolidation", "next": "published"},
    {"state": "published", "action": "close", "role": "consolidation", "next": "closed"},
    {"state": "open", "action": "enter", "role": "agency_expert", "next": "entering", "guards": ["round_published", "own_agency", "window_open", "whole_form"]},
    {"state": "entering", "action": "enter", "role": "agency_expert", "next": "entering", "guards": ["round_published", "own_agency", "window_open", "whole_form"]},
    {"state": "entering", "action": "confirm", "role": "agency_head", "next": "confirmed", "guards": ["round_published", "own_agency", "window_open", "nothing_blocks"]},
    {"state": "confirmed", "action": "approve", "role": "approver", "next": "approved", "guards": ["round_published", "other_agency", "nothing_blocks"]}
  ]
}"#;

/// The codes of what is wrong in a process.
fn wrong(json: &str) -> Vec<&'static str> {
    let error = Process::from_json(json).unwrap_err();
    assert_eq!(error.code(), "lifecycle.bad_process", "{error}");
    error.causes().iter().map(Error::code).collect()
}

#[test]
fn another_office_states_another_table_of_moves_and_works_by_it() {
    let process = Process::from_json(SMALL).unwrap();
    let remarks = process.remarks();
    let remarks: Vec<&str> = remarks.iter().map(|remark| remark.en.as_str()).collect();
    assert_eq!(
        remarks,
        [
            "in some step one person can hold two duties",
            "a submission can be approved without control",
            "a submission with unexplained warnings can be approved",
        ]
    );
    assert!(Process::default().remarks().is_empty());
    let opening = Opening { process: process.clone(), ..office::opening() };
    let mut office = Office { round: Round::open(opening, office::book()).unwrap(), ..Office::opened() };
    office.act(None, Action::Publish, office::usual(Role::Consolidation, ""), |act| act).unwrap();
    // Two weeks from 5 Mehr.
    assert_eq!(office.round.entry_window().unwrap().to_string(), "1404-07-05..1404-07-18");
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    // In this office the expert may be the head.
    let both = Actor { role: Role::AgencyHead, ..office::usual(Role::AgencyExpert, ROADS) };
    office.act(Some(ROADS), Action::Confirm, both, |act| act).unwrap();
    let error = office.usual(ROADS, Action::BeginControl, Role::Controller).unwrap_err();
    assert_eq!(
        (error.code(), error.advice().unwrap().1),
        ("lifecycle.illegal_move", "possible now: approve (approver)")
    );
    office.usual(ROADS, Action::Approve, Role::Approver).unwrap();
    let again = Round::replay(&office.round.log().unwrap(), Some(office::book())).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
    assert_eq!(again.opened().process, process);
    let page = process.to_markdown(amalkard::bilingual::Language::Persian);
    assert!(page.contains("| تأییدشده دستگاه | تأیید نهایی |") && page.contains("مکاتبه"), "{page}");
}

#[test]
fn a_process_that_cannot_work_is_refused_when_it_is_read() {
    let with = |from: &str, to: &str| {
        assert!(SMALL.contains(from), "{from}");
        SMALL.replacen(from, to, 1)
    };
    let confirm = r#""action": "confirm", "role": "agency_head", "next": "confirmed""#;
    // Nothing leads on from `confirmed`, and so nothing to the end.
    let last = r#",
    {"state": "confirmed", "action": "approve", "role": "approver", "next": "approved", "guards": ["round_published", "other_agency", "nothing_blocks"]}"#;
    assert_eq!(
        wrong(&with(last, "")),
        ["lifecycle.missing_move", "lifecycle.dead_end", "lifecycle.dead_end", "lifecycle.dead_end"]
    );
    let island = r#""moves": [
    {"state": "returned", "action": "enter", "role": "agency_expert", "next": "entering", "guards": ["whole_form"]},"#;
    assert_eq!(wrong(&with(r#""moves": ["#, island)), ["lifecycle.unreachable_state"]);
    let sink = r#""moves": [
    {"state": "entering", "action": "return", "role": "agency_head", "next": "returned"},"#;
    assert_eq!(wrong(&with(r#""moves": ["#, sink)), ["lifecycle.dead_end"]);
    let twice = format!(r#"{confirm}, "guards": []}}, {{"state": "entering", {confirm}"#);
    assert_eq!(wrong(&with(confirm, &twice)), ["lifecycle.repeated_move"]);
    let crossing = with(
        r#""action": "publish", "role": "consolidation", "next": "published""#,
        r#""action": "publish", "role": "consolidation", "next": "open""#,
    );
    assert!(wrong(&crossing).contains(&"lifecycle.crossing_move"));
    assert_eq!(
        wrong(&with(confirm, r#""action": "submit", "role": "agency_head", "next": "confirmed""#)),
        ["lifecycle.misplaced_move"]
    );
    assert_eq!(wrong(&with(r#", "whole_form"]"#, "]")), ["lifecycle.missing_guard"]);
    assert_eq!(
        wrong(&with(r#""other_agency", "nothing_blocks""#, r#""other_agency", "lines_remain""#)),
        ["lifecycle.misplaced_guard"]
    );
    let without_control = with(r#"{"stage": "control", "#, r#"{"stage": "approval", "#);
    assert_eq!(wrong(&without_control), ["lifecycle.bad_stages"]);
    let code = |from: &str, to: &str| Process::from_json(&with(from, to)).unwrap_err().code();
    assert_eq!(code(r#""role": "approver", "next""#, r#""role": "aprover", "next""#), "lifecycle.unknown_role");
    assert_eq!(code(r#""state": "confirmed""#, r#""state": "confrimed""#), "lifecycle.unknown_state");
    assert_eq!(code(r#""action": "close""#, r#""action": "shut""#), "lifecycle.unknown_action");
    assert_eq!(code(r#""own_agency""#, r#""own_office""#), "lifecycle.unknown_guard");
    assert_eq!(code(r#""stage": "entry""#, r#""stage": "entery""#), "lifecycle.unknown_stage");
    assert_eq!(code(r#""total": {"weeks": 4}"#, r#""total": 4"#), "json.bad_shape");
    // In an opening as well, where a round would begin by it.
    let opening = format!(
        r#"{{"id": "r", "period": "1404/6m", "agreements": [], "at": "2025-09-23T05:00:00Z", "process": {}}}"#,
        with(last, "")
    );
    assert_eq!(Opening::from_json(&opening).unwrap_err().code(), "lifecycle.bad_process");
}
