use super::super::samples::table as table_of;
use super::super::{Cell, Plan, consolidate};
use super::*;
use crate::amount::Unit;
use crate::dataset::Schema;

const MONEY: Kind = Kind::Amount { unit: Unit::MillionRial, scale: 0 };
const PERCENT: Kind = Kind::Percent { scale: 1 };

fn schema(basis: Basis) -> Schema {
    let codes = [("agency", Kind::Code), ("line", Kind::Code), ("period", Kind::Code)];
    let figures = [("spent", MONEY), ("approved", MONEY), ("previous_years", MONEY), ("total_cost", MONEY)];
    let progress =
        ["weight", "physical_progress", "progress_this_year", "predicted_this_year"].map(|name| (name, PERCENT));
    let fields: Vec<_> = codes.into_iter().chain(figures).chain(progress).collect();
    let mut tables = vec![
        table_of("lines", &["agency", "line", "period"], &fields),
        table_of("previous", &["agency", "line", "period"], &fields),
    ];
    for field in tables.iter_mut().flat_map(|table| &mut table.fields).filter(|field| field.name == "spent") {
        field.basis = Some(basis);
    }
    Schema { tables }
}

fn whole(basis: Basis, json: &str, plan: &Plan) -> Result<Cell> {
    let data = Dataset::from_json(&schema(basis), json).unwrap();
    Ok(consolidate(&data, plan)?.cell(&[], &[]).unwrap().unwrap())
}

fn plan(to: Basis, absent: Absent) -> Plan {
    let conversion = Conversion { absent, ..Conversion::new(to) };
    Plan { conversion: Some(conversion), ..Plan::new(&[&["agency"]], &["spent", "approved"]) }
}

#[test]
fn a_cumulative_figure_less_the_one_before_is_the_period_s_own() {
    let json = r#"{
      "lines": [{"agency": "1", "line": "1", "period": "6m", "spent": "70", "approved": "100"},
                {"agency": "1", "line": "2", "period": "6m", "spent": "5", "approved": "9"},
                {"agency": "2", "line": "1", "period": "6m", "approved": "3"}],
      "previous": [{"agency": "۱", "line": "1", "period": "3m", "spent": "40", "approved": "100"},
                   {"agency": "2", "line": "1", "period": "3m", "spent": "1"}]}"#;
    let own = whole(Basis::Cumulative, json, &plan(Basis::InPeriod, Absent::Missing)).unwrap();
    // Line 2 was not there before, and the last line leaves its figure empty: neither is guessed.
    assert_eq!((own.measures["spent"].sum, own.measures["spent"].missing), (Some(30.into()), 2));
    assert_eq!(own.measures["approved"].sum, Some(112.into()), "what has no basis stays");
    let first = whole(Basis::Cumulative, json, &plan(Basis::InPeriod, Absent::Zero)).unwrap();
    assert_eq!((first.measures["spent"].sum, first.measures["spent"].missing), (Some(35.into()), 1));
    let as_reported = whole(Basis::Cumulative, json, &plan(Basis::Cumulative, Absent::Missing)).unwrap();
    assert_eq!(as_reported.measures["spent"].sum, Some(75.into()));
}

#[test]
fn the_figures_of_all_periods_are_cumulative() {
    let json = r#"{
      "lines": [{"agency": "1", "line": "1", "period": "9m", "spent": "7"}],
      "previous": [{"agency": "1", "line": "1", "period": "3m", "spent": "40"}, {"agency": "1", "line": "1", "period": "6m", "spent": "2"}]}"#;
    let cumulative = whole(Basis::InPeriod, json, &plan(Basis::Cumulative, Absent::Missing)).unwrap();
    assert_eq!(cumulative.measures["spent"].sum, Some(49.into()));
    // Two cumulative figures before: which of them is the period before is not guessed.
    let unclear = whole(Basis::Cumulative, json, &plan(Basis::InPeriod, Absent::Zero)).unwrap();
    assert_eq!(unclear.measures["spent"].missing, 1);
    let error = whole(Basis::InPeriod, r#"{"lines": []}"#, &plan(Basis::Cumulative, Absent::Missing)).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.unknown_table", Some("previous")));
}

/// East Azerbaijan 1403: 2.1 points of progress made of 6.6 predicted, 31.8 percent (domain.md 8), as two projects.
#[test]
fn progress_is_weighted_and_nothing_is_averaged() {
    let json = r#"{"lines": [
      {"agency": "1", "line": "1", "spent": "30", "previous_years": "10", "total_cost": "100", "weight": "60", "physical_progress": "50", "progress_this_year": "2.5", "predicted_this_year": "7"},
      {"agency": "1", "line": "2", "spent": "5", "previous_years": "0", "total_cost": "50", "weight": "40", "physical_progress": "20", "progress_this_year": "1.5", "predicted_this_year": "6"},
      {"agency": "1", "line": "3", "spent": "1", "total_cost": "10", "weight": "90"}]}"#;
    let measures =
        ["spent_to_date", "total_cost", "weighted_progress", "progress_weight", "weighted_made", "weighted_predicted"];
    let cell = whole(Basis::Cumulative, json, &Plan::new(&[], &measures)).unwrap();
    let percent = |name: &str| cell.ratios[name].unwrap().percent.unwrap().to_string();
    // (60 × 50 + 40 × 20) / 100; the third project's progress is not known and weighs nothing.
    assert_eq!(percent("physical_progress"), "38");
    assert_eq!(percent("plan_achievement"), "31.8");
    assert_eq!((cell.measures["spent_to_date"].sum, cell.measures["spent_to_date"].missing), (Some(45.into()), 1));
    assert_eq!(percent("financial_progress"), "28.1"); // 45 / 160
    assert_eq!(cell.measures["progress_weight"].missing, 1);
    let none = whole(Basis::Cumulative, r#"{"lines": []}"#, &Plan::new(&[], &measures)).unwrap();
    assert!(none.ratios.values().all(Option::is_none), "undefined, not zero");
}
