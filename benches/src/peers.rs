//! The peers: one Python process that loads the data once and answers commands, timing its own work.

use crate::clock;
use crate::contest::Run;
use serde::Deserialize;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// The process and its two ends.
pub struct Peers {
    process: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a peer says after its work: its times in nanoseconds, how many results there are, and their digest.
#[derive(Deserialize)]
struct Answer {
    nanoseconds: u64,
    processor: u64,
    /// Kilobytes at the peak beyond what was held before.
    extra: Option<u64>,
    results: usize,
    digest: String,
}

impl Peers {
    /// Starts Python with the data of a workload in a folder.
    pub fn start(python: &str, data: &Path, workload: &str) -> io::Result<Self> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/main.py");
        let mut process = Command::new(python)
            .arg(program)
            .arg(data)
            .arg(workload)
            // One thread each.
            .env("POLARS_MAX_THREADS", "1")
            .env("OMP_NUM_THREADS", "1")
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(commands), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::Error::other("the peers have no pipes"));
        };
        Ok(Self { process, commands, answers: BufReader::new(answers) })
    }

    /// The names and versions of the libraries.
    pub fn versions(&mut self) -> io::Result<String> {
        self.ask("versions")
    }

    /// The peers that can do a workload; there may be none.
    pub fn names(&mut self, workload: &str) -> io::Result<Vec<String>> {
        let line = self.ask(&format!("names {workload}"))?;
        serde_json::from_str(&line).map_err(|error| io::Error::other(format!("{error}: {line}")))
    }

    /// Lets one peer do a workload once.
    pub fn run(&mut self, workload: &str, name: &str) -> io::Result<Run> {
        let line = self.ask(&format!("run {workload} {name}"))?;
        let Answer { nanoseconds, processor, extra, results, digest } =
            serde_json::from_str(&line).map_err(|error| io::Error::other(format!("{name}: {error}: {line}")))?;
        clock::told(extra);
        Ok(Run { time: Duration::from_nanos(nanoseconds), busy: Duration::from_nanos(processor), results, digest })
    }

    fn ask(&mut self, command: &str) -> io::Result<String> {
        writeln!(self.commands, "{command}")?;
        self.commands.flush()?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(io::Error::other(format!("the peers ended at `{command}`")));
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
