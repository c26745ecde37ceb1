//! What some work takes: time, the processor, and memory beyond what the process held before.

use cpu_time::ProcessTime;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A run that said nothing of its memory.
const UNKNOWN: u64 = u64::MAX;
/// Kilobytes of the work measured last. One contender works at a time.
static EXTRA: AtomicU64 = AtomicU64::new(UNKNOWN);

/// A running clock.
pub struct Clock {
    start: Instant,
    processor: ProcessTime,
    held: Option<u64>,
}

impl Clock {
    /// Starts it, and forgets the process's peak of memory so far.
    pub fn start() -> Self {
        let held = fs::write("/proc/self/clear_refs", "5").ok().and_then(|()| status("VmRSS:"));
        Self { start: Instant::now(), processor: ProcessTime::now(), held }
    }

    /// The time since then, and how much of it the process had the processor.
    pub fn stop(&self) -> (Duration, Duration) {
        let taken = (self.start.elapsed(), self.processor.elapsed());
        let extra = self.held.zip(status("VmHWM:")).map_or(UNKNOWN, |(held, peak)| peak.saturating_sub(held));
        EXTRA.store(extra, Ordering::Relaxed);
        taken
    }
}

/// What another process says of its work.
pub fn told(extra: Option<u64>) {
    EXTRA.store(extra.unwrap_or(UNKNOWN), Ordering::Relaxed);
}

/// The kilobytes that the last work held at its peak beyond what was held before, where that is known.
pub fn extra() -> Option<u64> {
    Some(EXTRA.swap(UNKNOWN, Ordering::Relaxed)).filter(|extra| *extra != UNKNOWN)
}

/// The most memory that this process has held, in megabytes, as Linux says; nothing elsewhere.
pub fn peak() -> String {
    status("VmHWM:").map_or_else(|| "not known here".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
}

fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.parse().ok())
}
