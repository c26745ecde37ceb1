//! Dates: day numbers that are moved by whole days, and the parts of a date.

use super::{Compiled, Scope, Typed, arithmetic, mismatch, wrong_arguments};
use crate::rules::language::{Expr, Function, Mistake, Operator};
use crate::rules::plan::{Number, Part, Quantity, Ratio};
use crate::scaled::Scaled;

impl Scope<'_> {
    /// The day number of a date.
    pub(super) fn day(&mut self, expression: &Expr) -> Compiled<Number> {
        match self.typed(expression)? {
            Typed::Day(day) => Ok(day),
            other => Err(mismatch(expression, "date", "تاریخ", &other)),
        }
    }

    /// `year(date)`, `month(date)`, `day(date)`.
    pub(super) fn date_part(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Ratio> {
        let (part, form) = match function {
            Function::Year => (Part::Year, "year(date)"),
            Function::Month => (Part::Month, "month(date)"),
            _ => (Part::Day, "day(date)"),
        };
        let [date] = arguments else { return Err(wrong_arguments(expression, form)) };
        Ok(days(Number::Calendar(part, Box::new(self.day(date)?))))
    }
}

/// A sum or difference of two values: numbers, a date and whole days, or the days from one date to another.
pub(super) fn sum(
    expression: &Expr,
    operator: Operator,
    (left, first): (&Expr, Typed),
    (right, second): (&Expr, Typed),
) -> Compiled<Typed> {
    match (operator, first, second) {
        (_, Typed::Number(a), Typed::Number(b)) => arithmetic::sum(operator, a, b, expression.span).map(Typed::Number),
        (Operator::Subtract, Typed::Day(a), Typed::Day(b)) => {
            Ok(Typed::Number(days(Number::Subtract(Box::new(a), Box::new(b)))))
        }
        (_, Typed::Day(date), Typed::Number(moved)) => {
            let (date, moved) = (Box::new(date), Box::new(whole_days(right, moved)?));
            Ok(Typed::Day(match operator {
                Operator::Subtract => Number::Subtract(date, moved),
                _ => Number::Add(date, moved),
            }))
        }
        (_, Typed::Number(_), other) => Err(mismatch(right, "number", "عدد", &other)),
        (Operator::Subtract, Typed::Day(_), other) => {
            Err(mismatch(right, "date or a number of days", "تاریخ یا شمار روزها", &other))
        }
        (_, Typed::Day(_), other) => Err(mismatch(right, "number of days", "شمار روزها", &other)),
        (_, other, _) => Err(mismatch(left, "number", "عدد", &other)),
    }
}

/// A number of days.
fn days(number: Number) -> Ratio {
    Ratio { numerator: Quantity { number, scale: 0, percent: false }, denominator: None }
}

/// A number without decimal places.
fn whole_days(expression: &Expr, ratio: Ratio) -> Compiled<Number> {
    match ratio {
        Ratio { numerator: Quantity { number, scale: 0, .. }, denominator: None } => return Ok(number),
        Ratio { numerator: Quantity { number: Number::Constant(value), scale, .. }, denominator: None } => {
            if let Some(whole) = Scaled::new(value, scale).at_scale(0) {
                return Ok(Number::Constant(whole));
            }
        }
        _ => {}
    }
    Err(Mistake::new(
        "rulebook.type_mismatch",
        expression.span,
        "تاریخ تنها با روزهای کامل جابه‌جا می‌شود",
        "a date moves by whole days only",
    )
    .suggest(Some("floor(…)")))
}
