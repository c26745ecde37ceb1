use super::*;
use crate::bilingual::{Bilingual, Language};

fn table() -> ReportTable {
    ReportTable::new(
        Bilingual::new("عنوان", "Title"),
        vec![
            Column::text("province", Bilingual::new("استان", "Province")),
            Column::number("approved", Bilingual::new("مصوب", "Approved")),
        ],
    )
}

#[test]
fn a_row_of_another_width_is_refused() {
    let mut table = table();
    let error = table.push(RowKind::Line, vec![text("67")]).unwrap_err();
    assert_eq!(error.code(), "report.row_width");
    assert!(error.message_fa().contains('2') && error.message_en().contains("2 columns"));
    assert!(table.rows().is_empty());
}

#[test]
fn records_name_the_kind_of_each_row() {
    let mut table = table();
    table.push(RowKind::Total, vec![text("total"), count(7)]).unwrap();
    table.push(RowKind::Line, vec![text("67"), Scalar::Missing]).unwrap();
    let json = serde_json::to_value(table.records()).unwrap();
    let expected = serde_json::json!([
        { "province": "total", "approved": "7", "row_kind": "total" },
        { "province": "67", "approved": null, "row_kind": "line" },
    ]);
    assert_eq!(json, expected);
    // Totals of the whole are shown last.
    let shown: Vec<_> = table.shown().map(|row| row.kind).collect();
    assert_eq!(shown, [RowKind::Line, RowKind::Total]);
}

/// Totals hold codes folded; a code list has them as they are written.
#[test]
fn a_label_names_its_code_in_any_letter_form() {
    let oil = [("OIL_1", Bilingual::new("۱ درصد نفت", "1 per cent of oil"))];
    let mut table = table().labelled("province", oil);
    table.push(RowKind::Line, vec![text("oil_1"), count(1)]).unwrap();
    table.push(RowKind::Line, vec![text("OIL_1"), count(2)]).unwrap();
    assert_eq!(table.to_text(Language::Persian).matches("۱ درصد نفت").count(), 2);
}

#[test]
fn a_table_is_data() {
    let mut table = table();
    table.push(RowKind::Line, vec![text("67"), count(1)]).unwrap();
    table.note(Bilingual::new("یادداشت", "note"));
    let expected = serde_json::json!({
        "title": { "fa": "عنوان", "en": "Title" },
        "columns": [
            { "name": "province", "title": { "fa": "استان", "en": "Province" }, "kind": "text" },
            { "name": "approved", "title": { "fa": "مصوب", "en": "Approved" }, "kind": "number" },
        ],
        "rows": [{ "kind": "line", "cells": ["67", "1"] }],
        "notes": [{ "fa": "یادداشت", "en": "note" }],
    });
    assert_eq!(serde_json::to_value(&table).unwrap(), expected);
}
