//! Drafts that two people edit: every cell with what stood there before, no edit lost in silence.

use amalkard::dataset::{Cell, Row};
use amalkard::lifecycle::{Action, Edit, Role, State};
use amalkard::round::{Act, Base, Form, Round};
use amalkard::rules::Rulebook;
use amalkard_tests::office::{self, HEALTH, Office, ROADS, edit, figures, row, usual};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn edits(office: &mut Office, edits: &[Edit]) -> Result<(), amalkard::Error> {
    let expert = usual(Role::AgencyExpert, ROADS);
    office.act(Some(ROADS), Action::Edit, expert, |act| Act { edits: edits.to_vec(), ..act })
}

#[test]
fn a_cell_is_edited_with_what_stood_there_and_the_log_keeps_both() {
    let mut office = Office::published();
    edits(&mut office, &[edit(ROADS, "allocated", "", "۵۰۰"), edit(ROADS, "spent", "", "400")]).unwrap();
    assert_eq!(office.round.rows(ROADS).unwrap(), figures(ROADS, "۵۰۰", "400"));
    edits(&mut office, &[edit(ROADS, "spent", "400", "410")]).unwrap();
    let last = office.round.events().last().unwrap();
    assert_eq!((&last.payload.edits[0].from, &last.payload.edits[0].to), (&Cell::from("400"), &Cell::from("410")));
    assert_eq!(last.payload.rows, None, "an edit carries its cells, not the form");
    assert_eq!(office.round.submission(ROADS).unwrap().revision(), 1);
    edits(&mut office, &[edit(ROADS, "spent", "410", "")]).unwrap();
    assert!(!office.round.rows(ROADS).unwrap()[0].contains_key("spent"));
    let gone = Edit { field: None, from: Cell::Null, to: Cell::Null, ..edit(ROADS, "spent", "", "") };
    edits(&mut office, &[gone]).unwrap();
    assert!(office.round.rows(ROADS).unwrap().is_empty());
    // The past is there, cell by cell.
    let at = |seq: u64| office.round.form_at(ROADS, seq).unwrap().rows("lines").to_vec();
    assert_eq!(at(3), figures(ROADS, "۵۰۰", "400"));
    assert_eq!(at(4), figures(ROADS, "۵۰۰", "410"));
    assert_eq!((at(2), at(6)), (Vec::<Row>::new(), Vec::new()));
    assert_eq!(office.round.form_at(ROADS, 7).unwrap_err().code(), "lifecycle.unknown_event");
}

#[test]
fn whoever_is_slower_is_told_both_values_of_each_cell() {
    let mut office = Office::published();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    edits(&mut office, &[edit(ROADS, "spent", "400", "410")]).unwrap();
    let error = edits(&mut office, &[edit(ROADS, "spent", "400", "420")]).unwrap_err();
    assert_eq!(error.code(), "lifecycle.conflict");
    let cause = &error.causes()[0];
    assert_eq!((cause.code(), cause.place()), ("lifecycle.cell_conflict", Some("lines/1/spent")));
    let details: BTreeMap<_, _> = cause.details().iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(details, BTreeMap::from([("base", "400"), ("mine", "420"), ("theirs", "410")]));
    assert!(cause.message_fa().contains("«420»") && cause.message_fa().contains("«410»"));
    assert_eq!(office.round.rows(ROADS).unwrap(), figures(ROADS, "500", "410"), "nothing has changed");
    // A whole form that is older than the present one names the cells that clash as well.
    let expert = usual(Role::AgencyExpert, ROADS);
    let stale = |act: Act| Act { expected_seq: Some(3), ..act.with_rows(figures(ROADS, "500", "430")) };
    let error = office.act(Some(ROADS), Action::Enter, expert, stale).unwrap_err();
    assert_eq!((error.code(), error.causes().len()), ("lifecycle.conflict", 1));
    assert_eq!(error.causes()[0].place(), Some("lines/1/spent"));
}

