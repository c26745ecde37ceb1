//! The tree of an expression, each node with its place in the text.

use crate::calendar::PersianDate;
use crate::scaled::Scaled;

/// A range of bytes in the text of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

/// A node and its place. Two nodes are equal when they say the same, wherever they stand.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Expr {
    /// How many nodes stand one above the other at most.
    pub(crate) fn height(&self) -> usize {
        let all = |parts: &[Self]| parts.iter().map(Self::height).max().unwrap_or(0);
        let below = match &self.kind {
            ExprKind::Number { .. }
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Flag(_)
            | ExprKind::Name(_)
            | ExprKind::Path(..) => 0,
            ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Missing(inner) | ExprKind::Readable(inner) => {
                inner.height()
            }
            ExprKind::Binary(_, left, right) | ExprKind::Implies(left, right) | ExprKind::Matches(left, right) => {
                left.height().max(right.height())
            }
            ExprKind::Between(item, low, high) => item.height().max(low.height()).max(high.height()),
            ExprKind::In(item, List::Literals(literals)) => item.height().max(all(literals)),
            ExprKind::In(item, List::Named(_)) => item.height(),
            ExprKind::Call(_, arguments) => all(arguments),
            ExprKind::Aggregate(aggregate) => {
                aggregate.argument.iter().chain(&aggregate.filter).map(Self::height).max().unwrap_or(0)
            }
        };
        below.saturating_add(1)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    Number {
        value: Scaled,
        percent: bool,
    },
    Text(String),
    Date(PersianDate),
    Flag(bool),
    Name(String),
    Path(String, String),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Implies(Box<Expr>, Box<Expr>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, List),
    Matches(Box<Expr>, Box<Expr>),
    Missing(Box<Expr>),
    /// Whether the cell is empty or holds what could be read.
    Readable(Box<Expr>),
    Call(Function, Vec<Expr>),
    Aggregate(Box<Aggregate>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    And,
    Or,
    Equal,
    Differs,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Operator {
    pub(crate) fn is_comparison(self) -> bool {
        matches!(self, Self::Equal | Self::Differs | Self::Less | Self::AtMost | Self::Greater | Self::AtLeast)
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::And => "and",
            Self::Or => "or",
            Self::Equal => "==",
            Self::Differs => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum List {
    Literals(Vec<Expr>),
    Named(Name),
}

/// A name and its place, equal to the same name elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// `abs(x)`
    Abs,
    /// `fraction(x)`: what stands after the decimal point.
    Fraction,
    /// `min(a, b, …)` of values of one row.
    Least,
    /// `max(a, b, …)` of values of one row.
    Greatest,
    /// `within(stated, computed, tolerance)`
    Within,
    /// `adds_up(total, part, …)`: equal up to the rounding of the figures.
    AddsUp,
    /// `unique(field, …)`: no other row of the table has the same values.
    Unique,
    /// `prefix(code, n)`: the first n characters.
    Prefix,
    /// `normalize(text)`: Persian letters for Arabic ones.
    Normalize,
    /// `well_written(text)`: nothing to normalise.
    WellWritten,
    /// `percent(ratio)`: a number shown as a percentage.
    Percent,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Self); 11] = [
        ("abs", Self::Abs),
        ("fraction", Self::Fraction),
        ("min", Self::Least),
        ("max", Self::Greatest),
        ("within", Self::Within),
        ("adds_up", Self::AddsUp),
        ("unique", Self::Unique),
        ("prefix", Self::Prefix),
        ("normalize", Self::Normalize),
        ("well_written", Self::WellWritten),
        ("percent", Self::Percent),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }
}

/// `sum(spent of reported where kind == "capital" by programme)`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) measure: Measure,
    pub(crate) argument: Option<Expr>,
    pub(crate) relation: Option<Name>,
    pub(crate) filter: Option<Expr>,
    pub(crate) by: Vec<Name>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Sum,
    Count,
    Min,
    Max,
}
