//! A stated expression as nodes: each compiled by itself and evaluated in the row.

use super::value::{Unknown, Worth};
use super::{Node, Operand};
use crate::bilingual::Bilingual;
use crate::dataset::{Column, TableSchema};
use crate::finding::Scalar;
use crate::rules::check::operand;
use crate::rules::compile::{Scope, Typed};
use crate::rules::declarations::{Declarations, Definition};
use crate::rules::evaluate::Cells;
use crate::rules::language::{Expr, ExprKind, Function, List, Operator, parse, printed};
use crate::rules::plan::{AggregatePlan, Logic, Number, Quantity, Ratio, Slot, Words, WordsSource};

/// How a node is made of its children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    And,
    Or,
    /// A premise and a conclusion.
    Implies,
    Not,
    /// A name that stands for its only child.
    Definition,
    /// The terms of a sum.
    Sum,
    /// A total and the parts that it should be the sum of.
    AddsUp,
    /// Anything else.
    Other,
}

/// A node before its row is looked at.
#[derive(Debug)]
pub(super) struct Draft {
    text: String,
    title: Option<Bilingual>,
    literal: bool,
    typed: Typed,
    joint: Joint,
    children: Vec<Draft>,
}

/// A node in its row.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) node: Node,
    pub(super) typed: Typed,
    pub(super) joint: Joint,
    lost: bool,
    pub(super) children: Vec<Built>,
}

/// Compiles nodes in one scope, so that what they read is listed once.
pub(super) struct Builder<'a> {
    declared: &'a Declarations,
    table: &'a TableSchema,
    scope: Scope<'a>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(declared: &'a Declarations, table: &'a TableSchema, missing_as_zero: bool) -> Self {
        let mut scope = Scope::new(declared, table);
        scope.missing_as_zero = missing_as_zero;
        // What divides was proven to be above zero for the rule as a whole, not for its parts.
        scope.guarded = false;
        Self { declared, table, scope }
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.scope.slots
    }

    pub(super) fn aggregates(&self) -> &[AggregatePlan] {
        &self.scope.aggregates
    }

    pub(super) fn uniques(&self) -> &[Vec<usize>] {
        &self.scope.uniques
    }

    /// None for what has no value of its own, such as the name of a relation in `agreement is present`.
    pub(super) fn draft(&mut self, expression: &Expr) -> Option<Draft> {
        let typed = self.scope.typed(expression).ok()?;
        let (joint, parts) = match self.definition(expression).and_then(|found| parse(&found.value).ok()) {
            Some(stated) => (Joint::Definition, vec![stated]),
            None => match &expression.kind {
                ExprKind::Binary(Operator::Add | Operator::Subtract, left, _) if self.is_number(left) => {
                    let mut all = Vec::new();
                    self.terms(expression, false, &mut all);
                    (Joint::Sum, all)
                }
                _ => parts(expression),
            },
        };
        let children = parts.iter().filter_map(|part| self.draft(part)).collect();
        Some(Draft {
            text: printed(expression),
            title: self.title(expression),
            literal: is_literal(expression),
            typed,
            joint,
            children,
        })
    }

    fn definition(&self, expression: &Expr) -> Option<&'a Definition> {
        match &expression.kind {
            ExprKind::Name(name) if self.table.field(name).is_none() => {
                self.declared.definition(self.table.name(), name)
            }
            _ => None,
        }
    }

    /// Whether an expression is a number and not a date.
    fn is_number(&mut self, expression: &Expr) -> bool {
        matches!(self.scope.typed(expression), Ok(Typed::Number(_)))
    }

    /// The terms of a sum, each with its sign.
    fn terms(&mut self, expression: &Expr, negative: bool, all: &mut Vec<Expr>) {
        match &expression.kind {
            ExprKind::Binary(Operator::Add, left, right) if self.is_number(left) => {
                self.terms(left, negative, all);
                self.terms(right, negative, all);
            }
            ExprKind::Binary(Operator::Subtract, left, right) if self.is_number(left) => {
                self.terms(left, negative, all);
                self.terms(right, !negative, all);
            }
            _ if negative => {
                all.push(Expr { kind: ExprKind::Negate(Box::new(expression.clone())), span: expression.span });
            }
            _ => all.push(expression.clone()),
        }
    }

    fn title(&self, expression: &Expr) -> Option<Bilingual> {
        match &expression.kind {
            ExprKind::Name(name) => match self.definition(expression) {
                Some(definition) => definition.title.clone(),
                None => self.table.field(name).map(|(_, field)| field.title.clone()),
            },
            ExprKind::Path(first, name) if first == "param" => self.declared.parameters.get(name)?.title.clone(),
            ExprKind::Path(first, name) => {
                let (_, relation) = self.declared.relation(self.table.name(), first)?;
                let table = self.declared.schema.table(&relation.to)?;
                let (_, field) = table.field(name)?;
                let fa = format!("{} («{}»)", field.title.fa, table.title().fa);
                Some(Bilingual::new(fa, format!("{} ({})", field.title.en, table.title().en)))
            }
            _ => None,
        }
    }
}

fn is_literal(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Date(_) | ExprKind::Flag(_) => true,
        ExprKind::Negate(inner) => is_literal(inner),
        _ => false,
    }
}

