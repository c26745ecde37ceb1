//! Presentation forms: the shapes of letters that old software and PDF files write instead of the letters.

/// Each line holds a shape, then the letters that it and the shapes after it show; `+` stands for a space.
///
/// These are the compatibility decompositions of the Unicode blocks Arabic Presentation Forms A and B.
const FORMS: &str = include_str!("forms.txt");

/// The letters of a text, with every presentation form replaced by the letters that it shows.
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|shape| {
        let shown = if ('\u{FB50}'..='\u{FEFC}').contains(&shape) { shown_by(shape) } else { None };
        let letters = shown.unwrap_or_default().chars().map(|letter| if letter == '+' { ' ' } else { letter });
        letters.chain(shown.is_none().then_some(shape))
    })
}

/// The letters that a shape shows; `None` where it is no presentation form.
fn shown_by(shape: char) -> Option<&'static str> {
    FORMS.lines().find_map(|line| {
        let (first, shown) = line.split_once(' ')?;
        let place = u32::from(shape).checked_sub(u32::from(first.chars().next()?))?;
        shown.split(' ').nth(usize::try_from(place).ok()?)
    })
}
