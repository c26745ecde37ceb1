//! The vectors of reports and data packages, in Rust.

use amalkard::Unit;
use amalkard::dataset::{Dataset, rows_of_json};
use amalkard::error::Result;
use amalkard::exchange::{About, Files, from_package, to_package};
use amalkard::json;
use amalkard::report::{CsvStyle, Frame, Report, Reports};
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case};
use serde_json::{Value, json};

#[test]
fn reports() {
    let cases = vectors::run("report", operate);
    assert!(35 <= cases, "only {cases} vectors");
}

fn operate(case: &Case) -> Result<Value> {
    let book = Rulebook::builtin("ir", 1404)?;
    let dataset = || Dataset::from_rows(book.schema(), rows_of_json(&case.input["tables"].to_string())?);
    let report = || Report::parse(case.text("report"));
    Ok(match case.op.as_str() {
        "report.tables" => {
            let tables = reports_of(case, dataset()?)?.tables(report()?)?;
            let shown = |table: &amalkard::report::ReportTable| json!({ "title": table.title(), "header": table.header(), "rows": table.records() });
            tables.iter().map(shown).collect()
        }
        "report.chart" => {
            let chart = reports_of(case, dataset()?)?.chart(report()?)?;
            json!({ "chart": chart.map(|chart| json!({ "title": chart.title(), "bars": chart.bars() })) })
        }
        "report.rounded" => {
            let tables = reports_of(case, dataset()?)?.tables(report()?)?;
            let table = &tables[case.input["table"].as_u64().unwrap() as usize];
            let rounded = table.rounded(Unit::parse(case.text("unit"))?, 0)?;
            json!({ "rows": rounded.records(), "unkept": rounded.unkept(), "header": rounded.header() })
        }
        "report.csv" => {
            let style: CsvStyle = json::read(&case.input["style"].to_string(), "style")?;
            reports_of(case, dataset()?)?.tables(report()?)?[0].to_csv(&style).into()
        }
        "package.round_trip" => {
            let data = dataset()?;
            let files = to_package(&data, &About { name: case.text("name").to_owned(), ..About::default() })?;
            let again = from_package(book.schema(), &files)?.digest()?;
            let names: Vec<&String> = files.keys().collect();
            json!({ "files": names, "lines": files["lines.csv"], "digest": data.digest()?, "again": again })
        }
        "package.read" => {
            let files: Files = json::read(&case.input["files"].to_string(), "files")?;
            json!({ "digest": from_package(book.schema(), &files)?.digest()? })
        }
        other => panic!("no such operation: {other}"),
    })
}

fn reports_of(case: &Case, data: Dataset) -> Result<Reports> {
    let mut frame = json!({ "scope": case.input["scope"], "period": case.input["period"] });
    if let Some(statuses) = case.input.get("statuses") {
        frame["statuses"] = statuses.clone();
    }
    let frame: Frame = json::read(&frame.to_string(), "frame")?;
    Ok(Reports::new(frame, data))
}
