//! How many instructions the hot paths take, counted by valgrind: the same on a busy machine as on an idle one, so that a
//! change which makes them dearer is seen where no time can be measured.

use crate::command::{answers, cargo, output, program, run};
use crate::places::{at, target};
use crate::setup;
use crate::steps::{Outcome, Steps, Trouble};
use std::fmt::Write;
use std::fs;

/// What was counted last: the compiler in the first line, then a name and a number in each.
const RECORDED: &str = "benches/instructions.txt";
/// The works that `amalkard-benches --count` knows.
const WORKS: [&str; 7] = ["check", "check_first", "total", "cells", "replace", "edit", "book"];
/// What is counted: all that runs within this function.
const COUNTED: &str = "amalkard_benches::counted::work";
/// How many percent more or fewer instructions are no difference.
const TOLERANCE: u64 = 5;

/// Counts all works and compares them with what is recorded, or records them.
pub fn count(steps: &mut Steps, record: bool) {
    let built = steps.take("Instructions: set-up", || {
        if !answers("valgrind") {
            return Err(Trouble::Missing("valgrind is needed: `apt-get install valgrind`".to_owned()));
        }
        Ok(run(&mut cargo(["build", "--quiet", "--profile", "ci", "--package", "amalkard-benches"]))?)
    });
    if built.is_none() {
        return;
    }
    let Some(counted) = steps.take("Instructions: counts", counts) else { return };
    if record {
        steps.take("Instructions: record", || {
            let lines = counted.iter().fold(format!("{}\n", compiler()), |mut text, (name, count)| {
                writeln!(text, "{name} {count}").expect("text takes any length");
                text
            });
            fs::write(at(RECORDED), lines).map_err(|error| format!("{RECORDED}: {error}").into())
        });
        return;
    }
    let recorded = setup::text(RECORDED);
    let mut lines = recorded.lines();
    let by = lines.next().unwrap_or_default();
    if by != compiler() {
        steps.absent(format!("instructions were recorded by {by}; {} may make other ones", compiler()));
        return;
    }
    steps.take("Instructions: compared", || {
        let known: Vec<(&str, u64)> = lines
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(name, n)| Some((name, n.parse().ok()?)))
            .collect();
        compared(&counted, &known)
    });
}

fn compiler() -> String {
    output(&mut program("rustc", ["--version"])).unwrap_or_default()
}

fn counts() -> Outcome<Vec<(&'static str, u64)>> {
    WORKS.into_iter().map(|name| Ok((name, count_of(name)?))).collect()
}

/// The instructions of one work, as valgrind says at its end: `Collected : 123`.
fn count_of(name: &str) -> Result<u64, String> {
    let mut command =
        program("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"]);
    command
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(target().join("ci/amalkard-benches"))
        .args(["--count", name]);
    let said = command.output().map_err(|error| format!("valgrind did not start: {error}"))?;
    let text = String::from_utf8_lossy(&said.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, number)| number.trim());
    let count = collected.and_then(|number| number.parse().ok()).filter(|count| *count > 0 && said.status.success());
    let count = count.ok_or_else(|| format!("`{name}` was not counted:\n{text}"))?;
    println!("  {name} {count}");
    Ok(count)
}

/// Refuses what differs by more than the tolerance. Fewer is no loss, but then the record is no bound any more.
fn compared(counted: &[(&str, u64)], known: &[(&str, u64)]) -> Outcome {
    let mut wrong = String::new();
    for (name, count) in counted {
        let Some((_, before)) = known.iter().find(|(known, _)| known == name) else {
            writeln!(wrong, "{name}: {count}, not recorded").expect("text takes any length");
            continue;
        };
        let allowed = before / 100 * TOLERANCE;
        println!("  {name}: {count}, recorded {before}: {}%", count * 100 / (*before).max(1));
        if allowed < count.abs_diff(*before) {
            writeln!(wrong, "{name}: {count} instructions, recorded were {before}").expect("text takes any length");
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}; where that is meant: `cargo xtask instructions --record`", wrong.trim().replace('\n', "; "))
        .into())
}
