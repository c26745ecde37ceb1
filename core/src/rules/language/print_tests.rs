use super::*;
use crate::calendar::PersianDate;
use crate::rules::language::{Span, parse};

#[track_caller]
fn printed_as(text: &str, expected: &str) {
    let tree = parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"));
    assert_eq!(printed(&tree), expected);
    assert_eq!(parse(expected).unwrap(), tree, "{text}");
}

#[test]
fn only_needed_parentheses_stand() {
    printed_as("((spent))<=(allocated)", "spent <= allocated");
    printed_as("a+b+c+d", "a + b + c + d");
    printed_as("a - b - c + d", "a - b - c + d");
    printed_as("a - (b - c)", "a - (b - c)");
    printed_as("a + (b + c)", "a + (b + c)");
    printed_as("(a + b) + c", "a + b + c");
    printed_as("(a * b) / c * (d / e)", "a * b / c * (d / e)");
    printed_as("-(a + b) * -c", "-(a + b) * -c");
    printed_as("(a or b) and c or (d and e)", "(a or b) and c or d and e");
    printed_as("a and (if b then c)", "a and (if b then c)");
    printed_as("if (a and b) then (if c then (d or e))", "if a and b then if c then d or e");
    printed_as("if (if a then b) then c", "if (if a then b) then c");
}

#[test]
fn negations_are_written_as_people_read_them() {
    printed_as("not(a == b)", "not (a == b)");
    printed_as("not a == b", "not (a == b)");
    printed_as("not (a in (1,2))", "a not in (1, 2)");
    printed_as("not (a is missing)", "a is present");
    printed_as("a is not missing", "a is present");
    printed_as("not (a is present)", "not (a is present)");
    printed_as("not (code matches \"##|####\")", "code not matches \"##|####\"");
    printed_as("not (a is readable)", "a is not readable");
    printed_as("not (a between b and c)", "not (a between b and c)");
    printed_as("not (a and not done)", "not (a and not done)");
}

#[test]
fn literals_have_one_form() {
    printed_as("1000000 + 1_0_0_0 + 0012.500", "1_000_000 + 1000 + 12.5");
    printed_as("20% + 0.05% + 150٪", "20% + 0.05% + 150%");
    printed_as("day >= 1404-06-31", "day >= 1404-06-31");
    printed_as("kind   ==\n \"سرمایه‌ای\"", "kind == \"سرمایه‌ای\"");
    printed_as("9999999999999999999999.999999999999", "9_999_999_999_999_999_999_999.999999999999");
}

#[test]
fn calls_and_aggregates() {
    printed_as("within( a ,b, (1) )", "within(a, b, 1)");
    printed_as("min(a,b) + min(a of rows)", "min(a, b) + min(a of rows)");
    printed_as("count()", "count()");
    printed_as("count(where a>0 by b,c)", "count(where a > 0 by b, c)");
    printed_as(
        "sum((spent) of reported where (kind==\"capital\") by programme)",
        "sum(spent of reported where kind == \"capital\" by programme)",
    );
    printed_as(
        "prefix(code,2) in list.x and plan.y not in list.z",
        "prefix(code, 2) in list.x and plan.y not in list.z",
    );
}

/// The longest row of factors, and one in brackets before it.
#[test]
fn long_rows_of_factors() {
    let row = vec!["a"; MOST_FACTORS].join(" * ");
    printed_as(&row, &row);
    let two = format!("({row}) * b");
    printed_as(&two, &two);
}

