//! Messages: words with expressions in braces.

use super::{Mistake, Span, parse, printed};

/// A part of a message such as `spent {spent} of {allocated}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MessagePart<'a> {
    /// Words, with `{{` and `}}` for braces already read.
    Words(String),
    /// An expression, and where it starts in the message.
    Expression { text: &'a str, start: usize },
}

/// The parts of a message.
pub(crate) fn message_parts(message: &str) -> Result<Vec<MessagePart<'_>>, Mistake> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut characters = message.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '{' | '}' if characters.next_if(|(_, next)| *next == character).is_some() => words.push(character),
            '{' => {
                let start = at.saturating_add(1);
                let Some((end, _)) = characters.find(|(_, next)| *next == '}') else { return Err(unclosed(at)) };
                if !words.is_empty() {
                    parts.push(MessagePart::Words(std::mem::take(&mut words)));
                }
                parts.push(MessagePart::Expression { text: message.get(start..end).unwrap_or_default(), start });
            }
            '}' => return Err(unclosed(at)),
            other => words.push(other),
        }
    }
    if !words.is_empty() {
        parts.push(MessagePart::Words(words));
    }
    Ok(parts)
}

/// A message with its expressions in their one form; as it is where one cannot be read.
pub(crate) fn printed_message(message: &str) -> String {
    let Ok(parts) = message_parts(message) else { return message.to_owned() };
    let mut out = String::with_capacity(message.len());
    for part in parts {
        match part {
            MessagePart::Words(words) => out.push_str(&words.replace('{', "{{").replace('}', "}}")),
            MessagePart::Expression { text, .. } => {
                let Ok(tree) = parse(text) else { return message.to_owned() };
                out.push('{');
                out.push_str(&printed(&tree));
                out.push('}');
            }
        }
    }
    out
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
