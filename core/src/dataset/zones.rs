//! The least and the largest integer of every few rows of a column: what a comparison with a constant need not look at.

use super::Integers;

/// How many rows have their bounds together: few enough that one wrong figure makes few rows to be looked at, and so
/// many that the bounds take no room to speak of.
pub(crate) const ZONE_ROWS: usize = 256;

/// No integer of a zone is below the first of its bounds or above the second. Empty for a column in 128 bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zones(Vec<(i64, i64)>);

impl Zones {
    pub(super) fn of(values: &Integers) -> Self {
        let Integers::Narrow(values) = values else { return Self::default() };
        let bounds = |zone: &[i64]| {
            let first = zone.first().copied().unwrap_or_default();
            zone.iter().fold((first, first), |(low, high), value| (low.min(*value), high.max(*value)))
        };
        Self(values.chunks(ZONE_ROWS).map(bounds).collect())
    }

    /// The largest magnitude.
    pub(super) fn largest(&self) -> u64 {
        self.0.iter().fold(0, |largest, (low, high)| largest.max(low.unsigned_abs()).max(high.unsigned_abs()))
    }

    /// The bounds of the zones from that of a row on.
    pub(crate) fn since(&self, row: usize) -> &[(i64, i64)] {
        self.0.get(row / ZONE_ROWS..).unwrap_or_default()
    }

    /// Takes a row's new integer within the bounds; there are none any more where the column has become wide.
    pub(super) fn widen(&mut self, row: usize, values: &Integers) {
        match values {
            Integers::Wide(_) => self.0.clear(),
            Integers::Narrow(values) => {
                if let (Some((low, high)), Some(value)) = (self.0.get_mut(row / ZONE_ROWS), values.get(row)) {
                    (*low, *high) = ((*low).min(*value), (*high).max(*value));
                }
            }
        }
    }
}
