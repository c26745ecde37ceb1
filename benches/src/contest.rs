//! Contenders in turn, round after round, so that noise of the machine falls on all alike; then the medians.

use std::io;
use std::time::Duration;

/// One contender's work: how long it took, how many results, and their digest.
pub struct Run {
    pub time: Duration,
    pub results: usize,
    pub digest: String,
}

/// A contender and its runs.
pub struct Contender {
    pub name: String,
    times: Vec<Duration>,
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
                Some(known) => known.times.push(run.time),
                None => contenders.push(Contender {
                    name: name.clone(),
                    times: vec![run.time],
                    results: run.results,
                    digest: run.digest,
                }),
            }
        }
    }
    Ok(contenders)
}

impl Contender {
    /// The middle of its times.
    pub fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times[times.len() / 2]
    }

    fn least(&self) -> Duration {
        self.times.iter().min().copied().unwrap_or_default()
    }
}

/// Prints a table and whether all results are equal to the first contender's.
pub fn report(title: &str, contenders: &[Contender], streaming: Duration) -> bool {
    let Some(ours) = contenders.first() else { return false };
    println!("\n### {title}\n");
    println!("| contender | median ms | least ms | times ours | times streaming | results | digest |");
    println!("|---|---:|---:|---:|---:|---:|---|");
    for contender in contenders {
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} |",
            contender.name,
            contender.median().as_secs_f64() * 1e3,
            contender.least().as_secs_f64() * 1e3,
            contender.median().as_secs_f64() / ours.median().as_secs_f64(),
            contender.median().as_secs_f64() / streaming.as_secs_f64(),
            contender.results,
            &contender.digest[..12],
        );
    }
    let equal = contenders.iter().all(|contender| contender.digest == ours.digest);
    println!("\n{}", if equal { "All results are equal." } else { "RESULTS DIFFER." });
    equal
}
