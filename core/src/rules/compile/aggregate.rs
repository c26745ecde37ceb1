//! Figures over several rows.

use super::{Compiled, Scope, position_of};
use crate::rules::language::{Aggregate, Measure, Mistake, Span};
use crate::rules::plan::{AggregatePlan, Number, Quantity, Ratio};

impl Scope<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate, span: Span) -> Compiled<Ratio> {
        let declared = self.declared;
        let (table, mut group_by, mut found_by) = match &aggregate.relation {
            None => (self.table, Vec::new(), Vec::new()),
            Some(name) => {
                let position = self.relation_named(&name.text, name.span)?;
                let related = declared
                    .relations
                    .get(position)
                    .and_then(|relation| Some((declared.schema.table(&relation.to)?, relation)));
                match related {
                    Some((table, relation)) => (table, relation.equals.clone(), relation.on.clone()),
                    None => (self.table, Vec::new(), Vec::new()),
                }
            }
        };
        let mut inner = Scope::new(declared, table);
        inner.missing_as_zero = self.missing_as_zero;
        for name in &aggregate.by {
            group_by.push(inner.field_position(&name.text, name.span)?);
            let own = self.field_position(&name.text, name.span)?;
            self.is_of_group(&[own], &name.text, name.span)?;
            found_by.push(own);
        }
        let filter = aggregate.filter.as_ref().map(|filter| inner.condition(filter)).transpose()?;
        let argument = aggregate.argument.as_ref().map(|argument| inner.quantity(argument)).transpose()?;
        if argument.is_none() && aggregate.measure != Measure::Count {
            return Err(Mistake::new(
                "rulebook.arguments",
                span,
                "این تابع به یک عبارت عددی نیاز دارد",
                "this function needs a number: sum(spent by programme)",
            ));
        }
        if let Some(inner) = inner.aggregates.first() {
            return Err(Mistake::new(
                "rulebook.nested_aggregate",
                span,
                format!("جمع درون جمع (جدول {}) پذیرفته نیست", inner.table),
                "an aggregate inside an aggregate is not accepted",
            ));
        }
        let (scale, percent) = match (&argument, aggregate.measure) {
            (Some(argument), Measure::Sum | Measure::Min | Measure::Max) => (argument.scale, argument.percent),
            _ => (0, false),
        };
        let plan = AggregatePlan {
            measure: aggregate.measure,
            table: table.name().to_owned(),
            group_by,
            found_by,
            argument,
            filter,
            slots: inner.slots,
            uniques: inner.uniques,
            missing_as_zero: self.missing_as_zero,
        };
        // A check, its messages and its repairs often name the same sum: it is found once.
        let number = Number::Aggregate(position_of(&mut self.aggregates, plan));
        Ok(Ratio { numerator: Quantity { number, scale, percent }, denominator: None })
    }
}
