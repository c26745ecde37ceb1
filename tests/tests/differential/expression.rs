//! Random expressions.

use super::random::Random;

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
    /// By a constant above zero.
    Remainder(Box<Number>, &'static str),
    FirstDigit(Box<Number>),
    Floor(Box<Number>),
    Round(Box<Number>, u32),
    /// The days from the second date to the first.
    Days(Date, Date),
    /// `year`, `month` or `day` of a date that is not moved far.
    Part(&'static str, Date),
    Least(Vec<Number>),
    Greatest(Vec<Number>),
    Aggregate(Box<Aggregate>),
}

/// A date.
#[derive(Clone, Debug)]
pub enum Date {
    Field(&'static str),
    Constant(&'static str),
    /// Moved by so many days.
    Later(Box<Date>, i32),
    /// Moved by the figure of a field without decimals.
    By(Box<Date>, &'static str),
    Least(Box<Date>, Box<Date>),
    Greatest(Box<Date>, Box<Date>),
}

/// Which rows an aggregate looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Own,
    /// Rows of the other table with the same group.
    Kin,
    /// Rows of the other table whose group is right below this row's.
    Below,
}

/// A figure over rows of the own table or, by way of a relation, of the other.
#[derive(Clone, Debug)]
pub struct Aggregate {
    pub measure: &'static str,
    pub argument: Option<Number>,
    /// What `any` and `all` ask.
    pub condition: Option<Logic>,
    pub rows: Rows,
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
    Days(&'static str, Date, Date),
    /// `contains` (false) or `starts_with` (true) of one of some words.
    Holds(&'static str, bool, Vec<&'static str>),
    /// `slice(field, from, length)`
    SliceIs(&'static str, usize, usize, &'static str),
    /// `parent(field, 1, 2)`
    ParentIs(&'static str, bool, &'static str),
    ParentsAre(&'static str, &'static str),
    Plain(&'static str),
    /// A code in a list in the year that stands in a field or is a constant.
    InYear(&'static str, &'static str),
    Readable(&'static str, bool),
    Aggregate(Box<Aggregate>),
    Same(Box<Logic>, bool, Box<Logic>),
    Flag(bool),
    Missing(&'static str, bool),
    PeerPresent,
    Unique(Vec<&'static str>),
    Not(Box<Logic>),
    All(Vec<Logic>),
    Any(Vec<Logic>),
    If(Box<Logic>, Box<Logic>),
}

pub const CONSTANTS: [&str; 10] =
    ["0", "1", "-1", "7", "0.5", "-12.25", "20%", "1_000_000", "9223372036854775807", "-0.000001"];
const OWN: [&str; 6] = ["a", "b", "c", "p", "d", "peer.x"];
const OTHER: [&str; 2] = ["x", "y"];
pub const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const TEXTS: [&str; 3] = ["line", "group", "name"];
/// Written so that it needs folding here too.
pub const WORDS: [&str; 7] = ["67", "۶۷", "كد", "AB", "12", "يک", "none"];
const DAYS: [&str; 3] = ["1404-01-01", "1404-06-31", "1403-12-30"];
const DATES: [&str; 2] = ["day", "due"];

/// Where an expression stands: what it may name.
#[derive(Clone, Copy)]
pub struct Place {
    pub other: bool,
    pub aggregates: bool,
}

fn date(random: &mut Random, depth: usize) -> Date {
    let inner = |random: &mut Random| Box::new(date(random, depth - 1));
    match random.below(if depth == 0 { 3 } else { 8 }) {
        0 => Date::Constant(random.one_of(&DAYS)),
        1 | 2 => Date::Field(random.one_of(&DATES)),
        3 | 4 => Date::Later(inner(random), random.one_of(&[1, -1, 30, -366, 400])),
        5 => Date::By(inner(random), "c"),
        6 => Date::Least(inner(random), inner(random)),
        _ => Date::Greatest(inner(random), inner(random)),
    }
}

/// A date within the calendar.
fn near_date(random: &mut Random) -> Date {
    let field = Date::Field(random.one_of(&DATES));
    if random.flag() { field } else { Date::Later(Box::new(field), random.one_of(&[1, -1, 29, -300])) }
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
    match random.below(if place.aggregates { 17 } else { 13 }) {
        0 | 1 => leaf(random),
        9 => match random.below(3) {
            0 => Number::Remainder(inner(random), random.one_of(&["7", "0.25", "1_000"])),
            1 => Number::FirstDigit(inner(random)),
            _ => Number::Floor(inner(random)),
        },
        10 => Number::Round(inner(random), random.one_of(&[0, 1, 3, 6])),
        11 if !place.other => Number::Days(date(random, 1), date(random, 1)),
        12 if !place.other => Number::Part(random.one_of(&["year", "month", "day"]), near_date(random)),
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
        13.. => Number::Aggregate(Box::new(aggregate(random, depth, false))),
        _ => leaf(random),
    }
}

pub fn aggregate(random: &mut Random, depth: usize, asks: bool) -> Aggregate {
    let rows = random.one_of(&[Rows::Own, Rows::Own, Rows::Own, Rows::Kin, Rows::Below]);
    let of_kin = rows != Rows::Own;
    let place = Place { other: of_kin, aggregates: false };
    let measure = if asks {
        random.one_of(&["any", "all"])
    } else {
        random.one_of(&["sum", "sum", "count", "min", "max", "median", "spread"])
    };
    let condition = asks.then(|| logic(random, 1, place));
    let argument = (!asks && (measure != "count" || random.flag())).then(|| number(random, depth.min(1), place));
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
    Aggregate { measure, argument, condition, rows, filter, by }
}

pub fn logic(random: &mut Random, depth: usize, place: Place) -> Logic {
    let one = |random: &mut Random| number(random, depth.min(2), place);
    let part = |random: &mut Random| Box::new(logic(random, depth - 1, place));
    let parts = |random: &mut Random| (0..2 + random.below(4)).map(|_| logic(random, depth - 1, place)).collect();
    let text = |random: &mut Random| if place.other { "group" } else { random.one_of(&TEXTS) };
    match random.below(if depth == 0 { 22 } else { 32 }) {
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
        12 if !place.other => Logic::Days(random.one_of(&OPERATORS), date(random, 2), date(random, 1)),
        13 => Logic::Flag(random.flag()),
        14 => {
            let fields: &[&str] = if place.other { &["x", "group"] } else { &["a", "name", "day", "done", "peer.x"] };
            Logic::Missing(random.one_of(fields), random.flag())
        }
        15 => {
            Logic::Holds(text(random), random.flag(), vec![random.one_of(&WORDS), random.one_of(&["6", "ک", "b", "7"])])
        }
        16 => Logic::SliceIs(
            text(random),
            1 + random.below(3),
            1 + random.below(2),
            random.one_of(&["7", "6", "2", "67"]),
        ),
        17 => Logic::ParentIs(text(random), random.flag(), random.one_of(&["6", "A", "ک", "1", "67"])),
        18 if !place.other => match random.below(3) {
            0 => Logic::ParentsAre(text(random), "peer.group"),
            1 => Logic::Plain("name"),
            _ => Logic::InYear(text(random), random.one_of(&["1404", "c", "name", "12"])),
        },
        19 => {
            let fields: &[&str] =
                if place.other { &["x", "done"] } else { &["a", "c", "day", "done", "peer.x", "name"] };
            Logic::Readable(random.one_of(fields), random.flag())
        }
        20 | 21 if place.aggregates => Logic::Aggregate(Box::new(aggregate(random, depth, true))),
        22 | 23 => Logic::Not(part(random)),
        24 | 25 => Logic::All(parts(random)),
        26 | 27 => Logic::Any(parts(random)),
        28 => Logic::If(part(random), part(random)),
        29 => {
            let side = |random: &mut Random| Box::new(logic(random, 0, place));
            Logic::Same(side(random), random.flag(), side(random))
        }
        _ => Logic::Compare(random.one_of(&OPERATORS), one(random), one(random)),
    }
}
