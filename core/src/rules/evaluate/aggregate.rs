//! Figures and conditions over groups of rows, found once before the rows are looked at.

use super::bind::{bind_logic, bind_number};
use super::block::{BLOCK_ROWS, Block, Integers as BlockIntegers, Mask, Truth};
use super::frame::{Frame, Links};
use super::middle;
use crate::dataset::{Bitmap, Column, Dataset, Integers, KeyIndex, NO_GROUP, Numbers, Table};
use crate::rules::language::Measure;
use crate::rules::plan::{AggregatePlan, Reads};

/// The figure of its group for each row of the rule's table.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// A row without a figure has none; one whose figure is not known counts as unread, so that it is no zero either.
    pub(crate) numbers: Numbers,
    /// The rows whose figure leaves 128 bits, if there are any.
    pub(crate) lost: Option<Bitmap>,
}

impl Figures {
    /// Whether the figure of a row leaves 128 bits.
    pub(crate) fn is_lost(&self, row: usize) -> bool {
        self.lost.as_ref().is_some_and(|lost| lost.get(row))
    }
}

/// What is found of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Figure(i128),
    /// There is nothing to take it of.
    Nothing,
    /// A cell that it needs is missing or could not be read.
    Unknown,
    /// It leaves 128 bits.
    Lost,
}

/// The state of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// The sum in 128 bits, and how often it has left them: what matters is where it ends, not the order of the rows.
    figure: i128,
    carried: i64,
    rows: u32,
    /// Whether a row of the group has no figure, so that its sum is not known.
    unknown: bool,
    /// Whether the arithmetic of a row left 128 bits.
    lost: bool,
}

/// The figure of its group for each row of the rule's table.
pub(crate) fn values(plan: &AggregatePlan, data: &Dataset, links: &Links<'_>, own: &Table) -> Figures {
    let Some(table) = data.table(&plan.table) else {
        let absent = Numbers::new(Integers::Narrow(vec![0; own.rows()]), 0, Some(Bitmap::new(own.rows(), false)));
        return Figures { numbers: absent, lost: None };
    };
    let index = plan.index(table);
    let groups = grouped(plan, data, links, table, &index);
    let unread: Vec<&Bitmap> = plan.found_by.iter().filter_map(|field| own.column(*field)?.unread()).collect();
    let found = index.lookup(own, &plan.found_by).into_iter().enumerate().map(|(row, group)| {
        let nothing = group == NO_GROUP && unread.iter().any(|unread| unread.get(row));
        // Of a row whose group cannot be read nothing is known, not even that there are no others.
        if nothing { Found::Unknown } else { groups.get(group as usize).copied().unwrap_or(of_no_rows(plan.measure)) }
    });
    let found: Vec<Found> = found.collect();
    let bits = |test: &dyn Fn(&Found) -> bool| -> Bitmap { found.iter().map(test).collect() };
    let unread = bits(&|found| match found {
        Found::Figure(_) => false,
        // No date is no first day of any calendar.
        Found::Nothing => plan.of_days,
        Found::Unknown | Found::Lost => true,
    });
    let validity = bits(&|found| matches!(found, Found::Figure(_)));
    let lost = found.contains(&Found::Lost).then(|| bits(&|found| *found == Found::Lost));
    let figures = found.iter().map(|found| if let Found::Figure(figure) = found { *figure } else { 0 });
    let numbers = Numbers::new(Integers::of(figures.collect()), plan.scale(), Some(validity));
    Figures { numbers: numbers.with_unread(Some(unread)), lost }
}

/// What is said of a group without rows.
fn of_no_rows(measure: Measure) -> Found {
    match measure {
        Measure::Count | Measure::Any => Found::Figure(0),
        Measure::All => Found::Figure(1),
        Measure::Sum | Measure::Min | Measure::Max | Measure::Median | Measure::Spread => Found::Nothing,
    }
}

