//! What can be said about a rulebook without any data.
//!
//! The rules of a table are put as formulas over the unknown cells of one row and the rows it is related to ([`cells`]),
//! with few texts standing for all ([`texts`]), and questions about them are asked of an exact solver ([`study`]): can a
//! row fail this rule ([`idle`]), can one pass all of these ([`conflict`]), can one fail this rule and no other
//! ([`redundancy`])? That something is possible is only said once the engine has checked a row of it ([`witness`]); that
//! it is impossible only where it is so for every row, figures being smaller than 10^22 as amounts are. What is neither
//! is said to be undecided, with the reason.

mod asked;
mod cells;
mod conflict;
mod idle;
mod maximal;
mod question;
mod redundancy;
mod study;
mod texts;
mod ties;
mod unused;
mod witness;
mod words;

use super::rulebook::Rulebook;
use crate::bilingual::Bilingual;
use crate::dataset::Row;
use crate::ordered::{self, Ordered as _};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use study::Study;

/// Rows by table, in the form that [`Dataset::from_rows`](crate::dataset::Dataset::from_rows) reads. The row in question
/// is the first of its table.
pub type Witness = BTreeMap<String, Vec<Row>>;

/// Doubtful things in a rulebook itself. Rules are named by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Analysis {
    /// Sets of rules that can apply to one row but cannot all be passed by any.
    pub contradictory: Vec<Contradiction>,
    /// Rules whose every failure other rules find as well, that weigh as much and block as early.
    pub redundant: Vec<Redundancy>,
    /// Rules whose every failure other rules find as well, though these weigh less or block later.
    pub stricter: Vec<Redundancy>,
    /// Rules that no row fails.
    pub never_failing: Vec<Idle>,
    /// Rules that apply to no row.
    pub never_applying: Vec<Idle>,
    /// Questions that have no answer.
    pub undecided: Vec<Undecided>,
    /// Parameters that no rule reads.
    pub unused_parameters: Vec<String>,
    /// Lists that no rule reads.
    pub unused_lists: Vec<String>,
    /// Definitions that no rule reads.
    pub unused_definitions: Vec<String>,
    /// Relations that no rule follows.
    pub unused_relations: Vec<String>,
    /// Fields that no rule reads and that are in no key, as `table.field`.
    pub unused_fields: Vec<String>,
}

/// Rules that can apply to one row but cannot all be passed by any. Without any one of them a row can pass the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// The rules.
    pub rules: Vec<String>,
    /// The table whose rows they judge.
    pub table: String,
    /// A row that they all apply to.
    pub witness: Witness,
    /// The same in words.
    pub reason: Bilingual,
}

/// A rule and the fewest others of which one fails wherever it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redundancy {
    /// The rule.
    pub rule: String,
    /// The others.
    pub implied_by: Vec<String>,
    /// The cells that must be given for that, as rules name them: where one of these is missing the rule may be the only
    /// one to fail.
    pub given: Vec<String>,
    /// The same in words.
    pub reason: Bilingual,
}

/// A rule that does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Idle {
    /// The rule.
    pub rule: String,
    /// A row that it applies to, where there is one.
    pub witness: Option<Witness>,
    /// Why it does nothing.
    pub reason: Bilingual,
}

/// A question about rules that has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undecided {
    /// The rules.
    pub rules: Vec<String>,
    /// The list of [`Analysis`] that they may belong to: `contradictory`, `redundant`, `never_failing`,
    /// `never_applying`.
    pub question: &'static str,
    /// Why it has no answer.
    pub reason: Bilingual,
}

impl Rulebook {
    /// What is doubtful in the rulebook itself: rules that contradict or imply each other, rules that never fail or never
    /// apply, declarations that no rule reads. Every answer is true of every row; what could not be settled with the
    /// effort allowed is listed as undecided.
    ///
    /// # Example
    /// ```
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
    ///   { name = "received", type = "amount", unit = "million_rial", title = { fa = "دریافتی", en = "Received" } },
    ///   { name = "allocated", type = "amount", unit = "million_rial", title = { fa = "تخصیص", en = "Allocated" } },
    /// ]
    /// [[rule]]
    /// id = "A"
    /// severity = "error"
    /// check = "spent <= received"
    /// title = { fa = "الف", en = "A" }
    /// message = { fa = "الف", en = "a" }
    /// [[rule]]
    /// id = "B"
    /// severity = "error"
    /// check = "received <= allocated"
    /// title = { fa = "ب", en = "B" }
    /// message = { fa = "ب", en = "b" }
    /// [[rule]]
    /// id = "C"
    /// severity = "error"
    /// check = "spent <= allocated"
    /// title = { fa = "پ", en = "C" }
    /// message = { fa = "پ", en = "c" }
    /// "#)?;
    /// let analysis = book.analyse();
    /// assert_eq!(analysis.redundant[0].rule, "C");
    /// assert_eq!(analysis.redundant[0].implied_by, ["A", "B"]);
    /// assert_eq!(analysis.redundant[0].given, ["received"]);
    /// # Ok::<(), amalkard::Error>(())
    /// ```
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        let mut analysis = Analysis {
            unused_parameters: self.unused.parameters.clone(),
            unused_lists: self.unused.lists.clone(),
            unused_definitions: self.unused.definitions.clone(),
            unused_relations: self.unused_relations(),
            unused_fields: self.unused_fields(),
            ..Analysis::default()
        };
        for rules in &self.tables {
            let mut study = Study::new(self, rules);
            let failing = idle::idle(&mut study, &mut analysis);
            let never: BTreeSet<&str> = analysis.never_applying.iter().map(|idle| idle.rule.as_str()).ordered();
            let skip = (0..study.judged.len())
                .filter(|position| study.rule(*position).is_some_and(|judged| never.contains(judged.rule.id.as_str())))
                .collect();
            study.renew();
            conflict::conflicts(&mut study, &mut analysis, &skip);
            study.renew();
            redundancy::redundancies(&mut study, &mut analysis, &failing);
        }
        let order = |rule: &String| self.rules.iter().position(|known| known.id == *rule);
        ordered::sort_by(&mut analysis.contradictory, |a, b| a.rules.iter().map(order).cmp(b.rules.iter().map(order)));
        ordered::sort_by(&mut analysis.redundant, |a, b| order(&a.rule).cmp(&order(&b.rule)));
        ordered::sort_by(&mut analysis.stricter, |a, b| order(&a.rule).cmp(&order(&b.rule)));
        ordered::sort_by(&mut analysis.never_failing, |a, b| order(&a.rule).cmp(&order(&b.rule)));
        ordered::sort_by(&mut analysis.never_applying, |a, b| order(&a.rule).cmp(&order(&b.rule)));
        analysis
    }
}
