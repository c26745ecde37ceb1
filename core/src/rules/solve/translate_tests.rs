//! Formulas of random conditions against their meaning, worked out number by number.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]

use super::*;
use crate::rules::plan::Quantity;

/// A small generator, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, end: i128) -> i128 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i128::from(self.0 >> 33) % end
    }
}

/// Four figures (0 to 3), a flag (4), two days (5, 6) and two texts (7, 8); each with a flag of its presence.
struct Row {
    answers: Vec<Logic>,
}

const SLOTS: usize = 9;
const TEXTS: [&str; 4] = ["12", "۱۳", "Ab", "zz9"];

fn texts() -> Rc<[String]> {
    TEXTS.iter().map(|text| (*text).to_owned()).collect()
}

impl Cells for Row {
    fn slot(&self, slot: usize) -> Given {
        let is = |value: i128| Formula::equal(&Sum::unknown(SLOTS + slot), &Sum::constant(value)).expect("small");
        let content = if slot < 7 { Content::Unknown(slot) } else { Content::OneOf(slot, texts()) };
        Given { content, present: is(1), missing: is(0) }
    }

    fn aggregate(&self, _: usize) -> Given {
        Given::missing()
    }

    fn related(&self, _: usize) -> (Formula, Formula) {
        (Formula::Constant(true), Formula::Constant(false))
    }

    fn beyond(&self, _: &Logic) -> Option<(Formula, Formula)> {
        None
    }

    fn answer(&mut self, condition: &Logic, _: &mut Vec<Bounds>) -> Option<usize> {
        self.answers.push(condition.clone());
        None
    }
}

/// What a number is, cell by cell; a missing cell is `None`.
fn number(number: &Number, cells: &[Option<i128>]) -> Option<i128> {
    let of = |inner: &Number| self::number(inner, cells);
    Some(match number {
        Number::Constant(value) => *value,
        Number::Slot(slot) | Number::Date(slot) => cells[*slot]?,
        Number::Negate(inner) => -of(inner)?,
        Number::Abs(inner) => of(inner)?.abs(),
        Number::Remainder(inner, whole) => of(inner)? % whole,
        Number::Add(a, b) => of(a)? + of(b)?,
        Number::Subtract(a, b) => of(a)? - of(b)?,
        Number::Multiply(a, b) => of(a)? * of(b)?,
        Number::Least(a, b) => of(a)?.min(of(b)?),
        Number::Greatest(a, b) => of(a)?.max(of(b)?),
        _ => return None,
    })
}

fn compared(comparison: Comparison, a: i128, b: i128) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::Differs => a != b,
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
    }
}