#[test]
fn what_cannot_be_edited_is_said() {
    let mut office = Office::published();
    office.usual(ROADS, Action::Enter, Role::AgencyExpert).unwrap();
    let mut code = |edit: Edit| edits(&mut office, &[edit]).unwrap_err().code();
    let good = edit(ROADS, "spent", "400", "410");
    let key = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(code(Edit { field: Some("spend".to_owned()), ..good.clone() }), "lifecycle.unknown_field");
    assert_eq!(code(Edit { field: Some("line".to_owned()), ..good.clone() }), "lifecycle.key_field");
    assert_eq!(code(Edit { key: key(&[]), ..good.clone() }), "lifecycle.bad_key");
    assert_eq!(code(Edit { key: key(&[("line", "1"), ("agency", HEALTH)]), ..good.clone() }), "lifecycle.bad_key");
    assert_eq!(code(Edit { key: key(&[("line", "1"), ("spent", "1")]), ..good.clone() }), "lifecycle.unknown_field");
    assert_eq!(code(Edit { table: "previous".to_owned(), ..good.clone() }), "lifecycle.unknown_form");
    assert_eq!(code(Edit { to: Cell::Float("1.5".to_owned()), ..good.clone() }), "amount.float");
    let absent = Edit { key: key(&[("line", "7")]), field: None, from: Cell::Null, to: Cell::Null, ..good.clone() };
    assert_eq!(code(absent), "lifecycle.no_row");
    assert_eq!(edits(&mut office, &[]).unwrap_err().code(), "lifecycle.unexplained");
    assert_eq!(edits(&mut office, &[good.clone(), good.clone()]).unwrap_err().code(), "lifecycle.repeated_edit");
    let twice = [figures(ROADS, "500", "1"), figures(ROADS, "500", "2")].concat();
    office.act(Some(ROADS), Action::Enter, usual(Role::AgencyExpert, ROADS), |act| act.with_rows(twice)).unwrap();
    assert_eq!(edits(&mut office, &[good]).unwrap_err().code(), "lifecycle.ambiguous_row");
}

/// A form of rows of the small table: line to its two cells.
type Small = BTreeMap<u8, [Option<u8>; 2]>;

fn form(small: &Small) -> Form {
    let rows = small.iter().map(|(line, cells)| {
        let mut row = row(&[("agency", ROADS), ("line", &line.to_string())]);
        for (field, cell) in ["allocated", "spent"].iter().zip(cells) {
            if let Some(figure) = cell {
                row.insert((*field).to_owned(), Cell::from(figure.to_string()));
            }
        }
        row
    });
    Form::new(BTreeMap::from([("lines".to_owned(), rows.collect())]))
}

