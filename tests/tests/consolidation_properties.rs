//! Any order, any partition, any sequence of updates: one result; and every sum that of an independent decimal.

use amalkard::consolidation::{Consolidation, Plan, consolidate};
use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::finding::Scalar;
use amalkard::rules::Rulebook;
use bigdecimal::BigDecimal;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let amount = |name: &str| {
        format!(
            r#"  {{ name = "{name}", type = "amount", unit = "million_rial", scale = 6, title = {{ fa = "{name}", en = "{name}" }} }},"#
        )
    };
    let code =
        |name: &str| format!(r#"  {{ name = "{name}", type = "code", title = {{ fa = "{name}", en = "{name}" }} }},"#);
    let codes = ["agency", "line", "province", "kind", "chapter"].map(code).join("\n");
    let amounts = ["approved", "spent"].map(amount).join("\n");
    let table = |name: &str| {
        format!(
            "[tables.{name}]\ntitle = {{ fa = \"{name}\", en = \"{name}\" }}\nkey = [\"agency\", \"line\"]\nfields = [\n{codes}\n{amounts}\n]\n"
        )
    };
    let head = "[rulebook]\nid = \"properties\"\ntitle = { fa = \"ویژگی‌ها\", en = \"Properties\" }\n";
    Rulebook::from_toml(&format!("{head}{}{}", table("lines"), table("agreement"))).unwrap()
});

const BY: &[&[&str]] = &[&["province", "agency"], &["kind", "chapter"], &["chapter", "province", "kind"]];

fn plan() -> Plan {
    Plan::new(BY, &["approved", "spent"])
}

fn data(lines: &[Row], agreement: &[Row]) -> Dataset {
    let tables = BTreeMap::from([("lines".to_owned(), lines.to_vec()), ("agreement".to_owned(), agreement.to_vec())]);
    Dataset::from_rows(BOOK.schema(), tables).unwrap()
}

fn total(lines: &[Row], agreement: &[Row]) -> Consolidation {
    consolidate(&data(lines, agreement), &plan()).unwrap()
}

/// A figure from 0.000001 to 10^16 of either sign, or none.
fn figure() -> impl Strategy<Value = Option<String>> {
    let whole = prop_oneof![0_i64..1_000, 0_i64..10_000_000_000_000_000];
    let number = (any::<bool>(), whole, 0_u32..1_000_000, 0_usize..=6).prop_map(|(negative, whole, part, places)| {
        let part = format!("{part:06}");
        let part = part.get(..places).unwrap_or_default();
        let sign = if negative { "-" } else { "" };
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    });
    prop_oneof![1 => Just(None), 6 => number.prop_map(Some)]
}

/// Agency, province, kind, chapter and two figures.
type Line = (&'static str, &'static str, &'static str, &'static str, Option<String>, Option<String>);

/// Lines whose agencies repeat; numbered, so that keys are unique.
fn lines() -> impl Strategy<Value = Vec<Row>> {
    let code = |codes: &'static [&'static str]| proptest::sample::select(codes);
    let line = (
        code(&["129000", "127500", "131500", "151000"]),
        code(&["67", "56", "۶۷", ""]),
        code(&["expense", "capital"]),
        code(&["1", "2", "3"]),
        figure(),
        figure(),
    );
    proptest::collection::vec(line, 0..40).prop_map(|lines| {
        let row = |(number, line): (usize, Line)| {
            let (agency, province, kind, chapter, approved, spent) = line;
            let amount = |figure: Option<String>| figure.map_or(Cell::Null, Cell::Text);
            [
                ("agency", agency.into()),
                ("line", Cell::from(number.to_string())),
                ("province", province.into()),
                ("kind", kind.into()),
                ("chapter", chapter.into()),
                ("approved", amount(approved)),
                ("spent", amount(spent)),
            ]
            .map(|(field, cell)| (field.to_owned(), cell))
            .into()
        };
        lines.into_iter().enumerate().map(row).collect()
    })
}

fn decimal(row: &Row, measure: &str) -> Option<BigDecimal> {
    match row.get(measure) {
        Some(Cell::Text(text)) => Some(BigDecimal::from_str(text).unwrap()),
        _ => None,
    }
}

