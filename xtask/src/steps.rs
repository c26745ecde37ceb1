//! The steps of one run, each with its outcome and time, and the summary at its end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Why a step did not pass.
pub enum Trouble {
    /// Something is not on this machine and could not be installed; says how to install it.
    Missing(String),
    /// It was tried and went wrong.
    Failed(String),
}

impl From<String> for Trouble {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// The result of a step.
pub type Outcome<T = ()> = Result<T, Trouble>;

/// The steps taken so far.
pub struct Steps {
    done: Vec<(String, Duration, Option<Trouble>)>,
    absent: Vec<String>,
    allow_missing: bool,
}

impl Steps {
    /// No steps yet; `allow_missing` makes what cannot be installed a note and no failure.
    pub fn new(allow_missing: bool) -> Self {
        Self { done: Vec::new(), absent: Vec::new(), allow_missing }
    }

    /// Takes a step; `None` where it did not pass, so that what builds on it is left out.
    pub fn take<T>(&mut self, name: &str, step: impl FnOnce() -> Outcome<T>) -> Option<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let (value, trouble) = match step() {
            Ok(value) => (Some(value), None),
            Err(trouble) => (None, Some(trouble)),
        };
        if let Some(Trouble::Missing(reason) | Trouble::Failed(reason)) = &trouble {
            println!("-- {name}: {reason}");
        }
        self.done.push((name.to_owned(), start.elapsed(), trouble));
        value
    }

    /// Notes what is not here, so that nothing was compared with it: no failure, but said now and in the summary.
    pub fn absent(&mut self, what: String) {
        println!("!! ABSENT: {what}");
        self.absent.push(what);
    }

    /// Prints what was done and whether all of it passed. The last line is one that CI reads.
    pub fn summary(self) -> ExitCode {
        let (mut passed, mut failed, mut skipped) = (0_usize, 0_usize, 0_usize);
        println!();
        for (name, time, trouble) in &self.done {
            let (mark, reason) = match trouble {
                None => ("ok     ", ""),
                Some(Trouble::Missing(reason)) => ("MISSING", reason.as_str()),
                Some(Trouble::Failed(reason)) => ("FAILED ", reason.as_str()),
            };
            match trouble {
                None => passed += 1,
                Some(Trouble::Missing(_)) if self.allow_missing => skipped += 1,
                Some(_) => failed += 1,
            }
            println!("{mark} {:>5}.{} s  {name}", time.as_secs(), time.subsec_millis() / 100);
            if !reason.is_empty() {
                println!("                  {reason}");
            }
        }
        for what in &self.absent {
            println!("ABSENT            {what}");
        }
        let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
        println!("\nsteps: {passed} passed, {failed} failed{skipped}");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
