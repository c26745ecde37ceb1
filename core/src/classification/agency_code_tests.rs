use super::*;

#[test]
fn six_digits_of_any_script_are_read() {
    for typed in ["113541", "۱۱۳۵۴۱", "١١٣٥٤١", " 113541 ", "\u{200f}113541\u{200e}"] {
        assert_eq!(typed.parse::<AgencyCode>().unwrap().as_str(), "113541", "{typed:?}");
    }
    assert_eq!("000001".parse::<AgencyCode>().unwrap().to_string(), "000001");
}

#[test]
fn anything_else_is_refused() {
    for typed in ["", "11354", "1135411", "11354a", "113-541", "113 541", "-13541", "۱۱۳۵۴", "１１３５４１"]
    {
        assert_eq!(typed.parse::<AgencyCode>().unwrap_err().code(), "code.bad_form", "{typed:?}");
    }
}

#[test]
fn json_is_the_text_and_is_checked() {
    let code: AgencyCode = serde_json::from_str("\"۱۱۳۵۴۱\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"113541\"");
    assert!(serde_json::from_str::<AgencyCode>("\"1\"").unwrap_err().to_string().contains("does not have the form"));
}
