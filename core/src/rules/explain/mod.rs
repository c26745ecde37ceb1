//! Why a rule says what it says of a row: its expressions as a tree, with the value of every node.
//!
//! The tree is the rule as its writer stated it. Each node is compiled and evaluated as the rule itself is
//! ([`build`]), so that what is shown is what was judged; the nodes that decide are marked and the two sides of the
//! deciding comparison named ([`decide`]); sums are taken apart into the rows or terms that they are made of ([`parts`]);
//! and the whole reads as text in both languages ([`text`]).

mod build;
mod decide;
mod parts;
mod text;
mod value;

pub use parts::{Part, Parts};
pub use value::{Quotient, Unknown};

use super::check::{key as judged_key, sides};
use super::evaluate::{Cells, Frame, Links, Sides, heads};
use super::rulebook::{CompiledRule, Missing, Rule, Rulebook};
use crate::bilingual::Bilingual;
use crate::dataset::{Dataset, Table};
use crate::error::{Error, Result};
use crate::finding::{Finding, Operand, Scalar};
use crate::scaled::Scaled;
use crate::text as words;
use build::{Builder, Built};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a rule says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The check holds.
    Holds,
    /// The check does not hold, or is unknown where the rule says that this fails.
    Fails,
    /// The rule does not apply to the row: its `when` is not true.
    NotApplied,
    /// The check is unknown and the rule skips such rows.
    Skipped,
    /// The arithmetic left 128 bits.
    Overflow,
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What stands before the sign.
    Left,
    /// What stands behind it.
    Right,
}

/// A node of an expression, with its value in the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The expression as the language is printed.
    pub text: String,
    /// The heading of the field, parameter or definition that it names.
    pub title: Option<Bilingual>,
    /// Its value: a number, a text, a date as text, or the answer of a condition. None where it is unknown, and where it
    /// is a quotient that does not end.
    pub value: Scalar,
    /// The quotient that it is, as it is compared.
    pub quotient: Option<Quotient>,
    /// Its value as people read it; where it is unknown, why.
    pub shown: Bilingual,
    /// Why it is unknown, if it is.
    pub unknown: Option<Unknown>,
    /// Whether an empty cell counts as zero here.
    pub zero_for_missing: bool,
    /// Whether it is stated by its own words: a number, a text, a date.
    pub literal: bool,
    /// The cell that it names.
    pub operand: Option<Operand>,
    /// Whether what the rule says hangs on it being as it is.
    pub decisive: bool,
    /// What it is made of. The terms of a sum have their sign, so that they add up.
    pub children: Vec<Node>,
}

/// Why a rule says what it says of one row, or of one group of rows.
///
/// # Example
/// ```
/// use amalkard::bilingual::Language;
/// use amalkard::dataset::Dataset;
/// use amalkard::rules::Rulebook;
///
/// let book = Rulebook::from_toml(r#"
/// [rulebook]
/// id = "example"
/// title = { fa = "نمونه", en = "Example" }
/// [tables.lines]
/// title = { fa = "ردیف‌ها", en = "Lines" }
/// fields = [
///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
///   { name = "allocated", type = "amount", unit = "million_rial", title = { fa = "تخصیص", en = "Allocated" } },
/// ]
/// [[rule]]
/// id = "C06"
/// severity = "error"
/// check = "spent <= allocated"
/// title = { fa = "هزینه بیش از تخصیص", en = "Spending above allocation" }
/// message = { fa = "هزینه {spent} از تخصیص {allocated} بیشتر است", en = "spent {spent} exceeds allocated {allocated}" }
/// "#)?;
/// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"spent": "1250", "allocated": "1000"}]}"#)?;
/// let explanation = book.explain(&data, "C06", 0)?;
/// assert_eq!(explanation.check.children[0].text, "spent");
/// assert_eq!(explanation.by.to_string(), "250");
/// assert_eq!(explanation.to_text(Language::English), "\
/// C06 Spending above allocation
/// lines, row 1
/// fails: the left side is larger by 250
/// ✗ spent <= allocated  ← decides
///     Spent [spent] = 1,250
///     Allocated [allocated] = 1,000
/// ");
/// # Ok::<(), amalkard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The rule's id.
    pub rule: String,
    /// Its heading.
    pub title: Bilingual,
    /// Its legal basis.
    pub law: Option<String>,
    /// The table that it judges.
    pub table: String,
    /// The row (0-based); none for a group of rows.
    pub row: Option<usize>,
    /// The key of the row or of the group, by field.
    pub key: BTreeMap<String, String>,
    /// What the rule says.
    pub outcome: Outcome,
    /// Which rows it applies to; none where to all.
    pub when: Option<Node>,
    /// What must hold.
    pub check: Node,
    /// The left side of the comparison that decides, as a finding states it.
    pub left: Scalar,
    /// The right side of it.
    pub right: Scalar,
    /// Left minus right, where both are numbers.
    pub residual: Scalar,
    /// The side that is larger, of two numbers or dates.
    pub larger: Option<Side>,
    /// By how much: a number, or days between dates.
    pub by: Scalar,
    /// The sums that the deciding comparison is made of, taken apart.
    pub sums: Vec<Parts>,
}

