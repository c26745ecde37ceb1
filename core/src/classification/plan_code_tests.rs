use super::*;

#[test]
fn a_plan_of_the_law_is_taken_apart() {
    let plan = PlanCode::parse("1306012024").unwrap();
    let segments = ["affair", "chapter", "programme", "serial"].map(|name| plan.segment(name).unwrap());
    assert_eq!(segments, ["13", "06", "012", "024"]);
    assert_eq!(plan.prefixes(), ["1306012", "1306", "13"]);
    assert!(!plan.is_programme());
    assert!(plan.is_under(&PlanCode::parse("1306012000").unwrap()));
    assert!(!plan.is_under(&PlanCode::parse("1307002000").unwrap()));
    assert_eq!(plan.segment("county"), None);
}

#[test]
fn a_programme_has_no_parent() {
    let programme = PlanCode::parse("1803013000").unwrap();
    assert!(programme.is_programme());
    assert_eq!(programme.parent(), None);
    assert_eq!(programme.affair(FiscalYear::new(1402).unwrap()).unwrap().fa, "آموزش و پژوهش");
}

#[test]
fn an_affair_that_does_not_exist_is_unknown() {
    let error = PlanCode::parse("9906012024").unwrap().affair(FiscalYear::new(1404).unwrap()).unwrap_err();
    assert_eq!((error.code(), error.place()), ("code.unknown", Some("affair/99")));
}

#[test]
fn other_lengths_are_read_where_they_are_switched_on() {
    let error = PlanCode::parse("130601202401").unwrap_err();
    assert_eq!(error.code(), "code.bad_form");
    assert!(error.advice().unwrap().1.contains("`plan-12`"), "{error}");
    let schemes = [CodeScheme::named("plan-10").unwrap(), CodeScheme::named("plan-12").unwrap()];
    let plan = PlanCode::parse_with("130601202401", &schemes).unwrap();
    assert_eq!((plan.scheme(), plan.parent(), plan.segment("affair")), ("plan-12", None, None));
    assert!(!plan.is_programme(), "an opaque code is nothing but itself");
    assert_eq!(plan.affair(FiscalYear::new(1404).unwrap()).unwrap_err().code(), "code.bad_form");
    for typed in ["", "13060120", "13060120240", "130601202x", "1306-012024"] {
        assert_eq!(PlanCode::parse_with(typed, &schemes).unwrap_err().code(), "code.bad_form", "{typed}");
    }
}
