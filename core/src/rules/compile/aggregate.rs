//! Figures and conditions over several rows.

use super::{Compiled, Scope, Typed, arithmetic, mismatch, position_of};
use crate::dataset::{Kind, TableSchema};
use crate::rules::language::{Aggregate, Expr, Measure, Mistake, Name, Span};
use crate::rules::plan::{AggregatePlan, Logic, Number, Quantity, Ratio};

/// What an aggregate is made of in each row.
#[derive(Default)]
struct Inner {
    argument: Option<Quantity>,
    of_days: bool,
    condition: Option<Logic>,
}

impl Scope<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate, span: Span) -> Compiled<Typed> {
        if self.aggregated {
            return Err(Mistake::new(
                "rulebook.nested_aggregate",
                span,
                format!("جمع درون جمع (جدول {}) پذیرفته نیست", self.table.name()),
                "an aggregate inside an aggregate is not accepted",
            ));
        }
        let declared = self.declared;
        let (table, mut group_by, mut found_by, climb) = match &aggregate.relation {
            None => (self.table, Vec::new(), Vec::new(), None),
            Some(name) => {
                let position = self.relation_named(&name.text, name.span)?;
                let related = declared
                    .relations
                    .get(position)
                    .and_then(|relation| Some((declared.schema.table(&relation.to)?, relation)));
                match related {
                    Some((table, relation)) => {
                        let last = relation.equals.len().saturating_sub(1);
                        let climb = relation.levels.clone().map(|levels| (last, levels));
                        (table, relation.equals.clone(), relation.on.clone(), climb)
                    }
                    None => (self.table, Vec::new(), Vec::new(), None),
                }
            }
        };
        let mut inner = Scope::new(declared, table);
        inner.missing_as_zero = self.missing_as_zero;
        inner.aggregated = true;
        for name in &aggregate.by {
            let there = inner.field_position(&name.text, name.span)?;
            let own = self.field_position(&name.text, name.span)?;
            self.is_of_group(&[own], &name.text, name.span)?;
            is_one_kind(name, (self.table, own), (table, there))?;
            group_by.push(there);
            found_by.push(own);
        }
        let filter = aggregate.filter.as_ref().map(|filter| inner.condition(filter)).transpose()?;
        // Only rows that keep the filter are looked at, so a divisor may be above zero because of it.
        inner.assume(aggregate.filter.as_slice());
        let Inner { argument, of_days, condition } = inner.of_each(aggregate, span)?;
        let plan = AggregatePlan {
            measure: aggregate.measure,
            table: table.name().to_owned(),
            group_by,
            found_by,
            climb,
            argument,
            of_days,
            condition,
            filter,
            slots: inner.slots,
            uniques: inner.uniques,
            missing_as_zero: self.missing_as_zero,
        };
        let (scale, percent) = (plan.scale(), plan.argument.as_ref().is_some_and(|argument| argument.percent));
        if arithmetic::FINEST < scale {
            return Err(arithmetic::too_fine(span));
        }
        // A check, its messages and its repairs often name the same sum: it is found once.
        let position = position_of(&mut self.aggregates, plan);
        Ok(match aggregate.measure {
            Measure::Any | Measure::All => Typed::Logic(Logic::Aggregate(position)),
            Measure::Min | Measure::Max if of_days => Typed::Day(Number::Aggregate(position)),
            measure => {
                let percent = percent && measure != Measure::Count;
                let numerator = Quantity { number: Number::Aggregate(position), scale, percent };
                Typed::Number(Ratio { numerator, denominator: None })
            }
        })
    }

    /// What an aggregate asks of each row: a number, for the first and the last of dates a date, or a condition.
    fn of_each(&mut self, aggregate: &Aggregate, span: Span) -> Compiled<Inner> {
        let Some(argument) = &aggregate.argument else {
            return match aggregate.measure {
                Measure::Count => Ok(Inner::default()),
                Measure::Any | Measure::All => Err(Mistake::new(
                    "rulebook.arguments",
                    span,
                    "این تابع به یک شرط نیاز دارد",
                    "this function needs a condition: all(spent <= allocated by programme)",
                )),
                _ => Err(Mistake::new(
                    "rulebook.arguments",
                    span,
                    "این تابع به یک عبارت عددی نیاز دارد",
                    "this function needs a number: sum(spent by programme)",
                )),
            };
        };
        if matches!(aggregate.measure, Measure::Any | Measure::All) {
            return Ok(Inner { condition: Some(self.condition(argument)?), ..Inner::default() });
        }
        if matches!(aggregate.measure, Measure::Min | Measure::Max) {
            return match self.typed(argument)? {
                Typed::Day(number) => {
                    let argument = Some(Quantity { number, scale: 0, percent: false });
                    Ok(Inner { argument, of_days: true, condition: None })
                }
                typed => self.figure(argument, typed),
            };
        }
        let typed = self.typed(argument)?;
        self.figure(argument, typed)
    }

    fn figure(&self, argument: &Expr, typed: Typed) -> Compiled<Inner> {
        match typed {
            Typed::Number(ratio) => {
                Ok(Inner { argument: Some(arithmetic::undivided(argument, ratio)?), ..Inner::default() })
            }
            other => Err(mismatch(argument, "number", "عدد", &other)),
        }
    }
}

/// Rows of two tables are grouped by the values of a field only where both hold the same.
fn is_one_kind(name: &Name, own: (&TableSchema, usize), other: (&TableSchema, usize)) -> Compiled<()> {
    let kind = |(table, field): (&TableSchema, usize)| table.fields().get(field).map(|field| field.kind);
    let is_text = |kind: Option<Kind>| matches!(kind, Some(Kind::Code | Kind::Text));
    let (here, there) = (kind(own), kind(other));
    if here == there || is_text(here) && is_text(there) {
        return Ok(());
    }
    let words = |kind: Option<Kind>| kind.map_or(("", ""), |kind| (kind.name(), kind.title_fa()));
    let ((own_en, own_fa), (other_en, other_fa)) = (words(here), words(there));
    Err(Mistake::new(
        "rulebook.type_mismatch",
        name.span,
        format!(
            "«{}» در دو جدول از یک نوع، واحد و شمار رقم اعشار نیست ({own_fa} و {other_fa})؛ سطرها با آن گروه نمی‌شوند",
            name.text
        ),
        format!(
            "`{}` has another type, unit or number of decimals in table `{}` ({own_en} and {other_en}): rows cannot be grouped by it",
            name.text,
            other.0.name()
        ),
    ))
}
