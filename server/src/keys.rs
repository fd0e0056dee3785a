//! The program's own keys, in files that only the owner can read.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use services::{Secrets, ports::Entropy};

/// Why the keys could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key file is missing where it may not be made.
    #[error(
        "the key file {0} is missing; make it once, and keep it, with: \
         (umask 077; mkdir -p \"$(dirname {0})\" && head -c 32 /dev/urandom > {0})"
    )]
    Missing(PathBuf),
    /// A key file has the wrong size.
    #[error("the key file {0} must hold exactly 32 bytes")]
    WrongSize(PathBuf),
    /// A key file could not be read or written.
    #[error("the key file {path} could not be used: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The keys were read and could not be used.
    #[error("the keys could not be used")]
    Unusable,
}

/// Reads `stamp.key` and `seal.key` from the folder; makes them where `may_create` (a demo) and they are missing.
pub fn load(folder: &Path, entropy: &dyn Entropy, may_create: bool) -> Result<Secrets, KeyError> {
    let stamp = key(&folder.join("stamp.key"), entropy, may_create)?;
    let seal = key(&folder.join("seal.key"), entropy, may_create)?;
    Secrets::new(&stamp, &seal).map_err(|_| KeyError::Unusable)
}

fn key(path: &Path, entropy: &dyn Entropy, may_create: bool) -> Result<[u8; 32], KeyError> {
    match fs::read(path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes).map_err(|_| KeyError::WrongSize(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_create => {
            let mut bytes = [0u8; 32];
            entropy.fill(&mut bytes);
            write_private(path, &bytes).map_err(|source| KeyError::File { path: path.to_owned(), source })?;
            Ok(bytes)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(KeyError::Missing(path.to_owned())),
        Err(source) => Err(KeyError::File { path: path.to_owned(), source }),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
