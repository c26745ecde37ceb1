//! Everything that is wrong with a rulebook, gathered so that its writer sees all of it at once.

use super::language::{Mistake, Span};
use super::source::{Place, Written};
use crate::error::Error;
use crate::ordered;

/// The most problems that are reported of one book; what is beyond them is counted.
const MOST: usize = 200;
/// The most problems that are gathered, so that those reported are the first of each file.
const MOST_GATHERED: usize = 1_000;

/// A problem and where it is.
#[derive(Debug)]
struct Problem {
    place: Option<Place>,
    error: Error,
    suggestion: Option<String>,
}

/// The problems of all files of a book.
#[derive(Debug)]
pub(super) struct Problems<'f> {
    /// Names and texts of the files, by the number that places have.
    files: Vec<(String, &'f str)>,
    found: Vec<Problem>,
    /// How many more were met once the most were gathered.
    more: usize,
}

impl<'f> Problems<'f> {
    pub(super) fn new() -> Self {
        Self { files: Vec::new(), found: Vec::new(), more: 0 }
    }

    /// The number of one more file.
    pub(super) fn open(&mut self, name: String, text: &'f str) -> usize {
        self.files.push((name, text));
        self.files.len().saturating_sub(1)
    }

    /// Where something stands: file and line.
    pub(super) fn origin(&self, place: Place) -> String {
        format!("{}:{}", self.file(place), line_and_column(self.text(place), place.start).0)
    }

    /// What stands at a place, as it is written.
    pub(super) fn written(&self, place: Place) -> &'f str {
        self.text(place).get(place.start..place.end).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, file by file from top to bottom.
    pub(super) fn into_errors(mut self) -> Vec<Error> {
        ordered::sort_by(&mut self.found, |a, b| a.place.cmp(&b.place));
        let beyond = self.found.len().saturating_sub(MOST).saturating_add(self.more);
        let mut errors: Vec<Error> = self.found.iter().take(MOST).map(|problem| self.placed(problem)).collect();
        if beyond > 0 {
            let (fa, en) = (format!("و {beyond} اشکال دیگر"), format!("and {beyond} more problems"));
            errors.push(Error::new("rulebook.more_problems", fa, en));
        }
        errors
    }

    /// A problem at a place.
    pub(super) fn add(&mut self, place: Place, error: Error, suggestion: Option<&str>) {
        if self.is_full() {
            self.more = self.more.saturating_add(1);
            return;
        }
        self.found.push(Problem { place: Some(place), error, suggestion: suggestion.map(str::to_owned) });
    }

    /// Whether so many were gathered that more are only counted.
    pub(super) fn is_full(&self) -> bool {
        MOST_GATHERED <= self.found.len()
    }

    /// A problem of the book as a whole: something that stands nowhere.
    pub(super) fn of_all(&mut self, error: Error) {
        self.found.push(Problem { place: None, error, suggestion: None });
    }

    /// A problem with a value.
    pub(super) fn value<T>(
        &mut self,
        value: &Written<T>,
        code: &'static str,
        fa: String,
        en: String,
        near: Option<&str>,
    ) {
        self.add(value.place(), Error::new(code, fa, en), near);
    }

    /// A mistake in an expression.
    pub(super) fn mistake(&mut self, source: &Written<String>, mistake: &Mistake) {
        if mistake.is_reported_elsewhere() {
            return;
        }
        let place = self.inside(source, mistake.span);
        let error = Error::new(mistake.code, mistake.fa.clone(), mistake.en.clone());
        self.add(place, error, mistake.suggestion.as_deref());
    }

    /// The name of the file of a place.
    fn file(&self, place: Place) -> &str {
        self.files.get(place.file).map_or("", |(name, _)| name)
    }

    fn text(&self, place: Place) -> &'f str {
        self.files.get(place.file).map_or("", |(_, text)| text)
    }

    /// The error with file, line and column, from 1 and in characters, the text that stands there and a near word.
    fn placed(&self, problem: &Problem) -> Error {
        let Problem { place, error, suggestion } = problem;
        let mut error = error.clone();
        if let Some(place) = *place {
            let text = self.text(place);
            let (line, column) = line_and_column(text, place.start);
            let offending = text.get(place.start..place.end).unwrap_or_default();
            error = error
                .at(format!("{}:{line}:{column}", self.file(place)))
                .detail("line", line)
                .detail("column", column)
                .detail("text", offending.lines().next().unwrap_or_default());
        }
        match suggestion {
            Some(suggestion) => error
                .detail("suggestion", suggestion)
                .help(format!("شاید منظور «{suggestion}» است"), format!("did you mean `{suggestion}`?")),
            None => error,
        }
    }

    /// The place of a part of a quoted expression.
    fn inside(&self, source: &Written<String>, part: Span) -> Place {
        let whole = source.place();
        let literal = self.text(whole).get(whole.start..whole.end).unwrap_or_default();
        let at = |offset| raw_offset(literal, source.get_ref(), offset);
        match (at(part.start), at(part.end.max(part.start.saturating_add(1)))) {
            (Some(start), Some(end)) => {
                Place { start: whole.start.saturating_add(start), end: whole.start.saturating_add(end), ..whole }
            }
            (Some(start), None) => Place { start: whole.start.saturating_add(start), ..whole },
            _ => whole,
        }
    }
}

/// Where a byte of a text stands in the quoted literal that it was read from: quotes are skipped, escapes counted.
fn raw_offset(literal: &str, text: &str, offset: usize) -> Option<usize> {
    let basic = literal.starts_with('"');
    let several_lines = literal.starts_with("\"\"\"") || literal.starts_with("'''");
    let mut raw: usize = if several_lines { 3 } else { 1 };
    // A newline right after the quotes is no part of the text.
    for newline in ["\r\n", "\n"] {
        if several_lines && literal.get(raw..)?.starts_with(newline) {
            raw = raw.saturating_add(newline.len());
        }
    }
    let mut read = 0_usize;
    while read < offset.min(text.len()) {
        let rest = literal.get(raw..)?;
        let first = rest.chars().next()?;
        let (length, stands_for) = match escape(rest).filter(|_| basic) {
            Some(escape) => escape,
            None if first == '\r' && !text.get(read..)?.starts_with('\r') => (1, 0),
            None => (first.len_utf8(), first.len_utf8()),
        };
        raw = raw.saturating_add(length);
        read = read.saturating_add(stands_for);
    }
    Some(raw)
}

/// The length of the escape at the start of a text, and that of what it stands for, in bytes.
fn escape(text: &str) -> Option<(usize, usize)> {
    let after = text.strip_prefix('\\')?;
    let hexadecimal = |digits: usize| {
        let code = after.get(1..digits.saturating_add(1)).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        (digits.saturating_add(2), code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    Some(match after.chars().next()? {
        'x' => hexadecimal(2),
        'u' => hexadecimal(4),
        'U' => hexadecimal(8),
        // At the end of a line it stands for nothing, with all the space that follows.
        ' ' | '\t' | '\r' | '\n' => (text.len().saturating_sub(after.trim_start().len()), 0),
        other => (other.len_utf8().saturating_add(1), 1),
    })
}

/// Where a byte of a text stands: line and column, from 1, columns in characters.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    (line, column)
}
