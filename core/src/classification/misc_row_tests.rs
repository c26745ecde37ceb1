use super::*;

#[test]
fn both_spellings_and_every_dash_are_one_row() {
    let dashes = ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}', '\u{0640}', '_'];
    for dash in dashes {
        for typed in [format!("530000{dash}1"), format!("1{dash}530000"), format!("۱ {dash} ۵۳۰۰۰۰")] {
            assert_eq!(typed.parse::<MiscRow>().unwrap().to_string(), "530000-1", "{typed:?}");
        }
    }
    assert_eq!("\u{202b}530000-12\u{202c}".parse::<MiscRow>().unwrap().item(), 12);
    assert_eq!("530000-001".parse::<MiscRow>().unwrap().item(), 1);
}

#[test]
fn anything_else_is_refused() {
    for typed in
        ["530000", "530000-", "-1", "530000-1000", "53000-1", "530000-1-2", "530000--1", "530000/1", "530000-a"]
    {
        assert_eq!(typed.parse::<MiscRow>().unwrap_err().code(), "code.bad_form", "{typed:?}");
    }
}

#[test]
fn its_group_is_looked_up() {
    let year = FiscalYear::new(1402).unwrap();
    assert_eq!("530000-1".parse::<MiscRow>().unwrap().group_entry(year).unwrap().fa, "درآمد-هزینه");
    assert_eq!("540000-1".parse::<MiscRow>().unwrap().group_entry(year).unwrap_err().code(), "code.unknown");
}
