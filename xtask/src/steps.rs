//! What the person who waits sees: numbered steps, each with its time.

use std::time::{Duration, Instant};

/// Measures how long something took.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "xtask measures how long people wait; nothing here is tested by time"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// Since the start, as `1.2 s` or `3 min 5 s`.
    pub fn text(self) -> String {
        text(self.elapsed())
    }
}

fn text(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{seconds}.{} s", duration.subsec_millis() / 100)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// A list of steps being worked through.
pub struct Steps {
    total: usize,
    at: usize,
    whole: Stopwatch,
    current: Stopwatch,
}

impl Steps {
    /// Announces a job of so many steps.
    pub fn of(title: &str, total: usize) -> Self {
        println!("Joinery · {title}\n");
        Self { total, at: 0, whole: Stopwatch::start(), current: Stopwatch::start() }
    }

    /// Announces the next step.
    pub fn begin(&mut self, what: &str) {
        self.at += 1;
        self.current = Stopwatch::start();
        println!("[{}/{}] {what}", self.at, self.total);
    }

    /// Ends the step with what came of it.
    pub fn done(&self, note: &str) {
        println!("      {note} · {}", self.current.text());
    }

    /// Since the first step.
    pub fn elapsed(&self) -> String {
        self.whole.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(text(Duration::from_millis(1_290)), "1.2 s");
        assert_eq!(text(Duration::from_secs(185)), "3 min 5 s");
    }
}
