//! The parts of a tree.

use super::{Expr, ExprKind, List, Span};

impl Expr {
    /// The expressions that stand right below this one, in their order.
    pub(crate) fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Number { .. }
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Flag(_)
            | ExprKind::Name(_)
            | ExprKind::Path(..) => Vec::new(),
            ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Missing(inner) | ExprKind::Readable(inner) => {
                vec![inner]
            }
            ExprKind::Binary(_, left, right) | ExprKind::Implies(left, right) | ExprKind::Matches(left, right) => {
                vec![left, right]
            }
            ExprKind::Between(item, low, high) => vec![item, low, high],
            ExprKind::In(item, List::Named(_)) => vec![item],
            ExprKind::In(item, List::InYear(_, year)) => vec![item, year],
            ExprKind::In(item, List::Literals(literals)) => std::iter::once(&**item).chain(literals).collect(),
            ExprKind::Call(_, arguments) => arguments.iter().collect(),
            ExprKind::Aggregate(aggregate) => aggregate.argument.iter().chain(&aggregate.filter).collect(),
        }
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            ExprKind::Number { .. }
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Flag(_)
            | ExprKind::Name(_)
            | ExprKind::Path(..) => Vec::new(),
            ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Missing(inner) | ExprKind::Readable(inner) => {
                vec![inner]
            }
            ExprKind::Binary(_, left, right) | ExprKind::Implies(left, right) | ExprKind::Matches(left, right) => {
                vec![left, right]
            }
            ExprKind::Between(item, low, high) => vec![item, low, high],
            ExprKind::In(item, List::Named(_)) => vec![item],
            ExprKind::In(item, List::InYear(_, year)) => vec![item, year],
            ExprKind::In(item, List::Literals(literals)) => std::iter::once(&mut **item).chain(literals).collect(),
            ExprKind::Call(_, arguments) => arguments.iter_mut().collect(),
            ExprKind::Aggregate(aggregate) => aggregate.argument.iter_mut().chain(&mut aggregate.filter).collect(),
        }
    }

    /// How many nodes it has.
    pub(crate) fn size(&self) -> usize {
        self.parts().into_iter().map(Self::size).fold(1, usize::saturating_add)
    }

    /// Says of all nodes that they stand at one place: that of the name they were put in for.
    pub(crate) fn place(&mut self, span: Span) {
        self.span = span;
        self.parts_mut().into_iter().for_each(|part| part.place(span));
    }
}