/// What an expression is made of. A chain of one operator is one node, whatever tree it was read as.
fn parts(expression: &Expr) -> (Joint, Vec<Expr>) {
    let below = || expression.parts().into_iter().cloned().collect();
    match &expression.kind {
        // Its parts are about rows of their own.
        ExprKind::Aggregate(_) => (Joint::Other, Vec::new()),
        // `a is present`, `a not in (…)`: one condition to its reader.
        ExprKind::Not(inner)
            if matches!(
                inner.kind,
                ExprKind::Missing(_) | ExprKind::Readable(_) | ExprKind::In(..) | ExprKind::Matches(..)
            ) =>
        {
            parts(inner)
        }
        ExprKind::Not(_) => (Joint::Not, below()),
        ExprKind::Implies(..) => (Joint::Implies, below()),
        ExprKind::In(item, List::Literals(_)) => (Joint::Other, vec![(**item).clone()]),
        ExprKind::Binary(operator @ (Operator::And | Operator::Or), ..) => {
            let joint = if *operator == Operator::And { Joint::And } else { Joint::Or };
            let mut all = Vec::new();
            chain(expression, *operator, &mut all);
            (joint, all)
        }
        ExprKind::Call(Function::AddsUp, _) => (Joint::AddsUp, below()),
        _ => (Joint::Other, below()),
    }
}

fn chain(expression: &Expr, operator: Operator, all: &mut Vec<Expr>) {
    match &expression.kind {
        ExprKind::Binary(own, left, right) if *own == operator => {
            chain(left, operator, all);
            chain(right, operator, all);
        }
        _ => all.push(expression.clone()),
    }
}

impl Draft {
    pub(super) fn evaluated(self, cells: &Cells<'_>) -> Built {
        let children: Vec<Built> = self.children.into_iter().map(|child| child.evaluated(cells)).collect();
        cells.has_lost();
        let Worth { value, quotient, shown } = Worth::of(&self.typed, cells);
        let lost = cells.has_lost();
        let slot = slot(&self.typed).filter(|_| children.is_empty() && !self.literal);
        let unknown = shown.is_none().then(|| unknown(&self.typed, slot, cells, lost, &children));
        let operand = slot.and_then(|slot| operand(cells.frame, cells.row, slot));
        let is_empty = operand.as_ref().is_some_and(|operand| operand.value == Scalar::Missing);
        let shown = shown.unwrap_or_else(|| {
            let why = unknown.unwrap_or(Unknown::Undefined).words();
            Bilingual::new(format!("نامعلوم ({})", why.fa), format!("unknown ({})", why.en))
        });
        let node = Node {
            text: self.text,
            title: self.title,
            value,
            quotient,
            shown,
            unknown,
            zero_for_missing: cells.missing_as_zero && is_empty && unknown.is_none(),
            literal: self.literal,
            operand,
            decisive: false,
            children: Vec::new(),
        };
        Built { node, typed: self.typed, joint: self.joint, lost, children }
    }
}

impl Built {
    /// The answer of a condition.
    pub(super) fn answer(&self) -> Option<bool> {
        match self.node.value {
            Scalar::Flag(answer) => Some(answer),
            _ => None,
        }
    }

    pub(super) fn logic(&self) -> Option<&Logic> {
        match &self.typed {
            Typed::Logic(logic) => Some(logic),
            _ => None,
        }
    }

    /// Whether arithmetic in it left 128 bits.
    pub(super) fn has_lost(&self) -> bool {
        self.lost
    }

    /// The node alone. Of a rule that judges groups no row of `group`, its own table, is meant more than another.
    pub(super) fn into_node(self, group: Option<&str>) -> Node {
        let children = self.children.into_iter().map(|child| child.into_node(group)).collect();
        let operand = self.node.operand.map(|operand| {
            let row = operand.row.filter(|_| group != Some(operand.table.as_str()));
            Operand { row, ..operand }
        });
        Node { children, operand, ..self.node }
    }
}

/// The cell that an expression is.
fn slot(typed: &Typed) -> Option<usize> {
    match typed {
        Typed::Number(Ratio { numerator: Quantity { number: Number::Slot(slot), .. }, denominator: None })
        | Typed::Day(Number::Date(slot))
        | Typed::Logic(Logic::Flag(slot)) => Some(*slot),
        Typed::Words(Words { source: WordsSource::Slot(slot), steps }) if steps.is_empty() => Some(*slot),
        _ => None,
    }
}

fn unknown(typed: &Typed, slot: Option<usize>, cells: &Cells<'_>, lost: bool, children: &[Built]) -> Unknown {
    if children.iter().any(|child| child.node.unknown.is_some()) {
        return Unknown::UnknownPart;
    }
    if lost {
        return Unknown::Overflow;
    }
    if let Some(input) = slot.and_then(|slot| cells.frame.inputs.get(slot)) {
        let unread = |row: usize| input.column.and_then(Column::unread).is_some_and(|unread| unread.get(row));
        return match input.row(cells.row) {
            Some(row) if unread(row) => Unknown::UnreadableCell,
            Some(_) => Unknown::EmptyCell,
            None if input.has_unread_key(cells.row) => Unknown::UnreadableCell,
            None if input.is_several(cells.row) => Unknown::SeveralRelatedRows,
            None => Unknown::NoRelatedRow,
        };
    }
    if let Typed::Number(Ratio { numerator: Quantity { number: Number::Aggregate(position), .. }, .. })
    | Typed::Day(Number::Aggregate(position))
    | Typed::Logic(Logic::Aggregate(position)) = typed
        && let Some(figures) = cells.frame.aggregates.get(*position)
    {
        let unread = figures.numbers.unread().is_some_and(|unread| unread.get(cells.row));
        return if unread { Unknown::UnknownInSum } else { Unknown::NoRows };
    }
    Unknown::Undefined
}
