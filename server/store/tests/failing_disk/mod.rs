//! A disk that fails when it is told to, for a process of its own: nothing has to be mounted and nobody has to be root.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What can be wrong with a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No space is left.
    Full,
    /// What was written does not reach the disk: every flush fails.
    Broken,
}

/// The disk under the processes that were started with it. Linux: the loader puts a library in front of C's own.
pub struct FailingDisk {
    folder: PathBuf,
    library: PathBuf,
}

impl FailingDisk {
    /// A disk that works, told by files in an empty folder. Needs the C compiler that building the program needs.
    pub fn told_in(folder: &Path) -> Self {
        let (folder, library) = (folder.to_owned(), folder.join("failing_disk.so"));
        let source = folder.join("failing_disk.c");
        fs::write(&source, include_str!("failing_disk.c")).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl");
        assert!(compiler.status().unwrap().success());
        Self { folder, library }
    }

    /// Puts the disk under a program that has not been started yet.
    pub fn under<'c>(&self, program: &'c mut Command) -> &'c mut Command {
        program.env("LD_PRELOAD", &self.library).env("FAILING_DISK", &self.folder)
    }

    /// From now on it fails.
    pub fn fails(&self, failure: Failure) {
        fs::write(self.switch(failure), "").unwrap();
    }

    /// It works again.
    pub fn works_again(&self, failure: Failure) {
        fs::remove_file(self.switch(failure)).unwrap();
    }

    fn switch(&self, failure: Failure) -> PathBuf {
        self.folder.join(match failure {
            Failure::Full => "full",
            Failure::Broken => "broken",
        })
    }
}
