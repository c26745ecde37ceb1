//! Any order, any partition, any sequence of updates: one result; and every sum that of an independent decimal.

use amalkard::consolidation::{
    Consolidation, Hierarchy, LiveConsolidation, Parents, Partial, Plan, Prefix, consolidate,
};
use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::finding::Scalar;
use amalkard::rules::Rulebook;
use amalkard::scaled::Scaled;
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

    /// Replaced, withdrawn, approved or not, in any order: always what a full run says, and lineage still sums to it.
    #[test]
    fn a_live_consolidation_equals_a_full_run(
        before in lines(),
        after in lines(),
        agreement in lines(),
        steps in proptest::collection::vec((0_usize..4, 0_usize..4), 0..8),
        preliminary in any::<bool>(),
        stated in any::<bool>(),
    ) {
        const AGENCIES: [&str; 4] = ["129000", "127500", "131500", "151000"];
        let mut states = BTreeMap::from([("129000", "approved"), ("127500", "control")]);
        let plan = |states: &BTreeMap<&str, &str>| {
            let plan = Plan { preliminary, ..plan() };
            if stated { plan.with_statuses(states.clone()) } else { plan }
        };
        let mut live = LiveConsolidation::new(&data(&before, &agreement), &plan(&states)).unwrap();
        let mut rows = before;
        for (agency, step) in steps {
            let agency = AGENCIES[agency];
            let own = |row: &&Row| row["agency"] == Cell::from(agency);
            match step {
                0 => _ = live.withdraw(agency).unwrap(),
                1 if stated => {
                    let state = if states.get(agency) == Some(&"approved") { "returned" } else { "approved" };
                    states.insert(agency, state);
                    live.set_status(agency, state).unwrap();
                    continue;
                }
                _ => _ = live.replace(agency, &data(&after.iter().filter(own).cloned().collect::<Vec<_>>(), &[])).unwrap(),
            }
            rows.retain(|row| row["agency"] != Cell::from(agency));
            if step > 0 {
                rows.extend(after.iter().filter(own).cloned());
            }
        }
        let full = consolidate(&data(&rows, &agreement), &plan(&states)).unwrap();
        let now = live.consolidation().unwrap();
        prop_assert_eq!(serde_json::to_value(&now).unwrap(), serde_json::to_value(&full).unwrap());
        prop_assert_eq!(live.digest().unwrap(), full.digest().unwrap());
        prop_assert_eq!(live.coverage(), full.coverage().cloned());
        let whole = full.cell(&[], &[]).unwrap().unwrap();
        prop_assert_eq!(live.cell(&[], &[]).unwrap(), Some(whole.clone()));
        prop_assert_eq!(now.lineage(&[], &[]).unwrap().len() as u64, whole.lines);
    }

    /// Any partition, each part made text and read again, in any order: one digest.
    #[test]
    fn partials_that_travel_as_text_merge_to_the_whole(lines in lines(), part in proptest::collection::vec(0_usize..3, 40), kept in any::<bool>()) {
        let whole = total(&lines, &lines);
        let travelled = |wanted: usize, agreement: &[Row]| {
            let chosen: Vec<Row> = lines.iter().zip(&part).filter(|(_, part)| **part == wanted).map(|(row, _)| row.clone()).collect();
            let text = total(&chosen, agreement).partial(kept).unwrap().to_json().unwrap();
            Partial::from_json(&text).unwrap().consolidation().unwrap()
        };
        let [a, b, c] = [travelled(0, &[]), travelled(1, &lines), travelled(2, &[])];
        let left = a.merge(&b).unwrap().merge(&c).unwrap();
        let right = c.merge(&a.merge(&b).unwrap()).unwrap();
        prop_assert_eq!(left.digest().unwrap(), whole.digest().unwrap());
        prop_assert_eq!(right.digest().unwrap(), whole.digest().unwrap());
    }

    /// What changed in a total is what its lines changed, to the last digit; and the way back is the same with other signs.
    #[test]
    fn the_lines_of_a_difference_sum_to_it(before in lines(), after in lines()) {
        let (before, after) = (total(&before, &[]), total(&after, &[]));
        let changed = after.difference(&before).unwrap();
        prop_assert_eq!(changed.is_empty(), before.difference(&after).unwrap().is_empty());
        for cell in changed {
            let by: Vec<&str> = cell.by.iter().map(String::as_str).collect();
            let key: Vec<Option<&str>> = cell.key.iter().map(Option::as_deref).collect();
            let lines = after.changes(&before, &by, &key).unwrap();
            for measure in ["approved", "spent"] {
                let zero = Scaled::ZERO;
                let deltas = lines.iter().filter_map(|line| line.measures.get(measure));
                let sum = deltas.fold(zero, |sum, change| sum.checked_add(change.delta).unwrap());
                prop_assert_eq!(sum, cell.measures.get(measure).map_or(zero, |change| change.delta));
            }
        }
    }

    /// Codes of one to three digits, each the parent of what begins with it: any order and any partition leave the same
    /// lines added, and what is added is what has nothing below it.
    #[test]
    fn stated_totals_are_never_added(codes in proptest::collection::btree_set("[12]{1,3}", 0..10), cut in 0_usize..10) {
        let line = |(number, code): (usize, &String)| -> Row {
            let cells = [("agency", "129000".to_owned()), ("line", number.to_string()), ("chapter", code.clone()), ("spent", (number + 1).to_string())];
            cells.map(|(field, text)| (field.to_owned(), Cell::Text(text))).into()
        };
        let rows: Vec<Row> = codes.iter().enumerate().map(line).collect();
        let levels = Hierarchy::new("chapter", &["a", "b", "c"], Parents::Prefix(Prefix { digits: vec![1, 2, 3], fill: None }));
        let plan = Plan { hierarchies: vec![levels], ..Plan::new(&[&["a", "b", "c"]], &["spent"]) };
        let run = |rows: &[Row]| consolidate(&data(rows, &[]), &plan).unwrap();
        let whole = run(&rows);
        let is_leaf = |code: &String| !codes.iter().any(|other| other.starts_with(code.as_str()) && other != code);
        let leaves: usize = codes.iter().enumerate().filter(|(_, code)| is_leaf(code)).map(|(number, _)| number + 1).sum();
        let sum = whole.cell(&[], &[]).unwrap().unwrap().measures["spent"].sum;
        prop_assert_eq!(sum.unwrap_or(Scaled::ZERO), Scaled::from(leaves as i64));
        prop_assert_eq!(whole.not_added().len(), codes.iter().filter(|code| !is_leaf(code)).count());
        let (a, b) = rows.split_at(cut.min(rows.len()));
        prop_assert_eq!(run(b).merge(&run(a)).unwrap().digest().unwrap(), whole.digest().unwrap());
        let turned: Vec<Row> = rows.iter().rev().cloned().collect();
        prop_assert_eq!(run(&turned).digest().unwrap(), whole.digest().unwrap());
    }
}
