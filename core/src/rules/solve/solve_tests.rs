#![expect(clippy::arithmetic_side_effects, reason = "tests")]

use super::*;

fn sum(terms: &[(usize, i128)], constant: i128) -> Sum {
    Sum::of(terms, constant).unwrap()
}

fn effort() -> Effort {
    Effort::new(5_000_000)
}

fn boxed(unknowns: usize, size: i128) -> Vec<Bounds> {
    vec![Bounds::new(-size, size); unknowns]
}

#[test]
fn an_equation_with_a_common_divisor_has_no_answer() {
    let formula = Formula::Zero(sum(&[(0, 6), (1, 10), (2, -14)], 7));
    assert_eq!(satisfy(&formula, &boxed(3, 10_i128.pow(20)), &mut effort()), Answer::No);
}

#[test]
fn an_equation_of_large_coefficients_is_solved_as_euclid_did() {
    let formula = Formula::Zero(sum(&[(0, 1_000_003), (1, -999_983)], -1));
    let Answer::Yes(values) = satisfy(&formula, &boxed(2, 10_i128.pow(20)), &mut effort()) else { panic!() };
    assert_eq!(values[0] * 1_000_003 - values[1] * 999_983, 1);
}

#[test]
fn bounds_that_creep_are_no_endless_way() {
    let formula = Formula::All(vec![
        Formula::AtMostZero(sum(&[(0, 1), (1, -1)], 1)),
        Formula::AtMostZero(sum(&[(1, 1), (0, -1)], 1)),
    ]);
    assert_eq!(satisfy(&formula, &boxed(2, 10_i128.pow(26)), &mut effort()), Answer::No);
}

#[test]
fn alternatives_leave_gaps_and_the_range_spans_them() {
    // x = 3 or x between 10 and 20 but not 20, and x even or so: x = 2y.
    let formula = Formula::All(vec![
        Formula::Any(vec![
            Formula::Zero(sum(&[(0, 1)], -3)),
            Formula::All(vec![Formula::AtMostZero(sum(&[(0, -1)], 10)), Formula::AtMostZero(sum(&[(0, 1)], -19))]),
        ]),
        Formula::Zero(sum(&[(0, 1), (1, -2)], 0)),
    ]);
    assert_eq!(range(&formula, &boxed(2, 10_i128.pow(26)), 0, &mut effort()), Ok(Some((10, 18))));
    assert_eq!(nearest(&formula, &boxed(2, 1_000), 0, 15, &mut effort()), Ok(Some(14)));
}

#[test]
fn comparisons_are_turned_into_sums_and_back() {
    let (x, y) = (Sum::unknown(0), Sum::unknown(1));
    let points = points(&boxed(2, 2));
    let agree = |formula: Option<Formula>, compare: fn(i128, i128) -> bool| {
        let formula = formula.unwrap();
        points.iter().all(|point| formula.holds(point) == Some(compare(point[0], point[1])))
    };
    assert!(agree(Formula::at_most(&x, &y), |x, y| x <= y));
    assert!(agree(Formula::equal(&x, &y), |x, y| x == y));
    assert_eq!(Formula::at_most(&x, &x), Some(Formula::Constant(true)));
    assert_eq!(Sum::constant(i128::MIN).times(-1), None);
}

#[test]
fn spent_effort_is_no_answer() {
    let formula = Formula::Zero(sum(&[(0, 1), (1, -1)], 0));
    assert_eq!(satisfy(&formula, &boxed(2, 10), &mut Effort::new(1)), Answer::GaveUp(Reason::Effort));
}

/// A small generator, so that a failure can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i128) -> i128 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i128::from(self.0 >> 33) % end
    }

    fn sum(&mut self, unknowns: usize) -> Sum {
        let count = 1 + self.below(3);
        let terms: Vec<(usize, i128)> = (0..count)
            .map(|_| (usize::try_from(self.below(i128::try_from(unknowns).unwrap())).unwrap(), self.below(13) - 6))
            .collect();
        sum(&terms, self.below(25) - 12)
    }

    fn formula(&mut self, unknowns: usize, depth: u32) -> Formula {
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0..3 => Formula::AtMostZero(self.sum(unknowns)),
            3 => Formula::Zero(self.sum(unknowns)),
            kind => {
                let count = 1 + self.below(4);
                let parts = (0..count).map(|_| self.formula(unknowns, depth - 1)).collect();
                if kind < 6 { Formula::All(parts) } else { Formula::Any(parts) }
            }
        }
    }
}

/// All points of small bounds.
fn points(bounds: &[Bounds]) -> Vec<Vec<i128>> {
    bounds.iter().fold(vec![vec![]], |points, bounds| {
        let longer = |point: &Vec<i128>| {
            let point = point.clone();
            (bounds.least..=bounds.greatest).map(move |value| [point.as_slice(), &[value]].concat())
        };
        points.iter().flat_map(longer).collect()
    })
}

#[test]
fn small_domains_are_answered_as_by_trying_everything() {
    let mut dice = Dice(1404);
    let (mut yes, mut no) = (0, 0);
    for round in 0..6_000 {
        let unknowns = 1 + usize::try_from(dice.below(3)).unwrap();
        let bounds: Vec<Bounds> = (0..unknowns)
            .map(|_| {
                let least = dice.below(9) - 5;
                Bounds::new(least, least + dice.below(8))
            })
            .collect();
        let formula = match round % 3 {
            // Many demands at once; alternatives of alternatives.
            0 => Formula::All((0..4).map(|_| dice.formula(unknowns, 0)).collect()),
            1 => Formula::All((0..4).map(|_| dice.formula(unknowns, 1)).collect()),
            _ => dice.formula(unknowns, 3),
        };
        let solutions: Vec<Vec<i128>> =
            points(&bounds).into_iter().filter(|point| formula.holds(point) == Some(true)).collect();
        match satisfy(&formula, &bounds, &mut effort()) {
            Answer::Yes(values) => {
                assert!(solutions.contains(&values), "{formula:?} {bounds:?}: {values:?}");
                yes += 1;
            }
            Answer::No => {
                assert!(solutions.is_empty(), "{formula:?} {bounds:?}");
                no += 1;
            }
            Answer::GaveUp(reason) => panic!("{formula:?} {bounds:?}: {reason:?}"),
        }
        let unknown = usize::try_from(dice.below(i128::try_from(unknowns).unwrap())).unwrap();
        let taken = || solutions.iter().map(|point| point[unknown]);
        let expected = taken().min().zip(taken().max());
        assert_eq!(range(&formula, &bounds, unknown, &mut effort()), Ok(expected), "{formula:?} {bounds:?}");
        let wanted = dice.below(21) - 10;
        let clamped = wanted.clamp(bounds[unknown].least, bounds[unknown].greatest);
        let expected = taken().min_by_key(|value| (value.abs_diff(clamped), *value));
        assert_eq!(nearest(&formula, &bounds, unknown, wanted, &mut effort()), Ok(expected), "{formula:?} {bounds:?}");
        let opposite = formula.negated().unwrap();
        assert!(points(&bounds).iter().all(|point| opposite.holds(point) != formula.holds(point)));
    }
    assert!(1_000 < yes && 1_000 < no, "{yes} yes, {no} no");
}
