use super::*;

#[test]
fn a_kind_is_its_code() {
    for kind in CreditKind::ALL {
        assert_eq!(kind.code().parse::<CreditKind>().unwrap(), kind);
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        assert_eq!(kind.other().other(), kind);
    }
    assert_eq!("EXPENSE".parse::<CreditKind>().unwrap(), CreditKind::Expense);
}

#[test]
fn anything_else_is_unknown() {
    let error = "capitol".parse::<CreditKind>().unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.unknown", Some("credit_kind/capitol")));
    assert_eq!(error.advice().unwrap().1, "did you mean `capital`?");
}

#[test]
fn the_titles_are_those_of_the_list() {
    for kind in CreditKind::ALL {
        let list = crate::classification::list("credit_kind").unwrap();
        assert!(list.entries().iter().any(|entry| entry.code == kind.code() && entry.fa == kind.title_fa()));
    }
}
