//! Presentation forms: the shapes of letters that old software and PDF files write instead of the letters.

use std::sync::LazyLock;

/// Each line holds a shape, then the letters that it and the shapes after it show; `+` stands for a space.
///
/// These are the compatibility decompositions of the Unicode blocks Arabic Presentation Forms A and B.
const FORMS: &str = include_str!("forms.txt");

/// The letters that each shape from the first of the blocks on shows, where it is a shape of letters.
static SHOWN: LazyLock<Vec<Option<&'static str>>> = LazyLock::new(|| {
    let mut shown = vec![None; place(LAST).map_or(0, |last| last.saturating_add(1))];
    for line in FORMS.lines() {
        let Some((first, letters)) = line.split_once(' ') else { continue };
        let Some(start) = first.chars().next().and_then(place) else { continue };
        shown.iter_mut().skip(start).zip(letters.split(' ')).for_each(|(place, letters)| *place = Some(letters));
    }
    shown
});

const FIRST: char = '\u{FB50}';
const LAST: char = '\u{FEFC}';

/// The letters of a text, with every presentation form replaced by the letters that it shows.
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|shape| {
        let shown = if (FIRST..=LAST).contains(&shape) { shown_by(shape) } else { None };
        let letters = shown.unwrap_or_default().chars().map(|letter| if letter == '+' { ' ' } else { letter });
        letters.chain(shown.is_none().then_some(shape))
    })
}

/// The letters that a shape shows; `None` where it is no presentation form.
fn shown_by(shape: char) -> Option<&'static str> {
    SHOWN.get(place(shape)?).copied().flatten()
}

/// The place of a shape among those of the blocks.
fn place(shape: char) -> Option<usize> {
    usize::try_from(u32::from(shape).checked_sub(u32::from(FIRST))?).ok()
}
