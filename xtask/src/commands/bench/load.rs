//! How much the program can do in a second, and how long it takes for it: on a fresh embedded database, with the load
//! generator on the same two cores.
//!
//! The workers are off: what a gateway is asked about an order comes after the answer, and after the figure.

use super::row::Row;
use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::service::Service;
use crate::{paths, ports, process};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// What an answer that waits for others may take, in the slowest of a hundred, milliseconds.
const P99_LIMIT: u64 = 30;

/// How much of the most is asked for when waiting is measured, in percent.
const OPEN_LOOP_PERCENT: u64 = 70;

/// How long each figure is taken, in seconds.
const SECONDS: &str = "10";

/// The most orders that are paid; the orders after them keep waiting, for the status figures.
const PAID: u64 = 50_000;

/// Pages that wait at once.
const POLLERS: u64 = 10_000;

/// What the waiting pages may cost, KB.
const POLLERS_LIMIT: u64 = 200_000;

/// How long the server may take to be ready.
const READY: Duration = Duration::from_mins(1);

/// How long an agreement must have been open before it can be accepted; the seed opened the last one just now.
const READING: Duration = Duration::from_secs(5);

/// A seeded bench world that does not run yet.
pub struct Bench {
    /// Where it lives and listens.
    pub demo: Demo,
    /// Databases elsewhere, as settings of the server; empty for the embedded ones.
    databases: Vec<(&'static str, String)>,
}

impl Bench {
    /// A fresh world in a folder of its own, on embedded databases.
    pub fn prepare(name: &str, profile: &'static str) -> Outcome<Self> {
        Self::prepare_on(name, profile, Vec::new())
    }

