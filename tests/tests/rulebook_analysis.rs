//! What an analysis says of small random rulebooks, against all their rows, checked one by one by the engine.

use amalkard::dataset::{Cell, Dataset, Row};
use amalkard::rules::{Analysis, Rulebook};
use amalkard_tests::iran_1404;
use std::collections::{BTreeMap, BTreeSet};

/// How many random books are made of each kind.
const BOOKS: u64 = 20;

/// A small generator, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }
}

impl Random {
    fn of_cells(&mut self, cells: &[Option<Cell>]) -> Option<Cell> {
        cells[usize::try_from(self.below(cells.len() as u64)).unwrap()].clone()
    }
}

/// A rule of a random book.
#[derive(Clone)]
struct Stated {
    id: String,
    severity: &'static str,
    missing: &'static str,
    when: Option<String>,
    check: String,
}

fn comparison(random: &mut Random) -> String {
    let signs = ["<=", "<", "==", "!=", ">=", ">"];
    let term = |random: &mut Random| match random.below(5) {
        0 => format!("{}", random.below(5)),
        1 => format!("{} + {}", random.of(&["a", "b"]), random.of(&["b", "c", "1"])),
        2 => format!("2 * {}", random.of(&["a", "b", "c"])),
        _ => random.of(&["a", "b", "c"]).to_owned(),
    };
    let wide = |random: &mut Random| match random.below(8) {
        0 => format!("max({}, {})", term(random), term(random)),
        1 => format!("abs({} - {})", random.of(&["a", "b"]), random.of(&["b", "c"])),
        _ => term(random),
    };
    format!("{} {} {}", wide(random), random.of(&signs), term(random))
}

fn text(random: &mut Random) -> String {
    match random.below(6) {
        0 => "kind in (\"x\", \"y\")".to_owned(),
        1 => "prefix(kind, 1) == \"y\"".to_owned(),
        2 => "kind == other".to_owned(),
        3 => "other matches \"y#|x\"".to_owned(),
        _ => format!("{} == \"{}\"", random.of(&["kind", "other"]), random.of(&["x", "y", "y1"])),
    }
}

fn condition(random: &mut Random, depth: u64) -> String {
    match if depth == 0 { 4 + random.below(5) } else { random.below(9) } {
        0 => format!("({}) and ({})", condition(random, depth - 1), condition(random, depth - 1)),
        1 => format!("({}) or ({})", condition(random, depth - 1), condition(random, depth - 1)),
        2 => format!("not ({})", condition(random, depth - 1)),
        3 => format!("if {} then {}", condition(random, depth - 1), condition(random, depth - 1)),
        4 | 5 => text(random),
        _ => comparison(random),
    }
}

fn book(random: &mut Random, may_miss: bool) -> Vec<Stated> {
    let mut rules = Vec::new();
    let count = 2 + random.below(4);
    for at in 0..count {
        let when = (random.below(2) == 0).then(|| match (may_miss, random.below(3)) {
            (true, 0) => format!("{} is {}", random.of(&["a", "b", "kind"]), random.of(&["missing", "present"])),
            _ => condition(random, 0),
        });
        rules.push(Stated {
            id: format!("R{at}"),
            severity: random.of(&["error", "error", "warning"]),
            missing: if may_miss { random.of(&["skip", "fail", "zero"]) } else { "skip" },
            when,
            check: condition(random, 1),
        });
    }
    rules
}

fn written(rules: &[Stated]) -> String {
    let fields = ["a", "b", "c"].map(|name| {
        format!("  {{ name = \"{name}\", type = \"number\", scale = 0, title = {{ fa = \"آ\", en = \"A\" }} }},\n")
    });
    let codes = ["kind", "other"]
        .map(|name| format!("  {{ name = \"{name}\", type = \"code\", title = {{ fa = \"آ\", en = \"A\" }} }},\n"));
    let mut text = format!(
        "[rulebook]\nid = \"t\"\ntitle = {{ fa = \"آ\", en = \"A\" }}\n[tables.lines]\ntitle = {{ fa = \"آ\", en = \"A\" }}\nfields = [\n{}{}]\n",
        fields.concat(),
        codes.concat()
    );
    for rule in rules {
        text += &format!(
            "[[rule]]\nid = \"{}\"\nseverity = \"{}\"\nmissing = \"{}\"\n",
            rule.id, rule.severity, rule.missing
        );
        if let Some(when) = &rule.when {
            text += &format!("when = '{when}'\n");
        }
        text += &format!(
            "check = '{}'\ntitle = {{ fa = \"آ\", en = \"A\" }}\nmessage = {{ fa = \"م\", en = \"M\" }}\n",
            rule.check
        );
    }
    text
}

