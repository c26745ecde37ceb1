//! `--log EVENTS [AGENCIES]`: a round of many agencies and its log: one act, the whole log verified and replayed, and
//! beside that what an auditor would write to verify a chain: Python's `json` and `hashlib`.

use crate::contest::nanoseconds_each;
use crate::growth;
use amalkard::agreement::Agreement;
use amalkard::dataset::{Cell, Row};
use amalkard::lifecycle::{Action, Actor, Reason, Role, Trust, verify};
use amalkard::round::{Act, Moment, Opening, Round, Snapshot};
use amalkard::rules::Rulebook;
use chrono::{DateTime, TimeDelta, Utc};
use cpu_time::ProcessTime;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Three rules over a form of two lines an agency.
const BOOK: &str = include_str!("../../tests/rulebooks/office.toml");
/// What happens to a submission again and again.
const TURN: [(Action, Role); 4] = [
    (Action::Enter, Role::AgencyExpert),
    (Action::Confirm, Role::AgencyHead),
    (Action::BeginControl, Role::Controller),
    (Action::Return, Role::Controller),
];

/// Prints the table.
pub fn print(events: usize, agencies: usize) -> io::Result<()> {
    let book = Arc::new(Rulebook::from_toml(BOOK).map_err(io::Error::other)?);
    let (mut round, mut now) = published(agencies, &book).map_err(io::Error::other)?;
    let (acted, ()) = timed(|| act(&mut round, &mut now, agencies, events))?;
    let (_, log) = timed(|| round.log())?;
    let (verified, head) = timed(|| verify(&log, &Trust::default()).map(|verified| verified.head))?;
    let (replayed, again) = timed(|| Round::replay(&log, Some(Arc::clone(&book))))?;
    if (again.digest().map_err(io::Error::other)?, head.hash.as_str())
        != (round.digest().map_err(io::Error::other)?, round.head())
    {
        return Err(io::Error::other("the replayed log tells another round"));
    }
    let half = Moment::Seq(round.last_seq() / 2);
    let (past, then) = timed(|| again.as_of(half))?;
    let (taken, snapshot) = timed(|| then.snapshot()?.to_json())?;
    let tail = log.lines().skip(usize::try_from(then.last_seq()).unwrap_or(usize::MAX)).collect::<Vec<_>>().join("\n");
    let (resumed, on) = timed(|| Round::resume(&Snapshot::from_json(&snapshot)?, &tail, Some(Arc::clone(&book))))?;
    if on.digest().map_err(io::Error::other)? != round.digest().map_err(io::Error::other)? {
        return Err(io::Error::other("the resumed round is another one"));
    }
    let (one, ()) = timed(|| act(&mut round, &mut now, agencies, 4_000))?;
    println!("a round of {agencies} agencies, {} events, {} MB of log", head.seq, log.len() >> 20);
    println!("\n| work | processor ms | ns an event |\n|---|---:|---:|");
    let row = |name: &str, time: Duration, events: usize| {
        println!("| {name} | {} | {} |", time.as_millis(), nanoseconds_each(time, events));
    };
    row("act, from the first event to the last", acted, events);
    row("act, on the whole round (4,000 of them)", one, 4_000);
    row("verify the log", verified, events);
    row("replay the log: verify, and ask for every event again", replayed, events);
    row("as of the middle", past, events / 2);
    row("snapshot there", taken, events);
    row("resume from it with the other half", resumed, events / 2);
    if let Some(peer) = auditor(&log, &head.hash)? {
        row("an auditor's Python verifies the chain (json, hashlib)", peer, events);
        println!(
            "\nverify is {:.1} times as fast as the auditor's Python",
            peer.as_secs_f64() / verified.as_secs_f64()
        );
    }
    println!("peak memory of this process: {} MB", growth::peak());
    Ok(())
}

/// The time that some work had the processor.
fn timed<T>(work: impl FnOnce() -> amalkard::error::Result<T>) -> io::Result<(Duration, T)> {
    let start = ProcessTime::now();
    let done = work().map_err(io::Error::other)?;
    Ok((start.elapsed(), done))
}

fn code(agency: usize) -> String {
    format!("{}", 100_000 + agency)
}

fn published(agencies: usize, book: &Arc<Rulebook>) -> amalkard::error::Result<(Round, DateTime<Utc>)> {
    let agreement = |agency: usize| {
        let code = code(agency);
        Agreement::from_json(&format!(
            r#"{{"id": "67-{code}", "agency": "{code}", "agency_title": "دستگاه {code}", "province": "67", "year": 1404,
                 "exchanged_on": "1404-02-01", "lines": [
                 {{"line": "1", "kind": "expense", "title": "جاری", "approved": "1000"}},
                 {{"line": "2", "kind": "expense", "title": "نگهداری", "approved": "800"}}]}}"#
        ))
    };
    let group = Actor::new("group", Role::Consolidation);
    let mut now = DateTime::from_timestamp(1_758_600_000, 0).unwrap_or_default();
    let agreements = (0..agencies).map(agreement).collect::<amalkard::error::Result<Vec<_>>>()?;
    let opening = Opening::new("log", "1404/6m".parse()?, agreements, group.clone(), now);
    let mut round = Round::open(opening, Arc::clone(book))?;
    now += TimeDelta::seconds(1);
    // Entry lasts for the whole of the bench.
    round.act(None, Act::new(Action::Publish, group, now).until("1404-12-29".parse()?))?;
    Ok((round, now))
}

/// So many more events: one step of each agency's turn after the other's.
fn act(round: &mut Round, now: &mut DateTime<Utc>, agencies: usize, events: usize) -> amalkard::error::Result<()> {
    for event in 0..events {
        let (agency, step) = (code(event / TURN.len() % agencies), TURN[event % TURN.len()]);
        *now += TimeDelta::milliseconds(1);
        let (action, role) = step;
        let by = Actor::new(format!("{role}"), role);
        let by = if role.is_of_agency() { by.of_agency(agency.clone()) } else { by };
        let act = Act::new(action, by, *now);
        let act = match action {
            Action::Enter => act.with_rows(vec![row(&agency, "1", event), row(&agency, "2", event)]),
            Action::Return => {
                act.with_reason(Reason { line: None, field: None, rule: None, text: "سند".to_owned() })
            }
            _ => act,
        };
        round.act(agency.as_str(), act)?;
    }
    Ok(())
}

fn row(agency: &str, line: &str, event: usize) -> Row {
    let spent = (event % 400).to_string();
    let cells = [("agency", agency), ("line", line), ("allocated", "500"), ("spent", &spent)];
    cells.into_iter().map(|(field, text)| (field.to_owned(), Cell::from(text))).collect()
}

/// What Python needs for the same chain; none where there is no Python.
fn auditor(log: &str, head: &str) -> io::Result<Option<Duration>> {
    let file = std::env::temp_dir().join("amalkard-bench.log");
    std::fs::write(&file, log)?;
    let program = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/chain.py");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Ok(output) = Command::new(python).arg(program).arg(&file).output() else { return Ok(None) };
    std::fs::remove_file(&file)?;
    let answer = String::from_utf8_lossy(&output.stdout);
    match answer.split_whitespace().collect::<Vec<_>>()[..] {
        [found, nanoseconds] if found == head => Ok(nanoseconds.parse().ok().map(Duration::from_nanos)),
        _ => Err(io::Error::other(format!("the auditor finds another head: {answer}"))),
    }
}
