//! The expression language: text to tokens to tree.
//!
//! ```text
//! expression := "if" either "then" expression | either
//! either     := both ("or" both)*
//! both       := negation ("and" negation)*
//! negation   := "not" negation | comparison
//! comparison := sum ( ("==" | "!=" | "<" | "<=" | ">" | ">=") sum
//!                   | "between" sum "and" sum
//!                   | ["not"] "in" ( "(" literal ("," literal)* ")" | "list" "." name )
//!                   | ["not"] "matches" text
//!                   | "is" ["not"] ("missing" | "present" | "readable") )?
//! sum        := product (("+" | "-") product)*
//! product    := factor (("*" | "/") factor)*
//! factor     := "-" factor | number ["%"] | text | date | "true" | "false" | "(" expression ")"
//!             | name | name "." name | name "(" arguments ")"
//! aggregate  := ("sum" | "count" | "min" | "max") "(" [expression] ["of" name] ["where" expression] ["by" name ("," name)*] ")"
//! ```
//! Numbers are decimals and exact (`0.25`, `20%`, `1_000_000`); dates are Persian (`1404-06-31`); text stands in double
//! quotes and is compared in folded form.

mod balance;
mod cursor;
mod lexer;
mod message;
mod parser;
mod print;
mod tree;
mod walk;

pub(crate) use balance::balanced;
pub(crate) use message::{MessagePart, message_parts, printed_message};
pub(crate) use parser::{TALLEST, parse};
pub(crate) use print::printed;
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
