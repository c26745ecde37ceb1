//! Messages: the values that stand in braces among their words.

use super::{Compiled, Scope};
use crate::rules::language::{self, MessagePart, Mistake};
use crate::rules::plan::Piece;

/// The pieces of a message such as `spent {spent} of {allocated}`; `{{` and `}}` are braces.
pub(crate) fn pieces(scope: &mut Scope<'_>, message: &str) -> Compiled<Vec<Piece>> {
    let mut pieces = Vec::new();
    for part in language::message_parts(message)? {
        pieces.push(match part {
            MessagePart::Words(words) => Piece::Words(words),
            MessagePart::Expression { text, start } => {
                let moved = |mistake: Mistake| mistake.moved(start);
                let tree = language::parse(text).map_err(moved)?;
                scope.bounded(&tree).map_err(moved)?;
                Piece::Value(scope.typed(&tree).map_err(moved)?.shown())
            }
        });
    }
    Ok(pieces)
}
