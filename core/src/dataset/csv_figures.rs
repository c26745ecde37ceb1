//! Figures as nearly all files write them, read without a general parse: digits of one script, groups of three, decimals.
//!
//! Whatever is written in another way is left to [`Amount`](crate::Amount), and what is read here means the same there.

use super::Kind;
use super::csv_split::word_of;
use crate::amount::MAX_SCALE;

/// Below 10^18 nothing overflows 64 bits.
const MOST_DIGITS: u32 = 18;
const POWERS: [u64; 19] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
];

/// The two bytes of a zero, four times; an ASCII zero eight times.
const PERSIAN: u64 = 0xB0DB_B0DB_B0DB_B0DB;
const ARABIC: u64 = 0xA0D9_A0D9_A0D9_A0D9;
const ASCII: u64 = 0x3030_3030_3030_3030;

/// How the figures of a column are written, and at which scale they are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    scale: u32,
    /// Whether `/` stands before decimals.
    slash: bool,
}

/// Digits one after another.
#[derive(Clone, Copy)]
struct Run {
    value: u64,
    digits: u32,
    /// The place behind them.
    end: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Group(char),
    Decimal,
}

impl Style {
    pub(super) fn of(kind: Kind) -> Self {
        Self { scale: kind.stored_scale().unwrap_or(0), slash: matches!(kind, Kind::Percent { .. }) }
    }

    /// The integer of the figure at the beginning, and how many bytes it takes; none where it is not sure. Whether the
    /// cell ends there is the caller's to see. With `commas` a comma groups digits: it does not end the cell.
    #[inline]
    pub(super) fn read(self, bytes: &[u8], commas: bool) -> Option<(i64, usize)> {
        let start = usize::from(bytes.first() == Some(&b'-'));
        let (value, end) = match bytes.get(start)? {
            0xDB => self.number::<PERSIAN>(bytes, start, commas)?,
            0xD9 => self.number::<ARABIC>(bytes, start, commas)?,
            _ => self.number::<ASCII>(bytes, start, commas)?,
        };
        let value = i64::try_from(value).ok()?;
        Some((if start == 0 { value } else { value.wrapping_neg() }, end))
    }

    #[inline]
    fn number<const ZERO: u64>(self, bytes: &[u8], start: usize, commas: bool) -> Option<(u64, usize)> {
        let mut whole = run::<ZERO>(bytes, start);
        if whole.digits == 0 {
            return None;
        }
        let mut sign = self.sign(bytes, whole.end, commas);
        if let Some((Sign::Group(_), _)) = sign {
            if 3 < whole.digits {
                return None;
            }
            let first = sign.map(|(sign, _)| sign);
            while let Some((Sign::Group(_), begin)) = sign {
                let group = run::<ZERO>(bytes, begin);
                if group.digits != 3 || sign.map(|(sign, _)| sign) != first {
                    return None;
                }
                whole = joined(whole, group)?;
                sign = self.sign(bytes, whole.end, commas);
            }
        }
        let mut places = 0;
        if let Some((_, begin)) = sign {
            let fraction = run::<ZERO>(bytes, begin);
            if fraction.digits == 0 || self.scale.min(MAX_SCALE) < fraction.digits {
                return None;
            }
            whole = joined(whole, fraction)?;
            places = fraction.digits;
        }
        let more = self.scale.wrapping_sub(places);
        if MOST_DIGITS < whole.digits.saturating_add(more) {
            return None;
        }
        Some((whole.value.wrapping_mul(power(more)?), whole.end))
    }

    /// The separator at a place, and the place behind it.
    #[inline]
    fn sign(self, bytes: &[u8], at: usize, commas: bool) -> Option<(Sign, usize)> {
        let (sign, length) = match bytes.get(at..)? {
            [0xD9, 0xAC, ..] => (Sign::Group('٬'), 2),
            [0xD9, 0xAB, ..] => (Sign::Decimal, 2),
            [b'.', ..] => (Sign::Decimal, 1),
            [0xD8, 0x8C, ..] => (Sign::Group('،'), 2),
            [b',', ..] if commas => (Sign::Group(','), 1),
            [b'/', ..] if self.slash => (Sign::Decimal, 1),
            _ => return None,
        };
        Some((sign, at.saturating_add(length)))
    }
}

/// One number of the digits of both; none where they are too many.
#[inline]
fn joined(whole: Run, more: Run) -> Option<Run> {
    let digits = whole.digits.saturating_add(more.digits);
    if MOST_DIGITS < digits {
        return None;
    }
    let value = whole.value.wrapping_mul(power(more.digits)?).wrapping_add(more.value);
    Some(Run { value, digits, end: more.end })
}

#[inline]
fn power(places: u32) -> Option<u64> {
    POWERS.get(places as usize).copied()
}

/// The digits of a script from a place on, four or eight at a time. Where they are more than can be kept, their number
/// says so and their value is none.
#[inline]
fn run<const ZERO: u64>(bytes: &[u8], start: usize) -> Run {
    // Bits of a digit, as a power of two, and digits in a word.
    let (width, most) = if ZERO == ASCII { (3, 8) } else { (4, 4_u32) };
    let mut run = Run { value: 0, digits: 0, end: start };
    loop {
        let digits = word_of(bytes.get(run.end..).unwrap_or_default()) ^ ZERO;
        let count = (wrong::<ZERO>(digits).trailing_zeros() >> width).min(most);
        if count == 0 {
            return run;
        }
        // The digits move up, so that zeros stand before them.
        let value = value_of::<ZERO>(digits << (most.wrapping_sub(count) << width));
        run.value = run.value.wrapping_mul(power(count).unwrap_or(1)).wrapping_add(value);
        run.digits = run.digits.saturating_add(count);
        run.end = run.end.saturating_add((count << width >> 3) as usize);
        if count < most || MOST_DIGITS < run.digits {
            return run;
        }
    }
}

/// Bits in the first place that holds no digit, and perhaps in some behind it.
#[inline]
fn wrong<const ZERO: u64>(digits: u64) -> u64 {
    // A digit is below 10: six more do not reach 16.
    let (high, six) = match ZERO {
        ASCII => (0xF0F0_F0F0_F0F0_F0F0, 0x0606_0606_0606_0606),
        _ => (0xF0FF_F0FF_F0FF_F0FF, 0x0600_0600_0600_0600),
    };
    (digits | digits.wrapping_add(six)) & high
}

/// The number of four or eight digits, the first of them lowest.
#[inline]
fn value_of<const ZERO: u64>(digits: u64) -> u64 {
    if ZERO == ASCII {
        let pairs = digits.wrapping_mul(2_561) >> 8 & 0x00FF_00FF_00FF_00FF;
        let fours = pairs.wrapping_mul(6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF;
        return fours.wrapping_mul(42_949_672_960_001) >> 32;
    }
    // Each second byte is a digit; the highest place of the product is 1000, 100, 10 and 1 times them.
    (digits >> 8).wrapping_mul(0x03E8_0064_000A_0001) >> 48
}
