//! Order without a sorting algorithm for each type.
//!
//! `sort_by`, and `collect` into an ordered map or set, bring the standard library's sort along anew for every type: five
//! kilobytes each of what a browser downloads. Where many rows are at stake, and only there, its speed is worth that.

use std::cmp::Ordering;

/// Collects into an ordered map or set one by one; of two equal keys the later one's value stays, as with `collect`.
pub(crate) trait Ordered: Iterator + Sized {
    /// See [`Ordered`].
    fn ordered<C: Default + Extend<Self::Item>>(self) -> C {
        let mut collection = C::default();
        collection.extend(self);
        collection
    }
}

impl<I: Iterator> Ordered for I {}

/// Sorts as `sort_by` does, by one sort of positions for all types.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, mut order: impl FnMut(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut positions: Vec<usize> = (0..items.len()).collect();
    sort_positions(&mut positions, &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => order(a, b),
        _ => Ordering::Equal,
    });
    let mut places: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(positions.into_iter().filter_map(|position| places.get_mut(position).and_then(Option::take)));
}

/// Not generic: this is the one sort.
fn sort_positions(positions: &mut [usize], order: &mut dyn FnMut(usize, usize) -> Ordering) {
    positions.sort_by(|a, b| order(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::{Ordered as _, sort_by};
    use std::collections::BTreeMap;

    #[test]
    fn what_is_equal_keeps_its_order() {
        let mut words = vec!["دو", "b2", "a1", "b1", "a2", ""];
        let mut as_ever = words.clone();
        as_ever.sort_by_key(|word| word.chars().next());
        sort_by(&mut words, |a, b| a.chars().next().cmp(&b.chars().next()));
        assert_eq!(words, as_ever);
    }

    #[test]
    fn of_equal_keys_the_last_value_stays() {
        let pairs = [(2, "a"), (1, "b"), (2, "c")];
        assert_eq!(pairs.into_iter().ordered::<BTreeMap<_, _>>(), pairs.into_iter().collect());
    }
}
