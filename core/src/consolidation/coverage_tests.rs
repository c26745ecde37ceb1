use super::super::samples::{SAMPLE, data};
use super::super::{Plan, Status, consolidate};
use super::*;

fn plan() -> Plan {
    Plan::new(&[&["province", "agency"], &["kind", "chapter"]], &["approved", "spent"])
}

fn named(missing: &[Missing]) -> Vec<String> {
    let stage = |agency: &Missing| agency.stage.clone().unwrap_or_else(|| "-".to_owned());
    missing
        .iter()
        .map(|agency| format!("{} {} {}", agency.agency, agency.title.as_deref().unwrap_or("-"), stage(agency)))
        .collect()
}

#[test]
fn every_total_says_who_is_missing() {
    let total = consolidate(&data(SAMPLE), &plan()).unwrap();
    let whole = total.coverage().unwrap();
    assert_eq!(whole.agencies, Count { expected: 5, reported: 3, approved: None });
    assert_eq!(whole.lines, Count { expected: 6, reported: 4, approved: None });
    assert_eq!(named(&whole.missing), ["128500 ورزش -", "151000 جهاد -"]);
    // 187 of 250 have reported.
    let share = whole.share.unwrap();
    assert_eq!((share.numerator.to_string(), share.denominator.to_string()), ("187".into(), "250".into()));
    assert_eq!(share.percent.unwrap().to_string(), "74.8");
    let ilam = total.cell(&["province"], &[Some("67")]).unwrap().unwrap().coverage.unwrap();
    assert_eq!(ilam.agencies, Count { expected: 3, reported: 2, approved: None });
    assert_eq!((ilam.missing[0].lines, ilam.missing[0].credit), (1, Some(43.into())));
    // In capital credit the line of 129000 has come and that of 128500 has not.
    let capital = total.cell(&["kind"], &[Some("capital")]).unwrap().unwrap().coverage.unwrap();
    assert_eq!(capital.agencies, Count { expected: 2, reported: 1, approved: None });
}

#[test]
fn a_group_of_which_nothing_has_come_is_there() {
    let total = consolidate(&data(SAMPLE), &plan()).unwrap();
    let markazi = total.cell(&["province"], &[Some("51")]).unwrap().unwrap();
    assert_eq!((markazi.lines, markazi.measures["spent"].sum), (0, None));
    assert_eq!(markazi.coverage.unwrap().share.unwrap().percent.unwrap().to_string(), "0");
    // The agreements know nothing of chapters: no coverage there, and no groups out of nothing.
    let chapters = total.cells_by(&["kind", "chapter"]).unwrap();
    assert!(chapters.iter().all(|cell| cell.coverage.is_none() && cell.lines > 0));
}

#[test]
fn only_what_is_approved_counts_unless_asked() {
    let statuses = [("129000", "approved"), ("127500", "control"), ("131500", "approved"), ("128500", "entering")];
    let strict = consolidate(&data(SAMPLE), &plan().with_statuses(statuses)).unwrap();
    assert_eq!(strict.status(), Status::Approved);
    let whole = strict.cell(&[], &[]).unwrap().unwrap();
    assert_eq!((whole.lines, whole.measures["approved"].sum), (3, Some(180.into())));
    let coverage = whole.coverage.unwrap();
    assert_eq!(coverage.agencies, Count { expected: 5, reported: 3, approved: Some(2) });
    assert_eq!(coverage.lines, Count { expected: 6, reported: 4, approved: Some(3) });
    assert_eq!(named(&coverage.missing), ["127500 آموزش control", "128500 ورزش entering", "151000 جهاد -"]);
    assert_eq!(coverage.covered_credit, Some(180.into()));

    let asked = Plan { preliminary: true, ..plan().with_statuses(statuses) };
    let loose = consolidate(&data(SAMPLE), &asked).unwrap();
    assert_eq!(loose.status(), Status::Preliminary);
    assert_eq!(loose.cell(&[], &[]).unwrap().unwrap().lines, 4);
    assert_eq!(loose.coverage().unwrap().agencies.approved, Some(2));

    let all = statuses.map(|(agency, _)| (agency, "approved"));
    let approved = consolidate(&data(SAMPLE), &Plan { preliminary: true, ..plan().with_statuses(all) }).unwrap();
    assert_eq!(approved.status(), Status::Approved);
}

#[test]
fn lines_outside_the_agreements_are_counted_as_unexpected() {
    let stray = SAMPLE.replace(
        r#""agency": "131500", "line": "1", "kind": "expense", "chapter""#,
        r#""agency": "131500", "line": "9", "kind": "expense", "chapter""#,
    );
    let total = consolidate(&data(&stray), &plan()).unwrap();
    let whole = total.coverage().unwrap();
    assert_eq!((whole.unexpected, whole.agencies.reported), (1, 2));
    let province = total.cell(&["province"], &[Some("56")]).unwrap().unwrap();
    assert_eq!((province.lines, province.coverage.unwrap().unexpected), (1, 1));
}

#[test]
fn coverage_is_left_out_only_when_asked() {
    let without = Plan { agreement: String::new(), ..plan() };
    assert!(consolidate(&data(SAMPLE), &without).unwrap().coverage().is_none());
    let error = consolidate(&data(SAMPLE), &Plan { agreement: "agreements".into(), ..plan() }).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.unknown_table", Some("agreements")));
}

#[test]
fn an_agreement_whose_key_the_lines_lack_is_refused() {
    let mut schema = super::super::samples::schema();
    schema.tables[1].key = vec!["agency".into(), "agreement_no".into()];
    let data = crate::dataset::Dataset::from_json(&schema, SAMPLE).unwrap();
    let error = consolidate(&data, &plan()).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.unknown_field", Some("agreement/agreement_no")));
}