fn grouped(plan: &AggregatePlan, data: &Dataset, links: &Links<'_>, table: &Table, index: &KeyIndex) -> Vec<Found> {
    let frame = Frame::new(data, links, table, &plan.slots, &[], &plan.uniques);
    let zero = plan.missing_as_zero;
    let filter = plan.filter.as_ref().map(|filter| bind_logic(filter, &frame, zero));
    let condition = plan.condition.as_ref().map(|condition| bind_logic(condition, &frame, zero));
    let argument = plan.argument.as_ref().map(|argument| bind_number(&argument.number, &frame, zero));
    let mut reads = Reads::default();
    plan.argument.iter().for_each(|argument| reads.number(&argument.number));
    // A row without a figure is left out of most measures; one whose figure could not be read keeps them from being known.
    let is_unsure = |row: usize| {
        reads.slots.iter().filter_map(|slot| frame.inputs.get(*slot)).any(|input| {
            input.is_several(row) || input.row(row).is_some_and(|row| input.column.is_some_and(|c| is_unread(c, row)))
        })
    };
    let mut groups = vec![Group::default(); index.groups()];
    let mut listed: Vec<(u32, i128)> = Vec::new();
    let mut block = Block::new();
    for start in (0..table.rows()).step_by(BLOCK_ROWS) {
        block.turn_to(start, table.rows());
        let length = block.length;
        let group = |at: usize| index.of_rows().get(start.saturating_add(at)).copied().unwrap_or(NO_GROUP);
        let taken = filter.as_ref().map_or(Truth::constant(true), |filter| filter.run(&mut block));
        if let Some(condition) = &condition {
            let asked = condition.run(&mut block);
            let (answer, deciding) = match plan.measure {
                Measure::All => (taken.not().or(asked), false),
                _ => (taken.and(asked), true),
            };
            let decided = if deciding { answer.yes } else { answer.no };
            each(&mut groups, group, decided.rows(length), |group, _| group.figure = 1);
            each(&mut groups, group, answer.unknown().rows(length), |group, _| group.unknown = true);
            let lost = answer.unknown().and(block.lost);
            each(&mut groups, group, lost.rows(length), |group, _| group.lost = true);
            continue;
        }
        let (values, known) = match &argument {
            Some(argument) => argument.run(&mut block),
            None => (BlockIntegers::Same(1), Mask::ALL),
        };
        let figures = values.widened(length);
        let unsure = taken.unknown();
        each(&mut groups, group, unsure.rows(length), |group, _| group.unknown = true);
        let missing = taken.yes.and(known.not());
        each(&mut groups, group, missing.rows(length), |group, at| {
            group.unknown |= plan.measure == Measure::Sum || is_unsure(start.saturating_add(at));
        });
        let lost = block.lost.and(unsure.or(missing));
        each(&mut groups, group, lost.rows(length), |group, _| group.lost = true);
        let taken = taken.yes.and(known);
        match plan.measure {
            Measure::Median | Measure::Spread => {
                let rows = taken.rows(length).map(|at| (group(at), figures.get(at).copied().unwrap_or_default()));
                listed.extend(rows.filter(|(group, _)| *group != NO_GROUP));
            }
            measure => each(&mut groups, group, taken.rows(length), |group, at| {
                group.take(measure, figures.get(at).copied().unwrap_or_default());
            }),
        }
    }
    let middles = middle::of_groups(plan.measure, groups.len(), listed);
    let found = groups.iter().enumerate().map(|(at, group)| group.found(plan.measure, middles.get(at).copied()));
    found.collect()
}

fn is_unread(column: &Column, row: usize) -> bool {
    column.unread().is_some_and(|unread| unread.get(row))
}

/// Does something to the groups of some rows of a block.
fn each(
    groups: &mut [Group],
    group: impl Fn(usize) -> u32,
    rows: impl Iterator<Item = usize>,
    mut change: impl FnMut(&mut Group, usize),
) {
    for at in rows {
        if let Some(group) = groups.get_mut(group(at) as usize) {
            change(group, at);
        }
    }
}

impl Group {
    fn take(&mut self, measure: Measure, figure: i128) {
        self.figure = match measure {
            Measure::Sum => {
                let (sum, wrapped) = self.figure.overflowing_add(figure);
                if wrapped {
                    self.carried = self.carried.saturating_add(if figure < 0 { -1 } else { 1 });
                }
                sum
            }
            Measure::Min if self.rows != 0 => self.figure.min(figure),
            Measure::Max if self.rows != 0 => self.figure.max(figure),
            _ => figure,
        };
        self.rows = self.rows.saturating_add(1);
    }

    fn found(&self, measure: Measure, middle: Option<Found>) -> Found {
        match measure {
            // One row decides, whatever is not known of the others.
            Measure::Any | Measure::All if self.figure == 1 => Found::Figure(i128::from(measure == Measure::Any)),
            _ if self.lost => Found::Lost,
            _ if self.unknown => Found::Unknown,
            Measure::Median | Measure::Spread => middle.unwrap_or(Found::Nothing),
            Measure::Count => Found::Figure(i128::from(self.rows)),
            _ if self.rows == 0 => of_no_rows(measure),
            _ if self.carried != 0 => Found::Lost,
            _ => Found::Figure(self.figure),
        }
    }
}
