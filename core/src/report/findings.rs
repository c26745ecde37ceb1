//! Tables of findings (R11 of the consolidated report): how many by severity and rule, and the list itself.

use super::table::{Column, ReportTable, RowKind, count, text};
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::finding::{Finding, Findings, Scalar, Severity};
use std::collections::BTreeMap;

/// How many findings there are by severity and rule, worst severity first.
///
/// # Errors
/// None in practice; `report.row_width` guards the shape of every table.
pub fn findings_summary(findings: &Findings) -> Result<ReportTable> {
    let mut table = ReportTable::new(
        Bilingual::new("یافته‌ها به تفکیک شدت و قاعده", "Findings by severity and rule"),
        vec![
            severity_column(),
            Column::text("rule", Bilingual::new("قاعده", "Rule")),
            Column::number("findings", Bilingual::new("تعداد", "Findings")),
            Column::number("rows", Bilingual::new("ردیف‌های درگیر", "Rows concerned")),
        ],
    );
    let mut groups: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry((finding.severity, &finding.rule)).or_default().push(finding);
    }
    for ((severity, rule), members) in &groups {
        let cells = vec![severity_cell(*severity), text(rule), count(members.len()), count(rows(members))];
        table.push(RowKind::Line, cells)?;
    }
    let all: Vec<_> = findings.iter().collect();
    table.push(RowKind::Total, vec![Scalar::Missing, Scalar::Missing, count(all.len()), count(rows(&all))])?;
    Ok(table)
}

/// Every finding with its place, both sides, the difference and its messages, in the order of the findings.
///
/// # Errors
/// As [`findings_summary`].
pub fn findings_list(findings: &Findings) -> Result<ReportTable> {
    let mut table = ReportTable::new(
        Bilingual::new("فهرست یافته‌ها", "List of findings"),
        vec![
            severity_column(),
            Column::text("rule", Bilingual::new("قاعده", "Rule")),
            Column::text("subject", Bilingual::new("موضوع", "Subject")),
            Column::text("fields", Bilingual::new("اقلام", "Fields")),
            Column::number("left", Bilingual::new("مقدار", "Left")),
            Column::number("right", Bilingual::new("در برابر", "Right")),
            Column::number("residual", Bilingual::new("اختلاف", "Residual")),
            message_column("message", findings, |finding| (&finding.message_fa, &finding.message_en)),
            Column::text("repair", Bilingual::new("پیشنهاد اصلاح", "Proposed repair")).labelled(
                findings
                    .iter()
                    .filter_map(|finding| finding.repairs.first())
                    .map(|repair| (repair.message_en.clone(), Bilingual::new(&repair.message_fa, &repair.message_en))),
            ),
        ],
    );
    for finding in findings {
        let repair = finding.repairs.first().map_or(Scalar::Missing, |repair| text(&repair.message_en));
        let cells = vec![
            severity_cell(finding.severity),
            text(&finding.rule),
            text(&subject(finding)),
            text(&finding.fields.join(", ")),
            finding.left.clone(),
            finding.right.clone(),
            finding.residual.clone(),
            text(&finding.message_en),
            repair,
        ];
        table.push(RowKind::Line, cells)?;
    }
    Ok(table)
}

/// The row that a finding is about: by its key, or by its number where it has no key.
fn subject(finding: &Finding) -> String {
    let key: Vec<_> = finding.key.values().map(String::as_str).collect();
    match (key.is_empty(), finding.row) {
        (false, _) => format!("{} {}", finding.table, key.join("/")),
        (true, Some(row)) => format!("{} {row}", finding.table),
        (true, None) => finding.table.clone(),
    }
}

/// How many different rows of the tables they are about; a finding about a whole table counts none.
fn rows(findings: &[&Finding]) -> usize {
    let mut rows: Vec<_> = findings.iter().filter_map(|finding| Some((&finding.table, finding.row?))).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len()
}

/// A column whose cells hold the English sentence and whose labels give it in both languages.
fn message_column<'a>(
    name: &str,
    findings: &'a Findings,
    message: impl Fn(&'a Finding) -> (&'a String, &'a String),
) -> Column {
    let labels = findings.iter().map(|finding| {
        let (fa, en) = message(finding);
        (en.clone(), Bilingual::new(fa, en))
    });
    Column::text(name, Bilingual::new("شرح", "Message")).labelled(labels)
}

fn severity_column() -> Column {
    Column::text("severity", Bilingual::new("شدت", "Severity")).labelled([
        ("error", Bilingual::new("خطا", "error")),
        ("warning", Bilingual::new("هشدار", "warning")),
        ("info", Bilingual::new("اطلاع", "info")),
    ])
}

fn severity_cell(severity: Severity) -> Scalar {
    text(match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    })
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
