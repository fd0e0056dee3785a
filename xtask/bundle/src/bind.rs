//! wasm-bindgen as a library: the wasm that Cargo built becomes the pair of files that a browser loads.

use crate::arguments::Arguments;
use crate::failure::{About, Failure};
use crate::files::{self, File};
use crate::{glue, optimise};
use wasm_bindgen_cli_support::Bindgen;

/// The stem of both files; must equal `output_name` in the server's `LeptosOptions`.
pub const NAME: &str = "joinery";

/// `joinery.js`, `joinery_bg.wasm` (the name that `HydrationScripts` asks for) and whatever snippets they import.
pub fn browser_files(arguments: &Arguments) -> Result<Vec<File>, Failure> {
    let scratch = scratch_folder(arguments);
    if scratch.exists() {
        std::fs::remove_dir_all(&scratch).about("empty", &scratch)?;
    }
    std::fs::create_dir_all(&scratch).about("create", &scratch)?;
    Bindgen::new()
        .input_path(&arguments.wasm)
        .out_name(NAME)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(&scratch)
        })
        .map_err(|error| Failure(format!("wasm-bindgen: {error:#}")))?;
    if let Some(script) = &arguments.wasm_opt {
        optimise::in_place(script, &scratch.join(format!("{NAME}_bg.wasm")))?;
    }
    let mut found = files::below(&scratch)?;
    std::fs::remove_dir_all(&scratch).about("remove", &scratch)?;
    for file in found.iter_mut().filter(|file| file.path == format!("{NAME}.js")) {
        let source = String::from_utf8_lossy(&file.bytes).into_owned();
        if !source.contains("export function hydrate(") {
            eprintln!(
                "bundle: the browser crate exports no hydrate(), so pages will stay as the server sent them"
            );
        }
        file.bytes = glue::strip(&source).into_bytes();
    }
    Ok(found)
}

/// Beside the site folder, not in it: a run that fails half way must not leave pieces in what is served.
fn scratch_folder(arguments: &Arguments) -> std::path::PathBuf {
    let mut name = arguments.site.clone().into_os_string();
    name.push(".bindgen");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest module there is: the magic number and the version, no section.
    const EMPTY_MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

    #[test]
    fn a_browser_crate_that_does_nothing_yet_still_gives_the_two_files_that_pages_ask_for() {
        let folder = std::env::temp_dir().join(format!("bundle-bind-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let wasm = folder.join("app.wasm");
        std::fs::write(&wasm, EMPTY_MODULE).unwrap();
        let (style, public) = (folder.join("style"), folder.join("public"));
        let arguments =
            Arguments { wasm, style, public, site: folder.join("site"), wasm_opt: None, quality: 1 };
        let files = browser_files(&arguments);
        let left_over = scratch_folder(&arguments).exists();
        std::fs::remove_dir_all(&folder).unwrap();
        let files = files.unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(names, ["joinery.js", "joinery_bg.wasm"]);
        assert!(!left_over);
    }
}
