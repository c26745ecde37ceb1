//! Medians, and how far figures are spread about them: exact, at one or two decimal places more.

use super::aggregate::Found;
use crate::rules::language::Measure;

/// The median or the spread of each group of figures.
pub(super) fn of_groups(measure: Measure, groups: usize, mut figures: Vec<(u32, i128)>) -> Vec<Found> {
    if !matches!(measure, Measure::Median | Measure::Spread) {
        return Vec::new();
    }
    let mut found = vec![Found::Nothing; groups];
    figures.sort_unstable();
    for group in figures.chunk_by(|(a, _), (b, _)| a == b) {
        let sorted: Vec<i128> = group.iter().map(|(_, figure)| *figure).collect();
        let middle = match measure {
            Measure::Median => median(&sorted),
            _ => spread(&sorted),
        };
        if let Some(place) = group.first().and_then(|(group, _)| found.get_mut(*group as usize)) {
            *place = middle.map_or(Found::Lost, Found::Figure);
        }
    }
    found
}

/// The mean of the two middle ones of sorted figures, which are one where their number is odd, at one decimal place
/// more; `None` where it leaves 128 bits.
fn median(sorted: &[i128]) -> Option<i128> {
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2)?;
    // (a + b) / 2 = (5·a + 5·b) / 10
    lower.checked_mul(5)?.checked_add(upper.checked_mul(5)?)
}

/// The median of the distances from the median, at two decimal places more.
fn spread(sorted: &[i128]) -> Option<i128> {
    let median = median(sorted)?;
    let distance = |figure: &i128| figure.checked_mul(10)?.checked_sub(median)?.checked_abs();
    let mut distances = sorted.iter().map(distance).collect::<Option<Vec<i128>>>()?;
    distances.sort_unstable();
    self::median(&distances)
}
