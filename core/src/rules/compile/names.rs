//! Fields, related fields and parameters by name.

use super::{Compiled, Scope, Typed, arithmetic, position_of, words};
use crate::dataset::{Field, Kind, TableSchema};
use crate::rules::declarations::Constant;
use crate::rules::language::{Expr, Mistake, Span, lower_case, means_empty};
use crate::rules::plan::{Logic, Number, Quantity, Ratio, Slot, Words, WordsSource};
use crate::text;

impl Scope<'_> {
    /// A field of the row itself.
    pub(super) fn field(&mut self, name: &str, span: Span) -> Compiled<Typed> {
        let table = self.table;
        match table.field(name) {
            Some((position, field)) => {
                self.is_of_group(&[position], name, span)?;
                Ok(self.read(None, table, position, field, name.to_owned()))
            }
            None => match self.declared.definition(table.name(), name) {
                Some(definition) => self.defined(name, &definition.tree, span),
                None => Err(self.unknown_field(table, name, span)),
            },
        }
    }

    /// What a definition stands for; a mistake in it is one at the place of its name.
    fn defined(&mut self, name: &str, tree: &Expr, span: Span) -> Compiled<Typed> {
        self.typed(tree).map_err(|mistake| Mistake {
            span,
            fa: format!("در تعریف «{name}»: {}", mistake.fa),
            en: format!("in definition `{name}`: {}", mistake.en),
            ..mistake
        })
    }

    /// `relation.field` or `param.name`.
    pub(super) fn path(&mut self, first: &str, second: &str, span: Span) -> Compiled<Typed> {
        if first == "param" {
            return self.parameter(second, span);
        }
        let position = self.relation_named(first, span)?;
        let declared = self.declared;
        let related = declared.relations.get(position);
        let Some(table) = related.and_then(|relation| declared.schema.table(&relation.to)) else {
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
        let (position, relation) = found.ok_or_else(|| self.unknown_relation(name, span))?;
        self.is_of_group(&relation.on, name, span)?;
        Ok(position)
    }

    /// What a rule for groups of rows reads must be the same for all rows of a group.
    pub(super) fn is_of_group(&self, fields: &[usize], name: &str, span: Span) -> Compiled<()> {
        let Some(per) = &self.per else { return Ok(()) };
        if fields.iter().all(|field| per.contains(field)) {
            return Ok(());
        }
        let names = per.iter().filter_map(|field| self.table.fields().get(*field)).map(|field| field.name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        Err(Mistake::new(
            "rulebook.not_per_group",
            span,
            format!("«{name}» در سطرهای یک گروه یکی نیست؛ قاعده برای هر گروه از {names} یک بار داوری می‌شود"),
            format!("`{name}` differs within a group: the rule is judged once for each {names}"),
        )
        .suggest(Some(&format!("sum(… by {names})"))))
    }

    /// The position of a field of the scope's table.
    pub(super) fn field_position(&self, name: &str, span: Span) -> Compiled<usize> {
        let found = self.table.field(name);
        found.map(|(position, _)| position).ok_or_else(|| self.unknown_field(self.table, name, span))
    }

    /// The number of a slot, listed if it is new.
    pub(crate) fn slot(&mut self, slot: Slot) -> usize {
        position_of(&mut self.slots, slot)
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
            Kind::Date => Typed::Day(Number::Date(slot)),
            Kind::Flag => Typed::Logic(Logic::Flag(slot)),
        }
    }

    fn parameter(&self, name: &str, span: Span) -> Compiled<Typed> {
        match self.declared.parameters.get(name).map(|parameter| &parameter.value) {
            Some(Constant::Number { value, percent }) => Ok(Typed::Number(arithmetic::constant(*value, *percent))),
            Some(Constant::Text(text)) => Ok(Typed::Words(words::constant(text))),
            Some(Constant::Date(date)) => Ok(Typed::Day(Number::Constant(date.day_number().into()))),
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
        let definitions = self.declared.definitions.iter().filter(|(_, definition)| definition.table == table.name());
        let fields = table.fields().iter().map(|field| field.name.as_str());
        let known = fields.chain(definitions.map(|(name, _)| name.as_str()));
        let empty = means_empty(name).then(|| "is missing".to_owned());
        let meant = empty.or_else(|| lower_case(name)).or_else(|| text::closest(name, known).map(str::to_owned));
        Mistake::new(
            "rulebook.unknown_field",
            span,
            format!("فیلد «{name}» در جدول «{}» نیست", table.name()),
            format!("unknown field `{name}` of table `{}`", table.name()),
        )
        .suggest(meant.as_deref())
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
