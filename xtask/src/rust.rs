//! The tests in Rust.

use crate::command::{cargo, output, run};
use crate::steps::Steps;

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
}
