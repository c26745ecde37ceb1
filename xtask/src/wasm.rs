//! The npm package: compiled, typed, tested in Node and in a real browser.

use crate::command::{cargo, program, run};
use crate::places::{at, target};
use crate::setup;
use crate::steps::{Outcome, Steps};
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "bindings-wasm";
/// Where the generated glue and the module lie; part of what is published.
const GLUE: &str = "bindings-wasm/pkg";

/// What rustc emits for this target and every browser of the last years knows. `-all` would write newer forms that
/// today's browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What makes the module small: twice over, since the second round finds what the first has made equal; functions that
/// are called most have the shortest numbers.
const OPTIMISATIONS: [&str; 5] =
    ["-Oz", "-Oz", "--reorder-functions", "--reorder-locals", "--duplicate-function-elimination"];

/// Installs what is missing and builds the package into `bindings-wasm/dist`.
pub fn build(steps: &mut Steps) {
    built(steps);
}

/// The steps of a build; `None` where one did not pass.
pub fn built(steps: &mut Steps) -> Option<()> {
    steps.take("WebAssembly: set-up", || {
        setup::wasm_target()?;
        setup::npm()
    })?;
    steps.take("WebAssembly: build", || {
        let compiled = compile()?;
        let inputs = format!("{}\n{OPTIMISATIONS:?}{FEATURES:?}\n{}", identity(&compiled)?, setup::text("Cargo.lock"));
        setup::once(&at("bindings-wasm/pkg/.stamp"), &inputs, || generate(&compiled))?;
        node(&["node_modules/typescript/bin/tsc", "--project", "tsconfig.json"])
    })
}

fn compile() -> Outcome<PathBuf> {
    let arguments = ["build", "--package", "amalkard-wasm", "--target", "wasm32-unknown-unknown", "--profile", "wasm"];
    run(&mut cargo(arguments))?;
    Ok(target().join("wasm32-unknown-unknown/wasm/amalkard_wasm.wasm"))
}

/// The module's glue, and the module as small as `wasm-opt` makes it.
fn generate(compiled: &Path) -> Outcome {
    let bindgen = setup::tool("xtask-bindgen")?;
    fs::create_dir_all(at(GLUE)).map_err(|error| format!("{GLUE}: {error}"))?;
    run(program(bindgen, [compiled]).args([GLUE, "amalkard"]))?;
    let module = "pkg/amalkard_bg.wasm";
    let mut optimise = vec!["node_modules/binaryen/bin/wasm-opt"];
    optimise.extend(OPTIMISATIONS);
    optimise.extend(FEATURES);
    optimise.extend([module, "-o", module]);
    node(&optimise)
}

/// What tells one compiled module from another without reading it.
fn identity(file: &Path) -> Outcome<String> {
    let facts = fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(format!("{} {:?}", facts.len(), facts.modified().ok()))
}

/// The declarations under `tsc --strict`, and the tests in Node.
pub fn test(steps: &mut Steps) {
    if built(steps).is_none() {
        return;
    }
    steps.take("WebAssembly: types", || node(&["node_modules/typescript/bin/tsc", "--project", "tests/tsconfig.json"]));
    steps.take("WebAssembly: tests in Node", || node(&["--test", "--test-reporter=spec", "tests/node/"]));
}

/// The same vectors, and the web form, in a real Chromium.
pub fn test_in_browser(steps: &mut Steps) {
    let Some(chromium) = steps.take("Browser: set-up", setup::chromium) else { return };
    if !at("bindings-wasm/pkg/.stamp").exists() && built(steps).is_none() {
        return;
    }
    steps.take("Browser: tests in Chromium", || {
        let mut tests = program("node", ["--test", "--test-reporter=spec", "tests/browser/"]);
        Ok(run(tests.current_dir(at(FOLDER)).env("CHROMIUM", chromium))?)
    });
}

/// The archive that npm would publish, in `out/`.
pub fn release(steps: &mut Steps) {
    if built(steps).is_none() {
        return;
    }
    steps.take("WebAssembly: npm archive", || {
        fs::create_dir_all(at("out")).map_err(|error| format!("out: {error}"))?;
        Ok(run(program(setup::npm_program(), ["pack", "--pack-destination", "../out"]).current_dir(at(FOLDER)))?)
    });
}

/// Node in the package's folder.
pub fn node(arguments: &[&str]) -> Outcome {
    Ok(run(program("node", arguments).current_dir(at(FOLDER)))?)
}
