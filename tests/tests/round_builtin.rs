//! A round under the built-in rulebook of 1404: found by its id when the log is replayed.

use amalkard::agreement::Agreement;
use amalkard::dataset::{Cell, Row};
use amalkard::lifecycle::{Action, State};
use amalkard::round::{Opening, Round};
use amalkard::rules::Rulebook;
use amalkard_tests::office::{self, Office, ROADS, USUAL_WAY, usual};

/// Line 1 as the agency reports it at six months: half of the credit allocated, less received, less spent.
fn rows(spent: &str) -> Vec<Row> {
    let cells = [
        ("agency", ROADS),
        ("line", "1"),
        ("province", "67"),
        ("year", "1404"),
        ("period", "6m"),
        ("kind", "expense"),
        ("title", "هزینه جاری"),
        ("approved", "1000"),
        ("amended", "1200"),
        ("notified", "0"),
        ("allocated", "۶۰۰"),
        ("received", "550"),
        ("secured", "500"),
        ("committed", "450"),
        ("spent", spent),
        ("paid", "400"),
    ];
    vec![cells.into_iter().map(|(field, text)| (field.to_owned(), Cell::from(text))).collect()]
}

fn agreement() -> Agreement {
    Agreement::from_json(
        r#"{"id": "67-1", "agency": "530000", "agency_title": "راه و شهرسازی", "province": "67", "year": 1404,
            "exchanged_on": "1404-02-01", "lines": [
                {"line": "1", "kind": "expense", "title": "هزینه جاری", "approved": "1000000000", "unit": "rial"}],
            "amendments": [{"number": 1, "date": "1404-05-01", "kind": "ceiling", "by": "سازمان", "reason": "ابلاغ",
                "changes": [{"line": "1", "increase": "200000000"}]}]}"#,
    )
    .unwrap()
}

#[test]
fn a_round_under_the_rules_of_1404() {
    let usual_opening = office::opening();
    let opening =
        Opening::new("67-1404-6m", usual_opening.period, vec![agreement()], usual_opening.by, usual_opening.at);
    let round = Round::open(opening, Rulebook::builtin("ir", 1404).unwrap()).unwrap();
    // A thousand million rials were agreed in rials: the form is in million rials.
    let line = &round.opened().agreement[0];
    assert_eq!((&line["approved"], &line["amended"]), (&Cell::from("1000"), &Cell::from("1200")));
    let mut office = Office { round, now: office::at("2025-09-27T05:00:00Z") };
    office.act(None, Action::Publish, usual(amalkard::lifecycle::Role::Consolidation, ""), |act| act).unwrap();
    for (action, role) in USUAL_WAY {
        if action == Action::Enter {
            let expert = usual(role, ROADS);
            office.act(Some(ROADS), action, expert.clone(), |act| act.with_rows(rows("601"))).unwrap();
            let found: Vec<&str> = office.round.findings(ROADS).unwrap().iter().map(|it| it.rule.as_str()).collect();
            assert!(found.contains(&"C06"), "{found:?}");
            office.act(Some(ROADS), action, expert, |act| act.with_rows(rows("400"))).unwrap();
            let findings = office.round.findings(ROADS).unwrap();
            assert!(findings.is_empty(), "{findings:#?}");
        } else {
            office.usual(ROADS, action, role).unwrap();
        }
    }
    assert_eq!(office.round.submission(ROADS).unwrap().state(), State::Approved);
    let again = Round::replay(&office.round.log().unwrap(), None).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
    assert_eq!(again.approved_rows(), rows("400"));
}

/// A rule about a period is not passed by leaving the period out, nor by naming another.
#[test]
fn a_row_is_of_the_period_of_its_round() {
    let usual_opening = office::opening();
    let nine_months = "1404/9m".parse().unwrap();
    let opening = Opening::new(
        "67-1404-9m",
        nine_months,
        vec![agreement()],
        usual_opening.by,
        office::at("2025-12-23T05:00:00Z"),
    );
    let round = Round::open(opening, Rulebook::builtin("ir", 1404).unwrap()).unwrap();
    let mut office = Office { round, now: office::at("2025-12-24T05:00:00Z") };
    office.act(None, Action::Publish, usual(amalkard::lifecycle::Role::Consolidation, ""), |act| act).unwrap();
    let mut enter = |period: &str, year: &str| {
        let mut rows = rows("1");
        for (field, value) in [("paid", "1"), ("period", period), ("year", year)] {
            rows[0].insert(field.to_owned(), Cell::from(value));
        }
        let expert = usual(amalkard::lifecycle::Role::AgencyExpert, ROADS);
        office.act(Some(ROADS), Action::Enter, expert, |act| act.with_rows(rows))?;
        let found = office.round.findings(ROADS)?.iter().any(|finding| finding.rule == "C20");
        Ok::<bool, amalkard::Error>(found)
    };
    // Paid 1 of 600 allocated: absorption is below one half at nine months (C20).
    assert!(enter("9m", "1404").unwrap());
    assert!(enter("", "").unwrap());
    let error = enter("۳m", "1404").unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.foreign_period", Some("lines/0/period")));
    let error = enter("9m", "1403").unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.foreign_period", Some("lines/0/year")));
}

/// What an agency left to its agreement is there when the next round compares: it could not supply it then.
#[test]
fn the_next_round_starts_from_completed_rows() {
    let opening = |id: &str, period: &str, at: &str| {
        Opening::new(id, period.parse().unwrap(), vec![agreement()], office::opening().by, office::at(at))
    };
    let book = || Rulebook::builtin("ir", 1404).unwrap();
    let round = Round::open(opening("67-1404-6m", "1404/6m", "2025-09-23T05:00:00Z"), book()).unwrap();
    let mut office = Office { round, now: office::at("2025-09-27T05:00:00Z") };
    office.act(None, Action::Publish, usual(amalkard::lifecycle::Role::Consolidation, ""), |act| act).unwrap();
    let mut short = rows("400");
    short[0].retain(|field, _| !["kind", "period", "year", "title", "province"].contains(&field.as_str()));
    for (action, role) in USUAL_WAY {
        match action {
            Action::Enter => {
                office.act(Some(ROADS), action, usual(role, ROADS), |act| act.with_rows(short.clone())).map(|_| ())
            }
            _ => office.usual(ROADS, action, role).map(|_| ()),
        }
        .unwrap();
    }
    // The same row as if all of it had been typed.
    assert_eq!(office.round.approved_rows(), rows("400"));
    let next = opening("67-1404-9m", "1404/9m", "2025-12-23T05:00:00Z").after(office.round.approved_rows());
    let mut office = Office { round: Round::open(next, book()).unwrap(), now: office::at("2025-12-24T05:00:00Z") };
    office.act(None, Action::Publish, usual(amalkard::lifecycle::Role::Consolidation, ""), |act| act).unwrap();
    short[0].insert("spent".to_owned(), Cell::from("450"));
    short[0].insert("paid".to_owned(), Cell::from("450"));
    let expert = usual(amalkard::lifecycle::Role::AgencyExpert, ROADS);
    office.act(Some(ROADS), Action::Enter, expert, |act| act.with_rows(short)).unwrap();
    let findings = office.round.findings(ROADS).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
}
