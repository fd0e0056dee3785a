//! Content hashes: one names the assets folder, one tells whether anything has to be done at all.

use crate::arguments::Arguments;
use crate::failure::{About, Failure};
use crate::files::{self, File};
use aws_lc_rs::digest::{Context, SHA256};

/// Part of the input hash, so that a newer `bundle` rebuilds what an older one left.
const RECIPE: &str = "bundle recipe 2";

/// The hash of everything the site depends on.
pub fn of_inputs(arguments: &Arguments) -> Result<String, Failure> {
    let mut context = Context::new(&SHA256);
    add(&mut context, RECIPE, &arguments.quality.to_be_bytes());
    let wasm = std::fs::read(&arguments.wasm).about("read the browser crate", &arguments.wasm)?;
    add(&mut context, "wasm", &wasm);
    let optimiser = arguments.wasm_opt.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    add(&mut context, "wasm-opt", optimiser.as_bytes());
    for (name, folder) in [("style", &arguments.style), ("public", &arguments.public)] {
        for file in files::below(folder)? {
            add(&mut context, &format!("{name}/{}", file.path), &file.bytes);
        }
    }
    Ok(text(context))
}

/// The hash that names the assets folder: 16 hexadecimal digits over names and contents.
pub fn of_assets<'a>(assets: impl IntoIterator<Item = &'a File>) -> String {
    let mut context = Context::new(&SHA256);
    for asset in assets {
        add(&mut context, &asset.path, &asset.bytes);
    }
    let mut name = text(context);
    name.truncate(16);
    name
}

/// Lengths go first, so that no two lists of files can run into the same bytes.
fn add(context: &mut Context, name: &str, bytes: &[u8]) {
    context.update(format!("{}:{name}:{}:", name.len(), bytes.len()).as_bytes());
    context.update(bytes);
}

fn text(context: Context) -> String {
    let digest = context.finish();
    let halves = digest.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(path: &str, bytes: &[u8]) -> File {
        File { path: path.to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn the_folder_name_changes_with_names_and_with_contents() {
        let one = of_assets([&asset("a", b"bc")]);
        assert_eq!(one.len(), 16);
        assert_ne!(one, of_assets([&asset("a", b"bd")]));
        assert_ne!(one, of_assets([&asset("ab", b"c")]));
    }
}
