//! The library beside what a user would pick instead.
//!
//! `cargo xtask bench [--rows N] [--rounds N] [--seed N] [--only A|L|B|C|E|P|R|D|F] [--book-rows N] [--csv-rows N] [--edits N] [--alone]` makes the lines, lets every contender
//! do the same work in turn, compares their results and prints the medians. Exits with 1 where results differ.
//! `--log [EVENTS] [AGENCIES]` measures the log of a round instead (`log.rs`).

mod book;
mod clock;
mod contest;
mod counted;
mod csv_file;
mod form;
mod growth;
mod lines;
mod log;
mod ours;
mod peers;
mod replaced;
mod rulebook;
mod workloads;

use std::process::ExitCode;
use std::{env, io};
use workloads::{Arena, WORKLOADS};

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
    println!("seed {}, {} rounds", wanted.seed, wanted.rounds);
    let mut equal = true;
    for workload in &WORKLOADS {
        if !wanted.only.is_empty() && wanted.only != workload.letter {
            continue;
        }
        let mut arena = Arena::new(wanted, workload)?;
        let names = arena.names(workload)?;
        if names.is_empty() {
            println!("\n!! ABSENT: {}: nobody takes part without Python", workload.letter);
            continue;
        }
        println!("\n{}", arena.describe()?);
        let contenders = contest::rounds(&names, wanted.rounds, |name| arena.run(workload, name))?;
        equal &= contest::report(workload.title, &contenders, &arena.scale());
    }
    Ok(equal)
}
