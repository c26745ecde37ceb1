//! The pass over the lines: every row finds its group and adds its figures to it.
//!
//! Rows are taken in blocks that fit the cache, those of one agency together where they lie together; nothing is
//! allocated per row. Sums are kept in 64 bits for as many rows as surely fit, then carried to 128 bits. The order of rows
//! leaves no trace: groups are sorted.

use super::codes::Ranks;
use super::groups::Groups;
use super::stretches::{Stretch, Stretches};
use super::tree::Tree;
use crate::dataset::{Bitmap, Integers, Numbers};
use crate::error::Result;
use std::hint::black_box;
use std::ops::Range;

/// Rows taken at a time.
pub(super) const BLOCK: usize = 512;
/// Runs in 64 bits shorter than this are not worth carrying over.
const SHORTEST_RUN: usize = 2 * BLOCK;
/// So many codes of 32 bits are in one line of a processor's cache.
const CODES_IN_A_LINE: usize = 16;
/// Fewer rows are not worth a thread.
#[cfg(feature = "parallel")]
const SMALLEST_PART: usize = 1 << 16;

/// What the pass reads.
pub(crate) struct Lines<'a> {
    /// How many rows there are.
    pub(crate) rows: usize,
    /// Which of them count; none where all do.
    pub(crate) counted: Option<&'a Bitmap>,
    /// For each field the ranks of its codes, and how many ranks there are.
    pub(crate) fields: Vec<(Ranks<'a>, usize)>,
    /// For each measure its column, where the data has one.
    pub(crate) measures: Vec<Option<&'a Numbers>>,
}

impl Lines<'_> {
    /// The groups of the lines for each list of fields, row by row.
    ///
    /// With the feature `parallel` parts of the rows are summed on several threads; sums are exact, so the answer is the
    /// same.
    pub(super) fn summed(&self, by: &[Vec<usize>]) -> Result<Vec<Groups>> {
        if by.is_empty() {
            return Ok(Vec::new());
        }
        let stretches = Stretches::of(self, by);
        let lead = stretches.lead;
        #[cfg(feature = "parallel")]
        let parts: Vec<_> = {
            use rayon::prelude::*;
            let parts = stretches.parts(rayon::current_num_threads(), SMALLEST_PART);
            parts.par_iter().map(|part| self.of_part(part, lead, by)).collect::<Result<_>>()?
        };
        #[cfg(not(feature = "parallel"))]
        let parts: Vec<_> =
            stretches.parts(1, self.rows).iter().map(|part| self.of_part(part, lead, by)).collect::<Result<_>>()?;
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.try_fold(first, |sum, part| sum.into_iter().zip(&part).map(|(a, b)| a.joined(b)).collect())
    }

    fn of_part(&self, part: &[Stretch], lead: Option<usize>, by: &[Vec<usize>]) -> Result<Vec<Groups>> {
        let rows = part.iter().map(|stretch| stretch.rows.len()).sum();
        let mut trees: Vec<Tree> = by.iter().map(|fields| Tree::new(fields, lead, self, rows)).collect();
        let narrow = self.measures.iter().flatten().all(|numbers| matches!(numbers.values(), Integers::Narrow(_)));
        match (narrow, self.rows_in_64_bits()) {
            (true, rows) if SHORTEST_RUN <= rows => self.pass_narrow(part, &mut trees, rows)?,
            (true, _) => self.pass::<i64>(part, &mut trees)?,
            (false, _) => self.pass::<i128>(part, &mut trees)?,
        }
        trees.into_iter().map(Tree::finished).collect()
    }

    /// The largest figure of all measures, in magnitude.
    fn largest(&self) -> u128 {
        self.measures.iter().flatten().map(|numbers| numbers.largest()).max().unwrap_or(0)
    }

    /// How many rows can be summed before a sum could leave 64 bits.
    fn rows_in_64_bits(&self) -> usize {
        let rows = u128::from(i64::MAX.unsigned_abs()).checked_div(self.largest()).unwrap_or(u128::MAX);
        usize::try_from(rows).unwrap_or(usize::MAX)
    }

    /// Whether no sum over these rows can leave 128 bits: the largest figure times the number of rows does not.
    pub(super) fn cannot_overflow(&self) -> bool {
        let bound = self.largest().checked_mul(self.rows as u128);
        bound.is_some_and(|bound| bound <= i128::MAX.unsigned_abs())
    }

    /// Sums in 64 bits for as many rows as surely fit, then carries to 128 bits.
    fn pass_narrow(&self, part: &[Stretch], trees: &mut [Tree], most: usize) -> Result<()> {
        let mut block = Block::<i64>::new(self, Counting::BesideFigures);
        let mut uncarried = 0_usize;
        for stretch in part {
            trees.iter_mut().try_for_each(|tree| tree.begin(stretch.code))?;
            for rows in blocks(&stretch.rows) {
                uncarried = uncarried.saturating_add(rows.len());
                if most < uncarried {
                    trees.iter_mut().try_for_each(Tree::carry)?;
                    uncarried = rows.len();
                }
                if !block.load_whole(self, &rows) {
                    block.load(self, rows);
                }
                for tree in &mut *trees {
                    tree.find(self, &block);
                    let groups = tree.groups_so_far();
                    // Carrying over costs as much as there are groups.
                    if groups <= most {
                        tree.run.resize(groups.saturating_mul(block.stride), 0);
                        add_run(&tree.groups, &block.figures, &mut tree.run, block.stride);
                    } else {
                        tree.add(&block, i128::checked_add)?;
                    }
                    tree.count_missing(&block);
                }
            }
        }
        Ok(())
    }

    /// Sums in 128 bits, and checks each sum where the bound does not exclude an overflow.
    fn pass<T: Figure>(&self, part: &[Stretch], trees: &mut [Tree]) -> Result<()> {
        let safe = self.cannot_overflow();
        let mut block = Block::<T>::new(self, Counting::Apart);
        for stretch in part {
            trees.iter_mut().try_for_each(|tree| tree.begin(stretch.code))?;
            for rows in blocks(&stretch.rows) {
                block.load(self, rows);
                for tree in &mut *trees {
                    tree.find(self, &block);
                    if safe {
                        tree.add(&block, |sum, figure| Some(sum.wrapping_add(figure)))?;
                    } else {
                        tree.add(&block, i128::checked_add)?;
                    }
                    tree.count_missing(&block);
                }
            }
        }
        Ok(())
    }
}

