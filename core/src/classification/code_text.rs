//! The text of a code as people type it: any of three scripts of digits, marks of direction and space around it.

use crate::text;

/// ASCII digits, without marks of direction and without space at the ends. Space inside stays, and is refused later.
pub(super) fn clean(typed: &str) -> String {
    let digits = text::ascii_digits(typed);
    digits.chars().filter(|c| !is_mark(*c)).collect::<String>().trim().to_owned()
}

/// Whether the text is exactly so many ASCII digits.
pub(super) fn is_digits(clean: &str, length: usize) -> bool {
    clean.len() == length && clean.bytes().all(|b| b.is_ascii_digit())
}

/// The dashes that stand between the parts of a miscellaneous row: keyboards and word processors disagree. The tatweel
/// and the low line serve as one in Persian typing.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{0640}' | '_')
}

/// Marks of direction, joiners and the byte order mark: invisible, and no part of a code.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
