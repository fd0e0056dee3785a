//! The memory of another process: what it asked for itself. Pages of files that it maps are the system's own, and are
//! given back whenever somebody needs them.

use std::fs;

use crate::failure::{Doing, Failure};

/// Resident memory of its own in KB, as Linux tells it.
pub fn resident(process: u32) -> Result<u64, Failure> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).doing(format!("read {path}"))?;
    resident_in(&status).ok_or_else(|| Failure(format!("{path} names no RssAnon")))
}

fn resident_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::resident_in;

    #[test]
    fn resident_memory_stands_in_its_own_line() {
        assert_eq!(resident_in("Name:\tx\nVmRSS:\t  99 kB\nRssAnon:\t   38124 kB\n"), Some(38_124));
        assert_eq!(resident_in("Name:\tx\n"), None);
    }
}
