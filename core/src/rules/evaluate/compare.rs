//! Comparisons of the integers of a block: one bit a row.
//!
//! Where the difference of two integers is known to fit in 64 bits, its sign is their order, and signs are found for
//! several rows at once: the compiler turns the loops here into instructions on whole registers. Nearly always a rule
//! says the same of all rows of a word, so the signs are first or-ed together and only looked at one by one where one is
//! another.

use super::block::{Integers, Mask};
use super::run::holds;
use crate::dataset::ZONE_ROWS;
use crate::rules::plan::Comparison;

/// Rows of one word of a mask.
const WORD: usize = 64;

/// Whether a comparison holds, row by row. `fits` says that every difference of the two is known to fit in 64 bits, and
/// that less one as well.
pub(super) fn compare(comparison: Comparison, a: &Integers<'_>, b: &Integers<'_>, length: usize, fits: bool) -> Mask {
    match (a, b) {
        (Integers::Same(a), Integers::Same(b)) => Mask::all(holds(comparison, a, b)),
        (Integers::Narrow(a), Integers::Narrow(b)) if fits => by_sign(comparison, a, b),
        (Integers::Narrow(a), Integers::Narrow(b)) => pairs(comparison, a, b),
        (Integers::Narrow(a), Integers::Same(b)) => match i64::try_from(*b) {
            Ok(b) => Mask::of(a, |a| holds(comparison, &a, &b)),
            Err(_) => Mask::of(a, |a| holds(comparison, &i128::from(a), b)),
        },
        (Integers::Same(a), Integers::Narrow(b)) => match i64::try_from(*a) {
            Ok(a) => Mask::of(b, |b| holds(comparison, &a, &b)),
            Err(_) => Mask::of(b, |b| holds(comparison, a, &i128::from(b))),
        },
        (a, b) => pairs(comparison, &a.widened(length), &b.widened(length)),
    }
}

fn pairs<T: Copy + Ord>(comparison: Comparison, a: &[T], b: &[T]) -> Mask {
    match comparison {
        Comparison::Equal => Mask::of_pairs(a, b, |a, b| a == b),
        Comparison::Differs => Mask::of_pairs(a, b, |a, b| a != b),
        Comparison::Less => Mask::of_pairs(a, b, |a, b| a < b),
        Comparison::AtMost => Mask::of_pairs(a, b, |a, b| a <= b),
    }
}

fn by_sign(comparison: Comparison, a: &[i64], b: &[i64]) -> Mask {
    // `x | -x` is below zero unless `x` is zero.
    let differs = |a: i64, b: i64| a.wrapping_sub(b) | b.wrapping_sub(a);
    match comparison {
        Comparison::Less => below_zero(a, b, |a, b| b.wrapping_sub(a).wrapping_sub(1)).not(),
        Comparison::AtMost => below_zero(a, b, |a, b| b.wrapping_sub(a)).not(),
        Comparison::Equal => below_zero(a, b, differs).not(),
        Comparison::Differs => below_zero(a, b, differs),
    }
}

/// The rows whose integer lies between two bounds, both included, neither of them more than half of what 64 bits hold
/// away from any integer. Zones that lie within or beyond the bounds as a whole are not looked at.
pub(super) fn between(values: &[i64], zones: &[(i64, i64)], (low, high): (i64, i64)) -> Mask {
    let mut mask = Mask::NONE;
    let places = mask.words_mut().chunks_mut(ZONE_ROWS / WORD).zip(values.chunks(ZONE_ROWS).zip(zones));
    for (words, (values, (least, largest))) in places {
        if low <= *least && *largest <= high {
            words.fill(u64::MAX);
        } else if low <= *largest && *least <= high {
            let outside = |value: i64, _| value.wrapping_sub(low) | high.wrapping_sub(value);
            fill(words, values, values, outside);
            words.iter_mut().for_each(|word| *word = !*word);
        }
    }
    mask
}

/// The rows for which something made of two integers is below zero.
fn below_zero(a: &[i64], b: &[i64], made: impl Fn(i64, i64) -> i64 + Copy) -> Mask {
    let mut mask = Mask::NONE;
    fill(mask.words_mut(), a, b, made);
    mask
}

fn fill(words: &mut [u64], a: &[i64], b: &[i64], made: impl Fn(i64, i64) -> i64 + Copy) {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<WORD>(), b.as_chunks::<WORD>());
    // What most rows of the word before were: the next are taken for the same.
    let mut mostly = false;
    for (word, (a, b)) in words.iter_mut().zip(a.iter().zip(b)) {
        *word = if mostly { !signs(a, b, |a, b| !made(a, b)) } else { signs(a, b, made) };
        mostly = u64::BITS / 2 < word.count_ones();
    }
    if let Some(word) = words.get_mut(a.len()) {
        let rest = a_rest.iter().zip(b_rest).enumerate();
        *word = rest.fold(0, |word, (place, (a, b))| word | u64::from(made(*a, *b) < 0) << place);
    }
}

/// One bit for each row of a word: whether what is made of its integers is below zero.
#[inline]
fn signs(a: &[i64; WORD], b: &[i64; WORD], made: impl Fn(i64, i64) -> i64) -> u64 {
    if 0 <= a.iter().zip(b).fold(0, |any, (a, b)| any | made(*a, *b)) {
        return 0;
    }
    // Every fourth row has its own sum of bits, so that four rows are worked on at once.
    const LANES: usize = 4;
    let ((a, _), (b, _)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut lanes = [0_u64; LANES];
    for (a, b) in a.iter().zip(b).rev() {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane = *lane << LANES | made(*a, *b).cast_unsigned() >> 63;
        }
    }
    lanes.iter().rev().fold(0, |word, lane| word << 1 | lane)
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
