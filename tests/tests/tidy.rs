//! The house is in order: documented, small, free of floats, every rule proved both ways, every error code listed.

use amalkard::bilingual::Language;
use amalkard::lifecycle::Process;
use amalkard::rules::Rulebook;
use amalkard_tests::{catalogue, iran_1404, vectors};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The longest source file.
const LONGEST: usize = 450;
/// The only places of the core that name binary floats: to refuse them, and to tell whether a spreadsheet can hold a figure.
const FLOATS: [&str; 3] = ["amount/serial.rs", "dataset/cell.rs", "report/excel/number.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The Rust files below a folder, by their path in it.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let base = root().join(folder);
    let (mut found, mut waiting) = (BTreeMap::new(), vec![base.clone()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&base).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The core's sources without its unit tests.
fn core() -> BTreeMap<String, String> {
    sources("core/src").into_iter().filter(|(name, _)| !name.ends_with("_tests.rs")).collect()
}

fn none(what: &str, found: impl IntoIterator<Item = impl Into<String>>) {
    let found: Vec<String> = found.into_iter().map(Into::into).collect();
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

fn is_persian(letter: char) -> bool {
    ('\u{0600}'..='\u{06FF}').contains(&letter)
}

#[test]
fn every_module_says_what_it_is() {
    none(
        "modules without a doc",
        core().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(name, _)| name),
    );
}

#[test]
fn files_are_small_and_finished() {
    let folders = ["core", "tests", "xtask", "bindings-python", "bindings-wasm", "benches"];
    for folder in folders.iter().filter(|folder| root().join(folder).is_dir()) {
        let files = sources(folder);
        let long = files.iter().filter(|(_, text)| LONGEST < text.lines().count());
        none("longer than 450 lines", long.map(|(name, _)| format!("{folder}/{name}")));
        let left = ["todo", "unimplemented", "dbg"].map(|word| format!("{word}!("));
        let unfinished = files.iter().filter(|(_, text)| left.iter().any(|word| text.contains(word)));
        none("unfinished", unfinished.map(|(name, _)| format!("{folder}/{name}")));
    }
}

#[test]
fn the_core_names_no_float_but_at_its_edges() {
    let words = |text: &str| -> bool {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric())).any(|word| ["f32", "f64"].contains(&word))
    };
    let named: Vec<String> = core().into_iter().filter(|(_, text)| words(text)).map(|(name, _)| name).collect();
    assert_eq!(named, FLOATS);
}

/// The other tests read the folder, so that a changed rule needs no new build; the library embeds the same.
#[test]
fn the_builtin_rulebook_is_its_folder() {
    let (builtin, folder) = (Rulebook::builtin("ir", 1404).unwrap(), iran_1404());
    assert_eq!(builtin.files(), folder.files());
}

#[test]
fn every_rule_speaks_both_languages() {
    let book = iran_1404();
    let one_sided = |fa: &str, en: &str| !fa.chars().any(is_persian) || en.is_empty() || en.chars().any(is_persian);
    let titles = book.rules().iter().filter(|rule| one_sided(&rule.title.fa, &rule.title.en));
    none("titles", titles.map(|rule| rule.id.clone()));
    let mut messages = 0;
    for (file, text) in book.files() {
        for (at, line) in text.lines().enumerate() {
            let Some((_, written)) = line.split_once("message = { fa = \"") else { continue };
            let (fa, en) = written.split_once("\", en = \"").unwrap_or((written, ""));
            messages += 1;
            assert!(!one_sided(fa, en), "{file}:{}: {line}", at + 1);
        }
    }
    assert!(book.rules().len() <= messages, "{messages} messages");
}

/// Of each rule there is a vector in which it fails, and one under its own name in which it does not.
#[test]
fn every_rule_is_proved_both_ways() {
    let (mut failing, mut passing) = (BTreeSet::new(), BTreeSet::new());
    for case in vectors::read("rules").into_iter().flat_map(|(_, vectors)| vectors.cases) {
        let Some(findings) = case.expect.as_ref().and_then(|expect| expect["findings"].as_array().cloned()) else {
            continue;
        };
        if case.op != "rules.check" || case.text("rulebook") != "ir/1404" {
            continue;
        }
        let found: BTreeSet<String> =
            findings.iter().filter_map(|finding| Some(finding["rule"].as_str()?.to_owned())).collect();
        let own = case.name.split(' ').next().unwrap_or_default().to_owned();
        if !found.contains(&own) {
            passing.insert(own);
        }
        failing.extend(found);
    }
    let book = iran_1404();
    let ids = || book.rules().iter().map(|rule| rule.id.clone());
    none("rules without a failing vector", ids().filter(|id| !failing.contains(id)));
    none("rules without a passing vector", ids().filter(|id| !passing.contains(id)));
}

