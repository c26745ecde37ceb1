//! What a changed rulebook would say of datasets that are already there: which rows it would newly fail, and which it
//! would no longer fail.

use super::check::key;
use super::evaluate::{Frame, Links};
use super::rulebook::{Rule, Rulebook};
use crate::bilingual::Bilingual;
use crate::dataset::{Dataset, TableSchema};
use crate::error::{Error, Result};
use crate::finding::Severity;
use crate::ordered::Ordered as _;
use crate::text::persian_digits;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows that are listed of one rule and dataset; all are counted.
const MOST_LISTED: usize = 100;

/// What a changed rulebook would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Rules that only the changed rulebook has.
    pub added: Vec<String>,
    /// Rules that the changed rulebook no longer has.
    pub removed: Vec<String>,
    /// Rules that weigh more or less, or block at another stage.
    pub reweighed: Vec<Reweighed>,
    /// What changes in each dataset, in the order given.
    pub datasets: Vec<DatasetImpact>,
    /// The most rows that are listed of one rule and dataset.
    pub listed_at_most: usize,
    /// Whether every row is listed that is counted.
    pub complete: bool,
}

/// A rule of both rulebooks with another severity or stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reweighed {
    /// The rule.
    pub rule: String,
    /// Its severity now.
    pub severity_from: Severity,
    /// Its severity in the changed rulebook.
    pub severity_to: Severity,
    /// The stage that it blocks now.
    pub blocks_from: Option<String>,
    /// The stage that it would block.
    pub blocks_to: Option<String>,
}

/// What changes in one dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatasetImpact {
    /// Its name.
    pub name: String,
    /// Rules with the rows or groups that they would newly fail.
    pub newly_failing: Vec<RuleImpact>,
    /// Rules with the rows or groups that they would no longer fail.
    pub newly_passing: Vec<RuleImpact>,
    /// Rules with the rows or groups that fail before and after, with another severity or stage.
    pub reweighed: Vec<RuleImpact>,
    /// Stages that would be blocked and are not now: `confirm`, `accept`, `approve`.
    pub newly_blocked: Vec<String>,
    /// Stages that are blocked now and would not be.
    pub newly_free: Vec<String>,
    /// Rules of the changed rulebook that cannot run, as the dataset lacks a table that they need, and that ran before or
    /// are new.
    pub not_run: Vec<String>,
    /// The same in words.
    pub summary: Bilingual,
}

/// The rows of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleImpact {
    /// The rule.
    pub rule: String,
    /// The table whose rows it judges.
    pub table: String,
    /// How many rows or groups.
    pub count: usize,
    /// The first of them.
    pub subjects: Vec<Subject>,
    /// Whether those are all.
    pub complete: bool,
}

/// A row, or a group of rows that a rule judges once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    /// The row (0-based); none for a group.
    pub row: Option<usize>,
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
}

/// Which rows fail which rules, by rule and table.
type Failing<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<Subject>>;

