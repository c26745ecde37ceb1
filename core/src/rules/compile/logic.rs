//! Conditions.

use super::{Compiled, Scope, Typed, arithmetic, guard, mismatch, position_of, wrong_arguments};
use crate::ordered::Ordered as _;
use crate::rules::language::{Aggregate, Expr, ExprKind, Function, List, Measure, Mistake, Operator, balanced};
use crate::rules::plan::{Comparison, Logic, Number, Quantity, Ratio, TextTest, WordsSource};
use crate::scaled::Scaled;
use crate::text;

impl Scope<'_> {
    pub(super) fn logic(&mut self, expression: &Expr) -> Compiled<Logic> {
        match &expression.kind {
            ExprKind::Not(inner) => Ok(Logic::Not(Box::new(self.condition(inner)?))),
            ExprKind::Binary(Operator::And, left, right) => {
                let first = self.condition(left)?;
                let second = self.knowing(left, |scope| scope.condition(right))?;
                Ok(Logic::And(Box::new(first), Box::new(second)))
            }
            ExprKind::Binary(Operator::Or, left, right) => {
                Ok(Logic::Or(Box::new(self.condition(left)?), Box::new(self.condition(right)?)))
            }
            ExprKind::Implies(premise, conclusion) => {
                let premise_plan = self.condition(premise)?;
                let conclusion = self.knowing(premise, |scope| scope.condition(conclusion))?;
                Ok(Logic::Or(Box::new(Logic::Not(Box::new(premise_plan))), Box::new(conclusion)))
            }
            ExprKind::Between(item, low, high) => {
                let at_least = self.comparison(expression, Operator::AtLeast, item, low)?;
                let at_most = self.comparison(expression, Operator::AtMost, item, high)?;
                Ok(Logic::And(Box::new(at_least), Box::new(at_most)))
            }
            ExprKind::In(item, list) => self.membership(expression, item, list),
            ExprKind::Matches(item, pattern) => self.matches(item, pattern),
            ExprKind::Missing(item) => self.missing(item),
            ExprKind::Readable(item) => match self.cell(item)? {
                Some(slot) => Ok(Logic::Readable(slot)),
                None => Ok(Logic::Constant(true)),
            },
            _ => self.condition(expression),
        }
    }

    pub(super) fn comparison(
        &mut self,
        expression: &Expr,
        operator: Operator,
        left: &Expr,
        right: &Expr,
    ) -> Compiled<Logic> {
        let (a, b) = (self.typed(left)?, self.typed(right)?);
        match (a, b) {
            (Typed::Number(a), Typed::Number(b)) => compare_numbers(expression, operator, a, b),
            (Typed::Words(a), Typed::Words(b)) => {
                let equal = equality(expression, operator)?;
                let test = |text: &str| TextTest::Among([text::fold(text)].into_iter().ordered());
                let logic = match (&a.source, &b.source) {
                    (_, WordsSource::Constant(text)) => Logic::Text { test: test(text), words: a },
                    (WordsSource::Constant(text), _) => Logic::Text { test: test(text), words: b },
                    _ => return Ok(Logic::Texts { equal, left: a, right: b }),
                };
                Ok(if equal { logic } else { Logic::Not(Box::new(logic)) })
            }
            (Typed::Day(a), Typed::Day(b)) => Ok(compare_days(operator, a, b)),
            (Typed::Logic(a), Typed::Logic(b)) => {
                let equal = equality(expression, operator)?;
                for (side, logic) in [(left, &a), (right, &b)] {
                    if logic.compares_conditions() {
                        return Err(nested_comparison(side));
                    }
                }
                let same = Logic::Same(Box::new(a), Box::new(b));
                Ok(if equal { same } else { Logic::Not(Box::new(same)) })
            }
            (a, b) => {
                let (en, fa) = a.name();
                let mistake = mismatch(right, en, fa, &b);
                // `chapter == 1` where a code was meant.
                match (&a, &right.kind) {
                    (Typed::Words(_), ExprKind::Number { value, .. }) => {
                        Err(mistake.suggest(Some(&format!("\"{value}\""))))
                    }
                    _ => Err(mistake),
                }
            }
        }
    }

    /// `within(stated, computed, tolerance)` and `adds_up(total, part, …)`.
    pub(super) fn sum_check(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Logic> {
        match (function, arguments) {
            (Function::Within, [stated, computed, tolerance]) => {
                let (stated, computed) = (self.quantity(stated)?, self.quantity(computed)?);
                let tolerance = self.quantity(tolerance)?;
                within(expression, stated, computed, tolerance)
            }
            (Function::AddsUp, [total, first, others @ ..]) => {
                let total = self.quantity(total)?;
                let mut parts = vec![self.part(first)?];
                for other in others {
                    parts.push(self.part(other)?);
                }
                let plus = |a: Quantity, b: Quantity| {
                    arithmetic::sum(Operator::Add, exact(a), exact(b), expression.span).map(|ratio| ratio.numerator)
                };
                let summed = balanced(parts, |(a, m), (b, n)| Ok((plus(a, b)?, plus(m, n)?)))?;
                let (sum, parts) = summed.ok_or_else(|| wrong_arguments(expression, "adds_up(total, part, …)"))?;
                // n rounded parts and a rounded total are each at most half a unit off: (n + 1) / 2 units together.
                let figures =
                    arithmetic::sum(Operator::Add, exact(parts), exact(arithmetic::whole(1)), expression.span)?;
                let half = arithmetic::constant(Scaled::new(5, 1), false).numerator;
                let tolerance = arithmetic::product(figures.numerator, half, expression.span)?;
                within(expression, total, sum, tolerance)
            }
            (Function::Within, _) => Err(wrong_arguments(expression, "within(stated, computed, tolerance)")),
            _ => Err(wrong_arguments(expression, "adds_up(total, part, …)")),
        }
    }

    /// `unique(field, …)`.
    pub(super) fn unique(&mut self, expression: &Expr, arguments: &[Expr]) -> Compiled<Logic> {
        let (mut fields, mut slots) = (Vec::with_capacity(arguments.len()), Vec::with_capacity(arguments.len()));
        for argument in arguments {
            let ExprKind::Name(name) = &argument.kind else {
                return Err(wrong_arguments(expression, "unique(field, …)"));
            };
            let field = self.field_position(name, argument.span)?;
            if self.per.is_some() {
                return Err(within_group(expression));
            }
            // Read as well, so that a finding lists it.
            self.typed(argument)?;
            slots.extend(self.slots.iter().position(|slot| slot.relation.is_none() && slot.field == field));
            fields.push(field);
        }
        if fields.is_empty() {
            return Err(wrong_arguments(expression, "unique(field, …)"));
        }
        let position = position_of(&mut self.uniques, fields);
        Ok(Logic::Unique { position, slots })
    }

    /// A part of a sum, and how many rounded figures it is made of.
    fn part(&mut self, expression: &Expr) -> Compiled<(Quantity, Quantity)> {
        let count = match &expression.kind {
            ExprKind::Aggregate(aggregate) if aggregate.measure == Measure::Sum => {
                let counted = Aggregate { measure: Measure::Count, ..(**aggregate).clone() };
                match self.aggregate(&counted, expression.span)? {
                    Typed::Number(ratio) => ratio.numerator,
                    other => return Err(mismatch(expression, "number", "عدد", &other)),
                }
            }
            _ => arithmetic::whole(1),
        };
        Ok((self.quantity(expression)?, count))
    }

    fn membership(&mut self, expression: &Expr, item: &Expr, list: &List) -> Compiled<Logic> {
        match (self.typed(item)?, list) {
            (Typed::Words(words), List::InYear(name, year)) => self.in_year(words, name, year),
            (Typed::Words(words), list) => self.text_in(words, list),
            (Typed::Number(_) | Typed::Day(_), List::Literals(literals)) => {
                let same = |literal| self.comparison(expression, Operator::Equal, item, literal);
                let all = literals.iter().map(same).collect::<Compiled<Vec<Logic>>>()?;
                let any = balanced(all, |a, b| Ok(Logic::Or(Box::new(a), Box::new(b))))?;
                Ok(any.unwrap_or(Logic::Constant(false)))
            }
            (other, _) => Err(mismatch(item, "code", "کد", &other)),
        }
    }

    fn missing(&mut self, item: &Expr) -> Compiled<Logic> {
        let not = |logic| Ok(Logic::Not(Box::new(logic)));
        if let ExprKind::Name(name) = &item.kind
            && self.table.field(name).is_none()
            && let Ok(relation) = self.relation_named(name, item.span)
        {
            return not(Logic::Related(relation));
        }
        match self.cell(item)? {
            Some(slot) => not(Logic::Present(slot)),
            None => Ok(Logic::Constant(false)),
        }
    }

    /// The cell whose state is asked for; none for a constant text.
    fn cell(&mut self, item: &Expr) -> Compiled<Option<usize>> {
        match self.typed(item)? {
            Typed::Number(Ratio { numerator: Quantity { number: Number::Slot(slot), .. }, denominator: None })
            | Typed::Day(Number::Date(slot))
            | Typed::Logic(Logic::Flag(slot)) => Ok(Some(slot)),
            Typed::Words(words) => match words.source {
                WordsSource::Slot(slot) => Ok(Some(slot)),
                WordsSource::Constant(_) => Ok(None),
            },
            _ => Err(Mistake::new(
                "rulebook.not_a_field",
                item.span,
                "«is missing» و «is readable» فقط برای یک فیلد است و «is missing» برای رابطه هم",
                "`is missing` and `is readable` are for a field, `is missing` for a relation too",
            )),
        }
    }

    fn knowing<T>(&mut self, fact: &Expr, compile: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.facts.len();
        self.facts.extend(guard::conjuncts(&self.whole(fact)));
        let compiled = compile(self);
        self.facts.truncate(before);
        compiled
    }
}

