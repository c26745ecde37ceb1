use super::*;
use crate::bilingual::Language;
use crate::finding::Repair;

fn finding(rule: &str, severity: Severity, row: Option<usize>) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        table: "lines".to_owned(),
        row,
        key: BTreeMap::from([("agency".to_owned(), "129000".to_owned()), ("line".to_owned(), "7".to_owned())]),
        fields: vec!["spent".to_owned(), "allocated".to_owned()],
        left: Scalar::Number(12.into()),
        right: Scalar::Number(10.into()),
        residual: Scalar::Number(2.into()),
        blocks: None,
        law: None,
        operands: Vec::new(),
        message_fa: "هزینه از تخصیص بیشتر است".to_owned(),
        message_en: "spent exceeds allocated".to_owned(),
        repairs: Vec::new(),
    }
}

fn findings() -> Findings {
    let mut repaired = finding("C06", Severity::Error, Some(0));
    repaired.repairs.push(Repair {
        field: Some("spent".to_owned()),
        from: Scalar::Number(12.into()),
        to: Scalar::Number(2.into()),
        message_fa: "رقم را اصلاح کنید".to_owned(),
        message_en: "correct the figure".to_owned(),
    });
    Findings::new(vec![
        finding("C20", Severity::Warning, Some(0)),
        repaired,
        finding("C06", Severity::Error, Some(3)),
        finding("J01", Severity::Info, None),
    ])
}

#[test]
fn counts_by_severity_and_rule() {
    let table = findings_summary(&findings()).unwrap();
    let expected = serde_json::json!([
        { "severity": "error", "rule": "C06", "findings": "2", "rows": "2", "row_kind": "line" },
        { "severity": "warning", "rule": "C20", "findings": "1", "rows": "1", "row_kind": "line" },
        { "severity": "info", "rule": "J01", "findings": "1", "rows": "0", "row_kind": "line" },
        { "severity": null, "rule": null, "findings": "4", "rows": "2", "row_kind": "total" },
    ]);
    assert_eq!(serde_json::to_value(table.records()).unwrap(), expected);
    assert!(table.to_text(Language::Persian).contains("هشدار"));
}

#[test]
fn the_list_is_in_both_languages() {
    let table = findings_list(&findings()).unwrap();
    let (fa, en) = (table.to_html(Language::Persian), table.to_html(Language::English));
    assert!(fa.contains("هزینه از تخصیص بیشتر است") && fa.contains("رقم را اصلاح کنید"));
    assert!(en.contains("spent exceeds allocated") && en.contains("correct the figure"));
    assert!(en.contains("lines 129000/7"));
    assert_eq!(table.rows().len(), 4);
}

#[test]
fn no_findings_is_a_table_too() {
    let table = findings_summary(&Findings::default()).unwrap();
    assert_eq!(table.rows().len(), 1, "the total, which is zero");
}
