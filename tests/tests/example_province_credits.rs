//! The credits of the example `province`, against the budget law of 1404 read by another reader.

#[path = "../../core/examples/province/credits.rs"]
mod credits;

use amalkard::PersianDate;
use amalkard::classification::{AgencyCode, ChapterScheme, CreditKind, PlanCode, chapter, contains, list};
use std::collections::{BTreeMap, BTreeSet};

/// Figures of tables 10-ب and 10-ج, million rials, as the law prints them.
const PRINTED: [(&str, [i128; 11]); 3] = [
    (
        "67",
        [
            15_305_872, 287_000, 11_042_500, 4_962_450, 5_282_700, 20_445_640, 915_000, 9_511_667, 8_000_468, 341_000,
            1_131_621,
        ],
    ),
    (
        "56",
        [
            22_987_462, 2_349_200, 14_209_920, 302_400, 7_589_600, 30_533_480, 2_442_000, 14_204_706, 11_947_883,
            1_231_000, 1_696_409,
        ],
    ),
    (
        "66",
        [
            19_992_279, 1_409_500, 13_825_560, 437_550, 9_750_700, 36_081_920, 2_747_000, 16_785_937, 14_119_012,
            1_246_000, 1_770_210,
        ],
    ),
];

/// Totals of 10-ب: expense, capital, special, all.
const TOTALS: [(&str, [i128; 4]); 3] = [
    ("67", [15_305_872, 61_633_046, 287_000, 77_225_918]),
    ("56", [22_987_462, 84_157_398, 2_349_200, 109_494_060]),
    ("66", [19_992_279, 96_763_889, 1_409_500, 118_165_668]),
];

const SOURCES: [&str; 11] = [
    "PROV_EXPENSE",
    "SPECIAL",
    "PROV_CAPITAL",
    "OIL_1",
    "OIL_2",
    "BALANCED_USE",
    "TAVAZON_1",
    "TAVAZON_2",
    "ENERGY_WATER",
    "VAT_027",
    "NAT_TO_PROV",
];

#[test]
fn every_source_of_every_province_adds_up_to_the_law_to_the_last_unit() {
    let agreements = credits::agreements().unwrap();
    let day = PersianDate::parse(credits::LAST_DAY).unwrap();
    let mut sums = BTreeMap::<(String, String), (i128, i128)>::new();
    for agreement in &agreements {
        for terms in agreement.terms_on(day).unwrap() {
            let sum = sums.entry((agreement.province().to_owned(), terms.line.source.unwrap())).or_default();
            sum.0 += terms.approved.at_scale(0).unwrap();
            sum.1 += terms.amended.at_scale(0).unwrap();
        }
    }
    let mut expected = BTreeMap::new();
    for (province, figures) in PRINTED {
        for (source, figure) in SOURCES.iter().zip(figures) {
            expected.insert((province.to_owned(), (*source).to_owned()), (figure, figure));
            assert_eq!(i128::from(credits::figure(province, source).unwrap()), figure);
        }
    }
    assert_eq!(sums, expected);
}

#[test]
fn kinds_add_up_to_table_10_b() {
    let agreements = credits::agreements().unwrap();
    for (province, [expense, capital, special, all]) in TOTALS {
        let lines = agreements.iter().filter(|agreement| agreement.province() == province).flat_map(|a| a.lines());
        let sum = |wanted: &dyn Fn(&&amalkard::agreement::CreditLine) -> bool| -> i128 {
            lines.clone().filter(wanted).map(|line| line.approved.at_scale(0).unwrap()).sum()
        };
        assert_eq!(sum(&|line| line.kind == CreditKind::Capital), capital);
        // Special revenue as expense is the example's assumption.
        assert_eq!(sum(&|line| line.kind == CreditKind::Expense), expense + special);
        assert_eq!(sum(&|_| true), all);
    }
}

#[test]
fn what_is_invented_cannot_be_taken_for_real() {
    for agreement in credits::agreements().unwrap() {
        let agency: AgencyCode = agreement.agency().parse().unwrap();
        assert!(agency.as_str().starts_with(&format!("9{}", agreement.province())));
        assert!(list("agency").unwrap().entries().iter().all(|real| real.code != agency.as_str()));
        assert!(agreement.agency_title().ends_with("(فرضی)"));
        assert!(agreement.lines().iter().all(|line| line.title.ends_with("(فرضی)")));
    }
}

