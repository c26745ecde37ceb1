//! Error localization against trying everything: rules are made by chance over a few cells of a small domain, a naive
//! interpreter says which changes make all of them hold, and the smallest sets must be the same, with the same ranges.

use amalkard::dataset::Dataset;
use amalkard::finding::Scalar;
use amalkard::rules::{Cut, LocalizeOptions, Rulebook};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

const FIELDS: [&str; 4] = ["a", "b", "c", "d"];
/// Every cell has a rule that keeps it between these.
const LEAST: i64 = -2;
const GREATEST: i64 = 4;

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn between(&mut self, least: i64, greatest: i64) -> i64 {
        least + i64::try_from(self.below((greatest - least + 1).unsigned_abs())).unwrap()
    }

    fn field(&mut self) -> usize {
        usize::try_from(self.below(4)).unwrap()
    }

    fn number(&mut self, depth: u32) -> Number {
        let inner = |dice: &mut Self| Box::new(dice.number(depth - 1));
        match self.below(if depth == 0 { 3 } else { 11 }) {
            0 => Number::Constant(self.between(-3, 6)),
            1 | 2 => Number::Cell(self.field()),
            3 | 4 => Number::Add(inner(self), inner(self)),
            5 => Number::Subtract(inner(self), inner(self)),
            6 => Number::Times(self.between(-3, 3), inner(self)),
            7 => Number::Least(inner(self), inner(self)),
            8 => Number::Abs(inner(self)),
            9 => Number::Sum(self.field()),
            _ => Number::Largest(self.field()),
        }
    }

    fn condition(&mut self, depth: u32) -> Condition {
        let inner = |dice: &mut Self| Box::new(dice.condition(depth - 1));
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 => Condition::Missing(self.field()),
            1..5 => {
                let sign = ["==", "!=", "<=", "<"][usize::try_from(self.below(4)).unwrap()];
                Condition::Compare(sign, self.number(2), self.number(2))
            }
            5 => Condition::And(inner(self), inner(self)),
            6 => Condition::Or(inner(self), inner(self)),
            7 => Condition::Not(inner(self)),
            _ => Condition::If(inner(self), inner(self)),
        }
    }
}

enum Number {
    Constant(i64),
    Cell(usize),
    Add(Box<Number>, Box<Number>),
    Subtract(Box<Number>, Box<Number>),
    Times(i64, Box<Number>),
    Least(Box<Number>, Box<Number>),
    Abs(Box<Number>),
    Sum(usize),
    Largest(usize),
}

enum Condition {
    Compare(&'static str, Number, Number),
    Missing(usize),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    If(Box<Condition>, Box<Condition>),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "({value})"),
            Self::Cell(field) => f.write_str(FIELDS[*field]),
            Self::Add(left, right) => write!(f, "({left} + {right})"),
            Self::Subtract(left, right) => write!(f, "({left} - {right})"),
            Self::Times(factor, inner) => write!(f, "(({factor}) * {inner})"),
            Self::Least(left, right) => write!(f, "min({left}, {right})"),
            Self::Abs(inner) => write!(f, "abs({inner})"),
            Self::Sum(field) => write!(f, "sum({} by g)", FIELDS[*field]),
            Self::Largest(field) => write!(f, "max({} by g)", FIELDS[*field]),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(sign, left, right) => write!(f, "({left} {sign} {right})"),
            Self::Missing(field) => write!(f, "({} is missing)", FIELDS[*field]),
            Self::And(left, right) => write!(f, "({left} and {right})"),
            Self::Or(left, right) => write!(f, "({left} or {right})"),
            Self::Not(inner) => write!(f, "(not {inner})"),
            Self::If(premise, conclusion) => write!(f, "(if {premise} then {conclusion})"),
        }
    }
}

type Cells = [Option<i64>; 4];

/// The row, the other rows of its group, and whether an empty cell counts as zero.
struct Row<'a> {
    own: Cells,
    others: &'a [Cells],
    zero: bool,
}

