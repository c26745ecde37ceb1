//! The library beside what a user would pick instead.
//!
//! `cargo xtask bench [--rows N] [--rounds N] [--seed N] [--only A|L|B|C|E|R|D|F] [--book-rows N] [--csv-rows N] [--edits N] [--alone]` makes the lines, lets every contender
//! do the same work in turn, compares their results and prints the medians. Exits with 1 where results differ.
//! `--log [EVENTS] [AGENCIES]` measures the log of a round instead (`log.rs`).

mod book;
mod contest;
mod counted;
mod csv_file;
mod form;
mod growth;
mod lines;
mod log;
mod ours;
mod peers;
mod rulebook;

use contest::Run;
use cpu_time::ProcessTime;
use csv_file::CsvFile;
use form::Form;
use ours::{Ours, Replaced};
use peers::Peers;
use rulebook::Book;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, io};

const OURS: &str = "amalkard";
/// Data that was not checked before: where its keys lead is looked up in the run.
const FIRST: &str = "amalkard, first check of the data";
/// The same on two threads.
const TWO: &str = "amalkard, two threads";
/// Totals, and then every one of them read as a record with its ratios.
const READ: &str = "amalkard, all cells as records";

/// Totals that are kept live, and one of them read.
const LIVE: &str = "amalkard, kept live";
/// `Consolidation::update`: other totals, made from those before.
const REPLACED: &str = "amalkard, update";

/// Each workload, what it is, and our contenders.
const WORKLOADS: [(&str, &str, &[&str]); 8] = [
    ("A", "A: twelve rules, one of them across rows", &[OURS, FIRST, TWO]),
    ("L", "L: the eleven rules of A that look at one row", &[OURS, TWO]),
    ("B", "B: totals, counts and ratios by nine groupings, the full cube among them", &[OURS, TWO, READ]),
    ("C", "C: the lines of one agency are replaced, all totals of B are there again", &[LIVE, REPLACED]),
    ("E", "E: CSV with Persian digits and separators into exact columns", &[csv_file::OURS]),
    ("R", "R: the rulebook ir/1404 over lines, agreement and previous period", &[rulebook::PART, rulebook::WHOLE]),
    (
        "D",
        "D: one cell of a form of 500 lines is typed anew (its ms are microseconds of one edit)",
        &[rulebook::LIVE, rulebook::AGAIN],
    ),
    (
        "F",
        "F: one cell of a form of 500 lines by the twelve rules (its ms are microseconds of one edit)",
        &[form::LIVE, form::AGAIN, form::VERDICTS],
    ),
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
    /// Lines of workload R, edits of workload D.
    book_rows: usize,
    edits: usize,
    /// Lines of the CSV of workload E.
    csv_rows: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--count"
    {
        return if counted::run(name) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if let [flag, rest @ ..] = arguments.as_slice()
        && flag == "--growth"
    {
        let most = rest.get(1).and_then(|rows| rows.replace('_', "").parse().ok());
        growth::print(most.unwrap_or(10_000_000));
        return ExitCode::SUCCESS;
    }
    if let [flag, rest @ ..] = arguments.as_slice()
        && flag == "--log"
    {
        let number =
            |at: usize, usual: usize| rest.get(at).and_then(|text| text.replace('_', "").parse().ok()).unwrap_or(usual);
        return match log::print(number(0, 1_000_000), number(1, 5_000)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("benches: {error}");
                ExitCode::FAILURE
            }
        };
    }
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
    let mut wanted = Wanted {
        rows: 1_000_000,
        rounds: 7,
        seed: 1404,
        only: String::new(),
        alone: false,
        book_rows: 100_000,
        edits: 200,
        csv_rows: 100_000,
    };
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
            "--book-rows" => wanted.book_rows = usize::try_from(number()?.max(1)).map_err(io::Error::other)?,
            "--csv-rows" => wanted.csv_rows = usize::try_from(number()?.max(1)).map_err(io::Error::other)?,
            "--edits" => wanted.edits = usize::try_from(number()?.max(1)).map_err(io::Error::other)?,
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
    let reported = book::generate(wanted.book_rows, wanted.seed);
    let edits = book::edits(&reported, wanted.edits, wanted.seed);
    let csv = CsvFile::new(&lines, wanted.csv_rows);
    let mut peers = if wanted.alone { None } else { Some(peers_with(&lines, &reported, &edits, &csv)?) };
    if let Some(peers) = &mut peers {
        println!("{}; one thread each", peers.versions()?);
    }
    let streaming = streaming(&lines, wanted.rounds);
    println!("streaming the seven figures once: {:.2} ms", streaming.as_secs_f64() * 1e3);
    let ours = Ours::new(&lines);
    let form = Form::new(&lines, wanted.edits, wanted.seed);
    if let Some(file) = env::var_os("AMALKARD_FORM") {
        form.write(file.as_ref())?;
    }
    let replaced = Replaced::new(&ours, &lines);
    let threads = Threads::new()?;
    let book = Book::new(&reported, edits);
    drop((lines, reported));
    println!("ir/1404: {}", book.describe());
    println!("{}", csv.describe());

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
            _ if matches!(workload, "R" | "D") => Ok(book.run(name)),
            _ if workload == "F" => Ok(form.run(name)),
            _ if workload == "E" => Ok(csv.run()),
            _ if workload == "C" => Ok(run_replaced(&replaced, name)),
            _ => Ok(run_ours(&ours, &threads, workload, name)),
        })?;
        equal &= contest::report(title, &contenders, streaming);
    }
    println!("\npeak memory of this process: {} MB", growth::peak());
    Ok(equal)
}

