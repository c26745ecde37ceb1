//! The web form, on this machine only.

use crate::places::at;
use crate::serve::serve;
use crate::setup;
use crate::steps::{Steps, Trouble};
use crate::wasm;
use std::net::TcpListener;
use std::process::ExitCode;

const DEFAULT_PORT: u16 = 8067;

/// Builds the form and serves it, or looks at it once.
pub fn run(steps: &mut Steps, flags: &[&str]) -> ExitCode {
    let Some((port, check)) = read(flags) else {
        eprintln!("xtask demo: cannot read `{}` (expected --port N or --check)", flags.join(" "));
        return ExitCode::FAILURE;
    };
    let mut steps = std::mem::replace(steps, Steps::new(false));
    if wasm::built(&mut steps).is_none() {
        return steps.summary();
    }
    if check {
        look(&mut steps);
        return steps.summary();
    }
    open(&mut steps, port);
    steps.summary()
}

/// The port, and whether to look only.
fn read(flags: &[&str]) -> Option<(u16, bool)> {
    match flags {
        [] => Some((DEFAULT_PORT, false)),
        ["--check"] => Some((DEFAULT_PORT, true)),
        ["--port", port] => Some((port.parse().ok()?, false)),
        _ => None,
    }
}

/// Serves until it is stopped.
fn open(steps: &mut Steps, port: u16) {
    steps.take("Web form", || {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .map_err(|error| Trouble::Failed(format!("port {port}: {error}; name another with --port")))?;
        println!("\n  http://127.0.0.1:{port}/demo/\n\n  (Ctrl-C ends it)");
        serve(&listener, &at("bindings-wasm"));
        Ok(())
    });
}

/// A picture of the form in Chromium, in `out/`.
fn look(steps: &mut Steps) {
    let Some(chromium) = steps.take("Browser: set-up", setup::chromium) else { return };
    steps.take("Web form: picture", || {
        let mut look = crate::command::program("node", ["tests/look.mjs", "../out"]);
        Ok(crate::command::run(look.current_dir(at("bindings-wasm")).env("CHROMIUM", chromium))?)
    });
}
