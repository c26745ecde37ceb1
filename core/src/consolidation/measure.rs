//! What is summed, and the ratios that have a name.

use super::plan::{Plan, position};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::dataset::{Kind, TableSchema};
use crate::error::{Error, Result};
use serde::Serialize;

/// A field that is summed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// The unit of its figures (`million_rial`); none for plain numbers.
    pub unit: Option<&'static str>,
    /// The decimal places of its sums.
    #[serde(skip)]
    pub(crate) scale: u32,
    /// Its title.
    #[serde(skip)]
    pub title: Bilingual,
    /// The unit itself.
    #[serde(skip)]
    pub(crate) kind: Option<Unit>,
}

impl Measure {
    /// The measures of a plan, as a table declares them.
    pub(crate) fn all(schema: &TableSchema, plan: &Plan) -> Result<Vec<Self>> {
        let measures: Vec<Self> = plan.measures.iter().map(|name| Self::of(schema, name)).collect::<Result<_>>()?;
        let mut amounts = measures.iter().filter(|measure| measure.kind.is_some());
        if let Some(first) = amounts.next()
            && let Some(other) = amounts.find(|other| other.kind != first.kind)
        {
            return Err(mixed_units(first, other));
        }
        Ok(measures)
    }

    fn of(schema: &TableSchema, name: &str) -> Result<Self> {
        let position = position(schema, name)?;
        let field = schema.fields().get(position);
        match field.map(|field| (field.kind, field.title.clone())) {
            Some((Kind::Amount { unit, scale }, title)) => {
                Ok(Self { name: name.to_owned(), unit: Some(unit.name()), scale, title, kind: Some(unit) })
            }
            Some((Kind::Number { scale }, title)) => {
                Ok(Self { name: name.to_owned(), unit: None, scale, title, kind: None })
            }
            other => {
                let kind = other.map_or("unknown", |(kind, _)| kind.name());
                Err(Error::new(
                    "consolidation.not_a_measure",
                    format!("«{name}» از نوع {kind} است و جمع آن معنا ندارد"),
                    format!("`{name}` is of type {kind}: its sum means nothing"),
                )
                .at(format!("{}/{name}", schema.name()))
                .expected("an amount or a number")
                .help(
                    "درصد را از جمع صورت و مخرج حساب کنید، نه از جمع درصدها",
                    "compute a percentage from the sums it is a ratio of, not from percentages",
                ))
            }
        }
    }
}

/// Two measures that must not stand in one total.
pub(crate) fn mixed_units(one: &Measure, other: &Measure) -> Error {
    let unit = |measure: &Measure| measure.unit.unwrap_or("number");
    let (a, b) = (unit(one), unit(other));
    Error::new(
        "consolidation.mixed_units",
        format!("«{}» به {a} و «{}» به {b} است", one.name, other.name),
        format!("`{}` is in {a} but `{}` is in {b}", one.name, other.name),
    )
    .at(other.name.as_str())
    .expected(a)
    .help("پیش از تلفیق همه را به یک واحد برگردانید", "convert all to one unit before consolidating")
}

/// The definition of a ratio of two measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RatioRule {
    /// Its name: `allocation_rate`, `absorption_of_allocation`, `absorption_of_approved`, `realisation`.
    pub name: &'static str,
    /// The measure above the line.
    pub numerator: String,
    /// The measure below the line.
    pub denominator: String,
    /// Its title.
    #[serde(skip)]
    pub title: Bilingual,
}

/// A named ratio: its titles, and what may stand above and below the line, first choice first.
type Definition = (&'static str, [&'static str; 2], &'static [&'static str], &'static [&'static str]);

/// The customary definitions of provincial planning offices. Absorption (جذب) is used for two different things, hence
/// two names.
const RULES: [Definition; 4] = [
    ("allocation_rate", ["درصد تخصیص", "Allocation rate"], &["allocated"], &["amended", "approved"]),
    ("absorption_of_allocation", ["درصد جذب از تخصیص", "Absorption of allocation"], &["paid", "spent"], &["allocated"]),
    ("absorption_of_approved", ["درصد جذب از مصوب", "Absorption of approved"], &["spent", "paid"], &["approved"]),
    ("realisation", ["درصد تحقق", "Realisation"], &["spent"], &["amended", "approved"]),
];

impl RatioRule {
    /// The named ratios that these measures allow.
    pub(crate) fn all(measures: &[Measure]) -> Result<Vec<Self>> {
        let find = |names: &[&str]| names.iter().find_map(|name| measures.iter().find(|measure| measure.name == *name));
        let mut rules = Vec::new();
        for (name, [fa, en], above, below) in RULES {
            let (Some(above), Some(below)) = (find(above), find(below)) else { continue };
            if above.kind != below.kind {
                return Err(mixed_units(below, above));
            }
            rules.push(Self {
                name,
                numerator: above.name.clone(),
                denominator: below.name.clone(),
                title: Bilingual::new(fa, en),
            });
        }
        Ok(rules)
    }
}
