//! Tokens to tree: one function a line of the grammar, bounded in length and depth.

use super::balance::balanced;
use super::cursor::Parser;
use super::lexer::{TokenKind, tokens};
use super::meant::meant;
use super::{Aggregate, Expr, ExprKind, Function, List, Measure, Mistake, Operator, Span};
use crate::text;

/// The longest text of an expression, in bytes.
const LONGEST: usize = 8_192;
/// The most tokens of an expression.
const MOST_TOKENS: usize = 1_000;
/// The most factors of one product: it is as tall a tree as it is long.
const MOST_FACTORS: usize = 32;
/// The deepest nesting of an expression.
const DEEPEST: usize = 48;
/// The tallest tree: all that compile and evaluate a rule do it by recursion, also on the small stack of a browser.
pub(crate) const TALLEST: usize = 64;
/// Words that are not names.
pub(super) const WORDS: [&str; 18] = [
    "if", "then", "and", "or", "not", "in", "between", "is", "missing", "present", "matches", "true", "false", "of",
    "where", "by", "list", "param",
];

type Parsed = Result<Expr, Mistake>;

/// The tree of an expression.
pub(crate) fn parse(text: &str) -> Parsed {
    tree(text).map_err(|mistake| meant(text, mistake))
}

fn tree(text: &str) -> Parsed {
    let too_long = |most: usize, fa: &str, en: &str| {
        Mistake::new(
            "rulebook.too_long",
            Span { start: 0, end: 0 },
            format!("عبارت بیش از {most} {fa} دارد"),
            format!("the expression has more than {most} {en}"),
        )
    };
    if text.len() > LONGEST {
        return Err(too_long(LONGEST, "بایت", "bytes"));
    }
    let tokens = tokens(text)?;
    if tokens.len() > MOST_TOKENS {
        return Err(too_long(MOST_TOKENS, "واژه و نشانه", "words and signs"));
    }
    let mut parser = Parser { tokens: &tokens, position: 0, depth: 0, end: text.len() };
    let expression = parser.expression()?;
    match parser.peek() {
        None if expression.height() > TALLEST => Err(parser.too_deep()),
        None => Ok(expression),
        Some(token) => Err(parser.unexpected(token.span, "an operator or the end", "عملگر یا پایان عبارت")),
    }
}

