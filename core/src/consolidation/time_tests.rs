use super::super::samples::{SAMPLE, data};
use super::super::{NotAdded, consolidate};
use super::*;

fn total(json: &str) -> Consolidation {
    consolidate(&data(json), &Plan { agreement: String::new(), ..Plan::new(&[&["province"]], &["approved", "spent"]) })
        .unwrap()
}

#[test]
fn this_year_stands_beside_last_year() {
    let this =
        SAMPLE.replace(r#""spent": "60""#, r#""spent": "90""#).replace(r#""province": "56""#, r#""province": "57""#);
    let cells = total(&this).compare(&total(SAMPLE), &["province"]).unwrap();
    let shown: Vec<_> = cells
        .iter()
        .map(|cell| {
            let text = |sum: Option<Scaled>| sum.map_or("-".into(), |sum| sum.to_string());
            let spent = cell.measures["spent"];
            let growth = spent.growth.and_then(|growth| growth.percent);
            format!(
                "{} {} {} {} {}",
                cell.key[0].clone().unwrap(),
                text(spent.before),
                text(spent.after),
                text(spent.delta),
                text(growth)
            )
        })
        .collect();
    assert_eq!(shown, ["56 20 - - -", "57 - 20 - -", "67 59 89 30 50.8"]);
    let other = consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["spent"])).unwrap();
    assert_eq!(other.compare(&total(SAMPLE), &["province"]).unwrap_err().code(), "consolidation.plan_mismatch");
}

/// Three months were stated as 59 and are corrected to 70; six months stand at 89, or at 65.
#[test]
fn a_correction_of_the_past_moves_what_came_after_it() {
    let first = total(SAMPLE);
    let now = total(&SAMPLE.replace(r#""spent": "60""#, r#""spent": "71""#));
    for (later, own_before, own_after, falls) in [("90", 30, 19, false), ("66", 6, -5, true)] {
        let later = total(&SAMPLE.replace(r#""spent": "60""#, &format!(r#""spent": "{later}""#)));
        let restated = later.restatement(&first, &now).unwrap();
        assert_eq!(restated.len(), 2, "the province and the whole");
        let ilam = restated.iter().find(|cell| cell.key == [Some("67".to_owned())]).unwrap();
        assert_eq!((ilam.before, ilam.after, ilam.delta), (Some(59.into()), Some(70.into()), 11.into()));
        assert_eq!(
            (ilam.own_before, ilam.own_after, ilam.falls),
            (Some(own_before.into()), Some(own_after.into()), falls)
        );
    }
}

#[test]
fn what_is_dated_later_is_left_out() {
    let dated = SAMPLE
        .replace(
            r#""line": "1", "kind": "expense", "chapter": "2""#,
            r#""line": "1", "opened": "1404-07-01", "kind": "expense", "chapter": "2""#,
        )
        .replace(
            r#""line": "2", "kind": "capital", "chapter""#,
            r#""line": "2", "opened": "1404-06-31", "kind": "capital", "chapter""#,
        );
    let day = "1404-06-31".parse().unwrap();
    let plan = Plan { until: Some(Until { field: "opened".into(), day }), ..Plan::new(&[], &["approved"]) };
    let total = consolidate(&data(&dated), &plan).unwrap();
    assert_eq!(total.cell(&[], &[]).unwrap().unwrap().measures["approved"].sum, Some(157.into()));
    assert_eq!(total.not_added().iter().map(|line| (line.row, line.why)).collect::<Vec<_>>(), [(3, NotAdded::Later)]);
    let wrong = Plan { until: Some(Until { field: "kind".into(), day }), ..plan };
    let error = consolidate(&data(&dated), &wrong).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.not_a_date", Some("lines/kind")));
}
