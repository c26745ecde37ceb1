//! The naive interpreter: one row at a time, on big decimals, with three-valued logic, straight from the book of the
//! language. It shares nothing with the library: texts come with the form they are compared by, written by hand.

use super::expression::{Aggregate, Logic, Number};
use bigdecimal::{BigDecimal, One, Zero};
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
        let Some(line) = self.row.get("line") else { return Vec::new() };
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
        name.starts_with("peer.") && self.peers().len() > 1
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.cell(name)? {
            Value::Text(text) => Some(text),
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
            Number::Least(all) => extreme(all, |a, b| if b < a { b } else { a }),
            Number::Greatest(all) => extreme(all, |a, b| if a < b { b } else { a }),
            Number::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Option<BigDecimal> {
        let rows = if aggregate.of_kin { &self.tables.others } else { &self.tables.lines };
        // Kin have the same group; `by` names fields of both tables.
        let keys = aggregate.of_kin.then_some("group").into_iter().chain(aggregate.by.iter().copied());
        let keys: Vec<(&str, Option<&Value>)> = keys.map(|name| (name, self.row.get(name))).collect();
        let same = |row: &&Row| keys.iter().all(|(name, own)| own.is_some() && row.get(name) == *own);
        let taken = rows
            .iter()
            .filter(same)
            .map(|row| At { row, ..*self })
            .filter(|at| aggregate.filter.as_ref().is_none_or(|filter| at.logic(filter) == Some(true)));
        let figures: Vec<Option<BigDecimal>> = taken
            .map(|at| aggregate.argument.as_ref().map_or_else(|| Some(BigDecimal::one()), |number| at.number(number)))
            .collect();
        let known = || figures.iter().flatten().cloned();
        let absent = || self.zero.then(BigDecimal::zero);
        match aggregate.measure {
            "count" => Some(BigDecimal::from(known().count() as u64)),
            "min" => known().reduce(|a, b| if b < a { b } else { a }).or_else(absent),
            "max" => known().reduce(|a, b| if a < b { b } else { a }).or_else(absent),
            // A sum of nothing is not known, but zero where missing figures are.
            _ if figures.is_empty() => absent(),
            // A sum of which a part is not known is not known.
            _ => figures.iter().try_fold(BigDecimal::zero(), |sum, figure| Some(sum + figure.as_ref()?)),
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
            Logic::Day(operator, day) => match self.cell("day")? {
                Value::Day(own) => Some(holds(operator, own, &(*day).to_owned())),
                other => panic!("day is {other:?}"),
            },
            Logic::Flag(negated) => match self.cell("done")? {
                Value::Flag(flag) => Some(flag != negated),
                other => panic!("done is {other:?}"),
            },
            Logic::Missing(field, _) if self.is_several(field) => None,
            Logic::Missing(field, negated) => Some(self.cell(field).is_none() != *negated),
            Logic::PeerPresent => Some(!self.peers().is_empty()),
            Logic::Unique(fields) => {
                let own = fields.iter().map(|field| self.row.get(field)).collect::<Option<Vec<_>>>()?;
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
