//! What the tables of a dataset hold: declared by a rulebook, never guessed from the data.

use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::calendar::Basis;
use serde::Serialize;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Money: integers at `scale` decimal places of `unit`.
    Amount {
        /// The unit of the figures.
        unit: Unit,
        /// The number of decimal places kept; figures with more are refused.
        scale: u32,
    },
    /// A percentage, given and shown as percent (`45` is 45%).
    Percent {
        /// The number of decimal places of the percent figure.
        scale: u32,
    },
    /// A plain number, such as a quantity.
    Number {
        /// The number of decimal places kept.
        scale: u32,
    },
    /// A code: compared in folded form.
    Code,
    /// Text in a person's words.
    Text,
    /// A Persian date.
    Date,
    /// True or false.
    Flag,
}

impl Kind {
    /// The number of decimal places of the *value* that rules compute with: 45% with scale 0 is 0.45.
    #[must_use]
    pub fn value_scale(self) -> Option<u32> {
        match self {
            Self::Amount { scale, .. } | Self::Number { scale } => Some(scale),
            Self::Percent { scale } => scale.checked_add(2),
            _ => None,
        }
    }

    /// The number of decimal places of the figures as they are stored and typed.
    #[must_use]
    pub fn stored_scale(self) -> Option<u32> {
        match self {
            Self::Amount { scale, .. } | Self::Number { scale } | Self::Percent { scale } => Some(scale),
            _ => None,
        }
    }

    /// Its name in a rulebook.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Amount { .. } => "amount",
            Self::Percent { .. } => "percent",
            Self::Number { .. } => "number",
            Self::Code => "code",
            Self::Text => "text",
            Self::Date => "date",
            Self::Flag => "flag",
        }
    }

    /// Its title in Persian.
    #[must_use]
    pub fn title_fa(self) -> &'static str {
        match self {
            Self::Amount { .. } => "مبلغ",
            Self::Percent { .. } => "درصد",
            Self::Number { .. } => "عدد",
            Self::Code => "کد",
            Self::Text => "متن",
            Self::Date => "تاریخ",
            Self::Flag => "درست یا نادرست",
        }
    }
}

/// One field of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name in rules and data.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether an empty cell is a finding of its own.
    pub required: bool,
    /// Whether a figure below zero is a finding of its own.
    pub non_negative: bool,
    /// Whether figures run from the start of the fiscal year or over the period alone, where that matters.
    pub basis: Option<Basis>,
    /// Its heading.
    pub title: Bilingual,
    /// Its legal basis.
    pub law: Option<String>,
}

/// One table: its fields in order and the fields that identify a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableSchema {
    pub(crate) name: String,
    pub(crate) title: Bilingual,
    pub(crate) key: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

impl TableSchema {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// The fields that identify a row.
    #[must_use]
    pub fn key(&self) -> &[String] {
        &self.key
    }

    /// The positions of these fields.
    pub(crate) fn key_fields(&self) -> impl Iterator<Item = usize> {
        self.key.iter().filter_map(|name| self.field(name).map(|(field, _)| field))
    }

    /// Its fields, in order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// A field and its position.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, field)| field.name == name)
    }
}

/// The tables that a rulebook declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Schema {
    pub(crate) tables: Vec<TableSchema>,
}

impl Schema {
    /// A table by its name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableSchema> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// All tables, in the order of their declaration.
    pub fn tables(&self) -> impl Iterator<Item = &TableSchema> {
        self.tables.iter()
    }
}
