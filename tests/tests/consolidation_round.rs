//! From a round to its totals: only what is approved counts unless asked, and everybody else is named.

use amalkard::consolidation::{Cell, Consolidation, Plan, Status, consolidate_round};
use amalkard::lifecycle::{Action, Role};
use amalkard::round::Include;
use amalkard_tests::office::{HEALTH, Office, ROADS, USUAL_WAY, figures, usual};

fn total(office: &Office, include: Include) -> Consolidation {
    let plan = Plan { credit: "amended".to_owned(), ..Plan::new(&[&["agency"]], &["allocated", "spent"]) };
    consolidate_round(&office.round, &plan, include).unwrap()
}

fn whole(total: &Consolidation) -> Cell {
    total.cell(&[], &[]).unwrap().unwrap()
}

fn missing(total: &Consolidation) -> Vec<String> {
    let missing = &total.coverage().unwrap().missing;
    missing.iter().map(|agency| format!("{} {}", agency.agency, agency.stage.as_deref().unwrap_or("-"))).collect()
}

fn spent(total: &Consolidation) -> Option<String> {
    whole(total).measures["spent"].sum.map(|sum| sum.to_string())
}

#[test]
fn nothing_is_approved_at_first() {
    let office = Office::published();
    let total = total(&office, Include::Approved);
    assert_eq!((total.status(), spent(&total)), (Status::Approved, None));
    assert_eq!(missing(&total), [format!("{ROADS} open"), format!("{HEALTH} open")]);
    let share = total.coverage().unwrap().share.unwrap();
    assert_eq!((share.numerator.to_string(), share.denominator.to_string()), ("0".into(), "1500".into()));
}

#[test]
fn only_approved_figures_count_unless_asked() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).up_to(HEALTH, Action::Confirm);
    let approved = total(&office, Include::Approved);
    assert_eq!((approved.status(), spent(&approved).as_deref()), (Status::Approved, Some("400")));
    assert_eq!(missing(&approved), [format!("{HEALTH} confirmed")]);
    // 1000 of 1500 of the agreed credit has reported.
    assert_eq!(approved.coverage().unwrap().share.unwrap().percent.unwrap().to_string(), "66.7");

    let asked = total(&office, Include::Entered);
    assert_eq!((asked.status(), spent(&asked).as_deref()), (Status::Preliminary, Some("800")));
    assert_eq!(missing(&asked), [] as [String; 0]);
    assert_eq!(asked.coverage().unwrap().agencies.approved, Some(1));
    let note = |total: &Consolidation| {
        total.table(&["agency"]).unwrap().notes().iter().any(|note| note.fa.contains("مقدماتی"))
    };
    assert!(note(&asked) && !note(&approved));
}

#[test]
fn a_reopened_submission_counts_again_when_it_is_approved_again() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).up_to(HEALTH, Action::Approve);
    assert_eq!(spent(&total(&office, Include::Approved)).as_deref(), Some("800"));
    office.usual(ROADS, Action::Reopen, Role::Consolidation).unwrap();
    let revise = |office: &mut Office| {
        let by = usual(Role::AgencyExpert, ROADS);
        office.act(Some(ROADS), Action::Enter, by, |act| act.with_rows(figures(ROADS, "500", "450"))).unwrap();
    };
    revise(&mut office);
    let approved = total(&office, Include::Approved);
    let entered = total(&office, Include::Entered);
    assert_eq!((approved.status(), spent(&approved).as_deref()), (Status::Approved, Some("400")));
    assert_eq!(missing(&approved), [format!("{ROADS} entering")]);
    assert_eq!((entered.status(), spent(&entered).as_deref()), (Status::Preliminary, Some("850")));
    for (action, role) in USUAL_WAY.into_iter().skip(1) {
        office.usual(ROADS, action, role).unwrap();
    }
    assert_eq!(spent(&total(&office, Include::Approved)).as_deref(), Some("850"));
}
