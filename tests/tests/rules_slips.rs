//! Slips of the pen are sown into consistent rows of the Iranian rulebook, and the true figure is looked for: among the
//! first hints, and among the cells of the lightest localization.

use amalkard::dataset::Dataset;
use amalkard::finding::{Finding, Severity};
use amalkard::rules::{LocalizeOptions, Rulebook};
use amalkard_tests::iran_1404;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    /// A part of a figure: between `low` and `high` percent.
    fn part(&mut self, whole: i64, low: i64, high: i64) -> i64 {
        let (least, most) = (whole * low / 100, whole * high / 100);
        least + self.below(most - least)
    }
}

type Figures = BTreeMap<&'static str, i64>;

/// What an agency could report: each link of the chain of credit within the one before.
fn consistent(dice: &mut Dice) -> (Figures, Figures) {
    let amended = 1_000 + dice.below(900_000);
    let notified = dice.part(amended, 5, 30);
    let allocated = dice.part(amended + notified, 50, 95);
    let received = dice.part(allocated, 80, 99);
    let secured = dice.part(allocated, 85, 99);
    let committed = dice.part(allocated, 85, 99);
    let paid = dice.part(received.min(secured), 75, 95);
    let advance = dice.part(paid, 3, 10);
    let on_account = dice.part(paid, 3, 10);
    let spent = paid - advance - on_account;
    let returned = 0;
    let unspent = received - paid - returned;
    let progress = 40 + dice.below(40);
    let before = |dice: &mut Dice, figure: i64| dice.part(figure, 40, 70);
    let previous = Figures::from([
        ("allocated", before(dice, allocated)),
        ("received", before(dice, received)),
        ("secured", before(dice, secured)),
        ("committed", before(dice, committed)),
        ("spent", before(dice, spent)),
        ("paid", before(dice, paid)),
        ("physical_progress", progress / 2),
    ]);
    let figures = Figures::from([
        ("approved", amended),
        ("amended", amended),
        ("notified", notified),
        ("allocated", allocated),
        ("received", received),
        ("secured", secured),
        ("committed", committed),
        ("advance", advance),
        ("on_account", on_account),
        ("spent", spent),
        ("paid", paid),
        ("returned", returned),
        ("unspent", unspent),
        ("physical_progress", progress),
    ]);
    (figures, previous)
}

fn dataset(book: &Rulebook, figures: &Figures, previous: &Figures) -> Dataset {
    let mut line = json!({
        "agency": "102500", "line": "1", "province": "67", "year": "1404", "period": "6m", "kind": "capital",
        "source": "PROV_CAPITAL", "chapter": "1", "programme": "1503001000", "plan": "1503001012",
        "project": "1503001012001", "county": "1601", "title": "ساخت مدرسه", "float_received": "0", "collected": "0",
        "carried_over": "0",
    });
    let mut before = line.clone();
    for (row, figures) in [(&mut line, figures), (&mut before, previous)] {
        for (field, figure) in figures {
            row[*field] = Value::String(figure.to_string());
        }
    }
    before["period"] = "3m".into();
    let terms = json!({
        "agency": "102500", "line": "1", "province": "67", "kind": "capital", "year": "1404", "title": "ساخت مدرسه",
        "approved": figures["approved"].to_string(), "amended": figures["amended"].to_string(),
    });
    let tables = json!({ "lines": [line], "previous": [before], "agreement": [terms] });
    Dataset::from_json(book.schema(), &tables.to_string()).unwrap()
}

fn failing(book: &Rulebook, data: &Dataset) -> Vec<String> {
    let of_row =
        |finding: &&Finding| finding.severity != Severity::Info && finding.table == "lines" && finding.row == Some(0);
    book.check(data).unwrap().iter().filter(of_row).map(|finding| finding.rule.clone()).collect()
}

