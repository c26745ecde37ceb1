#![expect(clippy::arithmetic_side_effects, reason = "tests")]

use crate::bilingual::Bilingual;
use crate::dataset::{
    Cell, Column, Dataset, Field, KeyIndex, KeyRows, Kind, NO_GROUP, Schema, Strings, Table, TableSchema, is_one,
};

/// `rows` rows of `fields` code columns with up to `distinct` codes each; every eleventh cell or so is empty.
fn table(rows: usize, fields: usize, distinct: u64, backwards: bool) -> (Table, Vec<Option<Vec<String>>>) {
    let cell = |row: usize, field: usize| {
        let mut bits = ((row as u64) << 8 ^ field as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ bits >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits ^= bits >> 32;
        (!bits.is_multiple_of(11) || fields > 5).then(|| format!("k{}", bits / 11 % distinct))
    };
    // Of every four rows the third is like the first, so that keys repeat however many fields they have.
    let like = |row: usize| if row % 4 == 2 { row - 2 } else { row };
    let mut rows: Vec<Vec<Option<String>>> =
        (0..rows).map(|row| (0..fields).map(|field| cell(like(row), field)).collect()).collect();
    if backwards {
        rows.reverse();
    }
    let columns = (0..fields)
        .map(|field| Some(Column::Strings(Strings::new(rows.iter().map(|row| row[field].as_deref())))))
        .collect();
    let field = |position| Field {
        name: format!("f{position}"),
        kind: Kind::Code,
        required: false,
        non_negative: false,
        basis: None,
        law: None,
        title: Bilingual::new("کد", "Code"),
    };
    let schema = TableSchema {
        name: "keys".to_owned(),
        title: Bilingual::new("کلیدها", "Keys"),
        key: Vec::new(),
        fields: (0..fields).map(field).collect(),
    };
    let keys = rows.iter().map(|row| row.iter().cloned().collect()).collect();
    (Table::new(schema, columns, rows.len()), keys)
}

/// Few combinations (an array), many (a hash table), more than 32 bits hold, and more than 64 (several levels).
const SHAPES: [(usize, usize, u64); 5] = [(300, 2, 12), (400, 3, 40), (400, 7, 40), (400, 14, 40), (0, 2, 3)];

#[test]
fn groups_are_those_that_comparing_every_pair_of_rows_gives() {
    for (rows, fields, distinct) in SHAPES {
        let positions: Vec<usize> = (0..fields).collect();
        let (own, keys) = table(rows, fields, distinct, false);
        let index = KeyIndex::build(&own, &positions);
        let mut groups = 0;
        for (row, key) in keys.iter().enumerate() {
            let same: Vec<usize> = (0..rows).filter(|other| key.is_some() && keys[*other] == *key).collect();
            let group = index.of_rows()[row];
            assert_eq!(group == NO_GROUP, same.is_empty());
            assert_eq!(index.size(group) as usize, same.len());
            assert_eq!(index.first_row(group).map(|first| first as usize), same.first().copied());
            if same.first() == Some(&row) {
                assert_eq!(group as usize, groups, "groups are numbered by their first rows");
                groups += 1;
            }
        }
        assert_eq!(index.groups(), groups);
    }
}

#[test]
fn another_table_finds_the_rows_that_comparing_every_pair_gives() {
    for (rows, fields, distinct) in SHAPES {
        let positions: Vec<usize> = (0..fields).collect();
        let (own, keys) = table(rows, fields, distinct, false);
        // The same rows and as many others, from the last to the first: codes are entered in another order.
        let (other, other_keys) = table(rows * 2 + 50, fields, distinct, true);
        let index = KeyIndex::build(&own, &positions);
        let groups = index.lookup(&other, &positions);
        let by_rows = KeyRows::build(&own, &positions);
        assert_eq!(matches!(by_rows, KeyRows::Grouped(_)), fields == 14);
        let found = by_rows.lookup(&other, &positions);
        assert_eq!(found.iter().any(|row| is_one(*row)), rows > 0);
        for (row, key) in other_keys.iter().enumerate() {
            let same: Vec<usize> = (0..rows).filter(|own| key.is_some() && keys[*own] == *key).collect();
            assert_eq!(index.first_row(groups[row]).map(|first| first as usize), same.first().copied());
            assert_eq!(found[row] == NO_GROUP, same.is_empty());
            assert_eq!(
                is_one(found[row]).then_some(found[row] as usize),
                same.first().copied().filter(|_| same.len() == 1)
            );
        }
    }
}

#[test]
fn without_fields_all_rows_are_one_group() {
    let (own, _) = table(5, 2, 3, false);
    let index = KeyIndex::build(&own, &[]);
    assert_eq!((index.groups(), index.size(0), index.of_rows()), (1, 5, &[0; 5][..]));
    assert!(!is_one(KeyRows::build(&own, &[]).lookup(&own, &[])[0]));
}

/// What is kept of a table's key is that of the cells as they are: after each edit every row is found where it stands.
#[test]
fn rows_by_key_follow_the_key() {
    let (own, _) = table(0, 2, 3, false);
    let key = vec!["f0".to_owned(), "f1".to_owned()];
    let schema = Schema { tables: vec![TableSchema { key, ..own.schema().clone() }] };
    let rows = r#"{"keys": [{"f0": "a", "f1": "x"}, {"f0": "a", "f1": "y"}, {"f0": "b", "f1": "x"}]}"#;
    let mut data = Dataset::from_json(&schema, rows).unwrap();
    let found = |data: &Dataset| -> Vec<Option<u32>> {
        let keys = data.table("keys").unwrap();
        let found = keys.rows_by(&[0, 1]).lookup(keys, &[0, 1]);
        found.into_iter().map(|row| is_one(row).then_some(row)).collect()
    };
    let duplicates = |data: &Dataset| data.intake().iter().filter(|found| found.rule == "intake.duplicate_key").count();
    assert_eq!((found(&data), duplicates(&data)), (vec![Some(0), Some(1), Some(2)], 0));
    let before = data.clone();
    for (row, field, text, expected, doubled) in [
        (1, "f1", "x", [None, None, Some(2)], 1),
        (0, "f0", "c", [Some(0), Some(1), Some(2)], 0),
        (2, "f1", "", [Some(0), Some(1), None], 0),
    ] {
        data.set("keys", row, field, &Cell::from(text)).unwrap();
        assert_eq!((found(&data), duplicates(&data)), (expected.to_vec(), doubled), "{row} {field} {text}");
    }
    // A copy that was made before has its own.
    assert_eq!(found(&before), [Some(0), Some(1), Some(2)]);
}
