//! The npm package: compiled, typed, tested in Node and in a real browser.

use crate::command::{cargo, program, run};
use crate::places::{at, target};
use crate::setup;
use crate::steps::{Outcome, Steps};
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "bindings-wasm";
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

/// One module of the package.
struct Module {
    /// Where its glue and its bytes lie; part of what is published.
    glue: &'static str,
    /// What it is compiled with beyond the form.
    features: &'static [&'static str],
    /// How `wasm-opt` makes it small.
    passes: &'static [&'static str],
    /// The TypeScript around it.
    project: &'static str,
}

const MODULES: [Module; 2] = [
    Module {
        glue: "pkg",
        features: &["full"],
        passes: &["-Oz", "--reorder-functions", "--reorder-locals", "--duplicate-function-elimination"],
        project: "tsconfig.json",
    },
    // What a web form downloads: a second round and reordering make it smaller by half a percent, but larger when gzipped.
    Module { glue: "form/pkg", features: &[], passes: &["-Oz"], project: "tsconfig.form.json" },
];

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
    for module in &MODULES {
        steps.take(&format!("WebAssembly: build of {}", module.glue), || module.build())?;
    }
    Some(())
}

impl Module {
    fn build(&self) -> Outcome {
        let compiled = self.compile()?;
        let facts = (identity(&compiled)?, self.passes, FEATURES, setup::text("Cargo.lock"));
        setup::once(&self.stamp(), &format!("{facts:?}"), || self.generate(&compiled))?;
        node(&["node_modules/typescript/bin/tsc", "--project", self.project])
    }

    /// There once it is built.
    fn stamp(&self) -> PathBuf {
        at(FOLDER).join(self.glue).join(".stamp")
    }

    fn compile(&self) -> Outcome<PathBuf> {
        let mut build = cargo(["build", "--package", "amalkard-wasm", "--no-default-features"]);
        build.args(["--target", "wasm32-unknown-unknown", "--profile", "wasm", "--features", &self.features.join(",")]);
        run(&mut build)?;
        Ok(target().join("wasm32-unknown-unknown/wasm/amalkard_wasm.wasm"))
    }

    /// The module's glue, and the module as small as `wasm-opt` makes it.
    fn generate(&self, compiled: &Path) -> Outcome {
        let bindgen = setup::tool("xtask-bindgen")?;
        let folder = at(FOLDER).join(self.glue);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        run(program(bindgen, [compiled, folder.as_path()]).arg("amalkard"))?;
        let module = format!("{}/amalkard_bg.wasm", self.glue);
        let mut optimise = vec!["node_modules/binaryen/bin/wasm-opt"];
        optimise.extend(self.passes);
        optimise.extend(FEATURES);
        optimise.extend([module.as_str(), "-o", module.as_str()]);
        node(&optimise)
    }
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
    if !MODULES.iter().all(|module| module.stamp().exists()) && built(steps).is_none() {
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
