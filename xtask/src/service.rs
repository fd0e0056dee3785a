//! Programs that run while others work: started in the background, asked to stop at the end, never left behind.

use crate::failure::{Doing, Failure, Outcome};
use crate::steps::Stopwatch;
use crate::{http, signals};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// How long a program may take to stop by itself.
const STOP: Duration = Duration::from_secs(15);

/// How often to look.
const LOOK: Duration = Duration::from_millis(20);

/// A running program whose output goes to a log file.
pub struct Service {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts a program in a process group of its own, so that Ctrl-C reaches it once, through us.
    pub fn start(name: &str, mut command: Command, log: PathBuf) -> Outcome<Self> {
        let file = File::create(&log).doing(format!("create {}", log.display()))?;
        let copy = file.try_clone().doing(format!("write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(file).stderr(copy);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().doing(format!("start {name}"))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// The process id, for measurements.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until a path of the program answers 200.
    pub fn wait_for(&mut self, port: u16, path: &str, limit: Duration) -> Outcome {
        self.wait(limit, &format!("http://127.0.0.1:{port}{path}"), || {
            http::get(port, path).is_ok_and(|answer| answer.status == 200)
        })
    }

    /// Waits until the program accepts connections.
    pub fn wait_for_port(&mut self, port: u16, limit: Duration) -> Outcome {
        self.wait(limit, &format!("port {port}"), || http::connects(port))
    }

    fn wait(&mut self, limit: Duration, what: &str, ready: impl Fn() -> bool) -> Outcome {
        let waited = Stopwatch::start();
        while !ready() {
            signals::go_on()?;
            if !self.is_running() {
                return Err(Failure(format!("{} ended before it was ready{}", self.name, self.last_words())));
            }
            if waited.elapsed() > limit {
                let seconds = limit.as_secs();
                return Err(Failure(format!("no answer from {what} in {seconds} s{}", self.last_words())));
            }
            sleep(LOOK);
        }
        Ok(())
    }

    /// Whether the program still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The end of its log, for a failure's message.
    pub fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n");
        format!("; the end of {}:\n{last}", self.log.display())
    }

    /// Asks the program to stop, and waits; after a while it is made to.
    pub fn stop(&mut self) {
        if !self.is_running() {
            return;
        }
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let waited = Stopwatch::start();
        while asked.is_ok() && self.is_running() && waited.elapsed() < STOP {
            sleep(LOOK);
        }
        if self.is_running() {
            eprintln!("      {} did not stop in {} s and was made to", self.name, STOP.as_secs());
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper(name: &str) -> Service {
        let mut command = Command::new("sleep");
        command.arg("60");
        let log = std::env::temp_dir().join(format!("xtask-{name}-{}.log", std::process::id()));
        Service::start(name, command, log).unwrap()
    }

    #[test]
    fn a_service_ends_when_its_owner_lets_it_go() {
        let mut service = sleeper("lets-go");
        assert!(service.is_running());
        service.stop();
        assert!(!service.is_running());
        std::fs::remove_file(&service.log).unwrap();
    }

    #[test]
    fn a_service_that_never_answers_is_named_with_its_log() {
        let mut service = sleeper("silent");
        let port = crate::ports::free().unwrap();
        let failure = service.wait_for_port(port, Duration::ZERO).unwrap_err();
        assert!(failure.0.contains("no answer") && failure.0.contains("silent"), "{failure}");
        std::fs::remove_file(&service.log).unwrap();
    }
}
