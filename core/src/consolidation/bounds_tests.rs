use super::super::samples::{SAMPLE, data};
use super::super::{Plan, consolidate};
use super::*;

fn shown(bound: &Bound) -> [Option<String>; 3] {
    [bound.sum, bound.lower, bound.upper].map(|number| number.map(|number| number.to_string()))
}

fn bound(bounds: &Bounds, key: &str, measure: &str) -> [Option<String>; 3] {
    let cell = bounds.cells.iter().find(|cell| cell.key == [Some(key.to_owned())]).unwrap();
    shown(&cell.measures[measure])
}

fn three(numbers: [&str; 3]) -> [Option<String>; 3] {
    numbers.map(|number| Some(number.to_owned()))
}

#[test]
fn the_complete_total_lies_between_what_came_and_all_that_was_approved() {
    let total = consolidate(&data(SAMPLE), &Plan::new(&[&["province"]], &["approved", "spent"])).unwrap();
    let bounds = total.bounds(&["province"], Assumption::default()).unwrap();
    assert!(bounds.stated.en.contains("0 and 100 percent"), "{}", bounds.stated.en);
    // Ilam: 43 of 128500 has not come, and the line of 50 leaves its spending empty.
    assert_eq!(bound(&bounds, "67", "spent"), three(["59", "59", "152"]));
    assert_eq!(bound(&bounds, "56", "spent"), three(["20", "20", "20"]));
    // Nothing has come: no sum, and yet bounds.
    assert_eq!(bound(&bounds, "51", "spent"), [None, Some("0".into()), Some("20".into())]);
    // The approved credit of those who have not reported is known.
    assert_eq!(bound(&bounds, "67", "approved"), three(["157", "200", "200"]));
    let narrow = total.bounds(&[], Assumption { low: 40, high: 90 }).unwrap();
    // 79 and 40 to 90 percent of 63 + 50.
    assert_eq!(shown(&narrow.cells[0].measures["spent"]), three(["79", "124.2", "180.7"]));
}

#[test]
fn where_credit_is_not_known_nothing_is_bounded() {
    let plan = Plan::new(&[&["province"]], &["spent", "quantity"]);
    let total = consolidate(&data(SAMPLE), &plan).unwrap();
    let bounds = total.bounds(&[], Assumption::default()).unwrap();
    assert_eq!(shown(&bounds.cells[0].measures["quantity"]), [None, None, None], "a quantity is no credit");
    let unknown = SAMPLE.replace(r#""approved": "50", "allocated": "0""#, r#""approved": null, "allocated": "0""#);
    let total = consolidate(&data(&unknown), &plan).unwrap();
    let bounds = total.bounds(&["province"], Assumption::default()).unwrap();
    assert_eq!(bound(&bounds, "67", "spent"), [Some("59".into()), None, None]);
    assert_eq!(bound(&bounds, "56", "spent"), three(["20", "20", "20"]));
    let alone = consolidate(&data(SAMPLE), &Plan { agreement: String::new(), ..plan }).unwrap();
    let bounds = alone.bounds(&[], Assumption::default()).unwrap();
    assert_eq!(shown(&bounds.cells[0].measures["spent"]), [Some("79".into()), None, None], "nothing is expected");
    let error = total.bounds(&[], Assumption { low: 1, high: 0 }).unwrap_err();
    assert_eq!(error.code(), "consolidation.bad_assumption");
}
