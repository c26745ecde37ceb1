//! "Did you mean": the nearest known word.

use super::fold;

/// The candidate nearest to a mistyped word; `None` where none is near enough to be worth suggesting.
///
/// Nearness is the number of letters inserted, removed, changed or swapped with their neighbour, after [`fold`]; at most
/// one in three letters may differ. Of equally near candidates the first is taken.
///
/// # Example
/// ```
/// use amalkard::text::closest;
/// assert_eq!(closest("aproved", ["approved", "amended"]), Some("approved"));
/// assert_eq!(closest("weather", ["approved", "amended"]), None);
/// ```
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = fold(word).chars().collect();
    let limit = word.len().div_ceil(3);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = fold(candidate).chars().collect();
            // Each letter that one has more is a step, so the rest need not be compared.
            let comparable = letters.len().abs_diff(word.len()) <= limit;
            let steps = comparable.then(|| distance(&word, &letters))?;
            (steps <= limit).then_some((steps, candidate))
        })
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, letter) in from.iter().enumerate() {
        let mut current = vec![row.saturating_add(1)];
        for (column, other) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let changed = at(&above, column).saturating_add(usize::from(letter != other));
            let removed = at(&above, column.saturating_add(1)).saturating_add(1);
            let inserted = at(&current, column).saturating_add(1);
            let mut steps = changed.min(removed).min(inserted);
            if let Some(left) = column.checked_sub(1)
                && previous == Some(other)
                && to.get(left) == Some(letter)
            {
                steps = steps.min(at(&before, left).saturating_add(1));
            }
            current.push(steps);
        }
        before = std::mem::replace(&mut above, current);
        previous = Some(letter);
    }
    above.last().copied().unwrap_or(from.len())
}
