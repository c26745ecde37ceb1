use super::*;
use crate::amount::{Amount, Unit};
use crate::classification::CreditKind;

fn day(text: &str) -> PersianDate {
    PersianDate::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn line(code: &str, approved: &str) -> CreditLine {
    CreditLine::new(code, CreditKind::Capital, format!("ردیف {code}"), amount(approved), Unit::MillionRial)
}

/// Two lines of 1200 and 800 million rials, exchanged on 1 Ordibehesht 1404.
fn agreement() -> Agreement {
    let lines = vec![line("101", "1200"), line("102", "800")];
    Agreement::new("67-1", "900001", "دستگاه", "67", FiscalYear::new(1404).unwrap(), day("1404-02-01"), lines).unwrap()
}

fn amendment(number: u32, date: &str, kind: AmendmentKind, changes: Vec<LineChange>) -> Amendment {
    Amendment {
        number,
        date: day(date),
        kind,
        by: "کارشناس مسئول".to_owned(),
        reason: "مصوبه شورا".to_owned(),
        reference: Some("67/1404/12".to_owned()),
        new_lines: Vec::new(),
        changes,
    }
}

fn transfer(number: u32, date: &str, moved: &str) -> Amendment {
    let changes = vec![LineChange::decrease("101", amount(moved)), LineChange::increase("102", amount(moved))];
    amendment(number, date, AmendmentKind::Transfer, changes)
}

fn amended(agreement: &Agreement, date: &str) -> Vec<String> {
    agreement.terms_on(day(date)).unwrap().iter().map(|terms| terms.amended.to_string()).collect()
}

#[test]
fn terms_are_those_of_the_day() {
    let first = agreement().amend(transfer(1, "1404-04-10", "200")).unwrap();
    let raised = vec![LineChange::increase("102", amount("50.5"))];
    let second = first.amend(amendment(2, "1404-06-01", AmendmentKind::Ceiling, raised)).unwrap();
    assert_eq!(amended(&second, "1404-02-01"), ["1200", "800"]);
    assert_eq!(amended(&second, "1404-04-09"), ["1200", "800"]);
    assert_eq!(amended(&second, "1404-04-10"), ["1000", "1000"], "in force on its own day");
    assert_eq!(amended(&second, "1404-05-31"), ["1000", "1000"]);
    assert_eq!(amended(&second, "1404-06-31"), ["1000", "1050.5"]);
    assert_eq!(second.latest_terms().unwrap(), second.terms_on(day("1405-01-01")).unwrap());
    let error = second.terms_on(day("1404-01-31")).unwrap_err();
    assert_eq!((error.code(), error.place()), ("agreement.not_in_force", Some("agreement/67-1")));
}

#[test]
fn every_change_keeps_who_when_why_and_its_sum() {
    let amended = agreement().amend(transfer(1, "1404-04-10", "200")).unwrap();
    let both = vec![LineChange { decrease: amount("30"), ..LineChange::increase("102", amount("70")) }];
    let amended = amended.amend(amendment(2, "1404-04-10", AmendmentKind::Correction, both)).unwrap();
    let terms = amended.latest_terms().unwrap();
    let history = &terms[1].history;
    assert_eq!(history.len(), 2);
    let numbers = |change: &Change| [change.old, change.increase, change.decrease, change.new].map(|n| n.to_string());
    assert_eq!(numbers(&history[0]), ["800", "200", "0", "1000"]);
    assert_eq!(numbers(&history[1]), ["1000", "70", "30", "1040"]);
    assert_eq!(
        (history[0].amendment, history[0].date, history[0].by.as_str()),
        (1, day("1404-04-10"), "کارشناس مسئول")
    );
    assert_eq!((history[0].reason.as_str(), history[0].reference.as_deref()), ("مصوبه شورا", Some("67/1404/12")));
    assert_eq!((terms[1].approved, terms[1].line.approved), (amount("800"), amount("800")));
}

#[test]
fn a_transfer_that_does_not_add_up_is_refused() {
    let mut unequal = transfer(1, "1404-04-10", "200");
    unequal.changes[1].increase = amount("201");
    let error = agreement().amend(unequal).unwrap_err();
    assert_eq!((error.code(), error.place()), ("agreement.transfer_not_zero", Some("agreement/67-1/amendments/1")));
    assert_eq!(error.details(), [("net_rials", "1000000".to_owned())]);
    assert!(error.message_fa().contains("۱٬۰۰۰٬۰۰۰"));
}

#[test]
fn a_transfer_between_units_is_exact() {
    let rials = CreditLine { unit: Unit::Rial, ..line("2", "0") };
    let lines = vec![line("1", "5"), rials];
    let year = FiscalYear::new(1404).unwrap();
    let mixed = Agreement::new("1", "900001", "", "67", year, day("1404-02-01"), lines).unwrap();
    let move_of = |rials: &str| {
        let changes = vec![LineChange::decrease("1", amount("0.000001")), LineChange::increase("2", amount(rials))];
        mixed.amend(amendment(1, "1404-03-01", AmendmentKind::Transfer, changes))
    };
    assert_eq!(amended(&move_of("1").unwrap(), "1404-03-01"), ["4.999999", "1"]);
    assert_eq!(move_of("2").unwrap_err().code(), "agreement.transfer_not_zero");
}

#[test]
fn numbers_and_dates_follow_one_another() {
    let code = |number, date| agreement().amend(transfer(number, date, "1")).map_err(|error| error.code().to_owned());
    assert_eq!(code(2, "1404-04-10").unwrap_err(), "agreement.number");
    assert_eq!(code(0, "1404-04-10").unwrap_err(), "agreement.number");
    assert_eq!(code(1, "1404-01-31").unwrap_err(), "agreement.date_order");
    let one = code(1, "1404-04-10").unwrap();
    assert_eq!(one.amend(transfer(1, "1404-05-01", "1")).unwrap_err().code(), "agreement.number");
    assert_eq!(one.amend(transfer(2, "1404-04-09", "1")).unwrap_err().code(), "agreement.date_order");
    assert!(one.amend(transfer(2, "1404-04-10", "1")).is_ok());
}

#[test]
fn nothing_falls_below_zero() {
    assert_eq!(amended(&agreement().amend(transfer(1, "1404-04-10", "1200")).unwrap(), "1404-04-10"), ["0", "2000"]);
    let error = agreement().amend(transfer(1, "1404-04-10", "1200.000001")).unwrap_err();
    assert_eq!(error.code(), "agreement.below_zero");
    assert_eq!(error.place(), Some("agreement/67-1/amendments/1/changes/101"));
    assert_eq!(error.advice().unwrap().1, "take no more than 1,200");
}

#[test]
fn a_new_line_gets_its_amount_from_another() {
    let mut adding = transfer(1, "1404-04-10", "300");
    adding.new_lines = vec![line("103", "0")];
    adding.changes[1].line = "103".to_owned();
    let amended = agreement().amend(adding.clone()).unwrap();
    assert_eq!(amended.lines().len(), 2, "what was agreed stays as it was");
    let terms = amended.terms_on(day("1404-04-10")).unwrap();
    assert_eq!(
        (terms[2].line.line.as_str(), terms[2].approved, terms[2].amended),
        ("103", Amount::ZERO, amount("300"))
    );
    assert_eq!(amended.terms_on(day("1404-04-09")).unwrap().len(), 2);
    adding.new_lines[0].approved = amount("300");
    assert_eq!(agreement().amend(adding.clone()).unwrap_err().code(), "agreement.new_line_not_zero");
    adding.new_lines = vec![line("102", "0")];
    assert_eq!(agreement().amend(adding).unwrap_err().code(), "agreement.duplicate_line");
}

#[test]
fn a_title_that_changes_is_kept() {
    let named = vec![LineChange::retitle("101", "راه روستایی")];
    let amended = agreement().amend(amendment(1, "1404-04-10", AmendmentKind::Text, named)).unwrap();
    let terms = amended.terms_on(day("1404-04-10")).unwrap();
    assert_eq!(terms[0].line.title, "راه روستایی");
    assert_eq!(terms[0].history[0].old_title.as_deref(), Some("ردیف 101"));
    assert_eq!(amended.terms_on(day("1404-04-09")).unwrap()[0].line.title, "ردیف 101");
}

#[test]
fn an_amendment_is_of_the_kind_it_says() {
    let refused =
        |kind, changes| agreement().amend(amendment(1, "1404-04-10", kind, changes)).unwrap_err().code().to_owned();
    let one = || vec![LineChange::increase("101", amount("1"))];
    let balanced = transfer(1, "1404-04-10", "1").changes;
    assert_eq!(refused(AmendmentKind::Text, one()), "agreement.kind_mismatch");
    assert_eq!(refused(AmendmentKind::Ceiling, balanced), "agreement.kind_mismatch");
    assert_eq!(refused(AmendmentKind::Transfer, vec![LineChange::retitle("101", "x")]), "agreement.kind_mismatch");
    assert_eq!(refused(AmendmentKind::Transfer, one()), "agreement.transfer_not_zero");
    assert_eq!(refused(AmendmentKind::Correction, Vec::new()), "agreement.empty_amendment");
}

#[test]
fn a_change_says_something_about_a_line_that_exists() {
    let refused =
        |changes| agreement().amend(amendment(1, "1404-04-10", AmendmentKind::Correction, changes)).unwrap_err();
    let error = refused(vec![LineChange::increase("110", amount("1"))]);
    assert_eq!(error.code(), "agreement.unknown_line");
    assert_eq!(error.advice().unwrap().1, "did you mean `101`?");
    assert_eq!(refused(vec![LineChange::increase("101", Amount::ZERO)]).code(), "agreement.empty_change");
    assert_eq!(refused(vec![LineChange::increase("101", amount("-1"))]).code(), "agreement.negative");
    let twice = vec![LineChange::increase("101", amount("1")), LineChange::decrease("101", amount("1"))];
    assert_eq!(refused(twice).code(), "agreement.duplicate_change");
    let huge = refused(vec![LineChange::increase("101", amount("9999999999999999999999"))]);
    assert_eq!(huge.code(), "amount.too_large");
    assert_eq!(huge.place(), Some("agreement/67-1/amendments/1/changes/101"));
    let mut unsigned = transfer(1, "1404-04-10", "1");
    unsigned.by = " ".to_owned();
    assert_eq!(agreement().amend(unsigned).unwrap_err().code(), "agreement.empty_field");
}

#[test]
fn an_agreement_is_whole() {
    let year = FiscalYear::new(1404).unwrap();
    let new = |id: &str, agency: &str, lines| Agreement::new(id, agency, "", "67", year, day("1404-02-01"), lines);
    assert_eq!(new("", "900001", Vec::new()).unwrap_err().code(), "agreement.empty_field");
    assert_eq!(new("1", " ", Vec::new()).unwrap_err().code(), "agreement.empty_field");
    let twice = new("1", "900001", vec![line("1", "1"), line("1", "2")]).unwrap_err();
    assert_eq!((twice.code(), twice.place()), ("agreement.duplicate_line", Some("agreement/1/lines/1")));
    // In every table `۱` and `1` are one code.
    let lines = vec![line("1", "1"), line("۱", "1")];
    let respelled =
        Agreement::new("1", "900001", "roads", "67", FiscalYear::new(1404).unwrap(), day("1404-02-01"), lines);
    assert_eq!(respelled.unwrap_err().code(), "agreement.duplicate_line");
    assert_eq!(new("1", "900001", vec![line("", "1")]).unwrap_err().code(), "agreement.empty_field");
    assert_eq!(new("1", "900001", vec![line("1", "-1")]).unwrap_err().code(), "agreement.negative");
}

#[test]
fn json_goes_both_ways_and_is_checked_on_the_way_in() {
    let mut whole = agreement().amend(transfer(1, "1404-04-10", "200")).unwrap();
    whole.lines[0].plan = Some("1306012024".to_owned());
    let json = serde_json::to_string(&whole).unwrap();
    assert!(json.contains(r#""approved":"1200","unit":"million_rial""#), "{json}");
    assert_eq!(Agreement::from_json(&json).unwrap(), whole);
    assert_eq!(serde_json::from_str::<Agreement>(&json).unwrap(), whole);

    let code = |from: &str, to: &str| Agreement::from_json(&json.replacen(from, to, 1)).unwrap_err().code().to_owned();
    assert_eq!(code(r#""province""#, r#""provnce""#), "agreement.bad_json");
    assert_eq!(code(r#""increase":"200""#, r#""increase":"201""#), "agreement.transfer_not_zero");
    assert_eq!(code(r#""number":1"#, r#""number":3"#), "agreement.number");
    assert_eq!(code(r#""approved":"1200""#, r#""approved":1200.5"#), "agreement.bad_json", "a float");
    let cut = Agreement::from_json(json.get(..20).unwrap()).unwrap_err();
    assert_eq!((cut.code(), cut.place()), ("agreement.bad_json", Some("agreement:1:20")));
}

#[test]
fn every_refusal_speaks_both_languages_and_helps() {
    let refusals = [
        agreement().amend(transfer(2, "1404-04-10", "1")),
        agreement().amend(transfer(1, "1403-04-10", "1")),
        agreement().amend(transfer(1, "1404-04-10", "1201")),
        agreement().amend(amendment(1, "1404-04-10", AmendmentKind::Ceiling, Vec::new())),
        Agreement::from_json("{"),
    ];
    for error in refusals.map(Result::unwrap_err) {
        assert!(error.message_fa().chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)), "{error}");
        let (fa, en) = error.advice().unwrap();
        assert!(!fa.is_empty() && !en.is_empty() && !en.ends_with('.'), "{error}");
    }
}
