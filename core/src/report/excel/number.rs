//! The binary number of a spreadsheet that is exactly a figure.

use crate::scaled::Scaled;

/// The largest whole number up to which every one has its own binary number: 2^53.
const LARGEST: u128 = 1 << 53;

/// The binary number of a figure; none where there is no such number, or one that other figures share.
///
/// A decimal fraction has no binary number of its own; the nearest one is taken where it reads back as the same digits,
/// which is what a spreadsheet shows.
#[expect(
    clippy::disallowed_types,
    reason = "a spreadsheet's cells are binary numbers; only those are written that read back as the figure"
)]
pub(super) fn exact(figure: Scaled) -> Option<f64> {
    if LARGEST < figure.value().unsigned_abs() {
        return None;
    }
    let text = figure.to_string();
    let number: f64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
