//! The folder between us and the bank, and how a file gets into it whole or not at all.
//!
//! ```text
//! next/      a record for each payout that waits for the next file
//! outgoing/  files for the bank; the operator hands them over and may move them away
//! sent/      our own copy of every file ever written: what stands here is never written again
//! incoming/  files from the bank, put here by the operator
//! done/      files from the bank that were read, in their order
//! lock       held while anything changes, by whichever process
//! ```

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::xml;

/// One of the folder's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Records of waiting payouts.
    Next,
    /// Files for the bank.
    Outgoing,
    /// Our copies of them.
    Sent,
    /// Files from the bank.
    Incoming,
    /// Files from the bank that were read.
    Done,
}

impl Place {
    const ALL: [Self; 5] = [Self::Next, Self::Outgoing, Self::Sent, Self::Incoming, Self::Done];

    const fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Outgoing => "outgoing",
            Self::Sent => "sent",
            Self::Incoming => "incoming",
            Self::Done => "done",
        }
    }
}

/// The folder.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// The right to change the folder, until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its lock, which ends with it")] File);

impl Folder {
    /// Opens the folder and makes the parts that are missing. Only its owner may look inside: there are names and account
    /// numbers in it.
    pub fn open(path: &Path) -> io::Result<Self> {
        for place in Place::ALL {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path.join(place.name()))?;
        }
        Ok(Self(path.to_owned()))
    }

    /// Where a file stands.
    pub fn path(&self, place: Place, name: &str) -> PathBuf {
        self.0.join(place.name()).join(name)
    }

    /// Waits until no other process changes the folder.
    pub fn lock(&self) -> io::Result<Lock> {
        let file = private().create(true).truncate(false).open(self.0.join("lock"))?;
        file.lock()?;
        Ok(Lock(file))
    }

    /// Whether a file is there.
    pub fn has(&self, place: Place, name: &str) -> io::Result<bool> {
        self.path(place, name).try_exists()
    }

    /// The names that end in `ending`, in order. Names that begin with a full stop are files on their way in.
    pub fn names(&self, place: Place, ending: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.0.join(place.name()))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') && name.ends_with(ending) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// A file's bytes; at most one more than a message may have.
    pub fn read(&self, place: Place, name: &str) -> io::Result<Vec<u8>> {
        read_limited(&self.path(place, name))
    }

    /// Writes a file so that after a crash it is whole or absent, and lasting once this returns.
    pub fn put(&self, place: Place, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.prepare(place, name, bytes)?;
        self.show(place, name)
    }

    /// The first half of [`Folder::put`]: lasting, but not yet there under its name.
    pub fn prepare(&self, place: Place, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = private().create(true).truncate(true).open(self.part(place, name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.sync(place)
    }

    /// The second half of [`Folder::put`].
    pub fn show(&self, place: Place, name: &str) -> io::Result<()> {
        fs::rename(self.part(place, name), self.path(place, name))?;
        self.sync(place)
    }

    /// Removes a file; that it is gone already is fine.
    pub fn remove(&self, place: Place, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(place, name)) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
            _ => self.sync(place),
        }
    }

    /// Finishes what a crash interrupted between [`Folder::prepare`] and [`Folder::show`] of a file for the bank: our copy
    /// decides whether it was written.
    pub fn recover(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.0.join(Place::Outgoing.name()))? {
            let part = entry?.file_name().to_string_lossy().into_owned();
            let Some(name) = part.strip_prefix('.').and_then(|name| name.strip_suffix(".part")) else {
                continue;
            };
            if self.has(Place::Sent, name)? {
                self.show(Place::Outgoing, name)?;
            } else {
                self.remove(Place::Outgoing, &part)?;
            }
        }
        Ok(())
    }

    fn part(&self, place: Place, name: &str) -> PathBuf {
        self.path(place, &format!(".{name}.part"))
    }

    /// Makes names last as well as contents. Only Unix lets a folder be opened for it.
    fn sync(&self, place: Place) -> io::Result<()> {
        if cfg!(unix) { File::open(self.0.join(place.name()))?.sync_all() } else { Ok(()) }
    }
}

/// Reads a file, and stops one byte behind the largest message: the reader then sees that it is too large.
pub fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(xml::MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
