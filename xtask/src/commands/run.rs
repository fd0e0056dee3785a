//! `cargo xtask run`: from a fresh clone to a running demo.

use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::site::{self, Care};
use crate::steps::Steps;
use crate::{cargo, paths, ports, process, signals};
use std::time::Duration;

/// How often to look whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Builds, seeds, starts, and stays until Ctrl-C.
pub fn run(words: &[&str]) -> Outcome {
    let port = port(words)?;
    let sandbox_port = port + 1;
    ports::must_be_free(port)?;
    ports::must_be_free(sandbox_port)?;
    let folder = paths::root().join("target").join("demo");
    let demo = Demo { folder, port, sandbox_port, profile: "debug" };

    let mut steps = Steps::of("run", 4);
    steps.begin("The programs");
    process::shown(cargo::command(&cargo::BUILD_PROGRAMS))?;
    steps.done("built");
    steps.begin("What the browser loads");
    let line = site::build_with_bundle(Care::Quick)?;
    steps.done(&line);
    steps.begin("The demo world, on a fresh database");
    let sign_ins = demo.prepare()?;
    steps.done("in target/demo");
    steps.begin("Sandbox and server");
    let mut running = demo.start()?;
    steps.done("ready");

    println!("\n{}\n", sign_ins.trim_end());
    println!("Open {}  (ready after {})", demo.url(), steps.elapsed());
    println!("The sandbox plays the payment gateway on {}.", demo.sandbox_url());
    println!("Logs: target/demo/joinery.log, target/demo/sandbox.log. Stop with Ctrl-C.");
    while !signals::stopped() {
        for service in [&mut running.server, &mut running.sandbox] {
            if !service.is_running() {
                return Err(Failure(format!("a program ended by itself{}", service.last_words())));
            }
        }
        std::thread::sleep(LOOK);
    }
    println!("\nStopping.");
    drop(running);
    println!("Stopped. The data stays in target/demo until the next run.");
    Ok(())
}

/// The server's port; the sandbox takes the next one.
fn port(words: &[&str]) -> Outcome<u16> {
    let usage = || Failure("cargo xtask run [--port NUMBER], the number from 1024 to 65534".to_owned());
    match words {
        [] => Ok(3000),
        ["--port", number] => match number.parse() {
            Ok(port @ 1024..=65_534) => Ok(port),
            _ => Err(usage()),
        },
        _ => Err(usage()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_always_has_a_next_port() {
        assert_eq!(port(&[]), Ok(3000));
        assert_eq!(port(&["--port", "8080"]), Ok(8080));
        assert!(port(&["--port", "65535"]).is_err());
        assert!(port(&["8080"]).is_err());
    }
}
