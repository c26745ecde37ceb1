//! What a writer used to other languages, spreadsheets or Persian figures most likely meant.

use super::parser::WORDS;
use super::{Function, Measure, Mistake};
use crate::text;

/// Words of others for an empty cell.
const EMPTY: [&str; 6] = ["empty", "null", "none", "nil", "blank", "na"];

/// The mistake with what was likely meant, where that is known.
pub(super) fn meant(text: &str, mistake: Mistake) -> Mistake {
    let (before, rest) = text.split_at_checked(mistake.span.start).unwrap_or((text, ""));
    let (last, here) = (last_word(before), first_word(rest));
    if let Some(word) = lower_case(here) {
        return in_capitals(mistake, &word);
    }
    if mistake.suggestion.is_some() || mistake.code != "rulebook.syntax" {
        return mistake;
    }
    if let Some(word) = lower_case(last) {
        return in_capitals(mistake, &word);
    }
    let suggestion = by_sign(before, rest).or_else(|| by_word(last, here, rest));
    mistake.suggest(suggestion.as_deref())
}

/// Whether the name is a word of others for an empty cell.
pub(crate) fn means_empty(name: &str) -> bool {
    EMPTY.contains(&name.to_ascii_lowercase().as_str())
}

/// The word of the language that stands there in capitals.
pub(crate) fn lower_case(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    (lower != word && WORDS.contains(&lower.as_str())).then_some(lower)
}

fn in_capitals(mistake: Mistake, word: &str) -> Mistake {
    Mistake {
        fa: format!("واژه‌های زبان با حروف کوچک نوشته می‌شوند: {word}"),
        en: format!("words of the language are written in lower case: `{word}`"),
        ..mistake
    }
    .suggest(Some(word))
}

fn by_sign(before: &str, rest: &str) -> Option<String> {
    let found = rest.chars().next()?;
    match found {
        '%' => Some("remainder(x, n)".to_owned()),
        '[' | ']' | '{' | '}' => Some("(…)".to_owned()),
        ',' => thousands(before, rest),
        _ => figure(found).map(|_| rest.chars().map_while(figure).collect()),
    }
}

/// A figure of a number in Persian or Arabic, as the language writes it.
fn figure(found: char) -> Option<char> {
    match found {
        '٬' => Some('_'),
        '٫' => Some('.'),
        _ => text::ascii_digit(found),
    }
}

/// `1,000` with its figures before the comma and behind it.
fn thousands(before: &str, rest: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '_';
    let head = before.rsplit(|c| !is_part(c)).next().filter(|head| !head.is_empty())?;
    let tail: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    let groups = tail.strip_prefix(',')?;
    let is_number = groups.split(',').all(|group| group.len() == 3);
    is_number.then(|| format!("{head}_{}", groups.replace(',', "_")))
}

fn by_word(last: &str, here: &str, rest: &str) -> Option<String> {
    if here.is_empty() {
        return None;
    }
    if here == "else" {
        return Some("and (if not … then …)".to_owned());
    }
    if means_empty(here) && matches!(last, "is" | "not") {
        return Some("missing".to_owned());
    }
    let test = match here.to_ascii_lowercase().as_str() {
        "startswith" | "beginswith" | "starts_with" => Some("starts_with"),
        "contains" | "includes" | "like" => Some("contains"),
        _ => None,
    };
    if let Some(test) = test.filter(|_| !last.is_empty()) {
        let behind = rest.strip_prefix(here).unwrap_or_default().trim_start();
        let words = behind.strip_prefix('"').and_then(|behind| behind.split_once('"'));
        return Some(format!("{test}({last}, \"{}\")", words.map_or("…", |(words, _)| words)));
    }
    let is_function = Function::named(last).is_some() || Measure::named(last).is_some();
    is_function.then(|| format!("{last}({here})"))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

fn first_word(rest: &str) -> &str {
    rest.split(|c| !is_of_word(c)).next().unwrap_or_default()
}

fn last_word(before: &str) -> &str {
    before.trim_end().rsplit(|c| !is_of_word(c)).next().unwrap_or_default()
}
