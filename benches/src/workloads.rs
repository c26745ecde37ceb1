//! The workloads: what each is, who of ours takes part, and its data, which is made for it and given back after it.

use crate::book::{self, Line};
use crate::clock::Clock;
use crate::contest::{Run, Scale, median};
use crate::csv_file::{self, CsvFile};
use crate::form::{self, Form};
use crate::lines::{self, Lines};
use crate::ours::{self, Ours};
use crate::peers::Peers;
use crate::replaced::{self, Replaced};
use crate::rulebook::{self, Book};
use crate::{Wanted, replaced::LIVE};
use cpu_time::ProcessTime;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io};

const OURS: &str = "amalkard";
/// Data that was not checked before: where its keys lead is looked up in the run.
const FIRST: &str = "amalkard, first check of the data";
/// The same on two threads.
const TWO: &str = "amalkard, two threads";
/// Totals, and then every one of them read as a record with its ratios.
const READ: &str = "amalkard, all cells as records";

/// A workload: its letter, what it is, and our contenders in it. Those of P run in Python, beside the peers.
pub struct Workload {
    pub letter: &'static str,
    pub title: &'static str,
    pub own: &'static [&'static str],
}

const fn workload(letter: &'static str, title: &'static str, own: &'static [&'static str]) -> Workload {
    Workload { letter, title, own }
}

pub const WORKLOADS: [Workload; 9] = [
    workload("A", "A: twelve rules, one of them across rows", &[OURS, FIRST, TWO]),
    workload("L", "L: the eleven rules of A that look at one row", &[OURS, TWO]),
    workload("B", "B: totals, counts and ratios by nine groupings, the full cube among them", &[OURS, TWO, READ]),
    workload(
        "C",
        "C: one agency's submission is replaced, all totals of B are there again",
        &[LIVE, replaced::UPDATED],
    ),
    workload("E", "E: CSV with Persian digits and separators into exact columns", &[csv_file::OURS]),
    workload("P", "P: a polars DataFrame goes in, the findings of A come out as one", &[]),
    workload(
        "R",
        "R: the rulebook ir/1404 over lines, agreement and previous period",
        &[rulebook::PART, rulebook::PART_TWO, rulebook::WHOLE, rulebook::WHOLE_TWO],
    ),
    workload("D", "D: one cell of a form of 500 lines is typed anew", &[rulebook::LIVE, rulebook::AGAIN]),
    workload("F", "F: one cell of a form of 500 lines by the twelve rules", &[form::LIVE, form::AGAIN, form::VERDICTS]),
];

enum Held {
    Lines(Box<Ours>, Duration),
    Submissions(Box<Replaced>),
    Csv(Box<CsvFile>),
    Book(Box<Book>),
    Form(Box<Form>),
    InPython,
}

/// The data of one workload, and the peers with theirs.
pub struct Arena {
    letter: &'static str,
    held: Held,
    peers: Option<Peers>,
    threads: Threads,
    said: String,
}

impl Arena {
    /// Makes the data, and lets the peers load theirs.
    pub fn new(wanted: &Wanted, workload: &Workload) -> io::Result<Self> {
        let folder = env::temp_dir().join(format!("amalkard-benches-{}", std::process::id()));
        let given = (!wanted.alone).then_some(folder.as_path());
        let (held, said) = held(wanted, workload.letter, given)?;
        let peers = given.map(|folder| with_peers(folder, workload.letter)).transpose()?;
        Ok(Self { letter: workload.letter, held, peers, threads: Threads::new()?, said })
    }

    /// The data and the versions of the peers.
    pub fn describe(&mut self) -> io::Result<String> {
        let versions = self.peers.as_mut().map(Peers::versions).transpose()?;
        Ok(versions.map_or_else(|| self.said.clone(), |versions| format!("{}; {versions}, one thread each", self.said)))
    }

    /// Everyone who takes part, ours first.
    pub fn names(&mut self, workload: &Workload) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = workload.own.iter().map(|name| (*name).to_owned()).collect();
        if let Some(peers) = &mut self.peers {
            names.extend(peers.names(workload.letter)?);
        }
        Ok(names)
    }

    /// What the times are in.
    pub fn scale(&self) -> Scale {
        match &self.held {
            Held::Lines(_, streaming) => Scale::Milliseconds(Some(*streaming)),
            Held::Csv(_) | Held::InPython => Scale::Milliseconds(None),
            Held::Book(_) if self.letter == "R" => Scale::Milliseconds(None),
            Held::Submissions(_) | Held::Form(_) | Held::Book(_) => Scale::Microseconds,
        }
    }

    /// Lets one contender work once.
    pub fn run(&mut self, workload: &Workload, name: &str) -> io::Result<Run> {
        if let Some(peers) = &mut self.peers
            && !workload.own.contains(&name)
        {
            return peers.run(self.letter, name);
        }
        let threads = &self.threads;
        Ok(match &mut self.held {
            Held::Lines(ours, _) => of_lines(ours, threads, self.letter, name),
            Held::Submissions(replaced) => threads.run(name, || replaced.run(name)),
            Held::Csv(csv) => csv.run(),
            Held::Book(book) => threads.run(name, || book.run(name)),
            Held::Form(form) => threads.run(name, || form.run(name)),
            Held::InPython => return Err(io::Error::other("this workload has no contender outside Python")),
        })
    }
}

