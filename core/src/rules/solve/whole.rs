//! Integer solutions of inequalities: branch and bound.

use super::formula::Bounds;
use super::interval::{Linear, narrow};
use super::ratio::Ratio;
use super::reduce::Reduced;
use super::simplex::Simplex;
use super::{Effort, Reason};

/// What the demands allow when fractions are allowed.
pub(super) enum Relaxed {
    /// Nothing.
    Empty,
    /// This point, which may have fractions; none where 128 bits were too few to tell.
    Point(Option<Vec<Ratio>>),
}

/// One part of the space: bounds, and the simplex method's state that it starts from.
struct Part {
    bounds: Vec<Bounds>,
    start: Option<Simplex>,
}

impl Part {
    /// Narrows the bounds, leaves out what is sure, and looks for a point.
    fn relaxed(&mut self, inequalities: &[Linear], effort: &mut Effort) -> Result<Relaxed, Reason> {
        if !narrow(inequalities, &mut self.bounds, effort)? {
            return Ok(Relaxed::Empty);
        }
        let start = self.start.take().or_else(|| Simplex::new(&open(inequalities, &self.bounds), &self.bounds));
        let Some(mut simplex) = start else { return Ok(Relaxed::Point(None)) };
        for (unknown, bounds) in self.bounds.iter().enumerate() {
            match simplex.bound(unknown, *bounds) {
                Ok(()) => {}
                Err(Reason::Overflow) => return Ok(Relaxed::Point(None)),
                Err(reason) => return Err(reason),
            }
        }
        match simplex.solve(effort) {
            Ok(true) => {
                let point = simplex.point(self.bounds.len()).to_vec();
                self.start = Some(simplex);
                Ok(Relaxed::Point(Some(point)))
            }
            Ok(false) => Ok(Relaxed::Empty),
            Err(Reason::Overflow) => Ok(Relaxed::Point(None)),
            Err(reason) => Err(reason),
        }
    }
}

/// The inequalities that can still be broken.
fn open(inequalities: &[Linear], bounds: &[Bounds]) -> Vec<Linear> {
    inequalities.iter().filter(|demand| !demand.is_sure(bounds)).cloned().collect()
}

/// Whether fractions would satisfy the demands, and a point of whole numbers near the one that does (not checked).
pub(super) fn probe(
    demands: &[Linear],
    bounds: &[Bounds],
    effort: &mut Effort,
) -> Result<Option<Option<Vec<i128>>>, Reason> {
    let Some(reduced) = Reduced::new(demands, bounds, effort)? else { return Ok(None) };
    let mut part = Part { bounds: reduced.bounds.clone(), start: None };
    match part.relaxed(&reduced.inequalities, effort)? {
        Relaxed::Empty => Ok(None),
        Relaxed::Point(None) => Ok(Some(None)),
        Relaxed::Point(Some(point)) => Ok(Some(reduced.restored(point.iter().map(|value| value.floor()).collect()))),
    }
}

/// Whole numbers that satisfy the demands; none where there are none.
pub(super) fn solution(
    demands: &[Linear],
    bounds: &[Bounds],
    effort: &mut Effort,
) -> Result<Option<Vec<i128>>, Reason> {
    let Some(reduced) = Reduced::new(demands, bounds, effort)? else { return Ok(None) };
    let mut parts = vec![Part { bounds: reduced.bounds.clone(), start: None }];
    while let Some(mut part) = parts.pop() {
        effort.spend(reduced.bounds.len().saturating_add(1))?;
        let point = match part.relaxed(&reduced.inequalities, effort)? {
            Relaxed::Empty => continue,
            Relaxed::Point(point) => point,
        };
        let split = match &point {
            Some(point) => match point.iter().map(|value| value.as_whole()).collect::<Option<Vec<i128>>>() {
                Some(values) => return restored(&reduced, values).map(Some),
                None => {
                    let fraction = point.iter().enumerate().find(|(_, value)| value.as_whole().is_none());
                    fraction.map(|(unknown, value)| (unknown, value.floor()))
                }
            },
            None => widest(&part.bounds),
        };
        let Some((unknown, below)) = split else {
            // One value is left for each unknown, and the method could not say whether they do.
            let values: Vec<i128> = part.bounds.iter().map(|bounds| bounds.least).collect();
            let does = |demand: &Linear| demand.sum.value(&values).map(|value| value <= 0).ok_or(Reason::Overflow);
            let all = reduced.inequalities.iter().map(does).collect::<Result<Vec<bool>, Reason>>()?;
            if all.into_iter().all(|holds| holds) {
                return restored(&reduced, values).map(Some);
            }
            continue;
        };
        let halves = part.bounds.get(unknown).copied().zip(below.checked_add(1)).map(|(whole, above)| {
            [Bounds::new(above, whole.greatest), Bounds::new(whole.least, below)].map(|half| {
                let mut bounds = part.bounds.clone();
                if let Some(place) = bounds.get_mut(unknown) {
                    *place = half;
                }
                Part { bounds, start: part.start.clone() }
            })
        });
        parts.extend(halves.ok_or(Reason::Overflow)?);
    }
    Ok(None)
}

fn restored(reduced: &Reduced, values: Vec<i128>) -> Result<Vec<i128>, Reason> {
    reduced.restored(values).ok_or(Reason::Overflow)
}

/// The unknown with the most values left, and the middle of them; none where each has one.
fn widest(bounds: &[Bounds]) -> Option<(usize, i128)> {
    let width = |bounds: &Bounds| bounds.greatest.saturating_sub(bounds.least);
    let (unknown, bounds) = bounds.iter().enumerate().max_by_key(|(_, bounds)| width(bounds))?;
    let half = width(bounds).checked_div(2)?;
    bounds.single().is_none().then_some((unknown, bounds.least.saturating_add(half)))
}
