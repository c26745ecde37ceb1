//! Contenders in turn, round after round, so that noise of the machine falls on all alike; then the medians.

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
            let run = work(name)?;
            match contenders.iter_mut().find(|contender| contender.name == *name) {
                Some(known) if known.digest != run.digest => {
                    return Err(io::Error::other(format!("{name}: another result in round {}", round + 1)));
                }
                Some(known) => {
                    known.times.push(run.time);
                    known.busy.push(run.busy);
                }
                None => contenders.push(Contender {
                    name: name.clone(),
                    times: vec![run.time],
                    busy: vec![run.busy],
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

/// Prints a table and whether all results are equal to the first contender's.
pub fn report(title: &str, contenders: &[Contender], streaming: Duration) -> bool {
    let Some(ours) = contenders.first() else { return false };
    println!("\n### {title}\n");
    println!(
        "| contender | wall ms | processor ms | least | x ours (wall) | x ours (processor) | x streaming | results | digest |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---|");
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let (our_time, our_busy) = (median(&ours.times), median(&ours.busy));
    for contender in contenders {
        let (time, busy) = (median(&contender.times), median(&contender.busy));
        println!(
            "| {} | {:.3} | {:.3} | {:.3} | {:.1} | {:.1} | {:.1} | {} | {} |",
            contender.name,
            milliseconds(time),
            milliseconds(busy),
            milliseconds(contender.busy.iter().min().copied().unwrap_or_default()),
            milliseconds(time) / milliseconds(our_time),
            milliseconds(busy) / milliseconds(our_busy),
            milliseconds(busy) / milliseconds(streaming),
            contender.results,
            contender.digest.get(..12).unwrap_or_default(),
        );
    }
    let equal = contenders.iter().all(|contender| contender.digest == ours.digest);
    println!("\n{}", if equal { "All results are equal." } else { "RESULTS DIFFER." });
    equal
}
