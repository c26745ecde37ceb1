//! A rulebook as a document: what is formatted, printed or taken apart is the same book.

use amalkard::rules::{Rulebook, format};
use amalkard_tests::iran_1404;
use std::path::{Path, PathBuf};

/// Every rulebook of the repository, as files of one book each.
fn books() -> Vec<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let listed = |folder: &str| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        paths
    };
    let mut books = vec![listed("core/rulebooks/ir/1404").iter().map(read).collect()];
    books.extend(listed("tests/rulebooks").iter().map(|path| vec![read(path)]));
    books
}

fn book(files: &[(String, String)]) -> amalkard::error::Result<Rulebook> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Rulebook::from_files(&files)
}

/// The comments of a text that stand on lines of their own or after a bracket or a comma.
fn comments(text: &str) -> Vec<String> {
    let alone = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
    alone.map(str::to_owned).collect()
}

#[test]
fn formatting_changes_no_meaning_and_loses_no_comment() {
    for files in books() {
        let formatted: Vec<(String, String)> =
            files.iter().map(|(name, text)| (name.clone(), format(text).unwrap())).collect();
        for ((name, before), (_, after)) in files.iter().zip(&formatted) {
            assert_eq!(comments(before), comments(after), "{name}");
            assert_eq!(format(after).unwrap(), *after, "{name} is formatted twice");
        }
        // Some files are parts that are read with others.
        if let Ok(before) = book(&files) {
            assert_eq!(before.digest(), book(&formatted).unwrap().digest());
        }
    }
}

/// However its text is pressed together or drawn apart, a file is formatted to one text.
#[test]
fn space_between_tokens_is_nothing() {
    for (name, text) in books().concat() {
        let expected = format(&text).unwrap();
        let pressed = expected.replace(" = ", "=").replace("{ ", "{").replace(" }", "}");
        let apart = expected.replace(" = ", "  =\t").replace("\n\n", "\n\n\n\n").replace("\n  {", "\n\t \t{");
        for other in [pressed, apart] {
            // Inside texts the same signs may stand: then it is another text, and the test says nothing.
            let same = |text: &str| toml_strings(text) == toml_strings(&expected);
            if same(&other) {
                assert_eq!(format(&other).unwrap(), expected, "{name}");
            }
        }
    }
}

/// What stands in quotes, in order.
fn toml_strings(text: &str) -> Vec<String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn a_book_in_force_is_the_same_book() {
    for files in books() {
        let Ok(before) = book(&files) else { continue };
        let text = before.in_force();
        let after = Rulebook::from_toml(&text).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(before.digest(), after.digest());
        assert_eq!(before.compare(&after), []);
        assert_eq!(after.in_force(), text);
    }
}

/// A host keeps the files and reads them again, whatever the library's own books have become.
#[test]
fn files_make_the_same_book_again() {
    let text = "[rulebook]\nid = \"ilam\"\nextends = \"ir/1404\"\ntitle = { fa = \"ایلام\", en = \"Ilam\" }\n";
    let by_name = Rulebook::from_files(&[("ilam.toml", text)]).unwrap();
    let by_book = Rulebook::builtin("ir", 1404).unwrap().extended(&[("ilam.toml", text)]).unwrap();
    assert_eq!(by_name.digest(), by_book.digest());
    assert_eq!(by_name.files(), by_book.files());
    let county = by_name.extended(&[("county.toml", "[change.C06]\nseverity = \"warning\"\n")]).unwrap();
    for derived in [by_name, county] {
        let again = book(derived.files()).unwrap();
        assert_eq!(again.digest(), derived.digest());
        assert_eq!(again.files(), derived.files());
        // Comments name the files, which stand under `base/` now.
        let told = |book: &Rulebook| -> Vec<String> {
            book.in_force().lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
        };
        assert_eq!(told(&again), told(&derived));
    }
}

#[test]
fn books_that_extend_one_another_are_bounded() {
    let mut book = iran_1404();
    let mut refused = None;
    for depth in 0..12 {
        match book.extended(&[("more.toml", "# nothing changes\n")]) {
            Ok(next) => {
                assert_eq!(next.digest(), book.digest());
                book = next;
            }
            Err(error) => {
                refused = Some((depth, error.causes()[0].code()));
                break;
            }
        }
    }
    assert_eq!(refused, Some((7, "rulebook.too_deep")));
}

/// A file of nothing but mistakes is refused quickly, with a bounded number of them.
#[test]
fn mistakes_are_counted_beyond_a_bound() {
    let text: String = (0..40_000).map(|at| format!("k{at} = 1\n")).collect();
    let started = std::time::Instant::now();
    let error = Rulebook::from_toml(&text).unwrap_err();
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    let causes = error.causes();
    assert_eq!(causes.len(), 201);
    assert_eq!(causes[200].code(), "rulebook.more_problems");
    assert_eq!(causes[1].place(), Some("rulebook.toml:1:1"));
}
