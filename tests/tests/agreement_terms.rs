//! Random amendments against a ledger of plain integers: the terms of every day, the histories, and what never changes.

use amalkard::agreement::{Agreement, Amendment, AmendmentKind, CreditLine, LineChange};
use amalkard::classification::CreditKind;
use amalkard::{Amount, FiscalYear, PersianDate, Unit};
use proptest::prelude::*;

/// One step: days after the step before, the line that gives, the line that takes, the amount, and whether it is a transfer.
type Step = (i64, usize, usize, i64, bool);

fn first_day() -> PersianDate {
    PersianDate::new(1404, 2, 1).unwrap()
}

fn amount(rials: i128) -> Amount {
    Amount::new(rials, 6).unwrap()
}

fn line(position: usize, approved: i64) -> CreditLine {
    CreditLine::new(position.to_string(), CreditKind::Capital, "ردیف", amount(approved.into()), Unit::MillionRial)
}

fn amendment(number: usize, date: PersianDate, &(_, from, to, moved, transfer): &Step) -> Amendment {
    let mut changes = vec![LineChange::increase(to.to_string(), amount(moved.into()))];
    if transfer {
        changes.push(LineChange::decrease(from.to_string(), amount(moved.into())));
    }
    Amendment {
        number: number.try_into().unwrap(),
        date,
        kind: if transfer { AmendmentKind::Transfer } else { AmendmentKind::Ceiling },
        by: "مدیر بودجه".to_owned(),
        reason: "مصوبه".to_owned(),
        reference: None,
        new_lines: Vec::new(),
        changes,
    }
}

/// Ledgers in rials after each accepted amendment, with the day it is in force from.
fn build(approved: &[i64], steps: &[Step]) -> (Agreement, Vec<(PersianDate, Vec<i128>)>) {
    let lines = approved.iter().enumerate().map(|(position, amount)| line(position, *amount)).collect();
    let year = FiscalYear::new(1404).unwrap();
    let mut agreement = Agreement::new("1", "900001", "", "67", year, first_day(), lines).unwrap();
    let mut ledgers = vec![(first_day(), approved.iter().map(|amount| i128::from(*amount)).collect::<Vec<_>>())];
    for step in steps {
        let (days, from, to, moved, transfer) = *step;
        let (last, ledger) = ledgers.last().unwrap().clone();
        let date = last.add_days(days).unwrap();
        let amended = agreement.amend(amendment(ledgers.len(), date, step));
        let allowed = !(transfer && (from == to || ledger[from] < moved.into()));
        assert_eq!(amended.is_ok(), allowed, "{amended:?}");
        let Ok(amended) = amended else { continue };
        agreement = amended;
        let mut next = ledger;
        next[to] += i128::from(moved);
        if transfer {
            next[from] -= i128::from(moved);
        }
        ledgers.push((date, next));
    }
    (agreement, ledgers)
}

fn in_force(agreement: &Agreement, date: PersianDate) -> Vec<i128> {
    agreement.terms_on(date).unwrap().iter().map(|terms| terms.amended.at_scale(6).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_terms_of_every_day_are_the_ledger_of_that_day(
        approved in prop::collection::vec(0_i64..5_000_000_000, 3),
        steps in prop::collection::vec((0_i64..40, 0_usize..3, 0_usize..3, 1_i64..3_000_000_000, any::<bool>()), 0..12),
    ) {
        let (agreement, ledgers) = build(&approved, &steps);
        for (date, _) in &ledgers {
            for day in [*date, date.add_days(1).unwrap(), date.add_days(-1).unwrap()] {
                if day < first_day() {
                    prop_assert_eq!(agreement.terms_on(day).unwrap_err().code().to_owned(), "agreement.not_in_force");
                    continue;
                }
                let (_, ledger) = ledgers.iter().rev().find(|(from, _)| *from <= day).unwrap();
                prop_assert_eq!(&in_force(&agreement, day), ledger);
            }
        }
    }

    #[test]
    fn every_history_leads_from_the_first_credit_to_the_last(
        approved in prop::collection::vec(0_i64..5_000_000_000, 3),
        steps in prop::collection::vec((0_i64..40, 0_usize..3, 0_usize..3, 1_i64..3_000_000_000, any::<bool>()), 0..12),
    ) {
        let (agreement, ledgers) = build(&approved, &steps);
        let changes: usize = agreement.amendments().iter().map(|amendment| amendment.changes.len()).sum();
        let terms = agreement.latest_terms().unwrap();
        prop_assert_eq!(terms.iter().map(|terms| terms.history.len()).sum::<usize>(), changes);
        prop_assert_eq!(agreement.amendments().len() + 1, ledgers.len());
        for terms in &terms {
            let mut credit = terms.approved;
            for change in &terms.history {
                prop_assert_eq!(change.old, credit);
                let sum = change.old.at_scale(6).unwrap() + change.increase.at_scale(6).unwrap() - change.decrease.at_scale(6).unwrap();
                prop_assert_eq!(change.new.at_scale(6).unwrap(), sum);
                credit = change.new;
            }
            prop_assert_eq!(terms.amended, credit);
        }
    }

    #[test]
    fn transfers_never_change_the_total_and_json_never_changes_anything(
        approved in prop::collection::vec(0_i64..5_000_000_000, 3),
        steps in prop::collection::vec((0_i64..40, 0_usize..3, 0_usize..3, 1_i64..3_000_000_000, Just(true)), 0..12),
    ) {
        let (agreement, ledgers) = build(&approved, &steps);
        let total: i128 = approved.iter().map(|amount| i128::from(*amount)).sum();
        let last = ledgers.last().unwrap().0;
        prop_assert_eq!(in_force(&agreement, last).iter().sum::<i128>(), total);
        let json = serde_json::to_string(&agreement).unwrap();
        prop_assert_eq!(Agreement::from_json(&json).unwrap(), agreement);
    }

    #[test]
    fn no_text_makes_a_code_panic(text in "\\PC{0,20}") {
        use amalkard::classification::{AgencyCode, MiscRow, PlanCode, crosswalk, lookup};
        let year = FiscalYear::new(1404).unwrap();
        let _ = (text.parse::<AgencyCode>(), text.parse::<MiscRow>(), PlanCode::parse(&text));
        let _ = (lookup("province", &text, year), lookup(&text, "67", year), crosswalk(&text, "budget", &text));
        let _ = Agreement::from_json(&text);
    }
}
