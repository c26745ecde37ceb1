//! How cost grows: with lines that come in batches, with lines in memory, and with the rules.
//! `amalkard-benches --growth [--rows N]` prints three tables; N is the largest number of lines (10,000,000 where none is
//! asked for). What does not fit in memory comes in batches of whole agencies.

use crate::clock::Clock;
pub use crate::clock::peak;
use crate::contest::{self, median};
use crate::lines::{self, Lines};
use crate::ours::{AMOUNTS, GROUPINGS, Ours, dataset, hex, numbered};
use amalkard::consolidation::{Consolidation, Plan, partial};
use amalkard::rules::Rulebook;
use cpu_time::ProcessTime;
use sha2::{Digest, Sha256};
use std::hint::black_box;
use std::time::Duration;

const ROUNDS: usize = 5;
const SEED: u64 = 1404;
/// Lines over which the number of rules grows.
const LINES: usize = 100_000;
/// Lines of a batch, and the most that are held in memory at once.
const BATCH: usize = 1_000_000;
const HELD: usize = 10_000_000;

/// All tables, on one thread.
pub fn print(most: usize) {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be had");
    one.install(|| {
        // What is held whole would stand in the peak of what is not.
        in_batches(most);
        in_memory(most.min(HELD));
        with_rules();
    });
}

fn in_memory(most: usize) {
    println!("\n### Growth with the lines: twelve rules (A), all totals (B), one thread\n");
    println!(
        "| lines | A: ms | million lines/s | findings | B: ms | million lines/s | cells of the cube | peak memory, MB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut rows = 10_000;
    while rows <= most {
        let clock = Clock::start();
        let ours = Ours::new(&lines::generate(rows, SEED));
        let mut findings = 0;
        let check = timed(|| findings = black_box(ours.check()).len());
        let total = timed(|| drop(black_box(ours.total())));
        // Its cells are counted where they are read, not where they are timed.
        let cube = ours.total().cells_by(GROUPINGS[8]).map_or(0, |cells| cells.len());
        let _ = clock.stop();
        println!(
            "| {rows} | {:.2} | {} | {findings} | {:.2} | {} | {cube} | {} |",
            check.as_secs_f64() * 1e3,
            speed(rows, check),
            total.as_secs_f64() * 1e3,
            speed(rows, total),
            peak(),
        );
        rows *= 10;
    }
}

/// Batch by batch: taken in, checked, added up, given back. The totals are those of B without the full cube, which grows
/// with the lines; making the lines is not timed.
fn in_batches(most: usize) {
    println!(
        "\n### Batches of {BATCH} lines, of whole agencies: twelve rules, totals by eight groupings, one thread\n"
    );
    println!(
        "| lines | intake: ms a batch | A: ms a batch | totals and merge: ms a batch | million lines/s | findings | cells | peak memory, MB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut rows = BATCH;
    while rows <= most {
        let batches = u32::try_from(rows / BATCH).expect("batches are few");
        let clock = Clock::start();
        let mut streamed = Streamed::default();
        (0..batches).for_each(|batch| streamed.take(&lines::generate_batch(batch, BATCH, SEED)));
        let _ = clock.stop();
        let [intake, check, total] = streamed.taken;
        let each = |time: Duration| (time / batches).as_secs_f64() * 1e3;
        println!(
            "| {rows} | {:.2} | {:.2} | {:.2} | {} | {} | {} | {} |",
            each(intake),
            each(check),
            each(total),
            speed(rows, intake + check + total),
            streamed.findings,
            streamed.total.as_ref().map_or(0, |total| total.cells().len()),
            peak(),
        );
        rows *= 10;
    }
}

#[derive(Default)]
struct Streamed {
    total: Option<Consolidation>,
    findings: usize,
    taken: [Duration; 3],
}

impl Streamed {
    fn take(&mut self, lines: &Lines) {
        let (_, groupings) = GROUPINGS.split_last().expect("there are groupings");
        let start = ProcessTime::now();
        let ours = Ours::new(lines);
        let taken = start.elapsed();
        self.findings += ours.check().len();
        let checked = start.elapsed();
        let batch = partial(ours.data(), &Plan::new(groupings, &AMOUNTS)).and_then(|batch| batch.consolidation());
        let batch = batch.expect("the fields of the plan are of the table");
        self.total = Some(match self.total.take() {
            Some(total) => total.merge(&batch).expect("the batches are added up alike"),
            None => batch,
        });
        let times = [taken, checked - taken, start.elapsed() - checked];
        self.taken.iter_mut().zip(times).for_each(|(whole, time)| *whole += time);
    }
}

fn with_rules() {
    println!("\n### Growth with the rules over {LINES} lines: the eleven local rules of A again and again\n");
    println!("| rules | processor ms | ns a line and rule | findings |\n|---:|---:|---:|---:|");
    let data = dataset(&lines::generate(LINES, SEED));
    for rules in [1, 11, 50, 100, 250, 500] {
        let book = Rulebook::from_toml(&numbered(rules)).expect("rules of other names are as good");
        let mut found = Vec::new();
        let time = timed(|| found = book.failures(&data, "lines"));
        let each = contest::nanoseconds_each(time, LINES * rules);
        println!("| {rules} | {:.2} | {each} | {} |", time.as_secs_f64() * 1e3, found.len());
    }
}

/// Million lines in a second, with one decimal place.
fn speed(lines: usize, time: Duration) -> String {
    let tenths = lines as u128 * 10_000 / time.as_nanos().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The median of a few runs, after one that does not count.
fn timed(mut work: impl FnMut()) -> Duration {
    work();
    let mut once = || {
        let start = ProcessTime::now();
        work();
        start.elapsed()
    };
    median(&(0..ROUNDS).map(|_| once()).collect::<Vec<_>>())
}

/// The digest of numbers, as 64 little-endian bits each.
pub fn digest_of_numbers(numbers: impl Iterator<Item = i64>) -> String {
    let mut hash = Sha256::new();
    numbers.for_each(|number| hash.update(number.to_le_bytes()));
    hex(&hash.finalize())
}
