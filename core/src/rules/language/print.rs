//! Tree to text: the one way in which an expression is written.
//!
//! Reading what is printed gives the same tree. Parentheses stand only where the tree would change without them, and
//! around a condition under `not`, where people would misread it.

use super::{Aggregate, Expr, ExprKind, Function, List, Measure, Name, Operator};
use crate::scaled::Scaled;

/// The most factors that are read in one row.
const MOST_FACTORS: usize = 32;
/// In a tree that is taller, parentheses for the reader's sake alone could nest it deeper than can be read back.
const TALL: usize = 15;

/// The text of an expression, with one space around operators and the fewest parentheses.
pub(crate) fn printed(expression: &Expr) -> String {
    let mut printer = Printer { out: String::new(), clear: expression.height() <= TALL };
    printer.expression(expression, Level::Whole);
    printer.out
}

/// The same text on several lines: one for each condition that `and` or `or` joins at the top.
pub(crate) fn printed_lines(expression: &Expr) -> Vec<String> {
    let ExprKind::Binary(operator @ (Operator::And | Operator::Or), ..) = &expression.kind else {
        return vec![printed(expression)];
    };
    let clear = expression.height() <= TALL;
    let own = |part: &Expr| matches!(&part.kind, ExprKind::Binary(found, ..) if found == operator);
    let tighter = if *operator == Operator::And { Level::Negation } else { Level::Both };
    let mut items = Vec::new();
    chain(expression, usize::MAX, &own, false, &mut items);
    let mut lines = Vec::with_capacity(items.len());
    for (_, item) in items {
        let mut printer = Printer { out: String::new(), clear };
        if !lines.is_empty() {
            printer.word(operator.sign());
            printer.word(" ");
        }
        printer.expression(item, tighter);
        lines.push(printer.out);
    }
    lines
}

/// How tightly a construct binds, looser before tighter: the lines of the grammar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Whole,
    Either,
    Both,
    Negation,
    Comparison,
    Sum,
    Product,
    Factor,
}

impl Level {
    fn of(expression: &Expr) -> Self {
        match &expression.kind {
            ExprKind::Implies(..) => Self::Whole,
            ExprKind::Binary(operator, ..) => match operator {
                Operator::Or => Self::Either,
                Operator::And => Self::Both,
                Operator::Add | Operator::Subtract => Self::Sum,
                Operator::Multiply | Operator::Divide => Self::Product,
                Operator::Equal
                | Operator::Differs
                | Operator::Less
                | Operator::AtMost
                | Operator::Greater
                | Operator::AtLeast => Self::Comparison,
            },
            // `a not in (…)`, `a is present`: the `not` stands inside.
            ExprKind::Not(inner) if has_own_negative(inner) => Self::Comparison,
            ExprKind::Not(_) => Self::Negation,
            ExprKind::Between(..)
            | ExprKind::In(..)
            | ExprKind::Matches(..)
            | ExprKind::Missing(_)
            | ExprKind::Readable(_) => Self::Comparison,
            // Numbers below zero are never read as one; printed with their sign they are a negation.
            ExprKind::Number { .. }
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Flag(_)
            | ExprKind::Name(_)
            | ExprKind::Path(..)
            | ExprKind::Negate(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => Self::Factor,
        }
    }
}

/// Whether the language has a negative form of its own for a condition.
fn has_own_negative(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::In(..) | ExprKind::Matches(..) | ExprKind::Missing(_) | ExprKind::Readable(_))
}

struct Printer {
    out: String,
    /// Whether parentheses may stand where they only help the reader.
    clear: bool,
}

impl Printer {
    /// An expression where one of at least this level may stand.
    fn expression(&mut self, expression: &Expr, least: Level) {
        if Level::of(expression) < least {
            self.word("(");
            self.bare(expression);
            self.word(")");
        } else {
            self.bare(expression);
        }
    }

