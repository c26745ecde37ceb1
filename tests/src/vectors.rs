//! Vectors: operations and their answers as plain JSON, which every language runs with a small runner of its own.
//!
//! A file is `{"area", "cases": [{"name", "op", "input", "expect"}]}`, or with `"error"` in place of `"expect"`.
//! An expected error states its `code`, its `readings` where several are possible, its `place` where that is proved, and
//! its `causes` where it sums up others, each with its `code`, `place` and `suggestion`.
//! An input that is the name of a file of `tests/rulebooks` stands for the text of that file.

use amalkard::{Error, digest};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// One file of vectors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vectors {
    /// What the cases are about.
    pub area: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One operation with its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the case shows.
    pub name: String,
    /// The operation: `amount.parse`.
    pub op: String,
    /// Its input, by name.
    pub input: Map<String, Value>,
    /// The answer, or
    pub expect: Option<Value>,
    /// the refusal.
    pub error: Option<Value>,
}

impl Case {
    /// An input that is text.
    ///
    /// # Panics
    /// Where the vector has no such text.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let input = self.input.get(name).and_then(Value::as_str);
        input.unwrap_or_else(|| panic!("{}: input `{name}` is no text", self.name))
    }

    /// An input that is text, where it is given.
    #[must_use]
    pub fn optional_text(&self, name: &str) -> Option<&str> {
        self.input.get(name).and_then(Value::as_str)
    }
}

/// Runs every case of every file in a folder of `tests/vectors` and returns how many there were.
///
/// # Panics
/// With all failures at once: a wrong answer, a case that is not well-formed, a name that is used twice.
pub fn run(folder: &str, operate: impl Fn(&Case) -> amalkard::error::Result<Value>) -> usize {
    let mut names = BTreeSet::new();
    let mut failures = Vec::new();
    let mut answers = Vec::new();
    for (file, vectors) in read(folder) {
        for case in vectors.cases {
            let place = format!("{file}: {}: {}", vectors.area, case.name);
            if !names.insert(case.name.clone()) {
                failures.push(format!("{place}: the name is used twice"));
            }
            if case.expect.is_some() == case.error.is_some() {
                failures.push(format!("{place}: one of `expect` and `error` must be given"));
            }
            let (answer, expected) = match operate(&case) {
                Ok(answer) => {
                    answers.push(format!(
                        "{folder}/{file}: {}\t{}",
                        case.name,
                        digest::of(&answer).unwrap_or_default()
                    ));
                    // What rules find is stated in part: a vector names the keys that it is about.
                    let stated = case.expect.as_ref().filter(|_| folder == "rules");
                    let answer = stated.map_or_else(|| answer.clone(), |stated| part(&answer, stated));
                    (json!({ "expect": answer }), json!({ "expect": case.expect }))
                }
                Err(error) => {
                    answers.push(format!("{folder}/{file}: {}\t{}", case.name, error.code()));
                    (json!({ "error": refusal(&error, case.error.as_ref()) }), json!({ "error": case.error }))
                }
            };
            if answer != expected {
                failures.push(format!("{place}:\n    answer   {answer}\n    expected {expected}"));
            }
        }
    }
    leave(folder, &answers);
    assert!(failures.is_empty(), "{} vectors fail:\n  {}", failures.len(), failures.join("\n  "));
    names.len()
}

/// Leaves the digest of every answer where `cargo xtask test` compares them with those of the other languages.
fn leave(folder: &str, answers: &[String]) {
    let Some(place) = std::env::var_os("AMALKARD_ANSWERS") else { return };
    let file = Path::new(&place).join(format!("rust-{folder}.tsv"));
    std::fs::write(&file, answers.join("\n")).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// The files of a folder of `tests/vectors`, in order of their names.
///
/// # Panics
/// Where the folder is absent or a file is not well-formed.
#[must_use]
pub fn read(folder: &str) -> Vec<(String, Vectors)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let file = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut vectors: Vectors =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for value in vectors.cases.iter_mut().flat_map(|case| case.input.values_mut()) {
            if let Some(named) = value.as_str().and_then(shared_rulebook) {
                *value = named.into();
            }
        }
        (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), vectors)
    };
    paths.iter().map(file).collect()
}

/// The text of a file of `tests/rulebooks`, where a value is its name.
fn shared_rulebook(value: &str) -> Option<String> {
    let is_name = value.ends_with(".toml") && !value.contains(['\n', '/']);
    is_name.then(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulebooks").join(value);
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    })
}

/// An error as vectors state it: its code, and its readings and place where the vector states them.
fn refusal(error: &Error, expected: Option<&Value>) -> Value {
    let mut stated = json!({ "code": error.code() });
    if expected.is_some_and(|expected| expected.get("readings").is_some()) {
        let readings =
            error.details().iter().filter(|(name, _)| *name == "reading").map(|(_, reading)| reading.as_str());
        stated["readings"] = readings.collect::<Vec<_>>().into();
    }
    if expected.is_some_and(|expected| expected.get("place").is_some()) {
        stated["place"] = error.place().into();
    }
    if let Some(causes) = expected.and_then(|expected| expected.get("causes")) {
        stated["causes"] = part(&error.causes().iter().map(cause).collect(), causes);
    }
    stated
}

fn cause(error: &Error) -> Value {
    let suggestion = error.details().iter().find(|(name, _)| *name == "suggestion").map(|(_, value)| value.as_str());
    json!({ "code": error.code(), "place": error.place(), "suggestion": suggestion })
}

/// What of an answer a vector states: of an object the keys that the vector names, of a list as many items.
#[must_use]
pub fn part(answer: &Value, stated: &Value) -> Value {
    match (answer, stated) {
        (Value::Object(answer), Value::Object(stated)) => {
            let named = stated.iter().filter_map(|(key, stated)| Some((key.clone(), part(answer.get(key)?, stated))));
            Value::Object(named.collect())
        }
        (Value::Array(answer), Value::Array(stated)) if answer.len() == stated.len() => {
            answer.iter().zip(stated).map(|(answer, stated)| part(answer, stated)).collect()
        }
        // Lists of different length differ whatever they hold: only the names of the answer's items are shown.
        (Value::Array(answer), Value::Array(_)) => answer.iter().map(brief).collect(),
        (answer, _) => answer.clone(),
    }
}

fn brief(answer: &Value) -> Value {
    ["rule", "code"].iter().find_map(|name| answer.get(name)).map_or_else(
        || answer.clone(),
        |name| json!({ "only": [name, answer.get("row"), answer.get("place"), answer.get("message_en")] }),
    )
}
