//! Tries alternatives one after another until one can hold.

use super::formula::{Bounds, Formula};
use super::interval::{Linear, narrow, sure};
use super::{Answer, Effort, Reason, whole};

/// What is left to satisfy on one way through the alternatives.
#[derive(Clone, Debug)]
struct Node {
    bounds: Vec<Bounds>,
    demands: Vec<Linear>,
    /// Of each of these at least one must hold.
    alternatives: Vec<Vec<Formula>>,
}

/// Values of the unknowns with which a formula holds, each within its bounds. A yes is verified by evaluation.
pub(crate) fn satisfy(formula: &Formula, bounds: &[Bounds], effort: &mut Effort) -> Answer {
    match found(formula, bounds, effort) {
        Ok(Some(values)) => Answer::Yes(values),
        Ok(None) => Answer::No,
        Err(reason) => Answer::GaveUp(reason),
    }
}

fn found(formula: &Formula, bounds: &[Bounds], effort: &mut Effort) -> Result<Option<Vec<i128>>, Reason> {
    let mut root = Node { bounds: bounds.to_vec(), demands: Vec::new(), alternatives: Vec::new() };
    if !root.take(formula) {
        return Ok(None);
    }
    let mut nodes = vec![root];
    while let Some(mut node) = nodes.pop() {
        if !node.settle(effort)? {
            continue;
        }
        let alternatives = node.alternatives.iter().enumerate().min_by_key(|(_, parts)| parts.len());
        let Some((position, _)) = alternatives else {
            match whole::solution(&node.demands, &node.bounds, effort)? {
                Some(values) if is_solution(formula, bounds, &values) => return Ok(Some(values)),
                // Only a number that is too large for evaluation can lead here.
                Some(_) => return Err(Reason::Overflow),
                None => continue,
            }
        };
        match whole::probe(&node.demands, &node.bounds, effort)? {
            None => continue,
            Some(Some(values)) if is_solution(formula, bounds, &values) => return Ok(Some(values)),
            Some(_) => {}
        }
        // The first alternative is tried first.
        let parts = node.alternatives.swap_remove(position);
        for part in parts.iter().rev() {
            let mut one = node.clone();
            if one.take(part) {
                nodes.push(one);
            }
        }
    }
    Ok(None)
}

fn is_solution(formula: &Formula, bounds: &[Bounds], values: &[i128]) -> bool {
    let within = |(value, bounds): (&i128, &Bounds)| bounds.least <= *value && *value <= bounds.greatest;
    values.len() == bounds.len() && values.iter().zip(bounds).all(within) && formula.holds(values) == Some(true)
}

impl Node {
    /// Adds what must hold; false where it cannot.
    fn take(&mut self, formula: &Formula) -> bool {
        let (sum, equal) = match formula {
            Formula::Constant(value) => return *value,
            Formula::All(parts) => return parts.iter().all(|part| self.take(part)),
            Formula::Any(parts) => {
                return match parts.as_slice() {
                    [] => false,
                    [only] => self.take(only),
                    _ => {
                        self.alternatives.push(parts.clone());
                        true
                    }
                };
            }
            Formula::AtMostZero(sum) => (sum, false),
            Formula::Zero(sum) => (sum, true),
        };
        match (Linear { sum: sum.clone(), equal }).normal() {
            Ok(linear) => {
                self.demands.push(linear);
                true
            }
            Err(holds) => holds,
        }
    }

    /// Narrows bounds and alternatives by each other until nothing changes; false where nothing can hold.
    fn settle(&mut self, effort: &mut Effort) -> Result<bool, Reason> {
        loop {
            effort.spend(self.bounds.len().saturating_add(1))?;
            if !narrow(&self.demands, &mut self.bounds, effort)? {
                return Ok(false);
            }
            let mut taken = Vec::new();
            let mut kept = Vec::with_capacity(self.alternatives.len());
            for mut parts in std::mem::take(&mut self.alternatives) {
                effort.spend(parts.len())?;
                let answers: Vec<Option<bool>> = parts.iter().map(|part| sure(part, &self.bounds)).collect();
                if answers.contains(&Some(true)) {
                    continue;
                }
                let mut answers = answers.into_iter();
                parts.retain(|_| answers.next().flatten() != Some(false));
                match parts.len() {
                    0 => return Ok(false),
                    1 => taken.extend(parts),
                    _ => kept.push(parts),
                }
            }
            self.alternatives = kept;
            if taken.is_empty() {
                return Ok(true);
            }
            if !taken.iter().all(|part| self.take(part)) {
                return Ok(false);
            }
        }
    }
}
