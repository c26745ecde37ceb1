//! The vectors of rulebooks, datasets and findings, in Rust.

use amalkard::bilingual::Language;
use amalkard::dataset::{Cell, Dataset};
use amalkard::error::Result;
use amalkard::rules::{Impact, LiveCheck, LocalizeOptions, Rulebook, Update, format};
use amalkard_tests::identities::identities;
use amalkard_tests::vectors::{self, Case};
use amalkard_tests::{iran_1404, oracle};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

#[test]
fn rules() {
    let cases = vectors::run("rules", operate);
    assert!(300 <= cases, "only {cases} vectors");
}

/// The digests and the counts that the vectors state are recomputed by programs that share no code with ours.
#[test]
fn stated_digests_are_recomputed() {
    for script in ["digest.py", "identities.py"] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles").join(script);
        let answer = oracle("python3", &[&script.to_string_lossy()]);
        println!("{answer:?}");
    }
}

fn operate(case: &Case) -> Result<Value> {
    Ok(match case.op.as_str() {
        "rules.load" => {
            let book = rulebook(case)?;
            json!({ "id": book.id(), "rules": book.rules().len() })
        }
        "rules.analyse" => json!(rulebook(case)?.analyse()),
        "rules.impact" => json!(impact(case)?),
        "rules.check" => {
            let book = rulebook(case)?;
            let findings = book.check(&dataset(&book, case)?)?;
            json!({ "findings": findings, "digest": findings.digest()? })
        }
        "rules.hints" => {
            let book = rulebook(case)?;
            let row = case.input["row"].as_u64().and_then(|row| usize::try_from(row).ok()).expect("a row");
            json!({ "hints": book.hints(&dataset(&book, case)?, case.text("table"), row)? })
        }
        "rules.explain" => {
            let book = rulebook(case)?;
            let data = dataset(&book, case)?;
            let explanation = match case.input.get("row").and_then(Value::as_u64) {
                Some(row) => book.explain(&data, case.text("rule"), usize::try_from(row).expect("a row"))?,
                None => {
                    let key = serde_json::from_value(case.input["key"].clone()).expect("a key");
                    book.explain_group(&data, case.text("rule"), &key)?
                }
            };
            let text = |language| explanation.to_text(language);
            let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
            json!({
                "explanation": explanation,
                "fa": lines(text(Language::Persian)),
                "en": lines(text(Language::English)),
                "html": (explanation.to_html(Language::Persian), explanation.to_html(Language::English)),
            })
        }
        "rules.live" => {
            let book = rulebook(case)?;
            let mut live = LiveCheck::new(book.clone(), dataset(&book, case)?)?;
            let mut steps = Vec::new();
            for edit in case.input["edits"].as_array().expect("edits") {
                let update = edited(&mut live, edit)?;
                steps.push(json!({ "update": update, "findings": live.findings() }));
            }
            json!({ "steps": steps, "digest": live.findings().digest()? })
        }
        "rules.in_force" => {
            let book = rulebook(case)?;
            let text = book.in_force();
            json!({ "text": text, "same": Rulebook::from_toml(&text)?.digest() == book.digest() })
        }
        "rules.digest" => {
            let book = rulebook(case)?;
            let other = other(case)?;
            json!({ "canonical": book.canonical()?, "digest": book.digest(), "same": other.map(|other| other.digest() == book.digest()) })
        }
        "rules.format" => json!({ "text": format(case.text("text"))? }),
        "rules.compare" => {
            let (book, other) = (named(case.text("rulebook"))?, other(case)?.expect("another book, or files"));
            json!({ "changes": book.compare(&other) })
        }
        "rules.not_run" => {
            let book = rulebook(case)?;
            json!({ "rules": book.not_run(&dataset(&book, case)?) })
        }
        "rules.catalogue" => {
            let book = rulebook(case)?;
            let findings = book.check(&dataset(&book, case)?)?;
            let page = |language| book.catalogue(language, &findings);
            json!({ "fa": page(Language::Persian), "en": page(Language::English) })
        }
        "rules.localize" => {
            let book = rulebook(case)?;
            let row = case.input["row"].as_u64().and_then(|row| usize::try_from(row).ok()).expect("a row");
            let options = case.input.get("options").cloned().unwrap_or_else(|| json!({}));
            let options: LocalizeOptions = serde_json::from_value(options).expect("options");
            json!(book.localize(&dataset(&book, case)?, case.text("table"), row, &options)?)
        }
        "dataset.read" => {
            let book = rulebook(case)?;
            let data = dataset(&book, case)?;
            let rows: serde_json::Map<String, Value> =
                data.tables().map(|(name, table)| (name.to_owned(), json!(table.rows()))).collect();
            json!({ "rows": rows, "findings": data.intake() })
        }
        "rules.identities" => stated(case)?,
        other => panic!("no such operation: {other}"),
    })
}

