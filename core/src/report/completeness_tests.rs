use super::*;

fn agency(agency: &str, due: usize, approved: usize, late_days: Option<i64>) -> AgencyProgress {
    AgencyProgress {
        agency: agency.to_owned(),
        title: Bilingual::new("دستگاه", "Agency"),
        stage: Bilingual::new("ورود", "entry"),
        due,
        received: due,
        approved,
        returns: 1,
        late_days,
    }
}

#[test]
fn shares_come_from_sums_and_are_undefined_on_nothing_due() {
    let agencies = [agency("1", 3, 2, Some(4)), agency("2", 0, 0, None), agency("3", 5, 5, Some(0))];
    let records = completeness_table(&agencies).unwrap().records();
    let column = |name: &str| -> Vec<serde_json::Value> {
        records.iter().map(|record| serde_json::to_value(&record[name]).unwrap()).collect()
    };
    // 2/3, nothing due, 5/5, and 7/8 in all: not the mean of the percentages.
    assert_eq!(serde_json::json!(column("approved_share")), serde_json::json!(["66.7", null, "100", "87.5"]));
    assert_eq!(serde_json::json!(column("due")), serde_json::json!(["3", "0", "5", "8"]));
    assert_eq!(serde_json::json!(column("late_days")), serde_json::json!(["4", null, "0", null]));
    assert_eq!(serde_json::json!(column("returns")), serde_json::json!(["1", "1", "1", "3"]));
}
