//! What is installed on the machine or in the repository's own folders, once for each state of its lock file.

use crate::command::{answers, cargo, output, program, run};
use crate::places::{at, root, target, venv};
use crate::steps::{Outcome, Trouble};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Does `work` unless it was done with exactly these inputs: `stamp` keeps what they were.
pub fn once(stamp: &Path, inputs: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    if fs::read_to_string(stamp).is_ok_and(|done| done == inputs) {
        return Ok(());
    }
    work()?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(stamp, inputs).map_err(|error| format!("{}: {error}", stamp.display()).into())
}

/// The text of a file of the repository; empty where there is none.
pub fn text(path: &str) -> String {
    fs::read_to_string(at(path)).unwrap_or_default()
}

/// The compiler's WebAssembly target. `rust-toolchain.toml` names it; where rustup does not follow by itself, it is asked.
pub fn wasm_target() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    let installed = || {
        let libraries = output(&mut program("rustc", ["--print", "target-libdir", "--target", TARGET]))?;
        Path::new(&libraries).is_dir().then_some(())
    };
    if installed().is_some() {
        return Ok(());
    }
    let missing = format!("Rust cannot compile for {TARGET}: install rustup, then `rustup target add {TARGET}`");
    run(&mut program("rustup", ["target", "add", TARGET])).map_err(|_| Trouble::Missing(missing.clone()))?;
    installed().ok_or(Trouble::Missing(missing))
}

/// The Python environment `.venv` with one or more requirement files of `bindings-python`.
pub fn python(requirements: &[&str]) -> Outcome {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    if !venv("python").exists() {
        let missing = || {
            let text =
                "Python 3.11 or newer with venv is needed: `apt-get install python3 python3-venv`, or set PYTHON";
            Trouble::Missing(text.to_owned())
        };
        let version = "import sys; sys.exit(sys.version_info < (3, 11))";
        run(&mut program(&python, ["-c", version])).map_err(|_| missing())?;
        run(&mut program(&python, ["-m", "venv", ".venv"])).map_err(|_| missing())?;
    }
    for name in requirements {
        let file = format!("bindings-python/{name}");
        once(&at(".venv").join(format!("{name}.stamp")), &text(&file), || {
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", &file];
            run(&mut program(venv("python"), pip)).map_err(Trouble::Missing)
        })?;
    }
    Ok(())
}

/// The npm packages of `bindings-wasm`, as its lock file has them.
pub fn npm() -> Outcome {
    if !answers("node") || !answers(npm_program()) {
        return Err(Trouble::Missing(
            "Node.js 20 or newer and npm are needed: `apt-get install nodejs npm`".to_owned(),
        ));
    }
    let stamp = at("bindings-wasm/node_modules/.stamp");
    once(&stamp, &text("bindings-wasm/package-lock.json"), || {
        // Scripts of packages are not run: none is needed, and some want to download programs.
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        run(program(npm_program(), arguments).current_dir(at("bindings-wasm"))).map_err(Trouble::Missing)
    })
}

/// npm by its name on this system.
pub fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// A Chromium or Chrome: the one that `CHROMIUM` names, one that is installed, or Debian's, installed by root.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let missing = || {
        let text =
            "a real Chromium is needed: as root `apt-get install chromium fonts-noto-core`, or set CHROMIUM to one";
        Trouble::Missing(text.to_owned())
    };
    let root = output(&mut program("id", ["-u"])).is_some_and(|id| id == "0");
    if !root || !answers("apt-get") {
        return Err(missing());
    }
    apt(&["update", "-qq"]).map_err(|_| missing())?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"]).map_err(|_| missing())?;
    find_chromium().ok_or_else(missing)
}

fn apt(arguments: &[&str]) -> Result<(), String> {
    run(program("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn find_chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .chain(["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome".into()])
        .find(|file| file.is_file())
}

/// A program of the workspace, built and ready to be started.
pub fn tool(package: &str) -> Outcome<PathBuf> {
    run(&mut cargo(["build", "--quiet", "--package", package]))?;
    let file = target().join("debug").join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
    if file.is_file() { Ok(file) } else { Err(Trouble::Failed(format!("{} was not built", file.display()))) }
}

/// The files of a folder with an ending, in order; none where the folder is not there.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new(ending)))
        .collect();
    found.sort();
    found
}