    /// The same on other databases.
    pub fn prepare_on(
        name: &str,
        profile: &'static str,
        databases: Vec<(&'static str, String)>,
    ) -> Outcome<Self> {
        let folder = paths::root().join("target").join(name);
        let demo = Demo { folder, port: ports::free()?, sandbox_port: ports::free()?, profile };
        demo.prepare_keys()?;
        let bench = Self { demo, databases };
        let mut seed = bench.joinery(&["seed", "bench"]);
        seed.arg("--notes").arg(bench.notes());
        process::said(seed)?;
        std::thread::sleep(READING);
        Ok(bench)
    }

    fn joinery(&self, arguments: &[&str]) -> Command {
        let mut command = self.demo.joinery(arguments);
        command.envs(self.databases.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    /// Proves that the books, the orders and the memberships agree.
    pub fn verify(&self) -> Outcome<String> {
        process::said(self.joinery(&["verify"]))
    }

    fn notes(&self) -> PathBuf {
        self.demo.folder.join("notes")
    }

    /// Starts the server with as many open files as the machine allows.
    pub fn serve(&self, arguments: &[&str]) -> Outcome<Service> {
        let command = many_files(&self.joinery(arguments));
        let mut server = Service::start("joinery", command, self.demo.folder.join("joinery.log"))?;
        server.wait_for(self.demo.port, "/readyz", READY)?;
        Ok(server)
    }

    /// The load generator, told where everything is.
    pub fn load(&self, what: &str, words: &[&str]) -> Command {
        let mut command = process::command(paths::program(self.demo.profile, "load"), &paths::root());
        command.arg(what).arg("--url").arg(self.demo.url()).arg("--data").arg(self.notes());
        command.arg("--keys").arg(self.demo.gateway_keys()).args(words);
        many_files(&command)
    }

    /// Runs a load and reads its line.
    pub fn run(&self, what: &str, words: &[&str]) -> Outcome<Json> {
        let line = process::output(self.load(what, words))?;
        Json::parse(line.trim()).ok_or_else(|| Failure(format!("the load generator said: {line}")))
    }
}

/// The same command, with the limit of open files as high as it may be.
fn many_files(command: &Command) -> Command {
    let mut shell = process::command("sh", &paths::root());
    shell.args(["-c", "ulimit -n $(ulimit -Hn) && exec \"$0\" \"$@\""]).arg(command.get_program());
    shell.args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    shell
}

/// A number of the line; what is not there is nothing.
pub fn number(line: &Json, name: &str) -> u64 {
    line.get(name).whole().unwrap_or_default()
}

/// Takes all figures on one fresh world.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let bench = Bench::prepare("bench-load", demo.profile)?;
    let server = bench.serve(&["serve", "--without-workers"])?;
    let mut rows = Vec::new();
    rows.extend(pages(&bench)?);
    rows.extend(orders(&bench)?);
    let (paid, confirmed) = payments(&bench)?;
    rows.extend(paid);
    let unpaid = PAID.to_string();
    let line = bench.run("status", &["--seconds", SECONDS, "--first", &unpaid])?;
    rows.push(throughput("order status unchanged (304)", 40_000, &line));
    drop(server);
    rows.push(books(&bench, confirmed)?);
    rows.push(pollers(&bench, &unpaid)?);
    Ok(rows)
}

fn pages(bench: &Bench) -> Outcome<[Row; 2]> {
    let most = bench.run("page", &["--seconds", SECONDS])?;
    let rate = open_rate(&most);
    let open = bench.run("page", &["--seconds", SECONDS, "--rate", &rate])?;
    Ok([throughput("checkout page rendered", 5_000, &most), waiting("checkout page", &rate, &open)])
}

/// Orders: the rows.
pub fn orders(bench: &Bench) -> Outcome<[Row; 2]> {
    let most = bench.run("orders", &["--seconds", SECONDS])?;
    let rate = open_rate(&most);
    // Another product: one member has one unpaid order for each.
    let open = bench.run("orders", &["--seconds", SECONDS, "--rate", &rate, "--product", "1"])?;
    Ok([throughput("orders, POST to durable", 3_000, &most), waiting("orders", &rate, &open)])
}

/// Payments: the rows, and how many were confirmed.
pub fn payments(bench: &Bench) -> Outcome<([Row; 2], u64)> {
    let share = (PAID * 6 / 10).to_string();
    let most = bench.run("payments", &["--seconds", SECONDS, "--count", &share])?;
    let rate = open_rate(&most);
    let rest = (PAID * 4 / 10).to_string();
    let open_loop = ["--seconds", SECONDS, "--rate", &rate, "--first", &share, "--count", &rest];
    let open = bench.run("payments", &open_loop)?;
    let confirmed = number(&most, "right") + number(&open, "right");
    let rows = [
        throughput("payments, notification to durable membership", 2_500, &most),
        waiting("payments", &rate, &open),
    ];
    Ok((rows, confirmed))
}

fn open_rate(most: &Json) -> String {
    (number(most, "per_second") * OPEN_LOOP_PERCENT / 100).max(1).to_string()
}

fn throughput(name: &str, target: u64, line: &Json) -> Row {
    let (measured, errors) = (number(line, "per_second"), number(line, "errors"));
    Row {
        name: name.to_owned(),
        target: format!("≥ {target} /s"),
        measured: format!("{measured} /s, p99 {}{}", milliseconds(line), complaint(line)),
        ok: measured >= target && errors == 0,
    }
}

fn waiting(name: &str, rate: &str, line: &Json) -> Row {
    Row {
        name: format!("{name}, p99 at {rate} /s (open loop, {OPEN_LOOP_PERCENT} %)"),
        target: format!("≤ {P99_LIMIT} ms"),
        measured: format!("{}{}", milliseconds(line), complaint(line)),
        ok: number(line, "p99_us") <= P99_LIMIT * 1000 && number(line, "errors") == 0,
    }
}

fn milliseconds(line: &Json) -> String {
    let micros = number(line, "p99_us");
    format!("{}.{} ms", micros / 1000, micros % 1000 / 100)
}

fn complaint(line: &Json) -> String {
    match number(line, "errors") {
        0 => String::new(),
        errors => format!(", {errors} wrong answers: {}", line.get("first_error").text()),
    }
}

/// As many memberships as confirmed payments, and books that agree.
pub fn books(bench: &Bench, confirmed: u64) -> Outcome<Row> {
    let text = bench.verify()?;
    let memberships = counted(&text, "memberships");
    Ok(Row {
        name: "memberships after the payments; verify is clean".to_owned(),
        target: format!("{confirmed}"),
        measured: memberships.map_or_else(|| "not counted".to_owned(), |count| count.to_string()),
        ok: memberships == Some(confirmed),
    })
}

fn counted(text: &str, what: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.ends_with(&format!(" {what}")))?;
    line.split_whitespace().find_map(|word| word.parse().ok())
}

fn pollers(bench: &Bench, first: &str) -> Outcome<Row> {
    let server = bench.serve(&["serve", "--without-workers"])?;
    let (process, count) = (server.id().to_string(), POLLERS.to_string());
    let line = bench.run("pollers", &["--pid", &process, "--first", first, "--connections", &count])?;
    drop(server);
    let answered = number(&line, "unchanged") + number(&line, "news");
    let growth = number(&line, "growth_kb");
    let held = number(&line, "waiting");
    Ok(Row {
        name: format!("memory for {POLLERS} waiting pages"),
        target: format!("≤ {POLLERS_LIMIT} KB"),
        measured: format!("{growth} KB; {held} held, {answered} answered"),
        ok: growth <= POLLERS_LIMIT && answered == POLLERS && held == POLLERS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Json {
        Json::parse(text).unwrap()
    }

    #[test]
    fn fast_and_wrong_is_a_miss() {
        let good = line(r#"{"per_second":6000,"p99_us":12345,"errors":0}"#);
        let row = throughput("page", 5_000, &good);
        assert_eq!((row.ok, row.measured.as_str()), (true, "6000 /s, p99 12.3 ms"));
        let wrong = line(r#"{"per_second":6000,"p99_us":12345,"errors":1,"first_error":"500"}"#);
        assert!(!throughput("page", 5_000, &wrong).ok);
        assert!(!throughput("page", 7_000, &good).ok);
        assert_eq!(open_rate(&good), "4200");
    }

    #[test]
    fn memberships_are_counted_from_what_verify_says() {
        let text = "looked at     64409 orders\nlooked at      3400 memberships\nThe books agree.";
        assert_eq!(counted(text, "memberships"), Some(3_400));
        assert_eq!(counted(text, "refunds"), None);
    }
}
