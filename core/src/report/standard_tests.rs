use super::*;
use crate::bilingual::Language;
use crate::finding::Scalar;
use crate::report::table::RowKind;
use crate::rules::Rulebook;

/// Three agencies of Ilam; every figure a round one, so that the tables below are made by hand.
const DATA: &str = r#"{
  "lines": [
    {"agency": "129000", "line": "1", "kind": "expense", "chapter": "210000", "programme": "1602001000", "county": "1601", "source": "PROV_EXPENSE",
     "approved": 1000, "amended": 1000, "allocated": 500, "received": 450, "paid": 400, "spent": 300, "unspent": 50, "returned": 0},
    {"agency": "129000", "line": "2", "kind": "capital", "chapter": "110100", "plan": "1602001005", "county": "1602", "source": "OIL_2",
     "approved": 2000, "amended": 3000, "allocated": 1000, "received": 800, "paid": 500, "spent": 500, "unspent": 300, "returned": 0},
    {"agency": "127500", "line": "1", "kind": "expense", "chapter": "220000", "programme": "1801002000", "county": "1601", "source": "PROV_EXPENSE",
     "approved": 4000, "amended": 4000, "allocated": 1500, "received": 1500, "paid": 900, "spent": 900, "unspent": 600, "returned": 10},
    {"agency": "105500", "line": "1", "kind": "expense", "chapter": "220000", "programme": "odd", "county": "1601", "source": "PROV_EXPENSE",
     "approved": 0, "amended": 0, "allocated": 0, "received": 0, "paid": 0, "spent": 0, "unspent": 0, "returned": 0}
  ],
  "allocations": [
    {"agency": "129000", "line": "1", "item": "1", "amount": 500, "instrument": "1"},
    {"agency": "129000", "line": "2", "item": "1", "amount": 600, "instrument": "5"},
    {"agency": "129000", "line": "2", "item": "2", "amount": 400, "instrument": "7"}
  ],
  "projects": [
    {"agency": "129000", "project": "p1", "status": "in_progress", "weight": 60, "physical_progress": 50, "progress_this_year": 3, "predicted_this_year": 10},
    {"agency": "129000", "project": "p2", "status": "stopped", "weight": 40, "physical_progress": 20, "progress_this_year": 1, "predicted_this_year": 1.5},
    {"agency": "127500", "project": "p1", "status": "operating", "physical_progress": 100}
  ],
  "amendments": [
    {"agency": "129000", "line": "2", "number": 1, "date": "1404-04-10", "old": 2000, "increase": 1500, "decrease": 500, "new": 3000}
  ]
}"#;

fn data(json: &str) -> Dataset {
    let json = json.replace("1.5}", "\"1.5\"}");
    Dataset::from_json(Rulebook::builtin("ir", 1404).unwrap().schema(), &json).unwrap()
}

fn reports() -> Reports {
    let frame = Frame {
        scope: Bilingual::new("استان ایلام", "Ilam"),
        period: "1404/6m".parse().unwrap(),
        statuses: BTreeMap::new(),
        preliminary: false,
        unit: None,
    };
    Reports::new(frame, data(DATA))
}

fn only(report: Report) -> ReportTable {
    reports().tables(report).unwrap().remove(0)
}

