//! The naive interpreter: one row at a time, on big decimals, with three-valued logic, straight from the book of the
//! language. It shares nothing with the library: texts come with the form they are compared by, written by hand.

use super::calendar;
use super::expression::{Aggregate, Date, Logic, Number, Rows};
use bigdecimal::{BigDecimal, One, ToPrimitive, Zero};
use std::collections::BTreeMap;
use std::str::FromStr;

/// A cell: nothing, or a value with what it is compared by.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(BigDecimal),
    /// In its compared form.
    Text(String),
    /// As `1404-06-31`, which sorts as dates do.
    Day(String),
    Flag(bool),
    /// Something stands there that could not be read.
    Unread,
}

pub type Row = BTreeMap<&'static str, Value>;

pub struct Tables {
    pub lines: Vec<Row>,
    pub others: Vec<Row>,
}

/// Where an expression is looked at.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub tables: &'a Tables,
    pub row: &'a Row,
    /// A missing figure counts as zero.
    pub zero: bool,
}

/// What a text constant is compared by.
pub fn folded(word: &str) -> String {
    let known = [
        ("۶۷", "67"),
        ("٦٧", "67"),
        ("67\u{200f}", "67"),
        (" 67", "67"),
        ("كد", "کد"),
        ("AB", "ab"),
        ("Ab", "ab"),
        ("1۲", "12"),
        ("يک", "یک"),
        ("A", "a"),
        ("A#", "a#"),
    ];
    known.iter().find(|(written, _)| *written == word).map_or(word, |(_, form)| form).to_owned()
}

fn constant(text: &str) -> BigDecimal {
    match text.strip_suffix('%') {
        Some(points) => BigDecimal::from_str(points).unwrap() / BigDecimal::from(100),
        None => BigDecimal::from_str(&text.replace('_', "")).unwrap(),
    }
}

