//! The least and the greatest value that an unknown can take.

use super::formula::{Bounds, Formula};
use super::search::satisfy;
use super::{Answer, Effort, Reason};

/// The least and the greatest value of an unknown with which a formula can hold; `Ok(None)` where it cannot hold at
/// all. Exact: where the effort does not suffice the answer is the reason.
pub(crate) fn range(
    formula: &Formula,
    bounds: &[Bounds],
    unknown: usize,
    effort: &mut Effort,
) -> Result<Option<(i128, i128)>, Reason> {
    let Some(first) = value(formula, bounds, unknown, None, effort)? else { return Ok(None) };
    let Some(all) = bounds.get(unknown).copied() else { return Ok(None) };
    let least = extreme(formula, bounds, unknown, (first, all.least), effort)?;
    let greatest = extreme(formula, bounds, unknown, (first, all.greatest), effort)?;
    Ok(Some((least, greatest)))
}

/// The value of an unknown nearest to a wanted one with which a formula can hold; the lower of two that are as near.
pub(crate) fn nearest(
    formula: &Formula,
    bounds: &[Bounds],
    unknown: usize,
    wanted: i128,
    effort: &mut Effort,
) -> Result<Option<i128>, Reason> {
    let Some(all) = bounds.get(unknown).copied() else { return Ok(None) };
    let mut side = |part: Bounds, towards: i128| -> Result<Option<i128>, Reason> {
        match value(formula, bounds, unknown, Some(part), effort)? {
            Some(first) => extreme(formula, bounds, unknown, (first, towards), effort).map(Some),
            None => Ok(None),
        }
    };
    let wanted = wanted.clamp(all.least, all.greatest.max(all.least));
    let below = side(Bounds::new(all.least, wanted), wanted)?;
    if below == Some(wanted) {
        return Ok(below);
    }
    let above = side(Bounds::new(wanted, all.greatest), wanted)?;
    Ok(match (below, above) {
        (Some(low), Some(high)) => Some(if wanted.abs_diff(low) <= wanted.abs_diff(high) { low } else { high }),
        (low, high) => low.or(high),
    })
}

/// A value of an unknown within narrower bounds.
fn value(
    formula: &Formula,
    bounds: &[Bounds],
    unknown: usize,
    part: Option<Bounds>,
    effort: &mut Effort,
) -> Result<Option<i128>, Reason> {
    let mut bounds = bounds.to_vec();
    if let (Some(part), Some(place)) = (part, bounds.get_mut(unknown)) {
        *place = part;
    }
    match satisfy(formula, &bounds, effort) {
        Answer::Yes(values) => Ok(values.get(unknown).copied()),
        Answer::No => Ok(None),
        Answer::GaveUp(reason) => Err(reason),
    }
}

/// Goes from a value that is possible as far as can be towards another.
fn extreme(
    formula: &Formula,
    bounds: &[Bounds],
    unknown: usize,
    (mut possible, mut limit): (i128, i128),
    effort: &mut Effort,
) -> Result<i128, Reason> {
    let between = |a: i128, b: i128| Bounds::new(a.min(b), a.max(b));
    // Often the way is free to the end, or ends at once.
    let mut tried = limit;
    while possible != limit {
        match value(formula, bounds, unknown, Some(between(tried, limit)), effort)? {
            Some(found) => possible = found,
            None => {
                // One step back from what is impossible.
                let step = if tried < possible { 1 } else { -1 };
                limit = tried.checked_add(step).ok_or(Reason::Overflow)?;
            }
        }
        let half = limit.checked_sub(possible).and_then(|way| way.checked_div(2)).ok_or(Reason::Overflow)?;
        // At least one step beyond what is possible.
        tried = match half {
            0 => limit,
            half => possible.checked_add(half).ok_or(Reason::Overflow)?,
        };
    }
    Ok(possible)
}
