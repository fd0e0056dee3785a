//! A password that is typed: at a terminal of its own, which `script` makes.
#![cfg(target_os = "linux")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{ChildStdout, Command, Stdio},
};

use crate::program::{demo, free_port};

/// What the key sends.
const CONTROL_C: &[u8] = b"\x03";

/// The screen up to and with the line that says something.
fn until(screen: &mut BufReader<ChildStdout>, something: &str) -> String {
    let mut seen = String::new();
    while !seen.contains(something) {
        assert_ne!(screen.read_line(&mut seen).unwrap(), 0, "it ended: {seen}");
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_password_is_not_shown_and_whoever_gives_up_sees_again_what_is_typed() {
    let folder = demo(free_port(), "").await;
    let program = env!("CARGO_BIN_EXE_joinery");
    let line = format!(
        "trap : INT; '{program}' user password --email mei@demo.example; echo \"ended with $?\"; stty -a"
    );
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(&folder.0);
    let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut keyboard, screen) = (shell.stdin.take().unwrap(), shell.stdout.take().unwrap());
    let mut screen = BufReader::new(screen);
    until(&mut screen, "it is not shown");
    keyboard.write_all(b"open the kiln\n").unwrap();
    let seen = until(&mut screen, "Once more");
    assert!(!seen.contains("open the kiln"), "{seen}");
    keyboard.write_all(CONTROL_C).unwrap();
    let mut seen = String::new();
    screen.read_to_string(&mut seen).unwrap();
    assert!(seen.contains("stopped before it said that it was done"), "{seen}");
    assert!(seen.contains("ended with 1") && seen.contains(" echo "), "{seen}");
    shell.wait().unwrap();
}