/// The figures with one slip of a kind.
fn slipped(dice: &mut Dice, kind: &str, figures: &Figures, previous: &Figures) -> Option<(Figures, Vec<&'static str>)> {
    const SUMS: [&str; 10] = [
        "allocated",
        "received",
        "secured",
        "committed",
        "advance",
        "on_account",
        "spent",
        "paid",
        "unspent",
        "notified",
    ];
    let pick = |dice: &mut Dice| SUMS[usize::try_from(dice.below(10)).unwrap()];
    let field = pick(dice);
    let mut wrong = figures.clone();
    let figure = figures[field];
    let digits: Vec<char> = figure.to_string().chars().collect();
    let place = usize::try_from(dice.below(i64::try_from(digits.len()).unwrap())).unwrap();
    let with = |digits: Vec<char>| digits.into_iter().collect::<String>().parse::<i64>().unwrap();
    let mut fields = vec![field];
    let new = match kind {
        "unit" => figure * [10, 1_000, 1_000_000][usize::try_from(dice.below(3)).unwrap()],
        "sign" => -figure,
        "transposition" => {
            let mut digits = digits;
            let place = place.min(digits.len() - 2);
            digits.swap(place, place + 1);
            with(digits)
        }
        "digit" => {
            let mut digits = digits;
            digits[place] = char::from_digit(u32::try_from(1 + dice.below(9)).unwrap(), 10).unwrap();
            with(digits)
        }
        "dropped_digit" => {
            let mut digits = digits;
            digits.remove(place);
            with(digits)
        }
        "in_period" => figure - previous.get(field)?,
        _ => {
            let other = pick(dice);
            wrong.insert(other, figure);
            fields.push(other);
            figures[other]
        }
    };
    wrong.insert(field, new);
    fields.sort_unstable();
    // A slip that begins with a zero is none that anyone makes.
    (wrong != *figures && new.to_string().len() + 1 >= figure.to_string().len()).then_some((wrong, fields))
}

#[derive(Default)]
struct Tally {
    sown: u32,
    seen: u32,
    first: u32,
    within_three: u32,
    anywhere: u32,
    localized: u32,
    incomplete: u32,
    cells: usize,
}

#[test]
fn the_true_figure_is_among_the_first_hints() {
    let book = iran_1404();
    let mut dice = Dice(1404);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut hinting, mut localizing) = (Duration::ZERO, Duration::ZERO);
    let rounds = std::env::var("AMALKARD_SLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    for kind in ["unit", "sign", "transposition", "digit", "dropped_digit", "in_period", "swap"] {
        let tally = tallies.entry(kind).or_default();
        while tally.seen < rounds {
            let (figures, previous) = consistent(&mut dice);
            let truth = dataset(&book, &figures, &previous);
            let before = failing(&book, &truth);
            assert!(before.is_empty(), "{figures:?}: {before:?}");
            let Some((wrong, fields)) = slipped(&mut dice, kind, &figures, &previous) else { continue };
            tally.sown += 1;
            let mut terms = wrong.clone();
            terms.extend([("approved", figures["approved"]), ("amended", figures["amended"])]);
            let data = dataset(&book, &terms, &previous);
            if failing(&book, &data).is_empty() {
                // A slip that breaks no rule cannot be found by rules.
                continue;
            }
            tally.seen += 1;
            let start = Instant::now();
            let hints = book.hints(&data, "lines", 0).unwrap();
            hinting += start.elapsed();
            let is_true = |hint: &amalkard::rules::Hint| {
                let mut changed: Vec<&str> = hint.changes.iter().map(|change| change.field.as_str()).collect();
                changed.sort_unstable();
                changed == fields
                    && hint
                        .changes
                        .iter()
                        .all(|change| change.to.to_string() == figures[change.field.as_str()].to_string())
            };
            let place = hints.iter().position(is_true);
            tally.first += u32::from(place == Some(0));
            tally.within_three += u32::from(place.is_some_and(|place| place < 3));
            tally.anywhere += u32::from(place.is_some());
            let start = Instant::now();
            let found = book.localize(&data, "lines", 0, &LocalizeOptions::default()).unwrap();
            localizing += start.elapsed();
            tally.incomplete += u32::from(!found.complete);
            let covers = |solution: &amalkard::rules::Solution| {
                solution.cells.iter().any(|cell| fields.contains(&cell.field.as_str()))
            };
            tally.localized += u32::from(found.solutions.iter().any(covers));
            tally.cells += found.solutions.len();
        }
    }
    let mut sum = Tally::default();
    for (kind, tally) in &tallies {
        println!(
            "{kind}: {} sown, {} seen by a rule; true figure first {}, within three {}, anywhere {}; localized {} ({} sets, {} incomplete)",
            tally.sown,
            tally.seen,
            tally.first,
            tally.within_three,
            tally.anywhere,
            tally.localized,
            tally.cells,
            tally.incomplete
        );
        sum.seen += tally.seen;
        sum.first += tally.first;
        sum.within_three += tally.within_three;
        sum.anywhere += tally.anywhere;
        sum.localized += tally.localized;
    }
    println!(
        "of {}: first {}, within three {}, anywhere {}, localized {}; hints {:?} a row, localization {:?} a row",
        sum.seen,
        sum.first,
        sum.within_three,
        sum.anywhere,
        sum.localized,
        hinting / sum.seen,
        localizing / sum.seen
    );
    assert!(sum.seen * 9 <= sum.within_three * 10, "within three: {} of {}", sum.within_three, sum.seen);
    assert!(sum.seen * 9 <= sum.localized * 10, "localized: {} of {}", sum.localized, sum.seen);
}
