//! Who makes a total: its lines summed by further fields, the largest first.

use super::cell::NamedRatio;
use super::consolidated::Consolidation;
use super::groups::overflow;
use super::measure::Measure;
use super::plan::suggest;
use crate::error::{Error, Result};
use crate::scaled::Scaled;
use crate::text;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a total is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contributors {
    /// The total.
    pub sum: Option<Scaled>,
    /// The largest parts, largest first; equal ones by code.
    pub parts: Vec<Contributor>,
    /// How many parts are not shown.
    pub others: u64,
    /// What they sum to.
    pub others_sum: Option<Scaled>,
}

/// One part of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// Its code in each of the fields that parts are told apart by.
    pub key: Vec<Option<String>>,
    /// How many lines it has.
    pub lines: u64,
    /// Its sum; none where no line has a figure.
    pub sum: Option<Scaled>,
    /// Its share of the total; none where that is zero.
    pub share: Option<NamedRatio>,
}

impl Consolidation {
    /// The parts of a total by further fields, such as the agencies of a province's spending: the `limit` largest in
    /// magnitude, and what the others sum to. Parts and others sum to the total exactly.
    ///
    /// # Errors
    /// `consolidation.unknown_measure` for a measure that is not summed; as [`Consolidation::lineage`] besides.
    pub fn contributors(
        &self,
        by: &[&str],
        key: &[Option<&str>],
        measure: &str,
        per: &[&str],
        limit: usize,
    ) -> Result<Contributors> {
        self.measure(measure)?;
        self.with_lines()?;
        super::consolidated::same_length(by, key)?;
        let wanted: Vec<Option<String>> = key.iter().map(|code| code.map(text::fold)).collect();
        let mut parts: BTreeMap<Vec<Option<String>>, Contributor> = BTreeMap::new();
        for source in &self.sources {
            let (of, per) = (source.keys_by(by)?, source.keys_by(per)?);
            for row in (0..source.lines.rows()).filter(|row| source.counts(*row)) {
                let code = |field: &super::source::FieldCodes<'_>| field.0.code(field.1.of(row)).map(str::to_owned);
                if of.iter().zip(&wanted).any(|(field, wanted)| code(field) != *wanted) {
                    continue;
                }
                let key: Vec<Option<String>> = per.iter().map(code).collect();
                let part = parts.entry(key).or_insert_with_key(|key| Contributor {
                    key: key.clone(),
                    lines: 0,
                    sum: None,
                    share: None,
                });
                part.lines = part.lines.saturating_add(1);
                part.sum = add(part.sum, source.lines.number(row, measure))?;
            }
        }
        let mut parts: Vec<Contributor> = parts.into_values().collect();
        let sum = parts.iter().try_fold(None, |sum, part| add(sum, part.sum))?;
        for part in &mut parts {
            let share = part.sum.zip(sum);
            part.share = share.and_then(|(own, whole)| NamedRatio::of(own, whole, self.plan().percent_digits));
        }
        let weight = |part: &Contributor| part.sum.map(Scaled::magnitude);
        parts.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.key.cmp(&b.key)));
        let others = parts.split_off(limit.min(parts.len()));
        let others_sum = others.iter().try_fold(None, |sum, part| add(sum, part.sum))?;
        Ok(Contributors { sum, parts, others: others.len() as u64, others_sum })
    }

    /// A measure of the plan.
    pub(super) fn measure(&self, name: &str) -> Result<&Measure> {
        self.measures().iter().find(|measure| measure.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.measures().iter().map(|measure| measure.name.as_str()).collect();
            let error = Error::new(
                "consolidation.unknown_measure",
                format!("این تلفیق سنجه‌ای به نام «{name}» ندارد"),
                format!("this consolidation has no measure `{name}`"),
            )
            .at(name);
            suggest(error, name, &known)
        })
    }
}

fn add(a: Option<Scaled>, b: Option<Scaled>) -> Result<Option<Scaled>> {
    match (a, b) {
        (Some(a), Some(b)) => a.checked_add(b).map(Some).ok_or_else(overflow),
        (a, b) => Ok(a.or(b)),
    }
}

#[cfg(test)]
#[path = "contributors_tests.rs"]
mod tests;
