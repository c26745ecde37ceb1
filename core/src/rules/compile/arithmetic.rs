//! Numbers: scales are aligned here, quotients are kept as numerator and denominator.

use super::{Compiled, Scope, Typed, dates, guard, mismatch, not_constant, wrong_arguments};
use crate::rules::language::{Expr, ExprKind, Function, Mistake, Operator, Span, balanced};
use crate::rules::plan::{Number, Quantity, Ratio};
use crate::scaled::{Scaled, power_of_ten};
use crate::text;

/// No product may have more decimal places than this.
pub(super) const FINEST: u32 = 24;
/// To no more decimal places than a field may have.
const MOST_PLACES: u32 = 6;

/// A constant.
pub(super) fn constant(value: Scaled, percent: bool) -> Ratio {
    Ratio {
        numerator: Quantity { number: Number::Constant(value.value()), scale: value.scale(), percent },
        denominator: None,
    }
}

/// A whole number.
pub(super) fn whole(value: i64) -> Quantity {
    Quantity { number: Number::Constant(i128::from(value)), scale: 0, percent: false }
}

impl Scope<'_> {
    pub(super) fn number(&mut self, expression: &Expr) -> Compiled<Ratio> {
        match self.typed(expression)? {
            Typed::Number(ratio) => Ok(ratio),
            other => Err(mismatch(expression, "number", "عدد", &other)),
        }
    }

    /// A number that is no quotient.
    pub(super) fn quantity(&mut self, expression: &Expr) -> Compiled<Quantity> {
        let ratio = self.number(expression)?;
        undivided(expression, ratio)
    }

    pub(super) fn negate(&mut self, inner: &Expr) -> Compiled<Typed> {
        let Ratio { numerator, denominator } = self.number(inner)?;
        let number = match numerator.number {
            Number::Constant(value) => Number::Constant(value.checked_neg().unwrap_or(i128::MAX)),
            number => Number::Negate(Box::new(number)),
        };
        Ok(Typed::Number(Ratio { numerator: Quantity { number, ..numerator }, denominator }))
    }

    pub(super) fn binary(
        &mut self,
        expression: &Expr,
        operator: Operator,
        left: &Expr,
        right: &Expr,
    ) -> Compiled<Typed> {
        let span = expression.span;
        match operator {
            Operator::Add | Operator::Subtract => {
                let (first, second) = (self.typed(left)?, self.typed(right)?);
                dates::sum(expression, operator, (left, first), (right, second))
            }
            Operator::Multiply => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Ok(Typed::Number(Ratio {
                    numerator: product(left.numerator, right.numerator, span)?,
                    denominator: both(left.denominator, right.denominator, span)?,
                }))
            }
            Operator::Divide => {
                let (above, below) = (self.number(left)?, self.number(right)?);
                if self.guarded && !guard::is_positive(&self.whole(right), &self.facts, self.declared) {
                    return Err(not_positive(right));
                }
                // a/b ÷ c/d = a·d / b·c
                let numerator = match below.denominator {
                    Some(denominator) => product(above.numerator, denominator, span)?,
                    None => above.numerator,
                };
                Ok(Typed::Number(Ratio {
                    numerator,
                    denominator: both(above.denominator, Some(below.numerator), span)?,
                }))
            }
            _ => self.logic(expression).map(Typed::Logic),
        }
    }

    pub(super) fn numeric_call(
        &mut self,
        expression: &Expr,
        function: Function,
        arguments: &[Expr],
    ) -> Compiled<Ratio> {
        let span = expression.span;
        match (function, arguments) {
            (Function::Abs, [only]) => {
                let Quantity { number, scale, percent } = self.quantity(only)?;
                let number = Number::Abs(Box::new(number));
                Ok(Ratio { numerator: Quantity { number, scale, percent }, denominator: None })
            }
            (Function::Fraction, [only]) => {
                let Quantity { number, scale, percent } = self.quantity(only)?;
                let whole = power_of_ten(scale).ok_or_else(|| too_fine(span))?;
                let number = Number::Remainder(Box::new(number), whole);
                Ok(Ratio { numerator: Quantity { number, scale, percent }, denominator: None })
            }
            (Function::Remainder, [number, whole]) => {
                let number = self.quantity(number)?;
                let by = self.constant(whole)?;
                if by <= Scaled::ZERO {
                    return Err(not_positive(whole));
                }
                let scale = number.scale.max(by.scale());
                let by = by.at_scale(scale).ok_or_else(|| too_fine(span))?;
                let percent = number.percent;
                let number = Number::Remainder(Box::new(rescaled(number, scale, span)?), by);
                Ok(Ratio { numerator: Quantity { number, scale, percent }, denominator: None })
            }
            (Function::FirstDigit, [only]) => {
                let number = Number::FirstDigit(Box::new(self.quantity(only)?.number));
                Ok(Ratio { numerator: Quantity { number, scale: 0, percent: false }, denominator: None })
            }
            (Function::Floor, [only]) => {
                let number = self.quantity(only)?;
                Ok(Ratio { numerator: coarser(number, 0, Number::Floor, span)?, denominator: None })
            }
            (Function::Round, [number, Expr { kind: ExprKind::Number { value: places, percent: false }, .. }]) => {
                let places = places.at_scale(0).and_then(|places| u32::try_from(places).ok());
                let places = places.filter(|places| *places <= MOST_PLACES).ok_or_else(|| too_many_places(span))?;
                let numerator = match self.number(number)? {
                    Ratio { numerator, denominator: None } => coarser(numerator, places, Number::Round, span)?,
                    Ratio { numerator, denominator: Some(by) } => quotient(numerator, by, places, span)?,
                };
                Ok(Ratio { numerator, denominator: None })
            }
            (Function::Percent, [only]) => {
                let ratio = self.number(only)?;
                Ok(Ratio { numerator: Quantity { percent: true, ..ratio.numerator }, denominator: ratio.denominator })
            }
            (Function::Remainder, _) => Err(wrong_arguments(expression, "remainder(x, 1000)")),
            (Function::FirstDigit, _) => Err(wrong_arguments(expression, "first_digit(x)")),
            (Function::Floor, _) => Err(wrong_arguments(expression, "floor(x)")),
            (Function::Round, _) => Err(wrong_arguments(expression, "round(x, 2)")),
            (Function::Abs, _) => Err(wrong_arguments(expression, "abs(x)")),
            (Function::Fraction, _) => Err(wrong_arguments(expression, "fraction(x)")),
            _ => Err(wrong_arguments(expression, "percent(x)")),
        }
    }

    /// `min(a, b, …)` and `max(a, b, …)` of numbers or of dates.
    pub(super) fn extreme(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Typed> {
        let span = expression.span;
        let few =
            || wrong_arguments(expression, if function == Function::Least { "min(a, b, …)" } else { "max(a, b, …)" });
        if arguments.len() < 2 {
            return Err(few());
        }
        let chosen = |a: Number, b: Number| match function {
            Function::Least => Number::Least(Box::new(a), Box::new(b)),
            _ => Number::Greatest(Box::new(a), Box::new(b)),
        };
        let (mut numbers, mut days) = (Vec::new(), Vec::new());
        for argument in arguments {
            match self.typed(argument)? {
                Typed::Number(ratio) if days.is_empty() => numbers.push(undivided(argument, ratio)?),
                Typed::Day(day) if numbers.is_empty() => days.push(day),
                other if days.is_empty() => return Err(mismatch(argument, "number", "عدد", &other)),
                other => return Err(mismatch(argument, "date", "تاریخ", &other)),
            }
        }
        if let Some(day) = balanced(days, |a, b| Ok(chosen(a, b)))? {
            return Ok(Typed::Day(day));
        }
        let numerator = balanced(numbers, |a, b| {
            let percent = a.percent;
            let (left, right, scale) = aligned(a, b, span)?;
            Ok(Quantity { number: chosen(left, right), scale, percent })
        })?;
        numerator.map(|numerator| Typed::Number(Ratio { numerator, denominator: None })).ok_or_else(few)
    }

    /// A number that is known when the rulebook is read.
    pub(super) fn constant(&mut self, expression: &Expr) -> Compiled<Scaled> {
        match self.quantity(expression)? {
            Quantity { number: Number::Constant(value), scale, .. } => Ok(Scaled::new(value, scale)),
            _ => Err(not_constant(expression)),
        }
    }
}