/// Every row of the domain, and what is missing in each.
struct Domain {
    data: Dataset,
    missing: Vec<BTreeSet<&'static str>>,
}

const FIELDS: [&str; 5] = ["a", "b", "c", "kind", "other"];

fn domain(figures: std::ops::RangeInclusive<i64>, texts: &[&str], may_miss: bool) -> Domain {
    let empty: Vec<Option<Cell>> = if may_miss { vec![None] } else { vec![] };
    let figures: Vec<Option<Cell>> = empty.iter().cloned().chain(figures.map(|value| Some(value.into()))).collect();
    let texts: Vec<Option<Cell>> = empty.into_iter().chain(texts.iter().map(|text| Some((*text).into()))).collect();
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    for a in &figures {
        for b in &figures {
            for c in &figures {
                for kind in &texts {
                    for other in &texts {
                        let cells = [a, b, c, kind, other];
                        let given = FIELDS
                            .iter()
                            .zip(cells)
                            .filter_map(|(name, cell)| Some(((*name).to_owned(), cell.clone()?)));
                        rows.push(given.collect::<Row>());
                        missing.push(
                            FIELDS
                                .into_iter()
                                .zip(cells)
                                .filter(|(_, cell)| cell.is_none())
                                .map(|(name, _)| name)
                                .collect(),
                        );
                    }
                }
            }
        }
    }
    // Larger figures by chance: what holds of all small rows need not hold of all rows.
    let mut random = Random(1_404);
    for _ in 0..15_000 {
        let figure = |random: &mut Random| Some(Cell::from(i64::try_from(random.below(61)).unwrap() - 30));
        let chosen = [
            figure(&mut random),
            figure(&mut random),
            figure(&mut random),
            random.of_cells(&texts),
            random.of_cells(&texts),
        ];
        let cells = chosen.map(|cell| cell.filter(|_| !may_miss || random.below(10) != 0));
        let given = FIELDS.iter().zip(&cells).filter_map(|(name, cell)| Some(((*name).to_owned(), cell.clone()?)));
        rows.push(given.collect::<Row>());
        missing.push(FIELDS.into_iter().zip(&cells).filter(|(_, cell)| cell.is_none()).map(|(name, _)| name).collect());
    }
    let book = Rulebook::from_toml(&written(&[])).unwrap();
    Domain { data: Dataset::from_rows(book.schema(), BTreeMap::from([("lines".to_owned(), rows)])).unwrap(), missing }
}

/// What the engine says of each rule and each row.
struct Facts {
    applies: Vec<Vec<bool>>,
    holds: Vec<Vec<bool>>,
    fails: Vec<Vec<bool>>,
}

fn facts(rules: &[Stated], domain: &Domain) -> Facts {
    let mut asked = Vec::new();
    for rule in rules {
        let missing = if rule.missing == "zero" { "zero" } else { "skip" };
        let when = rule.when.clone().unwrap_or_else(|| "1 == 1".to_owned());
        asked.push(Stated {
            id: format!("{}a", rule.id),
            when: None,
            check: format!("not ({when})"),
            missing,
            ..rule.clone()
        });
        asked.push(Stated {
            id: format!("{}h", rule.id),
            when: None,
            check: format!("not ({})", rule.check),
            missing,
            ..rule.clone()
        });
        asked.push(rule.clone());
    }
    let book = Rulebook::from_toml(&written(&asked)).unwrap();
    let rows = domain.missing.len();
    let mut found = vec![vec![false; rows]; asked.len()];
    for failure in book.failures(&domain.data, "lines") {
        found[failure.rule][failure.row] = true;
    }
    let mut facts = Facts { applies: Vec::new(), holds: Vec::new(), fails: Vec::new() };
    for (at, answers) in found.into_iter().enumerate() {
        match at % 3 {
            0 => facts.applies.push(answers),
            1 => facts.holds.push(answers),
            _ => facts.fails.push(answers),
        }
    }
    facts
}

fn reads(text: &str) -> BTreeSet<&'static str> {
    let words: BTreeSet<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    FIELDS.into_iter().filter(|field| words.contains(field)).collect()
}

/// All subsets, the smaller ones first.
fn subsets(items: &[usize]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (0..1_usize << items.len())
        .map(|mask| items.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, item)| *item).collect())
        .collect();
    all.sort_by_key(|set: &Vec<usize>| set.len());
    all
}

/// The least sets with a property that every larger set has too.
fn least(items: &[usize], has: impl Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for set in subsets(items) {
        let is_covered = found.iter().any(|known| known.iter().all(|item| set.contains(item)));
        if !is_covered && has(&set) {
            found.push(set);
        }
    }
    found
}

struct Brute<'a> {
    rules: &'a [Stated],
    facts: Facts,
    domain: &'a Domain,
    asked: BTreeSet<&'static str>,
}

