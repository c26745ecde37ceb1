//! The benches: the library beside what a user would pick instead, in one run.

use crate::command;
use crate::places::venv;
use crate::setup;
use crate::steps::Steps;

/// Installs the peers into `.venv` and runs the benches, which find them by `PYTHON`.
pub fn run(steps: &mut Steps, arguments: &[&str]) {
    if steps.take("Benches: set-up", || setup::python(&["requirements-dev.txt"])).is_none() {
        return;
    }
    steps.take("Benches", || {
        let bench = ["run", "--release", "--package", "amalkard-benches", "--"];
        Ok(command::run(command::cargo(bench).args(arguments).env("PYTHON", venv("python")))?)
    });
}
