//! How the language writes expressions.

use super::expression::{Aggregate, Date, Logic, Number, Rows};
use std::fmt::{Display, Formatter, Result};

fn join(f: &mut Formatter<'_>, parts: impl IntoIterator<Item = impl Display>, with: &str) -> Result {
    let parts: Vec<String> = parts.into_iter().map(|part| part.to_string()).collect();
    write!(f, "{}", parts.join(with))
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Constant(text) | Self::Field(text) => f.write_str(text),
            Self::Chain(terms) => {
                write!(f, "(")?;
                for (at, (minus, term)) in terms.iter().enumerate() {
                    match (at, minus) {
                        // The first has no sign of its own: 0 is taken as the term before it.
                        (0, true) => write!(f, "0 - ")?,
                        (0, false) => {}
                        (_, true) => write!(f, " - ")?,
                        (_, false) => write!(f, " + ")?,
                    }
                    write!(f, "{term}")?;
                }
                write!(f, ")")
            }
            Self::Times(factor, inner) => write!(f, "{factor} * {inner}"),
            Self::Negate(inner) => write!(f, "-({inner})"),
            Self::Abs(inner) => write!(f, "abs({inner})"),
            Self::Fraction(inner) => write!(f, "fraction({inner})"),
            Self::Least(all) | Self::Greatest(all) => {
                write!(f, "{}(", if matches!(self, Self::Least(_)) { "min" } else { "max" })?;
                join(f, all, ", ")?;
                write!(f, ")")
            }
            Self::Remainder(inner, by) => write!(f, "remainder({inner}, {by})"),
            Self::FirstDigit(inner) => write!(f, "first_digit({inner})"),
            Self::Floor(inner) => write!(f, "floor({inner})"),
            Self::Round(inner, places) => write!(f, "round({inner}, {places})"),
            Self::Days(later, earlier) => write!(f, "(({later}) - ({earlier}))"),
            Self::Part(part, date) => write!(f, "{part}({date})"),
            Self::Aggregate(aggregate) => write!(f, "{aggregate}"),
        }
    }
}

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Field(text) | Self::Constant(text) => f.write_str(text),
            Self::Later(date, days) if *days < 0 => write!(f, "({date} - {})", -days),
            Self::Later(date, days) => write!(f, "({date} + {days})"),
            Self::By(date, field) => write!(f, "({date} + {field})"),
            Self::Least(a, b) => write!(f, "min({a}, {b})"),
            Self::Greatest(a, b) => write!(f, "max({a}, {b})"),
        }
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}(", self.measure)?;
        let mut words = Vec::new();
        words.extend(self.argument.as_ref().map(ToString::to_string));
        words.extend(self.condition.as_ref().map(ToString::to_string));
        words.extend(match self.rows {
            Rows::Own => None,
            Rows::Kin => Some("of kin".to_owned()),
            Rows::Below => Some("of below".to_owned()),
        });
        words.extend(self.filter.as_ref().map(|filter| format!("where {filter}")));
        words.extend((!self.by.is_empty()).then(|| format!("by {}", self.by.join(", "))));
        write!(f, "{})", words.join(" "))
    }
}

impl Logic {
    /// Whether it stands without brackets beside `and`.
    fn is_atom(&self) -> bool {
        !matches!(self, Self::Not(_) | Self::All(_) | Self::Any(_) | Self::If(..) | Self::Quotient { .. })
    }

    fn beside(&self) -> String {
        if self.is_atom() { self.to_string() } else { format!("({self})") }
    }
}

impl Display for Logic {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let is = |equal: &bool| if *equal { "==" } else { "!=" };
        let not = |negated: &bool| if *negated { "not " } else { "" };
        match self {
            Self::Compare(operator, left, right) => write!(f, "{left} {operator} {right}"),
            Self::Quotient { strict: true, operator, left, divisor, right } => {
                write!(f, "c > 0 and {left} / {divisor} {operator} {right}")
            }
            Self::Quotient { strict: false, operator, left, divisor, right } => {
                write!(f, "if 0 < c then {right} {operator} {left} / {divisor}")
            }
            Self::Between(item, low, high) => write!(f, "{item} between {low} and {high}"),
            Self::NumberIn(item, all) => write!(f, "{item} in ({})", all.join(", ")),
            Self::TextIs(field, equal, word) => write!(f, "{field} {} \"{word}\"", is(equal)),
            Self::TextsAre(field, equal, other) => write!(f, "{field} {} {other}", is(equal)),
            Self::TextIn(field, negated, words) => {
                write!(f, "{field} {}in (\"{}\")", not(negated), words.join("\", \""))
            }
            Self::Matches(field, pattern) => write!(f, "{field} matches \"{pattern}\""),
            Self::PrefixIs(field, length, word) => write!(f, "prefix({field}, {length}) == \"{word}\""),
            Self::PrefixesAre(field, other, length) => {
                write!(f, "prefix({field}, {length}) == prefix({other}, {length})")
            }
            Self::Days(operator, left, right) => write!(f, "{left} {operator} {right}"),
            Self::Holds(field, starts, words) => {
                write!(f, "{}({field}, \"{}\")", if *starts { "starts_with" } else { "contains" }, words.join("|"))
            }
            Self::SliceIs(field, from, length, word) => write!(f, "slice({field}, {from}, {length}) == \"{word}\""),
            Self::ParentIs(field, equal, word) => write!(f, "parent({field}, 1, 2) {} \"{word}\"", is(equal)),
            Self::ParentsAre(field, other) => write!(f, "parent({field}, 1, 2) == parent({other}, 1, 2)"),
            Self::Plain(field) => write!(f, "plain({field})"),
            Self::InYear(field, year) => write!(f, "{field} in list.codes for {year}"),
            Self::Readable(field, negated) => write!(f, "{field} is {}readable", not(negated)),
            Self::Aggregate(aggregate) => write!(f, "{aggregate}"),
            Self::Same(left, equal, right) => write!(f, "({left}) {} ({right})", is(equal)),
            Self::Flag(negated) => write!(f, "{}done", not(negated)),
            Self::Missing(field, negated) => write!(f, "{field} is {}missing", not(negated)),
            Self::PeerPresent => f.write_str("peer is present"),
            Self::Unique(fields) => write!(f, "unique({})", fields.join(", ")),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::All(all) => join(f, all.iter().map(Logic::beside), " and "),
            // `and` binds closer than `or`, so what it joins needs no brackets here.
            Self::Any(all) => join(
                f,
                all.iter().map(|part| if matches!(part, Self::All(_)) { part.to_string() } else { part.beside() }),
                " or ",
            ),
            Self::If(premise, conclusion) => write!(f, "if {} then {conclusion}", premise.beside()),
        }
    }
}