#[test]
fn every_code_on_a_line_is_valid_in_the_year() {
    let mut agencies = BTreeSet::new();
    for agreement in credits::agreements().unwrap() {
        assert!(agencies.insert(agreement.agency().to_owned()));
        let year = agreement.year();
        assert!(contains("province", agreement.province(), year));
        for line in agreement.lines() {
            let place = format!("{}/{}", agreement.id(), line.line);
            assert!(!line.approved.is_zero(), "{place}");
            assert!(contains("funding_source", line.source.as_deref().unwrap(), year), "{place}");
            assert_ne!(line.source.as_deref(), Some("OIL_3"), "{place}");
            chapter(line.kind, ChapterScheme::Accrual, line.chapter.as_deref().unwrap(), year).unwrap();
            let programme = PlanCode::parse(line.programme.as_deref().unwrap()).unwrap();
            assert!(programme.is_programme(), "{place}");
            programme.affair(year).unwrap();
            match line.kind {
                CreditKind::Expense => assert_eq!((&line.plan, &line.project, &line.county), (&None, &None, &None)),
                CreditKind::Capital => {
                    let plan = PlanCode::parse(line.plan.as_deref().unwrap()).unwrap();
                    assert!(plan.is_under(&programme), "{place}");
                    assert!(line.project.is_some(), "{place}");
                    let county = line.county.as_deref();
                    assert_eq!(
                        county.is_some_and(|county| contains("county", county, year)),
                        agreement.province() == "67"
                    );
                }
            }
        }
    }
    let count = |province: &str| agencies.iter().filter(|agency| agency[1..].starts_with(province)).count();
    assert_eq!(["67", "56", "66"].map(count), [10, 12, 11]);
}

#[test]
fn a_changed_line_is_found() {
    let mut agreements = credits::agreements().unwrap();
    agreements.remove(0);
    let error = credits::check(&agreements).unwrap_err();
    assert_eq!(error.code(), "example.not_the_law");
    assert_eq!(error.place(), Some("67/PROV_EXPENSE"));
}

#[test]
fn one_transfer_is_in_force_and_one_starts_later() {
    let agreements = credits::agreements().unwrap();
    let roads = agreements.iter().find(|agreement| agreement.agency() == "967003").unwrap();
    assert_eq!(roads.amendments().len(), 2);
    let changed = |date: &str| {
        let terms = roads.terms_on(PersianDate::parse(date).unwrap()).unwrap();
        terms.into_iter().filter(|terms| !terms.history.is_empty()).map(|terms| terms.line.line).collect::<Vec<_>>()
    };
    assert_eq!(changed("1404-05-19"), Vec::<String>::new());
    assert_eq!(changed(credits::LAST_DAY), ["301", "302"]);
    assert_eq!(changed("1404-08-01"), ["301", "302", "601", "602"]);
}

#[test]
fn a_split_gives_the_left_over_units_to_the_largest_remainders() {
    // 10 by 1:1:1 leaves one unit and equal remainders: the first gets it.
    assert_eq!(credits::split(10, &[1, 1, 1]).unwrap(), [4, 3, 3]);
    // 10 by 5:3:1 is 5.56, 3.33, 1.11: the first has the largest remainder.
    assert_eq!(credits::split(10, &[5, 3, 1]).unwrap(), [6, 3, 1]);
    // 7 by 2:0:3 is 2.8, 0, 4.2.
    assert_eq!(credits::split(7, &[2, 0, 3]).unwrap(), [3, 0, 4]);
    assert_eq!(credits::split(0, &[1, 2]).unwrap(), [0, 0]);
    for (total, weights) in [(1, vec![]), (1, vec![0, 0]), (1, vec![2, -1]), (-1, vec![1])] {
        assert_eq!(credits::split(total, &weights).unwrap_err().code(), "example.no_weights");
    }
    assert_eq!(credits::split(i64::MAX, &[i64::MAX - 1, 1]).unwrap().iter().sum::<i64>(), i64::MAX);
}
