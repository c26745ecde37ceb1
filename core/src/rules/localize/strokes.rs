//! How far apart two figures are for someone who types them.

use crate::dataset::Kind;
use crate::scaled::{Scaled, power_of_ten};

/// The least number of slips of the pen between two figures, as they are stored: digits (and the point) that are wrong,
/// too many, missing, or exchanged with their neighbour count one each, and so do a wrong sign and a shift by a power
/// of ten (a unit). An empty cell is as far as it takes to fill it in.
pub(crate) fn strokes(from: Option<i128>, to: i128, kind: Kind) -> usize {
    let scale = kind.stored_scale().unwrap_or(0);
    let text = |value: i128| Scaled::new(value, scale).to_string().replace('-', "");
    let Some(from) = from else { return text(to).len() };
    let sign = usize::from((from < 0) != (to < 0) && from != 0 && to != 0);
    if is_shift(from, to) {
        return sign.saturating_add(usize::from(from.unsigned_abs() != to.unsigned_abs()));
    }
    sign.saturating_add(edits(text(from).as_bytes(), text(to).as_bytes()))
}

/// Whether two figures have the same digits before or after the point is moved.
fn is_shift(from: i128, to: i128) -> bool {
    let (low, high) = (from.unsigned_abs().min(to.unsigned_abs()), from.unsigned_abs().max(to.unsigned_abs()));
    low != 0
        && (0..=8).any(|power| {
            let factor = power_of_ten(power).and_then(|factor| u128::try_from(factor).ok());
            factor.and_then(|factor| low.checked_mul(factor)) == Some(high)
        })
}

/// The edit distance in which exchanging neighbours is one edit.
fn edits(from: &[u8], to: &[u8]) -> usize {
    let start: Vec<usize> = (0..=to.len()).collect();
    let (mut before, mut last) = (start.clone(), start);
    for (row, a) in from.iter().enumerate() {
        let mut next = vec![row.saturating_add(1)];
        for (column, b) in to.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, column).saturating_add(usize::from(a != b));
            let removed = at(&last, column.saturating_add(1)).saturating_add(1);
            let added = at(&next, column).saturating_add(1);
            let mut least = replaced.min(removed).min(added);
            let neighbours = row.checked_sub(1).zip(column.checked_sub(1));
            if let Some((above, beside)) = neighbours
                && from.get(above) == Some(b)
                && to.get(beside) == Some(a)
            {
                least = least.min(at(&before, beside).saturating_add(1));
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_a_typist_makes_them() {
        let kind = Kind::Number { scale: 2 };
        for (from, to, expected) in [
            (125_000, 125_000, 0),
            (125_000, 152_000, 1),
            (125_000, 125_900, 1),
            (125_000, -125_000, 1),
            (125_000, 125_000_000, 1),
            (125_000, -1_250_000, 2),
            (125_000, 12_500, 1),
            (125_000, 125_050, 2),
            (125_000, 999_900, 4),
            (0, 1_200, 2),
        ] {
            assert_eq!(strokes(Some(from), to, kind), expected, "{from} to {to}");
        }
        assert_eq!(strokes(None, 125_000, kind), 4);
    }
}
