//! Sums taken apart: the rows or terms that they are made of, the largest first.

use super::build::{Built, Joint};
use super::value::Quotient;
use crate::dataset::{Dataset, NO_GROUP, Table};
use crate::finding::Scalar;
use crate::ordered;
use crate::rules::compile::Typed;
use crate::rules::evaluate::{Cells, Frame, Links};
use crate::rules::language::Measure;
use crate::rules::plan::{AggregatePlan, Number};
use crate::scaled::Scaled;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many parts of a sum are named.
const MOST: usize = 10;

/// A sum and what it is made of. The parts named and those left out add up to the total exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// The sum as the language is printed.
    pub text: String,
    /// What it comes to; none where a part is not known.
    pub total: Scalar,
    /// The largest parts in magnitude; of equal ones, by key. At most ten.
    pub largest: Vec<Part>,
    /// How many more there are.
    pub left_out: usize,
    /// What those come to together.
    pub left_out_total: Scalar,
    /// The parts without a known value, which make the total unknown. At most ten.
    pub unknown: Vec<Part>,
    /// How many more of those there are.
    pub unknown_left_out: usize,
}

/// A part of a sum: a row, or a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The term as the language is printed, of a sum of terms.
    pub term: Option<String>,
    /// The table of the row, of a sum over rows.
    pub table: Option<String>,
    /// The row (0-based).
    pub row: Option<usize>,
    /// Its key, by field.
    pub key: BTreeMap<String, String>,
    /// What it adds.
    pub value: Scalar,
    /// Its share of the total; none where the total is zero or not known.
    pub share: Option<Quotient>,
}

/// The sums within a node.
pub(super) fn of(
    node: &Built,
    plans: &[AggregatePlan],
    data: &Dataset,
    links: &Links<'_>,
    own: &Table,
    row: usize,
) -> Vec<Parts> {
    let mut found = Vec::new();
    gather(node, &mut |node| match (&node.typed, node.joint) {
        (Typed::Number(_), Joint::Sum) => {
            found.push(of_terms(node.node.text.clone(), node.node.value.clone(), &node.children))
        }
        (_, Joint::AddsUp) => {
            let Some((_, terms)) = node.children.split_first() else { return };
            if 1 < terms.len() {
                let text = terms.iter().map(|term| term.node.text.as_str()).collect::<Vec<_>>().join(" + ");
                let values = terms.iter().map(|term| number(&term.node.value));
                let total = values.collect::<Option<Vec<_>>>().and_then(added);
                found.push(of_terms(text, total.map_or(Scalar::Missing, Scalar::Number), terms));
            }
        }
        (Typed::Number(ratio), _) => {
            let Number::Aggregate(position) = ratio.numerator.number else { return };
            let plan = plans.get(position).filter(|plan| plan.measure == Measure::Sum);
            found.extend(plan.and_then(|plan| of_rows(node, plan, data, links, own, row)));
        }
        _ => {}
    });
    found.dedup_by(|a, b| a.text == b.text);
    found
}

fn gather(node: &Built, take: &mut impl FnMut(&Built)) {
    take(node);
    node.children.iter().for_each(|child| gather(child, take));
}

fn of_terms(text: String, total: Scalar, terms: &[Built]) -> Parts {
    let parts = terms.iter().map(|term| Part {
        term: Some(term.node.text.clone()),
        table: None,
        row: None,
        key: BTreeMap::new(),
        value: term.node.value.clone(),
        share: None,
    });
    ranked(text, total, parts.collect())
}

fn of_rows(
    node: &Built,
    plan: &AggregatePlan,
    data: &Dataset,
    links: &Links<'_>,
    own: &Table,
    row: usize,
) -> Option<Parts> {
    let (table, argument) = (data.table(&plan.table)?, plan.argument.as_ref()?);
    let index = plan.index(table);
    let group = *index.lookup(own, &plan.found_by).get(row)?;
    let frame = Frame::new(data, links, table, &plan.slots, &[], &plan.uniques);
    let members = index.of_rows().iter().enumerate().filter(|(_, other)| **other == group && group != NO_GROUP);
    let parts = members.filter_map(|(member, _)| {
        let cells = Cells::new(&frame, member, plan.missing_as_zero);
        let taken = plan.filter.as_ref().map_or(Some(true), |filter| cells.logic(filter));
        let value = match taken {
            Some(true) => cells.quantity(argument),
            Some(false) => return None,
            None => None,
        };
        Some(Part {
            term: None,
            table: Some(plan.table.clone()),
            row: Some(member),
            key: table.key(member),
            value: value.map_or(Scalar::Missing, Scalar::Number),
            share: None,
        })
    });
    Some(ranked(node.node.text.clone(), node.node.value.clone(), parts.collect()))
}

fn ranked(text: String, total: Scalar, parts: Vec<Part>) -> Parts {
    let (mut known, mut unknown): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|part| number(&part.value).is_some());
    // A total that is known is made of known parts.
    if number(&total).is_some() {
        unknown.clear();
    }
    let size = |part: &Part| {
        number(&part.value).map_or(Scaled::ZERO, |value| {
            if value < Scaled::ZERO { value.checked_neg().unwrap_or(value) } else { value }
        })
    };
    // Terms keep their order where their sizes are equal; rows go by key, then by their place.
    ordered::sort_by(&mut known, |a, b| {
        size(b).cmp(&size(a)).then_with(|| a.key.cmp(&b.key)).then_with(|| a.row.cmp(&b.row))
    });
    let unknown_left_out = unknown.len().saturating_sub(MOST);
    unknown.truncate(MOST);
    let rest = known.split_off(known.len().min(MOST));
    let left_out_total = rest.iter().map(|part| number(&part.value)).collect::<Option<Vec<_>>>().and_then(added);
    for part in &mut known {
        part.share = number(&part.value).zip(number(&total)).and_then(|(value, total)| Quotient::of(value, total));
    }
    Parts {
        text,
        total,
        largest: known,
        left_out: rest.len(),
        left_out_total: left_out_total.map_or(Scalar::Missing, Scalar::Number),
        unknown,
        unknown_left_out,
    }
}

fn number(value: &Scalar) -> Option<Scaled> {
    match value {
        Scalar::Number(number) => Some(*number),
        _ => None,
    }
}

fn added(values: Vec<Scaled>) -> Option<Scaled> {
    values.into_iter().try_fold(Scaled::ZERO, Scaled::checked_add)
}