/// A number at fewer decimal places, by `Number::Floor` or `Number::Round`.
fn coarser(quantity: Quantity, places: u32, step: fn(Box<Number>, i128) -> Number, span: Span) -> Compiled<Quantity> {
    let Quantity { number, scale, percent } = quantity;
    if scale <= places {
        return Ok(Quantity { number, scale, percent });
    }
    let by = power_of_ten(scale.saturating_sub(places)).ok_or_else(|| too_fine(span))?;
    Ok(Quantity { number: step(Box::new(number), by), scale: places, percent })
}

/// A quotient at a number of decimal places.
fn quotient(above: Quantity, below: Quantity, places: u32, span: Span) -> Compiled<Quantity> {
    let percent = above.percent;
    // Integers whose quotient is counted in the last of the places.
    let finer = below.scale.saturating_add(places);
    let (above_scale, below_scale) =
        (above.scale.max(finer), below.scale.saturating_add(above.scale.saturating_sub(finer)));
    let above = rescaled(above, above_scale, span)?;
    let below = rescaled(below, below_scale, span)?;
    Ok(Quantity { number: Number::Quotient(Box::new(above), Box::new(below)), scale: places, percent })
}

pub(super) fn undivided(expression: &Expr, ratio: Ratio) -> Compiled<Quantity> {
    match ratio.denominator {
        None => Ok(ratio.numerator),
        Some(_) => Err(Mistake::new(
            "rulebook.division_here",
            expression.span,
            "تقسیم فقط در مقایسه و پیام می‌آید",
            "a division can only be compared or shown",
        )),
    }
}

