//! Texts and codes.

use super::{Compiled, Scope, Typed, mismatch, not_constant, wrong_arguments};
use crate::rules::declarations::Levels;
use crate::rules::language::{Expr, ExprKind, Function, List, Mistake, Name};
use crate::rules::plan::{Logic, Quantity, Ratio, Step, TextTest, Words, WordsSource, Year};
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
            (Function::Prefix, [text, length]) => {
                let length = literal(length).ok_or_else(|| wrong_arguments(expression, "prefix(code, 7)"))?;
                self.then(expression, text, Step::Slice(0, length))
            }
            (Function::Slice, [text, from, length]) => {
                let after = literal(from).and_then(|from| from.checked_sub(1));
                let (after, length) =
                    after.zip(literal(length)).ok_or_else(|| wrong_arguments(expression, "slice(code, 5, 3)"))?;
                self.then(expression, text, Step::Slice(after, length))
            }
            (Function::Parent, [text, lengths @ ..]) => {
                let lengths: Option<Vec<usize>> = lengths.iter().map(literal).collect();
                let rising = lengths.filter(|lengths| {
                    lengths.first().is_some_and(|least| 0 < *least) && lengths.is_sorted_by(|a, b| a < b)
                });
                let lengths = rising.ok_or_else(|| wrong_arguments(expression, "parent(code, 2, 4, 7)"))?;
                self.then(expression, text, Step::Parent(Levels { lengths, fill: None }))
            }
            (Function::Normalize, [text]) => self.then(expression, text, Step::Normalize),
            (Function::Prefix, _) => Err(wrong_arguments(expression, "prefix(code, 7)")),
            (Function::Slice, _) => Err(wrong_arguments(expression, "slice(code, 5, 3)")),
            (Function::Parent, _) => Err(wrong_arguments(expression, "parent(code, 2, 4, 7)")),
            _ => Err(wrong_arguments(expression, "normalize(text)")),
        }
    }

    /// What a text is asked for: `plain(text)`, `contains(text, "one|another")`.
    pub(super) fn text_test(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Logic> {
        let (words, test) = match (function, arguments) {
            (Function::WellWritten, [text]) => (self.words(text)?, TextTest::WellWritten),
            (Function::Plain, [text]) => (self.words(text)?, TextTest::Plain),
            (Function::Contains, [text, parts]) => (self.words(text)?, TextTest::Contains(self.parts(parts)?)),
            (Function::StartsWith, [text, parts]) => (self.words(text)?, TextTest::StartsWith(self.parts(parts)?)),
            (Function::WellWritten, _) => return Err(wrong_arguments(expression, "well_written(text)")),
            (Function::Plain, _) => return Err(wrong_arguments(expression, "plain(text)")),
            (Function::Contains, _) => return Err(wrong_arguments(expression, "contains(text, \"one|another\")")),
            _ => return Err(wrong_arguments(expression, "starts_with(code, \"12|13\")")),
        };
        Ok(Logic::Text { words, test })
    }

    /// The folded parts of `"one|another"`. An empty part stands in every text, so it is a mistake.
    fn parts(&mut self, expression: &Expr) -> Compiled<Vec<String>> {
        match self.words(expression)?.source {
            WordsSource::Constant(parts) => {
                let parts: Vec<String> = parts.split('|').map(text::fold).collect();
                if parts.iter().any(String::is_empty) {
                    return Err(Mistake::new(
                        "rulebook.arguments",
                        expression.span,
                        "بخش خالی میان خط‌های عمودی در هر متنی هست",
                        "an empty part between the bars stands in every text",
                    ));
                }
                Ok(parts)
            }
            WordsSource::Slot(_) => Err(not_constant(expression)),
        }
    }

    /// A text with one more step; of a constant the step is taken here, so that what compares with it sees its result.
    fn then(&mut self, expression: &Expr, text: &Expr, step: Step) -> Compiled<Words> {
        let words = self.words(text)?;
        match words.source {
            WordsSource::Constant(text) => step.of(&text).map(|text| constant(&text)).ok_or_else(|| {
                Mistake::new(
                    "rulebook.arguments",
                    expression.span,
                    format!("کد «{text}» بالادستی ندارد"),
                    format!("code `{text}` has no parent"),
                )
            }),
            WordsSource::Slot(_) => Ok(Words { steps: words.steps.into_iter().chain([step]).collect(), ..words }),
        }
    }

    /// `text in ("a", "b")`, `code in list.name`.
    pub(super) fn text_in(&mut self, words: Words, list: &List) -> Compiled<Logic> {
        let among = match list {
            List::Named(name) | List::InYear(name, _) => {
                self.declared.lists.get(&name.text).cloned().ok_or_else(|| self.unknown_list(name))?
            }
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

    /// `code in list.name for year`.
    pub(super) fn in_year(&mut self, words: Words, name: &Name, year: &Expr) -> Compiled<Logic> {
        let codes = self.declared.yearly.get(&name.text).cloned().ok_or_else(|| self.unknown_list(name))?;
        let year = match self.typed(year)? {
            Typed::Words(words) => Year::Words(words),
            Typed::Number(Ratio { numerator: Quantity { number, scale: 0, .. }, denominator: None }) => {
                Year::Number(number)
            }
            other => {
                return Err(mismatch(
                    year,
                    "fiscal year: a code or a whole number",
                    "سال مالی (کد یا عدد بی‌اعشار)",
                    &other,
                ));
            }
        };
        Ok(Logic::InYear { words, year, codes })
    }

    fn unknown_list(&self, name: &Name) -> Mistake {
        Mistake::new(
            "rulebook.unknown_list",
            name.span,
            format!("فهرست «{}» تعریف نشده است", name.text),
            format!("unknown list `{}`", name.text),
        )
        .suggest(text::closest(&name.text, self.declared.lists.keys().map(String::as_str)))
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

/// A whole number that is written out.
fn literal(expression: &Expr) -> Option<usize> {
    match &expression.kind {
        ExprKind::Number { value, percent: false } => value.at_scale(0).and_then(|value| usize::try_from(value).ok()),
        _ => None,
    }
}
