//! The benches: the library beside what a user would pick instead, in one run.

use crate::command::{self, answers, program};
use crate::places::{at, target, venv};
use crate::python::in_venv;
use crate::setup;
use crate::steps::{Outcome, Steps, Trouble};

/// Where what a web form would pick instead is kept.
const FORM: &str = "benches/peers/form";

/// Installs the peers into `.venv` and runs the benches, which find them by `PYTHON`; then those of the form in Node.
pub fn run(steps: &mut Steps, arguments: &[&str]) {
    if steps.take("Benches: set-up", || setup::python(&["requirements-dev.txt"])).is_none() {
        return;
    }
    let only = arguments.iter().position(|argument| *argument == "--only").and_then(|at| arguments.get(at + 1));
    let alone = ["--growth", "--log", "--count", "--alone"].iter().any(|flag| arguments.contains(flag));
    // Workload P is the Python package, optimised as the wheel is.
    if !alone && only.is_none_or(|only| *only == "P") && steps.take("Benches: the package", package).is_none() {
        return;
    }
    let form = target().join("form.json");
    let measured = steps.take("Benches", || {
        let bench = ["run", "--release", "--package", "amalkard-benches", "--"];
        let mut bench = command::cargo(bench);
        Ok(command::run(bench.args(arguments).env("PYTHON", venv("python")).env("AMALKARD_FORM", &form))?)
    });
    if measured.is_none() || alone || only.is_some_and(|only| *only != "F") {
        return;
    }
    steps.take("Benches: the form in Node", || {
        if !answers("node") || !answers(setup::npm_program()) {
            return Err(Trouble::Missing(
                "Node.js 20 or newer and npm are needed: `apt-get install nodejs npm`".to_owned(),
            ));
        }
        let lock = setup::text(&format!("{FORM}/package-lock.json"));
        setup::once(&at(FORM).join("node_modules/.stamp"), &lock, || {
            let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            command::run(program(setup::npm_program(), npm).current_dir(at(FORM))).map_err(Trouble::Missing)
        })?;
        Ok(command::run(program("node", ["form.mjs"]).arg(&form).current_dir(at(FORM)))?)
    });
}

fn package() -> Outcome {
    let develop = ["develop", "--quiet", "--release", "--manifest-path", "bindings-python/Cargo.toml"];
    Ok(command::run(&mut in_venv("maturin", &develop))?)
}
