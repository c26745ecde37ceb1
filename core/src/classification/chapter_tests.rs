use super::ChapterScheme::{Accrual, Classic};
use super::*;
use CreditKind::{Capital, Expense};

fn year() -> FiscalYear {
    FiscalYear::new(1404).unwrap()
}

#[test]
fn the_same_digits_are_two_chapters() {
    for (code, expense, capital) in [("210000", "61001", "6"), ("220000", "61002", "7")] {
        assert_eq!(chapter(Expense, Accrual, code, year()).unwrap().links["account"], [expense]);
        assert_eq!(chapter(Capital, Accrual, code, year()).unwrap().links["classic"], [capital]);
    }
}

#[test]
fn a_number_alone_is_no_chapter_of_the_accrual_chart() {
    let error = chapter(Expense, Accrual, "5", year()).unwrap_err();
    assert_eq!(error.code(), "code.unknown");
    // It is one of the budget book's seven, and the error says which.
    assert!(error.advice().unwrap().1.starts_with("`5` is `grants`"), "{error}");
    assert_eq!(chapter(Expense, Classic, "5", year()).unwrap().en, "grants");
}

#[test]
fn a_chapter_of_the_other_kind_is_recognised() {
    let error = chapter(Expense, Accrual, "110100", year()).unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.unknown", Some("expense_chapter/110100")));
    assert!(error.advice().unwrap().1.contains("buildings and structures"), "{error}");
    assert!(error.advice().unwrap().0.contains("ساختمان و سایر مستحدثات"), "{error}");
}

#[test]
fn a_code_of_no_list_gets_the_nearest_of_its_own() {
    let error = chapter(Expense, Accrual, "260001", year()).unwrap_err();
    assert_eq!(error.advice().unwrap().1, "did you mean `260000`?");
}