/// What a condition is: true, false or unknown.
fn logic(condition: &Logic, cells: &[Option<i128>], zero: bool) -> Option<bool> {
    let figures: Vec<Option<i128>> = cells.iter().map(|cell| cell.or(zero.then_some(0))).collect();
    let written = |words: &Words| match &words.source {
        WordsSource::Constant(text) => stepped(text, &words.steps),
        WordsSource::Slot(slot) => {
            cells[*slot].and_then(|at| stepped(TEXTS[usize::try_from(at).expect("small")], &words.steps))
        }
    };
    match condition {
        Logic::Constant(value) => Some(*value),
        Logic::Not(inner) => logic(inner, cells, zero).map(|answer| !answer),
        Logic::And(a, b) => match (logic(a, cells, zero), logic(b, cells, zero)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Logic::Or(a, b) => match (logic(a, cells, zero), logic(b, cells, zero)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Logic::Numbers { comparison, left, right, .. } => {
            Some(compared(*comparison, number(left, &figures)?, number(right, &figures)?))
        }
        Logic::Days { comparison, left, right } => {
            Some(compared(*comparison, number(left, cells)?, number(right, cells)?))
        }
        Logic::Flag(slot) => cells[*slot].map(|flag| flag == 1),
        Logic::Present(slot) => Some(cells[*slot].is_some()),
        Logic::Text { words, test } => Some(passes(&written(words)?, test)),
        Logic::Texts { equal, left, right } => {
            Some((text::fold(&written(left)?) == text::fold(&written(right)?)) == *equal)
        }
        _ => None,
    }
}

fn any_number(random: &mut Random, depth: i128) -> Number {
    let two = |random: &mut Random| (Box::new(any_number(random, depth - 1)), Box::new(any_number(random, depth - 1)));
    match if depth == 0 { random.below(2) } else { random.below(10) } {
        0 => Number::Constant(random.below(9) - 4),
        1 => Number::Slot(usize::try_from(random.below(4)).expect("small")),
        2 => Number::Negate(two(random).0),
        3 => Number::Abs(two(random).0),
        4 => Number::Remainder(two(random).0, 2 + random.below(3)),
        5 => Number::Multiply(Box::new(Number::Constant(random.below(5) - 2)), two(random).0),
        pair => {
            let (a, b) = two(random);
            match pair {
                6 => Number::Add(a, b),
                7 => Number::Subtract(a, b),
                8 => Number::Least(a, b),
                _ => Number::Greatest(a, b),
            }
        }
    }
}

fn any_logic(random: &mut Random, depth: i128) -> Logic {
    let comparisons = [Comparison::Equal, Comparison::Differs, Comparison::Less, Comparison::AtMost];
    let comparison = comparisons[usize::try_from(random.below(4)).expect("small")];
    let slot =
        |random: &mut Random, from: i128, count: i128| usize::try_from(from + random.below(count)).expect("small");
    let words = |random: &mut Random| Words {
        source: WordsSource::Slot(slot(random, 7, 2)),
        steps: if random.below(3) == 0 { vec![crate::rules::plan::Step::Slice(0, 1)] } else { vec![] },
    };
    match if depth == 0 { 3 + random.below(6) } else { random.below(9) } {
        0 => Logic::Not(Box::new(any_logic(random, depth - 1))),
        1 => Logic::And(Box::new(any_logic(random, depth - 1)), Box::new(any_logic(random, depth - 1))),
        2 => Logic::Or(Box::new(any_logic(random, depth - 1)), Box::new(any_logic(random, depth - 1))),
        3 => Logic::Flag(4),
        4 => Logic::Present(slot(random, 0, 9)),
        5 => Logic::Days { comparison, left: Number::Date(5), right: Number::Date(6) },
        6 => {
            let among = |text: &str| TextTest::Among([text::fold(text)].into());
            let tests = [among("13"), among("1"), TextTest::Shaped(vec!["##".into(), "a#".into()])];
            Logic::Text { words: words(random), test: tests[slot(random, 0, 3)].clone() }
        }
        7 => Logic::Texts { equal: random.below(2) == 0, left: words(random), right: words(random) },
        _ => {
            let (left, right) = (any_number(random, 3), any_number(random, 2));
            let shown = |number: &Number| Quantity { number: number.clone(), scale: 0, percent: false };
            let shown = Box::new((shown(&left), shown(&right)));
            Logic::Numbers { comparison, left, right, shown }
        }
    }
}

#[test]
fn a_formula_holds_where_its_condition_does() {
    let mut random = Random(1404);
    let mut remainders = 0;
    for _ in 0..3_000 {
        let condition = any_logic(&mut random, 3);
        let zero = random.below(2) == 0;
        let mut row = Row { answers: Vec::new() };
        let mut bounds: Vec<Bounds> = (0..7).map(|_| Bounds::new(-6, 6)).collect();
        bounds.extend([Bounds::new(0, 3), Bounds::new(0, 3)]);
        bounds.extend((0..SLOTS).map(|_| Bounds::new(0, 1)));
        let mut definitions = Vec::new();
        let mut translation =
            Translation { cells: &mut row, missing_as_zero: zero, bounds: &mut bounds, definitions: &mut definitions };
        let (holds, fails) = (translation.holds(&condition), translation.fails(&condition));
        let (holds, fails) = (holds.expect("linear"), fails.expect("linear"));
        assert!(row.answers.is_empty());
        for _ in 0..30 {
            let mut values: Vec<i128> = (0..SLOTS)
                .map(|slot| match slot {
                    0..4 => random.below(13) - 6,
                    4 => random.below(2),
                    5 | 6 => random.below(5),
                    _ => random.below(4),
                })
                .collect();
            for slot in 0..SLOTS {
                let present = random.below(8);
                values.push(i128::from(0 < present));
                if present == 0 && slot < 4 {
                    values[slot] = 0;
                }
            }
            let cells: Vec<Option<i128>> =
                (0..SLOTS).map(|slot| (values[SLOTS + slot] == 1).then_some(values[slot])).collect();
            // Each unknown that was added has exactly one value: found in the order of the definitions.
            for (added, definition) in (values.len()..bounds.len()).zip(&definitions) {
                remainders += 1;
                values.push(0);
                let fitting: Vec<i128> = (bounds[added].least..=bounds[added].greatest)
                    .filter(|value| {
                        values[added] = *value;
                        definition.holds(&values) == Some(true)
                    })
                    .collect();
                assert_eq!(fitting.len(), 1, "{condition:?} at {values:?}");
                values[added] = fitting[0];
            }
            let expected = logic(&condition, &cells, zero);
            let found = (holds.holds(&values), fails.holds(&values));
            assert_eq!(
                found,
                (Some(expected == Some(true)), Some(expected == Some(false))),
                "{condition:?} at {cells:?}, zero {zero}"
            );
        }
    }
    assert!(1_000 < remainders);
}

#[test]
fn what_is_not_given_leaves_the_answer_open() {
    let (yes, no) = (Formula::Constant(true), Formula::Constant(false));
    let states = [Given::present(Content::Integer(3)), Given::missing(), Given::unread()];
    let found = states.map(|given| (given.present, given.missing));
    assert_eq!(found, [(yes.clone(), no.clone()), (no.clone(), yes), (no.clone(), no)]);
}

#[test]
fn what_is_not_linear_is_refused() {
    let product = Number::Multiply(Box::new(Number::Slot(0)), Box::new(Number::Slot(1)));
    let shown = |number: &Number| Quantity { number: number.clone(), scale: 0, percent: false };
    let zero = Number::Constant(0);
    let condition = Logic::Numbers {
        comparison: Comparison::Less,
        shown: Box::new((shown(&zero), shown(&product))),
        left: zero,
        right: product,
    };
    let mut row = Row { answers: Vec::new() };
    let (mut bounds, mut definitions) = (vec![Bounds::new(0, 9); 2 * SLOTS], Vec::new());
    let mut translation =
        Translation { cells: &mut row, missing_as_zero: false, bounds: &mut bounds, definitions: &mut definitions };
    assert_eq!(translation.holds(&condition), Err(Untranslated::NotLinear));
    assert_eq!(row.answers, [condition]);
}
