//! What a rule that judges each group of rows may say.

use super::expression::{Aggregate, CONSTANTS, Logic, Number, OPERATORS, WORDS, aggregate};
use super::random::Random;

/// A condition on the figures of a group and on what its rows have in common.
pub fn of_group(random: &mut Random, depth: usize) -> Logic {
    let figure = |random: &mut Random| match random.below(3) {
        0 => Number::Constant(random.one_of(&CONSTANTS)),
        _ => Number::Aggregate(Box::new(Aggregate { by: vec!["group"], ..aggregate(random, 1, false) })),
    };
    let inner = |random: &mut Random| of_group(random, depth - 1);
    match random.below(if depth == 0 { 4 } else { 7 }) {
        0 | 1 => Logic::Compare(random.one_of(&OPERATORS), figure(random), figure(random)),
        2 => Logic::Aggregate(Box::new(Aggregate { by: vec!["group"], ..aggregate(random, 1, true) })),
        3 => Logic::TextIs("group", random.flag(), random.one_of(&WORDS)),
        4 => Logic::Not(Box::new(inner(random))),
        5 => Logic::All(vec![inner(random), inner(random)]),
        _ => Logic::Any(vec![inner(random), inner(random)]),
    }
}
