//! The vectors of rulebooks, datasets and findings, in Rust.

use amalkard::dataset::Dataset;
use amalkard::error::Result;
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case, part};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

#[test]
fn rules() {
    let cases = vectors::run("rules", operate);
    assert!(300 <= cases, "only {cases} vectors");
}

fn operate(case: &Case) -> Result<Value> {
    let answer = match case.op.as_str() {
        "rules.load" => {
            let book = rulebook(case)?;
            json!({ "id": book.id(), "rules": book.rules().len() })
        }
        "rules.analyse" => json!(rulebook(case)?.analyse()),
        "rules.check" => {
            let book = rulebook(case)?;
            let findings = book.check(&dataset(&book, case)?)?;
            json!({ "findings": findings, "digest": findings.digest()? })
        }
        "dataset.read" => {
            let book = rulebook(case)?;
            let data = dataset(&book, case)?;
            let rows: serde_json::Map<String, Value> =
                data.tables().map(|(name, table)| (name.to_owned(), json!(table.rows()))).collect();
            json!({ "rows": rows, "findings": data.intake() })
        }
        other => panic!("no such operation: {other}"),
    };
    Ok(case.expect.as_ref().map_or_else(|| answer.clone(), |stated| part(&answer, stated)))
}

/// The rulebook that is named (`ir/1404`) or written out.
fn rulebook(case: &Case) -> Result<Arc<Rulebook>> {
    static BUILTIN: LazyLock<Arc<Rulebook>> = LazyLock::new(|| Arc::new(Rulebook::builtin("ir", 1404).unwrap()));
    match case.text("rulebook") {
        "ir/1404" => Ok(BUILTIN.clone()),
        text => Rulebook::from_toml(text).map(Arc::new),
    }
}

fn dataset(book: &Rulebook, case: &Case) -> Result<Dataset> {
    Dataset::from_json(book.schema(), &case.input["tables"].to_string())
}
