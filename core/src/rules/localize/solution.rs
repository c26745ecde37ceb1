//! One solution: what its cells may become, and an example that the rules have been asked about.

use super::super::hints::likely;
use super::super::solve::{Answer, Bounds, Effort, Formula, Reason, nearest, range, satisfy};
use super::super::trial::Change;
use super::record::{Record, System};
use super::sets::Set;
use super::strokes::strokes;
use super::{Cut, LocalizedCell, Solution};
use crate::dataset::Kind;
use crate::finding::Scalar;
use crate::scaled::Scaled;

impl From<Reason> for Cut {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Effort => Self::Effort,
            Reason::Overflow => Self::Overflow,
        }
    }
}

/// The solution that a set of cells is.
pub(super) fn of(record: &Record<'_>, set: &Set, effort: &mut Effort) -> Result<Solution, Cut> {
    let trial = record.trial;
    let system = record.system(&set.fields).map_err(|_| Cut::Overflow)?;
    let whole = system.whole();
    let mut ranges = Vec::with_capacity(set.fields.len());
    for unknown in 0..set.fields.len() {
        let found = range(&whole, &system.bounds, unknown, effort)?;
        ranges.push(found.ok_or(Cut::Overflow)?);
    }
    let example = example(record, &system, &whole, &set.fields, effort)?;
    let changes: Vec<Change> = set.fields.iter().copied().zip(example.iter().copied()).collect();
    // The rules themselves have the last word.
    let instead = trial.instead(&changes);
    if record.considered.iter().any(|considered| trial.fails(considered.compiled, &instead)) {
        return Err(Cut::Overflow);
    }
    let still = record.excluded.iter().map(|(compiled, _)| *compiled).filter(|rule| trial.fails(rule, &instead));
    let still_failing = record.ids(still);
    let mut cells = Vec::with_capacity(changes.len());
    let mut distance = 0_usize;
    for ((field, example), (least, greatest)) in changes.into_iter().zip(ranges) {
        let Some(described) = trial.table().schema().fields().get(field) else { continue };
        let scale = described.kind.stored_scale().unwrap_or(0);
        let number = |figure: i128| Scalar::Number(Scaled::new(figure, scale));
        let end = |figure: i128| if record.is_open(field, figure) { Scalar::Missing } else { number(figure) };
        let from = trial.figure(field);
        distance = distance.saturating_add(strokes(from, example, described.kind));
        cells.push(LocalizedCell {
            field: described.name.clone(),
            from: from.map_or(Scalar::Missing, number),
            least: end(least),
            greatest: end(greatest),
            value: if least == greatest { number(least) } else { Scalar::Missing },
            example: number(example),
        });
    }
    Ok(Solution { weight: set.weight, strokes: distance, cells, still_failing })
}

/// Figures for the cells, one after another as few slips of the pen from what was typed as can be found, the nearest of
/// those.
fn example(
    record: &Record<'_>,
    system: &System,
    whole: &Formula,
    fields: &[usize],
    effort: &mut Effort,
) -> Result<Vec<i128>, Cut> {
    let mut bounds = system.bounds.clone();
    let mut found = Vec::with_capacity(fields.len());
    for (unknown, field) in fields.iter().enumerate() {
        let typed = record.trial.figure(*field);
        let kind = record.trial.table().kind(*field).unwrap_or(Kind::Number { scale: 0 });
        let near = nearest(whole, &bounds, unknown, typed.unwrap_or(0), effort)?.ok_or(Cut::Overflow)?;
        let allowed = range(whole, &bounds, unknown, effort)?.ok_or(Cut::Overflow)?;
        let mut candidates: Vec<i128> = typed.map(|typed| likely(typed, kind)).unwrap_or_default();
        candidates.retain(|value| allowed.0 <= *value && *value <= allowed.1);
        let far = |value: &i128| (strokes(typed, *value, kind), value.abs_diff(typed.unwrap_or(0)), *value);
        candidates.sort_by_key(far);
        let better = candidates.into_iter().take_while(|value| far(value) < far(&near));
        let mut chosen = near;
        for value in better {
            let mut tried = bounds.clone();
            set(&mut tried, unknown, value);
            if matches!(satisfy(whole, &tried, effort), Answer::Yes(_)) {
                chosen = value;
                break;
            }
        }
        set(&mut bounds, unknown, chosen);
        found.push(chosen);
    }
    Ok(found)
}

fn set(bounds: &mut [Bounds], unknown: usize, value: i128) {
    if let Some(place) = bounds.get_mut(unknown) {
        *place = Bounds::new(value, value);
    }
}
