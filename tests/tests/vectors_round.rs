//! The vectors of rounds: whole stories as plain JSON, which Python and JavaScript tell too.

use amalkard::error::Result;
use amalkard::lifecycle::{Head, Process, Role, StageTime, Trust, verify};
use amalkard::round::{Act, Base, Bundle, Form, Moment, Opening, Round, Snapshot, Submission};
use amalkard::rules::Rulebook;
use amalkard_tests::vectors::{self, Case};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::sync::Arc;

#[test]
fn vectors_of_rounds() {
    let cases = vectors::run("round", |case| match case.op.as_str() {
        "round.story" => story(case, Opening::from_json(&case.input["opening"].to_string())?),
        "round.merge" => merge(case),
        "round.past" => past(case),
        "round.deadlines" => deadlines(case),
        "bundle.replay" => bundle(case),
        "bundle.read" => Ok(json!(Bundle::from_json(case.text("text"))?.round)),
        "log.verify" => verified(case),
        "process.check" => checked(case),
        "process.layers" => {
            let opening = Opening::from_json(&case.input["opening"].to_string())?;
            let process = opening.process.clone().with_layers(&read::<Vec<Role>>(case, "layers"))?;
            story(case, Opening { process, ..opening })
        }
        other => panic!("unknown operation {other}"),
    });
    assert!(cases >= 100, "only {cases} cases");
}

fn read<T: DeserializeOwned>(case: &Case, name: &str) -> T {
    serde_json::from_value(case.input[name].clone()).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

fn rulebook(case: &Case) -> Arc<Rulebook> {
    Arc::new(Rulebook::from_toml(case.text("rulebook")).unwrap())
}

/// A round after its acts, and what each refused was refused with.
fn acted(case: &Case, opening: Opening) -> Result<(Round, Vec<Option<&'static str>>)> {
    let mut round = Round::open(opening, rulebook(case))?;
    let mut errors = Vec::new();
    for step in case.input["acts"].as_array().unwrap() {
        let done = Act::from_json(&step["act"].to_string())
            .and_then(|act| round.act(step["agency"].as_str(), act).map(|event| event.seq));
        errors.push(done.err().map(|error| error.code()));
    }
    Ok((round, errors))
}

/// A round whose acts all pass.
fn passed(case: &Case) -> Result<Round> {
    let (round, errors) = acted(case, Opening::from_json(&case.input["opening"].to_string())?)?;
    assert!(errors.iter().all(Option::is_none), "{}: {errors:?}", case.name);
    Ok(round)
}

fn by_agency(round: &Round, value: fn(&Submission) -> Value) -> Map<String, Value> {
    round.submissions().map(|it| (it.agency().to_owned(), value(it))).collect()
}

/// Opens a round, takes every act in turn, and says where it stands; the replayed log must say the same.
fn story(case: &Case, opening: Opening) -> Result<Value> {
    let (round, errors) = acted(case, opening)?;
    let again = Round::replay(&round.log()?, Some(rulebook(case)))?;
    assert_eq!(again.digest()?, round.digest()?, "{}", case.name);
    Ok(json!({
        "round": round.state(),
        "states": by_agency(&round, |it| json!(it.state())),
        "revisions": by_agency(&round, |it| json!(it.revision())),
        "errors": errors,
        "event_count": round.events().len(),
    }))
}

fn merge(case: &Case) -> Result<Value> {
    let (base, form): (Base, Form) = (read(case, "base"), read(case, "form"));
    Ok(json!(passed(case)?.merge(case.text("agency"), &base, &form)?))
}

/// Where the round stood after an event; whether it goes on from a snapshot of that to the same, and its evidence holds.
fn past(case: &Case) -> Result<Value> {
    let round = passed(case)?;
    let seq: usize = read(case, "seq");
    let then = round.as_of(Moment::Seq(seq as u64))?;
    let log = round.log()?;
    let tail: Vec<&str> = log.lines().skip(seq).collect();
    let snapshot = Snapshot::from_json(&then.snapshot()?.to_json()?)?;
    let resumed = Round::resume(&snapshot, &tail.join("\n"), Some(rulebook(case)))?;
    Ok(json!({
        "states": by_agency(&then, |it| json!(it.state())),
        "resumed": resumed.digest()? == round.digest()?,
        "evidence": Bundle::from_json(&round.bundle(None)?.to_json()?)?.replay()?.same,
    }))
}

fn deadlines(case: &Case) -> Result<Value> {
    let round = passed(case)?;
    let at = case.text("at").parse().unwrap();
    let rows = round.punctuality(at)?;
    let all = rows.iter().find(|row| row.agency.is_none() && row.stage.is_none()).unwrap();
    let forecast = round.forecast(&read::<Vec<StageTime>>(case, "past"), read(case, "percent"), at)?;
    let agencies = forecast.agencies.iter();
    let agencies: Map<String, Value> =
        agencies.map(|it| (it.agency.clone(), json!([it.stage_ends, it.ends, it.basis]))).collect();
    Ok(json!({
        "punctuality": all,
        "forecast": { "ends": forecast.ends, "due": forecast.due, "agencies": agencies },
    }))
}

/// What a replay finds in a bundle in which a piece of text was replaced.
fn bundle(case: &Case) -> Result<Value> {
    let text = passed(case)?.bundle(case.text("agency"))?.to_json()?;
    let [from, to]: [String; 2] = read(case, "replace");
    assert!(text.contains(&from), "{}: {text}", case.name);
    let replayed = Bundle::from_json(&text.replacen(&from, &to, 1))?.replay()?;
    let places: Vec<&str> = replayed.differences.iter().map(|difference| difference.place.as_str()).collect();
    Ok(json!({ "same": replayed.same, "places": places }))
}

/// A log that somebody has changed, verified against what somebody else has kept.
fn verified(case: &Case) -> Result<Value> {
    let round = passed(case)?;
    let log = round.log()?;
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    let change = case.input["change"].as_array().unwrap();
    let number = || change[1].as_u64().unwrap() as usize;
    match change[0].as_str().unwrap() {
        "keep" => {}
        "drop" => _ = lines.remove(number() - 1),
        "swap" => lines.swap(number() - 1, number()),
        "repeat" => lines.insert(number(), lines[number() - 1].clone()),
        "cut" => lines.truncate(number()),
        "replace" => {
            let text = lines.join("\n").replacen(change[1].as_str().unwrap(), change[2].as_str().unwrap(), 1);
            lines = text.lines().map(str::to_owned).collect();
        }
        other => panic!("no such change: {other}"),
    }
    let head = case.input.get("head").and_then(Value::as_u64);
    let head = head.map(|seq| Head { seq, hash: round.event(seq).unwrap().hash.clone() });
    let keys = if case.input.contains_key("keys") { read(case, "keys") } else { Vec::new() };
    let verified = verify(&lines.join("\n"), &Trust { head, keys })?;
    Ok(json!({ "events": verified.events, "round": verified.round, "signed": verified.signed }))
}

fn checked(case: &Case) -> Result<Value> {
    let process = match &case.input["process"] {
        Value::Null => Process::default(),
        process => Process::from_json(&process.to_string())?,
    };
    let remarks: Vec<String> = process.remarks().into_iter().map(|remark| remark.en).collect();
    Ok(json!({ "moves": process.moves().len(), "remarks": remarks }))
}
