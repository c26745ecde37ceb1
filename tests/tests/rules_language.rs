//! The page about the language of rulebooks is true: its books load, its expressions are read, its grammar names the
//! words that the language has.

use amalkard::rules::{Rulebook, format};
use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)).unwrap()
}

/// The blocks of a page that are marked as of this kind.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let opening = format!("```{kind}\n");
    page.split(opening.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn is_as_it_says(page: &str) -> usize {
    let books = blocks(page, "toml");
    let [text, changes] = books.as_slice() else { panic!("{} books", books.len()) };
    let book = Rulebook::from_toml(text).unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(book.analyse().contradictory.len(), 0);
    let changed = book.extended(&[("changes.toml", changes)]).unwrap_or_else(|error| panic!("{error:#?}"));
    assert!(book.compare(&changed).len() >= 3);
    assert_eq!(Rulebook::from_toml(&changed.in_force()).unwrap().digest(), changed.digest());
    let formatted = format(text).unwrap();
    assert_eq!(Rulebook::from_toml(&formatted).unwrap().digest(), book.digest());

    // An expression of any type may be defined.
    let expressions: Vec<String> = blocks(page, "expression")
        .iter()
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for (at, expression) in expressions.iter().enumerate() {
        let defined = format!("{text}\n[definitions.of_line_{at}]\nvalue = '''{expression}'''\n");
        Rulebook::from_toml(&defined).unwrap_or_else(|error| panic!("{expression}: {error:#?}"));
    }
    expressions.len()
}

#[test]
fn the_english_page_is_true() {
    let page = read("core/rulebooks/LANGUAGE.md");
    assert!(is_as_it_says(&page) >= 40);
}

#[test]
fn the_persian_page_is_true() {
    assert!(is_as_it_says(&read("core/rulebooks/LANGUAGE.fa.md")) >= 6);
}

/// The words that a line of the grammar gives in quotes.
fn quoted(grammar: &str, name: &str) -> BTreeSet<String> {
    let line = grammar.split(" ;").find(|line| line.trim_start().starts_with(&format!("{name} "))).unwrap();
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_grammar_names_every_word() {
    let page = read("core/rulebooks/LANGUAGE.md");
    let grammar = blocks(&page, "ebnf").concat();
    let tree = read("core/src/rules/language/tree.rs");
    let named = |table: &str| -> BTreeSet<String> {
        let table = table.split("];").next().unwrap();
        table.split("(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let tables: Vec<&str> = tree.split("const ALL").skip(1).collect();
    assert_eq!(tables.len(), 2, "functions and measures");
    assert_eq!(quoted(&grammar, "function"), named(tables[0]));
    assert_eq!(quoted(&grammar, "measure"), named(tables[1]));
    // Each of them is used in an example of the page, and the words of the grammar are words of the language.
    let examples = blocks(&page, "expression").concat();
    for word in quoted(&grammar, "function").iter().chain(&quoted(&grammar, "measure")) {
        assert!(examples.contains(&format!("{word}(")), "{word}");
    }
    let parser = read("core/src/rules/language/parser.rs") + &read("core/src/rules/language/cursor.rs");
    for line in ["expression", "either", "both", "negation", "comparison", "aggregate"] {
        for word in quoted(&grammar, line).into_iter().filter(|word| word.chars().all(char::is_alphabetic)) {
            assert!(parser.contains(&format!("\"{word}\"")), "{word}");
        }
    }
}
