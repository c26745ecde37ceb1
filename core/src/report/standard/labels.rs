//! What codes are called in a report: the titles of the code lists that are valid in its year.

use crate::bilingual::Bilingual;
use crate::calendar::FiscalYear;
use crate::classification;
use crate::report::ReportTable;
use crate::report::figure::digits;

/// The code lists in which the codes of a field stand.
fn lists(field: &str) -> &'static [&'static str] {
    match field {
        "province" => &["province"],
        "county" => &["county"],
        "kind" => &["credit_kind"],
        "source" => &["funding_source"],
        "affair" => &["affair"],
        "instrument" => &["instrument"],
        _ => &[],
    }
}

/// The code lists in which the chapters of a kind of credit stand; a chapter's code means nothing without its kind.
pub(super) fn chapter_lists(kind: Option<&str>) -> &'static [&'static str] {
    match kind {
        Some("expense") => &["expense_chapter", "expense_chapter_classic"],
        Some("capital") => &["capital_chapter", "capital_chapter_classic"],
        _ => &[],
    }
}

/// The table with the codes of these fields called by their titles.
pub(super) fn titled(table: ReportTable, fields: &[&str], year: FiscalYear) -> ReportTable {
    fields.iter().fold(table, |table, field| of_lists(table, field, lists(field), year))
}

/// The table with the codes of one field called by the titles of some lists.
pub(super) fn of_lists(table: ReportTable, field: &str, lists: &[&str], year: FiscalYear) -> ReportTable {
    let entries = lists.iter().filter_map(|list| classification::list(list)).flat_map(|list| list.entries());
    let labels = entries.filter(|entry| entry.valid_in(year.year())).map(|entry| {
        // A number is looked up by those who know it; a name made for programs tells nobody anything.
        let title = match entry.code.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Bilingual::new(
                format!("{} ({})", entry.fa, digits(&entry.code)),
                format!("{} ({})", entry.en, entry.code),
            ),
            false => Bilingual::new(&entry.fa, &entry.en),
        };
        (entry.code.clone(), title)
    });
    table.labelled(field, labels)
}
