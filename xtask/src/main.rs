//! The steps of development: set-up, tests in every language, the web form, the benches.
//!
//! `cargo xtask` alone lists what it can do. Every command installs what it needs and is missing, and does nothing
//! twice: what was installed is stamped with the lock file it was installed from.

mod answers;
mod bench;
mod command;
mod demo;
mod instructions;
mod places;
mod python;
mod rust;
mod serve;
mod setup;
mod steps;
mod wasm;

use std::process::ExitCode;
use steps::Steps;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [--rust] [--python] [--wasm] [--browser] [--allow-missing]
           installs what is missing and runs the tests: all of them, or those that are named.
           What cannot be installed fails the run; with --allow-missing it is only reported.
  python   builds the Python package into .venv
  wasm     builds the npm package into bindings-wasm/dist
  demo [--port N] [--check]
           builds the web form and serves it on this machine; --check looks at it once in Chromium
           and leaves a picture in out/
  bench [ARGUMENT...]
           runs the side-by-side benches; arguments are handed on
  instructions [--record]
           counts the instructions of the hot paths and compares them with benches/instructions.txt;
           --record writes that file
  catalogue
           writes the pages that list the built-in rules, core/rulebooks/*/*/CATALOGUE.*.html, and the moves,
           core/src/lifecycle/MOVES*.md
  release  builds the optimised Python wheel and the npm archive into out/
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((&command, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    let mut steps = Steps::new(rest.contains(&"--allow-missing"));
    match (command, rest) {
        ("test", flags) if known(flags, &["--rust", "--python", "--wasm", "--browser", "--allow-missing"]) => {
            test(&mut steps, flags);
        }
        ("python", []) => python::build(&mut steps),
        ("wasm", []) => wasm::build(&mut steps),
        ("demo", flags) => return demo::run(&mut steps, flags),
        ("bench", arguments) => bench::run(&mut steps, arguments),
        ("instructions", flags) if known(flags, &["--record", "--allow-missing"]) => {
            instructions::count(&mut steps, flags.contains(&"--record"));
        }
        ("catalogue", []) => rust::catalogue(&mut steps),
        ("release", []) => {
            python::release(&mut steps);
            wasm::release(&mut steps);
        }
        ("help" | "--help" | "-h", _) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("xtask: cannot read `{}`\n\n{USAGE}", arguments.join(" "));
            return ExitCode::FAILURE;
        }
    }
    steps.summary()
}

fn known(flags: &[&str], names: &[&str]) -> bool {
    flags.iter().all(|flag| names.contains(flag))
}

fn test(steps: &mut Steps, flags: &[&str]) {
    let all = !flags.iter().any(|flag| *flag != "--allow-missing");
    let wants = |flag: &str| all || flags.contains(&flag);
    if steps.take("Answers: folder", answers::clear).is_none() {
        return;
    }
    if wants("--rust") {
        rust::test(steps);
    }
    if wants("--python") {
        python::test(steps);
    }
    if wants("--wasm") {
        wasm::test(steps);
    }
    if wants("--browser") {
        wasm::test_in_browser(steps);
    }
    if all {
        steps.take("Answers: the same in every language", answers::compare);
    }
}
