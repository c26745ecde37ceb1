//! Columns of text, of which a few distinct ones come again and again: each is looked up by its bits.

use amalkard::dataset::{Bitmap, Strings};
use arrow_array::{Array as _, StringViewArray};
use rustc_hash::FxHashMap;

/// A text of so many bytes stands in its view: equal views are equal texts.
const WITHIN: u32 = 12;

/// The texts of a column of views.
pub(super) fn of_views(array: &StringViewArray, validity: Option<Bitmap>) -> Strings {
    let views = array.views();
    // Whose text is elsewhere, or who has none.
    let short = array.lengths().all(|length| length <= WITHIN);
    if !short || array.null_count() != 0 {
        return Strings::new(array.iter());
    }
    let mut known: FxHashMap<u128, u32> = FxHashMap::default();
    let mut rows = Vec::new();
    let mut last = None;
    let mut ids = Vec::with_capacity(views.len());
    for (row, view) in views.iter().enumerate() {
        let id = match last {
            Some((same, id)) if same == *view => id,
            _ => *known.entry(*view).or_insert_with(|| {
                rows.push(row);
                u32::try_from(rows.len().saturating_sub(1)).unwrap_or(u32::MAX)
            }),
        };
        last = Some((*view, id));
        ids.push(id);
    }
    let words: Vec<&str> = rows.into_iter().map(|row| array.value(row)).collect();
    // Every number is of a word.
    Strings::from_dictionary(ids, &words, validity).unwrap_or_else(|| Strings::new(array.iter()))
}
