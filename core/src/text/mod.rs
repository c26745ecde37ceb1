//! Persian text as it is typed: one form for comparing, one repair for storing, and numbers for reading.
//!
//! The same word reaches us with Arabic or Persian letters, three kinds of digits, presentation forms out of PDF files,
//! invisible marks of direction and half-spaces used unevenly. [`fold`] makes such variants equal, so that codes, titles
//! and column names can be looked up; the original is kept by the caller and shown as it was typed. [`normalize`] changes
//! only what storing must repair.

mod closest;
mod forms;

pub use closest::closest;

/// The zero-width non-joiner (نیم‌فاصله).
const ZWNJ: char = '\u{200C}';
/// The elongation of a line (کشیده), which carries no meaning.
const TATWEEL: char = '\u{0640}';

/// The form in which two spellings of the same text are equal. For comparing only, never for showing or storing.
///
/// Digits and full-width forms become ASCII; Arabic letters and presentation forms become Persian letters; `ة ۀ` become `ه`, `أ إ ٱ` become
/// `ا`; marks of direction, half-spaces, elongations and vowel marks go; white space is trimmed and collapsed; ASCII
/// letters become lower-case. Folding twice changes nothing more.
///
/// # Example
/// ```
/// use amalkard::text::fold;
/// assert_eq!(fold("  كتـاب‌هاي  ٤ "), fold("کتابهای ۴"));
/// assert_eq!(fold("Spent\u{200F}"), "spent");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    // Most codes are Latin letters and digits, of which nothing goes.
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for letter in forms::letters(text) {
        if letter.is_whitespace() {
            space = true;
            continue;
        }
        if is_filler(letter) {
            continue;
        }
        if is_vowel_mark(letter) {
            // After white space there is no letter that the mark could belong to.
            if !space {
                compose(&mut folded, letter);
            }
            continue;
        }
        if space && !folded.is_empty() {
            folded.push(' ');
        }
        space = false;
        folded.push(match letter {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' => 'ه',
            'أ' | 'إ' | 'ٱ' => 'ا',
            other => ascii_form(other).to_ascii_lowercase(),
        });
    }
    folded
}

/// The text as it should be stored: Persian ye and kaf, letters instead of presentation forms, Persian instead of
/// Arabic-Indic digits, no invisible marks. Half-spaces, spaces, case, ASCII digits and everything else stay.
///
/// # Example
/// ```
/// assert_eq!(amalkard::text::normalize("كارهاي سال ١٤٠٤\u{200E}"), "کارهای سال ۱۴۰۴");
/// ```
#[must_use]
pub fn normalize(text: &str) -> String {
    let repaired = forms::letters(text).filter(|letter| !is_invisible(*letter)).map(|letter| match letter {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        '٠'..='٩' => persian_digit(ascii_digit(letter).unwrap_or(letter)),
        other => other,
    });
    repaired.collect()
}

/// Whether [`normalize`] would leave the text as it is.
#[must_use]
pub fn is_folded_letters(text: &str) -> bool {
    text.is_ascii() || normalize(text) == text
}

/// The text without invisible marks and with letters instead of presentation forms; Arabic letters and digits stay.
#[must_use]
pub fn plain(text: &str) -> String {
    forms::letters(text).filter(|letter| !is_invisible(*letter)).collect()
}

/// Whether [`plain`] would leave the text as it is: it has no mark of direction or other invisible mark but the
/// half-space, and no presentation form.
///
/// # Example
/// ```
/// use amalkard::text::is_plain;
/// assert!(is_plain("كتاب‌ها ١٢"));
/// assert!(!is_plain("کتاب\u{200F}"));
/// ```
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.is_ascii() || plain(text) == text
}

/// The text with Persian (`۴`) and Arabic-Indic (`٤`) digits as ASCII digits; everything else stays.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(|sign| ascii_digit(sign).unwrap_or(sign)).collect()
}

/// A number written in ASCII, as Persian readers see it: Persian digits, `٫` for the decimal point, `٬` between groups.
///
/// # Example
/// ```
/// use amalkard::text::{group, persian_digits};
/// assert_eq!(persian_digits(&group("-1234567.5")), "-۱٬۲۳۴٬۵۶۷٫۵");
/// ```
#[must_use]
pub fn persian_digits(number: &str) -> String {
    // A Persian digit takes two bytes.
    let mut persian = String::with_capacity(number.len().saturating_mul(2));
    persian.extend(number.chars().map(persian_digit));
    persian
}

/// A plain ASCII number with a comma between groups of three digits of its whole part.
#[must_use]
pub fn group(number: &str) -> String {
    let whole = number.split('.').next().unwrap_or(number);
    let mut left = whole.chars().filter(char::is_ascii_digit).count();
    let mut grouped = String::with_capacity(number.len().saturating_add(left / 3));
    for sign in number.chars() {
        grouped.push(sign);
        if sign.is_ascii_digit() && 0 < left {
            left = left.saturating_sub(1);
            if 0 < left && left.is_multiple_of(3) {
                grouped.push(',');
            }
        }
    }
    grouped
}

/// What was written, short enough for a message.
pub(crate) fn excerpt(written: &str) -> String {
    const LENGTH: usize = 60;
    let written = written.trim();
    let mut excerpt: String = written.chars().take(LENGTH).collect();
    if excerpt.len() < written.len() {
        excerpt.push('…');
    }
    excerpt
}

/// Whether the letter only steers layout: marks of direction, byte order marks, soft hyphens, joiners and selectors of glyphs.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether the letter is nothing inside a number: invisible marks, half-spaces, elongations.
pub(crate) fn is_filler(letter: char) -> bool {
    is_invisible(letter) || matches!(letter, ZWNJ | '\u{200D}' | TATWEEL)
}

/// The ASCII digit of a Persian or Arabic-Indic digit; `None` for everything else.
pub(crate) fn ascii_digit(sign: char) -> Option<char> {
    let value = match sign {
        '۰'..='۹' => u32::from(sign).checked_sub(u32::from('۰'))?,
        '٠'..='٩' => u32::from(sign).checked_sub(u32::from('٠'))?,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// The ASCII sign of a digit of another script or of a full-width form (`Ａ`); every other letter as it is.
fn ascii_form(letter: char) -> char {
    /// From `！` to `!`.
    const FULL_WIDTH: u32 = 0xFEE0;
    match letter {
        '！'..='～' => u32::from(letter).checked_sub(FULL_WIDTH).and_then(char::from_u32).unwrap_or(letter),
        _ => ascii_digit(letter).unwrap_or(letter),
    }
}

/// A sign of an ASCII number as Persian readers see it.
fn persian_digit(sign: char) -> char {
    match sign {
        '.' => '٫',
        ',' => '٬',
        _ => sign.to_digit(10).and_then(|value| char::from_u32(u32::from('۰').saturating_add(value))).unwrap_or(sign),
    }
}

/// Whether the letter is a vowel mark or another mark above or below Arabic letters.
fn is_vowel_mark(letter: char) -> bool {
    matches!(letter, '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}')
}

/// Joins a madda or hamza, typed as a mark of its own, with its letter; any other mark is dropped.
fn compose(folded: &mut String, mark: char) {
    let joined = match (folded.chars().next_back(), mark) {
        (Some('ا'), '\u{0653}') => 'آ',
        (Some('و'), '\u{0654}') => 'ؤ',
        (Some('ی'), '\u{0654}') => 'ئ',
        _ => return,
    };
    folded.pop();
    folded.push(joined);
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
