use super::*;

fn year(number: u16) -> FiscalYear {
    FiscalYear::new(number).unwrap()
}

fn read(entries: &str) -> Result<CodeList, Error> {
    CodeList::from_toml(&format!(
        "id = \"x\"\nparent_list = \"x\"\ntitle = {{ fa = \"ایکس\", en = \"x\" }}\nentries = [{entries}]"
    ))
}

fn refused(entries: &str) -> Error {
    read(entries).unwrap_err()
}

#[test]
fn a_title_belongs_to_its_years() {
    let list = read(
        r#"{ code = "1", fa = "الف", en = "old", valid_to = 1402 }, { code = "1", fa = "ب", en = "new", valid_from = 1403 }"#,
    );
    let list = list.unwrap();
    assert_eq!(list.find("1", year(1402)).unwrap().en, "old");
    assert_eq!(list.find("۱", year(1403)).unwrap().en, "new");
    assert_eq!(list.in_year(year(1403)).count(), 1);
}

#[test]
fn a_code_out_of_its_years_is_told_from_an_unknown_one() {
    let list = read(r#"{ code = "A1", fa = "الف", en = "a", valid_from = 1402, valid_to = 1403 }"#).unwrap();
    let error = Error::from(list.find("a1", year(1404)).unwrap_err());
    assert_eq!((error.code(), error.place()), ("code.not_in_year", Some("x/a1")));
    assert!(error.to_string().contains("a year of 1402 to 1403"), "{error}");
    let error = Error::from(list.find("A2", year(1402)).unwrap_err());
    assert_eq!((error.code(), error.place()), ("code.unknown", Some("x/A2")));
    assert_eq!(error.advice().unwrap().1, "did you mean `A1`?");
    let error = Error::from(list.find("A2222", year(1402)).unwrap_err());
    assert_eq!(error.advice().unwrap().1, "take the code from that list");
}

#[test]
fn a_title_in_place_of_a_code_is_recognised_in_any_spelling() {
    let list = read(r#"{ code = "56", fa = "کرمانشاه", en = "Kermanshah" }"#).unwrap();
    for typed in ["كرمانشاه", "kermanshah", "کرمانشاه "] {
        let error = Error::from(list.find(typed, year(1404)).unwrap_err());
        assert_eq!(error.advice().unwrap().0, "آیا منظور «56» است؟", "{typed}");
    }
}

#[test]
fn headings_are_found_but_no_line_may_carry_them() {
    let list = read(
        r#"{ code = "T", fa = "جمع", en = "total", heading = true }, { code = "A", fa = "الف", en = "a", parent = "T" }"#,
    );
    let list = list.unwrap();
    assert!(list.find("T", year(1404)).is_ok());
    assert!(!list.contains("T", year(1404)));
    assert!(list.contains("A", year(1404)));
    assert_eq!(list.children("t", year(1404)).map(|entry| entry.code.as_str()).collect::<Vec<_>>(), ["A"]);
    assert_eq!(list.ancestors("A", year(1404)).unwrap().len(), 1);
}

#[test]
fn a_list_that_contradicts_itself_is_refused_with_its_place() {
    let twice =
        refused(r#"{ code = "1", fa = "الف", en = "a" }, { code = "۱", fa = "ب", en = "b", valid_from = 1400 }"#);
    assert_eq!((twice.code(), twice.place()), ("code.bad_list", Some("x/1")));
    let backwards = refused(r#"{ code = "1", fa = "الف", en = "a", valid_from = 1404, valid_to = 1403 }"#);
    assert!(backwards.message_en().contains("ends before it begins"), "{backwards}");
    let orphan = refused(r#"{ code = "1", fa = "الف", en = "a", parent = "2" }"#);
    assert!(orphan.message_en().contains("a parent but not in the list"), "{orphan}");
    let circle = refused(
        r#"{ code = "1", fa = "الف", en = "a", parent = "2" }, { code = "2", fa = "ب", en = "b", parent = "1" }"#,
    );
    assert!(circle.message_en().contains("is above itself"), "{circle}");
    let typo = refused(r#"{ code = "1", fa = "الف", en = "a", vaild_from = 1404 }"#);
    assert_eq!((typo.code(), typo.place()), ("code.bad_list", Some("4:48")));
    assert!(!typo.message_fa().is_empty());
}

#[test]
fn neighbouring_years_do_not_overlap() {
    let list = read(
        r#"{ code = "1", fa = "الف", en = "a", valid_to = 1401 },
           { code = "1", fa = "ب", en = "b", valid_from = 1402, valid_to = 1402 },
           { code = "1", fa = "پ", en = "c", valid_from = 1403 }"#,
    );
    assert_eq!(list.unwrap().find("1", year(1402)).unwrap().en, "b");
}

#[test]
fn several_correspondents_are_never_cut_to_one() {
    let list = read(
        r#"{ code = "1", fa = "الف", en = "a", links = { g = ["24", "281"] } },
           { code = "2", fa = "ب", en = "b", links = { g = ["24"] } },
           { code = "3", fa = "پ", en = "c" }"#,
    );
    let list = list.unwrap();
    assert_eq!(list.correspondents("1", "x", "g").unwrap(), ["24", "281"]);
    assert_eq!(list.correspondents("24", "g", "x").unwrap(), ["1", "2"]);
    assert_eq!(list.crosswalk("281", "g", "x").unwrap(), "1");
    assert_eq!(list.crosswalk("2", "x", "x").unwrap(), "2");
    for (code, from, to) in [("1", "x", "g"), ("24", "g", "x"), ("3", "x", "g")] {
        assert_eq!(list.crosswalk(code, from, to).unwrap_err().code(), "code.not_one_to_one", "{code}");
    }
    assert_eq!(list.crosswalk("9", "x", "g").unwrap_err().code(), "code.unknown");
    assert_eq!(list.crosswalk("1", "x", "h").unwrap_err().code(), "code.unknown_system");
}

#[test]
fn a_circle_of_one_year_alone_has_an_end() {
    // Until 1402 both stand at the top; from 1403 each is above the other.
    let entry = |code: &str, parent: &str, years: &str| {
        format!(r#"{{ code = "{code}", fa = "الف", en = "a", {years}{parent} }}"#)
    };
    let entries = [
        entry("A", "", "valid_to = 1402"),
        entry("A", ", parent = \"B\"", "valid_from = 1403"),
        entry("B", "", "valid_to = 1402"),
        entry("B", ", parent = \"A\"", "valid_from = 1403"),
    ];
    let list = read(&entries.join(", ")).unwrap();
    assert_eq!(list.ancestors("A", year(1402)).unwrap().len(), 0);
    assert_eq!(list.ancestors("A", year(1403)).unwrap_err().code(), "code.bad_list");
}
