//! Contenders in turn, round after round, so that noise of the machine falls on all alike; then the medians.

use crate::clock;
use std::io;
use std::time::Duration;

/// One contender's work: how long it took, how many results, and their digest.
pub struct Run {
    pub time: Duration,
    /// How long it had the processor: on a machine that others use too, the steadier figure.
    pub busy: Duration,
    pub results: usize,
    pub digest: String,
}

/// A contender and its runs.
pub struct Contender {
    pub name: String,
    times: Vec<Duration>,
    busy: Vec<Duration>,
    /// Kilobytes at the peak of its work beyond what its process held before; the most of all rounds.
    extra: Option<u64>,
    results: usize,
    digest: String,
}

/// Lets each contender work once a round.
pub fn rounds(
    names: &[String],
    rounds: usize,
    mut work: impl FnMut(&str) -> io::Result<Run>,
) -> io::Result<Vec<Contender>> {
    let mut contenders: Vec<Contender> = Vec::new();
    for round in 0..rounds {
        for name in names {
            let _ = clock::extra();
            let run = work(name)?;
            let extra = clock::extra();
            match contenders.iter_mut().find(|contender| contender.name == *name) {
                Some(known) if known.digest != run.digest => {
                    return Err(io::Error::other(format!("{name}: another result in round {}", round + 1)));
                }
                Some(known) => {
                    known.times.push(run.time);
                    known.busy.push(run.busy);
                    known.extra = known.extra.max(extra);
                }
                None => contenders.push(Contender {
                    name: name.clone(),
                    times: vec![run.time],
                    busy: vec![run.busy],
                    extra,
                    results: run.results,
                    digest: run.digest,
                }),
            }
        }
    }
    Ok(contenders)
}

/// The nanoseconds of one of many, with two decimal places.
pub fn nanoseconds_each(time: Duration, count: usize) -> String {
    let hundredths = time.as_nanos() * 100 / count.max(1) as u128;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The middle of some times.
pub fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// What a workload's times are in, and what they are compared with.
pub enum Scale {
    /// Milliseconds, beside the time to read every figure once where it is known.
    Milliseconds(Option<Duration>),
    /// One of many: the time of a thousand in milliseconds.
    Microseconds,
}

/// Prints a table and whether all results are equal to the first contender's.
pub fn report(title: &str, contenders: &[Contender], scale: &Scale) -> bool {
    let Some(ours) = contenders.first() else { return false };
    let (unit, streaming) = match scale {
        Scale::Milliseconds(streaming) => ("ms", *streaming),
        Scale::Microseconds => ("us", None),
    };
    println!("\n### {title}\n");
    println!(
        "| contender | wall {unit} | processor {unit} | least | x first (wall) | x first (processor) |{} extra MB | results | digest |",
        if streaming.is_some() { " x streaming |" } else { "" }
    );
    println!("|---|---:|---:|---:|---:|---:|{}---:|---:|---|", if streaming.is_some() { "---:|" } else { "" });
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let (our_time, our_busy) = (median(&ours.times), median(&ours.busy));
    for contender in contenders {
        let (time, busy) = (median(&contender.times), median(&contender.busy));
        println!(
            "| {} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} |{} {} | {} | {} |",
            contender.name,
            milliseconds(time),
            milliseconds(busy),
            milliseconds(contender.busy.iter().min().copied().unwrap_or_default()),
            milliseconds(time) / milliseconds(our_time),
            milliseconds(busy) / milliseconds(our_busy),
            streaming.map_or_else(String::new, |once| format!(" {:.1} |", milliseconds(busy) / milliseconds(once))),
            contender.extra.map_or_else(String::new, |extra| (extra / 1024).to_string()),
            contender.results,
            contender.digest.get(..12).unwrap_or_default(),
        );
    }
    let equal = contenders.iter().all(|contender| contender.digest == ours.digest);
    println!("\n{}", if equal { "All results are equal." } else { "RESULTS DIFFER." });
    equal
}
