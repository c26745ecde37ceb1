//! The benches: the library beside what a user would pick instead, in one run.

use crate::command::{self, answers, program};
use crate::places::{at, target, venv};
use crate::setup;
use crate::steps::{Steps, Trouble};

/// Where what a web form would pick instead is kept.
const FORM: &str = "benches/peers/form";

/// Installs the peers into `.venv` and runs the benches, which find them by `PYTHON`; then those of the form in Node.
pub fn run(steps: &mut Steps, arguments: &[&str]) {
    if steps.take("Benches: set-up", || setup::python(&["requirements-dev.txt"])).is_none() {
        return;
    }
    let form = target().join("form.json");
    let measured = steps.take("Benches", || {
        let bench = ["run", "--release", "--package", "amalkard-benches", "--"];
        let mut bench = command::cargo(bench);
        Ok(command::run(bench.args(arguments).env("PYTHON", venv("python")).env("AMALKARD_FORM", &form))?)
    });
    let only = arguments.iter().position(|argument| *argument == "--only").and_then(|at| arguments.get(at + 1));
    if measured.is_none() || only.is_some_and(|only| *only != "F") {
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