/// One edit: a cell that is set, a row that is added, or one that is removed.
fn edited(live: &mut LiveCheck, edit: &Value) -> Result<Update> {
    let table = edit["table"].as_str().expect("a table");
    let row = |value: &Value| value.as_u64().and_then(|row| usize::try_from(row).ok()).expect("a row");
    if let Some(added) = edit.get("add") {
        return live.add_row(table, &serde_json::from_value(added.clone()).expect("a row of cells"));
    }
    if let Some(removed) = edit.get("remove") {
        return live.remove_row(table, row(removed));
    }
    let cell: Cell = serde_json::from_value(edit["cell"].clone()).expect("a cell");
    live.set(table, row(&edit["row"]), edit["field"].as_str().expect("a field"), &cell)
}

/// What a changed rulebook would say of the datasets of a case.
fn impact(case: &Case) -> Result<Impact> {
    let (book, changed) = (rulebook(case)?, Rulebook::from_toml(case.text("changed"))?);
    let named = case.input["datasets"].as_array().expect("datasets").iter();
    let datasets: Vec<(&str, Dataset)> = named
        .map(|named| {
            let data = Dataset::from_json(book.schema(), &named["tables"].to_string())?;
            Ok((named["name"].as_str().expect("a name"), data))
        })
        .collect::<Result<_>>()?;
    let datasets: Vec<(&str, &Dataset)> = datasets.iter().map(|(name, data)| (*name, data)).collect();
    book.impact(&changed, &datasets)
}

/// The identities that a case describes, and what checking them finds.
fn stated(case: &Case) -> Result<Value> {
    let number = |name: &str| case.text(name).parse::<u64>().expect("a number");
    let count = case.input["count"].as_u64().and_then(|count| usize::try_from(count).ok()).expect("a count");
    let rows = identities(number("seed"), number("low"), number("span"), count);
    let book = rulebook(case)?;
    let lines = rows.iter().enumerate().map(|(line, row)| {
        let cells = [("line", line.to_string()), ("total", row.total.to_string())];
        let parts = [("a", row.a.to_string()), ("b", row.b.to_string())];
        cells.into_iter().chain(parts).map(|(name, text)| (name.to_owned(), Cell::Text(text))).collect()
    });
    let findings = book.check(&Dataset::from_rows(book.schema(), [("lines".to_owned(), lines.collect())].into())?)?;
    let found: BTreeSet<usize> = findings.iter().filter_map(|finding| finding.row).collect();
    let is_wrong = |line: &usize| line % 2 == 1;
    Ok(json!({
        "rows": rows.len(),
        "first": rows.iter().take(2).map(|row| [row.total, row.a, row.b].map(|value| value.to_string())).collect::<Vec<_>>(),
        "failing": findings.len(),
        "false_alarms": found.iter().filter(|line| !is_wrong(line)).count(),
        "missed": (0..rows.len()).filter(is_wrong).filter(|line| !found.contains(line)).count(),
        "digest": findings.digest()?,
    }))
}

/// The rulebook of a case: the one named or written out, changed by the files where there are some.
fn rulebook(case: &Case) -> Result<Arc<Rulebook>> {
    let book = named(case.text("rulebook"))?;
    match files(case) {
        files if files.is_empty() => Ok(book),
        files => book.extended(&files).map(Arc::new),
    }
}

/// The book that a case compares with its own: another, or its own changed by the files.
fn other(case: &Case) -> Result<Option<Arc<Rulebook>>> {
    match case.input.get("other").and_then(Value::as_str) {
        Some(other) => named(other).map(Some),
        None if files(case).is_empty() => Ok(None),
        None => rulebook(case).map(Some),
    }
}

fn files(case: &Case) -> Vec<(&str, &str)> {
    let files = case.input.get("files").and_then(Value::as_object).into_iter().flatten();
    files.map(|(name, text)| (name.as_str(), text.as_str().expect("a text"))).collect()
}

/// The rulebook that is named (`ir/1404`) or written out.
fn named(text: &str) -> Result<Arc<Rulebook>> {
    static BUILTIN: LazyLock<Arc<Rulebook>> = LazyLock::new(|| Arc::new(iran_1404()));
    match text {
        "ir/1404" => Ok(BUILTIN.clone()),
        text => Rulebook::from_toml(text).map(Arc::new),
    }
}

fn dataset(book: &Rulebook, case: &Case) -> Result<Dataset> {
    Dataset::from_json(book.schema(), &case.input["tables"].to_string())
}