/// What each comparison of conditions asks of both its sides doubles with every one that stands inside another.
fn nested_comparison(expression: &Expr) -> Mistake {
    Mistake::new(
        "rulebook.too_deep",
        expression.span,
        "مقایسه دو شرط درون مقایسه دو شرط پذیرفته نیست؛ با and و or بنویسید",
        "a comparison of conditions inside another is not accepted: use `and` and `or`",
    )
}

fn within_group(expression: &Expr) -> Mistake {
    Mistake::new(
        "rulebook.not_per_group",
        expression.span,
        "unique برای یک سطر است؛ در قاعده‌ای که برای هر گروه یک بار داوری می‌شود count بنویسید",
        "`unique` is about a row: a rule that is judged once for each group counts instead",
    )
    .suggest(Some("count(by …) == 1"))
}

fn exact(numerator: Quantity) -> Ratio {
    Ratio { numerator, denominator: None }
}

fn within(expression: &Expr, stated: Quantity, computed: Quantity, tolerance: Quantity) -> Compiled<Logic> {
    let shown = Box::new((stated.clone(), computed.clone()));
    let difference = arithmetic::sum(Operator::Subtract, exact(stated), exact(computed), expression.span)?.numerator;
    let size = Quantity { number: Number::Abs(Box::new(difference.number)), ..difference };
    let (left, right, _) = arithmetic::aligned(size, tolerance, expression.span)?;
    Ok(Logic::Numbers { comparison: Comparison::AtMost, left, right, shown })
}

