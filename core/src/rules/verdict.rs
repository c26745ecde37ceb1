//! What a rule says of one row: the same that whole blocks of rows are told.

use super::evaluate::Cells;
use super::rulebook::{CompiledRule, Missing};

/// What a rule says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds, does not apply, or skips the row.
    Nothing,
    Fails,
    /// Its arithmetic left 128 bits, so there is no answer.
    Lost,
}

impl CompiledRule {
    /// What it says of a row as its cells are, or as they would be.
    pub(super) fn verdict(&self, missing: Missing, cells: &Cells<'_>) -> Verdict {
        cells.has_lost();
        if let Some(when) = &self.when {
            match cells.logic(when) {
                Some(true) => {}
                None if cells.has_lost() => return Verdict::Lost,
                _ => return Verdict::Nothing,
            }
        }
        // What `when` could do without is no matter of the check.
        cells.has_lost();
        match cells.logic(&self.check) {
            Some(true) => Verdict::Nothing,
            Some(false) => Verdict::Fails,
            None if cells.has_lost() => Verdict::Lost,
            None if missing == Missing::Fail => Verdict::Fails,
            None => Verdict::Nothing,
        }
    }
}