impl Rulebook {
    /// What a changed rulebook would say of datasets that were read by this one: newly failing and newly passing rows by
    /// dataset and rule, and those that fail as before but weigh otherwise. A row whose arithmetic leaves 128 bits
    /// counts as failing. What was wrong when the data was read is not compared: it does not depend on rules.
    ///
    /// # Errors
    /// `rulebook.schema_differs` where the changed rulebook declares a table of the data with other fields, kinds or
    /// keys: the data would have to be read anew.
    ///
    /// # Example
    /// ```
    /// use amalkard::dataset::Dataset;
    /// use amalkard::rules::Rulebook;
    ///
    /// let text = r#"
    /// [rulebook]
    /// id = "example"
    /// title = { fa = "نمونه", en = "Example" }
    /// [tables.lines]
    /// title = { fa = "ردیف‌ها", en = "Lines" }
    /// key = ["line"]
    /// fields = [
    ///   { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
    ///   { name = "spent", type = "amount", unit = "million_rial", title = { fa = "هزینه", en = "Spent" } },
    /// ]
    /// [parameters.most]
    /// value = 100
    /// [[rule]]
    /// id = "A"
    /// severity = "error"
    /// check = "spent <= param.most"
    /// title = { fa = "الف", en = "A" }
    /// message = { fa = "الف", en = "a" }
    /// "#;
    /// let book = Rulebook::from_toml(text)?;
    /// let stricter = Rulebook::from_toml(&text.replace("value = 100", "value = 50"))?;
    /// let data = Dataset::from_json(book.schema(), r#"{"lines": [{"line": "1", "spent": "40"}, {"line": "2", "spent": "70"}]}"#)?;
    /// let impact = book.impact(&stricter, &[("1404/6m", &data)])?;
    /// let newly = &impact.datasets[0].newly_failing[0];
    /// assert_eq!((newly.rule.as_str(), newly.count, newly.subjects[0].row), ("A", 1, Some(1)));
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    pub fn impact(&self, changed: &Self, data: &[(&str, &Dataset)]) -> Result<Impact> {
        for (name, data) in data {
            for (table, _) in data.tables() {
                same_schema(name, self.schema().table(table), changed.schema().table(table), table)?;
            }
        }
        let rule = |book: &Self, id: &str| book.rules.iter().any(|rule| rule.id == id);
        let only = |book: &Self, other: &Self| -> Vec<String> {
            book.rules.iter().filter(|own| !rule(other, &own.id)).map(|own| own.id.clone()).collect()
        };
        let both =
            self.rules.iter().filter_map(|own| Some((own, changed.rules.iter().find(|rule| rule.id == own.id)?)));
        let reweighed: Vec<Reweighed> = both.filter_map(|(from, to)| reweighed(from, to)).collect();
        let datasets: Vec<DatasetImpact> =
            data.iter().map(|(name, data)| self.impact_on(changed, name, data, &reweighed)).collect();
        let complete = datasets.iter().all(|dataset| {
            let all = dataset.newly_failing.iter().chain(&dataset.newly_passing).chain(&dataset.reweighed);
            all.clone().all(|rule| rule.complete)
        });
        let (added, removed) = (only(changed, self), only(self, changed));
        Ok(Impact { added, removed, reweighed, datasets, listed_at_most: MOST_LISTED, complete })
    }

    fn impact_on(&self, changed: &Self, name: &str, data: &Dataset, reweighed: &[Reweighed]) -> DatasetImpact {
        let (before, after) = (self.failing(data), changed.failing(data));
        let newly_failing = listed(changed, &after, |rule, subject| !has(&before, rule, subject));
        let newly_passing = listed(self, &before, |rule, subject| !has(&after, rule, subject));
        let is_reweighed = |rule: &str| reweighed.iter().any(|changed| changed.rule == rule);
        let otherwise = listed(changed, &after, |rule, subject| is_reweighed(rule.0) && has(&before, rule, subject));
        let (blocked_before, blocked_after) = (self.blocked(&before), changed.blocked(&after));
        let stages = |some: &BTreeSet<&str>, others: &BTreeSet<&str>| -> Vec<String> {
            let order = ["confirm", "accept", "approve"];
            order
                .into_iter()
                .filter(|stage| some.contains(stage) && !others.contains(stage))
                .map(str::to_owned)
                .collect()
        };
        let waiting: BTreeSet<String> = self.not_run(data).into_iter().map(|waiting| waiting.rule).ordered();
        let not_run = changed.not_run(data).into_iter().map(|waiting| waiting.rule);
        DatasetImpact {
            name: name.to_owned(),
            summary: summary(&newly_failing, &newly_passing, &otherwise),
            newly_blocked: stages(&blocked_after, &blocked_before),
            newly_free: stages(&blocked_before, &blocked_after),
            not_run: not_run.filter(|rule| !waiting.contains(rule)).collect(),
            newly_failing,
            newly_passing,
            reweighed: otherwise,
        }
    }

    /// What fails, without explanations.
    fn failing(&self, data: &Dataset) -> Failing<'_> {
        let links = Links::new(&self.declared, data);
        let mut found: Failing<'_> = BTreeMap::new();
        for rules in &self.tables {
            let Some(table) = data.table(&rules.table) else { continue };
            let frame = Frame::new(data, &links, table, &rules.slots, &rules.aggregates, &rules.uniques);
            let (failures, overflows) = self.run(rules, &frame, data);
            for failure in failures.into_iter().chain(overflows) {
                let Some(rule) = self.rules.get(failure.rule) else { continue };
                let row = rule.per.is_empty().then_some(failure.row);
                let subject = Subject { row, key: key(rule, table, failure.row) };
                found.entry((&rule.id, &rule.table)).or_default().insert(subject);
            }
        }
        found
    }

    /// The stages that what fails blocks.
    fn blocked(&self, failing: &Failing<'_>) -> BTreeSet<&str> {
        let fails = |rule: &&Rule| failing.contains_key(&(rule.id.as_str(), rule.table.as_str()));
        self.rules.iter().filter(fails).filter_map(|rule| rule.blocks.as_deref()).ordered()
    }
}

