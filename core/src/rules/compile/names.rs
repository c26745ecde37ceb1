//! Fields, related fields and parameters by name.

use super::{Compiled, Scope, Typed, arithmetic, words};
use crate::dataset::{Field, Kind, TableSchema};
use crate::rules::declarations::Constant;
use crate::rules::language::{Mistake, Span};
use crate::rules::plan::{Day, Logic, Number, Quantity, Ratio, Slot, Words, WordsSource};
use crate::text;

impl Scope<'_> {
    /// A field of the row itself.
    pub(super) fn field(&mut self, name: &str, span: Span) -> Compiled<Typed> {
        let table = self.table;
        match table.field(name) {
            Some((position, field)) => Ok(self.read(None, table, position, field, name.to_owned())),
            None => Err(self.unknown_field(table, name, span)),
        }
    }

    /// `relation.field` or `param.name`.
    pub(super) fn path(&mut self, first: &str, second: &str, span: Span) -> Compiled<Typed> {
        if first == "param" {
            return self.parameter(second, span);
        }
        let declared = self.declared;
        let Some((position, relation)) = declared.relation(self.table.name(), first) else {
            return Err(self.unknown_relation(first, span));
        };
        let Some(table) = declared.schema.table(&relation.to) else {
            return Err(self.unknown_relation(first, span));
        };
        match table.field(second) {
            Some((field_position, field)) => {
                Ok(self.read(Some(position), table, field_position, field, format!("{first}.{second}")))
            }
            None => Err(self.unknown_field(table, second, span)),
        }
    }

    /// The position of a relation that starts from the scope's table.
    pub(super) fn relation_named(&self, name: &str, span: Span) -> Compiled<usize> {
        let found = self.declared.relation(self.table.name(), name);
        found.map(|(position, _)| position).ok_or_else(|| self.unknown_relation(name, span))
    }

    /// The position of a field of the scope's table.
    pub(super) fn field_position(&self, name: &str, span: Span) -> Compiled<usize> {
        let found = self.table.field(name);
        found.map(|(position, _)| position).ok_or_else(|| self.unknown_field(self.table, name, span))
    }

    /// The number of a slot, listed if it is new.
    pub(crate) fn slot(&mut self, slot: Slot) -> usize {
        match self.slots.iter().position(|known| *known == slot) {
            Some(position) => position,
            None => {
                self.slots.push(slot);
                self.slots.len().saturating_sub(1)
            }
        }
    }

    fn read(
        &mut self,
        relation: Option<usize>,
        table: &TableSchema,
        position: usize,
        field: &Field,
        name: String,
    ) -> Typed {
        let slot = self.slot(Slot {
            relation,
            table: table.name().to_owned(),
            field: position,
            field_name: field.name.clone(),
            name,
            kind: field.kind,
        });
        match field.kind {
            Kind::Amount { .. } | Kind::Number { .. } | Kind::Percent { .. } => Typed::Number(Ratio {
                numerator: Quantity {
                    number: Number::Slot(slot),
                    scale: field.kind.value_scale().unwrap_or(0),
                    percent: matches!(field.kind, Kind::Percent { .. }),
                },
                denominator: None,
            }),
            Kind::Code | Kind::Text => Typed::Words(Words { source: WordsSource::Slot(slot), steps: Vec::new() }),
            Kind::Date => Typed::Day(Day::Slot(slot)),
            Kind::Flag => Typed::Logic(Logic::Flag(slot)),
        }
    }

    fn parameter(&self, name: &str, span: Span) -> Compiled<Typed> {
        match self.declared.parameters.get(name).map(|parameter| &parameter.value) {
            Some(Constant::Number { value, percent }) => Ok(Typed::Number(arithmetic::constant(*value, *percent))),
            Some(Constant::Text(text)) => Ok(Typed::Words(words::constant(text))),
            Some(Constant::Date(date)) => Ok(Typed::Day(Day::Constant(date.day_number()))),
            Some(Constant::Flag(flag)) => Ok(Typed::Logic(Logic::Constant(*flag))),
            None => Err(Mistake::new(
                "rulebook.unknown_parameter",
                span,
                format!("پارامتر «{name}» تعریف نشده است"),
                format!("unknown parameter `{name}`"),
            )
            .suggest(text::closest(name, self.declared.parameters.keys().map(String::as_str)))),
        }
    }

    fn unknown_field(&self, table: &TableSchema, name: &str, span: Span) -> Mistake {
        let fields = table.fields().iter().map(|field| field.name.as_str());
        Mistake::new(
            "rulebook.unknown_field",
            span,
            format!("فیلد «{name}» در جدول «{}» نیست", table.name()),
            format!("unknown field `{name}` of table `{}`", table.name()),
        )
        .suggest(text::closest(name, fields))
    }

    fn unknown_relation(&self, name: &str, span: Span) -> Mistake {
        let from = self.table.name();
        let known = self.declared.relations.iter().filter(|relation| relation.from == from);
        Mistake::new(
            "rulebook.unknown_relation",
            span,
            format!("رابطه «{name}» از جدول «{from}» تعریف نشده است"),
            format!("unknown relation `{name}` from table `{from}`"),
        )
        .suggest(text::closest(name, known.map(|relation| relation.name.as_str()).chain(["param"])))
    }
}