fn shown(sum: Option<amalkard::scaled::Scaled>) -> Option<BigDecimal> {
    sum.map(|sum| BigDecimal::from_str(&sum.to_string()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn sums_equal_those_of_another_decimal(lines in lines()) {
        let total = total(&lines, &[]);
        for kind in ["expense", "capital"] {
            let own: Vec<_> = lines.iter().filter(|row| row["kind"] == Cell::from(kind)).collect();
            let cell = total.cell(&["kind"], &[Some(kind)]).unwrap();
            prop_assert_eq!(cell.as_ref().map_or(0, |cell| cell.lines), own.len() as u64);
            for measure in ["approved", "spent"] {
                let figures: Vec<_> = own.iter().filter_map(|row| decimal(row, measure)).collect();
                let there = cell.as_ref().map(|cell| cell.measures[measure]);
                let expected = (!figures.is_empty()).then(|| figures.iter().sum::<BigDecimal>());
                prop_assert_eq!(shown(there.and_then(|total| total.sum)), expected);
                prop_assert_eq!(there.map_or(0, |total| total.missing), (own.len() - figures.len()) as u64);
            }
        }
    }

    #[test]
    fn any_order_gives_one_digest((lines, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
        let whole = total(&lines, &lines);
        prop_assert_eq!(whole.digest().unwrap(), total(&shuffled, &shuffled).digest().unwrap());
    }

    #[test]
    fn any_partition_merges_to_the_whole(lines in lines(), part in proptest::collection::vec(0_usize..3, 40), turned in any::<bool>()) {
        let whole = total(&lines, &lines);
        let chosen = |wanted: usize| -> Vec<Row> {
            lines.iter().zip(&part).filter(|(_, part)| **part == wanted).map(|(row, _)| row.clone()).collect()
        };
        let parts = [chosen(0), chosen(1), chosen(2)];
        // The agreements come whole with one part, divided with the others: they count once.
        let [a, b, c] = [total(&parts[0], &lines), total(&parts[1], &parts[1]), total(&parts[2], &[])];
        let merged = if turned {
            c.merge(&b).unwrap().merge(&a).unwrap()
        } else {
            a.merge(&b.merge(&c).unwrap()).unwrap()
        };
        prop_assert_eq!(serde_json::to_value(&merged).unwrap(), serde_json::to_value(&whole).unwrap());
        prop_assert_eq!(merged.digest().unwrap(), whole.digest().unwrap());
    }

    #[test]
    fn updates_equal_a_full_run(before in lines(), after in lines(), agencies in proptest::sample::subsequence(vec!["129000", "127500", "131500", "151000"], 0..=4)) {
        let agreement = before.clone();
        let of = |rows: &[Row], agency: &str| -> Vec<Row> {
            rows.iter().filter(|row| row["agency"] == Cell::from(agency)).cloned().collect()
        };
        let mut live = total(&before, &agreement);
        let mut rows = before;
        for agency in agencies {
            let new = of(&after, agency);
            live = live.update(agency, &data(&new, &[])).unwrap();
            rows.retain(|row| row["agency"] != Cell::from(agency));
            rows.extend(new);
        }
        let full = total(&rows, &agreement);
        prop_assert_eq!(serde_json::to_value(&live).unwrap(), serde_json::to_value(&full).unwrap());
    }

    #[test]
    fn lineage_sums_to_every_total(lines in lines()) {
        let total = total(&lines, &lines);
        for cell in total.cells() {
            let by: Vec<&str> = cell.by.iter().map(String::as_str).collect();
            let key: Vec<Option<&str>> = cell.key.iter().map(Option::as_deref).collect();
            let rows = total.lineage(&by, &key).unwrap();
            prop_assert_eq!(rows.len() as u64, cell.lines);
            for measure in ["approved", "spent"] {
                let figures: Vec<BigDecimal> = rows.iter().filter_map(|row| match &row.measures[measure] {
                    Scalar::Number(number) => shown(Some(*number)),
                    _ => None,
                }).collect();
                let sum = (!figures.is_empty()).then(|| figures.iter().sum::<BigDecimal>());
                prop_assert_eq!(shown(cell.measures[measure].sum), sum);
            }
        }
    }

    /// A line of zeros changes no sum and no ratio, only counts.
    #[test]
    fn a_line_of_zeros_changes_no_sum(lines in lines()) {
        let zero: Row = [("agency", "129000"), ("line", "zero"), ("province", "67"), ("kind", "expense"), ("chapter", "1"), ("approved", "0"), ("spent", "0")]
            .map(|(field, text)| (field.to_owned(), Cell::from(text))).into();
        let before = total(&lines, &[]);
        let more: Vec<Row> = lines.iter().cloned().chain([zero]).collect();
        let (before, after) = (before.cell(&[], &[]).unwrap().unwrap(), total(&more, &[]).cell(&[], &[]).unwrap().unwrap());
        prop_assert_eq!(after.lines, before.lines + 1);
        for measure in ["approved", "spent"] {
            let zero = amalkard::scaled::Scaled::ZERO;
            prop_assert_eq!(after.measures[measure].sum.unwrap(), before.measures[measure].sum.unwrap_or(zero));
        }
    }
}