/// Some columns of a table, by row: `row_kind` and the cells as text.
fn rows(table: &ReportTable, columns: &[&str]) -> Vec<String> {
    let row = |record: BTreeMap<String, Scalar>| {
        let cell = |name: &&str| match &record[*name] {
            Scalar::Missing => "–".to_owned(),
            cell => cell.to_string(),
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(" ")
    };
    table.records().into_iter().map(row).collect()
}

#[test]
fn titles_headers_and_totals() {
    let table = only(Report::Summary);
    assert_eq!(table.title().fa, "خلاصه عملکرد به تفکیک نوع اعتبار، استان ایلام، شش‌ماهه ۱۴۰۴");
    assert_eq!(table.title().en, "R1 Performance by kind of credit, Ilam, six months of 1404");
    assert_eq!(table.header().unwrap().fa, "مبالغ به میلیون ریال");
    let text = table.to_text(Language::Persian);
    assert!(text.contains("هزینه‌ای") && text.contains("جمع کل"), "{text}");
    let columns = ["row_kind", "kind", "amended", "allocated", "allocation_rate", "absorption_of_allocation"];
    assert_eq!(
        rows(&table, &columns),
        ["line capital 3000 1000 33.3 50", "line expense 5000 2000 40 65", "total – 8000 3000 37.5 60"]
    );
    // Both meanings of absorption are printed with their definition.
    let notes: Vec<&str> = table.notes().iter().map(|note| note.en.as_str()).collect();
    assert!(notes.contains(&"Absorption of allocation = Paid ÷ Allocated"), "{notes:?}");
    assert!(notes.contains(&"Absorption of approved = Spent ÷ Approved"), "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("The agreements are not in the data")), "{notes:?}");
}

#[test]
fn agencies_are_ranked() {
    let columns = ["row_kind", "agency", "absorption_of_allocation", "rank_absorption", "rank_credit"];
    assert_eq!(
        rows(&only(Report::Agencies), &columns),
        ["line 105500 – – –", "line 127500 60 1 1", "line 129000 60 1 1", "total – 60 – –"]
    );
}

/// Affair 16 and 18 by programme; the capital line has its plan's programme, one line has no code that can be read.
#[test]
fn programmes_are_placed_by_their_digits() {
    let columns = ["row_kind", "affair", "chapter", "programme", "lines", "amended", "allocation_rate"];
    let table = only(Report::Programmes);
    assert_eq!(
        rows(&table, &columns),
        [
            "line – – – 1 0 –",
            "line 16 1602 1602001000 2 4000 37.5",
            "subtotal 16 1602 – 2 4000 37.5",
            "subtotal 16 – – 2 4000 37.5",
            "line 18 1801 1801002000 1 4000 37.5",
            "subtotal 18 1801 – 1 4000 37.5",
            "subtotal 18 – – 1 4000 37.5",
            "total – – – 4 8000 37.5",
        ]
    );
    assert!(table.notes().iter().any(|note| note.en.ends_with("shown without an affair: 1")));
    assert!(table.to_text(Language::Persian).contains("سلامت"));
}

#[test]
fn sources_stand_across_with_their_total() {
    let tables = reports().tables(Report::Sources).unwrap();
    let cross = &tables[1];
    assert_eq!(
        rows(cross, &["row_kind", "agency", "oil_2", "prov_expense", "total"]),
        ["line 105500 – 0 0", "line 127500 – 4000 4000", "line 129000 3000 1000 4000", "total – 3000 5000 8000"]
    );
    assert_eq!(cross.columns()[3].parts, ["oil_2", "prov_expense"]);
    assert!(cross.rounded(Unit::MilliardRial, 0).unwrap().unkept().is_empty());
}

/// Code 220000 is goods and services in expense; in capital it would be another chapter.
#[test]
fn chapters_have_a_table_for_each_kind() {
    let tables = reports().tables(Report::Chapters).unwrap();
    let titles: Vec<&str> = tables.iter().map(|table| table.title().en.as_str()).collect();
    assert_eq!(titles.len(), 2);
    assert!(titles[0].contains("capital assets") && titles[1].contains("expense"), "{titles:?}");
    assert_eq!(
        rows(&tables[1], &["row_kind", "chapter", "amended"]),
        ["line 210000 1000", "line 220000 4000", "total – 5000"]
    );
    assert!(tables[1].to_text(Language::Persian).contains("جبران خدمت"));
    assert!(!tables[0].to_text(Language::Persian).contains("جبران خدمت"));
}

#[test]
fn cash_and_papers_are_summed_apart() {
    assert_eq!(
        rows(&only(Report::Instruments), &["row_kind", "instrument", "items", "amount", "share"]),
        [
            "line 1 1 500 33.3",
            "subtotal not_paper 1 500 33.3",
            "line 5 1 600 40",
            "line 7 1 400 26.7",
            "subtotal paper 2 1000 66.7",
            "total – 3 1500 100",
        ]
    );
}

/// 60 × 3 + 40 × 1 = 220 of 100 weights is 2.2%; predicted 60 × 10 + 40 × 1.5 = 660 is 6.6%: a third of the plan.
#[test]
fn projects_are_counted_and_weighed() {
    let columns =
        ["agency", "projects", "finished", "in_progress", "stopped", "progress", "predicted", "actual", "achievement"];
    let table = only(Report::Projects);
    assert_eq!(
        rows(&table, &columns),
        ["127500 1 1 0 0 – – – –", "129000 2 0 1 1 38 6.6 2.2 33.3", "– 3 1 1 1 38 6.6 2.2 33.3"]
    );
    let notes: Vec<&str> = table.notes().iter().map(|note| note.en.as_str()).collect();
    assert!(notes.contains(&"No quality: the data has no table visits with the field quality"), "{notes:?}");
    assert!(notes.contains(&"projects without a weight, not in the weighted means: 1"), "{notes:?}");
}

#[test]
fn last_year_stands_beside_this_one() {
    let earlier = r#"{"lines": [
      {"agency": "129000", "line": "1", "kind": "expense", "amended": 800, "allocated": 0, "paid": 300},
      {"agency": "108000", "line": "1", "kind": "expense", "amended": 10, "allocated": 5, "paid": 5}]}"#;
    let tables = reports().with_earlier(data(earlier)).tables(Report::Comparison).unwrap();
    assert_eq!(
        rows(&tables[1], &["row_kind", "agency", "amended_before", "amended", "amended_change", "amended_growth"]),
        [
            "line 105500 – 0 – –",
            "line 108000 10 – – –",
            "line 127500 – 4000 – –",
            "line 129000 800 4000 3200 400",
            "total – 810 8000 7190 887.7",
        ]
    );
    assert_eq!(
        rows(&tables[0], &["kind", "allocated_before", "allocated", "allocated_growth"])[1],
        "expense 5 2000 39900"
    );
}

