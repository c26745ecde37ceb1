use super::*;
use CreditKind::{Capital, Expense};

fn of(year: u16, kind: CreditKind) -> Cutoffs {
    cutoffs(FiscalYear::new(year).unwrap(), kind).unwrap()
}

/// Committed, paid, returned, statement, account.
fn days(cutoffs: &Cutoffs) -> [String; 5] {
    let all =
        [cutoffs.commit_until, cutoffs.pay_until, cutoffs.return_until, cutoffs.statement_until, cutoffs.account_until];
    all.map(|day| day.map_or_else(|| "-".to_owned(), |day| day.to_string()))
}

#[test]
fn every_month_of_the_data_is_a_month() {
    for rule in builtin() {
        let limits = [rule.commit_until, rule.pay_until, rule.return_until, rule.statement_until, rule.account_until];
        assert!(limits.into_iter().flatten().all(|limit| Month::of_number(limit.month).is_some()), "{rule:?}");
    }
    assert_eq!(builtin().len(), 8);
}

#[test]
fn the_limits_are_those_of_the_laws() {
    // Article 63 of 1366 alone; 1375 is a leap year of 30 Esfand.
    assert_eq!(days(&of(1375, Expense)), ["1375-12-30", "1375-12-30", "1376-01-31", "-", "-"]);
    // The law of 1379/12/15: to the end of Tir, statement at the end of Mordad.
    assert_eq!(days(&of(1390, Capital)), ["1390-12-29", "1391-04-31", "1391-01-31", "1391-05-31", "-"]);
    // The law of 1401/4/22 is for capital credits, from those of 1400 on.
    assert_eq!(days(&of(1400, Capital))[1], "1401-06-31");
    assert_eq!(days(&of(1400, Capital))[3], "1401-07-30");
    assert_eq!(days(&of(1400, Expense))[1], "1401-04-31");
    // Budget laws of single years.
    assert_eq!(days(&of(1399, Expense)), ["1399-12-30", "1400-12-29", "1400-01-31", "1400-02-31", "1400-06-31"]);
    assert_eq!(days(&of(1401, Expense)), ["1401-12-29", "1402-04-31", "1402-01-31", "1402-02-31", "1402-05-31"]);
    assert_eq!(days(&of(1402, Capital)), ["1402-12-29", "1403-06-31", "1403-01-31", "1403-02-31", "1403-05-31"]);
}

#[test]
fn what_is_not_sure_says_so() {
    assert_eq!(of(1390, Capital).confidence, Confidence::Source);
    assert_eq!(of(1390, Expense).confidence, Confidence::Derived);
    let unread = of(1404, Capital);
    assert_eq!((unread.confidence, unread.notes.len()), (Confidence::Guess, 1));
    assert_eq!(unread.laws.last().unwrap().1, "the year's own budget law");
}

#[test]
fn before_the_act_there_is_no_limit_to_give() {
    let error = cutoffs(FiscalYear::new(1365).unwrap(), Expense).unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.not_in_year", Some("cutoff/expense")));
}