impl Rulebook {
    /// Why a rule says what it says of a row; for a rule that judges groups, of the row's group. The rule may hold: then
    /// the tree says why it does.
    ///
    /// # Errors
    /// `rule.unknown` where the rulebook has no such rule, `rule.not_run` where a table that it needs is not in the data,
    /// `dataset.unknown_row`, and `rule.no_group` where a rule that judges groups leaves out the row.
    pub fn explain(&self, data: &Dataset, rule: &str, row: usize) -> Result<Explanation> {
        let (stated, compiled, table) = self.judging(data, rule)?;
        if table.rows() <= row {
            return Err(table.unknown_row(row));
        }
        let row = match group(self, compiled, stated) {
            None => row,
            Some(fields) => head_of(table, &fields, row).ok_or_else(|| no_group(stated, row))?,
        };
        self.explained(data, stated, compiled, table, row)
    }

    /// Why a rule says what it says of a group of rows, named by its key as a finding has it.
    ///
    /// # Errors
    /// As [`Rulebook::explain`]; `rule.no_group` where no rows have that key, or where the rule judges single rows.
    pub fn explain_group(&self, data: &Dataset, rule: &str, key: &BTreeMap<String, String>) -> Result<Explanation> {
        let (stated, compiled, table) = self.judging(data, rule)?;
        let fields = group(self, compiled, stated).ok_or_else(|| no_group(stated, 0))?;
        let heads = heads(table, &fields);
        let folded = |key: &BTreeMap<String, String>| -> Vec<(String, String)> {
            key.iter().map(|(name, value)| (name.clone(), words::fold(value))).collect()
        };
        let named = folded(key);
        let found = (0..table.rows()).find(|row| heads.get(*row) && folded(&judged_key(stated, table, *row)) == named);
        self.explained(data, stated, compiled, table, found.ok_or_else(|| no_group(stated, 0))?)
    }

    /// Why there is this finding.
    ///
    /// # Errors
    /// As [`Rulebook::explain`]: `rule.unknown` for a finding that is of no rule, such as one of intake.
    pub fn explain_finding(&self, data: &Dataset, finding: &Finding) -> Result<Explanation> {
        match finding.row {
            Some(row) => self.explain(data, &finding.rule, row),
            None => self.explain_group(data, &finding.rule, &finding.key),
        }
    }

    /// A rule that can be judged, and its table.
    fn judging<'a>(&'a self, data: &'a Dataset, rule: &str) -> Result<(&'a Rule, &'a CompiledRule, &'a Table)> {
        let found = self.rules.iter().position(|known| known.id == rule);
        let Some((position, stated)) = found.and_then(|at| Some((at, self.rules.get(at)?))) else {
            return Err(self.unknown_rule(rule));
        };
        let of_table = self.tables.iter().filter(|rules| rules.table == stated.table);
        let compiled = of_table.flat_map(|rules| &rules.rules).find(|compiled| compiled.rule == position);
        let compiled = compiled.ok_or_else(|| self.unknown_rule(rule))?;
        let mut needed = compiled.needs.iter().chain([&stated.table]);
        match (needed.find(|table| data.table(table).is_none()), data.table(&stated.table)) {
            (None, Some(table)) => Ok((stated, compiled, table)),
            (absent, _) => Err(not_run(stated, absent.map_or("", String::as_str))),
        }
    }

    fn explained(
        &self,
        data: &Dataset,
        rule: &Rule,
        compiled: &CompiledRule,
        table: &Table,
        row: usize,
    ) -> Result<Explanation> {
        let zero = rule.missing == Missing::Zero;
        let mut builder = Builder::new(&self.declared, table.schema(), zero);
        let when = compiled.stated.when.as_ref().and_then(|when| builder.draft(when));
        let check = builder.draft(&compiled.stated.check);
        let check = check.ok_or_else(|| self.unknown_rule(&rule.id))?;
        let links = Links::new(&self.declared, data);
        let frame = Frame::new(data, &links, table, builder.slots(), builder.aggregates(), builder.uniques());
        let cells = Cells::new(&frame, row, zero);
        let mut when: Option<Built> = when.map(|when| when.evaluated(&cells));
        let mut check = check.evaluated(&cells);
        let outcome = outcome(rule, when.as_ref(), &check);
        match (outcome, &mut when) {
            (Outcome::NotApplied, Some(when)) => when.mark(true),
            (Outcome::Fails | Outcome::Skipped, _) => check.mark(true),
            _ => {}
        }
        let found = check.logic().and_then(|logic| cells.sides(logic, true));
        let (larger, by) = difference(found.as_ref());
        let (left, right, residual) = sides(found);
        let deciding = match outcome {
            Outcome::Fails => check.deciding(true, &cells).unwrap_or(&check),
            _ => &check,
        };
        let sums = parts::of(deciding, builder.aggregates(), data, &links, table, row);
        let is_group = compiled.per.is_some();
        let node = |built: Built| built.into_node(is_group.then_some(table.name()));
        Ok(Explanation {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            law: rule.law.clone(),
            table: rule.table.clone(),
            row: (!is_group).then_some(row),
            key: judged_key(rule, table, row),
            outcome,
            when: when.map(node),
            check: node(check),
            left,
            right,
            residual,
            larger,
            by,
            sums,
        })
    }

    fn unknown_rule(&self, rule: &str) -> Error {
        let error = Error::new(
            "rule.unknown",
            format!("قاعده‌ای با شناسه «{rule}» در دفتر نیست"),
            format!("the rulebook has no rule `{rule}`"),
        )
        .at(rule)
        .expected("the id of a rule");
        match words::closest(rule, self.rules.iter().map(|rule| rule.id.as_str())) {
            Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
            None => error,
        }
    }
}

