//! Names and types: turns the tree of an expression into a plan, or says what is wrong with it and where.

mod aggregate;
mod arithmetic;
mod dates;
mod guard;
mod logic;
mod message;
mod names;
mod words;

pub(crate) use guard::conjuncts;
pub(crate) use message::pieces;

use super::declarations::Declarations;
use super::language::{Expr, ExprKind, Function, Mistake, Operator, printed};
use super::plan::{AggregatePlan, Logic, Number, Ratio, Shown, Slot, Words};
use crate::calendar::PersianDate;
use crate::dataset::TableSchema;

/// What an expression is.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    Number(Ratio),
    Words(Words),
    /// A day number.
    Day(Number),
    Logic(Logic),
}

impl Typed {
    fn name(&self) -> (&'static str, &'static str) {
        match self {
            Self::Number(_) => ("number", "عدد"),
            Self::Words(_) => ("text", "متن یا کد"),
            Self::Day(_) => ("date", "تاریخ"),
            Self::Logic(_) => ("condition", "شرط"),
        }
    }

    /// The same value, to be shown or proposed.
    pub(crate) fn shown(self) -> Shown {
        match self {
            Self::Number(ratio) => Shown::Ratio(ratio),
            Self::Words(words) => Shown::Words(words),
            Self::Day(day) => Shown::Day(day),
            Self::Logic(logic) => Shown::Logic(logic),
        }
    }
}

type Compiled<T> = Result<T, Mistake>;

/// The rules of one table share a scope: what they read is listed once.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    declared: &'a Declarations,
    table: &'a TableSchema,
    pub(crate) slots: Vec<Slot>,
    pub(crate) aggregates: Vec<AggregatePlan>,
    pub(crate) uniques: Vec<Vec<usize>>,
    /// The fields by which rules group the rows that they judge.
    pub(crate) groups: Vec<Vec<usize>>,
    /// The fields of the rule that is judged once for each group of them; it may read nothing else of a row.
    pub(crate) per: Option<Vec<usize>>,
    /// Whether this is the inside of an aggregate, where no other may stand.
    pub(crate) aggregated: bool,
    /// What is known to be true where the expression is evaluated.
    facts: Vec<Expr>,
    /// Whether a missing figure counts as zero in the rule at hand.
    pub(crate) missing_as_zero: bool,
    /// Whether a division must be proven safe; a message may show a missing quotient instead.
    pub(crate) guarded: bool,
    /// How many parts definitions have added to the expressions of this table's rules.
    added: usize,
}

/// The most parts that definitions may add to the rules of one table.
const MOST_ADDED: usize = 1_000_000;

impl<'a> Scope<'a> {
    pub(crate) fn new(declared: &'a Declarations, table: &'a TableSchema) -> Self {
        Self {
            declared,
            table,
            slots: Vec::new(),
            aggregates: Vec::new(),
            uniques: Vec::new(),
            groups: Vec::new(),
            per: None,
            aggregated: false,
            facts: Vec::new(),
            missing_as_zero: false,
            guarded: true,
            added: 0,
        }
    }

    /// Takes what must hold before the next expressions are looked at.
    pub(crate) fn assume(&mut self, facts: &[Expr]) {
        self.facts = facts.iter().flat_map(|fact| conjuncts(&self.whole(fact))).collect();
    }

    /// Refuses an expression that is too large once definitions are put in their places, or with which all are.
    pub(crate) fn bounded(&mut self, expression: &Expr) -> Compiled<()> {
        let whole = self.declared.expanded(expression, self.table.name())?;
        if MOST_ADDED < self.added {
            return Err(Mistake::reported_elsewhere(expression.span));
        }
        self.added = self.added.saturating_add(whole.size().saturating_sub(expression.size()));
        if MOST_ADDED < self.added {
            return Err(Mistake::new(
                "rulebook.too_long",
                expression.span,
                format!(
                    "با گذاشتن تعریف‌ها به جای نام‌شان، قاعده‌های جدول «{}» بیش از {MOST_ADDED} جزء بیشتر دارند",
                    self.table.name()
                ),
                format!(
                    "definitions in their places add more than {MOST_ADDED} parts to the rules of table `{}`",
                    self.table.name()
                ),
            ));
        }
        Ok(())
    }

    /// An expression with definitions in their places: what a proof is about.
    fn whole(&self, expression: &Expr) -> Expr {
        self.declared.expanded(expression, self.table.name()).unwrap_or_else(|_| expression.clone())
    }

