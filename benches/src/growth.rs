//! How cost grows: with the lines, and with the rules. `amalkard-benches --growth [--rows N]` prints two tables; N is the
//! largest number of lines (10,000,000 where none is asked for).

pub use crate::clock::peak;
use crate::contest::{self, median};
use crate::lines;
use crate::ours::{Ours, dataset, hex, numbered};
use amalkard::rules::Rulebook;
use cpu_time::ProcessTime;
use sha2::{Digest, Sha256};
use std::hint::black_box;
use std::time::Duration;

const ROUNDS: usize = 5;
const SEED: u64 = 1404;
/// Lines over which the number of rules grows.
const LINES: usize = 100_000;

/// Both tables.
pub fn print(most: usize) {
    println!("\n### Growth with the lines: twelve rules (A), all totals (B), one thread\n");
    println!("| lines | A: processor ms | ns a line | B: processor ms | ns a line | groups | peak memory, MB |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    let mut rows = 10_000;
    while rows <= most {
        let ours = Ours::new(&lines::generate(rows, SEED));
        let check = timed(|| drop(black_box(ours.check())));
        let mut groups = 0;
        let total = timed(|| {
            groups = black_box(ours.total())
                .cells_by(&["agency", "kind", "chapter", "programme"])
                .map_or(0, |cells| cells.len())
        });
        let each = |time: Duration| contest::nanoseconds_each(time, rows);
        println!(
            "| {rows} | {:.2} | {} | {:.2} | {} | {groups} | {} |",
            check.as_secs_f64() * 1e3,
            each(check),
            total.as_secs_f64() * 1e3,
            each(total),
            peak(),
        );
        rows *= 10;
    }
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
