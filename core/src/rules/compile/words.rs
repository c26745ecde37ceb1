//! Texts and codes.

use super::{Compiled, Scope, Typed, mismatch, wrong_arguments};
use crate::rules::language::{Expr, ExprKind, Function, List, Mistake};
use crate::rules::plan::{Logic, Step, TextTest, Words, WordsSource};
use crate::text;
use std::collections::BTreeSet;

/// A constant text.
pub(super) fn constant(text: &str) -> Words {
    Words { source: WordsSource::Constant(text.to_owned()), steps: Vec::new() }
}

impl Scope<'_> {
    pub(super) fn words(&mut self, expression: &Expr) -> Compiled<Words> {
        match self.typed(expression)? {
            Typed::Words(words) => Ok(words),
            other => Err(mismatch(expression, "text", "متن یا کد", &other)),
        }
    }

    pub(super) fn text_call(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Words> {
        match (function, arguments) {
            (Function::Prefix, [text, Expr { kind: ExprKind::Number { value, percent: false }, .. }]) => {
                let length = value.at_scale(0).and_then(|length| usize::try_from(length).ok());
                let length = length.ok_or_else(|| wrong_arguments(expression, "prefix(code, 7)"))?;
                Ok(then(self.words(text)?, Step::Prefix(length)))
            }
            (Function::Normalize, [text]) => Ok(then(self.words(text)?, Step::Normalize)),
            (Function::Prefix, _) => Err(wrong_arguments(expression, "prefix(code, 7)")),
            _ => Err(wrong_arguments(expression, "normalize(text)")),
        }
    }

    pub(super) fn well_written(&mut self, expression: &Expr, arguments: &[Expr]) -> Compiled<Logic> {
        match arguments {
            [text] => Ok(Logic::Text { words: self.words(text)?, test: TextTest::WellWritten }),
            _ => Err(wrong_arguments(expression, "well_written(text)")),
        }
    }

    /// `text in ("a", "b")`, `code in list.name`.
    pub(super) fn text_in(&mut self, words: Words, list: &List) -> Compiled<Logic> {
        let among = match list {
            List::Named(name) => self.declared.lists.get(&name.text).cloned().ok_or_else(|| {
                Mistake::new(
                    "rulebook.unknown_list",
                    name.span,
                    format!("فهرست «{}» تعریف نشده است", name.text),
                    format!("unknown list `{}`", name.text),
                )
                .suggest(text::closest(&name.text, self.declared.lists.keys().map(String::as_str)))
            })?,
            List::Literals(literals) => {
                let mut among = BTreeSet::new();
                for literal in literals {
                    match self.words(literal)?.source {
                        WordsSource::Constant(text) => among.insert(text::fold(&text)),
                        WordsSource::Slot(_) => return Err(not_constant(literal)),
                    };
                }
                among
            }
        };
        Ok(Logic::Text { words, test: TextTest::Among(among) })
    }

    /// `code matches "######|#######"`.
    pub(super) fn matches(&mut self, item: &Expr, pattern: &Expr) -> Compiled<Logic> {
        let words = self.words(item)?;
        match self.words(pattern)?.source {
            WordsSource::Constant(pattern) => {
                let shapes = pattern.split('|').map(text::fold).collect();
                Ok(Logic::Text { words, test: TextTest::Shaped(shapes) })
            }
            WordsSource::Slot(_) => Err(not_constant(pattern)),
        }
    }
}

/// A text with one more step; of a constant the step is taken here, so that what compares with it sees its result.
fn then(words: Words, step: Step) -> Words {
    match words.source {
        WordsSource::Constant(text) => constant(&step.of(&text)),
        WordsSource::Slot(_) => Words { steps: words.steps.into_iter().chain([step]).collect(), ..words },
    }
}

fn not_constant(expression: &Expr) -> Mistake {
    Mistake::new("rulebook.not_constant", expression.span, "اینجا مقدار ثابت لازم است", "a constant is expected here")
}
