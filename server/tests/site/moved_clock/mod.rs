//! A wall clock that goes wrong when it is told to, for processes of their own: nobody has to be root, and the clock of
//! the machine stays as it is.

use std::{
    fs,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use domain::time::Timestamp;

/// An hour and a year, in seconds.
pub const HOUR: i64 = 3_600;
pub const YEAR: i64 = 365 * 24 * HOUR;

/// The clock of the processes that were started under it. Linux: the loader puts a library in front of C's own.
pub struct MovedClock {
    library: PathBuf,
    path: PathBuf,
    told: fs::File,
}

impl MovedClock {
    /// A clock that is right, told by a file in a folder. Needs the C compiler that building the program needs.
    pub fn made_in(folder: &Path) -> Self {
        let (library, source) = (folder.join("moved_clock.so"), folder.join("moved_clock.c"));
        fs::write(&source, include_str!("moved_clock.c")).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source);
        assert!(compiler.status().unwrap().success());
        let path = folder.join("moved_clock");
        fs::write(&path, [0; 16]).unwrap();
        let told = fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
        Self { library, path, told }
    }

    /// Puts a program that has not been started yet under this clock.
    pub fn under<'c>(&self, program: &'c mut Command) -> &'c mut Command {
        program.env("LD_PRELOAD", &self.library).env("MOVED_CLOCK", &self.path)
    }

    /// From now on it is so many seconds ahead of the real time, or behind it.
    pub fn is_off_by(&self, seconds: i64) {
        self.tell(0, seconds * 1_000);
        self.tell(8, 0);
    }

    /// From now on it stands still.
    pub fn stands_still(&self) {
        self.tell(8, self.now().unix_ms());
    }

    /// What it shows.
    #[expect(
        clippy::disallowed_methods,
        reason = "what the clock of other processes shows depends on the real one"
    )]
    pub fn now(&self) -> Timestamp {
        let stands_at = self.told_at(8);
        if stands_at != 0 {
            return Timestamp::from_unix_ms(stands_at);
        }
        let real: Duration = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_unix_ms(i64::try_from(real.as_millis()).unwrap() + self.told_at(0))
    }

    fn tell(&self, place: u64, milliseconds: i64) {
        self.told.write_all_at(&milliseconds.to_ne_bytes(), place).unwrap();
    }

    fn told_at(&self, place: u64) -> i64 {
        let mut bytes = [0; 8];
        self.told.read_exact_at(&mut bytes, place).unwrap();
        i64::from_ne_bytes(bytes)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_asks_for_the_time_is_told_what_the_clock_shows() {
    let folder = crate::template::Folder::new();
    let clock = MovedClock::made_in(&folder.0);
    let year = || {
        let mut date = Command::new("date");
        let said = clock.under(date.args(["-u", "+%Y"])).output().unwrap();
        String::from_utf8(said.stdout).unwrap().trim().parse::<i64>().unwrap()
    };
    let this_year = year();
    clock.is_off_by(2 * YEAR);
    assert!((this_year + 1..=this_year + 2).contains(&year()));
    clock.stands_still();
    let stands_at = clock.now();
    clock.is_off_by(-YEAR);
    assert!((this_year - 1..=this_year).contains(&year()) && clock.now() < stands_at);
}
