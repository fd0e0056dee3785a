//! Reads what `cargo test` says, suite by suite: a suite that passed becomes one line, one that failed is shown whole.

use crate::steps::Stopwatch;
use crate::tally::Tally;

/// Collects lines until a suite ends.
pub struct Reader {
    suite: String,
    lines: Vec<String>,
    since: Stopwatch,
    tally: Tally,
}

/// The counts of one `test result:` line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Reader {
    /// Nothing heard yet.
    pub fn new() -> Self {
        Self {
            suite: "cargo".to_owned(),
            lines: Vec::new(),
            since: Stopwatch::start(),
            tally: Tally::default(),
        }
    }

    /// Hears a line; returns what to print, when a suite has come to its end.
    pub fn hear(&mut self, line: &str) -> Option<String> {
        if let Some(name) = suite_of(line) {
            // A suite that crashed has no result line: what it said stands in front of the next one's.
            let unfinished = self.unfinished();
            self.suite = name;
            self.since = Stopwatch::start();
            return unfinished;
        }
        self.lines.push(line.to_owned());
        let counts = counts_of(line)?;
        let said = std::mem::take(&mut self.lines);
        self.tally.add(Tally { passed: counts.passed, failed: counts.failed + counts.ignored });
        let head = format!("      {:<24} {} passed · {}", self.suite, counts.passed, self.since.text());
        if counts.failed > 0 {
            Some(format!("{head}\n{}", said.join("\n")))
        } else if counts.ignored > 0 {
            let ignored: Vec<&str> =
                said.iter().map(String::as_str).filter(|line| line.contains("... ignored")).collect();
            Some(format!(
                "{head}, {} ignored, which counts as failed:\n{}",
                counts.ignored,
                ignored.join("\n")
            ))
        } else {
            (counts.passed > 0).then_some(head)
        }
    }

    /// The end of all output: the counts, and what is left to print. A run that failed without a failed test (it did
    /// not compile, it crashed) counts one failure.
    pub fn finish(mut self, success: bool) -> (Tally, Option<String>) {
        let rest = if success { None } else { self.unfinished() };
        if !success && self.tally.failed == 0 {
            self.tally.failed = 1;
        }
        (self.tally, rest)
    }

    fn unfinished(&mut self) -> Option<String> {
        let said = std::mem::take(&mut self.lines);
        let worth = said.iter().any(|line| line.starts_with("error") || line.starts_with("running "));
        worth.then(|| format!("      {} did not finish:\n{}", self.suite, said.join("\n")))
    }
}

/// The name of a suite, from the line that Cargo writes before it runs.
fn suite_of(line: &str) -> Option<String> {
    let line = line.trim_start();
    if let Some(package) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{package} (documentation)"));
    }
    let (_, file) = line.strip_prefix("Running ")?.split_once(" (")?;
    let stem = file.trim_end_matches(')').rsplit(['/', '\\']).next()?;
    Some(stem.rsplit_once('-').map_or(stem, |(name, _)| name).to_owned())
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn counts_of(line: &str) -> Option<Counts> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| {
        let part = rest.split("; ").find_map(|part| part.strip_suffix(what))?;
        part.trim().parse().ok()
    };
    Some(Counts { passed: count(" passed")?, failed: count(" failed")?, ignored: count(" ignored")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESULT: &str =
        "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";

    fn heard(lines: &[&str], success: bool) -> (Tally, String) {
        let mut reader = Reader::new();
        let mut printed: Vec<String> = lines.iter().filter_map(|line| reader.hear(line)).collect();
        let (tally, rest) = reader.finish(success);
        printed.extend(rest);
        (tally, printed.join("\n"))
    }

    #[test]
    fn a_suite_that_passed_is_one_line() {
        let (tally, printed) = heard(
            &["     Running unittests src/lib.rs (target/debug/deps/domain-0a1b)", "running 3 tests", RESULT],
            true,
        );
        assert_eq!(tally, Tally { passed: 3, failed: 0 });
        assert!(printed.contains("domain") && printed.contains("3 passed") && printed.lines().count() == 1);
    }

    #[test]
    fn a_suite_that_failed_is_shown_whole() {
        let failed = RESULT.replace("ok. 3 passed; 0 failed", "FAILED. 2 passed; 1 failed");
        let (tally, printed) = heard(
            &[
                "     Running tests/story.rs (target/debug/deps/story-0a1b)",
                "thread panicked at here",
                &failed,
            ],
            false,
        );
        assert_eq!(tally, Tally { passed: 2, failed: 1 });
        assert!(printed.contains("panicked at here") && printed.contains("story"));
    }

    #[test]
    fn what_is_ignored_counts_as_failed_and_is_named() {
        let ignored = RESULT.replace("0 ignored", "1 ignored");
        let (tally, printed) = heard(&["test slow ... ignored", "test quick ... ok", &ignored], true);
        assert_eq!(tally, Tally { passed: 3, failed: 1 });
        assert!(printed.contains("slow") && !printed.contains("quick"));
    }

    #[test]
    fn a_build_that_broke_or_a_suite_that_crashed_is_a_failure() {
        assert_eq!(heard(&["error[E0308]: mismatched types"], false).0, Tally { passed: 0, failed: 1 });
        let (_, printed) = heard(
            &[
                "     Running a (target/debug/deps/a-1)",
                "running 1 test",
                "     Running b (target/debug/deps/b-1)",
            ],
            false,
        );
        assert!(printed.contains("a did not finish"), "{printed}");
    }

    #[test]
    fn documentation_examples_are_a_suite_too() {
        assert_eq!(suite_of("   Doc-tests domain").as_deref(), Some("domain (documentation)"));
    }
}