/// The same rows in pieces of a block.
fn blocks(rows: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = rows.end;
    rows.clone().step_by(BLOCK).map(move |from| from..from.saturating_add(BLOCK).min(end))
}

/// Adds the figures of each row to the run of its group, for the usual numbers of measures without a loop within.
pub(super) fn add_run(groups: &[u32], figures: &[i64], run: &mut [i64], stride: usize) {
    match stride {
        2 => add_rows::<2>(groups, figures, run),
        3 => add_rows::<3>(groups, figures, run),
        4 => add_rows::<4>(groups, figures, run),
        5 => add_rows::<5>(groups, figures, run),
        6 => add_rows::<6>(groups, figures, run),
        7 => add_rows::<7>(groups, figures, run),
        8 => add_rows::<8>(groups, figures, run),
        9 => add_rows::<9>(groups, figures, run),
        _ => {
            for (group, figures) in groups.iter().zip(figures.chunks_exact(stride.max(1))) {
                let from = (*group as usize).wrapping_mul(stride);
                let sums = run.get_mut(from..from.wrapping_add(stride)).unwrap_or_default();
                for (sum, figure) in sums.iter_mut().zip(figures) {
                    *sum = sum.wrapping_add(*figure);
                }
            }
        }
    }
}

fn add_rows<const STRIDE: usize>(groups: &[u32], figures: &[i64], run: &mut [i64]) {
    let (figures, _) = figures.as_chunks::<STRIDE>();
    let (run, _) = run.as_chunks_mut::<STRIDE>();
    for (group, figures) in groups.iter().zip(figures) {
        if let Some(sums) = run.get_mut(*group as usize) {
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum = sum.wrapping_add(*figure);
            }
        }
    }
}

/// A figure as wide as the columns need.
pub(super) trait Figure: Copy + Into<i128> + From<i8> + Default {
    /// The figures of a column, if it is of this width.
    fn of(values: &Integers) -> Option<&[Self]>;
    /// One figure of a column of any width that fits.
    fn one(values: &Integers, row: usize) -> Self;
}

impl Figure for i64 {
    fn of(values: &Integers) -> Option<&[Self]> {
        match values {
            Integers::Narrow(values) => Some(values),
            Integers::Wide(_) => None,
        }
    }

    fn one(values: &Integers, row: usize) -> Self {
        Self::of(values).and_then(|values| values.get(row).copied()).unwrap_or_default()
    }
}

impl Figure for i128 {
    fn of(values: &Integers) -> Option<&[Self]> {
        match values {
            Integers::Narrow(_) => None,
            Integers::Wide(values) => Some(values),
        }
    }

    fn one(values: &Integers, row: usize) -> Self {
        values.get(row).unwrap_or_default()
    }
}

/// Where the number of lines is counted: as one more figure of each row, which is 1, or by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counting {
    BesideFigures,
    Apart,
}

/// The rows of one block: figures row by row, and which figures are missing.
pub(super) struct Block<T> {
    /// How many rows count.
    pub(super) rows: usize,
    range: Range<usize>,
    /// How many figures a row has here.
    pub(super) stride: usize,
    /// The figures of all measures, row after row.
    pub(super) figures: Vec<T>,
    /// (row in the block, measure).
    pub(super) missing: Vec<(u32, u32)>,
    /// The rows that count, where not all do.
    chosen: Vec<usize>,
}

