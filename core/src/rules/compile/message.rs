//! Messages: words with expressions in braces.

use super::{Compiled, Scope};
use crate::rules::language::{self, Mistake, Span};
use crate::rules::plan::Piece;

/// The pieces of a message such as `spent {spent} of {allocated}`; `{{` and `}}` are braces.
pub(crate) fn pieces(scope: &mut Scope<'_>, message: &str) -> Compiled<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut characters = message.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '{' | '}' if characters.next_if(|(_, next)| *next == character).is_some() => words.push(character),
            '{' => {
                let start = at.saturating_add(1);
                let Some((end, _)) = characters.find(|(_, next)| *next == '}') else {
                    return Err(unclosed(at));
                };
                let inner = message.get(start..end).unwrap_or_default();
                let moved = |mistake: Mistake| Mistake {
                    span: Span {
                        start: mistake.span.start.saturating_add(start),
                        end: mistake.span.end.saturating_add(start),
                    },
                    ..mistake
                };
                let tree = language::parse(inner).map_err(moved)?;
                let value = scope.typed(&tree).map_err(moved)?.shown();
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(Piece::Value(value));
            }
            '}' => return Err(unclosed(at)),
            other => words.push(other),
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(pieces)
}

fn unclosed(at: usize) -> Mistake {
    Mistake::new(
        "rulebook.brace",
        Span { start: at, end: at.saturating_add(1) },
        "آکولاد بی‌جفت در پیام؛ برای نوشتن خود آکولاد آن را دو بار بنویسید",
        "a brace without its pair in a message; write it twice for a brace itself",
    )
    .suggest(Some("{{"))
}
