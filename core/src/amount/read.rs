//! Reading an amount as people write it.

use super::{Amount, AmountError, MAX_SCALE, Separators};
use crate::text;

/// The most digits before the decimals, leading zeros aside.
const WHOLE_DIGITS: usize = 22;

/// Reads an amount with a profile's separators.
pub(super) fn amount(written: &str, separators: &Separators) -> Result<Amount, AmountError> {
    // Most cells of a large table are plain integers.
    if let Ok(whole) = written.parse()
        && !written.starts_with('+')
    {
        return Ok(Amount::from_i64(whole));
    }
    let signs = clean(written);
    if signs.is_empty() {
        return Err(AmountError::Empty);
    }
    let not_a_number = || AmountError::NotANumber { text: text::excerpt(written) };
    let (negative, figure) = sign(&signs, separators).ok_or_else(not_a_number)?;
    let figure = Figure::new(figure, negative, separators).ok_or_else(not_a_number)?;
    figure.read(separators, written)
}

/// Reads a percentage: one percent sign before or after, or the word.
pub(super) fn percent(written: &str) -> Result<Amount, AmountError> {
    let signs = clean(written);
    let mut bare = signs.as_str();
    for mark in ["%", "٪", "درصد"] {
        if let Some(rest) = bare.strip_suffix(mark).or_else(|| bare.strip_prefix(mark)) {
            bare = rest;
            break;
        }
    }
    amount(bare, &Separators::percent())
}

/// ASCII digits, one kind of minus, no invisible signs, and spaces only where they stand between two digits. The end of a
/// line or a tab between two digits stays as it is: these are two figures, and no sign between groups of one.
fn clean(written: &str) -> String {
    let mut signs = String::with_capacity(written.len());
    let mut space = None;
    for sign in written.chars().filter(|sign| !text::is_filler(*sign)) {
        if sign.is_whitespace() {
            let breaks = sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}');
            space = if breaks { Some('\n') } else { space.or(Some(' ')) };
            continue;
        }
        let sign = text::ascii_digit(sign).unwrap_or(if sign == '\u{2212}' { '-' } else { sign });
        if let Some(space) = space.take()
            && sign.is_ascii_digit()
            && signs.ends_with(|before: char| before.is_ascii_digit())
        {
            signs.push(space);
        }
        signs.push(sign);
    }
    signs
}

/// Takes off one minus, before or after, or the parentheses that mean one. `None` where signs pile up.
fn sign<'a>(signs: &'a str, separators: &Separators) -> Option<(bool, &'a str)> {
    let enclosed = signs.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let (mut negative, bare) = match enclosed {
        Some(inner) => (!separators.plain_parentheses, inner),
        None => (false, signs),
    };
    let bare = match bare.strip_prefix('-').or_else(|| bare.strip_suffix('-')) {
        Some(_) if negative => return None,
        Some(inner) => {
            negative = true;
            inner
        }
        None => bare,
    };
    Some((negative, bare))
}

/// Runs of digits with the separators between them.
struct Figure<'a> {
    negative: bool,
    runs: Vec<&'a str>,
    between: Vec<char>,
}

impl<'a> Figure<'a> {
    /// `None` unless digits and single separators alternate, beginning and ending with digits.
    fn new(figure: &'a str, negative: bool, separators: &Separators) -> Option<Self> {
        let between: Vec<char> = figure.chars().filter(|sign| !sign.is_ascii_digit()).collect();
        let runs: Vec<&str> = figure.split(|sign: char| !sign.is_ascii_digit()).collect();
        let sound = runs.iter().all(|run| !run.is_empty()) && between.iter().all(|sign| separators.is_known(*sign));
        sound.then_some(Self { negative, runs, between })
    }

    /// The one reading that the separators allow.
    fn read(&self, separators: &Separators, written: &str) -> Result<Amount, AmountError> {
        let (groups, fraction) = match (self.runs.split_last(), self.between.last()) {
            (Some((fraction, groups)), Some(last)) if separators.is_decimal(*last) => (groups, *fraction),
            _ => (self.runs.as_slice(), ""),
        };
        let grouping = self.between.get(..groups.len().saturating_sub(1)).unwrap_or_default();
        let foreign = grouping.iter().any(|sign| !separators.is_group(*sign));
        let differing = grouping.iter().any(|sign| Some(sign) != grouping.first());
        if foreign || (differing && !separators.mixed) {
            return Err(AmountError::Ambiguous { readings: self.readings() });
        }
        let mut groups = groups.to_vec();
        if separators.reversed {
            groups.reverse();
        }
        if !is_grouped(&groups) {
            return Err(AmountError::Grouping { text: text::excerpt(written), readings: self.readings() });
        }
        plain(self.negative, &groups.concat(), fraction)
    }

    /// What the figure may mean: the last separator before decimals, all of them between groups, groups reversed.
    fn readings(&self) -> Vec<String> {
        let mut possible = Vec::new();
        if let Some((fraction, groups)) = self.runs.split_last() {
            possible.push((groups.concat(), *fraction));
            possible.push((self.runs.concat(), ""));
        }
        let reversed: Vec<&str> = self.runs.iter().rev().copied().collect();
        if is_grouped(&reversed) && !is_grouped(&self.runs) {
            possible.push((reversed.concat(), ""));
        }
        let minus = if self.negative { "-" } else { "" };
        let reading = |(whole, fraction): &(String, &str)| match plain(self.negative, whole, fraction) {
            Ok(amount) => amount.to_string(),
            Err(_) if fraction.is_empty() => text::excerpt(&format!("{minus}{whole}")),
            Err(_) => text::excerpt(&format!("{minus}{whole}.{fraction}")),
        };
        possible.iter().map(reading).collect()
    }
}

/// Whether every group but the first has three digits, and the first at most three where there are others.
fn is_grouped(groups: &[&str]) -> bool {
    match groups.split_first() {
        Some((first, rest)) if !rest.is_empty() => first.len() <= 3 && rest.iter().all(|group| group.len() == 3),
        _ => true,
    }
}

/// The amount of plain digits.
fn plain(negative: bool, whole: &str, fraction: &str) -> Result<Amount, AmountError> {
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let minus = if negative { "-" } else { "" };
    let scale = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    if WHOLE_DIGITS < whole.len() {
        return Err(AmountError::TooLarge { text: text::excerpt(&format!("{minus}{whole}")) });
    }
    if MAX_SCALE < scale {
        return Err(AmountError::TooPrecise {
            text: text::excerpt(&format!("{minus}{whole}.{fraction}")),
            places: MAX_SCALE,
        });
    }
    let digits = format!("{minus}0{whole}{fraction}");
    let mantissa = digits.parse().map_err(|_| AmountError::NotANumber { text: digits })?;
    Amount::new(mantissa, scale)
}
