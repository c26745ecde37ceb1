//! The main job, end to end: the six-month round of 1404 for Ilam, Kermanshah and Lorestan.
//!
//! `cargo run --release -p amalkard --example province [-- FOLDER]` needs nothing but Rust. Credits are those of tables
//! 10-b and 10-c of the 1404 budget law; the agencies that share them are invented and the performance figures are
//! generated, and both say so. The HTML report and the log of the round are written to FOLDER (`out` if not given).
#![expect(clippy::print_stdout, reason = "the example speaks to whoever runs it")]
#![expect(clippy::arithmetic_side_effects, reason = "figures that the example itself makes are far below 128 bits")]

mod campaign;
mod credits;
mod performance;
mod publication;

use amalkard::Error;
use campaign::Campaign;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "out".to_owned()));
    match story(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\n{} — {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

/// Opening, entry, findings, control, approval, totals: told as it happens.
fn story(folder: &std::path::Path) -> Result<(), Error> {
    let agreements = credits::agreements()?;
    println!("عملکرد شش‌ماهه ۱۴۰۴ · ایلام (۶۷)، کرمانشاه (۵۶)، لرستان (۶۶)");
    println!("Six-month performance of 1404 · Ilam (67), Kermanshah (56), Lorestan (66)");
    println!("  real       credits by funding source: budget law of 1404, tables 10-b and 10-c (million rials)");
    println!("  invented   the {} agencies that share them; each title says «فرضی»", agreements.len());
    println!("  generated  every performance figure");

    let mut campaign = Campaign::open(agreements)?;
    campaign.publish()?;
    campaign.enter_and_confirm()?;
    campaign.show_findings()?;
    campaign.refuse_the_confirmer()?;
    campaign.control_and_return()?;
    campaign.correct()?;
    campaign.accept_and_approve()?;
    campaign.show_the_late()?;
    campaign.replay()?;
    publication::publish(&campaign, folder)
}
