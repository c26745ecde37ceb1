//! Random expressions, and how the language writes them.

use super::random::Random;
use std::fmt::{Display, Formatter, Result};

/// A number.
#[derive(Clone, Debug)]
pub enum Number {
    /// As it is written: `-12.5`, `20%`.
    Constant(&'static str),
    /// `a`, `peer.x`
    Field(&'static str),
    /// Terms joined by `+` (false) and `-` (true), from left to right.
    Chain(Vec<(bool, Number)>),
    /// A small constant times a number.
    Times(&'static str, Box<Number>),
    Negate(Box<Number>),
    Abs(Box<Number>),
    Fraction(Box<Number>),
    Least(Vec<Number>),
    Greatest(Vec<Number>),
    Aggregate(Box<Aggregate>),
}

/// A figure over rows of the own table or, by way of a relation, of the other.
#[derive(Clone, Debug)]
pub struct Aggregate {
    pub measure: &'static str,
    pub argument: Option<Number>,
    pub of_kin: bool,
    pub filter: Option<Logic>,
    pub by: Vec<&'static str>,
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Logic {
    Compare(&'static str, Number, Number),
    /// `if c > 0 then left / divisor op right`, or with `and`.
    Quotient {
        strict: bool,
        operator: &'static str,
        left: Number,
        divisor: &'static str,
        right: Number,
    },
    Between(Number, Number, Number),
    NumberIn(Number, Vec<&'static str>),
    TextIs(&'static str, bool, &'static str),
    TextsAre(&'static str, bool, &'static str),
    TextIn(&'static str, bool, Vec<&'static str>),
    Matches(&'static str, &'static str),
    PrefixIs(&'static str, usize, &'static str),
    PrefixesAre(&'static str, &'static str, usize),
    Day(&'static str, &'static str),
    Flag(bool),
    Missing(&'static str, bool),
    PeerPresent,
    Unique(Vec<&'static str>),
    Not(Box<Logic>),
    All(Vec<Logic>),
    Any(Vec<Logic>),
    If(Box<Logic>, Box<Logic>),
}

const CONSTANTS: [&str; 10] =
    ["0", "1", "-1", "7", "0.5", "-12.25", "20%", "1_000_000", "9223372036854775807", "-0.000001"];
const OWN: [&str; 6] = ["a", "b", "c", "p", "d", "peer.x"];
const OTHER: [&str; 2] = ["x", "y"];
const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const TEXTS: [&str; 3] = ["line", "group", "name"];
/// Written so that it needs folding here too.
const WORDS: [&str; 7] = ["67", "۶۷", "كد", "AB", "12", "يک", "none"];
const DAYS: [&str; 3] = ["1404-01-01", "1404-06-31", "1403-12-30"];

/// Where an expression stands: what it may name.
#[derive(Clone, Copy)]
pub struct Place {
    pub other: bool,
    pub aggregates: bool,
}

pub fn number(random: &mut Random, depth: usize, place: Place) -> Number {
    let leaf = |random: &mut Random| match random.below(4) {
        0 => Number::Constant(random.one_of(&CONSTANTS)),
        _ if place.other => Number::Field(random.one_of(&OTHER)),
        _ => Number::Field(random.one_of(&OWN)),
    };
    if depth == 0 {
        return leaf(random);
    }
    let inner = |random: &mut Random| Box::new(number(random, depth - 1, place));
    let several = |random: &mut Random| (0..2 + random.below(3)).map(|_| number(random, depth - 1, place)).collect();
    match random.below(if place.aggregates { 13 } else { 9 }) {
        0 | 1 => leaf(random),
        2 | 3 => {
            Number::Chain((0..2 + random.below(6)).map(|_| (random.flag(), number(random, depth - 1, place))).collect())
        }
        4 => Number::Times(random.one_of(&["2", "3", "0.1", "10"]), inner(random)),
        5 => Number::Negate(inner(random)),
        6 => {
            if random.flag() {
                Number::Abs(inner(random))
            } else {
                Number::Fraction(inner(random))
            }
        }
        7 => Number::Least(several(random)),
        8 => Number::Greatest(several(random)),
        _ => Number::Aggregate(Box::new(aggregate(random, depth))),
    }
}

fn aggregate(random: &mut Random, depth: usize) -> Aggregate {
    let of_kin = random.below(3) == 0;
    let place = Place { other: of_kin, aggregates: false };
    let measure = random.one_of(&["sum", "count", "min", "max"]);
    let argument = (measure != "count" || random.flag()).then(|| number(random, depth.min(1), place));
    let filter = (random.below(3) == 0).then(|| logic(random, 1, place));
    let mut by = Vec::new();
    for field in ["group", "line", "done", "c"] {
        // The other table has a group and a flag of the same name.
        if random.below(4) == 0 && (!of_kin || ["group", "done"].contains(&field)) {
            by.push(field);
        }
    }
    if by.is_empty() && filter.is_none() && !of_kin {
        by.push("group");
    }
    Aggregate { measure, argument, of_kin, filter, by }
}

pub fn logic(random: &mut Random, depth: usize, place: Place) -> Logic {
    let one = |random: &mut Random| number(random, depth.min(2), place);
    let part = |random: &mut Random| Box::new(logic(random, depth - 1, place));
    let parts = |random: &mut Random| (0..2 + random.below(4)).map(|_| logic(random, depth - 1, place)).collect();
    let text = |random: &mut Random| if place.other { "group" } else { random.one_of(&TEXTS) };
    match random.below(if depth == 0 { 15 } else { 22 }) {
        0..=2 => Logic::Compare(random.one_of(&OPERATORS), one(random), one(random)),
        3 if !place.other => Logic::Quotient {
            strict: random.flag(),
            operator: random.one_of(&OPERATORS),
            left: number(random, depth.min(1), place),
            divisor: random.one_of(&["c", "(c + 3)", "(2 * c)", "7"]),
            right: number(random, depth.min(1), place),
        },
        4 => Logic::Between(one(random), one(random), one(random)),
        5 => Logic::NumberIn(one(random), (0..1 + random.below(4)).map(|_| random.one_of(&CONSTANTS)).collect()),
        6 => Logic::TextIs(text(random), random.flag(), random.one_of(&WORDS)),
        7 => Logic::TextIn(text(random), random.flag(), vec![random.one_of(&WORDS), random.one_of(&WORDS)]),
        8 => Logic::Matches(text(random), random.one_of(&["##", "#", "A#|##", "AB|كد", "???"])),
        9 => Logic::PrefixIs(text(random), 1 + random.below(2), random.one_of(&["6", "67", "A", "ک", "1"])),
        10 if !place.other => {
            Logic::TextsAre(text(random), random.flag(), random.one_of(&["group", "name", "peer.group"]))
        }
        11 if !place.other => match random.below(3) {
            0 => Logic::PeerPresent,
            1 => Logic::Unique(if random.flag() { vec!["line"] } else { vec!["group", "done"] }),
            _ => Logic::PrefixesAre(text(random), "peer.group", 1 + random.below(2)),
        },
        12 if !place.other => Logic::Day(random.one_of(&OPERATORS), random.one_of(&DAYS)),
        13 => Logic::Flag(random.flag()),
        14 => {
            let fields: &[&str] = if place.other { &["x", "group"] } else { &["a", "name", "day", "done", "peer.x"] };
            Logic::Missing(random.one_of(fields), random.flag())
        }
        15 => Logic::Not(part(random)),
        16 | 17 => Logic::All(parts(random)),
        18 | 19 => Logic::Any(parts(random)),
        20 => Logic::If(part(random), part(random)),
        _ => Logic::Compare(random.one_of(&OPERATORS), one(random), one(random)),
    }
}

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
            Self::Aggregate(aggregate) => {
                write!(f, "{}(", aggregate.measure)?;
                let mut words = Vec::new();
                words.extend(aggregate.argument.as_ref().map(ToString::to_string));
                words.extend(aggregate.of_kin.then(|| "of kin".to_owned()));
                words.extend(aggregate.filter.as_ref().map(|filter| format!("where {filter}")));
                words.extend((!aggregate.by.is_empty()).then(|| format!("by {}", aggregate.by.join(", "))));
                write!(f, "{})", words.join(" "))
            }
        }
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
            Self::Day(operator, day) => write!(f, "day {operator} {day}"),
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