/// A small generator of its own, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap().checked_rem(bound).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn tree(&mut self, height: usize) -> Expr {
        let kind = match height.checked_sub(1) {
            None => self.leaf(),
            Some(below) => self.node(below),
        };
        Expr { kind, span: Span { start: 0, end: 0 } }
    }

    fn name(&mut self) -> Name {
        let text = self.one(&["spent", "allocated", "kind", "ردیف", "x_1"]).to_owned();
        Name { text, span: Span { start: 0, end: 0 } }
    }

    fn leaf(&mut self) -> ExprKind {
        match self.below(7) {
            0 => {
                let (value, scale) = (i128::try_from(self.below(1 << 30)).unwrap(), self.one(&[0, 1, 2, 5]));
                ExprKind::Number { value: Scaled::new(value, scale), percent: self.below(3) == 0 }
            }
            1 => ExprKind::Text(self.one(&["", "capital", "##|####", "{a}", "it's"]).to_owned()),
            2 => ExprKind::Date(PersianDate::parse("1404-06-31").unwrap()),
            3 => ExprKind::Flag(self.below(2) == 0),
            4 => ExprKind::Path(self.one(&["plan", "param"]).to_owned(), self.name().text),
            _ => ExprKind::Name(self.name().text),
        }
    }

    fn node(&mut self, height: usize) -> ExprKind {
        let part = |random: &mut Self| {
            let height = if random.below(4) == 0 { 0 } else { height };
            Box::new(random.tree(height))
        };
        match self.below(24) {
            0 => ExprKind::Negate(part(self)),
            1..3 => ExprKind::Not(part(self)),
            3 => ExprKind::Implies(part(self), part(self)),
            4 => ExprKind::Between(part(self), part(self), part(self)),
            5 => ExprKind::In(part(self), List::Named(self.name())),
            6 => ExprKind::In(part(self), List::Literals(vec![*part(self), *part(self)])),
            7 => ExprKind::Matches(part(self), part(self)),
            8 => ExprKind::Missing(part(self)),
            9 => {
                let (_, function) = self.one(&Function::ALL);
                ExprKind::Call(function, (0..self.below(4)).map(|_| *part(self)).collect())
            }
            10 => {
                let measure = self.one(&[Measure::Sum, Measure::Count, Measure::Min, Measure::Max]);
                let by = (0..self.below(3)).map(|_| self.name()).collect::<Vec<_>>();
                let relation = (self.below(2) == 0).then(|| self.name());
                let mut filter = (self.below(2) == 0).then(|| *part(self));
                // Without a clause these are functions of one row.
                if matches!(measure, Measure::Min | Measure::Max) && by.is_empty() && relation.is_none() {
                    filter = Some(*part(self));
                }
                let argument = (self.below(3) != 0).then(|| *part(self));
                ExprKind::Aggregate(Box::new(Aggregate { measure, argument, relation, filter, by }))
            }
            _ => {
                let operators = [
                    Operator::Add,
                    Operator::Subtract,
                    Operator::Multiply,
                    Operator::Divide,
                    Operator::And,
                    Operator::Or,
                    Operator::Equal,
                    Operator::Differs,
                    Operator::Less,
                    Operator::AtMost,
                    Operator::Greater,
                    Operator::AtLeast,
                ];
                let operator = self.one(&operators);
                ExprKind::Binary(operator, part(self), part(self))
            }
        }
    }
}

#[test]
fn what_is_printed_reads_back_as_the_same_tree() {
    for seed in 0..20_000 {
        let mut random = Random(seed);
        let height = random.below(6);
        let tree = random.tree(height);
        let text = printed(&tree);
        match parse(&text) {
            Ok(read) => {
                assert_eq!(read, tree, "{seed}: {text}");
                assert_eq!(printed(&read), text, "{seed}");
            }
            Err(mistake) => panic!("{seed}: {text}: {mistake:?}"),
        }
    }
}

/// Trees of one operator alone, of every shape.
#[test]
fn chains_of_every_shape_read_back() {
    for seed in 0..5_000 {
        let mut random = Random(seed);
        let last = random.below(40);
        let mut items: Vec<Expr> = (0..=last)
            .map(|at| Expr { kind: ExprKind::Name(format!("x{at}")), span: Span { start: 0, end: 0 } })
            .collect();
        while items.len() > 1 {
            let at = random.below(items.len().saturating_sub(1));
            let (left, right) = (items.remove(at), items.remove(at));
            let operator = random.one(&[Operator::Add, Operator::Subtract]);
            items.insert(
                at,
                Expr {
                    kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)),
                    span: Span { start: 0, end: 0 },
                },
            );
        }
        let text = printed(&items[0]);
        assert_eq!(parse(&text).unwrap(), items[0], "{text}");
    }
}
