//! The answers to the vectors, as each language gave them: one digest for each case, the same in all.

use crate::places::target;
use crate::steps::Outcome;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// The languages and places that answer.
const RUNNERS: [&str; 4] = ["rust", "python", "node", "chromium"];

/// Where the runners leave their answers; they are told by `AMALKARD_ANSWERS`.
pub fn folder() -> PathBuf {
    target().join("answers")
}

/// An empty folder for the answers of this run.
///
/// # Errors
/// Where it cannot be made.
pub fn clear() -> Outcome {
    let folder = folder();
    let made = fs::remove_dir_all(&folder).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    made.and_then(|()| fs::create_dir_all(&folder)).map_err(|error| format!("{}: {error}", folder.display()).into())
}

/// Compares what was left: every case has an answer from every runner, and it is the same.
///
/// # Errors
/// With the first cases that differ.
pub fn compare() -> Outcome {
    let mut answers: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    for entry in fs::read_dir(folder()).map_err(|error| error.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(runner) = RUNNERS.iter().find(|runner| name.starts_with(**runner)) else { continue };
        let text = fs::read_to_string(entry.path()).map_err(|error| format!("{name}: {error}"))?;
        for (case, answer) in text.lines().filter_map(|line| line.split_once('\t')) {
            answers.entry(case.to_owned()).or_default().insert(runner, answer.to_owned());
        }
    }
    let same = |given: &&BTreeMap<&str, String>| {
        given.len() == RUNNERS.len() && given.values().collect::<BTreeSet<_>>().len() == 1
    };
    let different: Vec<_> = answers.iter().filter(|(_, given)| !same(given)).collect();
    for (case, given) in different.iter().take(20) {
        println!("  {case}: {given:?}");
    }
    if answers.is_empty() || !different.is_empty() {
        return Err(format!(
            "{} of {} vectors have not one answer in {}",
            different.len(),
            answers.len(),
            RUNNERS.join(", ")
        )
        .into());
    }
    println!("  {} vectors, each with one answer in {}", answers.len(), RUNNERS.join(", "));
    Ok(())
}
