//! Where the rows of one table lead in another, kept with the dataset as long as neither table changes: a second check
//! of the same data does not look up its keys again.

use super::{Bitmap, Dataset, Table, is_one};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// What is kept, shared by copies of a dataset, which share their tables too.
#[derive(Default)]
pub(super) struct Leads(Mutex<Vec<Lead>>);

/// For each row of a table the row of another that has the same key, or a number for which [`is_one`] is false.
#[derive(Debug)]
pub(crate) struct Led {
    pub(crate) rows: Vec<u32>,
    /// The rows that lead to one row.
    pub(crate) one: Bitmap,
    /// The way back, made when it is first asked for.
    back: OnceLock<Back>,
}

/// The rows that lead to each row: those of a row are together, and `starts` has where.
#[derive(Debug)]
struct Back {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Back {
    fn of(led: &[u32]) -> Self {
        let mut order: Vec<(u32, u32)> = led.iter().copied().zip(0..).filter(|(to, _)| is_one(*to)).collect();
        order.sort_unstable();
        let rows = order.last().map_or(0, |(last, _)| (*last as usize).saturating_add(1));
        let mut starts = vec![0; rows.saturating_add(1)];
        for (to, _) in &order {
            starts.get_mut((*to as usize).saturating_add(1)).into_iter().for_each(|count: &mut u32| {
                *count = count.saturating_add(1);
            });
        }
        let mut all = 0_u32;
        for start in &mut starts {
            all = all.saturating_add(*start);
            *start = all;
        }
        Self { starts, rows: order.into_iter().map(|(_, row)| row).collect() }
    }

    fn leading_to(&self, row: usize) -> Option<&[u32]> {
        let (from, to) = (self.starts.get(row)?, self.starts.get(row.checked_add(1)?)?);
        self.rows.get(*from as usize..*to as usize)
    }
}

impl Led {
    pub(crate) fn new(rows: Vec<u32>) -> Self {
        let one = Bitmap::of(&rows, |row| is_one(*row));
        Self { rows, one, back: OnceLock::new() }
    }

    /// The rows that lead to a row, in ascending order.
    pub(crate) fn leading_to(&self, row: usize) -> &[u32] {
        self.back.get_or_init(|| Back::of(&self.rows)).leading_to(row).unwrap_or_default()
    }
}

/// Rows that were led, and by what.
struct Lead {
    /// The tables as they were: one that changes stands elsewhere from then on.
    from: Weak<Table>,
    to: Weak<Table>,
    /// The fields whose values are equal: here, there.
    on: Vec<usize>,
    equals: Vec<usize>,
    led: Arc<Led>,
}

impl Lead {
    fn is_of(&self, from: &Arc<Table>, to: &Arc<Table>) -> bool {
        // An address is not used again while a weak pointer to it is left.
        self.from.as_ptr() == Arc::as_ptr(from) && self.to.as_ptr() == Arc::as_ptr(to)
    }

    /// Whether it is of tables that still are as they were.
    fn is_alive(&self) -> bool {
        0 < self.from.strong_count() && 0 < self.to.strong_count()
    }
}

impl Dataset {
    /// Where the rows of `from` lead in `to` by equal values of fields: as `made` says, asked only where it is not known
    /// from before. None where the data lacks one of the tables.
    pub(crate) fn lead(
        &self,
        (from, on): (&str, &[usize]),
        (to, equals): (&str, &[usize]),
        made: impl FnOnce(&Table, &Table) -> Vec<u32>,
    ) -> Option<Arc<Led>> {
        let (from, to) = (self.tables.get(from)?, self.tables.get(to)?);
        let known = self.leads.with(|leads| {
            let known = leads.iter().find(|lead| lead.is_of(from, to) && lead.on == on && lead.equals == equals)?;
            Some(Arc::clone(&known.led))
        });
        if known.is_some() {
            return known;
        }
        let led = Arc::new(Led::new(made(from, to)));
        let (weak_from, weak_to) = (Arc::downgrade(from), Arc::downgrade(to));
        let lead =
            Lead { from: weak_from, to: weak_to, on: on.to_vec(), equals: equals.to_vec(), led: Arc::clone(&led) };
        self.leads.with(|leads| {
            leads.retain(Lead::is_alive);
            leads.push(lead);
        });
        Some(led)
    }
}

impl Leads {
    fn with<T>(&self, look: impl FnOnce(&mut Vec<Lead>) -> T) -> T {
        // Nothing is left half done by whoever panicked.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Leads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Leads({})", self.with(|leads| leads.len()))
    }
}
