//! What is wrong with the TOML itself, in both languages.

use super::super::problems::Problems;
use super::super::source::Place;
use crate::error::Error;

/// What the reader of TOML says, by a part of its words, and the same in Persian.
const WORDS: [(&str, &str); 26] = [
    ("duplicate key", "این کلید در این بخش دو بار آمده است"),
    ("missing opening quote", "نقل‌قول آغاز متن نیست"),
    ("invalid basic string", "متن درون نقل‌قول پایان ندارد یا نویسه‌ای ناروا دارد"),
    ("invalid literal string", "متن درون نقل‌قول پایان ندارد یا نویسه‌ای ناروا دارد"),
    ("invalid multi-line", "متن چندسطری پایان ندارد یا نویسه‌ای ناروا دارد"),
    ("string values must be quoted", "متن باید درون نقل‌قول باشد"),
    ("missing comma between array elements", "میان عضوهای فهرست ویرگول (,) لازم است"),
    ("missing comma between key-value pairs", "میان کلیدها ویرگول (,) لازم است"),
    ("extra comma", "یک ویرگول بیش از اندازه است"),
    ("missing assignment", "میان کلید و مقدار علامت = لازم است"),
    ("extra `=`", "یک علامت = بیش از اندازه است"),
    ("extra assignment", "یک علامت = بیش از اندازه است"),
    ("unexpected `=` in array", "علامت = در فهرست جایی ندارد"),
    ("key with no value", "این کلید مقدار ندارد"),
    ("missing value", "اینجا مقداری لازم است"),
    ("missing key", "اینجا کلیدی لازم است"),
    ("unclosed array", "کروشه بسته (]) نیامده است"),
    ("unclosed table", "کروشه بسته (]) نیامده است"),
    ("unclosed inline table", "آکولاد بسته (}) نیامده است"),
    ("unquoted key", "نام کلید نویسه‌ای ناروا دارد؛ آن را در نقل‌قول بگذارید"),
    ("keys cannot be", "نام کلید چندسطری نمی‌شود"),
    ("cannot extend value", "این کلید پیش‌تر مقداری دیگر گرفته است"),
    ("carriage return", "پایان سطر درست نیست"),
    ("invalid comment", "توضیح نویسه‌ای ناروا دارد"),
    ("recurs", "بخش‌ها بیش از اندازه تودرتو هستند"),
    ("leading zero", "عدد با صفر آغاز نمی‌شود"),
];

/// Notes what the reader of TOML refused.
pub(super) fn note(error: &toml::de::Error, file: usize, problems: &mut Problems<'_>) {
    let words = error.message();
    let known = WORDS.iter().find(|(part, _)| words.contains(part));
    let fa = known.map_or("متن در این جا TOML درست نیست", |(_, fa)| *fa);
    let span = error.span().unwrap_or_default();
    let place = Place { file, start: span.start, end: span.end };
    let error = Error::new("rulebook.bad_toml", fa, words.lines().collect::<Vec<_>>().join(", "));
    problems.add(place, error, None);
}
