use super::*;

#[test]
fn only_the_scheme_of_the_laws_is_on_by_default() {
    let on = CodeScheme::builtin().iter().filter(|scheme| scheme.is_default()).map(CodeScheme::name);
    assert_eq!(on.collect::<Vec<_>>(), ["plan-10"]);
    let guesses = CodeScheme::builtin().iter().filter(|scheme| scheme.evidence().0 == Confidence::Guess);
    assert_eq!(guesses.map(CodeScheme::length).collect::<Vec<_>>(), [4, 12, 14]);
}

#[test]
fn a_scheme_of_your_own_is_read() {
    let text = r#"
        [[scheme]]
        name = "ours"
        title = { fa = "ما", en = "ours" }
        length = 5
        segments = [{ name = "part", digits = 2 }, { name = "item", digits = 3 }]
    "#;
    let schemes = CodeScheme::from_toml(text).unwrap();
    let code = schemes[0].parse("۱۲۳۴۵").unwrap();
    assert_eq!(
        (code.segment("part"), code.segment("item"), code.prefix("part")),
        (Some("12"), Some("345"), Some("12"))
    );
    assert_eq!(code.parent().unwrap().as_str(), "12000");
}

#[test]
fn a_scheme_that_does_not_add_up_is_refused() {
    let text = "[[scheme]]\nname = \"x\"\ntitle = { fa = \"ا\", en = \"x\" }\nlength = 5\nsegments = [{ name = \"a\", digits = 2 }]";
    let error = CodeScheme::from_toml(text).unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.bad_list", Some("scheme/x")));
    let error = CodeScheme::from_toml("[[scheme]]\nnmae = \"x\"").unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.bad_list", Some("2:1")));
    assert_eq!(CodeScheme::named("plan-11").unwrap_err().advice().unwrap().1, "did you mean `plan-10`?");
}
