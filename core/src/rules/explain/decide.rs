//! Which nodes decide: those that would have to be otherwise.

use super::build::{Built, Joint};
use crate::rules::evaluate::Cells;

impl Built {
    /// Marks what keeps a condition from having the answer that is wanted.
    pub(super) fn mark(&mut self, wanted: bool) {
        self.node.decisive = true;
        let joint = self.joint;
        for (position, child) in self.children.iter_mut().enumerate() {
            if let Some(wanted) = wanted_of(joint, position, wanted)
                && child.logic().is_some()
                && child.answer() != Some(wanted)
            {
                child.mark(wanted);
            }
        }
    }

    /// The comparison whose sides a finding states: the same that [`Cells::sides`] comes upon.
    pub(super) fn deciding(&self, wanted: bool, cells: &Cells<'_>) -> Option<&Self> {
        let within = |position: usize| {
            let child = self.children.get(position)?;
            let wanted = wanted_of(self.joint, position, wanted)?;
            (child.answer() != Some(wanted)).then(|| child.deciding(wanted, cells)).flatten()
        };
        let last = self.children.len();
        match self.joint {
            Joint::And | Joint::Not | Joint::Definition => (0..last).find_map(within),
            // Of a conclusion and its premise the conclusion is what people look at.
            Joint::Or | Joint::Implies => (0..last).rev().find_map(within),
            Joint::Sum | Joint::AddsUp | Joint::Other => {
                self.logic().and_then(|logic| cells.sides(logic, wanted)).map(|_| self)
            }
        }
    }
}

/// The answer that is wanted of a child for its parent to have the one wanted; none where it is no part of a condition
/// in that sense.
fn wanted_of(joint: Joint, position: usize, wanted: bool) -> Option<bool> {
    match joint {
        Joint::And | Joint::Or | Joint::Definition => Some(wanted),
        Joint::Implies => Some(if position == 0 { !wanted } else { wanted }),
        Joint::Not => Some(!wanted),
        Joint::Sum | Joint::AddsUp | Joint::Other => None,
    }
}
