//! How many terminal cells a text takes.
//!
//! Bytes and characters are both wrong: Persian vowel signs stand on the letter before them, ZWNJ and the marks of
//! direction take no place at all, and East Asian letters take two.

/// The number of terminal cells that a text takes, as terminals count them (`wcwidth`).
///
/// # Example
/// ```
/// use amalkard::report::display_width;
/// assert_eq!(display_width("ایلام"), 5);
/// assert_eq!(display_width("مُصَوَّب"), 4); // the vowel signs take no place
/// assert_eq!(display_width("هزینه\u{200c}ای"), 7); // nor does ZWNJ
/// ```
#[must_use]
pub fn display_width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// The cells that one character takes: 0, 1 or 2.
pub(crate) fn cells(character: char) -> usize {
    let code = u32::from(character);
    if code < 0x0300 {
        return usize::from(!character.is_control() && code != 0x00ad);
    }
    let stands_in = |ranges: &[(u32, u32)]| ranges.iter().any(|&(from, to)| from <= code && code <= to);
    if stands_in(ZERO) {
        0
    } else if stands_in(WIDE) {
        2
    } else {
        1
    }
}

/// Marks that stand on another character, and marks that are not shown: Unicode 16, categories Mn, Me and Cf, for the
/// scripts that budgets are written in here (Latin, Cyrillic, Hebrew, Arabic) and for the general blocks.
const ZERO: &[(u32, u32)] = &[
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x05bf, 0x05bf),
    (0x05c1, 0x05c2),
    (0x05c4, 0x05c5),
    (0x05c7, 0x05c7),
    (0x0610, 0x061a),
    (0x061c, 0x061c),
    (0x064b, 0x065f),
    (0x0670, 0x0670),
    (0x06d6, 0x06dc),
    (0x06df, 0x06e4),
    (0x06e7, 0x06e8),
    (0x06ea, 0x06ed),
    (0x0898, 0x089f),
    (0x08ca, 0x08e1),
    (0x08e3, 0x0902),
    (0x1ab0, 0x1ace),
    (0x1dc0, 0x1dff),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x206f),
    (0x20d0, 0x20f0),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xfeff, 0xfeff),
    (0xe0100, 0xe01ef),
];

/// Characters of two cells: East Asian wide and full width, and emoji.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x2e80, 0x303e),
    (0x3041, 0x33ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xa000, 0xa4cf),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x1f300, 0x1f64f),
    (0x1f900, 0x1f9ff),
    (0x20000, 0x3fffd),
];