fn has(failing: &Failing<'_>, rule: (&str, &str), subject: &Subject) -> bool {
    failing.get(&rule).is_some_and(|subjects| subjects.contains(subject))
}

/// The subjects that are taken, by rule in the order of the rulebook.
fn listed(
    book: &Rulebook,
    failing: &Failing<'_>,
    is_taken: impl Fn((&str, &str), &Subject) -> bool,
) -> Vec<RuleImpact> {
    let rules = book.rules.iter().filter_map(|rule| {
        let at = (rule.id.as_str(), rule.table.as_str());
        let taken: Vec<&Subject> = failing.get(&at)?.iter().filter(|subject| is_taken(at, subject)).collect();
        (!taken.is_empty()).then(|| RuleImpact {
            rule: rule.id.clone(),
            table: rule.table.clone(),
            count: taken.len(),
            complete: taken.len() <= MOST_LISTED,
            subjects: taken.into_iter().take(MOST_LISTED).cloned().collect(),
        })
    });
    rules.collect()
}

fn reweighed(from: &Rule, to: &Rule) -> Option<Reweighed> {
    (from.severity != to.severity || from.blocks != to.blocks).then(|| Reweighed {
        rule: from.id.clone(),
        severity_from: from.severity,
        severity_to: to.severity,
        blocks_from: from.blocks.clone(),
        blocks_to: to.blocks.clone(),
    })
}

fn summary(failing: &[RuleImpact], passing: &[RuleImpact], reweighed: &[RuleImpact]) -> Bilingual {
    let counts = [failing, passing, reweighed].map(|rules| {
        let rows = rules.iter().fold(0_usize, |sum, rule| sum.saturating_add(rule.count));
        (rules.len(), rows)
    });
    let fa = counts.map(|(rules, rows)| (persian_digits(&rules.to_string()), persian_digits(&rows.to_string())));
    let [(fails, failing), (passes, passing), (weighs, weighing)] = &fa;
    let fa = format!(
        "{failing} مورد تازه از {fails} قاعده رد می‌شود، {passing} مورد از {passes} قاعده دیگر رد نمی‌شود، {weighing} مورد از {weighs} قاعده وزن یا مرحله دیگری می‌گیرد"
    );
    let [(fails, failing), (passes, passing), (weighs, weighing)] = counts;
    let en = format!(
        "{failing} newly fail by {fails} rule(s), {passing} no longer fail by {passes} rule(s), {weighing} weigh otherwise by {weighs} rule(s)"
    );
    Bilingual::new(fa, en)
}

/// Refuses to judge data by a rulebook that would read it otherwise.
fn same_schema(dataset: &str, own: Option<&TableSchema>, other: Option<&TableSchema>, table: &str) -> Result<()> {
    let (Some(own), Some(other)) = (own, other) else {
        return Err(differs(dataset, table, "جدول", "the table"));
    };
    let fields = own.fields().len().max(other.fields().len());
    for position in 0..fields {
        let (from, to) = (own.fields().get(position), other.fields().get(position));
        let is_same = from.zip(to).is_some_and(|(from, to)| from.name == to.name && from.kind == to.kind);
        if !is_same {
            let name = from.or(to).map_or("", |field| field.name.as_str());
            return Err(differs(dataset, &format!("{table}/{name}"), "فیلد", "the field"));
        }
    }
    if own.key() != other.key() {
        return Err(differs(dataset, table, "کلید جدول", "the key of the table"));
    }
    Ok(())
}

fn differs(dataset: &str, place: &str, fa: &str, en: &str) -> Error {
    Error::new(
        "rulebook.schema_differs",
        format!("{fa} در دفتر قواعد تازه جور دیگری است؛ داده‌های «{dataset}» با آن خوانده نشده‌اند"),
        format!("{en} is another one in the changed rulebook; the data of `{dataset}` was not read by it"),
    )
    .at(place)
    .expected("the same fields, kinds and keys in both rulebooks")
    .help(
        "داده‌ها را با دفتر تازه دوباره بخوانید و هر دو را جداگانه بررسی کنید",
        "read the data anew by the changed rulebook and check with each",
    )
}
