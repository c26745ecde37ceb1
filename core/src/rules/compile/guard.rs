//! Proves that a divisor is above zero from what is known where it stands.

use crate::rules::declarations::{Constant, Declarations};
use crate::rules::language::{Expr, ExprKind, Operator};
use crate::scaled::Scaled;

/// Whether an expression is above zero wherever the facts hold.
pub(super) fn is_positive(expression: &Expr, facts: &[Expr], declared: &Declarations) -> bool {
    let stated = || facts.iter().any(|fact| states_positive(fact, expression, declared));
    if constant(expression, declared).is_some_and(|value| Scaled::ZERO < value) || stated() {
        return true;
    }
    match &expression.kind {
        ExprKind::Binary(Operator::Multiply | Operator::Divide, left, right) => {
            is_positive(left, facts, declared) && is_positive(right, facts, declared)
        }
        ExprKind::Binary(Operator::Add, left, right) if is_positive(left, facts, declared) => {
            is_positive(right, facts, declared)
        }
        _ => false,
    }
}

/// The conditions that must all hold for this one to hold.
pub(crate) fn conjuncts(condition: &Expr) -> Vec<Expr> {
    match &condition.kind {
        ExprKind::Binary(Operator::And, left, right) => {
            let mut all = conjuncts(left);
            all.extend(conjuncts(right));
            all
        }
        _ => vec![condition.clone()],
    }
}

fn states_positive(fact: &Expr, expression: &Expr, declared: &Declarations) -> bool {
    let bound = |limit: &Expr, strict: bool| {
        constant(limit, declared).is_some_and(|limit| if strict { Scaled::ZERO <= limit } else { Scaled::ZERO < limit })
    };
    match &fact.kind {
        ExprKind::Binary(Operator::Greater, left, right) if **left == *expression => bound(right, true),
        ExprKind::Binary(Operator::AtLeast, left, right) if **left == *expression => bound(right, false),
        ExprKind::Binary(Operator::Less, left, right) if **right == *expression => bound(left, true),
        ExprKind::Binary(Operator::AtMost, left, right) if **right == *expression => bound(left, false),
        ExprKind::Between(item, low, _) if **item == *expression => bound(low, false),
        _ => false,
    }
}

fn constant(expression: &Expr, declared: &Declarations) -> Option<Scaled> {
    match &expression.kind {
        ExprKind::Number { value, .. } => Some(*value),
        ExprKind::Path(first, name) if first == "param" => match &declared.parameters.get(name)?.value {
            Constant::Number { value, .. } => Some(*value),
            _ => None,
        },
        _ => None,
    }
}
