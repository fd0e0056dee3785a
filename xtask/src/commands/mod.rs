//! One file per command; each is a list of steps that other files know how to take.

mod bench;
mod build;
mod check;
mod postgres;
mod run;
mod site;
mod test;

use crate::failure::{Failure, Outcome};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--port N]     build everything and start the demo on a fresh database
cargo xtask test [PART]        every test, on both databases and in the browser; PART: rust | oracles | browser
cargo xtask check [PART]       format, lints, tidy rules, dependencies; PART: format | lints | tidy | dependencies
cargo xtask bench [NAME]       the figures, each beside its target;
                               NAME: size | weight | start | lighthouse | load | postgres | payouts [--creators N] |
                                     kill [--cycles N]; lighthouse needs Node.js 22.19 or newer
cargo xtask build              the release programs, with everything they serve embedded
cargo xtask postgres           a PostgreSQL server for the store's tests, until Ctrl-C
cargo xtask site               only what the browser loads: target/site";

/// Calls the command that the first word names.
pub fn dispatch(words: &[String]) -> Outcome<ExitCode> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"run", rest)) => run::run(rest).map(|()| ExitCode::SUCCESS),
        Some((&"test", rest)) => test::run(rest),
        Some((&"check", rest)) => check::run(rest),
        Some((&"bench", rest)) => bench::run(rest),
        Some((&"build", [])) => build::run().map(|()| ExitCode::SUCCESS),
        Some((&"postgres", [])) => postgres::run().map(|()| ExitCode::SUCCESS),
        Some((&"site", [])) => site::run().map(|()| ExitCode::SUCCESS),
        None | Some((&("help" | "--help" | "-h"), _)) => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(_) => Err(Failure(format!("there is no such command: {}\n\n{HELP}", words.join(" ")))),
    }
}

/// The one optional word after a command, if it is one of those it knows.
fn part<'a>(words: &[&'a str], known: &[&str]) -> Outcome<Option<&'a str>> {
    match words {
        [] => Ok(None),
        [word] if known.contains(word) => Ok(Some(*word)),
        _ => Err(Failure(format!("not one of {}: {}", known.join(", "), words.join(" ")))),
    }
}

/// The exit code of a run that judged things.
fn exit(failed: u64) -> ExitCode {
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_answered_with_the_known_ones() {
        let failure = dispatch(&["dance".to_owned()]).unwrap_err();
        assert!(failure.0.contains("dance") && failure.0.contains("cargo xtask run"), "{failure}");
    }

    #[test]
    fn a_part_must_be_a_known_one() {
        assert_eq!(part(&[], &["a"]), Ok(None));
        assert_eq!(part(&["a"], &["a"]), Ok(Some("a")));
        assert!(part(&["b"], &["a"]).is_err());
        assert!(part(&["a", "a"], &["a"]).is_err());
    }
}
