//! Findings kept up to date edit by edit are those of a full check, whatever the rules, the data and the edits.

#[path = "differential/expression.rs"]
mod expression;
#[path = "differential/random.rs"]
mod random;
#[path = "differential/write.rs"]
mod write;

use amalkard::dataset::{Cell, Dataset, Row, rows_of_json};
use amalkard::finding::Finding;
use amalkard::rules::{LiveCheck, Rulebook, Update};
use amalkard_tests::{iran_1404, vectors};
use expression::{Logic, Place, logic};
use proptest::prelude::*;
use random::Random;
use std::collections::BTreeMap;
use std::sync::Arc;

const TABLES: &str = r#"
rulebook = { id = "random", title = { fa = "آ", en = "A" } }
[tables.lines]
title = { fa = "آ", en = "A" }
key = ["line", "group"]
fields = [
  { name = "line", type = "code", required = true, title = { fa = "آ", en = "A" } },
  { name = "group", type = "code", title = { fa = "آ", en = "A" } },
  { name = "name", type = "text", title = { fa = "آ", en = "A" } },
  { name = "a", type = "amount", unit = "rial", scale = 6, required = true, title = { fa = "آ", en = "A" } },
  { name = "b", type = "amount", unit = "rial", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "c", type = "number", title = { fa = "آ", en = "A" } },
  { name = "d", type = "amount", unit = "rial", scale = 6, title = { fa = "آ", en = "A" } },
  { name = "p", type = "percent", scale = 2, title = { fa = "آ", en = "A" } },
  { name = "day", type = "date", title = { fa = "آ", en = "A" } },
  { name = "due", type = "date", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[tables.others]
title = { fa = "آ", en = "A" }
key = ["line"]
fields = [
  { name = "line", type = "code", title = { fa = "آ", en = "A" } },
  { name = "group", type = "text", title = { fa = "آ", en = "A" } },
  { name = "x", type = "amount", unit = "rial", scale = 3, title = { fa = "آ", en = "A" } },
  { name = "y", type = "number", title = { fa = "آ", en = "A" } },
  { name = "done", type = "flag", title = { fa = "آ", en = "A" } },
]
[tables.absent]
title = { fa = "آ", en = "A" }
fields = [{ name = "line", type = "code", title = { fa = "آ", en = "A" } }]
[relations.peer]
from = "lines"
to = "others"
on = ["line"]
[relations.kin]
from = "lines"
to = "others"
on = ["group"]
[relations.below]
from = "lines"
to = "others"
on = ["group"]
levels = [1, 2]
[lists.codes]
classification = "funding_source"
codes = ["67", "کد"]
[relations.back]
from = "others"
to = "lines"
on = ["line"]
[relations.children]
from = "lines"
to = "lines"
on = ["line"]
levels = [1, 2, 3]
[relations.nowhere]
from = "lines"
to = "absent"
on = ["line"]
"#;

/// Rules that a random one seldom is: across relations both ways, beyond 128 bits, with repairs that read other rules.
const FIXED: &str = r#"
[[rule]]
id = "X1"
table = "others"
severity = "error"
check = 'x <= back.a and (back is missing or back.b is present)'
title = { fa = "آ", en = "A" }
message = { fa = "{x} {back.a} {sum(x)}", en = "{x} {back.name} {sum(a of back by group)}" }
repairs = [
  { field = "x", value = 'back.a', message = { fa = "{back.a}", en = "{back.a}" } },
  { field = "x", value = 'back.b', message = { fa = "{back.b}", en = "{back.b}" } },
]
[[rule]]
id = "X2"
severity = "error"
missing = "fail"
check = 'a * d * a * d >= 0 and unique(line, group)'
title = { fa = "آ", en = "A" }
message = { fa = "{a * d} {count(by group)}", en = "{peer.x}" }
[[rule]]
id = "X3"
severity = "warning"
missing = "zero"
when = 'd * a * d * a > 0 or c > 0'
check = 'a <= sum(b where done by name)'
title = { fa = "آ", en = "A" }
message = { fa = "{a}", en = "{max(peer.x by group)}" }
repairs = [
  { field = "a", value = 'b', message = { fa = "{b}", en = "{b}" } },
  { field = "a", value = 'sum(b where done by name)', message = { fa = "{b}", en = "{d}" } },
]
[[rule]]
id = "X4"
severity = "info"
check = 'nowhere is present'
title = { fa = "آ", en = "A" }
message = { fa = "آ", en = "A" }
[[rule]]
id = "X5"
severity = "info"
check = 'sum(peer.x by group) <= 3 and count(where unique(name) by done) <= 2'
title = { fa = "آ", en = "A" }
message = { fa = "{day} {p}", en = "{done}" }
"#;

/// Rules that judge by what stands below a code, and by measures that keep every figure.
const LEVELLED: &str = r#"
[[rule]]
id = "L1"
severity = "error"
check = 'count(of children) == 0 or a == sum(a of children)'
title = { fa = "آ", en = "A" }
message = { fa = "{a} {children.b}", en = "{median(b of children)}" }
[[rule]]
id = "L2"
severity = "warning"
missing = "zero"
check = 'children is missing or children.a <= a or any(done of children)'
title = { fa = "آ", en = "A" }
message = { fa = "{a}", en = "{count(of children where a > 0)}" }
[[rule]]
id = "L3"
severity = "error"
check = 'spread(a by group) <= median(b by name) and all(c > 0 by done) and max(day by group) <= 1404-06-31'
title = { fa = "آ", en = "A" }
message = { fa = "{day - 1404-01-01}", en = "{max(day by group)}" }
"#;

/// Rules that judge groups of rows.
const GROUPED: &str = r#"
[[rule]]
id = "G1"
severity = "error"
per = ["group"]
check = 'sum(a by group) <= 3 and count(by group) < 3'
title = { fa = "آ", en = "A" }
message = { fa = "{group} {sum(a by group)}", en = "{group} {count(by group)}" }
[[rule]]
id = "G2"
severity = "warning"
missing = "fail"
per = ["line", "name"]
when = 'line is present'
check = 'count(where c > 0 by line, name) <= 1 and (peer is missing or peer.x >= 0)'
title = { fa = "آ", en = "A" }
message = { fa = "{line} {name}", en = "{line} {name} {peer.x}" }
[[rule]]
id = "G3"
table = "others"
severity = "error"
per = ["done"]
check = 'sum(x by done) * sum(y by done) <= 2'
title = { fa = "آ", en = "A" }
message = { fa = "{done}", en = "{sum(x by done)}" }
"#;

const LINES: [&str; 11] = ["line", "group", "name", "a", "b", "c", "d", "p", "day", "due", "done"];
const OTHERS: [&str; 5] = ["line", "group", "x", "y", "done"];

fn book(seed: u64, count: usize) -> Arc<Rulebook> {
    let mut text = format!("{TABLES}{FIXED}{LEVELLED}{GROUPED}");
    for at in 0..count {
        let mut random = Random::new(seed, 1_000_000 + at as u64);
        let missing = random.one_of(&["skip", "fail", "zero"]);
        let other = random.below(4) == 0;
        let table = if other { "others" } else { "lines" };
        let place = Place { other, aggregates: !other };
        let when: Option<Logic> = (random.below(3) == 0).then(|| logic(&mut random, 1, place));
        let when = when.map(|when| format!("when = '{when}'\n")).unwrap_or_default();
        let check = logic(&mut random, 3, place);
        text += &format!(
            "[[rule]]\nid = \"R{at}\"\ntable = \"{table}\"\nseverity = \"error\"\nmissing = \"{missing}\"\n{when}\
             check = '{check}'\ntitle = {{ fa = \"آ\", en = \"A\" }}\n\
             message = {{ fa = \"{{line}}\", en = \"{{group}}\" }}\n",
        );
    }
    Arc::new(Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{error:#?}\n{text}")))
}

/// What may be typed into a field, now and then what cannot be read.
fn cell(random: &mut Random, field: &str) -> Cell {
    const CODES: [&str; 10] = ["67", "۶۷", "٦٧", "AB", "ab", "1", "كد", "6", "۶۷۱", "12"];
    match random.below(16) {
        0 | 1 => return Cell::Null,
        2 => return Cell::from("12/5"),
        3 => return Cell::Float("1.5".to_owned()),
        _ => {}
    }
    match field {
        "line" | "group" => Cell::from(random.one_of(&CODES)),
        "name" if random.below(4) == 0 => Cell::Text(format!("N{}", random.below(100))),
        "name" => Cell::from(random.one_of(&["يک", "یک", "67", "AB"])),
        "day" | "due" => Cell::from(random.one_of(&["1404-01-01", "1404-06-31", "1404-07-01"])),
        "done" => Cell::Flag(random.flag()),
        "c" | "y" => Cell::Integer(i128::from(random.next() % 5) - 1),
        "p" => Cell::from(random.one_of(&["20%", "0", "33.25"])),
        _ => match random.below(6) {
            0 => Cell::Text((i128::from(random.next() as i64) * 1_000).to_string()),
            1 => Cell::from("0.5"),
            _ => Cell::Integer(i128::from(random.next() % 9) - 2),
        },
    }
}

fn row(random: &mut Random, fields: &[&'static str]) -> Row {
    fields.iter().map(|field| ((*field).to_owned(), cell(random, field))).collect()
}

/// The findings after an update, from those before it.
fn applied(before: &[Finding], update: &Update) -> Vec<Finding> {
    let mut after = before.to_vec();
    for gone in &update.gone {
        let at = after.iter().position(|finding| finding == gone).expect("what is gone was there");
        after.remove(at);
    }
    after.extend(update.new.iter().cloned());
    after
}

fn follow(seed: u64, rules: usize, steps: usize) -> (usize, usize) {
    let book = book(seed, rules);
    let mut random = Random::new(seed, 1 << 50);
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let (lines, others) = (1 + random.below(8), random.below(7));
    rows.insert("lines".to_owned(), (0..lines).map(|_| row(&mut random, &LINES)).collect());
    rows.insert("others".to_owned(), (0..others).map(|_| row(&mut random, &OTHERS)).collect());
    let data = Dataset::from_rows(book.schema(), rows.clone()).unwrap();
    let mut live = LiveCheck::new(Arc::clone(&book), data).unwrap();
    let (mut moved, mut still) = (0, 0);
    for step in 0..steps {
        let before = live.findings();
        let (table, fields): (&str, &[&'static str]) =
            if random.below(3) == 0 { ("others", &OTHERS) } else { ("lines", &LINES) };
        let own = rows.get_mut(table).unwrap();
        let update = match random.below(12) {
            0 => {
                let row = row(&mut random, fields);
                own.push(row.clone());
                live.add_row(table, &row).unwrap()
            }
            1 if 1 < own.len() => {
                let at = random.below(own.len());
                own.remove(at);
                live.remove_row(table, at).unwrap()
            }
            _ if own.is_empty() => continue,
            _ => {
                let (at, field) = (random.below(own.len()), random.one_of(fields));
                let cell = cell(&mut random, field);
                own[at].insert(field.to_owned(), cell.clone());
                live.set(table, at, field, &cell).unwrap()
            }
        };
        let now = live.findings();
        let full = book.check(live.data()).unwrap();
        assert_eq!(now.as_slice(), full.as_slice(), "step {step}, seed {seed}");
        let anew = Dataset::from_rows(book.schema(), rows.clone()).unwrap();
        assert_eq!(full, book.check(&anew).unwrap(), "the rows themselves, step {step}, seed {seed}");
        // Two cells of a row with the same flaw have no order between them here.
        let sorted = |mut findings: Vec<Finding>| {
            findings.sort_by_cached_key(|finding| (finding.table.clone(), finding.row, format!("{finding:?}")));
            findings
        };
        let after = sorted(applied(before.as_slice(), &update));
        assert_eq!(after, sorted(now.as_slice().to_vec()), "the update, step {step}, seed {seed}");
        if update.new.is_empty() && update.gone.is_empty() { still += 1 } else { moved += 1 }
    }
    (moved, still)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_are_those_of_a_full_check(seed in any::<u64>(), rules in 0_usize..8) {
        follow(seed, rules, 30);
    }
}

/// The random edits are not vacuous: many change findings, and many do not.
#[test]
fn edits_change_findings_and_do_not() {
    let (mut moved, mut still) = (0, 0);
    for seed in 0..20 {
        let (changed, same) = follow(seed, 2, 20);
        moved += changed;
        still += same;
    }
    assert!(100 < moved && 20 < still, "{moved} {still}");
}

/// The rules of ir/1404, on the tables of its own vectors: cells of every table take the values of other cells.
#[test]
fn the_built_in_book_follows_edits() {
    let book = Arc::new(iran_1404());
    let cases = vectors::read("rules").into_iter().flat_map(|(_, vectors)| vectors.cases);
    let cases = cases.filter(|case| case.op == "rules.check" && case.text("rulebook") == "ir/1404");
    let mut random = Random::new(1404, 0);
    let (mut moved, mut edits) = (0, 0);
    for case in cases.step_by(7) {
        let tables = rows_of_json(&case.input["tables"].to_string()).unwrap();
        let places: Vec<(&String, usize)> =
            tables.iter().flat_map(|(name, rows)| (0..rows.len()).map(move |row| (name, row))).collect();
        let mut live =
            LiveCheck::new(Arc::clone(&book), Dataset::from_rows(book.schema(), tables.clone()).unwrap()).unwrap();
        for _ in 0..4 {
            let (table, row) = places[random.below(places.len())];
            let cells: Vec<(&String, &Cell)> = tables[table][row].iter().collect();
            let ((field, own), (_, other)) = (cells[random.below(cells.len())], cells[random.below(cells.len())]);
            let cell = if random.below(3) == 0 { other } else { own };
            let cell = if cell == own { &Cell::Text(format!("{own}1")) } else { cell };
            let Ok(update) = live.set(table, row, field, cell) else { continue };
            let full = book.check(live.data()).unwrap();
            assert_eq!(live.findings().as_slice(), full.as_slice(), "{}: {table}/{row}/{field} = {cell}", case.name);
            edits += 1;
            moved += usize::from(!update.new.is_empty() || !update.gone.is_empty());
        }
    }
    assert!(100 < edits && 40 < moved, "{edits} {moved}");
}
