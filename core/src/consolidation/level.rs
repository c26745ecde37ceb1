//! From a row's codes to the number of its group.
//!
//! What the row has in each field is packed into one number, each field in bits of its own. A text's number in its
//! dictionary is taken as it is where no two texts are one code; its rank is looked up once for each group then, not for
//! each row. Where there are few packed numbers, each is a group by itself; where there are more, groups are numbered as
//! they appear, through a plain table or a hash map.

use super::codes::{NO_CODE, Ranks};
use super::pass::{Block, Lines};
use rustc_hash::FxHashMap;

/// A table from packed numbers to groups may have so many places, of four bytes each, for each row of the lines.
/// Beyond it a hash map is used.
const PLACES_PER_ROW: u64 = 8;
/// Nor is it larger than this many places, 64 MB: pages that are met for the first time cost more than a map then.
const LARGEST_TABLE: u64 = 1 << 24;
/// However few the rows, a table of this many places costs little.
const SMALL_TABLE: u64 = 1 << 16;
/// A map with more room than this for each group is made anew where groups are forgotten.
const MOST_ROOM: usize = 16;
/// Groups are numbered in so many bits.
const GROUP_BITS: u32 = 32;
pub(super) const NONE: u32 = u32::MAX;

/// From the groups by the fields before to those by some more. Nearly always there is one level.
pub(super) struct Level {
    /// Whether there is no group before.
    is_first: bool,
    digits: Vec<Digit>,
    slots: Slots,
    /// The packed number of each group: the group before, then what it has in each field.
    keys: Vec<u64>,
}

/// A field within the packed number.
pub(super) struct Digit {
    /// Its position in the fields of the lines.
    field: usize,
    /// How many different numbers it has.
    numbers: u64,
    /// The bits below it.
    shift: u32,
    /// The rank that each number stands for, where they are those of a dictionary; else numbers are ranks.
    ranks: Option<Vec<u32>>,
}

enum Slots {
    /// Each packed number is a group.
    Same,
    /// The group of each packed number, counted from 1; 0 where there is none yet.
    Table(Vec<u32>),
    /// The same for numbers that are many or large.
    Map(FxHashMap<u64, u32>),
}

impl Level {
    /// One level after the other for all these fields, at least one; up to `few` packed numbers are groups by themselves.
    pub(super) fn all(fields: &[usize], lines: &Lines<'_>, few: u64) -> Vec<Self> {
        let mut rest: Vec<Digit> = fields.iter().map(|field| Digit::new(*field, lines)).collect();
        let mut levels: Vec<Self> = Vec::new();
        while !rest.is_empty() || levels.is_empty() {
            // A level has at least one field, as ranks have no more bits than groups.
            let mut bits = if levels.is_empty() { 0 } else { GROUP_BITS };
            let fits = |digit: &Digit| {
                bits = bits.saturating_add(digit.bits());
                bits <= u64::BITS
            };
            let count = rest.iter().map(fits).take_while(|fits| *fits).count().max(1).min(rest.len());
            let others = rest.split_off(count);
            levels.push(Self::new(std::mem::replace(&mut rest, others), levels.is_empty(), lines, few));
        }
        levels
    }

    fn new(mut digits: Vec<Digit>, is_first: bool, lines: &Lines<'_>, few: u64) -> Self {
        let mut shift = 0_u32;
        for digit in digits.iter_mut().rev() {
            digit.shift = shift;
            shift = shift.saturating_add(digit.bits());
        }
        // The highest field needs no more places than it has numbers.
        let places = digits.first().map_or(Some(1), |first| first.numbers.checked_shl(first.shift));
        let places = places.filter(|_| is_first && shift <= GROUP_BITS).unwrap_or(u64::MAX);
        let largest = (lines.rows as u64).saturating_mul(PLACES_PER_ROW).clamp(SMALL_TABLE, LARGEST_TABLE);
        let (slots, keys) = match usize::try_from(places) {
            Ok(_) if places <= few => (Slots::Same, (0..places).collect()),
            Ok(count) if places <= largest => (Slots::Table(vec![0; count]), Vec::new()),
            _ => (Slots::Map(FxHashMap::default()), Vec::new()),
        };
        Self { is_first, digits, slots, keys }
    }

    /// How many groups there are, some of them without a row where all packed numbers are groups.
    pub(super) fn groups(&self) -> usize {
        self.keys.len()
    }

    /// How many fields it adds to the key.
    pub(super) fn width(&self) -> usize {
        self.digits.len()
    }

    /// No groups any more, but for those that are packed numbers by themselves.
    pub(super) fn forget(&mut self) {
        match &mut self.slots {
            Slots::Same => return,
            Slots::Table(table) => {
                for packed in &self.keys {
                    if let Some(place) = table.get_mut(usize::try_from(*packed).unwrap_or(usize::MAX)) {
                        *place = 0;
                    }
                }
            }
            // Clearing costs as much as a map has room for.
            Slots::Map(map) if self.keys.len().saturating_mul(MOST_ROOM) < map.capacity() => {
                *map = FxHashMap::default()
            }
            Slots::Map(map) => map.clear(),
        }
        self.keys.clear();
    }