impl Brute<'_> {
    /// The rows in which nothing is missing but what is free.
    fn rows<'b>(&'b self, free: &'b BTreeSet<&'static str>) -> impl Iterator<Item = usize> + 'b {
        (0..self.domain.missing.len()).filter(move |row| self.domain.missing[*row].is_subset(free))
    }

    fn judged(&self, rule: usize, row: usize) -> bool {
        self.facts.applies[rule][row] && self.domain.missing[row].is_disjoint(&reads(&self.rules[rule].check))
    }

    /// Whether a row is judged by some rules and passes others (and is judged by them).
    fn is_passed(&self, passing: &[usize], judging: &[usize]) -> bool {
        self.rows(&self.asked).any(|row| {
            passing.iter().chain(judging).all(|rule| self.judged(*rule, row))
                && passing.iter().all(|rule| self.facts.holds[*rule][row])
        })
    }

    fn contradictory(&self, skip: &BTreeSet<usize>) -> BTreeSet<Vec<usize>> {
        let all: Vec<usize> = (0..self.rules.len()).filter(|rule| !skip.contains(rule)).collect();
        let (always, sometimes): (Vec<usize>, Vec<usize>) =
            all.iter().partition(|rule| self.rows(&self.asked).all(|row| self.facts.applies[**rule][row]));
        let among = least(&always, |set| !self.is_passed(set, &[]));
        let contrary: BTreeSet<usize> = among.iter().flatten().copied().collect();
        let calm: Vec<usize> = always.into_iter().filter(|rule| !contrary.contains(rule)).collect();
        let mut sets: BTreeSet<Vec<usize>> = among.into_iter().collect();
        let with_calm = |set: &[usize]| set.iter().chain(&calm).copied().collect::<Vec<_>>();
        for some in least(&sometimes, |set| !self.is_passed(&with_calm(set), &[])) {
            if self.is_passed(&calm, &some) {
                for held in least(&calm, |held| {
                    let both: Vec<usize> = some.iter().chain(held).copied().collect();
                    !self.is_passed(&both, &[])
                }) {
                    let mut set: Vec<usize> = some.iter().chain(&held).copied().collect();
                    set.sort_unstable();
                    sets.insert(set);
                }
            }
        }
        sets.retain(|set| {
            let without = |rule: &usize| set.iter().copied().filter(|other| other != rule).collect::<Vec<_>>();
            self.is_passed(&[], set) && set.iter().all(|rule| self.is_passed(&without(rule), set))
        });
        sets
    }

    fn free(&self, rule: usize) -> BTreeSet<&'static str> {
        let mut free = self.asked.clone();
        if self.rules[rule].missing == "fail" {
            free.extend(reads(&self.rules[rule].check));
            free.extend(self.rules[rule].when.as_deref().map(reads).unwrap_or_default());
        }
        free
    }

    /// Whether one of these rules fails wherever a rule does.
    fn implies(&self, others: &[usize], rule: usize, free: &BTreeSet<&'static str>) -> bool {
        let fails = &self.facts.fails;
        self.rows(free).all(|row| !fails[rule][row] || others.iter().any(|other| fails[*other][row]))
    }
}

