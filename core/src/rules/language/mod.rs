//! The expression language: text to tokens to tree.
//!
//! ```text
//! expression := "if" either "then" expression | either
//! either     := both ("or" both)*
//! both       := negation ("and" negation)*
//! negation   := "not" negation | comparison
//! comparison := sum ( ("==" | "!=" | "<" | "<=" | ">" | ">=") sum
//!                   | "between" sum "and" sum
//!                   | ["not"] "in" ( "(" literal ("," literal)* ")" | "list" "." name ["for" sum] )
//!                   | ["not"] "matches" text
//!                   | "is" ["not"] ("missing" | "present" | "readable") )?
//! sum        := product (("+" | "-") product)*
//! product    := factor (("*" | "/") factor)*
//! factor     := "-" factor | number ["%"] | text | date | "true" | "false" | "(" expression ")"
//!             | name | name "." name | call | aggregate
//! call       := function "(" [expression ("," expression)*] ")"
//! aggregate  := measure "(" [expression] ["of" name] ["where" expression] ["by" name ("," name)*] ")"
//! measure    := "sum" | "count" | "min" | "max" | "median" | "spread" | "any" | "all"
//! function   := "abs" | "fraction" | "remainder" | "first_digit" | "floor" | "round" | "min" | "max" | "percent"
//!             | "within" | "adds_up" | "unique"
//!             | "prefix" | "slice" | "parent" | "normalize" | "contains" | "starts_with" | "well_written" | "plain"
//!             | "year" | "month" | "day"
//! ```
//! Numbers are decimals and exact (`0.25`, `20%`, `1_000_000`); dates are Persian (`1404-06-31`); text stands in double
//! quotes and is compared in folded form. `min` and `max` are aggregates where an `of`, `where` or `by` follows, and
//! functions of one row where not.
//!
//! A date moves by whole days (`date + 30`), and the difference of two is a number of days. `code in list.name` asks for
//! the rulebook's year, `for year` for the year of the row: a code or a whole number; what is no year is unknown.
//!
//! A condition is true, false or unknown. It is unknown where a figure, text or date that it needs is missing or could not
//! be read, and where a relation leads to several rows; `is missing` of a cell that could not be read is unknown too, and
//! `is readable` tells it apart. `and`, `or` and `not` are Kleene's: what is known decides where it can.
//!
//! Of the rows of its group an aggregate takes those whose `where` is true; where it is unknown for one, the aggregate is
//! unknown. `sum` needs a figure in every row taken; the others leave a row with an empty figure out, and are unknown if
//! one could not be read. Without rows `count` is 0, `any` false and `all` true; the others have no figure. `any` and
//! `all` are what `or` and `and` of all rows would be. The median of an even number of figures is the mean of the two in
//! the middle, `spread` the median of the distances from the median: both exact.

mod balance;
mod cursor;
mod lexer;
mod meant;
mod message;
mod parser;
mod print;
mod tree;
mod walk;

pub(crate) use balance::balanced;
pub(crate) use meant::{lower_case, means_empty};
pub(crate) use message::{MessagePart, message_parts, printed_message};
pub(crate) use parser::{TALLEST, parse};
pub(crate) use print::{printed, printed_lines};
pub(crate) use tree::{Aggregate, Expr, ExprKind, Function, List, Measure, Name, Operator, Span};

/// A mistake in an expression: where and why, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    pub(crate) fa: String,
    pub(crate) en: String,
    pub(crate) suggestion: Option<String>,
}

impl Mistake {
    pub(crate) fn new(code: &'static str, span: Span, fa: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, span, fa: fa.into(), en: en.into(), suggestion: None }
    }

    /// The same mistake in a text that has so many more bytes before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        let Span { start, end } = self.span;
        Self { span: Span { start: start.saturating_add(by), end: end.saturating_add(by) }, ..self }
    }

    /// What follows from a mistake that has been reported where it was made.
    pub(crate) fn reported_elsewhere(span: Span) -> Self {
        Self::new("", span, "", "")
    }

    pub(crate) fn is_reported_elsewhere(&self) -> bool {
        self.code.is_empty()
    }

    pub(crate) fn suggest(mut self, suggestion: Option<&str>) -> Self {
        self.suggestion = suggestion.map(str::to_owned);
        self
    }
}