    fn bare(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Number { value, percent } => self.number(*value, *percent),
            ExprKind::Text(text) => {
                self.word("\"");
                self.word(text);
                self.word("\"");
            }
            ExprKind::Date(date) => self.word(&date.to_string()),
            ExprKind::Flag(flag) => self.word(if *flag { "true" } else { "false" }),
            ExprKind::Name(name) => self.word(name),
            ExprKind::Path(first, second) => {
                self.word(first);
                self.word(".");
                self.word(second);
            }
            ExprKind::Negate(inner) => {
                self.word("-");
                self.expression(inner, Level::Factor);
            }
            ExprKind::Not(inner) => self.not(inner),
            ExprKind::Binary(operator, left, right) => self.binary(expression, *operator, left, right),
            ExprKind::Implies(premise, conclusion) => {
                self.word("if ");
                self.expression(premise, Level::Either);
                self.word(" then ");
                self.expression(conclusion, Level::Whole);
            }
            ExprKind::Between(item, low, high) => {
                self.expression(item, Level::Sum);
                self.word(" between ");
                self.expression(low, Level::Sum);
                self.word(" and ");
                self.expression(high, Level::Sum);
            }
            ExprKind::In(..) | ExprKind::Matches(..) | ExprKind::Missing(_) | ExprKind::Readable(_) => {
                self.test(expression, false);
            }
            ExprKind::Call(function, arguments) => self.call(*function, arguments),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    fn not(&mut self, inner: &Expr) {
        if has_own_negative(inner) {
            return self.test(inner, true);
        }
        self.word("not ");
        // `not a == b` is read as `not (a == b)`, but not by everyone.
        let level = Level::of(inner);
        let clear = self.clear && level == Level::Comparison;
        self.expression(inner, if clear { Level::Factor } else { Level::Negation });
    }

    /// A condition that has a negative form.
    fn test(&mut self, condition: &Expr, negated: bool) {
        match &condition.kind {
            ExprKind::In(item, list) => {
                self.expression(item, Level::Sum);
                self.word(if negated { " not in " } else { " in " });
                match list {
                    List::Named(name) => {
                        self.word("list.");
                        self.word(&name.text);
                    }
                    List::InYear(name, year) => {
                        self.word("list.");
                        self.word(&name.text);
                        self.word(" for ");
                        self.expression(year, Level::Sum);
                    }
                    List::Literals(literals) => {
                        self.word("(");
                        self.listed(literals, Level::Sum);
                        self.word(")");
                    }
                }
            }
            ExprKind::Matches(item, pattern) => {
                self.expression(item, Level::Sum);
                self.word(if negated { " not matches " } else { " matches " });
                self.expression(pattern, Level::Factor);
            }
            ExprKind::Missing(item) => {
                self.expression(item, Level::Sum);
                self.word(if negated { " is present" } else { " is missing" });
            }
            ExprKind::Readable(item) => {
                self.expression(item, Level::Sum);
                self.word(if negated { " is not readable" } else { " is readable" });
            }
            _ => self.bare(condition),
        }
    }

    fn binary(&mut self, expression: &Expr, operator: Operator, left: &Expr, right: &Expr) {
        match operator {
            Operator::And | Operator::Or => {
                let mut items = Vec::new();
                let own = |part: &Expr| matches!(&part.kind, ExprKind::Binary(found, ..) if *found == operator);
                chain(expression, usize::MAX, &own, false, &mut items);
                let tighter = if operator == Operator::And { Level::Negation } else { Level::Both };
                for (position, (_, item)) in items.into_iter().enumerate() {
                    if position != 0 {
                        self.sign(operator);
                    }
                    self.expression(item, tighter);
                }
            }
            Operator::Add | Operator::Subtract => {
                let mut items = Vec::new();
                let own = |part: &Expr| Level::of(part) == Level::Sum;
                chain(expression, usize::MAX, &own, false, &mut items);
                for (position, (minus, item)) in items.into_iter().enumerate() {
                    if position != 0 {
                        self.sign(if minus { Operator::Subtract } else { Operator::Add });
                    }
                    self.expression(item, Level::Product);
                }
            }
            Operator::Multiply | Operator::Divide => {
                let long = MOST_FACTORS <= factors(left);
                self.expression(left, if long { Level::Factor } else { Level::Product });
                self.sign(operator);
                self.expression(right, Level::Factor);
            }
            Operator::Equal
            | Operator::Differs
            | Operator::Less
            | Operator::AtMost
            | Operator::Greater
            | Operator::AtLeast => {
                self.expression(left, Level::Sum);
                self.sign(operator);
                self.expression(right, Level::Sum);
            }
        }
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) {
        self.word(function.name());
        self.word("(");
        self.listed(arguments, Level::Whole);
        self.word(")");
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let Aggregate { measure, argument, relation, filter, by } = aggregate;
        self.word(measure.name());
        self.word("(");
        if let Some(argument) = argument {
            self.expression(argument, Level::Whole);
        }
        if let Some(relation) = relation {
            self.clause("of ");
            self.word(&relation.text);
        }
        if let Some(filter) = filter {
            self.clause("where ");
            self.expression(filter, Level::Whole);
        }
        for (position, Name { text, .. }) in by.iter().enumerate() {
            if position == 0 {
                self.clause("by ");
            } else {
                self.word(", ");
            }
            self.word(text);
        }
        self.word(")");
    }

    /// A word that is set off from what stands before it, if anything does.
    fn clause(&mut self, word: &str) {
        if !self.out.ends_with('(') {
            self.word(" ");
        }
        self.word(word);
    }

    fn listed(&mut self, items: &[Expr], least: Level) {
        for (position, item) in items.iter().enumerate() {
            if position != 0 {
                self.word(", ");
            }
            self.expression(item, least);
        }
    }

    /// Digits of the whole part in threes where there are more than four: `1_000_000`, `1404`.
    fn number(&mut self, value: Scaled, percent: bool) {
        let value = if percent { value.checked_mul(Scaled::from(100)).unwrap_or(value) } else { value };
        let written = value.to_string();
        let (whole, fraction) = written.split_once('.').map_or((written.as_str(), None), |(a, b)| (a, Some(b)));
        let digits = whole.chars().filter(char::is_ascii_digit).count();
        let mut left = digits;
        for character in whole.chars() {
            self.out.push(character);
            if character.is_ascii_digit() {
                left = left.saturating_sub(1);
                if digits > 4 && left != 0 && left % 3 == 0 {
                    self.out.push('_');
                }
            }
        }
        if let Some(fraction) = fraction {
            self.word(".");
            self.word(fraction);
        }
        if percent {
            self.word("%");
        }
    }

    fn sign(&mut self, operator: Operator) {
        self.word(" ");
        self.word(operator.sign());
        self.word(" ");
    }

    fn word(&mut self, word: &str) {
        self.out.push_str(word);
    }
}

impl Function {
    /// Its name in an expression.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| *name)
    }
}