impl Parser<'_> {
    fn expression(&mut self) -> Parsed {
        self.deeper(|parser| {
            let start = parser.here();
            if !parser.word("if") {
                return parser.either();
            }
            let premise = parser.either()?;
            parser.expect_word("then")?;
            let conclusion = parser.expression()?;
            let span = start.to(conclusion.span);
            Ok(Expr { kind: ExprKind::Implies(Box::new(premise), Box::new(conclusion)), span })
        })
    }

    fn either(&mut self) -> Parsed {
        let mut all = vec![self.both()?];
        while self.word("or") {
            all.push(self.both()?);
        }
        self.joined(all, Operator::Or)
    }

    fn both(&mut self) -> Parsed {
        let mut all = vec![self.negation()?];
        while self.word("and") {
            all.push(self.negation()?);
        }
        self.joined(all, Operator::And)
    }

    fn negation(&mut self) -> Parsed {
        self.deeper(|parser| {
            let start = parser.here();
            if parser.word("not") { Ok(not(start, parser.negation()?)) } else { parser.comparison() }
        })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if let Some(operator) = self.comparison_sign() {
            let compared = binary(operator, left, self.sum()?);
            return match self.comparison_sign() {
                None => Ok(compared),
                Some(_) => Err(Mistake::new(
                    "rulebook.syntax",
                    compared.span,
                    "دو مقایسه پشت سر هم؛ آن‌ها را با and جدا کنید",
                    "two comparisons in a row; join them with `and`",
                )
                .suggest(Some("a <= b and b <= c"))),
            };
        }
        let start = left.span;
        if self.word("between") {
            let low = self.sum()?;
            self.expect_word("and")?;
            let high = self.sum()?;
            let span = start.to(high.span);
            return Ok(Expr { kind: ExprKind::Between(Box::new(left), Box::new(low), Box::new(high)), span });
        }
        if self.word("is") {
            return self.state(start, left);
        }
        let negated = self.followed_by("not", &["in", "matches"]) && self.word("not");
        let tested = if self.word("in") {
            let list = self.list()?;
            ExprKind::In(Box::new(left), list)
        } else if self.word("matches") {
            let pattern = self.factor()?;
            ExprKind::Matches(Box::new(left), Box::new(pattern))
        } else {
            return Ok(left);
        };
        let tested = Expr { kind: tested, span: start.to(self.before()) };
        Ok(if negated { not(start, tested) } else { tested })
    }

    /// What follows `is`.
    fn state(&mut self, start: Span, item: Expr) -> Parsed {
        const STATES: [&str; 3] = ["missing", "present", "readable"];
        let negated = self.word("not");
        let word = self.name("`missing`, `present` or `readable`", "`missing`، `present` یا `readable`")?;
        let span = start.to(word.span);
        let (kind, negated) = match word.text.as_str() {
            "missing" => (ExprKind::Missing(Box::new(item)), negated),
            "present" => (ExprKind::Missing(Box::new(item)), !negated),
            "readable" => (ExprKind::Readable(Box::new(item)), negated),
            other => {
                let expected = "`missing`, `present` or `readable`";
                let mistake = self.unexpected(word.span, expected, "`missing`، `present` یا `readable`");
                return Err(mistake.suggest(text::closest(other, STATES)));
            }
        };
        let tested = Expr { kind, span };
        Ok(if negated { not(start, tested) } else { tested })
    }

    fn list(&mut self) -> Result<List, Mistake> {
        if self.word("list") {
            self.expect_sign(".")?;
            let name = self.name("a list's name", "نام فهرست")?;
            let year = if self.word("for") { Some(self.sum()?) } else { None };
            return Ok(match year {
                Some(year) => List::InYear(name, Box::new(year)),
                None => List::Named(name),
            });
        }
        self.expect_sign("(")?;
        let mut literals = vec![self.sum()?];
        while self.sign(",") {
            literals.push(self.sum()?);
        }
        self.expect_sign(")")?;
        Ok(List::Literals(literals))
    }

    fn sum(&mut self) -> Parsed {
        let mut terms = vec![(Operator::Add, self.product()?)];
        loop {
            let operator = if self.sign("+") {
                Operator::Add
            } else if self.sign("-") {
                Operator::Subtract
            } else {
                break;
            };
            terms.push((operator, self.product()?));
        }
        // a - b - c + d = (a - b) - (c - d)
        let joined = balanced(terms, |(sign, left), (next, right)| {
            let inner = if sign == next { Operator::Add } else { Operator::Subtract };
            Ok((sign, binary(inner, left, right)))
        })?;
        joined.map(|(_, sum)| sum).ok_or_else(|| self.unexpected(self.here(), "a value", "مقدار"))
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.factor()?;
        for _ in 0..MOST_FACTORS {
            let operator = if self.sign("*") {
                Operator::Multiply
            } else if self.sign("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = binary(operator, left, self.factor()?);
        }
        Err(self.too_deep())
    }

    fn factor(&mut self) -> Parsed {
        let Some(token) = self.peek() else {
            return Err(self.unexpected(self.here(), "a value", "مقدار"));
        };
        let span = token.span;
        let kind = match &token.kind {
            TokenKind::Number { value, percent } => ExprKind::Number { value: *value, percent: *percent },
            TokenKind::Text(text) => ExprKind::Text(text.clone()),
            TokenKind::Date(date) => ExprKind::Date(*date),
            TokenKind::Sign("-") => {
                self.advance();
                let inner = self.deeper(Self::factor)?;
                let span = span.to(inner.span);
                return Ok(Expr { kind: ExprKind::Negate(Box::new(inner)), span });
            }
            TokenKind::Sign("(") => {
                self.advance();
                let inner = self.expression()?;
                self.expect_sign(")")?;
                return Ok(Expr { kind: inner.kind, span: span.to(self.before()) });
            }
            TokenKind::Name(name) => match name.as_str() {
                "true" => ExprKind::Flag(true),
                "false" => ExprKind::Flag(false),
                "param" => return self.path(),
                word if WORDS.contains(&word) => return Err(self.unexpected(span, "a value", "مقدار")),
                _ if self.next_is_sign("(") => return self.call(),
                _ => return self.path(),
            },
            TokenKind::Sign(_) => return Err(self.unexpected(span, "a value", "مقدار")),
        };
        self.advance();
        Ok(Expr { kind, span })
    }

    fn path(&mut self) -> Parsed {
        let first = self.name("a name", "نام")?;
        if !self.sign(".") {
            return Ok(Expr { kind: ExprKind::Name(first.text), span: first.span });
        }
        let second = self.name("a field's name", "نام فیلد")?;
        Ok(Expr { span: first.span.to(second.span), kind: ExprKind::Path(first.text, second.text) })
    }

    fn call(&mut self) -> Parsed {
        let name = self.name("a function", "تابع")?;
        self.expect_sign("(")?;
        match Measure::named(&name.text) {
            // `min(a, b)` compares values of one row, `min(a of …)` or `min(a by …)` rows with each other.
            Some(Measure::Min | Measure::Max) if !self.is_aggregate() => {}
            Some(measure) => return self.aggregate(name.span, measure),
            None => {}
        }
        let Some(function) = Function::named(&name.text) else {
            let known = Function::ALL.iter().map(|(known, _)| *known);
            let known = known.chain(Measure::ALL.iter().map(|(known, _)| *known));
            return Err(Mistake::new(
                "rulebook.unknown_function",
                name.span,
                format!("تابعی به نام «{}» نیست", name.text),
                format!("unknown function `{}`", name.text),
            )
            .suggest(text::closest(&name.text, known)));
        };
        let mut arguments = Vec::new();
        if !self.sign(")") {
            arguments.push(self.expression()?);
            while self.sign(",") {
                arguments.push(self.expression()?);
            }
            self.expect_sign(")")?;
        }
        Ok(Expr { kind: ExprKind::Call(function, arguments), span: name.span.to(self.before()) })
    }

    fn aggregate(&mut self, start: Span, measure: Measure) -> Parsed {
        let starts_with_clause = ["of", "where", "by"].iter().any(|word| self.next_is_word(word));
        let argument = if starts_with_clause || self.next_is_closing() { None } else { Some(self.expression()?) };
        let relation = if self.word("of") { Some(self.name("a relation", "رابطه")?) } else { None };
        let filter = if self.word("where") { Some(self.expression()?) } else { None };
        let mut by = Vec::new();
        if self.word("by") {
            by.push(self.name("a field's name", "نام فیلد")?);
            while self.sign(",") {
                by.push(self.name("a field's name", "نام فیلد")?);
            }
        }
        self.expect_sign(")")?;
        let aggregate = Aggregate { measure, argument, relation, filter, by };
        Ok(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), span: start.to(self.before()) })
    }

    /// Whether the call that has just been opened has an `of`, `where` or `by` at its own level.
    fn is_aggregate(&self) -> bool {
        let mut open = 0_usize;
        for token in self.tokens.iter().skip(self.position) {
            match &token.kind {
                TokenKind::Sign("(") => open = open.saturating_add(1),
                TokenKind::Sign(")") if open == 0 => return false,
                TokenKind::Sign(")") => open = open.saturating_sub(1),
                TokenKind::Name(name) if open == 0 && ["of", "where", "by"].contains(&name.as_str()) => return true,
                _ => {}
            }
        }
        false
    }

    fn comparison_sign(&mut self) -> Option<Operator> {
        let operators = [
            Operator::Equal,
            Operator::Differs,
            Operator::AtMost,
            Operator::AtLeast,
            Operator::Less,
            Operator::Greater,
        ];
        operators.into_iter().find(|operator| self.sign(operator.sign()))
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            return Err(self.too_deep());
        }
        let parsed = parse(self);
        self.depth = self.depth.saturating_sub(1);
        parsed
    }

    fn too_deep(&self) -> Mistake {
        Mistake::new(
            "rulebook.too_deep",
            self.here(),
            format!("عبارت بیش از {DEEPEST} لایه تودرتو، {MOST_FACTORS} ضریب پیاپی یا {TALLEST} گام روی هم دارد"),
            format!(
                "the expression is nested deeper than {DEEPEST} levels, has more than {MOST_FACTORS} factors in a row or more \
                 than {TALLEST} steps one upon another"
            ),
        )
    }

    fn joined(&self, all: Vec<Expr>, operator: Operator) -> Parsed {
        let joined = balanced(all, |left, right| Ok(binary(operator, left, right)))?;
        joined.ok_or_else(|| self.unexpected(self.here(), "a value", "مقدار"))
    }
}

fn binary(operator: Operator, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

fn not(start: Span, inner: Expr) -> Expr {
    let span = start.to(inner.span);
    Expr { kind: ExprKind::Not(Box::new(inner)), span }
}
