//! How fast the program is there, and what it holds on to when nobody asks it anything.

use super::row::{self, Row};
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::service::Service;
use crate::steps::Stopwatch;
use std::time::Duration;

/// From start to `/readyz`, release build.
const START_LIMIT: u64 = 300;

/// Resident memory, in KB.
const MEMORY_LIMIT: u64 = 40_000;

const STARTS: usize = 10;

/// How long the program is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(5);

/// Starts the program ten times, and reads its memory at the end.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let sandbox = demo.start_sandbox()?;
    let mut times = Vec::new();
    let mut memory = 0;
    for nth in 1..=STARTS {
        let watch = Stopwatch::start();
        let log = demo.folder.join("joinery.log");
        let mut server = Service::start("joinery", demo.joinery(&["serve"]), log)?;
        server.wait_for(demo.port, "/readyz", Duration::from_mins(1))?;
        times.push(u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX));
        if nth == STARTS {
            std::thread::sleep(IDLE);
            memory = resident(server.id())?;
        }
        server.stop();
    }
    drop(sandbox);
    let middle = row::median(times).unwrap_or(u64::MAX);
    Ok(vec![
        Row::at_most("cold start to ready, median of ten", middle, START_LIMIT, "ms"),
        Row::at_most("memory when idle", memory, MEMORY_LIMIT, "KB"),
    ])
}

/// Resident memory of a process in KB, as Linux tells it.
fn resident(id: u32) -> Outcome<u64> {
    let path = format!("/proc/{id}/status");
    let status = std::fs::read_to_string(&path).doing(format!("read {path}"))?;
    resident_in(&status).ok_or_else(|| Failure(format!("{path} names no VmRSS")))
}

fn resident_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_its_own_line() {
        assert_eq!(resident_in("Name:\tx\nVmHWM:\t  99 kB\nVmRSS:\t   38124 kB\n"), Some(38_124));
        assert_eq!(resident_in("Name:\tx\n"), None);
    }
}
