//! The Python package: built into `.venv`, typed, tested.

use crate::command::{program, run};
use crate::places::{at, venv};
use crate::setup;
use crate::steps::{Outcome, Steps};
use std::process::Command;

/// What every developer needs, and what only the notebooks need.
const REQUIREMENTS: &str = "requirements-dev.txt";
const NOTEBOOK_REQUIREMENTS: &str = "requirements-notebook.txt";
const NOTEBOOKS: &str = "bindings-python/notebooks";

/// Installs what is missing and builds the package into `.venv`.
pub fn build(steps: &mut Steps) {
    built(steps);
}

fn built(steps: &mut Steps) -> Option<()> {
    steps.take("Python: set-up", || setup::python(&[REQUIREMENTS]))?;
    steps.take("Python: build", || {
        let develop = ["develop", "--quiet", "--profile", "ci", "--manifest-path", "bindings-python/Cargo.toml"];
        Ok(run(&mut in_venv("maturin", &develop))?)
    })
}

/// The tests, the stubs against the module, the types of the package's own Python, and the notebooks.
pub fn test(steps: &mut Steps) {
    if built(steps).is_none() {
        return;
    }
    steps.take("Python: tests", || {
        Ok(run(&mut in_venv("python", &["-m", "pytest", "--quiet", "bindings-python/tests"]))?)
    });
    steps.take("Python: stubs", || {
        Ok(run(&mut in_venv(
            "python",
            &["-m", "mypy.stubtest", "--concise", "--allowlist", "bindings-python/stubtest-allowlist.txt", "amalkard"],
        ))?)
    });
    steps.take("Python: types", || {
        Ok(run(&mut in_venv("python", &["-m", "mypy", "--config-file", "bindings-python/pyproject.toml"]))?)
    });
    if !setup::files(NOTEBOOKS, "ipynb").is_empty() {
        steps.take("Python: notebooks", notebooks);
    }
}

fn notebooks() -> Outcome {
    setup::python(&[NOTEBOOK_REQUIREMENTS])?;
    Ok(run(&mut in_venv("python", &["-m", "pytest", "--quiet", "--nbmake", NOTEBOOKS]))?)
}

/// The optimised wheel, in `out/`.
pub fn release(steps: &mut Steps) {
    if steps.take("Python: set-up", || setup::python(&[REQUIREMENTS])).is_none() {
        return;
    }
    steps.take("Python: wheel", || {
        let build = ["build", "--release", "--manifest-path", "bindings-python/Cargo.toml", "--out", "out"];
        Ok(run(&mut in_venv("maturin", &build))?)
    });
}

/// A program of `.venv`, told that this is its environment.
pub fn in_venv(name: &str, arguments: &[&str]) -> Command {
    let mut command = program(venv(name), arguments);
    command.env("VIRTUAL_ENV", at(".venv")).env_remove("PYTHONHOME").env_remove("PYTHONPATH");
    command
}
