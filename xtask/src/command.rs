//! Running programs: what is run is shown, what goes wrong is said.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with its arguments, to be run in the repository's root.
pub fn program<S: AsRef<OsStr>>(name: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(crate::places::root()).stdin(Stdio::null());
    // Read by the tests only.
    command.env("AMALKARD_ANSWERS", crate::answers::folder());
    command
}

/// The cargo that runs this program.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
}

/// Runs a command to its end.
///
/// # Errors
/// What failed, in one line.
pub fn run(command: &mut Command) -> Result<(), String> {
    println!("  $ {}", shown(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", shown(command))),
        Err(error) => Err(format!("`{}` did not start: {error}", shown(command))),
    }
}

/// What a command prints, where it succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program answers to `--version`.
pub fn answers(name: impl AsRef<OsStr>) -> bool {
    output(&mut program(name, ["--version"])).is_some()
}

fn shown(command: &Command) -> String {
    let root = crate::places::root();
    let short = |part: &OsStr| {
        let path = Path::new(part);
        path.strip_prefix(&root).unwrap_or(path).display().to_string()
    };
    let mut words = vec![short(command.get_program())];
    words.extend(command.get_args().map(short));
    words.join(" ")
}