impl<'a> At<'a> {
    /// The one row of the other table with the same line; none where there are more or the line is missing.
    fn peers(&self) -> Vec<&'a Row> {
        let Some(line @ Value::Text(_)) = self.row.get("line") else { return Vec::new() };
        self.tables.others.iter().filter(|other| other.get("line") == Some(line)).collect()
    }

    fn cell(&self, name: &str) -> Option<&'a Value> {
        match name.strip_prefix("peer.") {
            Some(field) => match self.peers().as_slice() {
                [only] => only.get(field),
                _ => None,
            },
            None => self.row.get(name),
        }
    }

    /// Whether a field of the other table is asked for of which there are several rows: unknown, not missing.
    fn is_several(&self, name: &str) -> bool {
        name.starts_with("peer.") && (self.peers().len() > 1 || self.row.get("line") == Some(&Value::Unread))
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.cell(name)? {
            Value::Text(text) => Some(text),
            Value::Unread => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    pub fn number(&self, number: &Number) -> Option<BigDecimal> {
        let absent = || self.zero.then(BigDecimal::zero);
        let extreme = |all: &[Number], pick: fn(BigDecimal, BigDecimal) -> BigDecimal| {
            let all = all.iter().map(|number| self.number(number)).collect::<Option<Vec<_>>>()?;
            all.into_iter().reduce(pick)
        };
        match number {
            Number::Constant(text) => Some(constant(text)),
            Number::Field(name) => match self.cell(name) {
                Some(Value::Number(value)) => Some(value.clone()),
                Some(Value::Unread) => None,
                Some(other) => panic!("{name} is {other:?}"),
                None if self.is_several(name) => None,
                None => absent(),
            },
            Number::Chain(terms) => terms.iter().try_fold(BigDecimal::zero(), |sum, (minus, term)| {
                let term = self.number(term)?;
                Some(if *minus { sum - term } else { sum + term })
            }),
            Number::Times(factor, inner) => Some(constant(factor) * self.number(inner)?),
            Number::Negate(inner) => Some(-self.number(inner)?),
            Number::Abs(inner) => Some(self.number(inner)?.abs()),
            Number::Fraction(inner) => {
                let value = self.number(inner)?;
                // What stands after the point, with the sign of the number.
                Some(&value - value.with_scale_round(0, bigdecimal::RoundingMode::Down))
            }
            Number::Remainder(inner, by) => {
                let (value, by) = (self.number(inner)?, constant(by));
                let times = (&value / &by).with_scale_round(0, bigdecimal::RoundingMode::Down);
                Some(value - times * by)
            }
            Number::FirstDigit(inner) => {
                let digits = self.number(inner)?.abs().to_plain_string();
                digits.chars().find(|digit| ('1'..='9').contains(digit)).map(|digit| constant(&digit.to_string()))
            }
            Number::Floor(inner) => Some(self.number(inner)?.with_scale_round(0, bigdecimal::RoundingMode::Floor)),
            Number::Round(inner, places) => {
                Some(self.number(inner)?.with_scale_round(i64::from(*places), bigdecimal::RoundingMode::HalfUp))
            }
            Number::Days(later, earlier) => Some(BigDecimal::from(self.date(later)? - self.date(earlier)?)),
            Number::Part(part, date) => {
                let (year, month, day) = calendar::date(self.date(date)?)?;
                Some(BigDecimal::from(match *part {
                    "year" => year,
                    "month" => month,
                    _ => day,
                }))
            }
            Number::Least(all) => extreme(all, |a, b| if b < a { b } else { a }),
            Number::Greatest(all) => extreme(all, |a, b| if a < b { b } else { a }),
            Number::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    /// The number of a date: days since the first of 1400.
    fn date(&self, date: &Date) -> Option<i64> {
        match date {
            Date::Field(name) => match self.cell(name)? {
                Value::Day(day) => Some(calendar::number(day)),
                Value::Unread => None,
                other => panic!("{name} is {other:?}"),
            },
            Date::Constant(day) => Some(calendar::number(day)),
            Date::Later(date, days) => Some(self.date(date)? + i64::from(*days)),
            Date::By(date, field) => {
                let days = self.number(&Number::Field(field))?;
                Some(self.date(date)? + days.to_i64().expect("small"))
            }
            Date::Least(a, b) => Some(self.date(a)?.min(self.date(b)?)),
            Date::Greatest(a, b) => Some(self.date(a)?.max(self.date(b)?)),
        }
    }

    /// The rows of an aggregate's group, each with whether it is taken; nothing where the group cannot be told.
    fn taken(&self, aggregate: &Aggregate) -> Option<Vec<(At<'a>, Option<bool>)>> {
        let rows = if aggregate.rows == Rows::Own { &self.tables.lines } else { &self.tables.others };
        // Kin have the same group, those below the group that this row's is the parent of; `by` names fields of both.
        let keys = (aggregate.rows == Rows::Kin).then_some("group").into_iter().chain(aggregate.by.iter().copied());
        let keys: Vec<(&str, Option<&Value>)> = keys.map(|name| (name, self.row.get(name))).collect();
        let below = (aggregate.rows == Rows::Below).then(|| self.row.get("group")).flatten();
        if keys.iter().any(|(_, own)| *own == Some(&Value::Unread)) || below == Some(&Value::Unread) {
            return None;
        }
        let is_below = |row: &Row| match (self.row.get("group"), row.get("group")) {
            (Some(Value::Text(own)), Some(Value::Text(group))) => parent(group).as_ref() == Some(own),
            _ => false,
        };
        let same = |row: &&Row| {
            (aggregate.rows != Rows::Below || is_below(row))
                && keys.iter().all(|(name, own)| own.is_some() && row.get(name) == *own)
        };
        let asked = |at: At<'a>| (at, aggregate.filter.as_ref().map_or(Some(true), |filter| at.logic(filter)));
        Some(rows.iter().filter(same).map(|row| asked(At { row, ..*self })).collect())
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Option<BigDecimal> {
        let rows = self.taken(aggregate)?;
        if rows.iter().any(|(_, taken)| taken.is_none()) {
            return None;
        }
        let rows = rows.into_iter().filter(|(_, taken)| *taken == Some(true)).map(|(at, _)| at);
        // A figure, nothing, or something that is not known.
        let figures: Vec<(Option<BigDecimal>, bool)> = rows
            .map(|at| match &aggregate.argument {
                None => (Some(BigDecimal::one()), false),
                Some(number) => (at.number(number), at.cannot_tell(number)),
            })
            .collect();
        let absent = || self.zero.then(BigDecimal::zero);
        if aggregate.measure == "sum" {
            // A sum of nothing is not known, but zero where missing figures are; one of which a part is not known is not.
            return match figures.is_empty() {
                true => absent(),
                false => figures.iter().try_fold(BigDecimal::zero(), |sum, (figure, _)| Some(sum + figure.as_ref()?)),
            };
        }
        if figures.iter().any(|(figure, unsure)| figure.is_none() && *unsure) {
            return None;
        }
        let mut known: Vec<BigDecimal> = figures.into_iter().filter_map(|(figure, _)| figure).collect();
        known.sort();
        let middle = |sorted: &[BigDecimal]| {
            let (low, high) = (sorted.get((sorted.len().max(1) - 1) / 2)?, sorted.get(sorted.len() / 2)?);
            Some((low + high) * constant("0.5"))
        };
        match aggregate.measure {
            "count" => return Some(BigDecimal::from(known.len() as u64)),
            "min" => known.first().cloned(),
            "max" => known.last().cloned(),
            "median" => middle(&known),
            _ => middle(&known).and_then(|median| {
                let mut distances: Vec<BigDecimal> = known.iter().map(|figure| (figure - &median).abs()).collect();
                distances.sort();
                middle(&distances)
            }),
        }
        .or_else(absent)
    }

    /// Whether a cell that a number names could not be read, or belongs to several rows.
    fn cannot_tell(&self, number: &Number) -> bool {
        let mut names = Vec::new();
        number.names(&mut names);
        names.iter().any(|name| self.is_several(name) || self.cell(name) == Some(&Value::Unread))
    }

    /// `any` and `all`: `or` and `and` of the rows, each with whether it is taken.
    fn asked(&self, aggregate: &Aggregate) -> Option<bool> {
        let condition = aggregate.condition.as_ref().expect("a condition");
        let rows = self.taken(aggregate)?;
        match aggregate.measure {
            "any" => not(every(rows.iter().map(|(at, taken)| not(both(*taken, || at.logic(condition)))))),
            _ => every(rows.iter().map(|(at, taken)| not(both(*taken, || not(at.logic(condition)))))),
        }
    }

    pub fn logic(&self, logic: &Logic) -> Option<bool> {
        match logic {
            Logic::Compare(operator, left, right) => self.compare(operator, left, right),
            Logic::Quotient { strict, operator, left, divisor, right } => {
                let c = self.number(&Number::Field("c"));
                let positive = c.as_ref().map(|c| BigDecimal::zero() < *c);
                let compared = || {
                    let c = || self.number(&Number::Field("c"));
                    let divisor = match *divisor {
                        "c" => c()?,
                        "(c + 3)" => c()? + BigDecimal::from(3),
                        "(2 * c)" => c()? * BigDecimal::from(2),
                        other => constant(other),
                    };
                    // Multiplied instead of divided, so that nothing rounds: the divisor is above zero here.
                    let (left, right) = (self.number(left)?, self.number(right)? * divisor);
                    Some(if *strict { holds(operator, &left, &right) } else { holds(operator, &right, &left) })
                };
                match (strict, positive) {
                    (true, Some(false)) => Some(false),
                    (false, Some(false)) => Some(true),
                    (_, Some(true)) => compared(),
                    // Where `c` is missing a divisor that does not need it still has its answer.
                    (true, None) if *divisor == "7" && compared() == Some(false) => Some(false),
                    (false, None) if *divisor == "7" && compared() == Some(true) => Some(true),
                    (_, None) => None,
                }
            }
            Logic::Between(item, low, high) => both(self.compare(">=", item, low), || self.compare("<=", item, high)),
            Logic::NumberIn(item, all) => {
                let item = self.number(item)?;
                Some(all.iter().any(|text| constant(text) == item))
            }
            Logic::TextIs(field, equal, word) => Some((self.text(field)? == folded(word)) == *equal),
            Logic::TextsAre(field, equal, other) => Some((self.text(field)? == self.text(other)?) == *equal),
            Logic::TextIn(field, negated, words) => {
                let text = self.text(field)?;
                Some(words.iter().any(|word| folded(word) == text) != *negated)
            }
            Logic::Matches(field, pattern) => {
                let text: Vec<char> = self.text(field)?.chars().collect();
                let fits = |shape: &str| {
                    let shape: Vec<char> = folded(shape).chars().collect();
                    shape.len() == text.len()
                        && shape.iter().zip(&text).all(|(s, t)| if *s == '#' { t.is_ascii_digit() } else { s == t })
                };
                Some(pattern.split('|').any(fits))
            }
            Logic::PrefixIs(field, length, word) => Some(prefix(self.text(field)?, *length) == folded(word)),
            Logic::PrefixesAre(field, other, length) => {
                Some(prefix(self.text(field)?, *length) == prefix(self.text(other)?, *length))
            }
            Logic::Days(operator, left, right) => {
                let (left, right) = (self.date(left), self.date(right));
                Some(holds(operator, &left?, &right?))
            }
            Logic::Holds(field, starts, words) => {
                let text = self.text(field)?;
                let holds = |word: &str| if *starts { text.starts_with(word) } else { text.contains(word) };
                Some(words.iter().any(|word| holds(&folded(word))))
            }
            Logic::SliceIs(field, from, length, word) => {
                let part: String = self.text(field)?.chars().skip(from - 1).take(*length).collect();
                Some(part == folded(word))
            }
            Logic::ParentIs(field, equal, word) => Some((parent(self.text(field)?)? == folded(word)) == *equal),
            Logic::ParentsAre(field, other) => {
                let (own, other) = (self.text(field).map(parent), self.text(other).map(parent));
                Some(own?? == other??)
            }
            // Of the texts that stand in the tables only one has an invisible mark.
            Logic::Plain(field) => {
                self.text(field)?;
                let Some(Value::Text(written)) = self.row.get("written") else { panic!("{:?}", self.row) };
                Some(!written.contains('\u{200f}'))
            }
            Logic::InYear(field, year) => {
                let number = match *year {
                    "c" => self.number(&Number::Field("c"))?,
                    "name" => BigDecimal::from_str(self.text("name")?).ok()?,
                    other => constant(other),
                };
                let is_year = (1300..=1499).map(BigDecimal::from).any(|year| year == number);
                let text = self.text(field);
                is_year.then_some(())?;
                Some(["67", "کد"].contains(&text?) || text? == "oil_1" && number == 1404)
            }
            Logic::Readable(field, _) if self.is_several(field) => None,
            Logic::Readable(field, negated) => Some((self.cell(field) != Some(&Value::Unread)) != *negated),
            Logic::Aggregate(aggregate) => self.asked(aggregate),
            Logic::Same(left, equal, right) => {
                let (left, right) = (self.logic(left), self.logic(right));
                Some((left? == right?) == *equal)
            }
            Logic::Flag(negated) => match self.cell("done")? {
                Value::Flag(flag) => Some(flag != negated),
                Value::Unread => None,
                other => panic!("done is {other:?}"),
            },
            Logic::Missing(field, _) if self.is_several(field) => None,
            Logic::Missing(field, _) if self.cell(field) == Some(&Value::Unread) => None,
            Logic::Missing(field, negated) => Some(self.cell(field).is_none() != *negated),
            Logic::PeerPresent if self.row.get("line") == Some(&Value::Unread) => None,
            Logic::PeerPresent => Some(!self.peers().is_empty()),
            Logic::Unique(fields) => {
                let own = fields.iter().map(|field| self.row.get(field)).collect::<Option<Vec<_>>>()?;
                if own.contains(&&Value::Unread) {
                    return None;
                }
                let same = |row: &&Row| fields.iter().zip(&own).all(|(field, own)| row.get(field) == Some(own));
                Some(self.tables.lines.iter().filter(same).count() == 1)
            }
            Logic::Not(inner) => self.logic(inner).map(|answer| !answer),
            Logic::All(all) => every(all.iter().map(|part| self.logic(part))),
            Logic::Any(all) => not(every(all.iter().map(|part| not(self.logic(part))))),
            Logic::If(premise, conclusion) => not(both(self.logic(premise), || not(self.logic(conclusion)))),
        }
    }

    fn compare(&self, operator: &str, left: &Number, right: &Number) -> Option<bool> {
        Some(holds(operator, &self.number(left)?, &self.number(right)?))
    }
}

/// The code above one, cut to two characters or to one.
fn parent(code: &str) -> Option<String> {
    match code.chars().count() {
        0 | 1 => None,
        2 => Some(prefix(code, 1)),
        _ => Some(prefix(code, 2)),
    }
}

fn prefix(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

fn holds<T: PartialOrd>(operator: &str, a: &T, b: &T) -> bool {
    match operator {
        "==" => a == b,
        "!=" => a != b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        _ => a >= b,
    }
}

fn not(answer: Option<bool>) -> Option<bool> {
    answer.map(|answer| !answer)
}

/// Kleene's `and` of many.
fn every(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let answers: Vec<Option<bool>> = answers.collect();
    match answers.contains(&Some(false)) {
        true => Some(false),
        false => (!answers.contains(&None)).then_some(true),
    }
}

/// Kleene's `and`: false wins over unknown.
fn both(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match (a, b()) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
