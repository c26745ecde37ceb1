//! What the tests of this folder share: where real data lies, and how vectors are read.

pub mod vectors;

use std::path::{Path, PathBuf};

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
