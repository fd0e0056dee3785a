//! Writes the site folder, all or nothing.

use crate::arguments::Arguments;
use crate::bind::NAME;
use crate::failure::{About, Failure};
use crate::files::{self, File};
use crate::manifest::{Entry, Manifest};
use crate::{compress, digest};
use std::path::{Path, PathBuf};

/// Whether the site was made from these very inputs.
pub fn is_current(site: &Path, inputs: &str) -> bool {
    site.join("manifest.json").is_file()
        && std::fs::read_to_string(beside(site, "inputs")).is_ok_and(|made_from| made_from == inputs)
}

/// Notes what the site was made from. Beside the folder, because everything in it is embedded and served.
pub fn remember(site: &Path, inputs: &str) -> Result<(), Failure> {
    let path = beside(site, "inputs");
    std::fs::write(&path, inputs).about("write", &path)
}

/// Writes a new folder next to the old one and swaps them at the end, so that a failure leaves the old one whole.
pub fn write(arguments: &Arguments, browser: &[File], sheet: &[u8]) -> Result<Manifest, Failure> {
    let mut assets = browser.to_vec();
    assets.push(File { path: format!("{NAME}.css"), bytes: sheet.to_vec() });
    assets.sort_by(|left, right| left.path.cmp(&right.path));
    let hash = digest::of_assets(&assets);
    for asset in &mut assets {
        asset.path = format!("assets/{hash}/{}", asset.path);
    }
    assets.extend(files::below(&arguments.public)?);
    assets.sort_by(|left, right| left.path.cmp(&right.path));

    let fresh = beside(&arguments.site, "fresh");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh).about("empty", &fresh)?;
    }
    let files =
        assets.iter().map(|asset| write_one(&fresh, asset, arguments.quality)).collect::<Result<_, _>>()?;
    let optimised = arguments.wasm_opt.is_some();
    let manifest = Manifest { hash, quality: arguments.quality, optimised, files };
    let path = fresh.join("manifest.json");
    std::fs::write(&path, manifest.json()).about("write", &path)?;
    if arguments.site.exists() {
        std::fs::remove_dir_all(&arguments.site).about("replace", &arguments.site)?;
    }
    std::fs::rename(&fresh, &arguments.site).about("put in place", &arguments.site)?;
    Ok(manifest)
}

/// Writes a file and those of its encodings that are smaller than it.
fn write_one(folder: &Path, file: &File, quality: u32) -> Result<Entry, Failure> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).about("create", parent)?;
    }
    std::fs::write(&path, &file.bytes).about("write", &path)?;
    let mut entry = Entry { path: file.path.clone(), bytes: file.bytes.len(), gzip: None, brotli: None };
    if compress::pays(&file.path) {
        entry.brotli = write_if_smaller(&path, "br", &file.bytes, compress::brotli(&file.bytes, quality)?)?;
        entry.gzip = write_if_smaller(&path, "gz", &file.bytes, compress::gzip(&file.bytes)?)?;
    }
    Ok(entry)
}

fn write_if_smaller(
    path: &Path,
    ending: &str,
    plain: &[u8],
    packed: Vec<u8>,
) -> Result<Option<usize>, Failure> {
    if packed.len() >= plain.len() {
        return Ok(None);
    }
    let path = beside(path, ending);
    std::fs::write(&path, &packed).about("write", &path)?;
    Ok(Some(packed.len()))
}

/// The same path with one more ending: `a/site` becomes `a/site.fresh`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_path_buf().into_os_string();
    name.push(".");
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test alone, removed when it is done.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("bundle-{name}-{}", std::process::id()));
            std::fs::create_dir_all(path.join("public")).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn arguments(folder: &Path) -> Arguments {
        Arguments {
            wasm: folder.join("app.wasm"),
            style: folder.join("style"),
            public: folder.join("public"),
            site: folder.join("site"),
            wasm_opt: None,
            quality: 5,
        }
    }

    #[test]
    fn assets_stand_under_their_hash_and_public_files_at_the_root() {
        let scratch = Scratch::new("layout");
        let arguments = arguments(&scratch.0);
        std::fs::write(arguments.public.join("robots.txt"), "User-agent: *\n".repeat(50)).unwrap();
        let browser = [File { path: "joinery.js".to_owned(), bytes: b"x".repeat(500) }];
        let manifest = write(&arguments, &browser, b"a{b:c}").unwrap();
        let assets = arguments.site.join("assets").join(&manifest.hash);
        assert_eq!(std::fs::read(assets.join("joinery.css")).unwrap(), b"a{b:c}");
        assert!(assets.join("joinery.js.br").is_file() && assets.join("joinery.js.gz").is_file());
        assert!(!assets.join("joinery.css.br").exists(), "six bytes do not get smaller");
        assert!(arguments.site.join("robots.txt.br").is_file());
        assert!(arguments.site.join("manifest.json").is_file());
    }

    #[test]
    fn a_site_is_current_only_for_the_inputs_it_was_made_from() {
        let scratch = Scratch::new("current");
        let arguments = arguments(&scratch.0);
        write(&arguments, &[], b"").unwrap();
        assert!(!is_current(&arguments.site, "one"), "not noted yet");
        remember(&arguments.site, "one").unwrap();
        assert!(is_current(&arguments.site, "one"));
        assert!(!is_current(&arguments.site, "two"));
    }

    #[test]
    fn what_an_earlier_site_held_is_gone() {
        let scratch = Scratch::new("replace");
        let arguments = arguments(&scratch.0);
        let first = write(&arguments, &[], b"a{}").unwrap();
        let second = write(&arguments, &[], b"b{}").unwrap();
        assert_ne!(first.hash, second.hash);
        assert!(!arguments.site.join("assets").join(first.hash).exists());
    }
}
