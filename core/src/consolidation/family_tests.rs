use super::super::samples::table as table_of;
use super::super::{Consolidation, NotAdded, ParentRows, Plan, Prefix, Verdict, consolidate};
use super::*;
use crate::amount::Unit;
use crate::dataset::{Kind, Schema};

const MONEY: Kind = Kind::Amount { unit: Unit::MillionRial, scale: 0 };

fn schema() -> Schema {
    let codes = ["code", "kind", "year", "row", "parent"].map(|name| (name, Kind::Code));
    let fields: Vec<_> = codes.into_iter().chain([("is_total", Kind::Flag), ("spent", MONEY)]).collect();
    let tree =
        [("code", Kind::Code), ("above", Kind::Code), ("title", Kind::Text), ("from", Kind::Code), ("to", Kind::Code)];
    Schema { tables: vec![table_of("lines", &["code"], &fields), table_of("tree", &["code"], &tree)] }
}

/// Lines as `code spent`, with further fields as `name=value`.
fn data(lines: &[&str], tree: &str) -> Dataset {
    let line = |text: &&str| {
        let mut words = text.split(' ');
        let (code, spent) = (words.next().unwrap(), words.next().unwrap());
        let more: String = words
            .map(|word| word.split_once('=').unwrap())
            .map(|(name, value)| format!(r#", "{name}": "{value}""#))
            .collect();
        format!(r#"{{"code": "{code}", "spent": "{spent}"{more}}}"#)
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    Dataset::from_json(&schema(), &format!(r#"{{"lines": [{}], "tree": [{tree}]}}"#, lines.join(","))).unwrap()
}

fn prefix(digits: &[usize], fill: Option<char>) -> Parents {
    Parents::Prefix(Prefix { digits: digits.to_vec(), fill })
}

fn by(hierarchy: Hierarchy, by: &[&[&str]]) -> Plan {
    Plan { hierarchies: vec![hierarchy], ..Plan::new(by, &["spent"]) }
}

fn sums(total: &Consolidation, by: &[&str]) -> Vec<String> {
    let shown = |code: &Option<String>| code.clone().unwrap_or_else(|| "-".into());
    let cells = total.cells_by(by).unwrap();
    cells
        .iter()
        .map(|cell| {
            let sum = cell.measures["spent"].sum.map_or("-".into(), |sum| sum.to_string());
            format!("{} {sum}", cell.key.iter().map(shown).collect::<Vec<_>>().join("/"))
        })
        .collect()
}

fn links(pairs: &[(&str, &str)]) -> Parents {
    let link = |(code, parent): &(&str, &str)| Link {
        code: (*code).into(),
        parent: (!parent.is_empty()).then(|| (*parent).into()),
        ..Link::default()
    };
    Parents::Codes(pairs.iter().map(link).collect())
}

#[test]
fn levels_of_digits_cross_with_any_field() {
    let plan = Hierarchy::new("code", &["affair", "chapter", "programme"], Parents::Scheme("plan-10".into()));
    let plan = by(plan, &[&["affair", "chapter", "programme"], &["kind", "affair"]]);
    let lines = [
        "1306012024 5 kind=capital",
        "۱۳۰۶۰۱۲۰۲۵ 7 kind=expense",
        "1307002001 1 kind=capital",
        "1501001001 2 kind=capital",
    ];
    let total = consolidate(&data(&lines, ""), &plan).unwrap();
    assert_eq!(sums(&total, &["affair"]), ["13 13", "15 2"]);
    assert_eq!(
        sums(&total, &["affair", "chapter", "programme"]),
        ["13/1306/1306012 12", "13/1307/1307002 1", "15/1501/1501001 2"]
    );
    assert_eq!(sums(&total, &["kind", "affair"]), ["capital/13 6", "capital/15 2", "expense/13 7"]);
    assert_eq!(total.lineage(&["programme"], &[Some("1306012")]).unwrap().len(), 2);
}

#[test]
fn a_parent_beside_its_children_is_compared_and_never_added() {
    // The programme is written with zeros to the full length, the chapter is not written at all.
    let lines = ["1306012000 13", "1306012024 5", "1306012025 7", "1307002000 4"];
    let levels = Hierarchy::new("code", &["affair", "chapter"], Parents::Scheme("plan-10".into()));
    let total = consolidate(&data(&lines, ""), &by(levels.clone(), &[&["affair", "chapter"]])).unwrap();
    // 1307002000 has nothing below it: nothing is lost.
    assert_eq!(sums(&total, &["affair", "chapter"]), ["13/1306 12", "13/1307 4"]);
    let left: Vec<_> = total.not_added().into_iter().map(|line| (line.row, line.why)).collect();
    assert_eq!(left, [(0, NotAdded::Parent)]);
    let stated = total.stated_lines(Some("1"), false).unwrap();
    assert_eq!(stated.len(), 1);
    assert_eq!(
        (stated[0].stated, stated[0].computed, stated[0].gap),
        (Some(13.into()), Some(12.into()), Some(1.into()))
    );
    assert_eq!((stated[0].children, stated[0].verdict), (2, Verdict::Rounding));
    assert_eq!(stated[0].parts, [(String::new(), 1), (String::new(), 2)]);
    assert_eq!(total.stated_lines(None, false).unwrap()[0].verdict, Verdict::Wrong);
    // Unless it has figures of its own.
    let own = Hierarchy { parent_rows: ParentRows::Own, ..levels };
    assert_eq!(sums(&consolidate(&data(&lines, ""), &by(own, &[])).unwrap(), &[]), [" 29"]);
}

#[test]
fn parts_settle_together_which_lines_are_added() {
    let levels = Hierarchy::new("code", &["a", "b"], prefix(&[1, 2], None));
    let plan = by(levels, &[&["a", "b"]]);
    let (parent, children) = (data(&["1 10", "2 5"], ""), data(&["11 4", "12 6"], ""));
    let whole = consolidate(&data(&["1 10", "2 5", "11 4", "12 6"], ""), &plan).unwrap();
    assert_eq!(sums(&whole, &["a"]), ["1 10", "2 5"]);
    let (a, b) = (consolidate(&parent, &plan).unwrap(), consolidate(&children, &plan).unwrap());
    assert_eq!(sums(&a, &[]), [" 15"], "alone it counts");
    for merged in [a.merge(&b).unwrap(), b.merge(&a).unwrap()] {
        assert_eq!(merged.digest().unwrap(), whole.digest().unwrap());
        assert_eq!(merged.stated_lines(None, false).unwrap()[0].verdict, Verdict::Equal);
    }
}

#[test]
fn ragged_trees_end_where_they_end() {
    let parents = links(&[("min", ""), ("dept", "min"), ("office", "dept"), ("court", "")]);
    let plan = by(Hierarchy::new("code", &["top", "middle", "low"], parents), &[&["top", "middle", "low"]]);
    let total = consolidate(&data(&["office 1", "dept 2", "court 4", "stranger 8"], ""), &plan).unwrap();
    // `dept` states what `office` has; the court has no levels below it; the stranger is in the grand total alone.
    assert_eq!(sums(&total, &["top", "middle", "low"]), ["-/-/- 8", "court/-/- 4", "min/dept/office 1"]);
    assert_eq!(sums(&total, &[]), [" 13"]);
    let findings = total.findings().unwrap();
    assert_eq!(findings.as_slice()[0].rule, "consolidation.unknown_code");
    assert_eq!((findings.len(), findings.as_slice()[0].row), (1, Some(3)));
}

#[test]
fn codes_have_years() {
    let tree = r#"{"code": "A", "above": "old", "to": "1402"}, {"code": "B", "above": "new", "from": "1403"}, {"code": "A", "above": "new", "from": "1403", "title": "الف"}"#;
    let table = ParentTable {
        name: "tree".into(),
        code: "code".into(),
        parent: "above".into(),
        title: Some("title".into()),
        valid_from: Some("from".into()),
        valid_to: Some("to".into()),
    };
    let hierarchy =
        Hierarchy { year_field: Some("year".into()), ..Hierarchy::new("code", &["ministry"], Parents::Table(table)) };
    let lines = ["A 1 year=1402", "A 2 year=1403", "b 4 year=1403", "B 8 year=1402"];
    let total = consolidate(&data(&lines, tree), &by(hierarchy.clone(), &[&["year", "ministry"]])).unwrap();
    assert_eq!(sums(&total, &["year", "ministry"]), ["1402/- 8", "1402/old 1", "1403/new 6"]);
    assert_eq!(total.findings().unwrap().as_slice()[0].rule, "consolidation.code_not_in_year");
    // In one stated year.
    let fixed = Hierarchy { year_field: None, year: Some(1403), ..hierarchy };
    let total = consolidate(&data(&lines, tree), &by(fixed, &[&["ministry"]])).unwrap();
    assert_eq!(sums(&total, &["ministry"]), ["new 15"]);
}

#[test]
fn circles_two_parents_and_names_that_are_taken_are_refused() {
    let refused = |hierarchy: Hierarchy| {
        let error = consolidate(&data(&["a 1"], ""), &by(hierarchy, &[])).unwrap_err();
        (error.code(), error.place().unwrap_or_default().to_owned())
    };
    let of = |pairs| Hierarchy::new("code", &["top"], links(pairs));
    assert_eq!(refused(of(&[("a", "b"), ("b", "c"), ("c", "a")])).0, "consolidation.cycle");
    assert_eq!(refused(of(&[("a", "a")])), ("consolidation.cycle", "hierarchies/0/a".into()));
    assert_eq!(refused(of(&[("a", "b"), ("a", "c")])), ("consolidation.two_parents", "hierarchies/0/a".into()));
    let taken = Hierarchy::new("code", &["kind"], links(&[]));
    assert_eq!(refused(taken), ("consolidation.repeated_field", "lines/kind".into()));
    assert_eq!(
        refused(Hierarchy::new("cod", &["top"], links(&[]))),
        ("consolidation.unknown_field", "lines/cod".into())
    );
    let falling = Hierarchy::new("code", &["top"], prefix(&[4, 2], None));
    assert_eq!(refused(falling).0, "consolidation.bad_hierarchy");
    assert_eq!(refused(Hierarchy::new("code", &["top"], Parents::List("countys".into()))).0, "code.unknown_list");
}

/// Table 7-b prints an agency in grey above its parts with the code of its first part: rows are told apart by number.
#[test]
fn a_parent_with_the_code_of_its_first_child_is_known_by_its_row() {
    let lines = ["101000 300 row=1", "101000 200 row=2 parent=1", "101001 100 row=3 parent=1"];
    let table = ParentTable {
        name: "lines".into(),
        code: "row".into(),
        parent: "parent".into(),
        title: None,
        valid_from: None,
        valid_to: None,
    };
    let plan = by(Hierarchy::new("row", &[], Parents::Table(table)), &[&["code"]]);
    let total = consolidate(&data(&lines, ""), &plan).unwrap();
    assert_eq!(sums(&total, &["code"]), ["101000 200", "101001 100"]);
    assert_eq!(total.stated_lines(None, false).unwrap()[0].verdict, Verdict::Equal);
    // Or by a mark.
    let marked = ["101000 300 is_total=true", "101000 200 is_total=false", "101001 100"];
    let plan = Plan { totals_marked_by: "is_total".into(), ..Plan::new(&[&["code"]], &["spent"]) };
    let total = consolidate(&data(&marked, ""), &plan).unwrap();
    assert_eq!(sums(&total, &[]), [" 300"]);
    assert_eq!(total.not_added()[0].why, NotAdded::Heading);
    let wrong = Plan { totals_marked_by: "kind".into(), ..plan };
    assert_eq!(consolidate(&data(&marked, ""), &wrong).unwrap_err().code(), "consolidation.not_a_flag");
}
