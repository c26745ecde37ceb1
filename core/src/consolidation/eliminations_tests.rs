use super::super::samples::{MONEY, table as table_of};
use super::super::{Plan, consolidate};
use super::*;
use crate::dataset::{Kind, Schema};

fn data(json: &str) -> Dataset {
    let codes = ["agency", "line", "province"].map(|name| (name, Kind::Code));
    let money = ["amended", "notified", "notified_out"].map(|name| (name, MONEY));
    let lines: Vec<_> = codes.into_iter().chain(money).collect();
    let notice = ["letter", "giver", "giver_line", "receiver", "line"].map(|name| (name, Kind::Code));
    let notices: Vec<_> = notice.into_iter().chain([("amount", MONEY), ("confirmed", MONEY)]).collect();
    let schema = Schema {
        tables: vec![table_of("lines", &["agency", "line"], &lines), table_of("notices", &["letter"], &notices)],
    };
    Dataset::from_json(&schema, json).unwrap()
}

/// Two agencies of Ilam and one of Kermanshah; the last letter comes from a ministry outside.
const SAMPLE: &str = r#"{
  "lines": [
    {"agency": "1", "line": "1", "province": "67", "amended": "1000", "notified": "0", "notified_out": "300"},
    {"agency": "2", "line": "1", "province": "67", "amended": "500", "notified": "260", "notified_out": "0"},
    {"agency": "3", "line": "1", "province": "56", "amended": "700", "notified": "100", "notified_out": "0"}
  ],
  "notices": [
    {"letter": "a", "giver": "1", "receiver": "2", "amount": "200", "confirmed": "190"},
    {"letter": "b", "giver": "۱", "receiver": "3", "amount": "100", "confirmed": "100"},
    {"letter": "c", "giver": "900", "receiver": "2", "amount": "60"}
  ]}"#;

fn plan() -> Plan {
    Plan::new(&[&["province"]], &["amended", "notified", "notified_out"])
}

#[test]
fn what_passes_inside_a_group_is_counted_once_there() {
    let data = data(SAMPLE);
    let total = consolidate(&data, &plan()).unwrap();
    let ilam = |found: &Eliminations| found.cells.iter().find(|cell| cell.key == [Some("67".into())]).cloned().unwrap();
    let found = total.eliminations(&data, &Transfers::default(), &["province"]).unwrap();
    let cell = ilam(&found);
    // Letter a passes inside Ilam; b leaves it, c comes in.
    assert_eq!((cell.inside, cell.cancelled), (1, 200.into()));
    assert_eq!((cell.given_outside, cell.received_outside), (100.into(), 60.into()));
    assert_eq!((cell.gave_gap, cell.received_gap), (Some(0.into()), Some(0.into())));
    // 1500 of its own and 260 received, of which 200 is its own again.
    assert_eq!((cell.gross, cell.net), (Some(1760.into()), Some(1560.into())));
    // In the whole, b is inside too.
    let whole = total.eliminations(&data, &Transfers::default(), &[]).unwrap().cells[0].clone();
    assert_eq!((whole.inside, whole.cancelled, whole.received_outside), (2, 300.into(), 60.into()));
    assert_eq!(whole.net, Some((2200 + 360 - 300).into()));
}

#[test]
fn both_sides_are_compared() {
    let data = data(SAMPLE);
    let total = consolidate(&data, &plan()).unwrap();
    let both = Transfers { received: "confirmed".into(), ..Transfers::default() };
    let found = total.eliminations(&data, &both, &["province"]).unwrap();
    let sides: Vec<_> =
        found.transfers.iter().map(|transfer| (transfer.sides, transfer.gap, transfer.cancelled)).collect();
    assert_eq!(
        sides,
        [
            (Sides::Differ, Some(10.into()), 190.into()),
            (Sides::Agree, Some(0.into()), 0.into()),
            (Sides::OneSided, None, 0.into()),
        ]
    );
    let ilam = found.cells.iter().find(|cell| cell.key == [Some("67".into())]).unwrap();
    // The lines of Ilam say 260 was received; the receivers' side of the letters says 190.
    assert_eq!((ilam.received_gap, ilam.cancelled), (Some(70.into()), 190.into()));
    assert_eq!(found.transfers[2].giver_group, None, "the ministry is outside");
    assert_eq!(found.transfers[1].giver_group, Some(vec![Some("67".into())]));
}

#[test]
fn a_table_or_field_that_is_not_there_is_refused() {
    let data = data(SAMPLE);
    let total = consolidate(&data, &plan()).unwrap();
    let other = Transfers { table: "notice".into(), ..Transfers::default() };
    assert_eq!(total.eliminations(&data, &other, &[]).unwrap_err().code(), "consolidation.unknown_table");
    let other = Transfers { given: "amonut".into(), ..Transfers::default() };
    let error = total.eliminations(&data, &other, &[]).unwrap_err();
    assert_eq!((error.code(), error.place()), ("consolidation.unknown_field", Some("notices/amonut")));
}