    /// Where the groups of the rule at hand are listed, if it judges groups.
    pub(crate) fn group(&mut self) -> Option<usize> {
        let fields = self.per.as_ref()?;
        Some(position_of(&mut self.groups, fields.clone()))
    }

    /// The plan of a condition.
    pub(crate) fn condition(&mut self, expression: &Expr) -> Compiled<Logic> {
        match self.typed(expression)? {
            Typed::Logic(logic) => Ok(logic),
            other => Err(mismatch(expression, "condition", "شرط", &other)),
        }
    }

    /// The plan of any expression.
    pub(crate) fn typed(&mut self, expression: &Expr) -> Compiled<Typed> {
        match &expression.kind {
            ExprKind::Number { value, percent } => Ok(Typed::Number(arithmetic::constant(*value, *percent))),
            ExprKind::Text(text) => Ok(Typed::Words(words::constant(text))),
            ExprKind::Date(date) => Ok(Typed::Day(Number::Constant(date.day_number().into()))),
            ExprKind::Flag(flag) => Ok(Typed::Logic(Logic::Constant(*flag))),
            ExprKind::Name(name) => self.field(name, expression.span),
            ExprKind::Path(first, second) => self.path(first, second, expression.span),
            ExprKind::Negate(inner) => self.negate(inner),
            ExprKind::Binary(operator, left, right) if operator.is_comparison() => {
                self.comparison(expression, *operator, left, right).map(Typed::Logic)
            }
            ExprKind::Binary(operator, left, right) => self.binary(expression, *operator, left, right),
            ExprKind::Call(function, arguments) => self.call(expression, *function, arguments),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, expression.span),
            ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Between(..)
            | ExprKind::In(..)
            | ExprKind::Matches(..)
            | ExprKind::Missing(_)
            | ExprKind::Readable(_) => self.logic(expression).map(Typed::Logic),
        }
    }

    fn call(&mut self, expression: &Expr, function: Function, arguments: &[Expr]) -> Compiled<Typed> {
        match function {
            Function::Abs
            | Function::Fraction
            | Function::Remainder
            | Function::FirstDigit
            | Function::Floor
            | Function::Round
            | Function::Percent => self.numeric_call(expression, function, arguments).map(Typed::Number),
            Function::Least | Function::Greatest => self.extreme(expression, function, arguments),
            Function::Year | Function::Month | Function::Day => {
                self.date_part(expression, function, arguments).map(Typed::Number)
            }
            Function::Within | Function::AddsUp => self.sum_check(expression, function, arguments).map(Typed::Logic),
            Function::Unique => self.unique(expression, arguments).map(Typed::Logic),
            Function::WellWritten | Function::Plain | Function::Contains | Function::StartsWith => {
                self.text_test(expression, function, arguments).map(Typed::Logic)
            }
            Function::Prefix | Function::Slice | Function::Parent | Function::Normalize => {
                self.text_call(expression, function, arguments).map(Typed::Words)
            }
        }
    }
}

/// The position of an item in a list that holds each once.
fn position_of<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len().saturating_sub(1)
    })
}

fn mismatch(expression: &Expr, wanted_en: &str, wanted_fa: &str, found: &Typed) -> Mistake {
    let (found_en, found_fa) = found.name();
    Mistake::new(
        "rulebook.type_mismatch",
        expression.span,
        format!("اینجا {wanted_fa} لازم است ولی {found_fa} آمده است"),
        format!("expected a {wanted_en}, found a {found_en}"),
    )
    .suggest(meant(expression, wanted_en).as_deref())
}

/// What a constant of another kind was meant to be: a day in quotes or with slashes, an empty cell as `""`.
fn meant(expression: &Expr, wanted: &str) -> Option<String> {
    let day = match &expression.kind {
        ExprKind::Text(text) if text.is_empty() => return Some("is missing".to_owned()),
        ExprKind::Text(text) => text.clone(),
        ExprKind::Binary(Operator::Divide, ..) => printed(expression).replace(' ', ""),
        _ => return None,
    };
    let day = PersianDate::parse(&day).ok().filter(|_| wanted.contains("date"))?;
    Some(day.to_string())
}

fn wrong_arguments(expression: &Expr, form: &'static str) -> Mistake {
    Mistake::new(
        "rulebook.arguments",
        expression.span,
        format!("ورودی‌های تابع درست نیست؛ شکل درست: {form}"),
        format!("wrong arguments: the form is {form}"),
    )
    .suggest(Some(form))
}

fn not_constant(expression: &Expr) -> Mistake {
    Mistake::new("rulebook.not_constant", expression.span, "اینجا مقدار ثابت لازم است", "a constant is expected here")
}