fn small() -> impl Strategy<Value = Small> {
    prop::collection::btree_map(0_u8..4, [prop::option::of(0_u8..3), prop::option::of(0_u8..3)], 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// By the definition, not by the code: a cell in the merged form is what the one who changed it wrote; where both
    /// changed it in two ways the present value stands and the other is told. Every other cell is as it was.
    #[test]
    fn no_edit_of_two_editors_is_lost_in_silence(base in small(), mine in small(), theirs in small()) {
        let mut office = Office::published();
        let expert = usual(Role::AgencyExpert, ROADS);
        for rows in [form(&base), form(&theirs)] {
            let rows = rows.rows("lines").to_vec();
            office.act(Some(ROADS), Action::Enter, expert.clone(), |act| act.with_rows(rows)).unwrap();
        }
        let merge = office.round.merge(ROADS, &Base::Seq(3), &form(&mine)).unwrap();
        let by_form = office.round.merge(ROADS, &Base::Form(form(&base)), &form(&mine)).unwrap();
        prop_assert_eq!(&merge, &by_form);
        let cell = |small: &Small, line: u8, place: usize| small.get(&line).map(|cells| cells[place]);
        let told = |line: u8, field: Option<&str>| merge.clashes.iter().any(|clash| {
            clash.key["line"] == line.to_string() && (clash.field.is_none() || field.is_none() || clash.field.as_deref() == field)
        });
        let found = |line: u8| merge.form.rows("lines").iter().find(|row| row["line"] == Cell::from(line.to_string()));
        for line in 0..4 {
            for (place, field) in ["allocated", "spent"].into_iter().enumerate() {
                let [was, ours, others] = [&base, &mine, &theirs].map(|small| cell(small, line, place));
                let now = found(line).map(|row| row.get(field).map(Cell::to_string));
                let shown = |cell: Option<Option<u8>>| cell.map(|cell| cell.map(|figure| figure.to_string()));
                // An absent row and a row with this cell empty say the same of the cell.
                let (a, b) = (ours.flatten() != was.flatten(), others.flatten() != was.flatten());
                let expected = match (a, b) {
                    _ if told(line, Some(field)) => shown(others),
                    (true, false) => shown(ours),
                    _ => shown(others),
                };
                if a && b && ours != others {
                    let same = ours.flatten() == others.flatten();
                    prop_assert!(same || told(line, Some(field)), "{line} {field}: {merge:?}");
                }
                prop_assert_eq!(now.flatten(), expected.flatten(), "{} {}", line, field);
            }
        }
        // What merged is what the edits make of the present form; nobody else has acted, so all of them pass.
        if !merge.edits.is_empty() {
            edits(&mut office, &merge.edits).unwrap();
        }
        prop_assert_eq!(office.round.form(ROADS).unwrap(), &merge.form);
    }
}

#[test]
fn forms_of_several_tables_are_entered_edited_and_checked() {
    let mut office = office::with_projects();
    let expert = usual(Role::AgencyExpert, ROADS);
    let lines = vec![
        row(&[("agency", ROADS), ("line", "1"), ("allocated", "500"), ("spent", "400")]),
        row(&[("agency", ROADS), ("line", "9"), ("allocated", "300"), ("spent", "200")]),
    ];
    let project = |progress: &str| row(&[("agency", ROADS), ("project", "p1"), ("line", "9"), ("progress", progress)]);
    let foreign = BTreeMap::from([("projects".to_owned(), vec![row(&[("agency", HEALTH), ("project", "p1")])])]);
    let with = |tables: BTreeMap<String, Vec<Row>>| {
        let lines = lines.clone();
        move |act: Act| Act { tables, ..act.with_rows(lines) }
    };
    let error = office.act(Some(ROADS), Action::Enter, expert.clone(), with(foreign)).unwrap_err();
    assert_eq!((error.code(), error.place()), ("lifecycle.foreign_row", Some("projects/0/agency")));
    let unknown = BTreeMap::from([("project".to_owned(), Vec::new())]);
    let error = office.act(Some(ROADS), Action::Enter, expert.clone(), with(unknown)).unwrap_err();
    assert_eq!((error.code(), error.advice().unwrap().1), ("lifecycle.unknown_form", "did you mean `projects`?"));
    let tables = BTreeMap::from([("projects".to_owned(), vec![project("120")])]);
    office.act(Some(ROADS), Action::Enter, expert.clone(), with(tables)).unwrap();
    let found: Vec<_> = office.round.findings(ROADS).unwrap().iter().map(|finding| finding.rule.clone()).collect();
    assert_eq!(found, ["F1"]);
    let slip = Edit {
        table: "projects".to_owned(),
        key: BTreeMap::from([("project".to_owned(), "P1".to_owned())]),
        field: Some("progress".to_owned()),
        from: "120".into(),
        to: "12".into(),
    };
    office.act(Some(ROADS), Action::Edit, expert, |act| act.with_edit(slip)).unwrap();
    assert!(office.round.findings(ROADS).unwrap().is_empty());
    for (action, role) in &office::USUAL_WAY[1..] {
        office.usual(ROADS, *action, *role).unwrap();
    }
    let figures = office.round.dataset(amalkard::round::Include::Approved).unwrap();
    assert_eq!(figures.dataset.table("projects").unwrap().rows(), 1);
    assert_eq!(figures.dataset.table("lines").unwrap().rows(), 2);
    let book = Rulebook::from_toml(office::WITH_PROJECTS).unwrap();
    let again = Round::replay(&office.round.log().unwrap(), Some(book.into())).unwrap();
    assert_eq!(again.digest().unwrap(), office.round.digest().unwrap());
    assert_eq!(again.submission(ROADS).unwrap().state(), State::Approved);
}
