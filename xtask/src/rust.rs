//! The tests in Rust.

use crate::command::{answers, cargo, output, run};
use crate::places::at;
use crate::steps::Steps;
use std::path::PathBuf;

/// The real data that tests compare with, below `AMALKARD_DATA` or beside the repository: tests of what is absent pass.
const REAL_DATA: [&str; 4] = ["iran-1404", "israel", "persian-calendar", "philadelphia"];
/// The programs whose answers tests compare with.
const ORACLES: [&str; 3] = ["python3", "node", "gzip"];

/// Unit tests, vectors, properties, oracles and real data; then the examples in the documentation.
pub fn test(steps: &mut Steps) {
    let packages = ["--package", "amalkard", "--package", "amalkard-tests", "--all-features"];
    steps.take("Rust: tests", || {
        let nextest = output(&mut cargo(["nextest", "--version"])).is_some();
        // Without nextest the plain runner gives the same answers, more slowly.
        let runner: &[&str] =
            if nextest { &["nextest", "run", "--no-fail-fast"] } else { &["test", "--tests", "--no-fail-fast"] };
        Ok(run(cargo(runner).args(packages))?)
    });
    steps.take("Rust: examples in the documentation", || {
        Ok(run(&mut cargo(["test", "--quiet", "--doc", "--package", "amalkard", "--all-features"]))?)
    });
    say_what_is_absent(steps);
}

/// Writes the pages of the built-in rulebook and of the moves; the tests that they are current fail until this is run.
pub fn catalogue(steps: &mut Steps) {
    steps.take("Pages of rules and moves", || {
        let test = ["test", "--quiet", "--package", "amalkard-tests", "--test", "tidy", "current"];
        Ok(run(cargo(test).env("UPDATE_CATALOGUE", "1"))?)
    });
}

/// A test that has nothing to compare with passes in silence, because runners hide what passing tests print.
fn say_what_is_absent(steps: &mut Steps) {
    let data = std::env::var_os("AMALKARD_DATA").map_or_else(|| at("../shared/data"), PathBuf::from);
    for folder in REAL_DATA.map(|name| data.join(name)).iter().filter(|folder| !folder.is_dir()) {
        steps.absent(format!(
            "real data {}: its tests compared nothing (AMALKARD_DATA names its folder)",
            folder.display()
        ));
    }
    for oracle in ORACLES.iter().filter(|oracle| !answers(oracle)) {
        steps.absent(format!("{oracle}: what it would have confirmed was not compared"));
    }
}