/// a/b ± c/d = (a·d ± c·b) / b·d
pub(super) fn sum(operator: Operator, left: Ratio, right: Ratio, span: Span) -> Compiled<Ratio> {
    let percent = left.numerator.percent && right.numerator.percent;
    let denominator = both(left.denominator.clone(), right.denominator.clone(), span)?;
    let (a, c) = crossed(left, right, span)?;
    let (a, c, scale) = aligned(a, c, span)?;
    let number = match operator {
        Operator::Subtract => Number::Subtract(Box::new(a), Box::new(c)),
        _ => Number::Add(Box::new(a), Box::new(c)),
    };
    Ok(Ratio { numerator: Quantity { number, scale, percent }, denominator })
}

/// The two numerators over the common denominator.
pub(super) fn crossed(left: Ratio, right: Ratio, span: Span) -> Compiled<(Quantity, Quantity)> {
    let a = match right.denominator {
        Some(denominator) => product(left.numerator, denominator, span)?,
        None => left.numerator,
    };
    let c = match left.denominator {
        Some(denominator) => product(right.numerator, denominator, span)?,
        None => right.numerator,
    };
    Ok((a, c))
}

/// The integers of two quantities at the finer of their scales.
pub(super) fn aligned(left: Quantity, right: Quantity, span: Span) -> Compiled<(Number, Number, u32)> {
    let scale = left.scale.max(right.scale);
    Ok((rescaled(left, scale, span)?, rescaled(right, scale, span)?, scale))
}

pub(super) fn product(left: Quantity, right: Quantity, span: Span) -> Compiled<Quantity> {
    let scale = left.scale.saturating_add(right.scale);
    if scale > FINEST {
        return Err(too_fine(span));
    }
    let percent = false;
    let number = match (left.number, right.number) {
        (Number::Constant(a), Number::Constant(b)) => Number::Constant(a.checked_mul(b).ok_or_else(|| too_fine(span))?),
        (a, b) => Number::Multiply(Box::new(a), Box::new(b)),
    };
    Ok(Quantity { number, scale, percent })
}

fn rescaled(quantity: Quantity, scale: u32, span: Span) -> Compiled<Number> {
    let factor = power_of_ten(scale.saturating_sub(quantity.scale)).ok_or_else(|| too_fine(span))?;
    match quantity.number {
        number if factor == 1 => Ok(number),
        Number::Constant(value) => value.checked_mul(factor).map(Number::Constant).ok_or_else(|| too_fine(span)),
        number => Ok(Number::Multiply(Box::new(number), Box::new(Number::Constant(factor)))),
    }
}

fn both(left: Option<Quantity>, right: Option<Quantity>, span: Span) -> Compiled<Option<Quantity>> {
    match (left, right) {
        (Some(left), Some(right)) => product(left, right, span).map(Some),
        (left, right) => Ok(left.or(right)),
    }
}

pub(super) fn too_fine(span: Span) -> Mistake {
    Mistake::new(
        "rulebook.too_fine",
        span,
        "حاصل این محاسبه بیش از اندازه رقم دارد",
        "the result of this calculation has too many digits",
    )
}

fn too_many_places(span: Span) -> Mistake {
    Mistake::new(
        "rulebook.arguments",
        span,
        format!("گرد کردن تا ۰ تا {} رقم اعشار است", text::persian_digits(&MOST_PLACES.to_string())),
        format!("a number is rounded to 0 to {MOST_PLACES} decimal places"),
    )
}

fn not_positive(divisor: &Expr) -> Mistake {
    Mistake::new(
        "rulebook.division_by_zero",
        divisor.span,
        "مخرج می‌تواند صفر یا منفی باشد؛ در when یا if شرط کنید که بزرگ‌تر از صفر است",
        "the divisor can be zero or negative; require it to be above zero in `when` or `if`",
    )
    .suggest(Some("when = '… > 0'"))
}
