//! Writes the JavaScript that loads a WebAssembly module: `xtask-bindgen INPUT.wasm FOLDER NAME`.

mod panics;

use std::process::ExitCode;
use walrus::ModuleConfig;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder, name] = arguments.as_slice() else {
        eprintln!("usage: xtask-bindgen INPUT.wasm FOLDER NAME");
        return ExitCode::FAILURE;
    };
    match write(input, folder, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn write(input: &str, folder: &str, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = ModuleConfig::new();
    config.strict_validate(false).generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(input)?;
    if panics::silence(&mut module) == 0 {
        return Err("no panics found: has the standard library moved them?".into());
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_module(name, module).typescript(true).remove_name_section(true).remove_producers_section(true);
    // "web" is the one form that browsers, bundlers and Node can all load: the caller hands it the module's bytes.
    bindgen.web(true)?.generate(folder)?;
    Ok(())
}
