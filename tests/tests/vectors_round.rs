//! The vectors of rounds: whole stories as plain JSON, which Python and JavaScript tell too.

use amalkard::error::Result;
use amalkard::round::{Act, Opening, Round};
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case};
use serde_json::{Map, Value, json};
use std::sync::Arc;

#[test]
fn vectors_of_rounds() {
    let cases = vectors::run("round", |case| match case.op.as_str() {
        "round.story" => story(case),
        other => panic!("unknown operation {other}"),
    });
    assert!(cases >= 50, "only {cases} cases");
}

/// Opens a round, takes every act in turn, and says where it stands; the replayed log must say the same.
fn story(case: &Case) -> Result<Value> {
    let book = Arc::new(Rulebook::from_toml(case.text("rulebook")).unwrap());
    let opening = Opening::from_json(&case.input["opening"].to_string())?;
    let mut round = Round::open(opening, book.clone())?;
    let mut errors = Vec::new();
    for step in case.input["acts"].as_array().unwrap() {
        let done = Act::from_json(&step["act"].to_string())
            .and_then(|act| round.act(step["agency"].as_str(), act).map(|event| event.seq));
        errors.push(done.err().map(|error| error.code()));
    }
    let told = told(&round, &errors);
    let again = Round::replay(&round.log()?, Some(book))?;
    assert_eq!(again.digest()?, round.digest()?, "{}", case.name);
    Ok(told)
}

fn told(round: &Round, errors: &[Option<&str>]) -> Value {
    let by_agency = |value: fn(&amalkard::round::Submission) -> Value| {
        round.submissions().map(|it| (it.agency().to_owned(), value(it))).collect::<Map<_, _>>()
    };
    json!({
        "round": round.state(),
        "states": by_agency(|it| json!(it.state())),
        "revisions": by_agency(|it| json!(it.revision())),
        "errors": errors,
        "event_count": round.events().len(),
    })
}
