//! What can be said about a rulebook without any data.

use super::language::{Expr, parse};
use super::plan::Logic;
use super::rulebook::{Missing, Rulebook};
use serde::Serialize;

/// Doubtful things in a rulebook itself. Rules are named by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Analysis {
    /// Pairs of rules whose checks exclude each other on the rows that both apply to.
    pub contradictory: Vec<(String, String)>,
    /// Pairs of rules that say the same; the second adds nothing.
    pub redundant: Vec<(String, String)>,
    /// Rules whose check holds whatever the data.
    pub never_failing: Vec<String>,
    /// Rules that apply to no row whatever the data.
    pub never_applying: Vec<String>,
    /// Parameters that no rule reads.
    pub unused_parameters: Vec<String>,
    /// Lists that no rule reads.
    pub unused_lists: Vec<String>,
    /// Definitions that no rule reads.
    pub unused_definitions: Vec<String>,
    /// Fields that no rule reads and that are in no key, as `table.field`.
    pub unused_fields: Vec<String>,
}

/// A rule's own words as trees.
struct Stated<'a> {
    id: &'a str,
    table: &'a str,
    when: Option<Expr>,
    check: Option<Expr>,
    missing: Missing,
}

impl Rulebook {
    /// What is doubtful in the rulebook itself: rules that contradict or repeat each other word by word, rules that
    /// never fail or never apply, declarations that no rule reads.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        let stated: Vec<Stated<'_>> = self
            .rules
            .iter()
            .map(|rule| Stated {
                id: &rule.id,
                table: &rule.table,
                when: rule.when.as_deref().and_then(|when| parse(when).ok()),
                check: parse(&rule.check).ok(),
                missing: rule.missing,
            })
            .collect();
        let mut analysis = Analysis {
            unused_parameters: self.unused.parameters.clone(),
            unused_lists: self.unused.lists.clone(),
            unused_definitions: self.unused.definitions.clone(),
            unused_fields: self.unused_fields(),
            ..Analysis::default()
        };
        for (position, first) in stated.iter().enumerate() {
            for second in stated.iter().skip(position.saturating_add(1)) {
                if first.table != second.table || first.when != second.when {
                    continue;
                }
                let (Some(a), Some(b)) = (&first.check, &second.check) else { continue };
                let pair = || (first.id.to_owned(), second.id.to_owned());
                if a == b && first.missing == second.missing {
                    analysis.redundant.push(pair());
                } else if exclude(a, b) || exclude(b, a) {
                    analysis.contradictory.push(pair());
                }
            }
        }
        for compiled in self.tables.iter().flat_map(|rules| &rules.rules) {
            let Some(rule) = self.rules.get(compiled.rule) else { continue };
            if always(&compiled.check) == Some(true) {
                analysis.never_failing.push(rule.id.clone());
            }
            if compiled.when.as_ref().and_then(always) == Some(false) {
                analysis.never_applying.push(rule.id.clone());
            }
        }
        analysis
    }

    fn unused_fields(&self) -> Vec<String> {
        let mut unused = Vec::new();
        for table in self.schema().tables() {
            for (position, field) in table.fields().iter().enumerate() {
                let in_relation = self.declared.relations.iter().any(|relation| {
                    (relation.from == table.name() && relation.on.contains(&position))
                        || (relation.to == table.name() && relation.equals.contains(&position))
                });
                if !in_relation && !table.key().contains(&field.name) && !self.is_read(table.name(), position) {
                    unused.push(format!("{}.{}", table.name(), field.name));
                }
            }
        }
        unused
    }

    fn is_read(&self, table: &str, field: usize) -> bool {
        self.tables.iter().any(|rules| {
            let grouped = |own: &str, fields: &[usize]| own == table && fields.contains(&field);
            rules.slots.iter().any(|slot| slot.table == table && slot.field == field)
                || rules.uniques.iter().any(|fields| grouped(&rules.table, fields))
                || rules.aggregates.iter().any(|aggregate| {
                    grouped(&aggregate.table, &aggregate.group_by)
                        || aggregate.slots.iter().any(|slot| slot.table == table && slot.field == field)
                })
        })
    }
}

/// Whether two comparisons of the same operands can never hold together: `a < b` with `b < a`, `b <= a` or `a == b`.
fn exclude(a: &Expr, b: &Expr) -> bool {
    use super::language::{ExprKind, Operator};
    let (ExprKind::Binary(first, left, right), ExprKind::Binary(second, other_left, other_right)) = (&a.kind, &b.kind)
    else {
        return false;
    };
    let same = left == other_left && right == other_right;
    let turned = left == other_right && right == other_left;
    match (first, second) {
        (Operator::Less, Operator::Less | Operator::AtMost) => turned,
        (Operator::Less, Operator::Equal) => same || turned,
        (Operator::Less, Operator::Greater | Operator::AtLeast) => same,
        (Operator::Greater, Operator::Equal) => same || turned,
        (Operator::Greater, Operator::Less | Operator::AtMost) => same,
        (Operator::Greater, Operator::Greater | Operator::AtLeast) => turned,
        (Operator::Equal, Operator::Differs) => same || turned,
        _ => false,
    }
}

/// The answer of a condition where it does not depend on any cell.
fn always(logic: &Logic) -> Option<bool> {
    use super::plan::{Comparison, Number};
    match logic {
        Logic::Constant(value) => Some(*value),
        Logic::Not(inner) => always(inner).map(|answer| !answer),
        Logic::And(left, right) => match (always(left), always(right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Logic::Or(left, right) => match (always(left), always(right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Logic::Numbers { comparison, left: Number::Constant(a), right: Number::Constant(b), .. } => {
            Some(match comparison {
                Comparison::Equal => a == b,
                Comparison::Differs => a != b,
                Comparison::Less => a < b,
                Comparison::AtMost => a <= b,
            })
        }
        Logic::Numbers {
            comparison: Comparison::Equal | Comparison::AtMost,
            left: Number::Slot(a),
            right: Number::Slot(b),
            ..
        } => (a == b).then_some(true),
        _ => None,
    }
}