impl<T> Block<T> {
    /// All rows from the first to the last, where all of them count.
    pub(super) fn whole(&self) -> Option<Range<usize>> {
        (self.rows == self.range.len()).then(|| self.range.clone())
    }

    /// How many rows were taken, whether they count or not.
    pub(super) fn taken(&self) -> usize {
        self.range.len()
    }

    /// The rows that count, where not all do.
    pub(super) fn chosen(&self) -> &[usize] {
        &self.chosen
    }
}

impl Block<i64> {
    /// Loads rows at once where all count and no column lacks a figure, for the usual numbers of measures; false
    /// where nothing was loaded.
    fn load_whole(&mut self, lines: &Lines<'_>, range: &Range<usize>) -> bool {
        if lines.counted.is_some() {
            return false;
        }
        self.chosen.clear();
        self.missing.clear();
        self.rows = range.len();
        self.range = range.clone();
        match lines.measures.len() {
            1 => self.load_columns::<1>(lines),
            2 => self.load_columns::<2>(lines),
            3 => self.load_columns::<3>(lines),
            4 => self.load_columns::<4>(lines),
            5 => self.load_columns::<5>(lines),
            6 => self.load_columns::<6>(lines),
            7 => self.load_columns::<7>(lines),
            8 => self.load_columns::<8>(lines),
            _ => false,
        }
    }

    /// All columns side by side, so that the memory is asked for all of them at the same time; for the codes too, which
    /// are needed next.
    fn load_columns<const MEASURES: usize>(&mut self, lines: &Lines<'_>) -> bool {
        let mut columns: [&[i64]; MEASURES] = [&[]; MEASURES];
        for (column, numbers) in columns.iter_mut().zip(&lines.measures) {
            let whole = numbers.filter(|numbers| numbers.validity().is_none());
            let Some(values) = whole.and_then(|numbers| i64::of(numbers.values())?.get(self.range.clone())) else {
                return false;
            };
            *column = values;
        }
        let mut asked_for = 0;
        for (row, figures) in self.figures.chunks_exact_mut(self.stride).take(self.rows).enumerate() {
            if row.is_multiple_of(CODES_IN_A_LINE) {
                let codes = lines.fields.iter().map(|(ranks, _)| ranks.stored(self.range.start.wrapping_add(row)));
                asked_for ^= codes.fold(0, |all, code| all ^ code);
            }
            for (figure, column) in figures.iter_mut().zip(&columns) {
                *figure = column.get(row).copied().unwrap_or_default();
            }
        }
        black_box(asked_for);
        true
    }
}

impl<T: Figure> Block<T> {
    fn new(lines: &Lines<'_>, counting: Counting) -> Self {
        let measures = lines.measures.len();
        let counts = usize::from(counting == Counting::BesideFigures);
        let stride = measures.saturating_add(counts);
        let mut figures = vec![T::default(); BLOCK.saturating_mul(stride)];
        if counts > 0 {
            figures.iter_mut().skip(measures).step_by(stride).for_each(|slot| *slot = T::from(1));
        }
        Self { rows: 0, range: 0..0, stride, figures, missing: Vec::new(), chosen: Vec::with_capacity(BLOCK) }
    }

    fn load(&mut self, lines: &Lines<'_>, range: Range<usize>) {
        self.chosen.clear();
        self.missing.clear();
        let all = match lines.counted {
            None => true,
            Some(counted) => {
                self.chosen.extend(range.clone().filter(|row| counted.get(*row)));
                self.chosen.len() == range.len()
            }
        };
        self.rows = if all { range.len() } else { self.chosen.len() };
        self.range = range.clone();
        for (measure, numbers) in (0_u32..).zip(&lines.measures) {
            let slots = self.figures.iter_mut().skip(measure as usize).step_by(self.stride.max(1));
            let Some(numbers) = numbers else {
                slots.take(self.rows).for_each(|slot| *slot = T::default());
                self.missing.extend((0_u32..).take(self.rows).map(|row| (row, measure)));
                continue;
            };
            let validity = numbers.validity();
            if all {
                match T::of(numbers.values()).and_then(|values| values.get(range.clone())) {
                    Some(values) => slots.zip(values).for_each(|(slot, value)| *slot = *value),
                    None => slots.zip(range.clone()).for_each(|(slot, row)| *slot = T::one(numbers.values(), row)),
                }
                if let Some(validity) = validity {
                    let absent = range.clone().zip(0_u32..).filter(|(row, _)| !validity.get(*row));
                    self.missing.extend(absent.map(|(_, row)| (row, measure)));
                }
            } else {
                slots.zip(&self.chosen).for_each(|(slot, row)| *slot = T::one(numbers.values(), *row));
                if let Some(validity) = validity {
                    let absent = self.chosen.iter().zip(0_u32..).filter(|(row, _)| !validity.get(**row));
                    self.missing.extend(absent.map(|(_, row)| (row, measure)));
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "pass_tests.rs"]
mod tests;