#[test]
fn registers_and_leftovers() {
    let table = only(Report::Amendments);
    assert_eq!(
        rows(&table, &["row_kind", "old", "increase", "decrease", "new"]),
        ["line 2000 1500 500 3000", "total 2000 1500 500 3000"]
    );
    let table = only(Report::Leftovers);
    assert_eq!(
        rows(&table, &["row_kind", "agency", "received", "returned", "unspent"]).last().unwrap(),
        "total – 2750 10 950"
    );
    assert!(table.notes().iter().any(|note| note.en == "Not in the data: carried_over"));
}

#[test]
fn what_the_data_lacks_is_an_error_with_its_place() {
    let bare = Reports::new(
        reports().frame().clone(),
        data(r#"{"lines": [{"agency": "1", "line": "1", "kind": "expense"}]}"#),
    );
    let refused = |report: Report| {
        let error = bare.tables(report).unwrap_err();
        (error.code(), error.place().unwrap_or_default().to_owned())
    };
    assert_eq!(refused(Report::Counties), ("report.missing_field", "lines/county".to_owned()));
    assert_eq!(refused(Report::Instruments), ("report.missing_table", "allocations".to_owned()));
    assert_eq!(refused(Report::Projects), ("report.missing_table", "projects".to_owned()));
    assert_eq!(refused(Report::Comparison), ("report.missing_input", "earlier".to_owned()));
    assert_eq!(refused(Report::Completeness), ("report.missing_input", "progress".to_owned()));
    assert_eq!(refused(Report::Findings), ("report.missing_input", "findings".to_owned()));
    assert_eq!(refused(Report::Amendments), ("report.missing_table", "amendments".to_owned()));
    assert_eq!(refused(Report::Leftovers), ("report.missing_field", "lines/carried_over".to_owned()));
    // A page says so in place of the table.
    let page = bare.page().unwrap().to_html(Language::English);
    assert!(page.contains("report R7 needs the table `allocations`, which the data does not have"));
}

#[test]
fn per_capita_needs_people_and_only_approved_submissions_count() {
    let lines = r#"{"lines": [
      {"agency": "1", "line": "1", "kind": "expense", "county": "1601", "amended": 1000},
      {"agency": "2", "line": "1", "kind": "expense", "county": "1602", "amended": 50}]}"#;
    let mut frame = reports().frame().clone();
    frame.statuses = [("1".to_owned(), "approved".to_owned()), ("2".to_owned(), "control".to_owned())].into();
    let table = Reports::new(frame, data(lines)).tables(Report::Counties).unwrap().remove(0);
    assert_eq!(rows(&table, &["row_kind", "county", "amended"]), ["line 1601 1000", "total – 1000"]);
    assert!(
        table
            .notes()
            .iter()
            .any(|note| note.en == "No figures per capita: the data has no table counties with the field population")
    );
}

/// 1,400 + 3,300 + 4,300 and the like: every total of every report is the sum of what is shown.
#[test]
fn reports_in_milliard_rials_add_up() {
    let earlier = data(
        r#"{"lines": [{"agency": "129000", "line": "1", "kind": "expense", "amended": 800, "allocated": 1, "paid": 300}]}"#,
    );
    let reports = reports().with_earlier(earlier).in_unit(Unit::MilliardRial);
    for report in
        [Report::Summary, Report::Agencies, Report::Programmes, Report::Sources, Report::Chapters, Report::Instruments]
    {
        for table in reports.tables(report).unwrap() {
            assert_eq!(table.header().unwrap().en, "Amounts in milliard rials");
            assert!(table.unkept().is_empty(), "{report}: {:?}", table.unkept());
        }
    }
    let comparison = &reports.tables(Report::Comparison).unwrap()[0];
    // 5,000 against 800 is a change of 4,200, and in milliards 5 = 1 + 4.
    assert_eq!(rows(comparison, &["kind", "amended_before", "amended", "amended_change"])[1], "expense 1 5 4");
    assert!(comparison.unkept().iter().all(|place| place.inexact), "{:?}", comparison.unkept());
}

/// Before anybody is approved there are no lines: the reports are empty, not refused.
#[test]
fn a_round_without_approved_lines_has_empty_reports() {
    let empty = Reports::new(reports().frame().clone(), data(r#"{"lines": []}"#));
    for report in [Report::Summary, Report::Agencies, Report::Counties, Report::Sources, Report::Leftovers] {
        let tables = empty.tables(report).unwrap();
        assert!(tables[0].rows().iter().all(|row| row.kind == RowKind::Total), "{report}");
    }
}
