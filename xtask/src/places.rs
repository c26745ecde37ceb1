//! Where things are.

use std::path::PathBuf;

/// The repository's root: the folder above this package.
pub fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}

/// A path below the root.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// The build folder, which the host may have moved.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| at("target"), |moved| root().join(moved))
}

/// A program of the Python environment in `.venv`.
pub fn venv(program: &str) -> PathBuf {
    if cfg!(windows) { at(".venv/Scripts").join(format!("{program}.exe")) } else { at(".venv/bin").join(program) }
}
