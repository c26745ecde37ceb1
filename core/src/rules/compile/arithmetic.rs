//! Numbers: scales are aligned here, quotients are kept as numerator and denominator.

use super::{Compiled, Scope, Typed, guard, mismatch, wrong_arguments};
use crate::rules::language::{Expr, Function, Mistake, Operator, Span, balanced};
use crate::rules::plan::{Number, Quantity, Ratio};
use crate::scaled::{Scaled, power_of_ten};

/// No product may have more decimal places than this.
const FINEST: u32 = 24;

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
                let (left, right) = (self.number(left)?, self.number(right)?);
                sum(operator, left, right, span).map(Typed::Number)
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
            (Function::Percent, [only]) => {
                let ratio = self.number(only)?;
                Ok(Ratio { numerator: Quantity { percent: true, ..ratio.numerator }, denominator: ratio.denominator })
            }
            (Function::Least | Function::Greatest, [first, others @ ..]) if !others.is_empty() => {
                let mut all = vec![self.quantity(first)?];
                for other in others {
                    all.push(self.quantity(other)?);
                }
                let chosen = balanced(all, |a, b| {
                    let percent = a.percent;
                    let (left, right, scale) = aligned(a, b, span)?;
                    let number = match function {
                        Function::Least => Number::Least(Box::new(left), Box::new(right)),
                        _ => Number::Greatest(Box::new(left), Box::new(right)),
                    };
                    Ok(Quantity { number, scale, percent })
                })?;
                let numerator = chosen.ok_or_else(|| wrong_arguments(expression, "min(a, b, …)"))?;
                Ok(Ratio { numerator, denominator: None })
            }
            (Function::Abs, _) => Err(wrong_arguments(expression, "abs(x)")),
            (Function::Fraction, _) => Err(wrong_arguments(expression, "fraction(x)")),
            (Function::Percent, _) => Err(wrong_arguments(expression, "percent(x)")),
            _ => Err(wrong_arguments(expression, "min(a, b, …)")),
        }
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

fn too_fine(span: Span) -> Mistake {
    Mistake::new(
        "rulebook.too_fine",
        span,
        "حاصل این محاسبه بیش از اندازه رقم دارد",
        "the result of this calculation has too many digits",
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
