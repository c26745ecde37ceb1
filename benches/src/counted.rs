//! Hot paths on little data, for counting instructions: wall time on shared machines is noise, the number of
//! instructions is not.
//!
//! `amalkard-benches --count NAME` prepares the data, does the work once uncounted, so that nothing is made for the first
//! time, and once in [`work`], whose instructions `cargo xtask instructions` lets valgrind count.

use crate::book;
use crate::form::Form;
use crate::lines;
use crate::ours::{Ours, cells};
use crate::replaced::Replaced;
use crate::rulebook::{self, Book};
use std::hint::black_box;

const SEED: u64 = 1404;

/// Does one of the works twice, the second time counted; false where there is none of that name.
pub fn run(name: &str) -> bool {
    let ours = |rows: usize| Ours::new(&lines::generate(rows, SEED));
    match name {
        // The twelve rules over data whose keys were looked up before, and over data that is new.
        "check" => {
            let ours = ours(50_000);
            black_box(ours.check());
            work(&mut || drop(black_box(ours.check())));
        }
        "check_first" => {
            let ours = ours(50_000);
            work(&mut || drop(black_box(ours.check())));
        }
        "total" => {
            let ours = ours(50_000);
            black_box(ours.total());
            work(&mut || drop(black_box(ours.total())));
        }
        "cells" => {
            let total = ours(5_000).total();
            work(&mut || drop(black_box(cells(&total))));
        }
        "replace" => {
            let mut replaced = Replaced::new(&lines::generate_periods(50_000, 1, SEED));
            replaced.follow();
            work(&mut || replaced.follow());
        }
        "edit" => {
            let form = Form::new(&lines::generate(500, SEED), 200, SEED);
            let mut live = form.live();
            work(&mut || drop(black_box(form.follow(&mut live))));
        }
        "book" => {
            let reported = book::generate(2_000, SEED);
            let edits = book::edits(&reported, 1, SEED);
            let book = Book::new(&reported, edits);
            work(&mut || drop(black_box(book.run(rulebook::WHOLE))));
        }
        _ => return false,
    }
    true
}

/// What is counted: the name is known to `cargo xtask instructions`.
#[inline(never)]
fn work(job: &mut dyn FnMut()) {
    job();
}