/// The fields by whose groups a rule judges.
fn group(book: &Rulebook, compiled: &CompiledRule, rule: &Rule) -> Option<Vec<usize>> {
    let of_table = book.tables.iter().find(|rules| rules.table == rule.table)?;
    of_table.groups.get(compiled.per?).cloned()
}

/// The row that stands for the group of a row.
fn head_of(table: &Table, fields: &[usize], row: usize) -> Option<usize> {
    let index = crate::dataset::KeyIndex::build(table, fields);
    let own = *index.of_rows().get(row)?;
    let heads = heads(table, fields);
    let of_group = |other: &usize| heads.get(*other) && index.of_rows().get(*other) == Some(&own);
    (own != crate::dataset::NO_GROUP).then(|| (0..table.rows()).find(of_group)).flatten()
}

fn outcome(rule: &Rule, when: Option<&Built>, check: &Built) -> Outcome {
    match when.map(|when| (when.answer(), when.has_lost())) {
        Some((None, true)) => return Outcome::Overflow,
        Some((Some(true), _)) | None => {}
        Some(_) => return Outcome::NotApplied,
    }
    match (check.answer(), check.has_lost(), rule.missing) {
        (Some(true), ..) => Outcome::Holds,
        (Some(false), ..) => Outcome::Fails,
        (None, true, _) => Outcome::Overflow,
        (None, _, Missing::Fail) => Outcome::Fails,
        (None, ..) => Outcome::Skipped,
    }
}

/// Which side is larger, and by how much.
fn difference(sides: Option<&Sides>) -> (Option<Side>, Scalar) {
    let of = |order: Ordering| match order {
        Ordering::Greater => Some(Side::Left),
        Ordering::Less => Some(Side::Right),
        Ordering::Equal => None,
    };
    let size = |value: Scaled| if value < Scaled::ZERO { value.checked_neg() } else { Some(value) };
    match sides {
        Some(Sides::Numbers(Some(a), Some(b))) => {
            let by = a.checked_sub(*b).and_then(size);
            (of(a.cmp(b)), by.map_or(Scalar::Missing, Scalar::Number))
        }
        Some(Sides::Days(Some(a), Some(b))) => {
            let days = i64::from(*a).saturating_sub(i64::from(*b)).saturating_abs();
            (of(a.cmp(b)), Scalar::Number(Scaled::from(days)))
        }
        _ => (None, Scalar::Missing),
    }
}

fn not_run(rule: &Rule, table: &str) -> Error {
    Error::new(
        "rule.not_run",
        format!("قاعده {} اجرا نشده است: جدول «{table}» در داده‌ها نیست", rule.id),
        format!("rule {} was not run: table `{table}` is not in the data", rule.id),
    )
    .at(rule.id.clone())
    .expected(format!("data with table {table}"))
}

fn no_group(rule: &Rule, row: usize) -> Error {
    let fields = rule.per.join(", ");
    Error::new(
        "rule.no_group",
        format!("قاعده {} گروهی با این کلید ({fields}) داوری نمی‌کند", rule.id),
        format!("rule {} judges no group of this key ({fields})", rule.id),
    )
    .at(format!("{}/{row}", rule.table))
    .expected(if fields.is_empty() {
        "a row".to_owned()
    } else {
        format!("a row with a value in each of {fields}")
    })
}
