//! Reading a folder, always in the same order, so that the same files always give the same site.

use crate::failure::{About, Failure};
use std::path::{Path, PathBuf};

/// A file of a folder: its path below that folder, with `/` between the parts, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative path, as it will stand in an address.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// All files below a folder, sorted by path; hidden files stay out. A folder that does not exist holds none.
pub fn below(folder: &Path) -> Result<Vec<File>, Failure> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, "", &mut found)?;
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<File>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder).about("list", folder)? {
        let path: PathBuf = entry.about("list", folder)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Failure(format!("{} has a name that cannot stand in an address", path.display())));
        };
        if name.starts_with('.') {
            continue;
        }
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{relative}/"), found)?;
        } else {
            found.push(File { bytes: std::fs::read(&path).about("read", &path)?, path: relative });
        }
    }
    Ok(())
}
