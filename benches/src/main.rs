//! The library beside what a user would pick instead.
//!
//! `cargo xtask bench [--rows N] [--rounds N] [--seed N] [--only A|B] [--alone]` makes the lines, lets every contender
//! do the same work in turn, compares their results and prints the medians. Exits with 1 where results differ.

mod contest;
mod lines;
mod ours;
mod peers;

use contest::Run;
use cpu_time::ProcessTime;
use ours::Ours;
use peers::Peers;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, io};

const OURS: &str = "amalkard";
/// Totals, and then every one of them read as a record with its ratios.
const READ: &str = "amalkard, all cells as records";

/// Each workload, what it is, and our contenders.
const WORKLOADS: [(&str, &str, &[&str]); 2] = [
    ("A", "A: twelve rules, one of them across rows", &[OURS]),
    ("B", "B: totals, counts and ratios by nine groupings, the full cube among them", &[OURS, READ]),
];

/// What the command line asks for.
struct Wanted {
    rows: usize,
    rounds: usize,
    seed: u64,
    /// One workload; all where it is empty.
    only: String,
    /// Without the peers: for profiling.
    alone: bool,
}

fn main() -> ExitCode {
    match wanted().and_then(|wanted| run(&wanted)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("benches: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wanted() -> io::Result<Wanted> {
    let mut wanted = Wanted { rows: 1_000_000, rounds: 7, seed: 1404, only: String::new(), alone: false };
    let mut arguments = env::args().skip(1);
    while let Some(flag) = arguments.next() {
        let mut number = || {
            let text = arguments.next().unwrap_or_default();
            text.replace('_', "").parse::<u64>().map_err(|_| io::Error::other(format!("{flag}: `{text}` is no number")))
        };
        match flag.as_str() {
            "--rows" => wanted.rows = usize::try_from(number()?).map_err(io::Error::other)?,
            "--rounds" => wanted.rounds = usize::try_from(number()?.max(1)).map_err(io::Error::other)?,
            "--seed" => wanted.seed = number()?,
            "--only" => wanted.only = arguments.next().unwrap_or_default(),
            "--alone" => wanted.alone = true,
            _ => return Err(io::Error::other(format!("cannot read `{flag}`"))),
        }
    }
    Ok(wanted)
}

fn run(wanted: &Wanted) -> io::Result<bool> {
    let lines = lines::generate(wanted.rows, wanted.seed);
    println!("{} lines of {} agencies, seed {}, {} rounds", lines.rows(), lines.agencies, wanted.seed, wanted.rounds);
    let mut peers = if wanted.alone { None } else { Some(peers_with(&lines)?) };
    if let Some(peers) = &mut peers {
        println!("{}; one thread each", peers.versions()?);
    }
    let streaming = streaming(&lines, wanted.rounds);
    println!("streaming the seven figures once: {:.2} ms", streaming.as_secs_f64() * 1e3);
    let ours = Ours::new(&lines);
    drop(lines);

    let mut equal = true;
    for (workload, title, own) in WORKLOADS {
        if !wanted.only.is_empty() && wanted.only != workload {
            continue;
        }
        let mut names: Vec<String> = own.iter().map(|name| (*name).to_owned()).collect();
        if let Some(peers) = &mut peers {
            names.extend(peers.names(workload)?);
        }
        let contenders = contest::rounds(&names, wanted.rounds, |name| match &mut peers {
            Some(peers) if !own.contains(&name) => peers.run(workload, name),
            _ => Ok(run_ours(&ours, workload, name)),
        })?;
        equal &= contest::report(title, &contenders, streaming);
    }
    Ok(equal)
}

fn run_ours(ours: &Ours, workload: &str, name: &str) -> Run {
    let (start, processor) = (Instant::now(), ProcessTime::now());
    if workload == "A" {
        let pairs = ours.check();
        let (time, busy) = (start.elapsed(), processor.elapsed());
        return Run { time, busy, results: pairs.len(), digest: ours::digest_of_pairs(&pairs) };
    }
    let total = ours.total();
    let mut taken = (start.elapsed(), processor.elapsed());
    let cells = ours::cells(&total);
    if name == READ {
        taken = (start.elapsed(), processor.elapsed());
    }
    let (results, digest) = ours::digest_of_cells(&cells);
    Run { time: taken.0, busy: taken.1, results, digest }
}

fn peers_with(lines: &lines::Lines) -> io::Result<Peers> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder: PathBuf = env::temp_dir().join(format!("amalkard-benches-{}", std::process::id()));
    lines.write(&folder)?;
    let mut peers = Peers::start(&python, &folder)?;
    // The first answer comes when all has been loaded.
    let versions = peers.versions();
    std::fs::remove_dir_all(&folder)?;
    versions.map(|_| peers)
}

/// The time to read every figure once, as fast as the memory gives them.
fn streaming(lines: &lines::Lines, rounds: usize) -> Duration {
    let once = || {
        let start = ProcessTime::now();
        for column in &lines.figures {
            black_box(column.iter().fold(0, |bits, figure| bits ^ figure));
        }
        start.elapsed()
    };
    contest::median(&(0..rounds.max(7)).map(|_| once()).collect::<Vec<_>>())
}
