//! A payout run for a million creators: how long it takes, and whether its memory grows with them.

use super::on_postgres::database;
use super::row::Row;
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::postgres::Postgres;
use crate::steps::Stopwatch;
use crate::{paths, ports, process, signals};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// How many creators the figure is for.
pub const CREATORS: u32 = 1_000_000;

/// The memory of the large run is compared with that of one for so many times fewer.
const TIMES_FEWER: u32 = 20;

/// What the large run may hold of the small one's peak, in percent: a little more, for the pages a database keeps.
const FLAT_PERCENT: u64 = 150;

/// The longest a run may take, in seconds.
const SQLITE_LIMIT: u64 = 60;
const POSTGRES_LIMIT: u64 = 90;

/// How often a process is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Nobody in this world has been paid before.
const SETTINGS: &str = "[policy]\ninstant_needs_payouts = 0\n";

/// A world of creators, and how to reach it.
struct World {
    demo: Demo,
    databases: Vec<(&'static str, String)>,
}

/// What one run took.
struct Taken {
    milliseconds: u64,
    peak_kilobytes: u64,
    said: String,
}

/// Takes the figures on both databases.
pub fn take(demo: &Demo, creators: u32) -> Outcome<Vec<Row>> {
    let mut rows = on(demo, creators, "SQLite", SQLITE_LIMIT, || Ok(Vec::new()))?;
    let server = Postgres::start()?;
    let databases = |count: u32| {
        Ok(vec![
            ("JOINERY_PEOPLE_URL", database(&server, &format!("people_{count}"))?),
            ("JOINERY_COMMERCE_URL", database(&server, &format!("commerce_{count}"))?),
        ])
    };
    let mut count = 0;
    rows.extend(on(demo, creators, "PostgreSQL", POSTGRES_LIMIT, || {
        count += 1;
        databases(count)
    })?);
    drop(server);
    Ok(rows)
}

fn on(
    demo: &Demo,
    creators: u32,
    name: &str,
    limit: u64,
    mut databases: impl FnMut() -> Outcome<Vec<(&'static str, String)>>,
) -> Outcome<Vec<Row>> {
    let fewer = creators / TIMES_FEWER;
    let small = World::of(fewer, name, demo, databases()?)?.run()?;
    let world = World::of(creators, name, demo, databases()?)?;
    let large = world.run()?;
    println!("      {}", large.said.lines().collect::<Vec<_>>().join("\n      "));
    let mut time = Row::at_most(
        format!("{name}: payout run for {creators} creators"),
        large.milliseconds.div_ceil(1_000),
        limit,
        "s",
    );
    time.measured = format!("{}.{} s", large.milliseconds / 1_000, large.milliseconds % 1_000 / 100);
    let memory = Row::at_most(
        format!("{name}: its peak memory, beside that of a run for {fewer}"),
        large.peak_kilobytes,
        small.peak_kilobytes * FLAT_PERCENT / 100,
        "KB",
    );
    println!("      {name}: adding up its books …");
    let watch = Stopwatch::start();
    let books = process::said(world.joinery(&["verify"]));
    let verified = Row {
        name: format!("{name}: the books after it"),
        target: "verify is clean".to_owned(),
        measured: books
            .as_ref()
            .map_or_else(|failure| failure.0.clone(), |_| format!("clean, in {}", watch.text())),
        ok: books.is_ok(),
    };
    Ok(vec![time, memory, verified])
}

impl World {
    /// Writes a world of so many creators.
    fn of(creators: u32, name: &str, demo: &Demo, databases: Vec<(&'static str, String)>) -> Outcome<Self> {
        println!("      {name}: making {creators} creators …");
        let watch = Stopwatch::start();
        let folder = paths::root().join("target").join("bench-creators");
        let demo = Demo { folder, port: ports::free()?, sandbox_port: ports::free()?, profile: demo.profile };
        demo.prepare_keys()?;
        let world = Self { demo, databases };
        let settings = world.settings();
        std::fs::write(&settings, SETTINGS).doing(format!("write {settings}"))?;
        process::said(world.joinery(&["seed", "creators", "--creators", &creators.to_string()]))?;
        println!("      {name}: made in {}; paying them …", watch.text());
        Ok(world)
    }

    fn settings(&self) -> String {
        self.demo.folder.join("joinery.toml").display().to_string()
    }

    fn joinery(&self, arguments: &[&str]) -> Command {
        let mut command = self.demo.joinery(arguments);
        command.args(["--settings", &self.settings()]);
        command.envs(self.databases.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    /// Runs today's payouts and watches the process.
    fn run(&self) -> Outcome<Taken> {
        let mut command = self.joinery(&["payouts", "run"]);
        let watch = Stopwatch::start();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .doing("start the payout run")?;
        let mut peak_kilobytes = 0;
        while child.try_wait().doing("watch the payout run")?.is_none() {
            signals::go_on()?;
            peak_kilobytes = peak_kilobytes.max(own_memory(child.id()).unwrap_or_default());
            sleep(LOOK);
        }
        let milliseconds = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
        let output = child.wait_with_output().doing("wait for the payout run")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            Ok(Taken { milliseconds, peak_kilobytes, said })
        } else {
            Err(Failure(format!("the payout run failed: {said}")))
        }
    }
}

/// The memory that is a process's own, in KB, as Linux tells it; nothing once it has ended. Not counted are the pages of
/// the database file that readers map: they are the system's, and go when it needs them.
fn own_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::own_memory;

    #[test]
    fn the_memory_of_a_living_process_is_known() {
        assert!(own_memory(std::process::id()).is_some_and(|kilobytes| kilobytes > 100));
        assert_eq!(own_memory(u32::MAX), None);
    }
}
