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
            ExprKind::In(item, List::InYear(_, year)) => item.height().max(year.height()),
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
    /// A code list as it is valid in a year.
    InYear(Name, Box<Expr>),
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
    /// `remainder(x, 1000)`: what is left after whole multiples, with the sign of `x`.
    Remainder,
    /// `first_digit(x)`: its first digit that is not zero, unknown for zero.
    FirstDigit,
    /// `floor(x)`: the greatest whole number that is not above it.
    Floor,
    /// `round(x, 2)`, `round(x / y, 2)`: half away from zero.
    Round,
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
    /// `slice(code, 5, 3)`: so many characters from the fifth on.
    Slice,
    /// `parent(code, 2, 4, 7)`: the code cut to the longest of these lengths that is shorter than it.
    Parent,
    /// `contains(text, "one|another")`
    Contains,
    /// `starts_with(code, "12|13")`
    StartsWith,
    /// `year(date)`, `month(date)`, `day(date)` of the Persian calendar.
    Year,
    Month,
    Day,
    /// `normalize(text)`: Persian letters for Arabic ones.
    Normalize,
    /// `well_written(text)`: nothing to normalise.
    WellWritten,
    /// `plain(text)`: no invisible mark and no presentation form.
    Plain,
    /// `percent(ratio)`: a number shown as a percentage.
    Percent,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Self); 23] = [
        ("abs", Self::Abs),
        ("fraction", Self::Fraction),
        ("remainder", Self::Remainder),
        ("first_digit", Self::FirstDigit),
        ("floor", Self::Floor),
        ("round", Self::Round),
        ("min", Self::Least),
        ("max", Self::Greatest),
        ("within", Self::Within),
        ("adds_up", Self::AddsUp),
        ("unique", Self::Unique),
        ("prefix", Self::Prefix),
        ("slice", Self::Slice),
        ("parent", Self::Parent),
        ("contains", Self::Contains),
        ("starts_with", Self::StartsWith),
        ("year", Self::Year),
        ("month", Self::Month),
        ("day", Self::Day),
        ("normalize", Self::Normalize),
        ("well_written", Self::WellWritten),
        ("plain", Self::Plain),
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
    /// The middle one, or the mean of the two middle ones.
    Median,
    /// The median of how far each is from the median.
    Spread,
    /// Whether a condition holds for at least one row.
    Any,
    /// Whether a condition holds for every row.
    All,
}

impl Measure {
    /// The measures by the names that they are called by; `min` and `max` name functions of one row too.
    pub(crate) const ALL: [(&'static str, Self); 8] = [
        ("sum", Self::Sum),
        ("count", Self::Count),
        ("min", Self::Min),
        ("max", Self::Max),
        ("median", Self::Median),
        ("spread", Self::Spread),
        ("any", Self::Any),
        ("all", Self::All),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, measure)| *measure)
    }
}