fn compare(rules: &[Stated], domain: &Domain, seed: u64) -> usize {
    let text = written(rules);
    let analysis: Analysis = Rulebook::from_toml(&text).unwrap().analyse();
    let asked = rules
        .iter()
        .filter_map(|rule| rule.when.as_deref())
        .filter(|when| when.contains(" is "))
        .flat_map(reads)
        .collect();
    let brute = Brute { rules, facts: facts(rules, domain), domain, asked };
    let place = |id: &String| rules.iter().position(|rule| rule.id == *id).unwrap();
    let context = || format!("seed {seed}\n{}\n{analysis:#?}", text.split("[[rule]]").skip(1).collect::<String>());
    let count = |facts: &Vec<Vec<bool>>| -> BTreeSet<usize> {
        (0..rules.len()).filter(|rule| !facts[*rule].contains(&true)).collect()
    };
    let idle =
        |list: &[amalkard::rules::Idle]| -> BTreeSet<usize> { list.iter().map(|idle| place(&idle.rule)).collect() };
    let undecided = |question: &str| -> BTreeSet<usize> {
        analysis
            .undecided
            .iter()
            .filter(|it| it.question == question)
            .flat_map(|it| it.rules.iter().map(place))
            .collect()
    };
    // Never applying, never failing.
    let never_applying = count(&brute.facts.applies);
    let never_failing: BTreeSet<usize> = count(&brute.facts.fails).difference(&never_applying).copied().collect();
    let doubts: BTreeSet<usize> = undecided("never_failing").union(&undecided("never_applying")).copied().collect();
    for (found, expected) in
        [(idle(&analysis.never_applying), &never_applying), (idle(&analysis.never_failing), &never_failing)]
    {
        assert!(found.is_subset(expected), "refuted: {found:?} {expected:?} {}", context());
        let missed: Vec<&usize> = expected.difference(&found).filter(|rule| !doubts.contains(rule)).collect();
        assert!(missed.is_empty(), "missed: {missed:?} {}", context());
    }
    // Contradictions.
    let found: BTreeSet<Vec<usize>> =
        analysis.contradictory.iter().map(|it| it.rules.iter().map(place).collect()).collect();
    let doubts = undecided("contradictory");
    let expected = brute.contradictory(&never_applying);
    if doubts.is_empty() {
        assert_eq!(found, expected, "{}", context());
    }
    for set in &found {
        assert!(!brute.is_passed(set, &[]), "refuted: {set:?} {}", context());
    }
    // Redundancies.
    let weight = |rule: usize| (rules[rule].severity != "error", rules[rule].severity != "error");
    let idle: BTreeSet<usize> = never_applying.union(&never_failing).copied().collect();
    let contrary: BTreeSet<usize> = found.iter().flatten().copied().collect();
    let doubts = undecided("redundant");
    let mut dropped = BTreeSet::new();
    let (mut redundant, mut stricter) = (BTreeSet::new(), BTreeSet::new());
    for rule in (0..rules.len()).rev().filter(|rule| !idle.contains(rule)) {
        let others: Vec<usize> = (0..rules.len())
            .filter(|other| *other != rule && !dropped.contains(other) && !contrary.contains(other))
            .collect();
        let heavy: Vec<usize> = others.iter().copied().filter(|other| weight(*other) <= weight(rule)).collect();
        if brute.implies(&heavy, rule, &brute.free(rule)) {
            dropped.insert(rule);
            redundant.insert(rule);
        } else if brute.implies(&others, rule, &brute.free(rule)) {
            stricter.insert(rule);
        }
    }
    for (list, expected) in [(&analysis.redundant, redundant), (&analysis.stricter, stricter)] {
        let found: BTreeSet<usize> = list.iter().map(|it| place(&it.rule)).collect();
        if doubts.is_empty() {
            assert_eq!(found, expected, "{}", context());
        }
        for it in list {
            let (rule, by) = (place(&it.rule), it.implied_by.iter().map(place).collect::<Vec<_>>());
            let free = brute.free(rule);
            assert!(brute.implies(&by, rule, &free), "refuted: {it:?} {}", context());
            for left_out in &by {
                let others: Vec<usize> = by.iter().copied().filter(|other| other != left_out).collect();
                assert!(!brute.implies(&others, rule, &free), "not minimal: {it:?} {}", context());
            }
            let given: BTreeSet<&str> = it.given.iter().map(String::as_str).collect();
            let all: BTreeSet<&'static str> = FIELDS.into_iter().filter(|field| !given.contains(field)).collect();
            assert!(brute.implies(&by, rule, &all), "not where only {given:?} is given: {}", context());
        }
    }
    analysis.contradictory.len()
        + analysis.redundant.len()
        + analysis.stricter.len()
        + analysis.never_failing.len()
        + analysis.never_applying.len()
}

#[test]
fn random_rulebooks_of_given_cells() {
    let domain = domain(-4..=6, &["x", "y", "y1", "yz", "w"], false);
    let mut found: u64 = 0;
    for seed in 0..BOOKS {
        let rules = book(&mut Random(seed * 7_919 + 1), false);
        found += compare(&rules, &domain, seed) as u64;
    }
    assert!(BOOKS / 3 < found, "only {found}");
}

#[test]
fn random_rulebooks_with_missing_cells() {
    let domain = domain(-4..=6, &["x", "y", "y1", "w"], true);
    let mut found: u64 = 0;
    for seed in 0..BOOKS {
        let rules = book(&mut Random(seed * 104_729 + 2), true);
        found += compare(&rules, &domain, seed) as u64;
    }
    assert!(BOOKS / 3 < found, "only {found}");
}

/// What is said of the rulebook that comes with the library is looked at by people; here it must be said at all, and of
/// rules that there are.
#[test]
fn iran() {
    let book = iran_1404();
    let analysis = book.analyse();
    let ids: BTreeSet<&str> = book.rules().iter().map(|rule| rule.id.as_str()).collect();
    let named = analysis.undecided.iter().flat_map(|undecided| &undecided.rules);
    for id in named.chain(analysis.redundant.iter().flat_map(|found| found.implied_by.iter().chain([&found.rule]))) {
        assert!(ids.contains(id.as_str()), "{id}");
    }
    assert_eq!((analysis.contradictory.len(), analysis.never_applying.len()), (0, 0));
}
