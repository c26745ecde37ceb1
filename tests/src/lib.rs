//! What the tests of this folder share: where real data lies, and how vectors are read.

pub mod catalogue;
pub mod office;
pub mod identities;
pub mod vectors;

use amalkard::rules::Rulebook;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rulebook `ir/1404` as its folder holds it now.
///
/// # Panics
/// Where the folder cannot be read or holds a mistake.
#[must_use]
pub fn iran_1404() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/rulebooks/ir/1404");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Rulebook::from_files(&files).unwrap_or_else(|error| panic!("{error:#?}"))
}

/// A folder of real data: under `AMALKARD_DATA`, or under `../shared/data` beside the workspace.
///
/// Where it is absent the run says so on stderr and the caller passes without it.
#[must_use]
pub fn real_data(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let data = std::env::var_os("AMALKARD_DATA").map_or_else(beside, PathBuf::from);
    let found = data.join(folder);
    if found.is_dir() {
        return Some(found);
    }
    eprintln!("REAL DATA ABSENT: {} is not a folder; nothing was compared with it", found.display());
    None
}

/// What another program answers, as an oracle that shares no code with ours.
///
/// Where the program is not installed the run says so on stderr and the caller passes without it.
///
/// # Panics
/// Where the program fails: an oracle that is there must answer.
#[must_use]
pub fn oracle(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap_or_else(|error| panic!("{program}: {error}")))
        }
        Err(error) => {
            eprintln!("ORACLE ABSENT: {program}: {error}; nothing was compared with it");
            None
        }
    }
}