fn run_replaced(replaced: &Replaced, name: &str) -> Run {
    settle();
    let (start, processor) = (Instant::now(), ProcessTime::now());
    let updated = (name == REPLACED).then(|| black_box(replaced.updated()));
    if updated.is_none() {
        replaced.replace();
    }
    let (time, busy) = (start.elapsed(), processor.elapsed());
    let total = updated.unwrap_or_else(|| replaced.live());
    let (results, digest) = ours::digest_of_cells(&ours::cells(&total));
    Run { time, busy, results, digest }
}

/// One thread, and two: what the library's feature `parallel` is given.
struct Threads([rayon::ThreadPool; 2]);

impl Threads {
    fn new() -> io::Result<Self> {
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other);
        Ok(Self([pool(1)?, pool(2)?]))
    }

    /// Does some work on the threads that a contender may use.
    fn run<T: Send>(&self, name: &str, work: impl FnOnce() -> T + Send) -> T {
        let [one, two] = &self.0;
        if name == TWO { two.install(work) } else { one.install(work) }
    }
}

fn run_ours(ours: &Ours, threads: &Threads, workload: &str, name: &str) -> Run {
    let forgetful = (name == FIRST).then(|| ours.forgetful());
    let ours = forgetful.as_ref().unwrap_or(ours);
    settle();
    let (start, processor) = (Instant::now(), ProcessTime::now());
    if workload != "B" {
        let pairs = threads.run(name, || if workload == "A" { ours.check() } else { ours.check_local() });
        let (time, busy) = (start.elapsed(), processor.elapsed());
        return Run { time, busy, results: pairs.len(), digest: ours::digest_of_pairs(&pairs) };
    }
    let total = threads.run(name, || ours.total());
    let mut taken = (start.elapsed(), processor.elapsed());
    let cells = ours::cells(&total);
    if name == READ {
        taken = (start.elapsed(), processor.elapsed());
    }
    let (results, digest) = ours::digest_of_cells(&cells);
    Run { time: taken.0, busy: taken.1, results, digest }
}

/// Lets the allocator put together what the round before has given back, the records of all cells among it, before the
/// clock starts.
fn settle() {
    const LARGE: usize = 1 << 26;
    drop(black_box(vec![1_u8; LARGE]));
}

fn peers_with(lines: &lines::Lines, reported: &[book::Line], edits: &[book::Edit], csv: &CsvFile) -> io::Result<Peers> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let folder: PathBuf = env::temp_dir().join(format!("amalkard-benches-{}", std::process::id()));
    lines.write(&folder)?;
    book::write(reported, &rulebook::STATED, edits, &folder.join("book"))?;
    csv.write(&folder.join("lines.csv"))?;
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
