//! What the tests of this folder share: where real data lies, and how vectors are read.

pub mod office;
pub mod identities;
pub mod vectors;

use std::path::{Path, PathBuf};
use std::process::Command;

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