    /// From the groups so far to those of this level.
    pub(super) fn find<T>(&mut self, lines: &Lines<'_>, block: &Block<T>, groups: &mut [u32], packed: &mut Vec<u64>) {
        let (digits, keys) = (&self.digits, &mut self.keys);
        match &mut self.slots {
            Slots::Same => pack(digits, lines, block, groups),
            Slots::Table(table) => {
                pack(digits, lines, block, groups);
                for group in groups {
                    let Some(place) = table.get_mut(*group as usize) else { continue };
                    if *place == 0 {
                        *place = entered(keys, u64::from(*group)).saturating_add(1);
                    }
                    *group = place.wrapping_sub(1);
                }
            }
            Slots::Map(map) => {
                packed.clear();
                if self.is_first {
                    packed.resize(groups.len(), 0);
                } else {
                    let bits = digits.first().map_or(0, |digit| digit.shift.saturating_add(digit.bits()));
                    packed.extend(groups.iter().map(|group| u64::from(*group).wrapping_shl(bits)));
                }
                pack(digits, lines, block, packed);
                for (group, packed) in groups.iter_mut().zip(packed) {
                    *group = match map.get(packed) {
                        Some(known) => *known,
                        None => *map.entry(*packed).or_insert_with(|| entered(keys, *packed)),
                    };
                }
            }
        }
    }

    /// Where a group of the first level stands among the others: a number in the order of their ranks.
    pub(super) fn standing(&self, group: u32) -> u64 {
        let packed = self.packed(group);
        self.digits.iter().fold(0, |standing, digit| standing | digit.standing(packed).wrapping_shl(digit.shift))
    }

    fn packed(&self, group: u32) -> u64 {
        self.keys.get(group as usize).copied().unwrap_or(0)
    }

    /// The ranks of a group in the fields of this level; returns the group of the level before.
    pub(super) fn unpack(&self, group: u32, ranks: &mut [u32]) -> u32 {
        let packed = self.packed(group);
        for (digit, rank) in self.digits.iter().zip(ranks) {
            *rank = digit.rank(packed);
        }
        match self.digits.first() {
            Some(first) if !self.is_first => {
                u32::try_from(packed.wrapping_shr(first.shift.saturating_add(first.bits()))).unwrap_or(NONE)
            }
            _ => 0,
        }
    }
}

impl Digit {
    fn new(field: usize, lines: &Lines<'_>) -> Self {
        let (ranks, count) = match lines.fields.get(field) {
            Some((ranks, count)) => (ranks, *count),
            None => (&Ranks::None, 1),
        };
        let own = ranks.distinct(count).map(<[u32]>::to_vec);
        let numbers = own.as_ref().map_or(count, Vec::len) as u64;
        Self { field, numbers, shift: 0, ranks: own }
    }

    /// As many bits as its largest number has.
    fn bits(&self) -> u32 {
        self.numbers.saturating_sub(1).checked_ilog2().map_or(0, |log| log.saturating_add(1))
    }

    /// What a packed number has in this field.
    fn number(&self, packed: u64) -> u64 {
        let mask = u64::MAX.checked_shr(u64::BITS.saturating_sub(self.bits())).unwrap_or(0);
        packed.wrapping_shr(self.shift) & mask
    }

    /// The rank of that.
    fn rank(&self, packed: u64) -> u32 {
        let number = self.number(packed);
        match &self.ranks {
            Some(ranks) => ranks.get(usize::try_from(number).unwrap_or(usize::MAX)).copied().unwrap_or(NO_CODE),
            None => u32::try_from(number).unwrap_or(NO_CODE),
        }
    }

    /// The same in no more bits than numbers have: texts of a dictionary all have a code.
    fn standing(&self, packed: u64) -> u64 {
        let rank = u64::from(self.rank(packed));
        if self.ranks.is_some() { rank.saturating_sub(1) } else { rank }
    }
}

/// A packed number, as wide as it must be.
trait Packed {
    /// Puts a number into the bits from `shift` on, where it fits.
    fn put(&mut self, number: u32, shift: u32);
}

impl Packed for u32 {
    fn put(&mut self, number: u32, shift: u32) {
        *self |= number.wrapping_shl(shift);
    }
}

impl Packed for u64 {
    fn put(&mut self, number: u32, shift: u32) {
        *self |= Self::from(number).wrapping_shl(shift);
    }
}

/// Puts what each row has in some fields into its packed number, where there is nothing of them yet.
fn pack<P: Packed, T>(digits: &[Digit], lines: &Lines<'_>, block: &Block<T>, packed: &mut [P]) {
    for digit in digits {
        let Some((ranks, _)) = lines.fields.get(digit.field) else { continue };
        let shift = digit.shift;
        let put = |(packed, number): (&mut P, u32)| packed.put(number, shift);
        match (ranks, &digit.ranks, block.whole()) {
            (Ranks::Dictionary { ids, .. }, Some(_), Some(rows)) => {
                packed.iter_mut().zip(ids.get(rows).unwrap_or_default().iter().copied()).for_each(put);
            }
            (Ranks::Dictionary { ids, .. }, Some(_), None) => {
                let ids = block.chosen().iter().map(|row| ids.get(*row).copied().unwrap_or_default());
                packed.iter_mut().zip(ids).for_each(put);
            }
            (_, _, Some(rows)) => packed.iter_mut().zip(rows.map(|row| ranks.of(row))).for_each(put),
            (_, _, None) => packed.iter_mut().zip(block.chosen().iter().map(|row| ranks.of(*row))).for_each(put),
        }
    }
}

/// The number of a new group.
#[cold]
fn entered(keys: &mut Vec<u64>, packed: u64) -> u32 {
    let new = u32::try_from(keys.len()).unwrap_or(NONE);
    keys.push(packed);
    new
}
