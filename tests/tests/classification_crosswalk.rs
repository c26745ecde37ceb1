//! The three systems of province codes, against a table typed from the sources and not from the library's data.

use amalkard::FiscalYear;
use amalkard::classification::{crosswalk, list, lookup};
use std::collections::BTreeSet;

/// Budget code (table 10 of the budget law) and statistical code (Statistical Centre of Iran).
const PAIRS: [(&str, &str); 31] = [
    ("51", "00"),
    ("52", "01"),
    ("53", "02"),
    ("54", "03"),
    ("55", "04"),
    ("56", "05"),
    ("57", "06"),
    ("58", "07"),
    ("59", "08"),
    ("60", "09"),
    ("61", "10"),
    ("62", "22"),
    ("63", "11"),
    ("64", "12"),
    ("65", "13"),
    ("66", "15"),
    ("67", "16"),
    ("68", "19"),
    ("69", "14"),
    ("70", "17"),
    ("71", "20"),
    ("72", "21"),
    ("73", "18"),
    ("74", "23"),
    ("75", "24"),
    ("76", "25"),
    ("77", "26"),
    ("78", "27"),
    ("79", "28"),
    ("80", "29"),
    ("81", "30"),
];

#[test]
fn the_crosswalk_is_a_bijection_of_51_to_81_and_00_to_30() {
    for (budget, sci) in PAIRS {
        assert_eq!(crosswalk(budget, "budget", "sci").unwrap(), sci);
        assert_eq!(crosswalk(sci, "sci", "budget").unwrap(), budget);
        let iso = crosswalk(budget, "budget", "iso").unwrap();
        assert_eq!(iso, format!("IR-{sci}"));
        assert_eq!(crosswalk(iso, "iso", "budget").unwrap(), budget);
        assert_eq!(crosswalk(iso, "iso", "sci").unwrap(), sci);
    }
    let budget = PAIRS.iter().map(|(budget, _)| (*budget).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(budget, (51..=81).map(|code| code.to_string()).collect());
    let sci = PAIRS.iter().map(|(_, sci)| (*sci).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(sci, (0..=30).map(|code| format!("{code:02}")).collect());
    assert_eq!(list("province").unwrap().entries().len(), 31);
}

#[test]
fn the_budget_code_is_not_the_statistical_code_plus_51() {
    let breaks = |budget: &&str| {
        let sci: u8 = crosswalk(budget, "budget", "sci").unwrap().parse().unwrap();
        budget.parse::<u8>().unwrap() != sci + 51
    };
    let broken = PAIRS.iter().map(|(budget, _)| *budget).filter(breaks).collect::<Vec<_>>();
    assert_eq!(broken, ["62", "63", "64", "65", "68", "69", "70", "73"]);
}

#[test]
fn no_code_of_one_system_is_read_as_another() {
    for (budget, sci) in PAIRS {
        assert!(crosswalk(budget, "sci", "budget").is_err());
        assert!(crosswalk(sci, "budget", "sci").is_err());
    }
}

#[test]
fn counties_of_ilam_begin_with_its_statistical_code() {
    let year = FiscalYear::new(1404).unwrap();
    let counties = list("county").unwrap();
    assert_eq!(
        counties.in_year(year).map(|county| county.code.parse().unwrap()).collect::<Vec<u32>>(),
        (1601..=1611).collect::<Vec<_>>()
    );
    for county in counties.in_year(year) {
        let province = lookup("province", county.parent.as_deref().unwrap(), year).unwrap();
        assert!(county.code.starts_with(&province.links["sci"][0]));
    }
}
