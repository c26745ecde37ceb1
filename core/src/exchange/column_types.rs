//! What our fields are in the budget taxonomy of Fiscal Data Packages.

/// The column type of a field that is no amount; none where the taxonomy has no such thing.
pub(super) fn of(field: &str) -> Option<&'static str> {
    Some(match field {
        "agency" => "administrative-classification:generic:code",
        "agency_title" => "administrative-classification:generic:label",
        "year" => "date:fiscal-year",
        "line" => "budget-line-id",
        "kind" => "expenditure-type:code",
        "source" => "fin-source:generic:code",
        "chapter" => "economic-classification:generic:code",
        "programme" => "activity:generic:program:code",
        "plan" => "activity:generic:subprogram:code",
        "project" => "activity:generic:project:code",
        "contract" => "activity:generic:contract:code",
        "province" => "geo:target:level1:code",
        "county" => "geo:target:level2:code",
        _ => return None,
    })
}

/// The column type of money.
pub(super) const VALUE: &str = "value";

/// The kind of dimension that a column type belongs to.
pub(super) fn dimension(column_type: &str) -> &'static str {
    match column_type.split(':').next().unwrap_or_default() {
        "administrative-classification" => "entity",
        "date" => "datetime",
        "activity" => "activity",
        "geo" => "location",
        "budget-line-id" => "fact",
        _ => "classification",
    }
}

/// The phase of a measure, as far as the four of the model have it: proposed, approved, adjusted, executed.
pub(super) fn phase(field: &str) -> Option<&'static str> {
    Some(match field {
        "approved" => "approved",
        "amended" => "adjusted",
        "spent" | "paid" => "executed",
        _ => return None,
    })
}