/// The checks that experts of a planning organisation make by hand, by group: 112 in all.
const CATALOGUE: [(&str, usize); 10] =
    [("A", 14), ("B", 9), ("C", 21), ("D", 7), ("E", 9), ("F", 20), ("G", 12), ("H", 8), ("I", 5), ("J", 7)];

/// Each is a rule with its own id. A rule beside it with a letter more (`E03b`) judges the same matter elsewhere, or at
/// another severity.
#[test]
fn every_check_of_the_catalogue_is_a_rule() {
    let book = iran_1404();
    let known: BTreeSet<&str> = book.rules().iter().map(|rule| rule.id.as_str()).collect();
    let checks: Vec<String> =
        CATALOGUE.iter().flat_map(|(group, last)| (1..=*last).map(move |at| format!("{group}{at:02}"))).collect();
    assert_eq!(checks.len(), 112);
    none("checks that no rule makes", checks.iter().filter(|id| !known.contains(id.as_str())));
    let beside = |id: &&&str| id.len() > 3 && !known.contains(&id[..3]);
    none("rules beside one that is not there", known.iter().filter(beside).copied());
}

/// The printed catalogue says what the rulebook says; `cargo xtask catalogue` writes it.
#[test]
fn the_catalogue_is_current() {
    for (name, page) in catalogue::pages() {
        let path = root().join("core/rulebooks/ir/1404").join(name);
        if std::env::var_os("UPDATE_CATALOGUE").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(known == page, "{name} is not what the rulebook says now: run `cargo xtask catalogue` and look at it");
    }
}

/// The printed table and diagram of moves say what the table says; `cargo xtask catalogue` writes them too.
#[test]
fn the_pages_of_moves_are_current() {
    for (name, language) in [("MOVES.md", Language::English), ("MOVES.fa.md", Language::Persian)] {
        let path = root().join("core/src/lifecycle").join(name);
        let page = Process::default().to_markdown(language);
        if std::env::var_os("UPDATE_CATALOGUE").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(known == page, "{name} is not what the table says now: run `cargo xtask catalogue` and look at it");
    }
}

/// `tests/error-codes.txt` is the list of all codes that a host may branch on: a change of it is seen in review.
#[test]
fn error_codes_are_listed() {
    let areas = "agreement amount calendar code consolidation dataset digest exchange intake json lifecycle report round rule rulebook";
    let areas: BTreeSet<&str> = areas.split(' ').collect();
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in core() {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        // Every second piece between quotation marks is a literal; a message with an escaped one has a space as well.
        for literal in code.flat_map(|line| line.split('"').collect::<Vec<_>>()) {
            let Some((area, reason)) = literal.split_once('.') else { continue };
            let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
            if areas.contains(area) && reason != "toml" && !reason.is_empty() && reason.chars().all(is_word) {
                codes.entry(literal.to_owned()).or_default().insert(file.clone());
            }
        }
    }
    let listed: String = codes.keys().map(|code| format!("{code}\n")).collect();
    let path = root().join("tests/error-codes.txt");
    if std::env::var_os("UPDATE_ERROR_CODES").is_some() {
        std::fs::write(&path, &listed).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, listed, "run once with UPDATE_ERROR_CODES=1 and look at what changed");
    // What is refused is explained in Persian where it is refused.
    let files = core();
    let mute = codes.values().flatten().filter(|file| !files[*file].chars().any(is_persian));
    none("files with codes and no Persian", mute.cloned().collect::<BTreeSet<_>>());
}

/// The files of the built-in rulebook are those of its folder, and in any order they are the same book.
#[test]
fn a_folder_of_rules_is_the_built_in_book() {
    let folder = root().join("core/rulebooks/ir/1404");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    let built_in = Rulebook::builtin("ir", 1404).unwrap();
    files.sort();
    for _ in 0..2 {
        files.reverse();
        let given: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(Rulebook::from_files(&given).unwrap().digest(), built_in.digest());
    }
}