/// The data of a workload, which is written for the peers where there is a folder.
fn held(wanted: &Wanted, letter: &str, folder: Option<&Path>) -> io::Result<(Held, String)> {
    match letter {
        "C" => {
            let lines = lines::generate_periods(wanted.rows, 1, wanted.seed);
            folder.map_or(Ok(()), |folder| replaced::write(&lines, folder))?;
            let replaced = Replaced::new(&lines);
            let said = format!("{} of one period, {}", described(&lines), replaced.describe());
            Ok((Held::Submissions(Box::new(replaced)), said))
        }
        "R" | "D" => {
            // A form of D is of the first lines.
            let rows = if letter == "R" { wanted.book_rows } else { wanted.book_rows.min(book::FORM) };
            let reported: Vec<Line> = book::generate(rows, wanted.seed);
            let edits = book::edits(&reported, wanted.edits, wanted.seed);
            let write = |folder: &Path| book::write(&reported, &rulebook::STATED, &edits, &folder.join("book"));
            folder.map_or(Ok(()), write)?;
            let book = Book::new(&reported, edits);
            let said = format!("ir/1404: {}", book.describe());
            Ok((Held::Book(Box::new(book)), said))
        }
        "E" => {
            let lines = lines::generate(wanted.csv_rows.max(1), wanted.seed);
            let csv = CsvFile::new(&lines, wanted.csv_rows);
            let write = |folder: &Path| fs::create_dir_all(folder).and_then(|()| csv.write(&folder.join("lines.csv")));
            folder.map_or(Ok(()), write)?;
            let said = csv.describe();
            Ok((Held::Csv(Box::new(csv)), said))
        }
        "F" => {
            let lines = lines::generate(100_000, wanted.seed);
            // An edit of these is so quick that a few say little.
            let edits = 5 * wanted.edits;
            let form = Form::new(&lines, edits, wanted.seed);
            if let Some(file) = env::var_os("AMALKARD_FORM") {
                form.write(file.as_ref())?;
            }
            folder.map_or(Ok(()), fs::create_dir_all)?;
            Ok((Held::Form(Box::new(form)), format!("{edits} edits")))
        }
        _ => {
            let lines = lines::generate(wanted.rows, wanted.seed);
            folder.map_or(Ok(()), |folder| lines.write(folder))?;
            let said = described(&lines);
            if letter == "P" {
                return Ok((Held::InPython, said));
            }
            let streaming = streaming(&lines, wanted.rounds);
            let said = format!("{said}; streaming the seven figures once: {:.2} ms", streaming.as_secs_f64() * 1e3);
            let ours = Ours::new(&lines);
            if letter == "A" {
                // What is kept with data that was checked before is there from the first round on.
                drop(ours.check());
            }
            Ok((Held::Lines(Box::new(ours), streaming), said))
        }
    }
}

fn described(lines: &Lines) -> String {
    format!("{} lines of {} agencies", lines.rows(), lines.agencies)
}

fn with_peers(folder: &Path, letter: &str) -> io::Result<Peers> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut peers = Peers::start(&python, folder, letter)?;
    // The first answer comes when all has been loaded.
    let versions = peers.versions();
    fs::remove_dir_all(PathBuf::from(folder))?;
    versions.map(|_| peers)
}

fn of_lines(ours: &Ours, threads: &Threads, letter: &str, name: &str) -> Run {
    let forgetful = (name == FIRST).then(|| ours.forgetful());
    let ours = forgetful.as_ref().unwrap_or(ours);
    settle();
    let clock = Clock::start();
    if letter != "B" {
        let pairs = threads.run(name, || if letter == "A" { ours.check() } else { ours.check_local() });
        let (time, busy) = clock.stop();
        return Run { time, busy, results: pairs.len(), digest: ours::digest_of_pairs(&pairs) };
    }
    let total = threads.run(name, || ours.total());
    let (mut time, mut busy) = clock.stop();
    let cells = ours::cells(&total);
    if name == READ {
        (time, busy) = clock.stop();
    }
    let (results, digest) = ours::digest_of_cells(&cells);
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
        if name.ends_with("two threads") { two.install(work) } else { one.install(work) }
    }
}

/// Lets the allocator put together what the round before has given back, the records of all cells among it, before the
/// clock starts.
fn settle() {
    const LARGE: usize = 1 << 26;
    drop(black_box(vec![1_u8; LARGE]));
}

/// The time to read every figure once, as fast as the memory gives them.
fn streaming(lines: &Lines, rounds: usize) -> Duration {
    let once = || {
        let start = ProcessTime::now();
        for column in &lines.figures {
            black_box(column.iter().fold(0, |bits, figure| bits ^ figure));
        }
        start.elapsed()
    };
    median(&(0..rounds.max(7)).map(|_| once()).collect::<Vec<_>>())
}
