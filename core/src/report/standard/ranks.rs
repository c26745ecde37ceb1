//! Ranks of agencies: dense, ties broken by the larger amended credit, none without one.

use crate::consolidation::{Cell, NamedRatio};
use crate::scaled::Scaled;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The ranks of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranks {
    /// By absorption of the allocation, highest first.
    pub(super) absorption: Option<u32>,
    /// By credit, largest first.
    pub(super) credit: Option<u32>,
}

/// The ranks of groups by their key. A group without credit has none; one without allocation has none by absorption.
/// Equal ratios are ranked by credit; groups that are equal in both share a rank, and the next rank is the next number.
pub(super) fn ranks(cells: &[Cell], credit: &str, ratio: &str) -> BTreeMap<Vec<Option<String>>, Ranks> {
    let credit_of = |cell: &Cell| cell.measures.get(credit).and_then(|total| total.sum).filter(|sum| !sum.is_zero());
    let ranked: Vec<(&Cell, Scaled)> = cells.iter().filter_map(|cell| Some((cell, credit_of(cell)?))).collect();
    let by_credit = |a: &(&Cell, Scaled), b: &(&Cell, Scaled)| b.1.cmp(&a.1);
    let mut ranks: BTreeMap<Vec<Option<String>>, Ranks> = BTreeMap::new();
    let mut ordered = ranked.clone();
    crate::ordered::sort_by(&mut ordered, by_credit);
    for ((cell, _), rank) in ordered.iter().zip(dense(&ordered, by_credit)) {
        ranks.entry(cell.key.clone()).or_default().credit = Some(rank);
    }
    let ratio_of = |cell: &Cell| cell.ratios.get(ratio).copied().flatten();
    let mut absorbed: Vec<(&Cell, Scaled, NamedRatio)> =
        ranked.iter().filter_map(|(cell, credit)| Some((*cell, *credit, ratio_of(cell)?))).collect();
    let by_ratio = |a: &(&Cell, Scaled, NamedRatio), b: &(&Cell, Scaled, NamedRatio)| {
        compared(&b.2, &a.2).then_with(|| b.1.cmp(&a.1))
    };
    crate::ordered::sort_by(&mut absorbed, by_ratio);
    for ((cell, _, _), rank) in absorbed.iter().zip(dense(&absorbed, by_ratio)) {
        ranks.entry(cell.key.clone()).or_default().absorption = Some(rank);
    }
    ranks
}

/// Dense ranks of what is in order: 1, 2, 2, 3.
fn dense<T>(ordered: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut ranks = Vec::with_capacity(ordered.len());
    let mut rank = 0_u32;
    for (at, item) in ordered.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| ordered.get(before));
        if before.is_none_or(|before| compare(before, item) != Ordering::Equal) {
            rank = rank.saturating_add(1);
        }
        ranks.push(rank);
    }
    ranks
}

/// Two ratios, exactly.
fn compared(a: &NamedRatio, b: &NamedRatio) -> Ordering {
    let whole = |ratio: &NamedRatio| {
        let scale = ratio.numerator.scale().max(ratio.denominator.scale());
        let (above, below) = (ratio.numerator.at_scale(scale)?, ratio.denominator.at_scale(scale)?);
        if below < 0 { Some((above.checked_neg()?, below.checked_neg()?)) } else { Some((above, below)) }
    };
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => fractions(a, b),
        // Only numbers of nearly 128 bits do not fit at one scale.
        _ => a.percent.cmp(&b.percent),
    }
}

/// Two fractions with positive denominators, by their continued fractions: nothing is multiplied, nothing overflows.
fn fractions((mut a, mut b): (i128, i128), (mut c, mut d): (i128, i128)) -> Ordering {
    loop {
        let parts =
            |above: i128, below: i128| Some((above.checked_div_euclid(below)?, above.checked_rem_euclid(below)?));
        let (Some((whole, rest)), Some((other, other_rest))) = (parts(a, b), parts(c, d)) else { return a.cmp(&c) };
        if whole != other || rest == 0 || other_rest == 0 {
            return whole.cmp(&other).then(rest.cmp(&other_rest));
        }
        // rest/b < other_rest/d exactly if d/other_rest < b/rest.
        (a, b, c, d) = (d, other_rest, b, rest);
    }
}

#[cfg(test)]
#[path = "ranks_tests.rs"]
mod tests;
