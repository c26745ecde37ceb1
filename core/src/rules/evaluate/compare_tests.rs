#![expect(clippy::arithmetic_side_effects, reason = "tests")]
use super::*;
use crate::dataset::{Integers as Stored, Numbers};
use std::borrow::Cow;

const COMPARISONS: [Comparison; 4] = [Comparison::Equal, Comparison::Differs, Comparison::Less, Comparison::AtMost];

fn plainly(comparison: Comparison, a: i64, b: i64) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::Differs => a != b,
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
    }
}

/// Figures around each other and around zero; now and then far away.
fn figures(length: usize, seed: u64) -> Vec<i64> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let far = i64::MAX / 2 - 1;
    let figure = |_| match next() % 40 {
        0 => far,
        1 => -far,
        _ => i64::try_from(next() % 7).unwrap() - 3,
    };
    (0..length).map(figure).collect()
}

#[test]
fn blocks_are_compared_as_their_rows_are() {
    for length in [0, 1, 63, 64, 65, 200, 256, 257, 1_000, 1_024] {
        // Mostly the same answer, mostly the other, and both alike.
        for (a, b) in [
            (figures(length, 1), figures(length, 2)),
            (vec![5; length], figures(length, 3)),
            (figures(length, 4), vec![5; length]),
            (figures(length, 5), figures(length, 5)),
        ] {
            for comparison in COMPARISONS {
                let wanted: Vec<usize> = (0..length).filter(|row| plainly(comparison, a[*row], b[*row])).collect();
                let narrow = |values: &[i64]| Integers::Narrow(Cow::Owned(values.to_vec()));
                let wide = |values: &[i64]| {
                    Integers::Wide(Cow::Owned(values.iter().map(|value| i128::from(*value)).collect()))
                };
                for fits in [true, false] {
                    let found = compare(comparison, &narrow(&a), &narrow(&b), length, fits);
                    assert_eq!(found.rows(length).collect::<Vec<_>>(), wanted, "{comparison:?} {length} {fits}");
                }
                let found = compare(comparison, &narrow(&a), &wide(&b), length, false);
                assert_eq!(found.rows(length).collect::<Vec<_>>(), wanted, "{comparison:?} {length}");
            }
        }
    }
}

/// Differences that leave 64 bits: they are told not to fit.
#[test]
fn the_ends_of_64_bits_are_compared() {
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for a in ends {
        for b in ends {
            for comparison in COMPARISONS {
                let one = |value: i64| Integers::Narrow(Cow::Owned(vec![value]));
                let found = compare(comparison, &one(a), &one(b), 1, false);
                assert_eq!(found.rows(1).count() == 1, plainly(comparison, a, b), "{comparison:?} {a} {b}");
                let found = compare(comparison, &one(a), &Integers::Same(b.into()), 1, false);
                assert_eq!(found.rows(1).count() == 1, plainly(comparison, a, b), "{comparison:?} {a} {b}");
            }
        }
    }
}

#[test]
fn zones_that_are_passed_over_change_nothing() {
    for length in [1, 255, 256, 257, 1_000, 1_024] {
        let mut values = figures(length, 7);
        // A zone all within, and one all beyond.
        values.iter_mut().take(256).for_each(|value| *value = 1);
        values.iter_mut().skip(256).take(256).for_each(|value| *value = 1_000);
        let numbers = Numbers::new(Stored::Narrow(values.clone()), 0, None);
        for bounds in [(0, 2), (-3, 3), (1, 1), (2, 1), (1_000, 2_000), (-(i64::MAX / 2), 0), (0, i64::MAX / 2)] {
            let found = between(&values, numbers.zones().since(0), bounds);
            let wanted: Vec<usize> =
                (0..length).filter(|row| bounds.0 <= values[*row] && values[*row] <= bounds.1).collect();
            assert_eq!(found.rows(length).collect::<Vec<_>>(), wanted, "{length} {bounds:?}");
        }
    }
}
