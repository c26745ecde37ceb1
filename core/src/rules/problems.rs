//! Everything that is wrong with a rulebook, gathered so that its writer sees all of it at once.

use super::language::{Mistake, Span};
use super::source::line_and_column;
use crate::error::Error;
use std::ops::Range;
use toml::Spanned;

/// The problems of one file.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Error>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    pub(super) fn into_errors(self) -> Vec<Error> {
        self.found
    }

    /// A problem at a place of the file.
    pub(super) fn add(&mut self, at: Range<usize>, error: Error, suggestion: Option<&str>) {
        let (line, column) = line_and_column(self.text, at.start);
        let offending = self.text.get(at).unwrap_or_default();
        let mut error = error
            .at(format!("{}:{line}:{column}", self.file))
            .detail("line", line)
            .detail("column", column)
            .detail("text", offending.lines().next().unwrap_or_default());
        if let Some(suggestion) = suggestion {
            error = error
                .detail("suggestion", suggestion)
                .help(format!("شاید منظور «{suggestion}» است"), format!("did you mean `{suggestion}`?"));
        }
        self.found.push(error);
    }

    /// A problem with a value of the file.
    pub(super) fn value<T>(
        &mut self,
        value: &Spanned<T>,
        code: &'static str,
        fa: String,
        en: String,
        near: Option<&str>,
    ) {
        self.add(value.span(), Error::new(code, fa, en), near);
    }

    /// A mistake in an expression that stands in the file.
    pub(super) fn mistake(&mut self, source: &Spanned<String>, mistake: &Mistake) {
        let at = self.inside(source, mistake.span);
        let error = Error::new(mistake.code, mistake.fa.clone(), mistake.en.clone());
        self.add(at, error, mistake.suggestion.as_deref());
    }

    /// What is wrong with the TOML itself.
    pub(super) fn toml(&mut self, error: &toml::de::Error) {
        let message = error.message();
        let (code, fa) = if message.starts_with("unknown field") {
            ("rulebook.unknown_key", "کلید ناشناخته در فایل قواعد")
        } else if message.starts_with("missing field") {
            ("rulebook.missing_key", "کلید لازم در فایل قواعد نیست")
        } else {
            ("rulebook.bad_toml", "متن TOML فایل قواعد درست نیست")
        };
        // serde says: unknown field `chek`, expected one of `id`, `check`, …
        let mut quoted = message.split('`').skip(1).step_by(2);
        let near = match (code, quoted.next()) {
            ("rulebook.unknown_key", Some(wrong)) => crate::text::closest(wrong, quoted),
            _ => None,
        };
        let at = error.span().unwrap_or(0..0);
        let fa = format!("{fa}: {message}");
        self.add(at, Error::new(code, fa, message.to_owned()), near);
    }

    /// The place of a part of a quoted expression: its opening quotes are skipped. In a text with escapes the parts
    /// cannot be told apart, so the whole is meant.
    fn inside(&self, source: &Spanned<String>, part: Span) -> Range<usize> {
        let whole = source.span();
        let written = self.text.get(whole.clone()).unwrap_or_default();
        match written.find(source.get_ref().as_str()) {
            Some(quotes) => {
                let start = whole.start.saturating_add(quotes);
                let end = start.saturating_add(part.end.max(part.start.saturating_add(1))).min(whole.end);
                start.saturating_add(part.start).min(end)..end
            }
            None => whole,
        }
    }
}
