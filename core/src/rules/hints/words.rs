//! Hints in words.

use super::{HintChange, HintKind};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::finding::Scalar;
use crate::text;

/// What a hint says, in Persian and English. `titles` are the headings of the fields that change.
pub(super) fn of(
    kind: HintKind,
    unit: Option<Unit>,
    titles: &[&Bilingual],
    changes: &[HintChange],
) -> (String, String) {
    let (Some(title), Some(change)) = (titles.first(), changes.first()) else { return Default::default() };
    let (fa, en) = (&title.fa, &title.en);
    let (from_fa, from_en) = shown(&change.from);
    let (to_fa, to_en) = shown(&change.to);
    match (kind, unit) {
        (HintKind::Unit, Some(unit)) => (
            format!("{fa} گویا به {} نوشته شده است: {to_fa} به‌جای {from_fa}", unit.title_fa()),
            format!("{en} seems to be written in {}: {to_en} instead of {from_en}", unit.title_en()),
        ),
        (HintKind::Unit, None) => (
            format!("{fa} گویا در واحد دیگری نوشته شده است: {to_fa} به‌جای {from_fa}"),
            format!("{en} seems to be written in another unit: {to_en} instead of {from_en}"),
        ),
        (HintKind::Sign, _) => (
            format!("علامت {fa} گویا وارونه است: {to_fa} به‌جای {from_fa}"),
            format!("the sign of {en} seems to be turned: {to_en} instead of {from_en}"),
        ),
        (HintKind::InPeriod, _) => (
            format!("{fa} گویا به‌جای تجمعی تنها برای این دوره نوشته شده است (یا برعکس): {to_fa} به‌جای {from_fa}"),
            format!(
                "{en} seems to be given for the period alone where it runs from the start of the year, or the other way round: {to_en} instead of {from_en}"
            ),
        ),
        (HintKind::Swap, _) => {
            let (other_fa, other_en) = titles.get(1).map_or(("", ""), |other| (other.fa.as_str(), other.en.as_str()));
            (
                format!("{fa} و {other_fa} گویا به‌جای هم نوشته شده‌اند: {fa} {to_fa} و {other_fa} {from_fa}"),
                format!(
                    "{en} and {other_en} seem to be written in each other's cell: {en} {to_en}, {other_en} {from_en}"
                ),
            )
        }
        (HintKind::Transposition, _) => (
            format!("دو رقم کنار هم در {fa} گویا جابه‌جا شده‌اند: {to_fa} به‌جای {from_fa}"),
            format!("two neighbouring digits of {en} seem to be exchanged: {to_en} instead of {from_en}"),
        ),
        (HintKind::Digit, _) => (
            format!("یک رقم {fa} گویا اشتباه است: {to_fa} به‌جای {from_fa}"),
            format!("one digit of {en} seems to be wrong: {to_en} instead of {from_en}"),
        ),
        (HintKind::DroppedDigit, _) => (
            format!("یک رقم {fa} گویا جا افتاده است: {to_fa} به‌جای {from_fa}"),
            format!("one digit of {en} seems to be left out: {to_en} instead of {from_en}"),
        ),
        (HintKind::DoubledDigit, _) => (
            format!("یک رقم {fa} گویا دو بار نوشته شده است: {to_fa} به‌جای {from_fa}"),
            format!("one digit of {en} seems to be written twice: {to_en} instead of {from_en}"),
        ),
    }
}

fn shown(value: &Scalar) -> (String, String) {
    let digits = text::group(&value.to_string());
    (text::persian_digits(&digits), digits)
}
