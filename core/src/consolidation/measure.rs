//! What is summed, and the ratios that have a name.

use super::plan::{Plan, position};
use crate::amount::Unit;
use crate::bilingual::Bilingual;
use crate::dataset::{Kind, Table, TableSchema};
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
            other => Err(no_sum(schema.name(), name, other.map_or("unknown", |(kind, _)| kind.name()))),
        }
    }
}

/// A field whose sum means nothing.
pub(super) fn not_a_measure(table: &Table, name: &str) -> Error {
    let field = table.schema().field(name);
    no_sum(table.name(), name, field.map_or("unknown", |(_, field)| field.kind.name()))
}

fn no_sum(table: &str, name: &str, kind: &str) -> Error {
    Error::new(
        "consolidation.not_a_measure",
        format!("«{name}» از نوع {kind} است و جمع آن معنا ندارد"),
        format!("`{name}` is of type {kind}: its sum means nothing"),
    )
    .at(format!("{table}/{name}"))
    .expected("an amount or a number")
    .help(
        "درصد را از جمع صورت و مخرج حساب کنید، نه از جمع درصدها",
        "compute a percentage from the sums it is a ratio of, not from percentages",
    )
}

/// Two measures that must not stand in one total.
pub(crate) fn mixed_units(one: &Measure, other: &Measure) -> Error {
    let unit = |measure: &Measure| measure.unit.unwrap_or("number");
    unit_conflict((&one.name, unit(one)), (&other.name, unit(other)))
}

/// Two names of different units, of which the second is in the way.
pub(super) fn unit_conflict((one, a): (&str, &str), (other, b): (&str, &str)) -> Error {
    Error::new(
        "consolidation.mixed_units",
        format!("«{one}» به {a} و «{other}» به {b} است"),
        format!("`{one}` is in {a} but `{other}` is in {b}"),
    )
    .at(other)
    .expected(a)
    .help("پیش از تلفیق همه را به یک واحد برگردانید", "convert all to one unit before consolidating")
}

/// The definition of a ratio of two measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RatioRule {
    /// Its name: `allocation_rate`, `absorption_of_allocation`, `absorption_of_approved`, `realisation`,
    /// `financial_progress`, `physical_progress`, `plan_achievement`.
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
const RULES: [Definition; 7] = [
    ("allocation_rate", ["درصد تخصیص", "Allocation rate"], &["allocated"], &["amended", "approved"]),
    ("absorption_of_allocation", ["درصد جذب از تخصیص", "Absorption of allocation"], &["paid", "spent"], &["allocated"]),
    ("absorption_of_approved", ["درصد جذب از مصوب", "Absorption of approved"], &["spent", "paid"], &["approved"]),
    ("realisation", ["درصد تحقق", "Realisation"], &["spent"], &["amended", "approved"]),
    ("financial_progress", ["پیشرفت مالی", "Financial progress"], &["spent_to_date"], &["total_cost"]),
    (
        "physical_progress",
        ["پیشرفت فیزیکی وزنی", "Weighted physical progress"],
        &["weighted_progress"],
        &["progress_weight"],
    ),
    ("plan_achievement", ["تحقق برنامه", "Achievement of the plan"], &["weighted_made"], &["weighted_predicted"]),
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
