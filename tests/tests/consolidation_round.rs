//! From a round to its totals: only what is approved counts unless asked, and everybody else is named.

use amalkard::consolidation::{Cell, Consolidation, Plan, Status, consolidate_as_known, consolidate_round};
use amalkard::lifecycle::{Action, Role};
use amalkard::round::{Include, Moment, Round};
use amalkard_tests::office::{HEALTH, Office, ROADS, USUAL_WAY, figures, usual};
use std::collections::BTreeSet;

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

/// The log is replayed to every one of its moments: the totals are those that were seen then.
#[test]
fn totals_are_as_they_were_known() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).up_to(HEALTH, Action::Approve);
    office.usual(ROADS, Action::Reopen, Role::Consolidation).unwrap();
    let plan = Plan::new(&[&["agency"]], &["allocated", "spent"]);
    let mut seen = BTreeSet::new();
    for event in office.round.events() {
        for include in [Include::Approved, Include::Entered] {
            let known = consolidate_as_known(&office.round, &plan, include, Moment::Seq(event.seq)).unwrap();
            let log: String =
                office.round.log().unwrap().lines().take(event.seq as usize).map(|line| format!("{line}\n")).collect();
            let replayed = Round::replay(&log, Some(amalkard_tests::office::book())).unwrap();
            let expected = consolidate_round(&replayed, &plan, include).unwrap();
            assert_eq!(known.digest().unwrap(), expected.digest().unwrap());
            seen.insert(spent(&known));
        }
    }
    let sums = [None, Some("400".to_owned()), Some("800".to_owned())];
    assert_eq!(seen, BTreeSet::from(sums), "nothing, one agency, both");
    let last = office.round.events().last().unwrap();
    let now = consolidate_as_known(&office.round, &plan, Include::Approved, Moment::At(last.at)).unwrap();
    assert_eq!(
        now.digest().unwrap(),
        consolidate_round(&office.round, &plan, Include::Approved).unwrap().digest().unwrap()
    );
    let first = office.round.events()[0].at - chrono::TimeDelta::seconds(1);
    let error = consolidate_as_known(&office.round, &plan, Include::Approved, Moment::At(first)).unwrap_err();
    assert_eq!(error.code(), "lifecycle.unknown_event");
}

#[test]
fn a_total_is_traced_to_revisions_and_events() {
    let mut office = Office::published();
    office.up_to(ROADS, Action::Approve).up_to(HEALTH, Action::Confirm);
    let traced = |total: &Consolidation| total.lineage_in(&office.round, &[], &[]).unwrap();
    let approved = traced(&total(&office, Include::Approved));
    assert_eq!(
        (approved.len(), approved[0].agency.as_str(), approved[0].revision, approved[0].approved),
        (1, ROADS, 1, true)
    );
    let actions: Vec<Action> = approved[0].events.iter().map(|event| event.action).collect();
    assert_eq!((actions.first(), actions.last()), (Some(&Action::Enter), Some(&Action::Approve)));
    for event in &approved[0].events {
        let logged = office.round.event(event.seq).unwrap();
        assert_eq!((&logged.hash, logged.agency.as_deref()), (&event.hash, Some(ROADS)));
    }
    let entered = traced(&total(&office, Include::Entered));
    let standing: Vec<_> = entered.iter().map(|row| (row.agency.as_str(), row.approved)).collect();
    assert_eq!(standing, [(ROADS, true), (HEALTH, false)]);
}
