//! Runs other programs and waits for them: shown as they are, or listened to line by line.

use crate::failure::{Doing, Failure, Outcome};
use crate::signals;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a program whose output the person sees as it comes.
pub fn shown(mut command: Command) -> Outcome {
    let line = line_of(&command);
    flush();
    let status = command.status().doing(format!("start {line}"))?;
    signals::go_on()?;
    if status.success() { Ok(()) } else { Err(Failure(format!("this failed: {line}"))) }
}

/// How a program ended, and everything it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whether it ended with success.
    pub success: bool,
    /// Both streams, in the order they were written.
    pub text: String,
}

/// Runs a program and keeps what it says to itself.
pub fn captured(command: Command) -> Outcome<Ended> {
    let mut text = String::new();
    let success = listened(command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    Ok(Ended { success, text })
}

/// Runs a program that must succeed; what it said is returned, or stands in the failure.
pub fn said(command: Command) -> Outcome<String> {
    let line = line_of(&command);
    let ended = captured(command)?;
    if ended.success { Ok(ended.text) } else { Err(Failure(format!("this failed: {line}\n{}", ended.text))) }
}

/// Runs a program and returns its standard output alone; the error stream is shown.
pub fn output(mut command: Command) -> Outcome<String> {
    let line = line_of(&command);
    let output = command.stderr(Stdio::inherit()).output().doing(format!("start {line}"))?;
    signals::go_on()?;
    if !output.status.success() {
        return Err(Failure(format!("this failed: {line}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, hands on each line it writes to either stream, and tells whether it succeeded.
pub fn listened(mut command: Command, mut hear: impl FnMut(&str)) -> Outcome<bool> {
    let line = line_of(&command);
    let doing = format!("start {line}");
    let (reader, writer) = std::io::pipe().doing(&doing)?;
    command.stdin(Stdio::null()).stdout(writer.try_clone().doing(&doing)?).stderr(writer);
    flush();
    let mut child = command.spawn().doing(&doing)?;
    // The command still holds the writing ends; with them open the reader would never come to an end.
    drop(command);
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).doing(format!("read from {line}"))? > 0 {
        hear(String::from_utf8_lossy(&bytes).trim_end());
        bytes.clear();
    }
    let status = child.wait().doing(format!("wait for {line}"))?;
    signals::go_on()?;
    Ok(status.success())
}

/// A program on the PATH, if it is there.
pub fn found(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A command that runs in a folder.
pub fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// What the person would type, for messages.
fn line_of(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// What we printed must come before what the other program prints.
fn flush() {
    let _ = std::io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_come_in_the_order_they_were_written() {
        let ended = captured(shell("echo one; echo two >&2; echo three; exit 3")).unwrap();
        assert_eq!(ended, Ended { success: false, text: "one\ntwo\nthree\n".to_owned() });
    }

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let failure = said(shell("echo why; exit 1")).unwrap_err();
        assert!(failure.0.contains("sh -c") && failure.0.contains("why"), "{failure}");
    }
}