impl Measure {
    /// Its name in an expression.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| *name)
    }
}

/// The items of the longest chain that is read as this tree, each with whether it is taken off: `a - b - c + d` stands
/// for `(a - b) - (c - d)`, because a long chain is read as a [balanced](super::balanced) tree. Such a tree of `n` items
/// has at its left a full tree of the largest power of two below `n`.
fn chain<'a>(tree: &'a Expr, most: usize, own: &dyn Fn(&Expr) -> bool, minus: bool, items: &mut Vec<(bool, &'a Expr)>) {
    match &tree.kind {
        ExprKind::Binary(operator, left, right) if own(tree) && 1 < most => {
            let left_items = full(left, own).min(most / 2);
            chain(left, left_items, own, minus, items);
            chain(right, left_items, own, minus != (*operator == Operator::Subtract), items);
        }
        _ => items.push((minus, tree)),
    }
}

/// The leaves of the tallest full tree of these operators at the top of a tree: a power of two.
fn full(tree: &Expr, own: &dyn Fn(&Expr) -> bool) -> usize {
    match &tree.kind {
        ExprKind::Binary(_, left, right) if own(tree) => full(left, own).min(full(right, own)).saturating_mul(2),
        _ => 1,
    }
}

/// How many factors stand in a row at the left of a product.
fn factors(tree: &Expr) -> usize {
    match &tree.kind {
        ExprKind::Binary(Operator::Multiply | Operator::Divide, left, _) => {
            let before = factors(left);
            if MOST_FACTORS <= before { 2 } else { before.saturating_add(1) }
        }
        _ => 1,
    }
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
