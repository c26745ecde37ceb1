use super::*;
use crate::classification::{Confidence, CreditKind};

fn year(number: u16) -> FiscalYear {
    FiscalYear::new(number).unwrap()
}

#[test]
fn every_list_can_be_read_and_has_titles_and_a_source() {
    for text in TEXTS {
        let list = CodeList::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(list.source().is_some(), "{}", list.id());
        for entry in list.entries() {
            assert!(!entry.fa.is_empty() && !entry.en.is_empty(), "{}/{}", list.id(), entry.code);
            assert!(text::is_folded_letters(&entry.fa), "{}/{}", list.id(), entry.code);
        }
    }
    assert_eq!(lists().len(), TEXTS.len());
}

#[test]
fn every_parent_stands_in_the_parent_list() {
    for list in lists() {
        for entry in list.entries().iter().filter(|entry| entry.parent.is_some()) {
            let parents = required_list(list.parent_list().unwrap()).unwrap();
            let parent = entry.parent.as_deref().unwrap();
            assert!(parents.entries().iter().any(|other| other.code == parent), "{}/{}", list.id(), entry.code);
        }
    }
}

#[test]
fn every_link_to_a_list_of_ours_finds_its_code_there() {
    for list in lists() {
        for entry in list.entries() {
            for (system, code) in
                entry.links.iter().flat_map(|(system, codes)| codes.iter().map(move |code| (system, code)))
            {
                let target = match (system.as_str(), list.kind()) {
                    ("gfsm", _) => "gfsm",
                    ("cofog", _) => "cofog",
                    ("kind", _) => "credit_kind",
                    ("classic", Some(CreditKind::Expense)) => "expense_chapter_classic",
                    ("classic", Some(CreditKind::Capital)) => "capital_chapter_classic",
                    ("accrual", Some(CreditKind::Expense)) if code == "281000" => "expense_subchapter",
                    ("accrual", Some(CreditKind::Expense)) => "expense_chapter",
                    ("accrual", Some(CreditKind::Capital)) => "capital_chapter",
                    ("sci" | "iso" | "account" | "column" | "un", _) => continue,
                    other => panic!("{}/{}: a link to {other:?}", list.id(), entry.code),
                };
                let found = required_list(target).unwrap().entries().iter().any(|other| &other.code == code);
                assert!(found, "{}/{} -> {target}/{code}", list.id(), entry.code);
            }
        }
    }
}

#[test]
fn a_mistyped_list_is_refused_with_the_nearest_one() {
    let error = lookup("provinces", "67", year(1404)).unwrap_err();
    assert_eq!(error.code(), "code.unknown_list");
    assert_eq!(error.advice().unwrap().1, "did you mean `province`?");
    assert!(!contains("provinces", "67", year(1404)));
}

#[test]
fn guessed_titles_say_so() {
    let affairs = list("affair").unwrap();
    let guesses = affairs.entries().iter().filter(|entry| entry.confidence == Confidence::Guess);
    assert_eq!(guesses.map(|entry| entry.code.as_str()).collect::<Vec<_>>(), ["11", "12"]);
}