/// Compared by cross-multiplication: a divisor is above zero by the guard's proof, so the direction stays.
fn compare_numbers(expression: &Expr, operator: Operator, left: Ratio, right: Ratio) -> Compiled<Logic> {
    let (a, b) = arithmetic::crossed(left, right, expression.span)?;
    let shown = Box::new((a.clone(), b.clone()));
    let (a, b, _) = arithmetic::aligned(a, b, expression.span)?;
    let (comparison, left, right) = oriented(operator, a, b);
    Ok(Logic::Numbers { comparison, left, right, shown })
}

fn compare_days(operator: Operator, a: Number, b: Number) -> Logic {
    let (comparison, left, right) = oriented(operator, a, b);
    Logic::Days { comparison, left, right }
}

/// A comparison by `<` or `<=`, its sides turned where it was stated by `>` or `>=`.
fn oriented<T>(operator: Operator, a: T, b: T) -> (Comparison, T, T) {
    match operator {
        Operator::Equal => (Comparison::Equal, a, b),
        Operator::Differs => (Comparison::Differs, a, b),
        Operator::Less => (Comparison::Less, a, b),
        Operator::Greater => (Comparison::Less, b, a),
        Operator::AtLeast => (Comparison::AtMost, b, a),
        _ => (Comparison::AtMost, a, b),
    }
}

fn equality(expression: &Expr, operator: Operator) -> Compiled<bool> {
    match operator {
        Operator::Equal => Ok(true),
        Operator::Differs => Ok(false),
        _ => Err(Mistake::new(
            "rulebook.type_mismatch",
            expression.span,
            format!("متن و کد با {} مقایسه نمی‌شود", operator.sign()),
            format!("text and codes are not ordered: `{}` does not apply", operator.sign()),
        )
        .suggest(Some("=="))),
    }
}