impl Row<'_> {
    fn cell(&self, cells: &Cells, field: usize) -> Option<i64> {
        cells[field].or(self.zero.then_some(0))
    }

    fn number(&self, number: &Number) -> Option<i64> {
        match number {
            Number::Constant(value) => Some(*value),
            Number::Cell(field) => self.cell(&self.own, *field),
            Number::Add(left, right) => Some(self.number(left)? + self.number(right)?),
            Number::Subtract(left, right) => Some(self.number(left)? - self.number(right)?),
            Number::Times(factor, inner) => Some(factor * self.number(inner)?),
            Number::Least(left, right) => Some(self.number(left)?.min(self.number(right)?)),
            Number::Abs(inner) => Some(self.number(inner)?.abs()),
            // A sum with a figure that is not there is not known; the largest leaves it out.
            Number::Sum(field) => self.group().map(|cells| self.cell(cells, *field)).sum(),
            Number::Largest(field) => {
                let largest = self.group().filter_map(|cells| self.cell(cells, *field)).max();
                largest.or(self.zero.then_some(0))
            }
        }
    }

    fn group(&self) -> impl Iterator<Item = &Cells> {
        self.others.iter().chain([&self.own])
    }

    fn condition(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Compare(sign, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Some(match *sign {
                    "==" => left == right,
                    "!=" => left != right,
                    "<=" => left <= right,
                    _ => left < right,
                })
            }
            Condition::Missing(field) => Some(self.own[*field].is_none()),
            Condition::And(left, right) => match (self.condition(left), self.condition(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Condition::Or(left, right) => match (self.condition(left), self.condition(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Condition::Not(inner) => self.condition(inner).map(|answer| !answer),
            Condition::If(premise, conclusion) => match (self.condition(premise), self.condition(conclusion)) {
                (Some(false), _) | (_, Some(true)) => Some(true),
                (Some(true), Some(false)) => Some(false),
                _ => None,
            },
        }
    }
}

struct Rule {
    when: Option<Condition>,
    check: Condition,
    missing: &'static str,
}

impl Rule {
    fn holds(&self, own: Cells, others: &[Cells]) -> bool {
        let row = Row { own, others, zero: self.missing == "zero" };
        if self.when.as_ref().is_some_and(|when| row.condition(when) != Some(true)) {
            return true;
        }
        row.condition(&self.check).unwrap_or(self.missing != "fail")
    }
}

fn book(rules: &[Rule]) -> String {
    let title = "title = { fa = \"ق\", en = \"R\" }";
    let fields = FIELDS.map(|name| format!("{{ name = \"{name}\", type = \"number\", {title} }}")).join(", ");
    let rules = rules.iter().enumerate().map(|(at, rule)| {
        let when = rule.when.as_ref().map_or(String::new(), |when| format!("when = '{when}'\n"));
        format!(
            "[[rule]]\nid = \"R{at:02}\"\nseverity = \"error\"\nmissing = \"{}\"\n{when}check = '{}'\n{title}\nmessage = {{ fa = \"ق\", en = \"r\" }}\n",
            rule.missing, rule.check
        )
    });
    format!(
        "[rulebook]\nid = \"chance\"\n{title}\n[tables.lines]\n{title}\nfields = [{{ name = \"g\", type = \"code\", {title} }}, {fields}]\n{}",
        rules.collect::<String>()
    )
}

fn cells(dice: &mut Dice, missing: u64) -> Cells {
    std::array::from_fn(|_| (dice.below(10) >= missing).then(|| dice.between(LEAST, GREATEST)))
}

fn json_of(group: &str, cells: &Cells) -> Value {
    let mut row = json!({ "g": group });
    for (name, value) in FIELDS.iter().zip(cells) {
        row[name] = value.map_or(Value::Null, |value| json!(value.to_string()));
    }
    row
}

/// All figures for the fields of a set that make every rule hold.
fn tried(set: &[usize], own: Cells, others: &[Cells], rules: &[Rule]) -> Vec<Cells> {
    let mut all = vec![own];
    for field in set {
        let with = |cells: &Cells| {
            (LEAST..=GREATEST)
                .map(|value| {
                    let mut cells = *cells;
                    cells[*field] = Some(value);
                    cells
                })
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all.retain(|cells| rules.iter().all(|rule| rule.holds(*cells, others)));
    all
}

fn whole(value: &Scalar) -> Option<i64> {
    match value {
        Scalar::Number(number) => Some(i64::try_from(number.at_scale(0).unwrap()).unwrap()),
        _ => None,
    }
}

#[test]
fn the_smallest_sets_are_those_that_trying_everything_finds() {
    let mut dice = Dice(7);
    let (mut solved, mut hopeless, mut passing, mut larger) = (0, 0, 0, 0);
    for _ in 0..400 {
        let keeps = |field: usize| Rule {
            when: None,
            check: Condition::And(
                Box::new(Condition::Compare("<=", Number::Constant(LEAST), Number::Cell(field))),
                Box::new(Condition::Compare("<=", Number::Cell(field), Number::Constant(GREATEST))),
            ),
            missing: "skip",
        };
        let mut rules: Vec<Rule> = (0..4).map(keeps).collect();
        for _ in 0..1 + dice.below(4) {
            let when = (dice.below(3) == 0).then(|| dice.condition(1));
            let missing = ["skip", "fail", "zero"][usize::try_from(dice.below(3)).unwrap()];
            rules.push(Rule { when, check: dice.condition(2), missing });
        }
        let own = cells(&mut dice, 2);
        let others: Vec<Cells> = (0..dice.below(3)).map(|_| cells(&mut dice, 1)).collect();
        let stranger = cells(&mut dice, 1);
        let text = book(&rules);
        let rulebook = Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{text}\n{error:#?}"));
        let mut rows = vec![json_of("x", &stranger), json_of("g", &own)];
        rows.extend(others.iter().map(|cells| json_of("g", cells)));
        let data = Dataset::from_json(rulebook.schema(), &json!({ "lines": rows }).to_string()).unwrap();
        let weights: BTreeMap<String, u32> =
            FIELDS.iter().map(|name| ((*name).to_owned(), 1 + u32::try_from(dice.below(3)).unwrap())).collect();
        let extra = u32::try_from(dice.below(3)).unwrap();
        let options = LocalizeOptions { weights: weights.clone(), extra_weight: extra, ..LocalizeOptions::default() };
        let found = rulebook.localize(&data, "lines", 1, &options).unwrap();
        let context = format!("{text}\n{}\n{found:#?}", json!(rows));
        assert!(found.left_out.is_empty() && found.complete, "{context}");

        // A rule that reads no cell (`1 == 2`) is none that cells can mend.
        let constant = |rule: &Rule| {
            !FIELDS.iter().any(|name| {
                let text = format!("{} {}", rule.when.as_ref().map_or(String::new(), ToString::to_string), rule.check);
                text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == *name)
            })
        };
        rules.retain(|rule| !constant(rule));
        if rules.iter().all(|rule| rule.holds(own, &others)) {
            assert!(found.solutions.is_empty() && found.failing.is_empty(), "{context}");
            passing += 1;
            continue;
        }
        let weight = |set: &[usize]| set.iter().map(|field| u64::from(weights[FIELDS[*field]])).sum::<u64>();
        let mut sets: Vec<Vec<usize>> =
            (1..16_usize).map(|bits| (0..4).filter(|field| bits >> field & 1 == 1).collect()).collect();
        sets.retain(|set: &Vec<usize>| !tried(set, own, &others, &rules).is_empty());
        let all = sets.clone();
        let smaller = |set: &Vec<usize>| {
            all.iter().any(|other| other.len() < set.len() && other.iter().all(|field| set.contains(field)))
        };
        sets.retain(|set| !smaller(set));
        let lightest = sets.iter().map(|set| weight(set)).min();
        sets.retain(|set| weight(set) <= lightest.unwrap() + u64::from(extra));
        let expected: BTreeSet<Vec<&str>> =
            sets.iter().map(|set| set.iter().map(|field| FIELDS[*field]).collect()).collect();
        let given: BTreeSet<Vec<&str>> = found
            .solutions
            .iter()
            .map(|solution| solution.cells.iter().map(|cell| cell.field.as_str()).collect())
            .collect();
        assert_eq!(given, expected, "{context}");
        match expected.is_empty() {
            true => {
                hopeless += 1;
                assert!(!found.conflict.is_empty(), "{context}");
            }
            false => solved += 1,
        }
        for solution in &found.solutions {
            let set: Vec<usize> =
                solution.cells.iter().map(|cell| FIELDS.iter().position(|name| *name == cell.field).unwrap()).collect();
            larger += usize::from(1 < set.len());
            assert_eq!(solution.weight, weight(&set), "{context}");
            let possible = tried(&set, own, &others, &rules);
            let mut example = own;
            for (cell, field) in solution.cells.iter().zip(&set) {
                let taken = || possible.iter().map(|cells| cells[*field].unwrap());
                assert_eq!(whole(&cell.from), own[*field], "{context}");
                assert_eq!((whole(&cell.least), whole(&cell.greatest)), (taken().min(), taken().max()), "{context}");
                let determined = taken().min().filter(|least| taken().max() == Some(*least));
                assert_eq!(whole(&cell.value), determined, "{context}");
                example[*field] = whole(&cell.example);
            }
            assert!(possible.contains(&example), "{context}");
        }
    }
    println!("{solved} solved, {larger} sets of several cells, {hopeless} hopeless, {passing} passing");
    assert!(100 < solved && 30 < larger && 30 < hopeless);
}

/// Rules that share no cell multiply their solutions: the search stops at what was asked for, and at its effort.
#[test]
fn a_row_with_many_errors_apart_is_answered_in_bounded_time() {
    for (groups, solutions, reason) in [(8, 20, Cut::Solutions), (13, 0, Cut::Effort)] {
        let fields: Vec<String> = (0..groups * 3).map(|at| format!("f{at}")).collect();
        let declared: Vec<String> = fields
            .iter()
            .map(|name| format!("{{ name = \"{name}\", type = \"number\", title = {{ fa = \"آ\", en = \"A\" }} }}"))
            .collect();
        let rules: Vec<String> = (0..groups)
            .map(|at| {
                let [a, b, c] = [at * 3, at * 3 + 1, at * 3 + 2];
                format!(
                    "[[rule]]\nid = \"R{at}\"\nseverity = \"error\"\ncheck = 'f{a} + f{b} + f{c} == 10'\n\
                     title = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"آ\", en = \"A\" }}\n"
                )
            })
            .collect();
        let book = format!(
            "[rulebook]\nid = \"test\"\ntitle = {{ fa = \"آ\", en = \"A\" }}\n\
             [tables.lines]\ntitle = {{ fa = \"آ\", en = \"A\" }}\nfields = [{}]\n{}",
            declared.join(", "),
            rules.concat()
        );
        let book = Rulebook::from_toml(&book).unwrap();
        let row: serde_json::Map<String, Value> = fields.iter().map(|name| (name.clone(), json!("1"))).collect();
        let data = Dataset::from_json(book.schema(), &json!({ "lines": [row] }).to_string()).unwrap();
        let options = LocalizeOptions { effort: 3_000_000, ..LocalizeOptions::default() };
        let found = book.localize(&data, "lines", 0, &options).unwrap();
        assert_eq!((found.solutions.len(), found.reason), (solutions, Some(reason)), "{groups} errors");
        assert!(found.solutions.iter().all(|solution| solution.cells.len() == groups));
    }
}
