//! A PostgreSQL server of our own: a fresh cluster on a free loopback port, gone when the tests are.

use crate::failure::{Doing, Failure, Outcome};
use crate::{install, ports, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server; stopped and removed when dropped.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a cluster and starts it. Durable like a real one (fsync stays on), open to loopback only.
    pub fn start() -> Outcome<Self> {
        let programs = folder()?;
        let port = ports::free()?;
        // Not below the repository: PostgreSQL refuses to run as root, and its own user may not be let in there.
        let folder = std::env::temp_dir().join(format!("joinery-postgres-{}", std::process::id()));
        let server = Self { programs, folder, port };
        std::fs::create_dir_all(&server.folder).doing(format!("create {}", server.folder.display()))?;
        if install::is_root() {
            let mut chown = Command::new("chown");
            process::said({
                chown.arg("postgres").arg(&server.folder);
                chown
            })?;
        }
        let mut initdb = server.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--pgdata"]);
        initdb.arg(server.data());
        process::said(initdb)?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        );
        let mut start = server.program("pg_ctl");
        start.args(["start", "--wait", "--silent", "--options", &options, "--log"]);
        start.arg(server.folder.join("server.log")).arg("--pgdata").arg(server.data());
        // Not `captured`: the server inherits the pipe and would keep it open for as long as it lives.
        start.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
        process::shown(start)?;
        Ok(server)
    }

    /// The address that the tests are given; they make databases of their own in it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// One of PostgreSQL's programs, run by its own user when we are root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        if install::is_root() {
            let mut command = process::command("runuser", Path::new("/"));
            command.args(["--user", "postgres", "--"]).arg(program);
            command
        } else {
            process::command(program, Path::new("/"))
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--mode", "immediate", "--wait", "--silent", "--pgdata"]).arg(self.data());
        stop.stdin(std::process::Stdio::null());
        let _ = stop.status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder that holds `initdb` and `pg_ctl`: on the PATH, or where Debian puts the newest version.
pub fn folder() -> Outcome<PathBuf> {
    let complete = |folder: &Path| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    let mut candidates: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    candidates.sort();
    candidates.reverse();
    candidates.extend(process::found("initdb").and_then(|path| path.parent().map(Path::to_path_buf)));
    candidates
        .into_iter()
        .find(|candidate| complete(candidate))
        .ok_or_else(|| Failure("no PostgreSQL server; on Debian: apt-get install postgresql".to_owned()))
}
